"""Grammar productions → syntax nodes: one small method per production of `grammar.lark`, called as the parser reduces.

The parser calls these bottom-up without recursion, so no depth of nesting can exhaust the stack here. Children are
lark tokens (strings with offsets) and nodes; punctuation is already gone.
"""

from __future__ import annotations

from contextvars import ContextVar
from decimal import Decimal
from typing import Any, cast

from dsl import syntax as s
from dsl.articles import article_number
from dsl.keywords import pair_of
from dsl.record import dataclass
from dsl.segment import Spaced
from dsl.source import Span

TEXT: ContextVar[Spaced] = ContextVar("TEXT")
"""The text being parsed, which knows its file: the parser is made once, files are many."""

MOST_DIGITS = 30
"""Characters of one number: far beyond any amount of money, and safe to compute with exactly."""


def _english(token: Any) -> Any:
    """The English word for a keyword; of a word that only Chinese has, itself."""
    return pair_of(token.type, str(token)).say("en")


_BETWEEN = {"的日数": "days", "的工作日数": "working days", "的周年数": "years"}


@dataclass(frozen=True, slots=True)
class _Title:
    """A title, told apart from a fact whose value is text."""

    text: s.Text

    @property
    def span(self) -> Span:
        return self.text.span


class Builder:
    """One method per production; `kids` are its children in the order of the grammar."""

    def _span(self, kids: list[Any]) -> Span:
        """From the first child to the last, each a token or a node."""
        first = self._at(kids[0])
        return first.to(self._at(kids[-1])) if len(kids) > 1 else first

    def _at(self, kid: Any) -> Span:
        if isinstance(kid, str):
            token = cast(Any, kid)
            return TEXT.get().span(token.start_pos, token.end_pos)
        return cast(Span, kid.span)

    def _word(self, token: Any) -> s.Word:
        return s.Word(str(token), self._at(token))

    # ── statements ──

    def statement(self, kids: list[Any]) -> s.Statement:
        return cast(s.Statement, kids[0])

    def fact(self, kids: list[Any]) -> s.Fact:
        _, entity, name, *rest = kids
        titles = tuple(kid.text for kid in rest if isinstance(kid, _Title))
        body = rest[len(titles)]
        branches = tuple(kid for kid in rest if isinstance(kid, s.Except))
        presumed = tuple(kid for kid in rest if isinstance(kid, s.Presumed))
        return s.Fact(self._word(entity), self._word(name), titles, body, branches, presumed, self._span(kids))

    def branch(self, kids: list[Any]) -> s.Except:
        return s.Except(kids[1], kids[3], self._span(kids))

    def presumption(self, kids: list[Any]) -> s.Presumed:
        return s.Presumed(kids[1], kids[2].cites, self._span(kids))

    def rule(self, kids: list[Any]) -> s.Rule:
        titles, clauses = self._titled(kids[2:])
        return s.Rule(self._word(kids[1]), titles, clauses, self._span(kids))

    def invariant(self, kids: list[Any]) -> s.Invariant:
        titles, clauses = self._titled(kids[2:])
        return s.Invariant(self._word(kids[1]), titles, clauses, self._span(kids))

    def replace(self, kids: list[Any]) -> s.Replace:
        titles, clauses = self._titled(kids[2:])
        return s.Replace(self._word(kids[1]), titles, clauses, self._span(kids))

    def repeal(self, kids: list[Any]) -> s.Repeal:
        return s.Repeal(self._word(kids[1]), tuple(kids[2:]), self._span(kids))

    def insert(self, kids: list[Any]) -> s.Insert:
        titles, clauses = self._titled(kids[2:])
        return s.Insert(self._word(kids[1]), titles, clauses, self._span(kids))

    def _titled(self, kids: list[Any]) -> tuple[tuple[s.Text, ...], tuple[s.Clause, ...]]:
        titles = tuple(kid.text for kid in kids if isinstance(kid, _Title))
        return titles, tuple(kids[len(titles) :])

    def title(self, kids: list[Any]) -> _Title:
        return _Title(self.text(kids))

    # ── clauses ──

    def source(self, kids: list[Any]) -> s.Cited:
        return s.Cited("source", self._continued(kids[1:]), self._span(kids))

    def penalty(self, kids: list[Any]) -> s.Cited:
        return s.Cited("penalty", self._continued(kids[1:]), self._span(kids))

    def _continued(self, kids: list[s.Cite]) -> tuple[s.Cite, ...]:
        """`gd-2015 art 3, art 4`: an article without a source belongs to the source before it."""
        done: list[s.Cite] = []
        for kid in kids:
            source = done[-1].source if done and not kid.source.text else kid.source
            done.append(s.Cite(source, kid.article, kid.item, kid.span))
        return tuple(done)

    def cite(self, kids: list[Any]) -> s.Cite:
        named = kids[0].type == "SOURCE_ID"
        source = self._word(kids[0]) if named else s.Word("", self._at(kids[0]))
        article, item = article_number(str(kids[-1])) if len(kids) == 2 or not named else ("", False)
        return s.Cite(source, article, item, self._span(kids))

    def since(self, kids: list[Any]) -> s.Bound:
        return s.Bound("from", kids[1], self._span(kids))

    def until(self, kids: list[Any]) -> s.Bound:
        return s.Bound("until", kids[1], self._span(kids))

    def subject(self, kids: list[Any]) -> s.Subject:
        return s.Subject(self._word(kids[1]), kids[3] if len(kids) == 4 else None, self._span(kids))

    def condition(self, kids: list[Any]) -> s.Condition:
        return s.Condition(_english(kids[0]), kids[1], self._span(kids))

    def label(self, kids: list[Any]) -> s.Label:
        text = str(kids[1])
        value = text[1:-1] if text[0] in '"“' else text
        return s.Label(_english(kids[0]), s.Word(value, self._at(kids[1])), self._span(kids))

    def overrides(self, kids: list[Any]) -> s.Overrides:
        return s.Overrides(self._word(kids[1]), self._span(kids))

    def transitional(self, kids: list[Any]) -> s.Transitional:
        return s.Transitional(kids[1], self._span(kids))

    def must(self, kids: list[Any]) -> s.Must:
        return s.Must(kids[1], kids[3] if len(kids) == 4 else None, self._span(kids))

    def happen(self, kids: list[Any]) -> s.MustHappen:
        return s.MustHappen(kids[1], kids[3], kids[5], self._span(kids))

    def happen_zh(self, kids: list[Any]) -> s.MustHappen:
        return s.MustHappen(kids[7], kids[4], kids[2], self._span(kids))

    def happened_zh(self, kids: list[Any]) -> s.MustHappen:
        return s.MustHappen(kids[1], kids[5], kids[3], self._span(kids))

    def prohibition(self, kids: list[Any]) -> s.MustNot:
        return s.MustNot(self._word(kids[1]), self._span(kids))

    def permission(self, kids: list[Any]) -> s.May:
        return s.May(self._word(kids[1]), self._span(kids))

    def never_permitted(self, kids: list[Any]) -> s.NeverPermitted:
        return s.NeverPermitted(self._word(kids[1]), self._span(kids))

    # ── conditions ──

    def junction(self, kids: list[Any]) -> s.Junction:
        """Left-nested chains of one operator are one node: `a and b and c` has three terms."""
        op = _english(kids[1])
        left = kids[0].terms if isinstance(kids[0], s.Junction) and kids[0].op == op else (kids[0],)
        return s.Junction(op, (*left, kids[2]), self._span(kids))

    def negate(self, kids: list[Any]) -> s.Expr:
        if str(kids[0]) in ("-", "－"):
            return s.Negation("-", kids[1], self._span(kids))
        return s.Negation("not", kids[1], self._span(kids))

    def quantifier(self, kids: list[Any]) -> s.Quantifier:
        quantity = _english(kids[0])
        return s.Quantifier(quantity, self._word(kids[1]), kids[3], kids[5], self._span(kids))

    def count(self, kids: list[Any]) -> s.Aggregate:
        where = kids[5] if len(kids) == 6 else None
        return s.Aggregate("count", None, self._word(kids[1]), kids[3], where, self._span(kids))

    def fold(self, kids: list[Any]) -> s.Aggregate:
        what = _english(kids[0]).removesuffix(" of")
        where = kids[7] if len(kids) == 8 else None
        return s.Aggregate(what, kids[1], self._word(kids[3]), kids[5], where, self._span(kids))

    def choice(self, kids: list[Any]) -> s.Choice:
        what = _english(kids[0]).removesuffix(" of")
        return s.Choice(what, tuple(kids[1:]), self._span(kids))

    def compare(self, kids: list[Any]) -> s.Comparison:
        return s.Comparison(_english(kids[1]), kids[0], kids[2], self._span(kids))

    def known(self, kids: list[Any]) -> s.State:
        return s.State(kids[0], _english(kids[1]) == "is", self._span(kids))

    def member(self, kids: list[Any]) -> s.Membership:
        return s.Membership(kids[0], tuple(kids[3:]), _english(kids[1]) == "is", self._span(kids))

    def passed(self, kids: list[Any]) -> s.Passed:
        return s.Passed(kids[0], kids[2], self._span(kids))

    def passed_zh(self, kids: list[Any]) -> s.Passed:
        return s.Passed(kids[3], kids[1], self._span(kids))

    # ── values ──

    def after(self, kids: list[Any]) -> s.After:
        return s.After(kids[0], kids[2], self._span(kids))

    def after_zh(self, kids: list[Any]) -> s.After:
        return s.After(kids[3], kids[1], self._span(kids))

    def arithmetic(self, kids: list[Any]) -> s.Sum:
        op = cast(Any, {"＋": "+", "×": "*"}.get(str(kids[1]), str(kids[1])))
        return s.Sum(op, kids[0], kids[2], self._span(kids))

    def on_date(self, kids: list[Any]) -> s.OnDate:
        return s.OnDate(kids[0], kids[2], self._span(kids))

    def date_of(self, kids: list[Any]) -> s.DateOf:
        return s.DateOf(kids[1], self._span(kids))

    def date_of_zh(self, kids: list[Any]) -> s.DateOf:
        return s.DateOf(kids[0], self._span(kids))

    def between(self, kids: list[Any]) -> s.Between:
        unit = _english(kids[0]).removesuffix(" from")
        return s.Between(unit, kids[1], kids[3], self._span(kids))

    def between_zh(self, kids: list[Any]) -> s.Between:
        unit = cast(Any, _BETWEEN[_english(kids[4])])
        return s.Between(unit, kids[1], kids[3], self._span(kids))

    def lasting(self, kids: list[Any]) -> s.Expr:
        number = self.number(kids[:1])
        if not isinstance(number, s.Number) or not isinstance(number.value, int):
            return s.Bad(self._span(kids))
        return s.Lasting(number.value, _english(kids[1]), self._span(kids))

    def amount(self, kids: list[Any]) -> s.Expr:
        number = self.number(kids[:1])
        if not isinstance(number, s.Number):
            return s.Bad(self._span(kids))
        currency = "CNY" if str(kids[1]) == "元" else str(kids[1])
        return s.Amount(Decimal(number.value), currency, self._span(kids))

    def number(self, kids: list[Any]) -> s.Number | s.Bad:
        text = str(kids[0])
        if len(text) > MOST_DIGITS:
            return s.Bad(self._span(kids))
        if text[-1] in "%‰":
            return s.Number(Decimal(text[:-1] + ("e-2" if text[-1] == "%" else "e-3")), self._span(kids))
        return s.Number(Decimal(text) if "." in text else int(text), self._span(kids))

    def text(self, kids: list[Any]) -> s.Text:
        return s.Text(str(kids[0])[1:-1], self._span(kids))

    def moment(self, kids: list[Any]) -> s.Moment:
        return s.Moment(str(kids[0]), self._span(kids))

    def keyword(self, kids: list[Any]) -> s.Keyword:
        return s.Keyword(_english(kids[0]), self._span(kids))

    def path(self, kids: list[Any]) -> s.Path:
        return s.Path(tuple(self._word(kid) for kid in kids), self._span(kids))
