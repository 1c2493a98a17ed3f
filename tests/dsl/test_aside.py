"""Work done by a process beside this one gives what it gives here, whatever becomes of that process."""

from __future__ import annotations

import os
import signal
from datetime import date

import pytest

from dsl import aside
from dsl.aside import Aside, at_hand
from dsl.source import Span

HERE = os.getpid()


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were more than one: on a machine of one nothing is done beside it."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})


def test_work_is_done_here_unless_another_process_is_at_hand() -> None:
    assert Aside(os.getpid).result() == HERE
    with at_hand():
        assert Aside(os.getpid).result() != HERE
        assert Aside(os.getpid, worth=False).result() == HERE
    assert Aside(os.getpid).result() == HERE


def test_work_is_done_here_on_a_machine_of_one_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    with at_hand():
        assert Aside(os.getpid).result() == HERE


def test_a_result_larger_than_a_pipe_comes_back_whole() -> None:
    with at_hand():
        assert Aside(lambda: list(range(300_000))).result() == list(range(300_000))


@pytest.mark.parametrize("found", [None, (), {"a": ["b", 1]}, Span("a", 1, 2), (date(2016, 1, 1),), object])
def test_whatever_can_be_pickled_comes_back(found: object) -> None:
    with at_hand():
        assert Aside(lambda: (found, os.getpid() != HERE)).result() == (found, True)


def test_what_goes_wrong_there_goes_wrong_here() -> None:
    def work() -> None:
        raise ValueError("seven")

    with at_hand(), pytest.raises(ValueError, match="seven"):
        Aside(work).result()


def test_a_process_that_was_killed_is_made_up_for() -> None:
    def work() -> str:
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return "done"

    with at_hand():
        assert Aside(work).result() == "done"


@pytest.mark.parametrize("found", ["done", Span("a", 1, 2)])
@pytest.mark.parametrize("left", range(14))
def test_a_result_that_was_cut_off_is_made_up_for(found: object, left: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = aside._read
    monkeypatch.setattr(aside, "_read", lambda *begun: whole(*begun)[:left])
    with at_hand():
        assert Aside(lambda: found).result() == found


def test_no_more_processes_is_no_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> int:
        raise OSError

    monkeypatch.setattr(os, "fork", none)
    with at_hand():
        assert Aside(os.getpid).result() == HERE


def test_the_process_has_ended_when_its_result_is_there() -> None:
    with at_hand():
        process = Aside(os.getpid).result()
    with pytest.raises(ChildProcessError):
        os.waitpid(process, os.WNOHANG)
