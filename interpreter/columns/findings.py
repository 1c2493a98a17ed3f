"""Parts with findings in them → one file, in the order of targets and rows: the same bytes on any number of threads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from interpreter.columns.connection import Connection

ROWS = 122_880
"""Rows in a group of the file, the last one excepted."""
SHOWN = 'rule, subject, outcome, due, "by", missing, edition, standing, highest, until'
_TEXT, _TEXTS = pa.string(), pa.list_(pa.string())
SCHEMA = pa.schema([
    ("rule", _TEXT), ("subject", _TEXT), ("outcome", _TEXT), ("due", _TEXT), ("by", _TEXTS), ("missing", _TEXTS),
    ("edition", _TEXT), ("standing", _TEXT), ("highest", _TEXTS), ("until", pa.date32()),
])  # fmt: skip
"""The columns of `findings.parquet`."""


def in_words(table: pa.Table) -> pa.Table:
    """The columns of findings out of those of `wording`."""
    return table.select(SCHEMA.names).cast(SCHEMA).combine_chunks()


def write(connection: Connection, files: Mapping[int, Path], path: Path) -> None:
    """The findings of each target, from the part it is in, target by target and row by row."""
    _write(_batches(connection, files), path)


def write_rows(connection: Connection, query: str, path: Path) -> None:
    """The findings that a query gives, target by target and row by row."""
    _write(iter(connection.sql(f"SELECT {SHOWN} FROM ({query}) AS w ORDER BY k, rid").to_arrow_reader(ROWS)), path)


def _write(batches: Iterator[pa.RecordBatch], path: Path) -> None:
    with pq.ParquetWriter(path, SCHEMA) as writer:
        for table in _grouped(batches):
            writer.write_table(table, row_group_size=ROWS)


def _batches(connection: Connection, files: Mapping[int, Path]) -> Iterator[pa.RecordBatch]:
    for k in sorted(files):
        query = f"SELECT {SHOWN} FROM read_parquet(?) WHERE k = ? ORDER BY rid"
        yield from connection.sql(query, params=[str(files[k]), k]).to_arrow_reader(ROWS)


def _grouped(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The same rows in tables of `ROWS` each, the last one excepted: how they came does not matter."""
    waiting: list[pa.RecordBatch] = []
    held = 0
    for batch in batches:
        waiting.append(batch.cast(SCHEMA))
        held += batch.num_rows
        while held >= ROWS:
            table = pa.Table.from_batches(waiting, SCHEMA)
            yield table.slice(0, ROWS).combine_chunks()
            waiting, held = table.slice(ROWS).to_batches(), held - ROWS
    yield pa.Table.from_batches(waiting, SCHEMA).combine_chunks()
