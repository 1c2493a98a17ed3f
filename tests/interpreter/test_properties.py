"""What holds of every answer, whatever the facts and the day, on the shipped book.

What that book promises by law stands in `tests/properties`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from dsl import core
from dsl.kinds import Never
from interpreter.evaluate import OUTCOMES, Day, Evaluator, Outcome, Verdict
from interpreter.facts import Row
from interpreter.lives import Life
from tests.books import telecom_evaluator
from tests.properties.asking import ACTIONS, BOOK, SAMPLER, SUBJECTS, answers, questions

DAY = timedelta(days=1)
Facts = dict[str, Any]
Case = tuple[Facts, date]

cases = st.sampled_from(SUBJECTS).flatmap(SAMPLER.cases)


# ── what holds of every answer ───────────────────────────────────────────────────────────────────────────────────────


@given(cases)
def test_answers_do_not_depend_on_what_was_asked_before(case: Case) -> None:
    together, row = telecom_evaluator(*case)
    first = answers(together, row)
    assert answers(together, row) == first
    for name, question in reversed(list(questions(row))):
        assert question(Evaluator(BOOK, together.world, together.day)) == first[name], name


@given(cases)
def test_every_duty_and_every_recorded_action_has_one_outcome_that_is_whole(case: Case) -> None:
    facts, day = case
    for name, outcome in answers(*telecom_evaluator(facts, day)).items():
        if not isinstance(outcome, Outcome):
            continue
        assert outcome.name in OUTCOMES
        assert outcome.rule == name.removeprefix("did ")
        assert bool(outcome.missing) == (outcome.name == "undetermined")
        assert not outcome.by or outcome.name in ("displaced", "breach")
        assert bool(outcome.by) or outcome.name != "displaced"
        if outcome.due is not None:
            assert outcome.name in ("compliant", "late", "pending", "breach")
            due = outcome.due.date() if isinstance(outcome.due, datetime) else outcome.due
            assert outcome.name != "pending" or due >= day
            assert outcome.name != "breach" or due < day


@given(cases)
def test_a_verdict_is_what_the_rules_that_spoke_come_to(case: Case) -> None:
    for verdict in answers(*telecom_evaluator(*case)).values():
        if isinstance(verdict, Verdict):
            said = {(each.effect, each.holds) for each in verdict.because}
            assert bool(verdict.missing) == (verdict.name == "undetermined")
            if ("prohibits", True) in said:
                assert verdict.name == "denied"
            elif ("prohibits", None) in said and verdict.name != "denied":
                assert verdict.name == "undetermined"
            if verdict.name == "permitted":
                assert ("permits", True) in said or ACTIONS[verdict.action].default == "permitted"


@given(cases)
def test_an_act_is_compliant_just_when_it_was_permitted_on_its_day(case: Case) -> None:
    facts, day = case
    asked, row = telecom_evaluator(facts, day)
    told = {"permitted": "compliant", "denied": "breach", "undetermined": "undetermined"}
    for action in ACTIONS.values():
        done = asked._field(row, action.recorded_by) if action.on == row.entity and action.recorded_by else None
        if isinstance(done, date):
            then = Day.of(done, BOOK.zone, asof=day)
            verdict = asked.at(then).decide(action, row)
            outcome = asked.judge_act(action, row)
            event(outcome.name)
            assert (outcome.name, outcome.missing) == (told[verdict.name], verdict.missing)
        elif isinstance(done, Never):
            assert asked.judge_act(action, row).name == "not_applicable"


lived = st.sampled_from(sorted({action.on for action in ACTIONS.values() if action.recorded_by})).flatmap(SAMPLER.lives)


@given(lived)
@settings(max_examples=50)  # some hundred days each, on which every action is tried
def test_an_operator_who_does_only_what_is_permitted_is_found_compliant_afterwards(life: Life) -> None:
    asked, row = telecom_evaluator(life.facts, life.end)
    for done in life.events:
        if done.by == "operator":
            assert asked.judge_act(ACTIONS[done.name], row).name == "compliant", done


def as_it_stood(day: date) -> core.Book:
    """The book without anything that came into force, or ceased to be, from a day on."""

    def until(last: date | None) -> date:
        return min(last or date.max, day - DAY)

    rules = {path: replace(rule, until=until(rule.until)) for path, rule in BOOK.rules.items()}
    figures = {
        name: replace(
            figure,
            values=tuple(replace(d, until=until(d.until)) for d in figure.values if not d.since or d.since < day),
        )
        for name, figure in BOOK.parameters.items()
    }
    guards = {action: tuple(rules[rule.path] for rule in about) for action, about in BOOK.guards.items()}
    overriders = {path: tuple(rules[rule.path] for rule in others) for path, others in BOOK.overriders.items()}
    return replace(BOOK, rules=rules, parameters=figures, guards=guards, overriders=overriders)


@given(cases, SAMPLER.days())
def test_law_made_later_touches_neither_acts_nor_periods_that_had_begun(case: Case, change: date) -> None:
    facts, day = case
    now, row = telecom_evaluator(facts, day)
    then = Evaluator(as_it_stood(change), now.world, now.day)
    for action in ACTIONS.values():
        if action.on == row.entity and action.recorded_by and _before(now, row, action.recorded_by, change):
            event("an act")
            assert then.judge_act(action, row) == now.judge_act(action, row)
    for path, rule in BOOK.rules.items():
        if rule.subject == row.entity and isinstance(rule.norm, core.Deadline):
            start = now.value(rule.norm.due.start, {row.entity: row})
            if isinstance(start, date) and (start.date() if isinstance(start, datetime) else start) < change:
                event("a period")
                assert then.judge(then.book.rules[path], row) == now.judge(rule, row)


def _before(asked: Evaluator, row: Row, name: str, change: date) -> bool:
    done = asked._field(row, name)
    return isinstance(done, date) and (done.date() if isinstance(done, datetime) else done) < change


# ── what the book promises of itself ─────────────────────────────────────────────────────────────────────────────────


@given(st.sampled_from(sorted({each.subject for each in BOOK.invariants.values()})).flatmap(SAMPLER.cases))
def test_every_invariant_of_the_book_holds(case: Case) -> None:
    asked, row = telecom_evaluator(*case)
    for invariant in BOOK.invariants.values():
        if invariant.subject == row.entity:
            assert asked.keeps(invariant, row) is not False, invariant.name


@pytest.mark.parametrize("entity", SUBJECTS)
def test_every_subject_is_sampled_with_something_to_judge(entity: str) -> None:
    assert SAMPLER.reads(entity)
