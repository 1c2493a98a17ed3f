"""Chance → nested facts about one subject: whole or thin, typed or as text, now and then with rows given twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dsl import core
from tests.agree.chance import Chance, text_of

Facts = dict[str, Any]
_BAD: tuple[object, ...] = (
    *("no such thing", "2016-02-30", "12 lightyears", " "),
    *(1.5, -1, True, b"", [], {}, {"id": 3}, (), object()),
)


@dataclass
class Nesting:
    """How facts are made up: how much is unknown, how deep they go, whether as text, whether something is wrong."""

    chance: Chance
    day: date
    unknowns: float = 0.2
    faults: float = 0.0
    as_text: bool = False
    seen: dict[str, list[Facts]] = field(default_factory=dict)

    def facts(self, entity: str, depth: int = 2) -> Facts:
        """`{entity: {…}}`."""
        return {entity: self.row(self.chance.book.vocabulary.entities[entity], {}, depth)}

    def row(self, entity: core.Entity, imposed: Facts, depth: int) -> Facts:
        """A new row, or one that was met before: mostly by its key alone, now and then in full once more."""
        met = self.seen.setdefault(entity.name, [])
        if met and self.chance.one_in(6):
            again = self.chance.random.choice(met)
            if entity.key in again:
                return {entity.key: again[entity.key]} if self.chance.random.random() < 0.8 else dict(again)
        made: Facts = {} if self.chance.one_in(9) else {entity.key: f"{entity.name}-{len(met) + 1}"}
        made |= {name: value for name, value in imposed.items() if self.chance.share(0.5)}
        for name, declared in entity.fields.items():
            if name not in made and name != entity.key:
                made |= self._given(declared)
        met.append(dict(made))
        for name, relation in entity.relations.items():
            if depth and self.chance.share(0.6):
                made[name] = self._related(made, relation, depth - 1)
        return self._spoilt(made)

    def _given(self, declared: core.Field) -> Facts:
        random = self.chance.random.random()
        joined = declared.name.endswith("_id")
        if declared.absent != "refused" and (random < self.unknowns or joined):
            return (
                {}
                if joined or self.chance.one_in(2)
                else {declared.name: self.chance.random.choice(("unknown", "未知", None, ""))}
            )
        if declared.absent == "never" and random < self.unknowns + 0.25:
            return {} if self.chance.one_in(2) else {declared.name: self.chance.random.choice((None, "never"))}
        value = self.chance.value(declared.kind, self.day)
        as_text = self.as_text and not self.chance.one_in(5)
        return {declared.name: text_of(value, declared.kind) if as_text else value}

    def _related(self, row: Facts, relation: core.Relation, depth: int) -> object:
        if self.chance.share(self.unknowns / 2):
            return self.chance.random.choice(("unknown", None))
        entity = self.chance.book.vocabulary.entities[relation.to]
        imposed = {theirs: row[ours] for ours, theirs in relation.on if ours in row}
        if not relation.many:
            return self.row(entity, imposed, depth)
        rows = [self.row(entity, imposed, depth) for _ in range(self.chance.random.choice((0, 1, 1, 2, 3, 5)))]
        return tuple(rows) if self.chance.one_in(9) else rows

    def _spoilt(self, row: Facts) -> Facts:
        """Now and then something in it is wrong."""
        if not self.chance.share(self.faults):
            return row
        names = [*row, "nobody_knows_this"]
        return {**row, self.chance.random.choice(names): self.chance.random.choice(_BAD)}
