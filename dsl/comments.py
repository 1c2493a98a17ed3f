"""The text of a file of rules → its comments, handed out one by one while the file is laid out anew."""

from __future__ import annotations

import re

from dsl.layout import BREAK, HARD, Aside, Layout
from dsl.record import dataclass

QUOTED = r'"[^"\n]*"|“[^”\n]*”'
ASIDE = re.compile(rf"{QUOTED}|＂[^＂\n]*＂|(?P<comment>[#＃][^\n]*)")
"""What no word of the language stands in, in a text as it was written: a quotation, or a comment."""


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment: its text from `#` on, the offset of that, and whether nothing but blanks stands before it."""

    text: str
    start: int
    own_line: bool


def comments(text: str) -> tuple[Comment, ...]:
    """All comments of a file, in order; what looks like one inside quotation marks is text."""
    found = (match for match in ASIDE.finditer(text) if match["comment"])
    return tuple(Comment("#" + match[0][1:].rstrip(), match.start(), _is_first(text, match.start())) for match in found)


def _is_first(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()


class Margin:
    """The comments of a text that are still to be placed; each is handed out once, none is lost."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._waiting = list(reversed(comments(text)))

    def blank_before(self, at: int) -> bool:
        """Whether something begins its line at this offset and the line above was left blank."""
        begin = self.text.rfind("\n", 0, at)
        above = self.text[self.text.rfind("\n", 0, max(begin, 0)) + 1 : max(begin, 0)]
        return begin > 0 and _is_first(self.text, at) and not above.strip()

    def end_of_line(self, at: int) -> int:
        """The offset at which the line of `at` ends."""
        found = self.text.find("\n", at)
        return found if found >= 0 else len(self.text)

    def take(self, end: int) -> list[Comment]:
        """The comments that begin before `end`, no longer waiting."""
        taken: list[Comment] = []
        while self._waiting and self._waiting[-1].start < end:
            taken.append(self._waiting.pop())
        return taken

    def rest(self, end: int) -> Layout:
        """What comments are left before `end`, all at the end of the line."""
        return tuple(Aside(comment.text) for comment in self.take(end))

    def above(self, at: int) -> Layout:
        """A new line for what begins at `at`, under the comments above it; of blank lines one stays."""
        beside, over = self._divided(at)
        lines = [(self._new_line(comment.start), comment.text) for comment in over]
        return (*beside, *lines, self._new_line(at))

    def gap(self, at: int, *, hard: bool = False) -> Layout:
        """A break before what belongs to `at`; comments that have lines of their own keep them."""
        beside, over = self._divided(at)
        return (*beside, *((HARD, comment.text) for comment in over), HARD if over or hard else BREAK)

    def _divided(self, at: int) -> tuple[list[Layout], list[Comment]]:
        """The comments before `at`: those beside what stands before, and those on lines of their own."""
        taken = self.take(at)
        first = next((n for n, comment in enumerate(taken) if comment.own_line), len(taken))
        return [Aside(comment.text) for comment in taken[:first]], taken[first:]

    def _new_line(self, at: int) -> Layout:
        return (HARD, HARD) if self.blank_before(at) else HARD
