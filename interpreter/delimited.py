"""Lines to records: a CSV or JSON Lines file in, its records out, each readable or refused, and none lost.

A record's line is the physical line it starts on, from 1. A blank line (nothing before its line break) is no record
and is passed over silently. The rules of CSV:

- The first line that is not blank is the header; names lose the white space around them, cells lose nothing.
- The separator is a comma, a tab or a semicolon: the one that the header has most of outside quotes.
- A cell that starts with a quote ends at the next quote that is not doubled; between them line breaks may stand. A
  quote elsewhere is an error, for it is how a shifted or unfinished cell shows.
- A cell without a character is None, quoted or not.
- A record refused for its quotes or its number of cells gives back all its lines but the first, and reading resumes
  there: an unclosed quote, which reaches `QUOTED_LINES` lines or `QUOTED_SIZE` characters at most, hides no other
  record.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from pathlib import Path

from dsl.record import dataclass
from interpreter.encoding import LONGEST, MARK, Lines

QUOTED_LINES = 50
QUOTED_SIZE = 1 << 16

_SURROGATE = re.compile("[\ud800-\udfff]")
_LARGEST_EXPONENT = 400


@dataclass(frozen=True, slots=True)
class Record:
    """A readable record. `file` is relative to the snapshot; cells of CSV are text or None, others are typed."""

    file: str
    line: int
    cells: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that cannot be read, and why. It counts as read. `detail` never holds a cell's value."""

    file: str
    line: int
    code: str
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or folder that cannot be used, or not from here on. `detail` never holds a cell's value."""

    file: str
    code: str
    detail: Mapping[str, str] = field(default_factory=dict)


Reading = Iterator[Record | Refused | Problem]


