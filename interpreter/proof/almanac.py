"""The calendar as formulas: ends of periods, months, years and working days that are not computed but have laws.

A period of days ends no earlier than its plain last day, nor more than `LONGEST_REST` days later; a month has 28 to 31
days; what begins later ends no earlier. Most of what law says of periods follows from that alone, and then for every
calendar, published or not. Where it does not, the solver proposes days; `wrong` computes them by `periods.py` and gives
the piece of the calendar that was missing: the whole month, the whole run of rest days. So nothing is guessed, and few
of all days are ever computed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

import z3

from dsl.kinds import Unit
from interpreter import periods
from interpreter.periods import Schedule, Undetermined
from interpreter.proof.logic import (
    MICROSECONDS,
    NEVER_DAY,
    TRUE,
    Bound,
    Formula,
    Term,
    Value,
    both,
    either,
    given,
    opposite,
)

LONGEST_REST = 15
"""Days from a rest day to the next working day, at most: twice the longest holiday there ever was."""
EARLIEST, LATEST = date(1000, 1, 1).toordinal(), date(9000, 1, 1).toordinal()
"""Between which days the laws below hold; facts lie well within."""
LONGEST = 50_000
"""Days, working days or months of a period that is computed: more than those of any fact or figure."""
Number = Callable[[Term], int]
"""What a term is worth in an answer of the solver."""


@dataclass(frozen=True)
class Call:
    """One thing asked of the calendar: what, about which terms, and the term that stands for the answer."""

    what: str
    terms: tuple[Term, ...]
    answer: Term


@dataclass
class Almanac:
    """Everything asked of the calendar in one question, and the laws of the answers."""

    schedule: Schedule
    laws: list[Formula] = field(default_factory=list)
    calls: dict[tuple[object, ...], Call] = field(default_factory=dict)
    refined: int = 0

    # ── what is asked ──

    def period_end(self, start: Value, amount: Value, unit: Unit) -> Value:
        """The last day (for hours the last moment) of a period, of which start and length are known where it is."""
        known = both(start.known, amount.known)
        if unit == "hours":
            return self._guarded(start, amount, self._hours(start, amount.term, known))
        day, law_is_plain = _day(start), self.schedule.law == "plain"
        plain = self._shifted(day, amount.term, unit)
        counted, least = self._counted(unit, day, amount.term, plain)
        moved = (
            TRUE if law_is_plain else either(*(both(plain >= a, plain <= self._work_until(a, b)) for a, b in self.runs))
        )
        end = plain if law_is_plain else self._ask("roll", plain)
        low = Bound(known, given(counted, self._least(plain), least))
        return self._guarded(start, amount, Value(both(known, counted, moved), end, None, low))

    def shift(self, start: Value, amount: Value, unit: Unit, sign: int) -> Value:
        """A day or a moment moved, not put off."""
        known = both(start.known, amount.known)
        if unit == "hours":
            return self._guarded(start, amount, self._hours(start, amount.term if sign > 0 else -amount.term, known))
        day = self._shifted(_day(start), amount.term if sign > 0 else -amount.term, unit)
        counted, least = self._counted(unit, _day(start), amount.term if sign > 0 else -amount.term, day)
        sure, low = both(known, counted), Bound(both(known, opposite(counted)), least, least)
        if start.day is None:
            return self._guarded(start, amount, Value(sure, day, None, low))
        clock = start.term - start.day * MICROSECONDS
        low = Bound(low.has, least * MICROSECONDS, least)
        return self._guarded(start, amount, Value(sure, day * MICROSECONDS + clock, day, low))

    def elapsed(self, start: Term, end: Term, unit: str) -> Value:
        """Days, working days or full years from one day to another, if both are known."""
        if unit == "days":
            return Value(TRUE, end - start)
        if unit == "years":
            return Value(TRUE, given(start <= end, self._ask("years", start, end), -self._ask("years", end, start)))
        fewest, most = self._ask("fewest", start, end), self._ask("most", start, end)
        self.laws.append(fewest <= most)
        return Value(fewest == most, fewest, None, Bound(TRUE, fewest), Bound(TRUE, most))

    def _guarded(self, start: Value, amount: Value, found: Value) -> Value:
        """What begins with `never` never ends."""
        never = _day(start) == NEVER_DAY
        known = either(found.known, both(start.known, amount.known, never))
        low = found.low and Bound(both(found.low.has, opposite(never)), found.low.term, found.low.day)
        if found.day is None:
            return Value(known, given(never, z3.IntVal(NEVER_DAY), found.term), None, low)
        moment = given(never, z3.IntVal(NEVER_DAY * MICROSECONDS), found.term)
        return Value(known, moment, given(never, z3.IntVal(NEVER_DAY), found.day), low)

    def _shifted(self, start: Term, amount: Term, unit: Unit) -> Term:
        match unit:
            case "days":
                return start + amount
            case "working days":
                return self._ask("working", start, amount)
            case "months":
                return self._ask("months", start, amount)
            case _:
                return self._ask("months", start, 12 * amount)

    def _hours(self, start: Value, hours: Term, known: Formula) -> Value:
        """Hours run on the clock of the zone, which is that of all facts since 1992."""
        term = start.term + hours * (MICROSECONDS // 24)
        day = self._ask("day", term)
        return Value(known, term, day)

    def _counted(self, unit: Unit, start: Term, amount: Term, plain: Term) -> tuple[Formula, Term]:
        """Where the official schedule is known for all the working days counted; else before which day none ends."""
        if unit != "working days":
            return TRUE, plain
        ahead = either(*(both(start + 1 >= a, start + 1 <= b, plain <= b) for a, b in self.runs))
        behind = either(*(both(start - 1 >= a, start - 1 <= b, plain >= a) for a, b in self.runs))
        counted = either(amount == 0, both(amount > 0, ahead), both(amount < 0, behind))
        return counted, given(amount > 0, plain, z3.IntVal(1))

    def _least(self, plain: Term) -> Term:
        """An end that is not determined is not before its plain one, nor in the rest at the end of what is known."""
        least = plain
        for a, b in self.runs:
            least = given(both(plain > self._work_until(a, b), plain <= b), z3.IntVal(b + 1), least)
        return least

    @cached_property
    def runs(self) -> list[tuple[int, int]]:
        """The first day and the last of each unbroken run of days with a schedule."""
        days = self.schedule.known_days
        cuts = [0, *(n + 1 for n, (a, b) in enumerate(pairwise(days)) if b != a + 1), len(days)]
        return [(days[a], days[b - 1]) for a, b in pairwise(cuts)] if days else []

    def _work_until(self, first: int, last: int) -> int:
        place = bisect_right(self.schedule.working_days, last) - 1
        found = self.schedule.working_days[place] if place >= 0 else first - 1
        return found if found >= first else first - 1

    # ── laws ──

    def _ask(self, what: str, *terms: Term) -> Term:
        key = what, *(term.get_id() for term in terms)
        if key not in self.calls:
            call = Call(what, terms, z3.Int(f"{what}#{len(self.calls)}"))
            before = [other for other in self.calls.values() if other.what == what]
            self.calls[key] = call
            self.laws += self._laws(call)
            self.laws += [law for other in before for law in _between(call, other)]
        return self.calls[key].answer

    def _laws(self, call: Call) -> Iterator[Formula]:
        """What holds of one answer, on every calendar."""
        answer, (first, *more) = call.answer, call.terms
        match call.what:
            case "roll":
                yield both(answer >= first, answer <= first + LONGEST_REST)
            case "day":
                yield both(answer * MICROSECONDS <= first, first < (answer + 1) * MICROSECONDS)
            case "months":
                (many,) = more
                forward = both(answer >= first + 28 * many, answer <= first + 31 * many)
                backward = both(answer <= first + 28 * many, answer >= first + 31 * many)
                yield z3.If(many >= 0, forward, backward)
            case "working":
                (many,) = more
                yield z3.If(many > 0, answer >= first + many, z3.If(many < 0, answer <= first + many, answer == first))
            case "years":
                (last,) = more
                reached = self._ask("months", first, 12 * answer) <= last
                ahead = self._ask("months", first, 12 * (answer + 1)) > last
                yield either(first > last, both(answer >= 0, reached, ahead))
            case "fewest" | "most":
                (last,) = more
                ahead = both(answer >= 0, answer <= last - first)
                yield z3.If(first <= last, ahead, both(answer <= 0, answer >= last - first))

    # ── what the solver got wrong ──

    def wrong(self, number: Number) -> Iterator[Formula]:
        """For each answer that the calendar does not give: the piece of the calendar that it belongs to."""
        for call in self.calls.values():
            if call.what in ("day", "years"):  # which the laws fix, by what they stand on
                continue
            terms = [number(term) for term in call.terms]
            if not all(self._is_asked(call.what, place, term) for place, term in enumerate(terms)):
                continue
            right, piece = getattr(self, f"_exact_{call.what}")(call, *terms)
            if right is not None and right != number(call.answer):
                self.refined += 1
                yield piece

    def _is_asked(self, what: str, place: int, term: int) -> bool:
        is_day = place == 0 or what in ("fewest", "most")
        return EARLIEST <= term <= LATEST if is_day else abs(term) < LONGEST

    def _exact_roll(self, call: Call, plain: int) -> tuple[int | None, Formula]:
        """A run of rest days and the working day after it, or a run of working days."""
        end = self.schedule.on_or_after(date.fromordinal(plain))
        if not isinstance(end, date):
            return None, TRUE
        (term,), right = call.terms, end.toordinal()
        if right > plain:
            before = self.schedule.working_days[bisect_left(self.schedule.working_days, right) - 1]
            return right, z3.Implies(both(term > before, term <= right), call.answer == right)
        first = last = plain
        while self.schedule.is_working_day(date.fromordinal(first - 1)):
            first -= 1
        while self.schedule.is_working_day(date.fromordinal(last + 1)):
            last += 1
        return right, z3.Implies(both(term >= first, term <= last), call.answer == term)

    def _exact_months(self, call: Call, start: int, many: int) -> tuple[int, Formula]:
        """The whole month of the start, for that many months."""
        first = date.fromordinal(start).replace(day=1)
        length = _month_length(first)
        target = _shift(first, many)
        term, number = call.terms
        last = target + _month_length(date.fromordinal(target)) - 1
        plain = term - first.toordinal() + target
        piece = z3.Implies(
            both(term >= first.toordinal(), term < first.toordinal() + length, number == many),
            call.answer == z3.If(plain <= last, plain, z3.IntVal(last)),
        )
        return min(start - first.toordinal() + target, last), piece

    def _exact_working(self, call: Call, start: int, many: int) -> tuple[int, Formula]:
        """The days from which counting leads to the same day; beyond the schedule, to the first that it can be."""
        end = periods.shift(date.fromordinal(start), abs(many), "working days", 1 if many >= 0 else -1, self.schedule)
        term, number = call.terms
        if not isinstance(end, date):
            if many < 0:
                return self._behind(call, start, many)
            right = end.at_least.toordinal() if isinstance(end, Undetermined) else start
            return right, z3.Implies(both(term == start, number == many), call.answer == right)
        days, right = self.schedule.working_days, end.toordinal()
        low = high = start
        if many > 0:
            place = bisect_right(days, start) - 1
            low, high = (days[place], days[place + 1] - 1) if 0 <= place < len(days) - 1 else (start, start)
        piece = z3.Implies(both(term >= low, term <= high, number == many), call.answer == right)
        return right, piece

    def _behind(self, call: Call, start: int, many: int) -> tuple[int, Formula]:
        """The days from which counting back leaves what is known: to a day before it, so that none is taken for known.

        That is the day before the run in which the count begins; or as many days back as are counted, if it is earlier.
        """
        term, number = call.terms
        unknown = self.schedule.unknown_before(start)
        low, high = start, start
        if unknown < start - 1:
            days, (first, last) = self.schedule.working_days, next(run for run in self.runs if run[0] == unknown + 1)
            place = bisect_left(days, first) - many - 1  # of the day that is counted to, if it is in this run
            low, high = first + 1, min(days[place], last + 1) if place < len(days) else last + 1
        right = z3.If(term + many < unknown, term + many, z3.IntVal(unknown))
        piece = z3.Implies(both(term >= low, term <= high, number == many), call.answer == right)
        return min(unknown, start + many), piece

    def _exact_fewest(self, call: Call, start: int, end: int) -> tuple[int, Formula]:
        return self._worked(call, start, end, "at_least")

    def _exact_most(self, call: Call, start: int, end: int) -> tuple[int, Formula]:
        return self._worked(call, start, end, "at_most")

    def _worked(self, call: Call, start: int, end: int, bound: str) -> tuple[int, Formula]:
        """From this day to that one; where a day between has no schedule, the fewest or the most there can be."""
        found = periods.elapsed_working_days(date.fromordinal(start), date.fromordinal(end), self.schedule)
        right = found if isinstance(found, int) else int(getattr(found, bound))
        first, last = call.terms
        return right, z3.Implies(both(first == start, last == end), call.answer == right)


def _between(call: Call, other: Call) -> Iterator[Formula]:
    """What begins later, and is as long, ends no earlier."""
    for one, two in ((call, other), (other, call)):
        match call.what:
            case "roll" | "day":
                yield z3.Implies(one.terms[0] <= two.terms[0], one.answer <= two.answer)
            case "months" | "working":
                earlier = both(one.terms[0] <= two.terms[0], one.terms[1] <= two.terms[1])
                yield z3.Implies(earlier, one.answer <= two.answer)
            case "years" | "fewest" | "most":
                within = both(one.terms[0] >= two.terms[0], one.terms[1] <= two.terms[1], one.terms[0] <= one.terms[1])
                yield z3.Implies(within, one.answer <= two.answer)


def _day(of: Value) -> Term:
    return of.term if of.day is None else of.day


def _month_length(first: date) -> int:
    return ((first.replace(day=28) + timedelta(4)).replace(day=1) - first.replace(day=1)).days


def _shift(day: date, months: int) -> int:
    moved = periods.shift(day, abs(months), "months", 1 if months >= 0 else -1, Schedule("plain", (day, day)))
    assert isinstance(moved, date)
    return moved.toordinal()
