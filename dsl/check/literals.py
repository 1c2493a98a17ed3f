"""Literals in expressions → constants: numbers, amounts, durations, texts, days, moments, words such as `never`."""

from __future__ import annotations

from datetime import date, datetime

from dsl import core, kinds
from dsl import syntax as s
from dsl.check.basis import DATE, INSTANT, YES_NO, Basis
from dsl.kinds import NEVER, Duration, Instant, Integer, Kind, Money
from dsl.literal import MAX_AMOUNT, Misread, read_literal
from dsl.source import Span

Literally = s.Number | s.Amount | s.Lasting | s.Text | s.Moment | s.Keyword


class Literals(Basis):
    """What of an expression is written out."""

    def _literal(self, e: Literally, hint: Kind | None) -> core.Expr | None:
        match e:
            case s.Number(value):
                return core.Constant(value, Integer() if isinstance(value, int) else kinds.Decimal(), e.span)
            case s.Amount(value, currency):
                return core.Constant(value, Money(currency), e.span)
            case s.Lasting(value, unit):
                if value > MAX_AMOUNT:
                    self._say("RB314", e.span)
                    return None
                return core.Constant(value, Duration(unit), e.span)
            case s.Text(value):
                return core.Constant(value, kinds.Text(), e.span)
            case s.Moment(text):
                return self._moment(text, e.span)
            case s.Keyword(word):
                return self._keyword(word, e.span, hint)

    def _moment(self, text: str, span: Span) -> core.Constant | None:
        kind: Kind = INSTANT if "T" in text else DATE
        try:
            return core.Constant(read_literal(kind, text, {}, self.zone), kind, span)
        except Misread:
            self._say("RB137", span, name=text)
            return None

    def day(self, e: s.Moment) -> date | None:
        """A date that must be one: `from 2015-12-30`."""
        found = self._moment(e.text, e.span)
        match found and found.value:
            case datetime():
                self._say("RB306", e.span, wanted=self.words(DATE), found=self.words(INSTANT))
            case date() as day:
                return day
        return None

    def _keyword(self, word: str, span: Span, hint: Kind | None) -> core.Expr:
        if word == "today":
            return core.Today(span=span)
        if word == "now":
            return core.Now(INSTANT, span=span)
        if word == "never":
            return core.Constant(NEVER, hint if isinstance(hint, Instant) else DATE, span)
        return core.Constant(word == "yes", YES_NO, span)
