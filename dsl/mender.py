"""A YAML file in which something is wrong → the likeliest of the changes (`trials.py`) that make it right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dsl.diagnose import Diagnostic
from dsl.nodes import plain
from dsl.passage import Mend, Passage, passage
from dsl.read import read
from dsl.schema import document, fitting, strays
from dsl.source import Source
from dsl.trials import likeliest, suspects

MOST_READ = 200_000
"""Code points that are read in trials for one file: a tenth of a second."""
MOST_LINES = 400
"""Lines of a passage: to read a longer one again and again takes too long."""
_NO_SLIPS = {"RB102", "RB103", "RB104", "RB122", "RB123", "RB124", "RB125"}
"""What is no slip of the pen: too much, or not wanted."""


@dataclass
class Mender:
    """Tries changes on the passages of one file, as long as there are characters `left` that may be read."""

    shape: str
    left: int = MOST_READ

    def mend(self, source: Source, problems: Sequence[Diagnostic]) -> Mend | None:
        """The likeliest of the changes that make the passage round a problem right."""
        if any(each.code in _NO_SLIPS for each in problems):
            return None
        for line in suspects(source, problems):
            where = passage(self.shape, source, line)
            if where.last - where.first < MOST_LINES and self._strays(where, None) is None:
                near = [each for each in problems if where.holds(each.span)]
                if found := self._best(where, likeliest(self.shape, where, line, near)):
                    return found
        return None

    def _best(self, where: Passage, groups: Iterator[list[Mend]]) -> Mend | None:
        """Of the first group in which a change works the cheapest; a doubtful one waits for a better group."""
        doubtful: Mend | None = None
        for group in groups:
            tried = ((self._strays(where, each), each.cost, n) for n, each in enumerate(group))
            working = [(strayed, cost, n) for strayed, cost, n in tried if strayed is not None]
            if working:
                strayed, _, best = min(working)
                if not strayed:
                    return group[best]
                doubtful = doubtful or group[best]
        return doubtful

    def _strays(self, where: Passage, mend: Mend | None) -> int | None:
        """Where the passage by itself is right with this change: the keys it touches that stand where any name may."""
        if self.left <= 0:
            return None
        text = where.with_change(mend)
        found, problems = read(Source("", text))
        self.left -= len(text) if found else problems[0].span.end if problems else 0
        if found is None or problems:
            return None
        wanted = document(self.shape).get("required", ())
        if not fitting(self.shape, tuple(name for name in wanted if name not in where.elsewhere))(plain(found)):
            return None
        return sum(where.touches(mend, key.span) for key in strays(self.shape, found)) if mend else 0
