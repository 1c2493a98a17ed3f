"""The embedded engine, opened in memory with everything said: what it may use, where it may spill, what it may reach.

This file alone imports the engine. A run that spills does so into a private folder of its own, in plain text (the
engine cannot encrypt it without an extension): the folder is removed at the end, and what a killed run left behind is
removed by the next one.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import socket
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import duckdb

from interpreter.ended import Ended

if sys.platform != "win32":
    import fcntl

Connection = duckdb.DuckDBPyConnection
EngineError = duckdb.Error
OutOfMemory = duckdb.OutOfMemoryException
OutOfRange = (duckdb.OutOfRangeException, duckdb.ConversionException)
"""A number that its type cannot hold."""

_PREFIX = "guiju-run-"
_LOCK = "lock"
_SPILL = "spill"


def connect(memory: str, threads: int, spill: Path | None = None, cap: str = "") -> Connection:
    """An empty database in memory. Without `spill`, what does not fit in `memory` fails and no disk is touched.

    `memory` and `cap` (of what is spilled) are sizes as the engine reads them: `4GB`.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "memory_limit": memory,
        "threads": threads,
    }
    connection = duckdb.connect(":memory:", config=settings)
    connection.execute("SET temp_directory = ?", [str(spill) if spill else ""])
    if cap:  # given to `connect` together with the folder it would be ignored
        connection.execute("SET max_temp_directory_size = ?", [cap])
    connection.execute("SET allow_community_extensions = false")
    return _set(connection)


def reader(memory: str, threads: int) -> Connection:
    """As `connect` without `spill`, but the databases of one process are one: for many files, each soon read.

    Nothing is to be left in it.
    """
    return _set(_shared(os.getpid(), memory, threads).cursor())


@cache
def _shared(_: int, memory: str, threads: int) -> Connection:
    """Of one process: the threads of a database are not there in another that is split off from it."""
    return connect(memory, threads)


def _set(connection: Connection) -> Connection:
    """What is set for each connection to one database anew."""
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")  # it would write into whatever is printed
    return connection


def literal(path: Path) -> str:
    """The path as a pattern that matches nothing else: `a*.parquet` would also read `ab.parquet`."""
    return re.sub(r"[*?\[]", lambda match: f"[{match[0]}]", str(path))


def engine_version() -> str:
    """Of the engine: what it hashes is the same in one version only."""
    return str(duckdb.__version__)


def lock_down(connection: Connection, files: Iterable[Path] = (), folders: Iterable[Path] = ()) -> None:
    """From here on only these files are read, and only these folders written; no setting can be changed any more."""
    names = [name for path in files for name in (str(path), literal(path))]
    connection.execute("SET allowed_paths = ?", [names])
    connection.execute("SET allowed_directories = ?", [[str(folder) for folder in folders]])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def ended(error: EngineError) -> Ended | None:
    """What the engine says of no memory, of a full disk and of being interrupted; None for anything else.

    Who mends an error by another way asks this first: the other way would end there too, only later.
    """
    match error:
        case duckdb.OutOfMemoryException():
            return Ended("memory")
        case duckdb.InterruptException():
            return Ended("stopped")
        case duckdb.IOException() if os.strerror(errno.ENOSPC) in str(error):
            return Ended("disk")
    return None


@contextmanager
def heeding(connection: Connection) -> Iterator[None]:
    """A signal for which Python has a handler also interrupts the query that runs.

    The handler itself is run by Python's own code only, and a query may take minutes. Python lets the main thread
    alone ask for this; elsewhere, and where another one has asked already, nothing is changed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    listening, told = socket.socketpair()
    told.setblocking(False)
    before = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    watch = threading.Thread(target=_interrupting, args=(connection, listening), daemon=True)
    try:
        if before == -1:
            watch.start()
        else:
            signal.set_wakeup_fd(before)
        yield
    finally:
        if before == -1:
            signal.set_wakeup_fd(-1)
        told.close()
        if watch.ident:
            watch.join()
        listening.close()


def _interrupting(connection: Connection, listening: socket.socket) -> None:
    """From the first signal on interrupts whatever runs: once would not do if a query was just about to begin."""
    while (numbers := listening.recv(1)) and numbers[0] not in _ENDING:
        pass
    listening.settimeout(_AGAIN)
    while numbers:
        connection.interrupt()
        with suppress(TimeoutError):
            numbers = listening.recv(1)


_ENDING = (signal.SIGINT, signal.SIGTERM)
_AGAIN = 0.05
"""Seconds."""


# ── the folder of a run ──────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def spilling(parent: Path | None = None) -> Iterator[Path]:
    """A private folder to spill into, under `parent` or the system's temporary folder, gone at the end.

    Folders of runs that are dead are removed first: a run holds a lock on its own as long as it lives.
    """
    home = parent or Path(tempfile.gettempdir())
    purge(home)
    own = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=home))  # no other user may look into it
    lock = None
    try:
        lock = _locked(own)
        (own / _SPILL).mkdir(mode=0o700)
        yield own / _SPILL
    finally:
        if lock is not None:
            os.close(lock)  # first: some systems do not remove what is open
        shutil.rmtree(own, ignore_errors=True)


def purge(home: Path) -> None:
    """Removes what dead runs of this user left in a folder."""
    for left in home.glob(f"{_PREFIX}*"):
        if _is_ours(left) and _is_dead(left):
            shutil.rmtree(left, ignore_errors=True)


def _locked(own: Path) -> int:
    """Marks a folder as that of a living run. The lock is taken before it can be seen under its name."""
    new = own / f"{_LOCK}.new"
    lock = os.open(new, os.O_CREAT | os.O_RDWR, 0o600)
    if sys.platform != "win32":
        fcntl.flock(lock, fcntl.LOCK_EX)
        new.rename(own / _LOCK)
    return lock


_STARTING = 3600
"""Seconds."""


def _is_ours(folder: Path) -> bool:
    """A real folder, made by this user: not a link that another one laid there."""
    try:
        told = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(told.st_mode) and (not hasattr(os, "getuid") or told.st_uid == os.getuid())


def _is_dead(folder: Path) -> bool:
    """Whether nobody holds the lock. Where there is no lock yet the run is just starting, and has spilled nothing.

    Starting takes a moment: a folder that is still without a lock after an hour was left by a run killed in it.
    """
    if sys.platform == "win32":
        return False
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR)
    except FileNotFoundError:
        return _is_old(folder)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(lock)
    return True


def _is_old(folder: Path) -> bool:
    """Whether a folder has been there for longer than a start takes; not one that a run has removed by now."""
    try:
        return folder.lstat().st_mtime < time.time() - _STARTING
    except OSError:
        return False
