"""Dates, periods and numbers → nodes."""

from __future__ import annotations

from dataclasses import replace

from dsl import core
from dsl.kinds import Date, Instant
from interpreter.decide import runtime
from interpreter.decide.comparing import Comparing
from interpreter.decide.emit import chosen, compared, constant, either, is_none, item
from interpreter.decide.frame import Places
from interpreter.decide.terms import Once, Term


class Timing(Comparing):
    """Moves dates, measures between them, calculates."""

    def moved(self, e: core.PeriodEnd | core.Shift, places: Places) -> Term:
        """The end of a period, or a date moved: counted once for all subjects, where the length is known now."""
        duration, start = self.term(e.duration, places), self.term(e.start, places)
        sign = e.sign if isinstance(e, core.Shift) else None
        rolls = not isinstance(e.kind, Instant)
        bounded = e.unit == "working days" or (sign is None and e.unit != "hours" and self.book.calendar.law != "plain")
        if duration.is_fixed and start.is_fixed:
            return self.held(self._moved_now(e, duration.value, start.value))
        if (
            isinstance(duration.value, int)
            and rolls
            and isinstance(e.start.kind, Date)
            and e.unit != "hours"
            and not start.bounded
        ):
            ends = runtime.Ends(self.calendar, duration.value, e.unit, sign)
            day = Once(self.function, self.bare(start))
            stops = [is_none(day())] if start.unknown else []
            stops += [compared(day(), "is", self.never)] if start.never else []
            found = item(self.module.bind(ends, "ends"), day())
            if stops:
                return Term(chosen(either(stops), day(), found), start.unknown, start.never, bounded)
            return Term(found, False, False, bounded)
        nodes = self.bare(start), self.bare(duration), constant(e.unit)
        if isinstance(e, core.Shift):
            return self.called(self.calendar.shifted, *nodes, constant(e.sign), never=True, bounded=bounded)
        return self.called(self.calendar.end, *nodes, never=True, bounded=bounded)

    def _moved_now(self, e: core.PeriodEnd | core.Shift, duration: object, start: object) -> runtime.Held:
        if isinstance(e, core.Shift):
            return self.calendar.shifted(start, duration, e.unit, e.sign)
        return self.calendar.end(start, duration, e.unit)

    def arithmetic(self, e: core.Arithmetic, places: Places) -> Term:
        """Exact `+`, `-`, `*`."""
        left, right = self.term(e.left, places), self.term(e.right, places)
        if left.is_fixed and right.is_fixed:
            return self.held(runtime.calculated(e.op, left.value, right.value))
        return self.called(runtime.calculated, constant(e.op), self.bare(left), self.bare(right))

    def elapsed(self, unit: str, start: Term, end: Term) -> Term:
        """Full days, working days or years between two dates."""
        if start.is_fixed and end.is_fixed:
            return self.held(self.calendar.elapsed(start.value, end.value, unit))
        nodes = self.bare(start), self.bare(end), constant(unit)
        return self.called(self.calendar.elapsed, *nodes, bounded=unit == "working days")

    def day_of(self, term: Term) -> Term:
        """The day of a moment."""
        if term.is_fixed:
            return self.held(runtime.day_held(term.value))
        found = self.called(runtime.day_held, self.bare(term), never=term.never, bounded=term.bounded)
        return replace(found, unknown=term.unknown)
