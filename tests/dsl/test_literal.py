"""Text → values: nothing is guessed, what a spreadsheet or a JSON file writes is understood, the rest is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as Exact
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.core import Enumeration, Words
from dsl.kinds import (
    NEVER,
    Collection,
    Date,
    Decimal,
    Duration,
    Instant,
    Integer,
    Kind,
    Money,
    OneOf,
    Text,
    Value,
    YesNo,
)
from dsl.literal import Misread, read_literal, unit_of

SHANGHAI = "Asia/Shanghai"
ENUMERATIONS = {
    "province": Enumeration("province", Words("省份", "province"), {"guangdong": Words("广东", "guangdong")})
}
KINDS: list[Kind] = [YesNo(), Integer(), Decimal(), Money("CNY"), Text(), OneOf("province"), Date(), Instant(), Duration("days")]  # fmt: skip


def read(kind: Kind, raw: object) -> Value:
    return read_literal(kind, raw, ENUMERATIONS, SHANGHAI)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(SHANGHAI))  # type: ignore[misc,arg-type]  # year, month, day, hour, minute


READ: list[tuple[Kind, object, Value]] = [
    *((YesNo(), raw, True) for raw in ("yes", "TRUE", "是", "1", "Y", " t ", "ｙｅｓ", True, 1)),
    *((YesNo(), raw, False) for raw in ("no", "False", "否", "0", "n", False, 0)),
    (Integer(), "013800", 13800),
    (Integer(), "-5", -5),
    (Integer(), "＋１２", 12),
    (Integer(), 7, 7),
    (Integer(), Exact("7.0"), 7),
    (Decimal(), "0.5", Exact("0.5")),
    (Decimal(), "3‰", Exact("0.003")),
    (Decimal(), "５％", Exact("0.05")),
    (Decimal(), 0.1, Exact("0.1")),
    (Decimal(), 1e-7, Exact("0.0000001")),
    (Decimal(), 3, Exact(3)),
    (Money("CNY"), "100", Exact(100)),
    (Money("CNY"), "¥1,234.50", Exact("1234.50")),
    (Money("CNY"), "100 元", Exact(100)),
    (Money("CNY"), "-0.01 CNY", Exact("-0.01")),
    (Money("USD"), "5 USD", Exact(5)),
    (Text(), "013800", "013800"),
    (Text(), 13800, "13800"),
    (Text(), " e\u0301 ", "\u00e9"),
    (OneOf("province"), "guangdong", "guangdong"),
    (OneOf("province"), "广东", "guangdong"),
    *((Date(), raw, date(2016, 9, 23)) for raw in (
        "2016-09-23", "2016-9-23", "2016/9/23", "2016年9月23日", "20160923", "2016.09.23", "２０１６-09-23",
        "2016-09-23 00:00:00", "2016/9/23 0:00", "2016-09-23T00:00:00.000", date(2016, 9, 23), datetime(2016, 9, 23, tzinfo=UTC))),
    (Date(), "never", NEVER),
    (Date(), "从未", NEVER),
    (Date(), "2016-02-29", date(2016, 2, 29)),
    *((Instant(), raw, at(2016, 9, 23, 18, 0)) for raw in (
        "2016-09-23T18:00", "2016-09-23 18:00:00", "2016/9/23 18:00", "2016-09-23T10:00Z", "2016-09-23T19:00+09:00",
        "2016年9月23日 18:00", datetime(2016, 9, 23, 10, tzinfo=UTC), datetime(2016, 9, 23, 18))),  # noqa: DTZ001  # a naive one is meant
    (Instant(), "never", NEVER),
    *((Duration("days"), raw, 30) for raw in ("30 days", "30 day", "30", "30日", "30 天", 30)),
    (Duration("working days"), "15 个工作日", 15),
    (Duration("months"), "3个月", 3),
    (Duration("hours"), "24 小时", 24),
]  # fmt: skip

REFUSED: list[tuple[Kind, object]] = [
    *((YesNo(), raw) for raw in ("maybe", "", 2, 1.0, None)),
    *((Integer(), raw) for raw in ("12.6", "1e3", "0x1F", "1_000", "", " ", "十二", True, 1.5, Exact("1.5"), Exact("NaN"), "9" * 39)),
    *((Decimal(), raw) for raw in ("1,5", ".5", "5.", "1e3", "NaN", float("nan"), float("inf"), "5%%", "%", True, "9" * 5000)),
    *((Money("CNY"), raw) for raw in ("5 USD", "1,23", "¥", "5 rmb", "5%", float("inf"))),
    *((Text(), raw) for raw in (1.5, None, True, ["a"])),
    *((OneOf("province"), raw) for raw in ("广州", "Guangdong", "", 1)),
    *((Date(), raw) for raw in (
        "2026-02-30", "2016-13-01", "0000-01-01", "2016-09", "23/9/2016", "2016-09-23T18:00", "", "tomorrow", 20160923,
        datetime(2016, 9, 23, 18, tzinfo=UTC))),
    *((Instant(), raw) for raw in (
        "2016-09-23", "2016-09-23T24:00", "2016-09-23T18:60", "2016-09-23T18:00+99:99", "18:00", "", 1, date(2016, 9, 23),
        datetime.max.replace(tzinfo=UTC), "9999-12-31T23:59Z", "0001-01-01T00:00+14:00")),
    *((Duration("days"), raw) for raw in ("30 months", "-5", "0.5 days", "", "days", "1000000001", 10**10, -1, True, 1.5)),
    (Collection("line"), "x"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "raw", "value"), READ, ids=str)
def test_what_is_written_for_a_kind_is_read_as_its_value(kind: Kind, raw: object, value: Value) -> None:
    assert read(kind, raw) == value
    assert type(read(kind, raw)) is type(value)


@pytest.mark.parametrize(("kind", "raw"), REFUSED, ids=lambda each: str(each)[:40])
def test_what_is_not_of_the_kind_is_refused_and_not_shown(kind: Kind, raw: object) -> None:
    """The message of the refusal never holds the value: it may be a person's number."""
    with pytest.raises(Misread) as refused:
        read(kind, raw)
    assert not isinstance(raw, str) or len(raw) < 2 or raw not in str(refused.value)