class Unfit(Exception):
    """One record is refused. `lines` is how many physical lines go with it."""

    def __init__(self, code: str, lines: int = 1, **detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.lines = lines
        self.detail = detail


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Header:
    """A file's columns, the sign between its cells, and the line that the header ends on."""

    columns: tuple[str, ...]
    separator: str
    last_line: int


def read_csv(path: Path, file: str) -> Reading:
    """The records of a CSV file, in order; `file` is what they call it. A `Problem` comes last and ends the file."""
    lines = Lines(path)
    header = read_header(lines, file)
    if isinstance(header, Header):
        number = yield from read_rows(lines, file, header, header.last_line + 1)
        yield from cut_off(lines, file, number)
    elif lines.failure is None:
        yield header
    yield from failure(lines, file)


def failure(lines: Lines, file: str) -> Iterator[Problem]:
    """What ended a file too early, if anything."""
    if lines.failure is not None:
        reason = lines.failure.reason
        yield Problem(file, lines.failure.code, {"reason": reason} if reason else {})


def cut_off(lines: Lines, file: str, number: int) -> Iterator[Refused]:
    """The record that was lost with the end of a damaged file, if any; `number` is its line."""
    if lines.failure is not None and lines.failure.cut:
        yield Refused(file, number, "SN110")


def read_rows(
    lines: Lines, file: str, header: Header, number: int, to_the_end: bool = True
) -> Generator[Record | Refused, None, int]:
    """The records from line `number` on, or those that begin in the waiting lines; returns the line after them."""
    separator, waiting, width = header.separator, lines.waiting, len(header.columns)
    while waiting or (to_the_end and lines.more()):
        line = waiting.popleft()
        taken = 1
        try:
            if '"' in line or MARK in line or "\0" in line or len(line) > LONGEST:
                cells, taken = _careful(line, lines, separator, width)
            elif text := line.rstrip("\r\n"):
                cells = text.split(separator)
                if len(cells) != width:
                    raise _ragged(cells, width)
            else:
                number += 1
                continue
            yield record(file, number, header, cells)
        except Unfit as unfit:
            taken = unfit.lines
            yield Refused(file, number, unfit.code, unfit.detail)
        number += taken
        for _ in range(taken - 1):
            waiting.popleft()
    return number


def record(file: str, number: int, header: Header, cells: list[str]) -> Record:
    """The record on line `number` that has these cells, one for each column."""
    return Record(file, number, dict(zip(header.columns, _absent(cells), strict=False)))


def _absent(cells: list[str]) -> Sequence[str | None]:
    return [cell or None for cell in cells] if "" in cells else cells


def _ragged(cells: list[str], width: int) -> Unfit:
    return Unfit("SN101", cells=str(len(cells)), columns=str(width))


def _careful(line: str, lines: Lines, separator: str, width: int | None) -> tuple[list[str], int]:
    """The cells of the record that starts with `line`, and how many lines it takes; raises `Unfit`."""
    if len(line) > LONGEST:
        raise Unfit("SN107", limit=str(LONGEST))
    taken: list[str] = []
    cells = _simple(line, separator) or _split(line, separator, _ahead(lines, taken))
    if width is not None and len(cells) != width:
        raise _ragged(cells, width)
    whole = "".join(cells)
    if MARK in whole:
        raise Unfit("SN103", 1 + len(taken))
    if "\0" in whole:
        raise Unfit("SN105", 1 + len(taken))
    return cells, 1 + len(taken)


def _simple(line: str, separator: str) -> list[str] | None:
    """The cells of a well-formed record that lies on one line and has no quote within a cell; else None.

    The standard reader, quick as it is, lets a stray quote pass as a part of its cell: then the cells hold a quote.
    """
    try:
        cells = next(csv.reader((line,), delimiter=separator, strict=True))
    except csv.Error:
        return None
    return None if '"' in "".join(cells) else cells


def _ahead(lines: Lines, taken: list[str]) -> Iterator[str]:
    """The lines after the present one, which stay waiting, as far as an open quote may reach; `taken` lists them."""
    size = 0
    for index in range(QUOTED_LINES - 1):
        if index == len(lines.waiting) and not lines.more():
            return
        line = lines.waiting[index]
        size += len(line)
        if size > QUOTED_SIZE:
            return
        taken.append(line)
        yield line


def _split(text: str, separator: str, ahead: Iterator[str]) -> list[str]:
    """The cells of one record, of which `text` is the first line and `ahead` gives more lines as quotes need them."""
    cells = []
    at = 0
    while True:
        if text.startswith('"', at):
            cell, text, at = _quoted(text, at + 1, ahead)
            rest = text[at : at + 1]
            if rest not in ("", "\r", "\n", separator):
                raise Unfit("SN109")
        else:
            end = text.find(separator, at)
            cell = text[at:end] if end >= 0 else text[at:].rstrip("\r\n")
            if '"' in cell:
                raise Unfit("SN108")
            at += len(cell)
        cells.append(cell)
        if text[at : at + 1] != separator:
            return cells
        at += 1


def _quoted(text: str, at: int, ahead: Iterator[str]) -> tuple[str, str, int]:
    """The cell whose opening quote stands before `at`; then the line its closing quote is in, and where it goes on."""
    parts = []
    while True:
        end = text.find('"', at)
        if end < 0:
            parts.append(text[at:])
            following = next(ahead, None)
            if following is None:
                raise Unfit("SN102")
            text, at = following, 0
        elif text.startswith('"', end + 1):
            parts.append(text[at : end + 1])
            at = end + 2
        else:
            parts.append(text[at:end])
            return "".join(parts), text, end + 1


def read_header(lines: Lines, file: str) -> Header | Problem:
    """The columns of a file and their separator; a problem where there are none, or where the file breaks off."""
    number = 0
    while lines.waiting or lines.more():
        line = lines.waiting.popleft()
        number += 1
        if line.strip("\r\n"):
            return _columns(line, number, lines, file)
    return Problem(file, "SN003")


def _columns(line: str, number: int, lines: Lines, file: str) -> Header | Problem:
    bare = re.sub('"[^"]*"', "", line)
    separator = max((",", "\t", ";"), key=bare.count)
    try:
        cells, taken = _careful(line, lines, separator, None)
    except Unfit as unfit:
        is_text = unfit.code not in ("SN103", "SN105") and MARK not in line and "\0" not in line
        return Problem(file, "SN010" if is_text else "SN008")
    for _ in range(taken - 1):
        lines.waiting.popleft()
    names = [cell.strip() for cell in cells]
    return misnamed(names, file) or Header(tuple(names), separator, number + taken - 1)


def misnamed(names: list[str], file: str) -> Problem | None:
    """What is wrong with a table's column names: one is empty, or two are the same.

    It gives places and not names: where a file lacks its header, the names are the values of its first row.
    """
    first: dict[str, int] = {}
    for place, name in enumerate(names, 1):
        if not name:
            return Problem(file, "SN009", {"column": str(place)})
        if name in first:
            return Problem(file, "SN004", {"first": str(first[name]), "second": str(place)})
        first[name] = place
    return None


def shown(name: str) -> str:
    """A column's name as a message can bear it: short, and without what cannot be printed."""
    return "".join(char if char.isprintable() else "\ufffd" for char in name[:60])


# ── JSON Lines ───────────────────────────────────────────────────────────────────────────────────────────────────────


def read_json_lines(path: Path, file: str) -> Reading:
    """The records of a file with one JSON object per line, in order. Blank lines are passed over."""
    lines = Lines(path)
    number = 0
    while lines.waiting or lines.more():
        line = lines.waiting.popleft()
        number += 1
        if not line.strip(" \t\r\n"):
            continue
        try:
            yield Record(file, number, _object(line))
        except Unfit as unfit:
            yield Refused(file, number, unfit.code, unfit.detail)
    yield from cut_off(lines, file, number + 1)
    yield from failure(lines, file)


def _object(line: str) -> dict[str, object]:
    """The members of the object in a line, numbers exact; raises `Unfit`."""
    if len(line) > LONGEST:
        raise Unfit("SN107", limit=str(LONGEST))
    if MARK in line:
        raise Unfit("SN103")
    try:
        cells = _JSON.decode(line)
    except (ValueError, RecursionError) as error:
        raise Unfit("SN105" if "\0" in line else "SN104") from error
    if not isinstance(cells, dict):
        raise Unfit("SN104")
    for name, cell in cells.items():
        if isinstance(cell, dict | list):
            raise Unfit("SN112", column=shown(name))
        if cell is _OUT_OF_RANGE:
            raise Unfit("SN111", column=shown(name))
    if "\\u" in line:
        _check_escapes(cells)
    return cells


def _check_escapes(cells: Mapping[str, object]) -> None:
    """An escape can bring in what the line itself did not hold."""
    for text in (*cells, *cells.values()):
        if isinstance(text, str) and _SURROGATE.search(text):
            raise Unfit("SN103")
        if isinstance(text, str) and "\0" in text:
            raise Unfit("SN105")


_OUT_OF_RANGE = object()


def _number(text: str) -> object:
    """A decimal; one with an exponent that would fill the memory once it is written out is out of range."""
    exponent = re.search("[eE]", text)
    if exponent and abs(int(text[exponent.end() :])) > _LARGEST_EXPONENT:
        return _OUT_OF_RANGE
    return Decimal(text)


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise Unfit("SN106", column=shown(twice))
    return members


_JSON = json.JSONDecoder(object_pairs_hook=_members, parse_float=_number, parse_constant=lambda _: _OUT_OF_RANGE)
