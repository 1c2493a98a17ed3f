"""Figures not looked at for long, figures too uncertain for what stands on them, numbers that have no name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dsl import core
from dsl.core import Words
from dsl.diagnose import Diagnostic, listed
from dsl.kinds import Decimal, Duration, Integer, Money
from dsl.lint.matter import Matter
from dsl.source import Span

CONFIDENT = ("A", "B")
"""The text of the norm was read, or a page that quotes it."""
_MEANINGS = {
    "C": Words("报刊或企业页面", "press or a company's page"),
    "S": Words("报刊报道", "press"),
    "M": Words("凭记忆", "from memory"),
    "I": Words("自行解释", "an own reading"),
    "U": Words("不确定", "uncertain"),
}


def _newest(parameter: core.Parameter, on: date) -> core.Dated | None:
    """The last value of a figure, unless its time is over: what is history does not change."""
    last = parameter.values[-1] if parameter.values else None
    return None if last is None or (last.until and last.until < on) else last


def stale(matter: Matter) -> Iterator[Diagnostic]:
    """A figure whose newest value was last checked too long before the day asked."""
    for parameter in matter.book.parameters.values():
        newest = _newest(parameter, matter.on)
        if newest and newest.checked and matter.on - newest.checked > matter.age:
            blanks: dict[str, str | Words] = {"name": parameter.names, "days": str(matter.age.days)}
            yield Diagnostic("RB711", newest.span, blanks | {"checked": str(newest.checked), "on": str(matter.on)})


def unchecked(matter: Matter) -> Iterator[Diagnostic]:
    """A figure without the day of its last check, in a book that keeps such days."""
    newest = {each.name: _newest(each, matter.on) for each in matter.book.parameters.values()}
    if not any(each and each.checked for each in newest.values()):
        return
    for name, value in newest.items():
        if value and not value.checked:
            yield Diagnostic("RB712", value.span, {"name": matter.book.parameters[name].names})


# ── figures that settled rules stand on ──


def _settled(matter: Matter) -> Iterator[tuple[core.Parameter, core.Dated, list[core.Rule]]]:
    """Each dated value with the settled rules that stand on it while it is in force."""
    readers: dict[str, list[core.Rule]] = {}
    for path, rule in matter.book.rules.items():
        if rule.standing == "settled":
            for name in matter.figures(matter.rules[path]):
                readers.setdefault(name, []).append(rule)
    for name, rules in readers.items():
        for value in matter.book.parameters[name].values:
            if together := [rule for rule in rules if _meet(rule, value)]:
                yield matter.book.parameters[name], value, together


def _meet(rule: core.Rule, value: core.Dated) -> bool:
    first = max(rule.since or date.min, value.since or date.min)
    return first <= min(rule.until or date.max, value.until or date.max)


def uncertain(matter: Matter) -> Iterator[Diagnostic]:
    """A value of low confidence on which settled rules stand."""
    for parameter, value, rules in _settled(matter):
        if value.confidence not in CONFIDENT and value.standing == "settled":
            blanks = _blanks(matter, parameter, rules)
            blanks |= {"confidence": value.confidence, "meaning": _MEANINGS.get(value.confidence[:1], Words("—", "—"))}
            yield Diagnostic("RB713", value.span, blanks, _related(rules))


def unplaced(matter: Matter) -> Iterator[Diagnostic]:
    """A value that cites a law and none of the places registered in it, on which settled rules stand."""
    laws = matter.book.sources
    for parameter, value, rules in _settled(matter):
        has_places = any(laws[each.source].articles or laws[each.source].items for each in value.sources)
        if has_places and not any(each.article for each in value.sources):
            yield Diagnostic("RB714", value.span, _blanks(matter, parameter, rules), _related(rules))


def _blanks(matter: Matter, parameter: core.Parameter, rules: list[core.Rule]) -> dict[str, str | Words]:
    return {"name": parameter.names, "rules": listed([matter.path(rule.path) for rule in rules], most=3)}


def _related(rules: list[core.Rule]) -> tuple[tuple[Span, Words], ...]:
    return ((rules[0].span, Words("无争议的规则在此", "a settled rule is here")),)


# ── numbers without a name ──


def magic(matter: Matter) -> Iterator[Diagnostic]:
    """A number, an amount or a duration written in a rule or a fact: a figure of the law belongs in parameters.yaml."""
    for part in (matter.rules, matter.facts):
        for expressions in part.values():
            for each in expressions:
                if isinstance(each, core.Constant) and _is_magic(each):
                    yield Diagnostic("RB752", each.span)


def _is_magic(constant: core.Constant) -> bool:
    """Nothing, and one of what is counted, are no figures of the law; nor is a day more or less."""
    match constant.kind:
        case Integer() | Decimal() | Duration("days"):
            return constant.value not in (0, 1)
        case Duration() | Money():
            return constant.value != 0
        case _:
            return False
