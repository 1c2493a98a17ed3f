"""Sums, shifted dates and legal periods → core: which kinds go together, and what comes out."""

from __future__ import annotations

from decimal import Decimal as Exact
from typing import Literal

from dsl import core, kinds
from dsl import syntax as s
from dsl.check.basis import INSTANT, Basis, Scope
from dsl.core import Words
from dsl.kinds import Date, Duration, Instant, Integer, Kind, Money
from dsl.messages.kinds import UNIT_WORDS
from dsl.source import Span

_DAYS_BETWEEN = Words("两个日期之间的日数：自 … 至 … 的日数", "the days between two dates: `days from … to …`")
_SUMS = Words(
    "同类的数、金额、期限可以加减，日期可以加减期限，数可以相乘，金额可以乘以数",
    "numbers, money and durations of one kind can be added; a duration can be added to a date; "
    "a number can be multiplied by a number or by money",
)


class Reckoning(Basis):
    """What of an expression is computed: sums, and dates from durations."""

    def _minus(self, e: s.Negation, scope: Scope) -> core.Expr | None:
        inner = self.value(e.term, scope)
        if inner is None:
            return None
        if not kinds.is_number(inner.kind):
            own = self.words(inner.kind)
            self._say("RB304", e.span, about=(inner,), op="-", left=own, right=own, mend=_SUMS)
            return None
        zero = 0 if isinstance(inner.kind, Integer) else Exact(0)
        return core.Arithmetic("-", core.Constant(zero, inner.kind, e.span), inner, inner.kind, e.span)

    def _arithmetic(self, e: s.Sum, scope: Scope) -> core.Expr | None:
        left = self.value(e.left, scope)
        right = self.value(e.right, scope)
        if left is None or right is None:
            return None
        if isinstance(left.kind, Date | Instant) and isinstance(right.kind, Duration) and e.op != "*":
            return self._shift(left, right, right.kind.unit, -1 if e.op == "-" else 1, e.span)
        kind = _product(left.kind, right.kind) if e.op == "*" else _sum(left.kind, right.kind)
        if kind is None:
            apart = e.op == "-" and isinstance(left.kind, Date) and left.kind == right.kind
            mend = _DAYS_BETWEEN if apart else _SUMS
            sides = {"left": self.words(left.kind), "right": self.words(right.kind)}
            self._say("RB304", e.span, about=(left, right), op=e.op, mend=mend, **sides)
            return None
        return core.Arithmetic(e.op, left, right, kind, e.span)

    def _shift(
        self, start: core.Expr, duration: core.Expr, unit: kinds.Unit, sign: Literal[1, -1], span: Span
    ) -> core.Expr | None:
        if not self._fits(start, unit, span):
            return None
        return core.Shift(start, duration, unit, sign, start.kind, span)

    def _fits(self, start: core.Expr, unit: kinds.Unit, span: Span) -> bool:
        """Hours run between instants, all other units between dates."""
        if isinstance(start.kind, Instant) == (unit == "hours") and isinstance(start.kind, Date | Instant):
            return True
        own = Words(UNIT_WORDS[unit].zh.removeprefix("个"), unit)
        self._say("RB307", span, about=(start,), unit=own, found=self.words(start.kind))
        return False

    # ── periods ──

    def period_end(self, duration: s.Expr, start: s.Expr, scope: Scope, span: Span) -> core.PeriodEnd | None:
        """`D after X`: the end of the legal period."""
        length = self.value(duration, scope)
        begin = self.value(start, scope)
        if length is None or begin is None:
            return None
        if not isinstance(length.kind, Duration):
            self._say("RB308", duration.span, about=(length,), found=self.words(length.kind))
            return None
        if not self._fits(begin, length.kind.unit, span):
            return None
        return core.PeriodEnd(length, length.kind.unit, begin, begin.kind, span)

    def _passed(self, duration: s.Expr, start: s.Expr, scope: Scope, span: Span) -> core.Expr | None:
        """Days, months and years have passed on the day after the last day; hours at their last moment."""
        end = self.period_end(duration, start, scope, span)
        if end is None:
            return None
        if end.unit == "hours":
            return core.Compare(">=", core.Now(INSTANT, span=span), end, span=span)
        return core.Compare(">", core.Today(span=span), end, span=span)

    def _on_date(self, e: s.OnDate, scope: Scope) -> core.Expr | None:
        figure = self.value(e.figure, scope)
        if figure is not None and not isinstance(figure, core.Figure):
            self._say("RB312", e.figure.span, about=(figure,))
            return None  # the two may have changed places: of the day nothing is said
        day = self._date(e.date, scope)
        if figure is None or day is None:
            return None
        return core.Figure(figure.name, day, figure.kind, e.span)


def _sum(left: Kind, right: Kind) -> Kind | None:
    """The kind of `+` and `-`: numbers with numbers, money with the same money, durations of one unit."""
    if left == right and isinstance(left, Money | Duration):
        return left
    return _number(left, right)


def _product(left: Kind, right: Kind) -> Kind | None:
    """The kind of `*`: numbers with numbers, money with a number."""
    if isinstance(left, Money) and isinstance(right, Integer | kinds.Decimal):
        return left
    if isinstance(right, Money) and isinstance(left, Integer | kinds.Decimal):
        return right
    return _number(left, right)


def _number(left: Kind, right: Kind) -> Kind | None:
    """The kind that two numbers make; None where one of them is no number."""
    if isinstance(left, Integer | kinds.Decimal) and isinstance(right, Integer | kinds.Decimal):
        return left if left == right else kinds.Decimal()
    return None
