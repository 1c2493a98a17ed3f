"""Duties and recorded acts of one kind of subject → one function from a mapping to what each of them comes to."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from dsl import core
from dsl.kinds import Instant
from interpreter.decide.deciding import HOLDS, bits, marks, verdict
from interpreter.decide.duties import Duties, is_
from interpreter.decide.emit import (
    Function,
    Module,
    assign,
    call,
    compared,
    constant,
    created,
    either,
    load,
    method,
    pair,
    returned,
    when,
)
from interpreter.decide.frame import Frame
from interpreter.decide.guards import Guards, Statements, read_rules, turns
from interpreter.decide.judged import CODES, UNDETERMINED, Docket, Judged, Target
from interpreter.decide.keeping import kept
from interpreter.decide.making import ASKED, Compiled, Making
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

        def body(module: Module, sure: bool) -> Statements:
            return _Judging(self.docket, frame, module, replace(when, sure=sure)).body()

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


class _Judging(Duties):
    """Makes the statements of all targets, one after another."""

    def body(self) -> Statements:
        """Everything after reading."""
        made: Statements = []
        codes = []
        for place, target in enumerate(self.docket.targets):
            codes.append(self.function.fresh("o"))
            if isinstance(target, core.Action):
                made += self._act(place, target, codes[-1])
            else:
                made += self.duty(place, target, codes[-1])
        extra = [*self.due.values(), *self.by.values()]
        places = {local: len(codes) + n for n, local in enumerate(extra)}
        self.docket.due.update({place: places[local] for place, local in self.due.items()})
        self.docket.by.update({place: places[local] for place, local in self.by.items()})
        docket = load(DOCKET) if self.when.moment else self.module.bind(self.docket, "docket")
        none = [assign(local, constant(None)) for local in extra]
        found = pair(*map(load, [*codes, *extra]))
        result = created(self.module, Judged, "judged", docket=docket, marks=found, facts=load(ASKED))
        return [*self.function.statements, *none, *made, *result]

    # ── recorded acts ──

    def _act(self, place: int, action: core.Action, code: str) -> Statements:
        """The same guards, asked on the day (or at the moment) it was done."""
        assert action.recorded_by is not None
        done = self.translator.field(action.recorded_by)
        local, made = self.keep(done, "done")
        instant = isinstance(self.frame.root.entity.fields[action.recorded_by].kind, Instant)
        self.by[place] = self.function.fresh("b")
        name, taken = self._guarding(place, action, instant)
        day = method(load(local), "date") if instant else load(local)
        told = [day, *([load(local)] if instant else []), *(self.function.use(each) for each in taken)]
        both = ast.Tuple([ast.Name(code, ast.Store()), ast.Name(self.by[place], ast.Store())], ast.Store())
        judged: Statements = [ast.Assign([both], call(load(name), *told))]
        judged = [when(either(self.not_yet(local, done, instant)), [is_(code, "not_applicable")], judged)]
        return [
            *made,
            when(either(self.is_open(local, done) or [constant(False)]), [is_(code, "undetermined")], judged),
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
        name, taken = inner.finish([TODAY, *([NOW] if instant else [])], self.by_era(load(TODAY), days, body))
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
