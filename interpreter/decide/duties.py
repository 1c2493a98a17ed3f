"""Duties → statements that find out what each of them comes to: the meaning of `evaluate.py`, compiled."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from dsl import core
from dsl.kinds import Instant
from interpreter.decide import runtime
from interpreter.decide.emit import (
    Function,
    Module,
    assign,
    call,
    chosen,
    compared,
    constant,
    either,
    is_none,
    load,
    method,
    negated,
    pair,
    when,
)
from interpreter.decide.frame import Frame
from interpreter.decide.guards import Guards, Statements, three_ways, turns
from interpreter.decide.judged import CODES, Docket
from interpreter.decide.terms import Term, every, plain, split
from interpreter.decide.translate import NOW, Translator, When
from interpreter.outcomes import OutcomeName


class Duties:
    """Makes the statements for duties. Each leaves a code in a local name, and a due date or marks in others."""

    def __init__(self, docket: Docket, frame: Frame, module: Module, when: When) -> None:
        self.docket = docket
        self.frame = frame
        self.book = frame.book
        self.module = module
        self.when = when
        self.function = Function(module, own={*frame.root.names(), NOW})
        self.translator = Translator(frame, module, when, self.function)
        self.due: dict[int, str] = {}
        self.by: dict[int, str] = {}

    # ── parts ──

    def keep(self, term: Term, stem: str) -> tuple[str, Statements]:
        """A local name for a value, assigned where it is needed."""
        local = self.function.fresh(stem)
        return local, [assign(local, plain(term, self.function))]

    @contextmanager
    def law(self, law: date | None) -> Iterator[Guards]:
        """The law of another day."""
        before, self.translator.day = self.translator.day, replace(self.when, law=law)
        yield Guards(self.translator, law)
        self.translator.day = before

    def is_open(self, local: str, term: Term) -> list[ast.expr]:
        """Whether a value kept is unknown in some way."""
        if term.bounded:
            return [negated(call(self.module.bind(runtime.is_known, "h"), load(local)))]
        return [is_none(load(local))] if term.unknown or term.value is None else []

    def not_yet(self, local: str, term: Term, instant: bool) -> list[ast.expr]:
        """Whether a known date or moment is never, or ahead."""
        never = [compared(load(local), "is", self.translator.never)] if term.never else []
        return never if term.past else [*never, self.translator.is_ahead(load(local), instant)]

    # ── duties ──

    def duty(self, place: int, rule: core.Rule, code: str) -> Statements:
        """What a duty comes to."""
        match rule.norm:
            case core.Deadline() as deadline:
                return self._deadline(place, rule, deadline, code)
            case core.Duty() as duty:
                guards = Guards(self.translator, self.when.law)
                return self._applicable(place, 0, rule, guards, code, lambda: self._state(place, duty, code))
            case _:
                raise ValueError(f"{rule.path} is no duty")

    def _applicable(
        self, place: int, era: int, rule: core.Rule, guards: Guards, code: str, judge: Callable[[], Statements]
    ) -> Statements:
        """Not applicable, displaced, or undetermined for want of knowing that; else judged."""
        if not guards.in_force(rule):
            return [is_(code, "not_applicable")]
        applies = split(guards.conditions(rule), self.function)
        others = guards.overriders(rule)
        inner = self._displaced(place, era, others, guards, code, judge()) if others else judge()
        return three_ways(applies, [is_(code, "not_applicable")], [is_(code, "undetermined")], inner)

    def _displaced(
        self, place: int, era: int, others: Sequence[core.Rule], guards: Guards, code: str, judge: Statements
    ) -> Statements:
        """Whether some rule that overrides it holds; which do is noted."""
        self._note(place, era, tuple(each.path for each in others))
        found: Statements = []
        kept: list[tuple[str, Term]] = []
        for each in others:
            term = every(guards.holds(each), self.function)
            local, made = self.keep(term, "z")
            found += made
            kept.append((local, term))
        bits_ = [ast.BinOp(_number(load(local)), ast.LShift(), constant(n)) for n, (local, _) in enumerate(kept)]
        total: ast.expr = bits_[0]
        for each_ in bits_[1:]:
            total = ast.BinOp(total, ast.BitOr(), each_)
        noted = [is_(code, "displaced"), assign(self.by[place], pair(constant(era), total))]
        maybe = [is_none(load(local)) for local, term in kept if term.unknown]
        rest = [when(either(maybe), [is_(code, "undetermined")], judge)] if maybe else judge
        return [*found, when(either([load(local) for local, _ in kept]), noted, rest)]

    def _note(self, place: int, era: int, rules: tuple[str, ...]) -> None:
        if place not in self.by:
            self.by[place] = self.function.fresh("b")
        self.docket.rules[place, era] = rules

    def _state(self, place: int, duty: core.Duty, code: str) -> Statements:
        """`must EXPR [by DATE]`: until the date, what is not so yet is pending."""
        state = self.translator.truth(duty.state)
        if duty.by is None:
            late = [is_(code, "breach")]
        else:
            late = self._not_done(place, code, self.translator.truth(duty.by), self.frame.today, duty.by.kind)
        parts = split([state], self.function)
        return three_ways(parts, late, [is_(code, "undetermined")], [is_(code, "compliant")])

    def _not_done(self, place: int, code: str, due: Term, reached: object, kind: object) -> Statements:
        """What was not done: overdue, or still pending."""
        local, made = self.keep(due, "due")
        return [*made, *self._late(place, code, local, due, self.translator.held(reached), kind)]

    def _late(self, place: int, code: str, local: str, due: Term, reached: Term, kind: object) -> Statements:
        again = replace(due, node=load(local), flipped=False)
        passed, is_passed = self.keep(self.translator.compared(">", reached, again, kind), "passed")
        self._due(place)
        noted = [assign(self.due[place], load(local))]
        over = [is_(code, "breach"), *noted]
        open_ = self.is_open(local, due)
        pending: Statements = [is_(code, "pending"), *noted]
        if open_:
            pending = [when(either(open_), [is_(code, "undetermined")], pending)]
        inner = when(is_none(load(passed)), [is_(code, "undetermined")], pending)
        return [*is_passed, when(load(passed), over, [inner])]

    def _due(self, place: int) -> None:
        if place not in self.due:
            self.due[place] = self.function.fresh("d")

    # ── deadlines ──

    def _deadline(self, place: int, rule: core.Rule, deadline: core.Deadline, code: str) -> Statements:
        """`must happen … within … after …`, by the law in force on the day its period starts."""
        start = self.translator.truth(deadline.due.start)
        local, made = self.keep(start, "s")
        instant = isinstance(deadline.due.start.kind, Instant)
        never = either(self.not_yet(local, start, instant))
        days = turns(self.book, [rule])
        eras = [date.min, *days]
        lawful = [self._lawful(place, era, rule, deadline, code, law) for era, law in enumerate(eras)]
        day = method(load(local), "date") if instant else load(local)
        inner = self.by_era(day, days, lawful)
        judged: Statements = [when(never, [is_(code, "not_applicable")], inner)]
        if open_ := self.is_open(local, start):
            judged = [when(either(open_), self._unstarted(rule, code), judged)]
        return [*made, *judged]

    def by_era(self, day: ast.expr, days: Sequence[date], lawful: Sequence[Statements]) -> Statements:
        """What is to be done by the law of a day: before the first turn, then from each turn on."""
        found = lawful[-1]
        for until, each in zip(reversed(days), reversed(lawful[:-1]), strict=True):
            found = [when(compared(day, "<", self.module.bind(until)), each, found)]
        return list(found)

    def _unstarted(self, rule: core.Rule, code: str) -> Statements:
        """Without the start of the period only a `no` without figures settles it."""
        with self.law(None) as guards:
            parts = split(guards.conditions(rule), self.function)
        open_ = [is_(code, "undetermined")]
        return three_ways(parts, [is_(code, "not_applicable")], open_, open_)

    def _lawful(
        self, place: int, era: int, rule: core.Rule, deadline: core.Deadline, code: str, law: date
    ) -> Statements:
        with self.law(law) as guards:
            return self._applicable(place, era, rule, guards, code, lambda: self._event(place, deadline, code))

    def _event(self, place: int, deadline: core.Deadline, code: str) -> Statements:
        due, event = self.translator.truth(deadline.due), self.translator.truth(deadline.event)
        due_local, due_made = self.keep(due, "due")
        event_local, event_made = self.keep(event, "e")
        kept_due = replace(due, node=load(due_local), flipped=False)
        kept_event = replace(event, node=load(event_local), flipped=False)
        kind = deadline.event.kind
        self._due(place)
        met = self.translator.compared("<=", kept_event, kept_due, kind)
        done, is_done = self.keep(met, "met")
        noted = assign(self.due[place], load(due_local))
        in_time = chosen(load(done), constant(CODES["compliant"]), constant(CODES["late"]))
        happened: Statements = [
            *is_done,
            when(is_none(load(done)), [is_(code, "undetermined")], [assign(code, in_time), noted]),
        ]
        reached = self.translator.now() if deadline.due.unit == "hours" else self.translator.held(self.frame.today)
        pending = self._late(place, code, due_local, due, reached, kind)
        not_yet = either(self.not_yet(event_local, event, isinstance(kind, Instant)))
        judged: Statements = [when(not_yet, pending, happened)]
        if open_ := self.is_open(event_local, event):
            judged = [when(either(open_), [is_(code, "undetermined")], judged)]
        return [*due_made, *event_made, *judged]


def is_(code: str, name: OutcomeName) -> ast.stmt:
    """Sets the code of an outcome."""
    return assign(code, constant(CODES[name]))


def _number(node: ast.expr) -> ast.expr:
    """1 for True, 0 for anything else."""
    return compared(node, "is", constant(True))
