"""Expressions of core → results over a frame: the columnar meaning of `interpreter.expressions`, case by case.

`Moment` says when: today, now and the day of the law applied are terms, constant in the main question and columns where
an act is judged by its own day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce

from dsl import core
from dsl.kinds import Instant, Kind, Never, Reference, Value
from dsl.order import reach, walk
from interpreter.columns import cutoffs, zones
from interpreter.columns.frames import Frame, Grouping
from interpreter.columns.results import (
    Missing,
    Result,
    calculate,
    choose,
    compare,
    every,
    known,
    missing_of,
    negate,
    some,
)
from interpreter.columns.rows import Many, RowAt, Rows, type_of
from interpreter.columns.spans import Spans
from interpreter.columns.terms import (
    FALSE,
    NOTHING,
    TRUE,
    UNSURE,
    Literal,
    Term,
    at_most,
    both,
    call,
    case,
    coalesce,
    decided,
    either,
    equal,
    is_known,
    is_null,
    less,
    names,
    negated,
    never,
    null,
    plus,
    union,
    whole,
)

Env = dict[str, RowAt]


@dataclass(frozen=True, slots=True)
class Moment:
    """`law` and `now` are None where they are not known; `asof` is the day of the snapshot."""

    today: Term
    law: Term | None
    asof: int
    now: Term | None = None


class Lowering:
    """The expressions of one book, over the rows of one snapshot."""

    def __init__(self, book: core.Book, rows: Rows, spans: Spans) -> None:
        self.book = book
        self.rows = rows
        self.spans = spans
        self.zone = book.zone

    # ── expressions ──

    def value(self, e: core.Expr, env: Env, frame: Frame, on: Moment) -> Result:
        """The result of any expression but a collection."""
        match e:
            case core.Constant(value, kind):
                return known(self.constant(value, kind))
            case core.FieldOf(of, name):
                return self.field(self.row(of, env, frame), name, frame, on)
            case core.FactOf(of, name):
                return self.fact(self.row(of, env, frame), name, frame, on)
            case core.Compare(op, left, right):
                return self._compare(op, left, right, env, frame, on)
            case core.All(terms):
                return every([self.value(term, env, frame, on) for term in terms])
            case core.Any(terms):
                return some([self.value(term, env, frame, on) for term in terms])
            case core.Not(term):
                return negate(self.value(term, env, frame, on))
            case core.Figure(name, day):
                return self._lawful(name, on) if day is None else self._figure(name, self.value(day, env, frame, on))
            case core.Today():
                return known(on.today)
            case core.Now():
                return self.now(on)
            case core.PeriodEnd(duration, unit, start):
                begun, amount = self.value(start, env, frame, on), self.value(duration, env, frame, on)
                return self.spans.period_end(frame, _let(frame, begun), _let(frame, amount), unit)
            case core.Shift(start, duration, unit, sign):
                begun, amount = self.value(start, env, frame, on), self.value(duration, env, frame, on)
                return self.spans.shift(frame, _let(frame, begun), _let(frame, amount), unit, sign)
            case core.Arithmetic(op, left, right, kind):
                a, b = self.value(left, env, frame, on), self.value(right, env, frame, on)
                return calculate(op, a, b, type_of(kind))
            case core.Elapsed():
                return self._elapsed(e, env, frame, on)
            case core.DayOf(term):
                return self._day_of(self.value(term, env, frame, on), frame)
            case core.IsKnown(term):
                return known(self._is_known(term, env, frame, on))
            case core.Exists():
                return self._exists(e, env, frame, on)
            case core.Count():
                return self._count(e, env, frame, on)
            case core.Sum() | core.Extreme():
                return self._fold(e, env, frame, on)
            case core.Pick(end, terms):
                return self._pick(end, [self.value(term, env, frame, on) for term in terms], frame)
            case core.Variable() | core.Follow():
                return self.row(e, env, frame).identity

    def truth(self, e: core.Expr, row: RowAt, frame: Frame, on: Moment) -> Result:
        """A condition on the subject."""
        return self.value(e, {row.entity: row}, frame, on)

    def row(self, e: core.Expr, env: Env, frame: Frame) -> RowAt:
        """The row an expression of kind Reference stands for."""
        if isinstance(e, core.Variable):
            return env[e.name]
        assert isinstance(e, core.Follow)  # the checker gives no other
        return self.rows.one(frame, self.row(e.of, env, frame), e.name)

    def constant(self, value: Value, kind: Kind) -> Term:
        """A known value as a term."""
        match value:
            case Never():
                return never("moment" if isinstance(kind, Instant) else "day")
            case datetime():
                return Literal(zones.micros(value), "moment")
            case date():
                return Literal(value.toordinal(), "day")
            case int() if type_of(kind) == "exact" and not isinstance(value, bool):
                return Literal(Decimal(value), "exact")
            case _:
                return Literal(value, type_of(kind))

    # ── fields, facts, figures ──

    def field(self, row: RowAt, name: str, frame: Frame, on: Moment) -> Result:
        """A current field is unknown before the day of the facts; an event after today has not happened."""
        declared = self.book.vocabulary.entities[row.entity].fields[name]
        raw = self.rows.column(row, name)
        value = raw
        if declared.tense == "current":
            value = case((less(on.today, Literal(on.asof, "day")), null(raw.type)), otherwise=raw)
        elif declared.tense == "dated" and raw.type in ("day", "moment"):
            value = case((self.is_ahead(raw, frame, on), never(raw.type)), otherwise=raw)
        missing = case((row.there, names(f"{row.entity}.{name}")), otherwise=row.missing)
        if value != raw and isinstance(on.today, Literal) and raw.type == "day":
            frame.bound(frame.let(value), on.today)
        return Result(frame.let(value), lambda: missing)

    def is_ahead(self, value: Term, frame: Frame, on: Moment) -> Term:
        """Whether an event lies after today, or, where the moment is known, after now."""
        if value.type == "day":
            return less(on.today, value)
        if on.now is not None:
            return less(on.now, value)
        if isinstance(on.today, Literal) and isinstance(on.today.value, int):
            return at_most(Literal(zones.start_of_day(on.today.value + 1, self.zone), "moment"), value)
        return less(on.today, self.spans.day_of(frame, value))

    def fact(self, row: RowAt, name: str, frame: Frame, on: Moment) -> Result:
        """A derived field; where the row is unknown, so is it."""
        if row.table is None:
            return Result(null(type_of(self.book.facts[row.entity, name].kind)), lambda: row.missing)
        key = (row.table, name, on)
        if key not in frame.facts:
            derived = self.derive(self.book.facts[row.entity, name], row, frame, on)
            frame.facts[key] = _let(frame, derived if row.there == TRUE else _if_there(row, derived))
        return frame.facts[key]

    def derive(self, fact: core.Fact, row: RowAt, frame: Frame, on: Moment) -> Result:
        """The first exception that holds, else the body; unknown becomes what is presumed."""
        env = {row.entity: row}
        result = self.value(fact.body, env, frame, on)
        for branch in reversed(fact.exceptions):
            when = _let(frame, self.value(branch.when, env, frame, on))
            result = choose(when, self.value(branch.value, env, frame, on), _let(frame, result))
        if fact.presumed is None:
            return result
        presumed = self.value(fact.presumed.value, env, frame, on)
        return Result(coalesce(result.value, presumed.value), presumed.missing, presumed.low, presumed.high)

    def _lawful(self, name: str, on: Moment) -> Result:
        """A figure of the day of the law applied; without that day nothing is said to be missing."""
        if on.law is None:
            return Result(null(type_of(self.book.parameters[name].kind)))
        # Where the law's day is a column it is one on which something happened: for others the outcome is another.
        return Result(self._dated(name, on.law), lambda: names(name))

    def _figure(self, name: str, day: Result) -> Result:
        """The value on a day; unknown, and so named, on a day for which there is none."""
        value = self._dated(name, day.value)
        unsettled = either(is_null(day.value), equal(day.value, never("day")))
        value = case((unsettled, null(value.type)), otherwise=value)
        return Result(value, lambda: case((is_null(day.value), day.missing()), otherwise=names(name)))

    def _dated(self, name: str, day: Term) -> Term:
        """The value of a parameter on a day that is known."""
        parameter = self.book.parameters[name]
        unknown = null(type_of(parameter.kind))
        branches: list[tuple[Term, Term]] = []
        ended: date | None = None
        for dated in parameter.values:
            if dated.since and not (ended and dated.since.toordinal() == ended.toordinal() + 1):
                branches.append((less(day, _ordinal(dated.since)), unknown))
            ended = dated.until
            value = unknown if self.is_open(dated) else self.constant(dated.value, parameter.kind)
            if dated.until is None:
                return case(*branches, otherwise=value)
            branches.append((at_most(day, _ordinal(dated.until)), value))
        return case(*branches, otherwise=unknown)

    def is_open(self, dated: core.Dated) -> bool:
        """Whether a figure's value is left open; none is, but where doubt is asked about."""
        return False

    # ── time ──

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

    def _against(
        self, op: core.Comparator, e: core.Expr, limit: Result, env: Env, frame: Frame, on: Moment
    ) -> Result | None:
        """A count against a constant, settled in the group: only groups that differ from an empty one are joined.

        None where it is no such comparison.
        """
        counted = self._counted(e, env, frame)
        if counted is None or not isinstance(limit.value, Literal) or limit.value.value is None:
            return None
        count, inner = counted
        many, inner = self._many(count, inner, frame, on)
        if many.grouping is None:
            return None
        where = _let(many.frame, self.value(count.where, inner, many.frame, on))
        number = self._tally(many.grouping, where)
        empty = compare(op, known(whole(0)), limit)
        none = compare(op, Result(null("whole"), low=whole(0)), limit)
        degree = many.grouping.derive(_degree(compare(op, number, limit).value), _constant_degree(empty.value))
        value = case(
            (negated(many.whole), none.value),
            (equal(degree, whole(2)), TRUE),
            (equal(degree, whole(1)), UNSURE),
            otherwise=FALSE,
        )
        return Result(frame.let(value), lambda: self.value(e, env, frame, on).missing())

    def _counted(self, e: core.Expr, env: Env, frame: Frame) -> tuple[core.Count, Env] | None:
        """A count, or a fact of a row that is surely there and is a count and nothing else."""
        if isinstance(e, core.Count):
            return e, env
        if not isinstance(e, core.FactOf):
            return None
        row = self.row(e.of, env, frame)
        fact = self.book.facts[row.entity, e.name]
        if row.there != TRUE or fact.exceptions or fact.presumed or not isinstance(fact.body, core.Count):
            return None
        return fact.body, {row.entity: row}

    def _tally(self, grouping: Grouping, where: Result) -> Result:
        """How many rows of a group satisfy a condition, with its bounds."""
        sure = grouping.raw("sum", case((where.value, whole(1)), otherwise=whole(0)), "whole")
        if not where.value.nullable:
            return known(sure)
        open_ = grouping.raw("sum", case((is_null(where.value), whole(1)), otherwise=whole(0)), "whole")
        value = case((equal(open_, whole(0)), sure), otherwise=null("whole"))
        return Result(value, low=sure, high=call("+", "whole", sure, open_))

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
        start, end = (_let(frame, self.value(each, env, frame, on)) for each in (e.start, e.end))
        a, b = self.spans.day_of(frame, start.value), self.spans.day_of(frame, end.value)
        begun, ended = equal(a, never("day")), equal(b, never("day"))
        result, calendar = self._between(e.unit, frame, a, b)
        nothing = either(is_null(a), is_null(b), begun, ended)

        def missing() -> Term:
            ahead = union(
                *(
                    case((x, names(*_fields_read(side))), otherwise=NOTHING)
                    for x, side in ((begun, e.start), (ended, e.end))
                )
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

    def _is_known(self, e: core.Expr, env: Env, frame: Frame, on: Moment) -> Term:
        if isinstance(e, core.Follow) and not isinstance(e.kind, Reference):
            return self.rows.many(frame, self.row(e.of, env, frame), e.name, apart=True).whole
        if isinstance(e, core.Follow | core.Variable):
            return self.row(e, env, frame).there
        return is_known(self.value(e, env, frame, on).value)

    # ── collections ──

    def _many(self, e: Folded, env: Env, frame: Frame, on: Moment) -> tuple[Many, Env]:
        assert isinstance(e.over, core.Follow)  # the checker gives no other
        of = self.row(e.over.of, env, frame)
        many = self.rows.many(frame, of, e.over.name, self._stands_alone(e, on))
        return many, {**env, e.variable: many.row}

    def _stands_alone(self, e: Folded, on: Moment) -> bool:
        """Whether what is asked of the rows reads nothing but them and constants."""
        asked = (e.where, e.value) if isinstance(e, core.Sum | core.Extreme) else (e.where,)
        read = [each for part in asked for each in walk(part)]
        bound = {e.variable} | {each.variable for each in read if isinstance(each, Folded)}
        if any(isinstance(each, core.Variable) and each.name not in bound for each in read):
            return False
        reached = [each for part in asked for each in reach(part, self.book.facts)]
        if isinstance(on.today, Literal) or not any(self._tells_time(each) for each in reached):
            by_law = any(isinstance(each, core.Figure) and each.on is None for each in reached)
            return not by_law or on.law is None or isinstance(on.law, Literal)
        return False

    def _tells_time(self, e: core.Expr) -> bool:
        if isinstance(e, core.FieldOf) and isinstance(e.of.kind, Reference):
            return self.book.vocabulary.entities[e.of.kind.entity].fields[e.name].tense != "lasting"
        return isinstance(e, core.Today | core.Now)

    def _exists(self, e: core.Exists, env: Env, frame: Frame, on: Moment) -> Result:
        many, inner = self._many(e, env, frame, on)
        if many.grouping is None:
            return Result(UNSURE, lambda: many.missing)
        where = _let(many.frame, self.value(e.where, inner, many.frame, on))
        degree = _degree(where.value)
        found = many.grouping.add("max", degree, "whole", whole(0))
        value = case(
            (negated(many.whole), UNSURE),
            (equal(found, whole(2)), TRUE),
            (equal(found, whole(1)), UNSURE),
            otherwise=FALSE,
        )
        return Result(frame.let(value), _gathered(many, _if_null(where)))

    def _count(self, e: core.Count, env: Env, frame: Frame, on: Moment) -> Result:
        many, inner = self._many(e, env, frame, on)
        if many.grouping is None:
            return Result(null("whole"), lambda: many.missing, whole(0))
        where = _let(many.frame, self.value(e.where, inner, many.frame, on))
        sure = self._number(many, where.value)
        open_ = self._number(many, is_null(where.value)) if where.value.nullable else whole(0)
        value = case((both(many.whole, equal(open_, whole(0))), sure), otherwise=null("whole"))
        low = case((many.whole, sure), otherwise=whole(0))
        high = case((many.whole, call("+", "whole", sure, open_)), otherwise=null("whole"))
        return Result(frame.let(value), _gathered(many, _if_null(where)), low, high)

    def _number(self, many: Many, condition: Term) -> Term:
        """How many rows satisfy a condition."""
        assert many.grouping is not None  # the caller has looked
        if condition == TRUE:
            return many.grouping.add("rows", TRUE, "whole", whole(0))
        counted = case((condition, whole(1)), otherwise=whole(0))
        return many.grouping.add("sum", counted, "whole", whole(0))

    def _fold(self, e: core.Sum | core.Extreme, env: Env, frame: Frame, on: Moment) -> Result:
        many, inner = self._many(e, env, frame, on)
        kind = type_of(e.kind)
        if many.grouping is None:
            return Result(null(kind), lambda: many.missing)
        where = _let(many.frame, self.value(e.where, inner, many.frame, on))
        each = _let(many.frame, self.value(e.value, inner, many.frame, on))
        taken = negated(equal(where.value, FALSE)) if where.value != TRUE else TRUE
        unsure = both(either(is_null(where.value), is_null(each.value)), coalesce(taken, TRUE))
        open_ = many.grouping.add("max", case((unsure, whole(1)), otherwise=whole(0)), "whole", whole(0))
        total = self._total(many, e, where.value, each.value, kind)
        unknown = either(negated(many.whole), equal(open_, whole(1)))
        value = case((unknown, null(kind)), otherwise=total)

        def missing() -> Term:
            return case((coalesce(taken, TRUE), missing_of(where, each)), otherwise=NOTHING)

        return Result(frame.let(value), _gathered(many, missing))

    def _total(self, many: Many, e: core.Sum | core.Extreme, where: Term, value: Term, kind: str) -> Term:
        assert many.grouping is not None  # the caller has looked
        if isinstance(e, core.Sum):
            zero = Literal(Decimal(0), "exact") if kind == "exact" else whole(0)
            return many.grouping.add("sum", case((where, value), otherwise=zero), value.type, zero)
        last = never(value.type)
        if e.end == "earliest":
            return many.grouping.add("min", case((where, value), otherwise=last), value.type, last)
        happened = both(where, negated(equal(value, last)))
        return many.grouping.add("max", case((happened, value), otherwise=null(value.type)), value.type, last)


Folded = core.Exists | core.Count | core.Sum | core.Extreme
_TURNED: dict[core.Comparator, core.Comparator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def _degree(truth: Term) -> Term:
    """A truth as a number: the greatest of some tells whether one is true."""
    return decided(truth, whole(2), whole(0), whole(1))


def _constant_degree(truth: Term) -> Literal:
    degree = _degree(truth)
    assert isinstance(degree, Literal)  # of a constant
    return degree


def _ordinal(day: date) -> Literal:
    return Literal(day.toordinal(), "day")


def _let(frame: Frame, result: Result) -> Result:
    """The result, its terms computed once."""
    low, high = (None if bound is None else frame.let(bound) for bound in (result.low, result.high))
    return Result(frame.let(result.value), result.missing, low, high)


def _if_there(row: RowAt, result: Result) -> Result:
    """What is derived of a row that may be unknown."""
    value, low, high = (
        None if term is None else case((row.there, term), otherwise=null(term.type))
        for term in (result.value, result.low, result.high)
    )
    assert value is not None  # a result has one
    return Result(value, lambda: case((row.there, result.missing()), otherwise=row.missing), low, high)


def _if_null(result: Result) -> Missing:
    return lambda: missing_of(result)


def _gathered(many: Many, missing: Missing) -> Missing:
    """What is missing of all rows; of rows that are not known themselves, what would tell them."""

    def gathered() -> Term:
        assert many.grouping is not None  # the caller has looked
        each = missing()
        told = many.grouping.add("names", each, "names", NOTHING) if each != NOTHING else NOTHING
        return case((many.whole, told), otherwise=many.missing)

    return gathered


def _fields_read(e: core.Expr) -> set[str]:
    """The fields that an expression names, as `entity.field`."""
    named = (each for each in walk(e) if isinstance(each, core.FieldOf))
    return {f"{each.of.kind.entity}.{each.name}" for each in named if isinstance(each.of.kind, Reference)}
