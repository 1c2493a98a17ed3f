"""Marks → outcomes: what each duty and each recorded act comes to, told in words only when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dsl import core
from interpreter.decide.answer import Asked, as_case
from interpreter.evaluate import Evaluator
from interpreter.facts import World
from interpreter.outcomes import DEFAULT, OUTCOMES, Day, Outcome, OutcomeName

CODES: dict[OutcomeName, int] = {name: code for code, name in enumerate(OUTCOMES)}
UNDETERMINED = CODES["undetermined"]
Target = core.Rule | core.Action


@dataclass(frozen=True, slots=True)
class Docket:
    """What was compiled: duties and recorded acts of one kind of subject, on a day or at a moment.

    `breakers` and `overriders` name, for the marks that an act or a displaced duty leaves, the rules of each bit.
    """

    book: core.Book
    targets: tuple[Target, ...]
    on: date | datetime
    asof: date | None
    due: Mapping[int, int]
    """Place of a target → place of its due date among what was found out."""
    by: Mapping[int, int]
    """Place of a target → place of the marks of those that displaced it, or that it broke."""
    breakers: Mapping[int, tuple[tuple[str, ...], ...]]
    """Place of a target → for each time of the law, the rule of each bit."""

    def evaluator(self, world: World) -> Evaluator:
        """The reference for the same questions."""
        return Evaluator(self.book, world, Day.of(self.on, self.book.zone, self.asof))


class Judged:
    """What was found out about one subject: `codes` first, one for each target, as they stand in `OUTCOMES`.

    The facts are read again where it is asked what is missing: they may not be changed before that.
    """

    __slots__ = ("docket", "facts", "marks")

    def __init__(self, docket: Docket, marks: tuple[object, ...], facts: Asked) -> None:
        self.docket = docket
        self.marks = marks
        self.facts = facts

    @property
    def codes(self) -> tuple[int, ...]:
        """The outcome of each target, by its place in `OUTCOMES`."""
        return self.marks[: len(self.docket.targets)]  # type: ignore[return-value]  # codes come first

    @property
    def names(self) -> tuple[OutcomeName, ...]:
        """The outcome of each target, by name."""
        return tuple(OUTCOMES[code] for code in self.codes)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Everything that can be said of each target, but for standing and sanctions."""
        return tuple(self._outcome(place, target) for place, target in enumerate(self.docket.targets))

    def _outcome(self, place: int, target: Target) -> Outcome:
        code = self.codes[place]
        if code == UNDETERMINED:
            return self._reference(target)
        path = target.path if isinstance(target, core.Rule) else target.name
        return Outcome(path, OUTCOMES[code], self._due(place), self._by(place))

    def _due(self, place: int) -> date | None:
        at = self.docket.due.get(place)
        due = None if at is None else self.marks[at]
        return due if isinstance(due, date) else None

    def _by(self, place: int) -> tuple[str, ...]:
        at = self.docket.by.get(place)
        found = None if at is None else self.marks[at]
        if found is None:
            return ()
        era, bits = found  # type: ignore[misc]  # a pair, as `judging.py` makes it
        rules = self.docket.breakers[place][era]
        return tuple(rule for n, rule in enumerate(rules) if bits >> n & 1) or (DEFAULT,)

    def _reference(self, target: Target) -> Outcome:
        self.facts = as_case(self.docket.book, self.facts)  # read once, however much is asked
        world, row = self.facts
        evaluator = self.docket.evaluator(world)
        return evaluator.judge_act(target, row) if isinstance(target, core.Action) else evaluator.judge(target, row)

    def __repr__(self) -> str:
        return f"<{', '.join(self.names)}>"
