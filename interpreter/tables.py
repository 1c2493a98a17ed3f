"""A snapshot's folder in, its tables' raw records out: which files make which table, and Parquet.

Nothing here knows the vocabulary: cells are as the file has them (`delimited` says so for CSV and JSON Lines; here for Parquet),
and the caller says under which names a table may stand. What is wrong with a file or a record is given as a value, with a code
that `dsl.messages.snapshot` explains; nothing is raised for it. Records come one by one, in the order of the files and of
their lines, and memory is bounded. A file found to be damaged gives its records up to there and then a `Problem`; since damage
may also have altered what came before it unnoticed, a table with a `Problem` is not to be judged.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from interpreter.encoding import LONGEST

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

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
    A table with two sources, with an unusable part or without any part is left out and has a `Problem`. Hidden files, README*
    and *.json that are not named like a table are passed over; any other file that is no table is SN006.
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
    file = _shown_path(path.relative_to(folder))
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
        return Problem(_shown_path(Path(path.name)), "SN011")
    if name.lower().startswith("readme") or name.lower().endswith(".json"):
        return None
    return Problem(_shown_path(Path(path.name)), "SN006")


def _files(sources: list[Path], problems: list[Problem]) -> list[Path]:
    """The files of one table; none where there is a problem, which is then added to `problems`."""
    first = _shown_path(Path(sources[0].name))
    if len(sources) > 1:
        names = ", ".join(_shown_path(Path(path.name)) for path in sources)
        problems.append(Problem(first, "SN005", {"files": names}))
        return []
    if not sources[0].is_dir():
        return sources
    # Engines that write parts leave notes beside them, such as _SUCCESS and .part-00000.crc.
    parts = [path for path in _listed(sources[0]) if path.name[0] not in "._" and not _is_note(path)]
    bad = [path for path in parts if path.is_dir() or not _form(path.name)[1] or not _is_readable(path)]
    problems.extend(Problem(f"{first}/{_shown_path(Path(path.name))}", "SN011") for path in bad)
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


def _normal(name: str) -> str:
    """One spelling for what looks the same: some systems store names decomposed."""
    return unicodedata.normalize("NFC", name)


def _shown_path(path: Path) -> str:
    """A relative path with forward slashes; bytes that are no text are replaced, so that it can be printed and stored."""
    return path.as_posix().encode("utf-8", "replace").decode("utf-8")


# ── Parquet ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_parquet(path: Path, file: str) -> Reading:
    """The rows of a Parquet file, numbered from 1.

    Cells are bool, int, str, date, datetime (aware and in UTC where the column has a zone; cut to microseconds), Decimal (also of
    floats: their shortest decimal) or None. A row is refused for a value that none of these can hold.
    """
    import duckdb

    try:
        path.open("rb").close()
    except OSError as error:
        yield Problem(file, "SN001", {"reason": os.strerror(error.errno or 0)})
        return
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "memory_limit": _MEMORY,
        "threads": _THREADS,
    }
    with duckdb.connect(":memory:", config=settings) as connection:
        connection.execute("SET temp_directory = ''")  # what does not fit fails; personal data never reach a disk
        connection.execute("SET TimeZone = 'UTC'")
        try:
            yield from _parquet_rows(connection, _literal(path), file)
        except duckdb.OutOfMemoryException:
            yield Problem(file, "SN014", {"limit": _MEMORY})
        except duckdb.Error:  # its text may quote a value
            yield Problem(file, "SN002")


def _literal(path: Path) -> str:
    """The path as a pattern that matches nothing else: `a*.parquet` would also read `ab.parquet`."""
    return re.sub(r"[*?\[]", lambda match: f"[{match[0]}]", str(path))


def _parquet_rows(connection: DuckDBPyConnection, path: str, file: str) -> Reading:
    names = _parquet_names(connection, path)
    problem = misnamed(names, file)
    if problem is not None:
        yield problem
        return
    described = connection.execute(f"DESCRIBE SELECT * FROM {_SOURCE}", [path]).fetchall()
    columns = [_column(place, str(row[1])) for place, row in enumerate(described)]
    convert = [(name, turn) for name, (_, turn) in zip(names, columns, strict=True) if turn is not None]
    number = 0
    for fault, *cells in _fetched(connection, path, [kind for _, kind in described_kinds(described)], columns):
        number += 1
    counted = connection.execute("SELECT num_rows FROM parquet_file_metadata(?)", [path]).fetchall()
    if counted != [(number,)]:
        yield Problem(file, "SN002")
