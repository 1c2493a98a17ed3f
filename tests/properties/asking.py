"""Every question that can be asked of a subject, what it is told, and the same facts told differently."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from random import Random
from typing import Any

from dsl import core
from dsl.kinds import OneOf, Reference
from interpreter.evaluate import Evaluator, Outcome, Verdict
from interpreter.facts import Row, World, all_rows
from interpreter.sampling import Sampler
from interpreter.values import Result, Rows, Unknown
from tests.books import telecom

BOOK = telecom().book
SUBJECTS = sorted({rule.subject for rule in BOOK.rules.values()})
SAMPLER = Sampler(BOOK)
ACTIONS = BOOK.vocabulary.actions
Answer = Outcome | Verdict | Result
Question = Callable[[Evaluator], Answer]


def questions(row: Row, book: core.Book = BOOK) -> Iterator[tuple[str, Question]]:
    """Every question about a subject: its duties, its recorded actions, its decisions, its invariants and its facts."""
    for rule in book.rules.values():
        if rule.subject == row.entity and rule.is_duty:
            yield rule.path, partial(Evaluator.judge, rule=rule, row=row)
    for action in book.vocabulary.actions.values():
        if action.on == row.entity:
            yield f"may {action.name}", partial(Evaluator.decide, action=action, row=row)
            if action.recorded_by:
                yield f"did {action.name}", partial(Evaluator.judge_act, action=action, row=row)
    for invariant in book.invariants.values():
        if invariant.subject == row.entity:
            yield invariant.name, partial(Evaluator.keeps, invariant=invariant, row=row)
    for fact in book.facts.values():
        if fact.entity == row.entity:
            read = core.FactOf(core.Variable(row.entity, Reference(row.entity)), fact.name, fact.kind)
            yield f"fact {fact.name}", partial(Evaluator.value, e=read, env={row.entity: row})


def answers(asked: Evaluator, row: Row) -> dict[str, Answer]:
    """All of them, answered."""
    return {name: question(asked) for name, question in questions(row, asked.book)}


def plain(answer: Answer) -> object:
    """What a subject is told; None where nothing certain."""
    told = answer.name if isinstance(answer, Outcome | Verdict) else answer
    return None if told == "undetermined" or isinstance(told, Unknown) else told


# ── forgotten ────────────────────────────────────────────────────────────────────────────────────────────────────────

JOINED = {
    (entity.name, name)
    for entity in BOOK.vocabulary.entities.values()
    for name in (entity.key, *(ours for relation in entity.relations.values() for ours, _ in relation.on))
}
READ = {pair for subject in SUBJECTS for pair in SAMPLER.reads(subject)}


def places(world: World) -> list[tuple[int, str]]:
    """What can be forgotten: each field that identifies nothing, each relation, of each row by its number."""
    found = []
    for number, row in enumerate(all_rows(world)):
        entity = BOOK.vocabulary.entities[row.entity]
        members = [name for name in (*entity.fields, *entity.relations) if (row.entity, name) in READ]
        found += [(number, name) for name in members if (row.entity, name) not in JOINED]
    return found


def forget(world: World, forgotten: set[tuple[int, str]]) -> None:
    """Makes these unknown; of several related rows every other one is forgotten, and that there may be more."""
    for number, row in enumerate(list(all_rows(world))):
        entity = BOOK.vocabulary.entities[row.entity]
        for name in [name for at, name in forgotten if at == number]:
            unknown = Unknown(frozenset({f"{row.entity}.{name}"}))
            if name in entity.fields:
                row.values[name] = unknown
            elif entity.relations[name].many:
                rows = row.links.get(name)
                row.links[name] = Rows(rows.members[::2] if isinstance(rows, Rows) else (), unknown.missing)
            else:
                row.links[name] = unknown


# ── told differently ─────────────────────────────────────────────────────────────────────────────────────────────────


def shuffled(value: Any, chance: Random) -> Any:
    """The same nested facts with rows, and the members of each row, in another order."""
    if isinstance(value, dict):
        names = list(value)
        chance.shuffle(names)
        return {name: shuffled(value[name], chance) for name in names}
    if isinstance(value, list):
        rows = [shuffled(each, chance) for each in value]
        chance.shuffle(rows)
        return rows
    return value


def in_chinese(facts: Mapping[str, Any], book: core.Book = BOOK) -> dict[str, Any]:
    """The same nested facts in the vocabulary's Chinese names, those of values among them."""
    (entity, row), *_ = facts.items()
    return {book.vocabulary.entities[entity].names.zh: _row_in_chinese(book, entity, row)}


def _row_in_chinese(book: core.Book, entity: str, row: Mapping[str, Any]) -> dict[str, Any]:
    declared = book.vocabulary.entities[entity]
    told: dict[str, Any] = {}
    for name, value in row.items():
        if name in declared.fields:
            field = declared.fields[name]
            told[field.names.zh] = _value_in_chinese(book, field, value)
        else:
            relation = declared.relations[name]
            rows = [
                _row_in_chinese(book, relation.to, each) for each in (value if isinstance(value, list) else [value])
            ]
            told[relation.names.zh] = rows if isinstance(value, list) else rows[0]
    return told


def _value_in_chinese(book: core.Book, field: core.Field, value: Any) -> Any:
    if value == "unknown":
        return "未知"
    if not isinstance(field.kind, OneOf):
        return value
    return book.vocabulary.enumerations[field.kind.enumeration].values[value].zh
