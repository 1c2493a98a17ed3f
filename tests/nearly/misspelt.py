"""A letter of a name dropped, doubled, swapped with the next or mistaken for another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from dsl import syntax as s
from dsl.schema import schema
from tests.nearly.pages import Edit, Library, Page, fact_spans, nodes, properties

_ROW = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_WORD = re.compile(r"[^\W\d][\w-]*")


def misspelt(page: Page, library: Library, rng: Random) -> Iterator[Edit]:
    """A letter of a name dropped, doubled, swapped with the next or taken for its neighbour on the keyboard."""
    for start, end, certain in _names(page, library):
        word = page.text[start:end]
        tries = (_slip_of_the_pen(word, rng, library) for _ in range(20))
        new = next((each for each in tries if each not in library.known and each != word), None)
        if new:
            yield Edit(start, end, new, certain)


def _slip_of_the_pen(word: str, rng: Random, library: Library) -> str:
    at = rng.randrange(len(word))
    how = rng.choice(["drop", "double", "swap", "other"])
    if how == "drop" and len(word) > 1:
        return word[:at] + word[at + 1 :]
    if how == "double":
        return word[:at] + word[at] + word[at:]
    if how == "swap" and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + _other(word[at], rng, library) + word[at + 1 :]


def _other(letter: str, rng: Random, library: Library) -> str:
    for row in _ROW:
        if letter in row:
            at = row.index(letter)
            return rng.choice([row[i] for i in (at - 1, at + 1) if 0 <= i < len(row)])
    if letter.isascii():
        return letter
    return rng.choice(sorted({char for name in library.known for char in name if not char.isascii()}))


def _names(page: Page, library: Library) -> Iterator[tuple[int, int, bool]]:
    """Every name of a page, and whether it is a use, which has to name something."""
    if page.shape == "rules":
        yield from _names_of_rules(page)
    else:
        yield from _names_of_yaml(page, library)


_DECLARES = {"Rule.path", "Invariant.name", "Fact.name", "Quantifier.variable", "Aggregate.variable"}


def _names_of_rules(page: Page) -> Iterator[tuple[int, int, bool]]:
    for node, role in nodes(page.statements):
        if isinstance(node, s.Word) and node.text and page.text[node.span.start] not in '"“':
            for match in re.finditer(r"[\w-]+", page.words(node)):  # a rule's path has several segments
                start = node.span.start + match.start()
                if role != "Cite.source" or node.text == match[0]:
                    yield start, start + len(match[0]), role not in _DECLARES


_OF_NAMES = {
    "kind", "absent", "time", "personal", "key", "on", "to", "to many", "recorded_by", "default", "source", "law",
    "zone", "confidence", "rank", "verdict", "outcome", "because", "missing", "by",
}  # fmt: skip
"""Keys whose values are names that have to be known."""
_OF_TEXT = {"en", "note", "number", "status", "basis", "title", "issuer", "name", "edition", "jurisdiction"}


def _names_of_yaml(page: Page, library: Library) -> Iterator[tuple[int, int, bool]]:
    keys = set(properties(schema(page.shape).schema))
    values = {name for each in library.book.vocabulary.enumerations.values() for name in each.values}
    facts = fact_spans(page)

    def walk(node: s.Node, under: tuple[str, ...]) -> Iterator[tuple[int, int, bool]]:
        match node:
            case s.Sequence(items):
                for item in items:
                    yield from walk(item, under)
            case s.Mapping(entries):
                for key, value in entries:
                    inside = key.span.start in facts
                    used = inside or key.text in keys or under[-1:] == ("expect",)
                    if not key.quoted and not re.search("[0-9]", key.text):
                        yield from _each_word(key, used)
                    yield from walk(value, (*under, key.text))
            case s.Scalar(text, quoted):
                last = under[-1] if under else ""
                if quoted or last in _OF_TEXT or (last == "zh" and page.shape != "vocabulary"):
                    return
                if page.shape == "rulebook" and last == "source":
                    return
                if page.shape == "scenarios" and last not in ("verdict", "outcome", "because", "missing", "by"):
                    certain = (node.span.start in facts and text in values) or under[-2:-1] == ("expect",)
                    if certain:
                        yield from _each_word(node, True)
                else:
                    yield from _each_word(node, last in _OF_NAMES)

    yield from walk(page.tree, ())


def _each_word(node: s.Scalar, certain: bool) -> Iterator[tuple[int, int, bool]]:
    """The names in a scalar; `art` and `item` of a citation are no names, nor is a letter of a grade."""
    for match in _WORD.finditer(node.text):
        if match[0] not in ("art", "item") and len(match[0]) > 1:
            yield node.span.start + match.start(), node.span.start + match.end(), certain
