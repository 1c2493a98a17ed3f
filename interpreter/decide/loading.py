"""A frame → the statements that read it from a mapping, each value checked by its type, no row met twice."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable

from dsl.kinds import Text
from interpreter.decide.collecting import Closed, Collecting, Meeting
from interpreter.decide.emit import (
    Module,
    assign,
    both,
    call,
    compared,
    constant,
    either,
    load,
    method,
    negated,
    pair,
    returned,
    when,
)
from interpreter.decide.frame import Frame, Group, Spot
from interpreter.decide.given import Name, Slow, is_left_open, is_wanted
from interpreter.decide.taking import SURE, UNSURE, Statements, Taking, class_of


class Loading:
    """Makes the statements for one frame."""

    def __init__(self, frame: Frame, module: Module) -> None:
        self.frame = frame
        self.book = frame.book
        self.module = module
        self.crowded = _crowded(frame)
        self.taking = Taking(frame.book, module, frame.today)

    def subject(self, facts: str) -> Statements:
        """What reads the subject from `{entity: {…}}`; raises Slow where that is not plain."""
        root, whole = self.frame.root, load(facts)
        is_other = [
            compared(class_of(facts), "is not", self.module.bind(dict, "t")),
            compared(call(self.module.bind(len, "h"), whole), "!=", constant(1)),
        ]
        return [
            when(either(is_other), [self._slow()]),
            assign(root.row, method(whole, "get", constant(root.entity.name))),
            when(compared(class_of(root.row), "is not", self.module.bind(dict, "t")), [self._slow()]),
            *(assign(each, ast.Dict([], [])) for each in self._all_seen()),
            assign(SURE, constant(True)),
            *self._row(root),
        ]

    def _seen(self, spot: Spot) -> str:
        """Names the rows of its entity that were met, by key."""
        return f"seen_{self.crowded.index(spot.entity.name)}"

    def _all_seen(self) -> list[str]:
        return [f"seen_{n}" for n in range(len(self.crowded))]

    def _slow(self) -> ast.stmt:
        return ast.Raise(self.module.bind(Slow, "slow"), None)

    # ── one row ──

    def _row(self, spot: Spot) -> Statements:
        """Reads a row that was not looked at before; it may not have been met either."""
        fields = self._asked(spot)
        slow: Statements = [self._slow()]
        is_crowded = spot.entity.name in self.crowded
        note = self._note(spot, lambda _: slow, fields[spot.entity.key]) if is_crowded else []
        take = self.taking.all(spot, {**fields, **self._raws(spot)}, [])
        return [*take, *note, *self._inside(spot, self._unchecked(spot, fields) if is_crowded else fields)]

    def _unchecked(self, spot: Spot, fields: dict[str, str]) -> dict[str, str]:
        """All but the key of a row that was noted, where no rule reads it: it has been looked at."""
        return {name: local for name, local in fields.items() if name != spot.entity.key or name in spot.fields}

    def _inside(self, spot: Spot, fields: dict[str, str]) -> Statements:
        """Checks what was taken, and reads what is related."""
        raws = self._raws(spot)
        found: Statements = [self.taking.checked(spot, name, local) for name, local in fields.items()]
        for relation, one in spot.ones.items():
            found += self._one(raws[relation], one)
        for relation, group in spot.groups.items():
            found += self._group(raws[relation], spot, group)
        return found

    def _asked(self, spot: Spot) -> dict[str, str]:
        """The fields to be read, and those that have to be there, that name the row or join it to others."""
        entity = spot.entity
        joined = {ours for name in spot.groups for ours, _ in entity.relations[name].on}
        asked = [name for name in entity.fields if is_wanted(entity, name) or name == entity.key or name in joined]
        return {**spot.fields, **{name: self.module.fresh("u") for name in asked if name not in spot.fields}}

    def _raws(self, spot: Spot) -> dict[str, str]:
        """Relation → the local name of what was given for it."""
        places = {name: place for place, name in enumerate(spot.entity.relations)}
        return {name: f"raw_{spot.row}_{places[name]}" for name in (*spot.ones, *spot.groups)}

    def _note(self, spot: Spot, met: Callable[[str], Statements], taken: str) -> Statements:
        """Notes a row by its key, of which the raw value was taken; or does what `met` says of the key's local name."""
        key, seen = self.module.fresh("key"), load(self._seen(spot))
        name = Name(self.book, spot.entity, spot.is_compared)
        careful = assign(key, call(self.module.bind(name, "name"), load(spot.row)))
        is_text = isinstance(spot.entity.fields[spot.entity.key].kind, Text)
        odd = self.taking.odd(Text(), key, True) if is_text else constant(True)
        noted = ast.Assign([ast.Subscript(seen, load(key), ast.Store())], load(spot.row))
        return [
            assign(key, load(taken)),
            when(odd, [careful]),
            when(compared(load(key), "in", seen), met(key)),
            noted,
        ]

    # ── relations ──

    def _one(self, raw: str, one: Spot) -> Statements:
        """The row that a relation leads to; None where that is not known."""
        missing: Statements = [UNSURE, assign(one.row, constant(None))]
        for each in _beside(one):
            missing += [assign(local, constant(None)) for local in each.fields.values()]
            missing += [assign(each.row, constant(None))] if each is not one else []
            for group in each.groups.values():
                missing += [assign(group.rows, pair()), assign(group.more, constant(True))]
        is_row = compared(class_of(raw), "is", self.module.bind(dict, "t"))
        return [when(is_row, [assign(one.row, load(raw)), *self._row(one)], [self._open(raw, missing)])]

    def _open(self, raw: str, then: Statements) -> ast.stmt:
        """What to do where a relation is not known; what is neither that nor a row is not plain."""
        is_open = [
            compared(load(raw), "is", self.taking.gone),
            call(self.module.bind(is_left_open, "h"), load(raw)),
        ]
        return when(either(is_open), then, [self._slow()])

    def _group(self, raw: str, owner: Spot, group: Group) -> Statements:
        """The rows of a collection as tuples."""
        helper = self.module.bind(self._helper(group), "rows")
        again, before = self.module.fresh("again"), self.module.fresh("before")
        parent = load(owner.parent.row) if group.closed and owner.parent else constant(None)
        told = [parent, *map(load, self._all_seen())]
        is_no_list = [compared(class_of(raw), "is not", self.module.bind(each, "t")) for each in (list, tuple)]
        given = ast.IfExp(compared(load(raw), "is", self.taking.gone), constant(None), load(raw))
        unknown = self._collected(group, method(helper, "unknown", given, *told))
        whole = self._collected(group, method(helper, "whole", load(group.rows), load(again), load(SURE), *told))
        row = ast.Name(group.element.row, ast.Store())
        read: Statements = [
            assign(group.rows, ast.List([], ast.Load())),
            assign(group.more, constant(False)),
            assign(again, ast.List([], ast.Load())),
            assign(before, call(self.module.bind(len, "h"), load(self._seen(group.element)))),
            ast.For(row, load(raw), self._each(owner, group, helper, parent, again, before), [], None),
            *(whole if group.closed else [when(load(again), whole)]),
        ]
        return [when(both(is_no_list), unknown, read)]

    def _collected(self, group: Group, found: ast.expr) -> Statements:
        is_sure = self.module.fresh("sure")
        names = (group.rows, group.more, is_sure)
        targets = ast.Tuple([ast.Name(each, ast.Store()) for each in names], ast.Store())
        return [ast.Assign([targets], found), when(negated(load(is_sure)), [UNSURE])]

    def _helper(self, group: Group) -> Collecting:
        """What is done where a collection is out of the ordinary."""
        element, relation = group.element, group.relation
        taken = self.taking.again(element, {**element.fields, **self._raws(element)})
        values = [assign(SURE, constant(True)), *self._inside(element, element.fields)]
        body = [*taken, *values, returned(pair(_tuple(element), load(SURE)))]
        known = self.module.define(self.module.fresh("known"), [element.row, *self._all_seen()], body)
        may_meet = relation.inverse is None and self._is_elsewhere(element)
        return (Closed if group.closed else Meeting if may_meet else Collecting)(self.book, relation, known)

    def _each(
        self, owner: Spot, group: Group, helper: ast.expr, parent: ast.expr, again: str, before: str
    ) -> Statements:
        """Reads one row of a collection; of one that was met before, what was read then."""
        element = group.element
        row, seen, fields = load(element.row), load(self._seen(element)), self._asked(element)
        agree: Statements = [] if group.relation.inverse else [ast.Expr(method(helper, "agree", load(owner.row), row))]
        always = any(theirs in fields for _, theirs in group.relation.on)

        def met(key: str) -> Statements:
            known = method(helper, "met", seen, load(key), row, parent, load(before))
            told, is_sure = self.module.fresh("told"), self.module.fresh("sure")
            both_ = ast.Tuple([ast.Name(told, ast.Store()), ast.Name(is_sure, ast.Store())], ast.Store())
            return [
                assign(element.row, known),
                *agree,
                ast.Expr(method(load(again), "append", row)),
                ast.Assign([both_], method(helper, "element", row, *map(load, self._all_seen()))),
                when(negated(load(is_sure)), [UNSURE]),
                ast.Expr(method(load(group.rows), "append", load(told))),
                ast.Continue(),
            ]

        return [
            when(compared(class_of(element.row), "is not", self.module.bind(dict, "t")), [self._slow()]),
            *self.taking.all(element, {**fields, **self._raws(element)}, [] if always else agree),
            *self._note(element, met, fields[element.entity.key]),
            *(agree if always else []),
            *self._inside(element, self._unchecked(element, fields)),
            ast.Expr(method(load(group.rows), "append", _tuple(element))),
        ]

    def _is_elsewhere(self, element: Spot) -> bool:
        return sum(each.entity is element.entity for each in self.frame.root.spots()) > 1


def _tuple(spot: Spot) -> ast.expr:
    return pair(*map(load, spot.names()))


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
