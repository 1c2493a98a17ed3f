"""A snapshot's folder in, its tables' raw records out: which files make which table, and Parquet.

Nothing here knows the vocabulary: the caller says under which names a table may stand, and cells are as the file has
them (`delimited` tells for CSV and JSON Lines, `_read_parquet` for Parquet). What is wrong with a file or a record is
given as a value, with a code that `dsl.messages.snapshot` explains; nothing is raised for it. Records come one by
one, in the order of the files and of their lines, and memory is bounded. A file found to be damaged gives its records
up to there and then a `Problem`; since damage may have altered what came before it unnoticed, a table with a
`Problem` is not to be judged.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from interpreter.delimited import (
    Problem,
    Reading,
    Record,
    Refused,
    Unfit,
    misnamed,
    read_csv,
    read_json_lines,
    shown,
)

if TYPE_CHECKING:
    from interpreter.columns.connection import Connection

__all__ = ["Problem", "Reading", "Record", "Refused", "find_tables", "read_table"]

_PARQUET = (".parquet",)
_CSV = (".csv", ".csv.gz")
_JSON_LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
_FORMS = (*_PARQUET, *_CSV, *_JSON_LINES)

_MEMORY = "1GB"
_THREADS = 2
_BATCH = 2048


# ── which files make which table ─────────────────────────────────────────────────────────────────────────────────────


def find_tables(folder: Path, stems: Mapping[str, Sequence[str]]) -> tuple[dict[str, list[Path]], list[Problem]]:
    """The files of each table that `folder` holds, parts in order of name, and what could not be placed.

    `stems` gives, for each entity, the names its table may bear: of a file without its ending, or of a folder of parts.
    A table with two sources, with an unusable part or without any part is left out and has a `Problem`. Hidden files,
    README* and *.json that are not named like a table are passed over; any other file that is no table is SN006.
    """
    owners = {_normal(stem): entity for entity, names in stems.items() for stem in names}
    sources: dict[str, list[Path]] = {}
    problems = []
    try:
        for path in _listed(folder):
            found = _place(path, owners)
            if isinstance(found, str):
                sources.setdefault(found, []).append(path)
            elif found is not None:
                problems.append(found)
        tables = {entity: _files(sources[entity], problems) for entity in stems if entity in sources}
    except NotADirectoryError:
        return {}, [Problem(".", "SN013")]
    except OSError as error:
        return {}, [Problem(".", "SN001", {"reason": os.strerror(error.errno or 0)})]
    return {entity: files for entity, files in tables.items() if files}, problems


def read_table(path: Path, folder: Path) -> Reading:
    """The records of one file that `find_tables` gave for `folder`, readable or refused; a `Problem` comes last."""
    file = shown_path(path.relative_to(folder))
    form = _form(path.name)[1]
    if form in _PARQUET:
        yield from _read_parquet(path, file)
    elif form in _CSV:
        yield from read_csv(path, file)
    elif form in _JSON_LINES:
        yield from read_json_lines(path, file)
    else:
        yield Problem(file, "SN011")


def _listed(folder: Path) -> list[Path]:
    return sorted(folder.iterdir(), key=lambda path: _normal(path.name))


def _place(path: Path, owners: Mapping[str, str]) -> str | Problem | None:
    """The entity whose table, or a part of it, lies at `path`; a Problem; or None for what is passed over."""
    name = _normal(path.name)
    stem, form = (name, "") if path.is_dir() else _form(name)
    entity = owners.get(stem)
    if entity is not None and (path.is_dir() or (form and _is_readable(path))):
        return entity
    if name.startswith("."):
        return None
    if stem.partition(".")[0] in owners:
        return Problem(shown_path(Path(path.name)), "SN011")
    if name.lower().startswith("readme") or name.lower().endswith(".json"):
        return None
    return Problem(shown_path(Path(path.name)), "SN006")


def _files(sources: list[Path], problems: list[Problem]) -> list[Path]:
    """The files of one table; none where there is a problem, which is then added to `problems`."""
    first = shown_path(Path(sources[0].name))
    if len(sources) > 1:
        names = ", ".join(shown_path(Path(path.name)) for path in sources)
        problems.append(Problem(first, "SN005", {"files": names}))
        return []
    if not sources[0].is_dir():
        return sources
    # Engines that write parts leave notes beside them, such as _SUCCESS and .part-00000.crc.
    parts = [path for path in _listed(sources[0]) if path.name[0] not in "._" and not _is_note(path)]
    bad = [path for path in parts if path.is_dir() or not _form(path.name)[1] or not _is_readable(path)]
    problems.extend(Problem(f"{first}/{shown_path(Path(path.name))}", "SN011") for path in bad)
    if not parts:
        problems.append(Problem(first, "SN012"))
    return [] if bad else parts


def _is_note(path: Path) -> bool:
    name = path.name.lower()
    return name.startswith("readme") or name.endswith(".json")


def _is_readable(path: Path) -> bool:
    """Not a pipe or a device, on which reading would wait for ever; a link to nothing is found out on opening."""
    return path.is_file() or not path.exists()


def _form(name: str) -> tuple[str, str]:
    """A file's name without its ending, and the ending in lower case; "" where it is none of ours."""
    for form in _FORMS:
        if name.lower().endswith(form):
            return name[: -len(form)], form
    return name, ""


