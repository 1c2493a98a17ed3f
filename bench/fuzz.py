"""`make fuzz`: the front end against texts that atheris makes up, and what came of it, into docs/status.md.

Each target is a process of its own that searches for so many seconds of the processor, from the seeds and the committed
corpus. What it adds stays in build/fuzz; with `--keep` the smallest set that covers as much replaces the committed
corpus. A long campaign may be run in pieces, whose figures `--add` sums up. An input that breaks a promise ends its
target's search, and lies in build/fuzz/TARGET/broken.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from bench.measure import STATUS, machine, put  # noqa: E402 - the house has to be found first
from tests.fuzz.seeds import CORPUS, LONGEST, dictionary, seeds  # noqa: E402
from tests.fuzz.targets import TARGETS  # noqa: E402

BUILD = HOUSE / "build" / "fuzz"
MARKS = "<!-- fuzz:begin -->", "<!-- fuzz:end -->"
MEGABYTES = 512
HANGS = 60
"""Seconds on the wall after which an input is given up; a second of the processor is counted by the target itself."""
HEAD = "| target | processor | inputs | counters reached | corpus | slowest input | peak memory | findings |"


@dataclass(frozen=True, slots=True)
class Searched:
    """What one search did, and what it found."""

    target: str
    minutes: float
    inputs: int
    counters: int
    slowest: float
    megabytes: int
    broken: tuple[Path, ...] = ()

    def after(self, row: str) -> Searched:
        """Together with what an earlier piece of the same campaign did, which the table has in this row."""
        _, minutes, inputs, counters, _, slowest, megabytes, _ = (cell.strip() for cell in row.strip("| ").split("|"))
        return replace(
            self,
            minutes=self.minutes + float(minutes.split()[0]),
            inputs=self.inputs + int(inputs.replace(",", "")),
            counters=max(self.counters, int(counters.replace(",", ""))),
            slowest=max(self.slowest, float(slowest.split()[0])),
            megabytes=max(self.megabytes, int(megabytes.split()[0])),
        )

    @property
    def row(self) -> str:
        """As a row of the table."""
        files = list((CORPUS / self.target).glob("*"))
        size = sum(file.stat().st_size for file in files) / 1024
        cells = [
            self.target, f"{self.minutes:.1f} min", f"{self.inputs:,}", f"{self.counters:,}",
            f"{len(files)} files, {size:.0f} kB", f"{self.slowest:.2f} s", f"{self.megabytes} MB",
            len(self.broken) or "none",
        ]  # fmt: skip
        return f"| {' | '.join(map(str, cells))} |"


def search(target: str, seconds: float) -> Searched:
    """One target, for so many seconds of the processor."""
    folder = BUILD / target
    found, broken = folder / "found", folder / "broken"
    shutil.rmtree(broken, ignore_errors=True)
    for each in (found, folder / "seeds", broken):
        each.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(sorted(seeds(target))):
        (folder / "seeds" / f"{number:03}").write_bytes(data)
    (folder / "words").write_text(dictionary(target), encoding="ascii")
    asked = [
        f"-dict={folder / 'words'}", f"-artifact_prefix={broken}/", f"-max_len={LONGEST}",
        f"-rss_limit_mb={MEGABYTES}", f"-timeout={HANGS}", f"-report_slow_units={HANGS}", "-print_final_stats=1",
    ]  # fmt: skip
    said, used = _run(folder, target, seconds, [*asked, str(found), *_folders(target)])
    counters = max(map(int, re.findall(r" cov: (\d+) ", said)), default=0)
    slowest = max(map(float, re.findall(r"^slowest: ([\d.]+)", said, re.MULTILINE)), default=0.0)
    told = {name: int(number) for name, number in re.findall(r"stat::(\w+):\s+(\d+)", said)}
    if not told:
        raise SystemExit(f"{target} did not run: {folder / 'log'} says why")
    return Searched(
        target, used / 60, told["number_of_executed_units"], counters, slowest, told["peak_rss_mb"],
        tuple(sorted(broken.iterdir())),
    )  # fmt: skip


def _folders(target: str) -> Iterable[str]:
    """Where inputs to begin with lie."""
    return (str(each) for each in (BUILD / target / "seeds", CORPUS / target) if each.is_dir())


def _run(folder: Path, target: str, seconds: float, words: Sequence[str]) -> tuple[str, float]:
    """What the target printed, and the seconds of the processor that it used."""
    script = HOUSE / "tests" / "fuzz" / "run.py"
    with (folder / "log").open("wb") as log:
        child = subprocess.Popen([sys.executable, str(script), target, str(seconds), *words], stdout=log, stderr=log)
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return (folder / "log").read_text(encoding="utf-8", errors="replace"), usage.ru_utime + usage.ru_stime


def keep(target: str) -> None:
    """Puts the smallest set of inputs that reaches all that any of them does in the place of the committed corpus."""
    least = BUILD / target / "least"
    shutil.rmtree(least, ignore_errors=True)
    least.mkdir(parents=True)
    words = ["-set_cover_merge=1", "-use_counters=0", f"-max_len={LONGEST}", f"-rss_limit_mb={MEGABYTES}", str(least)]
    _run(BUILD / target, target, 0, [*words, str(BUILD / target / "found"), *_folders(target)])
    if any(least.iterdir()):
        shutil.rmtree(CORPUS / target, ignore_errors=True)
        shutil.copytree(least, CORPUS / target)


def table(text: str, rows: Sequence[Searched], *, add: bool = False) -> str:
    """The rows, and those of other targets that the document has already; or the rows added to those it has."""
    old = {name: row for row, name in re.findall(r"^(\| (\w+) \| [\d.]+ min \|.*)$", text, re.MULTILINE)}
    new = {each.target: each.after(old[each.target]) if add and each.target in old else each for each in rows}
    lines = [new[target].row if target in new else old[target] for target in TARGETS if target in {*new, *old}]
    return "\n".join([HEAD, re.sub(r"[^|]+", "---", HEAD), *lines, "", f"Machine: {machine()}."])


def main() -> None:
    """Searches, prints, and writes the figures down unless told not to. Ends with 1 where a promise was broken."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("targets", nargs="*", choices=[*TARGETS, []], help="all where none is named")
    asked.add_argument("--seconds", type=float, default=60, help="of the processor, for each target")
    asked.add_argument("--jobs", type=int, default=1, help="targets at a time")
    asked.add_argument("--keep", action="store_true", help="what was found joins the committed corpus, minimised")
    asked.add_argument("--add", action="store_true", help="figures are added to those of docs/status.md")
    asked.add_argument("--dry", action="store_true", help="print only; docs/status.md stays as it is")
    words = asked.parse_args()
    chosen = words.targets or list(TARGETS)
    with ThreadPoolExecutor(words.jobs) as pool:
        rows = list(pool.map(lambda target: search(target, words.seconds), chosen))
        if words.keep:
            list(pool.map(keep, chosen))
    text = STATUS.read_text(encoding="utf-8") if STATUS.is_file() else ""
    written = table(text, rows, add=words.add)
    print(written)
    if text and not words.dry:
        STATUS.write_text(put(text, written, MARKS), encoding="utf-8")
    for each in (file for row in rows for file in row.broken):
        print(f"broken by {each.relative_to(HOUSE)}: the end of {each.parent.parent.name}'s log says how")
    sys.exit(any(row.broken for row in rows))


if __name__ == "__main__":
    main()
