"""What an audit cost: each pass over a table, each rule asked alone, each fact that rules share.

The rules of a table are judged together, in one pass that derives what they share once; what of it is whose cannot be
told. So each rule is asked again by itself: `alone` is what it would take without the others, what it shares with them
included. What all take alone is more than the pass took, by what sharing saved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dsl.record import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one query over all rows; and of planning it alone, which takes the same however many rows there are.

    Both are measured apart, so that on a busy machine the second may come out as more than the first.
    """

    seconds: float
    planning: float

    def data(self) -> dict[str, object]:
        """For programs."""
        return {"seconds": round(self.seconds, 4), "planning": round(self.planning, 4)}


@dataclass(frozen=True, slots=True)
class Shared:
    """A fact derived for all rows of its table by itself, and how many of the pass's rules stand on it."""

    cost: Cost
    rules: int


@dataclass(frozen=True, slots=True)
class Pass:
    """The duties of one table, or one recorded action. `telling` is what it took to list findings and explain them."""

    subject: str
    rows: int
    together: Cost
    telling: float
    alone: Mapping[str, Cost]
    facts: Mapping[str, Shared]

    @property
    def saved(self) -> float:
        """What sharing saved: what the rules take alone, less what they took together."""
        return sum(each.seconds for each in self.alone.values()) - self.together.seconds

    def data(self) -> dict[str, object]:
        """For programs."""
        return {
            "subject": self.subject,
            "rows": self.rows,
            **self.together.data(),
            "telling": round(self.telling, 4),
            "rules": {name: each.data() for name, each in self.alone.items()},
            "facts": {name: {**each.cost.data(), "rules": each.rules} for name, each in self.facts.items()},
        }


@dataclass(frozen=True, slots=True)
class Costs:
    """All passes, and the seconds of reading the snapshot before them and of writing the findings after them.

    `measuring` are those that the audit itself would not have taken.
    """

    reading: float
    passes: Sequence[Pass]
    writing: float
    measuring: float

    def data(self) -> dict[str, object]:
        """For programs."""
        return {
            "reading": round(self.reading, 4),
            "writing": round(self.writing, 4),
            "passes": [each.data() for each in self.passes],
        }
