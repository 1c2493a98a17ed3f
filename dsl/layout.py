"""A layout (text that may break at some places) → lines no wider than asked, as far as its breaks allow.

The algebra is Wadler's ("A prettier printer", 2003), rendered with Lindig's stack ("Strictly pretty", 2000). Added is
the `Aside`: a comment, which waits for the end of its line and makes every group around it break.
"""

from __future__ import annotations

from collections.abc import Iterable

from dsl.record import dataclass
from dsl.source import width


@dataclass(frozen=True, slots=True)
class Line:
    """A break: a new line in a group that breaks, else `flat`. `hard` always breaks."""

    flat: str = " "
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Aside:
    """A comment: written at the end of the line on which it is met; of several, the last, and the others above it."""

    text: str


@dataclass(frozen=True, slots=True)
class Nest:
    """What follows a break inside `of` stands `by` blanks further in."""

    of: Layout
    by: int = 4


@dataclass(frozen=True, slots=True)
class Group:
    """All breaks directly inside are taken, or none: none where it fits on the line."""

    of: Layout


Layout = str | Line | Aside | Nest | Group | tuple["Layout", ...]

BREAK = Line()
SOFT = Line("")
HARD = Line(hard=True)
BLANK = (HARD, HARD)


def joined(parts: Iterable[Layout], between: Layout) -> Layout:
    """The parts with something between each two."""
    done: list[Layout] = []
    for part in parts:
        done += [between, part] if done else [part]
    return tuple(done)


def render(layout: Layout, most: int) -> str:
    """The text, at most `most` cells wide where its breaks allow; no line ends in blanks."""
    lines: list[str] = []
    line: list[str] = []
    asides: list[str] = []
    margin = column = 0
    stack: list[tuple[int, bool, Layout]] = [(0, False, layout)]
    while stack:
        indent, flat, part = stack.pop()
        match part:
            case str():
                line.append(part)
                column += width(part)
            case tuple():
                stack += [(indent, flat, each) for each in reversed(part)]
            case Nest(of, by):
                stack.append((indent + by, flat, of))
            case Group(of):
                stack.append((indent, flat or _fits(most - column, [*_flattened(stack), (True, of)]), of))
            case Aside(text):
                asides.append(text)
            case Line(text, hard) if flat and not hard:
                line.append(text)
                column += width(text)
            case Line():
                lines += _ended(line, asides, margin)
                line, asides, margin, column = [" " * indent], [], indent, indent
    return "\n".join(each.rstrip(" ") for each in [*lines, *_ended(line, asides, margin)])


def _ended(line: list[str], asides: list[str], margin: int) -> list[str]:
    """A line with its comment; of several, the first go above it, for beside each other they would be one."""
    above = [" " * margin + each for each in asides[:-1]]
    return [*above, "".join([*line, *(f"  {each}" for each in asides[-1:])])]


def _flattened(stack: list[tuple[int, bool, Layout]]) -> list[tuple[bool, Layout]]:
    return [(flat, part) for _, flat, part in stack[-_AHEAD:]]


_AHEAD = 30
"""Parts after a group that are looked at to see whether the line still fits: its end is nearer than that."""


def _fits(room: int, parts: list[tuple[bool, Layout]]) -> bool:
    """Whether the last part, laid flat, and what follows it up to the next break, take no more than the room."""
    while parts and room >= 0:
        flat, part = parts.pop()
        match part:
            case str():
                room -= width(part)
            case tuple():
                parts += [(flat, each) for each in reversed(part)]
            case Nest(of, _):
                parts.append((flat, of))
            case Group(of):
                parts.append((flat, of))
            case Aside() if flat:
                return False
            case Line(text, hard):
                if hard and flat:
                    return False
                if not flat:
                    return True
                room -= width(text)
            case _:
                pass
    return room >= 0
