"""The facts of scenarios, read once for all checks: as each of them is read by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dsl.core import Scenario, Standing, Words
from dsl.source import Span
from interpreter.facts import Row, from_mapping
from interpreter.told import told
from tests.books import telecom

BOOK = telecom().book


def rows(row: Row | None) -> object:
    """What a row says, and the rows that it leads to, each once."""
    found, pending = [], [row] if row else []
    while pending:
        each = pending.pop()
        if each in found:
            continue
        found.append(each)
        for other in each.links.values():
            pending += [other] if isinstance(other, Row) else getattr(other, "members", ())
    return [(each.entity, each.key, each.values) for each in found]


def test_each_scenario_has_the_facts_that_it_would_have_alone() -> None:
    for case in told(BOOK):
        _, row, problems = from_mapping(BOOK, case.scenario.facts)
        assert (rows(case.row), case.problems) == (rows(row), problems), case.scenario.name.en


def test_what_cannot_be_read_is_told_of_each_time() -> None:
    """A text that was read before is remembered; one that was misread is not."""
    place = Span("a.yaml", 0, 0)
    facts = {"line": {"id": "L1", "activated_on": "yesterday"}}
    one = Scenario(Words("甲", "a"), date(2016, 3, 1), facts, (), "", {}, lambda: Standing(place, {}, {}))
    for case in told(replace(BOOK, scenarios=(one, one))):
        assert [each.code for each in case.problems] == ["SN204"]
        assert case.row is None
