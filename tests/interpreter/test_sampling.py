"""What is sampled fits the vocabulary and reaches the edges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from interpreter.facts import Row, all_rows, from_mapping
from interpreter.sampling import Sampler
from interpreter.values import Rows, Unknown
from tests.books import VOCABULARY, small_book, telecom

BOOK = telecom().book
SAMPLER = Sampler(BOOK)
ENTITIES = st.sampled_from(sorted(BOOK.vocabulary.entities))
DAY = date(2018, 3, 1)
Facts = Mapping[str, Any]


def subject(facts: Facts) -> Any:
    (row,) = facts.values()
    return row


def some(what: st.SearchStrategy[Any], condition: Callable[[Any], bool]) -> Any:
    """A sample of which the condition holds; fails where five thousand have been tried in vain."""
    return find(what, condition, settings=settings(max_examples=5000, database=None, phases=[Phase.generate]))


# ── subjects ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(ENTITIES.flatmap(SAMPLER.cases))
def test_every_sample_fits_the_vocabulary(case: tuple[Facts, date]) -> None:
    _, row, problems = from_mapping(BOOK, case[0])
    assert row is not None, problems


@given(ENTITIES.flatmap(lambda entity: SAMPLER.facts(entity, DAY, unknowns=0, unread=True)))
def test_without_unknowns_everything_is_known_as_far_as_the_depth(facts: Facts) -> None:
    world, row, _ = from_mapping(BOOK, facts)
    assert row is not None
    for each in all_rows(world):
        for name in BOOK.vocabulary.entities[each.entity].fields:
            assert not isinstance(world.field(each, name), Unknown)
    for name, relation in BOOK.vocabulary.entities[row.entity].relations.items():
        assert isinstance(world.follow(row, name), Rows if relation.many else Row)
        assert not getattr(world.follow(row, name), "missing", None)


@given(ENTITIES.flatmap(lambda entity: SAMPLER.facts(entity, DAY, unread=True, depth=3)))
def test_joined_rows_agree_on_the_fields_that_join_them(facts: Facts) -> None:
    world, _, _ = from_mapping(BOOK, facts)
    for row in all_rows(world):
        for name, relation in BOOK.vocabulary.entities[row.entity].relations.items():
            reached = world.follow(row, name)
            others = reached.members if isinstance(reached, Rows) else [reached] if isinstance(reached, Row) else []
            for other in others:
                assert [world.field(row, ours) for ours, _ in relation.on] == [
                    world.field(other, theirs) for _, theirs in relation.on
                ]


@given(SAMPLER.facts("line", DAY))
def test_only_what_the_rules_read_is_given(facts: Facts) -> None:
    """And keys, and the fields that join rows; a telephone number is read by no rule."""
    told = {name for name in subject(facts) if name not in ("id", "holder_id")}
    assert {("line", name) for name in told} <= SAMPLER.reads("line")
    assert ("line", "msisdn") not in SAMPLER.reads("line")


def test_edges_are_reached() -> None:
    """What the rules turn on is found in a few thousand samples at most."""
    lines, applications = SAMPLER.facts("line", DAY), SAMPLER.facts("application", DAY, depth=2)
    some(SAMPLER.days(), lambda day: day == date(2016, 9, 23))
    some(SAMPLER.days(), lambda day: (day.month, day.day) == (2, 29))
    some(SAMPLER.days(), lambda day: (day + timedelta(days=1)).day == 1)
    some(lines, lambda facts: subject(facts).get("suspended_on") == str(DAY - timedelta(days=90)))
    some(lines, lambda facts: subject(facts).get("suspended_on") == "unknown")
    some(lines, lambda facts: "Z" in str(subject(facts).get("paid_at")))
    some(lines, lambda facts: subject(facts).get("reminders") == [])
    some(applications, lambda facts: len(subject(facts).get("holder", {}).get("lines", [])) == 6)


def test_a_row_met_again_is_given_by_its_key() -> None:
    facts = some(SAMPLER.facts("request", DAY), lambda facts: {"id": "request-1"} in subject(facts).get("requests", []))
    _, row, _ = from_mapping(BOOK, facts)
    assert row is not None
    requests = row.links["requests"]
    assert isinstance(requests, Rows)
    assert row in requests.members


def test_a_book_without_rules_can_be_sampled(tmp_path: Path) -> None:
    """Keys of another kind, durations, fields that may not be absent: any vocabulary will do."""
    vocabulary = VOCABULARY.replace(
        "{zh: 编号, kind: text, absent: refused}", "{zh: 编号, kind: integer, absent: refused}"
    )
    vocabulary = vocabulary.replace(
        "holder_id:   {zh: 机主编号, kind: text", "holder_id:   {zh: 机主编号, kind: integer"
    )
    vocabulary = vocabulary.replace("line_id: {zh: 号卡编号, kind: text", "line_id: {zh: 号卡编号, kind: integer")
    vocabulary = vocabulary.replace("kind: days, absent: unknown", "kind: days, absent: refused")
    book = small_book(tmp_path, vocabulary=vocabulary)
    sampler = Sampler(book)
    for entity in book.vocabulary.entities:
        facts = some(sampler.facts(entity, DAY, unread=True), lambda facts: len(subject(facts)) > 1)
        assert from_mapping(book, facts)[1] is not None


# ── lives ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(ENTITIES.flatmap(SAMPLER.lives))
@settings(max_examples=50)  # a life is some hundred days, and on each of them every action is tried
def test_a_life_goes_forward_and_ends_as_its_events_say(life: Any) -> None:
    days = [event.day for event in life.events]
    assert days == sorted(days)
    assert all(life.start <= day <= life.end for day in days)
    world, row, problems = from_mapping(BOOK, life.facts)
    assert row is not None, problems
    for event in life.events:
        member = BOOK.vocabulary.entities[row.entity].fields.get(event.name)
        action = BOOK.vocabulary.actions.get(event.name)
        name = action.recorded_by if action else member and member.name
        if name:
            value = world.field(row, name)
            assert str(value).startswith(str(event.day))


def test_lives_reach_the_end() -> None:
    some(SAMPLER.lives("line", born={"activated_on": "2012-03-01"}), lambda life: life.days_of("terminate"))
    some(SAMPLER.lives("message"), lambda life: life.days_of("send"))
