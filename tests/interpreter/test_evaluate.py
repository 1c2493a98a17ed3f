"""What each statement means, one sentence of the language page after the other, on a tiny rulebook: of duties."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.books import Given, day, fact, missing, rule

SHANGHAI = ZoneInfo("Asia/Shanghai")
Line = Mapping[str, object]


# ── a duty on a state ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ({"good": True, "fair": True}, "compliant"),
        ({"good": True, "fair": False}, "breach"),
        ({"good": False, "fair": False}, "not_applicable"),
        ({"good": "unknown", "fair": True}, "undetermined"),
        ({"good": True}, "undetermined"),
    ],
)
def test_a_duty_has_one_outcome(given: Given, line: Line, outcome: str) -> None:
    assert given(rule("must line.fair", clauses="when line.good"))(line).outcome("a/rule").name == outcome


def test_an_undetermined_duty_names_what_would_settle_it(given: Given) -> None:
    asked = given(rule("must line.fair", clauses="when line.good"))
    assert asked({}).outcome("a/rule").missing == ("line.good",)
    assert asked({"good": True}).outcome("a/rule").missing == ("line.fair",)
    assert asked({"good": False}).outcome("a/rule").missing == ()


def test_where_when_and_unless_narrow_alike(given: Given) -> None:
    rules = rule("must line.fair", clauses="unless line.status").replace("each line\n", "each line where line.good\n")
    asked = given(rules)
    assert asked({"good": True, "status": False, "fair": False}).outcome("a/rule").name == "breach"
    assert asked({"good": True, "status": True, "fair": False}).outcome("a/rule").name == "not_applicable"
    assert asked({"good": False, "status": "unknown"}).outcome("a/rule").name == "not_applicable"
    assert asked({"good": True, "fair": True}).outcome("a/rule").missing == ("line.status",)


def test_a_rule_is_in_force_from_its_first_to_its_last_day(given: Given) -> None:
    asked = given(rule("must line.fair", clauses="from 2016-09-23 until 2017-06-30"))
    days = ("2016-09-22", "2016-09-23", "2017-06-30", "2017-07-01")
    assert [asked({"fair": False}, on).outcome("a/rule").name for on in days] == [
        "not_applicable", "breach", "breach", "not_applicable",
    ]  # fmt: skip


def test_without_from_a_rule_is_in_force_as_long_as_its_source(given: Given) -> None:
    asked = given(rule("must line.fair"))
    assert asked({"fair": False}, "2009-12-31").outcome("a/rule").name == "not_applicable"
    assert asked({"fair": False}, "2010-01-01").outcome("a/rule").name == "breach"


# ── must … by ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_state_wanted_by_a_day_is_pending_until_that_day_is_over(given: Given) -> None:
    asked = given(rule("must line.fair by line.agreed_on"))
    line = {"fair": False, "agreed_on": "2018-03-03"}
    assert [asked(line, on).outcome("a/rule").name for on in ("2018-03-02", "2018-03-03", "2018-03-04")] == [
        "pending", "pending", "breach",
    ]  # fmt: skip
    assert asked(line).outcome("a/rule").due == day("2018-03-03")
    assert asked(line, "2018-03-04").outcome("a/rule").due == day("2018-03-03")


def test_a_state_that_is_so_is_compliant_before_and_after_its_day(given: Given) -> None:
    asked = given(rule("must line.fair by line.agreed_on"))
    for on in ("2018-03-02", "2018-03-04"):
        assert asked({"fair": True, "agreed_on": "2018-03-03"}, on).outcome("a/rule").name == "compliant"
    assert asked({"fair": True, "agreed_on": "unknown"}).outcome("a/rule").name == "compliant"


def test_a_state_wanted_by_a_day_that_never_comes_stays_pending(given: Given) -> None:
    outcome = given(rule("must line.fair by line.agreed_on"))({"fair": False}).outcome("a/rule")
    assert (outcome.name, outcome.due) == ("pending", None)


def test_a_state_wanted_by_an_unknown_day_is_undetermined(given: Given) -> None:
    asked = given(rule("must line.fair by line.agreed_on"))
    assert asked({"fair": False, "agreed_on": "unknown"}).outcome("a/rule").missing == ("line.agreed_on",)


# ── must happen … within … after … ───────────────────────────────────────────────────────────────────────────────────

TELL = rule("must happen line.told_on within notice after line.opened_on")
OPENED = {"opened_on": "2018-03-01"}  # the tenth day is a Sunday: due on Monday 2018-03-12


@pytest.mark.parametrize(
    ("told", "on", "outcome"),
    [
        ("never", "2018-03-01", "pending"),
        ("never", "2018-03-12", "pending"),
        ("never", "2018-03-13", "breach"),
        ("2018-03-12", "2018-03-12", "compliant"),
        ("2018-03-12", "2019-01-01", "compliant"),
        ("2018-03-13", "2019-01-01", "late"),
        ("2018-03-13", "2018-03-12", "pending"),
        ("2018-04-01", "2018-03-13", "breach"),
    ],
)
def test_a_deadline_is_met_missed_pending_or_overdue(given: Given, told: str, on: str, outcome: str) -> None:
    """What lies after the day asked about has not happened; the whole last day counts."""
    found = given(TELL)({**OPENED, "told_on": told}, on).outcome("a/rule")
    assert (found.name, found.due) == (outcome, day("2018-03-12"))


@pytest.mark.parametrize("opened", ["never", "2018-03-02"])
def test_a_period_that_has_not_started_binds_nobody(given: Given, opened: str) -> None:
    assert given(TELL)({"opened_on": opened}).outcome("a/rule").name == "not_applicable"


def test_a_deadline_with_an_unknown_start_or_event_is_undetermined(given: Given) -> None:
    assert given(TELL)({"opened_on": "unknown"}).outcome("a/rule").missing == ("line.opened_on",)
    assert given(TELL)({**OPENED, "told_on": "unknown"}).outcome("a/rule").missing == ("line.told_on",)


def test_an_unknown_start_does_not_matter_where_the_rule_does_not_apply(given: Given) -> None:
    asked = given(TELL + "    when line.good\n")
    assert asked({"opened_on": "unknown", "good": False}).outcome("a/rule").name == "not_applicable"
    assert asked({"opened_on": "unknown"}).outcome("a/rule").missing == ("line.good", "line.opened_on")


def test_a_period_is_governed_by_the_figure_of_the_day_it_starts(given: Given) -> None:
    """20 days since 2020; a period that runs keeps its 10, and a later question does not change that."""
    asked = given(TELL)
    assert asked({"opened_on": "2019-12-31"}, "2020-01-02").outcome("a/rule").due == day("2020-01-10")
    assert asked({"opened_on": "2020-01-01"}, "2020-01-02").outcome("a/rule").due == day("2020-01-21")
    assert asked({"opened_on": "2019-12-31"}, "2021-01-02").outcome("a/rule").name == "breach"


def test_a_period_is_governed_by_the_rule_of_the_day_it_starts(given: Given) -> None:
    asked = given(TELL + "    from 2018-03-01 until 2018-03-05\n")
    assert asked({"opened_on": "2018-02-28"}, "2018-03-20").outcome("a/rule").name == "not_applicable"
    assert asked({"opened_on": "2018-03-05"}, "2018-03-20").outcome("a/rule").name == "breach"
    assert asked({"opened_on": "2018-03-06"}, "2018-03-20").outcome("a/rule").name == "not_applicable"


def test_an_unknown_start_leaves_the_law_of_its_day_unknown(given: Given) -> None:
    """By today's figure the rule does not apply; by that of the day on which the period may have started it does."""
    asked = given(TELL + "    when line.size < cap\n")
    assert asked({"opened_on": "2019-03-01", "size": 4}, "2020-06-01").outcome("a/rule").name == "breach"
    assert asked({"opened_on": "2020-03-02", "size": 4}, "2020-06-01").outcome("a/rule").name == "not_applicable"
    found = asked({"opened_on": "unknown", "size": 4}, "2020-06-01").outcome("a/rule")
    assert (found.name, found.missing) == ("undetermined", ("line.opened_on",))


