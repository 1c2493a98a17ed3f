"""Columns of texts, seen once in memory → what is surely true of all their texts, far quicker than SQL can tell.

A glance never judges: where it cannot prove something, the engine and then Python's reader look closer.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow

_NOT_PLAIN = bytes([*range(0x21), 0x7F])
_DIGITS = b"0123456789"
_BATCH = 1 << 17
_SAMPLE = 2000
_RARE = 500
"""One text in so many may fail to be greater than the one before: of more, their order tells nothing."""


@dataclass(slots=True)
class Glance:
    """`is_plain`: all are of printable ASCII without blanks, none is empty, none says that it is not known.

    The rest is told of those that `is_compared`, which keys are, and what refers to them.

    `behind` are those that are not greater than all before them, which alone can be there twice; None where they are
    too many. `form` is a beginning and a length that all have, where only digits follow the beginning; `low` and `high`
    are then the least and the greatest text. NULLs are left out.
    """

    is_compared: bool = True
    is_plain: bool = True
    has_nul: bool = False
    behind: set[str] | None = field(default_factory=set)
    form: tuple[str, int] | None = None
    low: str = ""
    high: str = ""
    count: int = 0
    _greatest: str | None = field(default=None, repr=False)

    @property
    def increases(self) -> bool:
        """Whether each is greater than the one before."""
        return self.behind is not None and not self.behind

    def is_interval(self) -> bool:
        """Whether the texts are all those of their form from `low` to `high`, each once."""
        if not (self.form and self.increases):
            return False
        start = len(self.form[0])
        return int(self.high[start:] or 0) - int(self.low[start:] or 0) + 1 == self.count

    def holds(self, other: Glance) -> bool:
        """Whether every text of the other is surely one of these."""
        if other.count == 0:
            return True
        return self.is_interval() and self.form == other.form and self.low <= other.low and other.high <= self.high

    def see(self, texts: pyarrow.Array) -> None:
        """Takes some more texts into account."""
        from pyarrow import compute

        if texts.null_count:
            texts = texts.drop_null()
        if not len(texts):
            return
        raw = _bytes(texts)
        shortest, longest = compute.min_max(compute.binary_length(texts)).as_py().values()
        self.behind = self._compare(texts, self.behind) if self.behind is not None and self.is_compared else None
        if self.count == 0 and self.is_compared:
            first = str(texts[0])
            self.form = first.rstrip("0123456789"), len(first)
        if self.form and shortest == longest == self.form[1] and _has_form(raw, len(texts), *self.form):
            self._widen(texts)
        else:
            self.form = None
            self.has_nul = self.has_nul or b"\0" in raw
            self.is_plain = self.is_plain and _is_plain(raw, shortest, longest)
        self.count += len(texts)

    def _compare(self, texts: pyarrow.Array, behind: set[str]) -> set[str] | None:
        """Adds those that are behind. Between two places where texts fall they increase, so each is soon found."""
        from pyarrow import compute

        most = 1 + (self.count + len(texts)) // _RARE
        rises = compute.greater(texts[1:], texts[:-1])
        if len(rises) - rises.true_count > most:
            return None
        falls = compute.indices_nonzero(compute.invert(rises)).to_pylist()
        for start, end in pairwise([0, *(place + 1 for place in falls), len(texts)]):
            first = start
            if self._greatest is not None:
                first += bisect_right(range(start, end), self._greatest, key=lambda place: str(texts[place]))
            if len(behind) + first - start > most:
                return None
            behind.update(texts[start:first].to_pylist())
            self._greatest = str(texts[end - 1]) if first < end else self._greatest
        return behind

    def _widen(self, texts: pyarrow.Array) -> None:
        from pyarrow import compute

        low, high = (str(texts[0]), str(texts[-1])) if self.increases else compute.min_max(texts).as_py().values()
        self.low = min(self.low or low, low)
        self.high = max(self.high, high)


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of columns, by their names in the file: `few` have few distinct texts, as it seems."""

    glances: Mapping[str, Glance] = field(default_factory=dict)
    few: Collection[str] = ()


def _bytes(texts: pyarrow.Array) -> bytes:
    """The bytes of all texts, one after the other."""
    _, ends, data = texts.buffers()
    marks = memoryview(ends).cast("i")
    start, end = marks[texts.offset], marks[texts.offset + len(texts)]
    return data.slice(start, end - start).to_pybytes() if data else b""


def _is_plain(raw: bytes, shortest: int, longest: int) -> bool:
    """Whether texts of these bytes and lengths are such as `Glance.is_plain` says."""
    if shortest == 0 or not raw.isascii() or len(raw.translate(None, _NOT_PLAIN)) != len(raw):
        return False
    return not shortest <= len("unknown") <= longest or b"unknown" not in raw.lower()


def _has_form(raw: bytes, count: int, start: str, width: int) -> bool:
    """Whether texts of `width` bytes each begin in one way and are digits from there on, which makes them plain."""
    signs = start.encode()
    if len(signs) == width or not _is_plain(signs or b"0", 1, 1):
        return False
    begin_so = all(raw[place::width].count(sign) == count for place, sign in enumerate(signs))
    return begin_so and len(raw.translate(None, _DIGITS)) == count * len(signs)


# ── Parquet ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def glance_at(files: Iterable[Path], names: Sequence[str], compared: Collection[str]) -> dict[str, Glance]:
    """What one pass over some columns of Parquet files shows, by name; nothing where it cannot be told."""
    import pyarrow as pa

    glances = {name: Glance(name in compared) for name in names}
    try:
        for batch in _batches(files, names) if names else ():
            for name, texts in zip(names, batch.columns, strict=True):
                glances[name].see(texts)
    except (pa.ArrowException, OSError, ValueError):  # the engine will see for itself
        return {}
    return glances


def _batches(files: Iterable[Path], names: Sequence[str]) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow as pa
    from pyarrow import parquet

    for path in files:
        with parquet.ParquetFile(path) as file:
            if any(file.schema_arrow.field(name).type != pa.string() for name in names):
                raise ValueError("no plain texts")
            for batch in file.iter_batches(_BATCH, columns=list(names), use_threads=True):
                yield batch.select(list(names))


def glance_over(texts: Mapping[str, pyarrow.Array]) -> Hints:
    """What is to be seen of columns in memory."""
    glances = {name: Glance() for name in texts}
    for name, column in texts.items():
        glances[name].see(column)
    odd = [name for name, glance in glances.items() if not glance.is_plain]
    return Hints(glances, {name for name in odd if len(texts[name][:_SAMPLE].unique()) < _SAMPLE // 10})
