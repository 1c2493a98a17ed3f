"""What each statement means for actions: whether they are permitted, from when, and whether they were at their time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import ClassVar

import pytest

from dsl import core
from interpreter.evaluate import DEFAULT, Evaluator, Verdict
from interpreter.facts import Row
from interpreter.values import Unknown
from tests.books import Given, day, fact, missing, rule

Line = Mapping[str, object]


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

ASKED = {"asked_at": "2018-03-03T18:00"}
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
