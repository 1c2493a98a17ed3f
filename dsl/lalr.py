"""The grammar at work: one statement's text → syntax, or the first place that does not fit. Alone imports lark.

The tables of the parser take longer to make than a book takes to read, so they are made once and kept beside the
grammar (`grammar.table`); where they are not those of this grammar and this lark, they are made anew.
"""

from __future__ import annotations

import pickle
from collections.abc import Collection
from copy import copy
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import lark
from lark import Lark, TextSlice
from lark.common import LexerConf
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.lexer import ContextualLexer

from dsl import syntax as s
from dsl.build import TEXT, Builder
from dsl.keywords import definitions
from dsl.segment import Spaced

HERE = Path(__file__).parent
TABLE = HERE / "grammar.table"
_MARK = 32
"""Bytes at the beginning of a table that say what it was made of."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Where a text stops being a statement: what stands there (nothing, at the end), and the terminals that may."""

    start: int
    end: int
    found: str
    wanted: tuple[str, ...]
    is_word: bool = True


def statement(spaced: Spaced, text: str, start: int, end: int) -> s.Statement | Misfit:
    """What stands in `text[start:end]`, a part of the spaced text or a copy of it with some of it blanked out."""
    token = TEXT.set(spaced)
    try:
        return parser().parse(TextSlice(text, start, end))  # type: ignore[return-value]  # the Builder gives statements
    except UnexpectedInput as error:
        return _misfit(error, text, end)
    finally:
        TEXT.reset(token)


def _misfit(error: UnexpectedInput, text: str, end: int) -> Misfit:
    known = (getattr(error, name, None) for name in ("accepts", "expected", "allowed"))
    wanted = tuple(sorted(next(filter(None, known), ())))
    match error:
        case UnexpectedCharacters():
            at: int = error.pos_in_stream or 0
            return Misfit(at, at + 1, text[at], wanted, is_word=False)
        case UnexpectedToken(token=token) if token.type != "$END" and token.start_pos is not None:
            return Misfit(token.start_pos, token.end_pos or token.start_pos + 1, str(token), wanted)
        case _:
            return Misfit(end, end, "", wanted)


# ── the parser ───────────────────────────────────────────────────────────────────────────────────────────────────────


def grammar() -> str:
    """The grammar as lark reads it: the page, and the words."""
    return (HERE / "grammar.lark").read_text(encoding="utf-8") + definitions()


@cache
def parser() -> Lark:
    """The parser, from its table if that is one of this grammar."""
    data = TABLE.read_bytes() if TABLE.is_file() else b""
    if data[:_MARK] != _made_of():
        return _made()
    # what lark's own standalone parsers do at their start: `Lark.load` takes no transformer
    return Lark._load_from_dict(**pickle.loads(data[_MARK:]), **_options())  # type: ignore[no-any-return, no-untyped-call]


def table() -> bytes:
    """What `grammar.table` has to be: whose table it is, and lark's own form of it."""
    stream = BytesIO()
    _made().save(stream)
    return _made_of() + stream.getvalue()


def is_current() -> bool:
    """Whether the table beside the grammar is one of this grammar and this lark."""
    return TABLE.is_file() and TABLE.read_bytes()[:_MARK] == _made_of()


def _made_of() -> bytes:
    return sha256(f"{lark.__version__}\0{grammar()}".encode()).digest()


def _made() -> Lark:
    return Lark(grammar(), parser="lalr", start="statement", maybe_placeholders=False, **_options())


def _options() -> dict[str, Any]:
    return {"transformer": Builder(), "_plugins": {"ContextualLexer": _Lexer}}


class _Lexer(ContextualLexer):
    """Lark's own, without comparing every two terminals at every start, which takes seconds: a test does it once."""

    def __init__(
        self, conf: LexerConf, states: dict[int, Collection[str]], always_accept: Collection[str] = ()
    ) -> None:
        conf = copy(conf)
        conf.skip_validation = True
        super().__init__(conf, states, always_accept)
