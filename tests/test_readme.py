"""The README is true: its console blocks give the output shown, its Python runs, its two rules are one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dsl.load import load_book
from tests.pages import HOUSE, blocks, keep, play

README = HOUSE / "README.md"
TEXT = README.read_text(encoding="utf-8")


def test_console_blocks_give_the_output_shown(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """`--golden-update` writes the real output into the README."""
    keep(README, play(README, tmp_path), bool(request.config.getoption("--golden-update")))


@pytest.mark.parametrize("name", ["versions.md", "versions.zh.md"])
def test_so_do_those_of_the_pages_about_commands(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    page = HOUSE / "docs" / name
    keep(page, play(page, tmp_path), bool(request.config.getoption("--golden-update")))


def test_python_block_runs(tmp_path: Path) -> None:
    """The Python of the README runs as it stands and prints what the text before it says."""
    environment = {**os.environ, "PYTHONPATH": str(HOUSE)}
    for block in blocks(TEXT, "python"):
        done = subprocess.run(
            [sys.executable, "-c", block.text], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout == "denied 2016-07-12\nTrue\n"


def test_chinese_rule_is_the_english_rule(tmp_path: Path) -> None:
    """Both spellings of the taste, put into the shipped book in place of each other, give the same norm."""
    english, chinese = (block.text for block in blocks(TEXT, "")[:2])
    books = []
    for number, rule in enumerate((english, chinese)):
        folder = tmp_path / str(number)
        (folder / "rules").mkdir(parents=True)
        shipped = HOUSE / "rulebook" / "cn-telecom"
        for name in ("rulebook", "vocabulary", "parameters", "sources"):
            (folder / f"{name}.yaml").write_bytes((shipped / f"{name}.yaml").read_bytes())
        (folder / "rules" / "taste.rules").write_text(rule, encoding="utf-8")
        loaded = load_book(folder)
        assert loaded.book is not None, loaded.diagnostics
        books.append(loaded.book)
    assert books[0].rules == books[1].rules
    assert list(books[0].rules) == ["grace/termination"]
