"""How many rows a relation has to have at most, so that no more of them could change an answer.

A condition that only asks whether there is some row, or whether all are so, needs one row for each time it asks; the
others can be left out of any facts, and it says the same. A count that is compared with a figure needs one row more
than the figure. Together they need as many as the sum. Where a condition asks for rows of rows, or counts what is not
compared, a bound is a bound: the answer holds up to it, and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

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


def bounds(book: core.Book, conditions: Iterable[core.Expr], free: Collection[str] = ()) -> Bounds:
    """What these conditions need, with all the facts that they stand on, where the figures in `free` may be anything.

    What is asked for in several places may be several rows: so many are needed as all of them together.
    """
    nodes = list(_nodes(book, conditions))
    limits, open_counts = _counts(book, (node for node, _ in nodes), free)
    wanted: dict[str, int] = defaultdict(int)
    exact = not open_counts
    for each in dict.fromkeys(node for node, _ in nodes if isinstance(node, Quantifier)):
        wanted[_relation(each)] += limits.get(each, 0) + 1 if isinstance(each, core.Count) else 1
        exact &= not isinstance(each, core.Sum)
    exact &= not any(is_inner for node, is_inner in nodes if isinstance(node, Quantifier))
    exact &= all(number <= MOST for number in wanted.values())
    return Bounds({name: min(max(number, LEAST), MOST) for name, number in wanted.items()}, exact)


def _counts(
    book: core.Book, nodes: Iterable[core.Expr], free: Collection[str]
) -> tuple[dict[core.Expr, int], set[core.Expr]]:
    """The largest figure that each count is compared with; and the counts that are used in any other way."""
    limits: dict[core.Expr, int] = {}
    others: set[core.Expr] = set()
    for node in nodes:
        inside = children(book.facts[fact_key(node)]) if isinstance(node, core.FactOf) else children(node)
        for counted in (each for each in inside if isinstance(each, core.Count)):
            figure = None
            if isinstance(node, core.Compare):
                figure = _figure(book, node.right if counted is node.left else node.left, free)
            if figure is None:
                others.add(counted)
            else:
                limits[counted] = max(limits.get(counted, 0), figure)
    return limits, others


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


def _figure(book: core.Book, e: core.Expr, free: Collection[str]) -> int | None:
    """The largest whole number that an expression can be, of a constant or a figure that is not free."""
    if isinstance(e, core.Constant) and isinstance(e.value, int):
        return e.value
    if isinstance(e, core.Figure) and e.name not in free:
        return max((each.value for each in book.parameters[e.name].values if isinstance(each.value, int)), default=0)
    return None


def _nodes(book: core.Book, conditions: Iterable[core.Expr]) -> Iterator[tuple[core.Expr, bool]]:
    """Every expression, and whether it stands inside a quantifier: in its condition, or in a fact of its rows."""
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
