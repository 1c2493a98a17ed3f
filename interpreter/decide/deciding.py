"""An action and its guards → the statements that mark which rules hold, and what verdict they come to."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date, datetime

from dsl import core
from dsl.articles import numbered
from interpreter.decide.answer import Answer, Question
from interpreter.decide.emit import Function, Module, assign, constant, created, either, load, negated, when
from interpreter.decide.frame import Frame
from interpreter.decide.guards import Guards, Statements, read_rules, three_ways
from interpreter.decide.keeping import kept
from interpreter.decide.making import ASKED, Compiled, Making
from interpreter.decide.terms import split
from interpreter.decide.translate import NOW, Translator, When
from interpreter.outcomes import Day, Spoken

HOLDS, OPEN, QUESTION = "holds", "open_", "question"


def decision(book: core.Book, action: core.Action, on: date | datetime) -> Compiled[Answer]:
    """The compiled decision on an action, for a day or a moment. What can be kept is kept: ask again at no cost."""
    day = Day.of(on, book.zone)
    made = kept(_Decision, book, action.name, day.today, day.now is not None)
    return made.at(on, day)


class _Decision:
    """An action on a day, compiled; `moment`: whether it is asked at moments of the day."""

    def __init__(self, book: core.Book, name: str, day: date, moment: bool) -> None:
        action = book.vocabulary.actions[name]
        rules = tuple(each for each in book.guards[name] if core.is_during(each, day))
        self.question = Question(book, action, day, rules, tuple(_spoken(book, each, day) for each in rules))
        frame = Frame(book, action.on, day)
        read_rules(frame, rules)
        told = [QUESTION, NOW] if moment else []
        self.making: Making[Answer] = Making(
            frame, name, lambda module, sure: _body(self.question, frame, module, moment, sure), told
        )

    def at(self, on: date | datetime, day: Day) -> Compiled[Answer]:
        """The decision at a moment of the day."""
        return self.making.asked(*([] if day.now is None else [replace(self.question, on=on), day.now]))


def _spoken(book: core.Book, rule: core.Rule, day: date) -> tuple[Spoken, Spoken, Spoken]:
    effect = "prohibits" if isinstance(rule.norm, core.Prohibition) else "permits"
    cited = numbered(rule.sources, book.sources, day)
    no, yes, maybe = (Spoken(rule.path, effect, holds, cited) for holds in (False, True, None))  # type: ignore[arg-type]  # one of two effects
    return no, yes, maybe


def _body(question: Question, frame: Frame, module: Module, moment: bool, sure: bool) -> Statements:
    function = Function(module, own={*frame.root.names(), NOW})
    day = frame.today
    translator = Translator(frame, module, When(day, day, moment, sure=sure), function)
    marked = marks(Guards(translator, day), question.rules)
    asked = load(QUESTION) if moment else module.bind(question, "question")

    def answer(verdict: str) -> Statements:
        marked = {"holds": load(HOLDS), "open": load(OPEN), "facts": load(ASKED)}
        return created(module, Answer, "answer", question=asked, verdict=constant(verdict), **marked)

    told = verdict(question.action, question.rules, answer("denied"), answer("undetermined"), answer("permitted"))
    return [*function.statements, *marked, *told]


def marks(guards: Guards, rules: tuple[core.Rule, ...]) -> Statements:
    """Bit n of `HOLDS` for a rule that holds, of `OPEN` for one of which that is unknown."""
    found: Statements = [assign(HOLDS, constant(0)), assign(OPEN, constant(0))]
    for n, rule in enumerate(rules):
        parts = split(guards.holds(rule), guards.translator.function)
        found += three_ways(parts, [], [_mark(OPEN, n)], [_mark(HOLDS, n)])
    return found


def _mark(name: str, n: int) -> ast.stmt:
    return ast.AugAssign(ast.Name(name, ast.Store()), ast.BitOr(), constant(1 << n))


def bits(rules: tuple[core.Rule, ...], norm: type) -> int:
    """The marks of the prohibitions, or of the permissions."""
    return sum(1 << n for n, each in enumerate(rules) if isinstance(each.norm, norm))


def verdict(
    action: core.Action,
    rules: tuple[core.Rule, ...],
    denied: Statements,
    undetermined: Statements,
    permitted: Statements,
) -> Statements:
    """What to do by the marks: a prohibition that holds beats every permission. Each way ends with a return."""
    prohibits, permits = bits(rules, core.Prohibition), bits(rules, core.Permission)
    found: Statements = [when(_of(load(HOLDS), prohibits), denied)] if prohibits else []
    unsure = [_of(load(OPEN), prohibits)] if prohibits else []
    if action.default == "denied":
        said = ast.BinOp(load(HOLDS), ast.BitOr(), load(OPEN))
        found.append(when(negated(_of(said, permits)), denied))
        unsure.append(negated(_of(load(HOLDS), permits)))
    if unsure:
        found.append(when(either(unsure), undetermined))
    return [*found, *permitted]


def _of(marked: ast.expr, chosen: int) -> ast.expr:
    return ast.BinOp(marked, ast.BitAnd(), constant(chosen))