def test_a_percentage_of_any_length_is_exact() -> None:
    """Arithmetic would round to the digits of a context; here the number is made, not computed."""
    assert read(Decimal(), "1" * 38 + "%") == Exact("1" * 36 + ".11")


@given(
    st.sampled_from(KINDS),
    st.text() | st.floats() | st.integers() | st.booleans() | st.none() | st.dates() | st.datetimes(),
)
def test_any_value_is_read_or_refused_and_nothing_else(kind: Kind, raw: object) -> None:
    try:
        value = read(kind, raw)
    except Misread:
        return
    assert read(kind, value) == value, "what was read reads as itself"


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d"]))
def test_every_day_is_read_in_every_spelling(day: date, spelling: str) -> None:
    assert read(Date(), day.strftime(spelling)) == day


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20))
def test_every_amount_is_read_exactly(amount: Exact) -> None:
    assert read(Money("CNY"), f"{amount:f} 元") == amount


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  # bounds
def test_every_moment_keeps_its_place_in_time(moment: datetime) -> None:
    value = read(Instant(), moment.isoformat())
    assert isinstance(value, datetime)
    assert value == moment
    assert abs(value.utcoffset() or timedelta()) <= timedelta(hours=9)


@pytest.mark.parametrize(
    ("word", "unit"),
    [("day", "days"), ("days", "days"), ("working  days", "working days"), ("工作日", "working days"), ("月", "months"), ("个小时", "hours"), ("week", None)],
)  # fmt: skip
def test_units_have_singular_plural_and_chinese_names(word: str, unit: str | None) -> None:
    assert unit_of(word) == unit
