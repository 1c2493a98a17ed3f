"""What can be asked of a whole book: for each question the formula that would answer it, and what the reference says.

A question looks for facts. Of an invariant these are facts that break it; of a rule, facts to which it applies, and
where there are none, that is the finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Literal

from dsl import core
from dsl.record import dataclass
from interpreter import periods
from interpreter.evaluate import Evaluator
from interpreter.facts import Row as Given
from interpreter.proof.logic import Formula, Truth, both, either, opposite
from interpreter.proof.question import Confirm, Question
from interpreter.switches import switched_off
from interpreter.values import Unknown

Topic = Literal[
    "invariant", "never applies", "always applies", "always beaten", "never displaces", "redundant",
    "branches differ", "no rule speaks", "undetermined though known", "both demanded and prohibited",
]  # fmt: skip
"""What is asked. Of an invariant, and of the last four, facts are the finding; of the others, that there are none."""
A_YEAR = 400
"""Days before the end of the official schedule within which a period may end beyond it."""
BY_WITNESS: frozenset[Topic] = frozenset(
    {"invariant", "branches differ", "no rule speaks", "undetermined though known", "both demanded and prohibited"}
)


@dataclass(frozen=True, slots=True)
class Ask:
    """One question about the rows of `subject`; `about` are the invariants, rules, facts or actions it speaks of."""

    topic: Topic
    about: tuple[str, ...]
    subject: str
    goal: Callable[[Question], Formula]
    confirm: Confirm


def invariant(asked: core.Invariant) -> Ask:
    """Facts that break an invariant."""
    return Ask(
        "invariant",
        (asked.name,),
        asked.subject,
        lambda question: question.norms.keeps(asked, question.row).no,
        lambda evaluator, row: evaluator.keeps(asked, row) is False,
    )


def findings(book: core.Book) -> Iterator[Ask]:
    """All that is asked of a book besides its invariants, in the order of its rules."""
    for rule in filter(book.is_own, book.rules.values()):
        if not _is_switched_off(book, rule):
            yield never_applies(rule)
            yield undetermined(book, rule)
        if _can_be_always(rule):
            yield always_applies(rule)
        yield from (never_displaces(book, rule, path) for path in rule.overrides if path in book.rules)
    for action in book.vocabulary.actions.values():
        yield from _of_action(book, action)
    for fact in filter(book.is_own, book.facts.values()):
        yield from (branches_differ(fact, *pair) for pair in combinations(range(len(fact.exceptions)), 2))


def _is_switched_off(book: core.Book, rule: core.Rule) -> bool:
    """Whether a switch keeps the rule off on every day: that it never applies is meant."""
    switches = [switched_off(book, rule, each) for each in (rule.since or date.min, date.max)]
    return all(each is not None and all(dated.value is False for dated in each.values) for each in switches)


def _of_action(book: core.Book, action: core.Action) -> Iterator[Ask]:
    guards = book.guards[action.name]
    for rule in filter(book.is_own, guards):
        if isinstance(rule.norm, core.Permission) and action.default == "denied":
            yield always_beaten(action, rule)
        if len(guards) > 1 and not _is_switched_off(book, rule):
            yield redundant(book, action, rule)
    if action.default == "denied" and guards:
        yield no_rule_speaks(book, action)
    if action.recorded_by:
        field = action.recorded_by
        duties = (each for each in book.rules.values() if _demands(each, action, field))
        yield from (demanded_and_prohibited(action, duty) for duty in duties)


# ── one rule ──


def never_applies(rule: core.Rule) -> Ask:
    """Facts to which a rule applies."""
    return Ask(
        "never applies",
        (rule.path,),
        rule.subject,
        lambda question: question.norms.applies(rule, question.row).yes,
        lambda evaluator, row: evaluator.applies(rule, row) is True,
    )


def undetermined(book: core.Book, rule: core.Rule) -> Ask:
    """Facts, all known, well within the official schedule, of which it is not determined whether a rule applies."""
    known = periods.schedule_of(book.calendar).known_days
    first, last = (known[0], known[-1] - A_YEAR) if known else (0, 0)

    def goal(question: Question) -> Formula:
        found = question.norms.applies(rule, question.row)
        unknown = both(opposite(found.yes), opposite(found.no))
        within = question.rows.within(first, last)
        today = both(question.today >= first, question.today <= last, question.has_moment)
        return both(unknown, today, *_all_known(question), *within)

    def confirm(evaluator: Evaluator, row: Given) -> bool:
        return isinstance(evaluator.applies(rule, row), Unknown)

    return Ask("undetermined though known", (rule.path,), rule.subject, goal, confirm)


def always_applies(rule: core.Rule) -> Ask:
    """Facts to which a rule in force does not apply."""
    return Ask(
        "always applies",
        (rule.path,),
        rule.subject,
        lambda question: both(
            question.norms.in_force(rule).yes, opposite(question.norms.applies(rule, question.row).yes)
        ),
        lambda evaluator, row: evaluator.in_force(rule) and evaluator.applies(rule, row) is not True,
    )


def _can_be_always(rule: core.Rule) -> bool:
    """A rule without any condition is meant to apply to all."""
    return any(each != empty for each, empty in ((rule.where, core.YES), (rule.when, core.YES), (rule.unless, core.NO)))


def never_displaces(book: core.Book, rule: core.Rule, path: str) -> Ask:
    """Facts for which a rule displaces one that it overrides."""
    other = book.rules[path]
    return Ask(
        "never displaces",
        (rule.path, path),
        rule.subject,
        lambda question: both(
            question.norms.holds(rule, question.row).yes, question.norms.applies(other, question.row).yes
        ),
        lambda evaluator, row: evaluator.holds(rule, row) is True and evaluator.applies(other, row) is True,
    )


# ── one action ──


def always_beaten(action: core.Action, rule: core.Rule) -> Ask:
    """Facts for which a permission holds and nothing prohibits what it permits."""
    return Ask(
        "always beaten",
        (rule.path,),
        action.on,
        lambda question: both(
            question.norms.holds(rule, question.row).yes, question.norms.decide(action, question.row).yes
        ),
        lambda evaluator, row: evaluator.holds(rule, row) is True and evaluator.decide(action, row).name == "permitted",
    )


def redundant(book: core.Book, action: core.Action, rule: core.Rule) -> Ask:
    """Facts for which the verdict would be another without the rule."""
    guards = tuple(each for each in book.guards[action.name] if each.path != rule.path)
    without = replace(book, guards={**book.guards, action.name: guards})

    def goal(question: Question) -> Formula:
        with_it = question.norms.decide(action, question.row)
        return _differ(with_it, question.norms.of(without).decide(action, question.row))

    def confirm(evaluator: Evaluator, row: Given) -> bool:
        other = Evaluator(without, evaluator.world, evaluator.day)
        return evaluator.decide(action, row).name != other.decide(action, row).name

    return Ask("redundant", (rule.path,), action.on, goal, confirm)


def _differ(one: Truth, other: Truth) -> Formula:
    return either(one.yes != other.yes, one.no != other.no)


def no_rule_speaks(book: core.Book, action: core.Action) -> Ask:
    """Facts, all known, of which no rule says anything while there are such rules: the default alone denies."""
    guards = book.guards[action.name]

    def goal(question: Question) -> Formula:
        silent = both(*(question.norms.holds(rule, question.row).no for rule in guards))
        return both(silent, either(*(question.norms.in_force(rule).yes for rule in guards)), *_all_known(question))

    def confirm(evaluator: Evaluator, row: Given) -> bool:
        silent = all(evaluator.holds(rule, row) is False for rule in guards)
        return silent and any(evaluator.in_force(rule) for rule in guards)

    return Ask("no rule speaks", (action.name,), action.on, goal, confirm)


def _demands(rule: core.Rule, action: core.Action, field: str) -> bool:
    """Whether a rule wants the act to happen by a day."""
    event = rule.norm.event if isinstance(rule.norm, core.Deadline) else None
    is_event = isinstance(event, core.FieldOf) and event.name == field
    return (
        is_event
        and rule.subject == action.on
        and isinstance(rule.norm, core.Deadline)
        and rule.norm.due.unit != "hours"
    )


def demanded_and_prohibited(action: core.Action, duty: core.Rule) -> Ask:
    """Facts for which an act has to happen by today and is prohibited today."""
    assert isinstance(duty.norm, core.Deadline)
    deadline = duty.norm

    def goal(question: Question) -> Formula:
        norms, row = question.norms, question.row
        return both(norms.falls_due(duty, deadline, row), norms.decide(action, row).no)

    def confirm(evaluator: Evaluator, row: Given) -> bool:
        outcome = evaluator.judge(duty, row)
        is_due = outcome.name == "pending" and outcome.due == evaluator.day.today
        return is_due and evaluator.decide(action, row).name == "denied"

    return Ask("both demanded and prohibited", (duty.path, action.name), duty.subject, goal, confirm)


# ── one fact ──


def branches_differ(fact: core.Fact, first: int, second: int) -> Ask:
    """Facts for which two branches of a fact hold and give different values: the first wins, which may not be meant."""
    one, two = fact.exceptions[first], fact.exceptions[second]

    def goal(question: Question) -> Formula:
        norms, row = question.norms, question.row
        return both(
            norms.truth(one.when, row).yes, norms.truth(two.when, row).yes, norms.apart(one.value, two.value, row)
        )

    def confirm(evaluator: Evaluator, row: Given) -> bool:
        if evaluator.truth(one.when, row) is not True or evaluator.truth(two.when, row) is not True:
            return False
        a, b = (evaluator.value(each.value, {row.entity: row}) for each in (one, two))
        return not isinstance(a, Unknown) and not isinstance(b, Unknown) and a != b

    name = f"{fact.entity}.{fact.name}"
    return Ask("branches differ", (name, str(first + 1), str(second + 1)), fact.entity, goal, confirm)


def _all_known(question: Question) -> Iterator[Formula]:
    """Every field that was asked for has a value, every relation is given."""
    for row in question.rows.all:
        for value in row.fields.values():
            yield either(opposite(row.present), value.known)
        yield from (either(opposite(row.present), one.known) for one in row.ones.values())
        yield from (either(opposite(row.present), many.whole) for many in row.many.values())
