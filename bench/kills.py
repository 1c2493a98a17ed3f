"""`make kills`: audits that are killed at random points and taken up again, until so many have been.

Writes into docs/status.md how many were, and how many parts were done at that moment: each ended with the bytes of a
run that nobody killed, and left nothing in the temporary folder, or this ends with 1 and writes nothing of its last
ten. Ten at a time are written down and added to what stands there, so that what is ended goes on where it was.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from bench.measure import STATUS, machine, put  # noqa: E402 - the house has to be found first

MARKS = "<!-- kills:begin -->", "<!-- kills:end -->"
HEAD = ("| parts done when it was killed | runs |", "|---|---|")
TEST = "tests/workbench/test_resume.py::test_a_killed_run_ends_with_the_same_bytes"


def killed(some: int, seed: int) -> Counter[int]:
    """Kills some: how many parts were done, and how often. Raises SystemExit where one did not end as it should."""
    with TemporaryDirectory(prefix="guiju-kills-") as name:
        noted = Path(name) / "noted"
        settings = {"KILLS": str(some), "KILLS_SEED": str(seed), "KILLS_NOTED": str(noted)}
        words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--basetemp", f"{name}/runs", TEST]
        if subprocess.run(words, cwd=HOUSE, env={**os.environ, **settings}, check=False).returncode:
            raise SystemExit("a run was not taken up as it should: nothing is written down")
        return Counter(int(each) for each in noted.read_text(encoding="ascii").split())


def table(found: Counter[int]) -> str:
    """The counts as a Markdown table, and where they were measured."""
    rows = [f"| {parts} | {runs} |" for parts, runs in sorted(found.items())]
    closing = f"All: {found.total()} killed, all taken up to the same bytes. Machine: {machine()}."
    return "\n".join([*HEAD, *rows, "", closing])


def read(text: str) -> Counter[int]:
    """The counts of such a table."""
    return Counter({int(parts): int(runs) for parts, runs in re.findall(r"^\| ([0-9]+) \| ([0-9]+) \|$", text, re.M)})


def main() -> None:
    """Kills, prints, and writes the figures down."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--kills", type=int, default=200, help="how many are to stand there in the end")
    asked.add_argument("--anew", action="store_true", help="forget what stands there")
    words = asked.parse_args()
    text = STATUS.read_text(encoding="utf-8")
    found = Counter() if words.anew else read(text.partition(MARKS[0])[2].partition(MARKS[1])[0])
    while (left := words.kills - found.total()) > 0:
        found += killed(min(left, 10), found.total() + 1)
        text = STATUS.read_text(encoding="utf-8")
        STATUS.write_text(put(text, table(found), MARKS), encoding="utf-8")


if __name__ == "__main__":
    main()
