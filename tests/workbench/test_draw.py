"""The audit's tables: they fit their place, speak either language, and draw names as they are written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dsl.core import Words
from dsl.source import width
from interpreter.audit import audit
from interpreter.run import Run
from interpreter.snapshot import Reject
from tests.books import FACT, rule, small_book
from workbench.draw import draw_run


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """One duty, broken once."""
    book = small_book(tmp_path, FACT + rule("must line.good"))
    folder = tmp_path / "snapshot"
    folder.mkdir()
    (folder / "line.csv").write_text("id,good\nL1,no\nL2,yes\n", encoding="utf-8")
    return audit(book, folder, date(2018, 1, 1))


@pytest.mark.parametrize("columns", ["40", "110", "160", "400"])
def test_every_line_of_a_table_is_equally_wide_on_the_screen(
    run: Run, columns: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chinese characters count as two cells."""
    monkeypatch.setenv("COLUMNS", columns)
    draw_run(run, "zh")
    drawn = [line for line in capsys.readouterr().out.splitlines() if line.startswith(("┃", "│"))]
    assert drawn
    tables = {width(line) for line in drawn}
    assert len(tables) == 2
    assert "a/rule" in "".join(drawn)


def test_a_title_is_drawn_as_written(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What looks like the markup of the drawing library is a title all the same."""
    monkeypatch.setenv("COLUMNS", "200")
    title = "[red]Red[/red] [/] [link=x]"
    rules = {"a/rule": replace(run.book.rules["a/rule"], title=Words(title, title))}
    run.book = replace(run.book, rules=rules, edition="[2026]")
    draw_run(run, "en")
    out = capsys.readouterr().out
    assert title in out
    assert "[2026]" in out


def test_only_outcomes_that_occur_have_a_column(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    draw_run(run, "en")
    out = capsys.readouterr().out
    assert "breach" in out
    assert "displaced" not in out


def test_ten_rejects_are_listed_and_the_rest_counted(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run.rejected = [Reject("line", "a [b]/line.csv", n, "SN102", {}) for n in range(2, 14)]
    draw_run(run, "en")
    out = capsys.readouterr().out
    assert out.count("[SN102]") == 10
    assert "  a [b]/line.csv:2 [SN102] a quote is not closed\n" in out
    assert "… and 2 more" in out
    draw_run(run, "zh")
    assert "… 另有 2 行" in capsys.readouterr().out


def test_into_a_file_a_reject_stays_on_one_line(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run.rejected = [Reject("line", "folder/" * 30 + "line.csv", 2, "SN102", {})]
    draw_run(run, "en")
    assert any(
        line.endswith("line.csv:2 [SN102] a quote is not closed") for line in capsys.readouterr().out.splitlines()
    )
