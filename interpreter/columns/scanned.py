"""A source's columns, looked through → SQL for their staged values, and the rows that Python has to judge."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal as Exact

from dsl import core
from dsl.kinds import Decimal, Instant, Money, Text
from interpreter.columns.cells import TEXTS, Composite, Direct, Texted, absent, cell_of, staged_type
from interpreter.columns.clocks import Offsets, offsets
from interpreter.columns.connection import Connection
from interpreter.columns.glances import Hints
from interpreter.columns.meanings import Meaning, Reader
from interpreter.columns.sources import Shape, Source
from interpreter.columns.values import Size, Unheld, arrow, hold
from interpreter.facts import Given
from interpreter.snapshot import Sieve

_MOST_CHANGES = 500
"""As often the clock may be turned between the first moment and the last: each makes the SQL longer."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An entity's columns: what judges its records, the fields that are staged, and the readers of all its fields."""

    sieve: Sieve
    fields: Sequence[core.Field]
    readers: Mapping[str, Reader]

    @classmethod
    def of(cls, book: core.Book, entity: core.Entity, names: Iterable[str]) -> Wanted:
        """The fields of these names."""
        fields = entity.fields.values()
        chosen = [each for each in fields if each.name in set(names)]
        return cls(Sieve(book, entity), chosen, {each.name: Reader(book, each) for each in fields})

    def texts(self, shape: Shape) -> list[tuple[str, core.Field]]:
        """The columns of texts that are read as texts: their names in the file, and their fields."""
        members = [(name, self.sieve.members.get(name.strip())) for name in shape.names]
        return [
            (name, member)
            for (name, member), kind in zip(members, shape.kinds, strict=True)
            if kind == "VARCHAR" and isinstance(member, core.Field) and isinstance(member.kind, Text)
        ]

    def probe(self, values: Mapping[str, Given]) -> None:
        """Raises Unheld where a row that seemed odd, but which Python accepts, has a value that is not staged."""
        for each in self.fields:
            if each.name in values:
                hold(each, values[each.name])

    def column(self, name: str) -> str:
        """The staged column of a field."""
        return f"f{list(self.sieve.entity.fields).index(name)}"


@dataclass(slots=True)
class _Column:
    """How a field is read. Where a row is `odd` no value is made; `meanings` is the table of odd texts, if any.

    `is_itself`: each text means itself, but for such in `meanings` as refuse their rows.
    """

    field: core.Field
    title: str
    name: str
    is_text: bool
    is_needed: bool
    odd: str = ""
    meanings: str = ""
    is_itself: bool = False
    offsets: Offsets | None = None


@dataclass(slots=True)
class Scanned:
    """What was found in a source. `name` makes the names of its tables unique."""

    source: Source
    name: str
    wanted: Wanted
    columns: dict[str, tuple[_Column, Direct | Texted | Composite]] = field(default_factory=dict)
    sizes: dict[str, Size] = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)
    doubted: set[int] | None = field(default_factory=set)
    """The places of columns for which a row may have to be judged, and of the key; None where the others matter too."""
    hints: Hints = field(default_factory=Hints)

    def tables(self) -> list[str]:
        """The tables that were made of odd texts."""
        return [made.meanings for made, _ in self.columns.values() if made.meanings]


def scan(
    connection: Connection, source: Source, name: str, wanted: Wanted, hints: Hints | None = None
) -> Scanned | None:
    """Looks through a source; None where a field has two columns. Raises Unheld."""
    scanned = Scanned(source, name, wanted, hints=hints or Hints())
    for place, (title, kind) in enumerate(zip(source.shape.names, source.shape.kinds, strict=True)):
        member = wanted.sieve.members.get(title.strip())
        column, is_text = f"c{place}", kind in TEXTS
        if not isinstance(member, core.Field):
            # whatever is in a column that the vocabulary does not know refuses its row
            told = f"{column} IS NOT NULL AND {column} <> ''" if is_text else f"{column} IS NOT NULL"
            if _check(connection, scanned, told):
                scanned.doubted = None
        elif member.name in scanned.columns:
            return None
        else:
            made, cell = _Column(member, title, column, is_text, member in wanted.fields), cell_of(member.kind, kind)
            scanned.columns[member.name] = made, cell
            before = len(scanned.odd)
            _look(connection, scanned, made, cell)
            if scanned.doubted is not None and (len(scanned.odd) > before or member.absent == "refused"):
                scanned.doubted.add(place)
    _require(connection, scanned)
    return scanned


def _require(connection: Connection, scanned: Scanned) -> None:
    for each in scanned.wanted.sieve.required:
        if each.name in scanned.columns:
            _check(connection, scanned, f"{scanned.columns[each.name][0].name} IS NULL")
        else:
            scanned.odd.append("true")


