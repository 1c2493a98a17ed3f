"""What stands where it does not belong: two clauses in each other's place, a line moved to the side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random

from dsl import syntax as s
from tests.nearly.pages import Edit, Library, Page, mappings, nodes


def swapped(page: Page, library: Library, rng: Random) -> Iterator[Edit]:
    """Two neighbouring lines, two parts of one clause, or two values of one mapping in each other's place."""
    yield from (each for each in _swapped(page) if each.new != page.text[each.start : each.end])


def _swapped(page: Page) -> Iterator[Edit]:
    yield from _swapped_lines(page)
    if page.shape == "rules":
        for node, _ in nodes(page.statements):
            yield from _swapped_parts(page, node)
    else:
        for mapping in mappings(page.tree):
            for (_, a), (_, b) in pairwise(mapping.entries):
                is_one_line = "\n" not in page.text[a.span.start : b.span.end]
                if isinstance(a, s.Scalar) and isinstance(b, s.Scalar) and is_one_line:
                    yield _exchange(page.text, a.span.start, a.span.end, b.span.start, b.span.end)


def _swapped_lines(page: Page) -> Iterator[Edit]:
    for first, second in pairwise(re.finditer(r"^[^\n]+$", page.text, re.MULTILINE)):
        is_code = all(each[0].strip() and not each[0].strip().startswith("#") for each in (first, second))
        if is_code and second.start() == first.end() + 1:
            yield Edit(first.start(), second.end(), f"{second[0]}\n{first[0]}")


def _swapped_parts(page: Page, node: object) -> Iterator[Edit]:
    match node:
        case s.Quantifier(_, _, a, b) | s.Passed(a, b) | s.Between(_, a, b) | s.Except(a, b) | s.OnDate(a, b):
            pairs = [(a, b)]
        case s.Aggregate(_, None, _, a, b) if b is not None:
            pairs = [(a, b)]
        case s.MustHappen(event, duration, start):
            pairs = [(event, duration), (duration, start), (event, start)]
        case s.Cite(source, article, _, span) if article and source.text and source.span.end < span.end:
            after = page.text[source.span.end : span.end]
            begin = span.end - len(after.lstrip())
            yield _exchange(page.text, source.span.start, source.span.end, begin, span.end)
            return
        case _:
            return
    for a, b in pairs:
        first, second = sorted((a.span, b.span), key=lambda span: span.start)
        if first.end <= second.start:
            yield _exchange(page.text, first.start, first.end, second.start, second.end)


def _exchange(text: str, a: int, a_end: int, b: int, b_end: int) -> Edit:
    return Edit(a, b_end, text[b:b_end] + text[a_end:b] + text[a:a_end])


def bad_indent(page: Page, library: Library, rng: Random) -> Iterator[Edit]:
    """A line of YAML, or a line with all that hangs on it, moved to the right or to the left."""
    if page.shape == "rules":
        return
    lines = page.text.split("\n")
    offset = 0
    for number, line in enumerate(lines):
        text = line.strip()
        if text and not text.startswith("#"):
            last = number if rng.random() < 0.7 else _block(lines, number)
            yield from _moved(lines, number, last, offset, rng)
        offset += len(line) + 1


def _block(lines: Sequence[str], first: int) -> int:
    """The last line that hangs on a line."""
    depth = _indent(lines[first])
    last = first
    for number in range(first + 1, len(lines)):
        if lines[number].strip():
            if _indent(lines[number]) <= depth:
                break
            last = number
    return last


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _moved(lines: Sequence[str], first: int, last: int, offset: int, rng: Random) -> Iterator[Edit]:
    by = rng.choice([each for each in (-2, -1, 1, 2, 4) if _indent(lines[first]) + each >= 0])
    tab = rng.random() < 0.1
    moved = []
    for line in lines[first : last + 1]:
        depth = _indent(line)
        lead = "\t" + " " * max(0, depth - 2) if tab else " " * max(0, depth + by)
        moved.append(lead + line[depth:] if line.strip() else line)
    old = "\n".join(lines[first : last + 1])
    yield Edit(offset, offset + len(old), "\n".join(moved))
