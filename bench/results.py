"""`bench/results.json`: what was run, on what machine, and our medians divided by theirs."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Literal

from bench.processes import Ran

Measure = Literal["seconds", "cpu"]
"""What ratios are taken of: the clock on a quiet machine, processor time on a busy one."""
PACKAGES = (
    "guiju", "duckdb", "pyarrow", "polars", "openfisca-core", "numpy", "zen-engine", "cel-expr-python",
    "common-expression-language", "cedarpy", "celine-regorus", "regopy",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """Repeated work of one of those compared: `figures` by measure, one number for each repetition.

    `what` is the work, `who` did it, `beside` whom it alternated with; a decision has microseconds in place of
    seconds, and no memory.
    """

    what: str
    who: str
    beside: str
    lines: int
    figures: dict[str, list[float]]

    @staticmethod
    def of(what: str, who: str, beside: str, lines: int, done: Sequence[Ran]) -> Run:
        """From whole processes."""
        figures = {
            "seconds": [round(each.seconds, 3) for each in done],
            "cpu": [round(each.cpu, 3) for each in done],
            "megabytes": [round(each.megabytes, 1) for each in done],
        }
        return Run(what, who, beside, lines, figures)

    def median(self, measure: str) -> float:
        """Of one measure."""
        return median(self.figures[measure])

    def data(self) -> dict[str, object]:
        """As it is written down, with lines per second where lines were read."""
        rate = {"lines_per_second": round(self.lines / self.median("seconds"))} if "seconds" in self.figures else {}
        return {"what": self.what, "who": self.who, "beside": self.beside, "lines": self.lines, **self.figures, **rate}


@dataclass
class Results:
    """All runs so far and their ratios."""

    by: Measure
    runs: list[Run] = field(default_factory=list)
    ratios: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, name: str, ours: Run, theirs: Run, measure: str) -> None:
        """Two runs that alternated, and their ratio under a name."""
        self.runs += [each for each in (theirs, ours) if each not in self.runs]
        self.ratios[name] = round(ours.median(measure) / theirs.median(measure), 3)

    def write(self, path: Path) -> None:
        """Keeps the ratios and runs of parts that were not run this time."""
        before = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        parts = {run.what for run in self.runs}
        kept = [run for run in before.get("runs", []) if run["what"] not in parts]
        ratios = {k: v for k, v in before.get("ratios", {}).items() if k.partition("/")[0] not in parts}
        data = {
            "machine": machine(),
            "versions": versions(),
            "measure": self.by,
            "notes": self.notes,
            "runs": kept + [run.data() for run in self.runs],
            "ratios": ratios | self.ratios,
        }
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def lines(self) -> Iterable[str]:
        """The ratios, for a person."""
        width = max(map(len, self.ratios), default=0)
        return [f"{name:<{width}}  {ratio:8.3f}" for name, ratio in self.ratios.items()]


def machine() -> str:
    """What it was measured on."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def versions() -> dict[str, str]:
    """Of all that were compared and are installed."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
