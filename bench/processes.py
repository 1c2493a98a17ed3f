"""Whole processes in alternation: commands in, seconds, processor time and peak memory of each out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Ran:
    """One process: how long it took by the clock and on all processors, and the most memory that it held."""

    seconds: float
    cpu: float
    megabytes: float


def ran(words: Sequence[str], log: Path) -> Ran:
    """Runs a command to its end; what it says goes to a file. Raises SystemExit with it where the command fails."""
    report = log.with_name(f"{log.name}.json")
    launched = [sys.executable, "-I", "-S", str(HOUSE / "bench" / "launch.py"), str(report), *words]
    with log.open("wb") as said:
        done = subprocess.run(
            launched,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd=HOUSE,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            check=False,
        )
    if done.returncode:
        shown = log.read_text(encoding="utf-8", errors="replace")[-3000:]
        raise SystemExit(f"{' '.join(words)} ended with status {done.returncode}:\n{shown}")
    return Ran(*json.loads(report.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Command:
    """Words, and the folder that they fill: it is emptied before each run."""

    words: Sequence[str]
    out: Path

    def ran(self) -> Ran:
        """One run from nothing; what it says is kept beside the folder."""
        shutil.rmtree(self.out, ignore_errors=True)
        return ran(self.words, self.out.with_name(f"{self.out.name}.log"))


def alternated(mine: Command, theirs: Command, rounds: int) -> tuple[list[Ran], list[Ran]]:
    """Theirs, ours, theirs, ours …: whatever else the machine does meets both. A first run of each is not counted."""
    theirs.ran()
    mine.ran()
    pairs = [(theirs.ran(), mine.ran()) for _ in range(rounds)]
    return [each for _, each in pairs], [each for each, _ in pairs]
