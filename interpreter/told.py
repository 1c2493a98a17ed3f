"""A book's scenarios → each with its facts read into rows, once for all that is to be found in them."""

from __future__ import annotations

from collections.abc import Iterator

from dsl import core
from dsl.diagnose import Diagnostic
from dsl.record import dataclass
from interpreter.facts import Forms, Given, Row, World, from_mapping


@dataclass(frozen=True, slots=True)
class Told:
    """A scenario, the world that its facts make, its subject (None where they do not fit), and what is wrong."""

    scenario: core.Scenario
    world: World
    row: Row | None
    problems: tuple[Diagnostic, ...]


class Remembered(Forms):
    """Forms that know what each text of a field was read as: scenarios have the same ones again and again."""

    def __init__(self, book: core.Book) -> None:
        super().__init__(book)
        self._read: dict[tuple[str, str, str], Given] = {}

    def value(self, member: core.Field, raw: object) -> Given:
        """As that of any forms."""
        if not isinstance(raw, str):
            return super().value(member, raw)
        key = member.entity, member.name, raw
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = super().value(member, raw)
        return found


def told(book: core.Book) -> Iterator[Told]:
    """Every scenario with its facts."""
    forms = Remembered(book)
    for scenario in book.scenarios:
        yield Told(scenario, *from_mapping(book, scenario.facts, forms))
