"""The table of what was found → findings in words: due days as text, subjects by their keys, the highest fines.

What depends on few things is made once for each: fines for each rule and day, a name for each outcome.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from dsl import core
from interpreter.columns import zones
from interpreter.columns.dialects import EPOCH
from interpreter.columns.engine import Engine
from interpreter.columns.marks import MARKS
from interpreter.columns.questions import Target
from interpreter.columns.rows import type_of
from interpreter.mask import HALF, PERSONAL, is_personal
from interpreter.outcomes import DEFAULT
from interpreter.penalties import brief
from interpreter.sanctions import Sanctioner

Places = Callable[[str, Sequence[int]], list[str]]
"""Where some rows of an entity stand, by their numbers: `line/a.csv:12`."""

_LIKELY = "(?:[0-9０-９][^0-9A-Za-z０-９]?){10}"
"""What every personal number has in it: ten digits with at most one other character between two."""
FULL, HALVES = "".join(map(chr, HALF)), "".join(HALF.values())
"""Characters and what they stand for, one for one, as SQL's `translate` takes them."""
_BLANKS = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_NO_SUBJECTS = "SELECT k, rid, outcome AS subject, FALSE AS hidden FROM found JOIN names USING (mark) WHERE FALSE"
_NO_FINES = "SELECT k, rid, {} AS highest FROM found WHERE FALSE"


