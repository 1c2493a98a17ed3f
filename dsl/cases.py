"""`rulebook.yaml` and `scenarios/*.yaml` → the calendar and the cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, cast

from dsl import core
from dsl.diagnose import Diagnostic
from dsl.messages.catalogue import BEGINNING
from dsl.nodes import (
    Problems,
    as_map,
    date_of,
    moment,
    place_of,
    text_of,
    words,
)
from dsl.read import plain
from dsl.source import Span
from dsl.syntax import Mapping as Map
from dsl.syntax import Node, Scalar, Sequence


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


def scenarios(node: Node | None, zone: str, problems: Problems) -> tuple[core.Scenario, ...]:
    """One file of `scenarios/` → its cases; what they name is checked in `check.py`."""
    items = node.items if isinstance(node, Sequence) else ()
    read = [_scenario(as_map(item), zone, problems) for item in items]
    return tuple(case for case in read if case)


def _scenario(entry: Map, zone: str, problems: Problems) -> core.Scenario | None:
    on = moment(text_of(entry.get("on")), zone)
    if on is None:
        problems.append(
            Diagnostic("RB137", place_of(entry.get("on"), entry.span), {"name": text_of(entry.get("on"))[:60]})
        )
        return None
    given, figures = as_map(entry.get("facts")), as_map(entry.get("figures"))
    facts = cast(dict[str, object], plain(given))
    expect = tuple(_expectation(key, value) for key, value in as_map(entry.get("expect")).entries)
    name_node = entry.get("name")
    span = place_of(name_node, entry.span)
    assumed = {key.text: text_of(value) for key, value in figures.entries}
    places = {**dict(_places(given)), **{f"figures.{path}": place for path, place in _places(figures)}}
    return core.Scenario(words(name_node), on, facts, expect, text_of(entry.get("basis")), assumed, places, span)


def _places(node: Node, path: str = "") -> Iterator[tuple[str, tuple[Span, Span]]]:
    """Where each fact stands, by its path."""
    match node:
        case Map(entries):
            for key, value in entries:
                inner = f"{path}.{key.text}" if path else key.text
                yield inner, (key.span, value.span)
                yield from _places(value, inner)
        case Sequence(items):
            for number, item in enumerate(items):
                yield f"{path}[{number}]", (item.span, item.span)
                yield from _places(item, f"{path}[{number}]")


def _expectation(key: Scalar, value: Node) -> core.Expectation:
    """What is expected, each aspect as text; a list (of rules, of fields) is joined by commas."""
    if isinstance(value, Scalar):
        return core.Expectation(key.text, {"": value.text}, {"": value.span}, key.span)
    aspects = as_map(value).entries
    wanted = {
        aspect.text: ", ".join(text_of(item) for item in node.items) if isinstance(node, Sequence) else text_of(node)
        for aspect, node in aspects
    }
    return core.Expectation(key.text, wanted, {aspect.text: node.span for aspect, node in aspects}, key.span)
