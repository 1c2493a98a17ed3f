"""A checked book → what is wrong with it as a whole: too deep, figures missing on some day, guards on what changes.

Everything here reads core only and gives diagnostics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from graphlib import TopologicalSorter
from typing import TypeGuard, get_args

from dsl import core
from dsl.diagnose import Diagnostic
from dsl.kinds import Reference
from dsl.messages.catalogue import FIELD
from dsl.record import dataclass
from dsl.source import Span

FactKey = tuple[str, str]
MAX_HEIGHT = 150
"""Nodes on the deepest path through a condition and all the facts it stands on: the evaluator recurses this deep."""


def children(node: object) -> list[core.Expr]:
    """The expressions directly inside an expression, a norm, a fact or a tuple of these."""
    found: list[core.Expr] = []
    _gather(node, found)
    return found


def _gather(node: object, found: list[core.Expr]) -> None:
    """Without making a generator for each node: trees are large."""
    inside = node if isinstance(node, tuple) else [getattr(node, name) for name in _parts(type(node))]
    for each in inside:
        if _is_expression(each):
            found.append(each)
        elif isinstance(each, tuple | core.Branch | core.Presumption):
            _gather(each, found)


def _parts(kind: type) -> tuple[str, ...]:
    """The fields of a type of nodes in which an expression can be: asked of each type once, for trees are large."""
    if kind not in _PARTS:
        named = fields(kind) if is_dataclass(kind) else ()
        _PARTS[kind] = tuple(each.name for each in named if not _HOLDERS.isdisjoint(re.findall(r"\w+", str(each.type))))
    return _PARTS[kind]


_PARTS: dict[type, tuple[str, ...]] = {}
_EXPRESSIONS = frozenset(get_args(core.Expr))
_HOLDERS = frozenset({"Expr", "Branch", "Presumption", *(kind.__name__ for kind in _EXPRESSIONS)})
"""What the type of a field names, as it is written, if it can hold an expression."""


def _is_expression(value: object) -> TypeGuard[core.Expr]:
    return type(value) in _EXPRESSIONS


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


def conditions(rule: core.Rule) -> tuple[core.Expr, ...]:
    """All that a rule stands on."""
    return (rule.where, rule.when, rule.unless, *children(rule.norm))


def problems(
    facts: Mapping[FactKey, core.Fact],
    rules: Mapping[str, core.Rule],
    vocabulary: core.Vocabulary,
) -> Iterator[Diagnostic]:
    """What is wrong with the book as a whole."""
    yield from _heights(facts, rules)
    for rule in rules.values():
        yield from _guards(rule, facts, vocabulary)


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


def gaps(
    facts: Mapping[FactKey, core.Fact], rules: Mapping[str, core.Rule], parameters: Mapping[str, core.Parameter]
) -> Iterator[Gap]:
    """Days on which a figure has no value while rules that read it are in force."""
    uses: dict[str, list[Use]] = {}
    looked: dict[FactKey, _Looked] = {}
    for rule in rules.values():
        for name, span in _read(rule, facts, looked).items():
            uses.setdefault(name, []).append((rule, span if span.file == rule.span.file else rule.span))
    for name, found in uses.items():
        yield from _gaps(parameters[name], found)


Use = tuple[core.Rule, Span]
"""A rule, and where it reads a figure."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The days before the first value of a figure (or after the last), and the rules that read it then."""

    parameter: core.Parameter
    is_early: bool
    first: date
    last: date
    uses: tuple[Use, ...]


def _read(rule: core.Rule, facts: Mapping[FactKey, core.Fact], looked: dict[FactKey, _Looked]) -> dict[str, Span]:
    """The figures whose value of the day a rule reads, and where it does first.

    It goes the way of `reach`, but looks into each fact once for all rules: `looked` holds what it found there.
    """
    found: dict[str, Span] = {}
    for part in conditions(rule):
        seen: set[FactKey] = set()
        pending = [_look(part)]
        while pending:
            for each in pending.pop():
                if isinstance(each, core.Figure):
                    found.setdefault(each.name, each.span)
                elif (key := fact_key(each)) not in seen and key in facts:
                    seen.add(key)
                    if key not in looked:
                        looked[key] = _look(facts[key])
                    pending.append(looked[key])
    return found


_Looked = tuple[core.Figure | core.FactOf, ...]


def _look(node: object) -> _Looked:
    """What of a node says which figures of the day it stands on."""
    return tuple(
        each
        for each in walk(node)
        if isinstance(each, core.FactOf) or (isinstance(each, core.Figure) and each.on is None)
    )


def _gaps(parameter: core.Parameter, uses: list[Use]) -> Iterator[Gap]:
    if not parameter.values:
        return
    first, last = parameter.values[0].since, parameter.values[-1].until
    early = tuple(use for use in uses if first and (use[0].since or date.min) < first)
    late = tuple(use for use in uses if last and (use[0].until or date.max) > last)
    if first and early:
        start = min(rule.since or date.min for rule, _ in early)
        yield Gap(parameter, True, start, first - _DAY, early)
    if last and late:
        end = max(rule.until or date.max for rule, _ in late)
        yield Gap(parameter, False, last + _DAY, end, late)


_DAY = timedelta(days=1)


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
                blanks = {"name": field.names, "action": vocabulary.actions[rule.norm.action].names}
                span = each.span if each.span.file == rule.span.file else rule.span
                yield Diagnostic("RB416", span, blanks, ((field.span, FIELD),))
                return


def _field(node: core.Expr, vocabulary: core.Vocabulary) -> core.Field | None:
    if isinstance(node, core.FieldOf) and isinstance(node.of.kind, Reference):
        return vocabulary.entities[node.of.kind.entity].fields[node.name]
    return None
