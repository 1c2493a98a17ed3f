"""`guiju check --fix` and `--diff`: what hints mend, mended, and shown before it is."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.dsl.folders import write
from tests.dsl.mistakes import MISTAKES, when
from tests.workbench.running import guiju, refused

# ── --fix ──

TWO = {**when("line.opend_on < today"), "vocabulary.yaml": ("{zh: 良好, kind:", "{zh: 良好, knid:")}


def _texts(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_fix_mends_the_files_and_says_what_is_left(tmp_path: Path) -> None:
    write(tmp_path / "sound", when("line.opened_on < today"))
    write(tmp_path / "book", TWO)
    assert guiju("check", tmp_path / "book").err.endswith("2 errors, 0 warnings; 2 can be mended with --fix\n")
    done = guiju("check", tmp_path / "book", "--fix")
    assert done.status == 0
    assert "error[" not in done.out
    assert re.search(r"; 0 errors, [0-9]+ warnings; 2 mended\n\Z", done.err)
    assert _texts(tmp_path / "book") == _texts(tmp_path / "sound")
    again = guiju("check", tmp_path / "book", "--fix", "--lang", "zh")
    assert re.search(r"；0 个错误，[0-9]+ 个警告；已修正 0 处\n\Z", again.err)
    assert _texts(tmp_path / "book") == _texts(tmp_path / "sound")


def test_fix_goes_on_until_nothing_that_can_be_mended_is_left(tmp_path: Path) -> None:
    """A sign that hides a field, a key that hides a kind, a hidden character that hides them all."""
    write(
        tmp_path,
        {
            **when("line.opend_on < today && line.owed > 100"),
            "vocabulary.yaml": ("{zh: 良好, kind:", "{zh: 良\u200b好, knid:"),
        },
    )
    done = guiju("check", tmp_path, "--fix", "--format", "json")
    assert done.status == 0
    assert done.data["fixed"] == 5
    assert {each["level"] for each in done.data["diagnostics"]} == {"warning"}
    mended = (tmp_path / "rules" / "extra.rules").read_text(encoding="utf-8")
    assert "line.opened_on < today and line.owed > 100 CNY" in mended


def test_what_cannot_be_mended_is_told_with_status_1(tmp_path: Path) -> None:
    write(tmp_path, {**TWO, "sources.yaml": ("  rank: law\n", "")})
    done = guiju("check", tmp_path, "--fix", "--format", "json")
    assert done.status == 1
    assert done.data["fixed"] == 2
    assert [each["code"] for each in done.data["diagnostics"]] == ["RB131"]


def test_a_fix_that_makes_it_worse_is_put_back_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lying hint: the name it offers spoils more than it mends."""
    write(tmp_path, when("line.opend_on < today and line.opend_on < line.told_on"))
    before = _texts(tmp_path)
    monkeypatch.setattr("dsl.diagnose.nearest", lambda word, known: "opened_on and x and y and")
    monkeypatch.setattr("dsl.diagnose.is_slip", lambda *_: True)
    done = guiju("check", tmp_path, "--fix", "--format", "json")
    assert done.status == 1
    assert (done.data["fixed"], done.data["put_back"]) == (0, ["rules/extra.rules"])
    assert _texts(tmp_path) == before
    told = guiju("check", tmp_path, "--fix").err
    assert "left as it was, for mending made it worse: rules/extra.rules" in told
    assert "未改动 rules/extra.rules：修正后反而更差" in guiju("check", tmp_path, "--fix", "--lang", "zh").err


def test_the_shipped_book_is_not_mended_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused(guiju("check", "--fix"), "cn-telecom", "shipped")
    refused(guiju("check", "cn-telecom", "--fix", "--lang", "zh"), "随附")
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "cn-telecom", TWO)
    assert guiju("check", "./cn-telecom", "--fix").err.endswith("2 mended\n")


def test_nothing_is_mended_where_one_of_the_books_is_not_there(tmp_path: Path) -> None:
    write(tmp_path / "book", TWO)
    before = _texts(tmp_path)
    refused(guiju("check", tmp_path / "book", tmp_path / "gone", "--fix"), "gone")
    refused(guiju("check", tmp_path / "book", "cn-telecom", "--fix"), "shipped")
    assert _texts(tmp_path) == before


def test_files_that_may_not_be_written_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, TWO)
    before = _texts(tmp_path)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    refused(guiju("check", tmp_path, "--fix"), "not writable", "rules/extra.rules")
    assert _texts(tmp_path) == before


@pytest.mark.parametrize("code", MISTAKES)
def test_what_fix_leaves_it_leaves_for_good(code: str, tmp_path: Path) -> None:
    """Mending twice is mending once; and never are there more mistakes in what can be read."""
    write(tmp_path, next(iter(MISTAKES[code].values())))
    guiju("check", tmp_path, "--fix")
    first = _texts(tmp_path)
    done = guiju("check", tmp_path, "--fix", "--format", "json")
    assert done.data["fixed"] == 0
    assert _texts(tmp_path) == first


# ── --diff ──


def test_diff_shows_what_fix_would_do_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, TWO)
    monkeypatch.chdir(tmp_path)
    before = _texts(tmp_path)
    done = guiju("check", ".", "--diff")
    assert done.status == 1
    assert "\n+        when line.opened_on < today\n" in done.out
    assert "error[" not in done.out
    assert "2 can be mended with --fix" in done.err
    shown = guiju("check", ".", "--diff", "--format", "json")
    assert shown.data["diff"] == done.out
    assert [each["code"] for each in shown.data["diagnostics"]] == ["RB202", "RB130"]
    assert _texts(tmp_path) == before
    subprocess.run(["git", "apply", "-"], input=done.out.encode("utf-8"), cwd=tmp_path, check=True, capture_output=True)
    mended = _texts(tmp_path)
    write(tmp_path, TWO)
    guiju("check", ".", "--fix")
    assert _texts(tmp_path) == mended


def test_diff_of_a_sound_book_is_empty() -> None:
    done = guiju("check", "--diff")
    assert (done.status, done.out) == (0, "")
    assert json.loads(guiju("check", "--diff", "--format", "json").out)["diff"] == ""


def test_diff_and_fix_are_one_or_the_other(tmp_path: Path) -> None:
    refused(guiju("check", "--diff", "--fix"), "--diff")
    for form in ("github", "sarif", "junit"):
        refused(guiju("check", "--diff", "--format", form), "--diff", "json")
    refused(guiju("check", "--diff", "--fix", "--lang", "zh"), "只能用其一")
