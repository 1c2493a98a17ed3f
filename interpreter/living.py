"""Births, orders, gaps and acts → a Hypothesis state machine that lives one life, a step at a time.

`sampling.machine` is its public face. A step is short to read: what was born, then `after` so many days the user does
`what`; Hypothesis leaves out the steps that a failure does not need and shortens the waits of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from dsl.record import dataclass
from interpreter.lives import Facts, Life, Living

NOTHING = "nothing"
Check = Callable[[Life], None]


@dataclass(frozen=True, slots=True)
class Birth:
    """The first day of a life, and the row as it is then."""

    on: date
    row: Facts


Begin = Callable[[Birth, Sequence[str], Check], Living]


def machine(
    name: str,
    births: st.SearchStrategy[Birth],
    orders: st.SearchStrategy[Sequence[str]],
    gaps: st.SearchStrategy[int],
    acts: Sequence[str],
    begin: Begin,
    checks: Sequence[Check],
) -> type[RuleBasedStateMachine]:
    """A class of state machines; what each parameter means is said by `sampling.machine`."""

    def check(life: Life) -> None:
        for each in checks:
            each(life)

    class Lives(RuleBasedStateMachine):
        """One life; `life` is how it stands."""

        living: Living

        @property
        def life(self) -> Life:
            """The facts, the days and the events so far."""
            return self.living.life

        @initialize(birth=births, tries=orders)
        def is_born(self, birth: Birth, tries: Sequence[str]) -> None:
            """The operator tries these actions in this order, every day."""
            self.living = begin(birth, tries, check)

        @rule(after=gaps, what=st.sampled_from([NOTHING, *acts]))
        def user(self, after: int, what: str) -> None:
            """Days go by; then the user does something or nothing, and the operator is at work once more."""
            self.living.wait(after)
            if what != NOTHING:
                self.living.act(what)
            self.living.work()
            check(self.life)

    Lives.__name__ = Lives.__qualname__ = name
    return Lives
