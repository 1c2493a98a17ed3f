"""Two books → what is written otherwise: rules, clauses, figures, sources, vocabulary. Spelling is no change.

What is compared is what was understood: a book in the other language, or laid out otherwise, is the same. A rule of
another path that says the same is the same rule, renamed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from dsl import core
from dsl.record import dataclass

Kind = Literal["rule", "fact", "invariant", "parameter", "source", "entity", "enumeration", "action", "book"]

_PARTS: Mapping[str, Callable[[core.Rule], object]] = {
    "title": lambda rule: rule.title,
    "subject": lambda rule: (rule.subject, rule.where),
    "norm": lambda rule: rule.norm,
    "when": lambda rule: rule.when,
    "unless": lambda rule: rule.unless,
    "from": lambda rule: rule.since,
    "until": lambda rule: rule.until,
    "sources": lambda rule: rule.sources,
    "overrides": lambda rule: rule.overrides,
    "binds": lambda rule: rule.binds,
    "severity": lambda rule: rule.severity,
    "penalty": lambda rule: rule.penalty,
    "standing": lambda rule: rule.standing,
    "note": lambda rule: rule.note,
}
"""What a rule says, part by part, as `guiju show` names them."""


@dataclass(frozen=True, slots=True)
class Written:
    """One declaration that is written otherwise: in the old book alone, in the new one alone, or in both.

    `parts` are those of a rule that differ; `path` where it has another name in the old book is `was`.
    """

    kind: Kind
    path: str
    old: Any = None
    new: Any = None
    parts: tuple[str, ...] = ()
    was: str = ""


def written(old: core.Book, new: core.Book, names: Mapping[str, str]) -> Iterator[Written]:
    """All differences, those of rules first. `names` has for each rule of both, by its old path, the new one."""
    yield from _rules(old, new, names)
    pairs: tuple[tuple[Kind, Mapping[str, Any], Mapping[str, Any]], ...] = (
        ("fact", _by_name(old), _by_name(new)),
        ("invariant", old.invariants, new.invariants),
        ("parameter", old.parameters, new.parameters),
        ("source", old.sources, new.sources),
        ("entity", old.vocabulary.entities, new.vocabulary.entities),
        ("enumeration", old.vocabulary.enumerations, new.vocabulary.enumerations),
        ("action", old.vocabulary.actions, new.vocabulary.actions),
        ("book", {"calendar": old.calendar, "zone": old.zone}, {"calendar": new.calendar, "zone": new.zone}),
    )
    for kind, mine, other in pairs:
        for name in dict.fromkeys((*mine, *other)):
            if mine.get(name) != other.get(name):
                yield Written(kind, name, mine.get(name), other.get(name))


def _by_name(book: core.Book) -> dict[str, core.Fact]:
    return {".".join(key): fact for key, fact in book.facts.items()}


def _rules(old: core.Book, new: core.Book, names: Mapping[str, str]) -> Iterator[Written]:
    for before, after in names.items():
        one, two = old.rules[before], new.rules[after]
        parts = tuple(part for part, read in _PARTS.items() if read(one) != read(two))
        if parts or before != after:
            yield Written("rule", after, one, two, parts, before if before != after else "")
    yield from (Written("rule", path, rule, None) for path, rule in old.rules.items() if path not in names)
    there = set(names.values())
    yield from (Written("rule", path, None, rule) for path, rule in new.rules.items() if path not in there)


def matched(old: core.Book, new: core.Book) -> dict[str, str]:
    """For each rule that both books have, by its old path, its path in the new one: the same, or that of its double.

    Of a rule of which each has another text, these are the two.
    """
    names = {path: path for path in old.rules if path in new.rules}
    for path in old.rules:
        several = [each.path for each in (new.texts_of(path) if path in new.texts else ()) if each.path not in names]
        if path not in names and several and several[-1] not in names.values():
            names[path] = several[-1]
    taken = set(names.values())
    left = [rule for path, rule in new.rules.items() if path not in taken]
    for path, rule in old.rules.items():
        if path not in names:
            double = next((each for each in left if _says(each) == _says(rule)), None)
            if double is not None:
                left.remove(double)
                names[path] = double.path
    return names


def _says(rule: core.Rule) -> tuple[object, ...]:
    """What a rule says, whatever it is called."""
    return tuple(read(rule) for part, read in _PARTS.items() if part not in ("title", "note", "overrides"))
