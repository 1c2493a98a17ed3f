"""A book and a script → a life lived day by day, by a user who acts and an operator who tries everything.

No chance in here: `sampling.py` draws the scripts. What the operator may do is asked of the reference meaning, or of
any other that is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from datetime import date, datetime, time, timedelta
from typing import Literal

from dsl import core
from dsl.kinds import Instant
from dsl.record import dataclass
from interpreter.evaluate import Day, Evaluator
from interpreter.facts import Row, World, from_mapping

Facts = dict[str, object]
May = Callable[[core.Book, World, Row, core.Action, date], bool]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Event:
    """What was done on a day: an action by the operator; or by the user a field set to that day, or a row added."""

    day: date
    by: Literal["user", "operator"]
    name: str


@dataclass(slots=True)
class Life:
    """A subject at the end, as `from_mapping` takes it; its first and last day; what happened, in order."""

    facts: Facts
    start: date
    end: date
    events: list[Event] = field(default_factory=list)

    def days_of(self, name: str) -> list[date]:
        """The days on which something was done."""
        return [event.day for event in self.events if event.name == name]


def permits(book: core.Book, world: World, row: Row, action: core.Action, day: date) -> bool:
    """Whether the reference meaning permits an action."""
    return Evaluator(book, world, Day.of(day, book.zone)).decide(action, row).name == "permitted"


def live(
    book: core.Book,
    entity: str,
    born: Mapping[str, object],
    start: date,
    script: Iterable[tuple[int, str]],
    tries: Iterable[str],
    may: May = permits,
) -> Life:
    """A life by a script: after so many days the user does this; each day the operator tries all that is not done yet.

    The user's act of a day comes before the operator's. Raises ValueError where `born` does not fit the vocabulary.
    """
    living = begin(book, entity, born, start, tries, may)
    for wait, name in script:
        living.wait(wait)
        living.act(name)
    living.work()
    return living.life


def begin(
    book: core.Book,
    entity: str,
    born: Mapping[str, object],
    start: date,
    tries: Iterable[str],
    may: May = permits,
    heard: Callable[[Life], None] | None = None,
) -> Living:
    """A life on its first day, to be lived step by step; `heard` is called whenever something has happened in it."""
    actions = [book.vocabulary.actions[name] for name in tries]
    life = Life({entity: dict(born)}, start, start)
    return Living(book, book.vocabulary.entities[entity], life, actions, may, heard or (lambda _: None))


@dataclass
class Living:
    """A life while it is lived; `rows` are its facts as they stand, made anew when something has happened."""

    book: core.Book
    entity: core.Entity
    life: Life
    actions: list[core.Action]
    may: May
    heard: Callable[[Life], None]
    rows: tuple[World, Row] | None = None

    @property
    def subject(self) -> Facts:
        """The row that lives, as it stands."""
        row = self.life.facts[self.entity.name]
        assert isinstance(row, dict)
        return row

    def wait(self, days: int) -> None:
        """So many days go by, and on each of them, today being the first, the operator is at work."""
        for _ in range(days):
            self.work()
            self.life.end += _DAY

    def work(self) -> None:
        """The operator tries all that is not done yet; nothing comes of what is tried twice on a day."""
        for action in self.actions:
            if action.recorded_by in self.subject:
                continue
            world, row = self.rows = self.rows or self._rows()
            if self.may(self.book, world, row, action, self.life.end):
                self._happened("operator", action.name, self.subject, self.entity, str(action.recorded_by))

    def act(self, name: str) -> None:
        """A user's act: an event that never was happens, or one more row tells of something that happens."""
        if name in self.entity.relations:
            target = self.book.vocabulary.entities[self.entity.relations[name].to]
            added: Facts = {}
            rows = self.subject.setdefault(name, [])
            assert isinstance(rows, list)
            rows.append(added)
            self._happened("user", name, added, target, str(event_of(target)))
        elif name in self.entity.fields and name not in self.subject:
            self._happened("user", name, self.subject, self.entity, name)

    def _happened(self, by: Literal["user", "operator"], what: str, row: Facts, entity: core.Entity, name: str) -> None:
        """On this day, or at its noon."""
        is_moment = isinstance(entity.fields[name].kind, Instant)
        row[name] = datetime.combine(self.life.end, time(12)).isoformat() if is_moment else self.life.end.isoformat()
        self.life.events.append(Event(self.life.end, by, what))
        self.rows = None
        self.heard(self.life)

    def _rows(self) -> tuple[World, Row]:
        world, row, problems = from_mapping(self.book, self.life.facts)
        if row is None:
            raise ValueError(str(problems))
        return world, row


def event_of(entity: core.Entity) -> str | None:
    """The first event of an entity's rows that nobody needs to give."""
    return next((f.name for f in entity.fields.values() if f.tense == "dated" and f.absent == "never"), None)
