"""Promises 11 to 13: rules keep to their time; `earliest` is the day it says; a breach has a law of its day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import strategies as st

from dsl import core
from dsl.kinds import Instant
from interpreter.evaluate import DEFAULT, Day, Evaluator, earliest_permitted
from interpreter.facts import Row
from interpreter.sampling import Sampler
from tests.books import telecom, telecom_evaluator
from tests.properties import written
from tests.properties.oracle import DAY, Case, day_of
from tests.properties.promise import promise, reached

BOOK = telecom().book
ACTIONS = BOOK.vocabulary.actions
RULES = sorted(BOOK.rules)

# ── 11: no rule speaks outside its time in force ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", sorted(written.rules().keys() & BOOK.rules.keys()))
def test_11_the_time_in_force_is_the_one_that_is_written(path: str) -> None:
    """By the rule's own `from` and `until`, else by the register; read from the files by a few lines of its own."""
    rule = BOOK.rules[path]
    assert (rule.since, rule.until) == written.rules()[path].force()


def force_of(rule: core.Rule) -> written.Force:
    return rule.since, rule.until


def edges_of(rule: core.Rule) -> st.SearchStrategy[date]:
    """Days just before and just after a rule comes into force and ceases, and days far from that."""
    ends = [day for day in (rule.since, rule.until and rule.until + DAY) if day] or [date(2016, 1, 1)]
    near = [day + n * DAY for day in ends for n in (-400, -30, -2, -1, -1, 0, 0, 1, 100)]
    return st.sampled_from(sorted(near))


@cache
def cases_about(path: str) -> st.SearchStrategy[tuple[str, Case]]:
    """Subjects of a rule, near the ends of its time in force; mostly as knowing as it takes for it to speak."""
    rule = BOOK.rules[path]
    cases = Sampler(BOOK, [path]).cases(rule.subject, unknowns=0.05, days=edges_of(rule))
    return st.tuples(st.just(path), cases | st.builds(acted, cases, st.just(guarded(rule)), st.integers(0, 3)))


def guarded(rule: core.Rule) -> core.Action | None:
    """The action that a rule guards."""
    return next((ACTIONS[name] for name, guards in BOOK.guards.items() if rule in guards), None)


def acted(case: Case, action: core.Action | None, later: int) -> Case:
    """The same subject, to which the action was done on that day, as it is known some days later."""
    if action is None or action.recorded_by is None:
        return case
    (facts, day), name = case, action.recorded_by
    is_moment = isinstance(BOOK.vocabulary.entities[action.on].fields[name].kind, Instant)
    done = f"{day}T12:00:00" if is_moment else str(day)
    return {action.on: facts[action.on] | {name: done}}, day + later * DAY


of_any_rule = st.sampled_from(RULES).flatmap(cases_about)


@promise(11, of_any_rule, silent_outside=0.02, spoke_inside=0.05)
def test_11_no_rule_speaks_outside_its_time_in_force(case: tuple[str, Case]) -> None:
    """What it would say, had it no time, is asked as well: outside of its time it must have had something to say."""
    path, (facts, day) = case
    rule = BOOK.rules[path]
    asked, row = telecom_evaluator(facts, day)
    for spoke, when in (*spoken(asked, rule, row), *recorded(asked, rule, row)):
        is_inside = written.is_within(when, force_of(rule))
        assert is_inside or not spoke
        reached("spoke_inside", spoke)
        timeless = replace(rule, since=None, until=None)
        reached("silent_outside", not is_inside and asked.on(law=when).holds(timeless, row) is True)


def spoken(asked: Evaluator, rule: core.Rule, row: Row) -> Iterator[tuple[bool, date]]:
    """Whether a rule says anything today, and the day whose law that is."""
    today = asked.day.today
    action = guarded(rule)
    if action is not None:
        yield any(said.rule == rule.path for said in asked.decide(action, row).because), today
    elif isinstance(rule.norm, core.Deadline):
        start = asked.value(rule.norm.due.start, {row.entity: row})
        if isinstance(start, date) and (begun := day_of(start)):
            yield asked.judge(rule, row).name != "not_applicable", begun
    else:
        yield asked.judge(rule, row).name != "not_applicable", today


def recorded(asked: Evaluator, rule: core.Rule, row: Row) -> Iterator[tuple[bool, date]]:
    """Whether a recorded act is held against a rule, and the day of the act."""
    action = guarded(rule)
    done = asked._field(row, action.recorded_by) if action and action.recorded_by else None
    if action and isinstance(done, date) and (acted := day_of(done)) and acted <= asked.day.today:
        yield rule.path in asked.judge_act(action, row).by, acted


# ── 12: earliest ─────────────────────────────────────────────────────────────────────────────────────────────────────

