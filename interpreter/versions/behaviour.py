"""Two books → for each rule and each action, who is treated otherwise: proved to be nobody, or shown by facts.

Where the solver gives up, boundary cases are searched: what they show is told, and that it is not all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from dsl import core
from dsl.order import children, fact_key, reach
from interpreter.proof.between import Apart, Change, Ladder, Why, change, common, of_name, of_verdict, relation
from interpreter.proof.bounds import of_action
from interpreter.proof.prove import Terms
from interpreter.proof.question import Found
from interpreter.versions.calendars import by_shorter
from interpreter.versions.search import FEWER, MOST, Search

Relation = Literal["equivalent", "stricter", "looser", "incomparable", "new", "gone", "unknown"]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Treated:
    """How a rule or an action treats people, beside the old version; facts for which it is stricter, and looser.

    `same`: nothing that it stands on was written otherwise, so that nothing had to be asked. `why` the solver gave up,
    where it did; then so many boundary cases were `tried`, and that nobody else is treated otherwise is not proved.
    """

    name: str
    relation: Relation
    stricter: Found | None = None
    looser: Found | None = None
    same: bool = False
    seconds: float = 0.0
    why: Why = ""
    tried: int = 0


def behaviour(
    old: core.Book, new: core.Book, names: Mapping[str, str], terms: Terms, progress: Progress | None = None
) -> Iterator[Treated]:
    """Every action that is guarded, then every rule with all its texts. Raises Apart where they speak of others."""
    mine, other = common(old, new)
    names = {a: b for a, b in names.items() if _is_latest(old, a) and _is_latest(new, b)}
    names = {a: b for a, b in names.items() if _is_one(mine.rules[a], other.rules[b])}
    for before, after in (
        *_actions(mine, other),
        *((of_name(mine, a), of_name(other, b)) for a, b in names.items()),
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


def _is_one(old: core.Rule, new: core.Rule) -> bool:
    """Whether both bind the same subjects to something of one kind; else the path names one rule after another."""
    match old.norm, new.norm:
        case (core.Duty() | core.Deadline(), core.Duty() | core.Deadline()):
            return old.subject == new.subject
        case (core.Permission(a), core.Permission(b)) | (core.Prohibition(a), core.Prohibition(b)):
            return old.subject == new.subject and a == b
        case _:
            return False


def _actions(old: core.Book, new: core.Book) -> Iterator[tuple[Ladder, Ladder]]:
    for name in old.vocabulary.actions:
        if old.guards.get(name) or new.guards.get(name):
            yield of_verdict(old, name), of_verdict(new, name)


def _treated(old: core.Book, new: core.Book, before: Ladder, after: Ladder, terms: Terms) -> Treated:
    if grounds(old, before.name) == grounds(new, after.name):
        return Treated(after.name, "equivalent", same=True)
    found = change(old, new, before, after, terms)
    if found.relation == "unknown" and found.why in ("time", "calendars", "disagreement"):
        return _searched(old, new, before, after, terms, found)
    return Treated(found.name, found.relation, found.stricter, found.looser, seconds=found.seconds, why=found.why)


def _searched(old: core.Book, new: core.Book, before: Ladder, after: Ladder, terms: Terms, given_up: Change) -> Treated:
    """What boundary cases show; what the solver had found before it gave up is looked at first.

    Where the one calendar goes on from the other, the solver is asked by the shorter one: if that makes no difference,
    only the further days can, and fewer cases will do.
    """
    most, found_so_far = MOST, given_up
    shorter = by_shorter(old, new) if given_up.why == "calendars" else None
    if shorter:
        found_so_far = change(*shorter, before, after, terms)
        most = FEWER if found_so_far.relation == "equivalent" else MOST
    first = tuple(each for each in (found_so_far.stricter, found_so_far.looser) if each)
    found = Search(old, new, before, after, terms, first, most).run()
    told = relation(found.stricter, found.looser, sure=False)
    return Treated(
        after.name, told, found.stricter, found.looser,
        seconds=given_up.seconds + found.seconds, why=given_up.why, tried=found.tried,
    )  # fmt: skip


def grounds(book: core.Book, name: str) -> tuple[object, ...]:
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


__all__ = ["Apart", "Treated", "behaviour", "grounds"]
