"""What each expression means, one sentence of the language page after the other, on a tiny rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from dsl.kinds import NEVER
from interpreter.values import Unknown
from tests.books import Given, day, fact, missing, rule

SHANGHAI = ZoneInfo("Asia/Shanghai")
Line = Mapping[str, object]


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_figure_has_the_value_of_today_or_of_the_day_asked_for(given: Given) -> None:
    asked = given(fact("cap = 5") + fact("(cap on line.opened_on) = 5", "then"))
    line = {"opened_on": "2019-12-31"}
    assert [asked(line, on).fact("asked") for on in ("2019-12-31", "2020-01-01")] == [True, False]
    assert asked(line, "2020-01-01").fact("then") is True
    assert asked({"opened_on": "2020-01-01"}, "2020-01-01").fact("then") is False


def test_a_figure_on_a_day_without_a_value_is_unknown_by_its_name(given: Given) -> None:
    asked = given(fact("line.wait < notice on line.opened_on"))
    assert missing(asked({"wait": 3, "opened_on": "2009-12-31"}).fact("asked")) == {"notice"}
    assert missing(asked({"wait": 3, "opened_on": "never"}).fact("asked")) == {"notice"}
    assert missing(asked({"wait": 3, "opened_on": "unknown"}).fact("asked")) == {"line.opened_on"}
    assert asked({"wait": 3, "opened_on": "2010-01-01"}).fact("asked") is True


# ── never, and days after today ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("line.agreed_on is never", True),
        ("line.agreed_on is not never", False),
        ("line.agreed_on = line.opened_on", True),
        ("line.agreed_on != line.opened_on", False),
        ("line.agreed_on > today", True),
        ("line.agreed_on > 9999-12-31", True),
        ("line.agreed_on >= line.opened_on", True),
        ("line.agreed_on <= line.opened_on", True),
        ("line.agreed_on > line.opened_on", False),
        ("line.agreed_on < line.opened_on", False),
        ("line.agreed_on <= today", False),
        ("today < line.agreed_on", True),
        ("line.asked_at > now", True),
        ("line.asked_at is never", True),
        ("date of line.asked_at > today", True),
        ("(30 days after line.agreed_on) is never", True),
        ("line.agreed_on + 30 days is never", True),
        ("line.agreed_on - 30 days is never", True),
        ("30 days has passed since line.agreed_on", False),
    ],
)
def test_never_is_later_than_every_date_and_not_later_than_itself(given: Given, expression: str, value: bool) -> None:
    assert given(fact(expression))({}).fact("asked") is value


def test_an_event_after_today_has_not_happened(given: Given) -> None:
    asked = given(fact("line.opened_on is never") + fact("line.agreed_on is never", "agreed"))
    line = {"opened_on": "2018-03-02", "agreed_on": "2018-03-02"}
    assert [asked(line, on).fact("asked") for on in ("2018-03-01", "2018-03-02")] == [True, False]
    assert asked(line, "2018-03-01").fact("agreed") is False  # what is agreed for a day to come is no event


def test_a_moment_after_now_has_not_happened(given: Given) -> None:
    asked = given(fact("line.asked_at is never"))
    times = ("2018-03-03T17:59", "2018-03-03T18:00", "2018-03-02", "2018-03-03")
    assert [asked({"asked_at": "2018-03-03T18:00"}, on).fact("asked") for on in times] == [True, False, True, False]


def test_what_never_happened_has_no_distance(given: Given) -> None:
    asked = given(fact("days from line.opened_on to today > 5"))
    assert missing(asked({}).fact("asked")) == {"line.opened_on"}
    assert asked({"opened_on": "2018-02-20"}).fact("asked") is True


def test_a_distance_to_what_has_not_happened_names_that_end_only(given: Given) -> None:
    asked = given(fact("days from line.opened_on to line.closed_on > 5"))
    assert missing(asked({"opened_on": "2018-01-01"}).fact("asked")) == {"line.closed_on"}
    assert missing(asked({"closed_on": "2018-01-01"}).fact("asked")) == {"line.opened_on"}
    assert missing(asked({}).fact("asked")) == {"line.closed_on", "line.opened_on"}


# ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_presumed_stands_for_unknown_and_only_for_it(given: Given) -> None:
    asked = given(fact("line.good\n    presumed no\n        source law art 1"))
    assert [asked({"good": good}).fact("asked") for good in (True, False, "unknown")] == [True, False, False]


def test_a_presumed_fact_is_known_to_what_stands_on_it(given: Given) -> None:
    rules = fact("line.good\n    presumed no\n        source law art 1") + rule("must line.asked")
    assert given(rules)({}).outcome("a/rule").name == "breach"


BRANCHES = fact("3\n    except 1 when line.good\n    except 2 when line.fair")


@pytest.mark.parametrize(
    ("good", "fair", "value"), [(True, True, 1), (True, "unknown", 1), (False, True, 2), (False, False, 3)]
)
def test_the_first_exception_that_holds_wins(given: Given, good: object, fair: object, value: int) -> None:
    assert given(BRANCHES)({"good": good, "fair": fair}).fact("asked") == value


def test_an_exception_that_may_hold_leaves_the_value_open(given: Given) -> None:
    asked = given(BRANCHES)
    assert missing(asked({"good": "unknown", "fair": True}).fact("asked")) == {"line.good"}
    assert missing(asked({"good": False, "fair": "unknown"}).fact("asked")) == {"line.fair"}
    assert missing(asked({}).fact("asked")) == {"line.good", "line.fair"}


def test_an_exception_that_may_hold_does_not_matter_where_the_value_is_the_same(given: Given) -> None:
    asked = given(fact("3\n    except line.size when line.good\n    except 3 when line.fair"))
    assert asked({"size": 3}).fact("asked") == 3
    assert missing(asked({"size": 4, "fair": True}).fact("asked")) == {"line.good"}


def test_a_presumption_covers_exceptions_too(given: Given) -> None:
    asked = given(fact("3\n    except 1 when line.good\n    presumed 2\n        source law art 1"))
    assert [asked({"good": good}).fact("asked") for good in (True, False, "unknown")] == [1, 3, 2]


# ── unknown ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("line.good and line.fair", None),
        ("line.good or line.fair", True),
        ("not line.good", None),
        ("line.good and not line.fair", False),
        ("line.good = line.fair", None),
        ("line.good is known", False),
        ("line.good is not known", True),
        ("line.fair is known", True),
        ("line.opened_on is known", True),
        ("line.calls is known", False),
        ("line.holder is known", False),
        ("line.province is one of (guangdong, beijing)", None),
    ],
)
def test_unknown_follows_kleene_and_can_be_asked_about(given: Given, expression: str, value: bool | None) -> None:
    found = given(fact(expression))({"fair": True}).fact("asked")
    assert (None if isinstance(found, Unknown) else found) is value


def test_a_known_collection_is_known_even_if_empty(given: Given) -> None:
    asked = given(fact("line.calls is known") + fact("line.holder is known", "held"))
    assert asked({"calls": []}).fact("asked") is True
    assert asked({"holder": {"id": "H"}}).fact("held") is True


def test_what_hangs_on_an_unknown_row_is_unknown(given: Given) -> None:
    rules = fact('line.holder.kind = "unit"') + fact("some l in line.holder.lines satisfies l.good", "any_good")
    assert missing(given(rules)({}).fact("asked")) == {"line.holder"}
    assert missing(given(rules)({}).fact("any_good")) == {"line.holder"}
    assert missing(given(rules)({"holder": {"id": "H"}}).fact("asked")) == {"holder.kind"}


# ── collections ──────────────────────────────────────────────────────────────────────────────────────────────────────


def calls(*late: object) -> dict[str, object]:
    return {"calls": [{"late": each} for each in late]}


@pytest.mark.parametrize(
    ("line", "some", "every", "none"),
    [
        (calls(), False, True, True),
        (calls(True, "unknown"), True, None, False),
        (calls(False, "unknown"), None, False, None),
        (calls(True, True), True, True, False),
        (calls(False), False, False, True),
        ({}, None, None, None),
    ],
)
def test_quantifiers_decide_as_soon_as_the_unknown_cannot_matter(
    given: Given, line: Line, some: bool | None, every: bool | None, none: bool | None
) -> None:
    names = ("some", "every", "none")
    rules = "".join(fact(f"{name} c in line.calls satisfies c.late", f"f_{name}") for name in names)
    asked = given(rules)(line)
    found = [asked.fact(f"f_{name}") for name in names]
    assert [None if isinstance(each, Unknown) else each for each in found] == [some, every, none]


def test_a_partly_known_collection_decides_by_the_rows_that_are_known(given: Given) -> None:
    """The holder's lines were not given; that this line is one of them follows from its holder."""
    rules = fact("some l in line.holder.lines satisfies l.good")
    rules += fact("every l in line.holder.lines satisfies l.good", "all_good")
    asked = given(rules)({"id": "L", "good": True, "holder": {"id": "H"}})
    assert asked.fact("asked") is True
    assert missing(asked.fact("all_good")) == {"holder.lines"}


