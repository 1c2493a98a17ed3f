"""`guiju check` and `guiju show`: mistakes with their places; the rulebook read back as of a day."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.books import FACT, PARAMETERS, rule, small_book
from tests.dsl.lint.clean import case, figure, write
from tests.workbench.running import guiju, refused

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


# ── check ──


def test_a_sound_book_has_status_0_and_is_counted(tmp_path: Path) -> None:
    book = write(tmp_path)
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
        assert DIAGNOSTIC <= set(each) <= DIAGNOSTIC | {"hint"}
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
    book = write(tmp_path, figure("value: 5, source: law art 1", "value: 5, checked: 2026-11-01, source: law art 1"))

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
    book = write(tmp_path, case("told_on: 2016-03-12", "told_on: soon"))
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


# ── show ──


def test_the_whole_book_in_short() -> None:
    done = guiju("show", "--format", "json")
    assert (done.status, done.err) == (0, "")
    assert set(done.data) == {"book", "edition", "rules", "parameters", "actions", "invariants", "sources"}
    assert done.data["rules"]["grace/termination"] == "No termination before the suspension has run out"
    assert done.data["parameters"]["cards_cap"] == "5"
    text = guiju("show", "--lang", "zh").out
    assert "停机期满方可销号" in text
    assert "号卡上限：5" in text


def test_a_day_shows_what_was_in_force_on_it() -> None:
    before = guiju("show", "--on", "2016-09-22", "--format", "json").data
    after = guiju("show", "--on", "2016-09-23", "--format", "json").data
    assert "cards/cap" not in before["rules"]
    assert "cards/cap" in after["rules"]
    assert "cards/own_hall" in before["rules"]
    assert "cards/own_hall" not in after["rules"]
    assert "cards_cap" not in before["parameters"]
    assert "afl" not in after["sources"]


def test_one_rule_with_its_grounds_its_time_and_its_words() -> None:
    shown = guiju("show", "grace/termination", "--on", "2016-01-01", "--format", "json").data
    assert shown["rule"] == "grace/termination"
    assert (shown["from"], shown["in force"], shown["standing"]) == ("2015-12-30", True, "contested")
    assert shown["norm"] == "must not terminate"
    assert shown["unless"] == "suspension_period has passed since line.suspended_on"
    assert shown["text"].startswith("rules/grace.rules:")
    assert "art 3" in shown["sources"][0]
    assert shown["figures"] == {"suspension_period": "90 days"}
    assert guiju("show", "grace/termination", "--on", "2015-12-29", "--format", "json").data["in force"] is False


def test_a_rule_is_shown_with_the_meaning_of_the_facts_it_stands_on() -> None:
    shown = guiju("show", "sms/consent", "--on", "2016-01-01", "--format", "json").data
    assert shown["unless"] == "message.consented"
    assert shown["facts"]["message.consented"].startswith("at least one of message.consents satisfies")
    assert shown["facts"]["message.consented"].endswith("where unknown (Provisions on Short Message Services, art 18)")
    assert "clause_consent_counts" in shown["figures"]
    text = guiju("show", "cards/cap", "--lang", "zh").out
    assert "  入网申请.已达上限：" in text
    assert "  号卡.在网：号卡.入网日 不晚于 今日" in text


@pytest.mark.parametrize("name", ["grace/termination", "宽限/销号"])
def test_a_rule_is_found_by_either_of_its_names_and_said_in_either_language(name: str) -> None:
    text = guiju("show", name, "--lang", "zh").out
    assert "除非：自 号卡.停机日 起已满 停机期限" in text
    assert "不得 销号" in text


def test_a_figure_with_all_its_dated_values_and_confidence() -> None:
    shown = guiju("show", "clause_consent_counts", "--format", "json").data
    assert [value["value"] for value in shown["values"]] == ["yes", "no", "no"]
    assert [value["confidence"] for value in shown["values"]] == ["C", "I", "A"]
    assert shown["values"][0]["until"] == "2020-12-31"
    one = guiju("show", "条款同意有效", "--on", "2022-01-01", "--format", "json").data
    assert [value["from"] for value in one["values"]] == ["2021-01-01"]


def test_a_source_with_the_rules_that_stand_on_it() -> None:
    shown = guiju("show", "gd-2015", "--format", "json").data
    assert shown["rank"] == "local_regulation"
    assert "grace/termination" in shown["rules"]
    assert guiju("show", "粤实名决定", "--format", "json").data == shown


def test_another_book_by_folder(book: Path) -> None:
    assert guiju("show", book, "--format", "json").data["book"] == "A small rulebook"
    assert guiju("show", book, "a/rule", "--format", "json").data["norm"] == "may close"
    assert (
        guiju("show", book, "notice", "--on", "2021-01-01", "--format", "json").data["values"][0]["value"] == "20 days"
    )


def test_what_there_is_not_is_refused_with_the_nearest_name() -> None:
    refused(guiju("show", "grace/terminaton"), "`grace/terminaton`", "perhaps `grace/termination`")
    refused(guiju("show", "号卡上线", "--lang", "zh"), "没有名为“号卡上线”")
    refused(guiju("show", "cn-telecom", "cards_cap", "more"), "at most")
    refused(guiju("show", "no-such-book", "cards_cap"), "no-such-book")
