"""A rulebook's folder → the book as written, over all the books that it imports; what is wrong with its imports.

`rulebook.yaml` names them: the name of one that is shipped, or a folder relative to the book's own. Each folder is read
once, however many books import it; the names of its files are paths from the folder of the book that was asked for.
An imported book that is not sound is told of in one message, where it is imported.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from dsl import syntax as s
from dsl.core import Words
from dsl.diagnose import Diagnostic, unknown
from dsl.folder import Folder, Parts, Reading
from dsl.merge import complete, manifest, merged
from dsl.nodes import as_map, chinese_names, text_of
from dsl.shelf import SHIPPED, shipped
from dsl.source import Source, Sources, nearest
from dsl.written import Written

DEEPEST = 20
"""Books of which each imports the next."""


@dataclass(frozen=True)
class Layer:
    """One book as written, and those that it stands on.

    `below` has every book that it imports, directly or not, each once and after those that it imports itself;
    `yaml` what its own files say, `whole` what they say together with those below; `sought` the folders looked for.
    """

    folder: Folder
    yaml: Parts
    whole: Parts
    cases: list[Written]
    rules: list[s.Statement]
    below: tuple[Layer, ...] = ()
    sought: frozenset[Path] = frozenset()
    circle: Words | None = None
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


Judge = Callable[[Layer], tuple[Diagnostic, ...]]
"""All that is wrong with a book, looked at on its own."""


class Reader:
    """Reads a book with all that it imports. `home` is where its folder stands for what is relative to it.

    `more` are rules of its own that stand in none of its files.
    """

    def __init__(self, top: Path, home: Path, judge: Judge, more: tuple[Source, ...] = ()) -> None:
        self.top, self.home, self.judge, self.more = top, Path(os.path.abspath(home)), judge, more
        self._read: dict[str, Layer] = {}
        self._way: list[tuple[str, str]] = []

    def layer(self) -> Layer:
        """The book that was asked for."""
        return self._layer(self.top, self.home, "", "")

    def _layer(self, path: Path, home: Path, name: str, prefix: str) -> Layer:
        """The book in a folder; `name` is what it was imported by."""
        real = os.path.realpath(home)
        if real not in self._read:
            folder = Folder(path, prefix, Reading(), () if self._way else self.more)
            own = folder.manifest()
            self._way.append((real, name or text_of(as_map(own).get("name"))))
            self._read[real] = self._written(folder, own, home)
            self._way.pop()
        return self._read[real]

    def _written(self, folder: Folder, own: s.Node | None, home: Path) -> Layer:
        """A book over those that it imports, which are read first."""
        reading, entries = folder.reading, _entries(own)
        places = {entry: _place(entry.text, home) for entry in entries}
        found = {entry: self._imported(entry, path) for entry, path in places.items()}
        told = [problem for entry, each in found.items() if (problem := self._problem(entry, each))]
        reading.problems += told
        reading.lost |= bool(told)
        direct = [each for each in found.values() if isinstance(each, Layer)]
        below = tuple({id(each): each for layer in direct for each in (*layer.below, layer)}.values())
        adds = bool(entries) or own is None or _is_meant(reading)
        reading.lost |= adds and not entries
        yaml = _parts(folder, own, below, adds)
        whole = merged([each.yaml for each in below], yaml, reading.problems)
        if direct:
            whole["rulebook"] = manifest(own, direct[0].whole["rulebook"])
        others = [text for each in below for text in each.reading.texts.values() if text.name.endswith(".rules")]
        rules = folder.rules(lambda: chinese_names(whole.values()), others)
        sought = frozenset(places.values()).union(*(each.sought for each in direct))
        circle = next((each for each in found.values() if isinstance(each, Words)), None)
        return Layer(folder, yaml, whole, folder.cases(), rules, below, sought, circle)

    # ── one import ──

    def _imported(self, entry: s.Scalar, path: Path) -> Layer | Words | None:
        """The imported book, the circle that it closes, or nothing."""
        if os.path.isabs(entry.text) or not os.path.isfile(path / "rulebook.yaml"):
            return None
        real = os.path.realpath(path)
        if real in (names := dict(self._way)):
            circle = [*list(names.values())[list(names).index(real) :], names[real]]
            return Words(*(" → ".join(circle),) * 2)
        if len(self._way) > DEEPEST:
            return None
        layer = self._layer(path, path, entry.text, self._prefix(path))
        return layer.circle or layer

    def _prefix(self, path: Path) -> str:
        """The way from the folder of the book that was asked for."""
        try:
            return Path(os.path.relpath(path, self.home)).as_posix() + "/"
        except ValueError:  # there is no way to another drive
            return path.as_posix() + "/"

    def _problem(self, entry: s.Scalar, found: Layer | Words | None) -> Diagnostic | None:
        blanks: dict[str, str | Words] = {"name": entry.text[:60]}
        match found:
            case None if len(self._way) > DEEPEST:
                return Diagnostic("RB104", entry.span, {"limit": str(DEEPEST)})
            case None:
                known = [each.name for each in SHIPPED.iterdir() if (each / "rulebook.yaml").is_file()]
                return unknown("RB150", entry.text[:60], known, entry.span)
            case Words():
                return Diagnostic("RB151", entry.span, {"circle": found})
            case Layer() if errors := [each for each in self._looked_at(found) if each.level == "error"]:
                first = errors[0]
                said = Words(first.message("zh"), first.message("en"))
                blanks["count"] = str(len(errors))
                return Diagnostic("RB152", entry.span, blanks, ((first.span, said),))
        return None

    def _looked_at(self, layer: Layer) -> tuple[Diagnostic, ...]:
        if not layer.found:
            layer.found.append(self.judge(layer))
        return layer.found[0]


def _parts(folder: Folder, own: s.Node | None, below: tuple[Layer, ...], adds: bool) -> Parts:
    """What the book's own files say; one that `adds` to others may say as little as it likes."""
    parts = folder.parts(own, adds=adds)
    if adds:
        known, reading = [each.yaml["vocabulary"] for each in below], folder.reading
        parts["vocabulary"] = complete(parts["vocabulary"], known, reading.broken, reading.problems)
    return parts


def _is_meant(reading: Reading) -> bool:
    """Whether something in the manifest that is wrong was meant to name imports: which ones is not known."""
    return any(nearest(name, (_IMPORTS,)) for name in reading.broken)


def _entries(node: s.Node | None) -> tuple[s.Scalar, ...]:
    """What a manifest imports, each once."""
    written = as_map(node).get(_IMPORTS)
    items = written.items if isinstance(written, s.Sequence) else (written,)
    return tuple({item.text: item for item in items if isinstance(item, s.Scalar)}.values())


def _place(text: str, home: Path) -> Path:
    """Where an imported book should lie."""
    return shipped(text) if _NAME.fullmatch(text) else Path(os.path.abspath(home / text))


_IMPORTS = "imports"
_NAME = re.compile(r"[^\W\d][\w-]*")
"""A shipped book's name; whatever else is a folder."""
