"""Unified diffs: `git apply` makes of the old text the new one, byte for byte."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from workbench.reports.patch import patch

OLD = "一\n二\n三\n四\n五\n六\n七\n八\n"


def test_a_change_is_shown_with_three_lines_around_it() -> None:
    text = patch({"a b/x.rules": OLD, "same": "x"}, {"a b/x.rules": OLD.replace("五", "5"), "same": "x"})
    assert text == ("--- a/a b/x.rules\n+++ b/a b/x.rules\n@@ -2,7 +2,7 @@\n 二\n 三\n 四\n-五\n+5\n 六\n 七\n 八\n")


def test_nothing_changed_is_no_patch() -> None:
    assert patch({"a": OLD}, {"a": OLD}) == ""


def test_files_come_in_order_of_name() -> None:
    text = patch({"b": "x\n", "a": "x\n"}, {"b": "y\n", "a": "y\n"})
    assert text.index("b/a") < text.index("b/b")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OLD, OLD.replace("三", "3").replace("八", "8")),
        ("no end", "no end at all"),
        ("no end", "an end\n"),
        ("an end\n", "an end"),
        ("a\r\nb\r\nc\r\n", "a\r\nB\r\nc\r\n"),
        ("a\x0bb\x85c\u2028d\n", "a\x0bb\x85cd\n"),
        ("x\n", ""),
    ],
)
def test_git_applies_it(old: str, new: str, tmp_path: Path) -> None:
    file = tmp_path / "a b.rules"
    file.write_bytes(old.encode("utf-8"))
    subprocess.run(
        ["git", "apply", "--unsafe-paths", "-"], input=patch({"a b.rules": old}, {"a b.rules": new}).encode("utf-8"),
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    assert file.read_bytes() == new.encode("utf-8")
