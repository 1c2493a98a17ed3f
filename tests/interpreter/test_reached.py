"""Which rules the scenarios reach, and which deadlines they try at their ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dsl import core
from interpreter import reached
from interpreter.ask import Interpreter
from interpreter.scenarios import run
from tests.books import telecom


def fewer(book: core.Book, keep: int, of: int) -> core.Book:
    """The same book with some of its scenarios."""
    return replace(book, scenarios=book.scenarios[keep::of])


@pytest.mark.parametrize(("keep", "of"), [(0, 1), (0, 5), (1, 5), (2, 5), (3, 5), (4, 5), (0, 23), (11, 23)])
def test_the_rules_that_are_not_reached_are_those_that_running_every_scenario_does_not_reach(
    keep: int, of: int
) -> None:
    book = fewer(telecom().book, keep, of)
    _, coverage = run(Interpreter(book, {}))
    wanted = [path for path in book.rules if (path, "applies") not in coverage.reached]
    assert list(reached.unreached(book, tuple(reached.questions(book)))) == wanted


def test_a_scenario_that_names_a_rule_is_believed() -> None:
    """Whether it is right is for `guiju test` to say."""
    book = telecom().book
    case = core.Scenario(
        core.Words("x"), book.scenarios[0].on, {"application": {"id": "A1"}},
        (core.Expectation("activate", {"verdict": "denied", "because": "cards/total_cap, cards/cap"}),), "",
    )  # fmt: skip
    lacking = reached.unreached(book, tuple(reached.questions(replace(book, scenarios=(case,)))))
    assert "cards/total_cap" not in lacking
    assert "cards/cap" not in lacking
    assert "cards/iot_cap" in lacking


def test_a_rule_that_is_not_reached_is_not_told_of_again_for_its_deadline() -> None:
    book = replace(telecom().book, scenarios=telecom().book.scenarios[:1])
    told = {(each.code, each.message("en").split("`")[1]) for each in reached.lint(book)}
    assert ("RB731", "sms/forward") in told
    assert ("RB732", "sms/forward") not in told


def test_scenarios_whose_facts_do_not_fit_ask_nothing() -> None:
    book = telecom().book
    wrong = [replace(each, facts={"nothing": {}}) for each in book.scenarios]
    assert list(reached.questions(replace(book, scenarios=tuple(wrong)))) == []
    assert {each.code for each in reached.lint(replace(book, scenarios=tuple(wrong)))} == {"RB731"}


def test_the_ends_of_every_deadline_of_the_shipped_book_are_tried() -> None:
    assert [each.code for each in reached.lint(telecom().book) if each.code == "RB732"] == []
