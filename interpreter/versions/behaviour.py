"""Two books → for each rule and each action, who is treated otherwise: proved to be nobody, or shown by facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from dsl import core
from dsl.order import children, fact_key, reach
from interpreter.proof.between import Apart, Ladder, change, common, of_texts, of_verdict
from interpreter.proof.bounds import of_action
from interpreter.proof.prove import Terms
from interpreter.proof.question import Found

Relation = Literal["equivalent", "stricter", "looser", "incomparable", "new", "gone", "unknown"]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Treated:
    """How a rule or an action treats people, beside the old version; facts for which it is stricter, and looser.

    `same`: nothing that it stands on was written otherwise, so that nothing had to be asked.
    """

    name: str
    relation: Relation
    stricter: Found | None = None
    looser: Found | None = None
    same: bool = False
    seconds: float = 0.0


def behaviour(
    old: core.Book, new: core.Book, names: Mapping[str, str], terms: Terms, progress: Progress | None = None
) -> Iterator[Treated]:
    """Every action that is guarded, then every rule with all its texts. Raises Apart where they speak of others."""
    mine, other = common(old, new)
    names = {a: b for a, b in names.items() if _is_latest(old, a) and _is_latest(new, b)}
    for before, after in (
        *_actions(mine, other),
        *((of_texts(mine.texts_of(a)), of_texts(other.texts_of(b))) for a, b in names.items()),
    ):
        if progress:
            progress(after.name)
        yield _treated(mine, other, before, after, terms)
    there = set(names.values())
    yield from (Treated(path, "gone") for path in old.rules if _is_latest(old, path) and path not in names)
    yield from (Treated(path, "new") for path in new.rules if _is_latest(new, path) and path not in there)


def _is_latest(book: core.Book, path: str) -> bool:
    """Whether a path stands for a rule: those of its older texts are looked at with the latest one."""
    return book.texts_of(path)[-1].path == path


def _actions(old: core.Book, new: core.Book) -> Iterator[tuple[Ladder, Ladder]]:
    for name in old.vocabulary.actions:
        if old.guards.get(name) or new.guards.get(name):
            yield of_verdict(old, name), of_verdict(new, name)


def _treated(old: core.Book, new: core.Book, before: Ladder, after: Ladder, terms: Terms) -> Treated:
    if _grounds(old, before.name) == _grounds(new, after.name):
        return Treated(after.name, "equivalent", same=True)
    found = change(old, new, before, after, terms)
    return Treated(found.name, found.relation, found.stricter, found.looser, seconds=found.seconds)


def _grounds(book: core.Book, name: str) -> tuple[object, ...]:
    """All that an answer stands on: conditions, facts, figures, the calendar; what overrides what."""
    texts = book.texts_of(name)
    rules = [each for text in texts for each in (text, *book.overriders[text.path])] or book.guards.get(name, ())
    parts: list[object] = [
        book.calendar,
        book.zone,
        book.vocabulary.actions[name].default if name not in book.rules else "",
    ]
    parts += [(rule.norm, rule.since, rule.until, rule.subject, _overriding(book, rule)) for rule in rules]
    conditions = [] if name in book.rules else list(of_action(book, name))
    conditions += [each for rule in rules for each in (rule.conditions, *children(rule.norm))]
    return (*parts, *conditions, *_stands_on(book, conditions))


def _overriding(book: core.Book, rule: core.Rule) -> tuple[object, ...]:
    return tuple(
        (each.conditions, each.since, each.until, _overriding(book, each)) for each in book.overriders[rule.path]
    )


def _stands_on(book: core.Book, conditions: Iterable[core.Expr]) -> Iterator[object]:
    facts: dict[object, None] = {}
    figures: dict[str, None] = {}
    for condition in conditions:
        for node in reach(condition, book.facts):
            if isinstance(node, core.FactOf):
                facts[fact_key(node)] = None
            elif isinstance(node, core.Figure):
                figures[node.name] = None
    yield from (book.facts[key] for key in facts)  # type: ignore[index]  # keys are pairs of names
    for name in figures:
        yield name, tuple((each.value, each.since, each.until) for each in book.parameters[name].values)


__all__ = ["Apart", "Treated", "behaviour"]
