"""`make campaign-engines`: books and snapshots made up, judged by the reference and by every faster meaning.

A pair is a book and a snapshot; the snapshots of one book are laid side by side, with keys of their own, and judged in
one run of each engine, for to plan a book costs more than to judge a few rows. Everything that a run says is compared:
counts, findings word by word, rejects; no finding may last longer than the reference says. What differs is narrowed
down to one snapshot and printed with its seed. Writes the tallies into docs/status.md; ends with 1 where anything
differs, and then writes nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import astuple, dataclass
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time
from typing import Literal
from unittest.mock import patch

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from bench.measure import STATUS, machine, put  # noqa: E402 - the house has to be found first
from dsl import core  # noqa: E402
from interpreter import lasting  # noqa: E402
from interpreter.audit import audit  # noqa: E402
from interpreter.facts import all_rows  # noqa: E402
from interpreter.run import Run  # noqa: E402
from interpreter.snapshot import read_snapshot  # noqa: E402
from tests.agree.pairs import Size, made_up, side_by_side  # noqa: E402
from tests.agree.same import Compared  # noqa: E402
from tests.agree.tables import FORMS, write  # noqa: E402
from tests.agree.until import difference  # noqa: E402

Engine = Literal["duckdb", "spark", "compiled"]
STEPS = 3
"""Days that the reference tries at most to find until when an outcome lasts: of all outcomes more would take hours."""
MARKS = "<!-- engines:begin -->", "<!-- engines:end -->"
HEAD = (
    "| meaning | books | pairs of book and snapshot | outcomes | left to the reference | differences |",
    "|---|---|---|---|---|---|",
)


@dataclass(frozen=True, slots=True)
class Tally:
    """What was compared: books, snapshots, outcomes; outcomes that the engine left to the reference."""

    books: int = 0
    pairs: int = 0
    outcomes: int = 0
    left: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Tried:
    """The snapshots of one book: the tally, or which of them are judged differently."""

    seed: int
    tally: Tally
    different: tuple[int, ...] = ()


def size_of(seed: int) -> Size:
    """How large the book of a seed is: other sizes for other seeds."""
    random = Random(seed)
    return Size(random.randrange(6), random.randrange(1, 7), random.randrange(1, 4))


def tried(seed: int, engine: Engine, many: int) -> Tried:
    """One book with so many snapshots."""
    book = made_up(seed, size_of(seed))
    tally = compared(book, seed, engine, range(many))
    if tally is not None:
        return Tried(seed, tally)
    alone = [number for number in range(many) if compared(book, seed, engine, range(number, number + 1)) is None]
    return Tried(seed, Tally(1, many), tuple(alone) or (-1,))


def compared(book: core.Book, seed: int, engine: Engine, numbers: range) -> Tally | None:
    """The tally of these snapshots; None where the engine says anything else than the reference."""
    tables, day = side_by_side(book, seed, numbers)
    with TemporaryDirectory(prefix="guiju-agreement-") as name:
        folder = write(book, tables, Path(name) / "snapshot", FORMS[seed % len(FORMS)])
        if engine == "compiled":
            return _compiled(book, folder, day, len(numbers))
        with patch.object(lasting, "STEPS", STEPS):
            wanted = audit(book, folder, day, everything=True, engine="reference")
        found = audit(book, folder, day, everything=True, engine=engine, master="local[2]")
    outcomes = wanted.findings.num_rows
    left = 0 if found.engine == engine else outcomes
    is_same = _said(found) == _said(wanted) and not difference(wanted.findings, found.findings, day, STEPS)
    return Tally(1, len(numbers), outcomes, left) if is_same else None


def _said(run: Run) -> tuple[object, ...]:
    return run.rows, run.outcomes, run.rejected


def _compiled(book: core.Book, folder: Path, day: date, pairs: int) -> Tally | None:
    world = read_snapshot(book, folder).world
    asked = Compared(book, day)
    outcomes = sum(len(asked.targets(row.entity)) for row in all_rows(world))
    return None if any(asked.of_world(world)) else Tally(1, pairs, outcomes)


# ── many ──


def campaign(engine: Engine, seeds: Sequence[int], many: int, workers: int) -> tuple[Tally, list[Tried]]:
    """The tally of all books, told every so often, and the books that differ."""
    whole, different = Tally(), list[Tried]()
    with ExitStack() as stack:
        for number, each in enumerate(_each(partial(tried, engine=engine, many=many), seeds, workers, stack), 1):
            whole += each.tally
            if each.different:
                different.append(each)
                print(f"{engine}: book {each.seed}, snapshots {each.different} differ", flush=True)
            if number % 50 == 0 or number == len(seeds):
                print(f"{engine}: {whole}, {process_time():.0f} s of this process", flush=True)
    return whole, different


def _each(work: Callable[[int], Tried], seeds: Sequence[int], workers: int, stack: ExitStack) -> Iterator[Tried]:
    if workers == 1:
        return map(work, seeds)
    pool = stack.enter_context(ProcessPoolExecutor(workers))
    return pool.map(work, seeds)


def name_of(engine: Engine) -> str:
    """The engine and its version, as the table names it."""
    packages = {"duckdb": ("DuckDB", "duckdb"), "spark": ("Spark", "pyspark")}
    if engine == "compiled":
        return "compiled decision"
    said, package = packages[engine]
    return f"{said} {version(package)}"


def stood(name: str, before: str) -> Tally:
    """What the table says of an engine already."""
    rows = [[cell.strip().replace(",", "") for cell in row.split("|")] for row in before.splitlines()]
    return sum((Tally(*map(int, row[2:6])) for row in rows if len(row) > 6 and row[1] == name), Tally())


def table(name: str, tally: Tally, before: str = "") -> str:
    """The tally as a row of a Markdown table; the rows of others stay as they were `before`."""
    rows = {row.split("|")[1].strip(): row for row in before.splitlines() if row.startswith("|")}
    kept = {key: row for key, row in rows.items() if key not in ("meaning", "---")}
    kept[name] = f"| {name} | {tally.books:,} | {tally.pairs:,} | {tally.outcomes:,} | {tally.left:,} | 0 |"
    return "\n".join([*HEAD, *(kept[key] for key in sorted(kept)), "", f"Machine: {machine()}."])


def main() -> int:
    """Compares, and writes down what was compared → 1 where anything differs."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--engine", choices=("duckdb", "spark", "compiled"), default="duckdb")
    asked.add_argument("--books", type=int, default=2_000, help="books made up")
    asked.add_argument("--first", type=int, default=0, help="the seed of the first book: goes on after those before it")
    asked.add_argument("--snapshots", type=int, default=100, help="of each book")
    asked.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes; of Spark there is one")
    asked.add_argument("--dry", action="store_true", help="print only; docs/status.md stays as it is")
    words = asked.parse_args()
    seeds = range(words.first, words.first + words.books)
    with ExitStack() as stack:
        if words.engine == "spark":
            _spark(stack)
        whole, different = campaign(
            words.engine, seeds, words.snapshots, 1 if words.engine == "spark" else words.workers
        )
    if different:
        return 1
    if not words.dry and STATUS.is_file():
        text = STATUS.read_text(encoding="utf-8")
        before = text.partition(MARKS[0])[2].partition(MARKS[1])[0]
        name = name_of(words.engine)
        whole += stood(name, before) if words.first else Tally()
        STATUS.write_text(put(text, table(name, whole, before), MARKS), encoding="utf-8")
    return 0


def _spark(stack: ExitStack) -> None:
    """One Spark for all books: it takes a while to start."""
    from interpreter.columns.session import start

    folder = Path(stack.enter_context(TemporaryDirectory(prefix="guiju-agreement-")))
    session = start("local[2]", folder, "2g", {"spark.sql.shuffle.partitions": "2"})
    stack.callback(session.stop)


if __name__ == "__main__":
    sys.exit(main())
