"""`make campaign`: the promises of the law tried with 100,000 examples each, and all periods of 2004 to 2026.

Writes what was tried, how often the case that matters came up and how long it took into docs/status.md, promise by
promise as each is done: a campaign that is ended keeps what it found, and `-k` goes on with the rest. The properties
of the engine itself, which stand elsewhere, are tried first with ten times the examples of CI. Ends with 1 where one of
all these fails; then what stood in docs/status.md of that one stays as it is.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from bench.measure import STATUS, machine, put  # noqa: E402 - the house has to be found first

MARKS = "<!-- campaign:begin -->", "<!-- campaign:end -->"
PROMISES = "tests/properties"
OTHERS = ("tests/interpreter/test_properties.py",)
HEAD = ("| promise | test | examples | the case that matters | seconds |", "|---|---|---|---|---|")


def run(*tests: str, **settings: str) -> None:
    """The tests, each promise having all the time it takes. Raises SystemExit where one fails."""
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(
        words, cwd=HOUSE, env={**os.environ, "HYPOTHESIS_PROFILE": "campaign", **settings}, check=False
    )
    if done.returncode:
        raise SystemExit("a property does not hold: nothing is written down")


def promises(examples: int, word: str) -> list[Mapping[str, Any]]:
    """What each promise came to, in the order of their numbers."""
    with TemporaryDirectory(prefix="guiju-campaign-") as name:
        tallies = Path(name) / "tallies.json"
        run(PROMISES, "-k", word, PROMISE_EXAMPLES=str(examples), PROMISE_TALLIES=str(tallies))
        found: list[Mapping[str, Any]] = json.loads(tallies.read_text(encoding="utf-8"))
    return sorted(found, key=lambda each: (each["number"], each["test"]))


def table(tallies: Sequence[Mapping[str, Any]], before: str = "") -> str:
    """The tallies as a Markdown table, and where they were measured; other rows stay as they were `before`."""
    rows = {row.split("|")[2].strip(): row for row in before.splitlines() if row.startswith("|") and "`" in row}
    for each in tallies:
        name = f"`{each['test'].removeprefix('test_')}`"
        rows[name] = f"| {each['number']} | {name} | {each['tried']:,} | {_reached(each)} | {each['seconds']:,.0f} |"
    cells = [[cell.strip().replace(",", "") for cell in row.split("|")] for row in rows.values()]
    tried, seconds = (sum(int(row[place]) for row in cells) for place in (3, -2))
    closing = f"All: {tried:,} examples in {seconds:,} s of one processor. Machine: {machine()}."
    return "\n".join([*HEAD, *sorted(rows.values(), key=_place), "", closing])


def _place(row: str) -> tuple[int, str]:
    _, number, name, *_ = row.split("|")
    return int(number), name


def names(word: str) -> list[str]:
    """The promises whose names have the word in them, as the tests have them."""
    found = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", PROMISES, "-k", word],
        cwd=HOUSE, capture_output=True, encoding="utf-8", check=False,
    ).stdout  # fmt: skip
    tests = dict.fromkeys(line.partition("::")[2].partition("[")[0] for line in found.splitlines() if "::" in line)
    return [name for name in tests if re.match(r"test_[0-9]+_", name)]


def _reached(tally: Mapping[str, Any]) -> str:
    shares = (f"{name.replace('_', ' ')} {count / tally['tried']:.1%}" for name, count in tally["reached"].items())
    return ", ".join(shares)


def main() -> None:
    """Tries, prints, and writes the figures down unless told not to."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--examples", type=int, default=100_000, help="examples of each promise")
    asked.add_argument("--only", action="store_true", help="the promises alone, not the properties of the engine")
    asked.add_argument("-k", dest="word", default="", help="promises with this word in their test's name")
    asked.add_argument("--dry", action="store_true", help="print only; docs/status.md stays as it is")
    words = asked.parse_args()
    if not words.only:
        run(*OTHERS)
    for name in names(words.word):
        tallies = promises(words.examples, name)
        if words.dry or not STATUS.is_file():
            print(table(tallies))
        else:
            text = STATUS.read_text(encoding="utf-8")
            before = text.partition(MARKS[0])[2].partition(MARKS[1])[0]
            STATUS.write_text(put(text, table(tallies, before), MARKS), encoding="utf-8")


if __name__ == "__main__":
    main()
