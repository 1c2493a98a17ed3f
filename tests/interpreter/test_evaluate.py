"""What each statement means, one sentence of the language page after the other, on a tiny rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest

from dsl import core
from interpreter.evaluate import DEFAULT, Evaluator, Verdict
from interpreter.facts import Row
from interpreter.values import Unknown
from tests.books import Given, asking, fact, missing, rule

SHANGHAI = ZoneInfo("Asia/Shanghai")
Line = Mapping[str, object]


@pytest.fixture
def given(tmp_path: Path) -> Given:
    return asking(tmp_path)


def day(text: str) -> date:
    return date.fromisoformat(text)


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


# ── verdicts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("may", "must_not", "verdict"),
    [
        (True, True, "denied"),
        (True, False, "permitted"),
        (False, True, "denied"),
        (False, False, "denied"),
        ("unknown", True, "denied"),
        ("unknown", False, "undetermined"),
        (True, "unknown", "undetermined"),
        (False, "unknown", "denied"),
        ("unknown", "unknown", "undetermined"),
    ],
)
def test_a_prohibition_beats_every_permission(given: Given, may: object, must_not: object, verdict: str) -> None:
    rules = rule("may close", clauses="when line.good") + rule("must not close", "b/rule", clauses="when line.fair")
    assert given(rules)({"good": may, "fair": must_not}).verdict("close").name == verdict


def test_where_no_rule_speaks_the_default_does(given: Given) -> None:
    asked = given(rule("must line.good"))({})
    assert (asked.verdict("close").name, asked.verdict("lend").name) == ("denied", "permitted")
    assert [(s.rule, s.effect, s.holds) for s in asked.verdict("close").because] == [(DEFAULT, "default denied", True)]
    assert [(s.rule, s.effect) for s in asked.verdict("lend").because] == [(DEFAULT, "default permitted")]


def test_a_verdict_tells_every_rule_in_force_and_what_it_says(given: Given) -> None:
    rules = rule("may close", clauses="when line.good") + rule("must not close", "b/rule", clauses="when line.fair")
    rules += rule("must not close", "c/rule", clauses="from 2030-01-01")
    found = given(rules)({"good": True}).verdict("close")
    assert [(s.rule, s.effect, s.holds) for s in found.because] == [
        ("a/rule", "permits", True), ("b/rule", "prohibits", None),
    ]  # fmt: skip
    assert found.missing == ("line.fair",)


def test_the_earliest_day_is_the_first_on_which_nothing_stands_against_it(given: Given) -> None:
    rules = rule("may close", clauses="when notice has passed since line.told_on")
    rules += rule("must not close", "b/rule", clauses="until 2018-03-20")
    asked = given(rules)
    assert asked({"told_on": "2018-03-01"}).earliest("close") == day("2018-03-21")
    assert asked({"told_on": "2018-03-12"}).earliest("close") == day("2018-03-23")
    assert asked({}).earliest("close") is None
    assert asked({"told_on": "2018-03-09"}).earliest("close") == day("2018-03-21")


@pytest.mark.parametrize(
    ("condition", "earliest"),
    [
        ("line.agreed_on <= today", "2018-03-05"),
        ("line.agreed_on < today", "2018-03-06"),
        ("line.agreed_on = today", "2018-03-05"),
        ("date of line.asked_at <= today", "2018-03-03"),
        ("line.size >= cap", "2020-01-01"),
        ("days from line.agreed_on to today >= 10", "2018-03-15"),
        ("years from 2000-02-29 to today >= 19", "2019-02-28"),
        ("earliest of (line.agreed_on, today) >= 2018-03-04", "2018-03-04"),
    ],
)
def test_no_day_on_which_an_answer_changes_is_passed_over(given: Given, condition: str, earliest: str) -> None:
    asked = given(rule("may close", clauses=f"when {condition}"))
    line = {"agreed_on": "2018-03-05", "asked_at": "2018-03-03T18:00", "size": 3}
    assert asked(line).earliest("close") == day(earliest)


def test_an_undetermined_day_ends_the_search_for_the_earliest(given: Given) -> None:
    """Some time on 2018-03-04 it becomes permitted; no day is named, since none is the first for certain."""
    asked = given(rule("may close", clauses="when 24 hours has passed since line.asked_at"))
    line = {"asked_at": "2018-03-03T18:00"}
    assert asked(line, "2018-03-04").verdict("close").missing == ("now",)
    assert asked(line, "2018-03-03").earliest("close") is None


def test_the_earliest_day_comes_with_an_event_later_on_the_day_asked_at(given: Given) -> None:
    """At ten in the morning the answer of the afternoon has not been given; tomorrow it has."""
    asked = given(rule("may close", clauses="when line.answered_at <= now"))
    line = {"answered_at": "2018-03-01T18:00"}
    assert asked(line, "2018-03-01T10:00").earliest("close") == day("2018-03-02")


class Counting(Evaluator):
    """Remembers on which days it was asked."""

    asked: ClassVar[list[date]] = []

    def decide(self, action: core.Action, row: Row) -> Verdict:
        self.asked.append(self.day.today)
        return super().decide(action, row)


def test_a_search_for_the_earliest_day_steps_from_change_to_change(given: Given) -> None:
    asked = given(rule("may close", clauses="when 30 years has passed since line.told_on"))({"told_on": "1995-03-01"})
    counting = replace(asked, evaluator=Counting(asked.book, asked.evaluator.world, asked.evaluator.day))
    assert counting.earliest("close") == day("2025-03-04")  # 2025-03-01 is a Saturday
    assert len(Counting.asked) < 5


def test_the_last_possible_day_can_be_asked_about(given: Given) -> None:
    asked = given(rule("may close", clauses="when days from line.agreed_on to today > 9999999"))
    assert asked({"agreed_on": "2018-03-01"}, "9999-12-31").earliest("close") is None


# ── recorded actions ─────────────────────────────────────────────────────────────────────────────────────────────────

CLOSE = rule("may close", clauses="when notice has passed since line.told_on")


@pytest.mark.parametrize(
    ("closed", "outcome", "by"),
    [
        ("never", "not_applicable", ()),
        ("2018-03-02", "not_applicable", ()),
        ("2018-03-01", "compliant", ()),
        ("2018-02-12", "breach", (DEFAULT,)),
        ("unknown", "undetermined", ()),
    ],
)
def test_a_recorded_action_has_an_outcome(given: Given, closed: str, outcome: str, by: tuple[str, ...]) -> None:
    """Told on 2018-02-02, ten days end on Monday 2018-02-12."""
    found = given(CLOSE)({"told_on": "2018-02-02", "closed_on": closed}).outcome("close")
    assert (found.name, found.by) == (outcome, by)


def test_an_act_is_judged_by_the_facts_of_its_own_day(given: Given) -> None:
    asked = given(CLOSE)
    assert (
        asked({"told_on": "2018-02-02", "closed_on": "2018-02-13"}, "2020-01-01").outcome("close").name == "compliant"
    )
    assert asked({"told_on": "2018-02-14", "closed_on": "2018-02-13"}, "2020-01-01").outcome("close").name == "breach"
    assert asked({"closed_on": "2018-02-13"}, "2020-01-01").outcome("close").name == "breach"


def test_law_is_not_retroactive(given: Given) -> None:
    """The notice is longer since 2020, and from 2018-02-14 on a prohibition stands: neither touches an act before."""
    asked = given(CLOSE + rule("must not close", "b/rule", clauses="from 2018-02-14"))
    line = {"told_on": "2018-02-02", "closed_on": "2018-02-13"}
    for on in ("2018-02-13", "2018-02-14", "2025-01-01"):
        assert asked(line, on).outcome("close").name == "compliant"
    found = asked({**line, "closed_on": "2018-02-14"}, "2025-01-01").outcome("close")
    assert (found.name, found.by) == ("breach", ("b/rule",))


def test_an_act_that_was_wrong_stays_wrong_when_the_law_is_repealed(given: Given) -> None:
    asked = given(rule("must not lend", clauses="until 2018-02-14"))
    assert asked({"lent_on": "2018-02-14"}, "2025-01-01").outcome("lend").by == ("a/rule",)
    assert asked({"lent_on": "2018-02-15"}, "2025-01-01").outcome("lend").name == "compliant"


def test_an_undetermined_act_names_what_is_missing(given: Given) -> None:
    found = given(CLOSE)({"told_on": "unknown", "closed_on": "2018-02-13"}).outcome("close")
    assert (found.name, found.missing) == ("undetermined", ("line.told_on",))


def test_an_act_recorded_with_its_moment_is_judged_at_that_moment(given: Given) -> None:
    asked = given(rule("must not stop", clauses="unless 24 hours has passed since line.asked_at"))
    stopped = [asked({**ASKED, "stopped_at": f"2018-03-04T{at}"}, "2018-04-01") for at in ("17:59", "18:00")]
    assert [each.outcome("stop").name for each in stopped] == ["breach", "compliant"]


def test_a_current_field_is_unknown_on_days_before_the_snapshot(given: Given) -> None:
    asked = given(rule("must not lend", clauses="when line.status") + fact("line.status"))
    line = {"status": True, "lent_on": "2018-02-28"}
    assert asked(line, "2018-03-01").outcome("lend").missing == ("line.status",)
    assert asked({**line, "lent_on": "2018-03-01"}, "2018-03-01").outcome("lend").name == "breach"
    assert missing(asked(line, "2018-02-28", asof="2018-03-01").fact("asked")) == {"line.status"}
    assert asked(line, "2018-03-02", asof="2018-03-01").fact("asked") is True


# ── invariants ───────────────────────────────────────────────────────────────────────────────────────────────────────

NEVER_CLOSE = """
invariant told_first "先告知" "Told first"
    for each line where line.good
    never permitted close
        unless line.told_on <= today
"""


@pytest.mark.parametrize(
    ("line", "keeps"),
    [
        ({"good": True, "fair": True}, False),
        ({"good": True, "fair": False}, True),
        ({"good": True, "fair": True, "told_on": "2018-03-01"}, True),
        ({"good": False, "fair": True}, True),
        ({"good": True}, None),
        ({"fair": True}, None),
        ({"told_on": "2018-03-01"}, True),
    ],
)
def test_an_invariant_is_violated_where_its_action_is_permitted_without_excuse(
    given: Given, line: Line, keeps: bool | None
) -> None:
    found = given(rule("may close", clauses="when line.fair") + NEVER_CLOSE)(line).keeps("told_first")
    assert (None if isinstance(found, Unknown) else found) is keeps


def test_only_duties_are_judged(given: Given) -> None:
    asked = given(CLOSE)({})
    with pytest.raises(ValueError, match="a/rule is no duty"):
        asked.outcome("a/rule")
    assert isinstance(asked.book.rules["a/rule"].norm, core.Permission)
