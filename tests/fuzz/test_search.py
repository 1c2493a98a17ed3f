"""The search itself, where atheris is installed; and how its figures are written down."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench.fuzz import HEAD, MARKS, Searched, table
from bench.measure import put

RUN = Path(__file__).with_name("run.py")


def searched(target: str, inputs: int, *broken: Path) -> Searched:
    return Searched(target, 20.25, inputs, 1234, 0.0512, 66, broken)


def test_a_search_of_one_target_leaves_the_figures_of_the_others() -> None:
    first = put("# Status\n", table("", [searched("dsl", 10), searched("rulebook", 20)]), MARKS)
    again = put(first, table(first, [searched("dsl", 30, Path("crash-1"))]), MARKS)
    rows = [line for line in again.splitlines() if line.startswith("| ")]
    assert rows[0] == HEAD
    assert [row.split(" | ")[:4] for row in rows[1:]] == [
        ["| rulebook", "20.2 min", "20", "1,234"],
        ["| dsl", "20.2 min", "30", "1,234"],
    ]
    assert [row.split(" | ")[-1] for row in rows[1:]] == ["none |", "1 |"]
    assert again.count(MARKS[0]) == again.count(MARKS[1]) == 1


def test_the_pieces_of_a_campaign_add_up() -> None:
    text = table("", [Searched("dsl", 5.0, 1_000_000, 1000, 0.50, 70), searched("rulebook", 20)])
    together = table(text, [Searched("dsl", 15.1, 250, 1200, 0.25, 68)], add=True).splitlines()
    assert together[2].startswith("| rulebook | 20.2 min | 20 |")
    assert re.fullmatch(r"\| dsl \| 20\.1 min \| 1,000,250 \| 1,200 \| .* \| 0\.50 s \| 70 MB \| none \|", together[3])


@pytest.mark.parametrize("target", ["rulebook", "format"])
def test_a_target_runs_under_atheris_and_ends_in_time(target: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="only the search needs it: pip install -e '.[fuzz]'")
    words = [sys.executable, str(RUN), target, "0", "-runs=50", "-print_final_stats=1", str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "stat::number_of_executed_units: 5" in done.stderr
