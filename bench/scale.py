"""`make scale`: how long `guiju check` takes for books of many rules, measured on this machine, into docs/status.md.

The books are made up (`tests/generating`), the same ones each time: statements of one shape over one vocabulary, a fact
for every five rules. Whole processes are timed, and nothing is remembered between them.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from bench.measure import STATUS, guiju, put, table  # noqa: E402 - the house has to be found first
from dsl import syntax  # noqa: E402
from tests.generating.books import book, text_of  # noqa: E402
from tests.generating.outline import seeded  # noqa: E402

MARKS = "<!-- scale:begin -->", "<!-- scale:end -->"
SIZES = (500, 1000, 2000)
RUNS = 3
SEED = 3


def made(folder: Path, rules: int, seed: int = SEED) -> Path:
    """A book of so many rules, none of them amended: a book that is has half as many texts again."""
    written = book(seeded(seed), rules // 5, rules, depth=1)
    plain = [each for each in written.statements if isinstance(each, syntax.Fact | syntax.Rule | syntax.Invariant)]
    return written.write(folder / str(rules), text_of(plain))


def checked(folder: Path) -> float:
    """Seconds of a check, the median of some."""
    os.environ["GUIJU_CACHE"] = "off"
    return statistics.median(guiju("check", str(folder), "-q").seconds for _ in range(RUNS))


def rows(sizes: Sequence[int]) -> list[tuple[str, str]]:
    """What is measured, in words, and what came out."""
    with TemporaryDirectory(prefix="guiju-scale-") as name:
        books = [made(Path(name), size) for size in sizes]
        seconds = [checked(folder) for folder in books]
        lengths = [sum(len(path.read_bytes()) for path in folder.glob("rules/*")) for folder in books]
    found = [
        (f"`guiju check` of a made-up book of {size:,} rules, {length / 1000:,.0f} kB, whole process", f"{took:.2f} s")
        for size, took, length in zip(sizes, seconds, lengths, strict=True)
    ]
    if len(sizes) > 1:
        ratio = f"{seconds[-1] / sizes[-1] / (seconds[0] / sizes[0]):.2f}"
        found.append((f"cost of a rule among {sizes[-1]:,} over that among {sizes[0]:,}; 1 is in proportion", ratio))
    return found


def main() -> None:
    """Measures, prints, and writes the figures down unless told not to."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rules", type=int, nargs="+", default=list(SIZES), help="sizes of the books")
    asked.add_argument("--dry", action="store_true", help="print only; docs/status.md stays as it is")
    words = asked.parse_args()
    written = table(rows(words.rules))
    print(written)
    if not words.dry and STATUS.is_file():
        STATUS.write_text(put(STATUS.read_text(encoding="utf-8"), written, MARKS), encoding="utf-8")


if __name__ == "__main__":
    main()
