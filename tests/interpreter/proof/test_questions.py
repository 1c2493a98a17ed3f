"""What is asked of small books: each topic with a book in which it is found, and one in which it is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dsl import core
from interpreter.proof.ask import BY_WITNESS, Topic, findings
from interpreter.proof.bounds import bounds
from interpreter.proof.prove import Terms, invariants, search
from interpreter.proof.question import Question, holds
from tests.books import FACT, small_book

NEAR = date(2021, 6, 1)
TERMS = Terms(NEAR, seconds=120)


def rule(path: str, norm: str, *clauses: str) -> str:
    return "\n    ".join([f"rule {path}", "source law art 1", "for each line", norm, *clauses]) + "\n"


def found(book: core.Book, topic: Topic) -> list[tuple[str, ...]]:
    told, _, undecided = search(book, TERMS)
    assert not undecided
    return [each.about for each in told if each.topic == topic]


MAY = rule("a/may", "may close", "when line.good")
BIG = rule("b/not", "must not close", "when line.size > 5")
CASES: dict[Topic, tuple[str, str]] = {
    "never applies": (
        rule("a/may", "may close", "when line.size > 5 and line.size < 6"),
        rule("a/may", "may close", "when line.size > 5 and line.size < 7"),
    ),
    "always applies": (
        rule("a/may", "may close", "when line.good is known or not (line.good is known)"),
        rule("a/may", "may close", "when line.good is known"),
    ),
    "always beaten": (
        MAY + rule("b/not", "must not close", "when line.size > 5 or line.good"),
        MAY + rule("b/not", "must not close", "when line.size > 5"),
    ),
    "never displaces": (
        rule("a/not", "must not close", "when line.size > 5") + MAY
        + rule("b/not", "must not close", "overrides a/not", "when line.size < 5"),
        rule("a/not", "must not close", "when line.size > 5") + MAY
        + rule("b/not", "must not close", "overrides a/not", "when line.size < 9"),
    ),
    "redundant": (
        MAY + BIG + rule("c/not", "must not close", "when line.size > 6"),
        MAY + BIG + rule("c/not", "must not close", "when line.size < 3"),
    ),
    "branches differ": (
        "fact line.n :\n    0\n    except 1 when line.good\n    except 2 when line.fair\n" + MAY,
        "fact line.n :\n    0\n    except 1 when line.good\n    except 2 when line.fair and not line.good\n" + MAY,
    ),
    "no rule speaks": (MAY, MAY + rule("b/not", "must not close", "when not line.good")),
    "both demanded and prohibited": (
        MAY + rule("c/due", "must happen line.closed_on within 10 days after line.told_on")
        + rule("b/not", "must not close", "unless 20 days has passed since line.told_on"),
        MAY + rule("c/due", "must happen line.closed_on within 10 days after line.told_on", "when line.good"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("topic", CASES)
def test_it_is_found_where_it_is_and_nowhere_else(topic: Topic, tmp_path: Path) -> None:
    with_it, without = CASES[topic]
    assert found(small_book(tmp_path, with_it), topic)
    assert not found(small_book(tmp_path, without), topic)


def test_all_that_is_known_may_leave_a_rule_undetermined(tmp_path: Path) -> None:
    """What has not happened has no distance: a number of days from it is not known, though every field is."""
    book = small_book(tmp_path, rule("a/may", "may close", "when days from line.told_on to today > 5"))
    assert found(book, "undetermined though known") == [("a/may",)]
    told = small_book(tmp_path, rule("a/may", "may close", "when 5 days has passed since line.told_on"))
    assert not found(told, "undetermined though known")


def test_every_witness_is_what_the_reference_says(tmp_path: Path) -> None:
    for topic, (with_it, _) in CASES.items():
        book = small_book(tmp_path, with_it)
        asks = {(each.topic, each.about): each for each in findings(book)}
        told = [each for each in search(book, TERMS)[0] if each.found]
        assert bool(told) or topic not in BY_WITNESS
        for each in told:
            assert each.found is not None
            assert holds(book, each.found, asks[each.topic, each.about].confirm)


# ── invariants ──

NOTICE = FACT + MAY.replace("line.good", "20 days has passed since line.told_on")
KEPT = """
invariant told
    for each line
    never permitted close
        unless {days} days has passed since line.told_on
