"""A rulebook's files → its texts and its trees, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from pathlib import PurePosixPath

from dsl import syntax as s
from dsl.aside import Aside
from dsl.comments import QUOTED
from dsl.diagnose import Diagnostic
from dsl.parse import parse
from dsl.place import MANIFEST, PARTS, Place
from dsl.record import dataclass
from dsl.segment import Lexicon, stated
from dsl.source import Source, Sources, Span, is_chinese
from dsl.understand import NOTHING, understand
from dsl.written import Written, skimmed, understood

MAX_BYTES = 32_000_000
"""Bytes read of one file: four for each character that `read.py` allows."""
_SHORT = 100_000
"""Characters of scenarios for which it is not worth while to have another process: they are skimmed in its start."""
_NEVER_EMPTY = ("rulebook", "vocabulary")

Parts = Mapping[str, s.Node | None]


@dataclass
class Reading:
    """What the reading passes gather on the way: texts, trees, the names that are broken, diagnostics."""

    texts: Sources = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    statements: dict[str, tuple[s.Statement, ...]] = field(default_factory=dict)
    lost: bool = False
    """Whether it is not known what some file would have declared: then nothing that stands on it can be judged."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Where a book's files are, and what they are called in messages: `prefix` and their name there.

    `more` are rules that are read with those of its files, and stand in none.
    """

    place: Place
    prefix: str
    reading: Reading
    more: tuple[Source, ...] = ()

    def manifest(self) -> s.Node | None:
        """`rulebook.yaml`."""
        return self._yaml(MANIFEST, "rulebook", "rulebook")

    def parts(self, manifest: s.Node | None, *, adds: bool) -> dict[str, s.Node | None]:
        """The YAML files; of a book that `adds` to others, those that are there."""
        found = {"rulebook": manifest}
        for part in PARTS[1:]:
            file = f"{part}.yaml"
            shape = "additions" if adds and part == "vocabulary" else part
            is_free = adds or part == "amendments"
            found[part] = None if is_free and not self.place.has(file) else self._yaml(file, part, shape, adds=adds)
        return found

    def cases(self) -> Callable[[], list[Written]]:
        """The files of scenarios, skimmed from now on beside whatever else is read; they are there when called for."""
        files = self.place.names("scenarios/*.yaml")
        sources = [self.source(file) for file in files]
        length = sum(len(source.text) for source in sources if source)
        skimming = Aside(lambda: [source and skimmed(source) for source in sources], length > _SHORT)
        return lambda: [self._cases(*each) for each in zip(files, sources, skimming.result(), strict=True)]

    def rules(self, names: Callable[[], frozenset[str]], others: Iterable[Source] = ()) -> list[s.Statement]:
        """The statements of all files of rules; Chinese is cut into words by these names and those of all the rules."""
        return read_rules(self.place.names("rules/*.rules"), self, names, others)

    def source(self, file: str) -> Source | None:
        """The text of a file, or None and what keeps it from being read."""
        name, reading = self.prefix + file, self.reading
        try:
            source = Source(name, _text(self.place.read(file, MAX_BYTES + 1)))
        except OSError:
            problem = "RB101", {"name": name}
        except _TooLong:
            problem = "RB102", {"limit": str(MAX_BYTES)}
        except UnicodeDecodeError as error:
            problem = "RB106", {"name": name, "byte": str(error.start + 1)}
        else:
            reading.texts[name] = source
            return source
        reading.problems.append(Diagnostic(problem[0], Span(name, 0, 0), problem[1]))
        return None

    def _cases(self, file: str, source: Source | None, data: object | None) -> Written:
        if data is not None:
            return Written(data, source)
        return understood(self._fitted(file, source, PurePosixPath(file).stem, "scenarios"))

    def _yaml(self, file: str, part: str, shape: str, *, adds: bool = False) -> s.Node | None:
        return self._fitted(file, self.source(file), part, shape, adds=adds)

    def _fitted(self, file: str, source: Source | None, part: str, shape: str, *, adds: bool = False) -> s.Node | None:
        """What of a YAML file fits its schema; None where it cannot be read, or has nothing in it."""
        name, reading = self.prefix + file, self.reading
        found = understand(shape, source) if source else NOTHING
        problems = found.problems
        if source and found.empty and part in _NEVER_EMPTY and not adds:
            problems = (Diagnostic("RB107", Span(name, 0, 0), {"name": name}),)
        reading.problems += problems
        reading.broken |= found.broken
        reading.lost |= found.node is None and shape != "scenarios" and bool(not source or problems)
        return found.node


class _TooLong(Exception):
    """The file has more bytes than are read."""


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _TooLong
    if (nul := data.find(b"\0")) >= 0:  # UTF-16 without a mark, or no text at all
        raise UnicodeDecodeError("utf-8", data, nul, nul + 1, "no text")
    return data.decode("utf-8-sig")


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def read_rules(
    files: list[str], folder: Folder, names: Callable[[], frozenset[str]], others: Iterable[Source] = ()
) -> list[s.Statement]:
    """The statements of these files; `others` are rules that stand elsewhere and bring names of their own."""
    reading = folder.reading
    sources = [*(folder.source(file) for file in files), *folder.more]
    reading.texts |= {source.name: source for source in folder.more}
    reading.lost |= None in sources
    given = [source for source in sources if source]
    texts, broken_before = [source.text for source in (*others, *given)], frozenset(reading.broken)
    lexicon = Lexicon(lambda: names() | broken_before | stated(texts))
    found: list[s.Statement] = []
    for source in given:
        statements, broken, problems = parse(source, lexicon)
        if reading.lost:  # without the names of the book, Chinese cannot be cut into words
            problems = tuple(each for each in problems if not _is_chinese_code(source, each.span))
        if not problems:
            reading.statements[source.name] = statements
        reading.problems += problems
        reading.broken |= broken
        found += statements
    return found


def _is_chinese_code(source: Source, span: Span) -> bool:
    """Whether a line of rules is in Chinese, its titles and comments aside."""
    line = source.line(source.position(span.start)[0])
    return is_chinese(re.sub(rf"{QUOTED}|#.*", "", line))
