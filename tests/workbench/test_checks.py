"""`guiju check`: mistakes with their places in one run, for people and programs; what hints mend, mended."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from dsl.lint.matter import YEAR
from tests.books import FACT, PARAMETERS, rule, small_book
from tests.dsl.folders import write
from tests.dsl.lint import clean
from tests.dsl.mistakes import MISTAKES, fact, when
from tests.workbench.reports.schema import validator
from tests.workbench.running import HOUSE, environment, guiju, process, refused
from workbench import checking, checks

DIAGNOSTIC = {"code", "level", "message", "file", "line", "column", "end_line", "end_column"}
WARNS = """
rule a/rule "a/rule"
    source law art 1
    for each line where line.status
    must not close
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A small sound book."""
    small_book(tmp_path, FACT + rule("may close\n    when notice has passed since line.told_on"))
    return tmp_path


def broken(book: Path) -> Path:
    """The same with two mistakes in two files."""
    (book / "rules" / "all.rules").write_text('fact line.open "在用":\n    line.opend_on <= today\n', encoding="utf-8")
    (book / "parameters.yaml").write_text(PARAMETERS.replace("10 days", "10 metres"), encoding="utf-8")
    return book


def test_a_sound_book_has_status_0_and_is_counted(tmp_path: Path) -> None:
    book = clean.write(tmp_path)
    done = guiju("check", book)
    assert (done.status, done.out) == (0, "")
    assert done.err == f"{book}: 4 rules, 2 parameters, 5 scenarios; 0 errors, 0 warnings\n"
    assert guiju("check", book, "-q").err == ""
    assert guiju("check", book, "--lang", "zh").err == f"{book}：4 条规则，2 个参数，5 个案例；0 个错误，0 个警告\n"


def test_the_shipped_book_is_sound() -> None:
    done = guiju("check", "--on", "2026-11-26", "--format", "json")
    assert (done.status, done.err) == (0, "")
    assert done.data["diagnostics"] == []
    assert done.data["rules"] >= 71
    assert done.data["scenarios"] >= 45


def test_json_has_the_shape_of_the_contract(book: Path) -> None:
    done = guiju("check", broken(book), "--format", "json")
    assert (done.status, done.err) == (1, "")
    assert set(done.data) == {"diagnostics", "rules", "parameters", "scenarios"}
    for each in done.data["diagnostics"]:
        assert DIAGNOSTIC <= set(each) <= DIAGNOSTIC | {"hint", "related", "fix"}
        assert each["level"] in ("error", "warning")
        place = [each[part] for part in ("line", "column", "end_line", "end_column")]
        assert all(isinstance(number, int) and number >= 1 for number in place)
        assert (each["line"], each["column"]) <= (each["end_line"], each["end_column"])
    found = {(each["file"], each["code"], each["line"], each["column"]) for each in done.data["diagnostics"]}
    assert ("rules/all.rules", "RB202", 2, 10) in found
    assert {file for file, *_ in found} == {"rules/all.rules", "parameters.yaml"}


def test_all_mistakes_of_all_files_come_in_one_run_with_place_caret_and_hint(book: Path) -> None:
    done = guiju("check", broken(book))
    assert done.status == 1
    assert "error[RB202]" in done.out
    assert " --> rules/all.rules:2:10" in done.out
    assert "2 |     line.opend_on <= today\n  |          ^^^^^^^^\n" in done.out
    assert "hint: perhaps `opened_on`" in done.out
    assert "--> parameters.yaml:6:" in done.out
    assert "2 errors" in done.err
    said = guiju("check", book, "--lang", "zh")
    assert "错误[RB202]" in said.out
    assert "提示：" in said.out


def test_a_warning_is_no_error(tmp_path: Path) -> None:
    small_book(tmp_path, WARNS)
    done = guiju("check", tmp_path, "--format", "json")
    assert done.status == 0
    assert {each["level"] for each in done.data["diagnostics"]} == {"warning"}
    assert "RB416" in {each["code"] for each in done.data["diagnostics"]}


def test_the_day_asked_about_is_today_or_any_other(tmp_path: Path) -> None:
    """A figure's check grows old: the only thing that a day changes."""
    book = clean.write(
        tmp_path, clean.figure("value: 5, source: law art 1", "value: 5, checked: 2026-11-01, source: law art 1")
    )

    def codes(*options: str) -> set[str]:
        return {each["code"] for each in guiju("check", book, *options, "--format", "json").data["diagnostics"]}

    assert codes("--on", "2026-11-26") == {"RB712"}  # the other figure has no such day
    assert codes("--on", "2027-11-01") == {"RB712"}
    assert codes("--on", "2027-11-02") == {"RB711", "RB712"}
    assert codes("--on", "2027-11-02T12:00") == {"RB711", "RB712"}
    assert codes("--on", "2026-12-02", "--stale", "30") == {"RB711", "RB712"}
    assert codes("--on", "2026-12-01", "--stale", "30") == {"RB712"}
    assert codes() >= {"RB712"}
    assert "2027-13-01" in refused(guiju("check", book, "--on", "2027-13-01"))
    assert "--stale" in refused(guiju("check", book, "--stale", "-1"))


