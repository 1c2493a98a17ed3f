"""Promises: properties with a number, tried many times, each telling how often the case that matters came up.

A promise that is never put to the test says nothing. So each names its cases (`reached("permitted")`) and the least
share of the examples that they have to be; where one falls short, the test fails, whatever else holds.
"""

from __future__ import annotations

import functools
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

EXAMPLES: Mapping[str, int] = {"ci": 2_000, "campaign": 100_000, "mutants": 50}
"""Examples of each promise, by the profile of Hypothesis; any other profile tries `FEW`."""
FEW = 150
ROUND = 5_000
"""Examples that Hypothesis is asked for at once: it remembers each, and a campaign is long."""
ENOUGH = 1_000
"""Examples from which a share can be asked for; of fewer, only that what should come up some five times did once."""


@dataclass
class Tally:
    """One promise: its number, its test, the shares asked for; what was tried and reached; seconds of the processor."""

    number: int
    test: str
    shares: Mapping[str, float]
    tried: int = 0
    reached: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def fails(self) -> list[str]:
        """The cases that came up too seldom, in words."""
        due = {name: share * self.tried for name, share in self.shares.items()}
        least = {name: number if self.tried >= ENOUGH else float(number >= 5) for name, number in due.items()}
        return [
            f"{name!r} in {self.reached[name]} of {self.tried} examples, {self.shares[name]:.1%} are asked for"
            for name, wanted in least.items()
            if self.reached[name] < wanted
        ]


chances = st.integers(0, 2**32 - 1).map(Random)
"""Something to shuffle with, in one draw."""
TALLIES: list[Tally] = []
"""Of the promises that were tried, in order; `tests/properties/conftest.py` writes them down."""
_current: list[Tally] = []


def examples() -> int:
    """How many examples a promise is tried with; `PROMISE_EXAMPLES` may say so."""
    profile = os.environ.get("HYPOTHESIS_PROFILE", "dev")
    return int(os.environ.get("PROMISE_EXAMPLES") or EXAMPLES.get(profile, FEW))


def promise(
    number: int, *given_: st.SearchStrategy[Any], **shares: float
) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """A test of promise `number`, for all examples of the strategies; `shares` are those of the cases reached.

    One example more or less is no matter: Hypothesis tries the simplest ones first, which are seldom those that matter.
    """

    def decorate(test: Callable[..., None]) -> Callable[[], None]:
        tally = Tally(number, test.__name__, shares)

        @functools.wraps(test)
        def once(**values: Any) -> None:
            tally.tried += 1
            test(**values)

        total = examples()
        rounds = max(1, total // ROUND)
        tried = settings(max_examples=total // rounds)(given(*given_)(once))

        @functools.wraps(tried)
        def whole() -> None:
            tally.tried, tally.seconds = 0, 0.0
            tally.reached.clear()
            began = time.process_time()
            _current[:] = [tally]
            for _ in range(rounds):
                tried()
            tally.seconds = time.process_time() - began
            TALLIES.append(tally)
            assert not tally.fails(), "; ".join(tally.fails())

        return whole

    return decorate


def reached(case: str, when: bool = True) -> bool:
    """Notes that an example is one of the cases that matter, where it is; `when`, given back."""
    if when:
        (tally,) = _current
        assert case in tally.shares, f"{case!r} has no share"
        tally.reached[case] += 1
        event(case)
    return when


def write(file: Path) -> None:
    """All tallies as JSON, for `make campaign`."""
    rows = [
        {
            "number": each.number,
            "test": each.test,
            "tried": each.tried,
            "seconds": each.seconds,
            "reached": {name: each.reached[name] for name in each.shares},
        }
        for each in TALLIES
    ]
    file.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
