"""Two books and a snapshot → whose outcome is another by the new one: counted by rule, and listed.

Only that is judged of which an outcome may be another: what stands on the same words, facts and figures in both is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from dsl import core
from interpreter.audit import audit, targets
from interpreter.columns.connection import Connection, connect, literal, spilling
from interpreter.outcomes import DEMANDS
from interpreter.receipts.digest import Part, files, hashing
from interpreter.receipts.making import engine_version
from interpreter.versions.behaviour import grounds

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
    FROM (SELECT rule, subject, outcome, due, false AS is_new FROM read_parquet(?)
          UNION ALL SELECT rule, subject, outcome, due, true FROM read_parquet(?)) f
    LEFT JOIN renamed m ON m.rule = f.rule AND m.is_new = f.is_new
    QUALIFY row_number() OVER (PARTITION BY coalesce(m.called, f.rule), f.subject, f.is_new
                               ORDER BY list_position(?, f.outcome) DESC) = 1
"""
"""Each outcome under the name that the new book has for the rule; of a rule with several texts, that which applies."""


@dataclass(frozen=True)
class Impact:
    """Of each rule: outcomes before and after with how many subjects; deadlines that moved, in days, with how many.

    `judged` counts outcomes of both runs, of what had to be judged at all. Where a rule is in one book alone, its
    outcome in the other is `-`.
    """

    judged: int
    outcomes: Mapping[str, Mapping[tuple[str, str], int]] = field(default_factory=dict)
    moved: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    days: Mapping[date, tuple[int, int]] = field(default_factory=dict)
    """Of each day on which deadlines were that moved, or are now: how many were, and how many are."""
    parts: tuple[Part, ...] = ()
    """The files of the snapshot, by their hashes."""
    engine: str = ""
    """What judged it, with its version; empty where nothing had to be judged."""
    listed: Path | None = None


def impact(
    old: core.Book, new: core.Book, names: Mapping[str, str], snapshot: Path, on: date, out: Path | None = None
) -> Impact:
    """Judges the snapshot by both; with `out` every subject whose outcome or deadline differs is listed there.

    Raises SnapshotError.
    """
    asked = concerned(old, new, names)
    read = dict.fromkeys((*files(old, snapshot), *files(new, snapshot)))
    with TemporaryDirectory(prefix="guiju-impact-") as name, spilling() as spill, hashing(snapshot, read) as hashes:
        folders = Path(name) / "old", Path(name) / "new"
        runs = [
            _judged(book, snapshot, on, only, each) for book, only, each in zip((old, new), asked, folders, strict=True)
        ]
        with closing(connect(MEMORY, THREADS, spill)) as connection:
            _compare(connection, folders, _renamed(old, new, names))
            return Impact(
                sum(count for count, _ in runs), _outcomes(connection), _moved(connection), _days(connection),
                tuple(hashes.parts()), " · ".join(sorted({engine for _, engine in runs if engine})),
                _list(connection, out) if out else None,
            )  # fmt: skip


def _compare(connection: Connection, folders: Iterable[Path], renamed: Iterable[tuple[str, str, bool]]) -> None:
    """The table `changed`."""
    connection.execute("CREATE TEMP TABLE renamed (rule TEXT, called TEXT, is_new BOOLEAN)")
    for row in renamed:
        connection.execute("INSERT INTO renamed VALUES (?, ?, ?)", row)
    files = [literal(each / "findings.parquet") for each in folders]
    connection.execute(f"CREATE TEMP TABLE judged AS {_JUDGED}", [*files, list(DEMANDS)])
    connection.execute(f"CREATE TEMP TABLE changed AS {_CHANGED}")


def _list(connection: Connection, out: Path) -> Path:
    """Every subject that is concerned, in a file."""
    out.mkdir(parents=True, exist_ok=True)
    connection.sql("SELECT * FROM changed ORDER BY rule, subject").write_parquet(str(out / "impact.parquet"))
    return out / "impact.parquet"


