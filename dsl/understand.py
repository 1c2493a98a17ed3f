"""A YAML file in which something is wrong → what one small change would make right, and the tree as it was meant.

The reader and the schemas say where they stumbled; the slip may lie lines before that, and may make them stumble more
than once. So the likely slips near those places (`trials.py`, `shifts.py`) are undone one by one: where one change
makes all of a passage right, that was the mistake. It is told of once, where it was made, and all that follows is read
as if it had not been made: one mistake, one message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dsl.diagnose import Diagnostic
from dsl.record import dataclass
from dsl.shape import fit
from dsl.skim import placed
from dsl.source import Source, Span
from dsl.syntax import Mapping, Node, Scalar
from dsl.syntax import Sequence as List

if TYPE_CHECKING:
    from dsl.passage import Mend

MOST_MENDS = 5
"""Mistakes of one file that are mended; a file with more is read as far as it goes."""
MOST_TEXT = 200_000
"""Code points of a file that is mended at all."""


@dataclass(frozen=True, slots=True)
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
    if fitting.problems:
        from dsl.mender import Mender  # only where something is wrong

        mender = Mender(shape)
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
    found, problems = _read(source)
    if found is None:
        return Fitting(None, frozenset(), problems, not problems)
    node, broken, misfits = fit(shape, found)
    return Fitting(node, broken, (*problems, *misfits))


def _read(source: Source) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    if (surely := placed(source)) is not None:
        return surely, ()
    from dsl.read import read  # the library is needed only for what is not as people write it

    return read(source)


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
