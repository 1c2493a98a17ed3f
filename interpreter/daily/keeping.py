"""A run → what it keeps for the next one; what was judged again and what is kept → all that a full run would say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from interpreter.columns.connection import Connection, literal
from interpreter.columns.counting import Tables
from interpreter.columns.findings import write_rows
from interpreter.columns.judging import FOUND as FINDINGS
from interpreter.columns.judging import MARKED, Judging
from interpreter.columns.marks import PER_WORD, name_of
from interpreter.columns.questions import Question
from interpreter.columns.wording import Wording
from interpreter.daily import remembered
from interpreter.daily.again import hashes
from interpreter.daily.remembered import Asked, Previous
from interpreter.daily.tree import Forest, stood
from interpreter.outcomes import OUTCOMES
from interpreter.parts import put

Counts = dict[str, dict[str, int]]


@dataclass
class Keeping:
    """What a run keeps: written when its findings are there, into the folder of these."""

    connection: Connection
    forest: Forest
    asked: Asked
    on: date
    previous: Previous | None

    def __post_init__(self) -> None:
        self.salt = self.previous.salt if self.previous else remembered.salt()

    def write(self, marks: Sequence[str], found: str, findings: Path, beside: Path) -> None:
        """`marks` and `found` are queries, of each question in order; `beside` a folder that may be written to."""
        made = beside / "remembered"
        rows = [*self._subjects(), *(remembered.marks(n, f"({each}) AS m") for n, each in enumerate(marks))]
        rows.append(remembered.found(f"({found}) AS f"))
        remembered.write(self.connection, rows, made, self.asked, self.on, findings, self.salt)
        put(findings.parent / remembered.FILE, made.replace)

    def _subjects(self) -> Iterator[str]:
        for number, tree in enumerate(self.forest.trees):
            until = self.forest.until(tree, [*tree.footings])
            table = f"subjects{number}"
            if self.previous is None:
                query, bound = hashes(f"FROM {stood(number)}", until), {"salt": self.salt}
            else:
                again = (
                    f"SELECT rid, key, content, {until} AS until FROM hashed{number} JOIN {stood(number)} USING (rid)"
                )
                query, bound = f"SELECT rid, key, content, until FROM kept{number} UNION ALL {again}", {}
            self.connection.execute(f"CREATE TEMP TABLE {table} AS {query}", bound)
            yield remembered.subject(number, table)


@dataclass
class Merging:
    """What was judged again, and what a previous run says of the rest."""

    connection: Connection
    forest: Forest
    previous: Previous
    judging: Judging
    wording: Wording

    def ask(self, number: int, question: Question) -> None:
        """Asks a question, of which there may be no subject."""
        if self.judging.staged.judged[question.entity]:
            self.judging.ask(question)
            self.connection.execute(f"CREATE TEMP TABLE marks{number} AS FROM {MARKED}")
        else:
            nothing = "SELECT 0 AS part, CAST(0 AS BIGINT) AS rid, CAST(0 AS BIGINT) AS word WHERE FALSE"
            self.connection.execute(f"CREATE TEMP TABLE marks{number} AS {nothing}")

    def marks(self, number: int, question: Question) -> str:
        """The query of the outcomes of a question, of all rows."""
        tree = self._tree(question.entity)
        table = f"merged{number}"
        self.connection.execute(
            f"CREATE TEMP TABLE {table} AS FROM marks{number} UNION ALL"
            " SELECT was.b, kept.rid, was.word FROM read_parquet(?) AS was"
            f" JOIN kept{tree} AS kept ON was.rid = kept.was WHERE was.kind = {remembered.MARK} AND was.a = {number}",
            [literal(self.previous.file)],
        )
        return f"FROM {table}"

    def counts(self, marks: str, question: Question, staged: Tables) -> Counts:
        """How often each outcome came out, out of such a query."""
        counts: Counts = {name: {str(each): 0 for each in OUTCOMES} for name in question.targets}
        names = list(question.targets)
        for part, word, number in self.connection.execute(
            f"SELECT part, word, count(*) FROM ({marks}) AS m GROUP BY ALL"
        ).fetchall():
            for place, name in enumerate(names[part * PER_WORD : (part + 1) * PER_WORD]):
                counts[name][name_of([word], place)] += number
        for told in counts.values():
            told["not_applicable"] += staged.judged[question.entity] - sum(told.values())
        return counts

    def findings(self) -> str:
        """The query of all findings, with `k` and `rid`: those of what was judged again, and those that are kept."""
        self.connection.execute(f"CREATE TEMP TABLE again_found AS {self.wording.query()}")
        self._keep()
        self.judging.forget()
        self.connection.execute(f"INSERT INTO {FINDINGS} (k, rid) SELECT k, rid FROM kept_found")
        subjects = self.wording.name_subjects()
        self.connection.execute(
            "CREATE TEMP TABLE all_found AS FROM again_found UNION ALL"
            ' SELECT k, rid, rule, named.subject, outcome, due, "by", missing, edition, standing, highest, until'
            " FROM read_parquet(?, file_row_number = true) AS was JOIN kept_found ON file_row_number = place"
            f" JOIN {subjects} AS named USING (k, rid)",
            [literal(self.previous.findings)],
        )
        return "FROM all_found"

    def _keep(self) -> None:
        """The table `kept_found`: target and row of each finding that is kept, and its `place` in the previous file."""
        order = self.judging.order
        was = (
            "SELECT a AS k, rid AS was, row_number() OVER (ORDER BY a, rid) - 1 AS place FROM read_parquet($file)"
            f" WHERE kind = {remembered.FOUND}"
        )
        parts = [
            f"SELECT k, kept{number}.rid, place FROM ({was}) AS was JOIN kept{number} USING (was)"
            f" WHERE k IN ({', '.join(str(order.index(name)) for name in tree.footings)})"
            for number, tree in enumerate(self.forest.trees)
        ] or [f"SELECT k, was AS rid, place FROM ({was}) AS was"]
        bound = {"file": literal(self.previous.file)}
        self.connection.execute(f"CREATE TEMP TABLE kept_found AS {' UNION ALL '.join(parts)}", bound)

    def _tree(self, entity: str) -> int:
        return next(number for number, tree in enumerate(self.forest.trees) if tree.entity == entity)


def write_all(
    merging: Merging, keeping: Keeping, questions: Sequence[Question], staged: Tables, file: Path, beside: Path
) -> Counts:
    """Writes findings and what is kept of a run that went by another one; counts its outcomes."""
    marks = [merging.marks(number, question) for number, question in enumerate(questions)]
    counts: Counts = {name: {str(each): 0 for each in OUTCOMES} for name in merging.judging.order}
    for each, question in zip(marks, questions, strict=True):
        counts |= merging.counts(each, question, staged)
    found = merging.findings()
    remembered.forget(file.parent)
    put(file, lambda path: write_rows(merging.connection, found, path))
    keeping.write(marks, found, file, beside)
    return counts
