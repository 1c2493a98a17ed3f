"""Expressions as written → their layout in either language, with the parentheses that the grammar needs and no others.

Levels follow `grammar.lark`, loosest first. What ends in a condition of its own (a quantifier, an aggregate) may only
come last, and stands in parentheses anywhere else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from dsl import syntax as s
from dsl.characters import HALF
from dsl.comments import Margin
from dsl.core import Language
from dsl.keywords import BY_NAME, CURRENCIES
from dsl.layout import BREAK, SOFT, Group, Layout, Nest, joined
from dsl.source import Span

OR, AND, CLOSED, OPERAND, SUM, PRODUCT, FACTOR, FIGURE, ATOM, PARENTHESES = range(10)

_SIGNS: dict[str, tuple[str, str]] = {
    "<": ("早于", "少于"), "<=": ("不晚于", "不超过"), ">": ("晚于", "超过"), ">=": ("不早于", "不少于"),
    "=": ("等于", "等于"), "!=": ("不等于", "不等于"),
}  # fmt: skip
"""How Chinese compares: days and moments, and all else."""

_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?[%‰]?")


def keyword(terminal: str, lang: Language, english: str = "") -> str:
    """The first spelling of a terminal, or of that pair of it whose English word is given."""
    pairs = BY_NAME[terminal].pairs
    return next((pair for pair in pairs if pair.en == english), pairs[0]).say(lang)


def level(e: s.Expr, lang: Language) -> int:
    """How tightly the outermost form of an expression binds."""
    match e:
        case s.Junction(op, _):
            return OR if op == "or" else AND
        case s.Negation("not", _) | s.Comparison() | s.State() | s.Membership() | s.Passed():
            return CLOSED
        case s.Quantifier() | s.Aggregate():
            return CLOSED
        case s.After():
            return OPERAND
        case s.Sum(op, _, _):
            return PRODUCT if op == "*" else SUM
        case s.Negation():
            return FACTOR
        case s.Between():
            return FIGURE if lang == "en" else ATOM
        case s.OnDate() | s.DateOf():
            return FIGURE
        case _:
            return ATOM


def is_open(e: s.Expr) -> bool:
    """Whether an expression takes all that follows it."""
    match e:
        case s.Quantifier() | s.Aggregate():
            return True
        case s.Negation("not", term):
            return is_open(term)
        case s.Junction(_, terms):
            return is_open(terms[-1])
        case _:
            return False


def first_word(e: s.Expr) -> str:
    """`not`, or the name, that an expression begins with; nothing where it begins otherwise."""
    match e:
        case s.Junction(_, terms):
            return first_word(terms[0])
        case s.Negation(op, _):
            return op
        case s.Comparison(_, term, _) | s.State(term, _) | s.Membership(term, _, _) | s.Sum(_, term, _):
            return first_word(term)
        case s.Passed(term, _) | s.After(term, _) | s.OnDate(term, _):
            return first_word(term)
        case s.Path(parts):
            return parts[0].text
        case _:
            return ""


@dataclass(frozen=True)
class Express:
    """Lays out expressions in one language. `dated` are the places of comparisons between days or moments."""

    lang: Language
    margin: Margin
    dated: frozenset[Span] | set[Span] = frozenset()

    # ── what is asked from outside ──

    def whole(self, e: s.Expr) -> Layout:
        """An expression after which nothing of it follows."""
        return self.at(e, OR, last=True)

    def operand(self, e: s.Expr) -> Layout:
        """An expression where a value is wanted."""
        return self.at(e, OPERAND)

    def sum(self, e: s.Expr) -> Layout:
        """An expression beside `after` or `within`."""
        return self.at(e, SUM)

    def at(self, e: s.Expr, least: int, *, last: bool = False) -> Layout:
        """An expression that has to bind at least so tightly; only one that comes last may take what follows."""
        if level(e, self.lang) >= least and (last or not is_open(e)):
            return self._bare(e, last=last)
        left, right = "（）" if self.lang == "zh" else "()"
        return left, self._bare(e, last=True), right

    def word(self, terminal: str, english: str = "") -> str:
        """A keyword in the language of this text."""
        return keyword(terminal, self.lang, english)

    def quoted(self, text: str) -> str:
        """Text in the quotation marks of the language, or in the other ones where it has these inside."""
        chinese = ("”" not in text) and (self.lang == "zh" or '"' in text)
        return f"“{text}”" if chinese else f'"{text}"'

    def listed(self, items: list[Layout]) -> Layout:
        """Things with commas between them, broken at the commas where they do not fit."""
        return joined(items, ("、", SOFT) if self.lang == "zh" else (",", BREAK))

    # ── the forms ──

    def _bare(self, e: s.Expr, *, last: bool) -> Layout:
        match e:
            case s.Junction():
                return self._junction(e, last=last)
            case s.Negation("not", term):
                return self.word("NOT"), " ", self.at(term, CLOSED, last=last)
            case s.Quantifier(quantity, variable, over, condition):
                head = f"{self.word('QUANTITY', quantity)} {variable.text} {self.word('IN')} ", self.operand(over)
                return Group((*head, self._tail("SATISFIES", condition)))
            case s.Aggregate():
                return self._aggregate(e)
            case s.Comparison(op, left, right):
                return self.operand(left), f" {self._sign(op, e.span)} ", self.operand(right)
            case s.State(term, known):
                return self.operand(term), f" {self.word('IS' if known else 'IS_NOT')} {self.word('KNOWN')}"
            case s.Membership(term, values, positive):
                verb = f" {self.word('IS' if positive else 'IS_NOT')} {self.word('ONE_OF')}"
                return self.operand(term), verb, " " if self.lang == "en" else "", self._list(values)
            case s.Passed() | s.After() | s.Between():
                return self._period(e)
            case s.Sum(op, left, right):
                own, sign = (PRODUCT, "×" if self.lang == "zh" else "*") if op == "*" else (SUM, op)
                return self.at(left, own), f" {sign} ", self.at(right, own + 1)
            case s.Negation(_, term):
                return "-", self.at(term, FACTOR)
            case s.OnDate(figure, date):
                return self.at(figure, ATOM), f" {self.word('ON')} ", self.at(date, ATOM)
            case s.DateOf(term):
                said = self.at(term, ATOM)
                return (said, f" {self.word('DAY_ZH')}") if self.lang == "zh" else (f"{self.word('DATE_OF')} ", said)
            case s.Choice(what, terms):
                blank = " " if self.lang == "en" else ""
                return self.word("EXTREME", f"{what} of"), blank, self._list(terms)
            case _:
                return self._atom(e)

    def _junction(self, e: s.Junction, *, last: bool) -> Layout:
        """Each term but the first begins a line where the whole does not fit."""
        own = OR if e.op == "or" else AND
        parts: list[Layout] = [self._term(e.terms[0], own, last=False)]
        for n, term in enumerate(e.terms[1:], 2):
            is_last = last and n == len(e.terms)  # by its place: a tree that was never text may hold one node twice
            gap = self.margin.gap(term.span.start)
            parts.append(Nest((gap, self.word(e.op.upper()), " ", self._term(term, own, last=is_last))))
        return Group(tuple(parts))

    def _term(self, term: s.Expr, own: int, *, last: bool) -> Layout:
        """A term of `or` that is joined by `and` stands in parentheses: not all know which of the two binds first."""
        least = CLOSED if isinstance(term, s.Junction) else own + 1
        return self.at(term, least, last=last)

    def _tail(self, terminal: str, e: s.Expr) -> Layout:
        return Nest((self.margin.gap(e.span.start), self.word(terminal), " ", self.whole(e)))

    def _aggregate(self, e: s.Aggregate) -> Layout:
        head: Layout = f"{self.word('COUNT_OF')} "
        if e.value is not None:
            what = self.word("SUM_OF") if e.what == "sum" else self.word("EXTREME", f"{e.what} of")
            head = f"{what} ", self.operand(e.value), f" {self.word('FOR')} "
        rows = f"{e.variable.text} {self.word('IN')} ", self.operand(e.over)
        return Group((head, rows, self._tail("WHERE", e.where) if e.where else ""))

    def _period(self, e: s.Passed | s.After | s.Between) -> Layout:
        zh = self.lang == "zh"
        if isinstance(e, s.Between):
            start, end = self.sum(e.start), (self.sum(e.end) if zh else self.at(e.end, FIGURE))
            if zh:
                counted = self.word("BETWEEN_ZH", "") if e.unit == "days" else _COUNTED[e.unit]
                return joined([self.word("SINCE_ZH"), start, self.word("TO_ZH"), end, counted], " ")
            return joined([self.word("BETWEEN", f"{e.unit} from"), start, self.word("TO"), end], " ")
        if zh:
            start = self.sum(e.start)
            if isinstance(e, s.Passed):
                return joined([self.word("SINCE_ZH"), start, self.word("HAS_PASSED_ZH"), self.operand(e.duration)], " ")
            end = self.word("EXPIRY_ZH")
            return joined([self.word("SINCE_ZH"), start, self.word("ONWARD_ZH"), self.sum(e.duration), end], " ")
        if isinstance(e, s.Passed):
            return joined([self.operand(e.duration), self.word("HAS_PASSED_SINCE"), self.operand(e.start)], " ")
        return joined([self.sum(e.duration), self.word("AFTER"), self.sum(e.start)], " ")

    def _list(self, items: tuple[s.Expr, ...]) -> Layout:
        left, right = "（）" if self.lang == "zh" else "()"
        return Group((left, Nest((SOFT, self.listed([self.whole(item) for item in items]))), right))

    # ── words and values ──

    def _sign(self, op: str, place: Span) -> str:
        if op in ("is", "is not"):
            return self.word("IS" if op == "is" else "IS_NOT")
        return op if self.lang == "en" else _SIGNS[op][0 if place in self.dated else 1]

    def _atom(self, e: s.Expr) -> str:
        match e:
            case s.Path(parts):
                return ".".join(part.text for part in parts)
            case s.Number(value):
                return self._number(value, e.span)
            case s.Amount(value, currency):
                word = {pair.en: pair.say(self.lang) for pair in CURRENCIES}.get(currency, currency)
                return f"{self._number(value, e.span)}{'' if word == '元' else ' '}{word}"
            case s.Lasting(value, unit):
                return self._lasting(value, unit)
            case s.Text(value):
                return self.quoted(value)
            case s.Moment(text):
                return text
            case s.Keyword(which):
                return self.word("KEYWORD", which)
            case _:  # what cannot be used is told of by the check; here it stays as it was written
                return " ".join(self._written(e.span).split())

    def _lasting(self, value: int, unit: str) -> str:
        if self.lang == "zh":
            return f"{value}{self.word('UNIT', unit)}"
        return f"{value} {unit.removesuffix('s') if value == 1 else unit}"

    def _number(self, value: int | Decimal, place: Span) -> str:
        """As its author wrote it (3‰, 0.50), if that is known; full-width digits become ASCII."""
        match = _NUMBER.match(self._written(place))
        if match:
            return match[0]
        return str(value) if isinstance(value, int) else format(value, "f")

    def _written(self, place: Span) -> str:
        return self.margin.text[place.start : place.end].translate(HALF)


_COUNTED: dict[Literal["working days", "years"], str] = {"working days": "的工作日数", "years": "的周年数"}
