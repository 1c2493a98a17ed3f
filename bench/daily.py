"""What `audit --since` costs beside a full audit: `make bench-daily`, or `python -m bench.daily --lines 100000`.

A made-up snapshot is audited; the next day a share of the rows of every table has changed, in one field that is a date.
That day is audited in full and by the day before, in turns; what both write has to be the same bytes. Told are medians
of the processor time of whole processes, on all cores, since by the clock other programs matter too.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.processes import Command, Ran, alternated, ran
from workbench.sample import make_sample

DAY = date(2026, 11, 20)


def changed(source: Path, folder: Path, permille: int) -> None:
    """A snapshot in which so many rows of a thousand have another day in their last column of days."""
    import duckdb

    folder.mkdir()
    with duckdb.connect(":memory:") as tables:
        for file in sorted(source.glob("*.parquet")):
            table = tables.read_parquet(str(file))
            days = [name for name, kind in zip(table.columns, table.types, strict=True) if str(kind) == "DATE"]
            if days:
                moved = f"coalesce({days[-1]}, DATE '{DAY}') - 1"
                some = f"hash(row_number() OVER ()) % 1000 < {permille}"
                table = table.project(f"* REPLACE (CASE WHEN {some} THEN {moved} ELSE {days[-1]} END AS {days[-1]})")
            table.write_parquet(str(folder / file.name))


def words(snapshot: Path, on: date, out: Path, *more: str) -> Sequence[str]:
    """The command."""
    asked = ["audit", str(snapshot), "--on", on.isoformat(), "--out", str(out), "-q", "--format", "json", *more]
    return [sys.executable, "-m", "workbench", *asked]


def measured(home: Path, lines: int, permille: int, rounds: int) -> tuple[list[Ran], list[Ran]]:
    """Runs that go by the day before, and full ones."""
    first, next_ = home / "first", home / "next"
    make_sample(first, lines, 1, "parquet", False, DAY)
    changed(first, next_, permille)
    before, on = home / "before", DAY + timedelta(days=1)
    ran(words(first, DAY, before), home / "before.log")
    since = Command(words(next_, on, home / "since", "--since", str(before)), home / "since")
    full = Command(words(next_, on, home / "full"), home / "full")
    runs = alternated(since, full, rounds)
    for name in ("findings.parquet", "rejects.parquet"):
        if (home / "since" / name).read_bytes() != (home / "full" / name).read_bytes():
            raise SystemExit(f"{name} is not the same")
    return runs


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--lines", type=int, nargs="+", default=[100_000])
    parser.add_argument("--permille", type=int, default=10, help="rows changed, of a thousand")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    for lines in asked.lines:
        with TemporaryDirectory() as home:
            since, full = measured(Path(home), lines, asked.permille, asked.rounds)
        cpu = [median(each.cpu for each in runs) for runs in (since, full)]
        peak = [max(each.megabytes for each in runs) for runs in (since, full)]
        print(
            f"{lines:>9,} lines, {asked.permille / 10:g} % changed: {cpu[0]:.2f} s of the processor, a full audit"
            f" {cpu[1]:.2f} s: {cpu[0] / cpu[1]:.2f} of it; at most {peak[0]:.0f} and {peak[1]:.0f} MB",
            flush=True,
        )


if __name__ == "__main__":
    main()
