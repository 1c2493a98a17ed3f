"""The clauses of one statement, looked up by type, and what rules and invariants have in common: whom, when, what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from dsl import core
from dsl import syntax as s
from dsl.check import Checker, Scope
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.kinds import Reference
from dsl.messages.catalogue import FIRST_CLAUSE
from dsl.messages.tokens import keyword
from dsl.record import dataclass
from dsl.resolve import Names

C = TypeVar("C")


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


def subject_of(clauses: Clauses, names: Names, checker: Checker) -> tuple[core.Entity, core.Expr | None] | None:
    """The entity of `for each`, and on which of its rows; the second is None where that condition is wrong."""
    subject = clauses.one(s.Subject, "for each")
    if subject is None:
        clauses.missing("for each")
        return None
    entity = names.entity(subject.entity, checker.problems)
    if entity is None:
        return None
    where = checker.condition(subject.where, scope_of(entity)) if subject.where else core.YES
    return entity, where


def condition_of(clause: s.Condition | None, scope: Scope, checker: Checker, default: core.Expr) -> core.Expr | None:
    """What `when` or `unless` says, or else what holds where it is not written."""
    return checker.condition(clause.condition, scope) if clause else default


def action_of(word: s.Word, entity: core.Entity, names: Names, problems: list[Diagnostic]) -> str | None:
    """The action of that name, which has to be one on this entity."""
    action = names.action(word, problems)
    if action is None:
        return None
    if action.on != entity.name:
        on = names.vocabulary.entities[action.on].names
        related = ((action.span, Words("行为声明于此", "the action is declared here")),)
        problems.append(Diagnostic("RB410", word.span, {"name": word.text, "on": on, "entity": entity.names}, related))
        return None
    return action.name
