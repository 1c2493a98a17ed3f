"""A piece of work → its result, done by a process beside this one while this one goes on with something else.

The process is a fork, so that nothing has to be handed to it; what it finds comes back through a pipe. A fork is for
programs that know what else runs in them: only where one said so (`at_hand`) is there any, and elsewhere, as where the
system has none or one processor only, the work is done here, when its result is asked for.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Generic, TypeVar

T = TypeVar("T")

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

    It must change nothing, and its result must be plain enough to be pickled. What goes wrong in it goes wrong once
    more, here, when the result is asked for.
    """

    def __init__(self, work: Callable[[], T], worth: bool = True) -> None:
        self._work = work
        self._begun = _begin(work) if worth and _IS_AT_HAND.get() and _can_be_beside() else None

    def result(self) -> T:
        """What the work gave; to be asked for once."""
        data = _read(*self._begun) if self._begun else b""
        with suppress(pickle.UnpicklingError, EOFError):  # of a process that was ended before it had said all
            if data:
                found: T = pickle.loads(data)
                return found
        return self._work()


def _can_be_beside() -> bool:
    return hasattr(os, "fork") and hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1


def _begin(work: Callable[[], object]) -> tuple[int, int] | None:
    """The process that does the work, and where its result can be read; None where there can be no more processes."""
    ours, its = os.pipe()
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
            pipe.write(pickle.dumps(work(), pickle.HIGHEST_PROTOCOL))
    finally:
        os._exit(0)


def _read(process: int, ours: int) -> bytes:
    with open(ours, "rb") as pipe:
        data = pipe.read()
    with suppress(ChildProcessError):  # somebody else has waited for it
        os.waitpid(process, 0)
    return data
