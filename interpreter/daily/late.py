"""Until when outcomes last, told of the rows that are listed alone, question by question.

For a run that keeps nothing for a next one: of the others nobody asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interpreter.columns.judging import Lasting
from interpreter.columns.marks import listed_at
from interpreter.columns.questions import Question
from interpreter.daily.grounds import Grounds
from interpreter.daily.tree import Forest, column

LATE = "late"
"""The table of the rows of one question for which it is told until when outcomes last."""
NEAR = "near"
"""The same rows, with the fields on which that stands and the marks of their outcomes."""


@dataclass(frozen=True, slots=True)
class Late:
    """As `judging.Lasts`; `tables` are those of the judged rows, by entity."""

    forest: Forest
    tables: Mapping[str, str]

    def __call__(self, question: Question, listed: str) -> Lasting:
        """Makes the table of what is told of the rows listed."""
        forest, entity = self.forest, question.entity
        footings = next(tree.footings for tree in forest.trees if tree.entity == entity)
        tree = Grounds(forest.book, entity, {name: footings[name] for name in question.targets})
        forest.create(NEAR, f"{_read(tree, question)} FROM {self.tables[entity]} JOIN {listed} USING (rid)")
        near = {entity: NEAR}
        forest.turn([tree], self.tables, near)
        is_listed = {name: listed_at(place) for place, name in enumerate(question.targets)}
        query = forest.query(tree, self.tables, near, is_listed)
        forest.create(LATE, query)
        forest.connection.execute(f"DROP TABLE {NEAR}")
        return Lasting(LATE, {name: forest.until(tree, [name]) for name in tree.footings})


def _read(tree: Grounds, question: Question) -> str:
    """`SELECT` of what the turns of some rows stand on: to look each up again would read all rows each time."""
    entity = tree.of(())
    fields = {entity.key, *(spot.field for spot, _ in tree.turns if not spot.path)}
    fields |= {ours for _, relation in tree.below(()) for ours, _ in relation.on}
    columns = [column(entity, name) for name in entity.fields if name in fields]
    return f"SELECT rid, {', '.join([*columns, *(f'w{n}' for n, _ in enumerate(question.words))])}"
