"""Decisions against each other: passes over the same facts in alternation, of some milliseconds → runs, ratios."""

from __future__ import annotations

import gc
import importlib
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from bench.decisions import ours
from bench.decisions.cases import Facts, renewals, terminations
from bench.decisions.peer import Peer
from bench.results import Measure, Results, Run
from bench.snapshot import DAY
from interpreter import Interpreter
from interpreter.schedule import schedule_of

PEERS = {
    "python": ("functions", ""), "zen": ("zen", ""), "zen_graph": ("zen", "_graph"), "cel": ("cel", ""),
    "cel_rust": ("cel", "_rust"), "cedar": ("cedar", ""), "opa": ("rego", ""), "opa_cpp": ("rego", "_cpp"),
}  # fmt: skip
"""Name in the ratios → module of `bench.decisions` and the ending of its functions."""
WORK = {"decide": ("renewal", renewals), "terminate": ("termination", terminations)}
"""Name in the ratios → what it is called in the modules, and who makes facts for it."""
CASES = 300
SHORTEST = 0.02
"""Seconds that a pass takes at least, by going over the facts as often as that needs."""


def peers(what: str, on: date = DAY) -> Iterator[tuple[str, Peer]]:
    """All who can take a decision here; one that is not installed is told of and left out."""
    called, _ = WORK[what]
    book = Interpreter.load(ours.GUARDS if what == "decide" else "cn-telecom").book
    for name, (module, ending) in PEERS.items():
        try:
            found = importlib.import_module(f"bench.decisions.{module}")
            yield name, getattr(found, called + ending)(on, schedule_of(book.calendar))
        except ModuleNotFoundError as missing:
            print(f"{name} is not installed ({missing.name}) and is left out", flush=True)


def race(results: Results, rounds: int) -> None:
    """Each peer against us, on both decisions."""
    for what, (called, make) in WORK.items():
        facts = make(CASES, seed=3)
        mine: Peer = getattr(ours, called)(DAY)
        for name, peer in peers(what):
            agree(name, peer, mine, [*facts, *make(CASES, seed=1, wild=True)])
            one, other = alternated(peer, mine, facts, rounds, results.by)
            theirs = Run(what, name, "guiju", 0, {"microseconds": one})
            results.add(f"{what}/{name}", Run(what, "guiju", name, 0, {"microseconds": other}), theirs, "microseconds")
            print(f"{what}: {name} {theirs.median('microseconds'):.2f} µs, ratio {results.ratios[f'{what}/{name}']}")


def agree(name: str, peer: Peer, mine: Peer, facts: Sequence[Facts]) -> None:
    """Raises where two do not come to the same answers."""
    for each in facts:
        if peer.say(each) != mine.say(each):
            raise SystemExit(f"{name} says {peer.say(each)}, guiju {mine.say(each)}, of {each}")


def alternated(
    peer: Peer, mine: Peer, facts: Sequence[Facts], rounds: int, by: Measure
) -> tuple[list[float], list[float]]:
    """Microseconds of one decision in each pass: theirs and ours."""
    clock = time.perf_counter if by == "seconds" else time.process_time
    passes = [Pass(peer, facts, clock), Pass(mine, facts, clock)]
    gc.collect()
    gc.disable()
    try:
        pairs = [(passes[0].timed(), passes[1].timed()) for _ in range(rounds)]
    finally:
        gc.enable()
    return [each for each, _ in pairs], [each for _, each in pairs]


class Pass:
    """Goes over shaped facts, often enough for the clock."""

    def __init__(self, peer: Peer, facts: Sequence[Facts], clock: Callable[[], float]) -> None:
        self.decide: Callable[[Any], Any] = peer.decide
        self.shaped = [peer.shaped(each) for each in facts]
        self.clock = clock
        self.times = 1
        once = self.timed() * len(facts) / 1e6
        self.times = max(1, round(SHORTEST / max(once, 1e-6)))

    def timed(self) -> float:
        """Microseconds of one decision."""
        decide, shaped = self.decide, self.shaped
        began = self.clock()
        for _ in range(self.times):
            for each in shaped:
                decide(each)
        return round((self.clock() - began) / self.times / len(shaped) * 1e6, 4)
