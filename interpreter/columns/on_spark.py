"""A snapshot judged by Spark: the same questions as the embedded engine's, in another dialect, and no row comes here.

Counts, rejects and what is few of its kind are brought together here; findings only where no parts are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dsl import core
from interpreter.columns.connection import connect, spilling
from interpreter.columns.judging import Judged, Judging, Progress, counted
from interpreter.columns.questions import Asker, Target, grouped
from interpreter.columns.session import Absent, Distributed, opened
from interpreter.columns.spread import spread
from interpreter.columns.wording import Wording
from interpreter.snapshot import place_tables

__all__ = ["Absent", "Cluster", "judge"]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where Spark runs, with so much memory if it is on this machine, and where it and the embedded engine spill here.

    Tables of at most `small` rows are staged here and brought over.
    """

    master: str = "local[*]"
    memory: str = "4g"
    temporary: Path | None = None
    small: int = 100_000


def judge(
    book: core.Book,
    folder: Path,
    on: date,
    wanted: Mapping[str, Target],
    everything: bool = False,
    progress: Progress | None = None,
    cluster: Cluster = Cluster(),
    parts: Path | None = None,
) -> Judged:
    """Every subject of the targets wanted; the findings as a table, or into `parts`, a folder that is not there yet.

    Raises SnapshotError; Unheld where a value is beyond the engine; Absent where there is no Spark or no Java.
    """
    found, _ = place_tables(book.vocabulary, folder)
    asker = Asker(book, found, on)
    questions = asker.outcomes(grouped(wanted, found))
    with spilling(cluster.temporary) as spill, opened(cluster.master, spill, cluster.memory) as session:
        engine = Distributed(session)
        try:
            with connect("1GB", 2, spill, "100GB") as connection:
                staged = spread(engine, connection, book, folder, asker.rows.read, cluster.small)
            outcomes = Judging(engine, asker, staged, everything).outcomes(wanted, questions, progress)
            query = Wording(engine, book, staged.tables, on, wanted).query()
            table = None if parts else engine.table(query)
            if parts:
                engine.write(query, parts)
        finally:
            engine.close()
    return Judged(counted(staged), outcomes, staged.rejects, staged.strays, table, parts)
