"""The compiled decision: core → Python functions, one for each action, duty or recorded act, on one day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from dsl import core
from interpreter.decide.answer import Answer
from interpreter.decide.deciding import decision
from interpreter.decide.judged import Judged, Target
from interpreter.decide.judging import judging
from interpreter.decide.making import Compiled

__all__ = ["Answer", "Compiled", "Decision", "Judged", "Target", "compiled", "decision", "judging"]
Decision = Callable[[Mapping[str, object]], Answer]


def compiled(book: core.Book, action: str, on: date | datetime) -> Decision:
    """The decision on an action, by its English name, on a day or at a moment: from facts as a mapping to an answer."""
    return decision(book, book.vocabulary.actions[action], on).ask
