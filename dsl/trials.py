"""Likely slips near a place in a YAML file → changes that would undo them, the likeliest first.

Nothing is decided here: `understand.py` tries them. What a change says of the mistake it undoes is its diagnostic.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dsl import slips
from dsl.core import Words
from dsl.diagnose import Diagnostic, shorten
from dsl.messages.yaml_problems import yaml_problem
from dsl.shape import properties
from dsl.source import Source, Span

_SECTIONS = ("entities", "enumerations", "actions", "parties", "words")
_ABOVE, _BELOW = 3, 1
"""Lines above and below the place where the reader stumbled in which the slip is looked for."""


@dataclass(frozen=True, slots=True)
class Change:
    """`[start, end)` of the text becomes `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mend:
    """One slip undone: the changes in order of place, what is said of the slip, and how far-fetched it is."""

    changes: tuple[Change, ...]
    told: Diagnostic
    cost: tuple[int, ...] = ()

    def on(self, text: str) -> str:
        """The text with the slip undone."""
        parts, last = [], 0
        for change in self.changes:
            parts += [text[last : change.start], change.text]
            last = change.end
        return "".join([*parts, text[last:]])

    def before(self, offset: int) -> int:
        """Where a place of the mended text was before."""
        for change in self.changes:
            if offset <= change.start:
                break
            grown = len(change.text) - (change.end - change.start)
            offset = max(change.start, offset - grown) if offset >= change.start + len(change.text) else change.start
        return offset


@dataclass(frozen=True)
class Passage:
    """Whole declarations round a place: lines `[first, last)`, which make a file of the same shape by themselves."""

    source: Source
    first: int
    last: int
    head: str = ""
    elsewhere: frozenset[str] = frozenset()

    @property
    def start(self) -> int:
        """Where it begins."""
        return offset_of(self.source, self.first)

    @property
    def end(self) -> int:
        """Where it ends."""
        return offset_of(self.source, self.last)

    def holds(self, span: Span) -> bool:
        """Whether a place lies in it."""
        return self.start <= span.start <= self.end

    def with_change(self, mend: Mend | None) -> str:
        """The passage as a file of its own, with the slip undone."""
        text = self.source.text[self.start : self.end]
        return self.head + (self._inside(mend).on(text) if mend else text)

    def touches(self, mend: Mend, span: Span) -> bool:
        """Whether what stands at a place of that file was changed, or stands on a line that was moved."""
        start = self._inside(mend).before(max(0, span.start - len(self.head)))
        line = self.source.position(start + self.start)[0]
        changed = [(self.source.position(c.start)[0], self.source.position(c.end)[0]) for c in mend.changes]
        return any(first <= line <= last for first, last in changed)

    def _inside(self, mend: Mend) -> Mend:
        start = self.start
        return Mend(tuple(Change(c.start - start, c.end - start, c.text) for c in mend.changes), mend.told)


def lines_of(source: Source) -> list[str]:
    """The lines of a file, without their breaks."""
    return source.text.split("\n")


def offset_of(source: Source, line: int) -> int:
    """Where a line (from 0) begins; the end of the text for the line after the last."""
    starts = source.starts
    return starts[line] if line < len(starts) else len(source.text)


# ── where to look ────────────────────────────────────────────────────────────────────────────────────────────────────


def suspects(source: Source, problems: Sequence[Diagnostic]) -> Iterator[int]:
    """Lines (from 0) round which a slip is looked for: of a quotation mark without its twin, of the first problems."""
    odd = [number for number, line in enumerate(lines_of(source)) if _is_odd(line, '"') or _is_open(line)]
    begun = [span for each in problems if each.code == "RB120" for span, _ in each.related]
    stumbled = [source.position(span.start)[0] - 1 for span in (*(each.span for each in problems), *begun)]
    yield from dict.fromkeys([*odd[:3], *sorted(stumbled)[:3]])


def passage(shape: str, source: Source, line: int) -> Passage:
    """The declaration in which a line stands, with the one before it and the one after it."""
    lines = lines_of(source)
    if shape == "rulebook":
        return Passage(source, 0, len(lines))
    if shape == "vocabulary":
        return _of_vocabulary(source, lines, line)
    return Passage(source, *_round(lines, line, 0, 0, len(lines)))


def _of_vocabulary(source: Source, lines: list[str], line: int) -> Passage:
    heads = [n for n, each in enumerate(lines) if each.partition(":")[0] in _SECTIONS]
    first = max((n for n in heads if n <= line), default=0)
    last = min((n for n in heads if n > first), default=len(lines))
    if not heads or first == line:
        return Passage(source, first, last, elsewhere=frozenset({"entities"}))
    begin, end = _round(lines, line, 2, first + 1, last)
    return Passage(source, begin, end, lines[first] + "\n", frozenset({"entities"}))


def _round(lines: list[str], line: int, depth: int, first: int, last: int) -> tuple[int, int]:
    """From the beginning of the declaration before to the end of the one after."""
    begins = [n for n in range(first, last) if _has_text(lines[n]) and indent(lines[n]) <= depth]
    before = [n for n in begins if n <= line][-2:] + [n for n in begins if n <= line - _ABOVE][-1:]
    after = [n for n in begins if n > line][:2]
    return min(before, default=first), (after[1] if len(after) > 1 else last)


def _has_text(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def indent(line: str) -> int:
    """How many blanks a line begins with; a tab stands for two."""
    return len(line) - len(line.lstrip(" \t")) + line[: _lead(line)].count("\t")


def _lead(line: str) -> int:
    """How many characters a line begins with that are blanks or tabs."""
    return len(line) - len(line.lstrip(" \t"))


# ── what to try ──────────────────────────────────────────────────────────────────────────────────────────────────────


def likeliest(shape: str, where: Passage, line: int, problems: Sequence[Diagnostic]) -> Iterator[list[Mend]]:
    """Changes in groups, the likeliest first; of those of one group that work, the one that costs least is meant."""
    page = _Page(where, lines_of(where.source), line)
    yield list(page.quotes())
    yield list(page.signs())
    yield list(page.values_swapped(problems))
    yield [*page.renamed(problems), *page.colons()]
    yield list(page.indents())
    yield list(page.lines_swapped())
    yield list(page.keys(shape, problems))
    yield list(page.dashes())


@dataclass(frozen=True)
class _Page:
    where: Passage
    lines: list[str]
    line: int

    def near(self) -> Iterator[int]:
        """The lines in which the slip may be: those just above the place, the place itself, and the one below it."""
        order = [self.line - above for above in range(_ABOVE + 1)] + [self.line + n + 1 for n in range(_BELOW)]
        yield from (n for n in order if self.where.first <= n < self.where.last and _has_text(self.lines[n]))

    def at(self, line: int, column: int = 0) -> int:
        """The offset of a place."""
        return offset_of(self.where.source, line) + column

    def span(self, start: int, end: int) -> Span:
        """A place in this file."""
        return Span(self.where.source.name, start, end)

    def text(self, line: int) -> Span:
        """What stands on a line."""
        written = self.lines[line]
        return self.span(self.at(line, _lead(written)), self.at(line, len(written.rstrip())))

    # ── quotation marks ──

    def quotes(self) -> Iterator[Mend]:
        """A quotation mark without its twin: the twin is put where a value may begin or end."""
        for n in range(self.where.first, self.where.last):
            for mark in ('"', "'"):
                if _is_odd(line := self.lines[n], mark):
                    at = self.at(n, line.rindex(mark))
                    told = Diagnostic("RB111", self.span(at, at + 1))
                    for column in _twins(line):
                        yield Mend((Change(self.at(n, column), self.at(n, column), mark),), told)

    # ── signs of full width ──

    def signs(self) -> Iterator[Mend]:
        """A full-width sign, digit or blank where YAML knows the other one only."""
        for n in self.near():
            for match in list(_FULL_WIDTH.finditer(self.lines[n]))[:20]:
                half = _HALF.get(match[0]) or chr(ord(match[0]) - 0xFEE0)
                at = self.at(n, match.start())
                told = Diagnostic("RB143", self.span(at, at + 1), {"found": match[0], "wanted": half.strip() or " "})
                is_last = self.lines[n][match.end() : match.end() + 1] in ("", " ")
                for text in dict.fromkeys((half, half if is_last else f"{half} ")):
                    yield Mend((Change(at, at + 1, text),), told)

    # ── keys ──

    def renamed(self, problems: Sequence[Diagnostic]) -> Iterator[Mend]:
        """A key, or a word of a closed list, that is one letter off: what was said of it stays."""
        for each in problems:
            meant = each.detail.get("suggestion")
            if each.code in ("RB130", "RB133") and isinstance(meant, str):
                yield Mend((Change(each.span.start, each.span.end, meant),), each)

    def colons(self) -> Iterator[Mend]:
        """A key without its colon."""
        for n in self.near():
            if match := re.match(r"(?:- )?([^\s:{}\[\],\"'#]+)(?= |$)", self.lines[n].lstrip()):
                start = self.at(n, indent(self.lines[n]) + match.start(1))
                told = Diagnostic("RB120", self.span(start, start + len(match[1])), {"problem": _COLON})
                yield Mend((Change(start + len(match[1]), start + len(match[1]), ":"),), told)

    def keys(self, shape: str, problems: Sequence[Diagnostic]) -> Iterator[Mend]:
        """A value without its key: in braces where a comma seems to cut a value off, or at the beginning of a line."""
        missing = [name for each in problems for name in _missing(each)]
        for each in problems:
            if each.code in ("RB128", "RB130"):
                start = each.span.end - len(str(each.detail["name"]))
                others = self._usual(shape, start) if each.code == "RB130" else []
                yield from self._keyed(start, each.span.end, missing or others)
        for n in self.near():
            if match := _KEYLESS.match(self.lines[n]):
                start = self.at(n, match.end(1))
                end = self.at(n, len(self.lines[n].rstrip()))
                yield from self._keyed(start, end, [*missing, *self._usual(shape, start)])
        for n in self.near():
            yield from self._headed(n, [*missing, *self._usual(shape, self.at(n))])

    def _usual(self, shape: str, at: int) -> list[str]:
        """The keys of the schema, those first that most often follow the key that is written before a place."""
        text = self.where.source.text
        keys = [match[1] for match in _KEY.finditer(text)]
        before = next((match[1] for match in reversed(list(_KEY.finditer(text, self.where.start, at)))), "")
        follow = Counter(after for key, after in pairwise(keys) if key == before)
        return sorted(properties(shape), key=lambda name: -follow[name])

    def _keyed(self, start: int, end: int, names: Sequence[str]) -> Iterator[Mend]:
        text = self.where.source.text
        value, begin = text[start:end], start
        while text[begin - 1 : begin] == " " and text[begin - 2 : begin - 1] in (" ", "-"):
            begin -= 1  # after the dash of a list there is one blank
        for order, name in enumerate(dict.fromkeys(names)):
            whole = f"{name}: {shorten(value)}"
            blanks: dict[str, str | Words] = {"value": shorten(value), "whole": Words(f"“{whole}”", f"`{whole}`")}
            told = Diagnostic("RB144", self.span(start, end), blanks)
            lead = text[begin:start] if text[begin - 1 : begin] != "-" else " "
            yield Mend((Change(begin, start, f"{lead}{name}: "),), told, (order,))

    def _headed(self, n: int, names: Sequence[str]) -> Iterator[Mend]:
        """The key of a whole block left out."""
        depth = indent(self.lines[n])
        if depth < 2:
            return
        for order, name in enumerate(dict.fromkeys(names)):
            above = Words(f"其上一行的“{name}:”", f"`{name}:` on the line above")
            blanks: dict[str, str | Words] = {"value": shorten(self.lines[n].strip()), "whole": above}
            told = Diagnostic("RB144", self.text(n), blanks)
            yield Mend((Change(self.at(n), self.at(n), " " * (depth - 2) + f"{name}:\n"),), told, (order,))

    # ── indentation ──

    def indents(self) -> Iterator[Mend]:
        """A line, or a line with all that hangs on it, moved to where a neighbour stands or to one step below it."""
        usual = _usual_step(self.lines[self.where.first : self.where.last])
        for n in self.near():
            have, last = indent(self.lines[n]), _end_of_block(self.lines, n, self.where.last)
            is_tabbed = "\t" in self.lines[n][: _lead(self.lines[n])]
            for wanted in sorted(self._depths(n) - ({have} if not is_tabbed else set())):
                for end in dict.fromkeys((n + 1, last)):
                    yield self._reindented(n, end, wanted - have, usual)

    def _depths(self, n: int) -> set[int]:
        nearby = [m for m in range(max(0, n - 12), min(len(self.lines), n + 12)) if _has_text(self.lines[m])]
        depths = {indent(self.lines[m]) for m in nearby if m != n}
        above = next((self.lines[m] for m in reversed(nearby) if m < n), "")
        return depths | {_inner(above), indent(above) + 2}

    def _reindented(self, first: int, end: int, by: int, usual: int) -> Mend:
        moved = [(n, max(0, indent(self.lines[n]) + by)) for n in range(first, end) if self.lines[n].strip()]
        changes = tuple(Change(self.at(n), self.at(n, _lead(self.lines[n])), " " * depth) for n, depth in moved)
        have = indent(self.lines[first])
        told = Diagnostic("RB141", self.text(first), {"found": str(have), "wanted": str(max(0, have + by))})
        if "\t" in self.lines[first][: _lead(self.lines[first])]:
            edits = slips.tabs(self.where.source, self.at(first))
            told = Diagnostic("RB126", self.span(self.at(first), self.at(first, 1)), edits=edits)
        after = list(self.lines)
        for n, depth in moved:
            after[n] = " " * depth + after[n].lstrip(" \t")
        odd = _odd_steps(after[self.where.first : self.where.last], usual)
        beside = [n for n in (self._next(first, -1), self._next(end - 1, 1)) if n is not None]
        unlike = -sum(indent(after[n]) == max(0, have + by) for n in beside)
        return Mend(changes, told, (odd, unlike, abs(first - self.line), end - first, abs(by)))

    def _next(self, n: int, step: int) -> int | None:
        """The next line of text above or below."""
        n += step
        while self.where.first <= n < self.where.last:
            if _has_text(self.lines[n]):
                return n
            n += step
        return None

    def dashes(self) -> Iterator[Mend]:
        """An item of a list without its dash."""
        first = [n for n in range(self.where.first, self.where.last) if _has_text(self.lines[n])][:1]
        for n in (*self.near(), *first):
            depth = indent(line := self.lines[n])
            told = Diagnostic("RB120", self.text(n), {"problem": _DASH})
            if depth >= 2 and not line.lstrip().startswith("- "):
                yield Mend((Change(self.at(n, depth - 2), self.at(n, depth), "- "),), told, (abs(n - self.line),))
            yield Mend((Change(self.at(n, depth), self.at(n, depth), "- "),), told, (abs(n - self.line), 1))

    # ── what changed places ──

    def lines_swapped(self) -> Iterator[Mend]:
        """Two neighbouring lines."""
        for n in (self.line - 2, self.line - 1, self.line, self.line - 3):
            if self.where.first <= n and n + 1 < self.where.last:
                a, b = self.lines[n], self.lines[n + 1]
                blanks: dict[str, str | Words] = {"first": _head(a), "second": _head(b)}
                told = Diagnostic("RB142", self.text(n), blanks)
                yield Mend((Change(self.at(n), self.at(n + 1, len(b)), f"{b}\n{a}"),), told, (abs(n - self.line),))

    def values_swapped(self, problems: Sequence[Diagnostic]) -> Iterator[Mend]:
        """Two values of neighbouring keys in braces."""
        for n in dict.fromkeys(self.where.source.position(each.span.start)[0] - 1 for each in problems):
            values = list(_IN_BRACES.finditer(self.lines[n]))
            for a, b in pairwise(values):
                start, end = self.at(n, a.start(2)), self.at(n, b.end(2))
                text = b[2] + self.lines[n][a.end(2) : b.start(2)] + a[2]
                told = Diagnostic("RB142", self.span(start, start + len(a[2])), {"first": a[2], "second": b[2]})
                yield Mend((Change(start, end, text),), told)


_KEY = re.compile(r"([^\W\d][\w ]*):(?=\s)")
_FULL_WIDTH = re.compile("[\u3000、。“”【】—\uff01-\uff5e]")
_HALF = {"\u3000": " ", "、": ",", "。": ".", "“": '"', "”": '"', "【": "[", "】": "]", "—": "-"}
_KEYLESS = re.compile(r"(\s*(?:-\s+)?)(?:\{.*\}|\[.*\]|[^:{}\[\]#]+)\s*(?:#.*)?$")
_IN_BRACES = re.compile(r"(?<=[{,])\s*([\w ]+):\s+([^,{}\[\]]*[^,{}\[\]\s])\s*(?=[,}])")
_COLON = yaml_problem("could not find expected ':'")
_DASH = yaml_problem("did not find expected '-' indicator")


def _head(line: str) -> str:
    """What a line begins with: its key, or what it has in place of one."""
    found = re.match(r"(?:-\s+)?[^\s:{\[]*:?", line.strip())
    return shorten(found[0] if found and found[0] != "- " else "- …", 30)


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


def _inner(line: str) -> int:
    """Where the keys of a list's item stand, after its dash."""
    return indent(line) + 2 if line.lstrip().startswith("- ") else indent(line)


def _end_of_block(lines: Sequence[str], first: int, last: int) -> int:
    """The line after the last one that hangs on a line."""
    for n in range(first + 1, last):
        if _has_text(lines[n]) and indent(lines[n]) <= indent(lines[first]):
            return n
    return last


def _steps(lines: Sequence[str]) -> Iterator[int]:
    """How much deeper each line stands than the one on which it hangs."""
    above = [0]
    for line in (each for each in lines if _has_text(each)):
        depth = indent(line)
        while len(above) > 1 and above[-1] >= depth:
            above.pop()
        if depth > above[-1]:
            yield depth - above[-1]
        above += [depth] if depth > above[-1] else []
        if (inner := _inner(line)) > depth:
            above.append(inner)


def _usual_step(lines: Sequence[str]) -> int:
    counted = Counter(_steps(lines)).most_common(1)
    return counted[0][0] if counted else 2


def _odd_steps(lines: Sequence[str], usual: int) -> int:
    return sum(step != usual for step in _steps(lines))
