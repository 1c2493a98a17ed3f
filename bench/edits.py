"""`make campaign-edits`: random edits of random books, and what `guiju diff` says of them, put to the reference.

What it calls equivalent is asked of boundary cases: what was written otherwise and is proved to be the same, CASES of
them, which are searched for a difference and judge all such things of one subject; what was not touched a few. Each
witness is written as JSON, read again, and judged by both versions. Every fourth edit is followed by a refactoring, in
which nobody may be treated otherwise. The tally is kept in build/edits.json as it goes, and in docs/status.md when it
ends: a run goes on where the last one stopped. Ends with 1 where anything is false, and then says which seeds.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from time import monotonic, process_time

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from bench.measure import STATUS, machine, put  # noqa: E402 - the house has to be found first
from dsl import core  # noqa: E402
from interpreter.evaluate import Evaluator  # noqa: E402
from interpreter.facts import Row, from_mapping  # noqa: E402
from interpreter.outcomes import Day  # noqa: E402
from interpreter.proof.between import Ladder, common, of_name  # noqa: E402
from interpreter.proof.prove import Terms  # noqa: E402
from interpreter.proof.question import Disagreement, Found  # noqa: E402
from interpreter.versions.behaviour import Treated, behaviour  # noqa: E402
from interpreter.versions.search import Search  # noqa: E402
from tests.agree.pairs import Size  # noqa: E402
from tests.generating.books import book as written_book  # noqa: E402
from tests.generating.outline import seeded  # noqa: E402
from tests.generating.test_books import load  # noqa: E402
from tests.interpreter.versions.claimed import is_claimed  # noqa: E402
from tests.interpreter.versions.edits import edited  # noqa: E402
from tests.interpreter.versions.refactorings import KINDS, refactored  # noqa: E402
from tests.interpreter.versions.test_edits import differ  # noqa: E402

PROGRESS = HOUSE / "build" / "edits.json"
MARKS = "<!-- edits:begin -->", "<!-- edits:end -->"
NEAR = date(2020, 6, 1)
CASES, UNTOUCHED = 10_000, 50
"""Boundary cases for each thing that is proved the same; of the other things that are, together, for each edit."""
EDITS = "edits"
SHARE = 0.95


@dataclass
class Tally:
    """What was counted, by name, and the seeds of what was false."""

    counts: Counter[str] = field(default_factory=Counter)
    false: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, name: str, number: int = 1) -> None:
        """One more of these, or some."""
        self.counts[name] += number

    def join(self, other: Tally) -> None:
        """What another counted, too."""
        self.counts += other.counts
        self.false += other.false
        self.seconds += other.seconds


@dataclass(frozen=True)
class Several(Ladder):
    """What several things come to at once: otherwise where one of them is."""

    def sign(self, was: str, is_: str) -> int:
        """1 where they are not the same."""
        return int(was != is_)


def size_of(seed: int) -> Size:
    """How large the book of a seed is."""
    random = Random(seed)
    return Size(random.randrange(5), random.randrange(1, 5), random.randrange(1, 3))


def edit(seed: int, cases: int = CASES) -> Tally:
    """One edit of one book, and every fourth time a refactoring of it."""
    tally, began = Tally(), process_time()
    size = size_of(seed)
    written = written_book(seeded(seed), size.facts, size.rules, size.depth)
    loaded = load(written)
    assert loaded.book
    old, new = loaded.book, edited(loaded.book, seed)
    try:
        _compared(old, new, seed, tally, cases)
        if seed % 4 == 0:
            kind = KINDS[seed // 4 % len(KINDS)]
            _refactored(old, refactored(kind, written, loaded, seed), kind, seed, tally)
    except Disagreement:
        tally.false.append(f"{seed}: solver and reference disagree")
    tally.add(EDITS)
    tally.seconds = process_time() - began
    return tally


def _compared(old: core.Book, new: core.Book, seed: int, tally: Tally, cases: int) -> None:
    alike, written = [], []
    for each in _treated(old, new):
        if each.why == "disagreement":
            tally.false.append(f"{seed}: solver and reference disagree about {each.name}")
        by_search = " by search" if each.why and each.relation != "unknown" else ""
        tally.add(f"{each.relation}{', not touched' if each.same else by_search}")
        if each.relation == "equivalent":
            alike.append(each.name)
            if not each.same:
                written.append(each.name)
        for sign, found in ((1, each.stricter), (-1, each.looser)):
            if found:
                tally.add("witnesses replayed")
                if not replayed(old, new, each.name, found, sign):
                    tally.false.append(f"{seed}: the witness of {each.name} shows nothing")
    _search(old, new, written, seed, tally, cases)
    for number in range(UNTOUCHED):
        tally.add("boundary cases")
        if differ(old, new, alike, seed * 1000 + number):
            tally.false.append(f"{seed}: {alike} differ")


def _treated(old: core.Book, new: core.Book) -> Iterator[Treated]:
    return behaviour(old, new, {path: path for path in old.rules}, Terms(NEAR, seconds=5))


def _search(old: core.Book, new: core.Book, names: list[str], seed: int, tally: Tally, cases: int) -> None:
    mine, other = common(old, new)
    subjects = {of_name(mine, name).subject for name in names}
    for subject in sorted(subjects):
        some = tuple(name for name in names if of_name(mine, name).subject == subject)
        before, after = _several(mine, some), _several(other, some)
        found = Search(mine, other, before, after, Terms(NEAR, seconds=600), most=cases, about=some).run()
        tally.add("boundary cases", found.tried)
        if found.stricter or found.looser:
            tally.false.append(f"{seed}: one of {some} is not equivalent")


def _several(book: core.Book, names: Sequence[str]) -> Ladder:
    each = [of_name(book, name) for name in names]
    first = each[0]

    def theirs(evaluator: Evaluator, row: Row) -> str:
        if not is_claimed(book.vocabulary, row):
            return ""  # of which nothing is said, then, by either side
        return " ".join(ladder.theirs(evaluator, row) for ladder in each)

    return Several(first.name, first.subject, (), first.mine, theirs)


def replayed(old: core.Book, new: core.Book, name: str, found: Found, sign: int) -> bool:
    """Whether the facts, as JSON gives them, are judged by both versions as was said."""
    mine, other = common(old, new)
    facts = json.loads(json.dumps(found.facts, default=str))
    names = []
    for book in (mine, other):
        world, row, _ = from_mapping(book, facts)
        if row is None:
            return False
        names.append(of_name(book, name).theirs(Evaluator(book, world, Day.of(found.on, book.zone)), row))
    return of_name(mine, name).sign(*names) == sign


def _refactored(old: core.Book, new: core.Book, kind: str, seed: int, tally: Tally) -> None:
    found = list(_treated(old, new))
    tally.add(f"refactorings: {kind}")
    if all(each.relation == "equivalent" for each in found):
        tally.add(f"refactorings: {kind}, equivalent")
    wrong = [each.name for each in found if each.relation not in ("equivalent", "unknown")]
    if wrong:
        tally.false.append(f"{seed}: {kind}: {wrong} treat somebody otherwise")


# ── many ──


def campaign(tally: Tally, last: int, minutes: float, cases: int, workers: int = 1) -> None:
    """Goes on from where the tally stands until so many edits are done, or the time is over."""
    end, seeds = monotonic() + 60 * minutes, range(tally.counts[EDITS], last)
    for seed, done in zip(seeds, _done(seeds, cases, workers), strict=True):
        tally.join(done)
        if seed % 20 == 19:
            save(tally)
            print(f"{seed + 1:,} edits, {tally.seconds:.0f} s of the processor, false: {len(tally.false)}", flush=True)
        if monotonic() > end:
            break
    save(tally)


def _done(seeds: range, cases: int, workers: int) -> Iterator[Tally]:
    """What came of each, in order; what was begun beyond that is given up where the answers are no longer asked for."""
    if workers == 1:
        yield from (edit(seed, cases) for seed in seeds)
        return
    with ProcessPoolExecutor(workers) as pool:
        try:
            yield from pool.map(partial(edit, cases=cases), seeds)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def save(tally: Tally, file: Path = PROGRESS) -> None:
    """So far."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"counts": dict(tally.counts), "false": tally.false, "seconds": tally.seconds}, indent=1)
    file.with_suffix(".new").write_text(text, encoding="utf-8")
    file.with_suffix(".new").replace(file)


