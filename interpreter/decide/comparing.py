"""Comparisons → nodes: by Kleene, by bounds, and with the end of a period by where its start lies."""

from __future__ import annotations

import ast
from datetime import date

from dsl import core
from dsl.kinds import NEVER, Date, Reference, YesNo
from interpreter.decide import runtime
from interpreter.decide.basis import Basis
from interpreter.decide.cutoff import Passed
from interpreter.decide.emit import both, call, chosen, compared, constant, either, is_none, is_simple, item
from interpreter.decide.frame import Places
from interpreter.decide.terms import OPPOSITE, TURNED, Once, Term, fixed, less, negate


class Comparing(Basis):
    """Compares."""

    def compare(self, op: core.Comparator, left: core.Expr, right: core.Expr, places: Places) -> Term:
        """The comparison of two expressions."""
        if isinstance(left, core.PeriodEnd) and isinstance(right, core.Today):
            op, left, right = TURNED[op], right, left
        if isinstance(left, core.Today) and isinstance(right, core.PeriodEnd):
            cut = self._cut(op, right, places)
            if cut is not None:
                return cut
        return self.compared(op, self.term(left, places), self.term(right, places), left.kind)

    def compared(self, op: core.Comparator, left: Term, right: Term, kind: object) -> Term:
        """The comparison of two values of one kind."""
        if left.is_fixed and right.is_fixed:
            return fixed(runtime.compare_held(op, left.value, right.value))
        if left.bounded or right.bounded:
            return self._bounded(op, left, right)
        if left.value is None or right.value is None:
            return fixed(None)
        if isinstance(kind, YesNo) or op in ("=", "!="):
            return self._equal(op, left, right, kind)
        if op in (">", ">="):
            op, left, right = TURNED[op], right, left
        if (left.past and op == "<=" and self.is_today(right)) or (right.past and op == "<" and self.is_today(left)):
            return self._happened_by_now(left if left.past else right, op == "<=")
        a, b = Once(self.function, self.bare(left)), Once(self.function, self.bare(right))
        tests = [is_none(once()) for once, term in ((a, left), (b, right)) if term.unknown]
        known = less(a, b, left.never, right.never, self.never, op == "<=")
        return Term(chosen(either(tests), constant(None), known) if tests else known, bool(tests))

    def is_today(self, term: Term) -> bool:
        """Whether it is the day asked for, which is known now."""
        return self.day.today is not None and term.value == self.day.today

    def _happened_by_now(self, term: Term, wanted: bool) -> Term:
        """Of an event that is either past or never: only that has to be looked at."""
        once = Once(self.function, self.bare(term))
        test = is_none(once()) if term.unknown else None
        known = compared(once(), "is not" if wanted else "is", self.never)
        return Term(chosen(test, constant(None), known) if test else known, term.unknown)

    def _bounded(self, op: core.Comparator, left: Term, right: Term) -> Term:
        """By bounds, where one of the two is not known; a count mostly is."""
        helper = self.module.bind(runtime.compare_held, "h")
        a, b = Once(self.function, self.bare(left)), Once(self.function, self.bare(right))
        if left.never or right.never or left.unknown or right.unknown:
            return Term(call(helper, constant(op), a(), b()))
        sure = right if left.bounded else left
        if (left.bounded and right.bounded) or not is_simple(sure.node):
            return Term(call(helper, constant(op), a(), b()))
        class_ = ast.Attribute(a() if left.bounded else b(), "__class__", ast.Load())
        quick = compared(class_, "is not", self.module.bind(runtime.Bounds, "h"))
        return Term(chosen(quick, compared(a(), op, b()), call(helper, constant(op), a(), b())))

    def _equal(self, op: core.Comparator, left: Term, right: Term, kind: object) -> Term:
        a, b = Once(self.function, self.bare(left)), Once(self.function, self.bare(right))
        tests = [is_none(once()) for once, term in ((a, left), (b, right)) if term.unknown]
        same = isinstance(kind, Reference) or NEVER in (left.value, right.value)
        word = ("is" if op == "=" else "is not") if same else op
        known = compared(a(), word, b())
        return Term(chosen(either(tests), constant(None), known) if tests else known, bool(tests))

    def _cut(self, op: core.Comparator, period: core.PeriodEnd, places: Places) -> Term | None:
        """Today compared with the end of a period: one comparison of its start with a day, where both are known now."""
        duration = self.term(period.duration, places)
        turns = self.day.today is not None and isinstance(period.start.kind, Date) and period.unit != "hours"
        if not turns or not isinstance(duration.value, int) or duration.value < 0 or op in ("=", "!="):
            return None
        start = self.term(period.start, places)
        if start.is_fixed or start.bounded:
            return None
        assert self.day.today is not None
        positive: core.Comparator = op if op in (">", ">=") else OPPOSITE[op]
        passed = Passed(self.calendar, duration.value, period.unit, positive, self.day.today)  # type: ignore[arg-type]  # one of the two
        term = self._turning(start, passed)
        return term if positive == op else negate(term)

    def _turning(self, start: Term, passed: Passed) -> Term:
        """Whether the period is over, by where its start lies; nodes are made in the order of their computing."""
        cutoff, bind = passed.cutoff(), self.module.bind
        day = Once(self.function, self.bare(start))
        missing = is_none(day()) if start.unknown else None
        happened = [compared(day(), "is not", self.never)] if start.never else []
        exact = True
        if cutoff.until != cutoff.open_from:
            over = ast.Compare(bind(cutoff.first), [ast.LtE(), ast.Lt()], [day(), bind(cutoff.until)])
            later = chosen(
                compared(day(), ">=", bind(cutoff.open_from)), constant(False), item(bind(passed, "cut"), day())
            )
            known = chosen(over, constant(True), later)
        elif cutoff.first == date.min:
            known, exact = compared(day(), "<", bind(cutoff.until)), False
        else:
            began = compared(day(), ">=", bind(cutoff.first))
            known = chosen(began, compared(day(), "<", bind(cutoff.until)), item(bind(passed, "cut"), day()))
        known = both([*happened, known])
        return Term(chosen(missing, constant(None), known) if missing else known, start.unknown or exact)
