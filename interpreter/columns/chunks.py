"""A file of text → chunks: many records at once, as columns in memory, with a way back to each record.

Lines without a quote, a NUL, bytes that cannot be decoded, a blank line among them or a wrong count of separators are
cut into cells by the column library; a block of lines with any of these is read by the reference reading. Which
records there are, and on which lines, is always counted here.
"""

from __future__ import annotations

from array import array as numbers
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal as Exact
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from dsl import core
from dsl.kinds import Decimal, Integer, Money, Text
from interpreter.columns.cells import LARGEST, NUMBER
from interpreter.columns.sources import Shape
from interpreter.columns.values import array
from interpreter.delimited import Header, Problem, Record, Refused, cut_off, failure, read_header, read_rows, record
from interpreter.encoding import LONGEST, MARK, Lines, split
from interpreter.snapshot import Sieve, SnapshotError
from interpreter.tables import is_csv, read_table, shown_path

if TYPE_CHECKING:
    import pyarrow

_RECORDS = 50_000
_SIZE = 1 << 25


@dataclass(frozen=True, slots=True)
class Chunk:
    """Records of one shape: their places among those of the file, from 0, their lines, their columns."""

    places: Sequence[int]
    lines: Sequence[int]
    shape: Shape
    columns: Sequence[pyarrow.Array]
    record: Callable[[int], Record]
    """The n-th of them."""

    def column(self, name: str) -> pyarrow.Array:
        """The cells of a column by its name."""
        return self.columns[self.shape.names.index(name)]


Placed = tuple[int, Record | Refused]
"""A record with its place among those of the file."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What was read next: records in columns, and such as are to be judged one by one."""

    chunk: Chunk | None
    single: Sequence[Placed]

    @property
    def count(self) -> int:
        """How many records these are."""
        return len(self.single) + (len(self.chunk.places) if self.chunk else 0)


def batches(path: Path, folder: Path, sieve: Sieve, fields: Sequence[core.Field]) -> Iterator[Batch]:
    """All records of a file that `find_tables` gave, each once. Raises SnapshotError where the file cannot be used.

    A column is left out where nothing can be wrong with it and its field is not among the `fields` asked for.
    """
    if not is_csv(path):
        yield from _gathered(enumerate(_sound(read_table(path, folder))), sieve)
        return
    file, lines = shown_path(path.relative_to(folder)), Lines(path)
    header = read_header(lines, file)
    if isinstance(header, Header):
        yield from _Csv(lines, file, header, sieve, fields).batches()
    elif lines.failure is None:
        raise SnapshotError([header])
    for problem in failure(lines, file):
        raise SnapshotError([problem])


def _sound(reading: Iterator[Record | Refused | Problem]) -> Iterator[Record | Refused]:
    for each in reading:
        if isinstance(each, Problem):
            raise SnapshotError([each])
        yield each


# ── records → columns ────────────────────────────────────────────────────────────────────────────────────────────────


def _gathered(records: Iterator[Placed], sieve: Sieve) -> Iterator[Batch]:
    while some := list(islice(records, _RECORDS)):
        yield _turned(some, sieve)


def _turned(some: Sequence[Placed], sieve: Sieve) -> Batch:
    """The records by columns, where each column is of one type; else one by one."""
    sound = [(place, each) for place, each in some if isinstance(each, Record)]
    refused = [(place, each) for place, each in some if isinstance(each, Refused)]
    names = tuple(dict.fromkeys(name for _, each in sound for name in each.cells))
    columns = [_column([each.cells.get(name) for _, each in sound], sieve.members.get(name.strip())) for name in names]
    made = [each for each in columns if each is not None]
    if not sound or not all(names) or len(made) < len(columns):
        return Batch(None, some)
    shape = Shape(names, tuple(kind for kind, _ in made))
    places, records = zip(*sound, strict=True)
    lines = [each.line for each in records]
    return Batch(Chunk(places, lines, shape, [cells for _, cells in made], records.__getitem__), refused)


def _column(cells: list[object], member: object) -> tuple[str, pyarrow.Array] | None:
    """The cells as a column of one type; None where there is none."""
    kinds = {type(cell) for cell in cells if cell is not None}
    kind = member.kind if isinstance(member, core.Field) else None
    if not kinds or kinds == {str}:
        return "VARCHAR", array("VARCHAR", cells)
    if kinds == {bool}:
        return "BOOLEAN", array("BOOLEAN", cells)
    if kinds == {int} and all(abs(cell) <= LARGEST for cell in cells if isinstance(cell, int)):
        return "BIGINT", array("BIGINT", cells)
    if kinds == {Exact} or (kinds == {Exact, int} and isinstance(kind, Decimal | Money | Integer)):
        return NUMBER, array("VARCHAR", [None if cell is None else str(cell) for cell in cells])
    return None


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Block:
    """Whole lines, a record on each: the place of the first, and its line."""

    text: str
    count: int
    place: int
    line: int


