"""A snapshot through a rulebook: every subject of every duty and of every recorded action gets exactly one outcome."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from dsl import core
from dsl.core import Language, Words
from dsl.record import dataclass
from interpreter.complete import Completer
from interpreter.ended import ending
from interpreter.evaluate import OUTCOMES, Day, Evaluator, Outcome
from interpreter.facts import Row
from interpreter.lasting import Lasting
from interpreter.limits import USUAL, Limits
from interpreter.live import Fetched, fetched, is_live
from interpreter.mask import is_personal
from interpreter.parts import Parts, beside, fingerprint, put
from interpreter.penalties import brief
from interpreter.progress import Progress, untold
from interpreter.snapshot import Reject, Snapshot, read_snapshot
from interpreter.tables import Problem

if TYPE_CHECKING:
    import pyarrow

    from dsl.seal import Signer
    from interpreter.columns.judging import Judged
    from interpreter.costs import Costs
    from interpreter.receipts.digest import Hashing
    from interpreter.receipts.form import Receipt
    from interpreter.receipts.making import Asked

SILENT = ("compliant", "not_applicable")
"""Outcomes that are counted but not listed, unless all are asked for."""
Engine = Literal["duckdb", "spark", "reference"]
FINDINGS = "findings.parquet"
_MOST_FACTS = 2_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One subject's outcome under one rule; `subject` is its key, or its place where the key may be personal."""

    rule: str
    subject: str
    outcome: Outcome


@dataclass
class Run:
    """An audit: what was asked, how many rows were read and judged, the outcomes counted, and those worth listing."""

    on: date
    book: core.Book
    engine: str
    lang: Language
    rows: dict[str, dict[str, int]]
    outcomes: dict[str, dict[str, int]]
    listed: list[Finding]
    rejected: list[Reject]
    seconds: float
    strays: list[str] = field(default_factory=list)
    table: pyarrow.Table | None = None
    """The findings, where the engine gives them as a table and not as `listed`."""
    file: Path | None = None
    """Their file, or a folder of parts, where the engine has written it."""
    costs: Costs | None = None
    """What the rules cost, if that was asked for and the engine can tell."""
    stale: Words | None = None
    """Why a previous run could not be gone by, where one was given."""
    asked: Asked | None = None
    """What its receipt says of the question; None where no receipt was wanted."""
    _receipt: Receipt | None = None

    @property
    def receipt(self) -> Receipt | None:
        """What was asked of what, and what came out; None where no receipt was wanted."""
        if self._receipt is None and self.asked is not None:
            from interpreter.receipts.making import of_audit

            self._receipt = of_audit(self, self.asked)
        return self._receipt

    @property
    def findings(self) -> pyarrow.Table:
        """`rule, subject, outcome, due, by, missing, edition, standing, highest, until`, by rules, then by rows.

        `due` is ISO text; `highest` the highest fines that a breach may bring, each in short; `until` the last day on
        which all this stays what it is if nothing in the facts changes, NULL where no day ends it. Only the reference
        tells that day exactly: the embedded engine may tell an earlier one, Spark the day of the audit.
        """
        if self.table is not None:
            return self.table
        if self.file is not None:
            return read_findings(self.file)
        import pyarrow as pa

        from interpreter.columns.findings import SCHEMA

        columns: list[list[object]] = [
            [each.rule for each in self.listed],
            [each.subject for each in self.listed],
            [each.outcome.name for each in self.listed],
            [due_text(each.outcome) for each in self.listed],
            [list(each.outcome.by) for each in self.listed],
            [list(each.outcome.missing) for each in self.listed],
            [self.book.edition] * len(self.listed),
            [each.outcome.standing for each in self.listed],
            [fines(each.outcome) for each in self.listed],
            [each.outcome.until for each in self.listed],
        ]
        return pa.table([pa.array(c, t.type) for c, t in zip(columns, SCHEMA, strict=True)], schema=SCHEMA)

    @property
    def rejects(self) -> pyarrow.Table:
        """`entity, file, line, code, reason`, in the order read."""
        import pyarrow as pa

        schema = pa.schema(
            [
                ("entity", pa.string()),
                ("file", pa.string()),
                ("line", pa.int64()),
                ("code", pa.string()),
                ("reason", pa.string()),
            ]
        )
        rows = [(r.entity, r.file, r.line, r.code, r.reason(self.lang)) for r in self.rejected]
        columns = list(zip(*rows, strict=True)) or [()] * len(schema)
        return pa.table([pa.array(c, t.type) for c, t in zip(columns, schema, strict=True)], schema=schema)

    def data(self, out: Path | None = None) -> dict[str, object]:
        """The run in the shape of the command contract."""
        shown: dict[str, object] = {
            "on": self.on.isoformat(),
            "book": {"name": self.book.name, "edition": self.book.edition, "hash": self.book.hash}
            | ({"draft": True} if self.book.draft else {}),
            "engine": self.engine,
            "rows": self.rows,
            "outcomes": self.outcomes,
            "seconds": round(self.seconds, 3),
        }
        if self.receipt is not None:
            shown["receipt"] = self.receipt.hash
        if self.costs is not None:
            shown["profile"] = self.costs.data()
        if out is not None:
            shown["out"] = str(out)
        return shown

    def write(self, out: Path) -> None:
        """Findings, rejects, the receipt and `run.json` into the folder, each whole or not at all."""
        import pyarrow.parquet as pq

        out.mkdir(parents=True, exist_ok=True)
        if self.file != out / FINDINGS:
            put(out / FINDINGS, lambda part: pq.write_table(self.findings, part))
        put(out / "rejects.parquet", lambda part: pq.write_table(self.rejects, part))
        if self.asked is not None:
            self._write_receipt(self.asked, out)
        said = json.dumps(self.data(out), ensure_ascii=False, indent=2) + "\n"
        put(out / "run.json", lambda part: part.write_text(said, encoding="utf-8"))

    def _write_receipt(self, asked: Asked, out: Path) -> None:
        """The receipt that speaks of these files too."""
        from interpreter.receipts.form import NAME
        from interpreter.receipts.making import of_audit

        self._receipt = of_audit(self, asked, out)
        data = self._receipt.bytes()
        put(out / NAME, lambda part: part.write_bytes(data))


