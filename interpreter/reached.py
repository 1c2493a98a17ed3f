"""A book's scenarios → the rules that none of them reaches, the deadlines whose last day none of them tries.

The scenarios are not run as `scenarios.py` runs them, which takes half a second for two hundred: their questions are
put to single rules, and only to rules that were not reached before. What comes out is the same (a test compares the
two), but that a scenario which names a rule (`because`, `by`) is believed: `guiju test` proves it right or wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from dsl import core
from dsl.assume import assume
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.lint.matter import Matter
from dsl.record import dataclass
from dsl.source import Span
from dsl.targets import Targets
from interpreter import periods
from interpreter.coverage import Coverage, Recorder, is_outcome
from interpreter.evaluate import Day, Outcome
from interpreter.facts import Row
from interpreter.told import Told, told
from interpreter.values import Result, day_of

LAST, NEXT = Words("最后一日", "on the last day"), Words("次日", "on the day after the last")
BOTH = Words("最后一日和次日", "on the last day, and none on the day after")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Question:
    """What a scenario asks about: a rule or an action by name, of one row; whether as it was on record; who spoke."""

    target: str
    recorded: bool
    named: frozenset[str]
    evaluator: Recorder
    row: Row


def lint(book: core.Book, cases: Iterable[Told] | None = None) -> Iterator[Diagnostic]:
    """Rules that no scenario reaches; deadlines without a scenario on the last day, or on the day after.

    `cases` are its scenarios with their facts, if these are read.
    """
    if any(map(book.is_own, book.rules.values())) and not book.scenarios:
        yield Diagnostic("RB733", Span("rulebook.yaml", 0, 0))
        return
    asked = tuple(questions(book, cases))
    lacking = unreached(book, asked)
    matter = Matter(book, date.min)
    about: dict[str, list[Question]] = defaultdict(list)
    for question in asked:
        about[question.target].append(question)
    for path, rule in book.rules.items():
        if path in lacking:
            yield Diagnostic("RB731", rule.span, {"name": matter.path(path)})
        elif missing := untried(rule, about[path]):
            yield Diagnostic("RB732", rule.span, {"name": matter.path(path), "missing": missing})


def questions(book: core.Book, cases: Iterable[Told] | None = None) -> Iterator[Question]:
    """The questions of every scenario whose facts fit the book; and of the actions that invariants guard, each time."""
    coverage = Coverage()
    targets = Targets(book)
    guarded: dict[str, dict[str, None]] = defaultdict(dict)
    for invariant in book.invariants.values():
        guarded[invariant.subject][invariant.action] = None
    for told_case in told(book) if cases is None else cases:
        case, row = told_case.scenario, told_case.row
        if row is None:
            continue
        recorder = Recorder(assume(book, case.figures), told_case.world, Day.of(case.on, book.zone), coverage)
        for each in case.expect:
            named = ",".join(each.wanted.get(key, "") for key in ("because", "by")).split(",")
            about = targets.name(each.target) or each.target
            yield Question(about, is_outcome(each), frozenset(name.strip() for name in named), recorder, row)
        for action in guarded[row.entity]:
            yield Question(action, False, frozenset(), recorder, row)


# ── reached ──


def unreached(book: core.Book, asked: tuple[Question, ...]) -> dict[str, core.Rule]:
    """The rules that no question reaches, by path, in the order declared.

    Questions about a single rule go first: they reach it sooner than those about an action that it guards.
    """
    named = frozenset[str]().union(*(question.named for question in asked))
    left = {path: rule for path, rule in book.rules.items() if path not in named}
    for question in sorted(asked, key=lambda each: each.target not in book.rules):
        for rule in _rules_of(book, question.target):
            if rule.path in left and rule.subject == question.row.entity and _reaches(question, rule):
                del left[rule.path]
    return left


def _rules_of(book: core.Book, name: str) -> tuple[core.Rule, ...]:
    """The rules that a question about this asks: the rule itself, or the guards of the action."""
    if name in book.rules:
        return (book.rules[name],)
    return book.guards.get(book.invariants[name].action if name in book.invariants else name, ())


def _reaches(question: Question, rule: core.Rule) -> bool:
    """Puts the question to the rule, and sees whether it applied."""
    evaluator = question.evaluator
    if rule.is_duty:
        evaluator.judge(rule, question.row)
    elif then := _on_its_day(question, rule) if question.recorded else evaluator:
        then.applies(rule, question.row)
    return (rule.path, "applies") in evaluator.coverage.reached


def _on_its_day(question: Question, rule: core.Rule) -> Recorder | None:
    """The evaluator on the day (or at the moment) for which the act that the rule guards is on record."""
    assert isinstance(rule.norm, core.Prohibition | core.Permission)
    recorded = question.evaluator.book.vocabulary.actions[rule.norm.action].recorded_by
    done = question.evaluator.world.field(question.row, recorded) if recorded else None
    if not isinstance(done, date):
        return None
    moment = done if isinstance(done, datetime) else None
    return question.evaluator.on(today=day_of(done), now=moment, law=day_of(done))


# ── tried at their ends ──


def untried(rule: core.Rule, asked: Sequence[Question]) -> Words | None:
    """What a rule with a deadline lacks in the questions about it: one on its last day, one on the day after, or both.

    A scenario is on a day if what has to happen happened then, or has not happened and it is asked on that day. A
    deadline in hours is tried at its last moment and within a day after it; one in working days, on the next of them.
    A duty whose day comes only after the rule has ended cannot be tried there.
    """
    if not isinstance(rule.norm, core.Deadline) and not (isinstance(rule.norm, core.Duty) and rule.norm.by):
        return None
    put = [question for question in asked if question.row.entity == rule.subject]
    in_force = [question for question in put if core.is_during(rule, question.evaluator.day.today)]
    if isinstance(rule.norm, core.Duty) and in_force and all(_is_beyond(question, rule) for question in in_force):
        return None
    tried = {_tried(question, rule) for question in put}
    match LAST in tried, NEXT in tried:
        case False, False:
            return BOTH
        case True, True:
            return None
        case _, has_next:
            return LAST if has_next else NEXT


def _is_beyond(question: Question, rule: core.Rule) -> bool:
    """Whether the last day of a duty lies after the rule's own."""
    assert isinstance(rule.norm, core.Duty)
    assert rule.norm.by is not None
    day = _known(question.evaluator.value(rule.norm.by, {question.row.entity: question.row}))
    return rule.until is not None and (day is None or day_of(day) > rule.until)


