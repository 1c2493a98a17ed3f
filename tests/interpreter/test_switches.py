"""A rule kept off by a yes/no figure: which one, on which days; and that explanations and `show` name it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from interpreter.ask import Interpreter
from interpreter.switches import switched_off
from tests.books import FACT, PARAMETERS, rule, small_book
from tests.workbench.running import guiju

SWITCH = (
    PARAMETERS
    + """
trial:
  zh: 试行
  kind: yes/no
  values:
    - {until: 2019-12-31, value: no, source: law art 1, confidence: U}
    - {from: 2020-01-01, value: yes, source: law art 1, confidence: B}
"""
)


def off(folder: Path, condition: str, day: date = date(2018, 3, 1)) -> str | None:
    book = small_book(folder, FACT + rule(f"must not lend\n    {condition}"), parameters=SWITCH)
    found = switched_off(book, book.rules["a/rule"], day)
    return found.name if found else None


@pytest.mark.parametrize(
    "condition", ["when trial", "when trial and line.good", "when line.good and (line.fair and trial)"]
)
def test_a_figure_without_which_the_rule_cannot_hold_keeps_it_off(condition: str, tmp_path: Path) -> None:
    assert off(tmp_path, condition) == "trial"
    assert off(tmp_path, condition, date(2019, 12, 31)) == "trial"
    assert off(tmp_path, condition, date(2020, 1, 1)) is None


@pytest.mark.parametrize(
    "condition",
    ["when trial or line.good", "unless trial", "when line.good", "when trial on 2020-01-01", "when not trial"],
)
def test_a_figure_without_which_it_may_hold_does_not(condition: str, tmp_path: Path) -> None:
    assert off(tmp_path, condition) is None


def test_the_subject_may_ask_for_it_too(tmp_path: Path) -> None:
    text = (
        'rule a/rule "a/rule"\n    source law art 1\n    for each line where trial and line.good\n    must line.fair\n'
    )
    book = small_book(tmp_path, FACT + text, parameters=SWITCH)
    assert switched_off(book, book.rules["a/rule"], date(2018, 3, 1))


def test_an_explanation_names_the_switch_and_nothing_that_could_not_matter(tmp_path: Path) -> None:
    rules = FACT + rule("must not lend\n    when trial and line.good")
    small = Interpreter(small_book(tmp_path, rules, parameters=SWITCH), {})
    told = small.judge("a/rule", {"line": {"id": "L1", "good": "yes"}}, date(2018, 3, 1))
    lines = str(told.explain("en")).splitlines()
    assert lines[-2:] == [
        "  ✗ this rule is switched off: the figure trial is no",
        "    ✗ figure: trial: no — The law, art 1 [U: uncertain]",
    ]
    assert "此规则已停用：参数“试行”为“否”" in str(told.explain("zh"))
    later = small.judge("a/rule", {"line": {"id": "L1", "good": "yes"}}, date(2020, 1, 1))
    assert "switched off" not in str(later.explain("en"))


def test_show_names_the_switch_on_the_day_asked(tmp_path: Path) -> None:
    small_book(tmp_path, FACT + rule("must not lend\n    when trial"), parameters=SWITCH)
    assert (
        guiju("show", tmp_path, "a/rule", "--on", "2018-03-01", "--format", "json").data["switched off by"] == "trial"
    )
    assert "停用，因参数为“否”：试行" in guiju("show", tmp_path, "a/rule", "--on", "2018-03-01", "--lang", "zh").out
    for later in (("--on", "2020-01-01"), ()):
        assert "switched off by" not in guiju("show", tmp_path, "a/rule", *later, "--format", "json").data
