"""A checked book → what is wrong with it as a whole: circles, figures missing on some day, guards on what changes.

Everything here reads core only and gives diagnostics.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from typing import TypeGuard, get_args

from dsl import core
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.kinds import Reference
from dsl.source import Span

FactKey = tuple[str, str]
MAX_HEIGHT = 150
"""Nodes on the deepest path through a condition and all the facts it stands on: the evaluator recurses this deep."""


def children(node: object) -> Iterator[core.Expr]:
    """The expressions directly inside an expression, a norm, a fact or a tuple of these."""
    if isinstance(node, tuple):
        for each in node:
            yield from _as_expression(each)
    else:
        for name in _parts(type(node)):
            yield from _as_expression(getattr(node, name))


def _parts(kind: type) -> tuple[str, ...]:
    """The fields of a type of nodes in which an expression can be: asked of each type once, for trees are large."""
    if kind not in _PARTS:
        named = fields(kind) if is_dataclass(kind) else ()
        _PARTS[kind] = tuple(each.name for each in named if each.name not in ("span", "kind"))
    return _PARTS[kind]


_PARTS: dict[type, tuple[str, ...]] = {}


_EXPRESSIONS = frozenset(get_args(core.Expr))


def _is_expression(value: object) -> TypeGuard[core.Expr]:
    return type(value) in _EXPRESSIONS


def _as_expression(value: object) -> Iterator[core.Expr]:
    if _is_expression(value):
        yield value
    elif isinstance(value, tuple | core.Branch | core.Presumption):
        yield from children(value)


def walk(node: object) -> Iterator[core.Expr]:
    """Every expression inside a node, itself included, without recursion."""
    pending = [node]
    while pending:
        current = pending.pop()
        if _is_expression(current):
            yield current
        pending += children(current)


def fact_key(node: core.FactOf) -> FactKey:
    """Which fact a node reads."""
    kind = node.of.kind
    return (kind.entity if isinstance(kind, Reference) else "", node.name)


def reach(node: object, facts: Mapping[FactKey, core.Fact]) -> Iterator[core.Expr]:
    """Every expression inside a node and inside all the facts it stands on, each fact once."""
    seen: set[FactKey] = set()
    pending: list[object] = [node]
    while pending:
        for each in walk(pending.pop()):
            yield each
            if isinstance(each, core.FactOf) and (key := fact_key(each)) not in seen and key in facts:
                seen.add(key)
                pending.append(facts[key])


def conditions(rule: core.Rule) -> tuple[object, ...]:
    """All that a rule stands on."""
    return (rule.where, rule.when, rule.unless, *children(rule.norm))


def problems(
    facts: Mapping[FactKey, core.Fact],
    rules: Mapping[str, core.Rule],
    parameters: Mapping[str, core.Parameter],
    vocabulary: core.Vocabulary,
) -> Iterator[Diagnostic]:
    """What is wrong with the book as a whole."""
    yield from _overrides(rules)
    yield from _heights(facts, rules)
    for rule in rules.values():
        yield from _figures(rule, facts, parameters)
        yield from _guards(rule, facts, vocabulary)


def _overrides(rules: Mapping[str, core.Rule]) -> Iterator[Diagnostic]:
    for rule in rules.values():
        for path in rule.overrides:
            other = rules.get(path)
            if other and other.subject != rule.subject:
                related = ((other.span, Words("被优先的规则", "the rule it overrides")),)
                yield Diagnostic("RB409", rule.span, {"name": rule.path, "other": path}, related)
    graph = {path: set(rule.overrides) & set(rules) for path, rule in rules.items()}
    for circle in islice(_circles(graph), _MOST_CIRCLES):
        yield Diagnostic("RB213", rules[circle[0]].span, {"circle": " → ".join(circle)})


_MOST_CIRCLES = 20


def _circles(graph: dict[str, set[str]]) -> Iterator[list[str]]:
    """Circles that share no rule, each with its first rule again at its end; to find one costs a walk of the graph."""
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1]
            yield circle
            graph = {path: others - set(circle) for path, others in graph.items() if path not in circle}
        else:
            return


def _heights(facts: Mapping[FactKey, core.Fact], rules: Mapping[str, core.Rule]) -> Iterator[Diagnostic]:
    """Facts that stand on facts that stand on facts …: too deep for any reader and for the evaluator."""
    graph = {
        key: {k for e in walk(fact) if isinstance(e, core.FactOf) and (k := fact_key(e)) in facts}
        for key, fact in facts.items()
    }
    height: dict[FactKey, int] = {}
    for key in TopologicalSorter(graph).static_order():
        height[key] = depth(facts[key]) + max((height[each] for each in graph[key]), default=0)
        if height[key] > MAX_HEIGHT:
            yield Diagnostic("RB105", facts[key].span, {"limit": str(MAX_HEIGHT)})
            return


def depth(node: object) -> int:
    """The longest way down from a node, counted in expressions."""
    deepest = 0
    pending: list[tuple[object, int]] = [(node, 0)]
    while pending:
        current, level = pending.pop()
        deepest = max(deepest, level)
        pending += [(each, level + 1) for each in children(current)]
    return deepest


def _figures(
    rule: core.Rule, facts: Mapping[FactKey, core.Fact], parameters: Mapping[str, core.Parameter]
) -> Iterator[Diagnostic]:
    """A figure must have a value on every day on which the rule is in force."""
    seen: set[str] = set()
    for each in (node for part in conditions(rule) for node in reach(part, facts)):
        if not isinstance(each, core.Figure) or each.on is not None or each.name in seen:
            continue
        seen.add(each.name)
        parameter = parameters[each.name]
        if gap := _uncovered(rule, parameter):
            related = ((parameter.span, Words("参数声明于此", "the parameter is declared here")),)
            yield Diagnostic(
                "RB408", _own(each.span, rule), {"name": each.name, "rule": rule.path, "gap": gap}, related
            )


def _own(span: Span, rule: core.Rule) -> Span:
    return span if span.file == rule.span.file else rule.span


def _uncovered(rule: core.Rule, parameter: core.Parameter) -> str | None:
    if not parameter.values:
        return None
    first, last = parameter.values[0].since, parameter.values[-1].until
    if first and (rule.since or date.min) < first:
        return f"{rule.since or '…'} – {first - timedelta(days=1)}"
    if last and (rule.until or date.max) > last:
        return f"{last + timedelta(days=1)} – {rule.until or '…'}"
    return None


def _guards(rule: core.Rule, facts: Mapping[FactKey, core.Fact], vocabulary: core.Vocabulary) -> Iterator[Diagnostic]:
    """A guard that reads a current field is undetermined for every recorded act before the snapshot's day."""
    if not isinstance(rule.norm, core.Prohibition | core.Permission):
        return
    if not vocabulary.actions[rule.norm.action].recorded_by:
        return
    for part in (rule.where, rule.when, rule.unless):
        for each in reach(part, facts):
            field = _field(each, vocabulary)
            if field and field.tense == "current":
                related = ((field.span, Words("字段声明于此", "the field is declared here")),)
                yield Diagnostic(
                    "RB416", _own(each.span, rule), {"name": field.name, "action": rule.norm.action}, related
                )
                return


def _field(node: core.Expr, vocabulary: core.Vocabulary) -> core.Field | None:
    if isinstance(node, core.FieldOf) and isinstance(node.of.kind, Reference):
        return vocabulary.entities[node.of.kind.entity].fields[node.name]
    return None
