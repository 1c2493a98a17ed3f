"""A stratified sample of slips, judged by whether a mistake is told of once, at its line.

For each kind of slip the files of the book take turns, so that none is left out. A slip that leaves a sound book is
discarded and counted, unless the book is wrong by construction: then that nothing is said of it is a miss.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from unittest.mock import patch

from dsl.diagnose import Diagnostic
from dsl.load import load_book
from dsl.nodes import plain
from dsl.parse import parse
from dsl.read import read
from dsl.source import Source, Sources
from dsl.understand import understand
from interpreter.misfits import misfits
from tests.nearly.pages import Edit, Library, Page
from tests.nearly.slips import KINDS

LEGAL, SAME = "the book is sound all the same", "the text means the same"


@dataclass(frozen=True)
class Slip:
    """One mutation of one file, and the lines of the new text that it touches."""

    kind: str
    page: Page
    edit: Edit

    @property
    def text(self) -> str:
        """The file with the slip in it."""
        return self.page.text[: self.edit.start] + self.edit.new + self.page.text[self.edit.end :]

    @property
    def lines(self) -> range:
        """Lines, from 1, on which the slip stands; of what is gone the line where it was; of a line, those round it."""
        after = Source("", self.text)
        first, _ = after.position(self.edit.start)
        last, _ = after.position(max(self.edit.start, self.edit.start + len(self.edit.new) - 1))
        is_line = not self.edit.new and self.page.text[self.edit.start : self.edit.end].endswith("\n")
        return range(first - is_line, last + 1)

    @property
    def told(self) -> str:
        """What was done, as far as it differs, on one line."""
        old, new = self.page.text[self.edit.start : self.edit.end], self.edit.new
        if "\n" in old:
            old, new = old.split("\n")[0], new.split("\n")[0]
        return f"{_visible(old)} → {_visible(new)}"


def _visible(text: str) -> str:
    shown = text if len(text) <= 60 else text[:59] + "…"
    return f"`{shown}`" if text else "nothing"


@dataclass(frozen=True)
class Judged:
    """A slip and the errors that `guiju check` finds: `hit` where it is exactly one, on a line of the slip."""

    slip: Slip
    errors: tuple[Diagnostic, ...]
    sources: Sources

    @property
    def hit(self) -> bool:
        """Exactly one error, and it begins on a mutated line."""
        return len(self.errors) == 1 and self.is_at(self.errors[0])

    def is_at(self, error: Diagnostic) -> bool:
        """Whether an error begins on a line of the slip."""
        return error.span.file == self.slip.page.name and self.line(error) in self.slip.lines

    @property
    def is_beside(self) -> bool:
        """Whether the first error begins on a line of the slip, or on one above or below it."""
        lines, first = self.slip.lines, next(iter(self.errors), None)
        is_here = first is not None and first.span.file == self.slip.page.name
        return is_here and first is not None and lines[0] - 1 <= self.line(first) <= lines[-1] + 1

    def line(self, error: Diagnostic) -> int:
        """The line on which an error begins."""
        return self.sources[error.span.file].position(error.span.start)[0] if error.span.file in self.sources else 0


@dataclass
class Sample:
    """What came of a sample: the slips judged, and how many of each kind were discarded, and why."""

    judged: list[Judged] = field(default_factory=list)
    discarded: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """The share of slips that gave exactly one error at their line."""
        return sum(each.hit for each in self.judged) / len(self.judged)


_ONCE = {"dsl.folder.parse": cache(parse), "dsl.folder.understand": cache(understand)}


@contextmanager
def _read_once() -> Iterator[None]:
    """Files in which there is no slip are read once: what reading gives depends on their text alone."""
    with ExitStack() as stack:
        for name, function in _ONCE.items():
            stack.enter_context(patch(name, function))
        yield


class Judge:
    """Checks the book of a folder with one file changed at a time, as `guiju check` does."""

    def __init__(self, folder: Path, library: Library) -> None:
        self.folder = folder
        self.library = library
        for page in library.pages.values():
            (folder / page.name).parent.mkdir(parents=True, exist_ok=True)
            (folder / page.name).write_text(page.text, encoding="utf-8")

    def judge(self, slip: Slip) -> Judged:
        """What check says of the book with this slip."""
        path = self.folder / slip.page.name
        try:
            path.write_text(slip.text, encoding="utf-8")
            with _read_once():
                loaded = load_book(self.folder)
            found = (*loaded.diagnostics, *(misfits(loaded.book) if loaded.book else ()))
        finally:
            path.write_text(slip.page.text, encoding="utf-8")
        return Judged(slip, tuple(each for each in found if each.level == "error"), loaded.sources)

    def discarded(self, judged: Judged) -> str | None:
        """Why a slip is no mistake, if it is none."""
        slip = judged.slip
        if _meaning(slip.page.shape, slip.page.text) == _meaning(slip.page.shape, slip.text):
            return SAME
        return None if judged.errors or slip.edit.certain else LEGAL


@cache
def _meaning(shape: str, text: str) -> object:
    """The data of a YAML file; of rules the text itself, for a second spelling may have a second meaning."""
    if shape == "rules":
        return text
    found, problems = read(Source("", text))
    return text if found is None or problems else repr(plain(found))


def sample(judges: Sequence[Judge], each: int, seed: int, only: str = "") -> Sample:
    """So many slips of every kind; the books take turns (they may be one book in two spellings), then their files."""
    found = Sample()
    for kind in KINDS:
        if only in kind:
            queue = _turns([_of_kind(judge, kind, f"{seed} {number}") for number, judge in enumerate(judges)])
            wanted = each
            while wanted and (judged := next(queue, None)):
                reason = judged[0].discarded(judged[1])
                if reason:
                    found.discarded[kind, reason] += 1
                else:
                    found.judged.append(judged[1])
                    wanted -= 1
    return found


def of_rules(judge: Judge, each: int, seed: int) -> Sample:
    """So many slips of every kind in the rules of a book; of a kind that has no place in them, none."""
    found = Sample()
    for kind in KINDS:
        pages = [page for page in judge.library.pages.values() if page.shape == "rules"]
        queue = _turns([_of_page(judge, kind, page, f"{seed}") for page in pages])
        judged = (one for _, one in queue if not judge.discarded(one))
        found.judged += islice(judged, each)
    return found


def _of_kind(judge: Judge, kind: str, seed: str) -> Iterator[tuple[Judge, Judged]]:
    """Judged slips of a kind, the files taking turns; a file whose slip was no mistake has another try at once."""
    names = sorted(judge.library.pages)
    Random(f"{seed} {kind}").shuffle(names)
    yield from _turns([_of_page(judge, kind, judge.library.pages[name], seed) for name in names])


def _of_page(judge: Judge, kind: str, page: Page, seed: str) -> Iterator[tuple[Judge, Judged]]:
    rng = Random(f"{seed} {kind} {page.name}")
    edits = list(KINDS[kind](page, judge.library, rng))
    rng.shuffle(edits)
    for edit in edits:
        yield judge, judge.judge(Slip(kind, page, edit))


def _turns(queues: Sequence[Iterator[tuple[Judge, Judged]]]) -> Iterator[tuple[Judge, Judged]]:
    """One of each in turn, until all are empty; what is no mistake does not count as a turn."""
    pending = list(queues)
    while pending:
        for queue in list(pending):
            for judge, judged in queue:
                yield judge, judged
                if not judge.discarded(judged):
                    break
            else:
                pending.remove(queue)


def by_kind(found: Sample) -> Mapping[str, list[Judged]]:
    """The judged slips, by kind."""
    return {kind: [each for each in found.judged if each.slip.kind == kind] for kind in KINDS}
