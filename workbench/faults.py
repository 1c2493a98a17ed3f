"""The breaches that a sample can hold: each a lawful life with one thing amiss, and what an audit must say of it.

Most miss the law by one day, one minute, one cent or one card, where a careless reading would let them pass.
"""

from __future__ import annotations

from datetime import date

from dsl import core
from workbench import cards, complaints, ladder, messages, senders, stops, upkeep
from workbench.entries import ENTRIES
from workbench.planting import Fault, Planting


def plant(book: core.Book, on: date, seed: int, copies: int) -> Planting:
    """Every fault, `copies` times over, with days of its own each time."""
    planting = Planting(book, on, seed)
    for _ in range(copies):
        for fault in FAULTS:
            fault(planting)
    return planting


FAULTS: tuple[Fault, ...] = (
    *ladder.FAULTS, *cards.FAULTS, *stops.FAULTS, *messages.FAULTS, *complaints.FAULTS, *upkeep.FAULTS, *ENTRIES,
    *senders.FAULTS,
)  # fmt: skip
"""All kinds. Each plants one fault; some break two rules at once."""