def is_parquet(path: Path) -> bool:
    """Whether a file that `find_tables` gave is read as Parquet."""
    return _form(path.name)[1] in _PARQUET


def is_csv(path: Path) -> bool:
    """Whether a file that `find_tables` gave is read as CSV."""
    return _form(path.name)[1] in _CSV


def _normal(name: str) -> str:
    """One spelling for what looks the same: some systems store names decomposed."""
    return unicodedata.normalize("NFC", name)


def shown_path(path: Path) -> str:
    """A relative path with forward slashes; what is no text in it is replaced, so that it can be printed and stored."""
    return path.as_posix().encode("utf-8", "replace").decode("utf-8")


# ── Parquet ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_parquet(path: Path, file: str) -> Reading:
    """The rows of a Parquet file, numbered from 1.

    Cells are bool, int, str, date, datetime (aware and in UTC where the column has a zone; cut to microseconds),
    Decimal (also of floats: their shortest decimal) or None. A row with a value that none of these can hold is refused.
    """
    from interpreter.columns.connection import EngineError, OutOfMemory, literal, reader

    try:
        path.open("rb").close()
    except OSError as error:
        yield Problem(file, "SN001", {"reason": os.strerror(error.errno or 0)})
        return
    with reader(_MEMORY, _THREADS) as connection:  # it cannot spill: personal data never reach a disk
        try:
            yield from _parquet_rows(connection, literal(path), file)
        except OutOfMemory:
            yield Problem(file, "SN014", {"limit": _MEMORY})
        except EngineError:  # its text may quote a value
            yield Problem(file, "SN002")


_SOURCE = "read_parquet(?, hive_partitioning = false, union_by_name = false, filename = false)"


def _parquet_rows(connection: Connection, path: str, file: str) -> Reading:
    names, kinds = parquet_columns(connection, path)
    if problem := misnamed(names, file) or (Problem(file, "SN002") if len(names) != len(kinds) else None):
        yield problem
        return
    count = 0
    for record in _records(connection, path, file, names, kinds, _ALL):
        count += 1
        yield record
    if connection.execute("SELECT num_rows FROM parquet_file_metadata(?)", [path]).fetchall() != [(count,)]:
        yield Problem(file, "SN002")


def parquet_columns(connection: Connection, path: str) -> tuple[list[str], list[str]]:
    """The names of the columns of a Parquet file as they are written, and the engine's types of them.

    The two differ in length where the file is damaged.
    """
    kinds = [str(kind) for _, kind, *_ in connection.execute(f"DESCRIBE FROM {_SOURCE}", [path]).fetchall()]
    return top_names(connection, path), kinds


def read_places(
    connection: Connection, path: Path, folder: Path, places: Sequence[int], only: Collection[int] | None = None
) -> Iterator[Record | Refused]:
    """Some records of a sound Parquet file that `find_tables` gave, by their places in it from 0, in order.

    With `only` they have no other cells than those of the columns at these places.
    """
    from interpreter.columns.connection import literal

    file, pattern = shown_path(path.relative_to(folder)), literal(path)
    names, kinds = parquet_columns(connection, pattern)
    connection.execute("SET VARIABLE places = CAST(? AS BIGINT[])", [list(places)])
    return _records(connection, pattern, file, names, kinds, _SOME, only)


_ALL = ("0", "")  # the engine gives them in their order, and they are numbered here
_SOME = (
    "file_row_number + 1",
    "WHERE file_row_number IN (SELECT unnest(getvariable('places'))) ORDER BY file_row_number",
)


