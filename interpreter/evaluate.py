"""The reference meaning: core and facts → values, outcomes and verdicts, one subject at a time.

This file is the specification. A faster meaning that disagrees with it is wrong.

Time: `today` is the day asked for; a moment may be asked for instead, and then `now` is known. The law applied is that
of `law`: today's for states and decisions, that of the first day of the period for deadlines. `asof` is the day of the
snapshot: a current field is known from that day on. An event dated after today has not happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal, cast

from dsl import core
from dsl.kinds import NEVER, Never, Reference, Unit, Value
from dsl.literal import zone
from dsl.order import walk
from interpreter import periods
from interpreter.facts import Row, World
from interpreter.values import (
    Result,
    Rows,
    Truth,
    Unknown,
    calculate,
    choose,
    compare,
    day_of,
    every,
    missing_of,
    negate,
    some,
)

OutcomeName = Literal["compliant", "breach", "late", "pending", "not_applicable", "displaced", "undetermined"]
VerdictName = Literal["permitted", "denied", "undetermined"]
OUTCOMES: tuple[OutcomeName, ...] = (
    "compliant", "breach", "late", "pending", "not_applicable", "displaced", "undetermined",
)  # fmt: skip
DEFAULT = "default"
"""Stands in `by` where an act was wrong because no rule permitted it."""
_LAST_MOMENT = time(23, 59, 59, 999999)
Bindings = dict[str, Row]


@dataclass(frozen=True, slots=True)
class Day:
    """When: the day asked for, its moment if that was given, the day of the law applied, the day of the facts."""

    today: date
    now: datetime | None
    law: date
    asof: date

    @staticmethod
    def of(on: date | datetime, zone_name: str, asof: date | None = None) -> Day:
        """The day of a question asked on a date or at a moment (a naive one being in the rulebook's zone)."""
        if not isinstance(on, datetime):
            return Day(on, None, on, asof or on)
        local = on.astimezone(zone(zone_name)) if on.tzinfo else on.replace(tzinfo=zone(zone_name))
        return Day(local.date(), local, local.date(), asof or local.date())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a duty (or a recorded action) comes to for one subject.

    `due` with a deadline, where it can be computed; `by` the rules that displace it, or that a recorded act broke;
    `missing` the fields that would settle it, for `undetermined`.
    """

    rule: str
    name: OutcomeName
    due: date | datetime | None = None
    by: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one rule says of an action. `holds` is None where that is unknown; the default's rule is `default`."""

    rule: str
    effect: Literal["prohibits", "permits", "default denied", "default permitted"]
    holds: bool | None
    sources: tuple[core.Citation, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an action is permitted, by what rules, what is missing, and, if denied for now, from when it would be."""

    action: str
    name: VerdictName
    because: tuple[Spoken, ...]
    missing: tuple[str, ...] = ()
    earliest: date | None = None


class Evaluator:
    """Evaluates one book over one world on one day. Facts are remembered by row: shared ones are computed once."""

    def __init__(self, book: core.Book, world: World, day: Day) -> None:
        self.book = book
        self.world = world
        self.day = day
        self.schedule = periods.schedule_of(book.calendar)
        self.next_change: date | None = None
        self._facts: dict[tuple[Row, str], Result] = {}

    def on(self, **changes: date | datetime | None) -> Evaluator:
        """The same question on another day."""
        day = replace(self.day, **changes)  # type: ignore[arg-type]  # the fields of Day
        return self if day == self.day else self.at(day)

    def at(self, day: Day) -> Evaluator:
        """An evaluator of the same kind, with nothing remembered, on that day."""
        return type(self)(self.book, self.world, day)

    def forget(self, beyond: int) -> None:
        """Drops the facts remembered, where they are more than so many."""
        if len(self._facts) > beyond:
            self._facts.clear()

    # ── expressions ──

    def truth(self, e: core.Expr, row: Row) -> Truth:
        """A condition on the subject `row`."""
        return cast(Truth, self.value(e, {row.entity: row}))

    def value(self, e: core.Expr, env: Bindings) -> Result:
        """The value of any expression but a row or a collection."""
        match e:
            case core.Constant():
                return e.value
            case core.FieldOf(of, name):
                return self._field(self.row(of, env), name)
            case core.FactOf(of, name):
                return self._fact(self.row(of, env), name)
            case core.Compare(op, left, right):
                return self._compare(op, left, right, env)
            case core.All(terms):
                return every(cast(Truth, self.value(term, env)) for term in terms)
            case core.Any(terms):
                return some(cast(Truth, self.value(term, env)) for term in terms)
            case core.Not(term):
                return negate(cast(Truth, self.value(term, env)))
            case core.Figure(name, on):
                return self._figure(name, on, env)
            case core.Today():
                self._watch_end(self.day.today)
                return self.day.today
            case core.Now():
                self._watch_end(self.day.today)
                return self._now()
            case core.PeriodEnd(duration, unit, start):
                return self._period_end(self.value(duration, env), unit, self.value(start, env))
            case core.Shift(start, duration, unit, sign):
                return self._shift(self.value(start, env), self.value(duration, env), unit, sign)
            case core.Arithmetic(op, left, right):
                return calculate(op, self.value(left, env), self.value(right, env))
            case core.Elapsed():
                return self._elapsed(e, env)
            case core.DayOf(term):
                return _day(self.value(term, env))
            case core.IsKnown(term):
                return not isinstance(self._any(term, env), Unknown)
            case core.Exists():
                return self._exists(e, env)
            case core.Count() | core.Sum() | core.Extreme():
                return self._fold(e, env)
            case core.Pick(end, terms):
                return _extreme(end, [self.value(term, env) for term in terms])
            case core.Variable() | core.Follow():
                return cast(Result, self.row(e, env))  # two rows compared for identity

    def _any(self, e: core.Expr, env: Bindings) -> object:
        """A value, a row, or a collection; an incomplete collection is not known."""
        if isinstance(e, core.Follow) and not isinstance(e.kind, Reference):
            rows = self.rows(e, env)
            return Unknown(rows.missing) if rows.missing else rows
        return self.value(e, env)

    def row(self, e: core.Expr, env: Bindings) -> Row | Unknown:
        """The row an expression of kind Reference stands for."""
        if isinstance(e, core.Variable):
            return env[e.name]
        assert isinstance(e, core.Follow)  # the checker gives no other
        of = self.row(e.of, env)
        return of if isinstance(of, Unknown) else cast("Row | Unknown", self.world.follow(of, e.name))

    def rows(self, e: core.Expr, env: Bindings) -> Rows:
        """The rows an expression of kind Collection stands for."""
        assert isinstance(e, core.Follow)  # the checker gives no other
        of = self.row(e.of, env)
        return Rows((), of.missing) if isinstance(of, Unknown) else cast(Rows, self.world.follow(of, e.name))

    # ── fields, facts, figures ──

    def _field(self, row: Row | Unknown, name: str) -> Result:
        """A current field is unknown before the day of the facts; an event after today has not happened."""
        if isinstance(row, Unknown):
            return Unknown(row.missing)
        value = self.world.field(row, name)
        tense = self.book.vocabulary.entities[row.entity].fields[name].tense
        if tense == "current" and self.day.today < self.day.asof:
            return Unknown(frozenset({f"{row.entity}.{name}"}))
        if tense == "dated" and isinstance(value, date) and self._is_ahead(value):
            self._watch_around(value)  # later today, it will have happened tomorrow
            return NEVER
        return value

    def _is_ahead(self, value: date) -> bool:
        """Whether an event lies after today, or, where the moment is known, after now."""
        if isinstance(value, datetime) and self.day.now is not None:
            return value > self.day.now
        return day_of(value) > self.day.today

    def _fact(self, row: Row | Unknown, name: str) -> Result:
        if isinstance(row, Unknown):
            return Unknown(row.missing)
        if (row, name) not in self._facts:
            self._facts[row, name] = self.derive(self.book.facts[row.entity, name], row)
        return self._facts[row, name]

    def derive(self, fact: core.Fact, row: Row) -> Result:
        """A fact's value: the first exception that holds, else the body; unknown becomes what is presumed."""
        env = {row.entity: row}
        value = self.value(fact.body, env)
        for branch in reversed(fact.exceptions):
            value = choose(cast(Truth, self.value(branch.when, env)), self.value(branch.value, env), value)
        if isinstance(value, Unknown) and fact.presumed:
            return self.value(fact.presumed.value, env)
        return value

    def _figure(self, name: str, on: core.Expr | None, env: Bindings) -> Result:
        day = self.day.law if on is None else self.value(on, env)
        if isinstance(day, Unknown):
            return Unknown(day.missing)
        return self.figure(name, day) if isinstance(day, date) else Unknown(frozenset({name}))

    def figure(self, name: str, day: date) -> Result:
        """A parameter's value on a day; unknown, and so named, on a day for which it has none."""
        for dated in self.book.parameters[name].values:
            if dated.since and dated.since > day:
                self._watch(dated.since)
                break
            if dated.until is None or day <= dated.until:
                self._watch_end(dated.until)
                return dated.value
        return Unknown(frozenset({name}))

    # ── time ──

    def _watch(self, day: date) -> None:
        """Notes a later day on which some answer may change: what `earliest` steps through."""
        if day > self.day.today and (self.next_change is None or day < self.next_change):
            self.next_change = day

    def _watch_end(self, last: date | None) -> None:
        if last is not None and last < date.max:
            self._watch(last + timedelta(days=1))

    def _now(self) -> Result:
        """The moment asked at; where only a day was asked for, somewhere in that day."""
        if self.day.now is not None:
            return self.day.now
        here = zone(self.book.zone)
        start = datetime.combine(self.day.today, time(), here)
        return Unknown(frozenset({"now"}), start, datetime.combine(self.day.today, _LAST_MOMENT, here))

    def _compare(self, op: core.Comparator, left: core.Expr, right: core.Expr, env: Bindings) -> Truth:
        """A comparison with today or now can change only around the value it is compared with."""
        if isinstance(left, core.Today | core.Now) or isinstance(right, core.Today | core.Now):
            a, b = self._timed(left, env), self._timed(right, env)
            for side, each in ((left, a), (right, b)):
                if not isinstance(side, core.Today | core.Now):
                    self._watch_around(each)
            return compare(op, a, b)
        return compare(op, self.value(left, env), self.value(right, env))

    def _timed(self, e: core.Expr, env: Bindings) -> Result:
        match e:
            case core.Today():
                return self.day.today
            case core.Now():
                return self._now()
            case _:
                return self.value(e, env)

    def _watch_around(self, value: Result) -> None:
        bounds = (value.low, value.high) if isinstance(value, Unknown) else (value,)
        for bound in bounds:
            if isinstance(bound, date):
                self._watch(day_of(bound))
                self._watch_end(day_of(bound))

    def _period_end(self, duration: Result, unit: Unit, start: Result) -> Result:
        if isinstance(duration, Unknown) or isinstance(start, Unknown):
            return Unknown(missing_of(duration, start))
        if isinstance(start, Never):
            return NEVER
        end = periods.end_of_period(cast(date, start), cast(int, duration), unit, self.schedule)
        return _determined(end)

    def _shift(self, start: Result, duration: Result, unit: Unit, sign: Literal[1, -1]) -> Result:
        if isinstance(duration, Unknown) or isinstance(start, Unknown):
            return Unknown(missing_of(duration, start))
        if isinstance(start, Never):
            return NEVER
        return _determined(periods.shift(cast(date, start), cast(int, duration), unit, sign, self.schedule))

    def _elapsed(self, e: core.Elapsed, env: Bindings) -> Result:
        """Between two known dates. What has not happened has no distance: unknown until it happens."""
        start, end = self._timed(e.start, env), self._timed(e.end, env)
        if isinstance(start, Unknown) or isinstance(end, Unknown):
            return Unknown(missing_of(start, end))
        if isinstance(start, Never) or isinstance(end, Never):
            return Unknown(frozenset(_fields_read(e)))
        first, last = cast(date, start), cast(date, end)
        if isinstance(e.start, core.Today) or isinstance(e.end, core.Today):
            if e.unit == "years" and isinstance(e.end, core.Today):
                self._watch(periods.next_anniversary(first, last))
            else:
                self._watch_end(self.day.today)
        if e.unit == "days":
            return periods.elapsed_days(first, last)
        if e.unit == "years":
            return periods.elapsed_years(first, last)
        found = periods.elapsed_working_days(first, last, self.schedule)
        if isinstance(found, int):
            return found
        return Unknown(frozenset({f"calendar {found.year}"}), found.at_least, found.at_most)

    # ── collections ──

    def _exists(self, e: core.Exists, env: Bindings) -> Truth:
        rows = self.rows(e.over, env)
        truths = [cast(Truth, self.value(e.where, {**env, e.variable: row})) for row in rows.members]
        return some([*truths, Unknown(rows.missing)] if rows.missing else truths)

    def _fold(self, e: core.Count | core.Sum | core.Extreme, env: Bindings) -> Result:
        rows = self.rows(e.over, env)
        chosen: list[tuple[Bindings, Truth]] = []
        for row in rows.members:
            inner = {**env, e.variable: row}
            chosen.append((inner, cast(Truth, self.value(e.where, inner))))
        if isinstance(e, core.Count):
            return _count([truth for _, truth in chosen], rows.missing)
        unknown = missing_of(rows, *(truth for _, truth in chosen))
        values = [self.value(e.value, inner) for inner, truth in chosen if truth is not False]
        unknown |= missing_of(*values)
        if unknown:
            return Unknown(unknown)
        return _extreme(e.end, values) if isinstance(e, core.Extreme) else _total(values)

    # ── duties ──

    def in_force(self, rule: core.Rule) -> bool:
        """Whether the rule is in force on the day of the law applied."""
        if rule.since and rule.since > self.day.law:
            self._watch(rule.since)
            return False
        if rule.until and rule.until < self.day.law:
            return False
        self._watch_end(rule.until)
        return True

    def applies(self, rule: core.Rule, row: Row) -> Truth:
        """In force, and its conditions met; not asking whether another rule displaces it."""
        if not self.in_force(rule):
            return False
        return every(self.truth(e, row) if e is not rule.unless else negate(self.truth(e, row)) for e in guards(rule))

    def displaced_by(self, rule: core.Rule, row: Row) -> tuple[tuple[str, ...], frozenset[str]]:
        """The rules that override this one here and apply themselves; and what is missing to tell of the others."""
        by: list[str] = []
        missing: frozenset[str] = frozenset()
        for other in self.book.overriders[rule.path]:
            holds = self.holds(other, row)
            if holds is True:
                by.append(other.path)
            missing |= missing_of(holds)
        return tuple(by), missing

    def holds(self, rule: core.Rule, row: Row) -> Truth:
        """Applies and is not displaced."""
        applies = self.applies(rule, row)
        if applies is False:
            return False
        by, missing = self.displaced_by(rule, row)
        displaced: Truth = True if by else Unknown(missing) if missing else False
        return every((applies, negate(displaced)))

    def judge(self, rule: core.Rule, row: Row) -> Outcome:
        """The outcome of a duty for one subject."""
        match rule.norm:
            case core.Deadline() as deadline:
                return self._judge_deadline(rule, deadline, row)
            case core.Duty() as duty:
                stopped = self._not_judged(rule, row)
                return stopped or self._judge_state(rule, duty, row)
            case _:
                raise ValueError(f"{rule.path} is no duty")

    def _not_judged(self, rule: core.Rule, row: Row) -> Outcome | None:
        """Not applicable, displaced, or undetermined for want of knowing that; None where the duty is to be judged."""
        applies = self.applies(rule, row)
        if applies is False:
            return Outcome(rule.path, "not_applicable")
        by, missing = self.displaced_by(rule, row)
        if isinstance(applies, Unknown):
            return _undetermined(rule.path, applies.missing)
        if by:
            return Outcome(rule.path, "displaced", by=by)
        return _undetermined(rule.path, missing) if missing else None

    def _judge_state(self, rule: core.Rule, duty: core.Duty, row: Row) -> Outcome:
        """`must EXPR [by DATE]`: until the date, what is not so yet is pending."""
        state = self.truth(duty.state, row)
        if isinstance(state, Unknown):
            return _undetermined(rule.path, state.missing)
        if state or duty.by is None:
            return Outcome(rule.path, "compliant" if state else "breach")
        by = self.value(duty.by, {row.entity: row})
        self._watch_around(by)
        return self._not_done(rule.path, compare(">", self.day.today, by), by)

    def _not_done(self, path: str, passed: Truth, due: Result) -> Outcome:
        """What was not done: overdue, or still pending."""
        if isinstance(passed, Unknown):
            return _undetermined(path, passed.missing)
        if isinstance(due, Unknown) and not passed:
            return _undetermined(path, due.missing)  # pending until when? the answer is not known before that is
        return Outcome(path, "breach" if passed else "pending", due=_known_date(due))

    def _judge_deadline(self, rule: core.Rule, deadline: core.Deadline, row: Row) -> Outcome:
        """`must happen … within … after …`, by the law in force on the day its period starts."""
        start = self.value(deadline.due.start, {row.entity: row})
        if isinstance(start, Unknown):
            return self._unstarted(rule, row, start)
        if isinstance(start, Never) or self._is_ahead(cast(date, start)):
            return Outcome(rule.path, "not_applicable")
        lawful = self.on(law=day_of(cast(date, start)))
        stopped = lawful._not_judged(rule, row)
        return stopped or lawful._judge_event(rule, deadline, row)

    def _unstarted(self, rule: core.Rule, row: Row, start: Unknown) -> Outcome:
        """Without the start of the period the law of its day is not known: only a plain `no` settles it."""
        conditions = every(
            self.truth(e, row) if e is not rule.unless else negate(self.truth(e, row)) for e in guards(rule)
        )
        if conditions is False:
            return Outcome(rule.path, "not_applicable")
        return _undetermined(rule.path, start.missing | missing_of(conditions))

    def _judge_event(self, rule: core.Rule, deadline: core.Deadline, row: Row) -> Outcome:
        env = {row.entity: row}
        due = self.value(deadline.due, env)
        event = self.value(deadline.event, env)
        if isinstance(event, Unknown):
            return _undetermined(rule.path, event.missing | missing_of(due))
        if not isinstance(event, Never) and not self._is_ahead(cast(date, event)):
            met = compare("<=", event, due)
            if isinstance(met, Unknown):
                return _undetermined(rule.path, met.missing)
            return Outcome(rule.path, "compliant" if met else "late", due=_known_date(due))
        self._watch_around(due)
        reached = self._now() if deadline.due.unit == "hours" else self.day.today
        return self._not_done(rule.path, compare(">", reached, due), due)

    # ── actions ──

    def decide(self, action: core.Action, row: Row) -> Verdict:
        """Whether the action is permitted on this subject today. A prohibition that holds beats every permission."""
        spoken = [self._speak(rule, row) for rule in self.book.guards[action.name] if self.in_force(rule)]
        prohibited = some(truth for said, truth in spoken if said.effect == "prohibits")
        permitted: Truth = True
        if action.default == "denied":
            permitted = some(truth for said, truth in spoken if said.effect == "permits")
        verdict = every((permitted, negate(prohibited)))
        because = [said for said, _ in spoken]
        silent = not any(said.holds for said in because)
        effect: Literal["default denied", "default permitted"] = (
            "default denied" if action.default == "denied" else "default permitted"
        )
        if silent and not isinstance(verdict, Unknown):
            because.append(Spoken(DEFAULT, effect, True, action.sources))
        if isinstance(verdict, Unknown):
            return Verdict(action.name, "undetermined", tuple(because), tuple(sorted(verdict.missing)))
        return Verdict(action.name, "permitted" if verdict else "denied", tuple(because))

    def _speak(self, rule: core.Rule, row: Row) -> tuple[Spoken, Truth]:
        holds = self.holds(rule, row)
        effect: Literal["prohibits", "permits"] = "prohibits" if isinstance(rule.norm, core.Prohibition) else "permits"
        return Spoken(rule.path, effect, None if isinstance(holds, Unknown) else holds, rule.sources), holds

    def judge_act(self, action: core.Action, row: Row) -> Outcome:
        """The outcome of a recorded action: the same guard, asked on the day (or at the moment) it was done."""
        assert action.recorded_by is not None  # only recorded actions have an outcome
        done = self._field(row, action.recorded_by)
        if isinstance(done, Unknown):
            return _undetermined(action.name, done.missing)
        if isinstance(done, Never) or self._is_ahead(cast(date, done)):
            return Outcome(action.name, "not_applicable")
        moment = done if isinstance(done, datetime) else None
        day = day_of(cast(date, done))
        verdict = self.on(today=day, now=moment, law=day).decide(action, row)
        if verdict.name == "undetermined":
            return _undetermined(action.name, frozenset(verdict.missing))
        if verdict.name == "permitted":
            return Outcome(action.name, "compliant")
        broken = tuple(said.rule for said in verdict.because if said.effect == "prohibits" and said.holds)
        return Outcome(action.name, "breach", by=broken or (DEFAULT,))

    # ── invariants ──

    def keeps(self, invariant: core.Invariant, row: Row) -> Truth:
        """Whether the invariant holds for this subject today: its action is not permitted, or its excuse holds."""
        where = self.truth(invariant.where, row)
        if where is False:
            return True
        verdict = self.decide(self.book.vocabulary.actions[invariant.action], row)
        permitted: Truth = (
            Unknown(frozenset(verdict.missing)) if verdict.name == "undetermined" else verdict.name == "permitted"
        )
        return some((negate(where), negate(permitted), self.truth(invariant.unless, row)))


# ── what needs no world ──────────────────────────────────────────────────────────────────────────────────────────────


def guards(rule: core.Rule) -> tuple[core.Expr, core.Expr, core.Expr]:
    """Its three conditions; `unless`, the last, is meant negated."""
    return rule.where, rule.when, rule.unless


def _undetermined(path: str, missing: frozenset[str]) -> Outcome:
    return Outcome(path, "undetermined", missing=tuple(sorted(missing)))


def _determined(end: date | datetime | periods.Undetermined) -> Result:
    if isinstance(end, periods.Undetermined):
        return Unknown(frozenset({f"calendar {end.year}"}), end.at_least)
    return end


def _day(value: Result) -> Result:
    """The day of a moment; an unknown one has days for bounds; `never` stays `never`."""
    if not isinstance(value, Unknown):
        return value.date() if isinstance(value, datetime) else value
    low, high = (day_of(bound) if isinstance(bound, date) else None for bound in (value.low, value.high))
    return low if low is not None and low == high else Unknown(value.missing, low, high)


def _known_date(due: Result) -> date | datetime | None:
    return due if isinstance(due, date) else None


def _fields_read(e: core.Expr) -> Iterator[str]:
    """The fields that an expression names, as `entity.field`."""
    for each in walk(e):
        if isinstance(each, core.FieldOf) and isinstance(each.of.kind, Reference):
            yield f"{each.of.kind.entity}.{each.name}"


def _count(truths: list[Truth], missing: frozenset[str]) -> Result:
    sure = sum(truth is True for truth in truths)
    unknown = missing | missing_of(*truths)
    if not unknown:
        return sure
    most = None if missing else sure + sum(isinstance(truth, Unknown) for truth in truths)
    return Unknown(unknown, sure, most)


def _total(values: list[Result]) -> Result:
    total: Result = 0
    for value in values:
        total = calculate("+", total, value)
    return total


def _extreme(end: Literal["earliest", "latest"], values: list[Result]) -> Result:
    """Of those that happened; unknown if one is unknown."""
    if unknown := missing_of(*values):
        return Unknown(unknown)
    happened = cast("list[date]", [value for value in values if not isinstance(value, Never)])
    if not happened:
        return NEVER
    return min(happened) if end == "earliest" else max(happened)


def earliest_permitted(evaluator: Evaluator, action: core.Action, row: Row, steps: int = 4000) -> date | None:
    """The first later day on which the action is permitted, if nothing in the facts changes; None if none is found.

    Only days on which some condition may change are asked. A day on which the answer is undetermined ends the search:
    beyond it nothing certain can be said. At most `steps` days are asked.
    """
    current = evaluator
    for _ in range(steps):
        if current.next_change is None:
            return None
        day = current.next_change
        current = evaluator.at(Day(day, None, day, evaluator.day.asof))
        verdict = current.decide(action, row)
        if verdict.name != "denied":
            return day if verdict.name == "permitted" else None
    return None


def known(value: Result) -> Value | None:
    """The value, or None where it is unknown."""
    return None if isinstance(value, Unknown) else value
