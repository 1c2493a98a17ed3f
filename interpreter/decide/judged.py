"""Marks → outcomes: what each duty and each recorded act comes to, told in words only when somebody asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

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

    A target is told by its place. `due` and `by` say where among the marks its due date stands, and which rules
    displaced it or were broken: the number of a time of the law, and a bit for each of the `rules` of that time.
    """

    book: core.Book
    targets: tuple[Target, ...]
    on: date | datetime
    asof: date
    due: dict[int, int] = field(default_factory=dict)
    by: dict[int, int] = field(default_factory=dict)
    rules: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)

    def evaluator(self, world: World) -> Evaluator:
        """The reference for the same questions."""
        return Evaluator(self.book, world, Day.of(self.on, self.book.zone, self.asof))


class Judged:
    """What was found out about one subject: `codes` first, one for each target, as they stand in `OUTCOMES`.

    Compiled functions make it, slot by slot. The facts are read again where it is asked what is missing: they may not
    be changed before that.
    """

    __slots__ = ("docket", "facts", "marks")
    docket: Docket
    marks: tuple[object, ...]
    facts: Asked

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
        if at is None or self.marks[at] is None:
            return ()
        era, bits = cast("tuple[int, int]", self.marks[at])
        rules = self.docket.rules[place, era]
        return tuple(rule for n, rule in enumerate(rules) if bits >> n & 1) or (DEFAULT,)

    def _reference(self, target: Target) -> Outcome:
        self.facts = as_case(self.docket.book, self.facts)  # read once, however much is asked
        world, row = self.facts
        evaluator = self.docket.evaluator(world)
        return evaluator.judge_act(target, row) if isinstance(target, core.Action) else evaluator.judge(target, row)

    def __repr__(self) -> str:
        return f"<{', '.join(self.names)}>"
