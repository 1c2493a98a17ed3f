"""A compiled answer: marks first, words when asked for; the whole of it is what `Interpreter.decide` says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from interpreter.ask import FactsError, Interpreter
from interpreter.decide import Target, compiled, decision, judging
from tests.books import fact, rule, small_book, telecom

DAY = date(2016, 7, 12)
LINE = {"id": "L1", "activated_on": date(2015, 1, 1), "suspended_on": date(2016, 2, 1)}
PERMITTED = {"line": {**LINE, "reminders": [{"id": "R1", "sent_on": date(2016, 1, 1)}]}}
DENIED = {"line": {**LINE, "suspended_on": date(2016, 7, 1), "reminders": [{"id": "R1", "sent_on": date(2016, 1, 1)}]}}
OPEN = {"line": {**LINE, "reminders": "unknown"}}


@pytest.mark.parametrize("facts", [PERMITTED, DENIED, OPEN], ids=["permitted", "denied", "open"])
def test_it_is_the_verdict_of_the_python_door(facts: dict[str, object]) -> None:
    book = telecom()
    answer = book.decision("terminate", DAY)(facts)
    wanted = book.decide("terminate", facts, DAY)
    assert book.complete(answer) == wanted
    assert (answer.verdict, answer.name, answer.because) == (wanted.name, wanted.name, wanted.because)
    assert (answer.missing, answer.earliest) == (wanted.missing, wanted.earliest)
    assert answer.whole == replace(wanted, standing="settled", sanctions=None)
    assert "L1" not in repr(answer)


def test_a_name_of_either_language_will_do_and_no_other() -> None:
    assert telecom().decision("销号", DAY)(PERMITTED).verdict == "permitted"
    with pytest.raises(FactsError, match="terminat"):
        telecom().decision("terminat", DAY)


def test_rules_that_hold_are_bits_in_the_order_of_the_book() -> None:
    answer = compiled(telecom().book, "terminate", DAY)(DENIED)
    said = {rule.path: n for n, rule in enumerate(answer.question.rules)}
    assert answer.holds == 1 << said["grace/termination"]
    assert answer.open == 0


def test_it_is_compiled_once_for_a_day_and_anew_for_another_book_of_the_same_name() -> None:
    book = telecom().book
    assert decision(book, book.vocabulary.actions["terminate"], DAY).ask is compiled(book, "terminate", DAY)
    figures = telecom().assuming({"suspension_period": "1 days"})
    assert compiled(figures.book, "terminate", DAY)(DENIED).verdict == "permitted"
    assert compiled(book, "terminate", DAY)(DENIED).verdict == "denied"


def test_moments_of_one_day_share_what_was_compiled(tmp_path: Path) -> None:
    rules = rule("must not stop\n    when now < line.asked_at + 2 hours")
    book = small_book(tmp_path, rules)
    facts = {"line": {"id": "L1", "asked_at": "2018-03-01T10:00"}}
    at = {hour: compiled(book, "stop", datetime(2018, 3, 1, hour))(facts) for hour in (9, 11, 12)}  # noqa: DTZ001  # in the zone of the book
    assert {hour: answer.verdict for hour, answer in at.items()} == {9: "denied", 11: "denied", 12: "permitted"}
    assert at[11].earliest == date(2018, 3, 2)
    assert compiled(book, "stop", date(2018, 3, 1))(facts).missing == ("now",)


def test_all_duties_and_acts_of_a_subject_are_judged_in_one_call(tmp_path: Path) -> None:
    rules = "\n".join(
        [
            rule("must happen line.closed_on within notice after line.told_on", "a/a"),
            rule("must line.good by 2018-03-05", "a/b"),
            rule("must not close\n    unless notice has passed since line.told_on", "a/c"),
        ]
    )
    book = small_book(tmp_path, rules)
    targets: list[Target] = [book.rules["a/a"], book.rules["a/b"], book.vocabulary.actions["close"]]
    ask = judging(book, targets, date(2018, 3, 1)).ask
    told = {"id": "L1", "told_on": date(2018, 2, 1), "good": False}
    judged = ask({"line": {**told, "closed_on": date(2018, 2, 8)}})
    assert judged.names == ("compliant", "pending", "breach")
    due = [outcome.due for outcome in judged.outcomes]
    assert due == [date(2018, 2, 11), date(2018, 3, 5), None]  # a Sunday, and a make-up workday
    assert judged.outcomes[2].by == ("a/c",)


def test_a_collection_inside_itself_keeps_its_rows_apart(tmp_path: Path) -> None:
    rules = fact("some a in line.calls satisfies every b in line.calls satisfies b.fee <= a.fee", "ordered")
    book = small_book(tmp_path, rules + rule("may close\n    when line.ordered"))
    facts = {"line": {"id": "L1", "calls": [{"id": "C1", "fee": 3}, {"id": "C2", "fee": 5}, {"id": "C3", "fee": 4}]}}
    assert compiled(book, "close", DAY)(facts).verdict == "permitted"
    assert Interpreter(book, {}).decide("close", facts, DAY).name == "permitted"
