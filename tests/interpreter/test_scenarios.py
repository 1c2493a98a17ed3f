"""The officer's tests: expectations in either language, reasons of a failure, and what the cases reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsl.core import Words
from dsl.load import load_book
from interpreter.ask import Interpreter
from interpreter.coverage import branches
from interpreter.misfits import misfits
from interpreter.scenarios import run
from tests.books import FACT, SOURCES, fact, rule, small_book

RULES = (
    FACT
    + fact("line.size > 3", "big")
    + rule("must happen line.told_on within notice after line.opened_on")
    + rule("may close\n    when notice has passed since line.told_on", "b/rule")
    + 'invariant spared "不误" "spared"\n    for each line\n    never permitted close unless line.good\n'
)


def cases(folder: Path, text: str) -> tuple[Interpreter, list[tuple[Words, ...]]]:
    """The book with these scenarios, and the failures of each."""
    small_book(folder, RULES)
    (folder / "scenarios").mkdir(exist_ok=True)
    (folder / "scenarios" / "all.yaml").write_text(text, encoding="utf-8")
    loaded = load_book(folder)
    assert loaded.book, loaded.diagnostics
    interpreter = Interpreter(loaded.book, loaded.sources)
    return interpreter, [checked.failures for checked in run(interpreter)[0]]


def one(folder: Path, line: str, expect: str, on: str = "2018-03-01") -> tuple[Words, ...]:
    """The failures of one case about a line."""
    text = f"- name: x\n  on: {on}\n  facts: {{line: {{{line}}}}}\n  expect: {{{expect}}}\n"
    (failures,) = cases(folder, text)[1]
    return failures


@pytest.mark.parametrize(("figures", "due"), [("notice: 3 days", "2018-03-01"), ("通知期: 3日", "2018-03-01")])
def test_a_case_may_set_a_figure_for_itself_alone(figures: str, due: str, tmp_path: Path) -> None:
    """Of two cases with the same facts one has its own period, the other that of the book (10 days)."""
    facts = "facts: {line: {opened_on: 2018-02-26}}"
    text = f"- {{name: x, on: 2018-02-27, figures: {{{figures}}}, {facts}, expect: {{a/rule: {{due: {due}}}}}}}\n"
    text += f"- {{name: y, on: 2018-02-27, {facts}, expect: {{a/rule: {{due: 2018-03-08}}}}}}\n"
    assert cases(tmp_path, text)[1] == [(), ()]


@pytest.mark.parametrize(
    ("line", "expect"),
    [
        ("opened_on: 2018-02-26", "a/rule: pending"),
        ("opened_on: 2018-02-26", "a/rule: {outcome: 期限未到, due: 2018-03-08}"),
        ("opened_on: 2018-01-02", "a/rule: 违反"),
        ("opened_on: 2018-01-02", "甲/条: 违反"),
        ("told_on: 2018-01-02, good: yes", "close: {verdict: 许可, because: 乙/条}"),
        ("told_on: unknown, good: yes", "关闭: {verdict: undetermined, missing: 号卡.告知日}"),
        ("told_on: 2018-02-26, good: yes", "close: {verdict: denied, earliest: 2018-03-09}"),
        ("told_on: 2018-01-02, good: yes", "close: {verdict: 许可, because: b/rule}"),
        ("told_on: unknown, good: yes", "close: {verdict: undetermined, missing: line.told_on}"),
        ("told_on: 2018-01-02, closed_on: 2018-01-03, good: yes", "close: breach"),
        ("told_on: 2018-01-02, closed_on: 2018-01-03, good: yes", "close: {outcome: breach, by: default}"),
        ("told_on: 2018-01-02, good: yes", "b/rule: holds"),
        ("good: yes", "b/rule: 不成立"),
        ("good: yes, size: 4", "line.big: yes"),
        ("good: yes, size: 4", "号卡.big: 是"),
        ("good: yes", "line.big: unknown"),
        ("good: yes", "line.big: 未知"),
        ("told_on: 2018-01-02, good: no", "spared: violated"),
        ("told_on: 2018-01-02, good: yes", "spared: 成立"),
    ],
)
def test_an_expectation_that_is_met_is_no_failure(line: str, expect: str, tmp_path: Path) -> None:
    assert one(tmp_path, line, expect) == ()


@pytest.mark.parametrize(
    ("line", "expect", "zh", "en"),
    [
        (
            "opened_on: 2018-02-26",
            "a/rule: breach",
            "a/rule：期望结果为“违反”，实为“期限未到”",
            "a/rule: expected outcome breach, came pending",
        ),
        (
            "opened_on: 2018-02-26",
            "甲/条: 合规",
            "甲/条：期望结果为“合规”，实为“期限未到”",
            "甲/条: expected outcome compliant, came pending",
        ),
        (
            "good: yes",
            "close: {due: 2018-01-01}",
            "close：没有“到期日”可供期望；可用：结论、最早许可日、理由、所缺、地位、处罚种类、最高罚款所依条款、最高罚款",
            "close: there is no `due` to expect; there is "
            "verdict, earliest, because, missing, standing, measures, highest, fine",
        ),
        (
            "good: yes",
            "close: {earliest: 2018-01-01}",
            "close：期望最早许可日为“2018-01-01”，实为“—”",
            "close: expected earliest 2018-01-01, came —",
        ),
        (
            "good: yes, size: 4",
            "line.big: no",
            "line.big：期望值为“否”，实为“是”",
            "line.big: expected value no, came yes",
        ),
        (
            "told_on: 2018-01-02, good: no",
            "close: permitted",
            "spared：此不变式被违反",
            "spared: this invariant is violated",
        ),
    ],
)
def test_a_failure_says_what_was_expected_and_what_came(
    line: str, expect: str, zh: str, en: str, tmp_path: Path
) -> None:
    (failure,) = one(tmp_path, line, expect)
    assert (failure.zh, failure.en) == (zh, en)


def test_a_case_about_another_entity_is_a_failure(tmp_path: Path) -> None:
    wanted = "{close: permitted, a/rule: breach, line.big: yes}"
    text = f"- name: x\n  on: 2018-01-01\n  facts: {{call: {{id: C1}}}}\n  expect: {wanted}\n"
    interpreter, (failures,) = cases(tmp_path, text)
    assert [failure.en for failure in failures] == [
        "close: it is about line, the facts are about call",
        "a/rule: it is about line, the facts are about call",
        "line.big: it is about line, the facts are about call",
    ]
    assert list(misfits(interpreter.book)) == []


def test_facts_that_do_not_fit_are_a_failure_and_a_diagnostic(tmp_path: Path) -> None:
    interpreter, (failures,) = cases(
        tmp_path, "- name: x\n  on: 2018-01-01\n  facts: {line: {opened_on: soon}}\n  expect: {close: denied}\n"
    )
    assert "not a date" in failures[0].en
    assert [(problem.code, problem.level) for problem in misfits(interpreter.book)] == [("RB602", "error")]


def test_coverage_counts_rules_and_branches(tmp_path: Path) -> None:
    facts = "{line: {id: L1, opened_on: 2018-02-26, good: yes}}"
    interpreter, _ = cases(tmp_path, f"- name: x\n  on: 2018-03-01\n  facts: {facts}\n  expect: {{a/rule: pending}}\n")
    rules, share, missed = run(interpreter)[1].of(interpreter.book)
    assert set(branches(interpreter.book)) == {
        ("a/rule", "applies"), ("a/rule", "does not apply"), ("a/rule", "met"), ("a/rule", "not met"),
        ("b/rule", "applies"), ("b/rule", "does not apply"),
    }  # fmt: skip
    assert rules == 0.5
    assert missed == (("a/rule", "does not apply"), ("a/rule", "met"), ("b/rule", "applies"))
    assert share == 0.5


def test_a_word_chooses_cases(tmp_path: Path) -> None:
    case = "  on: 2018-01-01\n  facts: {line: {}}\n  expect: {close: not_applicable}\n"
    text = "".join(f"- name: {{zh: 案{n}, en: case {n}}}\n  basis: K{n}\n{case}" for n in (1, 2))
    interpreter, _ = cases(tmp_path, text)
    assert [len(run(interpreter, word)[0]) for word in ("", "案1", "case 2", "K2", "none")] == [2, 1, 1, 1, 0]


def test_cases_do_not_share_their_coverage(tmp_path: Path) -> None:
    interpreter, _ = cases(
        tmp_path, "- name: x\n  on: 2018-03-01\n  facts: {line: {id: L1}}\n  expect: {b/rule: undetermined}\n"
    )
    assert run(interpreter)[1].reached == run(interpreter)[1].reached
    assert run(interpreter, "nothing")[1].reached == set()


# ── sanctions and standing ──

_FINED = SOURCES.replace(
    "1: {zh: 一, en: One, confidence: A}",
    "1: {zh: 一, en: One, confidence: A, sanctions: [{measure: order}, "
    "{measure: fine, from: 10 CNY, to: 30 CNY, when: refused}]}",
)


def punished(folder: Path, expect: str, clauses: str = "") -> list[str]:
    """The failures, in English, of one case about a line that is not good."""
    text = rule("must line.good", clauses=f"penalty law art 1\n    {clauses}")
    small_book(folder, FACT + text + rule("must not lend", "b/rule", clauses="penalty law art 1"), sources=_FINED)
    (folder / "scenarios").mkdir(exist_ok=True)
    case = f"- name: x\n  on: 2018-03-01\n  facts: {{line: {{good: no}}}}\n  expect: {{{expect}}}\n"
    (folder / "scenarios" / "all.yaml").write_text(case, encoding="utf-8")
    loaded = load_book(folder)
    assert loaded.book, loaded.diagnostics
    assert not tuple(misfits(loaded.book))
    ((checked,), _) = run(Interpreter(loaded.book, loaded.sources))
    return [each.en for each in checked.failures]


@pytest.mark.parametrize(
    "expect",
    [
        "a/rule: {outcome: breach, measures: order}",
        "a/rule: {outcome: breach, measures: [责令改正, fine]}",
        "a/rule: {outcome: breach, highest: none, fine: 无}",
        "a/rule: {outcome: breach, highest_if_refused: law art 1, fine_if_refused: 10–30 CNY}",
        "a/rule: {outcome: breach, highest_if_refused: 法 第一条, fine_if_refused: 10至30元}",
        "a/rule: {outcome: breach, highest_if_serious: none, standing: settled}",
        "lend: {verdict: denied, highest_if_refused: law art 1, standing: 无争议}",
    ],
)
def test_what_a_breach_may_bring_can_be_expected(expect: str, tmp_path: Path) -> None:
    assert punished(tmp_path, expect) == []


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("measures: [order, closure]", "a/rule: expected measures order, closure, came order, fine"),
        ("highest: law art 1", "a/rule: expected highest law art 1, came —"),
        ("highest_if_refused: none", "a/rule: expected highest_if_refused none, came law art 1"),
        ("fine_if_refused: 10–31 CNY", "a/rule: expected fine_if_refused 10–31 CNY, came 10–30 CNY"),
        ("standing: contested", "a/rule: expected standing contested, came settled"),
    ],
)
def test_what_it_does_not_bring_is_a_failure(expect: str, said: str, tmp_path: Path) -> None:
    assert punished(tmp_path, f"a/rule: {{outcome: breach, {expect}}}") == [said]


def test_a_contested_duty_is_expected_to_be(tmp_path: Path) -> None:
    assert punished(tmp_path, "a/rule: {outcome: breach, standing: 有争议}", "standing contested") == []