def _look(connection: Connection, scanned: Scanned, made: _Column, cell: Direct | Texted | Composite) -> None:
    match cell:
        case Composite():
            _check(connection, scanned, f"{made.name} IS NOT NULL")
        case Direct():
            if cell.odd and _check(connection, scanned, cell.odd.format(made.name)):
                made.odd = cell.odd.format(made.name)
            if cell.unheld and made.is_needed and _is_any(connection, scanned, cell.unheld.format(made.name)):
                raise Unheld(made.field.entity, made.field.name)
            scanned.sizes[made.field.name] = Size(cell.before, cell.after)
            if isinstance(made.field.kind, Instant):
                where = f"({made.odd}) IS NOT TRUE" if made.odd else "true"
                _place_in_time(connection, scanned, made, cell.value.format(made.name), where, cell.is_wall)
        case Texted() if made.is_text and isinstance(made.field.kind, Text) and _is_told(scanned, made):
            pass
        case Texted() if made.is_text and isinstance(made.field.kind, Text) and not _matters(made):
            _check(connection, scanned, f"contains({made.name}, chr(0))")
        case Texted():
            _read_texts(connection, scanned, made, cell)


def _matters(made: _Column) -> bool:
    """Whether the value of a text, which cannot be misread, is asked for."""
    return made.is_needed or made.field.absent == "refused"


def _is_told(scanned: Scanned, made: _Column) -> bool:
    """Whether a glance at a column of texts has told all that is to be known."""
    glance = scanned.hints.glances.get(made.title)
    return glance is not None and (glance.is_plain or not (glance.has_nul or _matters(made)))


def _is_any(connection: Connection, scanned: Scanned, condition: str) -> bool:
    query = f"SELECT 1 FROM {scanned.source.sql} WHERE {condition} LIMIT 1"
    return bool(connection.execute(query).fetchall())


def _check(connection: Connection, scanned: Scanned, condition: str) -> bool:
    """Whether some row meets the condition; if so, such rows are for Python to judge."""
    found = _is_any(connection, scanned, condition)
    if found:
        scanned.odd.append(f"({condition})")
    return found


# ── texts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_texts(connection: Connection, scanned: Scanned, made: _Column, cell: Texted) -> None:
    """Reads each distinct text that SQL does not surely understand, and makes the table of what they mean."""
    text = cell.text.format(made.name)
    plain = cell.is_plain.format(text)
    rows = connection.execute(_odd_texts(scanned, made, text, cell.is_plain)).fetchall()
    meanings = scanned.wanted.readers[made.field.name].meanings((str(each) for (each,) in rows), cell.cell)
    if made.is_needed and plain:
        _measure(connection, scanned, made, text, plain)
        if isinstance(made.field.kind, Instant):
            _place_in_time(connection, scanned, made, cell.plain.format(text), plain, cell.is_wall)
    telling = [each for each in meanings if each.is_bad or each.value != each.text or not made.is_text]
    if all(each.is_bad for each in telling):  # rows with a bad one are rejected, whatever is made of it
        made.is_itself = len(telling) < len(meanings) and not plain
    if telling:
        _keep(connection, scanned, made, telling if made.is_itself else meanings)


def _odd_texts(scanned: Scanned, made: _Column, text: str, is_plain: str) -> str:
    """The query of the distinct texts that SQL does not surely understand; where there are few texts, of all."""
    odd = f" AND ({is_plain.format(text)}) IS NOT TRUE" if is_plain and made.title not in scanned.hints.few else ""
    return f"SELECT DISTINCT {text} FROM {scanned.source.sql} WHERE {made.name} IS NOT NULL{odd}"


def _keep(connection: Connection, scanned: Scanned, made: _Column, meanings: Sequence[Meaning]) -> None:
    member, made.meanings = made.field, f"m{scanned.name}_{made.name}"
    held = [hold(member, each.value) if made.is_needed and not each.is_bad else None for each in meanings]
    if isinstance(member.kind, Decimal | Money):
        sizes = [Size.of(each) for each in held if isinstance(each, Exact)]
        scanned.sizes[member.name] = Size.most([scanned.sizes.get(member.name, Size()), *sizes])
    table: dict[str, tuple[str, Sequence[object]]] = {
        "t": ("VARCHAR", [each.text for each in meanings]),
        "v": (staged_type(member.kind), held),
        "bad": ("BOOLEAN", [each.is_bad for each in meanings]),
    }
    connection.from_arrow(arrow(table)).create(made.meanings)
    if any(each.is_bad for each in meanings):
        scanned.odd.append(f"{made.meanings}.bad")


def _measure(connection: Connection, scanned: Scanned, made: _Column, text: str, plain: str) -> None:
    """How many digits plain decimals have after the point."""
    if isinstance(made.field.kind, Decimal | Money):
        after = f"CASE WHEN contains({text}, '.') THEN strlen({text}) - strpos({text}, '.') ELSE 0 END"
        query = f"SELECT coalesce(max({after}), 0) FROM {scanned.source.sql} WHERE {plain}"
        ((most,),) = connection.execute(query).fetchall()
        scanned.sizes[made.field.name] = Size(18, int(most))


