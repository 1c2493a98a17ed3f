"""Where rows lie that the engine can read by columns: Parquet files of one shape, or a chunk of records in memory.

A row's `rid` counts the records of its table in reading order, from 0, the rejected ones too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from interpreter.columns.connection import Connection, EngineError, ended, literal
from interpreter.tables import is_parquet, parquet_columns

_ENGINES_OWN = {"file_row_number", "file_index", "filename"}


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns' names as they are written, and the engine's types of them."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """What to read FROM, where the columns are called c0, c1, …, and the SQL of a row's `rid`."""

    sql: str
    rid: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive files and how many records each has; `start` is the first `rid`."""

    start: int
    files: Sequence[Path]
    counts: Sequence[int]

    @property
    def count(self) -> int:
        """How many records they have."""
        return sum(self.counts)

    def place(self, rid: int) -> tuple[Path, int]:
        """The file of a record, and its place in it from 0."""
        starts = self.starts()
        index = bisect_right(starts, rid) - 1
        return self.files[index], rid - starts[index]

    def starts(self) -> list[int]:
        """The first `rid` of each file."""
        return list(accumulate(self.counts, initial=self.start))[:-1]


def parquet_shape(connection: Connection, path: Path) -> tuple[Shape | None, int]:
    """The shape of a Parquet file and its number of rows; no shape where only the reference reading can tell."""
    if not is_parquet(path):
        return None, 0
    try:
        return _shape(connection, literal(path))
    except EngineError as error:
        if ended(error):
            raise
        return None, 0  # it is damaged: the reference reading finds what is to be said


def _shape(connection: Connection, pattern: str) -> tuple[Shape | None, int]:
    names, kinds = parquet_columns(connection, pattern)
    told = connection.execute("SELECT num_rows FROM parquet_file_metadata(?)", [pattern]).fetchall()
    groups = connection.execute(
        "SELECT coalesce(sum(size), 0) FROM"
        " (SELECT any_value(row_group_num_rows) AS size FROM parquet_metadata(?) GROUP BY row_group_id)",
        [pattern],
    ).fetchall()
    is_sound = told == groups and len(names) == len(kinds)
    is_clean = all(names) and len(set(names)) == len(names) and not _ENGINES_OWN & {name.lower() for name in names}
    if not (is_sound and is_clean):
        return None, 0
    return Shape(tuple(names), tuple(kinds)), int(told[0][0])


def parquet_source(connection: Connection, variable: str, run: Run, shape: Shape) -> Source:
    """Parquet files of one shape; `variable` is a new name, under which the engine keeps theirs."""
    connection.execute(f"SET VARIABLE {variable} = ?", [[literal(path) for path in run.files]])
    sql = (
        f"read_parquet(getvariable('{variable}'), hive_partitioning = false, union_by_name = false, filename = false)"
        f" AS t({_columns(shape)})"
    )
    starts = run.starts()
    first = f"[{', '.join(map(str, starts))}][CAST(t.file_index AS BIGINT) + 1]" if len(starts) > 1 else str(run.start)
    return Source(sql, f"({first} + t.file_row_number)", shape)


def varied(connection: Connection, variable: str) -> set[str]:
    """The columns of Parquet files that seem to hold mostly different texts.

    A column of few texts is kept as numbers of some bits; one of many takes four bytes each and the text itself.
    """
    rows = connection.execute(
        f"SELECT path_in_schema FROM parquet_metadata(getvariable('{variable}')) GROUP BY path_in_schema"
        " HAVING sum(total_uncompressed_size) >= 4 * sum(num_values)"
    ).fetchall()
    return {str(name) for (name,) in rows}


def filled(connection: Connection, variable: str) -> set[str]:
    """The columns of Parquet files in which nothing is absent, as the files themselves count it."""
    rows = connection.execute(
        f"SELECT path_in_schema FROM parquet_metadata(getvariable('{variable}')) GROUP BY path_in_schema"
        " HAVING count(*) = count(stats_null_count) AND max(stats_null_count) = 0"
    ).fetchall()
    return {str(name) for (name,) in rows}


def chunk_source(table: str, shape: Shape) -> Source:
    """A table in memory whose first two columns are `rid` and `line`."""
    return Source(f"{table} AS t(rid, line, {_columns(shape)})", "t.rid", shape)


def some_source(table: str, shape: Shape) -> Source:
    """A table in memory with some rows of files of one shape; its first column is `rid`."""
    return Source(f"{table} AS t(rid, {_columns(shape)})", "t.rid", shape)


def _columns(shape: Shape) -> str:
    return ", ".join(f"c{place}" for place in range(len(shape.names)))
