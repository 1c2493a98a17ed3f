"""A run → what it keeps for the next one; what was judged again and what is kept → all that a full run would say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from interpreter.columns.connection import Connection, literal
from interpreter.columns.counting import Tables
from interpreter.columns.findings import SHOWN, write_rows
from interpreter.columns.judging import MARKED, Judging
from interpreter.columns.marks import PER_WORD, name_of
from interpreter.columns.questions import Question
from interpreter.columns.sheets import Sheet
from interpreter.columns.wording import Places, Wording, hidden_place
from interpreter.daily.again import Again
from interpreter.daily.grounds import Grounds
from interpreter.daily.prints import Printing
from interpreter.daily.remembered import FILE, Asked, Kept, Previous, emptied, forget, say
from interpreter.daily.tree import Forest, stood
from interpreter.outcomes import OUTCOMES
from interpreter.parts import put

Counts = dict[str, dict[str, int]]
_MADE = "remembered"


def words_of(tree: Grounds, questions: Sequence[Question]) -> list[tuple[int, int]]:
    """The words of bits that subjects of a tree have: of which question, and which part of it."""
    return [
        (number, part)
        for number, question in enumerate(questions)
        if question.entity == tree.entity
        for part, _ in enumerate(question.words)
    ]


@dataclass
class Keeping:
    """What a run keeps: written when its findings are there, into a folder beside these."""

    connection: Connection
    forest: Forest
    asked: Asked
    on: date
    printing: Printing
    sheets: Mapping[str, Sheet]
    again: Again | None = None
    forms: dict[str, str] = field(default_factory=dict)

    def write(self, marks: Sequence[str], questions: Sequence[Question], found: str, beside: Path) -> None:
        """Writes it `beside`, a folder that may be written to. `marks`, of each question, and `found` are queries."""
        made = Kept(beside / _MADE, self.asked.tables)
        emptied(made.folder)
        told = {
            tree.entity: self._tell(number, tree, marks, questions, made)
            for number, tree in enumerate(self.forest.trees)
        }
        for entity, sheet in self.sheets.items():
            rows, self.forms[entity] = self._rows(entity, sheet)
            self._copy(self._judged(entity, sheet, rows, told.get(entity)), made.rows(entity))
        self._copy(found, made.found)

    def put(self, findings: Path, beside: Path) -> None:
        """Puts what was written where it belongs, now that the findings are there."""
        say(beside / _MADE, self.asked, self.on, findings, self.printing.key, self.forms)
        put(findings.parent / FILE, (beside / _MADE).replace)

    def _rows(self, entity: str, sheet: Sheet) -> tuple[str, str]:
        """The query of the hashes of all rows, and in which form they were made."""
        if self.again and entity in self.again.large:
            return f"FROM {self.again.hashes(entity)}", self.again.prints[entity].form
        source = sheet.source(self.connection)
        made = self.printing.raw(sheet, source) if sheet.is_itself(self.printing.tying(entity)) else None
        made = made or self.printing.typed(sheet)
        return made.query, made.form

    def _judged(self, entity: str, sheet: Sheet, rows: str, told: str | None) -> str:
        """The query of what is remembered of the rows of an entity, and of keys that are refused."""
        hashes = ", ".join(["h", "v", *self.printing.columns(entity)])
        lasting = "told.until, told.c" if told else "CAST(NULL AS INTEGER) AS until, CAST(NULL AS UBIGINT) AS c"
        beside = f" LEFT JOIN {told} AS told USING (rid)" if told else ""
        judged = f"SELECT rid, {hashes}, rid NOT IN (FROM {sheet.out}) AS judged, {lasting}"
        return (
            f"{judged} FROM (SELECT rid, {hashes} FROM ({rows}) AS hashed) AS printed{beside}"
            f" UNION ALL BY NAME SELECT g0, FALSE AS judged FROM ({self.printing.refused(sheet)}) AS refused"
            " ORDER BY rid"
        )

    def _tell(self, number: int, tree: Grounds, marks: Sequence[str], questions: Sequence[Question], made: Kept) -> str:
        """The table of the subjects of a tree: `rid`, `until`, the hash `c` of what came out for them."""
        words = words_of(tree, questions)
        joined = "".join(
            f" LEFT JOIN (SELECT rid, word AS w{n} FROM ({marks[question]}) AS m WHERE part = {part}) AS m{n}"
            " USING (rid)"
            for n, (question, part) in enumerate(words)
        )
        named = ", ".join(f"w{n}" for n, _ in enumerate(words))
        until = self.forest.until(tree, [*tree.footings])
        wide, table = f"wide{number}", f"told{number}"
        told = f"SELECT rid, CAST({until} AS INTEGER) AS until, hash({named}) AS c, {named}"
        self._create(wide, f"{told} FROM {stood(number)}{joined}")
        all_words, told = f"SELECT c, {named} FROM {wide}", f"SELECT rid, until, c FROM {wide}"
        if self.again:
            all_words += f" UNION ALL SELECT c, {named} FROM said{number}"
            told += f" UNION ALL SELECT rid, until, c FROM ({self.again.stay(number)}) AS staying"
        self._copy(f"SELECT DISTINCT * FROM ({all_words}) AS words", made.words(number))
        self._create(table, told)
        self.connection.execute(f"DROP TABLE {wide}")
        return table

    def _create(self, table: str, query: str) -> None:
        self.connection.execute(f"CREATE TEMP TABLE {table} AS {query}")

    def _copy(self, query: str, path: Path) -> None:
        self.connection.sql(query).write_parquet(str(path), compression="uncompressed")


@dataclass
class Merging:
    """What was judged again, and what a previous run says of the rest."""

    connection: Connection
    again: Again
    judging: Judging
    wording: Wording
    places: Places

    @property
    def previous(self) -> Previous:
        """That run."""
        return self.again.changes.previous

    def ask(self, number: int, question: Question) -> None:
        """Asks a question, of which there may be no subject."""
        if self.judging.staged.judged[question.entity]:
            self.judging.ask(question)
            self._create(f"marks{number}", f"FROM {MARKED}")
        else:
            nothing = "SELECT 0 AS part, CAST(0 AS BIGINT) AS rid, CAST(0 AS BIGINT) AS word WHERE FALSE"
            self._create(f"marks{number}", nothing)

    def counts(self, questions: Sequence[Question], staged: Tables) -> Counts:
        """How often each outcome came out; the tables `said0` … of the words that are kept are made."""
        counts: Counts = {name: {str(each): 0 for each in OUTCOMES} for name in self.judging.order}
        for number, tree in enumerate(self.again.trees):
            self._recall(number)
            for n, (which, part) in enumerate(words_of(tree, questions)):
                names = list(questions[which].targets)[part * PER_WORD : (part + 1) * PER_WORD]
                for word, many in self._words(number, n, which, part):
                    for place, name in enumerate(names):
                        counts[name][name_of([word], place)] += many
        for question in questions:
            for name in question.targets:
                told = counts[name]
                told["not_applicable"] += staged.judged[question.entity] - sum(told.values())
        return counts

    def _recall(self, number: int) -> None:
        staying = f"({self.again.stay(number)}) AS staying"
        known = f"(SELECT c, count(*) AS many FROM {staying} GROUP BY c) AS known"
        self.connection.execute(
            f"CREATE TEMP TABLE said{number} AS FROM read_parquet(?) JOIN {known} USING (c)",
            [literal(self.previous.kept.words(number))],
        )

    def _words(self, tree: int, n: int, question: int, part: int) -> list[tuple[int, int]]:
        """A word of all subjects of a tree, and how many have it."""
        return self.connection.execute(
            f"SELECT word, sum(many) FROM (SELECT w{n} AS word, many FROM said{tree} UNION ALL"
            f" SELECT word, count(*) FROM marks{question} WHERE part = {part} GROUP BY word)"
            " WHERE word IS NOT NULL GROUP BY word"
        ).fetchall()

    def findings(self) -> str:
        """The table of all findings, with `k`, `rid` and `hidden`: of what was judged again, and what is kept."""
        self._create("again_found", self.wording.query())
        self._keep()
        self._place()
        others = SHOWN.replace("subject,", "coalesce(place, subject),")
        self.connection.execute(
            f"CREATE TEMP TABLE all_found AS SELECT k, rid, hidden, {SHOWN} FROM again_found UNION ALL"
            f" SELECT k, rid, hidden, {others} FROM read_parquet(?, file_row_number = true) AS was"
            " JOIN kept_found ON file_row_number = number LEFT JOIN placed USING (k, rid)",
            [literal(self.previous.findings)],
        )
        return "all_found"

    def _keep(self) -> None:
        """The table `kept_found`: target, row, `hidden` and the `number` in the previous file of what is kept."""
        order = self.judging.order
        was = "SELECT k, rid AS was, hidden, file_row_number AS number FROM read_parquet($file, file_row_number = true)"
        parts = [
            f"SELECT k, staying.rid, hidden, number FROM ({was}) AS was"
            f" JOIN ({self.again.stay(number)}) AS staying USING (was)"
            f" WHERE k IN ({', '.join(str(order.index(name)) for name in tree.footings)})"
            for number, tree in enumerate(self.again.trees)
        ]
        parts.append(f"SELECT k, was AS rid, hidden, number FROM ({was}) AS was WHERE FALSE")  # where there is no tree
        self.connection.execute(
            f"CREATE TEMP TABLE kept_found AS {' UNION ALL '.join(parts)}", {"file": literal(self.previous.kept.found)}
        )

    def _place(self) -> None:
        """The table `placed`: where rows stand now whose subjects are told by their places."""
        import pyarrow as pa

        hidden: list[tuple[int, int, str]] = []
        for tree in self.again.trees:
            places = ", ".join(str(self.judging.order.index(name)) for name in tree.footings)
            found = self.connection.execute(
                f"SELECT k, rid FROM kept_found WHERE hidden AND k IN ({places}) ORDER BY k, rid"
            ).fetchall()
            shown = self.places(tree.entity, [rid for _, rid in found]) if found else []
            hidden += [(k, rid, hidden_place(place)) for (k, rid), place in zip(found, shown, strict=True)]
        kinds = {"k": pa.int32(), "rid": pa.int64(), "place": pa.string()}
        columns = [*zip(*hidden, strict=True)] or [()] * len(kinds)
        table = {name: pa.array(cells, kind) for (name, kind), cells in zip(kinds.items(), columns, strict=True)}
        self.judging.engine.give("placed", pa.table(table))

    def _create(self, table: str, query: str) -> None:
        self.connection.execute(f"CREATE TEMP TABLE {table} AS {query}")


def write_all(
    merging: Merging, keeping: Keeping, questions: Sequence[Question], staged: Tables, file: Path, beside: Path
) -> Counts:
    """Writes findings and what is kept of a run that went by another one; counts its outcomes."""
    counts = merging.counts(questions, staged)
    found = merging.findings()
    marks = [f"FROM marks{number}" for number, _ in enumerate(questions)]
    keeping.write(marks, questions, f"SELECT k, rid, hidden FROM {found} ORDER BY k, rid", beside)
    forget(file.parent)
    put(file, lambda path: write_rows(merging.connection, f"FROM {found}", path))
    keeping.put(file, beside)
    return counts
