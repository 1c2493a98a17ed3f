"""`guiju init`: the book it writes is sound at once, in either language, and nothing that is there is touched."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dsl.core import Language
from dsl.load import load_book
from dsl.nodes import plain
from dsl.read import read
from dsl.source import Source, is_chinese
from tests.workbench.running import guiju, refused

BOTH = pytest.mark.parametrize("lang", ["zh", "en"])


def begun(folder: Path, lang: Language) -> Path:
    """A book as it is written for a person of one language."""
    assert guiju("init", folder, "--lang", lang).status == 0
    return folder


@BOTH
def test_the_new_book_passes_check_and_test_at_once(lang: Language, tmp_path: Path) -> None:
    """Without an error, without a warning, and with every branch of its rule reached by its two scenarios."""
    folder = begun(tmp_path / "book", lang)
    checked = guiju("check", folder, "--format", "json").data
    assert (checked["diagnostics"], checked["rules"], checked["scenarios"]) == ([], 1, 2)
    tested = guiju("test", folder, "--format", "json").data
    assert (tested["passed"], tested["failed"]) == (2, 0)
    assert (tested["coverage"]["rules"], tested["coverage"]["branches"]) == (1, 1)


@BOTH
def test_the_commands_that_it_names_can_be_typed_as_they_stand(lang: Language, tmp_path: Path) -> None:
    folder = tmp_path / "新 book"
    done = guiju("init", folder, "--lang", lang)
    commands = [line.split(maxsplit=2) for line in done.out.splitlines()[1:]]
    assert [each[:2] for each in commands] == [["guiju", "check"], ["guiju", "test"], ["guiju", "show"]]
    assert {each[2] for each in commands} == {f"'{folder}'"}
    for command in commands:
        assert guiju(command[1], command[2].strip("'")).status == 0


def test_both_languages_are_one_book(tmp_path: Path) -> None:
    zh, en = (load_book(begun(tmp_path / lang / "book", lang)).book for lang in ("zh", "en"))
    assert zh
    assert en
    assert (zh.vocabulary, zh.parameters, zh.sources) == (en.vocabulary, en.parameters, en.sources)
    assert (zh.facts, zh.rules) == (en.facts, en.rules)
    assert [each.on for each in zh.scenarios] == [each.on for each in en.scenarios]


@BOTH
def test_comments_and_rules_are_in_the_language_asked_for(lang: Language, tmp_path: Path) -> None:
    folder = begun(tmp_path / "book", lang)
    files = [*folder.glob("*.yaml"), *folder.glob("*/*.yaml"), *folder.glob("rules/*.rules")]
    comments = [
        line
        for file in files
        for line in re.findall(r"^# (?!yaml-language-server|  )(.+)", file.read_text("utf-8"), re.M)
    ]
    assert len(comments) > 10
    assert {is_chinese(line.replace("停销/停机", "")) for line in comments} == {lang == "zh"}
    keywords = "规则 停销" if lang == "zh" else "rule stops"
    assert keywords in next(folder.glob("rules/*.rules")).read_text("utf-8")


@BOTH
def test_each_yaml_file_names_the_schema_that_it_fits_by_a_path_that_works(lang: Language, tmp_path: Path) -> None:
    folder = begun(tmp_path / "book", lang)
    files = [*folder.glob("*.yaml"), *folder.glob("scenarios/*.yaml")]
    assert len(files) == 5
    for file in files:
        text = file.read_text(encoding="utf-8")
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
        assert named
        schema = file.parent / named[1]
        part = "scenarios" if file.parent.name == "scenarios" else file.stem
        assert schema.name == f"{part}.schema.json"
        node, _ = read(Source(file.name, text))
        assert node
        Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(plain(node))


def test_the_book_is_called_like_its_folder_where_that_is_a_name(tmp_path: Path) -> None:
    names = ("号卡规则", "lines-2", "two words", "2026")
    books = [load_book(begun(tmp_path / name, "en")).book for name in names]
    assert [book and book.name for book in books] == ["号卡规则", "lines-2", "my-book", "my-book"]


def test_an_empty_folder_is_used_and_folders_above_are_made(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert load_book(begun(tmp_path / "empty", "en")).book
    assert load_book(begun(tmp_path / "a" / "b", "en")).book


@pytest.mark.parametrize(("lang", "said"), [("en", "there is something already"), ("zh", "已有内容")])
def test_a_folder_that_holds_something_is_left_alone(lang: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    refused(guiju("init", tmp_path, "--lang", lang), str(tmp_path), said)
    refused(guiju("init", tmp_path / "mine.txt", "--lang", lang), said)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_json_names_the_files_and_the_next_commands(tmp_path: Path) -> None:
    done = guiju("init", tmp_path / "book", "--format", "json")
    assert done.err == ""
    assert "rulebook.yaml" in done.data["files"]
    assert all((tmp_path / "book" / name).is_file() for name in done.data["files"])
    assert done.data["next"][0] == f"guiju check {tmp_path / 'book'}"


def test_quiet_says_the_commands_only(tmp_path: Path) -> None:
    done = guiju("init", tmp_path / "book", "-q")
    assert (done.err, len(done.out.splitlines())) == ("", 3)
