"""Two books and a snapshot → whose outcome is another by the new one: counted by rule, and listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from dsl import core
from interpreter.audit import audit
from interpreter.columns.connection import connect, literal, spilling
from interpreter.outcomes import DEMANDS

MEMORY, THREADS = "2GB", 2
"""Of the comparison; each audit has its own."""
_CHANGED = """
    SELECT coalesce(n.rule, o.rule) AS rule, coalesce(n.subject, o.subject) AS subject,
           o.outcome AS old, n.outcome AS new, o.due AS old_due, n.due AS new_due
    FROM (SELECT * FROM judged WHERE NOT is_new) o
    FULL JOIN (SELECT * FROM judged WHERE is_new) n ON n.rule = o.rule AND n.subject = o.subject
    WHERE o.outcome IS DISTINCT FROM n.outcome OR o.due IS DISTINCT FROM n.due
"""
_JUDGED = """
    SELECT coalesce(m.called, f.rule) AS rule, f.subject, f.outcome, f.due, f.is_new
    FROM (SELECT *, false AS is_new FROM read_parquet(?) UNION ALL SELECT *, true FROM read_parquet(?)) f
    LEFT JOIN renamed m ON m.rule = f.rule AND m.is_new = f.is_new
    QUALIFY row_number() OVER (PARTITION BY coalesce(m.called, f.rule), f.subject, f.is_new
                               ORDER BY list_position(?, f.outcome) DESC) = 1
"""
"""Each outcome under the name that the new book has for the rule; of a rule with several texts, that which applies."""


@dataclass(frozen=True)
class Impact:
    """Of each rule: outcomes before and after with how many subjects; deadlines that moved, in days, with how many.

    `judged` counts outcomes of both runs. Where a rule is in one book alone, its outcome in the other is `-`.
    """

    judged: int
    outcomes: Mapping[str, Mapping[tuple[str, str], int]] = field(default_factory=dict)
    moved: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    listed: Path | None = None


def impact(
    old: core.Book, new: core.Book, names: Mapping[str, str], snapshot: Path, on: date, out: Path | None = None
) -> Impact:
    """Judges the snapshot by both; with `out` every subject whose outcome or deadline differs is listed there.

    Raises SnapshotError.
    """
    with TemporaryDirectory(prefix="guiju-impact-") as name, spilling() as spill:
        folders = Path(name) / "old", Path(name) / "new"
        runs = [
            audit(book, snapshot, on, everything=True, out=each, keeps=False)
            for book, each in zip((old, new), folders, strict=True)
        ]
        connection = connect(MEMORY, THREADS, spill)
        connection.execute("CREATE TEMP TABLE renamed (rule TEXT, called TEXT, is_new BOOLEAN)")
        for row in _renamed(old, new, names):
            connection.execute("INSERT INTO renamed VALUES (?, ?, ?)", row)
        files = [literal(each / "findings.parquet") for each in folders]
        connection.execute(f"CREATE TEMP TABLE judged AS {_JUDGED}", [*files, list(DEMANDS)])
        connection.execute(f"CREATE TEMP TABLE changed AS {_CHANGED}")
        if out:
            out.mkdir(parents=True, exist_ok=True)
            query = "SELECT * FROM changed ORDER BY rule, subject"
            connection.sql(query).write_parquet(str(out / "impact.parquet"))
        outcomes: dict[str, dict[tuple[str, str], int]] = {}
        for rule, was, is_, count in connection.execute(
            "SELECT rule, coalesce(old, '-'), coalesce(new, '-'), count(*) FROM changed"
            " WHERE old IS DISTINCT FROM new GROUP BY ALL ORDER BY ALL"
        ).fetchall():
            outcomes.setdefault(rule, {})[was, is_] = count
        moved: dict[str, dict[int, int]] = {}
        for rule, days, count in connection.execute(
            "SELECT rule, date_diff('day', left(old_due, 10)::DATE, left(new_due, 10)::DATE) AS days, count(*)"
            " FROM changed WHERE old_due IS NOT NULL AND new_due IS NOT NULL GROUP BY ALL HAVING days <> 0 ORDER BY ALL"
        ).fetchall():
            moved.setdefault(rule, {})[days] = count
        connection.close()
    judged = sum(sum(counts.values()) for run in runs for counts in run.outcomes.values())
    return Impact(judged, outcomes, moved, out / "impact.parquet" if out else None)


def _renamed(old: core.Book, new: core.Book, names: Mapping[str, str]) -> Iterator[tuple[str, str, bool]]:
    """Rules that are called otherwise than they are found: by their latest texts, and by the names of the new book."""
    for book, is_new in ((old, False), (new, True)):
        for path in book.rules:
            latest = book.texts_of(path)[-1].path
            called = latest if is_new else names.get(latest, latest)
            if called != path:
                yield path, called, is_new
