"""Text of rules → the same with a blank between every two words, as Chinese does not write them.

Blanks between Chinese words are optional: the names of the book and the keywords decide where a run of characters is
cut. Of all the ways to cut a run into known words, the one with the longest words is taken; where two words overlap and
either reading covers the whole run, the run is ambiguous and its author has to say which is meant, by a blank. Two
names never stand side by side, which leaves few such runs. A run with an unknown word in it is cut around that word, so
that the message speaks of no more than is wrong.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Literal

from dsl.articles import ARTICLE
from dsl.comments import ASIDE, QUOTED
from dsl.keywords import BY_NAME, CURRENCIES, TERMINALS
from dsl.record import dataclass
from dsl.source import Span

MOST = 100
"""Characters of a run that is looked into: more than anybody writes without a blank or a point."""

PATIENCE = 50_000
"""Squares of the lengths of runs with a word that nobody declared, in one file: where there is more, the rest of such
runs is left as it is. Five hundred runs of ten characters, but five of a hundred: what one costs grows so."""

_AHEAD = 12

Sort = Literal["keyword", "unit", "name", "digits", "article", "unknown"]
_NAMELIKE = ("name", "unknown")

_RUN = re.compile(rf"{QUOTED}|#[^\n]*|(?P<run>\w+)")
_ATOM = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+", re.ASCII)
_KEYWORDS = frozenset(
    part
    for terminal in TERMINALS
    for word in terminal.spellings
    if word[0].isalpha()
    for part in (word.replace(" ", ""), *word.split())
) | {"art", "article", "item", *(pair.zh for pair in CURRENCIES)}

_UNITS = frozenset(word.replace(" ", "") for word in BY_NAME["UNIT"].spellings if not word.isascii())
"""Words that follow a number and nothing else."""


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of a run, by offsets in it, and what it is taken for."""

    start: int
    end: int
    sort: Sort


