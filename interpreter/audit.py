"""A snapshot through a rulebook: every subject of every duty and of every recorded action gets exactly one outcome."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from dsl import core
from dsl.core import Language
from dsl.record import dataclass
from interpreter import judging
from interpreter.ended import ending
from interpreter.limits import USUAL, Limits
from interpreter.live import Fetched, fetched, is_live
from interpreter.parts import Parts, beside, fingerprint
from interpreter.progress import Progress, untold
from interpreter.run import FINDINGS, Run
from interpreter.snapshot import read_snapshot
from interpreter.tables import Problem

if TYPE_CHECKING:
    from dsl.seal import Signer
    from interpreter.columns.judging import Judged
    from interpreter.receipts.digest import Hashing
    from interpreter.receipts.making import Asked

Engine = Literal["duckdb", "spark", "reference"]


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
        outcomes, listed = judging.judge(self.book, snapshot, self.on, wanted, self.everything, self.progress)
        strays = self._strays(snapshot.strays)
        run = Run(
            self.on, self.book, "reference", self.lang, judging.counts(snapshot), outcomes, listed, snapshot.rejects,
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
