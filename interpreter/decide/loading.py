"""A frame → the statements that read it from a mapping, each field checked by its type as it is read."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Sequence
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
    pair,
    returned,
    when,
)
from interpreter.decide.frame import Frame, Group, Spot
from interpreter.decide.given import (
    Closed,
    FieldReader,
    GroupReader,
    Meeting,
    Met,
    Rest,
    Slow,
    is_left_open,
    is_wanted,
    plain_words,
)

_MOST_DIGITS = 400
Statements = list[ast.stmt]


class Loading:
    """Makes the statements for one frame. What a row gives is looked at as a whole: no key goes unnoticed."""

    def __init__(self, frame: Frame, module: Module) -> None:
        self.frame = frame
        self.book = frame.book
        self.module = module
        self.crowded = _crowded(frame)

    # ── the subject ──

    def subject(self, facts: str) -> Statements:
        """What reads the subject from `{entity: {…}}`; raises Slow where that is not plain."""
        root = self.frame.root
        whole = load(facts)
        is_one = [
            compared(ast.Attribute(whole, "__class__", ast.Load()), "is not", self.module.bind(dict, "t")),
            compared(call(self.module.bind(len, "h"), whole), "!=", constant(1)),
        ]
        take = assign(root.row, method(whole, "get", constant(root.entity.name)))
        seen: Statements = [assign(self._seen(each), ast.Dict([], [])) for each in self.crowded]
        return [
            when(either(is_one), [self._slow()]),
            take,
            when(compared(_class(root.row), "is not", self.module.bind(dict, "t")), [self._slow()]),
            *seen,
            *self.row(root),
        ]

    def _seen(self, entity: str) -> str:
        return f"seen_{self.crowded.index(entity)}"

    def _all_seen(self) -> list[str]:
        return [self._seen(each) for each in self.crowded]

    def _slow(self) -> ast.stmt:
        return ast.Raise(self.module.bind(Slow, "slow"), None)

    # ── one row ──

    def row(self, spot: Spot, met: str | None = None) -> Statements:
        """Reads all of a row, which is a dict. `met` names a flag: it was looked at as a whole before."""
        entity = spot.entity
        get, left = self.module.fresh("get"), self.module.fresh("left")
        joined = {ours for name in spot.groups for ours, _ in entity.relations[name].on}
        asked = [name for name in entity.fields if is_wanted(entity, name) or name == entity.key or name in joined]
        fields = {**spot.fields, **{name: self.module.fresh("u") for name in asked if name not in spot.fields}}
        names = [*fields, *spot.ones, *spot.groups]
        body: Statements = [
            assign(get, ast.Attribute(load(spot.row), "get", ast.Load())),
            assign(left, call(self.module.bind(len, "h"), load(spot.row))),
        ]
        for name, local in fields.items():
            body += self._field(spot, name, local, get, left)
        for relation in (*spot.ones, *spot.groups):
            raw = self._raw(spot, relation)
            body.append(assign(raw, call(load(get), constant(relation))))
            body.append(when(is_none(load(raw)), [self._unless_given(spot, relation, left)]))
        body += self._whole(spot, names, left, met)
        for relation, one in spot.ones.items():
            body += self._one(self._raw(spot, relation), one)
        for relation, group in spot.groups.items():
            body += self._group(self._raw(spot, relation), spot, group)
        return body

    def _raw(self, spot: Spot, relation: str) -> str:
        return f"raw_{spot.row}_{list(spot.entity.relations).index(relation)}"

    def _whole(self, spot: Spot, names: Sequence[str], left: str, met: str | None) -> Statements:
        """Nothing is given that is not read; or it is looked at. No row is met twice."""
        rest = self.module.bind(Rest(self.book, spot.entity, frozenset(names)), "rest")
        look = ast.Expr(call(rest, load(spot.row)))
        body: Statements = [when(compared(load(left), "!=", constant(len(names))), [look])]
        if spot.entity.name in self.crowded and not met:
            note = self.module.bind(Met(self.book, spot.entity, spot.is_compared), "met")
            body.append(ast.Expr(call(note, load(spot.row), load(self._seen(spot.entity.name)))))
        return [when(negated(load(met)), body)] if met else body

    # ── one field ──

    def _field(self, spot: Spot, name: str, local: str, get: str, left: str) -> Statements:
        """`x = get(…)`; what has not the type of its kind is read the careful way."""
        declared = spot.entity.fields[name]
        reader = FieldReader(self.book, declared, is_wanted(spot.entity, name), self.frame.today)
        careful = [assign(local, call(self.module.bind(reader, "read"), load(local)))]
        if not is_wanted(spot.entity, name):
            absent = self.module.bind(NEVER, "never") if declared.absent == "never" else constant(None)
            gone = [assign(local, absent), self._unless_given(spot, name, left)]
            careful = [when(is_none(load(local)), gone, careful)]
        odd = self._odd(declared.kind, local, name in spot.fields)
        return [assign(local, call(load(get), constant(name))), when(odd, careful, self._happened(declared, local))]

    def _happened(self, declared: core.Field, local: str) -> Statements:
        """An event after the day asked about has not happened."""
        happens = isinstance(declared.kind, Date | Instant)
        if declared.tense != "dated" or not happens or self.frame.today == date.max:
            return []
        day = method(load(local), "date") if isinstance(declared.kind, Instant) else load(local)
        ahead = compared(day, ">", self.module.bind(self.frame.today))
        return [when(ahead, [assign(local, self.module.bind(NEVER, "never"))])]

    def _unless_given(self, spot: Spot, name: str, left: str) -> ast.stmt:
        """What is not there is counted as looked at."""
        more = ast.AugAssign(ast.Name(left, ast.Store()), ast.Add(), constant(1))
        return when(compared(constant(name), "not in", load(spot.row)), [more])

    def _odd(self, kind: Kind, local: str, is_read: bool) -> ast.expr:
        """Whether a value may not be taken as it is."""
        bind = self.module.bind

        def not_of(type_: type) -> ast.expr:
            return compared(_class(local), "is not", bind(type_, "t"))

        value = load(local)
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
                there = compared(
                    ast.Attribute(value, "tzinfo", ast.Load()), "is not", bind(zone(self.book.zone), "zone")
                )
                return either([not_of(datetime), there])
            case Text() if is_read:
                # letters and digits are in normal form; one word of seven letters means that nothing is known
                clean = [method(value, "isascii"), method(value, "isalnum")]
                long = compared(call(bind(len, "h"), value), "=", constant(len("unknown")))
                return either([not_of(str), negated(both(clean)), long])
            case _:
                return not_of(str)

    # ── relations ──

    def _one(self, raw: str, one: Spot) -> Statements:
        """The row that a relation leads to; None where that is not known."""
        missing: Statements = [assign(one.row, constant(None))]
        for each in _beside(one):
            missing += [assign(local, constant(None)) for local in each.fields.values()]
            missing += [assign(each.row, constant(None))] if each is not one else []
            for group in each.groups.values():
                missing += [assign(group.rows, pair()), assign(group.more, constant(True))]
        is_row = compared(_class(raw), "is", self.module.bind(dict, "t"))
        is_open = call(self.module.bind(is_left_open, "h"), load(raw))
        return [when(is_row, [assign(one.row, load(raw)), *self.row(one)], [when(is_open, missing, [self._slow()])])]

    def _group(self, raw: str, owner: Spot, group: Group) -> Statements:
        """The rows of a collection as tuples, by a function of its own for one row."""
        element = group.element
        name, met = self.module.fresh("element"), "is_met"
        body = [*self.row(element, met), returned(pair(*map(load, element.names())))]
        made = self.module.define(name, [met, element.row, *self._all_seen()], body)
        relation, entity = group.relation, element.entity.name
        may_meet = relation.inverse is None and self._is_elsewhere(element)
        kind = Closed if group.closed else Meeting if may_meet else GroupReader
        reader = kind(self.book, relation, made, self.crowded.index(entity), element.is_compared)
        parent = load(owner.parent.row) if group.closed and owner.parent else constant(None)
        found = call(
            self.module.bind(reader, "group"), load(raw), load(owner.row), parent, *map(load, self._all_seen())
        )
        both_ = ast.Tuple([ast.Name(group.rows, ast.Store()), ast.Name(group.more, ast.Store())], ast.Store())
        return [ast.Assign([both_], found)]

    def _is_elsewhere(self, element: Spot) -> bool:
        return sum(each.entity is element.entity for each in self.frame.root.spots()) > 1


def _class(local: str) -> ast.expr:
    return ast.Attribute(load(local), "__class__", ast.Load())


def _beside(spot: Spot) -> list[Spot]:
    found = [spot]
    for one in spot.ones.values():
        found += _beside(one)
    return found


def _crowded(frame: Frame) -> list[str]:
    """The entities of which more than one row may be met."""
    count: Counter[str] = Counter()
    for spot in frame.root.spots():
        count[spot.entity.name] += 1 if not _is_many(spot) else 2
    return [name for name, number in count.items() if number > 1]


def _is_many(spot: Spot) -> bool:
    """Whether it stands in a collection."""
    while spot.parent is not None and spot.via is not None:
        if spot.via.many:
            return True
        spot = spot.parent
    return False
