"""A duty or a recorded act → what its outcome stands on: fields of the rows that are reached, and days of turning.

Nothing is asked of any facts: whatever a condition may read is read, whatever day may matter matters. So all that is
said is on the safe side; where it cannot be told when time changes an answer, it may do so every day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import field, replace
from datetime import date, timedelta

from dsl import core
from dsl.kinds import Date, Instant, Kind, Reference
from dsl.order import children, reach
from dsl.record import dataclass
from interpreter.daily.turns import Step, Steps, Turn
from interpreter.daily.ways import Env, Reckoning, Spot, Trail, Way, Ways, possible
from interpreter.periods import schedule_of

Target = core.Rule | core.Action


@dataclass
class Footing:
    """What the outcome of one target stands on."""

    reads: dict[Trail, set[str]] = field(default_factory=dict)
    turns: dict[Spot, set[Turn]] = field(default_factory=dict)
    days: set[date] = field(default_factory=set)
    """The days on which the law changes for all."""
    daily: bool = False
    """Whether any day may change it, for all that is known."""


@dataclass(frozen=True, slots=True)
class _When:
    """Whether today is the day asked (else that of an act, the field `act`), and whether the law is that of today."""

    act: Spot | None = None
    law: bool = True


_ASKED = _When()


def footing(book: core.Book, present: Collection[str], target: Target) -> Footing:
    """Of a duty or of a recorded act, in a snapshot that has these tables."""
    looking = _Looking(book, present)
    if isinstance(target, core.Action):
        looking.act(target)
    else:
        looking.duty(target)
    return looking.found


class _Looking:
    """One walk through all that a target may ask."""

    def __init__(self, book: core.Book, present: Collection[str]) -> None:
        self.book = book
        self.dates = Reckoning(book, present)
        self.found = Footing()
        self._seen: set[object] = set()

    # ── norms ──

    def act(self, action: core.Action) -> None:
        """On its own day everything is as it was, but that what is current is known of the day asked alone."""
        assert action.recorded_by is not None  # only recorded actions are judged
        done = Spot((), action.recorded_by)
        self._read((), done.field, *([action.gains] if action.gains else []))
        self._turn(Way(done), (0, 1))
        for rule in self.book.guards[action.name]:
            self._holds(rule, {action.on: ()}, _When(done, law=False))

    def duty(self, rule: core.Rule) -> None:
        """The law is that of today, or that of the day a period starts."""
        env: dict[str, Trail | None] = {rule.subject: ()}
        self._read(())
        if rule.penalty:
            self.found.days |= _law_days(rule.penalty, self.book)
        match rule.norm:
            case core.Deadline() as deadline:
                self._deadline(rule, deadline, env)
            case core.Duty(state, by):
                self._holds(rule, env, _ASKED)
                self._look(state, env, _ASKED)
                if by is not None:
                    self._look(by, env, _ASKED, dated=True)
                    self._turns(self.dates.of(by, env, _ASKED.act), (1,))

    def _deadline(self, rule: core.Rule, deadline: core.Deadline, env: Env) -> None:
        lawful = replace(_ASKED, law=False)
        self._look(deadline.due.start, env, _ASKED, dated=True)
        self._turns(self.dates.of(deadline.due.start, env, _ASKED.act), (0,))
        self._holds(rule, env, lawful)
        for e, after in ((deadline.event, (0,)), (deadline.due, (0, 1) if deadline.due.unit == "hours" else (1,))):
            self._look(e, env, lawful, dated=True)
            self._turns(self.dates.of(e, env, lawful.act), after)

    def _holds(self, rule: core.Rule, env: Env, when: _When) -> None:
        """Where a rule applies, and those that override it do."""
        if when.law:
            self._term(rule)
        for e in (rule.where, rule.when, rule.unless):
            self._look(e, env, when)
        for other in self.book.overriders[rule.path]:
            if self._is_new("holds", other.path, when):
                self._holds(other, env, when)

    def _term(self, each: core.Rule | core.Dated) -> None:
        """Notes the first day of a time, and the day after its last."""
        self.found.days |= {*([each.since] if each.since else []), *_next(each.until)}

    def _is_new(self, *key: object) -> bool:
        is_new = key not in self._seen
        self._seen.add(key)
        return is_new

    # ── expressions ──

    def _look(self, e: core.Expr, env: Env, when: _When, dated: bool = False) -> None:
        """Everything that an expression reads; today too, unless it is looked after as part of a date (`dated`)."""
        match e:
            case core.FieldOf(of, name):
                self._field(self._path(of, env), name, of.kind, when)
            case core.FactOf(of, name):
                self._fact(e, self._path(of, env), when, dated)
            case core.Follow():
                self._path(e, env)
            case core.Figure(name, on):
                if on is not None:
                    self._look(on, env, when)
                elif when.law:
                    for value in self.book.parameters[name].values:
                        self._term(value)
            case core.Today() | core.Now():
                self.found.daily |= when.act is None and not dated
            case core.Compare():
                self._compare(e, env, when)
            case core.Elapsed():
                self._elapsed(e, env, when, None)
            case core.PeriodEnd(duration, _, start) | core.Shift(start, duration):
                self._look(duration, env, when)
                self._look(start, env, when, dated)
            case core.Exists() | core.Count() | core.Sum() | core.Extreme():
                inner: Env = {**env, e.variable: self._path(e.over, env)}
                self._look(e.where, inner, when)
                if isinstance(e, core.Sum | core.Extreme):
                    self._look(e.value, inner, when, dated)
            case _:
                for each in children(e):
                    self._look(each, env, when, dated)

    def _field(self, path: Trail | None, name: str, of: Kind, when: _When) -> None:
        if path is None:
            return
        self._read(path, name)
        assert isinstance(of, Reference)  # fields are of rows
        if when.act is None and self.book.vocabulary.entities[of.entity].fields[name].tense == "dated":
            self._turn(Way(Spot(path, name)), (0,))  # it happens

    def _fact(self, e: core.FactOf, path: Trail | None, when: _When, dated: bool) -> None:
        assert isinstance(e.of.kind, Reference)  # facts are of rows
        entity = e.of.kind.entity
        if path is None or not self._is_new(entity, e.name, path, when, dated):
            return
        fact = self.book.facts[entity, e.name]
        env: Env = {entity: path}
        for value in possible(fact):
            self._look(value, env, when, dated)
            if fact.exceptions and dated:  # two values may be the same for a day
                self.found.daily |= self._moves(value, env, when)
        for branch in fact.exceptions:
            self._look(branch.when, env, when)

    def _path(self, e: core.Expr, env: Env) -> Trail | None:
        """The way to the rows that an expression stands for, noted; None where the snapshot has no such table."""
        path = self.dates.path(e, env)
        if isinstance(e, core.Follow) and (of := self._path(e.of, env)) is not None and path is not None:
            assert isinstance(e.of.kind, Reference)  # relations are of rows
            relation = self.book.vocabulary.entities[e.of.kind.entity].relations[e.name]
            self._read(of, *(ours for ours, _ in relation.on))
            self._read(path)
        return path

    def _read(self, path: Trail, *names: str) -> None:
        self.found.reads.setdefault(path, set()).update(names)

    # ── time ──

    def _compare(self, e: core.Compare, env: Env, when: _When) -> None:
        for one, other in ((e.left, e.right), (e.right, e.left)):
            if isinstance(one, core.Elapsed):
                self._look(other, env, when)
                return self._elapsed(one, env, when, self.dates.amounts(other))
        is_dated = isinstance(e.left.kind, Date | Instant)
        for side in (e.left, e.right):
            self._look(side, env, when, dated=is_dated)
        if is_dated and when.act is None:
            self._meet(e, env, when)
        return None

    def _meet(self, e: core.Compare, env: Env, when: _When) -> None:
        """The days on which today, or a day reckoned from it, comes to a day and passes it."""
        left, right = (self.dates.of(side, env, when.act) for side in (e.left, e.right))
        if left is None or right is None:
            self.found.daily |= any(self._moves(side, env, when) for side in (e.left, e.right))
            return
        after = {"=": (0, 1), "!=": (0, 1)}
        for ways, others, early in ((left, right, (">=", "<")), (right, left, ("<=", ">"))):
            for today in (way for way in ways if way.origin is None):
                is_day = not today.steps and isinstance(e.left.kind, Date)
                turns = after.get(e.op, (0,) if e.op in early else (1,)) if is_day else (0, 1)
                self._turns(others, turns, today.steps)

    def _turns(self, ways: Ways | None, after: tuple[int, ...], seen: Steps = ()) -> None:
        """Notes the turns of a date that may come about in several ways."""
        if ways is None or any(way.origin is None for way in ways) or not all(map(_keeps_order, seen)):
            self.found.daily = True
            return
        for way in ways:
            self._turn(way, after, seen)

    def _turn(self, way: Way, after: tuple[int, ...], seen: Steps = ()) -> None:
        turn = Turn(way.steps, after, seen)
        if isinstance(way.origin, Spot):
            self.found.turns.setdefault(way.origin, set()).add(turn)
        elif way.origin is not None:
            days = turn.days(way.origin.toordinal(), schedule_of(self.book.calendar))
            self.found.days |= {date.fromordinal(day) for day in days if day <= date.max.toordinal()}

    def _elapsed(self, e: core.Elapsed, env: Env, when: _When, limits: frozenset[int] | None) -> None:
        """How much time has passed: it reaches one of some limits on a day that can be reckoned, if they are known."""
        for side in (e.start, e.end):
            self._look(side, env, when, dated=True)
        if not any(self._moves(side, env, when) for side in (e.start, e.end)):
            return
        start, end = (self.dates.of(side, env, when.act) for side in (e.start, e.end))
        today = frozenset({Way(None)})
        if start is None or end is None:
            self.found.daily = True
        elif limits is None:
            self._always(start, end)
        elif end == today and e.unit == "days":
            self._reach(start, [_days(each) for each in limits], (0, 1))
        elif start == today and e.unit == "days":
            self._reach(end, [_days(-each) for each in limits], (0, 1))
        elif end == today and e.unit == "years" and min(limits, default=0) > 0:
            self._reach(start, [Step("shift", each + more, "years") for each in limits for more in (0, 1)], (0,))
        else:
            self._always(start, end)

    def _always(self, start: Ways, end: Ways) -> None:
        """Every day is a turn where there is a day from which, or to which, time is counted; else there is no count."""
        settled = [ways for ways in (start, end) if all(way.origin is not None for way in ways)]
        for way in settled[0] if settled else start | end:
            if isinstance(way.origin, Spot):
                self.found.turns.setdefault(way.origin, set()).add(Turn(always=True))
            elif way.origin is not None:
                self.found.daily = True

    def _reach(self, ways: Ways, steps: Iterable[Step], after: tuple[int, ...]) -> None:
        self._turns(frozenset(replace(way, steps=(*way.steps, step)) for way in ways for step in steps), after)

    def _moves(self, e: core.Expr, env: Env, when: _When) -> bool:
        """Whether a date may be another one on another day, apart from what happens."""
        if when.act is not None:
            return False
        ways = self.dates.of(e, env, when.act)
        if ways is not None:
            return any(way.origin is None for way in ways)
        return any(isinstance(each, core.Today | core.Now) for each in reach(e, self.book.facts))


def _days(amount: int) -> Step:
    return Step("shift", abs(amount), "days", 1 if amount >= 0 else -1)


def _keeps_order(step: Step) -> bool:
    """Whether a later today is never moved to an earlier day, and always to one that is known."""
    return step.kind == "shift" and step.unit in ("days", "months", "years")


def _next(last: date | None) -> set[date]:
    return {last + timedelta(days=1)} if last and last < date.max else set()


def _law_days(penalty: Iterable[core.Citation], book: core.Book) -> set[date]:
    """The days on which what is threatened may change: the times of the sources cited, and of new numbers."""
    found: set[date] = set()
    pending, seen = list(penalty), set()
    while pending:
        cited = pending.pop()
        if cited in seen:
            continue
        seen.add(cited)
        law = book.sources[cited.source]
        found |= {*([law.since] if law.since else []), *_next(law.until)}
        article = (law.items if cited.item else law.articles).get(cited.article)
        for moved in (article.renumbered, article.formerly) if article else ():
            if moved:
                found.add(moved.on)
                pending.append(moved.to)
    return found
