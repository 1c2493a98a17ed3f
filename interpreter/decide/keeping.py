"""What has been compiled is kept: by edition, by what was asked, by day."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from dsl import core

T = TypeVar("T")
MOST = 512
"""More than these are not kept: those made first go first."""
_kept: dict[Hashable, tuple[core.Book, Any]] = {}
_lock = Lock()


def kept(make: Callable[..., T], book: core.Book, *about: Hashable) -> T:
    """`make(book, *about)`, made once. A book is told by its hash, and by itself: a test may have changed a copy."""
    key = make, book.hash, id(book), about
    found = _kept.get(key)
    if found is None:
        found = book, make(book, *about)
        with _lock:
            _kept[key] = found  # the book is kept with it, so that no other one gets its identity
            while len(_kept) > MOST:
                del _kept[next(iter(_kept))]
    made: T = found[1]
    return made
