"""Promise 4: what becomes known reverses nothing that was settled, but through what the law presumes of silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from dsl import core
from dsl.kinds import Reference, YesNo
from dsl.order import conditions, fact_key, reach
from interpreter.evaluate import Evaluator, Verdict
from interpreter.explain import Explainer
from interpreter.facts import Row
from tests.books import telecom_evaluator
from tests.properties.asking import ACTIONS, BOOK, SAMPLER, SUBJECTS, Answer, answers, forget, places, plain
from tests.properties.oracle import Case, Facts
from tests.properties.promise import promise, reached

UNPRESUMED = replace(BOOK, facts={key: replace(fact, presumed=None) for key, fact in BOOK.facts.items()})
PRESUMING = {
    subject
    for subject, node in SAMPLER.edges.nodes
    if isinstance(node, core.FactOf) and BOOK.facts[fact_key(node)].presumed
}
known_cases = st.sampled_from(SUBJECTS).flatmap(lambda entity: SAMPLER.cases(entity, unknowns=0.02))
presuming_cases = st.sampled_from(sorted(PRESUMING)).flatmap(lambda entity: SAMPLER.cases(entity, unknowns=0.02))


ABOUT_KNOWLEDGE = {
    (entity, f"fact {name}")
    for (entity, name), fact in BOOK.facts.items()
    if any(isinstance(node, core.IsKnown) for node in reach(fact, BOOK.facts))
}
"""Facts that ask whether something is known: of course they change when it is. No norm may stand on one."""


def settled(row: Row, told: dict[str, Answer]) -> Iterator[tuple[str, Answer]]:
    """The answers that are certain, save those about knowledge itself."""
    for name, answer in told.items():
        if plain(answer) is not None and (row.entity, name) not in ABOUT_KNOWLEDGE:
            yield name, answer


def before_and_after(case: Case, data: st.DataObject, book: core.Book) -> tuple[Evaluator, Row, Evaluator, Row]:
    """The same subject with something forgotten and with it known."""
    facts, day = case
    then, row = telecom_evaluator(facts, day, book)
    known, known_row = telecom_evaluator(facts, day, book)
    forget(then.world, data.draw(st.sets(st.sampled_from(places(then.world)), min_size=1, max_size=5)))
    return then, row, known, known_row


@promise(4, known_cases, st.data(), settled_by_it=0.3)
def test_4_knowing_more_reverses_nothing_that_was_settled(case: Case, data: st.DataObject) -> None:
    """Of a book that presumes nothing: what was certain stays, what was not may become so."""
    then, row, known, known_row = before_and_after(case, data, UNPRESUMED)
    earlier, later = answers(then, row), answers(known, known_row)
    for name, answer in settled(row, earlier):
        assert plain(later[name]) == plain(answer), name
    reached("settled_by_it", any(plain(later[name]) is not None is plain(earlier[name]) for name in earlier))


@promise(4, presuming_cases, st.data(), reversed_by_it=0.01)
def test_4_what_is_reversed_was_presumed_and_the_explanation_names_the_law(case: Case, data: st.DataObject) -> None:
    then, row, known, known_row = before_and_after(case, data, BOOK)
    later = answers(known, known_row)
    turned = False
    for name, answer in settled(row, answers(then, row)):
        if plain(later[name]) != plain(answer):
            turned = True
            told = explained(name, then, row, answer)
            assert "presumed" in told, name
            assert any(source_of(fact) in told for fact in presumed_by(name, row)), name
    reached("reversed_by_it", turned)


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


def test_4_no_norm_stands_on_whether_something_is_known() -> None:
    """It would presume without saying so: what is not known would settle the answer, with no law for that."""
    asking = [
        path
        for path, rule in BOOK.rules.items()
        if any(isinstance(node, core.IsKnown) for part in conditions(rule) for node in reach(part, BOOK.facts))
    ]
    assert asking == []


def test_a_presumption_is_what_silence_meets() -> None:
    """The one change that the promise must allow, made by hand."""
    silence: Facts = {"message": {"kind": "commercial", "consents": [{"given_at": "unknown"}]}}
    consent: Facts = {"message": {"kind": "commercial", "consents": [{"given_at": "2021-03-01T09:00"}]}}
    day = date(2021, 6, 1)

    def verdict(facts: Facts) -> tuple[Any, ...]:
        asked, row = telecom_evaluator(facts, day)
        return asked, row, asked.decide(ACTIONS["send"], row)

    asked, row, denied = verdict(silence)
    assert (denied.name, verdict(consent)[2].name) == ("denied", "permitted")
    told = explained("may send", asked, row, denied)
    assert "presumed no" in told
    assert BOOK.sources["sms-2015"].title.en in told
