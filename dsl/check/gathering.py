"""What speaks of many rows → core: quantifiers and aggregates over a relation, and the earliest of some dates."""

from __future__ import annotations

from typing import Literal

from dsl import core, kinds
from dsl import syntax as s
from dsl.check.basis import DATE, Basis, Scope
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.kinds import Collection, Date, Instant, Reference
from dsl.messages.catalogue import FIRST

_ONE_ROW = Words("只有一行：请用“.”直接取其字段", "there is one row only: take its fields with a point")
_MANY_ROWS = Words("请用词汇表中的对多关系", "name a relation to many, as the vocabulary declares it")


class Gathering(Basis):
    """What of an expression makes one of several: rows, or dates that are listed."""

    def _over(self, e: s.Expr, variable: s.Word, scope: Scope) -> tuple[core.Expr, Scope] | None:
        """The collection, and the scope with the variable bound to its rows."""
        over = self.value(e, scope)
        if over is None:
            return None
        if not isinstance(over.kind, Collection):
            mend = _ONE_ROW if isinstance(over.kind, Reference) else _MANY_ROWS
            self._say("RB309", e.span, about=(over,), found=self.words(over.kind), mend=mend)
            return None
        if first := scope.get(variable.text):
            self.problems.append(Diagnostic("RB211", variable.span, {"name": variable.text}, ((first.span, FIRST),)))
            return None
        row = core.Variable(variable.text, Reference(over.kind.entity), variable.span)
        return over, {**scope, variable.text: row}

    def _quantifier(self, e: s.Quantifier, scope: Scope) -> core.Expr | None:
        bound = self._over(e.over, e.variable, scope)
        condition = self.condition(e.condition, bound[1]) if bound else None
        if bound is None or condition is None:
            return None
        if e.quantity == "every":
            condition = core.Not(condition, span=condition.span)
        found = core.Exists(e.variable.text, bound[0], condition, span=e.span)
        return found if e.quantity == "some" else core.Not(found, span=e.span)

    def _aggregate(self, e: s.Aggregate, scope: Scope) -> core.Expr | None:
        bound = self._over(e.over, e.variable, scope)
        if bound is None:
            return None
        over, inner = bound
        where = self.condition(e.where, inner) if e.where else core.YES
        if e.value is None:
            return where and core.Count(e.variable.text, over, where, span=e.span)
        value = self.value(e.value, inner)
        if where is None or value is None:
            return None
        if e.what == "sum":
            return self._total(e, over, where, value)
        if not isinstance(value.kind, Date | Instant):
            self._say("RB305", e.value.span, about=(value,), wanted=self.words(DATE), found=self.words(value.kind))
            return None
        end: Literal["earliest", "latest"] = "earliest" if e.what == "earliest" else "latest"
        return core.Extreme(end, e.variable.text, over, where, value, value.kind, e.span)

    def _total(self, e: s.Aggregate, over: core.Expr, where: core.Expr, value: core.Expr) -> core.Expr | None:
        if not kinds.is_number(value.kind):
            self._say("RB313", value.span, about=(value,), found=self.words(value.kind))
            return None
        return core.Sum(e.variable.text, over, where, value, value.kind, e.span)

    def _choice(self, e: s.Choice, scope: Scope) -> core.Expr | None:
        first = self.value(e.terms[0], scope)
        if first is None:
            return None
        if not isinstance(first.kind, Date | Instant):
            self._say("RB305", e.terms[0].span, about=(first,), wanted=self.words(DATE), found=self.words(first.kind))
            return None
        rest = [self.of_kind(term, scope, first.kind, "RB305") for term in e.terms[1:]]
        known = [term for term in rest if term]
        return core.Pick(e.what, (first, *known), first.kind, e.span) if len(known) == len(rest) else None