def read_findings(path: Path) -> pyarrow.Table:
    """What an audit found, from its file or from the parts in its folder, in their order."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if path.is_file():
        return pq.read_table(path)
    from interpreter.columns.findings import SCHEMA

    tables = [pq.read_table(part).cast(SCHEMA) for part in sorted(path.glob("*.parquet"))]
    return pa.concat_tables(tables or [SCHEMA.empty_table()]).combine_chunks()


def due_text(outcome: Outcome) -> str | None:
    """The due date as ISO text, a moment with its minutes and zone."""
    if isinstance(outcome.due, datetime):
        return outcome.due.isoformat(timespec="minutes")
    return outcome.due.isoformat() if outcome.due else None


def fines(outcome: Outcome) -> list[object]:
    """The highest fines that a breach may bring, each in short."""
    return [brief(each) for each in outcome.sanctions.highest] if outcome.sanctions else []


def targets(book: core.Book, only: Iterable[str] = ()) -> dict[str, core.Rule | core.Action]:
    """What an audit judges: every duty and every recorded action, or those named; unknown names raise KeyError.

    A rule that was amended is named with all its texts; an older one of these, by its own path.
    """
    found: dict[str, core.Rule | core.Action] = {path: rule for path, rule in book.rules.items() if rule.is_duty}
    found |= {name: action for name, action in book.vocabulary.actions.items() if action.recorded_by}
    wanted = list(only)
    named = (path for name in wanted for path in _texts(book, name) if path in found or path == name)
    return {path: found[path] for path in named} if wanted else found


def _texts(book: core.Book, name: str) -> tuple[str, ...]:
    several = book.texts.get(name, (name,))
    return several if several[-1] == name else (name,)


def audit(
    book: core.Book,
    source: str | Path,
    on: date,
    *,
    only: Iterable[str] = (),
    everything: bool = False,
    lang: Language = "en",
    progress: Progress = untold,
    engine: Engine = "duckdb",
    out: Path | None = None,
    resume: bool = False,
    since: Path | None = None,
    keeps: bool = True,
    master: str = "local[*]",
    limits: Limits = USUAL,
    profile: bool = False,
    receipt: bool = True,
    signer: Signer | None = None,
) -> Run:
    """Judges a snapshot as of `on`: a folder, or the address of a live PostgreSQL (`postgresql://…`).

    Raises SnapshotError where a file cannot be used, and `live.Unread` where a database cannot be read.

    With `out` all that the run puts out is written there, and a run that was ended before can be taken up (`resume`;
    raises OtherRun where that one was asked something else). Where `since` is the `out` of a run of the embedded
    engine, only what that one does not answer for is judged again, and all that is said and written is what it would be
    without it; where it cannot be gone by, all is judged, and `Run.stale` says why. With `keeps` unset nothing is kept
    for a next run. Spark runs where `master` says (raises `on_spark.Absent` where there is none) and writes its
    findings as a folder of Parquet. Both it and the embedded engine keep to the limits, and hand over to the reference
    where a value is beyond them. With `profile` the embedded engine also says what each rule costs, which it measures
    after all is found. Raises Ended where memory or a disk is full.

    With `receipt` unset the files of the snapshot are not hashed, and there is no receipt; where a `signer` is given it
    is signed.
    """
    with (
        ending(),
        _at_hand(source, book, limits, progress) as (folder, live),
        _hashed(book, folder, receipt) as hashes,
    ):
        asked = _Asked(
            book, folder, on, list(only), everything, lang, progress, out, limits, profile, live, hashes, signer
        )
        if engine != "reference":
            from interpreter.columns.staging import Unheld

            with suppress(Unheld):
                return asked.on_spark(master) if engine == "spark" else asked.on_duckdb(resume, since, keeps)
        return asked.by_reference()


@contextmanager
def _at_hand(
    source: str | Path, book: core.Book, limits: Limits, progress: Progress
) -> Iterator[tuple[Path, Fetched | None]]:
    """The folder of a snapshot; what is live is fetched first, and is there no longer than this."""
    if not is_live(source):
        yield Path(source), None
        return
    with fetched(str(source), book.vocabulary, limits.temporary, progress) as live:
        yield live.folder, live


@contextmanager
def _hashed(book: core.Book, folder: Path, wanted: bool) -> Iterator[Hashing | None]:
    """The files of the tables, hashed while they are audited."""
    if not wanted:
        yield None
        return
    from interpreter.receipts.digest import files, hashing

    with hashing(folder, files(book, folder)) as hashes:
        yield hashes


@dataclass
class _Asked:
    """One audit, for whichever engine."""

    book: core.Book
    folder: Path
    on: date
    only: list[str]
    everything: bool
    lang: Language
    progress: Progress
    out: Path | None
    limits: Limits
    profile: bool
    live: Fetched | None
    hashes: Hashing | None = None
    signer: Signer | None = None
    began: float = field(default_factory=time.perf_counter)

    def by_reference(self) -> Run:
        """By the specification."""
        snapshot = read_snapshot(self.book, self.folder, self.progress)
        wanted = targets(self.book, self.only)
        outcomes, listed = _judge(self.book, snapshot, self.on, wanted, self.everything, self.progress)
        strays = self._strays(snapshot.strays)
        run = Run(
            self.on, self.book, "reference", self.lang, _rows(snapshot), outcomes, listed, snapshot.rejects,
            time.perf_counter() - self.began, strays, asked=self._asked(),
        )  # fmt: skip
        if self.out is not None:
            self._forget(self.out)
            self.progress("writing", 0, 0)
            run.write(self.out)
        return run

    def _forget(self, out: Path) -> None:
        """What the next run could go by does not belong to findings that other engines write."""
        from interpreter.daily.remembered import forget

        forget(out)

    def on_duckdb(self, resume: bool, since: Path | None, keeps: bool) -> Run:
        """By the embedded engine: in parts that stay, where there is a place to put them."""
        from interpreter.columns.on_duckdb import Place, judge
        from interpreter.daily.remembered import Stale

        wanted = targets(self.book, self.only)
        asked = (self.book, self.folder, self.on, wanted, self.everything, self.progress, self.limits)
        if self.out is None:
            return self._run("duckdb", judge(*asked, None, self.profile), None)
        with Parts(self.out, self._identity(), resume) as parts:
            file = self.out / FINDINGS
            place = Place(parts, file, keeps or since is not None)
            stale = None
            try:
                judged = judge(*asked, place, self.profile, since)
            except Stale as told:
                stale, judged = told.words, judge(*asked, place, self.profile)
            made = self._run("duckdb", judged, file)
            made.stale = stale
            made.write(self.out)
            parts.clear()
        return made

    def on_spark(self, master: str) -> Run:
        """By Spark, which writes what is found itself, where there is a place to put it."""
        from interpreter.columns.on_spark import Cluster, judge

        asked = (self.book, self.folder, self.on, targets(self.book, self.only), self.everything, self.progress)
        cluster = Cluster(master, f"{self.limits.mebibytes}m", self.limits.temporary)
        if self.out is None:
            return self._run("spark", judge(*asked, cluster), None)
        self.out.mkdir(parents=True, exist_ok=True)
        self._forget(self.out)
        with beside(self.out / FINDINGS) as parts:
            judged = judge(*asked, cluster, parts)
        made = self._run("spark", judged, self.out / FINDINGS)
        made.write(self.out)
        return made

    def _strays(self, found: list[Problem]) -> list[str]:
        return [problem.file for problem in (*found, *(self.live.strays if self.live else ()))]

    def _identity(self) -> dict[str, object]:
        return {
            "on": self.on.isoformat(), "book": self.book.hash, "only": self.only, "all": self.everything,
            "snapshot": self.live.identity() if self.live else fingerprint(self.folder),
        }  # fmt: skip

    def _run(self, engine: str, judged: Judged, file: Path | None) -> Run:
        strays = self._strays(judged.strays)
        seconds = time.perf_counter() - self.began - (judged.costs.measuring if judged.costs else 0)
        return Run(
            self.on, self.book, engine, self.lang, judged.rows, judged.outcomes, [], judged.rejects, seconds, strays,
            judged.findings, file, judged.costs, asked=self._asked(),
        )  # fmt: skip

    def _asked(self) -> Asked | None:
        """What a receipt says of the question. Raises SnapshotError where the snapshot was changed in the meantime."""
        if self.hashes is None:
            return None
        from interpreter.receipts.making import Asked

        return Asked(self.only, self.everything, self.hashes.parts(), self.signer)


def _rows(snapshot: Snapshot) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for entity, read in snapshot.read.items():
        judged = len(snapshot.world.tables[entity])
        counts[entity] = {"read": read, "judged": judged, "rejected": read - judged}
    return counts


def _judge(
    book: core.Book,
    snapshot: Snapshot,
    on: date,
    wanted: Mapping[str, core.Rule | core.Action],
    everything: bool,
    progress: Progress,
) -> tuple[dict[str, dict[str, int]], list[Finding]]:
    """Subject by subject, so that the facts of one row are derived once for all rules; listed rule by rule."""
    outcomes = {name: {str(each): 0 for each in OUTCOMES} for name in wanted}
    listed: dict[str, list[Finding]] = {name: [] for name in wanted}
    lasting = Lasting(Completer(book))
    evaluator = Evaluator(book, snapshot.world, Day.of(on, book.zone))
    total = sum(len(rows) for rows in snapshot.world.tables.values())
    done = 0
    progress("judging", done, total)
    for entity, rows in snapshot.world.tables.items():
        mine = [(name, each) for name, each in wanted.items() if _subject(each) == entity]
        for row in rows:
            for name, each in mine:
                outcome = (
                    evaluator.judge_act(each, row) if isinstance(each, core.Action) else evaluator.judge(each, row)
                )
                outcomes[name][outcome.name] += 1
                if everything or outcome.name not in SILENT:
                    listed[name].append(Finding(name, label(row), lasting.outcome(evaluator, each, row)))
            done += 1
            if done % 1000 == 0:
                progress("judging", done, total)
        evaluator.forget(_MOST_FACTS)
        lasting.forget(_MOST_FACTS)
    progress("judging", total, total)
    return outcomes, [finding for name in wanted for finding in listed[name]]


def _subject(each: core.Rule | core.Action) -> str:
    return each.on if isinstance(each, core.Action) else each.subject


def label(row: Row) -> str:
    """How a report names a row: by its key, or by its place where the key looks like a telephone or identity number."""
    return row.key if not is_personal(row.key) else re.sub(r"[^\w.:/-]", "_", row.place)
