"""`guiju check`: mistakes with their places in one run, for people and programs."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from tests.books import small_book
from tests.dsl.folders import write
from tests.dsl.lint import clean
from tests.dsl.mistakes import fact, when
from tests.workbench.reports.schema import validator
from tests.workbench.running import HOUSE, guiju, process, refused
from tests.workbench.small import broken, sound

DIAGNOSTIC = {"code", "level", "message", "file", "line", "column", "end_line", "end_column"}
WARNS = """
rule a/rule "a/rule"
    source law art 1
    for each line where line.status
    must not close
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return sound(tmp_path)


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
