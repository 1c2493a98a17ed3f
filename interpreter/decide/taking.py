"""A row → the statements that take its values out of a mapping, whole: no name that it gives goes unnoticed.

A value that is not there is `GONE`. Few are fetched one by one and counted; many by one merge with a row of which
nothing is there, whose length tells whether anything else was given.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal as Exact

from dsl import core
from dsl.kinds import NEVER, Date, Decimal, Duration, Instant, Integer, Kind, Money, OneOf, Text, YesNo
from dsl.literal import MAX_AMOUNT, zone
from interpreter.decide.emit import (
    Module,
    assign,
    both,
    call,
    compared,
    constant,
    either,
    is_none,
    load,
    method,
    negated,
    when,
)
from interpreter.decide.frame import Spot
from interpreter.decide.given import FieldReader, Rest, is_wanted, plain_words

Statements = list[ast.stmt]
GONE = object()
SURE = "sure"
"""The local name of whether nothing that was read is unknown."""
UNSURE = assign(SURE, constant(False))
_FEW = 8
_MOST_DIGITS = 400


@dataclass(frozen=True, slots=True)
class Taking:
    """Takes values for one book on one day."""

    book: core.Book
    module: Module
    today: date

    def all(self, spot: Spot, locals_: Mapping[str, str], beside: Statements) -> Statements:
        """A local name for each; `beside` is done as well where the row gives anything else."""
        rest = self.module.bind(Rest(self.book, spot.entity, tuple(locals_)), "rest")
        return (self._few if len(locals_) < _FEW else self._many)(spot, locals_, rest, beside)

    def again(self, spot: Spot, locals_: Mapping[str, str]) -> Statements:
        """The same of a row that was looked at before."""
        get, gone = ast.Attribute(load(spot.row), "get", ast.Load()), self.gone
        return [assign(local, call(get, constant(name), gone)) for name, local in locals_.items()]

    @property
    def gone(self) -> ast.expr:
        """What stands for a value that is not there."""
        return self.module.bind(GONE, "gone")

    def _few(self, spot: Spot, locals_: Mapping[str, str], rest: ast.expr, beside: Statements) -> Statements:
        get, left, row = self.module.fresh("get"), self.module.fresh("left"), load(spot.row)
        found: Statements = [assign(get, ast.Attribute(row, "get", ast.Load()))]
        found.append(assign(left, call(self.module.bind(len, "h"), row)))
        more = ast.AugAssign(ast.Name(left, ast.Store()), ast.Add(), constant(1))
        for name, local in locals_.items():
            found.append(assign(local, call(load(get), constant(name), self.gone)))
            found.append(when(compared(load(local), "is", self.gone), [more]))
        look = [ast.Expr(call(rest, row)), *beside]
        return [*found, when(compared(load(left), "!=", constant(len(locals_))), look)]

    def _many(self, spot: Spot, locals_: Mapping[str, str], rest: ast.expr, beside: Statements) -> Statements:
        merged, row = self.module.fresh("merged"), load(spot.row)
        nothing = self.module.bind(dict.fromkeys(locals_, GONE), "nothing")
        length = call(self.module.bind(len, "h"), load(merged))
        look = [assign(merged, method(rest, "cut", row, load(merged))), *beside]
        targets = ast.Tuple([ast.Name(local, ast.Store()) for local in locals_.values()], ast.Store())
        return [
            assign(merged, ast.BinOp(nothing, ast.BitOr(), row)),
            when(compared(length, "!=", constant(len(locals_))), look),
            ast.Assign([targets], method(load(merged), "values")),
        ]

    # ── one field ──

    def checked(self, spot: Spot, name: str, local: str) -> ast.stmt:
        """What has not the type of its kind is read the careful way; what is not there means what that means."""
        declared = spot.entity.fields[name]
        wanted = is_wanted(spot.entity, name)
        reader = FieldReader(self.book, declared, wanted, self.today)
        careful = [assign(local, call(self.module.bind(reader, "read"), load(local)))]
        if name in spot.fields:
            careful.append(when(is_none(load(local)), [UNSURE]))
        if not wanted:
            absent = [assign(local, self.module.bind(NEVER, "never"))]
            if declared.absent != "never":
                absent = [assign(local, constant(None)), *([UNSURE] if name in spot.fields else [])]
            careful = [when(compared(load(local), "is", self.gone), absent, careful)]
        return when(self.odd(declared.kind, local, name in spot.fields), careful, self._happened(declared, local))

    def _happened(self, declared: core.Field, local: str) -> Statements:
        """An event after the day asked about has not happened."""
        happens = isinstance(declared.kind, Date | Instant)
        if declared.tense != "dated" or not happens or self.today == date.max:
            return []
        day = method(load(local), "date") if isinstance(declared.kind, Instant) else load(local)
        ahead = compared(day, ">", self.module.bind(self.today))
        return [when(ahead, [assign(local, self.module.bind(NEVER, "never"))])]

    def odd(self, kind: Kind, local: str, is_read: bool) -> ast.expr:
        """Whether a value may not be taken as it is."""
        bind, value = self.module.bind, load(local)

        def not_of(type_: type) -> ast.expr:
            return compared(class_of(local), "is not", bind(type_, "t"))

        match kind:
            case Date():
                return not_of(date)
            case YesNo():
                return not_of(bool)
            case Integer():
                return not_of(int)
            case Duration():
                within = ast.Compare(constant(0), [ast.LtE(), ast.LtE()], [value, constant(MAX_AMOUNT)])
                return either([not_of(int), negated(within)])
            case Decimal() | Money():
                size = ast.Compare(
                    constant(-_MOST_DIGITS), [ast.LtE(), ast.LtE()], [method(value, "adjusted"), constant(_MOST_DIGITS)]
                )
                return either([not_of(Exact), negated(method(value, "is_finite")), negated(size)])
            case OneOf():
                return either([not_of(str), compared(value, "not in", bind(plain_words(self.book, kind), "words"))])
            case Instant():
                there = bind(zone(self.book.zone), "zone")
                return either([not_of(datetime), compared(ast.Attribute(value, "tzinfo", ast.Load()), "is not", there)])
            case Text() if is_read:
                # letters and digits are in normal form; one word of seven letters means that nothing is known
                clean = [method(value, "isalnum"), method(value, "isascii")]
                long = compared(call(bind(len, "h"), value), "=", constant(len("unknown")))
                return either([not_of(str), negated(both(clean)), long])
            case _:
                return not_of(str)


def class_of(local: str) -> ast.expr:
    """`x.__class__`."""
    return ast.Attribute(load(local), "__class__", ast.Load())
