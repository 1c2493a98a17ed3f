"""Whoever takes one of the two decisions permits and denies as the reference does, and for the same rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from bench.decisions import ours
from bench.decisions.cases import Facts
from bench.decisions.peer import Peer, Said
from bench.races import PEERS, WORK, Pass, agree, alternated, peers
from bench.results import Results, Run
from bench.snapshot import DAY

ASKED = [(what, name) for what in WORK for name in PEERS]


@cache
def facts(what: str) -> list[Facts]:
    make: Callable[..., list[Facts]] = WORK[what][1]
    return [*make(100, seed=11, wild=True), *make(50, seed=12)]


@cache
def wanted(what: str) -> list[Said]:
    reference = ours.reference(WORK[what][0], DAY)
    return [reference.say(each) for each in facts(what)]


@cache
def installed(what: str, on: date = DAY) -> dict[str, Peer]:
    return dict(peers(what, on))


@pytest.mark.parametrize(("what", "name"), ASKED)
def test_every_peer_says_what_the_reference_says(what: str, name: str) -> None:
    if name not in installed(what):
        pytest.skip(f"a peer that is not installed, {name}: see `make bench-peers`")
    said = [installed(what)[name].say(each) for each in facts(what)]
    assert said == wanted(what)


@pytest.mark.parametrize("what", WORK)
def test_we_say_what_the_reference_says(what: str) -> None:
    mine: Peer = getattr(ours, WORK[what][0])(DAY)
    assert [mine.say(each) for each in facts(what)] == wanted(what)


@pytest.mark.parametrize("what", WORK)
def test_the_facts_put_every_rule_to_work(what: str) -> None:
    said = wanted(what)
    spoken = {rule for _, rules in said for rule in rules}
    assert len(spoken) == {"decide": 13, "terminate": 4}[what]
    assert {permitted for permitted, _ in said} == {True, False}


@pytest.mark.parametrize("on", [date(2026, 3, 1), date(2026, 5, 29), date(2026, 10, 9)])
def test_by_hand_as_by_the_reference_where_months_end_and_holidays_are(on: date) -> None:
    for what in WORK:
        reference = ours.reference(WORK[what][0], on)
        for each in facts(what)[::4]:
            assert installed(what, on)["python"].say(each) == reference.say(each)


def test_a_peer_with_another_answer_stops_the_comparison() -> None:
    yes: Peer = Peer(lambda given: given, lambda given: (True, []))
    no: Peer = Peer(lambda given: given, lambda given: (False, ["rule"]))
    agree("peer", yes, yes, [{}])
    with pytest.raises(SystemExit, match="peer says"):
        agree("peer", no, yes, [{}])


def test_passes_alternate_and_give_the_time_of_one_decision() -> None:
    met: list[str] = []

    def noting(who: str) -> Peer:
        def decide(given: Any) -> Said:
            if not met or met[-1] != who:
                met.append(who)
            return True, []

        return Peer(lambda given: given, decide)

    one, other = alternated(noting("theirs"), noting("ours"), [{}, {}], 3, "seconds")
    assert met[-6:] == ["theirs", "ours"] * 3
    assert len(one) == len(other) == 3
    assert all(0 < each < 1000 for each in one + other)


def test_a_pass_is_long_enough_for_the_clock() -> None:
    assert Pass(Peer(lambda given: given, lambda given: None), [{}] * 10, _ticking(0.001)).times == 20


def _ticking(step: float) -> Callable[[], float]:
    now = [0.0]

    def tick() -> float:
        now[0] += step
        return now[0]

    return tick


def test_a_ratio_is_our_median_over_theirs(tmp_path: Any) -> None:
    results = Results("seconds")
    mine = Run("decide", "guiju", "zen", 0, {"microseconds": [3.0, 1.0, 2.0]})
    theirs = Run("decide", "zen", "guiju", 0, {"microseconds": [4.0, 9.0, 4.0]})
    results.add("decide/zen", mine, theirs, "microseconds")
    assert results.ratios == {"decide/zen": 0.5}
    results.write(tmp_path / "results.json")
    later = Results("seconds")
    again = [replace(each, what="terminate") for each in (mine, theirs)]
    later.add("terminate/zen", again[0], again[1], "microseconds")
    later.write(tmp_path / "results.json")
    assert '"decide/zen": 0.5' in (tmp_path / "results.json").read_text()
