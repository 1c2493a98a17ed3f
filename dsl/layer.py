"""A book as written, over those that it stands on: its trees, its texts under every name that they go by, its hash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from hashlib import sha256
from pathlib import Path

from dsl import syntax as s
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.folder import Folder, Parts, Reading
from dsl.nodes import as_map, text_of
from dsl.place import KEPT, label
from dsl.record import dataclass
from dsl.source import Source, Sources
from dsl.written import Written


@dataclass(frozen=True, slots=True)
class Layer:
    """One book as written, and those that it stands on.

    `below` has every book that it imports, directly or not, each once and after those that it imports itself;
    `yaml` what its own files say, `whole` what they say together with those below; `sought` the folders looked for;
    `called` what it was first imported by.
    """

    folder: Folder
    yaml: Parts
    whole: Parts
    cases: list[Written]
    rules: list[s.Statement]
    below: tuple[Layer, ...] = ()
    sought: frozenset[Path] = frozenset()
    circle: Words | None = None
    called: str = ""
    found: list[tuple[Diagnostic, ...]] = field(default_factory=list, compare=False)
    """What was found in it, once it was looked at as a book of its own."""

    @property
    def reading(self) -> Reading:
        """Its own texts, and what is wrong with them."""
        return self.folder.reading

    @property
    def statements(self) -> list[s.Statement]:
        """The statements of all the books, its own last."""
        return [each for layer in (*self.below, self) for each in layer.rules]

    @property
    def texts(self) -> Sources:
        """The texts of all the books."""
        return {name: text for layer in (*self.below, self) for name, text in layer.reading.texts.items()}

    @property
    def imported(self) -> frozenset[str]:
        """The files of the books below."""
        return frozenset(name for layer in self.below for name in layer.reading.texts)

    @property
    def is_draft(self) -> bool:
        """Whether the book, or one below it, says that it is no law yet."""
        return any(text_of(as_map(each.yaml["rulebook"]).get("draft")) == "yes" for each in (self, *self.below))

    @property
    def acts(self) -> list[s.Node | None]:
        """The `amendments.yaml` of each book, its own last."""
        return [each.yaml["amendments"] for each in (*self.below, self)]

    def files(self) -> Iterator[tuple[str, Source]]:
        """All the texts by their names in an edition, which keeps what is imported in its folder `imports`."""
        yield from self.reading.texts.items()
        for each in self.below:
            for name, source in each.reading.texts.items():
                yield f"{KEPT}/{label(each.called)}/{name.removeprefix(each.folder.prefix)}", source

    def hash(self) -> str:
        """One hash of all the files: names and contents, in order of name; those of an imported book under its name."""
        digest = sha256()
        for name, text in sorted(self._named()):
            digest.update(f"{name}\0{sha256(text.encode()).hexdigest()}\n".encode())
        return digest.hexdigest()

    def _named(self) -> Iterator[tuple[str, str]]:
        yield from ((name, source.text) for name, source in self.reading.texts.items())
        for each in self.below:
            book = text_of(as_map(each.yaml["rulebook"]).get("name"))
            for name, source in each.reading.texts.items():
                yield f"{book}/{name.removeprefix(each.folder.prefix)}", source.text
