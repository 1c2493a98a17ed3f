"""A changed book → who notices the change: a scenario, an invariant on made-up facts, the check of the book as a whole.

Scenarios are asked first, those that name what was changed before the others, and only those that come by it. Made-up
facts are the same ones for every change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hypothesis import HealthCheck, Phase, given, settings

from bench.changes import Change, Key
from bench.traced import Trace, Tracer, touched
from dsl import core
from dsl.lint.unwise import lint
from dsl.order import gaps
from interpreter.ask import Case, Interpreter
from interpreter.coverage import Coverage
from interpreter.evaluate import Day, Evaluator
from interpreter.facts import Row, World, from_mapping
from interpreter.lives import Facts
from interpreter.sampling import Sampler
from interpreter.scenarios import check

LINTED = date(2026, 11, 1)
"""The day asked of the lints: any one will do, as long as it is the same for the book before and after."""


@dataclass(frozen=True, slots=True)
class Made:
    """Made-up facts about one subject on a day, and what the invariants about it come by there."""

    world: World
    row: Row
    day: date
    keys: frozenset[Key]


def cases(sampler: Sampler, entity: str, many: int, unknowns: float = 0.05) -> list[tuple[Facts, date]]:
    """So many made-up cases of an entity, the same ones each time."""
    found: list[tuple[Facts, date]] = []

    @settings(
        max_examples=many,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(sampler.cases(entity, unknowns))
    def gather(case: tuple[Facts, date]) -> None:
        found.append(case)

    gather()
    return found


class Witnesses:
    """All that can notice a change of one book."""

    def __init__(self, book: core.Book, many: int = 60) -> None:
        self.book = book
        self.scenarios = [(each, touched(book, each)) for each in book.scenarios]
        self.cases: dict[int, Case] = {}
        self.last: dict[str, core.Scenario] = {}
        self.known = frozenset(_findings(book))
        self.made = list(self._made(Sampler(book), many)) if book.invariants else []

    def _made(self, sampler: Sampler, many: int) -> Iterator[Made]:
        for entity in dict.fromkeys(each.subject for each in self.book.invariants.values()):
            for facts, day in cases(sampler, entity, many):
                world, row, _ = from_mapping(self.book, facts)
                if row is None:
                    continue
                trace = Trace()
                evaluator = Tracer(self.book, world, Day.of(day, self.book.zone), trace)
                if all(evaluator.keeps(each, row) is not False for each in _about(self.book, entity)):
                    yield Made(world, row, day, frozenset(trace.touched))

    def noticed(self, change: Change) -> str:
        """Who notices it first: `scenario …`, `invariant …` or `check …`; nothing where nobody does."""
        book = change.made()
        return self._by_scenario(change, book) or self._by_invariant(change, book) or self._by_check(book)

    def reach(self, change: Change) -> list[core.Scenario]:
        """The scenarios that come by what was changed: first what last noticed one, then what names it."""
        found = [each for each, keys in self.scenarios if not change.keys.isdisjoint(keys)]
        last = self.last.get(change.about)
        return sorted(found, key=lambda each: (each is not last, not _names(each, change.about)))

    def _by_scenario(self, change: Change, book: core.Book) -> str:
        asked = _Asked(book, self.cases)
        failed = next((each for each in self.reach(change) if not check(asked, each, Coverage()).ok), None)
        if failed is None:
            return ""
        self.last[change.about] = failed
        return f"scenario {failed.name.en}"

    def _by_invariant(self, change: Change, book: core.Book) -> str:
        for case in self.made:
            if not change.keys.isdisjoint(case.keys):
                evaluator = Evaluator(book, case.world, Day.of(case.day, book.zone))
                for each in _about(book, case.row.entity):
                    if evaluator.keeps(each, case.row) is False:
                        return f"invariant {each.name}"
        return ""

    def _by_check(self, book: core.Book) -> str:
        """What `guiju check` would say of the changed book that it does not say of this one."""
        return next((f"check {code}" for code, *_ in _findings(book) if (code, *_) not in self.known), "")


class _Asked(Interpreter):
    """Asks about scenarios whose facts are read once for all changed books: what facts there are, no change touches."""

    def __init__(self, book: core.Book, cases: dict[int, Case]) -> None:
        super().__init__(book, {})
        self.cases = cases

    def case(self, facts: Mapping[str, object]) -> Case:
        """The subject of these very facts."""
        if id(facts) not in self.cases:
            self.cases[id(facts)] = super().case(facts)
        return self.cases[id(facts)]


def _names(scenario: core.Scenario, about: str) -> bool:
    return any(each.target == about or about in each.wanted.get("because", "") for each in scenario.expect)


def _about(book: core.Book, entity: str) -> Sequence[core.Invariant]:
    return [each for each in book.invariants.values() if each.subject == entity]


def _findings(book: core.Book) -> Iterator[tuple[object, ...]]:
    """The warnings of a book, each by its code and place; and figures without a value while rules read them."""
    yield from ((each.code, each.span) for each in lint(book, LINTED))
    for gap in gaps(book.facts, book.rules, book.parameters):
        yield from (("RB418", gap.parameter.name, gap.first, gap.last) for _ in gap.uses)
