"""Rules as written → core: clause by clause, whatever is wrong with each told once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from dsl import core, kinds, priority, slips
from dsl import syntax as s
from dsl.check import Checker, Scope
from dsl.core import Words
from dsl.diagnose import Diagnostic, unknown
from dsl.messages.catalogue import BEGINNING
from dsl.messages.tokens import keyword
from dsl.nodes import bilingual
from dsl.norms.clauses import Clauses, action_of, cites, condition_of, scope_of, subject_of
from dsl.resolve import Names
from dsl.source import Span

_SEVERITIES = {"high": "high", "medium": "medium", "low": "low", "高": "high", "中": "medium", "低": "low"}
_STANDINGS = {"settled": "settled", "contested": "contested", "无争议": "settled", "有争议": "contested"}
_DEFAULTS = (("when", core.YES), ("unless", core.NO))


def rules(names: Names, checker: Checker) -> dict[str, core.Rule]:
    """Every rule that is well formed, by its path in English words."""
    checked = {path: _rule(path, rule, names, checker) for path, rule in names.rules.items()}
    sound = {path: rule for path, rule in checked.items() if rule}
    if names.texts:
        from dsl.overriding import together  # most books amend nothing

        sound = together(sound, names.texts)
    checker.problems += priority.problems(sound, names)
    return sound


def _rule(path: str, rule: s.Rule, names: Names, checker: Checker) -> core.Rule | None:
    clauses = Clauses(rule, checker.problems)
    subject = subject_of(clauses, names, checker)
    cited = _sources(clauses, names, checker.problems)
    norm_clause: s.NormClause | None = clauses.one((s.Must, s.MustHappen, s.MustNot, s.May), "must / must not / may")
    misplaced = [each for each in rule.clauses if isinstance(each, s.NeverPermitted)]
    checker.problems += [_misplaced(each) for each in misplaced]
    kept = [each for each in rule.clauses if isinstance(each, s.Transitional)]
    checker.problems += [Diagnostic("RB806", each.span, {"name": keyword("rule")}) for each in kept]
    if norm_clause is None and not misplaced:
        clauses.missing("must / must not / may")
    conditions = {word: clauses.one(s.Condition, word, word=word) for word in ("when", "unless")}
    labels = _labels(clauses, names, checker.problems)
    force = _force(clauses, cited or (), names, checker)
    overrides = tuple(_overridden(clauses, names, checker.problems))
    penalty = _penalty(clauses, names, checker.problems)
    if subject is None:
        return None
    entity, where = subject
    scope = scope_of(entity)
    when, unless = (condition_of(conditions[word], scope, checker, default) for word, default in _DEFAULTS)
    norm = _norm(norm_clause, entity, scope, names, checker) if norm_clause else None
    if clauses.lost or not cited or where is None or when is None or unless is None:
        return None
    if norm is None or labels is None or not force:
        return None
    return core.Rule(
        path,
        bilingual(tuple(title.value for title in rule.titles)),
        entity.name,
        where,
        when,
        unless,
        norm,
        *force,
        cited,
        overrides,
        labels["binds"],
        labels["severity"] or "medium",
        penalty,
        labels["note"] or "",
        cast(Any, labels["standing"] or "settled"),
        rule.path.span,
    )


def _misplaced(clause: s.NeverPermitted) -> Diagnostic:
    mended = slips.prohibited(clause.span, clause.action.span)
    return Diagnostic("RB411", clause.span, {"name": clause.action.text}, edits=mended)


def _sources(clauses: Clauses, names: Names, problems: list[Diagnostic]) -> tuple[core.Citation, ...] | None:
    """What the rule stands on; a rule that cites nothing is an error."""
    written = [
        cite
        for each in clauses.owner.clauses
        if isinstance(each, s.Cited) and each.word == "source"
        for cite in each.cites
    ]
    if not written:
        path = cast(s.Rule, clauses.owner).path
        if not clauses.lost:
            problems.append(Diagnostic("RB403", path.span, {"name": path.text}))
        return None
    cited = cites(written, names, problems)
    return cited if len(cited) == len(written) else None


def _penalty(clauses: Clauses, names: Names, problems: list[Diagnostic]) -> tuple[core.Citation, ...]:
    written = [
        cite
        for each in clauses.owner.clauses
        if isinstance(each, s.Cited) and each.word == "penalty"
        for cite in each.cites
    ]
    return cites(written, names, problems)


def _overridden(clauses: Clauses, names: Names, problems: list[Diagnostic]) -> Iterable[str]:
    for clause in clauses.owner.clauses:
        if isinstance(clause, s.Overrides):
            path = names.path(clause.path.text)
            names.glossary.note_path(clause.path.span, path, names.vocabulary.words)
            if path in names.rules:
                yield path
            elif path not in names.broken:
                problems.append(unknown("RB207", clause.path.text, names.rule_paths(), clause.path.span))


def _force(
    clauses: Clauses, cited: tuple[core.Citation, ...], names: Names, checker: Checker
) -> tuple[Any, Any] | None:
    """The time in force: as written, or else that of the first source; None where a date is wrong."""
    law = names.register.sources[cited[0].source] if cited else None
    told = len(checker.problems)
    first, last = (clauses.one(s.Bound, word, word=word) for word in ("from", "until"))
    since = checker.day(first.date) if first else law and law.since
    until = checker.day(last.date) if last else law and law.until
    if since and until and until < since:
        span = last.date.span if last else first.date.span if first else clauses.owner.span
        related = ((first.date.span, BEGINNING),) if first and last else ()
        checker.problems.append(Diagnostic("RB405", span, {"name": f"{since} – {until}"}, related))
    return (since, until) if len(checker.problems) == told else None


def _labels(clauses: Clauses, names: Names, problems: list[Diagnostic]) -> Mapping[str, str | None] | None:
    """`binds`, `severity`, `standing`, `note`; None where one of them is wrong."""
    found: dict[str, str | None] = {}
    told = len(problems)
    for word in ("binds", "severity", "standing", "note"):
        label = clauses.label(word)
        found[word] = _label(word, label.value, names, problems) if label else None
    return found if len(problems) == told else None


def _label(word: str, value: s.Word, names: Names, problems: list[Diagnostic]) -> str | None:
    if word == "binds":
        return names.party(value, problems)
    known = {"severity": _SEVERITIES, "standing": _STANDINGS}.get(word)
    if known is None:
        return value.text
    if value.text not in known:
        problems.append(unknown("RB412", value.text, known, value.span, clause=keyword(word), known=_values(known)))
    return known.get(value.text)


def _values(known: Mapping[str, str]) -> Words:
    return Words("、".join(word for word in known if not word.isascii()), ", ".join(filter(str.isascii, known)))


# ── norms ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _norm(clause: s.NormClause, entity: core.Entity, scope: Scope, names: Names, checker: Checker) -> core.Norm | None:
    match clause:
        case s.Must(state, by):
            return _duty(state, by, scope, checker, clause.span)
        case s.MustHappen(event, duration, start):
            return _deadline(event, duration, start, scope, checker, clause.span)
        case s.MustNot(action):
            found = action_of(action, entity, names, checker.problems)
            return core.Prohibition(found, clause.span) if found else None
        case s.May(action):
            found = action_of(action, entity, names, checker.problems)
            return core.Permission(found, clause.span) if found else None


def _duty(state: s.Expr, by: s.Expr | None, scope: Scope, checker: Checker, span: Span) -> core.Duty | None:
    wanted = checker.condition(state, scope)
    day = checker.of_kind(by, scope, kinds.Date(), "RB305") if by else None
    if wanted is None or (by is not None and day is None):
        return None
    return core.Duty(wanted, day, span)


def _deadline(
    event: s.Expr, duration: s.Expr, start: s.Expr, scope: Scope, checker: Checker, span: Span
) -> core.Deadline | None:
    due = checker.period_end(duration, start, scope, duration.span.to(start.span))
    done = checker.of_kind(event, scope, due.kind, "RB305") if due else checker.value(event, scope)
    return core.Deadline(done, due, span) if due and done else None