def test_a_scenario_that_does_not_fit_is_told_with_what_is_unwise(tmp_path: Path) -> None:
    book = clean.write(tmp_path, clean.case("told_on: 2016-03-12", "told_on: soon"))
    done = guiju("check", book, "--format", "json")
    assert done.status == 1
    assert [each["code"] for each in done.data["diagnostics"]] == ["RB732", "RB602"]


def test_several_books_are_checked_together(book: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    small_book(other)
    assert guiju("check", book, other, "--format", "json").data["rules"] == 1
    assert guiju("check", other, broken(book)).status == 1


def test_there_must_be_a_book(tmp_path: Path) -> None:
    """A wrong name is no finding: nothing was checked."""
    empty = tmp_path / "empty"
    empty.mkdir()
    file = tmp_path / "file"
    file.write_text("name: x\n", encoding="utf-8")
    for name in ("no-such-book", tmp_path / "nowhere", empty, file, "../../etc"):
        refused(guiju("check", name), f"{name}: [RB101]", "rulebook.yaml")
        refused(guiju("check", name, "--format", "json"), "[RB101]")
        refused(guiju("check", name, "--lang", "zh"), "[RB101]", "找不到")


def test_a_book_that_lacks_a_file_is_a_finding(book: Path) -> None:
    (book / "sources.yaml").unlink()
    done = guiju("check", book, "--format", "json")
    assert done.status == 1
    assert ("RB101", "sources.yaml") in {(each["code"], each["file"]) for each in done.data["diagnostics"]}


def test_json_has_the_other_places_and_the_edits(tmp_path: Path) -> None:
    write(tmp_path, when("line.opend_on < today"))
    (found,) = guiju("check", tmp_path, "--format", "json").data["diagnostics"]
    place = {"file": "rules/extra.rules", "line": 5, "column": 19, "end_line": 5, "end_column": 27}
    assert found["fix"] == [{"text": "opened_on", **place}]
    assert "related" not in found
    write(tmp_path, fact("fact line.good: yes"))
    (found,) = guiju("check", tmp_path, "--format", "json").data["diagnostics"]
    (related,) = found["related"]
    assert related["message"] == "first declared here"
    assert (related["file"], related["line"], related["column"]) == ("vocabulary.yaml", 14, 7)
    assert (related["end_line"], related["end_column"]) == (14, 11)
    assert "fix" not in found


# ── a file stands for its book ──


@pytest.mark.parametrize(
    ("inside", "file", "shown"),
    [
        (".", "book/rules/all.rules", "book"),
        (".", "book/vocabulary.yaml", "book"),
        (".", "book/scenarios/all.yaml", "book"),
        ("book", "rules/all.rules", "."),
        ("book", "sources.yaml", "."),
        ("book/rules", "all.rules", ".."),
        ("book/rules", "../scenarios/all.yaml", ".."),
        ("book/scenarios", "../parameters.yaml", ".."),
        ("book/rules/deep", "../all.rules", "../.."),
    ],
)
def test_a_file_stands_for_its_book(
    inside: str, file: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "book")
    (tmp_path / "book" / "rules" / "deep").mkdir()
    monkeypatch.chdir(tmp_path / inside)
    done = guiju("check", file)
    assert done.status == 0
    assert done.err.startswith(f"{shown}: 1 rules,")


def test_files_of_one_book_are_one_book_and_the_order_is_kept(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path / name)
    files = [tmp_path / "b" / "rulebook.yaml", tmp_path / "a" / "rules" / "all.rules", tmp_path / "b" / "sources.yaml"]
    done = guiju("check", *files, tmp_path / "a" / "rules" / "..", tmp_path / "b")
    assert done.err.startswith(f"{tmp_path / 'b'}, {tmp_path / 'a'}: 2 rules,")


def test_a_file_in_no_book_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "book")
    deep = tmp_path / "book" / "rules" / "more" / "x.rules"
    deep.parent.mkdir()
    deep.touch()
    (tmp_path / "x.yaml").touch()
    for file in (deep, tmp_path / "x.yaml", tmp_path / "book" / "rules" / "no.rules"):
        refused(guiju("check", file), f"{file}: [RB101]")


# ── forms for programs ──