@dataclass(frozen=True)
class Spaced:
    """A text with blanks put in: `cuts` are the offsets, in the new text, of each of them.

    A part of one begins at `base`: its own offsets count from there.
    """

    name: str
    text: str
    cuts: tuple[int, ...] = ()
    base: int = 0

    def part(self, start: int, end: int) -> Spaced:
        """One range by itself, so that what is done with it costs no more than its own length."""
        return Spaced(self.name, self.text[start:end], self.cuts, self.base + start)

    def span(self, start: int, end: int) -> Span:
        """The place in the file that a range of the new text stands for."""
        start, end = start + self.base, end + self.base
        if not self.cuts:
            return Span(self.name, start, end)
        return Span(self.name, start - bisect_left(self.cuts, start), end - bisect_left(self.cuts, end))


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A run of the file that can be read in two ways."""

    span: Span
    at: int
    """Its offset in the text with blanks."""
    readings: tuple[str, str]


@dataclass(frozen=True)
class Lexicon:
    """The names that a book declares, in either language: these, or how to find them, for many texts need none."""

    given: frozenset[str] | Callable[[], frozenset[str]] = frozenset()

    @cached_property
    def names(self) -> frozenset[str]:
        """All of them."""
        return self.given() if callable(self.given) else self.given

    @cached_property
    def longest(self) -> int:
        """Characters of the longest word."""
        return max(map(len, self.names | _KEYWORDS))

    @cached_property
    def _patterns(self) -> frozenset[str]:
        """Every known word of three characters and more with one of them left open."""
        known = (word for word in self.names | _KEYWORDS if len(word) > 2)
        return frozenset(f"{word[:at]}\0{word[at + 1 :]}" for word in known for at in range(len(word)))

    @cached_property
    def _shorter(self) -> frozenset[str]:
        """Every known word of three characters and more with one of them left out."""
        return frozenset(pattern.replace("\0", "") for pattern in self._patterns)

    def is_near(self, word: str) -> bool:
        """Whether one character of a known word was mistaken in it, left out or doubled, or two changed places."""
        if len(word) > self.longest + 1:
            return False
        if word in self._shorter:
            return True
        for at in range(len(word)):
            before, char, after = word[:at], word[at], word[at + 1 :]
            turned = f"{before}{after[:1]}{char}{after[1:]}"
            if f"{before}\0{after}" in self._patterns or (len(word) > 2 and self.sort(turned) == "name"):
                return True
            if len(word) > 3 and self.sort(before + after) == "name":
                return True
        return False

    def sort(self, word: str) -> Sort | None:
        """What a word is, where it is known; a name of the book may be spelt like a keyword only by mistake."""
        if word in _UNITS:
            return "unit"
        return "keyword" if word in _KEYWORDS else "name" if word in self.names else None


def space(name: str, text: str, lexicon: Lexicon) -> tuple[Spaced, tuple[Ambiguous, ...]]:
    """The text of the file `name` with blanks between its words, and the runs that can be read in two ways."""
    if ASIDE.sub("", text).isascii():  # Chinese in titles and comments only
        return Spaced(name, text), ()
    parts: list[str] = []
    cuts: list[int] = []
    unclear: list[Ambiguous] = []
    last = unknown = 0
    for match in _RUN.finditer(text):
        run = match["run"]
        if run is None or run.isascii() or lexicon.sort(run) == "name" or len(run) > MOST:
            continue
        found = _Run(run, text[match.start() : match.end() + _AHEAD], lexicon, *_edges(text, match))
        unknown += 0 if found.is_known else len(run) ** 2
        if unknown > PATIENCE and not found.is_known:
            continue
        reading = found.read()
        if isinstance(reading, tuple):
            place = Span(name, match.start(), match.end())
            unclear.append(Ambiguous(place, match.start() + len(cuts), reading))
            continue
        for at in reading:
            parts.append(text[last : match.start() + at])
            last = match.start() + at
            cuts.append(last + len(cuts))
    return Spaced(name, " ".join([*parts, text[last:]]), tuple(cuts)), tuple(unclear)


def _edges(text: str, match: re.Match[str]) -> tuple[bool, bool, bool]:
    """Whether it begins, and ends, with a name, beside a point or the slash of a path; whether it follows a number."""
    before, after = text[max(0, match.start() - MOST) : match.start()], text[match.end() : match.end() + 1]
    names = before[-1:] == "/" or (before[-1:] == "." and not before[-2:-1].isdigit())
    return names, after in (".", "/"), before.rstrip()[-1:].isdigit()


@dataclass(frozen=True)
class _Run:
    """One run of characters without a blank."""

    text: str
    beyond: str
    """The run and some of what follows: the number of an article may go on in parentheses."""
    lexicon: Lexicon
    begins_with_name: bool
    ends_with_name: bool
    follows_number: bool

    @property
    def is_known(self) -> bool:
        """Whether all of it is words that are known."""
        return self._plain is not None

    @cached_property
    def _plain(self) -> list[Word] | None:
        return self._best(self._known)

    def read(self) -> list[int] | tuple[str, str]:
        """Where to cut it; or its two readings."""
        first = self._plain
        if first is None:
            known = {word: cost + _SINGLE * (word.end - word.start == 1) for word, cost in self._known.items()}
            return self._cuts(self._best({**known, **self._unknown}) or [])
        other = self._crossing(first)
        return (self._said(first), self._said(other)) if other else self._cuts(first)

    def _cuts(self, words: list[Word]) -> list[int]:
        return [word.start for word in words[1:]]

    def _said(self, words: list[Word]) -> str:
        return " ".join(self.text[word.start : word.end] for word in words)

    # ── words ──

    @cached_property
    def _known(self) -> dict[Word, float]:
        """Every known word that stands anywhere in the run, and what it costs to read it: the same for each."""
        return {word: 1.0 for start in range(len(self.text)) for word in self._known_at(start)}

    def _known_at(self, start: int) -> Iterator[Word]:
        if start and self._is_inside_atom(start):
            return
        if atom := _ATOM.match(self.text, start):
            if atom[0][0].isdigit():
                yield Word(start, atom.end(), "digits")
            elif atom[0] not in _KEYWORDS:
                yield Word(start, atom.end(), "name")
        if article := ARTICLE.match(self.beyond, start):
            yield Word(start, min(article.end(), len(self.text)), "article")
        for end in range(start + 1, min(len(self.text), start + self.lexicon.longest) + 1):
            sort = self.lexicon.sort(self.text[start:end])
            if sort and not self._is_inside_atom(end):
                yield Word(start, end, sort)

    def _is_inside_atom(self, at: int) -> bool:
        """Whether letters or digits of one ASCII word stand on both sides."""
        around = self.text[at - 1 : at + 1]
        return len(around) == 2 and around.isascii() and around[0].isdigit() <= around[1].isdigit()

    @cached_property
    def _unknown(self) -> dict[Word, float]:
        """Every stretch that may be a word nobody declared: dear, and dearer the longer it is."""
        size = len(self.text)
        return {
            Word(start, end, "unknown"): self._price(self.text[start:end])
            for start in range(size)
            for end in range(start + 1, size + 1)
            if not self._is_inside_atom(start) and not self._is_inside_atom(end)
        }

    def _price(self, unknown: str) -> float:
        return _NEAR if self.lexicon.is_near(unknown) else _UNKNOWN + len(unknown)

    # ── ways through the run ──

    def _best(self, words: dict[Word, float]) -> list[Word] | None:
        """The cheapest way to read the whole run; None where there is none."""
        ways: list[dict[Sort | None, tuple[float, list[Word]]]] = [{} for _ in range(len(self.text) + 1)]
        ways[0][None] = (0.0, [])
        for word, cost in sorted(words.items(), key=lambda each: (each[0].start, -each[0].end)):
            for before, (paid, way) in ways[word.start].items():
                if (fare := self._fare(before, word)) is None:
                    continue
                total, so_far = paid + cost + fare, ways[word.end].get(word.sort)
                if so_far is None or total < so_far[0]:
                    ways[word.end][word.sort] = (total, [*way, word])
        return min(ways[-1].values(), key=lambda each: each[0])[1] if ways[-1] else None

    def _fare(self, before: Sort | None, word: Word) -> float | None:
        """What it costs to read a word after another sort of word; None where it cannot follow."""
        if before is None and self.begins_with_name and word.sort not in _NAMELIKE:
            return None
        if word.end == len(self.text) and self.ends_with_name and word.sort not in _NAMELIKE:
            return None
        if before in _NAMELIKE and word.sort in _NAMELIKE:
            return _SIDE_BY_SIDE if "unknown" in (before, word.sort) else None
        if before == "digits" and word.sort not in ("keyword", "unit"):
            return None
        if word.sort == "unit" and before != "digits" and not (before is None and self.follows_number):
            return None
        return None if word.sort == "digits" and before in _NAMELIKE else 0.0

    def _crossing(self, first: list[Word]) -> list[Word] | None:
        """A reading of the whole run in which some word lies across a cut of the first one."""
        cuts = self._cuts(first)
        across = [word for word in self._known if any(word.start < cut < word.end for cut in cuts)]
        for word in across:
            others = {each: cost for each, cost in self._known.items() if _apart(each, word)}
            if (way := self._best({**others, word: 0.0})) and word in way:
                return way
        return None


_UNKNOWN, _NEAR, _SIDE_BY_SIDE, _SINGLE = 4.0, 3.0, 1.0, 0.5
"""What an unknown word costs besides its length; one that is a known word but for one character; how much more it is
beside a name; and how much more a known word of one character is, which may be part of the unknown one."""


def _apart(word: Word, other: Word) -> bool:
    return word.end <= other.start or word.start >= other.end


# ── the names of a book ──────────────────────────────────────────────────────────────────────────────────────────────

_STATED = re.compile(
    r"^[ \t\u3000]*(?:(?:(?:(?:replace|insert)\s+)?rule|invariant|(?:修改|增加)?\s*规则|不变式)"
    r"\s*(?P<path>[^\s\"“:：（(]+)"
    r"|(?:fact|事实)\s*[^\s.]+\s*\.\s*(?P<fact>\w+)\s*(?P<titles>(?:\"[^\"\n]*\"|“[^”\n]*”|\s)*))",
    re.MULTILINE,
)
_BOUND = re.compile(r"(?:存在|每个|没有|计数|对)\s*((?:(?!存在|每个|没有|计数|对|其中)\w)+?)\s*属于")


def stated(texts: Iterable[str]) -> frozenset[str]:
    """The names that the rules themselves bring: of facts, of rules, and of the rows that quantifiers go through."""
    found: set[str] = set()
    for text in texts:
        for match in _STATED.finditer(text):
            found |= {*(match["path"] or "").split("/"), match["fact"] or ""}
            found |= {title[1:-1] for title in re.findall(QUOTED, match["titles"] or "")}
        found |= {match[1] for match in _BOUND.finditer(text)}
    return frozenset(found - {""})
