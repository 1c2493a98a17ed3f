"""An invariant → on which rules and facts it rests, and whether it stands in a book in which these are changed.

Of the prohibitions of its act no more are kept than it is proved with, and of the facts that the rules stand on no more
are kept to their meaning; the others may say anything. What permits the act is always there. The invariant keeps its
meaning: its own conditions are read with the facts and figures of the unchanged book.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Literal, TypeVar

from bench.looser import lets_through, stands_on
from dsl import core
from dsl.core import Words
from dsl.kinds import Date, Instant, Reference
from dsl.order import FactKey
from interpreter.evaluate import Evaluator
from interpreter.facts import Row
from interpreter.proof.bounds import bounds, of_action
from interpreter.proof.logic import Formula, both
from interpreter.proof.question import Answer, Found, Question, holds

Refuted = Literal["yes", "alone", "no"]
"""`alone`: by the rules of the ground alone, for what the change lets through other rules forbid, too."""

Needed = TypeVar("Needed")


class Trial:
    """One invariant of a book, asked of the book with other rules, facts and figures."""

    def __init__(self, book: core.Book, invariant: core.Invariant, seconds: float = 120.0) -> None:
        self.invariant, self.seconds = invariant, seconds
        needed = bounds(book, (invariant.where, invariant.unless, *of_action(book, invariant.action)))
        self.book = with_free_fields(book, facts_of(book, book.guards[invariant.action]))
        self.question = Question(self.book, invariant.subject, None, needed.rows)

    def refuted(self, changed: core.Book) -> tuple[Refuted, Found | None]:
        """Whether a changed book permits what the invariant forbids, by all its rules or those of the ground alone."""
        alone = self.broken(self._of_ground(changed)).found
        if alone is None:
            return "no", None  # more rules would only forbid more
        if holds(self.book, alone, partial(self._confirm, changed)):
            return "yes", alone
        found = self.broken(changed).found
        return ("yes", found) if found else ("alone", alone)

    def _of_ground(self, changed: core.Book) -> core.Book:
        """The book without the rules about the act on which the invariant does not rest."""
        rules = tuple(changed.rules[rule.path] for rule in self.rules)
        return replace(changed, guards={**changed.guards, self.invariant.action: rules})

    def broken(self, changed: core.Book) -> Answer:
        """Facts for which the changed book permits what the invariant forbids, as it was meant. Raises Disagreement."""
        action = changed.vocabulary.actions[self.invariant.action]
        norms, row = self.question.norms, self.question.row
        permitted = norms.of(changed).decide(action, row).yes
        goal: Formula = both(
            norms.truth(self.invariant.where, row).yes, permitted, norms.truth(self.invariant.unless, row).no
        )
        return self.question.seek(goal, partial(self._confirm, changed), self.seconds)

    def _confirm(self, changed: core.Book, evaluator: Evaluator, row: Row) -> bool:
        asked = self.invariant
        other = Evaluator(changed, evaluator.world, evaluator.day)
        forbidden = evaluator.truth(asked.where, row) is True and evaluator.truth(asked.unless, row) is False
        return forbidden and other.decide(changed.vocabulary.actions[asked.action], row).name == "permitted"

    def _is_proved(self, changed: core.Book) -> bool:
        answer = self.broken(changed)
        return answer.sure and answer.found is None

    @cached_property
    def rules(self) -> tuple[core.Rule, ...]:
        """What permits, where that is needed, and no more prohibitions than it takes."""
        guards = self.book.guards[self.invariant.action]
        default = self.book.vocabulary.actions[self.invariant.action].default
        permits = tuple(each for each in guards if default == "denied" and isinstance(each.norm, core.Permission))

        def is_proved(some: Sequence[core.Rule]) -> bool:
            chosen = {**self.book.guards, self.invariant.action: (*permits, *some)}
            return self._is_proved(replace(self.book, guards=chosen))

        return (*permits, *fewest([each for each in guards if isinstance(each.norm, core.Prohibition)], is_proved))

    @cached_property
    def facts(self) -> tuple[FactKey, ...]:
        """The facts that have to mean what they mean; the others may say anything, and it is still proved."""
        facts = facts_of(self.book, self.rules)
        return tuple(fewest(facts, lambda some: self._is_proved(freed(self.book, set(facts) - set(some)))))

    def is_touched(self, changed: core.Book) -> bool:
        """Whether a change takes away what the invariant rests on, by its form."""
        action, guards = self.invariant.action, self.book.guards[self.invariant.action]
        if not lets_through(self.book, changed, action, guards, facts_of(self.book, guards)):
            return False  # what all rules do not let through, fewer do not, and the fewer are dear to find
        return lets_through(self.book, changed, action, self.rules, self.facts)


def facts_of(book: core.Book, rules: Sequence[core.Rule]) -> list[FactKey]:
    """The facts that rules stand on."""
    return [name for name in stands_on(book, rules) if isinstance(name, tuple)]


def with_free_fields(book: core.Book, facts: Sequence[FactKey]) -> core.Book:
    """The book with a field beside each of these facts, of which rules do not speak."""
    entities = dict(book.vocabulary.entities)
    for entity, name in facts:
        kind = book.facts[entity, name].body.kind
        absent: core.Absence = "never" if isinstance(kind, Date | Instant) else "unknown"
        field = core.Field(entity, free(name), Words("", ""), kind, absent, "lasting", personal=False)
        entities[entity] = replace(entities[entity], fields={**entities[entity].fields, field.name: field})
    return replace(book, vocabulary=replace(book.vocabulary, entities=entities))


def freed(book: core.Book, facts: Collection[FactKey]) -> core.Book:
    """The book in which these facts say what their fields say: anything."""
    made = dict(book.facts)
    for key in facts:
        entity, name = key
        body = core.FieldOf(core.Variable(entity, Reference(entity)), free(name), made[key].body.kind)
        made[key] = replace(made[key], body=body, exceptions=(), presumed=None)
    return replace(book, facts=made)


def free(name: str) -> str:
    """The name of the field beside a fact; no rulebook can have such a one."""
    return f"free {name}"


def fewest(names: Sequence[Needed], is_proved: Callable[[Sequence[Needed]], bool]) -> list[Needed]:
    """So few of them, the first, that it is proved with them and not with one less (Junker's QuickXplain)."""

    def found(sure: list[Needed], is_new: bool, left: list[Needed]) -> list[Needed]:
        if not left or (is_new and is_proved(sure)):
            return []
        if len(left) == 1:
            return left
        half = len(left) // 2
        later = found([*sure, *left[:half]], True, left[half:])
        return [*found([*sure, *later], bool(later), left[:half]), *later]

    return [] if is_proved([]) else found([], False, list(names))
