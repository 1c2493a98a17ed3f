"""Core → words: expressions, with the names, citations and values of `naming.py`, in Chinese or English.

An expression is said close to the words of the language itself, with the names that the vocabulary gives in the
reader's language: an English rule reads as Chinese and the other way round. A row bound by a quantifier is called by
its entity. Personal values are never said, nor what gives them away.
"""

from __future__ import annotations

from collections import Counter
from typing import cast

from dsl import core, kinds
from dsl.core import Language, Words
from dsl.kinds import NEVER, Instant, Reference
from dsl.order import reach, walk
from dsl.source import is_chinese
from interpreter.naming import Naming

_OPS = {
    "=": Words("为", "is"), "!=": Words("不为", "is not"), "<": Words("早于", "<"), "<=": Words("不晚于", "<="),
    ">": Words("晚于", ">"), ">=": Words("不早于", ">="),
}  # fmt: skip
_NUMERIC_OPS = {
    "<": Words("少于", "<"),
    "<=": Words("不超过", "<="),
    ">": Words("超过", ">"),
    ">=": Words("达到", ">="),
}
_ATOMS = (core.Constant, core.FieldOf, core.FactOf, core.Follow, core.Variable, core.Figure, core.Today, core.Now)


class Speaker(Naming):
    """Says things of one book in one language."""

    def __init__(self, book: core.Book, lang: Language) -> None:
        super().__init__(book, lang)
        self._shared: frozenset[str] | None = None  # entities of which the expression being said has several rows

    def expression(self, e: core.Expr) -> str:
        """An expression in words. Where it speaks of two rows of one entity, they are told apart by their variables."""
        around = self._shared
        if around is None:
            bound = {(each.name, each.kind.entity) for each in walk(e) if isinstance(each, core.Variable)}
            counted = Counter(entity for _, entity in bound)
            self._shared = frozenset(entity for entity, count in counted.items() if count > 1)
        try:
            return self._said(e)
        finally:
            self._shared = around

    def atom(self, e: core.Expr, *also: type) -> str:
        """An expression that can stand inside another: in parentheses unless it is a single thing."""
        said = self.expression(e)
        if isinstance(e, (*_ATOMS, *also)) or _is_closed(e):
            return said
        return self._(f"（{said}）", f"({said})")

    def _said(self, e: core.Expr) -> str:
        match e:
            case core.Constant(value):
                return self.value(value, e.kind)
            case core.Variable(name):
                return self._variable(name, e.kind)
            case core.FieldOf(of, name) | core.FactOf(of, name) | core.Follow(of, name):
                return f"{self.expression(of)}.{self.member(_entity(of), name)}"
            case core.Figure(name, on):
                said = self.book.parameters[name].names.say(self.lang)
                return said if on is None else self._(f"{self.atom(on)} 的{said}", f"{said} on {self.atom(on)}")
            case core.Today():
                return self._("今日", "today")
            case core.Now():
                return self._("此刻", "now")
            case core.Compare():
                return self._compare(e)
            case core.All(terms):
                return self._(" 且 ", " and ").join(self.atom(term, core.Compare) for term in terms)
            case core.Any(terms):
                return self._either(terms)
            case core.Not(term):
                return self._not(term)
            case _:
                return self._further(e)

    def _further(self, e: core.Expr) -> str:
        match e:
            case core.Exists(over=over, where=where):
                return self._quantified(self._("中至少一项", "at least one of"), over, where)
            case core.PeriodEnd(duration, _, start):
                length, begin = self.atom(duration), self.atom(start)
                return self._(f"自 {begin} 起 {length} 届满之日", f"{length} after {begin}")
            case core.Shift(start, duration, _, sign):
                return f"{self.atom(start)} {'+' if sign > 0 else '-'} {self.atom(duration)}"
            case core.Arithmetic(op, left, right):
                return f"{self.atom(left)} {self._('×', '*') if op == '*' else op} {self.atom(right)}"
            case core.Elapsed(unit, start, end):
                names = {"days": "日数", "working days": "工作日数", "years": "周年数"}
                a, b = self.atom(start), self.atom(end)
                return self._(f"自 {a} 至 {b} 的{names[unit]}", f"{unit} from {a} to {b}")
            case core.DayOf(term):
                return self._(f"{self.atom(term)} 当日", f"date of {self.atom(term)}")
            case core.IsKnown(term):
                return self._(f"{self.atom(term)} 已知", f"{self.atom(term)} is known")
            case _:
                return self._folded(e)

    def _folded(self, e: core.Expr) -> str:
        match e:
            case core.Count(over=over, where=where):
                return self._(f"{self._rows(over, where)}项数", f"the number of {self._rows(over, where)}")
            case core.Sum(over=over, where=where, value=value):
                rows, each = self._rows(over, where), self.atom(value)
                return self._(f"{rows} {each} 合计", f"the sum of {each} over {rows}")
            case core.Extreme(end=end, over=over, where=where, value=value):
                rows, each = self._rows(over, where), self.atom(value)
                word = {"earliest": "最早", "latest": "最晚"}[end]
                return self._(f"{rows}{word} {each}", f"the {end} {each} over {rows}")
            case core.Pick(end, terms):
                word = {"earliest": "最早者", "latest": "最晚者"}[end]
                listed = self._("、", ", ").join(self.expression(term) for term in terms)
                return self._(f"{listed} 中{word}", f"the {end} of ({listed})")
            case _:
                raise AssertionError(e)

    def _variable(self, name: str, kind: Reference) -> str:
        is_alone = name == kind.entity or kind.entity not in (self._shared or ())
        return self.entity(kind.entity) if is_alone else f"{self.entity(kind.entity)} {name}"

    def _compare(self, e: core.Compare) -> str:
        if isinstance(e.right, core.PeriodEnd) and isinstance(e.left, core.Today | core.Now) and e.op in (">", ">="):
            length, begin = self.atom(e.right.duration), self.atom(e.right.start)
            return self._(f"自 {begin} 起已满 {length}", f"{length} has passed since {begin}")
        if e.right == core.Constant(NEVER, e.right.kind) and e.op in ("=", "!="):
            happened = e.op == "!="
            left = self.atom(e.left)
            return self._(f"{left} {'已' if happened else '尚未'}发生", f"{left} is {'not ' if happened else ''}never")
        dated = isinstance(e.left.kind, kinds.Date | Instant)
        op = _OPS[e.op] if dated or e.op not in _NUMERIC_OPS else _NUMERIC_OPS[e.op]
        return f"{self.atom(e.left)} {op.say(self.lang)} {self.atom(e.right)}"

    def _either(self, terms: tuple[core.Expr, ...]) -> str:
        if one_of(terms):
            first, *_ = compared = cast("tuple[core.Compare, ...]", terms)
            listed = self._("、", ", ").join(self.expression(each.right) for each in compared)
            return self._(f"{self.atom(first.left)} 属于（{listed}）", f"{self.atom(first.left)} is one of ({listed})")
        return self._(" 或 ", " or ").join(self.atom(term, core.Compare) for term in terms)

    def _not(self, term: core.Expr) -> str:
        if isinstance(term, core.Exists):
            if isinstance(term.where, core.Not):
                return self._quantified(self._("中每一项均", "each of"), term.over, term.where.term)
            return self._quantified(self._("中没有一项", "none of"), term.over, term.where)
        if isinstance(term, core.Any) and one_of(term.terms):
            return self._either(term.terms).replace(
                self._(" 属于（", " is one of ("), self._(" 不属于（", " is not one of ("), 1
            )
        return self._("并非 ", "not ") + self.atom(term)

    def _quantified(self, word: str, over: core.Expr, where: core.Expr) -> str:
        within, said = self.expression(over), self.expression(where)
        if where == core.YES:
            return self._(f"{within} {word}存在", f"{word} {within} exists")
        return self._(f"{within} {word}满足“{said}”", f"{word} {within} satisfies “{said}”")

    def _rows(self, over: core.Expr, where: core.Expr) -> str:
        within = self.expression(over)
        if where == core.YES:
            return self._(f"{within} 的", within)
        said = self.expression(where)
        return self._(f"{within} 中满足“{said}”的", f"{within} where “{said}”")

    def is_personal(self, e: core.Expr) -> bool:
        """Whether the value of an expression would tell a personal one; truths, counts and years do not."""
        if isinstance(e.kind, kinds.YesNo) or isinstance(e, core.Count):
            return False
        if isinstance(e, core.Elapsed) and e.unit == "years":
            return False
        return any(isinstance(each, core.FieldOf) and self._is_personal(each) for each in reach(e, self.book.facts))

    def _is_personal(self, e: core.FieldOf) -> bool:
        return self.book.vocabulary.entities[_entity(e.of)].fields[e.name].personal


def half(note: str, lang: Language) -> str:
    """The half of a note in the reader's language, where it is written as `中文 / English`."""
    halves = [each for each in note.split(" / ") if is_chinese(each) == (lang == "zh")]
    return " / ".join(halves) or note


def _is_closed(e: core.Expr) -> bool:
    """Whether the words themselves show where it ends: a quantifier has its condition in quotation marks."""
    if isinstance(e, core.Not):
        return isinstance(e.term, core.Exists)
    return isinstance(e, core.Exists) or (isinstance(e, core.DayOf) and isinstance(e.term, core.FieldOf))


def one_of(terms: tuple[core.Expr, ...]) -> bool:
    """Whether the terms say that one thing equals one of several constants."""
    if len(terms) < 2 or not all(isinstance(t, core.Compare) and t.op == "=" for t in terms):
        return False
    compared = cast("tuple[core.Compare, ...]", terms)
    return all(isinstance(t.right, core.Constant) and t.left == compared[0].left for t in compared)


def _entity(e: core.Expr) -> str:
    return e.kind.entity if isinstance(e.kind, Reference) else ""
