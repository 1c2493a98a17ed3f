"""A book's machine lives a subject step by step, finds what a check forbids, and tells it in the fewest steps."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from interpreter.sampling import Check, Life, Sampler, machine
from tests.books import small_book

NOTICE = """
rule a/rule "告知期满方可关闭" "Closed once the notice has run out"
    source law art 1
    for each line
    may close
        when notice has passed since line.told_on
"""
STARTS = st.dates(date(2017, 1, 1), date(2017, 12, 31))
QUICK = settings(max_examples=40, database=None, phases=[Phase.generate, Phase.shrink], deadline=None)


def lines(folder: Path, *checks: Check) -> type[RuleBasedStateMachine]:
    """Lines of the small book, whose notice is ten days before 2020."""
    return machine(small_book(folder, NOTICE), "line", ["close"], checks, starts=STARTS)


def closed_after(days: int) -> Check:
    """Closed more than so many days after it was told of; not asked of lives in which nothing is closed."""

    def check(life: Life) -> None:
        for closed in life.days_of("close"):
            (told,) = life.days_of("told_on")
            assert (closed - told).days > days, life

    return check


def test_a_life_keeps_what_the_book_guarantees(tmp_path: Path) -> None:
    closed: list[Life] = []

    def note(life: Life) -> None:
        closed.extend([life] if life.days_of("close") else [])

    run_state_machine_as_test(lines(tmp_path, closed_after(10), note), settings=QUICK)
    assert closed


def test_what_a_check_forbids_is_found_and_told_in_the_fewest_steps(tmp_path: Path) -> None:
    """From 2018-01-01 a Monday: the notice ends after ten days, or on the Monday after; nobody waits for nothing."""
    with pytest.raises(AssertionError) as caught:
        run_state_machine_as_test(lines(tmp_path, closed_after(13)), settings=settings(QUICK, max_examples=500))
    told = "\n".join(caught.value.__notes__)
    steps = re.findall(r"^state\.(\w+)\(", told, re.MULTILINE)
    assert [name for name in steps if name != "teardown"] == ["is_born", "user", "user"], told
    told_of, waited = re.findall(r"^state\.user\((.*)\)$", told, re.MULTILINE)
    assert told_of == "after=0, what='told_on'", told
    assert re.fullmatch(r"after=1\d, what='nothing'", waited), told


def test_a_check_hears_of_each_event_on_its_day(tmp_path: Path) -> None:
    heard: list[tuple[date, str]] = []

    def note(life: Life) -> None:
        if life.events and life.events[-1].day == life.end:
            heard.append((life.end, life.events[-1].name))

    run_state_machine_as_test(lines(tmp_path, note), settings=QUICK)
    assert {name for _, name in heard} == {"told_on", "close"}


def test_what_the_user_may_do_and_what_is_born_can_be_said(tmp_path: Path) -> None:
    book = small_book(tmp_path, NOTICE)
    seen: set[str] = set()

    def note(life: Life) -> None:
        seen.update(event.name for event in life.events if event.by == "user")
        assert dict(life.facts["line"])["opened_on"] == "2017-01-01"  # type: ignore[call-overload]  # a row is a mapping

    asked = machine(book, "line", ["close"], [note], starts=STARTS, born={"opened_on": "2017-01-01"}, acts=["lent_on"])
    run_state_machine_as_test(asked, settings=QUICK)
    assert seen == {"lent_on"}
    assert asked.__name__ == "Lives_of_line"


def test_questions_narrow_what_is_drawn(tmp_path: Path) -> None:
    rules = NOTICE + NOTICE.replace("a/rule", "b/rule").replace("close", "lend").replace("told_on", "closed_on")
    rules += 'fact line.big "大":\n    line.size > 3\n'
    book = small_book(tmp_path, rules)
    assert Sampler(book, ["close"]).reads("line") == {("line", "told_on"), ("line", "closed_on")}
    assert Sampler(book, ["b/rule"]).reads("line") == {("line", "closed_on")}
    assert Sampler(book, ["line.big"]).reads("line") == {("line", "size")}
    assert Sampler(book, ["line.big"]).edges.lengths == (0,)
    with pytest.raises(KeyError, match="clos"):
        Sampler(book, ["clos"])
