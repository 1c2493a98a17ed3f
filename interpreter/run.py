"""What an audit gave: rows counted, outcomes counted, what is worth listing; as tables, as data, as files."""

from __future__ import annotations

import json
from dataclasses import field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dsl import core
from dsl.core import Language, Words
from dsl.record import dataclass
from interpreter.evaluate import Outcome
from interpreter.parts import put
from interpreter.penalties import brief
from interpreter.snapshot import Reject

if TYPE_CHECKING:
    import pyarrow

    from interpreter.costs import Costs
    from interpreter.receipts.form import Receipt
    from interpreter.receipts.making import Asked

FINDINGS = "findings.parquet"


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