def test_nothing_is_counted_by_a_figure_of_a_law_that_is_not_known(given: Given) -> None:
    """Without a start there is no figure: what is counted by one is not nought, but not known."""
    asked = given(TELL + "    when (count of c in line.calls where c.fee > 1 CNY and 3 < cap) > 0\n")
    line = {"calls": [{"id": "C1", "fee": "2 CNY"}]}
    assert asked({**line, "opened_on": "2019-03-01"}, "2020-06-01").outcome("a/rule").name == "breach"
    found = asked({**line, "opened_on": "unknown"}, "2020-06-01").outcome("a/rule")
    assert (found.name, found.missing) == ("undetermined", ("line.opened_on",))


def test_a_deadline_in_a_year_without_schedule_is_never_guessed(given: Given) -> None:
    asked = given(TELL)
    line = {"opened_on": "2026-12-20"}
    assert asked(line, "2026-12-31").outcome("a/rule").missing == ("calendar 2027",)
    assert asked(line, "2027-03-01").outcome("a/rule").missing == ("calendar 2027",)
    assert asked({**line, "told_on": "2026-12-31"}, "2027-03-01").outcome("a/rule").name == "compliant"
    assert asked({"opened_on": "2026-12-01"}, "2027-03-01").outcome("a/rule").due == day("2026-12-21")


# ── hours ────────────────────────────────────────────────────────────────────────────────────────────────────────────

