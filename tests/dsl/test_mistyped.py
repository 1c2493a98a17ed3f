"""A wrong kind is told of at its declaration where most uses speak against it, else at the use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.dsl.folders import Change, codes, drawn, loaded
from tests.dsl.mistakes import fact, figure, when, words

Changes = Mapping[str, Change]
TOLD = "told_on:   {zh: 告知日, kind: date, absent: never, time: dated}"

AT_THE_DECLARATION: Mapping[str, tuple[Changes, str]] = {
    "a date that is a number": (words(TOLD, "told_on:   {zh: 告知日, kind: integer, absent: unknown}"), "integer"),
    "a date that is a moment": (words(TOLD, TOLD.replace("kind: date", "kind: instant")), "instant"),
    "an enumeration that is text": ({**words("kind: province", "kind: text"), **fact("fact line.a: line.province is guangdong\nfact line.b: line.province is beijing")}, "text"),
    "one use, and what scenarios say": ({**words("{zh: 大小, kind: integer", "{zh: 大小, kind: date"), **fact("fact line.a: line.size > 3"), "scenarios/all.yaml": ("told_on: 2016-01-04", "told_on: 2016-01-04, size: 5")}, "date"),
    "a figure by its values": (figure("  kind: integer\n  values:\n    - {value: 5", "  kind: money CNY\n  values:\n    - {value: five"), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", AT_THE_DECLARATION)
def test_a_wrong_kind_is_told_of_where_it_is_declared(name: str, tmp_path: Path) -> None:
    changes, kind = AT_THE_DECLARATION[name]
    found = loaded(tmp_path, changes)
    assert codes(found) == (["RB317"] if kind else ["RB310"]), drawn(found)
    assert not kind or found.sources[found.diagnostics[0].span.file].words(found.diagnostics[0].span) == kind


AT_THE_USE: Mapping[str, tuple[Changes, list[str]]] = {
    "one use of two": (when("line.told_on"), ["RB301"]),
    "two uses of four": (when("line.told_on or line.told_on = 5"), ["RB301", "RB302"]),
    "one use, and scenarios are silent": (fact("fact line.a: line.size < today"), ["RB302"]),
    "one use, and scenarios bear the kind out": ({**fact("fact line.a: line.size < today"), "scenarios/all.yaml": ("told_on: 2016-01-04", "told_on: 2016-01-04, size: 5")}, ["RB302"]),
    "misspelt values": (fact("fact line.a: line.province is one of (guangdnog, beijng)"), ["RB204", "RB204"]),
    "one list of words that do not belong there": (fact("fact line.a: line.holder.id is one of (guangdong, beijing)"), ["RB203"]),
}  # fmt: skip


@pytest.mark.parametrize("name", AT_THE_USE)
def test_otherwise_it_is_told_at_the_use(name: str, tmp_path: Path) -> None:
    changes, wanted = AT_THE_USE[name]
    found = loaded(tmp_path, changes)
    assert codes(found) == wanted, drawn(found)