def _records(
    connection: Connection, path: str, file: str, names: list[str], kinds: list[str], which: tuple[str, str],
    only: Collection[int] | None = None,
) -> Iterator[Record | Refused]:  # fmt: skip
    read = [place for place in range(len(names)) if only is None or place in only]
    columns = [(names[place], *typed(kinds[place])) for place in read]
    names = [name for name, *_ in columns]
    turns = [(name, code, turn) for name, _, code, turn in columns if turn is not None]
    result = connection.execute(_query(kinds, {p: c[1] for p, c in zip(read, columns, strict=True)}, which), [path])
    count = 0
    while batch := result.fetchmany(_BATCH):
        for place, has_nul, *row in batch:
            count += 1
            number = place or count
            try:
                if has_nul:
                    raise Unfit("SN105")
                yield Record(file, number, _turned(dict(zip(names, row, strict=True)), turns))
            except Unfit as unfit:
                yield Refused(file, number, unfit.code, unfit.detail)


def top_names(connection: Connection, path: str) -> list[str]:
    """The names of the columns as they are written: the engine itself renames those that differ in case only.

    The schema is a tree in depth-first order, its root first; a node tells how many children follow.
    """
    nodes = connection.execute("SELECT name, coalesce(num_children, 0) FROM parquet_schema(?)", [path]).fetchall()
    names = []
    below = [1]  # how many nodes are still to come, for the file and for each open node
    for name, children in nodes:
        below[-1] -= 1
        if len(below) == 2:
            names.append(str(name))
        below.append(children)
        while len(below) > 1 and below[-1] == 0:
            below.pop()
    return names


_Turn = Callable[[str], object]


def typed(kind: str) -> tuple[str, str, _Turn | None]:
    """How a column of the engine's type `kind` is fetched (`{}` stands for it), turned, and refused where it cannot be.

    All but the plainest types are fetched as text: the driver would give `infinity` as the year 9999, a 32-bit 0.1 as
    0.10000000149, and moments not at all without a further library.
    """
    if re.fullmatch(r'BOOLEAN|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|VARCHAR|JSON|"?NULL"?', kind):
        return "{}", "", None
    if kind in ("FLOAT", "DOUBLE"):  # with a sign the engine cuts off the text of what is no number
        return "CASE WHEN isnan({0}) THEN 'nan' ELSE CAST({0} AS VARCHAR) END", "SN111", _exact
    if re.fullmatch(r"DECIMAL\([0-9]+,[0-9]+\)", kind):
        return "CAST({} AS VARCHAR)", "SN111", _exact
    if kind == "DATE":
        return "CAST({} AS VARCHAR)", "SN111", date.fromisoformat
    if re.fullmatch(r"TIMESTAMP(_[A-Z]+)?( WITH TIME ZONE)?", kind):
        return "CAST({} AS VARCHAR)", "SN111", datetime.fromisoformat
    if kind == "UUID" or re.fullmatch("TIME(_NS)?", kind):
        return "CAST({} AS VARCHAR)", "", None
    return "CASE WHEN {} IS NOT NULL THEN '' END", "SN112", _never


def _query(kinds: list[str], wanted: Mapping[int, str], which: tuple[str, str]) -> str:
    """The wanted columns in their order, by generated names, after the row's number and whether a text holds a NUL."""
    names = [f"c{place}" for place in range(len(kinds))]
    texts = [names[place] for place in wanted if kinds[place] in ("VARCHAR", "JSON")]
    has_nul = " OR ".join(f"contains({name}, chr(0))" for name in texts) or "false"
    cells = "".join(f", {sql.format(names[place])}" for place, sql in wanted.items())
    number, chosen = which
    return f"SELECT {number}, {has_nul}{cells} FROM {_SOURCE} AS t({', '.join(names)}) {chosen}"  # noqa: S608 - nothing in it is a user's


def _turned(cells: dict[str, object], turns: list[tuple[str, str, _Turn]]) -> dict[str, object]:
    for name, code, turn in turns:
        cell = cells[name]
        if cell is not None:
            try:
                cells[name] = turn(str(cell))
            except ValueError as error:
                raise Unfit(code, column=shown(name)) from error
    return cells


def _exact(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


def _never(text: str) -> object:
    raise ValueError(text)
