"""Facts that are given → the formulas that say so of rows that may be anything: the solver is left no choice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal as Exact

import z3

from dsl import core
from dsl.kinds import Duration, Instant, Never, OneOf
from interpreter.facts import Row as Given
from interpreter.facts import World
from interpreter.proof.logic import MICROSECONDS, NEVER_DAY, Formula, Truth, Value, opposite
from interpreter.proof.question import Question
from interpreter.proof.rows import CENTURY, Many, Row
from interpreter.values import Rows, Unknown


class Unfit(Exception):
    """These facts are none that a proof speaks of: a row reached by two ways, a day too far, a thousandth."""


class Fixing:
    """Says of every row of a question what the facts say."""

    def __init__(self, question: Question, world: World) -> None:
        self.question = question
        self.world = world
        self.seen: set[int] = set()

    def whole(self, given: Given, on: date | datetime) -> Formula:
        """The subject with all that it reaches, and the day."""
        today = on.date() if isinstance(on, datetime) else on
        laws = [self.question.today == today.toordinal()]
        if isinstance(on, datetime):
            laws += [self.question.has_moment, self.question.clock == _clock(on)]
        else:
            laws.append(opposite(self.question.has_moment))
        return z3.And(*laws, *self._row(self.question.row, given))

    def _row(self, row: Row, given: Given) -> Iterator[Formula]:
        if id(given) in self.seen:
            raise Unfit
        self.seen.add(id(given))
        for name, value in row.fields.items():
            yield self._field(row.entity.fields[name], value, self.world.field(given, name))
        for name, one in row.ones.items():
            if one.is_back:
                continue
            other = self.world.follow(given, name)
            yield one.known == isinstance(other, Given)
            if isinstance(other, Given):
                yield from self._row(one.row, other)
        for name, many in row.many.items():
            yield from self._many(many, self.world.follow(given, name), given)

    def _many(self, many: Many, found: object, given: Given) -> Iterator[Formula]:
        assert isinstance(found, Rows)
        if len(many.members) == many.back:
            return
        yield many.whole == (not found.missing)
        others = [each for each in found.members if id(each) not in self.seen]
        mine = many.members[many.back :]
        if len(others) > len(mine) or (others and found.missing):
            raise Unfit
        for number, row in enumerate(mine):
            yield row.present == (number < len(others))
        for row, other in zip(mine, others, strict=False):
            yield from self._row(row, other)

    def _field(self, declared: core.Field, value: Value | Truth, said: object) -> Formula:
        if isinstance(said, Unknown):
            return opposite(value.known)
        if isinstance(value, Truth):
            return value.yes if said else value.no
        return z3.And(value.known, value.term == self._number(declared, said))

    def _number(self, declared: core.Field, said: object) -> object:
        match said:
            case Never():
                return NEVER_DAY * MICROSECONDS if isinstance(declared.kind, Instant) else NEVER_DAY
            case datetime():
                if said.year < 1992 or said.year > 2099:
                    raise Unfit
                return said.date().toordinal() * MICROSECONDS + _clock(said)
            case date():
                if not 1900 <= said.year <= 2099:
                    raise Unfit
                return said.toordinal()
            case str() if isinstance(declared.kind, OneOf):
                return list(self.question.book.vocabulary.enumerations[declared.kind.enumeration].values).index(said)
            case str():
                return self.question.texts.setdefault(said, len(self.question.texts))
            case Exact():
                if said != round(said, 2):
                    raise Unfit
                return z3.RealVal(str(said))
            case int() if isinstance(declared.kind, Duration) and said > CENTURY[declared.kind.unit]:
                raise Unfit
            case _:
                return said


def _clock(moment: datetime) -> int:
    return (moment.hour * 3600 + moment.minute * 60 + moment.second) * 1_000_000 + moment.microsecond
