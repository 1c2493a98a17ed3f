"""CalendarSpec in, Schedule out: which days are working days, as far as an official schedule is known.

Rest days are weekends, public holidays and the days off that the yearly State Council notice creates, less the make-up
workdays that it takes from weekends. A day without an official schedule is neither: it is not known, never guessed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import Literal

from dsl.core import CalendarSpec, Words
from dsl.record import dataclass

WEEKEND = Words("周末", "weekend")
REST_DAY = Words("休息日", "rest day")
MAKE_UP = Words("调休上班日", "make-up workday")

Named = tuple[tuple[date, Words], ...]
"""Days in order, each with the reason why it is a rest day or a make-up workday."""


@dataclass(frozen=True, slots=True)
class Undetermined:
    """A day that cannot be known for want of the official schedule of `year`; it is certainly not before `at_least`."""

    year: int
    at_least: date


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A number of working days that cannot be known for want of the official schedule of `year`; its bounds can."""

    year: int
    at_least: int
    at_most: int


@dataclass(frozen=True)
class Schedule:
    """Which days are working days: the official schedule within `covered`, mended by `rest` and `work` anywhere.

    `law` says whether periods are moved off rest days (`periods.py`). `covered` is stated by the rulebook, not asked of
    the library, since the notice for a year can reach back into the December before it. All answers come from one table
    of the known days, built when first needed, so that a walk over years costs a binary search.
    """

    law: Literal["cn-civil-code", "plain"]
    covered: tuple[date, date]
    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool | None:
        """Whether people work on `day`; None where no official schedule is known."""
        return self._answers.get(day.toordinal())

    def rest_name(self, day: date) -> Words | None:
        """Why `day` is a rest day: the holiday it belongs to, or the weekend. None for a working or an unknown day."""
        if self.is_working_day(day) is not False:
            return None
        notice = _notice(day.year)
        return (notice and notice.off.get(day)) or (WEEKEND if _is_weekend(day) else REST_DAY)

    def make_up_name(self, day: date) -> Words | None:
        """Why people work on `day` although it lies on a weekend or in a holiday; None for every other day."""
        notice = _notice(day.year)
        is_off = _is_weekend(day) or (notice is not None and day in notice.off)
        if not is_off or self.is_working_day(day) is not True:
            return None
        return (notice and notice.on.get(day)) or MAKE_UP

    def rest_days(self, first: date, last: date) -> Named:
        """The known rest days from `first` to `last`, both included."""
        names = ((day, self.rest_name(day)) for day in self._known_between(first, last))
        return tuple((day, name) for day, name in names if name)

    def make_up_days(self, first: date, last: date) -> Named:
        """The known make-up workdays from `first` to `last`, both included."""
        names = ((day, self.make_up_name(day)) for day in self._known_between(first, last))
        return tuple((day, name) for day, name in names if name)

    def on_or_after(self, day: date) -> date | Undetermined:
        """`day` itself where it is a working day, else the next one."""
        return self._later(day.toordinal() - 1, 1)

    def after(self, day: date, count: int) -> date | Undetermined:
        """The `count`-th working day after `day`, `count` being 1 or more; `day` itself need not be known."""
        return self._later(day.toordinal(), count)

    def before(self, day: date, count: int) -> date | Undetermined:
        """The `count`-th working day before `day`, `count` being 1 or more. Where unknown it has no lower bound."""
        start = day.toordinal()
        unknown = self.unknown_before(start)
        place = bisect_left(self.working_days, start) - count
        if place >= 0 and self.working_days[place] > unknown:
            return date.fromordinal(self.working_days[place])
        return Undetermined(day_at(unknown).year, date.min)

    def known_since(self, day: date) -> date:
        """The first day from which on all days up to `day` are known; the day after it, where it is not."""
        return day_at(self.unknown_before(day.toordinal() + 1) + 1)

    def count(self, after: date, until: date) -> int | Uncounted:
        """How many working days lie after the day `after` up to the day `until`, which is not the earlier one."""
        first, last = after.toordinal(), until.toordinal()
        working = bisect_right(self.working_days, last) - bisect_right(self.working_days, first)
        unknown = (last - first) - (bisect_right(self.known_days, last) - bisect_right(self.known_days, first))
        if not unknown:
            return working
        return Uncounted(day_at(self.unknown_after(first)).year, working, working + unknown)

    def _later(self, start: int, count: int) -> date | Undetermined:
        """The `count`-th working day after the day of ordinal `start`.

        Those still to come when the known days run out lie on different days from there on, whence the lower bound.
        """
        unknown = self.unknown_after(start)
        seen = bisect_right(self.working_days, start)
        place = seen + count - 1
        if place < len(self.working_days) and self.working_days[place] < unknown:
            return date.fromordinal(self.working_days[place])
        found = bisect_left(self.working_days, unknown) - seen
        return Undetermined(day_at(unknown).year, day_at(unknown + count - found - 1))

    @cached_property
    def _answers(self) -> Mapping[int, bool]:
        """Ordinal of each known day → whether it is a working day."""
        first, last = (day.toordinal() for day in self.covered)
        official: dict[int, bool] = {}
        for year in range(self.covered[0].year, self.covered[1].year + 1):
            official |= _official_year(year)
        if (self.covered[0].month, self.covered[0].day, self.covered[1].month, self.covered[1].day) != (1, 1, 12, 31):
            official = {day: works for day, works in official.items() if first <= day <= last}
        work = {day.toordinal(): True for day in self.work}
        return official | work | {day.toordinal(): False for day in self.rest}

    @cached_property
    def known_days(self) -> tuple[int, ...]:
        """The ordinals of the days that are known to be working days or not, in order."""
        return tuple(sorted(self._answers))

    @cached_property
    def working_days(self) -> tuple[int, ...]:
        """The ordinals of the known working days, in order."""
        return tuple(day for day in self.known_days if self._answers[day])

    @cached_property
    def _borders(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The unknown days just before and just after each unbroken run of known days."""
        below = tuple(day - 1 for day in self.known_days if day - 1 not in self._answers)
        return below, tuple(day + 1 for day in self.known_days if day + 1 not in self._answers)

    def unknown_after(self, start: int) -> int:
        """The first unknown day after `start`, as an ordinal; it may lie one past the last possible date."""
        if start + 1 not in self._answers:
            return start + 1
        above = self._borders[1]
        return above[bisect_right(above, start + 1)]

    def unknown_before(self, start: int) -> int:
        """The last unknown day before `start`, as an ordinal; it may lie one before the first possible date."""
        if start - 1 not in self._answers:
            return start - 1
        below = self._borders[0]
        return below[bisect_left(below, start - 1) - 1]

    def _known_between(self, first: date, last: date) -> Iterator[date]:
        low, high = bisect_left(self.known_days, first.toordinal()), bisect_right(self.known_days, last.toordinal())
        return map(date.fromordinal, self.known_days[low:high])


@lru_cache(maxsize=64)
def schedule_of(spec: CalendarSpec) -> Schedule:
    """The schedule of a rulebook's calendar; the same object for the same calendar, so that its table is built once."""
    return Schedule(spec.law, spec.covered, spec.rest, spec.work)


@dataclass(frozen=True, slots=True)
class _Notice:
    """The days of one year that differ from the plain week, off and on, with the name of their holiday."""

    off: Mapping[date, Words]
    on: Mapping[date, Words]


@cache
def _notice(year: int) -> _Notice | None:
    """What was officially announced for `year`; None where the library has not heard of it.

    Imported here because most runs need no holidays. The library refuses a year it does not know, which its own
    question answers best; its tables are read for the days because it scans all years for each single one.
    """
    import chinese_calendar as official  # type: ignore[import-untyped]  # it ships no types

    try:
        official.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return None
    return _Notice(*(tables.get(year, {}) for tables in _tables()))


@cache
def _tables() -> tuple[Mapping[int, Mapping[date, Words]], Mapping[int, Mapping[date, Words]]]:
    """By year the days off and the make-up workdays of all notices, each with what it is for."""
    import chinese_calendar as official

    off = {holiday.value: Words(holiday.chinese, holiday.value) for holiday in official.Holiday}
    on = {name: Words(f"{words.zh}{MAKE_UP.zh}", f"{MAKE_UP.en} for {name}") for name, words in off.items()}
    return _by_year(official.holidays, off), _by_year(official.workdays, on)


def _by_year(days: Mapping[date, str], words: Mapping[str, Words]) -> Mapping[int, Mapping[date, Words]]:
    found: dict[int, dict[date, Words]] = defaultdict(dict)
    for day, name in days.items():
        found[day.year][day] = words[name]
    return found


def _official_year(year: int) -> Mapping[int, bool]:
    """The ordinal of each day of `year` → whether it is a working day; nothing where there is no official schedule."""
    notice = _notice(year)
    if notice is None:
        return {}
    days = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
    plain = {day: (day - _MONDAY) % 7 < 5 for day in days}
    return plain | {day.toordinal(): False for day in notice.off} | {day.toordinal(): True for day in notice.on}


_MONDAY = date(2024, 1, 1).toordinal()


def _is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def day_at(ordinal: int) -> date:
    """The day of that ordinal (as of `date.toordinal`), or the first or last possible day where there is none."""
    return date.fromordinal(max(date.min.toordinal(), min(ordinal, date.max.toordinal())))
