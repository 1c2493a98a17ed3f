"""Duties and recorded acts of one kind of subject → one function from a mapping to what each of them comes to."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

from dsl import core
from dsl.kinds import Instant
from interpreter.decide import runtime
from interpreter.decide.deciding import HOLDS, bits, marks, verdict
from interpreter.decide.emit import (
    Function,
    Module,
    assign,
    call,
    chosen,
    compared,
    constant,
    created,
    either,
    is_none,
    load,
    method,
    negated,
    pair,
    returned,
    when,
)
from interpreter.decide.frame import Frame
from interpreter.decide.guards import Guards, Statements, read_rules, three_ways, turns
from interpreter.decide.judged import CODES, UNDETERMINED, Docket, Judged, Target
from interpreter.decide.keeping import kept
from interpreter.decide.making import ASKED, Compiled, Making
from interpreter.decide.terms import Term, every, plain, split
from interpreter.decide.translate import NOW, TODAY, Translator, When
from interpreter.outcomes import Day

DOCKET = "docket"


def judging(
    book: core.Book, targets: Sequence[Target], on: date | datetime, asof: date | None = None
) -> Compiled[Judged]:
    """The compiled judgement of duties and recorded acts, which are all of one entity, for a day or a moment."""
    day = Day.of(on, book.zone, asof)
    names = tuple(map(name_of, targets))
    made = kept(_Judgement, book, names, day.today, day.asof, day.now is not None)
    return made.at(on, day)


def name_of(target: Target) -> str:
    """A duty's path, an action's name."""
    return target.name if isinstance(target, core.Action) else target.path


class _Judgement:
    """Duties and acts on a day, compiled; `moment`: whether they are asked at moments of the day."""

    def __init__(self, book: core.Book, names: tuple[str, ...], day: date, asof: date, moment: bool) -> None:
        targets = tuple(book.rules.get(name) or book.vocabulary.actions[name] for name in names)
        first = targets[0]
        frame = Frame(book, first.on if isinstance(first, core.Action) else first.subject, day)
        for each in targets:
            _read(frame, each)
        self.docket = Docket(book, targets, day, asof)
        told = [DOCKET, NOW] if moment else []
        when = When(day, day, moment, day < asof)
        body = lambda module, sure: _Judging(self.docket, frame, module, replace(when, sure=sure)).body()  # noqa: E731  # named to keep lines short
        self.making: Making[Judged] = Making(frame, ", ".join(names), body, told)

    def at(self, on: date | datetime, day: Day) -> Compiled[Judged]:
        """The judgement at a moment of the day."""
        return self.making.asked(*([] if day.now is None else [replace(self.docket, on=on), day.now]))


def _read(frame: Frame, target: Target) -> None:
    if isinstance(target, core.Action):
        assert target.recorded_by is not None
        frame.field(frame.root, target.recorded_by)
        read_rules(frame, frame.book.guards[target.name])
        return
    read_rules(frame, [target])
    match target.norm:
        case core.Duty(state, by):
            frame.read(state, *([by] if by else []))
        case core.Deadline(event, due):
            frame.read(event, due, due.start)


class _Judging:
    """Makes the statements of all targets, one after another."""

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

    def body(self) -> Statements:
        """Everything after reading."""
        made: Statements = []
        codes = []
        for place, target in enumerate(self.docket.targets):
            codes.append(self.function.fresh("o"))
            if isinstance(target, core.Action):
                made += self._act(place, target, codes[-1])
            else:
                made += self._duty(place, target, codes[-1])
        extra = [*self.due.values(), *self.by.values()]
        places = {local: len(codes) + n for n, local in enumerate(extra)}
        self.docket.due.update({place: places[local] for place, local in self.due.items()})
        self.docket.by.update({place: places[local] for place, local in self.by.items()})
        docket = load(DOCKET) if self.when.moment else self.module.bind(self.docket, "docket")
        none = [assign(local, constant(None)) for local in extra]
        found = pair(*map(load, [*codes, *extra]))
        result = created(self.module, Judged, "judged", docket=docket, marks=found, facts=load(ASKED))
        return [*self.function.statements, *none, *made, *result]

    # ── parts ──

    def _keep(self, term: Term, stem: str) -> tuple[str, Statements]:
        """A local name for a value, assigned where it is needed."""
        local = self.function.fresh(stem)
        return local, [assign(local, plain(term, self.function))]

    @contextmanager
    def _law(self, law: date | None) -> Iterator[Guards]:
        """The law of another day."""
        before, self.translator.day = self.translator.day, replace(self.when, law=law)
        yield Guards(self.translator, law)
        self.translator.day = before

    def _is_open(self, local: str, term: Term) -> list[ast.expr]:
        """Whether a value kept is unknown in some way."""
        if term.bounded:
            return [negated(call(self.module.bind(runtime.is_known, "h"), load(local)))]
        return [is_none(load(local))] if term.unknown or term.value is None else []

    def _not_yet(self, local: str, term: Term, instant: bool) -> list[ast.expr]:
        """Whether a known date or moment is never, or ahead."""
        never = [compared(load(local), "is", self.translator.never)] if term.never else []
        return never if term.past else [*never, self.translator.is_ahead(load(local), instant)]

    # ── duties ──

    def _duty(self, place: int, rule: core.Rule, code: str) -> Statements:
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
            return [_is(code, "not_applicable")]
        applies = split(guards.conditions(rule), self.function)
        others = guards.overriders(rule)
        inner = self._displaced(place, era, others, guards, code, judge()) if others else judge()
        return three_ways(applies, [_is(code, "not_applicable")], [_is(code, "undetermined")], inner)

    def _displaced(
        self, place: int, era: int, others: Sequence[core.Rule], guards: Guards, code: str, judge: Statements
    ) -> Statements:
        """Whether some rule that overrides it holds; which do is noted."""
        self._note(place, era, tuple(each.path for each in others))
        found: Statements = []
        kept: list[tuple[str, Term]] = []
        for each in others:
            term = every(guards.holds(each), self.function)
            local, made = self._keep(term, "z")
            found += made
            kept.append((local, term))
        bits_ = [ast.BinOp(_number(load(local)), ast.LShift(), constant(n)) for n, (local, _) in enumerate(kept)]
        total: ast.expr = bits_[0]
        for each_ in bits_[1:]:
            total = ast.BinOp(total, ast.BitOr(), each_)
        noted = [_is(code, "displaced"), assign(self.by[place], pair(constant(era), total))]
        maybe = [is_none(load(local)) for local, term in kept if term.unknown]
        rest = [when(either(maybe), [_is(code, "undetermined")], judge)] if maybe else judge
        return [*found, when(either([load(local) for local, _ in kept]), noted, rest)]

    def _note(self, place: int, era: int, rules: tuple[str, ...]) -> None:
        if place not in self.by:
            self.by[place] = self.function.fresh("b")
        self.docket.rules[place, era] = rules

    def _state(self, place: int, duty: core.Duty, code: str) -> Statements:
        """`must EXPR [by DATE]`: until the date, what is not so yet is pending."""
        state = self.translator.truth(duty.state)
        if duty.by is None:
            late = [_is(code, "breach")]
        else:
            late = self._not_done(place, code, self.translator.truth(duty.by), self.frame.today, duty.by.kind)
        parts = split([state], self.function)
        return three_ways(parts, late, [_is(code, "undetermined")], [_is(code, "compliant")])

    def _not_done(self, place: int, code: str, due: Term, reached: object, kind: object) -> Statements:
        """What was not done: overdue, or still pending."""
        local, made = self._keep(due, "due")
        return [*made, *self._late(place, code, local, due, self.translator.held(reached), kind)]

    def _late(self, place: int, code: str, local: str, due: Term, reached: Term, kind: object) -> Statements:
        again = replace(due, node=load(local), flipped=False)
        passed, is_passed = self._keep(self.translator.compared(">", reached, again, kind), "passed")
        self._due(place)
        noted = [assign(self.due[place], load(local))]
        over = [_is(code, "breach"), *noted]
        open_ = self._is_open(local, due)
        pending: Statements = [_is(code, "pending"), *noted]
        if open_:
            pending = [when(either(open_), [_is(code, "undetermined")], pending)]
        inner = when(is_none(load(passed)), [_is(code, "undetermined")], pending)
        return [*is_passed, when(load(passed), over, [inner])]

    def _due(self, place: int) -> None:
        if place not in self.due:
            self.due[place] = self.function.fresh("d")

    # ── deadlines ──

    def _deadline(self, place: int, rule: core.Rule, deadline: core.Deadline, code: str) -> Statements:
        """`must happen … within … after …`, by the law in force on the day its period starts."""
        start = self.translator.truth(deadline.due.start)
        local, made = self._keep(start, "s")
        instant = isinstance(deadline.due.start.kind, Instant)
        never = either(self._not_yet(local, start, instant))
        days = turns(self.book, [rule])
        eras = [date.min, *days]
        lawful = [self._lawful(place, era, rule, deadline, code, law) for era, law in enumerate(eras)]
        day = method(load(local), "date") if instant else load(local)
        inner = self._by_era(day, days, lawful)
        judged: Statements = [when(never, [_is(code, "not_applicable")], inner)]
        if open_ := self._is_open(local, start):
            judged = [when(either(open_), self._unstarted(rule, code), judged)]
        return [*made, *judged]

    def _by_era(self, day: ast.expr, days: Sequence[date], lawful: Sequence[Statements]) -> Statements:
        found = lawful[-1]
        for until, each in zip(reversed(days), reversed(lawful[:-1]), strict=True):
            found = [when(compared(day, "<", self.module.bind(until)), each, found)]
        return list(found)

    def _unstarted(self, rule: core.Rule, code: str) -> Statements:
        """Without the start of the period only a `no` without figures settles it."""
        with self._law(None) as guards:
            parts = split(guards.conditions(rule), self.function)
        open_ = [_is(code, "undetermined")]
        return three_ways(parts, [_is(code, "not_applicable")], open_, open_)

    def _lawful(
        self, place: int, era: int, rule: core.Rule, deadline: core.Deadline, code: str, law: date
    ) -> Statements:
        with self._law(law) as guards:
            return self._applicable(place, era, rule, guards, code, lambda: self._event(place, deadline, code))

    def _event(self, place: int, deadline: core.Deadline, code: str) -> Statements:
        due, event = self.translator.truth(deadline.due), self.translator.truth(deadline.event)
        due_local, due_made = self._keep(due, "due")
        event_local, event_made = self._keep(event, "e")
        kept_due = replace(due, node=load(due_local), flipped=False)
        kept_event = replace(event, node=load(event_local), flipped=False)
        kind = deadline.event.kind
        self._due(place)
        met = self.translator.compared("<=", kept_event, kept_due, kind)
        done, is_done = self._keep(met, "met")
        noted = assign(self.due[place], load(due_local))
        in_time = chosen(load(done), constant(CODES["compliant"]), constant(CODES["late"]))
        happened: Statements = [
            *is_done,
            when(is_none(load(done)), [_is(code, "undetermined")], [assign(code, in_time), noted]),
        ]
        reached = self.translator.now() if deadline.due.unit == "hours" else self.translator.held(self.frame.today)
        pending = self._late(place, code, due_local, due, reached, kind)
        not_yet = either(self._not_yet(event_local, event, isinstance(kind, Instant)))
        judged: Statements = [when(not_yet, pending, happened)]
        if open_ := self._is_open(event_local, event):
            judged = [when(either(open_), [_is(code, "undetermined")], judged)]
        return [*due_made, *event_made, *judged]

    # ── recorded acts ──

    def _act(self, place: int, action: core.Action, code: str) -> Statements:
        """The same guards, asked on the day (or at the moment) it was done."""
        assert action.recorded_by is not None
        done = self.translator.field(action.recorded_by)
        local, made = self._keep(done, "done")
        instant = isinstance(self.frame.root.entity.fields[action.recorded_by].kind, Instant)
        self.by[place] = self.function.fresh("b")
        name, taken = self._guarding(place, action, instant)
        day = method(load(local), "date") if instant else load(local)
        told = [day, *([load(local)] if instant else []), *(self.function.use(each) for each in taken)]
        both = ast.Tuple([ast.Name(code, ast.Store()), ast.Name(self.by[place], ast.Store())], ast.Store())
        judged: Statements = [ast.Assign([both], call(load(name), *told))]
        judged = [when(either(self._not_yet(local, done, instant)), [_is(code, "not_applicable")], judged)]
        return [
            *made,
            when(either(self._is_open(local, done) or [constant(False)]), [_is(code, "undetermined")], judged),
        ]

    def _guarding(self, place: int, action: core.Action, instant: bool) -> tuple[str, list[str]]:
        """A function that is told the day, and gives the code of the outcome and the marks of the rules broken."""
        inner = Function(self.module, self.function)
        inner.own.update({TODAY, NOW, "stale"})
        rules = self.book.guards[action.name]
        days = turns(self.book, rules)
        body: list[Statements] = []
        for era, law in enumerate([date.min, *days]):
            translator = Translator(self.frame, self.module, When(None, law, instant, None, self.when.sure), inner)
            body.append(self._verdict(place, era, action, rules, Guards(translator, law)))
        stale = assign("stale", compared(load(TODAY), "<", self.module.bind(self.docket.asof)))
        statements = [stale, *inner.statements]
        inner.statements.clear()
        inner.statements += statements
        name, taken = inner.finish([TODAY, *([NOW] if instant else [])], self._by_era(load(TODAY), days, body))
        return name, taken

    def _verdict(
        self, place: int, era: int, action: core.Action, rules: tuple[core.Rule, ...], guards: Guards
    ) -> Statements:
        spoken = tuple(each for each in rules if guards.in_force(each))
        self.docket.rules[place, era] = tuple(each.path for each in spoken)
        broken = ast.BinOp(load(HOLDS), ast.BitAnd(), constant(bits(spoken, core.Prohibition)))
        denied = returned(pair(constant(CODES["breach"]), pair(constant(era), broken)))
        unsure = returned(pair(constant(UNDETERMINED), constant(None)))
        fine = returned(pair(constant(CODES["compliant"]), constant(None)))
        return [*marks(guards, spoken), *verdict(action, spoken, [denied], [unsure], [fine])]


def _is(code: str, name: str) -> ast.stmt:
    return assign(code, constant(CODES[name]))  # type: ignore[index]  # a name of an outcome


def _number(node: ast.expr) -> ast.expr:
    """1 for True, 0 for anything else."""
    return compared(node, "is", constant(True))
