"""A snapshot judged by Spark: the same questions as the embedded engine's, in another dialect, and no row comes back.

Counts, and what is few of its kind, are brought together here; findings only where they are not written in parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dsl import core
from interpreter.columns.connection import connect, spilling
from interpreter.columns.judging import Counts, Judging, Progress
from interpreter.columns.questions import Asker, Target, grouped
from interpreter.columns.session import Distributed, opened
from interpreter.columns.staging import stage
from interpreter.columns.wording import Wording
from interpreter.snapshot import Reject, place_tables
from interpreter.tables import Problem

if TYPE_CHECKING:
    import pyarrow


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where Spark runs; on this machine with so much memory, which spills below `temporary`."""

    master: str = "local[*]"
    memory: str = "4g"
    temporary: Path | None = None


def judge(
    book: core.Book,
    folder: Path,
    on: date,
    wanted: Mapping[str, Target],
    everything: bool = False,
    progress: Progress | None = None,
    cluster: Cluster = Cluster(),
) -> tuple[Counts, pyarrow.Table]:
    """Counts and findings."""
    found, _ = place_tables(book.vocabulary, folder)
    asker = Asker(book, found, on)
    questions = asker.outcomes(grouped(wanted, found))
    with spilling(cluster.temporary) as spill, opened(cluster.master, spill, cluster.memory) as session:
        engine = Distributed(session)
        connection = connect("1GB", 2, spill, "100GB")
        staged = stage(connection, book, folder, asker.rows.read)
        for table in staged.tables.values():
            engine.give(table, connection.sql(f"FROM {table}").to_arrow_table())
        outcomes = Judging(engine, asker, staged, everything).outcomes(wanted, questions, progress)
        query = Wording(engine, book, staged.tables, partial(staged.places, connection), on, wanted).query()
        return outcomes, engine.table(query)