COUNT = "(count of c in line.calls where c.late)"


@pytest.mark.parametrize(
    ("comparison", "value"),
    [
        (f"{COUNT} >= 2", True),
        (f"{COUNT} >= 3", None),
        (f"{COUNT} > 3", False),
        (f"{COUNT} > 2", None),
        (f"{COUNT} < 2", False),
        (f"{COUNT} <= 3", True),
        (f"{COUNT} = 1", False),
        (f"{COUNT} = 4", False),
        (f"{COUNT} = 2", None),
        (f"{COUNT} != 4", True),
        (f"5 > {COUNT}", True),
    ],
)
def test_a_count_between_two_and_three_decides_by_its_bounds(given: Given, comparison: str, value: bool | None) -> None:
    found = given(fact(comparison))(calls(True, True, "unknown", False)).fact("asked")
    assert (None if isinstance(found, Unknown) else found) is value


def test_a_count_over_rows_that_may_not_be_all_has_no_upper_bound(given: Given) -> None:
    asked = given(
        fact("(count of l in line.holder.lines) >= 1") + fact("(count of l in line.holder.lines) > 99", "many")
    )
    line = {"id": "L", "holder": {"id": "H"}}
    assert asked(line).fact("asked") is True
    assert missing(asked(line).fact("many")) == {"holder.lines"}


