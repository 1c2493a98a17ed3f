"""What holds of every answer, whatever the facts and the day, on the shipped book.

What that book promises by law stands in `test_promises.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from dsl import core
from dsl.kinds import Never, Reference, YesNo
from dsl.order import conditions, fact_key, reach
from interpreter.evaluate import OUTCOMES, Day, Evaluator, Outcome, Verdict, earliest_permitted
from interpreter.explain import Explainer
from interpreter.facts import Row, World, all_rows
from interpreter.lives import Life
from interpreter.sampling import Sampler
from interpreter.values import Result, Rows, Unknown
from tests.books import telecom, telecom_evaluator

BOOK = telecom().book
SAMPLER = Sampler(BOOK)
SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
SUBJECTS = sorted({rule.subject for rule in BOOK.rules.values()})
ACTIONS = BOOK.vocabulary.actions
Facts = dict[str, Any]
Case = tuple[Facts, date]
Answer = Outcome | Verdict | Result

cases = st.sampled_from(SUBJECTS).flatmap(SAMPLER.cases)
known_cases = st.sampled_from(SUBJECTS).flatmap(lambda entity: SAMPLER.cases(entity, unknowns=0.02))


def decide(action: str, facts: Facts, day: date) -> str:
    asked, row = telecom_evaluator(facts, day)
    return asked.decide(ACTIONS[action], row).name


def questions(row: Row) -> Iterator[tuple[str, Callable[[Evaluator], Answer]]]:
    """Every question about a subject: its duties, its recorded actions, its decisions, its invariants and its facts."""
    for rule in BOOK.rules.values():
        if rule.subject == row.entity and rule.is_duty:
            yield rule.path, partial(Evaluator.judge, rule=rule, row=row)
    for action in ACTIONS.values():
        if action.on == row.entity:
            yield f"may {action.name}", partial(Evaluator.decide, action=action, row=row)
            if action.recorded_by:
                yield f"did {action.name}", partial(Evaluator.judge_act, action=action, row=row)
    for invariant in BOOK.invariants.values():
        if invariant.subject == row.entity:
            yield invariant.name, partial(Evaluator.keeps, invariant=invariant, row=row)
    for fact in BOOK.facts.values():
        if fact.entity == row.entity:
            read = core.FactOf(core.Variable(row.entity, Reference(row.entity)), fact.name, fact.kind)
            yield f"fact {fact.name}", partial(Evaluator.value, e=read, env={row.entity: row})


def answers(asked: Evaluator, row: Row) -> dict[str, Answer]:
    return {name: question(asked) for name, question in questions(row)}


def plain(answer: Answer) -> object:
    """What a subject is told; None where nothing certain."""
    told = answer.name if isinstance(answer, Outcome | Verdict) else answer
    return None if told == "undetermined" or isinstance(told, Unknown) else told


# ── knowing more changes nothing that was settled ────────────────────────────────────────────────────────────────────

UNPRESUMED = replace(BOOK, facts={key: replace(fact, presumed=None) for key, fact in BOOK.facts.items()})
JOINED = {
    (entity.name, name)
    for entity in BOOK.vocabulary.entities.values()
    for name in (entity.key, *(ours for relation in entity.relations.values() for ours, _ in relation.on))
}


def places(world: World) -> list[tuple[int, str]]:
    """What can be forgotten: each field that identifies nothing, each relation, of each row by its number."""
    read = {pair for subject in SUBJECTS for pair in SAMPLER.reads(subject)}
    found = []
    for number, row in enumerate(all_rows(world)):
        entity = BOOK.vocabulary.entities[row.entity]
        members = [name for name in (*entity.fields, *entity.relations) if (row.entity, name) in read]
        found += [(number, name) for name in members if (row.entity, name) not in JOINED]
    return found


def forget(world: World, forgotten: set[tuple[int, str]]) -> None:
    """Makes these unknown; of several related rows every other one is forgotten, and that there may be more."""
    for number, row in enumerate(list(all_rows(world))):
        entity = BOOK.vocabulary.entities[row.entity]
        for name in [name for at, name in forgotten if at == number]:
            unknown = Unknown(frozenset({f"{row.entity}.{name}"}))
            if name in entity.fields:
                row.values[name] = unknown
            elif entity.relations[name].many:
                rows = row.links.get(name)
                row.links[name] = Rows(rows.members[::2] if isinstance(rows, Rows) else (), unknown.missing)
            else:
                row.links[name] = unknown


def before_and_after(case: Case, data: st.DataObject, book: core.Book) -> tuple[Evaluator, Row, Evaluator, Row]:
    """The same subject with something forgotten and with it known."""
    facts, day = case
    then, row = telecom_evaluator(facts, day, book)
    known, known_row = telecom_evaluator(facts, day, book)
    forget(then.world, data.draw(st.sets(st.sampled_from(places(then.world)), min_size=1, max_size=5)))
    return then, row, known, known_row


@given(known_cases, st.data())
def test_without_presumptions_knowing_more_changes_nothing_that_was_settled(case: Case, data: st.DataObject) -> None:
    then, row, known, known_row = before_and_after(case, data, UNPRESUMED)
    later = answers(known, known_row)
    for name, answer in answers(then, row).items():
        if plain(answer) is not None:
            assert plain(later[name]) == plain(answer), name


PRESUMING = {
    subject
    for subject, node in SAMPLER.edges.nodes
    if isinstance(node, core.FactOf) and BOOK.facts[fact_key(node)].presumed
}


@given(st.sampled_from(sorted(PRESUMING)).flatmap(lambda entity: SAMPLER.cases(entity, unknowns=0.02)), st.data())
def test_what_knowing_more_changes_was_presumed_and_the_explanation_names_the_law(
    case: Case, data: st.DataObject
) -> None:
    then, row, known, known_row = before_and_after(case, data, BOOK)
    later = answers(known, known_row)
    for name, answer in answers(then, row).items():
        if plain(answer) is None:
            continue
        if plain(later[name]) != plain(answer):
            event("changed")
            told = explained(name, then, row, answer)
            assert "presumed" in told, name
            assert any(source_of(fact) in told for fact in presumed_by(name, row)), name


def presumed_by(name: str, row: Row) -> Iterator[core.Fact]:
    """The facts with a presumption that an answer may rest on."""
    kind, _, rest = name.rpartition(" ")
    invariant = BOOK.invariants.get(name)
    action = invariant.action if invariant else rest
    rules = [BOOK.rules[name]] if name in BOOK.rules else BOOK.guards.get(action, ())
    parts: list[object] = [part for rule in rules for part in conditions(rule)]
    parts += [invariant] if invariant else []
    parts += [core.FactOf(core.Variable(row.entity, Reference(row.entity)), rest, YesNo())] if kind == "fact" else []
    keys = {fact_key(each) for part in parts for each in reach(part, BOOK.facts) if isinstance(each, core.FactOf)}
    return (BOOK.facts[key] for key in keys if BOOK.facts[key].presumed)


def source_of(fact: core.Fact) -> str:
    assert fact.presumed is not None
    return BOOK.sources[fact.presumed.sources[0].source].title.say("en")


def explained(name: str, asked: Evaluator, row: Row, answer: Answer) -> str:
    explainer = Explainer(asked, "en")
    kind, _, rest = name.rpartition(" ")
    if kind == "fact":
        return str(explainer.fact(BOOK.facts[row.entity, rest], row))
    if kind == "did":
        return str(explainer.act(ACTIONS[rest], row))
    if isinstance(answer, Verdict):
        return str(explainer.verdict(ACTIONS[rest], row, answer))
    if name in BOOK.invariants:
        return str(explainer.invariant(BOOK.invariants[name], row))
    return str(explainer.duty(BOOK.rules[name], row))


def test_a_presumption_is_what_silence_meets() -> None:
    """The one change that the property above must allow, made by hand."""
    silence: Facts = {"message": {"kind": "commercial", "consents": [{"given_at": "unknown"}]}}
    consent: Facts = {"message": {"kind": "commercial", "consents": [{"given_at": "2021-03-01T09:00"}]}}
    day = date(2021, 6, 1)
    assert (decide("send", silence, day), decide("send", consent, day)) == ("denied", "permitted")
    asked, row = telecom_evaluator(silence, day)
    told = explained("may send", asked, row, asked.decide(ACTIONS["send"], row))
    assert "presumed no" in told
    assert BOOK.sources["sms-2015"].title.en in told


# ── what holds of every answer ───────────────────────────────────────────────────────────────────────────────────────


def shuffled(value: Any, data: st.DataObject) -> Any:
    """The same nested facts with rows, and the members of each row, in another order."""
    if isinstance(value, dict):
        return {name: shuffled(value[name], data) for name in data.draw(st.permutations(list(value)))}
    return [shuffled(each, data) for each in data.draw(st.permutations(value))] if isinstance(value, list) else value


@given(cases, st.data())
def test_answers_do_not_depend_on_the_order_of_rows(case: Case, data: st.DataObject) -> None:
    facts, day = case
    assert answers(*telecom_evaluator(shuffled(facts, data), day)) == answers(*telecom_evaluator(facts, day))


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


# ── from when on ─────────────────────────────────────────────────────────────────────────────────────────────────────

HORIZON = 30
ENDS = {"terminated_on", "cancelled_on", "arrears_terminated_on", "registered_on"}


def running(case: Case) -> Case:
    """The same line, neither ended nor registered: a period may run against it."""
    return {"line": {name: value for name, value in case[0]["line"].items() if name not in ENDS}}, case[1]


acting = st.sampled_from(sorted({action.on for action in ACTIONS.values()})).flatmap(SAMPLER.cases)
waiting = SAMPLER.cases("line", 0.02, days=st.dates(date(2016, 1, 1), date(2026, 6, 1))).map(running)


@given(acting | waiting | waiting)
def test_the_earliest_day_is_the_first_on_which_the_action_is_not_denied(case: Case) -> None:
    """Every day of the next weeks is asked, and the day before the one named: denied until then, permitted on it."""
    asked, row = telecom_evaluator(*case)
    for action in ACTIONS.values():
        if action.on == row.entity and asked.decide(action, row).name == "denied":
            check_earliest(action, asked, row)


def check_earliest(action: core.Action, asked: Evaluator, row: Row) -> None:
    day = asked.day.today
    fresh = asked.at(asked.day)
    fresh.decide(action, row)
    earliest = earliest_permitted(fresh, action, row, steps=10 * HORIZON)
    event("from some day on" if earliest else "not for certain")

    def on(later: date) -> str:
        return asked.at(Day(later, None, later, day)).decide(action, row).name

    days = [day + n * DAY for n in range(1, HORIZON)]
    told = next(((each, verdict) for each in days if (verdict := on(each)) != "denied"), None)
    if earliest is None:
        assert told is None or told[1] == "undetermined"
    else:
        assert on(earliest) == "permitted"
        assert on(earliest - DAY) == "denied"
        assert told is None if earliest > days[-1] else told == (earliest, "permitted")


@pytest.mark.parametrize("entity", SUBJECTS)
def test_every_subject_is_sampled_with_something_to_judge(entity: str) -> None:
    assert SAMPLER.reads(entity)
