"""`rulebook.yaml` and `scenarios/*.yaml` → the calendar and the cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, cast

from dsl import core
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.messages.catalogue import BEGINNING
from dsl.nodes import Problems, as_map, bilingual, date_of, moment, place_of, text_of
from dsl.syntax import Node, Sequence
from dsl.written import Written

Data = Mapping[str, Any]


def calendar(node: Node | None, problems: Problems) -> core.CalendarSpec:
    """The `calendar` section; the official schedules known to the library are taken where `covered` is left out."""
    section = as_map(node)
    covered = section.get("covered")
    days = [date_of(item, problems) for item in covered.items] if isinstance(covered, Sequence) else []
    first, last = (days[0], days[1]) if len(days) == 2 else (None, None)
    if first and last and last < first and isinstance(covered, Sequence):
        start, end = covered.items
        problems.append(Diagnostic("RB405", end.span, {"name": f"{first} – {last}"}, ((start.span, BEGINNING),)))
    span = (first or date(2004, 1, 1), last or date(2026, 12, 31))
    law = cast(Any, text_of(section.get("law"), "plain"))
    return core.CalendarSpec(law, span, _days(section.get("rest"), problems), _days(section.get("work"), problems))


def _days(node: Node | None, problems: Problems) -> frozenset[date]:
    items = node.items if isinstance(node, Sequence) else ()
    return frozenset(day for item in items if (day := date_of(item, problems)))


def scenarios(file: Written, zone: str, problems: Problems) -> tuple[core.Scenario, ...]:
    """One file of `scenarios/` → its cases; what they name is checked in `check/`."""
    items = file.data if isinstance(file.data, list) else ()
    read = [_scenario(_data(entry), file, number, zone, problems) for number, entry in enumerate(items)]
    return tuple(case for case in read if case)


def _scenario(entry: Data, file: Written, number: int, zone: str, problems: Problems) -> core.Scenario | None:
    asked = _text(entry.get("on"))
    on = moment(asked, zone)
    if on is None:
        case = file.case(number)
        problems.append(Diagnostic("RB137", place_of(case.get("on"), case.span), {"name": asked[:60]}))
        return None
    whereabouts = partial(file.standing, number)
    expect = (_expectation(target, value, whereabouts) for target, value in _data(entry.get("expect")).items())
    assumed = {name: _text(value) for name, value in _data(entry.get("figures")).items()}
    facts = cast("Mapping[str, object]", _data(entry.get("facts")))
    return core.Scenario(
        _named(entry.get("name")), on, facts, tuple(expect), _text(entry.get("basis")), assumed, whereabouts
    )


def _expectation(target: str, value: object, whereabouts: core.Whereabouts) -> core.Expectation:
    """What is expected, each aspect as text; a list (of rules, of fields) is joined by commas."""
    if isinstance(value, str):
        return core.Expectation(target, {"": value}, whereabouts)
    wanted = {
        aspect: ", ".join(map(_text, said)) if isinstance(said, list) else _text(said)
        for aspect, said in _data(value).items()
    }
    return core.Expectation(target, wanted, whereabouts)


def _named(value: object) -> Words:
    """`{zh: …, en: …}`, or one text whose language shows."""
    if isinstance(value, str):
        return bilingual((value,))
    return Words(_text(_data(value).get("zh")), _text(_data(value).get("en")))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _data(value: object) -> Data:
    return value if isinstance(value, dict) else {}