"""


@pytest.mark.parametrize(("days", "answer"), [(20, "proved"), (19, "proved"), (21, "refuted"), (40, "refuted")])
def test_an_invariant_holds_up_to_the_last_day(days: int, answer: str, tmp_path: Path) -> None:
    book = small_book(tmp_path, NOTICE + KEPT.format(days=days))
    (proof,) = invariants(book, ["told"], TERMS)
    assert (proof.answer, proof.exact) == (answer, True)
    if proof.witness:
        assert set(proof.witness.facts["line"]) <= {"id", "told_on"}, "no more than what matters"


def test_a_period_of_working_days_is_proved_longer_than_its_days(tmp_path: Path) -> None:
    """On every calendar, for what is counted takes at least as many days."""
    text = FACT + MAY.replace("line.good", "5 working days has passed since line.told_on")
    shorter = small_book(tmp_path, text + KEPT.format(days=3))
    assert invariants(shorter, ["told"], Terms(NEAR, date(2021, 6, 1), 20))[0].answer == "proved"
    longer = small_book(tmp_path, text + KEPT.format(days=30))
    assert invariants(longer, ["told"], Terms(NEAR, date(2021, 6, 1), 20))[0].answer == "refuted"


def test_a_figure_that_may_be_anything_is_one_of_those_that_break_it(tmp_path: Path) -> None:
    text = NOTICE.replace("20 days", "notice") + KEPT.format(days=10)
    book = small_book(tmp_path, text)
    assert invariants(book, ["told"], TERMS)[0].answer == "proved"
    (proof,) = invariants(book, ["told"], Terms(NEAR, seconds=20, free=frozenset({"notice"})))
    assert proof.answer == "refuted"
    assert proof.witness
    assert int(proof.witness.figures["notice"].removesuffix(" days")) < 10


def test_time_may_run_out_and_then_nothing_is_said(tmp_path: Path) -> None:
    book = small_book(tmp_path, NOTICE + KEPT.format(days=21))
    (proof,) = invariants(book, ["told"], Terms(NEAR, seconds=1e-9))
    assert (proof.answer, proof.witness) == ("unknown", None)


# ── bounds ──

CLOSED = "invariant closed\n    for each line\n    never permitted close\n"
COUNTED = FACT + rule("a/may", "may close", "unless (count of l in line.holder.lines where l.good) >= cap")


def test_bounds_are_exact_where_there_is_only_asked_for_some_row(tmp_path: Path) -> None:
    some = small_book(tmp_path, FACT + rule("a/may", "may close", "when some c in line.calls satisfies c.late"))
    needed = bounds(some, [some.rules["a/may"].conditions])
    assert (needed.rows, needed.exact) == ({"line.calls": 2}, True)
    counted = small_book(tmp_path, COUNTED)
    assert bounds(counted, [counted.rules["a/may"].conditions]).rows == {"holder.lines": 6}, "one more than the figure"
    inner = "when some l in line.holder.lines satisfies some c in l.calls satisfies c.late"
    nested = small_book(tmp_path, FACT + rule("a/may", "may close", inner))
    assert not bounds(nested, [nested.rules["a/may"].conditions]).exact


TWO = "(count of l in line.holder.lines where {}l.good) >= 3"
SHOWN = TWO.format("") + " and " + TWO.format("not ")


def test_what_is_asked_for_in_two_places_may_be_different_rows(tmp_path: Path) -> None:
    """Three good lines and three that are not good are six, be the line itself among them or not."""
    book = small_book(tmp_path, FACT + rule("a/may", "may close", f"when {SHOWN}") + CLOSED)
    (proof,) = invariants(book, ["closed"], TERMS)
    assert (proof.answer, proof.exact) == ("refuted", True)
    assert proof.witness
    line = proof.witness.facts["line"]
    assert (
        sorted(each["good"] for each in (line, *line["holder"]["lines"]) if "good" in each) == [False] * 3 + [True] * 3
    )


@pytest.mark.parametrize(
    "condition",
    ["(count of l in line.holder.lines where l.good) >= line.size", "line.counted >= 2", "line.counted + 1 >= 2"],
    ids=["with what facts say", "through a fact", "after a sum"],
)
def test_a_count_that_is_not_compared_with_a_figure_has_no_exact_bound(condition: str, tmp_path: Path) -> None:
    counted = "fact line.counted :\n    count of l in line.holder.lines where l.fair\n"
    both = f"when {condition} and (count of l in line.holder.lines where l.good) >= 2"
    book = small_book(tmp_path, FACT + counted + rule("a/may", "may close", both))
    assert not bounds(book, [book.rules["a/may"].conditions]).exact


def test_a_figure_that_may_be_anything_bounds_nothing(tmp_path: Path) -> None:
    book = small_book(tmp_path, COUNTED)
    conditions = [book.rules["a/may"].conditions]
    assert (bounds(book, conditions).exact, bounds(book, conditions, {"cap"}).exact) == (True, False)


def test_a_count_needs_as_many_rows_as_the_figure_says(tmp_path: Path) -> None:
    book = small_book(tmp_path, COUNTED)
    rows = bounds(book, [book.rules["a/may"].conditions]).rows
    for most, there in ((rows, True), ({"holder.lines": 3}, False)):
        question = Question(book, "line", date(2015, 1, 1), most)
        answer = question.seek(
            question.norms.applies(book.rules["a/may"], question.row).no,
            lambda evaluator, row: evaluator.applies(book.rules["a/may"], row) is False,
        )
        assert (answer.found is not None) == there
