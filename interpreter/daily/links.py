"""Relations → the fields by whose hashes rows are known and led to each other.

Hashes of equal values are equal; so what a relation reaches is among what its hashes reach, and little else is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dsl import core
from dsl.kinds import Text

Tie = tuple[str, ...]
"""Fields of one entity that are hashed together."""


def tied(vocabulary: core.Vocabulary, relation: core.Relation) -> tuple[Tie, Tie]:
    """Of both sides of a relation the fields by whose hashes it is followed: texts, where it has any.

    Texts are the same in a file and in a table; what else joins may be written in many ways.
    """
    fields = vocabulary.entities[relation.entity].fields
    texts = [(ours, theirs) for ours, theirs in relation.on if isinstance(fields[ours].kind, Text)]
    ours, theirs = zip(*(texts or relation.on), strict=True)
    return ours, theirs


def ties(vocabulary: core.Vocabulary, present: Collection[str]) -> dict[str, list[Tie]]:
    """By entity the ties of its rows, that of its key first; of entities of which there are tables."""
    found: dict[str, list[Tie]] = {entity: [(vocabulary.entities[entity].key,)] for entity in present}
    for relation in relations(vocabulary, present):
        for entity, tie in zip((relation.entity, relation.to), tied(vocabulary, relation), strict=True):
            if tie not in found[entity]:
                found[entity].append(tie)
    return found


def relations(vocabulary: core.Vocabulary, present: Collection[str]) -> Iterator[core.Relation]:
    """Between tables that are there, in the order of the vocabulary: the same, whatever their files are called."""
    for name, entity in vocabulary.entities.items():
        if name in present:
            yield from (each for each in entity.relations.values() if each.to in present)
