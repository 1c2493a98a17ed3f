"""Scenario files as pytest items: names in either language, failures in words at their line, nothing where none are."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.pages import HOUSE

pytest_plugins = ["pytester"]

BOOK = HOUSE / "docs" / "examples" / "lines"
CASES = """
- name: {zh: 未通知不得停机, en: Not without notice}
  on: 2026-03-16
  facts: {line: {id: L1}}
  expect: {suspend: denied}

- name: {zh: 期待有误, en: Expected wrongly}
  on: 2026-03-16
  facts: {line: {id: L1}}
  expect: {suspend: permitted}
"""


@pytest.fixture
def folder(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rulebook with two cases more, one of which fails; this plugin alone is loaded."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    shutil.copytree(BOOK, pytester.path / "book")
    (pytester.path / "book" / "scenarios" / "more.yaml").write_text(CASES.lstrip(), encoding="utf-8")
    return pytester.path / "book"


def run(pytester: pytest.Pytester, *words: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess("-p", "workbench.collect", "-p", "no:cacheprovider", *words)


def test_each_case_is_an_item_and_a_failure_says_what_came_at_its_line(pytester: pytest.Pytester, folder: Path) -> None:
    result = run(pytester, "book/scenarios/more.yaml")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["book/scenarios/more.yaml:6: Expected wrongly", "    suspend: expected verdict permitted, came denied"]
    )
    assert "Traceback" not in result.stdout.str()
    assert "collect.py" not in result.stdout.str()


def test_names_are_in_the_language_asked_for_and_found_in_either(pytester: pytest.Pytester, folder: Path) -> None:
    result = run(pytester, "book", "--guiju-lang", "zh", "-k", "wrongly", "-v")
    result.assert_outcomes(failed=1, deselected=1 + _shipped_cases())
    result.stdout.fnmatch_lines(["*more.yaml::期待有误 FAILED*", "    suspend：期望结论为“许可”，实为“不许可”"])


def _shipped_cases() -> int:
    return sum(text.read_text(encoding="utf-8").count("- name:") for text in BOOK.glob("scenarios/*.yaml"))


def test_the_cases_of_a_sound_book_pass_as_the_command_says(pytester: pytest.Pytester, folder: Path) -> None:
    (folder / "scenarios" / "more.yaml").unlink()
    run(pytester, "book").assert_outcomes(passed=_shipped_cases())


def test_a_book_with_errors_is_an_error_of_collection_with_its_messages(
    pytester: pytest.Pytester, folder: Path
) -> None:
    rules = next(folder.glob("rules/*.rules"))
    rules.write_text(rules.read_text(encoding="utf-8").replace("for each line", "for each lime", 1), encoding="utf-8")
    result = run(pytester, "book")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*RB2*", "*lime*"])
    assert "Traceback" not in result.stdout.str()


@pytest.mark.parametrize("name", ["scenarios/cases.yaml", "cases.yaml", "scenarios/notes.txt"])
def test_what_is_no_scenario_file_of_a_rulebook_is_left_alone(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    file = pytester.path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(CASES, encoding="utf-8")
    assert run(pytester).ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_the_plugin_is_an_entry_point_and_loads_nothing_of_the_house() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"guiju": "workbench.collect"}
    probe = "import sys; import workbench.collect; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", probe], cwd=HOUSE, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded.isdisjoint({"dsl", "interpreter", "lark", "yaml", "duckdb", "hypothesis", "click"})
