"""A rulebook's place → the book as written, over all the books that it imports; what is wrong with its imports.

`rulebook.yaml` names them: the name of one that is shipped, or a folder relative to the book's own. What the book that
was asked for keeps of them in its folder `imports` comes first. Each book is read once, however many import it; the
names of its files are paths from the folder of the book that was asked for.
An imported book that is not sound is told of in one message, where it is imported.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from dsl import syntax as s
from dsl.core import Words
from dsl.diagnose import Diagnostic, unknown
from dsl.folder import Folder, Parts, Reading
from dsl.layer import Layer
from dsl.merge import complete, manifest, merged
from dsl.nodes import as_map, chinese_names, text_of
from dsl.place import Place, is_book, label
from dsl.shelf import SHIPPED
from dsl.source import Source, nearest

DEEPEST = 20
"""Books of which each imports the next."""

Judge = Callable[[Layer], tuple[Diagnostic, ...]]
"""All that is wrong with a book, looked at on its own."""


class Reader:
    """Reads a book with all that it imports. `more` are rules of its own that stand in none of its files."""

    def __init__(self, top: Place, judge: Judge, more: tuple[Source, ...] = ()) -> None:
        self.top, self.judge, self.more = top, judge, more
        self._read: dict[str, Layer] = {}
        self._way: list[tuple[str, str]] = []

    def layer(self) -> Layer:
        """The book that was asked for."""
        return self._layer(self.top, "", "")

    def _layer(self, place: Place, name: str, prefix: str) -> Layer:
        """The book at a place; `name` is what it was imported by."""
        real = place.identity
        if real not in self._read:
            folder = Folder(place, prefix, Reading(), () if self._way else self.more)
            own = folder.manifest()
            self._way.append((real, name or text_of(as_map(own).get("name"))))
            self._read[real] = self._written(folder, own, name)
            self._way.pop()
        return self._read[real]

    def _written(self, folder: Folder, own: s.Node | None, name: str) -> Layer:
        """A book over those that it imports, which are read first."""
        reading, entries, cases = folder.reading, _entries(own), folder.cases()
        places = {entry: self._places(entry.text, folder.place) for entry in entries}
        found = {entry: self._imported(entry, some) for entry, some in places.items()}
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
        acts = [each["amendments"] for each in (*(layer.yaml for layer in below), yaml)]
        if any(acts):
            from dsl.revalue import revised  # most books amend nothing
            from dsl.whence import Whence

            whole |= revised(whole, acts, Whence(own, below), [] if reading.lost else reading.problems)
        others = [text for each in below for text in each.reading.texts.values() if text.name.endswith(".rules")]
        rules = folder.rules(lambda: chinese_names(whole.values()), others)
        paths = (each.path for some in places.values() for each in some)
        sought = frozenset(path for path in paths if path).union(*(each.sought for each in direct))
        circle = next((each for each in found.values() if isinstance(each, Words)), None)
        return Layer(folder, yaml, whole, cases(), rules, below, sought, circle, name)

    # ── one import ──

    def _places(self, entry: str, place: Place) -> tuple[Place, ...]:
        """Where a book that is imported from a place may be, the first first."""
        kept = (self.top.kept(name),) if (name := label(entry)) else ()
        return () if os.path.isabs(entry) else (*kept, place.beside(entry))

    def _imported(self, entry: s.Scalar, places: tuple[Place, ...]) -> Layer | Words | None:
        """The imported book, the circle that it closes, or nothing."""
        place = next((each for each in places if is_book(each)), None)
        if place is None:
            return None
        real = place.identity
        if real in (names := dict(self._way)):
            circle = [*list(names.values())[list(names).index(real) :], names[real]]
            return Words(*(" → ".join(circle),) * 2)
        if len(self._way) > DEEPEST:
            return None
        layer = self._layer(place, entry.text, place.way(self.top))
        return layer.circle or layer

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


_IMPORTS = "imports"
