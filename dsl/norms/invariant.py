"""Invariants as written → core."""

from __future__ import annotations

from collections.abc import Iterable

from dsl import core
from dsl import syntax as s
from dsl.check import Checker
from dsl.diagnose import Diagnostic
from dsl.messages.catalogue import FIRST
from dsl.nodes import bilingual
from dsl.norms.clauses import Clauses, action_of, condition_of, scope_of, subject_of
from dsl.resolve import Names


def invariants(written: Iterable[s.Invariant], names: Names, checker: Checker) -> dict[str, core.Invariant]:
    """Every invariant that is well formed, by name."""
    taken = {path: rule.path.span for path, rule in names.rules.items()}
    taken |= {name: names.vocabulary.actions[action].span for name, action in names.actions.items()}
    for each in written:
        if first := taken.get(each.name.text):
            checker.problems.append(Diagnostic("RB210", each.name.span, {"name": each.name.text}, ((first, FIRST),)))
        taken.setdefault(each.name.text, each.name.span)
    checked = [_invariant(each, names, checker) for each in written]
    return {each.name: each for each in checked if each}


def _of_invariants(clause: s.Clause) -> bool:
    if isinstance(clause, s.Condition):
        return clause.word == "unless"
    return isinstance(clause, s.Subject | s.NeverPermitted | s.Lost)


def _invariant(written: s.Invariant, names: Names, checker: Checker) -> core.Invariant | None:
    clauses = Clauses(written, checker.problems)
    misplaced = [each for each in written.clauses if not _of_invariants(each)]
    checker.problems += [Diagnostic("RB404", each.span, {"name": written.name.text}) for each in misplaced]
    subject = subject_of(clauses, names, checker)
    never = clauses.one(s.NeverPermitted, "never permitted")
    if never is None and not any(isinstance(each, s.NormClause) for each in misplaced):
        clauses.missing("never permitted")
    unless = clauses.one(s.Condition, "unless", word="unless")
    if subject is None or never is None:
        return None
    entity, where = subject
    action = action_of(never.action, entity, names, checker.problems)
    excuse = condition_of(unless, scope_of(entity), checker, core.NO)
    if where is None or action is None or excuse is None:
        return None
    title = bilingual(tuple(each.value for each in written.titles))
    return core.Invariant(written.name.text, title, entity.name, where, action, excuse, written.name.span)
