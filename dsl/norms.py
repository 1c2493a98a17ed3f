"""Statements as written → core: facts in the order they need each other, rules and invariants clause by clause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from dsl import core, kinds, priority, slips
from dsl import syntax as s
from dsl.check import Checker, Scope
from dsl.core import Words
from dsl.declared import declared
from dsl.diagnose import Diagnostic, Related, unknown
from dsl.kinds import Reference
from dsl.messages.catalogue import BEGINNING, FIRST, FIRST_CLAUSE, MAIN_VALUE
from dsl.messages.tokens import keyword
from dsl.nodes import bilingual
from dsl.record import dataclass
from dsl.resolve import Names, fact_names
from dsl.source import Span

C = TypeVar("C")
FactKey = tuple[str, str]

_SEVERITIES = {"high": "high", "medium": "medium", "low": "low", "高": "high", "中": "medium", "低": "low"}
_STANDINGS = {"settled": "settled", "contested": "contested", "无争议": "settled", "有争议": "contested"}


# ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


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


_MOST = 5
"""Facts of a circle that are shown where they stand."""


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


_VALUE, _CONDITION = Words("例外的值", "value"), Words("条件", "condition")


def _presumed(
    e: s.Presumed, kind: kinds.Kind | None, scope: Scope, names: Names, checker: Checker, main: Related
) -> core.Presumption | None:
    value = checker.of_kind(e.value, scope, kind, "RB316", main) if kind else None
    cited = cites(e.sources, names, checker.problems)
    return core.Presumption(value, cited, e.span) if value and cited else None


def scope_of(entity: core.Entity) -> dict[str, core.Variable]:
    """The subject's variable: the entity's name, in either language."""
    row = core.Variable(entity.name, Reference(entity.name), entity.span)
    return {name: row for name in (entity.name, entity.names.zh) if name}


def cites(written: Sequence[s.Cite], names: Names, problems: list[Diagnostic]) -> tuple[core.Citation, ...]:
    """Citations as written → of sources and articles that exist."""
    found = [
        names.register.cite(c.source.text, c.article, c.item, c.span, problems, named=c.source.span) for c in written
    ]
    for cite, citation in zip(written, found, strict=True):
        if citation:
            names.glossary.note(cite.source.span, names.register.sources[citation.source].names)
    return tuple(citation for citation in found if citation)


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of one statement, looked up by type; a clause that may stand once and stands twice is reported."""

    owner: s.Rule | s.Invariant | s.Amendment
    problems: list[Diagnostic]

    def one(self, kind: type[C] | tuple[type[Any], ...], clause: str, /, **having: str) -> C | Any | None:
        """The only clause of a type (and of `word=…`), or None."""
        found = [
            each
            for each in self.owner.clauses
            if isinstance(each, kind) and all(getattr(each, name) == value for name, value in having.items())
        ]
        for extra in found[1:]:
            first = ((found[0].span, FIRST_CLAUSE),)
            self.problems.append(Diagnostic("RB402", extra.span, {"clause": keyword(clause)}, first))
        return found[0] if found else None

    def label(self, word: str) -> s.Label | None:
        """`binds`, `severity`, `standing` or `note`."""
        return self.one(s.Label, word, word=word)

    @property
    def lost(self) -> bool:
        """Whether one of them could not be read: it may be the one that is missing."""
        return any(isinstance(each, s.Lost) for each in self.owner.clauses)

    def missing(self, clause: str) -> None:
        """Reports a clause that has to be there."""
        if self.lost:
            return
        name = self.owner.name if isinstance(self.owner, s.Invariant) else self.owner.path
        self.problems.append(Diagnostic("RB401", name.span, {"name": name.text, "clause": keyword(clause)}))


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
    subject = _subject(clauses, names, checker)
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
    when, unless = (_condition(conditions[word], scope, checker, default) for word, default in _DEFAULTS)
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


_DEFAULTS = (("when", core.YES), ("unless", core.NO))


def _subject(clauses: Clauses, names: Names, checker: Checker) -> tuple[core.Entity, core.Expr | None] | None:
    subject = clauses.one(s.Subject, "for each")
    if subject is None:
        clauses.missing("for each")
        return None
    entity = names.entity(subject.entity, checker.problems)
    if entity is None:
        return None
    where = checker.condition(subject.where, scope_of(entity)) if subject.where else core.YES
    return entity, where


def _condition(clause: s.Condition | None, scope: Scope, checker: Checker, default: core.Expr) -> core.Expr | None:
    return checker.condition(clause.condition, scope) if clause else default


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
            found = _action(action, entity, names, checker.problems)
            return core.Prohibition(found, clause.span) if found else None
        case s.May(action):
            found = _action(action, entity, names, checker.problems)
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


def _action(word: s.Word, entity: core.Entity, names: Names, problems: list[Diagnostic]) -> str | None:
    action = names.action(word, problems)
    if action is None:
        return None
    if action.on != entity.name:
        on = names.vocabulary.entities[action.on].names
        related = ((action.span, Words("行为声明于此", "the action is declared here")),)
        problems.append(Diagnostic("RB410", word.span, {"name": word.text, "on": on, "entity": entity.names}, related))
        return None
    return action.name


# ── invariants ───────────────────────────────────────────────────────────────────────────────────────────────────────


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
    subject = _subject(clauses, names, checker)
    never = clauses.one(s.NeverPermitted, "never permitted")
    if never is None and not any(isinstance(each, s.NormClause) for each in misplaced):
        clauses.missing("never permitted")
    unless = clauses.one(s.Condition, "unless", word="unless")
    if subject is None or never is None:
        return None
    entity, where = subject
    action = _action(never.action, entity, names, checker.problems)
    excuse = _condition(unless, scope_of(entity), checker, core.NO)
    if where is None or action is None or excuse is None:
        return None
    title = bilingual(tuple(each.value for each in written.titles))
    return core.Invariant(written.name.text, title, entity.name, where, action, excuse, written.name.span)
