"""A snapshot judged by Spark: the same questions as the embedded engine's, in another dialect, and no row comes here.

Counts, rejects and what is few of its kind are brought together here; findings only where no parts are written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dsl import core
from interpreter.columns.connection import connect, spilling
from interpreter.columns.counting import Counts, counted
from interpreter.columns.dialects import SPARK
from interpreter.columns.findings import SCHEMA, in_words
from interpreter.columns.judging import FOUND, Judged, Judging
from interpreter.columns.questions import Asker, Question, Target, grouped
from interpreter.columns.session import Absent, Distributed, opened
from interpreter.columns.spread import spread
from interpreter.columns.wording import Wording
from interpreter.outcomes import OUTCOMES
from interpreter.progress import Progress, untold
from interpreter.snapshot import place_tables

SHOWN = ", ".join(SPARK.quoted.format(name) for name in SCHEMA.names)
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
    progress: Progress = untold,
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
            judging = Judging(engine, asker, staged, list(wanted), everything)
            outcomes = _asked(judging, questions, progress)
            progress("writing", 0, 0)
            engine.settle(FOUND)
            query = f"SELECT {SHOWN} FROM ({Wording(engine, book, staged.tables, on, wanted).query()}) ORDER BY k, rid"
            table = None if parts else in_words(engine.table(query))
            if parts:
                engine.write(query, parts)
        finally:
            engine.close()
    return Judged(counted(staged), outcomes, table, staged.rejects, staged.strays)


def _asked(judging: Judging, questions: Sequence[Question], progress: Progress) -> Counts:
    """Asks all; the outcomes of every target, none of those of which there is no table."""
    counts: Counts = {name: {str(each): 0 for each in OUTCOMES} for name in judging.order}
    sizes = [judging.staged.judged[question.entity] for question in questions]
    for number, question in enumerate(questions):
        progress("judging", sum(sizes[:number]), sum(sizes))
        counts |= judging.ask(question)
    progress("judging", sum(sizes), sum(sizes))
    return counts
