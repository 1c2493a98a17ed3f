"""The grammar at work where nothing is wrong: one statement's text → syntax, or nothing where it does not fit.

The automaton is the one that lark makes of the grammar, kept beside it (`grammar.moves`); `lalr.py` makes it, and says
what is wrong with a text that it does not take. To walk it takes a third of lark's time, and lark is not even imported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from dsl import syntax as s
from dsl.build import TEXT, Builder
from dsl.keywords import definitions
from dsl.record import dataclass
from dsl.segment import Spaced

HERE = Path(__file__).parent
MOVES = HERE / "grammar.moves"
FORM = 1
"""Which form of these tables is understood here."""
END = "$END"

Reads = Callable[[str, int, int], re.Match[str] | None]
"""Matches one terminal at a place of a text that ends at another."""
_IGNORED = re.compile(r"(?:\s+|#[^\n]*)*+")


def grammar() -> str:
    """The grammar as lark reads it: the page, and the words."""
    return (HERE / "grammar.lark").read_text(encoding="utf-8") + definitions()


def made_of() -> str:
    """What tells the automaton of one grammar from those of others."""
    return sha256(f"{FORM}\0{grammar()}".encode()).hexdigest()


def statement(spaced: Spaced, text: str, start: int, end: int) -> s.Statement | None:
    """What stands in `text[start:end]`, a part of the spaced text or a copy of it; None where lark is to be asked."""
    walker = automaton()
    if walker is None:
        return None
    token = TEXT.set(spaced)
    try:
        return cast("s.Statement | None", walker.walk(text, start, end))
    finally:
        TEXT.reset(token)


@cache
def automaton() -> Automaton | None:
    """The automaton of this grammar, if it is the one that was kept."""
    try:
        data = json.loads(MOVES.read_bytes())
        return Automaton(data) if data["of"] == made_of() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


class Token(str):
    """A word of the text: which terminal it is, and where it stands."""

    __slots__ = ("end_pos", "start_pos", "type")

    type: str
    start_pos: int
    end_pos: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A production: how many parts it has, what it makes, and of which of its parts.

    `kept` has the numbers of these; of those in `inlined` not the part itself is kept but what it was made of. What
    `passes` is not made into anything where only one part is kept.
    """

    size: int
    origin: str
    kept: tuple[int, ...] | None
    inlined: frozenset[int]
    passes: bool
    make: Callable[[list[Any]], Any] | None
    only_passes: bool
    """Whether it is but another name for its one part."""

    def reduced(self, parts: list[Any]) -> Any:
        """What these parts make; of a production that is inlined, the parts themselves."""
        if self.kept is not None:
            parts = self._kept(parts)
        if self.passes and len(parts) == 1:
            return parts[0]
        return self.make(parts) if self.make else parts

    def _kept(self, parts: list[Any]) -> list[Any]:
        found: list[Any] = []
        for number in self.kept or ():
            if number in self.inlined:
                found += parts[number]
            else:
                found.append(parts[number])
        return found


class Automaton:
    """Reads statements, from state 0 on; the terminals' expressions are compiled when a text first needs them.

    Of a state, `order_of` has the words that may come, in the order in which they are tried; `moves` has for each of
    them, and for each production, the state that follows, or the production that is then complete, from -1 downward.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        builder = Builder()
        self.terminals: list[tuple[str, str, str | None]] = data["terminals"]
        self.orders: list[list[int]] = data["orders"]
        self.order_of: list[int] = [order for order, _ in data["states"]]
        self.moves: list[dict[str, int]] = [moves for _, moves in data["states"]]
        self.rules = [
            Rule(
                size, origin, None if kept is None else tuple(kept), frozenset(inlined), passes,
                getattr(builder, make) if make else None, size == 1 and passes and kept is None,
            )
            for size, origin, kept, inlined, passes, make in data["rules"]
        ]  # fmt: skip
        self.end: int = data["end"]
        self._tried: dict[tuple[int, str], Sequence[tuple[str, Reads]]] = {}
        self._reads: dict[int, Reads] = {}

    def walk(self, text: str, start: int, end: int) -> Any | None:
        """The statement; None where a word does not fit."""
        stack, values = [0], list[Any]()
        at = start
        while True:
            at = _IGNORED.match(text, at, end).end()  # type: ignore[union-attr]  # it matches nothing, too
            token = self._token(text, at, end, self.order_of[stack[-1]])
            if token is None or not self._reduce(token.type, stack, values):
                return None
            if token.type == END:
                return values[-1]
            stack.append(self.moves[stack[-1]][token.type])
            values.append(token)
            at = token.end_pos

    def _token(self, text: str, at: int, end: int, order: int) -> Token | None:
        """The word that stands at a place: the first of those that may come; None where there is none."""
        if at == end:
            return _token(END, "", end)
        char = text[at]
        tried = self._tried.get((order, char)) or self._begun_by(order, char)
        for name, reads in tried:
            if match := reads(text, at, end):
                return _token(name, match[0], at)
        return None

    def _begun_by(self, order: int, char: str) -> Sequence[tuple[str, Reads]]:
        """The terminals that may come and may begin with this character."""
        found = []
        for number in self.orders[order]:
            name, pattern, first = self.terminals[number]
            if first is None or char in first:
                if number not in self._reads:
                    self._reads[number] = re.compile(pattern).match
                found.append((name, self._reads[number]))
        self._tried[order, char] = found
        return found

    def _reduce(self, terminal: str, stack: list[int], values: list[Any]) -> bool:
        """Puts together what the coming word shows to be complete; whether the word fits."""
        moves, rules = self.moves, self.rules
        while (move := moves[stack[-1]].get(terminal)) is not None:
            if move >= 0:
                return True
            rule = rules[-1 - move]
            if rule.only_passes:
                stack.pop()
            else:
                parts = values[len(values) - rule.size :]
                del stack[len(stack) - rule.size :], values[len(values) - rule.size :]
                values.append(rule.reduced(parts))
            stack.append(moves[stack[-1]][rule.origin])
            if terminal == END and stack[-1] == self.end:
                return True
        return False


def _token(name: str, text: str, at: int) -> Token:
    token = Token(text)
    token.type, token.start_pos, token.end_pos = name, at, at + len(text)
    return token
