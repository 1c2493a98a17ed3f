"""Text of rules → where its statements and clauses begin, so that what cannot be read costs no more than itself.

A statement begins where a line does with `rule`, `fact`, `invariant` or an amendment; a clause where a line does with
one of its keywords. An error inside a clause is blanked out with that clause and the rest of the statement is read; an
error at the margin, where only a statement begins, is a statement whose first word is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from dsl.comments import QUOTED
from dsl.keywords import BY_NAME, END, TERMINALS, Terminal

_BLANKS = r"[ \t\u3000]*"
_ASIDE = re.compile(rf"{QUOTED}|#[^\n]*")
_BLANK = re.compile(r"(?:\s|#[^\n]*)*\Z")
_FIRST = re.compile(r"\s*")


def _any_of(terminals: list[Terminal]) -> str:
    words = sorted({word for each in terminals for word in each.spellings}, key=lambda word: (-len(word), word))
    return "|".join(re.sub(" ", r"\\s*", word) for word in words)


_STATEMENTS = [each for each in TERMINALS if each.role == "statement"]
STATEMENTS = tuple(each.name for each in _STATEMENTS)
"""The terminals with which a statement begins."""
_DATED = r"(?:自|至)\s*(?=[0-9])"
"""`自` and `至` begin a clause before a date only: they stand in conditions too."""
_CLAUSE_NAMES = [
    *(
        "EXCEPT",
        "PRESUMED",
        "SOURCE",
        "PENALTY",
        "UNTIL",
        "FOR_EACH",
        "WHEN",
        "UNLESS",
        "BINDS",
        "SEVERITY",
        "STANDING",
    ),
    *("NOTE", "OVERRIDES", "TRANSITIONAL", "MUST", "MUST_NOT", "MAY", "NEVER_PERMITTED"),
]

_STATEMENT = re.compile(rf"^{_BLANKS}(?:{_any_of(_STATEMENTS)}){END}", re.MULTILINE)

# What follows is compiled only where something cannot be read.
_CLAUSE = rf"(?m)^{_BLANKS}(?:(?:from|适用于|{_any_of([BY_NAME[name] for name in _CLAUSE_NAMES])}){END}|{_DATED})"
_WITHIN_FACT = rf"(?m)^{_BLANKS}(?:{_any_of([BY_NAME['EXCEPT'], BY_NAME['PRESUMED']])}){END}"
_FACT = rf"\s*(?:{_any_of([BY_NAME['FACT']])}){END}"
_HEAD = rf"(?m)^{_BLANKS}(?:{_any_of(_STATEMENTS)}){END}([^\n\"“]*)"
_NAMED = rf"\s*(?:{_any_of(_STATEMENTS)}){END}\s*[^\s\"“]+"
_TITLED = rf"(?m)^{_BLANKS}(?:{_any_of([BY_NAME['FACT']])}){END}([^\n#:：]*)"
"""The head of a fact, whose title is its other name."""


def statements(text: str) -> Iterator[tuple[int, int]]:
    """The range of each statement; what stands before the first, if it is more than comments, is one that is wrong."""
    starts = [match.start() for match in _STATEMENT.finditer(text)]
    if not _BLANK.match(text, 0, starts[0] if starts else len(text)):
        starts = [0, *starts]
    yield from pairwise([*starts, len(text)])


def declared(text: str) -> set[str]:
    """Every word that the heads of these statements may declare: what cannot be read is not missed elsewhere."""
    heads = [match[1] for match in re.finditer(_HEAD, text)]
    heads += [match[1] for match in re.finditer(_TITLED, text)]
    heads = heads or [re.split("[#:：]", text.lstrip().split("\n", 1)[0])[0]]
    words = (word for head in heads for word in re.split(r"[\s:：\"“”]+", head))
    return {name for word in words for name in (word, *re.split("[.。．]", word))} - {""}


def first_word(text: str, start: int) -> int:
    """The offset of the first character at or after `start` that is not blank."""
    match = _FIRST.match(text, start)
    return match.end() if match else start


def is_first_on_line(text: str, at: int) -> bool:
    """Whether nothing but blanks stands before `at` on its line."""
    return not text[line_start(text, at) : at].strip()


def line_start(text: str, at: int) -> int:
    """The offset at which the line of `at` begins."""
    return text.rfind("\n", 0, at) + 1


def is_at_margin(text: str, start: int, at: int) -> bool:
    """Whether the line of `at` begins with it at the left margin, though the statement begun at `start` is above it."""
    return at > first_word(text, start) and (at == 0 or text[at - 1] == "\n")


def clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The ranges of the clauses of one statement; of a fact, those of its branches and its presumption."""
    pattern = _WITHIN_FACT if re.compile(_FACT).match(text, start) else _CLAUSE
    starts = [match.start() for match in re.compile(pattern).finditer(text, first_word(text, start), end)]
    return list(pairwise([*starts, end])) if starts else []


def has_head(text: str, start: int) -> bool:
    """Whether a statement begins with a word that begins statements."""
    return bool(_STATEMENT.match(text, line_start(text, first_word(text, start))))


def head_end(text: str, start: int, end: int) -> int:
    """The offset at which the first clause begins, or the statement ends."""
    found = clauses(text, start, end)
    return found[0][0] if found else end


def without_clauses(text: str, start: int, end: int) -> str:
    """The text with the clauses of one statement blanked out."""
    return blanked(text, head_end(text, start, end), end)


def rest_of_head(text: str, start: int, at: int) -> tuple[int, int] | None:
    """What follows the name of a rule on its first line, if `at` lies there: titles, and what does not belong."""
    name = None if re.compile(_FACT).match(text, start) else re.compile(_NAMED).match(text, start)
    line_end = text.find("\n", name.end()) if name else -1
    if name is None or not name.end() <= at <= line_end:
        return None
    return name.end(), line_end


def before(text: str, start: int, at: int) -> int:
    """The offset at which what stands before `at` ends, comments and blanks left aside."""
    shown = _ASIDE.sub(lambda match: " " * len(match[0]) if match[0][0] == "#" else match[0], text[start:at])
    return start + len(shown.rstrip())


def blanked(text: str, start: int, end: int) -> str:
    """The text with this range blank: lines stay, and so do all offsets."""
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
