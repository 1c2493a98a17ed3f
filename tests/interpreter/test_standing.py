"""Contested answers: those that would be others, were everything contested left open; and no others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from dsl import core
from interpreter.ask import Interpreter
from interpreter.evaluate import Evaluator
from interpreter.facts import Row
from interpreter.outcomes import Outcome
from interpreter.standing import Doubter, Standings
from tests.books import FACT, PARAMETERS, rule, small_book, telecom

DAY = date(2018, 3, 1)
_FIVE = "value: 5, source: law art 1, confidence: A"
_OPEN_CAP = PARAMETERS.replace(_FIVE, f"{_FIVE}, standing: contested")
CONTESTED = "standing contested"


def asked(folder: Path, rules: str, parameters: str = PARAMETERS) -> Interpreter:
    return Interpreter(small_book(folder, FACT + rules, parameters=parameters), {})


def outcome(book: Interpreter, target: str, on: date = DAY, **facts: object) -> tuple[str, str]:
    """What a duty or a recorded act comes to, and whether that is contested."""
    found = book.judge(target, {"line": {"id": "L1", **facts}}, on).outcome
    assert found
    return found.name, found.standing


def verdict(book: Interpreter, action: str, on: date = DAY, **facts: object) -> tuple[str, str]:
    found = book.decide(action, {"line": {"id": "L1", **facts}}, on)
    return found.name, found.standing


# ── duties ──


def test_what_a_contested_duty_comes_to_is_contested(tmp_path: Path) -> None:
    book = asked(tmp_path, rule("must line.good\n    when line.fair", clauses=CONTESTED))
    assert outcome(book, "a/rule", good="no", fair="yes") == ("breach", "contested")
    assert outcome(book, "a/rule", good="yes", fair="yes") == ("compliant", "contested")


def test_that_it_does_not_apply_is_settled(tmp_path: Path) -> None:
    book = asked(tmp_path, rule("must line.good\n    when line.fair", clauses=CONTESTED))
    assert outcome(book, "a/rule", good="no", fair="no") == ("not_applicable", "settled")


def test_a_settled_duty_is_settled(tmp_path: Path) -> None:
    book = asked(tmp_path, rule("must line.good") + rule("must line.fair", "b/rule", clauses=CONTESTED))
    assert outcome(book, "a/rule", good="no") == ("breach", "settled")


def test_a_duty_that_a_contested_rule_displaces_is_contested_where_that_rule_applies(tmp_path: Path) -> None:
    other = rule("must line.fair\n    when line.status\n    overrides a/rule", "b/rule", clauses=CONTESTED)
    book = asked(tmp_path, rule("must line.good") + other)
    assert outcome(book, "a/rule", good="no", status="yes") == ("displaced", "contested")
    assert outcome(book, "a/rule", good="no", status="no") == ("breach", "settled")


@pytest.mark.parametrize(("size", "name"), [(5, "compliant"), (6, "breach")])
def test_what_hangs_on_a_contested_figure_is_contested(size: int, name: str, tmp_path: Path) -> None:
    book = asked(tmp_path, rule("must line.size <= cap"), _OPEN_CAP)
    assert outcome(book, "a/rule", size=size) == (name, "contested")


def test_only_on_the_days_of_the_contested_value(tmp_path: Path) -> None:
    book = asked(tmp_path, rule("must line.size <= cap"), _OPEN_CAP)
    assert outcome(book, "a/rule", date(2019, 12, 31), size=3) == ("compliant", "contested")
    assert outcome(book, "a/rule", date(2020, 1, 1), size=3) == ("breach", "settled")


def test_a_figure_that_changes_nothing_leaves_the_answer_settled(tmp_path: Path) -> None:
    book = asked(tmp_path, rule("must line.good and line.size <= cap"), _OPEN_CAP)
    assert outcome(book, "a/rule", good="no", size=3) == ("breach", "settled")
    assert outcome(book, "a/rule", good="yes", size=3) == ("compliant", "contested")


def test_a_figure_is_reached_through_facts(tmp_path: Path) -> None:
    book = asked(tmp_path, 'fact line.small "小":\n    line.size <= cap\n' + rule("must line.small"), _OPEN_CAP)
    assert outcome(book, "a/rule", size=6) == ("breach", "contested")


# ── actions ──


def test_a_denial_by_a_contested_rule_alone_is_contested(tmp_path: Path) -> None:
    rules = rule("must not lend\n    when line.good", clauses=CONTESTED) + rule(
        "must not lend\n    when line.fair", "b/rule"
    )
    book = asked(tmp_path, rules)
    assert verdict(book, "lend", good="yes", fair="no") == ("denied", "contested")
    assert verdict(book, "lend", good="yes", fair="yes") == ("denied", "settled")
    assert verdict(book, "lend", good="no", fair="no") == ("permitted", "settled")


def test_a_permission_that_is_contested_makes_a_contested_permission(tmp_path: Path) -> None:
    book = asked(tmp_path, rule("may close\n    when line.good", clauses=CONTESTED))
    assert verdict(book, "close", good="yes") == ("permitted", "contested")
    assert verdict(book, "close", good="no") == ("denied", "settled")


def test_a_recorded_act_is_contested_by_what_was_contested_on_its_day(tmp_path: Path) -> None:
    book = asked(tmp_path, rule("must not lend\n    when line.size > cap"), _OPEN_CAP)
    assert outcome(book, "lend", date(2021, 1, 1), size=6, lent_on="2019-12-31") == ("breach", "contested")
    assert outcome(book, "lend", date(2021, 1, 1), size=6, lent_on="2020-01-01") == ("breach", "settled")
    assert outcome(book, "lend", date(2021, 1, 1), size=6) == ("not_applicable", "settled")


# ── the shortcut is right: what is not asked again would have come to the same ──


class Plain(Standings):
    """Asks everything again."""

    def _is_doubtful(self, rule: core.Rule) -> bool:
        return True

    def _is_guarded_in_doubt(self, action: core.Action, answer: object) -> bool:
        return True


_FACTS: list[Mapping[str, object]] = [
    {"good": good, "fair": fair, "size": size, "lent_on": "2019-05-05", "opened_on": "2018-01-01"}
    for good in ("yes", "no", "unknown")
    for fair in ("yes", "no", "unknown")
    for size in (2, 6)
]


def test_asking_everything_again_gives_the_same_standings(tmp_path: Path) -> None:
    rules = (
        rule("must line.good\n    when line.size > cap")
        + rule("must not lend\n    when line.fair", "b/rule", clauses=CONTESTED)
        + rule("may close\n    when line.good", "c/rule", clauses=CONTESTED)
        + rule("must not lend\n    when line.good\n    overrides b/rule", "c/c")
        + rule("must line.fair\n    when line.good\n    overrides a/rule", "b/b", clauses=CONTESTED)
    )
    book = asked(tmp_path, rules, _OPEN_CAP)
    quick, plain = Standings(book.book), Plain(book.book)
    told = set()
    for facts in _FACTS:
        case = book.case({"line": {"id": "L1", **facts}})
        evaluator = book.evaluator(case, date(2019, 12, 1))
        for path in ("a/rule", "b/b"):
            given = evaluator.judge(book.book.rules[path], case.row)
            told.add(_same(quick, plain, evaluator, path, case.row, given))
        for action in book.book.vocabulary.actions.values():
            answer = evaluator.decide(action, case.row)
            one, other = (each.of_verdict(evaluator, action, case.row, answer) for each in (quick, plain))
            assert one == other
            told.add(one)
    assert told == {"settled", "contested"}


def _same(quick: Standings, plain: Standings, evaluator: Evaluator, path: str, row: Row, given: Outcome) -> str:
    rule = evaluator.book.rules[path]
    one, other = (each.of_duty(evaluator, rule, row, given) for each in (quick, plain))
    assert one == other
    return one


def test_an_explanation_says_which_figure_and_that_the_answer_is_contested(tmp_path: Path) -> None:
    book = asked(tmp_path, rule("must line.size <= cap"), _OPEN_CAP)
    told = str(book.judge("a/rule", {"line": {"id": "L1", "size": 3}}, DAY).explain("en"))
    assert told.splitlines()[0].endswith(": compliant (contested)")
    assert "cap: 5 — The law, art 1 [A: full text read] (contested)" in told
    later = str(book.judge("a/rule", {"line": {"id": "L1", "size": 1}}, date(2020, 1, 1)).explain("en"))
    assert "contested" not in later


# ── the shipped book ──


def test_a_highlighted_clause_of_2020_is_contested_consent() -> None:
    message = {"id": "M1", "kind": "commercial", "sent_at": "2020-11-02T10:00"}
    for consent, standing in (
        ({"clause_at": "2020-10-20T09:00"}, "contested"),
        ({"given_at": "2020-10-20T09:00"}, "settled"),
    ):
        found = telecom().decide("send", {"message": {**message, "consents": [consent]}}, date(2020, 11, 2))
        assert (found.name, found.standing) == ("permitted", standing)


def test_a_book_without_doubt_is_never_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = asked(tmp_path, rule("must line.good") + rule("must not lend\n    when line.good", "b/rule"))
    monkeypatch.setattr(Doubter, "judge", lambda *_: pytest.fail("asked again"))
    monkeypatch.setattr(Doubter, "decide", lambda *_: pytest.fail("asked again"))
    assert outcome(book, "a/rule", good="no") == ("breach", "settled")
    assert verdict(book, "lend", good="yes") == ("denied", "settled")
