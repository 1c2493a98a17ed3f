"""Files of one table → stretches: Parquet files of one shape read by one scan, or records read by Python and loaded.

A row's `rid` counts the records of its table in reading order, from 0, the rejected ones too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from interpreter.columns.connection import Connection, EngineError, OutOfMemory, literal
from interpreter.tables import is_parquet, parquet_columns

_ENGINES_OWN = {"file_row_number", "file_index", "filename"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive files of a table that one scan reads. Its columns are called c0, c1, … in SQL."""

    files: Sequence[Path]
    counts: Sequence[int]
    start: int
    source: str
    rid: str
    names: Sequence[str]
    kinds: Sequence[str]

    @property
    def count(self) -> int:
        """How many records it has."""
        return sum(self.counts)

    def place(self, rid: int) -> tuple[Path, int]:
        """The file of a record, and its place in it from 0."""
        starts = list(accumulate(self.counts, initial=self.start))
        index = bisect_right(starts, rid) - 1
        return self.files[index], rid - starts[index]


def parquet_shape(connection: Connection, path: Path) -> tuple[tuple[str, ...], tuple[str, ...], int] | None:
    """The columns' names and types and the number of rows of a Parquet file; None where only the slow way can tell."""
    if not is_parquet(path):
        return None
    try:
        return _shape(connection, path)
    except OutOfMemory:
        raise
    except EngineError:  # it is damaged: the reference reading tells what is to be said
        return None


def _shape(connection: Connection, path: Path) -> tuple[tuple[str, ...], tuple[str, ...], int] | None:
    names, kinds = parquet_columns(connection, literal(path))
    told = connection.execute(
        "SELECT num_rows, (SELECT coalesce(sum(row_group_num_rows), 0) FROM (SELECT DISTINCT row_group_id,"
        " row_group_num_rows FROM parquet_metadata(?))) FROM parquet_file_metadata(?)",
        [literal(path), literal(path)],
    ).fetchall()
    if len(told) != 1 or told[0][0] != told[0][1] or len(names) != len(kinds):
        return None
    clean = all(names) and len(set(names)) == len(names) and not _ENGINES_OWN & {name.lower() for name in names}
    return (tuple(names), tuple(kinds), int(told[0][0])) if clean else None


def parquet_stretch(
    connection: Connection,
    number: str,
    files: Sequence[Path],
    counts: Sequence[int],
    start: int,
    shape: tuple[Sequence[str], Sequence[str]],
) -> Stretch:
    """The stretch of some Parquet files of one shape; `number` names it uniquely."""
    connection.execute(f"SET VARIABLE {number} = ?", [[literal(path) for path in files]])
    columns = ", ".join(f"c{place}" for place in range(len(shape[0])))
    source = (
        f"read_parquet(getvariable('{number}'), hive_partitioning = false, union_by_name = false, filename = false)"
        f" AS t({columns})"
    )
    starts = list(accumulate(counts, initial=start))[:-1]
    first = f"{starts[0]}" if len(starts) == 1 else f"[{', '.join(map(str, starts))}][CAST(t.file_index AS BIGINT) + 1]"
    return Stretch(files, counts, start, source, f"({first} + t.file_row_number)", *shape)
