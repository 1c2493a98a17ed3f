"""The grammar at work: one statement's text → syntax, or the first place that does not fit. Alone imports lark.

It is asked where `automaton.py`, which walks the same tables, finds something that does not fit. The tables of the
parser take longer to make than a book takes to read, so they are made once and kept beside the grammar: in lark's own
form (`grammar.table`), and as plain data (`grammar.moves`). Where they are not those of this grammar and of this lark,
they are made anew.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Collection, Mapping
from copy import copy
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import Any

import lark
from lark import Lark, TextSlice
from lark.common import LexerConf
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.grammar import Rule
from lark.lexer import ContextualLexer, PatternStr, TerminalDef
from lark.parsers.lalr_analysis import Shift

from dsl import syntax as s
from dsl.automaton import HERE, MOVES, grammar, made_of
from dsl.build import TEXT, Builder
from dsl.keywords import BY_NAME
from dsl.misfit import Misfit
from dsl.segment import Spaced

TABLE = HERE / "grammar.table"
_MARK = 32
"""Bytes at the beginning of a table that say what it was made of."""


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


# ── the automaton as plain data ──────────────────────────────────────────────────────────────────────────────────────


def moves() -> bytes:
    """What `grammar.moves` has to be: the tables of lark's parser, without lark."""
    made: Any = _made()  # what it is made of is not in lark's types
    table, lexers = made.parser.parser._parse_table, made.parser.lexer.lexers
    terminals = made.parser.lexer.root_lexer.terminals
    assert not any(lexer.scanner and lexer.callback for lexer in lexers.values()), "a word is told by its whole text"
    numbers = {terminal.name: number for number, terminal in enumerate(terminals)}
    rules = {rule: number for number, rule in enumerate(made.rules)}
    order_of = {
        state: tuple(numbers[each.name] for each in lexer.terminals if each.name not in IGNORED)
        for state, lexer in lexers.items()
    }
    states = _in_order(table.states, table.start_states["statement"])
    orders = {order: number for number, order in enumerate(dict.fromkeys(order_of[state] for state in states))}
    data = {
        "of": made_of(), "end": states[table.end_states["statement"]],
        "terminals": [(each.name, each.pattern.to_regexp(), _beginnings(each)) for each in terminals],
        "orders": list(orders), "rules": [_rule(rule) for rule in rules],
        "states": [(orders[order_of[state]], _moves_of(table.states[state], rules, states)) for state in states],
    }  # fmt: skip
    return (json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("],[", "],\n[") + "\n").encode()


IGNORED = ("COMMENT", "WS")
"""What may stand between any two words: the automaton passes over it."""

Row = Mapping[str, tuple[object, Any]]
"""Lark's own: terminal or production → whether to go on to a state or to put a production together, and which."""


def _in_order(rows: Mapping[int, Row], start: int) -> dict[int, int]:
    """Lark's states, which it numbers as it likes → the same numbers each time, the start being 0."""
    found = {start: 0}
    for state in (pending := [start]):
        for _, (action, to) in sorted(rows[state].items()):
            if action is Shift and to not in found:
                found[to] = len(found)
                pending.append(to)
    return found


def _moves_of(row: Row, rules: Mapping[Rule, int], states: Mapping[int, int]) -> dict[str, int]:
    return {name: states[to] if action is Shift else -1 - rules[to] for name, (action, to) in sorted(row.items())}


def _beginnings(terminal: TerminalDef) -> str | None:
    """The characters with which the words of a terminal begin; None where these are too many to name."""
    if terminal.name in BY_NAME:
        return "".join(sorted({word[0] for word in BY_NAME[terminal.name].spellings}))
    return str(terminal.pattern.value[0]) if isinstance(terminal.pattern, PatternStr) else None


def _rule(rule: Rule) -> tuple[object, ...]:
    """A production as `automaton.Rule` wants it: lark's own rules of what stays in a tree."""
    kept = [n for n, each in enumerate(rule.expansion) if not (each.is_term and getattr(each, "filter_out", False))]
    inlined = [n for n in kept if not rule.expansion[n].is_term and rule.expansion[n].name.startswith("_")]
    name = rule.alias or rule.origin.name
    make = name if hasattr(Builder, name) else None
    passes = bool(rule.options.expand1 and not rule.alias)
    assert make or name.startswith("_") or (passes and len(kept) == 1), f"nothing makes {name}"
    whole = not inlined and len(kept) == len(rule.expansion)
    return len(rule.expansion), rule.origin.name, None if whole else kept, inlined, passes, make


def write() -> None:
    """Writes both tables anew: `make table`."""
    TABLE.write_bytes(table())
    MOVES.write_bytes(moves())
