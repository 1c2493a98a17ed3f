"""A book's scenarios → each with its facts read into rows, once for all that is to be found in them."""

from __future__ import annotations

from collections.abc import Iterator

from dsl import core
from dsl.diagnose import Diagnostic
from dsl.record import dataclass
from interpreter.facts import Forms, Row, World, from_mapping


@dataclass(frozen=True, slots=True)
class Told:
    """A scenario, the world that its facts make, its subject (None where they do not fit), and what is wrong."""

    scenario: core.Scenario
    world: World
    row: Row | None
    problems: tuple[Diagnostic, ...]


def told(book: core.Book) -> Iterator[Told]:
    """Every scenario with its facts."""
    forms = Forms(book)
    for scenario in book.scenarios:
        yield Told(scenario, *from_mapping(book, scenario.facts, forms))
