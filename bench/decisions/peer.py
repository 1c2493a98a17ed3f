"""What all who take a decision have in common: given facts in their own shape, a verdict and the rules that hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.decisions.cases import Facts

Said = tuple[bool, list[str]]
"""Whether it is permitted, and the last segments of the prohibitions that hold (or, permitted, of the permissions)."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody who decides. `shaped` is done beforehand and not timed; `decide` is; `told` puts its answer in words."""

    shaped: Callable[[Facts], Any]
    decide: Callable[[Any], Any]
    told: Callable[[Any], Said] = lambda answer: answer  # most answers are in words already

    def say(self, facts: Facts) -> Said:
        """The answer on facts, its rules in alphabetical order."""
        permitted, rules = self.told(self.decide(self.shaped(facts)))
        return permitted, sorted(rules)
