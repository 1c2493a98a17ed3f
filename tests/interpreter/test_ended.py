"""What ends a run before its end is told apart from what is wrong with what was asked."""

from __future__ import annotations

import errno
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from interpreter.columns.connection import EngineError, connect, ended
from interpreter.ended import Ended, ending
from interpreter.parts import Parts
from tests.rooms import HOUSE, SMALL, in_a_small_room


def test_a_full_disk_ends_a_run_and_a_place_that_is_not_there_is_another_thing() -> None:
    with pytest.raises(Ended, match="disk"), ending():
        raise OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(FileNotFoundError), ending():
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")


def test_so_does_a_manifest_that_cannot_grow(tmp_path: Path) -> None:
    with Parts(tmp_path, {}, resume=False) as parts:
        parts._manifest.execute("PRAGMA max_page_count = 4")
        with pytest.raises(Ended, match="disk"), ending():
            parts.keep(0, {"a" * 20_000: {"breach": 1}}, lambda path: path.write_bytes(b""))
    with pytest.raises(sqlite3.OperationalError), ending():
        sqlite3.connect(":memory:").execute("SELECT * FROM nowhere")


def test_and_the_lack_of_memory_in_python() -> None:
    with pytest.raises(Ended, match="memory"), ending():
        raise MemoryError


def test_the_engine_tells_of_memory_and_of_nothing_else_that_is_wrong() -> None:
    with connect("60MB", 1) as connection:
        with pytest.raises(EngineError) as full:
            connection.execute("CREATE TABLE t AS SELECT i, repeat('x', 100) || i AS more FROM range(3000000) AS r(i)")
        with pytest.raises(EngineError) as wrong:
            connection.execute("SELECT CAST('x' AS INTEGER)")
    found = ended(full.value)
    assert found is not None
    assert found.cause == "memory"
    assert ended(wrong.value) is None


SPILLS = """
from pathlib import Path
import sys
from interpreter.columns.connection import EngineError, connect, ended
with connect("60MB", 1, Path(sys.argv[1]), "1GB") as connection:
    try:
        rows = "SELECT hash(i) AS a, hash(i + 1) || repeat('x', 100) AS b FROM range(2000000) AS r(i)"
        connection.execute("CREATE TABLE t AS " + rows)
    except EngineError as error:
        print(ended(error))
"""


@in_a_small_room
def test_the_engine_tells_of_a_disk_that_is_full(tmp_path: Path) -> None:
    command = [*SMALL, str(tmp_path), "4m", sys.executable, "-c", SPILLS, str(tmp_path)]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "disk\n"), done.stderr
