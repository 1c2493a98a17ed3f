"""How many rows a relation has to have at most, so that no more of them could change an answer.

A condition that only asks whether there is some row, or whether all are so, needs one row for each time it asks; the
others can be left out of any facts, and it says the same. A count that is compared with a figure needs one row more
than the figure. Where a condition asks for rows of rows, or counts what is not compared, a bound is a bound: the answer
holds up to it, and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from dsl import core
from dsl.kinds import Reference
from dsl.order import children, fact_key
from dsl.record import dataclass

LEAST, MOST = 2, 12
"""Rows that each relation has at least, and at most."""
Quantifier = core.Exists | core.Count | core.Sum | core.Extreme


@dataclass(frozen=True, slots=True)
class Bounds:
    """Rows by relation (`holder.lines`), and whether more rows could not change the answer."""

    rows: Mapping[str, int]
    exact: bool


def bounds(book: core.Book, conditions: Iterable[core.Expr]) -> Bounds:
    """What these conditions need, with all the facts that they stand on."""
    asked: dict[str, set[Quantifier]] = defaultdict(set)
    counts: dict[str, int] = {}
    exact = True
    for each, is_inner in _quantifiers(book, conditions):
        name = _relation(each)
        asked[name].add(each)
        exact &= not is_inner and not isinstance(each, core.Sum)
    for node in _walked(book, conditions):
        if isinstance(node, core.Compare):
            for counted, other in ((node.left, node.right), (node.right, node.left)):
                if isinstance(counted, core.Count) and (figure := _figure(book, other)) is not None:
                    name = _relation(counted)
                    counts[name] = max(counts.get(name, 0), figure + 1)
    exact &= all(not isinstance(each, core.Count) or name in counts for name, some in asked.items() for each in some)
    wanted = {name: max(LEAST, len(some), counts.get(name, 0)) for name, some in asked.items()}
    exact &= all(number <= MOST for number in wanted.values())
    return Bounds({name: min(number, MOST) for name, number in wanted.items()}, exact)


def of_action(book: core.Book, action: str) -> Iterator[core.Expr]:
    """The conditions of all that guards an action, and of what overrides these."""
    pending, seen = list(book.guards[action]), set[str]()
    while pending:
        rule = pending.pop()
        if rule.path not in seen:
            seen.add(rule.path)
            yield rule.conditions
            pending += book.overriders[rule.path]


def _relation(each: Quantifier) -> str:
    assert isinstance(each.over, core.Follow)
    kind = each.over.of.kind
    assert isinstance(kind, Reference)
    return f"{kind.entity}.{each.over.name}"


def _figure(book: core.Book, e: core.Expr) -> int | None:
    """The largest whole number that an expression can be, of a constant or a figure."""
    if isinstance(e, core.Constant) and isinstance(e.value, int):
        return e.value
    if isinstance(e, core.Figure):
        return max((each.value for each in book.parameters[e.name].values if isinstance(each.value, int)), default=0)
    return None


def _walked(book: core.Book, conditions: Iterable[core.Expr]) -> Iterator[core.Expr]:
    return (node for node, _ in _nodes(book, conditions))


def _quantifiers(book: core.Book, conditions: Iterable[core.Expr]) -> Iterator[tuple[Quantifier, bool]]:
    """Each quantifier, and whether it stands inside another: in its condition, or in a fact of its rows."""
    return ((node, is_inner) for node, is_inner in _nodes(book, conditions) if isinstance(node, Quantifier))


def _nodes(book: core.Book, conditions: Iterable[core.Expr]) -> Iterator[tuple[core.Expr, bool]]:
    pending = [(each, False) for each in conditions]
    seen: set[tuple[object, bool]] = set()
    while pending:
        node, is_inner = pending.pop()
        yield node, is_inner
        inside = is_inner or isinstance(node, Quantifier)
        pending += [(each, inside) for each in children(node)]
        if isinstance(node, core.FactOf) and (key := (fact_key(node), is_inner)) not in seen:
            seen.add(key)
            pending += [(each, is_inner) for each in children(book.facts[fact_key(node)])]
