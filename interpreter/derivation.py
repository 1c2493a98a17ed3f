"""A derivation: what was evaluated, as it happened (`Step`, `Tracer`), and the lines in which it is told (`Line`).

`Tracer` is the reference evaluator that also writes down its steps: nothing is evaluated in a second way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Literal

from dsl import core
from dsl.record import dataclass
from interpreter.evaluate import Evaluator
from interpreter.expressions import Bindings
from interpreter.facts import Row, World
from interpreter.outcomes import Day
from interpreter.values import Result, Unknown


@dataclass(slots=True)
class Step:
    """One evaluation: what, with which rows bound, to which value, by which evaluations inside it."""

    expr: core.Expr
    env: Bindings
    value: object = None
    inside: list[Step] = field(default_factory=list)


class Tracer(Evaluator):
    """The reference evaluator, writing down its steps. A fact derived before has the steps of its first derivation."""

    def __init__(self, book: core.Book, world: World, day: Day) -> None:
        super().__init__(book, world, day)
        self._steps: list[Step] = []
        self._derived: dict[tuple[Row, str], list[Step]] = {}

    def trace(self, e: core.Expr, env: Bindings) -> Step:
        """One expression evaluated, with all that this took."""
        self._steps = []
        self.value(e, env)
        return self._steps[0]

    def value(self, e: core.Expr, env: Bindings) -> Result:
        """As the reference evaluator; the step joins those of the expression around it."""
        step = Step(e, env)
        around = self._steps
        around.append(step)
        self._steps = step.inside
        step.value = result = super().value(e, env)
        self._steps = around
        return result

    def _fact(self, row: Row | Unknown, name: str) -> Result:
        result = super()._fact(row, name)
        if isinstance(row, Row):
            if (row, name) in self._derived:
                self._steps += self._derived[row, name]
            else:
                self._derived[row, name] = list(self._steps)
        return result


Mark = Literal["yes", "no", "unknown", ""]
_MARKS: dict[Mark, str] = {"yes": "✓ ", "no": "✗ ", "unknown": "? ", "": ""}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation and what stands under it.

    `again` is what is said, with nothing under it, where a line with the same `key` (or text) was already told above.
    """

    mark: Mark
    text: str
    under: tuple[Line, ...] = ()
    again: str = ""
    key: object = None

    def lines(self, indent: int = 0, told: set[object] | None = None) -> Iterator[str]:
        """The tree as text lines."""
        told = set() if told is None else told
        again = self._was_told(told)
        yield "  " * indent + _MARKS[self.mark] + (self.again if again else self.text)
        for line in () if again else self.under:
            yield from line.lines(indent + 1, told)

    def data(self, told: set[object] | None = None) -> dict[str, object]:
        """The tree as plain data: `text`, `holds` of a condition, `because` with what stands under it."""
        told = set() if told is None else told
        again = self._was_told(told)
        shown: dict[str, object] = {"text": self.again if again else self.text}
        if self.mark:
            shown["holds"] = {"yes": True, "no": False, "unknown": None}[self.mark]
        if self.under and not again:
            shown["because"] = [line.data(told) for line in self.under]
        return shown

    def _was_told(self, told: set[object]) -> bool:
        if not self.again:
            return False
        key = self.text if self.key is None else self.key
        was = key in told
        told.add(key)
        return was

    def __str__(self) -> str:
        """All lines."""
        return "\n".join(self.lines())


def mark(value: object) -> Mark:
    """The mark of a truth."""
    if isinstance(value, Unknown):
        return "unknown"
    return "yes" if value else "no"
