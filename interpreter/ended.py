"""A run that ended before its end although nothing is wrong with what was asked: it can be taken up again."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

Cause = Literal["memory", "disk", "stopped"]
_FULL = (errno.ENOSPC, errno.EDQUOT)


class Ended(Exception):
    """The run needed more memory or more room on a disk than there is, or was told to stop."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause)
        self.cause: Cause = cause


@contextmanager
def ending() -> Iterator[None]:
    """Turns what Python and SQLite say of no memory and of a full disk into Ended."""
    try:
        yield
    except MemoryError:
        raise Ended("memory") from None
    except OSError as error:
        if error.errno in _FULL:
            raise Ended("disk") from None
        raise
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise Ended("disk") from None
        raise
