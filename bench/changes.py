"""A checked book → the same book with one small change, for every small change there is.

A figure or a literal by one in its last place each way, a day in force by a day, a comparison to its neighbour, `and`
to `or`, `some` to `every`; a condition, a term, a `not`, a presumption, an exception, an override or a whole rule left
out; the default of an action turned. What is changed is the core: the books that come out are never written down.

A rule that says nothing of its own time takes that of its first source, which is changed in the register, for all such
rules together. Invariants and scenarios are not changed, for they are what notices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Literal, TypeVar

from bench.variants import KINDS, Variant, moved, put, variants
from dsl import core
from dsl.source import Span
from interpreter.phrase import Speaker

__all__ = ["KINDS", "Change", "Key", "changes"]

Key = tuple[str, object]
"""What an evaluator comes by: a node, a rule, a fact, a figure, an action. Where it comes by none, a change is idle."""
_DAY = timedelta(days=1)
Declared = TypeVar("Declared", core.LawSource, core.Parameter, core.Fact, core.Rule, core.Action)


@dataclass(frozen=True, slots=True)
class Change:
    """One change: of which rule, fact, figure or action (`about`), in words, and the book that has it."""

    about: str
    kind: str
    said: str
    keys: frozenset[Key]
    span: Span
    made: Callable[[], core.Book]


def changes(book: core.Book, lang: core.Language = "en") -> Iterator[Change]:
    """Every small change of a book: its register, its figures, its facts, its rules, its actions, in their order.

    What it imports from other books is not changed: those have scenarios of their own.
    """
    speaker = Speaker(book, lang)
    for source in _own(book, book.sources):
        yield from _of_source(book, source)
    for parameter in _own(book, book.parameters):
        yield from _of_figure(book, parameter, speaker)
    for fact in _own(book, book.facts):
        yield from _of_fact(book, fact, speaker)
    for rule in _own(book, book.rules):
        yield from _of_rule(book, rule, speaker)
    for action in _own(book, book.vocabulary.actions):
        yield _of_action(book, action)


def _own(book: core.Book, declared: Mapping[Any, Declared]) -> list[Declared]:
    """Those that the book itself declares."""
    return [each for each in declared.values() if each.span.file not in book.imported]


# ── figures ──


def _of_figure(book: core.Book, figure: core.Parameter, speaker: Speaker) -> Iterator[Change]:
    """Each dated value by one each way; each day on which one value ends and the next begins by a day each way."""
    for place, dated in enumerate(figure.values):
        for value in moved(dated.value, figure.kind):
            said = f"{speaker.value(dated.value, figure.kind)} → {speaker.value(value, figure.kind)}"
            values = _put(figure.values, place, replace(dated, value=value))
            key = ("value", (figure.name, place))
            yield _figure(book, figure, values, "figure", f"{_time(dated)}: {said}", key, dated.span)
        for step in (-_DAY, _DAY):
            yield from _ends(book, figure, place, step)


def _ends(book: core.Book, figure: core.Parameter, place: int, step: timedelta) -> Iterator[Change]:
    """A value begins, or ends with none behind it, a day earlier or later; the value before ends the day before."""
    dated = figure.values[place]
    key = ("figure", figure.name)
    if dated.since:
        values = _put(figure.values, place, replace(dated, since=dated.since + step))
        if place and figure.values[place - 1].until == dated.since - _DAY:
            values = _put(values, place - 1, replace(values[place - 1], until=dated.since - _DAY + step))
        said = f"from {dated.since} → {dated.since + step}"
        yield _figure(book, figure, values, "day in force", said, key, dated.span)
    if dated.until and place + 1 == len(figure.values):
        values = _put(figure.values, place, replace(dated, until=dated.until + step))
        said = f"until {dated.until} → {dated.until + step}"
        yield _figure(book, figure, values, "day in force", said, key, dated.span)


def _figure(
    book: core.Book, figure: core.Parameter, values: tuple[core.Dated, ...], kind: str, said: str, key: Key, span: Span
) -> Change:
    parameters = {**book.parameters, figure.name: replace(figure, values=values)}
    return Change(figure.name, kind, said, frozenset({key}), span, lambda: replace(book, parameters=parameters))


def _time(dated: core.Dated) -> str:
    """When a value is that of the day, as far as it is told."""
    told = (f"from {dated.since}" if dated.since else "", f"until {dated.until}" if dated.until else "")
    return " ".join(filter(None, told)) or "always"


def _put(values: tuple[core.Dated, ...], place: int, dated: core.Dated) -> tuple[core.Dated, ...]:
    return (*values[:place], dated, *values[place + 1 :])


# ── facts ──


def _of_fact(book: core.Book, fact: core.Fact, speaker: Speaker) -> Iterator[Change]:
    key, about = (fact.entity, fact.name), f"{fact.entity}.{fact.name}"

    def changed(new: core.Fact, kind: str, said: str, reached: Key, span: Span) -> Change:
        made = {**book.facts, key: new}
        return Change(about, kind, said, frozenset({reached}), span, lambda: replace(book, facts=made))

    for each in variants(fact.body):
        yield changed(replace(fact, body=each.whole), each.kind, _said(each, speaker), each.key, each.span)
    for place, branch in enumerate(fact.exceptions):
        rest = (*fact.exceptions[:place], *fact.exceptions[place + 1 :])
        said = f"except {speaker.expression(branch.value)} when {speaker.expression(branch.when)} → left out"
        yield changed(replace(fact, exceptions=rest), "exception left out", said, ("fact", key), branch.span)
        for name in ("value", "when"):
            for each in variants(getattr(branch, name)):
                new = put(branch, name, each.whole)
                there = (*fact.exceptions[:place], new, *fact.exceptions[place + 1 :])
                said = f"exception: {_said(each, speaker)}"
                yield changed(replace(fact, exceptions=there), each.kind, said, each.key, each.span)
    if fact.presumed:
        said = f"presumed {speaker.expression(fact.presumed.value)} → left out"
        yield changed(replace(fact, presumed=None), "presumption left out", said, ("fact", key), fact.presumed.span)
        for each in variants(fact.presumed.value):
            presumed = replace(fact.presumed, value=each.whole)
            said = f"presumed {_said(each, speaker)}"
            yield changed(replace(fact, presumed=presumed), each.kind, said, each.key, each.span)


def _said(each: Variant, speaker: Speaker) -> str:
    return f"{speaker.expression(each.before)} → {speaker.expression(each.after)}"


# ── rules ──


def _of_rule(book: core.Book, rule: core.Rule, speaker: Speaker) -> Iterator[Change]:
    def changed(new: core.Rule, kind: str, said: str, reached: Key, span: Span) -> Change:
        return Change(rule.path, kind, said, frozenset({reached}), span, lambda: with_rule(book, new))

    never = replace(rule, where=core.NO)  # a scenario that names the rule may still ask what came of it
    yield changed(never, "rule left out", "the rule → left out", ("conditions", rule.path), rule.span)
    for name, without in (("where", core.YES), ("when", core.YES), ("unless", core.NO)):
        part: core.Expr = getattr(rule, name)
        if part == without:
            continue
        said = f"{name} {speaker.expression(part)} → left out"
        new = put(rule, name, without)
        yield changed(new, f"{name} left out", said, ("conditions", rule.path), part.span)
        for each in variants(part):
            new = put(rule, name, each.whole)
            yield changed(new, each.kind, f"{name}: {_said(each, speaker)}", each.key, each.span)
    for new_norm, each in _of_norm(rule.norm):
        new = replace(rule, norm=new_norm)
        yield changed(new, each.kind, f"must: {_said(each, speaker)}", each.key, each.span)
    for name, word in _BOUNDS:
        day: date | None = getattr(rule, name)
        if day and not _inherits(rule, name, book):
            for step in (-_DAY, _DAY):
                said = f"{word} {day} → {day + step}"
                yield changed(put(rule, name, day + step), "day in force", said, ("rule", rule.path), rule.span)
    for path in rule.overrides:
        new = replace(rule, overrides=tuple(each for each in rule.overrides if each != path))
        yield changed(new, "override left out", f"overrides {path} → left out", ("rule", path), rule.span)


def _of_norm(norm: core.Norm) -> Iterator[tuple[core.Norm, Variant]]:
    """What a duty asks for, changed; a prohibition and a permission have nothing in them but their action."""
    match norm:
        case core.Duty(state, by):
            yield from ((replace(norm, state=each.whole), each) for each in variants(state))
            yield from ((replace(norm, by=each.whole), each) for each in (variants(by) if by else ()))
        case core.Deadline(event, due):
            yield from ((replace(norm, event=each.whole), each) for each in variants(event))
            for each in variants(due):
                assert isinstance(each.whole, core.PeriodEnd)  # a period is never changed into anything else
                yield replace(norm, due=each.whole), each
        case _:
            return


def with_rule(book: core.Book, *new: core.Rule) -> core.Book:
    """The book with other rules in the place of those of their paths, and all that refers to rules with them."""
    rules = {**book.rules, **{rule.path: rule for rule in new}}
    over = {name: tuple(each for each in rules.values() if name in each.overrides) for name in book.overriders}
    guards = {action: tuple(rules[rule.path] for rule in speaking) for action, speaking in book.guards.items()}
    return replace(book, rules=rules, overriders=over, guards=guards)


# ── the register ──

_BOUNDS = (("since", "from"), ("until", "until"))


def _inherits(rule: core.Rule, name: str, book: core.Book) -> bool:
    """Whether a rule begins (or ends) with its first source: that day is the source's, and changed there."""
    return bool(rule.sources) and getattr(rule, name) == getattr(book.sources[rule.sources[0].source], name)


