"""Facts that give more than a frame reads → the same without relations that nobody reads, where those change nothing.

What hangs on a relation that is not read can still matter: it may tell more of a row that is read, or lead back to
one. `Thinner` looks at all of it. It thins only where every row out there is new, or one of those that are read told
by its key alone, and where nothing that is read is led back to. Anything else is left to `interpreter.facts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dsl import core
from interpreter.decide.frame import Frame, Spot
from interpreter.decide.given import FieldReader, Given, Key, Slow, is_left_open, is_same, is_wanted

_DEEPEST = 20


class Thinner:
    """Thins facts for one frame."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.entities = frame.book.vocabulary.entities
        self.read = {(s.entity.name, name) for s in frame.root.spots() for name in (*s.ones, *s.groups)}
        self.keys = {name: Key(frame.book, entity) for name, entity in self.entities.items()}
        self.readers = {
            (name, f.name): FieldReader(frame.book, f, is_wanted(entity, f.name))
            for name, entity in self.entities.items()
            for f in entity.fields.values()
        }

    def __call__(self, facts: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The facts without what nobody reads; None where there is nothing to leave out, or it cannot be left out."""
        root = self.frame.root
        if facts.__class__ is not dict or len(facts) != 1 or facts.get(root.entity.name).__class__ is not dict:
            return None
        look = _Look(self)
        try:
            thin = look.row(root, facts[root.entity.name])
            for owner, relation, value in look.left_out:
                look.strangers(owner, relation, value, 0)
        except Slow:
            return None
        return {root.entity.name: thin} if look.left_out else None


@dataclass
class _Look:
    """One look at the facts: rows by key, to-one links by row and relation, what is left out."""

    thinner: Thinner
    rows: dict[tuple[str, str], Given] = field(default_factory=dict)
    links: dict[tuple[int, str], int] = field(default_factory=dict)
    left_out: list[tuple[Given, core.Relation, object]] = field(default_factory=list)

    # ── what is read ──

    def row(self, spot: Spot, row: Given) -> Given:
        """A row that is read, thin; raises Slow where it is met again."""
        self._new(spot.entity, row)
        thin = dict(row)
        for name, relation in spot.entity.relations.items():
            value = row.get(name)
            if is_left_open(value):
                continue
            if name in spot.ones:
                thin[name] = self._one(row, relation, spot.ones[name], value)
            elif name in spot.groups:
                thin[name] = self._many(row, relation, spot.groups[name].element, value)
            else:
                self.left_out.append((row, relation, value))
                del thin[name]
        return thin

    def _one(self, row: Given, relation: core.Relation, spot: Spot, value: object) -> Given:
        if not isinstance(value, dict):
            raise Slow
        self.lead(row, relation, value)
        return self.row(spot, value)

    def _many(self, row: Given, relation: core.Relation, spot: Spot, value: object) -> list[Given]:
        if not isinstance(value, list | tuple):
            raise Slow
        found = []
        for each in value:
            known = self._known(spot.entity, each)
            if known is None:
                self.lead(row, relation, each)
                found.append(self.row(spot, each))
            else:  # told by its key: whoever reads it finds out whether that may be
                self.lead(row, relation, known)
                found.append({name: value for name, value in each.items() if name in spot.entity.fields})
        return found

    # ── what is not ──

    def strangers(self, owner: Given, relation: core.Relation, value: object, depth: int) -> None:
        """What an unread relation leads to. Raises Slow where it might matter, or is not well-formed."""
        if relation.many and not isinstance(value, list | tuple):
            raise Slow
        for each in value if relation.many else (value,):  # type: ignore[attr-defined]  # a list or a tuple
            self._stranger(owner, relation, each, depth)

    def _stranger(self, owner: Given, relation: core.Relation, row: object, depth: int) -> None:
        entity = self.thinner.entities[relation.to]
        if not isinstance(row, dict) or depth > _DEEPEST:
            raise Slow
        known = self._known(entity, row)
        if known is not None:
            if (entity.name, relation.inverse) in self.thinner.read and not self._is_linked(known, relation, owner):
                raise Slow
            self.lead(owner, relation, known)
            return
        self._new(entity, row)
        self.lead(owner, relation, row)
        self._well_formed(entity, row)
        for name, inner in entity.relations.items():
            if not is_left_open(row.get(name)):
                self.strangers(row, inner, row[name], depth + 1)

    def _well_formed(self, entity: core.Entity, row: Given) -> None:
        if not row.keys() <= {*entity.fields, *entity.relations}:
            raise Slow
        for name in entity.fields:
            self.thinner.readers[entity.name, name](row.get(name))

    # ── rows and links ──

    def _new(self, entity: core.Entity, row: Given) -> None:
        key = self.thinner.keys[entity.name](row)
        if key is not None and self.rows.setdefault((entity.name, key), row) is not row:
            raise Slow

    def _known(self, entity: core.Entity, row: object) -> Given | None:
        """The row that this one is, told by its key alone or by what is known of it."""
        if not isinstance(row, dict):
            raise Slow
        key = self.thinner.keys[entity.name](row)
        known = None if key is None else self.rows.get((entity.name, key))
        if known is None:
            return None
        for name, value in row.items():
            if name != entity.key and (name not in entity.fields or not is_same(known.get(name), value)):
                raise Slow
        return known

    def lead(self, owner: Given, relation: core.Relation, row: Given) -> None:
        """Notes a way and the way back. Raises Slow where either leads somewhere else already."""
        if not relation.many and self.links.setdefault((id(owner), relation.name), id(row)) != id(row):
            raise Slow
        back = (id(row), relation.inverse or "")
        if relation.many and relation.inverse is not None and self.links.setdefault(back, id(owner)) != id(owner):
            raise Slow  # a way back that leads to one row only

    def _is_linked(self, row: Given, relation: core.Relation, owner: Given) -> bool:
        """Whether the way back is known already: to one row, and that it is this one."""
        return relation.many and self.links.get((id(row), relation.inverse or "")) == id(owner)
