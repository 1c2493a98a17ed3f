"""`make mutate-rules`: which small changes of a rulebook its scenarios and properties would not notice.

The checked book is changed in one place at a time (`bench/changes.py`), and its scenarios, its invariants on made-up
facts and the check of the whole book are asked whether they notice (`bench/noticed.py`). The figures go into
docs/status.md, the changes that nobody notices into docs/rule-mutants.md, where the reason that a person wrote under
one is kept as long as it lives. With `--list` they are printed instead, by rule, each with facts that tell the two
books apart in the form of a scenario, where made-up facts can.

Ends with 1 where less than `--least` is noticed or a change that lives has no reason.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from bench.changes import KINDS, Change, changes
from bench.draft import Drafts
from bench.mutants import NO_REASON, inside, put
from bench.noticed import Witnesses
from dsl import core
from dsl.load import load_book
from dsl.source import Sources

HOUSE = Path(__file__).resolve().parent.parent
STATUS, LIST = HOUSE / "docs" / "status.md", HOUSE / "docs" / "rule-mutants.md"
FIGURES = "rule-mutants"
WITNESSES = ("scenario", "invariant", "check")
HEAD = (
    "| change | changes | by scenarios | by invariants | by the check | not noticed | noticed, share |",
    "|---|---|---|---|---|---|---|",
)


@dataclass(frozen=True, slots=True)
class Tried:
    """A change, and who noticed it (nothing where nobody did)."""

    change: Change
    by: str


@dataclass(frozen=True, slots=True)
class Measured:
    """All changes of a book, and how long trying them took."""

    witnesses: Witnesses
    tried: Sequence[Tried]
    seconds: float

    @property
    def book(self) -> core.Book:
        """The book that was changed."""
        return self.witnesses.book

    @property
    def alive(self) -> list[Change]:
        """The changes that nobody noticed."""
        return [each.change for each in self.tried if not each.by]

    @property
    def share(self) -> float:
        """Of all changes, those that were noticed."""
        return 1 - len(self.alive) / max(1, len(self.tried))


def measured(book: core.Book, words: Sequence[str] = ()) -> Measured:
    """Every change of a book, or those of rules, facts and figures with one of the words in their name, tried."""
    began = time.perf_counter()
    witnesses = Witnesses(book)
    chosen = [each for each in changes(book) if not words or any(word in each.about for word in words)]
    tried = [Tried(each, witnesses.noticed(each)) for each in chosen]
    return Measured(witnesses, tried, time.perf_counter() - began)


# ── what is written down ─────────────────────────────────────────────────────────────────────────────────────────────


def table(found: Measured) -> str:
    """The figures by kind of change, as Markdown."""
    kinds = [kind for kind in KINDS if any(each.change.kind == kind for each in found.tried)]
    rows = [_row(kind, [each for each in found.tried if each.change.kind == kind]) for kind in kinds]
    return "\n".join([*HEAD, *rows, _row("**all**", found.tried)])


def _row(name: str, tried: Sequence[Tried]) -> str:
    by = Counter(each.by.partition(" ")[0] for each in tried)
    share = 1 - by[""] / max(1, len(tried))
    cells = [name, *(f"{each:,}" for each in (len(tried), *(by[word] for word in (*WITNESSES, "")))), f"{share:.1%}"]
    return f"| {' | '.join(cells)} |"


def reasons(written: str) -> dict[tuple[str, str], str]:
    """The reasons in what was written of a book, by what was changed and how."""
    found: dict[tuple[str, str], str] = {}
    about = ""
    for block in written.split("\n\n"):
        if block.startswith("### "):
            about = block.removeprefix("### ").strip("` ")
        elif block.startswith("- "):
            said, _, reason = block.partition("\n  ")
            if reason and reason.strip() != NO_REASON:
                found[about, said.removeprefix("- ")] = " ".join(reason.split())
    return found


def section(found: Measured, known: Mapping[tuple[str, str], str]) -> str:
    """A book's changes that nobody notices, by what was changed, each with its reason."""
    lines = [f"## {found.book.name}", ""]
    for about, alive in _by_name(found.alive):
        lines += [f"### `{about}`", ""]
        for each in alive:
            said = told(each)
            lines += [f"- {said}", f"  {known.get((about, said), NO_REASON)}", ""]
    return "\n".join(lines if found.alive else [*lines, "Every change is noticed."]).strip()


def _by_name(alive: Iterable[Change]) -> Iterator[tuple[str, list[Change]]]:
    """The changes by what they change, in the order in which they come."""
    return ((about, list(group)) for about, group in groupby(alive, key=lambda each: each.about))


def told(change: Change) -> str:
    """A change on one line: its kind, before and after, as code."""
    return f"{change.kind}: `{' '.join(change.said.replace('`', '').split())}`"


def write(found: Measured) -> int:
    """Both documents anew for a book. How many changes live without a reason."""
    status = STATUS.read_text(encoding="utf-8")
    name = FIGURES if found.book.name == "cn-telecom" else f"{FIGURES}-{found.book.name}"
    figures = f"{table(found)}\n\n`{found.book.name}`, {len(found.book.scenarios)} scenarios; {found.seconds:.0f} s."
    STATUS.write_text(put(status, name, figures), encoding="utf-8")
    listed = LIST.read_text(encoding="utf-8")
    said = section(found, reasons(inside(listed, found.book.name)))
    LIST.write_text(put(listed, found.book.name, said), encoding="utf-8")
    return said.count(NO_REASON)


def listed(found: Measured, texts: Sources) -> Iterator[str]:
    """The changes that nobody notices, by what they change, with the scenario that would tell of each."""
    drafts = Drafts(found.witnesses)
    for about, alive in _by_name(found.alive):
        yield f"\n# {about}"
        for each in alive:
            place = texts[each.span.file]
            yield f"#   {each.span.file}:{place.position(each.span.start)[0]}: {told(each)}"
            yield drafts.of(each) or "#     no made-up facts tell the two apart: perhaps they mean the same"


def main() -> None:
    """Tries every change of the books asked for; prints what lives, or writes it down."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("book", nargs="*", default=["cn-telecom"], help="shipped names or folders")
    asked.add_argument("-k", dest="words", action="append", default=[], metavar="WORD", help="only what is named so")
    asked.add_argument("--list", action="store_true", help="print what nobody notices; the documents stay as they are")
    asked.add_argument("--least", type=float, default=95, help="per cent of all changes to be noticed")
    words = asked.parse_args()
    wrong = False
    for name in words.book:
        loaded = load_book(name)
        if loaded.book is None:
            raise SystemExit(f"{name} has errors: see `guiju check {name}`")
        found = measured(loaded.book, words.words)
        if words.list or words.words:
            for line in listed(found, loaded.sources):
                print(line, flush=True)
            unexplained = 0
        else:
            unexplained = write(found)
        print(table(found), f"\n{found.seconds:.0f} s, {unexplained} without a reason", file=sys.stderr)
        wrong |= unexplained > 0 or found.share * 100 < words.least
    raise SystemExit(wrong)


if __name__ == "__main__":
    main()
