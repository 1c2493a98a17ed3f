"""Our own decision: compiled where that is there, or else by the reference, which is some hundred times slower."""

from __future__ import annotations

import importlib
import importlib.util
from datetime import date
from pathlib import Path
from typing import Any

from bench.decisions.peer import Peer, Said
from interpreter import Interpreter

GUARDS = Path(__file__).resolve().parents[1] / "thirteen_guards"


def renewal(today: date) -> Peer:
    """The thirteen rules as guards."""
    return _peer(Interpreter.load(GUARDS), "renew", today)


def termination(today: date) -> Peer:
    """`terminate` of cn-telecom."""
    return _peer(Interpreter.load("cn-telecom"), "terminate", today)


def reference(peer: str, today: date) -> Peer:
    """The same by the reference, against which all others are checked."""
    name, book = ("renew", GUARDS) if peer == "renewal" else ("terminate", "cn-telecom")
    asked = Interpreter.load(book)
    return Peer(lambda facts: facts, lambda facts: asked.decide(name, facts, today), told)


def _peer(asked: Interpreter, action: str, today: date) -> Peer:
    if importlib.util.find_spec("interpreter.decide") is None:
        return Peer(lambda facts: facts, lambda facts: asked.decide(action, facts, today), told)
    compiled = importlib.import_module("interpreter.decide").compiled
    return Peer(lambda facts: facts, compiled(asked.book, action, today), told)


def told(answer: Any) -> Said:
    """A verdict in the shape that all peers share."""
    permitted = answer.name == "permitted"
    effect = "permits" if permitted else "prohibits"
    return permitted, [said.rule.rpartition("/")[2] for said in answer.because if said.holds and said.effect == effect]
