"""What an audit costs on Spark, by its own record of every task: `python -m bench.spark --lines 100000`.

The time of the processor that tasks took, what they shuffled and read, and the most memory one of them held, each for
a line (subscription) of the snapshot; and what the driver took beside them, which is planning and does not grow with
the lines. Two runs, of one and of ten parts of the lines, tell the two apart.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dsl.core import Book
from interpreter import Interpreter
from interpreter.audit import targets
from interpreter.columns.on_spark import Cluster, judge
from interpreter.columns.session import start
from workbench.sample import make_sample

DAY = date(2026, 11, 20)


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one run: seconds of the processor and of collecting garbage, bytes shuffled and read, tasks, peak of one."""

    lines: int
    cpu: float
    garbage: float
    shuffled: int
    read: int
    tasks: int
    peak: int

    def shown(self) -> str:
        """One line of text."""
        per = 100_000 / self.lines
        return (
            f"{self.lines:>9,} lines: tasks {self.tasks:,}; for 100,000 lines {self.cpu * per:.1f} s of a core"
            f" (garbage {self.garbage * per:.1f} s); for a line {self.shuffled / self.lines:.0f} bytes shuffled,"
            f" {self.read / self.lines:.0f} read; a task holds up to {self.peak / 2**20:.0f} MB"
        )


def tasks(folder: Path) -> Iterator[dict[str, Any]]:
    """The metrics of every task in the logs of a folder."""
    for log in sorted(
        path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "appst"))
    ):
        for line in log.read_text(encoding="utf-8").splitlines():
            event = json.loads(line)
            if event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
                yield event["Task Metrics"]


def cost(lines: int, metrics: list[dict[str, Any]]) -> Cost:
    """The sums of all tasks."""
    return Cost(
        lines,
        sum(each["Executor CPU Time"] for each in metrics) / 1e9,
        sum(each["JVM GC Time"] for each in metrics) / 1e3,
        sum(each["Shuffle Write Metrics"]["Shuffle Bytes Written"] for each in metrics),
        sum(each["Input Metrics"]["Bytes Read"] for each in metrics),
        len(metrics),
        max((each["Peak Execution Memory"] for each in metrics), default=0),
    )


def measured(book: Book, lines: int, master: str, only: list[str], home: Path) -> Cost:
    """A sample of so many lines, made and audited, all of it read by Spark."""
    snapshot, logs = home / "snapshot", home / "log"
    logs.mkdir()
    make_sample(snapshot, lines, 1, "parquet", False, DAY)
    more = {"spark.eventLog.enabled": "true", "spark.eventLog.dir": logs.as_uri(), "spark.eventLog.compress": "false"}
    session = start(master, home, "4g", more)
    try:
        judge(book, snapshot, DAY, targets(book, only), cluster=Cluster(small=0), parts=home / "findings")
    finally:
        session.stop()
    return cost(lines, list(tasks(logs)))


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--lines", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--rule", action="append", default=[], help="only these")
    asked = parser.parse_args()
    book = Interpreter.load("cn-telecom").book
    for lines in asked.lines:
        with TemporaryDirectory() as home:
            print(measured(book, lines, asked.master, asked.rule, Path(home)).shown(), flush=True)


if __name__ == "__main__":
    main()