def fees(*fees: object) -> dict[str, object]:
    return {"calls": [{"fee": fee, "rate": "0.003", "late": True} for fee in fees]}


def test_a_sum_is_exact(given: Given) -> None:
    asked = given(fact("sum of c.fee for c in line.calls where c.late"))
    assert asked(fees(*["0.1"] * 10)).fact("asked") == Decimal(1)
    assert asked(fees("99999999999999999999999999999", "0.00000000000000000001")).fact("asked") == Decimal(
        "99999999999999999999999999999.00000000000000000001"
    )


def test_a_product_is_exact(given: Given) -> None:
    asked = given(fact("line.owed * (3‰ * days from line.opened_on to today) = 6 CNY"))
    assert asked({"owed": "100 CNY", "opened_on": "2018-02-09"}).fact("asked") is True
    asked = given(fact("sum of c.fee * c.rate for c in line.calls"))
    assert asked(fees("0.01", "333.33")).fact("asked") == Decimal("1.00002")


def test_a_sum_of_nothing_is_nought(given: Given) -> None:
    asked = given(fact("sum of c.fee for c in line.calls where c.late"))
    assert asked({"calls": []}).fact("asked") == 0
    assert asked({"calls": [{"fee": "5", "late": False}]}).fact("asked") == 0


def test_a_sum_over_what_is_not_known_is_unknown(given: Given) -> None:
    asked = given(fact("sum of c.fee for c in line.calls where c.late"))
    assert missing(asked({}).fact("asked")) == {"line.calls"}
    assert missing(asked(fees("1", "unknown")).fact("asked")) == {"call.fee"}
    assert missing(asked({"calls": [{"fee": "5"}]}).fact("asked")) == {"call.late"}
    assert asked({"calls": [{"fee": "unknown", "late": False}]}).fact("asked") == 0


def made(*days: str) -> dict[str, object]:
    return {"calls": [{"made_on": each} for each in days]}


@pytest.mark.parametrize(
    ("days", "earliest", "latest"),
    [
        (("2018-01-02", "never", "2018-01-01"), day("2018-01-01"), day("2018-01-02")),
        (("2018-01-01", "2018-03-02"), day("2018-01-01"), day("2018-01-01")),  # the second is still to come
        (("never", "never"), NEVER, NEVER),
        ((), NEVER, NEVER),
        (("2018-01-01", "unknown"), None, None),
    ],
)
def test_earliest_and_latest_pass_over_what_never_happened(
    given: Given, days: tuple[str, ...], earliest: object, latest: object
) -> None:
    rules = fact("earliest of c.made_on for c in line.calls") + fact("latest of c.made_on for c in line.calls", "last")
    asked = given(rules)(made(*days))
    found = [asked.fact("asked"), asked.fact("last")]
    assert [None if isinstance(each, Unknown) else each for each in found] == [earliest, latest]