ANSWER = rule("must happen line.answered_at within 24 hours after line.asked_at")
ASKED = {"asked_at": "2018-03-03T18:00"}  # a Saturday: hours run through the weekend


@pytest.mark.parametrize(
    ("on", "outcome"),
    [
        ("2018-03-03T17:59", "not_applicable"),
        ("2018-03-03T18:00", "pending"),
        ("2018-03-04T18:00", "pending"),
        ("2018-03-04T18:01", "breach"),
        ("2018-03-04T10:00+00:00", "pending"),
        ("2018-03-04T10:01+00:00", "breach"),
        ("2018-03-03", "pending"),
        ("2018-03-05", "breach"),
    ],
)
def test_hours_run_from_moment_to_moment(given: Given, on: str, outcome: str) -> None:
    assert given(ANSWER)(ASKED, on).outcome("a/rule").name == outcome


def test_a_date_without_its_moment_leaves_the_hour_open(given: Given) -> None:
    found = given(ANSWER)(ASKED, "2018-03-04").outcome("a/rule")
    assert (found.name, found.missing) == ("undetermined", ("now",))


@pytest.mark.parametrize(("answered", "outcome"), [("18:00", "compliant"), ("18:00:01", "late")])
def test_hours_are_met_to_the_second(given: Given, answered: str, outcome: str) -> None:
    found = given(ANSWER)({**ASKED, "answered_at": f"2018-03-04T{answered}"}, "2018-03-09").outcome("a/rule")
    assert (found.name, found.due) == (outcome, datetime(2018, 3, 4, 18, tzinfo=SHANGHAI))


def test_hours_have_passed_at_their_last_moment_and_days_on_the_day_after(given: Given) -> None:
    hours = given(fact("24 hours has passed since line.asked_at"))
    assert hours(ASKED, "2018-03-04T17:59").fact("asked") is False
    assert hours(ASKED, "2018-03-04T18:00").fact("asked") is True
    assert missing(hours(ASKED, "2018-03-04").fact("asked")) == {"now"}
    assert hours(ASKED, "2018-03-05").fact("asked") is True
    assert hours({}, "2018-03-05").fact("asked") is False
    days = given(fact("10 days has passed since line.opened_on"))
    assert [days(OPENED, on).fact("asked") for on in ("2018-03-12", "2018-03-13")] == [False, True]


# ── overrides ────────────────────────────────────────────────────────────────────────────────────────────────────────

CHAIN = (
    rule("must line.fair", "a/rule")
    + rule("must line.fair", "b/rule", clauses="when line.good overrides a/rule")
    + rule("must line.fair", "c/rule", clauses="when line.status overrides b/rule")
)


@pytest.mark.parametrize(
    ("line", "outcomes"),
    [
        ({"good": False, "status": False}, ["breach", "not_applicable", "not_applicable"]),
        ({"good": True, "status": False}, ["displaced", "breach", "not_applicable"]),
        ({"good": True, "status": True}, ["breach", "displaced", "breach"]),
        ({"good": False, "status": True}, ["breach", "not_applicable", "breach"]),
        ({"good": "unknown", "status": True}, ["breach", "undetermined", "breach"]),
        ({"good": True, "status": "unknown"}, ["undetermined", "undetermined", "undetermined"]),
        ({"good": False, "status": "unknown"}, ["breach", "not_applicable", "undetermined"]),
    ],
)
def test_what_is_displaced_displaces_nothing(given: Given, line: Line, outcomes: list[str]) -> None:
    asked = given(CHAIN)({**line, "fair": False})
    assert [asked.outcome(path).name for path in ("a/rule", "b/rule", "c/rule")] == outcomes


def test_a_displaced_duty_says_by_whom(given: Given) -> None:
    rules = CHAIN + rule("must line.fair", "d/rule", clauses="when line.good overrides a/rule")
    found = given(rules)({"good": True, "status": False}).outcome("a/rule")
    assert (found.name, found.by) == ("displaced", ("b/rule", "d/rule"))


def test_a_rule_displaces_only_while_it_is_in_force(given: Given) -> None:
    asked = given(rule("must line.fair") + rule("must line.fair", "b/rule", clauses="from 2018-03-01 overrides a/rule"))
    assert asked({"fair": False}, "2018-02-28").outcome("a/rule").name == "breach"
    assert asked({"fair": False}, "2018-03-01").outcome("a/rule").name == "displaced"


def test_a_displaced_prohibition_does_not_hold(given: Given) -> None:
    rules = rule("must not lend") + rule("may lend", "b/rule", clauses="when line.good overrides a/rule")
    asked = given(rules)
    assert [asked({"good": good}).verdict("lend").name for good in (True, False, "unknown")] == [
        "permitted", "denied", "undetermined",
    ]  # fmt: skip
