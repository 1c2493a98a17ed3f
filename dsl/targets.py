"""A book → what an expectation can speak of: its actions, rules, invariants and facts, by every name of each.

The names are turned round once, for a book may have thousands of expectations. Those that speak of nothing are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dsl import core
from dsl.diagnose import Diagnostic, unknown
from dsl.resolve import Names, both


class Targets:
    """Looks up what the words of an expectation stand for."""

    def __init__(self, book: core.Book) -> None:
        vocabulary = book.vocabulary
        self.norms = frozenset({*book.rules, *book.invariants})
        self.actions = both(vocabulary.actions.values())
        self._facts: dict[tuple[str, str], core.Fact] = {}
        for key, fact in book.facts.items():
            for name in _pairs((key[0], vocabulary.entities[key[0]].names.zh), (key[1], fact.names.zh)):
                self._facts.setdefault(name, fact)
        self._english: Mapping[str, str] = {words.zh: name for name, words in vocabulary.words.items()}
        self._known: dict[str, str | None] = {}

    def name(self, text: str) -> str | None:
        """The name by which the book knows what is meant; a fact's is `line.live`. None where it means nothing."""
        if text not in self._known:
            self._known[text] = self._name(text)
        return self._known[text]

    def _name(self, text: str) -> str | None:
        if text in self.actions:
            return self.actions[text]
        if (path := self.path(text)) in self.norms:
            return path
        fact = self.fact(text)
        return f"{fact.entity}.{fact.name}" if fact else None

    def path(self, text: str) -> str:
        """A path with every Chinese segment put into its English word, if it has one."""
        return "/".join(self._english.get(part, part) for part in text.split("/"))

    def fact(self, text: str) -> core.Fact | None:
        """`line.live` or `号卡.在网` → the fact."""
        entity, _, name = text.partition(".")
        return self._facts.get((entity, name))


def _pairs(entities: Iterable[str], names: Iterable[str]) -> list[tuple[str, str]]:
    names = tuple(names)
    return [(entity, name) for entity in entities for name in names]


def unknown_targets(book: core.Book, names: Names, safety: set[str]) -> Iterable[Diagnostic]:
    """Expectations of what is no action, rule, invariant or fact; `safety` are the names of invariants as written."""
    known = {*names.actions, *names.rules, *book.invariants, *(".".join(key) for key in book.facts)}
    targets = Targets(book)
    for case in book.scenarios:
        for wanted in case.expect:
            if targets.name(wanted.target) is None and not _is_broken(wanted.target, names, safety):
                yield unknown("RB601", wanted.target, known, wanted.span)


def _is_broken(text: str, names: Names, safety: set[str]) -> bool:
    """Whether a name is that of something written but wrong, which has been complained of already."""
    entity, _, member = text.partition(".")
    written = (
        names.path(text) in names.rules or text in safety or (names.entities.get(entity, ""), member) in names.facts
    )
    return written or bool({text, member, entity} & names.broken)
