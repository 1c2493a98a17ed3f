"""A rulebook's files as pages to make slips on: text, tree as written, and the places where things stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from pathlib import Path

from dsl import core
from dsl import syntax as s
from dsl.load import load_book
from dsl.order import conditions, walk
from dsl.read import read
from dsl.source import Source

_QUIET = re.compile(r'"[^"\n]*"|“[^”\n]*”|#[^\n]*')


@dataclass(frozen=True)
class Edit:
    """One slip: `[start, end)` of the text becomes `new`. `certain` says that the book is wrong by construction."""

    start: int
    end: int
    new: str
    certain: bool = False


@dataclass(frozen=True)
class Page:
    """One file. `name` is its path in the book; `shape` is the name of its schema, or `rules`, which has statements."""

    name: str
    text: str
    statements: tuple[s.Statement, ...] = ()

    @property
    def shape(self) -> str:
        """What kind of file it is."""
        head = self.name.partition("/")[0]
        return head.removesuffix(".yaml")

    @cached_property
    def source(self) -> Source:
        """The file as the front end takes it."""
        return Source(self.name, self.text)

    @cached_property
    def tree(self) -> s.Node:
        """The YAML as written."""
        found, problems = read(self.source)
        assert found is not None, problems
        return found

    @cached_property
    def quiet(self) -> tuple[tuple[int, int], ...]:
        """Where free text stands: strings and comments of rules, comments of YAML."""
        if self.shape == "rules":
            return tuple(match.span() for match in _QUIET.finditer(self.text))
        return tuple(_yaml_comments(self.text, [(e.span.start, e.span.end) for e in scalars(self.tree)]))

    def is_quiet(self, at: int) -> bool:
        """Whether a place lies in free text."""
        return any(start <= at < end for start, end in self.quiet)

    def words(self, node: s.Expr | s.Scalar | s.Word | s.Cite) -> str:
        """What is written at a node."""
        return self.text[node.span.start : node.span.end]


@dataclass(frozen=True)
class Library:
    """All pages of a book, and what the checked book says of them."""

    pages: Mapping[str, Page]
    book: core.Book

    @cached_property
    def known(self) -> frozenset[str]:
        """Every word that stands anywhere in the book."""
        return frozenset(word for page in self.pages.values() for word in re.findall(r"\w+", page.text))

    @cached_property
    def expressions(self) -> Mapping[str, tuple[core.Expr, ...]]:
        """File → every checked expression written in it."""
        parts: list[object] = [part for rule in self.book.rules.values() for part in conditions(rule)]
        parts += [part for each in self.book.invariants.values() for part in (each.where, each.unless)]
        parts += list(self.book.facts.values())
        found: dict[str, list[core.Expr]] = {}
        for each in (node for part in parts for node in walk(part)):
            found.setdefault(each.span.file, []).append(each)
        return {name: tuple(each) for name, each in found.items()}


def library(folder: Path) -> Library:
    """The book in a folder, which has to be sound."""
    loaded = load_book(folder)
    assert loaded.book, [each.message("en") for each in loaded.diagnostics]
    written = loaded.statements
    pages = {name: Page(name, source.text, written.get(name, ())) for name, source in loaded.sources.items()}
    return Library(pages, loaded.book)


def scalars(node: s.Node) -> Iterator[s.Scalar]:
    """Every scalar of a YAML tree, keys too."""
    match node:
        case s.Scalar():
            yield node
        case s.Sequence(items):
            for item in items:
                yield from scalars(item)
        case s.Mapping(entries):
            for key, value in entries:
                yield key
                yield from scalars(value)


def mappings(node: s.Node) -> Iterator[s.Mapping]:
    """Every mapping of a YAML tree."""
    match node:
        case s.Sequence(items):
            for item in items:
                yield from mappings(item)
        case s.Mapping(entries):
            yield node
            for _, value in entries:
                yield from mappings(value)


def nodes(node: object, role: str = "") -> Iterator[tuple[object, str]]:
    """Every node of a statement, with its role: the name of the class and of the field that hold it."""
    if isinstance(node, tuple):
        for each in node:
            yield from nodes(each, role)
    elif is_dataclass(node):
        yield node, role
        for each in fields(node):
            if each.name != "span":
                yield from nodes(getattr(node, each.name), f"{type(node).__name__}.{each.name}")


def _yaml_comments(text: str, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"(?:^|(?<=\s))#[^\n]*", text, re.MULTILINE):
        if not any(start <= match.start() < end for start, end in taken):
            yield match.span()


def properties(node: object) -> Iterator[str]:
    """Every key that a JSON schema knows."""
    if isinstance(node, dict):
        yield from node.get("properties", {})
        for value in node.values():
            yield from properties(value)
    elif isinstance(node, list):
        for value in node:
            yield from properties(value)


def fact_spans(page: Page) -> set[int]:
    """Where the keys and values of facts stand."""
    found: set[int] = set()
    for mapping in mappings(page.tree) if page.shape == "scenarios" else ():
        facts = mapping.get("facts")
        if isinstance(facts, s.Mapping):
            found |= {each.span.start for each in scalars(facts)}
    return found
