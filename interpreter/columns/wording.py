"""The table of what was found → findings in words: due days as text, subjects by their keys, the highest fines.

What depends on few things is made once for each: fines for each rule and day, a name for each outcome.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from dsl import core
from interpreter.columns import zones
from interpreter.columns.connection import Connection
from interpreter.columns.marks import MARKS
from interpreter.columns.questions import Target
from interpreter.columns.rows import type_of
from interpreter.columns.staging import Staged
from interpreter.mask import is_personal
from interpreter.outcomes import DEFAULT
from interpreter.penalties import brief
from interpreter.sanctions import Sanctioner

if TYPE_CHECKING:
    import pyarrow
    from duckdb import DuckDBPyRelation

_EPOCH = 719163
_LIKELY = "(?:[0-9０-９][^0-9A-Za-z０-９]?){10}"
"""What every personal number has in it: ten digits with at most one other character between two."""


class Wording:
    """Puts the findings of one audit into words."""

    TABLE = (
        "CREATE TEMP TABLE found (k INTEGER, rid BIGINT, mark TINYINT, due INTEGER, moment BIGINT, speakers VARCHAR[],"
        " missing VARCHAR[], contested BOOLEAN, day INTEGER)"
    )
    """`k` is the place of the target, `due` and `day` (of an act) are ordinals, `moment` microseconds."""

    def __init__(
        self, connection: Connection, book: core.Book, staged: Staged, on: date, wanted: Mapping[str, Target]
    ) -> None:
        self.connection = connection
        self.book = book
        self.staged = staged
        self.on = on
        self.wanted = wanted
        self.sanctioner = Sanctioner(book)

    def findings(self) -> DuckDBPyRelation:
        """What was found so far: `k` and `rid`, and in words the columns of `findings.parquet`."""
        self._prepare()
        due = f"strftime(DATE '1970-01-01' + (due - {_EPOCH}), '%Y-%m-%d')"
        return self.connection.sql(
            "SELECT k, rid, rule, subject, outcome,"
            f' coalesce({due}, {self._moment()}) AS due, coalesce(speakers, []) AS "by",'
            " coalesce(list_sort(list_distinct(missing)), []) AS missing, edition,"
            " CASE WHEN contested THEN 'contested' ELSE 'settled' END AS standing, coalesce(highest, []) AS highest"
            " FROM found JOIN targets USING (k) JOIN names USING (mark) LEFT JOIN subjects USING (k, rid)"
            " LEFT JOIN fines USING (k, rid) ORDER BY k, rid"
        )

    def forget(self) -> None:
        """Makes room for what is found next."""
        for table in ("targets", "names", "subjects", "fines", "breaches", "kinds"):
            self.connection.execute(f"DROP TABLE IF EXISTS {table}")
        self.connection.execute("DELETE FROM found")

    def _moment(self) -> str:
        """A moment as ISO text with its minutes, in the book's zone."""
        branches = []
        for each in reversed(zones.offsets(self.book.zone)):
            when = "TRUE" if each.since is None else f"moment >= {each.since}"
            shown = f"strftime(make_timestamp(moment + ({each.ahead})), '%Y-%m-%dT%H:%M') || '{_offset(each.ahead)}'"
            branches.append(f"WHEN {when} THEN {shown}")
        return f"CASE WHEN moment IS NULL THEN NULL {' '.join(branches)} END"

    # ── tables beside it ──

    def _prepare(self) -> None:
        import pyarrow as pa

        names = list(self.wanted)
        self._register("targets", pa.table({
            "k": pa.array(range(len(names)), pa.int32()), "rule": pa.array(names, pa.string()),
            "edition": pa.array([self.book.edition] * len(names), pa.string()),
        }))  # fmt: skip
        self._register("names", pa.table({
            "mark": pa.array(MARKS.values(), pa.int8()), "outcome": pa.array(list(MARKS), pa.string()),
        }))  # fmt: skip
        self.connection.execute("CREATE TEMP TABLE subjects (k INTEGER, rid BIGINT, subject VARCHAR)")
        self.connection.execute("CREATE TEMP TABLE fines (k INTEGER, rid BIGINT, highest VARCHAR[])")
        found = {k for (k,) in self.connection.execute("SELECT DISTINCT k FROM found").fetchall()}
        for entity in self.staged.tables:
            places = [k for k, each in enumerate(self.wanted.values()) if k in found and _subject(each) == entity]
            if places:
                self._name_subjects(entity, places)
        self._fine()

    def _register(self, name: str, table: pyarrow.Table) -> None:
        self.connection.register(f"given_{name}", table)
        self.connection.execute(f"CREATE TEMP TABLE {name} AS FROM given_{name}")
        self.connection.unregister(f"given_{name}")

    def _name_subjects(self, entity: str, places: Sequence[int]) -> None:
        """Each row by its key, or by its place where the key may be a personal number."""
        declared = self.book.vocabulary.entities[entity]
        key, number = declared.fields[declared.key], list(declared.fields).index(declared.key)
        text = f"f{number}"
        if type_of(key.kind) == "day":
            text = f"strftime(DATE '1970-01-01' + (f{number} - {_EPOCH}), '%Y-%m-%d')"
        wanted = ", ".join(map(str, places))
        self.connection.execute(
            f"INSERT INTO subjects SELECT k, rid, CAST({text} AS VARCHAR) FROM found"
            f" JOIN {self.staged.tables[entity]} USING (rid) WHERE k IN ({wanted})"
        )
        likely = self.connection.execute(
            f"SELECT DISTINCT rid, subject FROM subjects WHERE k IN ({wanted})"
            " AND length(subject) >= 10 AND regexp_matches(subject, ?)",
            [_LIKELY],
        ).fetchall()
        hidden = [rid for rid, subject in likely if is_personal(subject)]
        self._hide(entity, places, hidden)

    def _hide(self, entity: str, places: Sequence[int], rids: Sequence[int]) -> None:
        import re

        import pyarrow as pa

        if not rids:
            return
        shown = [re.sub(r"[^\w.:/-]", "_", each) for each in self.staged.places(self.connection, entity, rids)]
        self._register("hidden", pa.table({"rid": pa.array(rids, pa.int64()), "place": pa.array(shown, pa.string())}))
        wanted = ", ".join(map(str, places))
        self.connection.execute(
            "UPDATE subjects SET subject = hidden.place FROM hidden"
            f" WHERE subjects.rid = hidden.rid AND subjects.k IN ({wanted})"
        )
        self.connection.execute("DROP TABLE hidden")

    # ── fines ──

    def _fine(self) -> None:
        """The highest fines of each breach: the same for all of one target that fell due, or were done, on one day."""
        import pyarrow as pa

        if not self._threatened():
            return
        self.connection.execute(f"CREATE TEMP TABLE breaches AS {self._breaches()}")
        kinds = self.connection.execute("SELECT DISTINCT k, speakers, day, gains FROM breaches").fetchall()
        said = [self._brief(*each) for each in kinds]
        table = pa.table({
            "k": pa.array([each[0] for each in kinds], pa.int32()),
            "speakers": pa.array([each[1] for each in kinds], pa.list_(pa.string())),
            "day": pa.array([each[2] for each in kinds], pa.int32()),
            "gains": pa.array([each[3] for each in kinds], pa.string()),
            "highest": pa.array(said, pa.list_(pa.string())),
        })  # fmt: skip
        self._register("kinds", table)
        self.connection.execute(
            "INSERT INTO fines SELECT breaches.k, rid, highest FROM breaches JOIN kinds ON breaches.k = kinds.k"
            " AND breaches.speakers IS NOT DISTINCT FROM kinds.speakers AND breaches.day IS NOT DISTINCT FROM kinds.day"
            " AND breaches.gains IS NOT DISTINCT FROM kinds.gains"
        )

    def _breaches(self) -> str:
        """Breaches with what their fines depend on: by whom, on which day, of which gains."""
        due = f"coalesce(due, {self._day_of_moment()})"
        day = f"coalesce({due} + 1, day, {self.on.toordinal()}) AS day"
        places = ", ".join(map(str, self._threatened()))
        parts = [
            f"SELECT k, rid, speakers, {day}, CAST(NULL AS VARCHAR) AS gains FROM found"
            f" WHERE mark IN ({MARKS['breach']}, {MARKS['late']}) AND k IN ({places})"
        ]
        gaining = [
            (k, each) for k, each in enumerate(self.wanted.values()) if isinstance(each, core.Action) and each.gains
        ]
        parts[0] += "".join(f" AND k <> {k}" for k, _ in gaining)
        for k, action in gaining:
            if action.on in self.staged.tables:
                number = list(self.book.vocabulary.entities[action.on].fields).index(action.gains or "")
                parts.append(
                    f"SELECT k, found.rid, speakers, day, CAST(f{number} AS VARCHAR) AS gains FROM found"
                    f" JOIN {self.staged.tables[action.on]} USING (rid) WHERE mark = {MARKS['breach']} AND k = {k}"
                )
        return " UNION ALL ".join(parts)

    def _threatened(self) -> list[int]:
        """The targets whose breach is threatened with anything at all."""
        return [k for k, each in enumerate(self.wanted.values()) if any(rule.penalty for rule in self._rules(each))]

    def _rules(self, target: Target) -> Sequence[core.Rule]:
        return self.book.guards[target.name] if isinstance(target, core.Action) else [target]

    def _day_of_moment(self) -> str:
        branches = [
            f"WHEN {'TRUE' if each.since is None else f'moment >= {each.since}'}"
            f" THEN (moment + ({each.ahead}) + {(_EPOCH - 1) * zones.A_DAY}) // {zones.A_DAY} + 1"
            for each in reversed(zones.offsets(self.book.zone))
        ]
        return f"CAST(CASE WHEN moment IS NULL THEN NULL {' '.join(branches)} END AS INTEGER)"

    def _brief(self, k: int, by: Sequence[str] | None, day: int, gains: str | None) -> list[str]:
        target = list(self.wanted.values())[k]
        when = date.fromordinal(day)
        if isinstance(target, core.Action):
            broken = tuple(by or ())
            rules = self.sanctioner.permissions(target, when) if broken == (DEFAULT,) else broken
            found = self.sanctioner.threatened(rules, when, Decimal(gains) if gains is not None else None)
        else:
            found = self.sanctioner.threatened((target.path,), when)
        return [brief(each) for each in found.highest]


def _subject(target: Target) -> str:
    return target.on if isinstance(target, core.Action) else target.subject


def _offset(ahead: int) -> str:
    """`+08:00`, with seconds where there are any."""
    seconds = abs(ahead) // 1_000_000
    sign = "-" if ahead < 0 else "+"
    shown = f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    return shown if seconds % 60 == 0 else f"{shown}:{seconds % 60:02d}"
