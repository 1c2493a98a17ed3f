"""A run or a verdict → its receipt. No clock and no path is in it: the same question has the same receipt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsl import core
from dsl.edition import canonical
from dsl.seal import Signer
from dsl.version import version
from interpreter.outcomes import Verdict
from interpreter.receipts.digest import Part, of_calendar, of_file, of_table
from interpreter.receipts.form import Receipt, issued
from interpreter.receipts.keys import Key
from interpreter.receipts.plain import plain

if TYPE_CHECKING:
    import pyarrow

    from interpreter.run import Run

FINDINGS = ("rule", "subject", "outcome", "due", "by", "missing", "edition", "standing", "highest")
"""What engines agree on: `until` may be an earlier day with one than with another."""
REJECTS = ("entity", "file", "line", "code")
"""What has no language."""
_ROWS = 65_536


@dataclass(frozen=True, slots=True)
class Asked:
    """What an audit was asked: the rules named, if any, and whether all outcomes are listed; what it read."""

    rules: Sequence[str]
    everything: bool
    parts: Sequence[Part]
    signer: Signer | None = None


# ── audits ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def of_audit(run: Run, asked: Asked, out: Path | None = None) -> Receipt:
    """The receipt of a run; with `out` the files that it wrote are in it too."""
    content = {
        **_about(run.book, run.engine),
        "answer": audited(run) | ({"files": dict(_written(out))} if out else {}),
        "asked": {
            "all": asked.everything, "on": run.on.isoformat(), "rules": list(asked.rules), "what": "audit",
        },
        "snapshot": [part.data() for part in asked.parts],
    }  # fmt: skip
    return issued(content, asked.signer)


def audited(run: Run) -> dict[str, Any]:
    """What came out, as every engine says it."""
    return {
        "findings": of_table(_batches(run), FINDINGS),
        "outcomes": run.outcomes,
        "rejects": of_table(run.rejects.to_batches(), REJECTS),
        "rows": run.rows,
    }


def _batches(run: Run) -> Iterator[pyarrow.RecordBatch]:
    """The findings piece by piece: a run may have more of them than memory."""
    if run.file is None:
        yield from run.findings.to_batches()
        return
    import pyarrow.parquet as pq

    from interpreter.columns.findings import SCHEMA

    for file in [run.file] if run.file.is_file() else sorted(run.file.glob("*.parquet")):
        with pq.ParquetFile(file) as parquet:
            for batch in parquet.iter_batches(_ROWS, columns=list(FINDINGS)):
                yield batch.cast(_only(SCHEMA))


def _only(schema: Any) -> Any:
    import pyarrow as pa

    return pa.schema([schema.field(name) for name in FINDINGS])


def _written(out: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """The files of a run that have the same bytes whenever it is made, by name."""
    for name in ("findings.parquet", "rejects.parquet"):
        path = out / name
        for file in [path] if path.is_file() else sorted(path.glob("*.parquet")):
            yield file.relative_to(out).as_posix(), of_file(file)


# ── decisions ────────────────────────────────────────────────────────────────────────────────────────────────────────


def of_decision(
    book: core.Book, verdict: Verdict, facts: Mapping[str, object], on: date | datetime, key: Key,
    signer: Signer | None = None, engine: str = "reference",
) -> Receipt:  # fmt: skip
    """The receipt of a verdict on these facts, of which it holds a hash made with the key."""
    content = {
        **_about(book, engine),
        "answer": decided(verdict),
        "asked": {"action": verdict.action, "on": on.isoformat(), "what": "decide"},
        "facts": sealed(book, facts, key),
    }
    return issued(content, signer)


def decided(verdict: Verdict) -> dict[str, Any]:
    """What came out."""
    because = [{"effect": each.effect, "holds": each.holds, "rule": each.rule} for each in verdict.because]
    earliest = {"earliest": verdict.earliest.isoformat()} if verdict.earliest else {}
    return {
        "because": because, **earliest, "missing": list(verdict.missing), "standing": verdict.standing,
        "verdict": verdict.name,
    }  # fmt: skip


def sealed(book: core.Book, facts: Mapping[str, object], key: Key) -> dict[str, Any]:
    """What a receipt says of facts: their hash by a key, and the name of that key."""
    return {"hmac": key.hash("facts", canonical(plain(book, facts))), "key": key.name}


# ── both ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _about(book: core.Book, engine: str) -> dict[str, Any]:
    draft = {"draft": True} if book.draft else {}
    return {
        "book": {"edition": book.edition, "hash": book.hash, "name": book.name, **draft},
        "calendar": dict(of_calendar(book.calendar)),
        "engine": {"name": engine, "version": engine_version(engine)},
        "guiju": version(),
    }


def engine_version(engine: str) -> str:
    """Of what computes; what is guiju's own has guiju's version, and none beside it."""
    match engine:
        case "duckdb":
            from interpreter.columns.connection import engine_version as of_duckdb

            return of_duckdb()
        case "spark":
            from importlib.metadata import version as version_of

            return version_of("pyspark")
    return ""
