"""Time as results: comparisons with today, the time between two days, the earliest of some."""

from __future__ import annotations

from datetime import date
from functools import reduce

from dsl import core
from dsl.kinds import Reference
from dsl.order import reach
from interpreter.columns import cutoffs, zones
from interpreter.columns.frames import Frame
from interpreter.columns.gathering import Gathering
from interpreter.columns.meaning import Env, Moment, let
from interpreter.columns.results import Missing, Result, compare, known, missing_of
from interpreter.columns.terms import (
    NOTHING,
    Literal,
    Term,
    both,
    case,
    coalesce,
    either,
    equal,
    is_null,
    less,
    names,
    negated,
    never,
    null,
    plus,
    union,
)

_TURNED: dict[core.Comparator, core.Comparator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


class Timing(Gathering):
    """What of the expressions is about time, comparisons among it."""

    def now(self, on: Moment) -> Result:
        """The moment asked at; where only a day was asked for, somewhere in that day."""
        if on.now is not None:
            return known(on.now)
        if isinstance(on.today, Literal) and isinstance(on.today.value, int):
            first = zones.start_of_day(on.today.value, self.zone)
            after = zones.start_of_day(on.today.value + 1, self.zone)
            low, high = Literal(first, "moment"), Literal(after - 1, "moment")
            return Result(null("moment"), lambda: names("now"), low, high)
        clock = zones.midnight(on.today)
        last = plus(clock, Literal(zones.A_DAY - 1, "moment"))
        bounds = zones.from_local(clock, self.zone), zones.from_local(last, self.zone)
        return Result(null("moment"), lambda: names("now"), *bounds)

    def _compare(
        self, op: core.Comparator, left: core.Expr, right: core.Expr, env: Env, frame: Frame, on: Moment
    ) -> Result:
        if isinstance(on.today, Literal):
            folded = None
            if isinstance(left, core.PeriodEnd) and isinstance(right, core.Today):
                folded = self._cut(op, left, env, frame, on)
            elif isinstance(right, core.PeriodEnd) and isinstance(left, core.Today):
                folded = self._cut(_TURNED[op], right, env, frame, on)
            if folded:
                return folded
        a, b = self.value(left, env, frame, on), self.value(right, env, frame, on)
        return (
            self._against(op, left, b, env, frame, on)
            or self._against(_TURNED[op], right, a, env, frame, on)
            or compare(op, a, b)
        )

    # ── numbers of rows against constants ──

    def _cut(self, op: core.Comparator, period: core.PeriodEnd, env: Env, frame: Frame, on: Moment) -> Result | None:
        """A period's end against a known day, as a question about its start; None where it has to be computed."""
        amount = self.value(period.duration, env, frame, on).value
        if period.unit == "hours" or not (isinstance(amount, Literal) and isinstance(amount.value, int)):
            return None
        assert isinstance(on.today, Literal)  # the caller has looked
        today = date.fromordinal(int(on.today.value))  # type: ignore[arg-type]  # an ordinal
        runs = cutoffs.runs(op, amount.value, period.unit, today, self.spans.schedule)
        if runs is None:
            return None
        start = self.value(period.start, env, frame, on)
        found = cutoffs.term(self.spans.day_of(frame, start.value), runs)
        return Result(frame.let(found), lambda: self.value(period, env, frame, on).missing())

    def _elapsed(self, e: core.Elapsed, env: Env, frame: Frame, on: Moment) -> Result:
        """Between two known days. What has not happened has no distance: unknown until it happens."""
        start, end = (let(frame, self.value(each, env, frame, on)) for each in (e.start, e.end))
        a, b = self.spans.day_of(frame, start.value), self.spans.day_of(frame, end.value)
        begun, ended = equal(a, never("day")), equal(b, never("day"))
        result, calendar = self._between(e.unit, frame, a, b)
        nothing = either(is_null(a), is_null(b), begun, ended)

        def missing() -> Term:
            ahead = union(
                *(case((x, self._ahead(side)), otherwise=NOTHING) for x, side in ((begun, e.start), (ended, e.end)))
            )
            unknown = either(is_null(a), is_null(b))
            return case((unknown, missing_of(start, end)), (either(begun, ended), ahead), otherwise=calendar())

        value, low, high = (
            None if term is None else frame.let(case((nothing, null("whole")), otherwise=term))
            for term in (result.value, result.low, result.high)
        )
        assert value is not None  # a result has one
        return Result(value, missing, low, high)

    def _between(self, unit: str, frame: Frame, start: Term, end: Term) -> tuple[Result, Missing]:
        if unit == "days":
            return known(self.spans.elapsed_days(start, end)), lambda: NOTHING
        if unit == "years":
            return known(self.spans.elapsed_years(frame, start, end)), lambda: NOTHING
        return self.spans.elapsed_working_days(frame, start, end)

    def _day_of(self, result: Result, frame: Frame) -> Result:
        """The day of a moment; an unknown one has days for bounds."""
        value = self.spans.day_of(frame, frame.let(result.value))
        if result.low is None and result.high is None:
            return Result(value, result.missing)
        low, high = (
            None if bound is None else self.spans.day_of(frame, frame.let(bound)) for bound in (result.low, result.high)
        )
        if low is not None and high is not None:
            value = coalesce(value, case((equal(low, high), low), otherwise=null("day")))
        return Result(value, result.missing, low, high)

    def _pick(self, end: str, results: list[Result], frame: Frame) -> Result:
        """The earliest or latest of those that happened; unknown if one is unknown."""
        terms = [frame.let(each.value) for each in results]
        best = reduce(lambda a, b: frame.let(self._better(end, a, b)), terms)
        unknown = either(*(is_null(each) for each in terms))
        return Result(frame.let(case((unknown, null(best.type)), otherwise=best)), lambda: missing_of(*results))

    def _better(self, end: str, a: Term, b: Term) -> Term:
        if end == "earliest":
            return case((less(b, a), b), otherwise=a)
        last = never(a.type)
        later = both(less(a, b), negated(equal(b, last)))
        return case((either(equal(a, last), later), b), otherwise=a)

    # ── knowing ──

    def _ahead(self, e: core.Expr) -> Term:
        """The fields that an expression stands on, through facts too: what has not happened yet."""
        read = (each for each in reach(e, self.book.facts) if isinstance(each, core.FieldOf))
        fields = {f"{each.of.kind.entity}.{each.name}" for each in read if isinstance(each.of.kind, Reference)}
        return names(*(fields or {"never"}))
