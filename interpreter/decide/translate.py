"""Core expressions → nodes of Python's tree, over the local names of a frame: `expressions.py`, compiled.

What does not depend on the facts is computed now: figures of the day of the law, days that a period must have begun
before to be over today. What is met twice is computed once, before anything that reads it.
"""

from __future__ import annotations

import ast
from dataclasses import replace

from dsl import core
from dsl.kinds import Date, Instant, Reference
from interpreter.decide import runtime
from interpreter.decide.basis import NOW, TODAY, When
from interpreter.decide.emit import both, call, chosen, compared, constant, is_none, method, negated, pair
from interpreter.decide.frame import Places, Spot
from interpreter.decide.gathering import Gathering
from interpreter.decide.terms import Once, Term, every, fixed, negate, some

__all__ = ["NOW", "TODAY", "Translator", "When"]


class Translator(Gathering):
    """Translates any expression."""

    def translated(self, e: core.Expr, places: Places) -> Term:
        """The value of an expression, computed where it stands."""
        match e:
            case core.Constant(value):
                return self.constant_(value)
            case core.FieldOf(of, name):
                return self._field(self.frame.spot(of, places), name)
            case core.FactOf(of, name):
                return self._fact(self.frame.spot(of, places), name)
            case core.Compare(op, left, right):
                return self.compare(op, left, right, places)
            case core.All(terms):
                return every([self.term(each, places) for each in terms], self.function)
            case core.Any(terms):
                return some([self.term(each, places) for each in terms], self.function)
            case core.Not(term):
                return negate(self.term(term, places))
            case core.Figure(name, on):
                return self._figure(name, on, places)
            case core.Today():
                return self.today()
            case core.Now():
                return self.now()
            case core.PeriodEnd() | core.Shift():
                return self.moved(e, places)
            case core.Arithmetic():
                return self.arithmetic(e, places)
            case core.Elapsed(unit, start, end):
                return self.elapsed(unit, self.term(start, places), self.term(end, places))
            case core.DayOf(term):
                return self.day_of(self.term(term, places))
            case core.IsKnown(term):
                return self._is_known(term, places)
            case core.Exists() | core.Count() | core.Sum() | core.Extreme():
                return self.fold(e, places)
            case core.Pick(end, terms):
                given = [self.term(each, places) for each in terms]
                return self.called(
                    runtime.picked, constant(end), pair(*(self.bare(each) for each in given)), never=True
                )
            case core.Variable() | core.Follow():
                return Term(
                    self.function.use(self.frame.spot(e, places).row), isinstance(e, core.Follow) and not self.day.sure
                )

    # ── fields, facts, figures ──

    def field(self, name: str) -> Term:
        """A field of the subject, as of the day compiled for."""
        return self._field(self.frame.root, name)

    def _field(self, spot: Spot, name: str) -> Term:
        """As given; a current field before the day of the facts is unknown, an event after today has not happened."""
        declared = spot.entity.fields[name]
        local = self.function.use(spot.fields[name])
        happens = isinstance(declared.kind, Date | Instant)
        given = Term(local, not self.day.sure, happens)
        if declared.tense == "current" and self.day.stale is not False:
            if self.day.stale:
                return self.constant_(None)
            return Term(chosen(self.function.use("stale"), constant(None), local), True, happens)
        instant = isinstance(declared.kind, Instant)
        as_read = self.day.today is not None and not (instant and self.day.moment)  # see `Frame`
        if declared.tense != "dated" or not happens:
            return given
        if as_read:
            return replace(given, past=not instant)
        return self._happened(spot, name, declared)

    def _happened(self, spot: Spot, name: str, declared: core.Field) -> Term:
        home = self.homes[spot]
        key = "happened", spot.fields[name], home, self.day.today, self.day.moment
        if key not in self._kept:
            with self.inside(home):
                local = home.use(spot.fields[name])
                ahead = self.is_ahead(local, isinstance(declared.kind, Instant))
                is_open = [] if self.day.sure else [negated(is_none(local))]
                known = both([compared(local, "is not", self.never), *is_open, ahead])
                self._kept[key] = Term(home.keep(chosen(known, self.never, local), "d"), not self.day.sure, True)
        kept = self._kept[key]
        return replace(kept, node=self.seen(kept.node))

    def is_ahead(self, node: ast.expr, instant: bool) -> ast.expr:
        """Whether a known event lies after today, or, where the moment is known, after now."""
        if instant and self.day.moment:
            return compared(node, ">", self.function.use(NOW))
        return compared(method(node, "date") if instant else node, ">", self.today().node)

    def _fact(self, spot: Spot, name: str) -> Term:
        """The first exception that holds, else the body; unknown becomes what is presumed."""
        fact = self.book.facts[spot.entity.name, name]
        places = {spot.entity.name: spot}
        value = self.term(fact.body, places)
        for branch in reversed(fact.exceptions):
            value = self._selected(self.term(branch.when, places), self.term(branch.value, places), value)
        if fact.presumed:
            value = self._presumed(value, self.term(fact.presumed.value, places))
        if not spot.may_be_unknown or self.day.sure:
            return value
        gone = is_none(self.function.use(spot.row))  # of a row that is not known no fact is, whatever it presumes
        return Term(chosen(gone, constant(None), self.bare(value)), True, value.never, value.bounded)

    def _selected(self, condition: Term, then: Term, otherwise: Term) -> Term:
        if condition.is_fixed and condition.value is not None:
            return then if condition.value else otherwise
        unknown = then.unknown or otherwise.unknown
        never, bounded = then.never or otherwise.never, then.bounded or otherwise.bounded
        if not condition.unknown:
            node = chosen(self.bare(condition), self.bare(then), self.bare(otherwise))
            return Term(node, unknown, never, bounded)
        nodes = self.bare(condition), self.bare(then), self.bare(otherwise)
        return self.called(runtime.selected, *nodes, never=never, bounded=bounded)

    def _presumed(self, value: Term, presumed: Term) -> Term:
        if not value.may_be_open:
            return value
        once = Once(self.function, self.bare(value))
        first = once()
        is_open = negated(call(self.module.bind(runtime.is_known, "h"), first)) if value.bounded else is_none(first)
        node = chosen(is_open, self.bare(presumed), once())
        return Term(node, presumed.unknown, value.never or presumed.never, presumed.bounded)

    def _figure(self, name: str, on: core.Expr | None, places: Places) -> Term:
        parameter = self.book.parameters[name]
        if on is None:
            return self.constant_(runtime.figure_on(parameter, self.day.law))
        day = self.term(on, places)
        if day.is_fixed:
            return self.constant_(runtime.figure_on(parameter, day.value))
        return self.called(runtime.figure_on, self.module.bind(parameter, "p"), day.node)

    def _is_known(self, e: core.Expr, places: Places) -> Term:
        if isinstance(e, core.Follow) and not isinstance(e.kind, Reference):
            more = self.function.use(self.frame.group(e, places).more)
            return fixed(True) if self.day.sure else Term(negated(more), False)
        term = self.term(e, places)
        if term.is_fixed or not term.may_be_open:
            return fixed(term.value is not None)
        node = self.bare(term)
        if term.bounded:
            return Term(call(self.module.bind(runtime.is_known, "h"), node), False)
        return Term(compared(node, "is not", constant(None)), False)
