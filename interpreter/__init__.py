"""Checked rules to answers: the meanings of a rulebook, and the Python door to them.

from interpreter import Interpreter
book = Interpreter.load("cn-telecom")
verdict = book.decide("terminate", facts, on=date(2016, 7, 12))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from interpreter.ask import FactsError, Interpreter, RulebookError

__all__ = ["FactsError", "Interpreter", "RulebookError"]


def __getattr__(name: str) -> object:
    """`Interpreter` and its errors, imported when first asked for: `import interpreter` alone loads nothing."""
    if name in __all__:
        from interpreter import ask

        return getattr(ask, name)
    raise AttributeError(name)
