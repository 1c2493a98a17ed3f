"""Progress: drawn on a terminal, told nowhere else, and its figures are of what it says."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console
from rich.progress import Progress as Drawn

from interpreter.progress import Stage
from tests.books import FACT, rule, small_book
from tests.workbench.running import environment
from workbench import pace
from workbench.ending import Ending


def on_a_terminal(*words: str) -> str:
    """What the audit draws on a terminal, where stdout is a pipe."""
    ours, its = pty.openpty()
    command = [sys.executable, "-m", "workbench", "audit", *words]
    settings = environment({"TERM": "xterm", "COLUMNS": "120"})
    with subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=its) as running:
        os.close(its)
        drawn = b""
        while True:
            try:
                drawn += os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
        assert running.wait() == 0, drawn
    os.close(ours)
    return drawn.decode()


def test_a_bar_is_drawn_on_a_terminal_and_none_if_it_is_to_be_quiet(tmp_path: Path) -> None:
    small_book(tmp_path, FACT + rule("must line.good"))
    (tmp_path / "snapshot").mkdir()
    (tmp_path / "snapshot" / "line.csv").write_text(
        "id,good\n" + "".join(f"L{number},yes\n" for number in range(3000)), encoding="utf-8"
    )
    asked = [str(tmp_path / "snapshot"), "--book", str(tmp_path), "--on", "2018-01-01", "--rule", "a/rule"]
    drawn = on_a_terminal(*asked, "--lang", "en")
    assert re.search(r"3,000 / 3,000 subjects · [0-9,]+/s", drawn), drawn
    assert on_a_terminal(*asked, "-q") == ""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that shows the last of these."""
    shown = [0.0]
    monkeypatch.setattr("workbench.pace.time", SimpleNamespace(perf_counter=lambda: shown[-1]))
    return shown


def test_the_rate_of_a_stage_counts_what_was_done_in_it(clock: list[float]) -> None:
    """Reading is not judging, and what was judged before the run was taken up is not judged now."""
    ending = Ending("en", "duckdb", "4GB", None)
    drawn = Drawn(console=Console(file=io.StringIO()))
    bar = pace._Bar(drawn, ending, "en")
    events: list[tuple[float, Stage, int, int, str]] = [
        (2.0, "reading", 1000, 0, "1,000 rows · 500/s"),
        (4.0, "resuming", 0, 900, ""),
        (4.5, "judging", 600, 900, "600 / 900 subjects"),
        (6.5, "judging", 900, 900, "900 / 900 subjects · 150/s"),
        (7.0, "writing", 0, 0, "900 / 900 subjects · 150/s"),
    ]
    for at, stage, done, total, far in events:
        clock.append(at)
        bar.tell(stage, done, total)
        assert drawn.tasks[0].fields["far"] == far
    assert (ending.stage, ending.done, ending.total) == ("writing", 0, 0)


def test_it_is_told_in_chinese_too() -> None:
    assert pace.pace(12_000, 40_000, 6000.4, "个对象", "zh") == "12,000 / 40,000 个对象 · 6,000/秒"
