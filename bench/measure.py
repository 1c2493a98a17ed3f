"""`make bench`: how long the command takes and what an audit costs, measured on this machine, into docs/status.md.

Whole processes are timed, as a person waits for them. The audit's rate is that of its own `seconds`: reading and
judging, without the start of the process. Where a line costs more in a larger snapshot, the last row says so.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

HOUSE = Path(__file__).resolve().parent.parent
STATUS = HOUSE / "docs" / "status.md"
MARKS = "<!-- figures:begin -->", "<!-- figures:end -->"
DAY = "2026-11-20"
SIZES = (10_000, 50_000)
AUDITS = {10_000: 3, 50_000: 1}
"""Runs per size: a larger one varies less and takes longer."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One process: how long it took, the most memory it held, what it printed."""

    seconds: float
    megabytes: float
    out: bytes


@dataclass(frozen=True, slots=True)
class Audited:
    """Audits of one snapshot: its lines, all its rows, and the median of seconds and of peak memory."""

    lines: int
    rows: int
    seconds: float
    megabytes: float

    @property
    def rate(self) -> float:
        """Lines per second."""
        return self.lines / self.seconds

    @property
    def cost(self) -> float:
        """Seconds per line."""
        return self.seconds / self.lines


def guiju(*words: str, cache: str = "off") -> Ran:
    """The command as a process of its own; what it remembers lies in the folder `cache`. Raises where it fails."""
    kept = {"GUIJU_CACHE": "off"} if cache == "off" else {"GUIJU_CACHE": "on", "XDG_CACHE_HOME": cache}
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "workbench", *words],
        stdout=subprocess.PIPE,
        cwd=HOUSE,
        env={**environment(), "LC_ALL": "C.UTF-8", **kept},
    )
    assert child.stdout is not None
    out = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"guiju {' '.join(words)} ended with status {child.returncode}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Ran(seconds, usage.ru_maxrss / unit, out)


def environment() -> dict[str, str]:
    """As users have it: with the compiled modules that an installation has."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def median(words: Sequence[str], runs: int, cache: str = "off") -> float:
    """Seconds; a first run warms the file cache, and what is remembered if anything is, and is not counted."""
    guiju(*words, cache=cache)
    return statistics.median(guiju(*words, cache=cache).seconds for _ in range(runs))


def remembered() -> float:
    """Seconds of a check where nothing has changed since the last one."""
    with TemporaryDirectory(prefix="guiju-bench-") as cache:
        return median(["check", "-q"], 9, cache)


def audited(folder: Path, lines: int, runs: int) -> Audited:
    """A sample of so many lines, made and audited."""
    snapshot = folder / str(lines)
    guiju("sample", str(snapshot), "--lines", str(lines), "--seed", "1", "--on", DAY, "-q")
    words = ["audit", str(snapshot), "--on", DAY, "--engine", "reference", "--format", "json", "-q"]
    done = [guiju(*words) for _ in range(runs)]
    answers = [json.loads(each.out) for each in done]
    rows = sum(counts["judged"] for counts in answers[0]["rows"].values())
    seconds = statistics.median(answer["seconds"] for answer in answers)
    return Audited(lines, rows, seconds, statistics.median(each.megabytes for each in done))


def machine() -> str:
    """What it was measured on."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def table(rows: Sequence[tuple[str, str]]) -> str:
    """The figures as a Markdown table, and where they were measured."""
    lines = ["| figure | measured |", "|---|---|", *(f"| {name} | {figure} |" for name, figure in rows)]
    return "\n".join([*lines, "", f"Machine: {machine()}."])


def tried(log: Path | None) -> str:
    """How many properties the tests have and how many examples one run of them tries. Raises where a test fails.

    With what such a run has said in `log` they are not run again.
    """
    if log:
        return _counted(log.read_text(encoding="utf-8"))
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--numprocesses", "auto", "tests"]
    done = subprocess.run(
        words, cwd=HOUSE, env={**os.environ, "HYPOTHESIS_PROFILE": "ci"}, capture_output=True, text=True, check=False
    )
    return _counted(done.stdout)


def _counted(said: str) -> str:
    found = re.search(r"properties: (\d+), examples: (\d+)", said)
    closing = re.search(r"^=* ?(\d+ passed\b.*) in [\d.]+s", said, re.MULTILINE)  # what failed would come before
    if not found or not closing or "error" in closing[1]:
        raise SystemExit("the tests do not pass: their figures are not worth writing down")
    return f"{found[1]} properties, {int(found[2]):,} examples"


def figures(sizes: Sequence[int], log: Path | None = None) -> list[tuple[str, str]]:
    """What is measured, in words, and what came out."""
    rows = [
        ("`guiju --version`, whole process", f"{median(['--version'], 9) * 1000:.0f} ms"),
        (
            "`guiju check` of cn-telecom (184 rules, 1,231 scenarios), whole process, nothing remembered",
            f"{median(['check', '-q'], 9):.2f} s",
        ),
        ("… again, where nothing has changed", f"{remembered() * 1000:.0f} ms"),
        ("`guiju test` of cn-telecom, whole process", f"{median(['test', '-q'], 3):.1f} s"),
    ]
    rows.append(("properties of the tests, and the examples that Hypothesis tried for them in one run", tried(log)))
    with TemporaryDirectory(prefix="guiju-bench-") as name:
        audits = [audited(Path(name), lines, AUDITS.get(lines, 1)) for lines in sizes]
    for each in audits:
        said = f"{each.rate:,.0f} lines/s ({each.rows:,} rows in {each.seconds:.1f} s), peak {each.megabytes:,.0f} MB"
        rows.append((f"reference audit of {each.lines:,} lines with all that hangs on them", said))
    if len(audits) > 1:
        ratio = f"{audits[-1].cost / audits[0].cost:.2f}"
        rows.append((f"cost of a line at {sizes[-1]:,} lines over that at {sizes[0]:,}; 1 is in proportion", ratio))
    return rows


def put(text: str, written: str, marks: tuple[str, str] = MARKS) -> str:
    """The document with the figures between their markers, which are added at the end where they are not there."""
    begin, end = marks
    block = f"{begin}\n{written}\n{end}"
    if begin in text and end in text:
        return re.sub(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: block, text, count=1, flags=re.DOTALL)
    return f"{text.rstrip()}\n\n{block}\n"


def main() -> None:
    """Measures, prints, and writes the figures down unless told not to."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--lines", type=int, nargs="+", default=list(SIZES), help="sizes of the samples")
    asked.add_argument("--dry", action="store_true", help="print only; docs/status.md stays as it is")
    asked.add_argument("--log", type=Path, help="what a run of all tests has said, where they need not be run again")
    words = asked.parse_args()
    written = table(figures(words.lines, words.log))
    print(written)
    if not words.dry and STATUS.is_file():
        STATUS.write_text(put(STATUS.read_text(encoding="utf-8"), written), encoding="utf-8")


if __name__ == "__main__":
    main()