def _of_source(book: core.Book, source: core.LawSource) -> Iterator[Change]:
    """The day on which a source comes into force or ends, with all the rules that take it from there."""
    for name, word in _BOUNDS:
        day: date | None = getattr(source, name)
        mine = [each for each in book.rules.values() if each.sources and each.sources[0].source == source.id]
        heirs = [rule for rule in mine if _inherits(rule, name, book)]
        for step in (-_DAY, _DAY) if day and heirs else ():
            assert day
            new = [put(rule, name, day + step) for rule in heirs]
            sources = {**book.sources, source.id: put(source, name, day + step)}
            keys = frozenset(("rule", rule.path) for rule in heirs)
            said = f"{word} {day} → {day + step}"
            yield Change(source.id, "day in force", said, keys, source.span, partial(_dated, book, new, sources))


def _dated(book: core.Book, new: list[core.Rule], sources: Mapping[str, core.LawSource]) -> core.Book:
    return replace(with_rule(book, *new), sources=sources)


# ── actions ──


def _of_action(book: core.Book, action: core.Action) -> Change:
    default: Literal["permitted", "denied"] = "permitted" if action.default == "denied" else "denied"
    actions = {**book.vocabulary.actions, action.name: replace(action, default=default)}
    said = f"default {action.default} → {default}"
    made = replace(book, vocabulary=replace(book.vocabulary, actions=actions))
    return Change(action.name, "default turned", said, frozenset({("action", action.name)}), action.span, lambda: made)
