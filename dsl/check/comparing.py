"""Comparisons → core: two sides of one kind, a bare name understood by the kind of the other side."""

from __future__ import annotations

from dataclasses import replace

from dsl import core, kinds, slips
from dsl import syntax as s
from dsl.check.basis import Basis, Scope
from dsl.core import Words
from dsl.declared import declared
from dsl.diagnose import Edit
from dsl.kinds import Collection, Date, Instant, Kind, Money, OneOf

_ONE_KIND = Words("比较的两边应为同一类型", "what is compared has to be of one kind")
_UNQUOTED = Words("只有文字才加引号", "nothing but text stands in quotation marks")


class Comparing(Basis):
    """What of an expression compares: `=`, `<`, `is one of`."""

    def _comparison(self, e: s.Comparison, scope: Scope) -> core.Expr | None:
        op: core.Comparator = "=" if e.op == "is" else "!=" if e.op == "is not" else e.op
        left, right = self._pair(e.left, e.right, scope)
        if left is None or right is None:
            return None
        if not self._comparable(op, left.kind, right.kind):
            self._incomparable(e, left, right)
            return None
        if isinstance(left.kind, Date | Instant):
            self.names.glossary.dated.add(e.span)
        return core.Compare(op, left, right, span=e.span)

    def _pair(self, a: s.Expr, b: s.Expr, scope: Scope) -> tuple[core.Expr | None, core.Expr | None]:
        """Both sides, each understood by the kind of the other where it is a bare name or `never`."""
        if self._takes_hint(a, scope) and not self._takes_hint(b, scope):
            right = self.value(b, scope)
            return (self._hinted(a, scope, right) if right else None), right
        left = self.value(a, scope)
        return left, (self._hinted(b, scope, left) if left else self.quietly(b, scope))

    def _hinted(self, e: s.Expr, scope: Scope, other: core.Expr) -> core.Expr | None:
        """What is understood by the kind of the other side; that side was declared elsewhere, if it does not fit."""
        told = len(self.problems)
        found = self.value(e, scope, other.kind)
        if found is None and self._takes_hint(e, scope):
            beside = declared((other,), self.names)
            self.problems[told:] = [replace(each, related=beside) for each in self.problems[told:]]
        return found

    def quietly(self, e: s.Expr, scope: Scope) -> core.Expr | None:
        """Checked for its own mistakes, unless it can only be understood by a side that is wrong."""
        return None if self._takes_hint(e, scope) else self.value(e, scope)

    def _takes_hint(self, e: s.Expr, scope: Scope) -> bool:
        if isinstance(e, s.Keyword):
            return e.word == "never"
        return isinstance(e, s.Path) and len(e.parts) == 1 and e.parts[0].text not in scope

    def _comparable(self, op: str, left: Kind, right: Kind) -> bool:
        same = kinds.accepts(left, right) or kinds.accepts(right, left)
        if isinstance(left, Collection):
            return False
        return same and (op in ("=", "!=") or kinds.is_ordered(left))

    def _incomparable(self, e: s.Comparison, a: core.Expr, b: core.Expr) -> None:
        left, right = a.kind, b.kind
        blanks = {"left": self.words(left), "right": self.words(right)}
        if left == right and e.op not in ("=", "!=", "is", "is not"):
            self._say("RB303", e.span, about=(a, b), **blanks)
        elif {type(left), type(right)} == {Date, Instant}:
            self._say("RB306", e.span, about=(a, b), wanted=blanks["left"], found=blanks["right"])
        elif isinstance(left, Money) or isinstance(right, Money):
            self._say("RB311", e.span, slips.currency(e, left, right), about=(a, b), **blanks)
        else:
            mend = _UNQUOTED if isinstance(left, kinds.Text) or isinstance(right, kinds.Text) else _ONE_KIND
            edits = self._unquoted(e.left, right) or self._unquoted(e.right, left)
            self._say("RB302", e.span, edits, about=(a, b), **blanks, mend=mend)

    def _unquoted(self, e: s.Expr, other: Kind) -> tuple[Edit, ...]:
        """A text that is compared with an enumeration and is one of its values, without its quotation marks."""
        if not isinstance(e, s.Text) or not isinstance(other, OneOf):
            return ()
        values = self.names.vocabulary.enumerations[other.enumeration].values
        is_value = any(e.value in (value, words.zh) for value, words in values.items())
        return (Edit(e.span, e.value),) if is_value else ()

    def _membership(self, e: s.Membership, scope: Scope) -> core.Expr | None:
        tests: list[core.Expr | None] = []
        for value in e.values:
            tests.append(self._comparison(s.Comparison("=", e.term, value, value.span), scope))
            if tests[-1] is None and not self._is_listed(e.term, scope):
                return None  # what is wrong with one value is wrong with all
        found = self._junction(core.Any, tests, e.span)
        return found if e.positive else found and core.Not(found, span=e.span)

    def _is_listed(self, e: s.Expr, scope: Scope) -> bool:
        """Whether an expression is a value of an enumeration, of whose values each can be wrong by itself."""
        told = len(self.problems)
        found = self.value(e, scope)
        del self.problems[told:]
        return found is not None and isinstance(found.kind, OneOf)
