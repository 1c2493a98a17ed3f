"""A file of text → chunks: many records at once, as columns in memory, with a way back to each record.

Lines without a quote, a NUL, bytes that cannot be decoded, a blank line among them or a wrong count of separators are
cut into cells by the column library; a block of lines with any of these is read by the reference reading. Which
records there are, and on which lines, is always counted here.
"""

from __future__ import annotations

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
    """Records of one shape: their places among those that were read with them, their lines, their columns."""

    places: Sequence[int]
    lines: Sequence[int]
    shape: Shape
    columns: Sequence[pyarrow.Array]
    record: Callable[[int], Record]
    """The n-th of them."""

    def column(self, name: str) -> pyarrow.Array:
        """The cells of a column by its name."""
        return self.columns[self.shape.names.index(name)]


@dataclass(frozen=True, slots=True)
class Batch:
    """What was read next: how many records, those in columns, and those that are to be judged one by one, by place."""

    count: int
    chunk: Chunk | None
    single: Sequence[tuple[int, Record | Refused]]


def batches(path: Path, folder: Path, sieve: Sieve, fields: Sequence[core.Field]) -> Iterator[Batch]:
    """All records of a file that `find_tables` gave, in order. Raises SnapshotError where the file cannot be used.

    A column is left out where nothing can be wrong with it and its field is not among the `fields` asked for.
    """
    if not is_csv(path):
        yield from _gathered(_sound(read_table(path, folder)), sieve)
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


def _gathered(records: Iterator[Record | Refused], sieve: Sieve) -> Iterator[Batch]:
    while some := list(islice(records, _RECORDS)):
        yield _turned(some, sieve)


def _turned(some: Sequence[Record | Refused], sieve: Sieve) -> Batch:
    """The records by columns, where each column is of one type; else one by one."""
    sound = [(place, each) for place, each in enumerate(some) if isinstance(each, Record)]
    refused = [(place, each) for place, each in enumerate(some) if isinstance(each, Refused)]
    names = tuple(dict.fromkeys(name for _, each in sound for name in each.cells))
    columns = [_column([each.cells.get(name) for _, each in sound], sieve.members.get(name.strip())) for name in names]
    made = [each for each in columns if each is not None]
    if not sound or not all(names) or len(made) < len(columns):
        return Batch(len(some), None, list(enumerate(some)))
    shape = Shape(names, tuple(kind for kind, _ in made))
    places, records = zip(*sound, strict=True)
    lines = [each.line for each in records]
    return Batch(len(some), Chunk(places, lines, shape, [cells for _, cells in made], records.__getitem__), refused)


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


class _Csv:
    """A file from its first record on."""

    def __init__(self, lines: Lines, file: str, header: Header, sieve: Sieve, fields: Sequence[core.Field]) -> None:
        self.lines, self.file, self.header, self.sieve = lines, file, header, sieve
        self.number = header.last_line + 1
        members = [sieve.members.get(name) for name in header.columns]
        twice = len({id(each) for each in members if each is not None}) < len([each for each in members if each])
        self.used = [place for place, each in enumerate(members) if twice or not _is_idle(each, fields)] or [0]

    def batches(self) -> Iterator[Batch]:
        plain: list[str] = []
        count = 0
        text = "".join(self.lines.waiting)  # what was read together with the header
        self.lines.waiting.clear()
        while self.lines.waiting or text or (text := self.lines.block()):
            if not self.lines.waiting and (rows := self._plain_rows(text)):
                plain.append(text)
                count += rows
                text = ""
                if sum(map(len, plain)) >= _SIZE:
                    yield from self._cut(plain, count)
                    plain, count = [], 0
                continue
            if plain:
                yield from self._cut(plain, count)
                plain, count = [], 0
            if not self.lines.waiting:
                self.lines.waiting.extend(split(text))
                text = ""
            yield from self._read()
        if plain:
            yield from self._cut(plain, count)
        yield from _gathered(cut_off(self.lines, self.file, self.number), self.sieve)

    def _read(self) -> Iterator[Batch]:
        """The records that begin in the waiting lines, by the reference reading."""
        found: list[Record | Refused] = []
        reading = read_rows(self.lines, self.file, self.header, self.number, to_the_end=False)
        while True:
            try:
                found.append(next(reading))
            except StopIteration as end:
                self.number = end.value
                break
        if found:
            yield _turned(found, self.sieve)

    def _plain_rows(self, text: str) -> int:
        """How many records whole lines hold, one on each, if nothing is odd about them; else 0."""
        count = text.count("\n")
        breaks = text.count("\r")
        is_even = breaks == 0 or breaks == count == text.count("\r\n")
        is_whole = text.endswith("\n") and not text.startswith(("\n", "\r")) and "\n\n" not in text
        is_whole = is_whole and "\n\r" not in text
        is_short = len(text) <= LONGEST or text.find("\n", len(text) - LONGEST, LONGEST) >= 0
        separators = text.count(self.header.separator) == count * (len(self.header.columns) - 1)
        odd = '"' in text or "\0" in text or MARK in text
        return count if is_even and is_whole and is_short and separators and not odd else 0

    def _cut(self, plain: list[str], count: int) -> Iterator[Batch]:
        text = "".join(plain).replace("\r\n", "\n")
        columns = _cells(text, self.header, self.used)
        if columns is None or any(len(each) != count for each in columns):
            self.lines.waiting.extendleft(reversed(split(text)))
            yield from self._read()
            return
        shape = Shape(tuple(self.header.columns[place] for place in self.used), ("VARCHAR",) * len(self.used))
        first, rows = self.number, range(count)
        self.number += count
        yield Batch(count, Chunk(rows, range(first, first + count), shape, columns, self._line_of(text, first)), ())

    def _line_of(self, text: str, first: int) -> Callable[[int], Record]:
        lines: list[str] = []

        def of(place: int) -> Record:
            if not lines:
                lines.extend(text.split("\n"))
            return record(self.file, first + place, self.header, lines[place].split(self.header.separator))

        return of


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
