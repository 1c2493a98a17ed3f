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
from interpreter.columns.judging import Counts, Judging
from interpreter.columns.questions import Asker, Target, grouped
from interpreter.columns.session import Distributed, opened
from interpreter.columns.staging import stage
from interpreter.columns.wording import Wording
from interpreter.outcomes import OUTCOMES
from interpreter.snapshot import place_tables

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
        judging = Judging(engine, asker, staged, list(wanted), everything)
        outcomes: Counts = {name: {str(each): 0 for each in OUTCOMES} for name in wanted}
        for question in questions:
            outcomes |= judging.ask(question)
        query = Wording(engine, book, staged.tables, partial(staged.places, connection), on, wanted).query()
        return outcomes, engine.table(query)
