"""How far a run is, told as it goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

Stage = Literal["fetching", "reading", "resuming", "judging", "writing"]
Progress = Callable[[Stage, int, int], None]
"""Told of a stage, what is done of it and what there is to do (0: not known).

Rows are fetched from a live database, and read. Subjects are judged: a row counts once for all duties of its table,
which are judged together, and once for each recorded action; while a run resumes it passes those that were judged
before. Of writing it is only told that it begins.
"""


def untold(stage: Stage, done: int, total: int) -> None:
    """For who does not ask."""