def _outcomes(connection: Connection) -> dict[str, dict[tuple[str, str], int]]:
    found: dict[str, dict[tuple[str, str], int]] = {}
    for rule, was, is_, count in connection.execute(
        "SELECT rule, coalesce(old, '-'), coalesce(new, '-'), count(*) FROM changed"
        " WHERE old IS DISTINCT FROM new GROUP BY ALL ORDER BY ALL"
    ).fetchall():
        found.setdefault(rule, {})[was, is_] = count
    return found


def _moved(connection: Connection) -> dict[str, dict[int, int]]:
    """Told apart before they are counted: `HAVING` would have DuckDB 2.0 count by what the days are reckoned from."""
    found: dict[str, dict[int, int]] = {}
    for rule, days, count in connection.execute(
        "SELECT rule, days, count(*) FROM ("
        " SELECT rule, date_diff('day', left(old_due, 10)::DATE, left(new_due, 10)::DATE) AS days FROM changed)"
        " WHERE days <> 0 GROUP BY rule, days ORDER BY rule, days"
    ).fetchall():
        found.setdefault(rule, {})[days] = count
    return found


def _days(connection: Connection) -> dict[date, tuple[int, int]]:
    rows = connection.execute(
        "SELECT day, sum(was)::BIGINT, sum(is_)::BIGINT FROM ("
        " SELECT left(old_due, 10)::DATE AS day, 1 AS was, 0 AS is_, old_due, new_due FROM changed"
        " UNION ALL SELECT left(new_due, 10)::DATE, 0, 1, old_due, new_due FROM changed)"
        " WHERE left(old_due, 10) <> left(new_due, 10) GROUP BY day ORDER BY day"
    ).fetchall()
    return {day: (was, is_) for day, was, is_ in rows}


def concerned(old: core.Book, new: core.Book, names: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The duties and recorded actions of each book of which an outcome may be another one.

    All, where the vocabularies differ: then the same row may be read by one of them and rejected by the other.
    """
    mine, other = list(targets(old)), list(targets(new))
    if (old.vocabulary.entities, old.vocabulary.enumerations) != (new.vocabulary.entities, new.vocabulary.enumerations):
        return mine, other
    same = {before: after for name in mine if (after := _double(old, new, names, before := _called(old, name)))}
    kept = set(same.values())
    return [each for each in mine if _called(old, each) not in same], [
        each for each in other if _called(new, each) not in kept
    ]


def _called(book: core.Book, name: str) -> str:
    """A rule by its latest text, for its texts are looked at together; an action as it is."""
    return book.texts_of(name)[-1].path if name in book.rules else name


def _double(old: core.Book, new: core.Book, names: Mapping[str, str], name: str) -> str:
    """What stands on the same in the new book; empty where nothing does."""
    if name in old.rules:
        after = names.get(name, "")
        is_same = bool(after) and grounds(old, name) == grounds(new, after)
        return after if is_same else ""
    actions = new.vocabulary.actions
    is_same = old.vocabulary.actions[name] == actions.get(name) and grounds(old, name) == grounds(new, name)
    return name if is_same else ""


def _judged(book: core.Book, snapshot: Path, on: date, only: list[str], out: Path) -> tuple[int, str]:
    """How many outcomes were written, and by which engine; if nothing is to be judged, none."""
    if not only:
        _nothing(out)
        return 0, ""
    run = audit(book, snapshot, on, only=only, everything=True, out=out, keeps=False, receipt=False)
    return sum(sum(counts.values()) for counts in run.outcomes.values()), f"{run.engine} {engine_version(run.engine)}"


def _nothing(out: Path) -> None:
    """Findings without a row."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out.mkdir()
    fields = [(name, pa.string()) for name in ("rule", "subject", "outcome", "due")]
    pq.write_table(pa.schema(fields).empty_table(), out / "findings.parquet")


def _renamed(old: core.Book, new: core.Book, names: Mapping[str, str]) -> Iterator[tuple[str, str, bool]]:
    """Rules that are called otherwise than they are found: by their latest texts, and by the names of the new book."""
    for book, is_new in ((old, False), (new, True)):
        for path in book.rules:
            latest = book.texts_of(path)[-1].path
            called = latest if is_new else names.get(latest, latest)
            if called != path:
                yield path, called, is_new
