"""One mutation of a well-typed statement: what somebody who wrote it could have got wrong, and where.

Each gives the statement anew, still grammatical, with one mistake in it; None where the statement has no place for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal as Exact
from typing import Any

from dsl import syntax as s
from tests.generating.outline import Outline, Pick

Slip = Callable[[Pick, Outline, s.Statement], s.Statement | None]
Way = tuple[str | int, ...]


def ways(node: Any, before: Way = ()) -> Iterator[tuple[Way, Any]]:
    """Every node inside a tree, and how to get there."""
    if isinstance(node, tuple):
        for n, each in enumerate(node):
            yield from ways(each, (*before, n))
    elif is_dataclass(node):
        yield before, node
        for part in fields(node):
            if part.name != "span":
                yield from ways(getattr(node, part.name), (*before, part.name))


def put(node: Any, way: Way, new: Any) -> Any:
    """The tree with another node at a place."""
    if not way:
        return new
    first, *rest = way
    if isinstance(node, tuple):
        return tuple(put(each, tuple(rest), new) if n == first else each for n, each in enumerate(node))
    return replace(node, **{str(first): put(getattr(node, str(first)), tuple(rest), new)})


def misspelt(pick: Pick, outline: Outline, statement: s.Statement) -> s.Statement | None:
    """One letter of a name is another one, where the name is used."""
    declared = {*outline.words, *(f"q{n}" for n in range(9))}
    words = [(way, node) for way, node in ways(statement) if isinstance(node, s.Word) and node.text in declared]
    places = [(way, word) for way, word in words if way != ("name",)]
    if not places:
        return None
    way, word = pick(places)
    return replaced(statement, way, s.Word(word.text[:-1] + "z"))


def other_kind(pick: Pick, outline: Outline, statement: s.Statement) -> s.Statement | None:
    """One side of a comparison is of a kind that cannot stand there."""
    places = [(way, node) for way, node in ways(statement) if isinstance(node, s.Comparison)]
    if not places:
        return None
    way, _ = pick(places)
    stranger = s.Amount(Exact(3), "USD")  # nothing that is made up here has this currency
    return replaced(statement, (*way, pick(("left", "right"))), stranger)


def without_norm(pick: Pick, outline: Outline, statement: s.Statement) -> s.Statement | None:
    """What is to be done is not said."""
    if isinstance(statement, s.Fact | s.Repeal):
        return None
    kept = [each for each in statement.clauses if not isinstance(each, s.NormClause | s.NeverPermitted)]
    return replace(statement, clauses=tuple(kept))


def doubled(pick: Pick, outline: Outline, statement: s.Statement) -> s.Statement | None:
    """A clause that may stand once stands twice."""
    if isinstance(statement, s.Fact):
        return None
    once = [each for each in statement.clauses if not isinstance(each, s.Cited | s.Overrides)]
    at = statement.clauses.index(pick(once))
    clauses = (*statement.clauses[: at + 1], *statement.clauses[at:])
    return replace(statement, clauses=clauses)


def foreign_action(pick: Pick, outline: Outline, statement: s.Statement) -> s.Statement | None:
    """The action is one of another entity."""
    places = [(w, n) for w, n in ways(statement) if isinstance(n, s.MustNot | s.May | s.NeverPermitted)]
    for way, norm in places:
        others = [name for name, on in outline.actions.items() if on != outline.actions[norm.action.text]]
        if others:
            return replaced(statement, way, replace(norm, action=s.Word(pick(others))))
    return None


def replaced(statement: s.Statement, way: Way, new: Any) -> s.Statement:
    """The statement with another node at a place."""
    found: s.Statement = put(statement, way, new)
    return found


SLIPS: Sequence[Slip] = (misspelt, other_kind, without_norm, doubled, foreign_action)
