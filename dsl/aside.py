"""A piece of work → its result, done by a process beside this one while this one goes on with something else.

The process is a fork, so that nothing has to be handed to it; what it finds comes back through a pipe. A fork is for
programs that know what else runs in them: only where one said so (`at_hand`) is there any, and elsewhere, as where the
system has none or one processor only, the work is done here, when its result is asked for.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

T = TypeVar("T")

MANY = 300
"""Scenarios: what is to be found out of fewer takes less time than to have another process."""

_IS_AT_HAND = ContextVar("at hand", default=False)


@contextmanager
def at_hand() -> Iterator[None]:
    """While this lasts, work may be done by a process beside this one, which has to have a single thread."""
    token = _IS_AT_HAND.set(True)
    try:
        yield
    finally:
        _IS_AT_HAND.reset(token)


class Aside(Generic[T]):
    """Work that is done beside this process from now on, if it may be; `worth` says whether it is long enough for that.

    It must change nothing, and its result must be something that can be pickled. What goes wrong in it goes wrong once
    more, here, when the result is asked for.
    """

    def __init__(self, work: Callable[[], T], worth: bool = True) -> None:
        self._work = work
        self._begun = _begin(work) if worth and _IS_AT_HAND.get() and _can_be_beside() else None

    def result(self) -> T:
        """What the work gave; to be asked for once."""
        try:
            found: T = _unpacked(_read(*self._begun) if self._begun else b"")
            return found
        except EOFError:  # there was no other process, or it was ended too early
            return self._work()


def _can_be_beside() -> bool:
    return hasattr(os, "fork") and hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1


def _begin(work: Callable[[], object]) -> tuple[int, int] | None:
    """The process that does the work, and where its result can be read; None where there can be no more processes."""
    import fcntl  # which is where fork is

    ours, its = os.pipe()
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):  # more than this user may have
            fcntl.fcntl(its, fcntl.F_SETPIPE_SZ, _ROOM)
    try:
        process = os.fork()
    except OSError:
        os.close(ours)
        os.close(its)
        return None
    if process == 0:
        _do(work, its)
    os.close(its)
    return process, ours


def _do(work: Callable[[], object], to: int) -> None:
    """The whole life of the process: whatever comes of the work, it says nothing else and touches nothing else."""
    try:
        with open(to, "wb") as pipe:
            pipe.write(_packed(work()))
    finally:
        os._exit(0)


def _packed(found: Any) -> bytes:
    """Plain data in the form that is read fastest, anything else as it has to be; before it which, and its length."""
    try:
        kind, data = _PLAIN, marshal.dumps(found)
    except ValueError:
        import pickle  # seldom needed: mostly there is nothing to tell but data

        kind, data = _PICKLED, pickle.dumps(found, pickle.HIGHEST_PROTOCOL)
    return kind + len(data).to_bytes(_SIZE) + data


def _unpacked(packed: bytes) -> Any:
    """What was packed. Raises EOFError where that is not all there."""
    kind, size, data = packed[:1], packed[1 : 1 + _SIZE], packed[1 + _SIZE :]
    if len(data) != int.from_bytes(size) or not kind:
        raise EOFError
    if kind == _PLAIN:
        return marshal.loads(data)
    import pickle

    return pickle.loads(data)


_PLAIN, _PICKLED = b"m", b"p"
_SIZE = 8
_ROOM = 1 << 20
"""Bytes that are written before anybody reads."""


def _read(process: int, ours: int) -> bytes:
    with open(ours, "rb") as pipe:
        data = pipe.read()
    with suppress(ChildProcessError):  # somebody else has waited for it
        os.waitpid(process, 0)
    return data
