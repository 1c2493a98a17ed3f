"""Text → syntax, with diagnostics: what the parser says of each statement, in words and without a cascade.

A file is cut into statements (`recover.py`), blanks are put between Chinese words (`segment.py`), and each statement is
read by itself: by `automaton.py` or, where it does not fit, by `lalr.py`. A clause that cannot be read costs one
message and is left out; the rest of its statement is still checked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, NoReturn, cast

from dsl import automaton, recover, slips
from dsl import syntax as s
from dsl.characters import HALF, hidden
from dsl.comments import ASIDE, QUOTED
from dsl.core import Words
from dsl.diagnose import Diagnostic, shorten
from dsl.messages.catalogue import SPLIT
from dsl.messages.tokens import SIGNS, TOKENS, said
from dsl.misfit import Misfit
from dsl.segment import Ambiguous, Lexicon, Spaced, space, stated
from dsl.source import Source, Span, nearest

MAX_DEPTH = 100
"""Levels of nesting in one statement: every later pass recurses, and people cannot read more than a few."""
MAX_TEXT = 1_000_000
"""Code points in one file."""
MAX_STATEMENT = 20_000
"""Code points in one statement, blanks not counted, for the formatter adds them: ten pages. What a statement costs to
read and to check grows with its length."""
MOST_LOST = 10
"""Clauses of one statement that may be wrong before it is given up."""

_PARENTHESIS = re.compile(rf"[()]|{QUOTED}|#[^\n]*")


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
        piece = _Statement(spaced.part(start, end))
        found = piece.read([replace(run, at=run.at - start) for run in unclear if start <= run.at < end])
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
    for match in ASIDE.finditer(text):
        parts += [text[last : match.start()].translate(HALF), _aside(match[0])]
        last = match.end()
    return "".join([*parts, text[last:].translate(HALF)])


def _aside(text: str) -> str:
    """A quotation or a comment as it is, but for full-width signs around it."""
    if text[0] == "＂":
        return f'"{text[1:-1]}"'
    return "#" + text[1:] if text[0] == "＃" else text


def _ambiguous(run: Ambiguous) -> Diagnostic:
    return Diagnostic("RB114", run.span, {"first": run.readings[0], "second": run.readings[1]})


class _Unreadable(Exception):
    """The statement cannot be read even without its broken clauses."""


class _Statement:
    """One statement being read: as a whole, or else clause by clause, without those that keep it from being read.

    A clause is judged by itself, for one that is not finished would take the first word of the next for a name.
    """

    def __init__(self, spaced: Spaced) -> None:
        self.spaced = spaced
        self.text = spaced.text
        self.start = 0
        self.end = len(spaced.text)
        self.problems: list[Diagnostic] = []
        self.lost: list[s.Lost] = []
        self.names: set[str] = set()

    def read(self, unclear: Collection[Ambiguous]) -> s.Statement | None:
        """The statement, its broken clauses as `Lost`; None where too little of it is left."""
        try:
            self._refuse()
            self._leave_out_unclear(unclear)
            found = self._whole() or self._without_broken_clauses()
        except _Unreadable:
            self.names |= recover.declared(self.text[self.start : self.end])
            return None
        if self.lost and not isinstance(found, s.Fact):
            return replace(found, clauses=(*found.clauses, *self.lost))
        return found

    def _refuse(self) -> None:
        """What is too long or too deep is not read at all."""
        if sum(map(len, self.text[self.start : self.end].split())) > MAX_STATEMENT:
            place = self._span(recover.first_word(self.text, self.start))
            self._give_up(Diagnostic("RB108", place, {"limit": str(MAX_STATEMENT)}))
        if (deep := _parentheses(self.text, self.start, self.end)) is not None:
            self._give_up(Diagnostic("RB104", self._span(deep), {"limit": str(MAX_DEPTH), "mend": SPLIT}))

    def _leave_out_unclear(self, unclear: Collection[Ambiguous]) -> None:
        for run in unclear:
            if self.start <= run.at < self.end:
                clauses = recover.clauses(self.text, self.start, self.end)
                self._leave_out(*next((each for each in clauses if each[0] <= run.at < each[1]), (run.at, run.at)))

    def _give_up(self, problem: Diagnostic) -> NoReturn:
        self.problems.append(problem)
        raise _Unreadable

    # ── reading ──

    def _whole(self) -> s.Statement | None:
        found = self._parsed(self.text)
        if isinstance(found, Misfit):
            return None
        if deep := _too_deep(found):
            self._give_up(deep)
        return found

    def _parsed(self, text: str) -> s.Statement | Misfit:
        found = automaton.statement(self.spaced, text, self.start, self.end)
        if found is None:
            from dsl import lalr  # lark is needed only where something does not fit

            return lalr.statement(self.spaced, text, self.start, self.end)
        return found

    def _without_broken_clauses(self) -> s.Statement:
        self._mend_head()
        clauses = recover.clauses(self.text, self.start, self.end)
        for clause in clauses:
            self._mend(*clause, [other for other in clauses if other != clause])
        if (found := self._whole()) is None:
            raise _Unreadable
        return found

    def _mend_head(self) -> None:
        """What stands before the clauses has to be sound; of a rule's head, what follows its name can be left out."""
        if not recover.has_head(self.text, self.start):
            if isinstance(error := self._parsed(self.text), Misfit):
                self._tell(error, self.end)
            raise _Unreadable
        while isinstance(error := self._parsed(recover.without_clauses(self.text, self.start, self.end)), Misfit):
            end = self.end
            at = self._tell(error, recover.head_end(self.text, self.start, end))
            if self.end == end:
                place = recover.rest_of_head(self.text, self.start, at)
                if place is None:
                    raise _Unreadable
                self._leave_out(*place)

    def _mend(self, begin: int, end: int, others: list[tuple[int, int]]) -> None:
        """Leaves out of a clause what is broken: all of it, or the lines from one on that begins with a wrong word.

        What then ends too early does so for what was left out, which has been told of.
        """
        begins_line = False
        while begin < min(end, self.end) and self.text[begin:end].strip() and len(self.problems) < MOST_LOST:
            alone = self.text
            for other in others:
                alone = recover.blanked(alone, *other)
            error = self._parsed(alone)
            if not isinstance(error, Misfit):
                return
            if begins_line and not error.found:
                self._leave_out(begin, end)
                return
            at = self._tell(error, end)
            if self.end <= at:  # the rest belongs to another statement
                end = self.end
                continue
            line = recover.line_start(self.text, at)
            begins_line = line > begin and recover.is_first_on_line(self.text, at)
            self._leave_out(line if begins_line else begin, end)

    def _leave_out(self, begin: int, end: int) -> None:
        first, last = recover.first_word(self.text, begin), recover.before(self.text, begin, end)
        if first >= last:
            raise _Unreadable
        self.lost.append(s.Lost(self._span(first, last)))
        self.text = recover.blanked(self.text, begin, end)

    # ── errors ──

    def _tell(self, error: Misfit, end: int) -> int:
        """Tells of what ends at `end` and cannot be read; gives the offset of the error."""
        match error:
            case Misfit(found=""):
                last = recover.before(self.text, self.start, end)
                place = self._span(max(self.start, last - 1), last)
                self.problems.append(Diagnostic("RB113", place, {"wanted": said(error.wanted)}))
                return max(self.start, last - 1)
            case Misfit(is_word=True):
                return self._misplaced(error)
            case _:
                return self._stranger(error)

    def _stranger(self, error: Misfit) -> int:
        """A character that begins no word, or a quotation mark that is never closed."""
        blanks: dict[str, str | Words] = {"found": error.found, "wanted": said(error.wanted)}
        if meant := SIGNS.get(error.found):
            blanks["suggestion"] = meant
        code = "RB111" if error.found in "\"“”'" else "RB112"
        edits = slips.sign(self.text, error.start, self._span)
        self.problems.append(Diagnostic(code, self._span(error.start), blanks, edits=edits))
        return error.start

    def _misplaced(self, error: Misfit) -> int:
        """A word that does not fit where it stands; at the margin, the first of a statement that is to be there."""
        at_margin = recover.is_at_margin(self.text, self.start, error.start)
        names = [*error.wanted, *(recover.STATEMENTS if at_margin else ())]
        blanks: dict[str, str | Words] = {"found": shorten(error.found), "wanted": said(error.wanted)}
        words, place = [word for name in names for word in TOKENS.get(name, ())], self._span(error.start, error.end)
        if suggestion := nearest(error.found, words):
            blanks["suggestion"] = suggestion
        edits = slips.keyword(place, error.found, suggestion, words)
        self.problems.append(Diagnostic("RB110", place, blanks, edits=edits))
        if at_margin:  # what is above stands; what is below belongs to the other statement
            self.names |= recover.declared(self.text[error.start : self.end])
            self.end = error.start
        return error.start

    def _span(self, start: int, end: int | None = None) -> Span:
        return self.spaced.span(start, start + 1 if end is None else end)


def _parentheses(text: str, start: int, end: int) -> int | None:
    """Where parentheses are nested too deep: the parser would read them, but slowly and to no purpose."""
    if text.count("(", start, end) <= MAX_DEPTH:  # as in all but made-up texts
        return None
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
        elif (names := _parts(cast(Any, type(node)))) is not None:
            if depth > MAX_DEPTH:
                place = getattr(node, "span", statement.span)
                return Diagnostic("RB104", place, {"limit": str(MAX_DEPTH), "mend": SPLIT})
            pending += [(getattr(node, name), depth + 1) for name in names]
    return None


@cache
def _parts(kind: Any) -> tuple[str, ...] | None:
    """Where the nodes of a kind may have others; None of what is no node."""
    if not is_dataclass(kind):
        return None
    return tuple(each.name for each in fields(kind) if not str(each.type).startswith(_BARE))


_BARE = ("Span", "str", "bool", "int", "Decimal", "Literal")
"""How the types of fields begin, as written, in which no node is."""