def test_earliest_and_latest_of_some_dates_pass_over_never(given: Given) -> None:
    asked = given(
        fact("earliest of (line.opened_on, line.agreed_on)")
        + fact("latest of (line.opened_on, line.agreed_on)", "last")
    )
    assert asked({"agreed_on": "2018-05-01"}).fact("asked") == asked({"agreed_on": "2018-05-01"}).fact("last")
    both = {"opened_on": "2018-01-01", "agreed_on": "2018-05-01"}
    assert (asked(both).fact("asked"), asked(both).fact("last")) == (day("2018-01-01"), day("2018-05-01"))
    assert asked({}).fact("asked") is NEVER
    assert missing(asked({"agreed_on": "unknown"}).fact("last")) == {"line.agreed_on"}


# ── dates ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("30 days after line.agreed_on", "2026-02-24"),  # rolled over Spring Festival
        ("line.agreed_on + 30 days", "2026-02-16"),  # plain
        ("line.agreed_on - 17 days", "2025-12-31"),
        ("line.agreed_on + 1 months", "2026-02-17"),
        ("line.agreed_on - 11 months", "2025-02-17"),
        ("line.agreed_on + 2 working days", "2026-01-20"),
        ("2 working days after line.agreed_on", "2026-01-20"),
        ("2024-02-29 + 1 years", "2025-02-28"),
        ("2024-03-31 - 1 months", "2024-02-29"),
    ],
)
def test_a_period_is_rolled_and_plain_plus_and_minus_are_not(given: Given, expression: str, value: str) -> None:
    assert given(fact(expression))({"agreed_on": "2026-01-17"}).fact("asked") == day(value)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("days from line.agreed_on to 2018-03-01", 28),
        ("days from 2018-03-01 to line.agreed_on", -28),
        ("working days from line.agreed_on to 2018-02-26", 14),  # 15 to 21 February is the festival, 11 and 24 made up
        ("years from 2000-02-29 to line.agreed_on", 17),
        ("years from 2000-02-01 to line.agreed_on", 18),
        ("years from line.agreed_on to 2000-02-01", -18),
    ],
)
def test_the_time_between_two_dates_is_whole(given: Given, expression: str, value: int) -> None:
    assert given(fact(expression))({"agreed_on": "2018-02-01"}).fact("asked") == value


def test_a_distance_from_what_never_happened_is_unknown_to_whatever_stands_on_it(given: Given) -> None:
    """It names the fields behind a fact, too, or `never`: what names nothing would be taken for known."""
    rules = fact("line.told_on", "told") + fact("days from line.told to today")
    rules += fact("(count of c in line.calls where days from line.told to c.made_on > 3) >= 0 + line.size", "counted")
    rules += fact("days from never to today", "at_all")
    asked = given(rules)({"size": 1, "calls": [{"id": "C1", "made_on": "2018-02-01"}]})
    assert missing(asked.fact("asked")) == {"line.told_on"}
    assert missing(asked.fact("counted")) == {"line.told_on"}
    assert missing(asked.fact("at_all")) == {"never"}


def test_working_days_of_a_year_without_schedule_have_bounds(given: Given) -> None:
    between = "(working days from 2026-12-31 to 2027-01-10)"
    asked = given(fact(f"{between} <= 10") + fact(f"{between} > 5", "more") + fact(f"{between} < 0", "less"))({})
    assert asked.fact("asked") is True
    assert missing(asked.fact("more")) == {"calendar 2027"}
    assert asked.fact("less") is False


def test_a_period_that_ends_in_a_year_without_schedule_has_a_lower_bound(given: Given) -> None:
    asked = given(fact("10 days has passed since 2026-12-28"))
    assert asked({}, "2027-01-07").fact("asked") is False
    assert missing(asked({}, "2027-01-08").fact("asked")) == {"calendar 2027"}


def test_the_date_of_a_moment_is_that_of_the_rulebooks_zone(given: Given) -> None:
    asked = given(fact("date of line.asked_at"))
    assert asked({"asked_at": "2018-02-27T16:30:00Z"}).fact("asked") == day("2018-02-28")
    assert asked({}).fact("asked") is NEVER


def test_today_is_the_day_asked_for_and_now_its_moment(given: Given) -> None:
    asked = given(fact("today") + fact("date of now", "day_now") + fact("now", "moment"))
    assert (asked({}).fact("asked"), asked({}).fact("day_now")) == (day("2018-03-01"), day("2018-03-01"))
    assert missing(asked({}).fact("moment")) == {"now"}
    assert asked({}, "2018-03-01T10:00").fact("moment") == datetime(2018, 3, 1, 10, tzinfo=SHANGHAI)
