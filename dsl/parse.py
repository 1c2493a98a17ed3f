"""Text → syntax, with diagnostics. Alone imports lark; its trees and tokens never leave this module.

Recovery is by statement: a file is cut where a line begins with `rule`, `fact` or `invariant`, each piece is parsed by
itself, and a piece that cannot be read costs one message and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path as File

from lark import Lark, TextSlice
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from dsl import syntax as s
from dsl.build import FILE, Builder
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.messages.tokens import TOKENS, said
from dsl.source import Source, Span, nearest

MAX_DEPTH = 100
"""Levels of nesting in one statement: every later pass recurses, and people cannot read more than a few."""
MAX_TEXT = 1_000_000
"""Code points in one file."""

_STATEMENT = re.compile(r"^[ \t\u3000]*(?:rule|fact|invariant|规则|事实|不变式)(?![^\W\d])", re.MULTILINE)
_DECLARED = re.compile(_STATEMENT.pattern + r"\s+([^\s:\"“]+)")
_BLANK = re.compile(r"(?:\s|#[^\n]*)*\Z")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
# Full-width forms become ASCII one for one, so that offsets stay true; strings and comments are read from the original.
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    ord("、"): ord(","),
    ord("－"): ord("-"),
}
_COMMENT = re.compile(r"#[^\n]*")
_PARENTHESIS = re.compile(r'[()]|"[^"\n]*"|“[^”\n]*”|#[^\n]*')
_QUOTED = re.compile(r'"[^"\n]*"|“[^”\n]*”|#[^\n]*')


@cache
def _lark() -> Lark:
    grammar = File(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", start="statement", transformer=Builder(), maybe_placeholders=False)


def parse(source: Source) -> tuple[tuple[s.Statement, ...], frozenset[str], tuple[Diagnostic, ...]]:
    """The statements of a `.rules` file, the names of those that cannot be read, and what is wrong with its text."""
    problems = list(_refused(source))
    if problems:
        return (), frozenset(), tuple(problems)
    broken: set[str] = set()
    text = _half_width(source.text)
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
    for match in _BIDI.finditer(source.text):
        yield Diagnostic("RB103", Span(source.name, match.start(), match.end()), {"char": f"U+{ord(match[0]):04X}"})


def _names(piece: str) -> set[str]:
    """What a statement that cannot be read would have declared: nothing else should complain of its absence."""
    match = _DECLARED.match(piece)
    return {match[1], *match[1].split(".")} if match else set()


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
    yield from zip(starts, [*starts[1:], len(text)], strict=True)


def _statement(file: str, text: str, start: int, end: int) -> s.Statement | Diagnostic:
    if (deep := _parentheses(text, start, end)) is not None:
        return Diagnostic("RB104", Span(file, deep, deep + 1), {"limit": str(MAX_DEPTH)})
    token = FILE.set(file)
    try:
        found: s.Statement = _lark().parse(TextSlice(text, start, end))  # type: ignore[assignment]  # the Builder gives statements
    except UnexpectedInput as error:
        return _unexpected(error, file, text, start, end)
    finally:
        FILE.reset(token)
    deepest = _too_deep(found)
    return deepest or found


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
        return Diagnostic(code, Span(file, at, at + 1), {"found": text[at], "wanted": said(wanted)})
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        place = Span(file, error.token.start_pos or start, error.token.end_pos or start + 1)
        blanks: dict[str, str | Words] = {"found": str(error.token), "wanted": said(wanted)}
        if suggestion := nearest(str(error.token), [word for name in wanted for word in TOKENS.get(name, ())]):
            blanks["suggestion"] = suggestion
        return Diagnostic("RB110", place, blanks)
    last = start + len(_COMMENT.sub(lambda match: " " * len(match[0]), text[start:end]).rstrip())
    return Diagnostic("RB113", Span(file, max(start, last - 1), last), {"wanted": said(wanted)})


def _too_deep(statement: s.Statement) -> Diagnostic | None:
    """Without recursion, for it guards the passes that recurse."""
    pending: list[tuple[object, int]] = [(statement, 0)]
    while pending:
        node, depth = pending.pop()
        if depth > MAX_DEPTH:
            span = getattr(node, "span", statement.span)
            return Diagnostic("RB104", span, {"limit": str(MAX_DEPTH)})
        if isinstance(node, tuple):
            pending += [(child, depth) for child in node]
        elif is_dataclass(node) and not isinstance(node, Span):
            pending += [(getattr(node, each.name), depth + 1) for each in fields(node) if each.name != "span"]
    return None
