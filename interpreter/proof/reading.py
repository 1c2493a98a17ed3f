"""An answer of the solver → facts as they are given: nested rows with the values of the fields that were asked for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal as Exact
from typing import Any, cast

import z3

from dsl import core
from dsl.kinds import Date, Decimal, Duration, Instant, Kind, Money, OneOf, Text, YesNo
from dsl.literal import zone
from interpreter.proof.logic import MICROSECONDS, NEVER_DAY, Formula, Truth, Value
from interpreter.proof.rows import FIRST_MOMENT, HUNDREDTHS, Row, joins

Facts = dict[str, Any]


class Reader:
    """Reads one answer; `words` are the texts that rules speak of, by their number."""

    def __init__(self, book: core.Book, model: z3.ModelRef, words: dict[int, str]) -> None:
        self.book = book
        self.model = model
        self.words = words
        self.rows = 0

    def holds(self, term: Formula) -> bool:
        """Whether a formula is true in the answer."""
        return bool(z3.is_true(self.model.eval(term, model_completion=True)))

    def row(self, row: Row) -> Facts:
        """One row with all that it reaches, but for the ways back."""
        self.rows += 1
        facts: Facts = {row.entity.key: f"{row.entity.name} {self.rows}"}
        for name, value in row.fields.items():
            if name == row.entity.key and not self.holds(value.known):
                del facts[name]
            facts |= self._given(row.entity.fields[name], value)
        facts |= {name: self._plain(each) for name, each in row.entity.fields.items() if _is_wanted(each, row, facts)}
        for name, one in row.ones.items():
            if not one.is_back and self.holds(one.known):
                facts[name] = self.row(one.row)
        for name, many in row.many.items():
            if len(many.members) > many.back and self.holds(many.whole):
                there = [each for each in many.members[many.back :] if self.holds(each.present)]
                facts[name] = [self.row(each) for each in there]
        return facts

    def figure(self, parameter: core.Parameter, value: Value | Truth) -> str:
        """A figure that was left free, as it is written."""
        if isinstance(value, Truth):
            return "yes" if self.holds(value.yes) else "no"
        found = self._value(parameter.kind, value)
        return f"{found} {parameter.kind.unit}" if isinstance(parameter.kind, Duration) else str(found)

    def _given(self, declared: core.Field, value: Value | Truth) -> Facts:
        """The field with its value; nothing where that is what its absence means."""
        if not self.holds(value.known):
            return {declared.name: "unknown"} if declared.absent == "never" else {}
        found = self.holds(value.yes) if isinstance(value, Truth) else self._value(declared.kind, value)
        return {} if found is None else {declared.name: found}

    def _plain(self, declared: core.Field) -> object:
        """A value for a field that may not be absent and was not asked for."""
        match declared.kind:
            case YesNo():
                return False
            case Date():
                return FIRST_MOMENT
            case Instant():
                return self.moment(FIRST_MOMENT, 0)
            case OneOf(enumeration):
                return next(iter(self.book.vocabulary.enumerations[enumeration].values))
            case Text():
                return "text"
            case Decimal() | Money():
                return Exact(0)
            case _:
                return 0

    def _value(self, kind: Kind, value: Value) -> object:
        said = cast(Any, self.model.eval(value.term, model_completion=True))
        if isinstance(kind, Decimal | Money):
            hundredths = said.numerator_as_long() * HUNDREDTHS // said.denominator_as_long()
            return Exact(hundredths).scaleb(-2)
        number = int(said.as_long())
        match kind:
            case Date():
                return None if number == NEVER_DAY else date.fromordinal(number)
            case Instant():
                day, clock = divmod(number, MICROSECONDS)
                return None if day == NEVER_DAY else self.moment(date.fromordinal(day), clock)
            case OneOf(enumeration):
                return list(self.book.vocabulary.enumerations[enumeration].values)[number]
            case Text():
                return self.words.get(number, f"text {number}")
            case _:
                return number

    def moment(self, day: date, clock: int) -> datetime:
        """The moment so many microseconds into a day, by the clock of the book's zone."""
        return datetime.combine(day, time(), zone(self.book.zone)) + timedelta(microseconds=clock)


def _is_wanted(declared: core.Field, row: Row, facts: Facts) -> bool:
    """Whether a field may not be absent and is."""
    return declared.absent == "refused" and declared.name not in facts and declared.name not in joins(row.entity)