HORIZON = 30
ENDS = {"terminated_on", "cancelled_on", "arrears_terminated_on", "registered_on"}


def running(case: tuple[str, Case]) -> tuple[str, Case]:
    """The same line, neither ended nor registered: a period may run against it."""
    action, (facts, day) = case
    if "line" not in facts or action == "release":
        return case
    return action, ({"line": {name: value for name, value in facts["line"].items() if name not in ENDS}}, day)


@cache
def asking(action: str) -> st.SearchStrategy[tuple[str, Case]]:
    """Subjects of an action, on days in the years for which holidays are known."""
    days = st.dates(date(2016, 1, 1), date(2026, 6, 1))
    sampler = Sampler(BOOK, [action])
    cases = sampler.cases(ACTIONS[action].on, 0.02, days=days) | sampler.cases(ACTIONS[action].on)
    return st.tuples(st.just(action), cases).map(running)


WAITED_FOR = [name for name in sorted(ACTIONS) if Sampler(BOOK, [name]).edges.lengths != (0,)]
"""Actions that some period stands before."""


@promise(12, st.sampled_from([*sorted(ACTIONS), *WAITED_FOR * 4]).flatmap(asking), for_now=0.02, never=0.05)
def test_12_a_decision_denied_for_now_is_permitted_exactly_from_its_earliest_day(case: tuple[str, Case]) -> None:
    """Every day of the next weeks is asked, and those before the one named: denied until then, permitted on it."""
    name, (facts, day) = case
    asked, row = telecom_evaluator(facts, day)
    action = ACTIONS[name]
    if asked.decide(action, row).name != "denied":
        return
    fresh = asked.at(asked.day)
    fresh.decide(action, row)
    earliest = earliest_permitted(fresh, action, row, steps=10 * HORIZON)

    def on(later: date) -> str:
        return asked.at(Day(later, None, later, day)).decide(action, row).name

    days = [day + n * DAY for n in range(1, HORIZON)]
    told = next(((each, verdict) for each in days if (verdict := on(each)) != "denied"), None)
    if earliest is None:
        reached("never")
        assert told is None or told[1] == "undetermined"
    else:
        reached("for_now")
        assert on(earliest) == "permitted"
        assert on(earliest - DAY) == "denied"
        assert told is None if earliest > days[-1] else told == (earliest, "permitted")


# ── 13: each breach has a source in force on its day ─────────────────────────────────────────────────────────────────


def law_of_the_day(rule: core.Rule, day: date) -> bool:
    """Whether a law that a rule cites is in force on a day, or the rule itself says why it outlives it."""
    outlives = rule.path in written.rules() and written.rules()[rule.path].outlives
    return outlives or any(written.is_within(day, written.in_force(cite.source)) for cite in rule.sources)


@cache
def late_about(path: str) -> st.SearchStrategy[tuple[str, Case]]:
    """Subjects of a duty on any day of its time."""
    rule = BOOK.rules[path]
    days = st.dates(rule.since or date(2013, 1, 1), rule.until or date(2026, 12, 1))
    return st.tuples(st.just(path), Sampler(BOOK, [path]).cases(rule.subject, unknowns=0.02, days=days))


DUTIES = [path for path in RULES if BOOK.rules[path].is_duty]
of_duties = st.sampled_from(DUTIES).flatmap(late_about)


@promise(13, of_any_rule | of_duties | of_duties, duty=0.01, act=0.005)
def test_13_each_breach_has_a_source_in_force_on_its_day(case: tuple[str, Case]) -> None:
    """Its day is today for a state, the first day of its period for a deadline, its own for an act."""
    path, (facts, day) = case
    rule = BOOK.rules[path]
    asked, row = telecom_evaluator(facts, day)
    if rule.is_duty and asked.judge(rule, row).name in ("breach", "late"):
        begun = asked.value(rule.norm.due.start, {row.entity: row}) if isinstance(rule.norm, core.Deadline) else day
        reached("duty")
        assert law_of_the_day(rule, day_of(begun) or day)
    action = guarded(rule)
    if action and action.recorded_by:
        outcome = asked.judge_act(action, row)
        acted = day_of(asked._field(row, action.recorded_by)) if outcome.name == "breach" else None
        if acted is not None:
            reached("act")
            assert all(law_of_the_day(BOOK.rules[by], acted) for by in outcome.by if by != DEFAULT)


def test_13_a_rule_that_outlives_its_source_says_why() -> None:
    """Only these may be breached on a day on which none of their sources is in force, and each is a known gap."""
    outliving = {path for path, rule in written.rules().items() if rule.outlives}
    for path in outliving:
        rule = BOOK.rules[path]
        assert any(until is not None for _, until in map(written.in_force, written.rules()[path].sources)), path
        assert rule.since is not None
