"""Python's values → staged ones, and back into the engine by Arrow; what fits no staged type is `Unheld`."""

from __future__ import annotations

from array import array as numbers
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from dsl import core
from dsl.kinds import NEVER, Date
from interpreter.columns.cells import DIGITS, LARGEST
from interpreter.columns.clocks import is_doubtful
from interpreter.columns.terms import NEVER_DAY, NEVER_MOMENT
from interpreter.values import Unknown

if TYPE_CHECKING:
    import pyarrow

NEAR = 3, 9997
"""Years whose moments can be reckoned with in any zone."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Unheld(Exception):
    """A value of this field fits no staged type; the reference reading takes it."""

    def __init__(self, entity: str = "", field: str = "") -> None:
        super().__init__(f"{entity}.{field}")
        self.entity = entity
        self.field = field


@dataclass(frozen=True, slots=True)
class Size:
    """How many digits some decimals have at most before the point and after it."""

    before: int = 0
    after: int = 0

    @classmethod
    def most(cls, sizes: Iterable[Size]) -> Size:
        """What holds each of these."""
        each = list(sizes)
        return cls(max((one.before for one in each), default=0), max((one.after for one in each), default=0))

    @classmethod
    def of(cls, number: Decimal) -> Size:
        """Of one, without zeros at its end."""
        _, digits, exponent = number.as_tuple()
        assert isinstance(exponent, int), "it is finite"
        text = "".join(map(str, digits))
        kept = text.rstrip("0")
        exponent += len(text) - len(kept)
        return cls(max(0, len(kept) + exponent), max(0, -exponent)) if kept else cls()

    def scale_of(self, field: core.Field) -> int:
        """The scale by which all of them are held; raises Unheld where there is none."""
        if self.before + self.after > DIGITS:
            raise Unheld(field.entity, field.name)
        return self.after


def hold(field: core.Field, value: object) -> object:
    """A value as it is staged: None where it is unknown; decimals stay as they are."""
    if isinstance(value, Unknown):
        return None
    if value is NEVER:
        return NEVER_DAY if isinstance(field.kind, Date) else NEVER_MOMENT
    if isinstance(value, datetime):
        if is_doubtful(value) or not NEAR[0] <= value.year <= NEAR[1]:
            raise Unheld(field.entity, field.name)
        return (value - _EPOCH) // timedelta(microseconds=1)
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, int) and abs(value) > LARGEST:
        raise Unheld(field.entity, field.name)
    return value


def array(sql: str, cells: Sequence[object]) -> pyarrow.Array:
    """The cells of a column of an SQL type, as the engine takes it in. Decimals go as text."""
    import pyarrow as pa

    if isinstance(cells, range):
        return pa.Array.from_buffers(pa.int64(), len(cells), [None, pa.py_buffer(numbers("q", cells))])
    types = {"BOOLEAN": pa.bool_(), "BIGINT": pa.int64(), "INTEGER": pa.int32(), "VARCHAR": pa.string()}
    if sql.startswith("DECIMAL"):
        return pa.array([None if each is None else format(each, "f") for each in cells], pa.string())
    return pa.array(cells, types[sql])


def arrow(columns: Mapping[str, tuple[str, Sequence[object]]]) -> pyarrow.Table:
    """Columns by name, with the SQL type of each, as a table that the engine takes in."""
    import pyarrow as pa

    return pa.table({name: array(sql, cells) for name, (sql, cells) in columns.items()})
