"""Periods as terms: their ends by the calendar, shifts, and the time between two days.

What `interpreter.periods` does with one date, this does with a column of dates: days by plain arithmetic, months by the
engine, and all that depends on working days by joining the almanac. Where start, length and calendar are constants the
answer is computed here and now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dsl.kinds import Unit
from dsl.literal import zone
from interpreter import periods
from interpreter.columns import zones
from interpreter.columns.almanac import DAY_COLUMNS, DAYS, WORKING, WORKING_COLUMNS, Almanac
from interpreter.columns.frames import Frame, Given
from interpreter.columns.results import Result, missing_of
from interpreter.columns.terms import (
    FIRST_DAY,
    LAST_DAY,
    NEVER_DAY,
    NOTHING,
    Call,
    Literal,
    Term,
    at_most,
    call,
    case,
    clamp,
    coalesce,
    either,
    equal,
    is_null,
    less,
    minus,
    never,
    null,
    plus,
    whole,
)
from interpreter.schedule import Schedule

AN_HOUR = 3_600_000_000
"""Microseconds."""


@dataclass(frozen=True, slots=True)
class _Reached:
    """A day that may not be known: then it is not before `low`, for want of the schedule of the day `gap`."""

    day: Term
    low: Term | None = None
    gap: Term | None = None


class Spans:
    """Periods by one schedule, in one zone."""

    def __init__(self, schedule: Schedule, zone_name: str) -> None:
        self.schedule = schedule
        self.zone = zone_name
        self.almanac = Almanac(schedule)

    # ── the doors ──

    def period_end(self, frame: Frame, start: Result, amount: Result, unit: Unit) -> Result:
        """As `periods.end_of_period`: a day, or by hours a moment."""
        if unit == "hours":
            return self._by_hours(frame, start, amount, 1)
        day = self.day_of(frame, start.value)
        plain = self._moved(frame, day, amount.value, unit, 1)
        end = plain if self.schedule.law == "plain" else self._rolled(frame, plain)
        return self._result(frame, (start, amount), day, end)

    def shift(self, frame: Frame, start: Result, amount: Result, unit: Unit, sign: int) -> Result:
        """As `periods.shift`: of a day a day, of a moment a moment."""
        if unit == "hours":
            return self._by_hours(frame, start, amount, sign)
        if start.value.type == "day":
            return self._result(
                frame, (start, amount), start.value, self._moved(frame, start.value, amount.value, unit, sign)
            )
        return self._of_moment(frame, start, amount, unit, sign)

    def day_of(self, frame: Frame, value: Term) -> Term:
        """The day of a day or of a moment."""
        return value if value.type == "day" else frame.let(zones.day_of(value, self.zone))

    def elapsed_days(self, start: Term, end: Term) -> Term:
        """Days between two days that happened."""
        return call("-", "whole", end, start)

    def elapsed_years(self, frame: Frame, start: Term, end: Term) -> Term:
        """Full years between two days that happened, negative where the second is earlier."""
        forward, backward = self._years(frame, start, end), self._years(frame, end, start)
        return case((less(end, start), call("-", "whole", whole(0), backward)), otherwise=forward)

    def elapsed_working_days(self, frame: Frame, start: Term, end: Term) -> tuple[Result, Callable[[], Term]]:
        """Working days between two days that happened; and the year that is not known, as a list of what is missing."""
        early, late = frame.let(_lesser(start, end)), frame.let(_greater(start, end))
        first, last = self._at(frame, early), self._at(frame, late)
        counted = frame.let(call("-", "whole", last["seen"], first["seen"]))
        passed = call("-", "whole", last["passed"], first["passed"])
        unknown = frame.let(call("-", "whole", call("-", "whole", late, early), passed))
        most = call("+", "whole", counted, unknown)
        back = less(end, start)
        value = case((equal(unknown, whole(0)), _signed(back, counted)), otherwise=null("whole"))
        low = case((back, call("-", "whole", whole(0), most)), otherwise=counted)
        high = case((back, call("-", "whole", whole(0), counted)), otherwise=most)
        return Result(value, low=low, high=high), lambda: call("calendar", "names", first["next_gap"], nullable=False)

    # ── hours ──

    def _by_hours(self, frame: Frame, start: Result, amount: Result, sign: int) -> Result:
        """Real hours; beyond the first and the last moment of the wall clock there is nothing."""
        step: Term = call("*", "moment", call("wider", "moment", amount.value), Literal(sign * AN_HOUR, "moment"))
        low, high = self._ends_of_time()
        moved = clamp(frame.let(call("+", "moment", start.value, step)), low, high)
        value = case(
            (is_null(amount.value), null("moment")),
            (equal(start.value, never("moment")), never("moment")), otherwise=moved,
        )  # fmt: skip
        return Result(frame.let(value), lambda: missing_of(start, amount))

    def _ends_of_time(self) -> tuple[int, int]:
        here = zone(self.zone)
        first, last = datetime.min.replace(tzinfo=here), datetime.max.replace(tzinfo=here)
        return _wall(first), _wall(last)

    def _of_moment(self, frame: Frame, start: Result, amount: Result, unit: Unit, sign: int) -> Result:
        """The same time of another day."""
        clock = frame.let(zones.local(start.value, self.zone))
        day = frame.let(zones.day_of_clock(clock))
        there = self._moved(frame, day, amount.value, unit, sign)
        target = frame.let(there.day)
        moved = zones.from_local(
            frame.let(call("+", "moment", minus(clock, zones.midnight(day)), zones.midnight(target))), self.zone
        )
        value = case(
            (is_null(amount.value), null("moment")),
            (equal(start.value, never("moment")), never("moment")), otherwise=moved,
        )  # fmt: skip
        return Result(frame.let(value), self._missing((start, amount), there))

    # ── days ──

    def _result(self, frame: Frame, given: tuple[Result, Result], start: Term, reached: _Reached) -> Result:
        """The day reached; `never` for what has not begun."""
        _, amount = given
        # An unknown start stays unknown on either way.
        value = case((is_null(amount.value), null("day")), (less(start, never("day")), reached.day), otherwise=start)
        low = None
        if reached.low is not None:
            unknown = either(*(is_null(each.value) for each in given))
            low = frame.let(case((unknown, null("day")), otherwise=reached.low))
        return Result(frame.let(value), self._missing(given, reached), low)

    def _missing(self, given: tuple[Result, Result], reached: _Reached) -> Callable[[], Term]:
        def missing() -> Term:
            calendar = NOTHING if reached.gap is None else call("calendar", "names", reached.gap, nullable=False)
            unknown = either(*(is_null(each.value) for each in given))
            return case((unknown, missing_of(*given)), otherwise=calendar)

        return missing

    def _moved(self, frame: Frame, start: Term, amount: Term, unit: Unit, sign: int) -> _Reached:
        """`start` plus or minus so many units, not moved off rest days."""
        if constant := _constants(start, amount):
            return self._moved_constant(*constant, unit, sign)
        match unit:
            case "days":
                step: Term = amount if sign > 0 else call("-", "whole", whole(0), amount)
                moved = call("+", "day", start, step)
                least, most = _range(amount)
                if sign > 0 and least >= 0 and frame.at_most(start) + most <= LAST_DAY:
                    return _Reached(frame.let(moved))
                return _Reached(frame.let(clamp(frame.let(moved), FIRST_DAY, LAST_DAY)))
            case "months" | "years":
                months = call("*", "whole", amount, whole(sign * (12 if unit == "years" else 1)))
                return _Reached(_after_months(start, months))  # no column: of most rows it is never asked
            case _:
                return self._after_working_days(frame, start, amount, sign)

    def _moved_constant(self, start: int, amount: int, unit: Unit, sign: int) -> _Reached:
        if start == NEVER_DAY:
            return _Reached(never("day"))
        found = periods.shift(date.fromordinal(start), amount, unit, 1 if sign > 0 else -1, self.schedule)
        return self._found(found)

    def _found(self, found: date | datetime | periods.Undetermined) -> _Reached:
        if isinstance(found, periods.Undetermined):
            gap = date(found.year, 1, 1).toordinal()
            return _Reached(null("day"), Literal(found.at_least.toordinal(), "day"), Literal(gap, "day"))
        return _Reached(Literal(found.toordinal(), "day"))

    def _rolled(self, frame: Frame, plain: _Reached) -> _Reached:
        """A day moved off rest days; one that is not known stays so."""
        if isinstance(plain.day, Literal):
            if plain.day.value is None or plain.day.value == NEVER_DAY:
                return plain
            return self._found(self.schedule.on_or_after(date.fromordinal(int(plain.day.value))))  # type: ignore[arg-type]  # an ordinal
        day = frame.let(plain.day)
        almanac = self._look(frame, DAYS, day)
        low, gap = coalesce(almanac["low"], day), coalesce(almanac["gap"], day)
        if plain.low is not None and plain.gap is not None:
            unknown = is_null(day)
            low = case((unknown, plain.low), otherwise=low)
            gap = case((unknown, plain.gap), otherwise=gap)
        return _Reached(almanac["on"], low, gap)

    def _after_working_days(self, frame: Frame, start: Term, amount: Term, sign: int) -> _Reached:
        """The n-th working day after (or before) a day; the day itself for none."""
        here = self._at(frame, start)
        steps = frame.let(amount if sign > 0 else call("-", "whole", whole(0), amount))
        on_working_day = self._at(frame, plus(start, whole(-1)))["seen"]
        place = case(
            (less(whole(0), steps), call("+", "whole", here["seen"], minus(steps, whole(1)))),
            otherwise=call("+", "whole", on_working_day, steps),
        )
        reached = self._look(frame, WORKING, frame.let(place))["day"]
        later = case((less(reached, here["next_gap"]), reached), otherwise=null("day"))
        earlier = case((less(here["last_gap"], reached), reached), otherwise=null("day"))
        forward, backward = less(whole(0), steps), less(steps, whole(0))
        day = case((forward, later), (backward, earlier), otherwise=start)
        still = call("-", "whole", steps, call("-", "whole", here["found"], here["seen"]))
        ahead = clamp(call("+", "day", here["next_gap"], minus(still, whole(1))), FIRST_DAY, LAST_DAY)
        low = case((forward, ahead), (backward, Literal(FIRST_DAY, "day")), otherwise=null("day"))
        gap = case((forward, here["next_gap"]), otherwise=here["last_gap"])
        return _Reached(frame.let(day), frame.let(low), gap)

    # ── the almanac ──

    def _look(self, frame: Frame, table: str, key: Term) -> dict[str, Term]:
        """The row of the almanac for a day (or a place); NULLs beyond its ends."""
        names = DAY_COLUMNS if table == DAYS else WORKING_COLUMNS
        kept = frame.lookups.get((table, key))
        if kept is None:
            columns = {name: frame.namer.column("whole" if name in _COUNTS else "day") for name in names}
            kept = frame.lookups[table, key] = Given(table, columns)
            frame.join("left", kept, [(key, columns[names[0]])])
        return dict(kept.given)

    def _at(self, frame: Frame, day: Term) -> dict[str, Term]:
        """The row for a day, as it would be if the table went on for ever."""
        day = frame.let(day)
        found = self._look(frame, DAYS, day)
        before = less(day, Literal(self.almanac.first, "day"))
        beyond = {"seen": whole(self.almanac.total), "passed": whole(len(self.schedule.known_days))}
        told = {name: case((before, whole(0)), otherwise=coalesce(found[name], most)) for name, most in beyond.items()}
        told["next_gap"] = coalesce(found["next_gap"], plus(day, whole(1)))
        told["last_gap"] = coalesce(found["last_gap"], plus(day, whole(-1)))
        told["found"] = coalesce(found["found"], told["seen"])
        return {name: frame.let(term) for name, term in told.items()}

    def _years(self, frame: Frame, start: Term, end: Term) -> Term:
        """Full years from the earlier to the later day."""
        years = frame.let(call("-", "whole", call("year of", "whole", end), call("year of", "whole", start)))
        anniversary = _after_months(start, call("*", "whole", years, whole(12)))
        return case((at_most(anniversary, end), years), otherwise=minus(years, whole(1)))


_COUNTS = ("seen", "passed", "found", "place")


def _wall(moment: datetime) -> int:
    """The moment of a wall clock's reading, where UTC itself may have none."""
    offset = moment.utcoffset()
    assert offset is not None  # it has a zone
    naive = moment.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return (naive - offset) // timedelta(microseconds=1)


