"""A YAML file in which something is wrong → what one small change would make right, and the tree as it was meant.

The reader and the schemas say where they stumbled; the slip may lie lines before that, and may make them stumble more
than once. So the likely slips near those places (`trials.py`, `shifts.py`) are undone one by one: where one change
makes all of a passage right, that was the mistake. It is told of once, where it was made, and all that follows is read
as if it had not been made: one mistake, one message.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dsl.diagnose import Diagnostic
from dsl.passage import Mend, Passage, passage
from dsl.read import read
from dsl.shape import FORMATS, document, fit, strays
from dsl.sound import surely_fits
from dsl.source import Source, Span
from dsl.syntax import Mapping, Node, Scalar
from dsl.syntax import Sequence as List
from dsl.trials import likeliest, suspects

MOST_MENDS = 5
"""Mistakes of one file that are mended; a file with more is read as far as it goes."""
MOST_READ = 200_000
"""Code points that are read in trials for one file: a tenth of a second."""
MOST_LINES = 400
"""Lines of a passage: to read a longer one again and again takes too long."""
MOST_TEXT = 200_000
"""Code points of a file that is mended at all."""

_NO_SLIPS = {"RB102", "RB103", "RB104", "RB122", "RB123", "RB124", "RB125"}
"""What is no slip of the pen: too much, or not wanted."""


@dataclass(frozen=True)
class Fitting:
    """What of a file is understood: the tree (None where it is lost), the names cut out of it, what is wrong."""

    node: Node | None
    broken: frozenset[str]
    problems: tuple[Diagnostic, ...]
    empty: bool = False


NOTHING = Fitting(None, frozenset(), ())


def understand(shape: str, source: Source) -> Fitting:
    """A YAML file, read and fitted to the schema `shape`, its slips mended where that can be done."""
    fitting, current = _fitting(shape, source), source
    told: list[Diagnostic] = []
    mends: list[Mend] = []
    mender = _Mender(shape)
    while fitting.problems and len(mends) < MOST_MENDS and len(source.text) < MOST_TEXT:
        mend = mender.mend(current, fitting.problems)
        if mend is None:
            break
        told.append(_back(mend.told, mends))
        mends.append(mend)
        current = Source(source.name, mend.on(current.text))
        fitting = _fitting(shape, current)
    if not mends:
        return fitting
    rest = (_back(each, mends) for each in fitting.problems)
    return Fitting(fitting.node and _moved(fitting.node, mends), fitting.broken, (*told, *rest))


def _fitting(shape: str, source: Source) -> Fitting:
    found, problems = read(source)
    if found is None:
        return Fitting(None, frozenset(), problems, not problems)
    node, broken, misfits = fit(shape, found)
    return Fitting(node, broken, (*problems, *misfits))


# ── what was meant ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Mender:
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
        whole = document(self.shape)
        here = {**whole, "required": [name for name in whole.get("required", ()) if name not in where.elsewhere]}
        if not surely_fits(found, here, FORMATS):
            return None
        return sum(where.touches(mend, key.span) for key in strays(self.shape, found)) if mend else 0


# ── places: what was found in the mended text stands in the text as written ─────────────────────────────────────────


def _back(problem: Diagnostic, mends: Sequence[Mend]) -> Diagnostic:
    related = tuple((_place(span, mends), words) for span, words in problem.related)
    edits = () if mends else problem.edits  # an edit of a text that was mended fits no other
    return replace(problem, span=_place(problem.span, mends), related=related, edits=edits)


def _place(span: Span, mends: Sequence[Mend]) -> Span:
    start, end = span.start, span.end
    for mend in reversed(mends):
        start, end = mend.before(start), mend.before(end)
    return Span(span.file, start, max(start, end))


def _moved(node: Node, mends: Sequence[Mend]) -> Node:
    span = _place(node.span, mends)
    match node:
        case Scalar(text, quoted):
            return Scalar(text, quoted, span)
        case List(items):
            return List(tuple(_moved(item, mends) for item in items), span)
        case Mapping(entries):
            moved = ((Scalar(k.text, k.quoted, _place(k.span, mends)), _moved(value, mends)) for k, value in entries)
            return Mapping(tuple(moved), span)
