"""Where a text stops being a statement."""

from __future__ import annotations

from dsl.record import dataclass


@dataclass(frozen=True, slots=True)
class Misfit:
    """Where a text stops being a statement: what stands there (nothing, at the end), and the terminals that may."""

    start: int
    end: int
    found: str
    wanted: tuple[str, ...]
    is_word: bool = True
