"""A place in a YAML file → the passage round it that can be read by itself, and changes of it.

Lines are counted from 0 here, for they are looked up in a list; a tab counts as two blanks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsl.diagnose import Diagnostic
from dsl.record import dataclass
from dsl.source import Source, Span

_SECTIONS = ("entities", "enumerations", "actions", "parties", "words")
_ABOVE, _BELOW = 3, 1
"""Lines above and below the place where the reader stumbled in which the slip is looked for."""
_LONGEST = 2_000
"""Characters of a line in which a slip is looked for: to search a longer one letter by letter takes too long."""


@dataclass(frozen=True, slots=True)
class Change:
    """`[start, end)` of the text becomes `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mend:
    """One slip undone: the changes in order of place, what is said of the slip, and how far-fetched it is."""

    changes: tuple[Change, ...]
    told: Diagnostic
    cost: tuple[int, ...] = ()

    def on(self, text: str) -> str:
        """The text with the slip undone."""
        parts, last = [], 0
        for change in self.changes:
            parts += [text[last : change.start], change.text]
            last = change.end
        return "".join([*parts, text[last:]])

    def before(self, offset: int) -> int:
        """Where a place of the mended text was before."""
        for change in self.changes:
            if offset < change.start:
                break
            grown = len(change.text) - (change.end - change.start)
            offset = max(change.start, offset - grown) if offset >= change.start + len(change.text) else change.start
        return offset


@dataclass(frozen=True)
class Passage:
    """Whole declarations round a place: lines `[first, last)`, which make a file of the same shape by themselves."""

    source: Source
    first: int
    last: int
    head: str = ""
    elsewhere: frozenset[str] = frozenset()

    @property
    def start(self) -> int:
        """Where it begins."""
        return offset_of(self.source, self.first)

    @property
    def end(self) -> int:
        """Where it ends."""
        return offset_of(self.source, self.last)

    def holds(self, span: Span) -> bool:
        """Whether a place lies in it."""
        return self.start <= span.start <= self.end

    def with_change(self, mend: Mend | None) -> str:
        """The passage as a file of its own, with the slip undone."""
        text = self.source.text[self.start : self.end]
        return self.head + (self._inside(mend).on(text) if mend else text)

    def touches(self, mend: Mend, span: Span) -> bool:
        """Whether what stands at a place of that file was changed, or stands on a line that was moved."""
        start = self._inside(mend).before(max(0, span.start - len(self.head)))
        line = self.source.position(start + self.start)[0]
        changed = [(self.source.position(c.start)[0], self.source.position(c.end)[0]) for c in mend.changes]
        return any(first <= line <= last for first, last in changed)

    def _inside(self, mend: Mend) -> Mend:
        start = self.start
        return Mend(tuple(Change(c.start - start, c.end - start, c.text) for c in mend.changes), mend.told)


def lines_of(source: Source) -> list[str]:
    """The lines of a file, without their breaks."""
    return source.text.split("\n")


def offset_of(source: Source, line: int) -> int:
    """Where a line (from 0) begins; the end of the text for the line after the last."""
    starts = source.starts
    return starts[line] if line < len(starts) else len(source.text)


def passage(shape: str, source: Source, line: int) -> Passage:
    """The declaration in which a line stands, with the one before it and the one after it."""
    lines = lines_of(source)
    if shape == "rulebook":
        return Passage(source, 0, len(lines))
    if shape in ("vocabulary", "additions"):
        return _of_vocabulary(source, lines, line)
    return Passage(source, *_round(lines, line, 0, 0, len(lines)))


def _of_vocabulary(source: Source, lines: list[str], line: int) -> Passage:
    heads = [n for n, each in enumerate(lines) if each.partition(":")[0] in _SECTIONS]
    first = max((n for n in heads if n <= line), default=0)
    last = min((n for n in heads if n > first), default=len(lines))
    if not heads or first == line:
        return Passage(source, first, last, elsewhere=frozenset({"entities"}))
    begin, end = _round(lines, line, 2, first + 1, last)
    return Passage(source, begin, end, lines[first] + "\n", frozenset({"entities"}))


def _round(lines: list[str], line: int, depth: int, first: int, last: int) -> tuple[int, int]:
    """From the beginning of the declaration before to the end of the one after."""
    begins = [n for n in range(first, last) if has_text(lines[n]) and indent(lines[n]) <= depth]
    before = [n for n in begins if n <= line][-2:] + [n for n in begins if n <= line - _ABOVE][-1:]
    after = [n for n in begins if n > line][:2]
    is_after_two = sum(n <= line for n in begins) > 1
    return (min(before) if is_after_two else first), (after[1] if len(after) > 1 else last)


def has_text(line: str) -> bool:
    """Whether a line has more than a comment."""
    return bool(line.strip()) and not line.lstrip().startswith("#")


def indent(line: str) -> int:
    """How many blanks a line begins with; a tab stands for two."""
    return len(line) - len(line.lstrip(" \t")) + line[: lead(line)].count("\t")


def lead(line: str) -> int:
    """How many characters a line begins with that are blanks or tabs."""
    return len(line) - len(line.lstrip(" \t"))


def inner(line: str) -> int:
    """Where the keys of a list's item stand, after its dash."""
    return indent(line) + 2 if line.lstrip().startswith("- ") else indent(line)


def end_of_block(lines: Sequence[str], first: int, last: int) -> int:
    """The line after the last one that hangs on a line."""
    for n in range(first + 1, last):
        if has_text(lines[n]) and indent(lines[n]) <= indent(lines[first]):
            return n
    return last


@dataclass(frozen=True)
class Page:
    """A passage line by line, and the line at which the reader stumbled."""

    where: Passage
    lines: list[str]
    line: int

    def near(self) -> Iterator[int]:
        """The lines in which the slip may be: those just above the place, the place itself, and the one below it."""
        order = [self.line - above for above in range(_ABOVE + 1)] + [self.line + n + 1 for n in range(_BELOW)]
        yield from (n for n in order if self.where.first <= n < self.where.last and self.is_read(n))

    def is_read(self, line: int) -> bool:
        """Whether a line has text, and no more of it than can be searched."""
        return has_text(self.lines[line]) and len(self.lines[line]) <= _LONGEST

    def at(self, line: int, column: int = 0) -> int:
        """The offset of a place."""
        return offset_of(self.where.source, line) + column

    def span(self, start: int, end: int) -> Span:
        """A place in this file."""
        return Span(self.where.source.name, start, end)

    def text(self, line: int) -> Span:
        """What stands on a line."""
        written = self.lines[line]
        return self.span(self.at(line, lead(written)), self.at(line, len(written.rstrip())))
