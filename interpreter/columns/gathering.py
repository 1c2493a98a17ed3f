"""Collections as results: what is asked of many rows, gathered in a group; counts settled there against constants."""

from __future__ import annotations

from decimal import Decimal

from dsl import core
from dsl.kinds import Reference
from dsl.order import reach, walk
from interpreter.columns.frames import Frame, Grouping
from interpreter.columns.meaning import Env, Meaning, Moment, let
from interpreter.columns.results import Missing, Result, compare, known, missing_of
from interpreter.columns.rows import Many, type_of
from interpreter.columns.terms import (
    FALSE,
    NOTHING,
    TRUE,
    UNSURE,
    Literal,
    Term,
    both,
    call,
    case,
    coalesce,
    decided,
    either,
    equal,
    is_null,
    negated,
    never,
    null,
    whole,
)

Folded = core.Exists | core.Count | core.Sum | core.Extreme


class Gathering(Meaning):
    """`some`, `count`, `sum`, `earliest` and `latest` over the rows that a relation leads to."""

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
        where = let(many.frame, self.value(e.where, inner, many.frame, on))
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
        where = let(many.frame, self.value(e.where, inner, many.frame, on))
        sure = self._number(many, where.value)
        open_ = self._number(many, is_null(where.value)) if where.value.nullable else whole(0)
        value = case((both(many.whole, equal(open_, whole(0))), sure), otherwise=null("whole"))
        low = case((many.whole, sure), otherwise=whole(0))
        high = case((many.whole, call("+", "whole", sure, open_)), otherwise=null("whole"))
        return Result(frame.let(value), _gathered(many, _if_null(where)), low, high)

    def _number(self, many: Many, condition: Term) -> Term:
        """How many rows satisfy a condition."""
        assert many.grouping is not None  # the caller has looked
        return many.grouping.add("count", condition, "whole", whole(0))

    def _fold(self, e: core.Sum | core.Extreme, env: Env, frame: Frame, on: Moment) -> Result:
        many, inner = self._many(e, env, frame, on)
        kind = type_of(e.kind)
        if many.grouping is None:
            return Result(null(kind), lambda: many.missing)
        where = let(many.frame, self.value(e.where, inner, many.frame, on))
        each = let(many.frame, self.value(e.value, inner, many.frame, on))
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
        where = let(many.frame, self.value(count.where, inner, many.frame, on))
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
        sure = grouping.raw("count", where.value, "whole")
        if not where.value.nullable:
            return known(sure)
        open_ = grouping.raw("count", is_null(where.value), "whole")
        value = case((equal(open_, whole(0)), sure), otherwise=null("whole"))
        return Result(value, low=sure, high=call("+", "whole", sure, open_))


def _degree(truth: Term) -> Term:
    """A truth as a number: the greatest of some tells whether one is true."""
    return decided(truth, whole(2), whole(0), whole(1))


def _constant_degree(truth: Term) -> Literal:
    degree = _degree(truth)
    assert isinstance(degree, Literal)  # of a constant
    return degree


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
