"""Texts and diagnostics → the texts with the edits of the diagnostics made, and which of them could not be.

The edits of one diagnostic are made all or none: none where one of them meets an edit that was made before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from dsl.diagnose import Diagnostic, Edit
from dsl.record import dataclass

_Place = tuple[int, int, str]
"""Start, end, and the text put there."""


@dataclass(frozen=True, slots=True)
class Mended:
    """The texts that changed, by file; the diagnostics whose edits were made, and those whose edits meet others."""

    texts: Mapping[str, str]
    made: tuple[Diagnostic, ...]
    skipped: tuple[Diagnostic, ...]


def mend(texts: Mapping[str, str], diagnostics: Iterable[Diagnostic]) -> Mended:
    """The texts with all edits that do not meet each other, those of earlier diagnostics first."""
    chosen: dict[str, list[_Place]] = {file: [] for file in texts}
    made: list[Diagnostic] = []
    skipped: list[Diagnostic] = []
    for each in diagnostics:
        if each.edits:
            (made if _chosen(each, texts, chosen) else skipped).append(each)
    changed = {file: _applied(texts[file], places) for file, places in chosen.items() if places}
    return Mended(changed, tuple(made), tuple(skipped))


def _chosen(diagnostic: Diagnostic, texts: Mapping[str, str], chosen: dict[str, list[_Place]]) -> bool:
    """Whether all its edits find their place beside those chosen before; then they are among the chosen."""
    added: list[tuple[list[_Place], _Place]] = []
    for edit in diagnostic.edits:
        place = (edit.span.start, edit.span.end, edit.text)
        places = chosen.get(edit.span.file)
        if places is None or not 0 <= place[0] <= place[1] <= len(texts[edit.span.file]) or _is_met(place, places):
            for kept, one in added:
                kept.remove(one)
            return False
        if place not in _neighbours(place, places):  # two findings may want the same
            insort(places, place)
            added.append((places, place))
    return True


def _neighbours(place: _Place, places: list[_Place]) -> list[_Place]:
    """The chosen ones just before and after it: they are in order and do not meet, so no other can meet it."""
    index = bisect_left(places, place)
    return places[max(0, index - 1) : index + 1]


def _is_met(place: _Place, places: list[_Place]) -> bool:
    return any(_meet(place, other) for other in _neighbours(place, places) if other != place)


def _meet(one: _Place, other: _Place) -> bool:
    """Whether two ranges share a character, or something is put in where the other begins."""
    (a, b, _), (c, d, _) = one, other
    return (a == c and (a == b or c == d)) or (a < d and c < b)


def _applied(text: str, places: list[_Place]) -> str:
    parts: list[str] = []
    last = 0
    for start, end, better in places:
        parts += [text[last:start], better]
        last = end
    return "".join([*parts, text[last:]])


# ── which of two names is the slip ───────────────────────────────────────────────────────────────────────────────────

_PATH = re.compile(r"[^\W\d]\w*([./][^\W\d]\w*)*")
_ASCII_NAME = re.compile(r"(?a:\b[A-Za-z_]\w*)")


def certain(diagnostics: Iterable[Diagnostic], texts: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """The same, without edits that put a name in the place of one that stands more often in these texts.

    Of a declaration that is misspelt, every use looks misspelt: it is not the uses that are to be changed.
    """
    found = tuple(diagnostics)
    if not any(each.edits for each in found):
        return found
    counts = Counter(word for text in texts.values() for word in _ASCII_NAME.findall(text))

    def times(name: str) -> int:
        return counts[name] if name.isascii() else sum(text.count(name) for text in texts.values())

    def is_doubtful(edit: Edit) -> bool:
        old = texts.get(edit.span.file, "")[edit.span.start : edit.span.end]
        if not _PATH.fullmatch(old) or not _PATH.fullmatch(edit.text):
            return False
        names, better = re.split("[./]", old), re.split("[./]", edit.text)
        if len(names) != len(better):
            return False
        # a word of the language need not stand elsewhere
        return any(times(one) > times(other) > 0 for one, other in zip(names, better, strict=True) if one != other)

    return tuple(replace(each, edits=()) if any(map(is_doubtful, each.edits)) else each for each in found)
