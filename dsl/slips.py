"""A slip in a text → the edits that mend it: signs of other languages, hidden characters, tabs, commas, tags.

Each does what the hint of its diagnostic says. Where that leaves more than one way, there are no edits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date

from dsl import syntax as s
from dsl.diagnose import Edit, instead
from dsl.keywords import BY_NAME, CURRENCIES
from dsl.kinds import Date, Kind, Money
from dsl.literal import Misread, read_literal
from dsl.messages.tokens import SIGNS
from dsl.source import Source, Span, is_chinese, is_slip

_QUOTED = re.compile(r'"[^"\n]*"|“[^”\n]*”|#[^\n]*')


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def sign(text: str, at: int, span: Callable[[int, int], Span]) -> tuple[Edit, ...]:
    """`&&`, `||`, `!` → the word of this language, with blanks round it; ‘…’ → quotation marks.

    `span` says where in the file a range of the text is.
    """
    char = text[at]
    meant = SIGNS.get(char)
    if meant is None:
        return ()
    line = text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]
    if char in "‘’":
        return _quotes(text, at, is_chinese(line), span)
    end = at + 2 if char in "&|" and text[at : at + 2] == char * 2 else at + 1
    word = meant.say("zh" if is_chinese(_QUOTED.sub("", line)) else "en")
    before = "" if text[at - 1 : at].isspace() or text[at - 1 : at] in ("", "(") else " "
    after = "" if text[end : end + 1].isspace() else " "
    return (Edit(span(at, end), before + word + after),)


def _quotes(text: str, at: int, chinese: bool, span: Callable[[int, int], Span]) -> tuple[Edit, ...]:
    """Both marks of ‘…’, if both are there and none other between them."""
    match = re.compile(r"‘[^‘’“”\"\n]*’").match(text, at)
    if match is None:
        return ()
    left, right = "“”" if chinese else '""'
    return Edit(span(at, at + 1), left), Edit(span(match.end() - 1, match.end()), right)


def keyword(place: Span, found: str, meant: str | None, words: Iterable[str]) -> tuple[Edit, ...]:
    """The keyword that was meant in the place of what was found, if a slip of the pen lies between them."""
    if meant is None:
        return ()
    known = [part for word in words for part in (word, word.split()[0])]  # `fro` may be `from`, or begin `for each`
    return instead(place, found, meant) if is_slip(found, meant, known) else ()


def prohibited(clause: Span, action: Span) -> tuple[Edit, ...]:
    """`never permitted ACTION` → `must not ACTION`, each in the language of what is written before the action."""
    written = action.start - clause.start
    never, must_not = (BY_NAME[name].pairs[0] for name in ("NEVER_PERMITTED", "MUST_NOT"))
    word = must_not.say("en") if written > len(never.en) else must_not.say("zh")
    return (Edit(Span(clause.file, clause.start, action.start), f"{word} "),)


def currency(e: s.Comparison, left: Kind, right: Kind) -> tuple[Edit, ...]:
    """A bare number that is compared with money → the same with the money's currency, in the language of the other."""
    for number, money, other in ((e.left, right, e.right), (e.right, left, e.left)):
        if isinstance(number, s.Number) and isinstance(money, Money):
            chinese = isinstance(other, s.Path) and is_chinese(other.parts[0].text)
            words = {pair.en: pair.say("zh") for pair in CURRENCIES} if chinese else {}
            end = Span(number.span.file, number.span.end, number.span.end)
            return (Edit(end, " " + words.get(money.currency, money.currency)),)
    return ()


# ── YAML ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def day(span: Span, written: str) -> tuple[Edit, ...]:
    """2016/9/23, 2016年9月23日 → 2016-09-23, where it is a day of the calendar."""
    try:
        found = read_literal(Date(), written, {}, "UTC")
    except Misread:
        return ()
    return instead(span, written, found.isoformat()) if isinstance(found, date) else ()


def tag(source: Source, span: Span) -> tuple[Edit, ...]:
    """The tag with which a value begins, and the blanks after it, deleted."""
    match = re.compile(r"!\S*[ \t]+").match(source.text, span.start)
    return (Edit(Span(span.file, span.start, match.end()), ""),) if match else ()


def quoted(source: Source, span: Span) -> tuple[Edit, ...]:
    """A value that its commas cut in pieces, in quotation marks as a whole."""
    whole = source.words(span).replace("\\", r"\\").replace('"', r"\"")
    return (Edit(span, f'"{whole}"'),)


def tabs(source: Source, at: int) -> tuple[Edit, ...]:
    """The tabs that indent the line at `at` (and those beside it that begin alike) → as many blanks as are certain.

    Certain is the indentation of the lines before and after, where these agree, and two more where the line before
    opens a block; and two blanks for each tab in a file that is indented with nothing but tabs.
    """
    lines = source.text.split("\n")
    if edits := _all_tabs(source, lines):
        return edits
    first = last = source.position(at)[0] - 1
    indent = _indent(lines[first])
    while first > 0 and _is_like(lines[first - 1], indent):
        first -= 1
    while last + 1 < len(lines) and _is_like(lines[last + 1], indent):
        last += 1
    blanks = _between(lines, first, last) if "\t" in indent else None
    if blanks is None:
        return ()
    starts = [source.start(number + 1) for number in range(first, last + 1)]
    return tuple(Edit(Span(source.name, start, start + len(indent)), blanks) for start in starts)


def _between(lines: list[str], first: int, last: int) -> str | None:
    """The indentation that lines from `first` to `last` must have had, by the lines before and after them."""
    if first == 0 or last + 1 == len(lines):
        return None
    before, after = lines[first - 1], lines[last + 1]
    blanks = _indent(before)
    items = {each.lstrip().startswith("-") for each in (before, lines[first], after)}
    if blanks != _indent(after) or "\t" in blanks or not before.strip() or not after.strip() or len(items) > 1:
        return None
    return blanks + "  " if before.rstrip().endswith(":") else blanks


def _all_tabs(source: Source, lines: list[str]) -> tuple[Edit, ...]:
    indents = [_indent(line) for line in lines]
    if any(indent.strip("\t") for indent in indents):
        return ()
    return tuple(
        Edit(Span(source.name, start, start + len(indent)), "  " * len(indent))
        for start, indent in ((source.start(n + 1), indent) for n, indent in enumerate(indents) if indent)
    )


def _is_like(line: str, indent: str) -> bool:
    return bool(line.strip()) and _indent(line) == indent


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]