def _place_in_time(
    connection: Connection, scanned: Scanned, made: _Column, moment: str, where: str, is_wall: bool
) -> None:
    """Finds how far the zone's clock is from UTC, over the span in which the moments lie."""
    if not made.is_needed:
        return
    query = f"SELECT min({moment}), max({moment}) FROM {scanned.source.sql} WHERE {where}"
    ((low, high),) = connection.execute(query).fetchall()
    if low is None:
        return
    clock = offsets(scanned.wanted.sieve.book.zone, int(low), int(high))
    if len(clock.changes) > _MOST_CHANGES:
        raise Unheld(made.field.entity, made.field.name)
    doubtful = clock.doubtful_wall(moment) if is_wall else clock.doubtful(moment)
    if doubtful != "false" and _is_any(connection, scanned, f"({where}) AND ({doubtful})"):
        raise Unheld(made.field.entity, made.field.name)
    made.offsets = clock if is_wall else None


# ── the staged rows ──────────────────────────────────────────────────────────────────────────────────────────────────


def suspects(connection: Connection, scanned: Scanned) -> list[int]:
    """The rows that Python has to judge."""
    if not scanned.odd:
        return []
    source, odd = _joined(scanned, scanned.columns), " OR ".join(scanned.odd)
    query = f"SELECT {scanned.source.rid} AS rid FROM {source} WHERE {odd} ORDER BY rid"
    return [int(rid) for (rid,) in connection.execute(query).fetchall()]


def rows_of(scanned: Scanned, scales: Mapping[str, int] | None, also: str = "") -> str:
    """The query of all rows: `rid`, what `also` says, and the staged fields. Without `scales` decimals are texts."""
    fields = scanned.wanted.fields
    cells = [f"{_value(scanned, each, scales)} AS {scanned.wanted.column(each.name)}" for each in fields]
    read = [each.name for each in fields if each.name in scanned.columns]
    source = _joined(scanned, [name for name in read if not scanned.columns[name][0].is_itself])
    return f"SELECT {scanned.source.rid} AS rid, {also} {', '.join(cells)} FROM {source}"


def full(scanned: Scanned, filled: Collection[str]) -> set[str]:
    """The staged fields that have a value in every row that is not rejected; `filled` columns have no empty cell."""
    return {each.name for each in scanned.wanted.fields if _is_full(scanned, each, filled)}


def _is_full(scanned: Scanned, member: core.Field, filled: Collection[str]) -> bool:
    made, cell = scanned.columns.get(member.name, (None, None))
    never = absent(member.kind, member.absent) != "NULL"
    if made is None or isinstance(cell, Composite | None):
        return never
    if made.odd or (made.meanings and not made.is_itself):
        return False
    return never or made.title in filled


def _joined(scanned: Scanned, names: Iterable[str]) -> str:
    """The source with what the odd texts of some fields mean."""
    joins = [
        f" LEFT JOIN {made.meanings} ON {made.meanings}.t = {cell.text.format(made.name)}"
        for made, cell in (scanned.columns[name] for name in names)
        if isinstance(cell, Texted) and made.meanings
    ]
    return scanned.source.sql + "".join(joins)


def _value(scanned: Scanned, member: core.Field, scales: Mapping[str, int] | None) -> str:
    kind = staged_type(member.kind, (scales or {}).get(member.name, 0))
    if scales is None and isinstance(member.kind, Decimal | Money):
        kind = "VARCHAR"
    empty = absent(member.kind, member.absent)
    made, cell = scanned.columns.get(member.name, (None, None))
    if made is None or isinstance(cell, Composite | None):
        return f"CAST({empty} AS {kind})"
    turn = "CAST" if isinstance(cell, Direct) else "TRY_CAST"  # of odd texts, too, before what they mean takes over
    value = f"{turn}({_plain_value(made, cell)} AS {kind})"
    if empty != "NULL" and isinstance(cell, Direct) and not made.odd:
        value = f"CASE WHEN {made.name} IS NULL THEN {empty} ELSE {value} END"
    elif empty != "NULL":  # what is there may have no value, too
        value = f"coalesce({value}, {empty})"
    if made.meanings and not made.is_itself:
        return f"CASE WHEN {made.meanings}.t IS NOT NULL THEN CAST({made.meanings}.v AS {kind}) ELSE {value} END"
    return value


def _plain_value(made: _Column, cell: Direct | Texted) -> str:
    if isinstance(cell, Direct):
        value = cell.value.format(made.name)
    elif made.is_itself or not cell.plain:
        value = cell.text.format(made.name) if made.is_itself else "NULL"
    else:
        value = cell.plain.format(cell.text.format(made.name))
    value = made.offsets.in_utc(value) if made.offsets else value
    return f"CASE WHEN ({made.odd}) IS NOT TRUE THEN {value} END" if made.odd else value
