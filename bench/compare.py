"""`make bench-peers`: our audits and decisions beside those of peers, on the same work, in alternating runs.

Three parts: `audit`, the thirteen rules over a made-up base of several sizes, each audit a whole process from Parquet
to Parquet; `decide`, one decision from a mapping in Python; `telecom`, the whole of cn-telecom on growing bases, for
which there is no peer. Whoever comes to another answer stops the comparison. Ratios are our median divided by theirs.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.audits.answer import Answer
from bench.processes import HOUSE, Command, alternated, ran
from bench.races import race
from bench.results import Results, Run
from bench.snapshot import DAY

PEERS = {
    "duckdb_sql": ("handwritten", "duckdb"),
    "polars": ("frames", "polars"),
    "openfisca": ("simulation", "openfisca_core"),
}
"""Name in the ratios → module of `bench.audits`, and the library that it needs."""
PARTS = ("audit", "decide", "telecom")
SIZES = (100_000, 1_000_000, 10_000_000)


def main() -> None:
    """The command."""
    words = asked()
    results = Results(words.by, notes=words.note)
    with TemporaryDirectory(prefix="guiju-peers-", dir=words.scratch) as name:
        for part in words.parts:
            match part:
                case "audit":
                    audits(results, words, Path(name))
                case "decide":
                    race(results, words.passes)
                case "telecom":
                    telecom(results, words, Path(name))
            if not words.dry:  # part by part: the last takes longest
                results.write(words.out)
                drawn(words.out)
    print("\n".join(results.lines()))


def drawn(results: Path) -> None:
    """The chart, where altair is installed."""
    try:
        from bench.chart import draw
    except ModuleNotFoundError as missing:
        print(f"no chart is drawn: {missing.name} is not installed")
    else:
        draw(results)


def asked() -> argparse.Namespace:
    """What the command line says."""
    form = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    form.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    form.add_argument("--lines", nargs="+", type=int, default=list(SIZES), help="sizes of the bases, growing")
    form.add_argument("--rounds", type=int, default=5, help="pairs of audits at each size")
    form.add_argument("--passes", type=int, default=21, help="pairs of passes over the decisions")
    form.add_argument("--engine", default="duckdb", help="which of ours audits")
    form.add_argument("--ours", default=sys.executable, help="the Python that runs ours")
    form.add_argument("--by", choices=("seconds", "cpu"), default="seconds", help="what ratios are taken of")
    form.add_argument("--note", action="append", default=[], help="said beside the results; repeatable")
    form.add_argument("--scratch", type=Path, help="where the bases are made, and removed at the end")
    form.add_argument("--out", type=Path, default=HOUSE / "bench" / "results.json")
    form.add_argument("--dry", action="store_true", help="print only")
    return form.parse_args()


def audits(results: Results, words: argparse.Namespace, folder: Path) -> None:
    """Each peer beside us at each size; the ratios are those of the largest, but growth, from each to the next."""
    ours: list[Run] = []
    for lines in words.lines:
        base = folder / f"lines-{lines}"
        ran([sys.executable, "-m", "bench.snapshot", str(base), "--lines", str(lines)], folder / "log")
        pairs = [(name, *beside(name, base, lines, words)) for name in PEERS if is_there(name)]
        for name, mine, theirs in pairs:
            results.add(f"audit/{name}", mine, theirs, words.by)
            results.ratios[f"audit/{name}/memory"] = round(mine.median("megabytes") / theirs.median("megabytes"), 3)
            tell(mine, theirs, results.ratios[f"audit/{name}"])
        ours += [mine for name, mine, _ in pairs if name == "duckdb_sql"]
    grow(results, "audit", ours, words.by)


def is_there(name: str) -> bool:
    """Whether a peer's library is installed; told of where it is not."""
    found = importlib.util.find_spec(PEERS[name][1]) is not None
    if not found:
        print(f"{name} is not installed and is left out", flush=True)
    return found


def beside(name: str, base: Path, lines: int, words: argparse.Namespace) -> tuple[Run, Run]:
    """Us and a peer on one base, after making sure that both count the same."""
    folders = [base.parent / f"ours-{lines}", base.parent / f"{name}-{lines}"]
    mine = command(base, folders[0], HOUSE / "bench" / "thirteen", words)
    asked = [sys.executable, "-m", f"bench.audits.{PEERS[name][0]}", str(base), str(folders[1]), str(DAY)]
    one, other = alternated(mine, Command(asked, folders[1]), words.rounds)
    answers = [Answer.read_from(each / "run.json") for each in folders]
    if differing := answers[0].differences(answers[1]):
        raise SystemExit(f"guiju and {name} differ: " + "; ".join(differing))
    return Run.of("audit", "guiju", name, lines, one), Run.of("audit", name, "guiju", lines, other)


def command(base: Path, out: Path, book: Path | str, words: argparse.Namespace) -> Command:
    """Our audit; for a next one it keeps as much as the peers do, which is nothing."""
    on = ["--book", str(book), "--on", str(DAY), "--engine", words.engine, "--out", str(out), "--forget", "-q"]
    return Command([words.ours, "-m", "workbench", "audit", str(base), *on], out)


def tell(mine: Run, theirs: Run, ratio: float) -> None:
    """What came out, for who is waiting."""
    shown = [
        f"{each.who} {each.median('seconds'):.2f} s (cpu {each.median('cpu'):.2f}, {each.median('megabytes'):,.0f} MB)"
        for each in (mine, theirs)
    ]
    rate = f"{mine.lines / mine.median('seconds'):,.0f} lines/s"
    print(f"{mine.what}, {mine.lines:,} lines: {', '.join(shown)}; ratio {ratio}; {rate}", flush=True)


def grow(results: Results, what: str, runs: Sequence[Run], by: str) -> None:
    """How time grows from each size to the next."""
    for small, large in pairwise(runs):
        name = f"{what}/growth/{small.lines}-{large.lines}"
        results.ratios[name] = round(large.median(by) / small.median(by), 3)


def telecom(results: Results, words: argparse.Namespace, folder: Path) -> None:
    """The whole of cn-telecom on bases with their holders, messages and consents."""
    runs = []
    for lines in words.lines:
        base, out = folder / f"telecom-{lines}", folder / f"telecom-{lines}-out"
        sample = ["sample", str(base), "--lines", str(lines), "--seed", "1", "--on", str(DAY), "-q"]
        ran([words.ours, "-m", "workbench", *sample], folder / "log")
        done = [command(base, out, "cn-telecom", words).ran() for _ in range(max(1, words.rounds // 2))]
        runs.append(Run.of("telecom", "guiju", "", lines, done))
        rows = sum(each["read"] for each in json.loads((out / "run.json").read_text(encoding="utf-8"))["rows"].values())
        told = f"{runs[-1].median('seconds'):.1f} s, {runs[-1].median('megabytes'):,.0f} MB"
        print(f"telecom, {lines:,} lines, {rows:,} rows: {told}", flush=True)
    results.runs += runs
    grow(results, "telecom", runs, words.by)


if __name__ == "__main__":
    main()
