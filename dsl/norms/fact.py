"""Facts as written → core, in the order in which they need each other; circles are told."""

from __future__ import annotations

from collections.abc import Iterable

from dsl import core, kinds
from dsl import syntax as s
from dsl.check import Checker, Scope
from dsl.core import Words
from dsl.declared import declared
from dsl.diagnose import Diagnostic, Related
from dsl.messages.catalogue import FIRST_CLAUSE, MAIN_VALUE
from dsl.messages.tokens import keyword
from dsl.norms.clauses import cites, scope_of
from dsl.resolve import Names, fact_names

FactKey = tuple[str, str]
_MOST = 5
"""Facts of a circle that are shown where they stand."""
_VALUE, _CONDITION = Words("例外的值", "value"), Words("条件", "condition")


def facts(names: Names, checker: Checker) -> dict[FactKey, core.Fact]:
    """Every fact checked, those it needs before it; facts that need themselves are reported once for each circle."""
    done: dict[FactKey, core.Fact] = {}
    for key in names.facts:
        _settle(key, names, checker, done)
    return {key: done[key] for key in names.facts if key in done}


def _settle(key: FactKey, names: Names, checker: Checker, done: dict[FactKey, core.Fact]) -> None:
    """One fact and all it needs, with a stack of our own: a chain of facts may be longer than Python's.

    `begun` holds the facts on the way from `key` to the current one: what needs one of them closes a circle.
    """
    stack, begun = [key], dict.fromkeys((key,))
    while stack:
        current = stack[-1]
        if current in checker.fact_kinds:
            stack.pop()
            begun.pop(current, None)
            continue
        begun[current] = None
        told = len(checker.problems)
        checker.needs.clear()
        fact = _fact(current, names, checker)
        if checker.needs:
            del checker.problems[told:]  # said again when the fact is checked again
            if again := next((each for each in checker.needs if each in begun), None):
                _circle(again, list(begun), names, checker)
            else:
                stack += checker.needs
            continue
        checker.fact_kinds[current] = fact.kind if fact else None
        if fact:
            done[current] = fact


def _circle(again: FactKey, begun: list[FactKey], names: Names, checker: Checker) -> None:
    circle = begun[begun.index(again) :]
    told = Words(*(" → ".join(name.say(lang) for name in _dotted([*circle, again], names)) for lang in ("zh", "en")))
    others = tuple((names.facts[key].name.span, Words("环中的事实", "part of the circle")) for key in circle[1:_MOST])
    checker.problems.append(Diagnostic("RB212", names.facts[circle[0]].name.span, {"circle": told}, others))
    for key in circle:
        checker.fact_kinds[key] = None


def _dotted(keys: Iterable[FactKey], names: Names) -> list[Words]:
    """Facts as they are written in each language: `line.live`, `号卡.在网`."""
    return [
        Words(f"{entity.zh}.{own.zh}", f"{entity.en}.{own.en}")
        for key in keys
        for entity, own in [(names.vocabulary.entities[key[0]].names, fact_names(names.facts[key]))]
    ]


def _fact(key: FactKey, names: Names, checker: Checker) -> core.Fact | None:
    fact = names.facts[key]
    scope = scope_of(names.vocabulary.entities[key[0]])
    body = checker.value(fact.body, scope)
    kind = body.kind if body else None
    main = ((fact.body.span, MAIN_VALUE),)
    branches = [_branch(each, kind, scope, checker, main) for each in fact.exceptions]
    presumed = [_presumed(each, kind, scope, names, checker, main) for each in fact.presumed]
    if len(fact.presumed) > 1:
        first = ((fact.presumed[0].span, FIRST_CLAUSE),)
        checker.problems.append(Diagnostic("RB402", fact.presumed[1].span, {"clause": keyword("presumed")}, first))
    if body is None or None in branches or None in presumed:
        return None
    if isinstance(body.kind, kinds.Collection):
        found = {"found": checker.words(body.kind)}
        checker.problems.append(Diagnostic("RB315", fact.body.span, found, declared((body,), names)))
        return None
    return core.Fact(
        key[0],
        key[1],
        fact_names(fact),
        body.kind,
        body,
        tuple(each for each in branches if each),
        presumed[0] if presumed else None,
        fact.span,
    )


def _branch(e: s.Except, kind: kinds.Kind | None, scope: Scope, checker: Checker, main: Related) -> core.Branch | None:
    told = len(checker.problems)
    value = checker.of_kind(e.value, scope, kind, "RB316", main) if kind else checker.quietly(e.value, scope)
    when = checker.condition(e.when, scope)
    if kind and value is None and when is None and _are_exchanged(e, kind, scope, checker):
        checker.problems[told:] = [Diagnostic("RB142", e.value.span, {"first": _VALUE, "second": _CONDITION})]
    return core.Branch(value, when, e.span) if value and when else None


def _are_exchanged(e: s.Except, kind: kinds.Kind, scope: Scope, checker: Checker) -> bool:
    """Whether the value would do as the condition, and the condition as the value."""
    told = len(checker.problems)
    found = checker.condition(e.value, scope), checker.of_kind(e.when, scope, kind, "RB316")
    del checker.problems[told:]
    return None not in found


def _presumed(
    e: s.Presumed, kind: kinds.Kind | None, scope: Scope, names: Names, checker: Checker, main: Related
) -> core.Presumption | None:
    value = checker.of_kind(e.value, scope, kind, "RB316", main) if kind else None
    cited = cites(e.sources, names, checker.problems)
    return core.Presumption(value, cited, e.span) if value and cited else None