def stood(status: str, file: Path = PROGRESS) -> Tally:
    """The tally of earlier runs: of docs/status.md, or of a run since then that did not end."""
    before = status.partition(MARKS[0])[2].partition(MARKS[1])[0]
    rows = re.findall(r"^\| ([^|]+?) \| ([0-9,]+) \|$", before, re.MULTILINE)
    found = Tally(Counter({name: int(number.replace(",", "")) for name, number in rows}))
    found.seconds = float(found.counts.pop(_SECONDS, 0))
    if file.is_file():
        data = json.loads(file.read_text(encoding="utf-8"))
        if data["counts"].get(EDITS, 0) > found.counts[EDITS]:
            return Tally(Counter(data["counts"]), data["false"], data["seconds"])
    return found


_SECONDS = "seconds of the processor"


def table(tally: Tally) -> str:
    """The tally as a Markdown table, from which it can be read again."""
    rows = [(EDITS, tally.counts[EDITS]), *sorted((n, c) for n, c in tally.counts.items() if n != EDITS)]
    lines = [f"| {name} | {count:,} |" for name, count in (*rows, (_SECONDS, round(tally.seconds)))]
    return "\n".join(["| what | number |", "|---|---|", *lines, "", f"Machine: {machine()}."])


def shares(tally: Tally) -> Iterable[tuple[str, float]]:
    """How many of the refactorings of each kind are told to be equivalent."""
    for kind in KINDS:
        if tried := tally.counts[f"refactorings: {kind}"]:
            yield kind, tally.counts[f"refactorings: {kind}, equivalent"] / tried


def main() -> int:
    """Compares and writes down → 1 where something is false, or too few refactorings are told to be equivalent."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--edits", type=int, default=20_000, help="in all, those of earlier runs counted")
    asked.add_argument("--cases", type=int, default=CASES, help="boundary cases for each thing that is proved the same")
    asked.add_argument("--workers", type=int, default=2, help="processes that edit side by side")
    asked.add_argument("--minutes", type=float, default=1e9, help="ends after so many, to be gone on with")
    asked.add_argument("--dry", action="store_true", help="print only; docs/status.md stays as it is")
    words = asked.parse_args()
    text = STATUS.read_text(encoding="utf-8")
    tally = stood(text)
    campaign(tally, words.edits, words.minutes, words.cases, words.workers)
    print(table(tally))
    for each in tally.false:
        print(each)
    few = [kind for kind, share in shares(tally) if share < SHARE]
    print(*(f"{kind}: {share:.1%} equivalent" for kind, share in shares(tally)), sep="\n")
    if not words.dry and not tally.false:
        STATUS.write_text(put(text, table(tally), MARKS), encoding="utf-8")
    return 1 if tally.false or few else 0


if __name__ == "__main__":
    sys.exit(main())
