"""Promises 8 and 9: who has passed the check is not stopped any longer; who has paid is restored in 48 hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from interpreter.sampling import Sampler
from tests.books import telecom, telecom_evaluator
from tests.properties.oracle import (
    DAY,
    LIFT_SINCE,
    RESTORED_WITHIN,
    REVERIFICATION_SINCE,
    SHANGHAI,
    Case,
    day_of,
    is_working_day,
    moment_of,
)
from tests.properties.promise import promise, reached

BOOK = telecom().book
STOP = BOOK.vocabulary.actions["stop"]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

# ── 8: passed ────────────────────────────────────────────────────────────────────────────────────────────────────────

STOPPING = Sampler(BOOK, ["stop"])
offsets = st.sampled_from([-40 * DAY, -2 * DAY, -25 * HOUR, -HOUR, -MINUTE, 0 * MINUTE, MINUTE, HOUR, 25 * HOUR])


def zoned(first: date, last: date) -> st.SearchStrategy[datetime]:
    """Moments from the first day to the last, in the zone of the law."""
    start, end = (datetime(day.year, day.month, day.day) for day in (first, last))  # noqa: DTZ001 - zoned below
    return st.datetimes(start, end, timezones=st.just(SHANGHAI))


def checked(case: Case, stopped: datetime, passed: timedelta, later: int) -> Case:
    """The same stop, for a check that was passed so long after it, as it is known some days later."""
    facts, _ = case
    told = {
        "ground": "fraud_check",
        "stopped_at": stopped.isoformat(),
        "reverified_at": (stopped + passed).isoformat(),
        "notified_at": (stopped - 25 * HOUR).isoformat(),
    }
    return {"stoppage": facts["stoppage"] | told}, stopped.date() + later * DAY


passing = st.builds(
    checked,
    STOPPING.cases("stoppage"),
    zoned(date(2021, 6, 4), date(2026, 11, 1)),
    offsets,
    st.integers(0, 30),
)


@promise(8, STOPPING.cases("stoppage") | passing | passing, stopped_after=0.1, stopped_before=0.03)
def test_8_after_a_check_is_passed_any_further_stop_is_a_breach(case: Case) -> None:
    facts, day = case
    stop = facts["stoppage"]
    stopped, passed = moment_of(stop.get("stopped_at")), moment_of(stop.get("reverified_at"))
    if stop.get("ground") != "fraud_check" or stopped is None or passed is None or passed.date() > day:
        return
    asked, row = telecom_evaluator(facts, day)
    outcome = asked.judge_act(STOP, row)
    in_time = REVERIFICATION_SINCE <= stopped.date() <= day
    if reached("stopped_after", passed <= stopped and in_time):
        assert outcome.name == "breach"
        assert "stops/passed" in outcome.by
    elif in_time:
        reached("stopped_before")
        assert "stops/passed" not in outcome.by


@promise(
    8,
    zoned(LIFT_SINCE + DAY, date(2026, 11, 1)),
    st.sampled_from([0 * MINUTE, MINUTE, HOUR, 3 * DAY]),
    st.sampled_from([None, -MINUTE, 0 * MINUTE, MINUTE, HOUR, 9 * DAY]),
    st.sampled_from([0 * MINUTE, MINUTE, HOUR, DAY, 40 * DAY]),
    at_once=0.05,
    late=0.05,
    breach=0.05,
)
def test_8_a_stop_that_goes_on_after_the_check_is_passed_is_a_breach_at_once(
    passed: datetime, stopped: timedelta, lifted: timedelta | None, later: timedelta
) -> None:
    """Asked at a moment, not on a day: one minute after the check is passed is too late."""
    now = passed + later
    told = {"ground": "fraud_check", "stopped_at": (passed - stopped).isoformat(), "reverified_at": passed.isoformat()}
    if lifted is not None:
        told["lifted_at"] = (passed + lifted).isoformat()
    asked, row = telecom_evaluator({"stoppage": told}, now)
    outcome = asked.judge(BOOK.rules["stops/lift"], row).name
    is_lifted = lifted is not None and lifted <= later
    if is_lifted:
        late = lifted is not None and lifted > timedelta()
        reached("late" if late else "at_once")
        assert outcome == ("late" if late else "compliant")
    elif reached("breach", later > timedelta()):
        assert outcome == "breach"
    else:
        assert outcome == "pending"


# ── 9: paid ──────────────────────────────────────────────────────────────────────────────────────────────────────────

RESTORE = BOOK.rules["arrears/restore"]
feasts = st.sampled_from([date(2016, 2, 5), date(2020, 1, 22), date(2023, 9, 28), date(2026, 2, 13), date(2025, 9, 30)])
at_feasts = st.builds(
    lambda day, minutes: datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + minutes * MINUTE,
    feasts,
    st.integers(0, 9 * 24 * 60),
)
paid_when = at_feasts | zoned(date(2000, 10, 1), date(2040, 12, 1))


@promise(
    9,
    paid_when,
    st.integers(0, 60),
    st.sampled_from([None, 0 * MINUTE, 47 * HOUR, 48 * HOUR - MINUTE, 48 * HOUR, 48 * HOUR + MINUTE, 9 * DAY]),
    st.sampled_from([0 * MINUTE, HOUR, 48 * HOUR, 48 * HOUR + MINUTE, 5 * DAY, 40 * DAY]),
    in_a_rest=0.2,
    late=0.03,
    breach=0.03,
    without_schedule=0.05,
)
def test_9_full_payment_makes_restoration_due_in_48_hours_whatever_the_holidays(
    paid: datetime, suspended: int, restored: timedelta | None, later: timedelta
) -> None:
    line = {
        "payment_due_on": str(paid.date() - 100 * DAY),
        "arrears_suspended_on": str(paid.date() - suspended * DAY),
        "paid_at": paid.isoformat(),
    }
    if restored is not None:
        line["restored_at"] = (paid + restored).isoformat()
    asked, row = telecom_evaluator({"line": line}, paid + later)
    outcome = asked.judge(RESTORE, row)
    due = paid + RESTORED_WITHIN
    reached("in_a_rest", is_working_day(due.date()) is False)
    reached("without_schedule", is_working_day(due.date()) is None)
    assert outcome.due is not None
    assert outcome.due == due
    if restored is not None and restored <= later:
        assert outcome.name == ("late" if reached("late", restored > RESTORED_WITHIN) else "compliant")
    else:
        assert outcome.name == ("breach" if reached("breach", later > RESTORED_WITHIN) else "pending")


@promise(9, Sampler(BOOK, ["arrears/restore"]).cases("line"), due=0.005)
def test_9_whatever_else_is_known_of_the_line(case: Case) -> None:
    facts, day = case
    asked, row = telecom_evaluator(facts, day)
    outcome = asked.judge(RESTORE, row)
    if reached("due", outcome.due is not None):
        paid = moment_of(facts["line"]["paid_at"])
        assert paid is not None
        assert outcome.due == paid + RESTORED_WITHIN
        assert (day_of(facts["line"]["arrears_suspended_on"]) or date.max) <= paid.date()
