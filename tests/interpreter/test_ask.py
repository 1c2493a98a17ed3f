"""The Python door: what an engineer calls, what it answers, and what it raises."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import interpreter
from interpreter import FactsError, Interpreter, RulebookError
from interpreter.snapshot import SnapshotError
from tests.books import FACT, rule, small_book, telecom

DAY = date(2018, 3, 1)
LINE = {
    "line": {
        "id": "L1",
        "activated_on": "2014-05-01",
        "suspended_on": "2016-04-12",
        "reminders": [{"sent_on": "2016-03-30"}],
    }
}


@pytest.fixture
def small(tmp_path: Path) -> Interpreter:
    rules = (
        FACT
        + rule("must line.good")
        + rule("may close\n    when line.good", "b/rule")
        + rule("must not renew", "c/rule")
    )
    return Interpreter(small_book(tmp_path, rules), {})


def test_the_example_of_the_contract() -> None:
    book = telecom()
    verdict = book.decide("terminate", LINE, on=date(2016, 7, 11))
    assert (verdict.name, verdict.earliest, verdict.missing) == ("denied", date(2016, 7, 12), ())
    assert [said.rule for said in verdict.because if said.holds] == ["grace/termination"]
    told = book.judge("grace/suspension", LINE, on=date(2016, 4, 11)).explain(lang="zh")
    assert str(told).startswith("✗ 可以停机 · 不适用：grace/suspension")


def test_names_and_values_of_either_language_are_the_same_question() -> None:
    said = {
        "号卡": {
            "编号": "L1",
            "入网日": date(2014, 5, 1),
            "停机日": "2016/4/12",
            "催告": [{"发出日": datetime(2016, 3, 30, tzinfo=UTC)}],
        }
    }
    assert telecom().decide("销号", said, date(2016, 7, 12)) == telecom().decide("terminate", LINE, date(2016, 7, 12))


def test_a_duty_a_guard_and_an_action_can_be_judged(small: Interpreter) -> None:
    facts = {"line": {"id": "L1", "good": "no", "closed_on": "2018-01-01"}}
    duty, guard, act = (small.judge(name, facts, DAY) for name in ("a/rule", "b/rule", "close"))
    assert duty.outcome
    assert duty.outcome.name == "breach"
    assert (guard.outcome, guard.holds) == (None, False)
    assert act.outcome
    assert (act.outcome.name, act.outcome.by, act.holds) == ("breach", ("default",), None)


def test_an_action_that_is_not_recorded_has_a_verdict_and_no_outcome(small: Interpreter) -> None:
    asked = small.judge("renew", {"line": {"id": "L1"}}, DAY)
    assert asked.outcome is None
    assert str(asked.explain()).startswith("line L1 · renew · 2018-03-01: denied")


def test_what_is_unknown_is_none_and_not_no(small: Interpreter) -> None:
    assert small.judge("b/rule", {"line": {"id": "L1"}}, DAY).holds is None


def test_wrong_names_and_wrong_facts_raise_with_their_diagnostics(small: Interpreter) -> None:
    for question in (
        lambda: small.decide("clos", {"line": {}}, DAY),
        lambda: small.decide("close", {"call": {}}, DAY),
        lambda: small.decide("close", {"line": {"opend_on": "2018-01-01"}}, DAY),
        lambda: small.decide("close", {"line": {"opened_on": "soon"}}, DAY),
        lambda: small.judge("a/rul", {"line": {}}, DAY),
        lambda: small.judge("a/rule", {"call": {}}, DAY),
        lambda: small.case({}),
        lambda: small.case({"line": {}, "call": {}}),
        lambda: small.case({"line": []}),
    ):
        with pytest.raises(FactsError) as caught:
            question()
        assert caught.value.diagnostics
        assert str(caught.value)


def test_a_message_of_wrong_facts_holds_no_value_of_a_field(small: Interpreter) -> None:
    with pytest.raises(FactsError) as caught:
        small.case({"line": {"id": "L1", "opened_on": "13800138000", "good": "11010119900307123X"}})
    assert "1380" not in str(caught.value)
    assert "1101" not in str(caught.value)


def test_a_book_with_errors_is_not_loaded_and_says_them_all(tmp_path: Path) -> None:
    small_book(tmp_path)
    (tmp_path / "rules" / "all.rules").write_text(FACT.replace("opened_on", "opend_on") * 2, encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        Interpreter.load(tmp_path)
    assert "opend_on" in str(caught.value)
    assert caught.value.diagnostics
    with pytest.raises(RulebookError):
        Interpreter.load("no-such-book")


def test_facts_invariants_and_outcomes_have_their_doors(tmp_path: Path) -> None:
    invariant = 'invariant kept "保持" "kept"\n    for each line\n    never permitted lend unless line.good\n'
    book = Interpreter(small_book(tmp_path, FACT + rule("must line.good") + invariant), {})
    case = book.case({"line": {"id": "L1", "opened_on": "2018-01-01", "good": "no"}})
    assert book.fact("open", case, DAY) is True
    assert book.outcome("a/rule", case, DAY).name == "breach"
    assert book.outcome("close", case, DAY).name == "not_applicable"
    assert book.keeps("kept", case, DAY) is False


def test_a_row_of_a_snapshot_is_found_by_key_place_or_the_name_a_finding_gives(
    small: Interpreter, tmp_path: Path
) -> None:
    folder = tmp_path / "snapshot"
    (folder / "line").mkdir(parents=True)
    (folder / "line" / "part 1.csv").write_text("id,good\nL1,no\n13800138000,no\n", encoding="utf-8")
    run = small.audit(folder, DAY, only=["a/rule"])
    assert run.findings["subject"].to_pylist() == ["L1", "line/part_1.csv:3"]
    for name in ("13800138000", "line/part 1.csv:3", "line/part_1.csv:3"):
        case = small.find(folder, "line", name)
        assert case is not None
        assert case.row.key == "13800138000"
    assert small.find(folder, "line", "L2") is None
    with pytest.raises(SnapshotError):
        small.find(tmp_path / "nowhere", "line", "L1")


def test_the_door_opens_without_loading_what_is_behind_it() -> None:
    assert set(interpreter.__all__) == {"FactsError", "Interpreter", "RulebookError"}
    with pytest.raises(AttributeError):
        interpreter.nothing  # noqa: B018 - asking is the test
    probe = "import sys, interpreter; assert 'interpreter.ask' not in sys.modules"
    subprocess.run([sys.executable, "-c", probe], cwd=Path(__file__).parent.parent.parent, check=True)
