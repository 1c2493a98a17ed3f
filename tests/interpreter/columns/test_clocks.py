"""The clock of a zone in SQL is the one that Python has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interpreter.columns import zones
from interpreter.columns.clocks import is_doubtful, offsets
from interpreter.columns.connection import connect

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ZONES = ["Asia/Shanghai", "Asia/Urumqi", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"]
TURNED = st.sampled_from(
    [datetime(1986, 5, 4, 2), datetime(1990, 9, 16, 1), datetime(2020, 3, 8, 2), datetime(2020, 11, 1, 1)]  # noqa: DTZ001 - by the clock
)
WALLS = st.one_of(
    st.datetimes(datetime(1890, 1, 1), datetime(2060, 1, 1)),  # noqa: DTZ001 - by the clock
    st.builds(lambda moment, minutes: moment + timedelta(minutes=minutes), TURNED, st.integers(-90, 150)),
)


def micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


@pytest.mark.parametrize("name", ZONES)
@settings(max_examples=40)
@given(walls=st.lists(WALLS, min_size=1, max_size=5))
def test_a_moment_by_the_clock_is_that_in_utc_and_known_to_be_doubtful(name: str, walls: list[datetime]) -> None:
    wall = [micros(each.replace(tzinfo=UTC)) for each in walls]
    clock = offsets(name, min(wall), max(wall))
    with connect("100MB", 1) as connection:
        query = f"SELECT {clock.in_utc('w')}, {clock.doubtful_wall('w')} FROM (SELECT unnest(CAST(? AS BIGINT[])) AS w)"
        found = connection.execute(query, [wall]).fetchall()
    local = [each.replace(tzinfo=ZoneInfo(name)) for each in walls]
    assert found == [(micros(each), is_doubtful(each)) for each in local]


@pytest.mark.parametrize("name", ZONES)
@settings(max_examples=40)
@given(walls=st.lists(WALLS, min_size=1, max_size=5))
def test_a_moment_in_utc_is_known_to_be_doubtful(name: str, walls: list[datetime]) -> None:
    moments = [each.replace(tzinfo=UTC) for each in walls]
    numbers = [micros(each) for each in moments]
    clock = offsets(name, min(numbers), max(numbers))
    with connect("100MB", 1) as connection:
        query = f"SELECT {clock.doubtful('w')} FROM (SELECT unnest(CAST(? AS BIGINT[])) AS w)"
        found = connection.execute(query, [numbers]).fetchall()
    assert found == [(is_doubtful(each.astimezone(ZoneInfo(name))),) for each in moments]


@pytest.mark.parametrize("name", ZONES[:3])
def test_the_ends_of_time_have_a_clock(name: str) -> None:
    far = offsets(name, micros(datetime(2, 1, 1, tzinfo=UTC)), micros(datetime(9998, 12, 31, tzinfo=UTC)))
    assert [each.at for each in far.changes] == sorted(each.at for each in far.changes)
    now = offsets(name, micros(datetime(1970, 1, 1, tzinfo=UTC)), micros(datetime(2030, 1, 1, tzinfo=UTC)))
    assert set(now.changes) <= set(far.changes)


@pytest.mark.parametrize("name", [*ZONES, "Pacific/Apia"])
@settings(max_examples=60)
@given(moments=st.tuples(WALLS, WALLS), apart=st.integers(-3, 3))
def test_from_a_day_on_its_clocks_tell_the_day_and_before_it_one_before(
    name: str, moments: tuple[datetime, datetime], apart: int
) -> None:
    moment, other = (each.replace(tzinfo=UTC).astimezone(ZoneInfo(name)) for each in moments)
    for day in (other.toordinal(), moment.toordinal() + apart):
        first, *later = zones.offsets_since(name, day)
        ahead = next((each.ahead for each in reversed(later) if (each.since or 0) <= micros(moment)), first.ahead)
        told = (EPOCH + timedelta(microseconds=micros(moment) + ahead)).toordinal()
        assert told == moment.toordinal() if moment.toordinal() >= day else told < day
