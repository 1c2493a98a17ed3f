"""An action and its guards → one function from a mapping to an answer."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from datetime import date, datetime

from dsl import core
from dsl.articles import numbered
from interpreter.decide.answer import Answer, Question
from interpreter.decide.emit import Function, Module, assign, both, call, chosen, constant, either, is_none, load, pair, returned, when
from interpreter.decide.frame import Frame
from interpreter.decide.given import Slow
from interpreter.decide.loading import Loading
from interpreter.decide.rows import taken
from interpreter.decide.terms import Term, every, negate, some, split
from interpreter.decide.translate import NOW, Translator, When
from interpreter.facts import from_mapping
from interpreter.outcomes import Day, Spoken

Decision = Callable[[Mapping[str, object]], Answer]


def in_force(rule: core.Rule, law: date | None, today: date) -> bool:
    """Whether the rule is in force on the day of the law applied."""
    return core.is_during(rule, law or today)


class Guards:
    """The conditions under which rules hold, on one day of the law."""

    def __init__(self, translator: Translator, law: date) -> None:
        self.translator = translator
        self.book = translator.book
        self.law = law

    def conditions(self, rule: core.Rule) -> list[Term]:
        """Where it applies: all of these."""
        truth = self.translator.truth
        return [truth(rule.where), truth(rule.when), negate(truth(rule.unless))]

    def holds(self, rule: core.Rule) -> list[Term]:
        """Where it applies and is not displaced: all of these."""
        displaced = self.displaced(rule)
        return [*self.conditions(rule), *([] if displaced is None else [negate(displaced)])]

    def displaced(self, rule: core.Rule) -> Term | None:
        """Where some rule that overrides it holds; None where there is none in force."""
        others = [each for each in self.book.overriders[rule.path] if core.is_during(each, self.law)]
        function = self.translator.function
        return some([every(self.holds(each), function) for each in others], function) if others else None


def read_rules(frame: Frame, rules: tuple[core.Rule, ...]) -> None:
    """Takes in what the rules read, and those that override them."""
    for rule in rules:
        frame.read(rule.where, rule.when, rule.unless)
        read_rules(frame, frame.book.overriders[rule.path])


def decision(book: core.Book, action: core.Action, on: date | datetime) -> Decision:
    """The compiled decision on an action, for a day or a moment."""
    day = Day.of(on, book.zone)
    rules = tuple(each for each in book.guards[action.name] if core.is_during(each, day.today))
    question = Question(book, action, on, rules, tuple(_spoken(book, each, day.today) for each in rules))
    frame, module = Frame(book, action.on), Module()
    read_rules(frame, rules)
    body = _body(question, frame, module, day)
    given = _given(frame, module, question, day)
    function = Function(module)
    name = module.fresh("decide")
    read = Loading(frame, module).subject("facts")
    slow = returned(call(module.bind(given, "given"), load("facts")))
    handler = ast.ExceptHandler(module.bind(Slow, "slow"), None, [slow])
    module.define(name, ["facts"], [ast.Try(read, [handler], [], []), *body("facts")])
    del function
    return module.names[name]  # type: ignore[return-value]  # the function just defined


def _spoken(book: core.Book, rule: core.Rule, day: date) -> tuple[Spoken, Spoken, Spoken]:
    effect = "prohibits" if isinstance(rule.norm, core.Prohibition) else "permits"
    cited = numbered(rule.sources, book.sources, day)
    return tuple(Spoken(rule.path, effect, holds, cited) for holds in (False, True, None))  # type: ignore[return-value,arg-type]  # three of them


def _body(question: Question, frame: Frame, module: Module, day: Day) -> Callable[[str], list[ast.stmt]]:
    """The statements after reading: marks, the verdict, the answer."""
    function = Function(module, own=set(frame.root.names()) | {NOW})
    translator = Translator(frame, module, When(day.today, day.law, day.now is not None), function)
    guards = Guards(translator, day.today)
    holds, open_ = "holds", "open_"
    marks: list[ast.stmt] = [assign(holds, constant(0)), assign(open_, constant(0))]
    if day.now is not None:
        marks.insert(0, assign(NOW, module.bind(day.now, "now")))
    for n, rule in enumerate(question.rules):
        parts = split(guards.holds(rule), function)
        yes, maybe = [_mark(holds, n)], [_mark(open_, n)]
        if parts.always_open:
            then: list[ast.stmt] = maybe
        else:
            then = [when(either(parts.maybe), maybe, yes)] if parts.maybe else yes
        marks.append(when(either(parts.no), [ast.Pass()], then) if parts.no else _block(then))
    return lambda facts: [*_now_first(marks, function), *_verdict(question, module, facts)]


def _now_first(marks: list[ast.stmt], function: Function) -> list[ast.stmt]:
    return [*marks[:1], *function.statements, *marks[1:]]


def _block(statements: list[ast.stmt]) -> ast.stmt:
    return statements[0]


def _mark(name: str, n: int) -> ast.stmt:
    return ast.AugAssign(ast.Name(name, ast.Store()), ast.BitOr(), constant(1 << n))


def _verdict(question: Question, module: Module, facts: str) -> list[ast.stmt]:
    """By the marks: a prohibition that holds beats every permission."""
    holds, open_ = load("holds"), load("open_")
    prohibits = sum(1 << n for n, each in enumerate(question.rules) if isinstance(each.norm, core.Prohibition))
    permits = sum(1 << n for n, each in enumerate(question.rules) if isinstance(each.norm, core.Permission))

    def of(marks: ast.expr, bits: int) -> ast.expr:
        return ast.BinOp(marks, ast.BitAnd(), constant(bits))

    def answer(name: str) -> ast.stmt:
        told = [module.bind(question, "question"), constant(name), holds, open_, load(facts)]
        return returned(call(module.bind(Answer, "h"), *told))

    needs = question.action.default == "denied"
    found: list[ast.stmt] = [when(of(holds, prohibits), [answer("denied")])] if prohibits else []
    if needs:
        said = ast.BinOp(holds, ast.BitOr(), open_)
        found.append(when(ast.UnaryOp(ast.Not(), of(said, permits)), [answer("denied")]))
    unsure = [of(open_, prohibits)] if prohibits else []
    unsure += [ast.UnaryOp(ast.Not(), of(holds, permits))] if needs else []
    if unsure:
        found.append(when(either(unsure), [answer("undetermined")]))
    return [*found, answer("permitted")]


def _given(frame: Frame, module: Module, question: Question, day: Day) -> Decision:
    """The long way: facts as rows, and the same function over what they hold."""
    made: list[Callable[..., Answer]] = []

    def compiled() -> Callable[..., Answer]:
        if not made:
            inner = Module()
            body = _body(question, frame, inner, day)("facts")
            made.append(inner.define(inner.fresh("decide"), ["facts", *frame.root.names()], body))
        return made[0]

    def decide(facts: Mapping[str, object]) -> Answer:
        world, row, problems = from_mapping(question.book, facts)
        if row is None:
            from interpreter.ask import FactsError

            raise FactsError(problems)
        if row.entity != question.action.on:
            raise ValueError(question.action.name)
        return compiled()(facts, *taken(frame, world, row))

    return decide


__all__ = ["Decision", "decision", "chosen", "both", "is_none", "pair", "datetime"]