def _tried(question: Question, rule: core.Rule) -> Words | None:
    outcome = question.evaluator.judge(rule, question.row)
    due, moment = _due(question, rule, outcome), _moment(question, rule, outcome)
    if due is None or moment is None or isinstance(due, datetime) != isinstance(moment, datetime):
        return None
    if moment == due:
        return LAST
    return NEXT if due < moment <= _next(question, rule, due) else None


def _due(question: Question, rule: core.Rule, outcome: Outcome) -> date | None:
    """The last day: that of the outcome; a duty that is met has none there, though it has a day all the same."""
    if not isinstance(rule.norm, core.Duty) or rule.norm.by is None or outcome.name != "compliant":
        return outcome.due
    return _known(question.evaluator.value(rule.norm.by, {question.row.entity: question.row}))


def _moment(question: Question, rule: core.Rule, outcome: Outcome) -> date | None:
    """When what is due was done; where it was not, when it is asked for."""
    if isinstance(rule.norm, core.Deadline) and outcome.name in ("compliant", "late"):
        return _known(question.evaluator.value(rule.norm.event, {question.row.entity: question.row}))
    in_hours = isinstance(rule.norm, core.Deadline) and rule.norm.due.unit == "hours"
    return question.evaluator.day.now if in_hours else question.evaluator.day.today


def _known(value: Result) -> date | None:
    return value if isinstance(value, date) else None


def _next(question: Question, rule: core.Rule, due: date) -> date:
    if isinstance(rule.norm, core.Deadline) and rule.norm.due.unit == "working days":
        following = periods.end_of_period(due, 1, "working days", question.evaluator.schedule)
        return following if isinstance(following, date) else due + _DAY
    return due + _DAY
