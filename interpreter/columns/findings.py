"""Parts with findings in them → one file, in the order of targets and rows: the same bytes on any number of threads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.dataset as dataset
import pyarrow.ipc as ipc
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


def keep(connection: Connection, query: str, path: Path) -> None:
    """Writes a part: the findings of `wording`'s query, in its order."""
    rows = connection.sql(query).to_arrow_reader(ROWS)
    with ipc.new_file(path, rows.schema, options=ipc.IpcWriteOptions(compression="lz4")) as writer:
        for batch in rows:
            writer.write_batch(batch)


@contextmanager
def kept(connection: Connection, files: Collection[Path]) -> Iterator[str]:
    """`FROM` the findings in some parts, with `k` and `rid`, as long as it is needed."""
    if not files:
        yield "FROM (SELECT 0 AS k, 0 AS rid, FALSE AS hidden) WHERE FALSE"
        return
    connection.register("kept", dataset.dataset([str(file) for file in sorted(files)], format="ipc"))
    yield "FROM kept"
    connection.unregister("kept")


def write(files: Mapping[int, Path], path: Path) -> None:
    """The findings of each target, from the part it is in, target by target and row by row."""
    _write(_batches(files), path)


def write_rows(connection: Connection, query: str, path: Path) -> None:
    """The findings that a query gives, target by target and row by row."""
    _write(iter(connection.sql(f"SELECT {SHOWN} FROM ({query}) AS w ORDER BY k, rid").to_arrow_reader(ROWS)), path)


def _write(batches: Iterator[pa.RecordBatch], path: Path) -> None:
    with pq.ParquetWriter(path, SCHEMA) as writer:
        for table in _grouped(batches):
            writer.write_table(table, row_group_size=ROWS)


def _batches(files: Mapping[int, Path]) -> Iterator[pa.RecordBatch]:
    """Targets that follow each other in one part are read together: a part is in the order of its targets and rows."""
    for file, targets in groupby(sorted(files), key=files.__getitem__):
        some = list(targets)
        low, high = some[0], some[-1]
        with pa.memory_map(str(file)) as mapped, ipc.open_file(mapped) as part:
            for place in range(part.num_record_batches):
                batch = part.get_batch(place)
                within = compute.and_(compute.greater_equal(batch["k"], low), compute.less_equal(batch["k"], high))
                yield batch.filter(within).select(SCHEMA.names)


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
