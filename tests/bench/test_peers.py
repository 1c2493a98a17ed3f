"""The books that are measured are sound, and a comparison is told of and kept as the contract says."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import pytest

from bench import compare
from bench.audits.answer import CODES, RULES
from bench.processes import HOUSE, Command, Ran, alternated, ran
from bench.results import Results, Run
from tests.workbench.running import guiju


@pytest.mark.parametrize("book", ["thirteen", "thirteen_guards"])
def test_the_books_that_are_measured_have_no_warning_and_their_scenarios_pass(book: str) -> None:
    folder = str(HOUSE / "bench" / book)
    checked = json.loads(guiju("check", folder, "--format", "json").out)
    assert checked["diagnostics"] == []
    assert checked["rules"] == 13
    tested = json.loads(guiju("test", folder, "--format", "json").out)
    assert tested["failed"] == 0
    assert tested["passed"] == checked["scenarios"]
    assert guiju("fmt", "--check", folder).status == 0


def test_processes_alternate_from_nothing_and_the_first_of_each_is_not_counted(tmp_path: Path) -> None:
    notes = tmp_path / "notes"

    def noting(who: str) -> Command:
        said = f"import os; open({str(notes)!r}, 'a').write({who!r}); os.mkdir({str(tmp_path / who)!r})"
        return Command([sys.executable, "-c", said], tmp_path / who)  # a folder that is there cannot be made

    mine, theirs = alternated(noting("o"), noting("t"), 2)
    assert notes.read_text() == "tototo"
    assert len(mine) == len(theirs) == 2
    assert all(each.seconds > 0 and each.cpu > 0 and each.megabytes > 1 for each in mine + theirs)


def test_peak_memory_is_that_of_the_command_and_not_of_whoever_starts_it(tmp_path: Path) -> None:
    held = bytearray(b"x" * 200_000_000)
    done = ran([sys.executable, "-c", "pass"], tmp_path / "log")
    assert len(held) == 200_000_000
    assert done.megabytes < 100


def test_a_command_that_fails_ends_the_comparison_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"status 3:\nout of luck"):
        ran([sys.executable, "-c", "print('out of luck'); raise SystemExit(3)"], tmp_path / "log")


def test_two_who_count_differently_end_the_comparison(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "alternated", lambda mine, theirs, rounds: ([], []))
    for name, breaches in (("ours", 3), ("polars", 4)):
        folder = tmp_path / f"{name}-10"
        folder.mkdir()
        counted = dict.fromkeys(CODES, 0) | {"breach": breaches}
        outcomes = dict.fromkeys(RULES, counted)
        rows = {"line": {"read": 10, "judged": 10, "rejected": 0}}
        (folder / "run.json").write_text(json.dumps({"rows": rows, "outcomes": outcomes}))
    asked = argparse.Namespace(ours=sys.executable, engine="reference", rounds=1)
    with pytest.raises(SystemExit, match="notice/window breach: 3 against 4"):
        compare.beside("polars", tmp_path / "lines-10", 10, asked)


def test_growth_is_from_each_size_to_the_next() -> None:
    results = Results("seconds")
    runs = [
        Run.of("audit", "guiju", "duckdb_sql", lines, [Ran(seconds, 9.0, 1.0)])
        for lines, seconds in ((10, 2.0), (100, 5.0), (1000, 40.0))
    ]
    compare.grow(results, "audit", runs, "seconds")
    assert results.ratios == {"audit/growth/10-100": 2.5, "audit/growth/100-1000": 8.0}


def test_what_is_written_has_the_shape_of_the_contract(tmp_path: Path) -> None:
    results = Results("cpu", notes=["busy"])
    mine = Run.of("audit", "guiju", "polars", 100, [Ran(1.0, 3.0, 10.0), Ran(2.0, 3.0, 10.0)])
    theirs = Run.of("audit", "polars", "guiju", 100, [Ran(1.0, 6.0, 20.0), Ran(1.0, 6.0, 20.0)])
    results.add("audit/polars", mine, theirs, "cpu")
    results.write(tmp_path / "results.json")
    written = json.loads((tmp_path / "results.json").read_text())
    assert {"machine", "versions", "runs", "ratios"} <= set(written)
    assert written["ratios"] == {"audit/polars": 0.5}
    assert written["notes"] == ["busy"]
    assert written["runs"][1] == {
        "what": "audit", "who": "guiju", "beside": "polars", "lines": 100, "seconds": [1.0, 2.0], "cpu": [3.0, 3.0],
        "megabytes": [10.0, 10.0], "lines_per_second": 67,
    }  # fmt: skip
    assert written["versions"]["duckdb"]
