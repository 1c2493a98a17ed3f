"""Text → syntax, with diagnostics. Alone imports lark; its trees and tokens never leave this module.

A file is cut into statements (`recover.py`), blanks are put between Chinese words (`segment.py`), and each statement is
read by itself. A clause that cannot be read costs one message and is left out; the rest of its statement is still
checked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from copy import copy
from dataclasses import is_dataclass, replace
from functools import cache
from pathlib import Path as File
from typing import NoReturn

from lark import Lark, TextSlice
from lark.common import LexerConf
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.lexer import ContextualLexer

from dsl import recover
from dsl import syntax as s
from dsl.build import TEXT, Builder
from dsl.characters import HALF, hidden
from dsl.comments import QUOTED
from dsl.core import Words
from dsl.diagnose import Diagnostic, shorten
from dsl.keywords import definitions
from dsl.messages.catalogue import SPLIT
from dsl.messages.tokens import SIGNS, TOKENS, said
from dsl.segment import Ambiguous, Lexicon, Spaced, space, stated
from dsl.source import Source, Span, nearest

MAX_DEPTH = 100
"""Levels of nesting in one statement: every later pass recurses, and people cannot read more than a few."""
MAX_TEXT = 1_000_000
"""Code points in one file."""
MAX_STATEMENT = 20_000
"""Code points in one statement: ten pages. What a statement costs to read and to check grows with its length."""
MOST_LOST = 10
"""Clauses of one statement that may be wrong before it is given up."""

_PARENTHESIS = re.compile(rf"[()]|{QUOTED}|#[^\n]*")
_ASIDE = re.compile(rf"{QUOTED}|#[^\n]*")


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


def parse(
    source: Source, lexicon: Lexicon | None = None
) -> tuple[tuple[s.Statement, ...], frozenset[str], tuple[Diagnostic, ...]]:
    """The statements of a `.rules` file, the names of those that cannot be read, and what is wrong with its text.

    `lexicon` has the names by which Chinese is cut into words; without it, those that the file itself declares.
    """
    problems = list(_refused(source))
    half = _half_width(source.text)
    if problems:
        return (), frozenset(recover.declared(half)), tuple(problems)
    spaced, unclear = space(source.name, half, lexicon or Lexicon(stated((half,))))
    problems += [_ambiguous(each) for each in unclear]
    broken: set[str] = set()
    statements: list[s.Statement] = []
    for start, end in recover.statements(spaced.text):
        piece = _Statement(spaced, start, end)
        found = piece.read(unclear)
        statements += [found] if found else []
        problems += piece.problems
        broken |= piece.names
    return tuple(statements), frozenset(broken), tuple(problems)


def _refused(source: Source) -> Iterator[Diagnostic]:
    if len(source.text) > MAX_TEXT:
        yield Diagnostic("RB102", Span(source.name, 0, 0), {"limit": str(MAX_TEXT)})
    yield from hidden(source)


def _half_width(text: str) -> str:
    """Full-width punctuation, letters and digits as ASCII, except inside quotes and comments; same length."""
    if text.isascii():
        return text
    parts: list[str] = []
    last = 0
    for match in _ASIDE.finditer(text):
        parts += [text[last : match.start()].translate(HALF), match[0]]
        last = match.end()
    return "".join([*parts, text[last:].translate(HALF)])


def _ambiguous(run: Ambiguous) -> Diagnostic:
    return Diagnostic("RB114", run.span, {"first": run.readings[0], "second": run.readings[1]})


class _Unreadable(Exception):
    """The statement cannot be read even without its broken clauses."""


class _Statement:
    """One statement being read: each turn reads it, or blanks out the clause that keeps it from being read."""

    def __init__(self, spaced: Spaced, start: int, end: int) -> None:
        self.spaced = spaced
        self.text = spaced.text
        self.start = start
        self.end = end
        self.problems: list[Diagnostic] = []
        self.lost: list[s.Lost] = []
        self.names: set[str] = set()

    def read(self, unclear: Collection[Ambiguous]) -> s.Statement | None:
        """The statement, its broken clauses as `Lost`; None where too little of it is left."""
        try:
            self._refuse()
            for run in unclear:
                if self.start <= run.at < self.end:
                    self._blank(run.at)
            found = self._tried()
        except _Unreadable:
            self.names |= recover.declared(self.text[self.start : self.end])
            return None
        if self.lost and not isinstance(found, s.Fact):
            return replace(found, clauses=(*found.clauses, *self.lost))
        return found

    def _refuse(self) -> None:
        """What is too long or too deep is not read at all."""
        if self.end - self.start > MAX_STATEMENT:
            place = self._span(recover.first_word(self.text, self.start))
            self._tell(Diagnostic("RB108", place, {"limit": str(MAX_STATEMENT)}))
        if (deep := _parentheses(self.text, self.start, self.end)) is not None:
            self._tell(Diagnostic("RB104", self._span(deep), {"limit": str(MAX_DEPTH), "mend": SPLIT}))

    def _tell(self, problem: Diagnostic) -> NoReturn:
        self.problems.append(problem)
        raise _Unreadable

    def _tried(self) -> s.Statement:
        for _ in range(MOST_LOST):
            token = TEXT.set(self.spaced)
            try:
                found: s.Statement = _lark().parse(TextSlice(self.text, self.start, self.end))  # type: ignore[assignment]  # the Builder gives statements
            except UnexpectedInput as error:
                self._leave_out(error)
            else:
                if deep := _too_deep(found):
                    self._tell(deep)
                return found
            finally:
                TEXT.reset(token)
        raise _Unreadable

    # ── errors ──

    def _leave_out(self, error: UnexpectedInput) -> None:
        """Tells of the error and blanks out the clause in which it lies."""
        wanted = sorted(
            getattr(error, "accepts", None) or getattr(error, "expected", None) or getattr(error, "allowed", None) or ()
        )
        match error:
            case UnexpectedCharacters(pos_in_stream=at):
                self._stranger(at or self.start, wanted)
            case UnexpectedToken(token=token) if token.type != "$END" and token.start_pos is not None:
                self._misplaced(str(token), token.start_pos, token.end_pos or token.start_pos + 1, wanted)
            case _:
                self._unfinished(self.end, wanted)

    def _stranger(self, at: int, wanted: list[str]) -> None:
        """A character that begins no word, or a quotation mark that is never closed."""
        char = self.text[at]
        blanks: dict[str, str | Words] = {"found": char, "wanted": said(wanted)}
        if meant := SIGNS.get(char):
            blanks["suggestion"] = meant
        code = "RB111" if char in "\"“”'" else "RB112"
        self.problems.append(Diagnostic(code, self._span(at), blanks))
        self._blank(at)

    def _misplaced(self, found: str, start: int, end: int, wanted: list[str]) -> None:
        """A word that does not fit where it stands; where it begins a clause, the one before it is not finished."""
        is_head = start == recover.first_word(self.text, self.start)
        if recover.begins_clause(self.text, start) and not is_head and "$END" not in wanted:
            self._unfinished(start, wanted)
            return
        at_margin = recover.is_at_margin(self.text, self.start, start)
        names = [*wanted, *(("FACT", "RULE", "INVARIANT") if at_margin else ())]
        blanks: dict[str, str | Words] = {"found": shorten(found), "wanted": said(wanted)}
        if suggestion := nearest(found, [word for name in names for word in TOKENS.get(name, ())]):
            blanks["suggestion"] = suggestion
        self.problems.append(Diagnostic("RB110", self._span(start, end), blanks))
        if is_head:
            raise _Unreadable
        if at_margin:  # another statement, whose first word is wrong: what is above it stands
            self.names |= recover.declared(self.text[start : self.end])
            self.end = start
        else:
            self._blank(start)

    def _unfinished(self, at: int, wanted: list[str]) -> None:
        last = recover.before(self.text, self.start, at)
        self.problems.append(Diagnostic("RB113", self._span(max(self.start, last - 1), last), {"wanted": said(wanted)}))
        self._blank(last - 1)

    def _blank(self, at: int) -> None:
        """Leaves out the clause of `at`, or what follows the name in the head; raises where nothing would be left."""
        place = recover.clause_of(self.text, self.start, self.end, at) or recover.rest_of_head(
            self.text, self.start, at
        )
        if place is None or not self.text[slice(*place)].strip():
            raise _Unreadable
        begin, end = recover.first_word(self.text, place[0]), recover.before(self.text, *place)
        self.lost.append(s.Lost(self._span(begin, end)))
        self.text = recover.blanked(self.text, *place)

    def _span(self, start: int, end: int | None = None) -> Span:
        return self.spaced.span(start, start + 1 if end is None else end)


def _parentheses(text: str, start: int, end: int) -> int | None:
    """Where parentheses are nested too deep: the parser would read them, but slowly and to no purpose."""
    depth = 0
    for match in _PARENTHESIS.finditer(text, start, end):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth > MAX_DEPTH:
            return match.start()
    return None


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
