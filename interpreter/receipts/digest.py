"""Files, tables and calendars → the hashes by which a receipt names them.

The parts of a snapshot are hashed in a thread of their own while they are audited. A part that was changed in the
meantime is told of: no receipt could say what was judged.
"""

from __future__ import annotations

import hashlib
import struct
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsl import core
from dsl.edition import canonical
from interpreter.mask import mask
from interpreter.schedule import schedule_of
from interpreter.snapshot import SnapshotError, place_tables
from interpreter.tables import Problem, shown_path

if TYPE_CHECKING:
    import pyarrow

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a snapshot. Its name has no telling number in it."""

    name: str
    size: int
    sha256: str

    def data(self) -> dict[str, object]:
        """As a receipt names it."""
        return {"name": self.name, "sha256": self.sha256, "size": self.size}


class Hashing:
    """Hashes files in a thread of its own."""

    def __init__(self, folder: Path, read: Iterable[Path]) -> None:
        self._named = [(mask(shown_path(file.relative_to(folder))), file) for file in read]
        self._before = self._seen()
        self._stopped = False
        self._hashes: list[str] = []
        self._failed = ""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def parts(self) -> list[Part]:
        """All of them, by name, once they are there. Raises SnapshotError where one is not what it was."""
        self._thread.join()
        now = self._seen()
        for (name, _), before, after in zip(self._named, self._before, now, strict=True):
            if before is None or before != after or self._failed == name:
                raise SnapshotError([Problem(name, "SN015")])
        found = [
            Part(name, seen[0], each)
            for (name, _), seen, each in zip(self._named, now, self._hashes, strict=True)
            if seen
        ]
        return sorted(found, key=lambda part: (part.name, part.sha256))

    def stop(self) -> None:
        """Ends it, wherever it is."""
        self._stopped = True
        self._thread.join()

    def _seen(self) -> list[tuple[int, int, int] | None]:
        return [_state(file) for _, file in self._named]

    def _run(self) -> None:
        for name, file in self._named:
            try:
                self._hashes.append(self._hash(file))
            except OSError:
                self._failed = name
                return

    def _hash(self, file: Path) -> str:
        digest, piece = hashlib.sha256(), memoryview(bytearray(_PIECE))
        with file.open("rb", buffering=0) as stream:
            while not self._stopped and (size := stream.readinto(piece)):
                digest.update(piece[:size])
        return digest.hexdigest()


def files(book: core.Book, folder: Path) -> list[Path]:
    """The files of a snapshot that are read: those of the tables. Raises SnapshotError."""
    tables, _ = place_tables(book.vocabulary, folder)
    return [file for each in tables.values() for file in each]


@contextmanager
def hashing(folder: Path, read: Iterable[Path]) -> Iterator[Hashing]:
    """While it lasts the files are hashed; whatever ends it, nothing goes on behind its back."""
    begun = Hashing(folder, read)
    try:
        yield begun
    finally:
        begun.stop()


def _state(file: Path) -> tuple[int, int, int] | None:
    """What is another one once a file was written to or replaced."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def of_file(file: Path) -> dict[str, object]:
    """A file that was written: its size and its hash."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"sha256": digest, "size": file.stat().st_size}


@lru_cache(maxsize=64)
def of_calendar(spec: core.CalendarSpec) -> Mapping[str, object]:
    """The calendar, and the hash of all that is known of its days: the published schedule, as far as it goes."""
    schedule = schedule_of(spec)
    first, last = spec.covered
    known = [schedule.known_days, schedule.working_days]
    return {
        "from": first.isoformat(), "law": spec.law, "until": last.isoformat(),
        "sha256": hashlib.sha256(canonical([spec.law, *map(list, known)])).hexdigest(),
    }  # fmt: skip


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def of_table(batches: Iterable[pyarrow.RecordBatch], names: Sequence[str]) -> dict[str, object]:
    """How many rows, and the hash of some columns: of what is in them, however it is cut into pieces and kept."""
    columns = {name: _Column() for name in names}
    count = 0
    for batch in batches:
        count += batch.num_rows
        for name, column in columns.items():
            column.add(batch.column(name))
    told = {name: column.told() for name, column in columns.items()}
    return {"count": count, "sha256": hashlib.sha256(canonical([count, told])).hexdigest()}


class _Column:
    """A column of texts, lists of texts or whole numbers: its lengths (-1 for what is absent) and its bytes."""

    def __init__(self) -> None:
        self.lengths = hashlib.sha256()
        self.inner = hashlib.sha256()
        self.content = hashlib.sha256()

    def add(self, array: pyarrow.Array) -> None:
        import pyarrow as pa
        import pyarrow.compute as compute

        if pa.types.is_integer(array.type):
            self.lengths.update(_numbers(array.is_valid().cast(pa.int32())))
            self.content.update(_numbers(array.fill_null(0).cast(pa.int64())))
            return
        if pa.types.is_list(array.type):
            self.lengths.update(_numbers(compute.list_value_length(array).fill_null(-1)))
            array = array.flatten()
        self.inner.update(_numbers(compute.binary_length(array).fill_null(-1)))
        self.content.update(_texts(array.drop_null()))

    def told(self) -> list[str]:
        return [each.hexdigest() for each in (self.lengths, self.inner, self.content)]


def _numbers(array: Any) -> memoryview:
    """The bytes of whole numbers, none of them absent."""
    width = array.type.bit_width // 8
    return memoryview(array.buffers()[1])[array.offset * width : (array.offset + len(array)) * width]


def _texts(array: Any) -> memoryview:
    """The bytes of texts, none of them absent, one after the other."""
    _, offsets, content = array.buffers()
    if not len(array) or content is None:
        return memoryview(b"")
    first, last = (struct.unpack_from("<i", offsets, (array.offset + at) * 4)[0] for at in (0, len(array)))
    return memoryview(content)[first:last]