def _constants(*terms: Term) -> tuple[int, int] | None:
    values = [each.value for each in terms if isinstance(each, Literal) and isinstance(each.value, int)]
    return (values[0], values[1]) if len(values) == 2 else None


def _after_months(start: Term, months: Term) -> Term:
    """The corresponding day so many months later, or else that month's last; `start` may be `never`, which is cut."""
    bounded = clamp(start, FIRST_DAY, LAST_DAY)
    return clamp(call("date months", "day", bounded, months), FIRST_DAY, LAST_DAY)


def _signed(back: Term, counted: Term) -> Term:
    return case((back, call("-", "whole", whole(0), counted)), otherwise=counted)


def _range(amount: Term) -> tuple[int, int]:
    """The least and the most that a length can be; beyond all bounds where that is not known."""
    match amount:
        case Literal(int() as value):
            return value, value
        case Literal():
            return 0, 0
        case Call("case", args):
            ranges = [_range(each) for each in (*args[1::2], args[-1])]
            return min(low for low, _ in ranges), max(high for _, high in ranges)
        case _:
            return -LAST_DAY, LAST_DAY


def _lesser(a: Term, b: Term) -> Term:
    return case((less(a, b), a), otherwise=b)


def _greater(a: Term, b: Term) -> Term:
    return case((less(a, b), b), otherwise=a)
