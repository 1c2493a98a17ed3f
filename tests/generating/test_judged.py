"""The reference meaning has an answer for any row of any book: it never fails."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from interpreter.ask import Interpreter
from interpreter.sampling import Sampler
from tests.generating.books import Written, books
from tests.generating.test_books import load


@settings(max_examples=25)
@given(books(most=3), st.data())
def test_every_row_is_judged(written: Written, data: st.DataObject) -> None:
    found = load(written)
    assert found.book is not None
    book, interpreter = found.book, Interpreter(found.book, found.sources)
    sampler = Sampler(book)
    for entity in book.vocabulary.entities:
        facts, day = data.draw(sampler.cases(entity))
        case = interpreter.case(facts)
        evaluator = interpreter.evaluator(case, day)
        for rule in (each for each in book.rules.values() if each.subject == entity):
            assert evaluator.judge(rule, case.row) if rule.is_duty else evaluator.holds(rule, case.row) is not None
        for action in (each for each in book.vocabulary.actions.values() if each.on == entity):
            assert evaluator.decide(action, case.row).name in ("permitted", "denied", "undetermined")
        for invariant in (each for each in book.invariants.values() if each.subject == entity):
            evaluator.keeps(invariant, case.row)
        for owner, name in book.facts:
            if owner == entity:
                interpreter.fact(name, case, day)
