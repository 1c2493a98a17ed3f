"""A checked book and the same with a small change → whether the change can let an act through, by its form alone.

Of a condition it is told which way it moves: `<` made `<=` holds more often, a term less in an `and` too, one less in
an `or` less often; of a day or a number, whether it comes later or is larger. What has turned round moves both ways.
The way is followed through the facts and rules that stand on it, to the act. No facts are tried, no solver is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal as Exact

from dsl import core
from dsl.kinds import Value
from dsl.order import FactKey, children, fact_key

Ways = frozenset[int]
"""1: more often, later, larger; -1: less often, earlier, smaller; both, where it depends; none, where it stays."""
MORE, LESS, BOTH, STAYS = Ways({1}), Ways({-1}), Ways({1, -1}), Ways()
Name = FactKey | str
"""A fact, or a figure."""


def lets_through(
    book: core.Book, changed: core.Book, action: str, rules: Collection[core.Rule], facts: Collection[FactKey]
) -> bool:
    """Whether the change can permit the act where these rules and facts did not."""
    if changed.vocabulary.actions[action].default != book.vocabulary.actions[action].default:
        return changed.vocabulary.actions[action].default == "permitted"
    if any(1 in _of_rule(rule, changed.rules[rule.path]) for rule in rules):
        return True
    ground = stands_on(book, rules, facts)
    return any(1 in _times(ways, _of_name(book, changed, name)) for name, ways in ground.items())


def stands_on(
    book: core.Book, guards: Collection[core.Rule], facts: Collection[FactKey] | None = None
) -> Mapping[Name, Ways]:
    """The facts (only of those named, if any are) and figures of rules; how their act moves where these are more."""
    found: dict[Name, Ways] = defaultdict(lambda: STAYS)
    pending = [(part, way) for rule in guards for part, way in _parts(rule)]
    while pending:
        expression, ways = pending.pop()
        for name, inner in _names(expression, ways):
            is_ground = facts is None or isinstance(name, str) or name in facts
            if is_ground and not inner <= found[name]:
                found[name] |= inner
                if isinstance(name, tuple):
                    pending += _inside(book.facts[name], inner)
    return found


def _parts(rule: core.Rule) -> Iterator[tuple[core.Expr, Ways]]:
    """The conditions of a rule, and how its act is permitted where they hold more often."""
    permits = MORE if isinstance(rule.norm, core.Permission) else LESS
    yield from ((rule.where, permits), (rule.when, permits), (rule.unless, _times(permits, LESS)))


def _inside(fact: core.Fact, ways: Ways) -> Iterator[tuple[core.Expr, Ways]]:
    yield fact.body, ways
    for branch in fact.exceptions:
        yield from ((branch.value, ways), (branch.when, BOTH))
    if fact.presumed:
        yield fact.presumed.value, ways


def _names(e: core.Expr, ways: Ways) -> Iterator[tuple[Name, Ways]]:
    if isinstance(e, core.FactOf):
        yield fact_key(e), ways
    if isinstance(e, core.Figure):
        yield e.name, ways
    for place, child in enumerate(children(e)):
        yield from _names(child, _times(ways, _slope(e, place)))


# ── what was changed ──


def _of_rule(rule: core.Rule, changed: core.Rule) -> Ways:
    """How the act of a rule is permitted where the rule has been changed."""
    permits = MORE if isinstance(rule.norm, core.Permission) else LESS
    found = STAYS
    for (part, ways), (new, _) in zip(_parts(rule), _parts(changed), strict=True):
        found |= _times(ways, direction(part, new))
    for before, after, earlier in ((rule.since, changed.since, MORE), (rule.until, changed.until, LESS)):
        if before and after and before != after:
            found |= _times(permits, earlier if after < before else _times(earlier, LESS))
    return found


def _of_name(book: core.Book, changed: core.Book, name: Name) -> Ways:
    if isinstance(name, str):
        return _of_figure(book.parameters[name], changed.parameters[name])
    fact, new = book.facts[name], changed.facts[name]
    found = direction(fact.body, new.body)
    if len(fact.exceptions) != len(new.exceptions):
        return BOTH
    for branch, other in zip(fact.exceptions, new.exceptions, strict=True):
        found |= direction(branch.value, other.value) | (BOTH if branch.when != other.when else STAYS)
    if fact.presumed and new.presumed:  # without it the fact is unknown, and what rests on the unknown is not permitted
        found |= direction(fact.presumed.value, new.presumed.value)
    return found


def _of_figure(figure: core.Parameter, changed: core.Parameter) -> Ways:
    """On the days on which both have a value, for where there is none nothing is permitted."""
    edges = {date.min} | {day for each in (*figure.values, *changed.values) for day in _edges(each)}
    pairs = ((_on(figure, day), _on(changed, day)) for day in edges)
    return STAYS.union(*(_moved(a, b) for a, b in pairs if a is not None and b is not None))


def _edges(dated: core.Dated) -> Iterator[date]:
    if dated.since:
        yield dated.since
    if dated.until:
        yield dated.until + timedelta(days=1)


def _on(figure: core.Parameter, day: date) -> Value | None:
    within = (each for each in figure.values if (each.since or date.min) <= day <= (each.until or date.max))
    return next((each.value for each in within), None)


# ── expressions ──


def direction(before: core.Expr, after: core.Expr) -> Ways:
    """How the one moves to become the other."""
    if before == after:
        return STAYS
    match before, after:
        case core.Constant(), core.Constant():
            return _moved(before.value, after.value)
        case core.All(terms), _ if after in terms or isinstance(after, core.Any) or _is_shorter(before, after):
            return MORE
        case core.Any(terms), _ if after in terms or isinstance(after, core.All) or _is_shorter(before, after):
            return LESS
        case core.Compare(), core.Compare() if before.op != after.op:
            return {"<": MORE, ">": MORE, "<=": LESS, ">=": LESS}.get(before.op, BOTH)
        case (core.Pick() | core.Extreme(), core.Pick() | core.Extreme()) if before.end != after.end:
            return MORE if after.end == "latest" else LESS
        case _, core.Constant(value=bool()):  # a condition that was left out
            return _moved(not after.value, after.value)
    inside = children(before), children(after)
    if type(before) is not type(after) or len(inside[0]) != len(inside[1]):
        return BOTH
    moved = (direction(*pair) for pair in zip(*inside, strict=True))
    return STAYS.union(*(_times(ways, _slope(before, place)) for place, ways in enumerate(moved)))


def _is_shorter(before: core.All | core.Any, after: core.Expr) -> bool:
    return type(before) is type(after) and len(children(after)) < len(children(before))


def _moved(before: Value, after: Value) -> Ways:
    match before, after:
        case _ if before == after:
            return STAYS
        case (int() | Exact(), int() | Exact()) | (date(), date()):
            return MORE if after > before else LESS  # type: ignore[operator]
        case _:
            return BOTH


def _slope(e: core.Expr, place: int) -> Ways:
    """How an expression moves where the expression at that place inside it moves on."""
    match e:
        case core.Not():
            return LESS
        case core.Compare(op):
            larger = MORE if op in (">", ">=") else LESS if op in ("<", "<=") else BOTH
            return larger if place == 0 else _times(larger, LESS)
        case core.Shift(sign=sign):
            return MORE if sign > 0 or children(e)[place] is e.start else LESS
        case core.Arithmetic(op):
            return BOTH if op == "*" else LESS if op == "-" and place else MORE
        case core.Elapsed():
            return LESS if children(e)[place] is e.start else MORE
        case core.Extreme(end=end):
            return LESS if end == "earliest" and children(e)[place] is e.where else MORE
        case core.All() | core.Any() | core.PeriodEnd() | core.DayOf() | core.Exists() | core.Count() | core.Pick():
            return MORE
        case _:
            return BOTH


def _times(one: Ways, other: Ways) -> Ways:
    return Ways(a * b for a in one for b in other)


__all__ = ["BOTH", "LESS", "MORE", "STAYS", "Ways", "direction", "lets_through", "stands_on"]
