"""Lines of a YAML file that stand in the wrong place → changes that put them right.

Moved to the right or left, without the dash of a list, or in each other's place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dsl import slips
from dsl.core import Words
from dsl.diagnose import Diagnostic, shorten
from dsl.messages.yaml_problems import yaml_problem
from dsl.passage import Change, Mend, Page, end_of_block, has_text, indent, inner, lead

_IN_BRACES = re.compile(r"(?<=[{,])\s*([\w ]+):\s+([^,{}\[\]]*[^,{}\[\]\s])\s*(?=[,}])")
_DASH = yaml_problem("did not find expected '-' indicator")

# ── indentation ──────────────────────────────────────────────────────────────────────────────────────────────────────


def indents(page: Page) -> Iterator[Mend]:
    """A line, or a line with all that hangs on it, moved to where a neighbour stands or to one step below it."""
    usual = _usual_step(page.lines[page.where.first : page.where.last])
    for n in page.near():
        have, last = indent(page.lines[n]), end_of_block(page.lines, n, page.where.last)
        is_tabbed = "\t" in page.lines[n][: lead(page.lines[n])]
        for wanted in sorted(_depths(page, n) - ({have} if not is_tabbed else set())):
            for end in dict.fromkeys((n + 1, last)):
                yield _reindented(page, n, end, wanted - have, usual)


def _depths(page: Page, n: int) -> set[int]:
    nearby = [m for m in range(max(0, n - 12), min(len(page.lines), n + 12)) if has_text(page.lines[m])]
    depths = {indent(page.lines[m]) for m in nearby if m != n}
    above = next((page.lines[m] for m in reversed(nearby) if m < n), "")
    return depths | {inner(above), indent(above) + 2}


def _reindented(page: Page, first: int, end: int, by: int, usual: int) -> Mend:
    moved = [(n, max(0, indent(page.lines[n]) + by)) for n in range(first, end) if page.lines[n].strip()]
    changes = tuple(Change(page.at(n), page.at(n, lead(page.lines[n])), " " * depth) for n, depth in moved)
    have = indent(page.lines[first])
    told = Diagnostic("RB141", page.text(first), {"found": str(have), "wanted": str(max(0, have + by))})
    if "\t" in page.lines[first][: lead(page.lines[first])]:
        edits = slips.tabs(page.where.source, page.at(first))
        told = Diagnostic("RB126", page.span(page.at(first), page.at(first, 1)), edits=edits)
    after = list(page.lines)
    for n, depth in moved:
        after[n] = " " * depth + after[n].lstrip(" \t")
    odd = _odd_steps(after[page.where.first : page.where.last], usual)
    beside = [n for n in (_next(page, first, -1), _next(page, end - 1, 1)) if n is not None]
    unlike = -sum(indent(after[n]) == max(0, have + by) for n in beside)
    return Mend(changes, told, (odd, unlike, abs(first - page.line), end - first, abs(by)))


def _next(page: Page, n: int, step: int) -> int | None:
    """The next line of text above or below."""
    n += step
    while page.where.first <= n < page.where.last:
        if has_text(page.lines[n]):
            return n
        n += step
    return None


def dashes(page: Page) -> Iterator[Mend]:
    """An item of a list without its dash."""
    first = [n for n in range(page.where.first, page.where.last) if has_text(page.lines[n])][:1]
    for n in (*page.near(), *first):
        depth = indent(line := page.lines[n])
        told = Diagnostic("RB120", page.text(n), {"problem": _DASH})
        if depth >= 2 and not line.lstrip().startswith("- "):
            yield Mend((Change(page.at(n, depth - 2), page.at(n, depth), "- "),), told, (abs(n - page.line),))
        yield Mend((Change(page.at(n, depth), page.at(n, depth), "- "),), told, (abs(n - page.line), 1))


def _steps(lines: Sequence[str]) -> Iterator[int]:
    """How much deeper each line stands than the one on which it hangs."""
    above = [0]
    for line in (each for each in lines if has_text(each)):
        depth = indent(line)
        while len(above) > 1 and above[-1] >= depth:
            above.pop()
        if depth > above[-1]:
            yield depth - above[-1]
        above += [depth] if depth > above[-1] else []
        if inner(line) > depth:
            above.append(inner(line))


def _usual_step(lines: Sequence[str]) -> int:
    counted = Counter(_steps(lines)).most_common(1)
    return counted[0][0] if counted else 2


def _odd_steps(lines: Sequence[str], usual: int) -> int:
    return sum(step != usual for step in _steps(lines))


# ── what changed places ──────────────────────────────────────────────────────────────────────────────────────────────


def lines_swapped(page: Page) -> Iterator[Mend]:
    """Two neighbouring lines."""
    for n in (page.line - 2, page.line - 1, page.line, page.line - 3):
        if page.where.first <= n and n + 1 < page.where.last and page.is_read(n) and page.is_read(n + 1):
            a, b = page.lines[n], page.lines[n + 1]
            blanks: dict[str, str | Words] = {"first": _head(a), "second": _head(b)}
            told = Diagnostic("RB142", page.text(n), blanks)
            yield Mend((Change(page.at(n), page.at(n + 1, len(b)), f"{b}\n{a}"),), told, (abs(n - page.line),))


def values_swapped(page: Page, problems: Sequence[Diagnostic]) -> Iterator[Mend]:
    """Two values of neighbouring keys in braces."""
    for n in dict.fromkeys(page.where.source.position(each.span.start)[0] - 1 for each in problems):
        values = list(_IN_BRACES.finditer(page.lines[n])) if page.is_read(n) else []
        for a, b in pairwise(values):
            start, end = page.at(n, a.start(2)), page.at(n, b.end(2))
            text = b[2] + page.lines[n][a.end(2) : b.start(2)] + a[2]
            told = Diagnostic("RB142", page.span(start, start + len(a[2])), {"first": a[2], "second": b[2]})
            yield Mend((Change(start, end, text),), told)


def _head(line: str) -> str:
    """What a line begins with: its key, or what it has in place of one."""
    found = re.match(r"(?:-\s+)?[^\s:{\[]*:?", line.strip())
    return shorten(found[0] if found and found[0] != "- " else "- …", 30)
