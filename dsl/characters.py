"""Text → the characters in it that cannot be seen and so have no place in a rulebook, as diagnostics."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from dsl.diagnose import Diagnostic, Edit
from dsl.source import Source, Span

HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    ord("、"): ord(","),
    ord("－"): ord("-"),
}
"""Full-width forms → ASCII, one for one, so that offsets stay true."""

MOST = 10
"""Hidden characters told of in one file: where there are more, the file is not text."""

# Controls but tab and line break; what turns the direction of writing; breaks that only some programs see as such;
# blanks without width, by which two names can look alike and differ.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)


def hidden(source: Source) -> Iterator[Diagnostic]:
    """The first of the characters that show nothing, or something other than what is there."""
    for match in islice(_HIDDEN.finditer(source.text), MOST):
        span = Span(source.name, match.start(), match.end())
        yield _told(match[0], span, (Edit(span, ""),))


def escaped(value: str, span: Span) -> Iterator[Diagnostic]:
    """The first such character of a value that the text does not have but writes as an escape."""
    if match := _HIDDEN.search(value):
        yield _told(match[0], span)


def _told(char: str, span: Span, edits: tuple[Edit, ...] = ()) -> Diagnostic:
    return Diagnostic("RB103", span, {"char": f"U+{ord(char):04X}"}, edits=edits)
