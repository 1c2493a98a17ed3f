"""Text → syntax, with diagnostics. Alone imports lark; its trees and tokens never leave this module.

Recovery is by statement: a file is cut where a line begins with `rule`, `fact` or `invariant`, each piece is parsed by
itself, and a piece that cannot be read costs one message and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from copy import copy
from dataclasses import is_dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path as File

from lark import Lark, TextSlice
from lark.common import LexerConf
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.lexer import ContextualLexer

from dsl import syntax as s
from dsl.build import FILE, Builder
from dsl.characters import hidden
from dsl.core import Words
from dsl.diagnose import Diagnostic, shorten
from dsl.keywords import definitions
from dsl.messages.catalogue import SPLIT
from dsl.messages.tokens import SIGNS, TOKENS, said
from dsl.source import Source, Span, nearest

MAX_DEPTH = 100
"""Levels of nesting in one statement: every later pass recurses, and people cannot read more than a few."""
MAX_TEXT = 1_000_000
"""Code points in one file."""
MAX_STATEMENT = 20_000
"""Code points in one statement: ten pages. What a statement costs to read and to check grows with its length."""

_STATEMENT = re.compile(r"^[ \t\u3000]*(?:rule|fact|invariant|规则|事实|不变式)(?![^\W\d])", re.MULTILINE)
_DECLARED = re.compile(_STATEMENT.pattern + r"\s+([^\s:\"“]+)", re.MULTILINE)
_BLANK = re.compile(r"(?:\s|#[^\n]*)*\Z")
# Full-width forms become ASCII one for one, so that offsets stay true; strings and comments are read from the original.
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    ord("、"): ord(","),
    ord("－"): ord("-"),
}
_PARENTHESIS = re.compile(r'[()]|"[^"\n]*"|“[^”\n]*”|#[^\n]*')
_QUOTED = re.compile(r'"[^"\n]*"|“[^”\n]*”|#[^\n]*')


def grammar() -> str:
    """The grammar as lark reads it: the page, and the words."""
    return File(__file__).with_name("grammar.lark").read_text(encoding="utf-8") + definitions()


@cache
def _lark() -> Lark:
    return Lark(
        grammar(),
        parser="lalr",
        start="statement",
        transformer=Builder(),
        maybe_placeholders=False,
        _plugins={"ContextualLexer": _Lexer},
    )


class _Lexer(ContextualLexer):
    """Lark's own, without comparing every two terminals at every start, which takes seconds: a test does it once."""

    def __init__(
        self, conf: LexerConf, states: dict[int, Collection[str]], always_accept: Collection[str] = ()
    ) -> None:
        conf = copy(conf)
        conf.skip_validation = True
        super().__init__(conf, states, always_accept)


def parse(source: Source) -> tuple[tuple[s.Statement, ...], frozenset[str], tuple[Diagnostic, ...]]:
    """The statements of a `.rules` file, the names of those that cannot be read, and what is wrong with its text."""
    problems = list(_refused(source))
    text = _half_width(source.text)
    if problems:
        return (), frozenset(_names(text)), tuple(problems)
    broken: set[str] = set()
    statements: list[s.Statement] = []
    for start, end in _pieces(text):
        found = _statement(source.name, text, start, end)
        if isinstance(found, Diagnostic):
            problems.append(found)
            broken |= _names(text[start:end])
        else:
            statements.append(found)
    return tuple(statements), frozenset(broken), tuple(problems)


def _refused(source: Source) -> Iterator[Diagnostic]:
    if len(source.text) > MAX_TEXT:
        yield Diagnostic("RB102", Span(source.name, 0, 0), {"limit": str(MAX_TEXT)})
    yield from hidden(source)


def _names(text: str) -> set[str]:
    """What statements that cannot be read would have declared: nothing else should complain of their absence."""
    return {name for match in _DECLARED.finditer(text) for name in (match[1], *match[1].split("."))}


