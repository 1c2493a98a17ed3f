"""The engine reaches nothing that it was not given, and what a run spills is gone with it."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from interpreter.columns.connection import (
    Connection,
    EngineError,
    OutOfMemory,
    connect,
    heeding,
    literal,
    lock_down,
    purge,
    spilling,
)

ROOT = Path(__file__).parents[3]
PHONE = "10000000000"


def setting(connection: Connection, name: str) -> object:
    ((value,),) = connection.execute(f"SELECT current_setting('{name}')").fetchall()
    return value


def test_everything_that_a_run_may_use_is_said(tmp_path: Path) -> None:
    with spilling(tmp_path) as folder, connect("300MB", 2, folder, "1GB") as connection:
        names = ("threads", "TimeZone", "temp_directory", "autoinstall_known_extensions", "allow_community_extensions")
        assert [setting(connection, name) for name in names] == [2, "UTC", str(folder), False, False]
        sizes = {name: setting(connection, name) for name in ("memory_limit", "max_temp_directory_size")}
        assert sizes == {"memory_limit": "286.1 MiB", "max_temp_directory_size": "953.6 MiB"}


def test_the_folder_of_a_run_is_private_and_gone_at_the_end(tmp_path: Path) -> None:
    with spilling(tmp_path) as folder:
        (own,) = tmp_path.iterdir()
        assert stat.S_IMODE(own.stat().st_mode) == 0o700
        (folder / "spilled").write_text(PHONE)
    assert list(tmp_path.iterdir()) == []


SPILLS = f"""
import sys, time
from pathlib import Path
from typing import Any
from interpreter.columns.connection import connect, spilling
with spilling(Path(sys.argv[1])) as folder, connect("60MB", 2, folder, "2GB") as connection:
    rows = "SELECT '{PHONE}' || i AS phone, repeat('x', 60) AS more FROM range(2000000) AS r(i)"
    connection.execute("CREATE TABLE t AS " + rows)
    print("spilled", flush=True)
    time.sleep(60)
"""


def test_what_a_killed_run_spilled_is_removed_by_the_next_one_and_a_living_one_is_spared(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SPILLS, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout
        assert killed.stdout.readline() == "spilled\n"
        left = [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size > 1000]
        assert any(PHONE.encode() in path.read_bytes() for path in left), "nothing was spilled: the test shows nothing"
        with spilling(tmp_path):
            assert all(path.exists() for path in left)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    with spilling(tmp_path) as folder:
        assert list(tmp_path.iterdir()) == [folder.parent]
    assert list(tmp_path.iterdir()) == []


def test_only_folders_of_runs_are_removed(tmp_path: Path) -> None:
    (tmp_path / "guiju-run-starting").mkdir()  # no lock yet: it may be alive
    (tmp_path / "guiju-run-never-started").mkdir()
    os.utime(tmp_path / "guiju-run-never-started", times=(0, 0))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "lock").touch()
    (tmp_path / "guiju-run-link").symlink_to(tmp_path / "mine")
    (tmp_path / "guiju-run-file").touch()
    purge(tmp_path)
    assert sorted(os.listdir(tmp_path)) == ["guiju-run-file", "guiju-run-link", "guiju-run-starting", "mine"]
    assert (tmp_path / "mine" / "lock").exists()


def test_a_run_that_ends_while_another_starts_is_no_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two audits side by side: the folder of the one goes when the other looks at it."""
    opened = os.open

    def ends(path: Any, *more: Any) -> int:
        Path(path).parent.rmdir()
        return opened(path, *more)

    (tmp_path / "guiju-run-ending").mkdir()
    monkeypatch.setattr(os, "open", ends)
    purge(tmp_path)
    assert os.listdir(tmp_path) == []


def test_the_cap_of_what_is_spilled_is_kept(tmp_path: Path) -> None:
    with spilling(tmp_path) as folder, connect("60MB", 2, folder, "20MB") as connection, pytest.raises(OutOfMemory):
        connection.execute("CREATE TABLE t AS SELECT i, repeat('x', 100) || i AS more FROM range(3000000) AS r(i)")


def test_without_a_folder_nothing_is_spilled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with connect("60MB", 2) as connection, pytest.raises(OutOfMemory):
        connection.execute("CREATE TABLE t AS SELECT i, repeat('x', 100) || i AS more FROM range(3000000) AS r(i)")
    assert os.listdir(tmp_path) == []


def test_locked_down_it_reads_what_it_was_given_and_nothing_else(tmp_path: Path) -> None:
    odd = tmp_path / "a[1]*.parquet"
    with spilling(tmp_path) as folder, connect("300MB", 2, folder, "1GB") as connection:
        for path in (odd, tmp_path / "other.parquet"):
            connection.execute("CREATE OR REPLACE TABLE t AS SELECT 1 AS x")
            connection.table("t").write_parquet(str(path))
        (tmp_path / "out").mkdir()
        lock_down(connection, [odd], [tmp_path / "out"])
        assert connection.execute("SELECT x FROM read_parquet(?)", [literal(odd)]).fetchall() == [(1,)]
        connection.table("t").write_parquet(str(tmp_path / "out" / "found.parquet"))
        for query in (
            f"FROM read_parquet('{tmp_path / 'other.parquet'}')",
            f"FROM glob('{tmp_path}/*')",
            f"COPY t TO '{tmp_path / 'stolen.parquet'}'",
            f"ATTACH '{tmp_path / 'a.duckdb'}'",
            "SET threads = 1",
            "SET enable_external_access = true",
            "SET allowed_paths = []",
            "INSTALL httpfs",
            "LOAD httpfs",
        ):
            with pytest.raises(EngineError):
                connection.execute(query)


def test_locked_down_it_still_spills(tmp_path: Path) -> None:
    with spilling(tmp_path) as folder, connect("60MB", 1, folder, "2GB") as connection:
        lock_down(connection)
        connection.execute("CREATE TABLE t AS SELECT i, repeat('x', 100) || i AS more FROM range(1000000) AS r(i)")
        assert any(path.stat().st_size for path in folder.rglob("*") if path.is_file())


LONG = "SELECT sum(hash(a.i * b.i)) AS h FROM range(1000000) AS a(i), range(100000) AS b(i)"


class Told(BaseException):
    """The handler of a signal was run."""


@pytest.mark.parametrize(
    "ask",
    [
        lambda connection, _: connection.execute(LONG).fetchall(),
        lambda connection, folder: connection.sql(LONG).write_parquet(str(folder / "a.parquet")),
        lambda connection, _: list(connection.sql(LONG).to_arrow_reader(1000)),
    ],
    ids=["execute", "write", "read"],
)
def test_a_signal_ends_a_query_at_once(tmp_path: Path, ask: Callable[[Connection, Path], object]) -> None:
    """The query would take hours. The engine itself heeds no signal while it writes or reads."""

    def handler(*_: object) -> None:
        raise Told

    before = signal.signal(signal.SIGTERM, handler)
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM))
    began = time.monotonic()
    try:
        with suppress(Told), connect("300MB", 1) as connection, heeding(connection):  # it may be told a little later
            timer.start()
            with pytest.raises((Told, RuntimeError)):
                ask(connection, tmp_path)
    finally:
        timer.join()
        signal.signal(signal.SIGTERM, before)
    assert time.monotonic() - began < 60
    assert signal.set_wakeup_fd(-1) == -1
