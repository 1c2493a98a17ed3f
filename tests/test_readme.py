"""The README is true: its console blocks give the output shown, its Python runs, its two rules are one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dsl.load import load_book

HOUSE = Path(__file__).parent.parent
README = (HOUSE / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """The fenced blocks of one language, in order."""
    return [body for name, body in _BLOCK.findall(README) if name == language]


def run_console(text: str, folder: Path) -> str:
    """A console block with the output that its commands really give, in one folder."""
    path = os.pathsep.join([str(HOUSE), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path, "LANG": "C.UTF-8", "LC_ALL": "", "NO_COLOR": "1", "COLUMNS": "100"}
    head = f'guiju() {{ "{sys.executable}" -m workbench "$@"; }}\n'
    shown: list[str] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            command = ["bash", "-c", head + line[2:]]
            done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
            shown += [line, *done.stdout.splitlines(), *done.stderr.splitlines()]
    return "\n".join(shown) + "\n"


def test_console_blocks_give_the_output_shown(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """`--golden-update` writes the real output into the README."""
    text = README
    for block in blocks("console"):
        text = text.replace(block, run_console(block, tmp_path))
    if request.config.getoption("--golden-update"):
        (HOUSE / "README.md").write_text(text, encoding="utf-8")
    else:
        assert text == README


def test_python_block_runs(tmp_path: Path) -> None:
    """The Python of the README runs as it stands and prints what the text before it says."""
    environment = {**os.environ, "PYTHONPATH": str(HOUSE)}
    for block in blocks("python"):
        done = subprocess.run(
            [sys.executable, "-c", block], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout == "denied 2016-07-12\nTrue\n"


def test_chinese_rule_is_the_english_rule(tmp_path: Path) -> None:
    """Both spellings of the taste, put into the shipped book in place of each other, give the same norm."""
    english, chinese = blocks("")[:2]
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
