"""An amended book says before the day what the unamended one said, from it on what the new text says that stands alone.

A transitional clause divides the rows between the two. All this of books and facts made up. That all meanings agree on
amended books is asked by the other tests here: half of the books that are made up have amendments.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dsl import core
from dsl import syntax as s
from dsl.load import Loaded
from interpreter.ask import Interpreter
from interpreter.evaluate import Evaluator
from interpreter.facts import Row
from interpreter.outcomes import Outcome
from interpreter.sampling import Sampler
from interpreter.values import Unknown
from tests.generating.books import AMENDED, Written, books
from tests.generating.test_books import load

T = TypeVar("T")
MANY = int(os.environ.get("GUIJU_AGREE", "1"))
"""A campaign: so many times as many examples."""
FIRST = date.fromisoformat(AMENDED[0])
Case = tuple[Evaluator, Row]


# ── what becomes of the statements ───────────────────────────────────────────────────────────────────────────────────


def once(written: Written, *, spared: bool = False) -> Written:
    """The book with one amendment of each rule at most, all of one day; with or without transitional clauses."""
    seen: set[str] = set()
    kept: list[s.Statement] = []
    for each in written.statements:
        if isinstance(each, s.Replace | s.Repeal):
            if each.path.text in seen:
                continue
            seen.add(each.path.text)
            clauses = [clause for clause in each.clauses if spared or not isinstance(clause, s.Transitional)]
            kept.append(replace(each, clauses=tuple(map(_on_first, clauses))))
        else:
            kept.append(each)
    return replace(written, statements=tuple(kept))


def _on_first(clause: s.Clause) -> s.Clause:
    is_day = isinstance(clause, s.Bound) and clause.word == "from"
    return replace(clause, date=s.Moment(AMENDED[0])) if is_day and isinstance(clause, s.Bound) else clause


def unamended(written: Written) -> Written:
    """The book that nobody amended."""
    return replace(written, statements=tuple(e for e in written.statements if not isinstance(e, s.Replace | s.Repeal)))


def alone(written: Written) -> Written:
    """The book in which the new texts stand in the place of the old ones, as rules like others."""
    new = {e.path.text: e for e in written.statements if isinstance(e, s.Replace)}

    def stands(each: s.Statement) -> s.Statement | None:
        if isinstance(each, s.Replace):
            return None
        if isinstance(each, s.Rule) and (text := new.get(each.path.text)):
            return s.Rule(text.path, text.titles, text.clauses)
        return each

    return replace(written, statements=tuple(each for each in map(stands, written.statements) if each))


def replaced(written: Written) -> set[str]:
    return {each.path.text for each in written.statements if isinstance(each, s.Replace)}


# ── one row, asked of two books ──────────────────────────────────────────────────────────────────────────────────────


def cases(data: st.DataObject, days: st.SearchStrategy[date], *found: Loaded) -> list[Case]:
    """One row and one day, for each of these books; they have one vocabulary."""
    first = found[0].book
    assert first is not None
    entity = data.draw(st.sampled_from(sorted(first.vocabulary.entities)))
    facts, day = data.draw(Sampler(first).cases(entity, days=days))
    made: list[Case] = []
    for each in found:
        assert each.book is not None
        interpreter = Interpreter(each.book, each.sources)
        case = interpreter.case(facts)
        made.append((interpreter.evaluator(case, day), case.row))
    return made


def root(path: str) -> str:
    """The rule of a text."""
    return path.split("/before_")[0].split("/kept_")[0]


def said(outcome: Outcome) -> tuple[object, ...]:
    """An outcome, whichever texts displaced it."""
    return outcome.name, outcome.due, tuple(map(root, outcome.by)), outcome.missing


def same(found: Sequence[T], of: Callable[[T], object]) -> None:
    one, other = map(of, found)
    assert one == other


BEFORE = st.dates(date(2011, 1, 1), FIRST - timedelta(1))
AFTER = st.dates(FIRST, date(2026, 6, 1))
ALWAYS = st.one_of(BEFORE, AFTER, st.sampled_from([FIRST - timedelta(1), FIRST, FIRST + timedelta(1)]))


@settings(max_examples=40 * MANY)
@given(books(most=3), st.data())
def test_before_the_day_everything_is_as_nobody_had_amended_it(written: Written, data: st.DataObject) -> None:
    assume(any(isinstance(each, s.Replace | s.Repeal) for each in written.statements))
    mine, theirs = load(written), load(unamended(written))
    (amended, row), (plain, other) = cases(data, BEFORE, mine, theirs)
    for path, rule in plain.book.rules.items():
        oldest = first_text(amended.book, path)
        if rule.subject == row.entity and rule.is_duty:
            assert said(amended.judge(oldest, row)) == said(plain.judge(rule, other)), path
        elif rule.subject == row.entity:
            assert amended.holds(oldest, row) == plain.holds(rule, other), path
    for text in amended.book.rules.values():
        if text.subject == row.entity and text is not first_text(amended.book, text.path):
            silent(amended, text, row)
    for action in plain.book.vocabulary.actions.values():
        if action.on == row.entity:
            assert verdict(amended, action, row) == verdict(plain, action, other)


def first_text(book: core.Book, path: str) -> core.Rule:
    return min(book.texts_of(path), key=lambda each: each.since or date.min)


def silent(evaluator: Evaluator, text: core.Rule, row: Row) -> None:
    """A text that is not in force yet says nothing, unless it is not known when its period began."""
    if not text.is_duty:
        assert evaluator.holds(text, row) is False
        return
    allowed = {"not_applicable", "undetermined"} if isinstance(text.norm, core.Deadline) else {"not_applicable"}
    assert evaluator.judge(text, row).name in allowed


def verdict(evaluator: Evaluator, action: core.Action, row: Row) -> object:
    found = evaluator.decide(action, row)
    return found.name, found.missing, {(root(each.rule), each.effect, each.holds) for each in found.because}


@settings(max_examples=40 * MANY)
@given(books(most=3).map(once), st.data())
def test_the_new_text_says_what_it_says_where_it_stands_alone(written: Written, data: st.DataObject) -> None:
    """On every day: for a period that began before, neither has anything to say."""
    assume(replaced(written))
    (amended, row), (lone, other) = cases(data, ALWAYS, load(written), load(alone(written)))
    for path in replaced(written):
        rule, text = amended.book.rules[path], lone.book.rules[path]
        if rule.subject == row.entity and rule.is_duty:
            assert said(amended.judge(rule, row)) == said(lone.judge(text, other)), path
        elif rule.subject == row.entity:
            assert amended.holds(rule, row) == lone.holds(text, other), path


@settings(max_examples=40 * MANY)
@given(books(most=3).map(once), st.data())
def test_from_the_day_on_decisions_are_those_of_the_new_texts_alone(written: Written, data: st.DataObject) -> None:
    assume(any(isinstance(each, s.Replace | s.Repeal) for each in written.statements))
    (amended, row), (lone, other) = cases(data, AFTER, load(written), load(alone(written)))
    for action in amended.book.vocabulary.actions.values():
        if action.on == row.entity:
            assert verdict(amended, action, row) == verdict(lone, action, other)


@settings(max_examples=60 * MANY)
@given(books(most=3).map(lambda each: once(each, spared=True)), st.data())
def test_a_transitional_clause_divides_the_rows_between_the_texts(written: Written, data: st.DataObject) -> None:
    """Asked of the conditions alone, on a day of the law applied: the clause is a fact of each book."""
    spared = [
        (each, clause)
        for each in written.statements
        if isinstance(each, s.Replace | s.Repeal)
        for clause in each.clauses
        if isinstance(clause, s.Transitional)
    ]
    assume(spared)
    marked = replace(written, statements=(*written.statements, *asked(written, spared)))
    bare = once(marked)
    found = cases(data, AFTER, load(marked), load(unamended(marked)), load(alone(bare)))
    (amended, row), (plain, second), (lone, third) = found
    for n, (statement, _) in enumerate(spared):
        path = statement.path.text
        kept = next(each for each in amended.book.texts_of(path) if "/kept_" in each.path)
        if kept.subject != row.entity:
            continue
        truth = amended.derive(amended.book.facts[kept.subject, f"spared{n}"], row)
        old, new = plain.applies(plain.book.rules[path], second), lone.applies(lone.book.rules[path], third)
        of_old, of_new = amended.applies(kept, row), amended.applies(amended.book.rules[path], row)
        if isinstance(statement, s.Repeal):
            new = False
        if truth is True:
            assert (of_old, of_new) == (old, False)
        elif truth is False:
            assert (of_old, of_new) == (False, new)
        else:
            assert all(each is False or isinstance(each, Unknown) for each in (of_old, of_new))


def asked(written: Written, spared: Sequence[tuple[s.Replace | s.Repeal, s.Transitional]]) -> list[s.Fact]:
    """The conditions of the transitional clauses as facts."""
    subjects = {
        each.path.text: clause.entity
        for each in written.statements
        if isinstance(each, s.Rule)
        for clause in each.clauses
        if isinstance(clause, s.Subject)
    }
    return [
        s.Fact(subjects[each.path.text], s.Word(f"spared{n}"), (s.Text(f"存续{n}"),), clause.condition, (), ())
        for n, (each, clause) in enumerate(spared)
    ]
