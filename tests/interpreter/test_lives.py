"""A life by a script: what the user does, and what an operator who tries everything may do, day by day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from interpreter.lives import live
from tests.books import telecom

BOOK = telecom().book
DAY = date(2018, 3, 1)
ACTS = tuple(name for name, action in BOOK.vocabulary.actions.items() if action.on == "line")


def lived(script: list[tuple[int, str]], start: str = "2016-03-30", **born: object) -> dict[str, list[str]]:
    life = live(BOOK, "line", {"id": "L", "reminders": [], **born}, date.fromisoformat(start), script, ACTS)
    return {name: [str(day) for day in life.days_of(name)] for name in {event.name for event in life.events}}


def test_a_life_by_a_script_takes_each_step_on_the_first_day_the_law_allows() -> None:
    """Facts D11 and D12: reminded on 2016-03-30, stopped from 04-12, ended from 07-12 (the 90th day is a Monday)."""
    told = lived([(0, "activated_on"), (0, "reminders"), (140, "")])
    assert (told["suspend"], told["terminate"]) == (["2016-04-12"], ["2016-07-12"])
    assert told["reminders"] == ["2016-03-30"]


def test_a_user_who_registers_in_time_keeps_the_line() -> None:
    told = lived([(0, "activated_on"), (0, "reminders"), (30, "registered_on"), (200, "")])
    assert told["suspend"] == ["2016-04-12"]
    assert "terminate" not in told


def test_an_event_happens_once_and_rows_are_added() -> None:
    told = lived([(0, "activated_on"), (1, "activated_on"), (1, "reminders"), (1, "reminders")])
    assert told["activated_on"] == ["2016-03-30"]
    assert told["reminders"] == ["2016-04-01", "2016-04-02"]


def test_whoever_decides_is_asked_every_day_until_it_is_done() -> None:
    asked: list[date] = []

    def never(*question: Any) -> bool:
        asked.append(question[-1])
        return False

    live(BOOK, "line", {"id": "L"}, DAY, [(3, "")], ["suspend"], never)
    assert asked == [DAY + n * timedelta(days=1) for n in range(4)]


def test_a_birth_that_does_not_fit_the_vocabulary_is_refused() -> None:
    with pytest.raises(ValueError, match="SN202"):
        live(BOOK, "line", {"idd": "L"}, DAY, [], ["suspend"])


def test_the_operator_may_do_what_he_can_on_the_day_of_the_users_act() -> None:
    life = live(BOOK, "line", {"id": "L"}, DAY, [(0, "lent_on"), (2, "cancelled_on")], ["delete_file", "release"])
    assert [(event.day, event.by, event.name) for event in life.events][:1] == [(DAY, "user", "lent_on")]
    assert (life.start, life.end) == (DAY, DAY + timedelta(days=2))