class Wording:
    """Puts the findings of one audit into words."""

    def __init__(
        self, engine: Engine, book: core.Book, tables: Mapping[str, str], on: date, wanted: Mapping[str, Target],
        places: Places | None = None,
    ) -> None:  # fmt: skip
        """`places` is asked only where the engine cannot tell a personal number itself; else tables have a `place`."""
        self.engine = engine
        self.dialect = engine.dialect
        self.book = book
        self.tables = tables
        self.places = places
        self.on = on
        self.wanted = wanted
        self.sanctioner = Sanctioner(book)

    def query(self) -> str:
        """The query of the findings so far, in the order of targets and rows; the tables that it reads are made now.

        `k` and `rid` tell the order, and, where the engine cannot tell a personal number itself, `hidden` whether the
        subject is told by its place; the other columns are those of `findings.parquet`.
        """
        self.engine.drop("targets", "names", "fines", "breaches", "kinds")
        subjects = self._prepare()
        nothing, hidden = self.dialect.empty_list, "" if self.dialect.personal else " hidden,"
        due = self.dialect.day_text.format(f"due - {EPOCH}")
        return (
            f"SELECT k, rid,{hidden} rule, subject, outcome, coalesce({due}, {self._moment()}) AS due,"
            f" coalesce(speakers, {nothing}) AS {self._by()},"
            f" coalesce({self.dialect.sorted_set.format('missing')}, {nothing}) AS missing, edition,"
            f" CASE WHEN contested THEN 'contested' ELSE 'settled' END AS standing,"
            f" coalesce(highest, {nothing}) AS highest, {self.dialect.day.format(f'until - {EPOCH}')} AS until"
            f" FROM found JOIN targets USING (k) JOIN names USING (mark) LEFT JOIN {subjects} USING (k, rid)"
            " LEFT JOIN fines USING (k, rid) ORDER BY k, rid"
        )

    def _by(self) -> str:
        return self.dialect.quoted.format("by")

    def _moment(self) -> str:
        """A moment as ISO text with its minutes, in the book's zone."""
        branches = []
        for each in reversed(zones.offsets(self.book.zone)):
            when = "TRUE" if each.since is None else f"moment >= {each.since}"
            shown = self.dialect.moment_text.format(f"moment + ({each.ahead})")
            branches.append(f"WHEN {when} THEN {shown} || '{_offset(each.ahead)}'")
        return f"CASE WHEN moment IS NULL THEN NULL {' '.join(branches)} END"

    # ── tables beside it ──

    def _prepare(self) -> str:
        """Makes the tables; gives the name of that of subjects."""
        import pyarrow as pa

        self._list_targets()
        self.engine.give("names", pa.table({
            "mark": pa.array(MARKS.values(), pa.int8()), "outcome": pa.array(list(MARKS), pa.string()),
        }))  # fmt: skip
        self._fine()
        return self._name_subjects()

    def _list_targets(self) -> None:
        import pyarrow as pa

        names, entities = list(self.wanted), {entity: place for place, entity in enumerate(self.tables)}
        self.engine.give("targets", pa.table({
            "k": pa.array(range(len(names)), pa.int32()), "rule": pa.array(names, pa.string()),
            "edition": pa.array([self.book.edition] * len(names), pa.string()),
            "entity": pa.array([entities.get(_subject(each), -1) for each in self.wanted.values()], pa.int32()),
        }))  # fmt: skip

    # ── subjects ──

    def _name_subjects(self) -> str:
        """Makes a table of rows found with their `subject`, and gives its name.

        That is the key, or the place where the key may be a personal number.
        """
        self.engine.drop("subjects", "hidden", "shown")
        if self.dialect.personal:
            bound = {"personal": pattern(), "full": FULL, "half": HALVES}
            self.engine.create("subjects", self._all_named(), bound)
            return "subjects"
        found = {k for (k,) in self.engine.rows("SELECT DISTINCT k FROM found")}
        named = [
            f"SELECT k, rid, {self._key(entity)} AS subject, FALSE AS hidden FROM found"
            f" JOIN {self.tables[entity]} USING (rid) WHERE k IN ({_listed(places)})"
            for entity in self.tables
            if (places := [k for k, each in enumerate(self.wanted.values()) if k in found and _subject(each) == entity])
        ]
        self.engine.create("subjects", " UNION ALL ".join(named) or _NO_SUBJECTS)
        return "shown" if self._hide() else "subjects"

    def _all_named(self) -> str:
        """The query of all subjects in one join, for an engine that tells personal numbers itself."""
        keys = {entity: self._key(entity) for entity in self.tables}
        named = " UNION ALL ".join(
            f"SELECT CAST({place} AS INTEGER) AS entity, rid,"
            f" CASE WHEN {self.dialect.personal.format(key)} THEN place ELSE {key} END AS subject"
            f" FROM {self.tables[entity]}"
            for place, (entity, key) in enumerate(keys.items())
        )
        owned = "SELECT k, rid, entity FROM found JOIN targets USING (k)"
        return f"SELECT k, rid, subject FROM ({owned}) AS owned JOIN ({named}) AS named USING (entity, rid)"

    def _key(self, entity: str) -> str:
        """The key of a row as text."""
        declared = self.book.vocabulary.entities[entity]
        key, column = declared.fields[declared.key], f"f{list(declared.fields).index(declared.key)}"
        if type_of(key.kind) == "day":
            return self.dialect.day_text.format(f"{column} - {EPOCH}")
        return f"CAST({column} AS {self.dialect.types['text']})"

    def _hide(self) -> bool:
        """Whether there are rows whose key is a personal number: the table `shown` names these by their places."""
        import pyarrow as pa

        likely = self.engine.rows(
            "SELECT DISTINCT entity, rid, subject FROM subjects JOIN targets USING (k) WHERE length(subject) >= 10"
            f" AND {self.dialect.matches.format('subject', self.dialect.parameter.format('likely'))}",
            {"likely": _LIKELY},
        )
        hidden = [(entity, rid) for entity, rid, subject in likely if is_personal(subject)]
        if not hidden:
            return False
        assert self.places is not None  # the engine does not tell personal numbers
        shown: list[str] = []
        for number, entity in enumerate(self.tables):
            rids = [rid for place, rid in hidden if place == number]
            shown += map(hidden_place, self.places(entity, rids))
        hidden.sort(key=lambda each: each[0])  # as they are shown
        self.engine.give("hidden", pa.table({
            "entity": pa.array([each[0] for each in hidden], pa.int32()),
            "rid": pa.array([each[1] for each in hidden], pa.int64()), "place": pa.array(shown, pa.string()),
        }))  # fmt: skip
        self.engine.create(
            "shown",
            "SELECT k, rid, coalesce(place, subject) AS subject, place IS NOT NULL AS hidden FROM subjects"
            " JOIN targets USING (k) LEFT JOIN hidden USING (entity, rid)",
        )
        return True

    # ── fines ──

    def _fine(self) -> None:
        """The highest fines of each breach: the same for all of one target that fell due, or were done, on one day."""
        import pyarrow as pa

        if not self._threatened():
            self.engine.create("fines", _NO_FINES.format(self.dialect.empty_list))
            return
        self.engine.create("breaches", self._breaches())
        kinds = self.engine.rows("SELECT DISTINCT k, speakers, day, gains FROM breaches")
        said = [self._brief(*each) for each in kinds]
        table = pa.table({
            "k": pa.array([each[0] for each in kinds], pa.int32()),
            "speakers": pa.array([each[1] for each in kinds], pa.list_(pa.string())),
            "day": pa.array([each[2] for each in kinds], pa.int32()),
            "gains": pa.array([each[3] for each in kinds], pa.string()),
            "highest": pa.array(said, pa.list_(pa.string())),
        })  # fmt: skip
        self.engine.give("kinds", table)
        self.engine.create(
            "fines",
            "SELECT breaches.k, rid, highest FROM breaches JOIN kinds ON breaches.k = kinds.k"
            " AND breaches.speakers IS NOT DISTINCT FROM kinds.speakers AND breaches.day IS NOT DISTINCT FROM kinds.day"
            " AND breaches.gains IS NOT DISTINCT FROM kinds.gains",
        )

    def _breaches(self) -> str:
        """Breaches with what their fines depend on: by whom, on which day, of which gains."""
        due = f"coalesce(due, {self._day_of_moment()})"
        day = f"coalesce({due} + 1, day, {self.on.toordinal()}) AS day"
        places, text = _listed(self._threatened()), self.dialect.types["text"]
        parts = [
            f"SELECT k, rid, speakers, {day}, CAST(NULL AS {text}) AS gains FROM found"
            f" WHERE mark IN ({MARKS['breach']}, {MARKS['late']}) AND k IN ({places})"
        ]
        gaining = [
            (k, each) for k, each in enumerate(self.wanted.values()) if isinstance(each, core.Action) and each.gains
        ]
        parts[0] += "".join(f" AND k <> {k}" for k, _ in gaining)
        for k, action in gaining:
            if action.on in self.tables:
                number = list(self.book.vocabulary.entities[action.on].fields).index(action.gains or "")
                parts.append(
                    f"SELECT k, found.rid, speakers, day, CAST(f{number} AS {text}) AS gains FROM found"
                    f" JOIN {self.tables[action.on]} USING (rid) WHERE mark = {MARKS['breach']} AND k = {k}"
                )
        return " UNION ALL ".join(parts)

    def _threatened(self) -> list[int]:
        """The targets whose breach is threatened with anything at all."""
        return [k for k, each in enumerate(self.wanted.values()) if any(rule.penalty for rule in self._rules(each))]

    def _rules(self, target: Target) -> Sequence[core.Rule]:
        return self.book.guards[target.name] if isinstance(target, core.Action) else [target]

    def _day_of_moment(self) -> str:
        div = self.dialect.operations["div"]
        branches = [
            f"WHEN {'TRUE' if each.since is None else f'moment >= {each.since}'}"
            f" THEN {div.format(f'(moment + ({each.ahead}) + {(EPOCH - 1) * zones.A_DAY})', zones.A_DAY)} + 1"
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


def hidden_place(place: str) -> str:
    """The place of a row as it is shown in stead of its key."""
    return re.sub(r"[^\w.:/-]", "_", place)


def _listed(places: Sequence[int]) -> str:
    return ", ".join(map(str, places))


def _subject(target: Target) -> str:
    return target.on if isinstance(target, core.Action) else target.subject


def _offset(ahead: int) -> str:
    """`+08:00`, with seconds where there are any."""
    seconds = abs(ahead) // 1_000_000
    sign = "-" if ahead < 0 else "+"
    shown = f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    return shown if seconds % 60 == 0 else f"{shown}:{seconds % 60:02d}"


def pattern() -> str:
    """What is personal, for engines with expressions of Java's: where `re` knows more blanks, they are listed."""
    return f"(?xi){PERSONAL.pattern}".replace(r"[-\s]", f"[-{_BLANKS}]")
