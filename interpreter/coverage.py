"""The reference evaluator, noting what of a book its questions reach: which rules applied, which exceptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dsl import core
from interpreter.evaluate import Day, Evaluator, Outcome
from interpreter.facts import Row, World
from interpreter.values import Result, Truth, Unknown

Branch = tuple[str, str]
"""A rule (or fact) and what it did: `applies`, `does not apply`, `met`, `not met`, `exception 1`."""


@dataclass
class Coverage:
    """Branches reached, of those that the rules have."""

    reached: set[Branch] = field(default_factory=set)

    def of(self, book: core.Book) -> tuple[float, float, tuple[Branch, ...]]:
        """Share of rules that applied at least once, share of branches reached, and the branches not reached.

        Only of the book's own: what it imports has scenarios of its own.
        """
        wanted = set(branches(book))
        own = [path for path, rule in book.rules.items() if book.is_own(rule)]
        rules = [path for path in own if (path, "applies") in self.reached]
        missed = tuple(sorted(wanted - self.reached))
        return len(rules) / max(1, len(own)), 1 - len(missed) / max(1, len(wanted)), missed


def branches(book: core.Book) -> Iterator[Branch]:
    """All that a rule can do: apply or not; if it is a duty, be met or not; and each exception of each fact."""
    for rule in filter(book.is_own, book.rules.values()):
        yield from ((rule.path, "applies"), (rule.path, "does not apply"))
        if rule.is_duty:
            yield from ((rule.path, "met"), (rule.path, "not met"))
    for key, fact in ((key, fact) for key, fact in book.facts.items() if book.is_own(fact)):
        yield from ((".".join(key), f"exception {n}") for n, _ in enumerate(fact.exceptions, 1))


class Recorder(Evaluator):
    """The reference evaluator, noting which branches it takes."""

    def __init__(self, book: core.Book, world: World, day: Day, coverage: Coverage) -> None:
        super().__init__(book, world, day)
        self.coverage = coverage

    def at(self, day: Day) -> Recorder:
        """Another day's notes go into the same coverage."""
        return Recorder(self.book, self.world, day, self.coverage)

    def applies(self, rule: core.Rule, row: Row) -> Truth:
        """As the reference evaluator."""
        truth = super().applies(rule, row)
        if not isinstance(truth, Unknown):
            self.coverage.reached.add((rule.path, "applies" if truth else "does not apply"))
        return truth

    def judge(self, rule: core.Rule, row: Row) -> Outcome:
        """As the reference evaluator."""
        outcome = super().judge(rule, row)
        if outcome.name == "compliant":
            self.coverage.reached.add((rule.path, "met"))
        if outcome.name in ("breach", "late", "pending"):
            self.coverage.reached.add((rule.path, "not met"))
        return outcome

    def derive(self, fact: core.Fact, row: Row) -> Result:
        """As the reference evaluator."""
        for number, branch in enumerate(fact.exceptions, 1):
            if self.truth(branch.when, row) is True:
                self.coverage.reached.add((f"{fact.entity}.{fact.name}", f"exception {number}"))
                break
        return super().derive(fact, row)


def is_outcome(wanted: core.Expectation) -> bool:
    """Whether it is the outcome of a recorded action that is expected, not the verdict on doing it now."""
    bare = wanted.wanted.get("", "")
    return "outcome" in wanted.wanted or bare in ("compliant", "breach", "not_applicable", "合规", "违反", "不适用")
