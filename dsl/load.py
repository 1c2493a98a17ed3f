"""The passes in order: a rulebook's folder, edition or revision → (checked book, diagnostics).

read and parse, with what is imported → fit the schemas → declare → resolve → check → the book as a whole. The book is
None where an error was found; all the errors of all its files come back, each once.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dsl import core
from dsl import syntax as s
from dsl.above import told_once
from dsl.assemble import assembled
from dsl.diagnose import Diagnostic, has_errors, ordered
from dsl.folder import Folder, Reading, read_rules
from dsl.glossary import Glossary
from dsl.imports import Reader
from dsl.layer import Layer
from dsl.place import MANIFEST, Disk, Held, Place, Refused
from dsl.shelf import find, is_edition
from dsl.source import Source, Sources, Span

if TYPE_CHECKING:
    from dsl.edition import Edition


@dataclass
class Loaded:
    """What loading gave: the book (None if it has errors), its diagnostics in order of place, its texts, its counts."""

    book: core.Book | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Sources
    rules: int = 0
    parameters: int = 0
    scenarios: int = 0
    glossary: Glossary = field(default_factory=Glossary)
    statements: Mapping[str, tuple[s.Statement, ...]] = field(default_factory=dict)
    """By file of rules; a file that has an error of syntax is not among them."""
    imported: frozenset[str] = frozenset()
    """The files among the texts that belong to imported books."""
    sought: frozenset[Path] = frozenset()
    """The folders in which imported books were looked for, whether there is one or not."""

    draft: bool = False
    """Whether the book, or one that it imports, says that it is no law yet."""
    files: tuple[tuple[str, Source], ...] = ()
    """All the texts by the names that they have in an edition, which keeps what is imported in its folder `imports`."""

    @property
    def own(self) -> Sources:
        """The texts of the book's own files."""
        return {name: text for name, text in self.sources.items() if name not in self.imported}


def load(name: str | Path) -> tuple[core.Book | None, tuple[Diagnostic, ...]]:
    """Folder, shipped name, edition, revision → (book, diagnostics); the book is None where one of them is an error."""
    loaded = load_book(name)
    return loaded.book, loaded.diagnostics


def load_book(name: str | Path, home: Path | None = None, more: tuple[Source, ...] = ()) -> Loaded:
    """As `load`, with the texts that diagnostics point into.

    What is imported from a relative folder is looked for as if the book lay at `home`, where that is given. `more` are
    rules that are read with those of the book and stand in none of its files.
    """
    folder = find(str(name))
    if os.path.isfile(folder / MANIFEST):
        return _loaded(Disk(folder, Path(os.path.abspath(home or folder))), more)
    try:
        if found := _elsewhere(folder, str(name), more):
            return found
    except Refused as refused:
        return Loaded(None, (refused.about(str(name)),), {})
    shown = str(name) or str(folder)
    return Loaded(None, (Diagnostic("RB101", Span(shown, 0, 0), {"name": shown}),), {})


def _elsewhere(path: Path, name: str, more: tuple[Source, ...]) -> Loaded | None:
    """A book that is no folder: an edition, a revision, or nothing. Raises Refused."""
    if is_edition(path):
        from dsl.seal import opened  # only those who ask for such a book need it

        edition = opened(path)
        return load_edition(edition, more) if edition else None
    if "@" in name and not os.path.exists(path):
        from dsl.revision import revision

        return _loaded(revision(name), more)
    return None


def load_edition(edition: Edition, more: tuple[Source, ...] = ()) -> Loaded:
    """The book of an edition, which stands alone and bears the edition's name."""
    loaded = _loaded(Held(edition.files), more)
    if loaded.book:
        loaded.book = replace(loaded.book, edition=edition.manifest.edition)
    return loaded


def _loaded(place: Place, more: tuple[Source, ...]) -> Loaded:
    """The book at a place."""
    loaded = _checked(Reader(place, lambda below: _checked(below).diagnostics, more).layer())
    loaded.diagnostics = tuple(each for each in loaded.diagnostics if _is_told(each, loaded))
    return loaded


def _checked(layer: Layer) -> Loaded:
    """A book as written, checked; unless it is not known what some of its files would have declared."""
    reading, texts = layer.reading, layer.texts
    loaded = Loaded(None, (), texts) if reading.lost else _built(layer)
    loaded.imported, loaded.sought, loaded.draft = layer.imported, layer.sought, layer.is_draft
    loaded.files = tuple(layer.files())
    loaded.diagnostics = ordered(told_once(reading.problems, texts))
    if has_errors(loaded.diagnostics):
        loaded.book = None
    return loaded


def _built(layer: Layer) -> Loaded:
    """A book of which every file could be read; its diagnostics are left where they were found."""
    book, names = assembled(layer)
    counts = _own(names.rules, layer), _own(book.parameters, layer), len(book.scenarios)
    return Loaded(book, (), layer.texts, *counts, names.glossary, layer.reading.statements)


def _own(declared: Mapping[str, s.Rule] | Mapping[str, core.Parameter], layer: Layer) -> int:
    """How many of these the book itself declares."""
    return sum(each.span.file in layer.reading.texts for each in declared.values())


def _is_told(problem: Diagnostic, loaded: Loaded) -> bool:
    """What is unwise in an imported book is told to those who check that book."""
    return problem.level == "error" or problem.span.file not in loaded.imported


def load_rules(path: Path) -> Loaded:
    """One file of rules that lies in no book: its statements, and what is wrong with their syntax."""
    reading = Reading()
    read_rules([path.name], Folder(Disk(path.parent, path.parent), "", reading), frozenset)
    return Loaded(None, ordered(reading.problems), reading.texts, statements=reading.statements)
