"""What the impact of one changed figure costs beside two audits: `make bench-impact`, or with `--lines 10000000`.

The shipped book and the same with one figure that is two days longer judge a made-up snapshot: by `guiju diff`, and by
two runs of `guiju audit`, in turns. Told are the processor time of whole processes, on all cores, since by the clock
other programs matter too; and the seconds by the clock. `guiju diff` also compares the texts and asks the solver, which
takes some seconds whatever the size.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.daily import DAY
from bench.measure import STATUS, machine, put
from bench.processes import HOUSE, Command, Ran
from workbench.sample import make_sample

BOOK = "cn-telecom"
MARKS = "<!-- impact:begin -->", "<!-- impact:end -->"
HEAD = (
    "| lines | figure | impact, processor | two audits, processor | ratio | impact, clock | two audits, clock | peak |",
    "|---|---|---|---|---|---|---|---|",
)


def changed(folder: Path, figure: str) -> Path:
    """The shipped book with one figure that is some days longer."""
    shutil.copytree(HOUSE / "rulebook" / BOOK, folder)
    file = folder / "parameters.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index(f"\n{figure}:")
    after = re.sub(r"(?<=value: )[0-9]+", lambda found: str(int(found.group()) + 2), text[start:], count=1)
    file.write_text(text[:start] + after, encoding="utf-8")
    return folder


def words(command: str, *more: str | Path) -> Sequence[str]:
    """The command as a process of its own."""
    return [
        sys.executable,
        "-m",
        "workbench",
        command,
        *map(str, more),
        "--on",
        DAY.isoformat(),
        "-q",
        "--format",
        "json",
    ]


def measured(home: Path, lines: int, figure: str, rounds: int) -> tuple[list[Ran], list[tuple[Ran, Ran]]]:
    """Impacts, and pairs of audits."""
    snapshot = home / "snapshot"
    make_sample(snapshot, lines, 1, "parquet", False, DAY)
    other = changed(home / "other", figure)
    impact = Command(words("diff", BOOK, other, "--snapshot", snapshot, "--out", home / "impact"), home / "impact")
    audits = [
        Command(words("audit", snapshot, "--book", book, "--out", home / name), home / name)
        for name, book in (("before", BOOK), ("after", other))
    ]
    found: list[tuple[Ran, tuple[Ran, Ran]]] = []
    for _ in range(rounds):
        found.append((impact.ran(), (audits[0].ran(), audits[1].ran())))
    return [each for each, _ in found], [each for _, each in found]


def row(lines: int, figure: str, impacts: Sequence[Ran], audits: Sequence[tuple[Ran, Ran]]) -> str:
    """Medians, as a row of the table."""
    cpu, both = median(each.cpu for each in impacts), median(a.cpu + b.cpu for a, b in audits)
    clock, two = median(each.seconds for each in impacts), median(a.seconds + b.seconds for a, b in audits)
    peak = max(each.megabytes for each in impacts)
    return (
        f"| {lines:,} | `{figure}` | {cpu:.1f} s | {both:.1f} s | {cpu / both:.2f} | {clock:.1f} s | {two:.1f} s"
        f" | {peak:,.0f} MB |"
    )


def table(new: Sequence[str], text: str) -> str:
    """The rows, with those that stood there of other sizes and figures."""
    before = text.partition(MARKS[0])[2].partition(MARKS[1])[0]
    kept = {tuple(line.split("|")[1:3]): line for line in before.splitlines() if re.match(r"\| [0-9]", line)}
    kept |= {tuple(line.split("|")[1:3]): line for line in new}
    ordered = sorted(kept.values(), key=lambda line: int(line.split("|")[1].strip().replace(",", "")))
    return "\n".join([*HEAD, *ordered, "", f"Machine: {machine()}."])


def main() -> None:
    """Measures, prints, and writes down."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--lines", type=int, nargs="+", default=[1_000_000])
    asked.add_argument("--figure", nargs="+", default=["reminder_period"])
    asked.add_argument("--rounds", type=int, default=1)
    asked.add_argument("--dry", action="store_true", help="print only; docs/status.md stays as it is")
    given = asked.parse_args()
    rows = []
    for lines in given.lines:
        for figure in given.figure:
            with TemporaryDirectory(prefix="guiju-bench-") as home:
                rows.append(row(lines, figure, *measured(Path(home), lines, figure, given.rounds)))
            print(rows[-1], flush=True)
    if not given.dry:
        text = STATUS.read_text(encoding="utf-8")
        STATUS.write_text(put(text, table(rows, text), MARKS), encoding="utf-8")


if __name__ == "__main__":
    main()
