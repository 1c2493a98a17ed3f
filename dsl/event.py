"""Amendments of rules, each with its day → those that go together: of two that collide, one has to know the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Literal

from dsl import syntax as s
from dsl.source import Span
from dsl.text import as_rule
from dsl.whence import Whence

Amending = s.Replace | s.Repeal
Kind = Literal["first", "inserted", "replaced", "repealed"]
DAY = timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Event:
    """An amendment of a rule and the day from which it has effect."""

    statement: Amending
    path: str
    on: date

    @property
    def place(self) -> Span:
        """Where it names the rule."""
        return self.statement.path.span

    @property
    def spared(self) -> s.Expr | None:
        """The rows for which the old text goes on."""
        found = (each.condition for each in self.statement.clauses if isinstance(each, s.Transitional))
        return next(found, None)

    @property
    def kind(self) -> Kind:
        """What it does."""
        return "replaced" if isinstance(self.statement, s.Replace) else "repealed"

    @property
    def former(self) -> str:
        """The path under which the old text lives on; of a rule that is repealed it is the rule's own."""
        return f"{self.path}/before_{self._stamp}" if isinstance(self.statement, s.Replace) else ""

    @property
    def kept(self) -> str:
        """The path under which it goes on for the rows that are spared."""
        return f"{self.path}/kept_{self._stamp}" if self.spared else ""

    @property
    def paths(self) -> tuple[str, str]:
        """Both paths, either of which may be empty."""
        return self.former, self.kept

    @property
    def _stamp(self) -> str:
        return f"{self.on:%Y_%m_%d}"


LastDay = Callable[[s.Rule], date | None]
"""The last day of a text, if it has one."""


def agreed(
    events: list[Event], whence: Whence, last: LastDay
) -> tuple[list[Event], list[Event], list[tuple[Event, Event]]]:
    """Those that go together; those that a book which knows them replaces on their very day; those that contradict."""
    left, superseded, contradicting = list(events), list[Event](), list[tuple[Event, Event]]()
    for one, other in _colliding(events, whence, last):
        if one not in left or other not in left:
            continue
        earlier, later = (other, one) if whence.knows(one.place, other.place) else (one, other)
        if whence.knows(later.place, earlier.place):
            left.remove(earlier)
            superseded.append(earlier)
        else:
            left.remove(other)
            contradicting.append((one, other))
    return left, superseded, contradicting


def _colliding(events: list[Event], whence: Whence, last: LastDay) -> Iterator[tuple[Event, Event]]:
    """Amendments of one rule: of one day, or of books that do not know each other and of days that both rule."""
    by_path: dict[str, list[Event]] = {}
    for event in events:
        by_path.setdefault(event.path, []).append(event)
    for some in by_path.values():
        for one, other in combinations(some, 2):
            first, second = sorted((one, other), key=lambda each: each.on)
            apart = whence.apart(one.place, other.place)
            if first.on == second.on or (apart and _end(first, last) >= second.on):
                yield one, other


def _end(event: Event, last: LastDay) -> date:
    """The last day of what an amendment says."""
    until = last(as_rule(event.statement)) if isinstance(event.statement, s.Replace) else None
    return until or date.max
