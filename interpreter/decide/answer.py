"""Marks → a verdict: which rules hold, kept as bits, and turned into words only when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dsl import core
from interpreter.evaluate import Evaluator, earliest_permitted
from interpreter.facts import Row, World, from_mapping
from interpreter.outcomes import DEFAULT, Day, Spoken, Verdict, VerdictName

Case = tuple[World, Row]
Asked = Mapping[str, object] | Case
"""What an answer is about: facts as they were given, or rows."""


def as_case(book: core.Book, asked: Asked) -> Case:
    """The facts of a question as the reference reads them. They have been found well-formed before."""
    if isinstance(asked, tuple):
        return asked
    world, row, _ = from_mapping(book, asked)
    assert row is not None  # unless they were changed in the meantime
    return world, row


@dataclass(frozen=True, slots=True)
class Question:
    """What was compiled: an action of a book, on a day or at a moment, and the rules that speak of it in order."""

    book: core.Book
    action: core.Action
    on: date | datetime
    rules: tuple[core.Rule, ...]
    spoken: tuple[tuple[Spoken, Spoken, Spoken], ...]
    """For each rule what is said where it does not hold, where it does, where that is unknown."""

    def evaluator(self, world: World) -> Evaluator:
        """The reference for the same question."""
        return Evaluator(self.book, world, Day.of(self.on, self.book.zone))


class Answer:
    """A verdict with its reasons as marks: bit n of `holds` for a rule that holds, of `open` for one that may.

    Compiled functions make it, slot by slot. `missing` and `earliest` are found by the reference evaluator when they
    are asked for. It reads the facts again, which may not be changed before that.
    """

    __slots__ = ("facts", "given", "holds", "open", "question", "verdict")
    question: Question
    verdict: VerdictName
    holds: int
    open: int
    facts: Asked
    given: Mapping[str, object]
    """The facts as they were given, once they have been read again; not there where rows were given."""

    @property
    def name(self) -> VerdictName:
        """The verdict, by the name that it has in `Verdict`."""
        return self.verdict

    @property
    def because(self) -> tuple[Spoken, ...]:
        """What each rule says, and the default where none has a say."""
        ways = self.question.spoken
        said = [of[2 if self.open >> n & 1 else self.holds >> n & 1] for n, of in enumerate(ways)]
        action = self.question.action
        if not self.holds and self.verdict != "undetermined":
            effect = "default denied" if action.default == "denied" else "default permitted"
            said.append(Spoken(DEFAULT, effect, True, action.sources))  # type: ignore[arg-type]  # one of the two
        return tuple(said)

    @property
    def case(self) -> Case:
        """The facts as rows."""
        if not isinstance(self.facts, tuple):
            self.given = self.facts
        self.facts = case = as_case(self.question.book, self.facts)  # read once, however much is asked
        return case

    @property
    def missing(self) -> tuple[str, ...]:
        """What would settle an undetermined verdict."""
        if self.verdict != "undetermined":
            return ()
        world, row = self.case
        return self.question.evaluator(world).decide(self.question.action, row).missing

    @property
    def earliest(self) -> date | None:
        """The first later day on which it would be permitted, if nothing changes and it is denied now."""
        return self.earliest_within()

    def earliest_within(self, steps: int = 4000) -> date | None:
        """The same, looking at so many days at most on which something may change."""
        if self.verdict != "denied":
            return None
        world, row = self.case
        evaluator = self.question.evaluator(world)
        evaluator.decide(self.question.action, row)
        return earliest_permitted(evaluator, self.question.action, row, steps)

    @property
    def whole(self) -> Verdict:
        """All that the reference says, but for standing and sanctions."""
        return Verdict(self.question.action.name, self.verdict, self.because, self.missing, self.earliest)

    def __repr__(self) -> str:
        return f"<{self.question.action.name}: {self.verdict}>"
