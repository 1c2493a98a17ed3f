"""`guiju fmt`: what is written, what is only shown, and what is left alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dsl.shelf import SHIPPED
from tests.dsl.folders import write
from tests.workbench.running import guiju, refused

UGLY = 'rule  a   "甲"\n  source law   article 1\n  for each line\n  must not close   # 注\n'
FORM = 'rule a "甲"\n    source law art 1\n    for each line\n    must not close  # 注\n'
CHINESE = "规则 a “甲”\n    依据 法 第一条\n    适用于每个 号卡\n    不得 关闭  # 注\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The sample book, in its form, with one file that is not."""
    write(tmp_path, {"rules/extra.rules": UGLY})
    guiju("fmt", tmp_path / "rules" / "all.rules", "-q")
    return tmp_path


def test_files_are_brought_into_their_form(book: Path) -> None:
    done = guiju("fmt", book)
    assert done.status == 0
    assert done.out == f"{book / 'rules' / 'extra.rules'}\n"
    assert (book / "rules" / "extra.rules").read_text(encoding="utf-8") == FORM
    again = guiju("fmt", book)
    assert (again.status, again.out) == (0, "")
    assert "0 changed" in again.err


def test_check_and_diff_write_nothing(book: Path) -> None:
    checked = guiju("fmt", book, "--check")
    assert checked.status == 1
    assert "extra.rules" in checked.out
    shown = guiju("fmt", book, "--diff")
    assert shown.status == 0
    assert '-rule  a   "甲"\n' in shown.out
    assert '+rule a "甲"\n' in shown.out
    assert (book / "rules" / "extra.rules").read_text(encoding="utf-8") == UGLY


def test_a_book_is_turned_into_chinese_and_back(book: Path) -> None:
    guiju("fmt", book)
    before = {file.name: file.read_bytes() for file in book.glob("rules/*")}
    assert guiju("fmt", book, "--lang", "zh").status == 0
    assert (book / "rules" / "extra.rules").read_text(encoding="utf-8") == CHINESE
    assert guiju("check", book).status == 0
    assert guiju("fmt", book, "--lang", "en").status == 0
    assert {file.name: file.read_bytes() for file in book.glob("rules/*")} == before


def test_the_shipped_book_is_in_its_form_and_comes_back_from_chinese(tmp_path: Path) -> None:
    assert guiju("fmt", "cn-telecom", "--check").status == 0
    shutil.copytree(SHIPPED / "cn-telecom", tmp_path / "book")
    files = sorted(file for file in (tmp_path / "book").rglob("*") if file.suffix in (".rules", ".yaml"))
    before = [file.read_bytes() for file in files]
    guiju("fmt", tmp_path / "book", "--lang", "zh")
    unchanged = [file.name for file, then in zip(files, before, strict=True) if file.read_bytes() == then]
    assert unchanged == ["rulebook.yaml", "sources.yaml"]
    assert "0 errors, 0 warnings" in guiju("check", tmp_path / "book").err
    assert guiju("test", tmp_path / "book").status == 0
    guiju("fmt", tmp_path / "book", "--lang", "en")
    assert [file.read_bytes() for file in files] == before


def test_a_file_that_cannot_be_read_is_told_of_and_left_alone(book: Path) -> None:
    broken = book / "rules" / "broken.rules"
    broken.write_text("rule b\n  must =\n", encoding="utf-8")
    done = guiju("fmt", book)
    assert done.status == 1
    assert "error[RB110]" in done.out
    assert "1 left alone" in done.err
    assert broken.read_text(encoding="utf-8") == "rule b\n  must =\n"
    assert (book / "rules" / "extra.rules").read_text(encoding="utf-8") == FORM


def test_a_file_without_a_book_is_formatted_with_its_names_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "a.rules"
    file.write_text(UGLY, encoding="utf-8")
    assert guiju("fmt", file, "--lang", "zh").status == 0
    assert (
        file.read_text(encoding="utf-8")
        == "规则 a “甲”\n    依据 law 第一条\n    适用于每个 line\n    不得 close  # 注\n"
    )


def test_marks_line_ends_and_rights_stay(tmp_path: Path) -> None:
    file = tmp_path / "a.rules"
    file.write_bytes(b"\xef\xbb\xbf" + UGLY.replace("\n", "\r\n").encode())
    file.chmod(0o640)
    assert guiju("fmt", file).status == 0
    assert file.read_bytes() == b"\xef\xbb\xbf" + FORM.replace("\n", "\r\n").encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["a.rules"]


def test_json_lists_the_files(book: Path) -> None:
    data = guiju("fmt", book, "--diff", "--format", "json").data
    (changed,) = (each for each in data["files"] if each["changed"])
    assert changed["file"].endswith("rules/extra.rules")
    assert '+rule a "甲"' in changed["diff"]
    assert len(data["files"]) == len([file for file in book.rglob("*") if file.is_file()])
    assert data["diagnostics"] == []


def test_what_is_no_book_and_no_rules_is_refused(tmp_path: Path) -> None:
    refused(guiju("fmt", tmp_path / "nothing"), "neither a rulebook nor a file")
    (tmp_path / "a.yaml").write_text("a: b", encoding="utf-8")
    refused(guiju("fmt", tmp_path / "a.yaml"), "lies in no rulebook")
    (tmp_path / "a.txt").write_text("a: b", encoding="utf-8")
    refused(guiju("fmt", tmp_path / "a.txt"), "only .rules and .yaml files")
