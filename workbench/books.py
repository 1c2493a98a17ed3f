"""`guiju show`: what does the rulebook say on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import click

from dsl import core
from dsl.articles import numbered
from dsl.core import Language, Words
from dsl.order import conditions, fact_key, reach
from interpreter import penalties
from interpreter.ask import Interpreter
from interpreter.evaluate import Day, Evaluator
from interpreter.facts import World
from interpreter.messages import LABELS, TERMS
from interpreter.phrase import Speaker, half
from interpreter.switches import switched_off
from interpreter.values import Unknown
from workbench import chronicle
from workbench.asof import cited, holds, moved, valueless
from workbench.opening import caution, flag, open_book
from workbench.options import Moment, common, meant, print_json, wrong


@click.command()
@click.argument("arguments", nargs=-1, metavar="[BOOK] [RULE|PARAMETER|SOURCE]")
@click.option("--on", type=Moment(), default=None, metavar="DATE", help="Only what is in force on this day.")
@click.option("--canonical", is_flag=True, help="One FILE of a rulebook in one form, for git to compare.")
@common()
def show(
    arguments: tuple[str, ...], on: date | datetime | None, canonical: bool, form: str, lang: Language, quiet: bool
) -> None:
    """Read the rulebook, or one rule, parameter or source of it, as of a date."""
    if canonical:
        click.echo(_canonical(arguments, lang), nl=False)
        return
    if len(arguments) > 2:
        raise wrong(lang, "至多给出一个规则集和一个名称", "show takes at most a book and one name")
    book, name = _which(arguments)
    interpreter = open_book(book, lang)
    day = on.date() if isinstance(on, datetime) else on
    shelf = Shelf(interpreter, lang, day)
    found = shelf.named(name) if name else shelf.all()
    if form == "json":
        print_json({**flag(interpreter), **found})
    else:
        click.echo("\n".join((*caution(interpreter, lang), *_text(found, lang))))


def _canonical(arguments: tuple[str, ...], lang: Language) -> str:
    from workbench.canonical import canonical

    if len(arguments) != 1:
        raise wrong(lang, "--canonical 须给出一个文件", "--canonical takes one file")
    return canonical(Path(arguments[0]))


def _which(arguments: tuple[str, ...]) -> tuple[str, str | None]:
    """`show RULE`, `show BOOK`, `show BOOK RULE`: one word is a book if there is such a book."""
    from dsl.shelf import is_book

    if len(arguments) == 2:
        return arguments[0], arguments[1]
    if arguments and is_book(arguments[0]):
        return arguments[0], None
    return "cn-telecom", arguments[0] if arguments else None


class Shelf:
    """What a book says, as plain data, in one language, on one day (or on all days)."""

    def __init__(self, interpreter: Interpreter, lang: Language, on: date | None) -> None:
        self.interpreter = interpreter
        self.book = interpreter.book
        self.lang = lang
        self.on = on
        self.speaker = Speaker(interpreter.book, lang)

    def all(self) -> dict[str, object]:
        """The whole book, in short."""
        off = self._switched_off()
        in_force = {path: rule for path, rule in self.book.rules.items() if holds(rule, self.on) and path not in off}
        return {
            "book": self.book.title.say(self.lang),
            "edition": self.book.edition,
            **({"on": str(self.on)} if self.on else {}),
            "rules": {path: rule.title.say(self.lang) for path, rule in in_force.items()},
            **({"switched off": off} if off else {}),
            **({"history": changes} if (changes := chronicle.in_short(self.speaker)) else {}),
            "parameters": {
                name: self._figure(each) for name, each in self.book.parameters.items() if self._has_value(each)
            },
            "actions": {name: each.names.say(self.lang) for name, each in self.book.vocabulary.actions.items()},
            "invariants": {name: each.title.say(self.lang) for name, each in self.book.invariants.items()},
            "sources": {
                name: each.title.say(self.lang) for name, each in self.book.sources.items() if holds(each, self.on)
            },
        }

    def _switched_off(self) -> dict[str, str]:
        """The rules that are in force but for a figure that keeps them off, each with that figure."""
        found = {path: switched_off(self.book, rule, self.on or date.max) for path, rule in self.book.rules.items()}
        said = {path: each.names.say(self.lang) for path, each in found.items() if each}
        return {path: switch for path, switch in said.items() if holds(self.book.rules[path], self.on)}

    def named(self, name: str) -> dict[str, object]:
        """One rule, parameter or source, by its name in either language."""
        if rule := self._rule(name):
            return self.rule(chronicle.text_of_day(self.book, rule, self.on))
        for parameter in self.book.parameters.values():
            if name in (parameter.name, parameter.names.zh):
                return self.parameter(parameter)
        for source in self.book.sources.values():
            if name in (source.id, source.names.zh):
                return self.source(source)
        known = [*self.book.rules, *self.book.parameters, *self.book.sources]
        near = meant(self.lang, name, known)
        raise wrong(
            self.lang, f"没有名为“{name}”的规则、参数或法源{near}", f"no rule, parameter or source `{name}`{near}"
        )

    def _rule(self, name: str) -> core.Rule | None:
        words = self.book.vocabulary.words
        zh = {words[part].zh: part for part in words}
        return self.book.rules.get("/".join(zh.get(part, part) for part in name.split("/")))

    def rule(self, rule: core.Rule) -> dict[str, object]:
        """A rule: its title, its words, its time, its grounds."""
        shown: dict[str, object] = {"rule": rule.path, "title": rule.title.say(self.lang)}
        shown["from"], shown["until"] = str(rule.since or "…"), str(rule.until or "…")
        if self.on:
            shown["in force"] = holds(rule, self.on)
        if switch := switched_off(self.book, rule, self.on or date.max):
            shown["switched off by"] = switch.names.say(self.lang)
        shown |= {
            "sources": cited(rule.sources, self.on, self.speaker),
            "penalty": cited(rule.penalty, self.on, self.speaker),
            "overrides": list(rule.overrides),
            "binds": self.book.vocabulary.parties[rule.binds].say(self.lang) if rule.binds else None,
            "severity": rule.severity,
            "standing": rule.standing,
            "note": half(rule.note, self.lang) or None,
            "subject": self._condition(rule.subject, rule.where),
            "norm": self._norm(rule.norm),
            "when": self.speaker.expression(rule.when) if rule.when != core.YES else None,
            "unless": self.speaker.expression(rule.unless) if rule.unless != core.NO else None,
            "facts": self._meanings(rule),
            "figures": self._figures(rule),
            "history": chronicle.of_rule(rule.path, self.speaker),
            "text": self._written(rule),
        }
        return {key: value for key, value in shown.items() if value not in (None, [], {}, "")}

    def _meanings(self, rule: core.Rule) -> dict[str, str]:
        """What the facts mean that the rule stands on, directly or through others."""
        read = (e for part in conditions(rule) for e in reach(part, self.book.facts) if isinstance(e, core.FactOf))
        return {
            f"{self.speaker.entity(key[0])}.{self.speaker.member(*key)}": self.meaning(self.book.facts[key])
            for key in dict.fromkeys(map(fact_key, read))
        }

    def meaning(self, fact: core.Fact) -> str:
        """What a fact says, with its exceptions and what is presumed."""
        say, zh = self.speaker.expression, self.lang == "zh"
        parts = [say(fact.body)]
        for each in fact.exceptions:
            parts.append(
                f"例外为 {say(each.value)}，当 {say(each.when)}"
                if zh
                else f"except {say(each.value)} when {say(each.when)}"
            )
        if fact.presumed:
            value, cited = say(fact.presumed.value), self.speaker.citations(fact.presumed.sources)
            parts.append(f"未知则视为 {value}（{cited}）" if zh else f"presumed {value} where unknown ({cited})")
        return ("；" if zh else "; ").join(parts)

    def _figures(self, rule: core.Rule) -> dict[str, str]:
        """The figures that the rule stands on, directly or through facts."""
        read = (e for part in conditions(rule) for e in reach(part, self.book.facts) if isinstance(e, core.Figure))
        return {name: self._figure(self.book.parameters[name]) for name in dict.fromkeys(each.name for each in read)}

    def _written(self, rule: core.Rule) -> str:
        """Where the rule is written."""
        line, _ = self.interpreter.sources[rule.span.file].position(rule.span.start)
        return f"{rule.span.file}:{line}"

    def _condition(self, entity: str, where: core.Expr) -> str:
        each = ("每个 " if self.lang == "zh" else "each ") + self.speaker.entity(entity)
        if where == core.YES:
            return each
        return each + (" 其中 " if self.lang == "zh" else " where ") + self.speaker.expression(where)

    def _norm(self, norm: core.Norm) -> str:
        say, zh = self.speaker.expression, self.lang == "zh"
        match norm:
            case core.Duty(state, by):
                until = (f" 截至 {say(by)}" if zh else f" by {say(by)}") if by else ""
                return ("应当 " if zh else "must ") + say(state) + until
            case core.Deadline(event, due):
                length, start = self.speaker.atom(due.duration), self.speaker.atom(due.start)
                return (
                    f"应当发生 {say(event)} 在 {start} 后 {length} 内"
                    if zh
                    else f"must happen {say(event)} within {length} after {start}"
                )
            case core.Prohibition(action) | core.Permission(action):
                done = self.book.vocabulary.actions[action].names.say(self.lang)
                word = ("不得 ", "must not ") if isinstance(norm, core.Prohibition) else ("可以 ", "may ")
                return word[0 if zh else 1] + done

    def parameter(self, parameter: core.Parameter) -> dict[str, object]:
        """A figure with the value in force; with all its values, where no day is asked for or it has none then."""
        current = [each for each in parameter.values if holds(each, self.on)]
        return {
            "parameter": parameter.name,
            "title": parameter.title.say(self.lang) or parameter.names.say(self.lang),
            **({} if current else {"in force": False}),
            "values": [self._dated(each, parameter) for each in current or parameter.values],
            **({"history": changes} if (changes := chronicle.of_figure(parameter.name, self.speaker)) else {}),
        }

    def _dated(self, dated: core.Dated, parameter: core.Parameter) -> dict[str, object]:
        shown = {
            "value": self.speaker.value(dated.value, parameter.kind),
            "from": str(dated.since or "…"),
            "until": str(dated.until or "…"),
            "sources": [self.speaker.citation(each) for each in numbered(dated.sources, self.book.sources, self.on)],
            "confidence": dated.confidence,
            "standing": dated.standing if dated.standing == "contested" else "",
            "note": dated.note.say(self.lang),
        }
        return {key: value for key, value in shown.items() if value}

    def source(self, source: core.LawSource) -> dict[str, object]:
        """An entry of the law register, and the rules that stand on it."""
        rules = [
            path
            for path, rule in self.book.rules.items()
            if holds(rule, self.on) and any(c.source == source.id for c in rule.sources)
        ]
        shown: dict[str, object] = {
            "source": source.id, "title": source.title.say(self.lang), "issuer": source.issuer.say(self.lang),
            "number": source.number, "rank": source.rank, "from": str(source.since or "…"),
            "until": str(source.until or "…"), **({"in force": holds(source, self.on)} if self.on else {}),
            "status": source.status,
            "articles": self._summaries(source, False), "items": self._summaries(source, True),
            "rules": rules,
        }  # fmt: skip
        return {key: value for key, value in shown.items() if value or value is False}

    def _summaries(self, source: core.LawSource, item: bool) -> dict[str, object]:
        articles = source.items if item else source.articles
        return {
            number: self._summary(core.Citation(source.id, number, item), each) for number, each in articles.items()
        }

    def _summary(self, place: core.Citation, article: core.Article) -> str | dict[str, object]:
        """One article in our words; under them what it threatens, or why no rule stands on it."""
        said = f"{article.summary.say(self.lang)} [{article.confidence}]" + moved(place, self.on, self.speaker)
        if not article.sanctions and not article.untranslated:
            return said
        shown: dict[str, object] = {"summary": said}
        if article.sanctions:
            shown["sanctions"] = [penalties.sanction(each, self.speaker) for each in article.sanctions]
        if article.untranslated:
            shown["untranslated"] = article.untranslated.say(self.lang)
        return shown

    def _has_value(self, parameter: core.Parameter) -> bool:
        return any(holds(each, self.on) for each in parameter.values)

    def _figure(self, parameter: core.Parameter) -> str:
        day = self.on or max((each.since or date.min) for each in parameter.values)
        value = Evaluator(self.book, World(self.book.vocabulary), Day.of(day, self.book.zone)).figure(
            parameter.name, day
        )
        if isinstance(value, Unknown):
            return valueless(parameter, day, self.speaker)
        said, named = self.speaker.value(value, parameter.kind), parameter.names.say(self.lang)
        return said if named == parameter.name else f"{named}{'：' if self.lang == 'zh' else ': '}{said}"


def _text(data: dict[str, object], lang: Language, indent: int = 0) -> Iterator[str]:
    """Nested data as indented lines, headings and identifiers in the reader's language."""
    pad, colon = "  " * indent, "：" if lang == "zh" else ": "
    for key, value in data.items():
        head = pad + (_LABELS[key].say(lang) if key in _LABELS and (not indent or key in _INNER) else key) + colon
        match value:
            case dict():
                yield head.rstrip()
                yield from _text(value, lang, indent + 1)
            case list():
                yield head.rstrip()
                for each in value:
                    lines = list(_text(each, lang)) if isinstance(each, dict) else [str(each)]
                    yield f"{pad}  - {lines[0]}"
                    yield from (f"{pad}    {line}" for line in lines[1:])
            case _:
                known = chronicle.CHANGES if key == "change" else TERMS
                yield head + (known[str(value)].say(lang) if str(value) in known else str(value))


_INNER = ("summary", "sanctions", "untranslated", "rules", "parameters")
"""Headings that stand further in."""
_LABELS = {**LABELS, **dict(chronicle.labels()), "facts": Words("其中", "where"), "figures": Words("参数值", "figures")}