def _half_width(text: str) -> str:
    """Full-width punctuation, letters and digits as ASCII, except inside quotes and comments; same length."""
    if text.isascii():
        return text
    parts: list[str] = []
    last = 0
    for match in _QUOTED.finditer(text):
        parts += [text[last : match.start()].translate(_HALF), match[0]]
        last = match.end()
    return "".join([*parts, text[last:].translate(_HALF)])


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    starts = [match.start() for match in _STATEMENT.finditer(text)]
    if not _BLANK.match(text, 0, starts[0] if starts else len(text)):
        starts = [0, *starts]
    yield from pairwise([*starts, len(text)])


def _statement(file: str, text: str, start: int, end: int) -> s.Statement | Diagnostic:
    if end - start > MAX_STATEMENT:
        return Diagnostic("RB108", _first_word(file, text, start), {"limit": str(MAX_STATEMENT)})
    if (deep := _parentheses(text, start, end)) is not None:
        return Diagnostic("RB104", Span(file, deep, deep + 1), {"limit": str(MAX_DEPTH), "mend": SPLIT})
    token = FILE.set(file)
    try:
        found: s.Statement = _lark().parse(TextSlice(text, start, end))  # type: ignore[assignment]  # the Builder gives statements
    except UnexpectedInput as error:
        return _unexpected(error, file, text, start, end)
    finally:
        FILE.reset(token)
    deepest = _too_deep(found)
    return deepest or found


def _first_word(file: str, text: str, start: int) -> Span:
    first = re.compile(r"\s*").match(text, start)
    begin = first.end() if first else start
    return Span(file, begin, begin + 1)


def _parentheses(text: str, start: int, end: int) -> int | None:
    """Where parentheses are nested too deep: the parser would read them, but slowly and to no purpose."""
    depth = 0
    for match in _PARENTHESIS.finditer(text, start, end):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth > MAX_DEPTH:
            return match.start()
    return None


def _unexpected(error: UnexpectedInput, file: str, text: str, start: int, end: int) -> Diagnostic:
    """What stood where something else was wanted, in words."""
    wanted = sorted(
        getattr(error, "accepts", None) or getattr(error, "expected", None) or getattr(error, "allowed", None) or ()
    )
    if isinstance(error, UnexpectedCharacters):
        at = error.pos_in_stream or start
        code = "RB111" if text[at] in "\"“”'" else "RB112"
        blanks: dict[str, str | Words] = {"found": text[at], "wanted": said(wanted)}
        if meant := SIGNS.get(text[at]):
            blanks["suggestion"] = meant
        return Diagnostic(code, Span(file, at, at + 1), blanks)
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        place = Span(file, error.token.start_pos or start, error.token.end_pos or start + 1)
        found = str(error.token)
        blanks = {"found": shorten(found), "wanted": said(wanted)}
        # where a statement may end another may begin: a misspelt `rule` stands in the one before it
        is_first = not text[text.rfind("\n", 0, place.start) + 1 : place.start].strip()
        begin = ("FACT", "RULE", "INVARIANT") if "$END" in wanted and is_first else ()
        if suggestion := nearest(found, [word for name in (*wanted, *begin) for word in TOKENS.get(name, ())]):
            blanks["suggestion"] = suggestion
        return Diagnostic("RB110", place, blanks)
    last = start + len(_QUOTED.sub(_without_comment, text[start:end]).rstrip())
    return Diagnostic("RB113", Span(file, max(start, last - 1), last), {"wanted": said(wanted)})


def _without_comment(match: re.Match[str]) -> str:
    return " " * len(match[0]) if match[0][0] == "#" else match[0]


def _too_deep(statement: s.Statement) -> Diagnostic | None:
    """Without recursion, for it guards the passes that recurse."""
    pending: list[tuple[object, int]] = [(statement, 0)]
    while pending:
        node, depth = pending.pop()
        if isinstance(node, tuple):
            pending += [(child, depth) for child in node]
        elif is_dataclass(node) and depth > MAX_DEPTH:
            return Diagnostic("RB104", getattr(node, "span", statement.span), {"limit": str(MAX_DEPTH), "mend": SPLIT})
        elif is_dataclass(node):
            pending += [(getattr(node, name), depth + 1) for name in getattr(node, "__slots__", ()) if name != "span"]
    return None