def test_github_gets_a_command_for_each_finding_at_its_real_path(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(book)
    monkeypatch.chdir(book.parent)
    done = guiju("check", book, "--format", "github")
    assert done.status == 1
    lines = done.out.splitlines()
    assert len(lines) == 2
    assert lines[1].startswith(
        f"::error file={book.name}/rules/all.rules,line=2,endLine=2,col=10,endColumn=18,title=RB202::"
    )
    assert lines[1].endswith("%0Aperhaps `opened_on`")
    assert "2 errors" in done.err
    monkeypatch.chdir(book / "rules")
    assert f"file={book.as_posix()}/parameters.yaml" in guiju("check", book, "--format", "github").out
    assert guiju("check", "all.rules", "--format", "github", "-q").err == ""


def test_a_folder_reached_by_another_way_is_still_seen_from_here(
    book: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path_factory.mktemp("links") / "link"
    link.symlink_to(broken(book))
    monkeypatch.chdir(book)
    assert "file=parameters.yaml," in guiju("check", link, "--format", "github").out


def test_the_shipped_book_is_seen_from_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HOUSE)
    found = guiju("check", "--format", "sarif").data["runs"][0]["results"]
    for each in found:
        assert each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith("rulebook/cn-telecom/")


def test_sarif_fits_its_schema_and_goes_to_stdout_alone(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(broken(book))
    for lang in ("zh", "en"):
        done = guiju("check", ".", "--format", "sarif", "--lang", lang)
        assert (done.status, done.err) == (1, "")
        assert list(validator().iter_errors(done.data)) == []
        results = done.data["runs"][0]["results"]
        assert [each["ruleId"] for each in results] == ["RB310", "RB202"]
        place = results[1]["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": "rules/all.rules", "uriBaseId": "%SRCROOT%"}
        assert results[1]["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"] == {
            "text": "opened_on"
        }


def test_junit_has_a_suite_for_each_book(book: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    sound = tmp_path_factory.mktemp("sound")
    small_book(sound)
    done = guiju("check", sound, broken(book), "--format", "junit")
    assert (done.status, done.err) == (1, "")
    top = Xml.fromstring(done.out.encode("utf-8"))
    assert [(suite.get("name"), suite.get("failures")) for suite in top] == [(str(sound), "0"), (str(book), "2")]
    assert guiju("check", sound, "--format", "junit").status == 0


def test_xml_is_xml_in_a_narrow_stream_too(book: Path) -> None:
    done = process("check", broken(book), "--format", "junit", "--lang", "zh", env={"PYTHONIOENCODING": "gbk"})
    top = Xml.fromstring(done.stdout)
    assert "没有名为" in (top.findtext(".//failure[@type='RB202']") or "")


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


# ── what is remembered ──


@pytest.fixture
def kept(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with a cache of this test's own."""
    return {"XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache")), "GUIJU_CACHE": "on"}


def _never(_: object) -> int:
    raise AssertionError("asked again")


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif", "junit"])
def test_where_nothing_has_changed_nothing_is_asked_again(
    form: str, book: Path, kept: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(book)
    first = guiju("check", book, "--format", form, "--on", "2026-01-01", env=kept)
    monkeypatch.setattr(checking, "answer", _never)
    again = guiju("check", book, "--format", form, "--on", "2026-01-01", env=kept)
    assert (again.status, again.out, again.err) == (first.status, first.out, first.err)
    assert first.status == 1


@pytest.mark.parametrize(
    "more", [("--lang", "zh"), ("--on", "2026-01-02"), ("--stale", "1"), ("--format", "json"), ("-q",)]
)
def test_another_question_is_asked(
    more: tuple[str, ...], book: Path, kept: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    guiju("check", book, "--on", "2026-01-01", env=kept)
    monkeypatch.setattr(checking, "answer", _never)
    assert guiju("check", book, "--on", "2026-01-01", *more, env=kept).status == 2


def test_a_change_of_any_file_is_seen(book: Path, kept: dict[str, str]) -> None:
    assert guiju("check", book, env=kept).status == 0
    text = (book / "vocabulary.yaml").read_text(encoding="utf-8")
    (book / "vocabulary.yaml").write_text(text + "\nx: y\n", encoding="utf-8")
    assert "`x` is not known here" in guiju("check", book, env=kept).out


def test_mending_is_never_remembered(tmp_path: Path, kept: dict[str, str]) -> None:
    write(tmp_path, {"rules/extra.rules": "fact line.x:\n    line.godo\n"})
    assert guiju("check", tmp_path, "--diff", env=kept).out.startswith("---")
    assert guiju("check", tmp_path, "--fix", env=kept).status == 0
    assert guiju("check", tmp_path, "--fix", env=kept).status == 0


def test_a_line_with_a_personal_number_stays_nowhere(tmp_path: Path, kept: dict[str, str]) -> None:
    write(tmp_path, {"rules/extra.rules": "fact line.x:\n    line.13800138000 # 13800138000\n"})
    assert "13800138000" in guiju("check", tmp_path, env=kept).out
    assert not list(Path(kept["XDG_CACHE_HOME"]).rglob("*"))


def test_the_default_age_of_a_check_is_a_year() -> None:
    assert YEAR.days == checks.YEAR


def test_a_remembered_answer_needs_none_of_the_house() -> None:
    """Not the language, not the interpreter, and no library but click."""
    show = "import sys; from workbench import checks, remembered, options; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", show], env=environment(), capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "click" in loaded
    assert not {"dsl.core", "dsl.load", "dsl.diagnose", "interpreter", "lark", "yaml", "jsonschema", "rich"} & loaded
