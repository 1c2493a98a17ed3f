"""Likely slips near a place in a YAML file → changes that would undo them, the likeliest first.

Nothing is decided here: `understand.py` tries them. What a change says of the mistake it undoes is its diagnostic.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dsl.core import Words
from dsl.diagnose import Diagnostic, shorten
from dsl.messages.yaml_problems import yaml_problem
from dsl.passage import Change, Mend, Page, Passage, indent, lines_of
from dsl.schema import properties
from dsl.shifts import dashes, indents, lines_swapped, values_swapped
from dsl.source import Source

_KEY = re.compile(r"([^\W\d]\w{0,40}(?: \w{1,40})?):(?=\s)")
_FULL_WIDTH = re.compile("[\u3000、。“”【】—\uff01-\uff5e]")
_HALF = {"\u3000": " ", "、": ",", "。": ".", "“": '"', "”": '"', "【": "[", "】": "]", "—": "-"}
_KEYLESS = re.compile(r"(\s*(?:-\s+)?)(?:\{.*\}|\[.*\]|[^:{}\[\]#]+)\s*(?:#.*)?$")
_ENOUGH = 5
"""Times that a key has to be followed by others for these to be all that can follow it."""
_COLON = yaml_problem("could not find expected ':'")


def suspects(source: Source, problems: Sequence[Diagnostic]) -> Iterator[int]:
    """Lines (from 0) round which a slip is looked for: of a quotation mark without its twin, of the first problems."""
    odd = [number for number, line in enumerate(lines_of(source)) if _is_odd(line, '"') or _is_open(line)]
    begun = [span for each in problems if each.code == "RB120" for span, _ in each.related]
    stumbled = [source.position(span.start)[0] - 1 for span in (*(each.span for each in problems), *begun)]
    yield from dict.fromkeys([*odd[:3], *sorted(stumbled)[:3]])


def likeliest(shape: str, where: Passage, line: int, problems: Sequence[Diagnostic]) -> Iterator[list[Mend]]:
    """Changes in groups, the likeliest first; of those of one group that work, the one that costs least is meant."""
    page = Page(where, lines_of(where.source), line)
    yield list(quotes(page))
    yield list(signs(page))
    yield list(renamed(page, "RB130", problems))
    yield list(values_swapped(page, problems))
    yield [*renamed(page, "RB133", problems), *colons(page)]
    yield list(indents(page))
    yield list(lines_swapped(page))
    yield list(dashes(page))
    yield list(keys(page, shape, problems))


# ── marks and signs ──────────────────────────────────────────────────────────────────────────────────────────────────


def quotes(page: Page) -> Iterator[Mend]:
    """A quotation mark without its twin: the twin is put where a value may begin or end."""
    for n in filter(page.is_read, range(page.where.first, page.where.last)):
        for mark in ('"', "'"):
            if _is_odd(line := page.lines[n], mark):
                at = page.at(n, line.rindex(mark))
                told = Diagnostic("RB111", page.span(at, at + 1))
                for column in _twins(line):
                    yield Mend((Change(page.at(n, column), page.at(n, column), mark),), told)


def signs(page: Page) -> Iterator[Mend]:
    """A full-width sign, digit or blank where YAML knows the other one only."""
    for n in page.near():
        for match in list(_FULL_WIDTH.finditer(page.lines[n]))[:20]:
            half = _HALF.get(match[0]) or chr(ord(match[0]) - 0xFEE0)
            at = page.at(n, match.start())
            told = Diagnostic("RB143", page.span(at, at + 1), {"found": match[0], "wanted": half.strip() or " "})
            is_last = page.lines[n][match.end() : match.end() + 1] in ("", " ")
            for text in dict.fromkeys((half, half if is_last else f"{half} ")):
                yield Mend((Change(at, at + 1, text),), told)


def renamed(page: Page, code: str, problems: Sequence[Diagnostic]) -> Iterator[Mend]:
    """A key, or a word of a closed list, that is one letter off: what was said of it stays."""
    for each in problems:
        meant = each.detail.get("suggestion")
        if each.code == code and isinstance(meant, str):
            yield Mend((Change(each.span.start, each.span.end, meant),), each)


def colons(page: Page) -> Iterator[Mend]:
    """A key without its colon."""
    for n in page.near():
        if match := re.match(r"(?:- )?([^\s:{}\[\],\"'#]+)(?= |$)", page.lines[n].lstrip()):
            start = page.at(n, indent(page.lines[n]) + match.start(1))
            told = Diagnostic("RB120", page.span(start, start + len(match[1])), {"problem": _COLON})
            yield Mend((Change(start + len(match[1]), start + len(match[1]), ":"),), told)


def keys(page: Page, shape: str, problems: Sequence[Diagnostic]) -> Iterator[Mend]:
    """A value without its key: in braces where a comma seems to cut a value off, or at the beginning of a line."""
    missing = [name for each in problems for name in _missing(each)]
    for each in problems:
        if each.code == "RB127":
            yield from _keyed(page, each.span.start, each.span.end, missing or _usual(page, shape, each.span.start))
        if each.code in ("RB128", "RB130"):
            start = each.span.end - len(str(each.detail["name"]))
            others = _usual(page, shape, start) if each.code == "RB130" else []
            yield from _keyed(page, start, each.span.end, missing or others)
    for n in page.near():
        if match := _KEYLESS.match(page.lines[n]):
            start = page.at(n, match.end(1))
            end = page.at(n, len(page.lines[n].rstrip()))
            yield from _keyed(page, start, end, [*missing, *_usual(page, shape, start)])
    for n in page.near():
        yield from _headed(page, n, [*missing, *_usual(page, shape, page.at(n))])


def _usual(page: Page, shape: str, at: int) -> list[str]:
    """The keys of the schema that follow the key before a place elsewhere in the file, the most frequent first."""
    text = page.where.source.text
    keys = [match[1] for match in _KEY.finditer(text)]
    before = next((match[1] for match in reversed(list(_KEY.finditer(text, page.where.start, at)))), "")
    follow = Counter(after for key, after in pairwise(keys) if key == before)
    known = [name for name in properties(shape) if follow[name] or follow.total() < _ENOUGH]
    return sorted(known, key=lambda name: -follow[name])


def _keyed(page: Page, start: int, end: int, names: Sequence[str]) -> Iterator[Mend]:
    text = page.where.source.text
    value, begin = text[start:end], start
    while text[begin - 1 : begin] == " " and text[begin - 2 : begin - 1] in (" ", "-"):
        begin -= 1  # after the dash of a list there is one blank
    for order, name in enumerate(dict.fromkeys(names)):
        whole = f"{name}: {shorten(value)}"
        blanks: dict[str, str | Words] = {"value": shorten(value), "whole": Words(f"“{whole}”", f"`{whole}`")}
        told = Diagnostic("RB144", page.span(start, end), blanks)
        lead = text[begin:start] if text[begin - 1 : begin] != "-" else " "
        yield Mend((Change(begin, start, f"{lead}{name}: "),), told, (order,))


def _headed(page: Page, n: int, names: Sequence[str]) -> Iterator[Mend]:
    """The key of a whole block left out."""
    depth = indent(page.lines[n])
    if depth < 2:
        return
    for order, name in enumerate(dict.fromkeys(names)):
        above = Words(f"其上一行的“{name}:”", f"`{name}:` on the line above")
        blanks: dict[str, str | Words] = {"value": shorten(page.lines[n].strip()), "whole": above}
        told = Diagnostic("RB144", page.text(n), blanks)
        yield Mend((Change(page.at(n), page.at(n), " " * (depth - 2) + f"{name}:\n"),), told, (order,))


def _missing(problem: Diagnostic) -> list[str]:
    """The keys that a mapping lacks."""
    names = problem.detail.get("names" if problem.code == "RB139" else "name", "")
    said = names.en if isinstance(names, Words) else names
    return said.split(", ") if problem.code in ("RB131", "RB139") else []


def _is_odd(line: str, mark: str) -> bool:
    """Whether a quotation mark of a line has no twin on it."""
    return mark in line and _code(line).count(mark) % 2 == 1


def _is_open(line: str) -> bool:
    """Whether a single quotation mark begins a value that does not end on the line; others are apostrophes."""
    return "'" in line and bool(re.search(r"(?:: |- |\[|, )'[^']*$", line))


def _code(line: str) -> str:
    """A line without its comment and without what an author has escaped."""
    return re.sub(r"(^|\s)#.*", "", line.replace('\\"', ""))


def _twins(line: str) -> list[int]:
    """Columns at which a value may end (before a brace or a comma, at the end) or begin (after a colon, a dash)."""
    ends = [match.start() for match in re.finditer(r"\s*(?:[}\]]+\s*$|,|$)", line)][::-1]
    begins = [match.end() for match in re.finditer(r"(?:: |- |\[|, )(?! )", line)]
    return list(dict.fromkeys([*ends[:6], *begins[:6]]))