class _Csv:
    """A file from its first record on."""

    def __init__(self, lines: Lines, file: str, header: Header, sieve: Sieve, fields: Sequence[core.Field]) -> None:
        self._lines, self._file, self._header, self._sieve = lines, file, header, sieve
        self._place, self._line = 0, header.last_line + 1
        self._plain: list[_Block] = []
        self._odd: list[Placed] = []
        members = [sieve.members.get(name) for name in header.columns]
        is_twice = any(each and members.count(each) > 1 for each in members)
        idle = [not is_twice and _is_idle(each, fields) for each in members]
        self._used = [place for place, each in enumerate(idle) if not each] or [0]

    def batches(self) -> Iterator[Batch]:
        """All records."""
        text = "".join(self._lines.waiting)  # what was read together with the header
        self._lines.waiting.clear()
        while text or (text := self._lines.block()):
            self._take(text)
            text = ""
            if sum(len(block.text) for block in self._plain) >= _SIZE:
                yield from self._cut()
            if len(self._odd) >= _RECORDS:
                yield from self._turn()
        yield from self._cut()
        self._odd += [(self._place, each) for each in cut_off(self._lines, self._file, self._line)]
        yield from self._turn()

    def _take(self, text: str) -> None:
        """Sorts some lines by how they are to be read."""
        if count := self._plain_rows(text):
            self._plain.append(_Block(text, count, self._place, self._line))
            self._place += count
            self._line += count
        else:
            self._place, self._line = self._read(text, self._place, self._line)

    def _read(self, text: str, place: int, line: int) -> tuple[int, int]:
        """Reads the records that begin in some lines by the reference reading, and tells what comes after them."""
        self._lines.waiting.extend(split(text))
        reading = read_rows(self._lines, self._file, self._header, line, to_the_end=False)
        while True:
            try:
                self._odd.append((place, next(reading)))
            except StopIteration as end:
                return place, end.value
            place += 1

    def _turn(self) -> Iterator[Batch]:
        if self._odd:
            yield _turned(self._odd, self._sieve)
            self._odd = []

    def _plain_rows(self, text: str) -> int:
        """How many records whole lines hold, one on each, if nothing is odd about them; else 0."""
        count = text.count("\n")
        breaks = text.count("\r")
        is_even = breaks == 0 or breaks == count == text.count("\r\n")
        is_whole = text.endswith("\n") and not text.startswith(("\n", "\r")) and "\n\n" not in text
        is_whole = is_whole and "\n\r" not in text
        is_short = len(text) <= LONGEST or text.find("\n", len(text) - LONGEST, LONGEST) >= 0
        separators = text.count(self._header.separator) == count * (len(self._header.columns) - 1)
        odd = '"' in text or "\0" in text or MARK in text
        return count if is_even and is_whole and is_short and separators and not odd else 0

    def _cut(self) -> Iterator[Batch]:
        """The plain lines, cut into columns; where they are not as even as they seem, as the odd ones are."""
        blocks, self._plain = self._plain, []
        count = sum(block.count for block in blocks)
        text = "".join(block.text for block in blocks).replace("\r\n", "\n")
        columns = _cells(text, self._header, self._used) if blocks else []
        if columns is None or any(len(each) != count for each in columns):
            for block in blocks:
                self._read(block.text, block.place, block.line)
        elif blocks:
            shape = Shape(tuple(self._header.columns[place] for place in self._used), ("VARCHAR",) * len(self._used))
            places = _spread([(block.place, block.count) for block in blocks])
            lines = _spread([(block.line, block.count) for block in blocks])
            yield Batch(Chunk(places, lines, shape, columns, self._line_of(text, lines)), ())

    def _line_of(self, text: str, numbers: Sequence[int]) -> Callable[[int], Record]:
        lines: list[str] = []

        def of(n: int) -> Record:
            if not lines:
                lines.extend(text.split("\n"))
            return record(self._file, numbers[n], self._header, lines[n].split(self._header.separator))

        return of


def _spread(runs: Sequence[tuple[int, int]]) -> Sequence[int]:
    """The numbers of all runs, of which each begins at a number and counts some."""
    (first, _), (last, count) = runs[0], runs[-1]
    if last + count - first == sum(count for _, count in runs):
        return range(first, last + count)
    found = numbers("q")
    for start, many in runs:
        found.extend(range(start, start + many))
    return found


def _is_idle(member: object, fields: Sequence[core.Field]) -> bool:
    """Whether a column of texts that hold no NUL is neither asked for nor can be wrong."""
    return (
        isinstance(member, core.Field)
        and isinstance(member.kind, Text)
        and member.absent != "refused"
        and member not in fields
    )


def _cells(text: str, header: Header, used: Sequence[int]) -> list[pyarrow.Array] | None:
    """The cells by columns; None where a line has too many or too few."""
    import pyarrow as pa
    from pyarrow import csv

    names = [f"c{place}" for place in range(len(header.columns))]
    chosen = [names[place] for place in used]
    try:
        table = csv.read_csv(
            pa.BufferReader(text.encode()),
            csv.ReadOptions(column_names=names, use_threads=True),
            csv.ParseOptions(
                delimiter=header.separator, quote_char=False, double_quote=False, ignore_empty_lines=False
            ),
            csv.ConvertOptions(
                include_columns=chosen,
                column_types=dict.fromkeys(chosen, pa.string()),
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid:
        return None
    return [table.column(name).combine_chunks() for name in chosen]
