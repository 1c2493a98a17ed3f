"""Periods in words, in both languages: the rests that moved an end, and the days that were left out."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.core import Language, Words
from dsl.kinds import Unit
from interpreter.periods import Schedule, reckon, say
from tests.interpreter.laws import COVERED, LAW, PLAIN, SHANGHAI, any_day, at, bound, lawful_units

SENTENCES = [
    pytest.param(
        ("2026-01-17", 30, "days"),
        "30 days after 2026-01-17 is 2026-02-16, in the Spring Festival rest, so 2026-02-24",
        "自 2026-01-17 起满 30 日为 2026-02-16，正值春节放假，顺延至 2026-02-24",
        id="D1: a holiday",
    ),
    pytest.param(
        ("2026-03-06", 15, "days"),
        "15 days after 2026-03-06 is 2026-03-21, on a weekend, so 2026-03-23",
        "自 2026-03-06 起满 15 日为 2026-03-21，正值周末，顺延至 2026-03-23",
        id="F4: a weekend",
    ),
    pytest.param(
        ("2016-04-12", 90, "days"),
        "90 days after 2016-04-12 is 2016-07-11",
        "自 2016-04-12 起满 90 日为 2016-07-11",
        id="D12: nothing to explain",
    ),
    pytest.param(
        ("2016-04-12", 3, "months"),
        "3 months after 2016-04-12 is 2016-07-12",
        "自 2016-04-12 起满 3 个月为 2016-07-12",
        id="the corresponding day: nothing to explain",
    ),
    pytest.param(
        ("2026-01-30", 15, "days"),
        "15 days after 2026-01-30 is 2026-02-14, a Saturday but a make-up workday for Spring Festival, so not put off",
        "自 2026-01-30 起满 15 日为 2026-02-14，虽为周六，但系春节调休上班日，不顺延",
        id="F2: a make-up workday",
    ),
    pytest.param(
        ("2016-01-24", 15, "days"),
        "15 days after 2016-01-24 is 2016-02-08, in the Spring Festival rest, so 2016-02-14, "
        "a make-up workday for Spring Festival",
        "自 2016-01-24 起满 15 日为 2016-02-08，正值春节放假，顺延至 2016-02-14（春节调休上班日）",
        id="F6: moved to a make-up workday",
    ),
    pytest.param(
        ("2023-09-28", 1, "days"),
        "1 day after 2023-09-28 is 2023-09-29, in the Mid-autumn Festival rest, then in the National Day rest, "
        "so 2023-10-07, a make-up workday for National Day",
        "自 2023-09-28 起满 1 日为 2023-09-29，正值中秋放假，又逢国庆节放假，顺延至 2023-10-07（国庆节调休上班日）",
        id="two holidays in a row",
    ),
    pytest.param(
        ("2025-09-30", 5, "months"),
        "5 months after 2025-09-30 is 2026-02-28 (that month has no day 30), "
        "a Saturday but a make-up workday for Spring Festival, so not put off",
        "自 2025-09-30 起满 5 个月为 2026-02-28（该月无 30 日），虽为周六，但系春节调休上班日，不顺延",
        id="E12: no corresponding day",
    ),
    pytest.param(
        ("2024-02-29", 1, "years"),
        "1 year after 2024-02-29 is 2025-02-28 (that month has no day 29)",
        "自 2024-02-29 起满 1 年为 2025-02-28（该月无 29 日）",
        id="no 29 February",
    ),
    pytest.param(
        ("2026-02-12", 5, "working days"),
        "5 working days after 2026-02-12 is 2026-02-26, counting the make-up workday 2026-02-14, "
        "leaving out the Spring Festival rest",
        "自 2026-02-12 起满 5 个工作日为 2026-02-26，计入调休上班日 2026-02-14，扣除春节放假",
        id="E14: working days around a holiday",
    ),
    pytest.param(
        ("2026-01-01", 60, "working days"),
        "60 working days after 2026-01-01 is 2026-04-01, counting the make-up workdays 2026-01-04, 2026-02-14 and "
        "2026-02-28, leaving out the New Year's Day and Spring Festival rests",
        "自 2026-01-01 起满 60 个工作日为 2026-04-01，计入调休上班日 2026-01-04、2026-02-14、2026-02-28，"
        "扣除元旦、春节放假",
        id="three make-up workdays, two holidays",
    ),
    pytest.param(
        ("2026-01-01", 80, "working days"),
        "80 working days after 2026-01-01 is 2026-04-30, counting the make-up workdays 2026-01-04, 2026-02-14 and "
        "2026-02-28, leaving out the New Year's Day, Spring Festival and Tomb-sweeping Day rests",
        "自 2026-01-01 起满 80 个工作日为 2026-04-30，计入调休上班日 2026-01-04、2026-02-14、2026-02-28，"
        "扣除元旦、春节、清明放假",
        id="as many as are named",
    ),
    pytest.param(
        ("2004-01-05", 2500, "working days"),
        "2500 working days after 2004-01-05 is 2013-12-30, counting 71 make-up workdays, "
        "leaving out 261 days of holiday rest",
        "自 2004-01-05 起满 2500 个工作日为 2013-12-30，计入 71 个调休上班日，扣除 261 天放假",
        id="too many to name",
    ),
    pytest.param(
        ("2026-02-14", 1, "working days"),
        "1 working day after 2026-02-14 is 2026-02-24, leaving out the Spring Festival rest",
        "自 2026-02-14 起满 1 个工作日为 2026-02-24，扣除春节放假",
        id="the make-up workday it starts from is not counted",
    ),
    pytest.param(
        ("2026-03-09", 1, "working days"),
        "1 working day after 2026-03-09 is 2026-03-10",
        "自 2026-03-09 起满 1 个工作日为 2026-03-10",
        id="an ordinary working day",
    ),
    pytest.param(
        ("2027-01-22", 15, "days"),
        "15 days after 2027-01-22 is 2027-02-06, but no official holiday schedule is known for 2027: "
        "2027-02-06 or later",
        "自 2027-01-22 起满 15 日为 2027-02-06，但尚无 2027 年放假安排，只知不早于 2027-02-06",
        id="F11: no schedule",
    ),
    pytest.param(
        ("2026-12-30", 3, "working days"),
        "3 working days after 2026-12-30 cannot be counted, as no official holiday schedule is known for 2027: "
        "2027-01-02 or later",
        "自 2026-12-30 起满 3 个工作日无从计算，因尚无 2027 年放假安排，只知不早于 2027-01-02",
        id="working days without schedule",
    ),
]


@pytest.mark.parametrize(("period", "en", "zh"), SENTENCES)
def test_a_deadline_explains_itself(period: tuple[str, int, Unit], en: str, zh: str) -> None:
    start, amount, unit = period
    reckoning = reckon(at(start), amount, unit, LAW)
    assert (say(reckoning, "en"), say(reckoning, "zh")) == (en, zh)


def test_a_period_cut_off_by_the_end_of_time_does_not_blame_its_month() -> None:
    reckoning = reckon(at("2026-01-15"), 10**9, "months", PLAIN)
    assert say(reckoning, "en") == "1000000000 months after 2026-01-15 is 9999-12-31"


def test_hours_explain_themselves_by_the_clock() -> None:
    reckoning = reckon(datetime(2021, 6, 20, 18, tzinfo=SHANGHAI), 24, "hours", LAW)
    assert say(reckoning, "en") == "24 hours after 2021-06-20 18:00 is 2021-06-21 18:00"
    assert say(reckoning, "zh") == "自 2021-06-20 18:00 起满 24 小时为 2021-06-21 18:00"
    exact = reckon(datetime(2021, 6, 20, 18, 0, 5, tzinfo=SHANGHAI), 1, "hours", LAW)
    assert say(exact, "en") == "1 hour after 2021-06-20 18:00:05 is 2021-06-20 19:00:05"


def test_mended_days_explain_themselves_without_a_holiday() -> None:
    mended = Schedule("cn-civil-code", COVERED, rest=frozenset({at("2026-03-20")}))
    assert say(reckon(at("2026-03-05"), 15, "days", mended), "en") == (
        "15 days after 2026-03-05 is 2026-03-20, on a rest day, then on a weekend, so 2026-03-23"
    )
    by_working_days = reckon(at("2026-03-19"), 1, "working days", mended)
    assert say(by_working_days, "zh") == "自 2026-03-19 起满 1 个工作日为 2026-03-23，扣除 1 天放假"
    assert say(by_working_days, "en") == (
        "1 working day after 2026-03-19 is 2026-03-23, leaving out 1 day of holiday rest"
    )


def test_a_move_out_of_the_known_days_explains_how_far_it_got() -> None:
    until_the_eve = Schedule("cn-civil-code", (COVERED[0], at("2026-02-16")))
    reckoning = reckon(at("2026-02-12"), 3, "days", until_the_eve)
    festival = Words("春节", "Spring Festival")
    assert reckoning.shifted == ((at("2026-02-15"), festival), (at("2026-02-16"), festival))
    assert say(reckoning, "en") == (
        "3 days after 2026-02-12 is 2026-02-15, in the Spring Festival rest, "
        "but no official holiday schedule is known for 2026: 2026-02-17 or later"
    )


@given(any_day, st.integers(0, 300), lawful_units, st.sampled_from(("zh", "en")), st.sampled_from((LAW, PLAIN)))
def test_every_sentence_names_its_dates(start: date, amount: int, unit: Unit, lang: Language, law: Schedule) -> None:
    reckoning = reckon(start, amount, unit, law)
    said = say(reckoning, lang)
    wanted = [start, bound(reckoning.plain_end), bound(reckoning.end)]
    assert [day for day in wanted if day.isoformat() not in said] == []
    assert str(amount) in said
    assert "{" not in said
