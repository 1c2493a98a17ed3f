"""A frame → the statements that read it from a mapping, each field checked by its type as it is read."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
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
    Collecting,
    FieldReader,
    Key,
    Meeting,
    Met,
    Rest,
    Slow,
    is_left_open,
    is_wanted,
    plain_words,
)

_MOST_DIGITS = 400
_GONE = ast.Constant(...)
"""Stands for what a row does not give. What is not there is counted as looked at."""
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
        get, left, key = self.module.fresh("get"), self.module.fresh("left"), self.module.fresh("key")
        fields = self._asked(root)
        names = [*fields, *root.ones, *root.groups]
        begin = self._begin(root, get, left)
        if root.entity.name in self.crowded:
            begin += [*self._key(root, key, get, left), *self._first(root, key)]
            if root.entity.key not in root.fields:
                del fields[root.entity.key]
        return [
            when(either(is_one), [self._slow()]),
            take,
            when(compared(_class(root.row), "is not", self.module.bind(dict, "t")), [self._slow()]),
            *seen,
            *begin,
            *self._values(root, fields, get, left),
            *self._whole(root, names, left),
            *self._related(root),
        ]

    def _first(self, root: Spot, key: str) -> Statements:
        """Notes the subject by its key."""
        note = ast.Assign([ast.Subscript(load(self._seen(root.entity.name)), load(key), ast.Store())], load(root.row))
        nameless: Statements = [self._slow()] if root.is_compared else []
        return [when(is_none(load(key)), nameless, [note])]

    def _seen(self, entity: str) -> str:
        return f"seen_{self.crowded.index(entity)}"

    def _all_seen(self) -> list[str]:
        return [self._seen(each) for each in self.crowded]

    def _slow(self) -> ast.stmt:
        return ast.Raise(self.module.bind(Slow, "slow"), None)

    # ── one row ──

    def row(self, spot: Spot) -> Statements:
        """Reads all of a row, which is a dict and was not looked at before."""
        get, left = self.module.fresh("get"), self.module.fresh("left")
        fields = self._asked(spot)
        return [
            *self._begin(spot, get, left),
            *self._values(spot, fields, get, left),
            *self._whole(spot, [*fields, *spot.ones, *spot.groups], left),
            *self._note(spot),
            *self._related(spot),
        ]

    def _again(self, spot: Spot) -> Statements:
        """Reads a row that was looked at before, as a whole and by its key."""
        get, left = self.module.fresh("get"), self.module.fresh("left")
        return [*self._begin(spot, get, left), *self._values(spot, spot.fields, get, left), *self._related(spot)]

    def _asked(self, spot: Spot) -> dict[str, str]:
        """The fields to be read, and those that have to be there, that name the row or join it to others."""
        entity = spot.entity
        joined = {ours for name in spot.groups for ours, _ in entity.relations[name].on}
        asked = [name for name in entity.fields if is_wanted(entity, name) or name == entity.key or name in joined]
        return {**spot.fields, **{name: self.module.fresh("u") for name in asked if name not in spot.fields}}

    def _begin(self, spot: Spot, get: str, left: str) -> Statements:
        count = call(self.module.bind(len, "h"), load(spot.row))
        return [assign(get, ast.Attribute(load(spot.row), "get", ast.Load())), assign(left, count)]

    def _values(self, spot: Spot, fields: Mapping[str, str], get: str, left: str) -> Statements:
        found: Statements = []
        for name, local in fields.items():
            found += self._field(spot, name, local, get, left)
        for relation in (*spot.ones, *spot.groups):
            raw = self._raw(spot, relation)
            found.append(assign(raw, call(load(get), constant(relation), _GONE)))
            gone = [_one_more(left), assign(raw, constant(None))]
            found.append(when(compared(load(raw), "is", _GONE), gone))
        return found

    def _raw(self, spot: Spot, relation: str) -> str:
        return f"raw_{spot.row}_{list(spot.entity.relations).index(relation)}"

    def _whole(self, spot: Spot, names: Sequence[str], left: str, then: Statements | None = None) -> Statements:
        """Nothing is given that is not read; or it is looked at."""
        rest = self.module.bind(Rest(self.book, spot.entity, frozenset(names)), "rest")
        look = ast.Expr(call(rest, load(spot.row)))
        return [when(compared(load(left), "!=", constant(len(names))), [look, *(then or [])])]

    def _note(self, spot: Spot) -> Statements:
        """No row is met twice."""
        if spot.entity.name not in self.crowded:
            return []
        note = self.module.bind(Met(self.book, spot.entity, spot.is_compared), "met")
        return [ast.Expr(call(note, load(spot.row), load(self._seen(spot.entity.name))))]

    def _related(self, spot: Spot) -> Statements:
        found: Statements = []
        for relation, one in spot.ones.items():
            found += self._one(self._raw(spot, relation), one)
        for relation, group in spot.groups.items():
            found += self._group(self._raw(spot, relation), spot, group)
        return found

    # ── one field ──

    def _field(self, spot: Spot, name: str, local: str, get: str, left: str) -> Statements:
        """`x = get(…)`; what has not the type of its kind is read the careful way."""
        declared = spot.entity.fields[name]
        reader = FieldReader(self.book, declared, is_wanted(spot.entity, name), self.frame.today)
        careful = [assign(local, call(self.module.bind(reader, "read"), load(local)))]
        told: list[ast.expr] = [constant(name)]
        if not is_wanted(spot.entity, name):
            happens = declared.absent == "never"
            told.append(self.module.bind(NEVER, "never") if happens else _GONE)
            gone = [_one_more(left), *([] if happens else [assign(local, constant(None))])]
            careful = [when(compared(load(local), "is", told[-1]), gone, careful)]
        odd = self._odd(declared.kind, local, name in spot.fields)
        return [assign(local, call(load(get), *told)), when(odd, careful, self._happened(declared, local))]

    def _happened(self, declared: core.Field, local: str) -> Statements:
        """An event after the day asked about has not happened."""
        happens = isinstance(declared.kind, Date | Instant)
        if declared.tense != "dated" or not happens or self.frame.today == date.max:
            return []
        day = method(load(local), "date") if isinstance(declared.kind, Instant) else load(local)
        ahead = compared(day, ">", self.module.bind(self.frame.today))
        return [when(ahead, [assign(local, self.module.bind(NEVER, "never"))])]

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
        """The rows of a collection as tuples, by a function of its own."""
        parent = load(owner.parent.row) if group.closed and owner.parent else constant(None)
        told = [load(raw), load(owner.row), parent, *map(load, self._all_seen())]
        both_ = ast.Tuple([ast.Name(group.rows, ast.Store()), ast.Name(group.more, ast.Store())], ast.Store())
        return [ast.Assign([both_], call(load(self._collection(group)), *told))]

    def _collection(self, group: Group) -> str:
        """Defines the function that reads a collection → its name."""
        element, relation, fresh = group.element, group.relation, self.module.fresh
        tuple_ = pair(*map(load, element.names()))
        known = self.module.define(
            fresh("known"), [element.row, *self._all_seen()], [*self._again(element), returned(tuple_)]
        )
        may_meet = relation.inverse is None and self._is_elsewhere(element)
        kind = Closed if group.closed else Meeting if may_meet else Collecting
        helper = self.module.bind(kind(self.book, relation, known), "rows")
        seen, rows, again, before = (
            load(self._seen(element.entity.name)),
            fresh("found"),
            fresh("again"),
            fresh("before"),
        )

        def ask(name: str, *told: ast.expr) -> ast.expr:
            return method(helper, name, *told)

        all_seen = list(map(load, self._all_seen()))
        is_list = [compared(_class("raw"), "is not", self.module.bind(each, "t")) for each in (list, tuple)]
        whole = ask("whole", load(rows), load(again), load("parent"), *all_seen)
        plain = pair(load(rows), constant(False))
        body: Statements = [
            when(both(is_list), [returned(ask("unknown", load("raw"), load("parent"), *all_seen))]),
            assign(rows, ast.List([], ast.Load())),
            assign(again, ast.List([], ast.Load())),
            assign(before, call(self.module.bind(len, "h"), seen)),
            ast.For(
                ast.Name(element.row, ast.Store()),
                load("raw"),
                self._element(group, ask, tuple_, rows, again, before),
                [],
                None,
            ),
            *([] if group.closed else [when(negated(load(again)), [returned(plain)])]),
            returned(whole),
        ]
        name = fresh("rows")
        self.module.define(name, ["raw", "owner", "parent", *self._all_seen()], body)
        return name

    def _element(
        self, group: Group, ask: Callable[..., ast.expr], tuple_: ast.expr, rows: str, again: str, before: str
    ) -> Statements:
        """Reads one row of a collection; of one that was met before, what was read then."""
        element, fresh = group.element, self.module.fresh
        get, left, key = fresh("get"), fresh("left"), fresh("key")
        seen, row = load(self._seen(element.entity.name)), load(element.row)
        fields = self._asked(element)
        names = [*fields, *element.ones, *element.groups]
        if element.entity.key not in element.fields:
            del fields[element.entity.key]
        known = ask("met", seen, load(key), row, load("parent"), load(before))
        told_again = ask("element", row, *map(load, self._all_seen()))
        agree: Statements = [ast.Expr(ask("agree", load("owner"), row))] if group.relation.inverse is None else []
        always = agree and any(theirs in fields for _, theirs in group.relation.on)
        nameless: Statements = [self._slow()] if element.is_compared else []
        return [
            when(compared(_class(element.row), "is not", self.module.bind(dict, "t")), [self._slow()]),
            *self._begin(element, get, left),
            *self._key(element, key, get, left),
            when(
                compared(load(key), "in", seen),
                [
                    assign(element.row, known),
                    *agree,
                    ast.Expr(method(load(again), "append", row)),
                    ast.Expr(method(load(rows), "append", told_again)),
                    ast.Continue(),
                ],
            ),
            when(is_none(load(key)), nameless, [ast.Assign([ast.Subscript(seen, load(key), ast.Store())], row)]),
            *self._values(element, fields, get, left),
            *self._whole(element, names, left, [] if always else agree),
            *(agree if always else []),
            *self._related(element),
            ast.Expr(method(load(rows), "append", tuple_)),
        ]

    def _key(self, element: Spot, key: str, get: str, left: str) -> Statements:
        """The key of a row as text; None where it has no name."""
        entity = element.entity
        careful: Statements = [assign(key, call(self.module.bind(Key(self.book, entity), "key"), load(element.row)))]
        if entity.key not in element.fields:
            careful.insert(0, when(compared(constant(entity.key), "not in", load(element.row)), [_one_more(left)]))
        is_text = isinstance(entity.fields[entity.key].kind, Text)
        odd = self._odd(Text(), key, True) if is_text else constant(True)
        return [assign(key, call(load(get), constant(entity.key))), when(odd, careful)]

    def _is_elsewhere(self, element: Spot) -> bool:
        return sum(each.entity is element.entity for each in self.frame.root.spots()) > 1


def _class(local: str) -> ast.expr:
    return ast.Attribute(load(local), "__class__", ast.Load())


def _one_more(name: str) -> ast.stmt:
    return ast.AugAssign(ast.Name(name, ast.Store()), ast.Add(), constant(1))


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
