"""Promises 1 and 2: no line is ended, and none stopped, before what has to come first has wholly passed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from interpreter.sampling import Life, Sampler, machine
from tests.books import telecom, telecom_evaluator
from tests.properties.oracle import (
    DAY,
    LADDER_SINCE,
    REMINDER,
    SUSPENSION,
    Case,
    day_of,
    full_notice,
    last_day,
    reminded,
    rows_of,
)
from tests.properties.promise import promise, reached

BOOK = telecom().book
ACTIONS = BOOK.vocabulary.actions
HINDRANCES = {"terminated_on", "cancelled_on", "arrears_terminated_on", "registered_on"}
ladder_days = st.dates(LADDER_SINCE, date(2026, 12, 31))


def unhindered(case: Case) -> Case:
    """The same line, neither ended nor registered: what may be stopped or ended at all."""
    facts, day = case
    return {"line": {name: value for name, value in facts["line"].items() if name not in HINDRANCES}}, day


def laid(case: Case, stopped: int, sent: int) -> Case:
    """The same line, stopped so many days ago, one more reminder having been sent so many days ago."""
    facts, day = unhindered(case)
    reminder = {"id": "laid", "sent_on": str(day - sent * DAY)}
    told = {"suspended_on": str(day - stopped * DAY), "reminders": [*rows_of(facts["line"], "reminders"), reminder]}
    return {"line": facts["line"] | told}, day


def done(case: Case, action: str, later: int) -> Case:
    """The same line, to which it was done on that day, as it is known later."""
    facts, day = case
    return {"line": facts["line"] | {str(ACTIONS[action].recorded_by): str(day)}}, day + later * DAY


def acts(action: str) -> st.SearchStrategy[Case]:
    """Lines near and far from the ladder's ends, and lines to which it was done near them."""
    asked = Sampler(BOOK, [action])
    waiting = asked.cases("line", unknowns=0.02, days=ladder_days)
    ready = st.builds(laid, waiting, st.sampled_from(range(85, 106)), st.sampled_from((*range(5, 20), *range(95, 120))))
    return asked.cases("line") | ready | st.builds(done, ready, st.just(action), st.integers(0, 30))


@promise(1, acts("terminate"), permitted=0.1, compliant=0.05)
def test_1_no_line_is_terminated_without_the_full_notice_and_the_full_suspension(case: Case) -> None:
    facts, day = case
    asked, row = telecom_evaluator(facts, day)
    if reached("permitted", asked.decide(ACTIONS["terminate"], row).name == "permitted"):
        assert full_notice(facts["line"], day)
    if reached("compliant", asked.judge_act(ACTIONS["terminate"], row).name == "compliant"):
        ended = day_of(facts["line"]["terminated_on"])
        assert ended is not None
        assert full_notice(facts["line"], ended)


around = st.sampled_from(range(SUSPENSION - 3, SUSPENSION + 12))


@promise(1, ladder_days, around, st.integers(0, REMINDER + 10), permitted=0.2, denied=0.2)
def test_1_a_termination_is_permitted_from_the_first_day_after_both(day: date, stopped: int, sent: int) -> None:
    suspended, reminded_on = day - stopped * DAY, day - sent * DAY
    line = {"suspended_on": str(suspended), "reminders": [{"sent_on": str(reminded_on)}]}
    ends = (last_day(suspended, SUSPENSION), last_day(reminded_on, REMINDER))
    asked, row = telecom_evaluator({"line": line}, day)
    verdict = asked.decide(ACTIONS["terminate"], row).name
    if None in ends:  # after the last known schedule
        return
    expected = "permitted" if all(end is not None and end < day for end in ends) else "denied"
    reached(expected)
    assert verdict == expected


@promise(2, acts("suspend"), permitted=0.1, compliant=0.05)
def test_2_no_line_is_suspended_without_a_reminder_whose_period_has_wholly_passed(case: Case) -> None:
    facts, day = case
    asked, row = telecom_evaluator(facts, day)
    if reached("permitted", asked.decide(ACTIONS["suspend"], row).name == "permitted"):
        assert reminded(facts["line"], day)
    if reached("compliant", asked.judge_act(ACTIONS["suspend"], row).name == "compliant"):
        stopped = day_of(facts["line"]["suspended_on"])
        assert stopped is not None
        assert reminded(facts["line"], stopped)


# ── whatever happened before: lives, a day at a time ─────────────────────────────────────────────────────────────────

ENDED: list[date] = []


def no_step_too_early(life: Life) -> None:
    line = life.facts["line"]
    assert isinstance(line, dict)
    for day in life.days_of("terminate"):
        ENDED.append(day)
        assert full_notice(line, day)
    for day in life.days_of("suspend"):
        assert reminded(line, day)


LIVES = machine(
    BOOK,
    "line",
    ["suspend", "terminate"],
    [no_step_too_early],
    starts=st.dates(date(2015, 11, 1), date(2026, 3, 1)),
    born={"activated_on": "2012-03-01"},
    acts=[*["reminders"] * 6, "registered_on", "cancelled_on"],
)


def test_1_and_2_whatever_is_done_day_by_day_to_a_line_in_which_order() -> None:
    """Some hundred days each, on which both are tried: a hundred times dearer than a case."""
    ENDED.clear()
    run_state_machine_as_test(LIVES, settings=settings(max_examples=200, stateful_step_count=10))
    print(len(ENDED), "terminations")
    assert ENDED


@pytest.mark.parametrize("name", ["suspend", "terminate"])
def test_what_is_denied_unless_allowed_is_denied_before_the_ladder(name: str) -> None:
    line = {"suspended_on": "2015-01-05", "reminders": [{"sent_on": "2015-01-05"}]}
    asked, row = telecom_evaluator({"line": line}, LADDER_SINCE - DAY)
    assert asked.decide(ACTIONS[name], row).name == "denied"
