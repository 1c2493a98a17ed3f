"""Any expression as written → core: each sort of them has a module of its own, which says what it becomes."""

from __future__ import annotations

from dsl import core
from dsl import syntax as s
from dsl.check.basis import INSTANT, Scope
from dsl.check.comparing import Comparing
from dsl.check.gathering import Gathering
from dsl.check.literals import Literals
from dsl.check.naming import Naming
from dsl.check.reckoning import Reckoning
from dsl.kinds import Kind


class Checker(Naming, Literals, Comparing, Reckoning, Gathering):
    """Gives expressions their kinds."""

    def value(self, e: s.Expr, scope: Scope, hint: Kind | None = None) -> core.Expr | None:
        """Any expression; `hint` is the kind its place suggests, by which a bare enumeration value is understood."""
        match e:
            case s.Path():
                return self._path(e, scope, hint)
            case s.Number() | s.Amount() | s.Lasting() | s.Text() | s.Moment() | s.Keyword():
                return self._literal(e, hint)
            case s.Negation("not", term):
                inner = self.condition(term, scope)
                return inner and core.Not(inner, span=e.span)
            case s.Negation():
                return self._minus(e, scope)
            case s.Junction(op, terms):
                junction = core.All if op == "and" else core.Any
                return self._junction(junction, [self.condition(term, scope) for term in terms], e.span)
            case s.Comparison():
                return self._comparison(e, scope)
            case s.State(term, known):
                inner = self.value(term, scope)
                found = inner and core.IsKnown(inner, span=e.span)
                return found if known else found and core.Not(found, span=e.span)
            case s.Membership():
                return self._membership(e, scope)
            case s.Sum():
                return self._arithmetic(e, scope)
            case s.Quantifier():
                return self._quantifier(e, scope)
            case s.Aggregate():
                return self._aggregate(e, scope)
            case s.Choice():
                return self._choice(e, scope)
            case s.Passed(duration, start):
                return self._passed(duration, start, scope, e.span)
            case s.After(duration, start):
                return self.period_end(duration, start, scope, e.span)
            case s.Between(unit, start, end):
                first, last = self._date(start, scope), self._date(end, scope)
                return core.Elapsed(unit, first, last, span=e.span) if first and last else None
            case s.OnDate():
                return self._on_date(e, scope)
            case s.DateOf(term):
                inner = self.of_kind(term, scope, INSTANT, "RB305")
                return inner and core.DayOf(inner, span=e.span)
            case s.Bad():
                self._say("RB314", e.span)
                return None
