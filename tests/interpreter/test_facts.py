"""Nested mappings → rows: what absence means, rows that are met twice, both languages, everything that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl import core
from dsl.kinds import NEVER
from interpreter.facts import Row, World, all_rows, from_mapping
from interpreter.sampling import Sampler
from interpreter.values import Rows, Unknown
from tests.books import VOCABULARY, small_book, telecom

BOOK = telecom().book
SAMPLER = Sampler(BOOK)
ENTITIES = st.sampled_from(sorted(BOOK.vocabulary.entities))
DAY = date(2018, 3, 1)
everything = ENTITIES.flatmap(lambda entity: SAMPLER.facts(entity, DAY, depth=3, unread=True))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> core.Book:
    return small_book(tmp_path_factory.mktemp("book"))


def made(book: core.Book, facts: Mapping[str, object]) -> tuple[World, Row]:
    world, row, problems = from_mapping(book, facts)
    assert row is not None, problems
    return world, row


def codes(book: core.Book, facts: Mapping[str, object]) -> list[str]:
    _, row, problems = from_mapping(book, facts)
    assert row is None
    return [problem.code for problem in problems]


# ── absence ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("absent", [{}, {"opened_on": None, "good": None}, {"opened_on": "", "good": ""}])
def test_a_field_that_is_not_given_means_what_the_vocabulary_says(book: core.Book, absent: dict[str, object]) -> None:
    world, row = made(book, {"line": absent})
    assert world.field(row, "opened_on") is NEVER
    assert world.field(row, "good") == Unknown(frozenset({"line.good"}))


@pytest.mark.parametrize("word", ["unknown", "未知", " Unknown "])
def test_an_event_may_be_unknown_instead_of_never(book: core.Book, word: str) -> None:
    world, row = made(book, {"line": {"opened_on": word}})
    assert world.field(row, "opened_on") == Unknown(frozenset({"line.opened_on"}))


@pytest.mark.parametrize("given", [{}, {"calls": None, "holder": None}, {"calls": "unknown", "holder": "未知"}])
def test_a_relation_that_is_not_given_is_unknown(book: core.Book, given: dict[str, object]) -> None:
    world, row = made(book, {"line": given})
    assert world.follow(row, "calls") == Rows((), frozenset({"line.calls"}))
    assert world.follow(row, "holder") == Unknown(frozenset({"line.holder"}))


def test_a_relation_to_no_row_is_known_to_be_empty(book: core.Book) -> None:
    world, row = made(book, {"line": {"calls": []}})
    assert world.follow(row, "calls") == Rows(())


# ── rows that hang together ──────────────────────────────────────────────────────────────────────────────────────────


def test_rows_with_one_key_are_one_row(book: core.Book) -> None:
    line = {"id": "L1", "holder": {"id": "H1", "lines": [{"id": "L2", "good": True}, {"id": "L1", "good": False}]}}
    world, row = made(book, {"line": line})
    holder = world.follow(row, "holder")
    assert isinstance(holder, Row)
    lines = world.follow(holder, "lines")
    assert isinstance(lines, Rows)
    assert [each.key for each in lines.members] == ["L2", "L1"]
    assert lines.members[1] is row
    assert world.field(row, "good") is False


def test_rows_without_a_key_are_rows_of_their_own(book: core.Book) -> None:
    world, row = made(book, {"line": {"calls": [{"late": True}, {"late": True}]}})
    calls = world.follow(row, "calls")
    assert isinstance(calls, Rows)
    assert len(calls.members) == 2


def test_what_leads_there_leads_back(book: core.Book) -> None:
    world, row = made(book, {"line": {"id": "L1", "calls": [{}], "holder": {"id": "H1"}}})
    calls, holder = world.follow(row, "calls"), world.follow(row, "holder")
    assert isinstance(calls, Rows)
    assert world.follow(calls.members[0], "line") is row
    assert isinstance(holder, Row)
    assert world.follow(holder, "lines") == Rows((row,), frozenset({"holder.lines"}))


def test_a_subject_that_its_holder_leaves_out_is_among_the_lines_all_the_same(book: core.Book) -> None:
    world, row = made(book, {"line": {"id": "L1", "holder": {"id": "H1", "lines": []}}})
    holder = world.follow(row, "holder")
    assert isinstance(holder, Row)
    assert world.follow(holder, "lines") == Rows((row,))


@pytest.mark.parametrize(
    ("own", "others", "reached"),
    [
        ({"line_id": "L1", "sender_id": "A"}, {"line_id": "L1", "sender_id": "A"}, 1),
        ({"line_id": "L1", "sender_id": "A"}, {"line_id": "L1", "sender_id": "B"}, 0),
        ({"line_id": "L1", "sender_id": "A"}, {"line_id": "L2", "sender_id": "A"}, 0),
        ({"line_id": "L1", "sender_id": "A"}, {"sender_id": "unknown"}, 1),
        ({}, {"line_id": "L2", "sender_id": "B"}, 1),
    ],
)
def test_a_row_whose_fields_say_that_it_belongs_elsewhere_is_not_reached(
    own: dict[str, object], others: dict[str, object], reached: int
) -> None:
    world, row = made(BOOK, {"message": {**own, "consents": [others]}})
    consents = world.follow(row, "consents")
    assert isinstance(consents, Rows)
    assert (len(consents.members), consents.missing) == (reached, frozenset())


# ── values and names ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        ("opened_on", "2016-09-23", date(2016, 9, 23)),
        ("opened_on", "2016年9月23日", date(2016, 9, 23)),
        ("opened_on", date(2016, 9, 23), date(2016, 9, 23)),
        ("opened_on", "never", NEVER),
        ("asked_at", "2016-09-23T18:00", datetime(2016, 9, 23, 18, tzinfo=ZoneInfo("Asia/Shanghai"))),
        ("asked_at", "2016-09-23T10:00:00Z", datetime(2016, 9, 23, 18, tzinfo=ZoneInfo("Asia/Shanghai"))),
        ("province", "广东", "guangdong"),
        ("good", "是", True),
        ("size", "007", 7),
        ("owed", "¥1,234.50", Decimal("1234.50")),
        ("owed", 0.1, Decimal("0.1")),
        ("wait", "10 days", 10),
        ("id", 13800, "13800"),
    ],
)
def test_values_are_typed_by_their_field(book: core.Book, field: str, raw: object, value: object) -> None:
    world, row = made(book, {"line": {field: raw}})
    assert world.field(row, field) == value


def test_names_may_be_in_either_language(book: core.Book) -> None:
    world, row = made(book, {"号卡": {"编号": "L1", "机主": {"编号": "H1"}, "通话": [{"夜间": "否"}], "省份": "北京"}})
    assert (row.entity, row.key, world.field(row, "province")) == ("line", "L1", "beijing")
    assert {name: len(rows) for name, rows in world.tables.items()} == {"line": 1, "holder": 1, "call": 1}


# ── what is wrong ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, ["SN201"]),
        ({"line": {}, "holder": {}}, ["SN201"]),
        ({"lime": {}}, ["RB201"]),
        ({"line": {"oppened_on": "2016-01-01"}}, ["SN202"]),
        ({"line": []}, ["SN203"]),
        ({"line": {"calls": ["call"]}}, ["SN203"]),
        ({"line": {"opened_on": "2016-02-30"}}, ["SN204"]),
        ({"line": {"size": "12.6"}}, ["SN204"]),
        ({"line": {"owed": "5 USD"}}, ["SN204"]),
        ({"line": {"wait": "10 months"}}, ["SN204"]),
        ({"line": {"province": "hebei"}}, ["SN204"]),
        ({"line": {"calls": {"late": True}}}, ["SN205"]),
        ({"line": {"id": "L1", "good": True, "holder": {"lines": [{"id": "L1", "good": False}]}}}, ["SN206"]),
        ({"line": {"holder": {"id": "H1", "lines": [{"holder": {"id": "H2"}}]}}}, ["SN206"]),
        ({"line": {"good": 7, "size": "many", "fair": "maybe"}}, ["SN204"] * 3),
    ],
)
def test_everything_wrong_is_found_and_nothing_is_guessed(
    book: core.Book, facts: dict[str, object], found: list[str]
) -> None:
    assert codes(book, facts) == found


def test_a_message_never_repeats_a_value(book: core.Book) -> None:
    _, _, problems = from_mapping(book, {"line": {"size": "440102199001011234"}})
    assert problems == ()
    _, _, problems = from_mapping(book, {"line": {"good": "440102199001011234"}})
    assert "4401" not in str(problems)


def test_a_field_that_may_not_be_absent_is_asked_for(tmp_path: Path) -> None:
    wanted = small_book(
        tmp_path, vocabulary=VOCABULARY.replace("kind: integer, absent: unknown", "kind: integer, absent: refused")
    )
    assert codes(wanted, {"line": {"calls": []}}) == ["SN207"]
    assert codes(wanted, {"line": {"size": 1, "holder": {"lines": [{}]}}}) == ["SN207"]
    assert made(wanted, {"line": {"size": 1}})[1].key == ""


def test_facts_that_go_on_for_ever_are_refused(book: core.Book) -> None:
    line: dict[str, object] = {}
    for _ in range(60):
        line = {"holder": {"lines": [line]}}
    assert "SN209" in codes(book, {"line": line})


# ── whatever the vocabulary ──────────────────────────────────────────────────────────────────────────────────────────


@given(everything)
def test_sampled_facts_are_taken_whole(facts: dict[str, dict[str, object]]) -> None:
    """Every row has its place, its key once, and values of the kinds declared."""
    world, row = made(BOOK, facts)
    assert row.entity in facts
    keys = [(each.entity, each.key) for each in all_rows(world)]
    assert len(keys) == len(set(keys))
    for each in all_rows(world):
        assert set(each.values) <= set(BOOK.vocabulary.entities[each.entity].fields)


@given(everything)
def test_both_languages_give_the_same_rows(facts: dict[str, dict[str, object]]) -> None:
    (entity, subject), *_ = facts.items()
    chinese = {BOOK.vocabulary.entities[entity].names.zh: in_chinese(BOOK.vocabulary.entities[entity], subject)}
    assert rows(made(BOOK, chinese)[0]) == rows(made(BOOK, facts)[0])


NAMES = sorted(
    {name for entity in BOOK.vocabulary.entities.values() for name in (entity.name, *entity.fields, *entity.relations)}
)
scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["unknown", "2016-09-23"])
)
junk = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(), inner)
)


@given(st.dictionaries(ENTITIES, junk, max_size=2))
def test_no_mapping_makes_it_raise(facts: dict[str, object]) -> None:
    _, row, problems = from_mapping(BOOK, facts)
    assert (row is None) == bool(problems)


def rows(world: World) -> list[tuple[str, str, dict[str, object]]]:
    return [(row.entity, row.key, dict(row.values)) for row in all_rows(world)]


def in_chinese(entity: core.Entity, row: Mapping[str, Any]) -> dict[str, object]:
    """The same row in the vocabulary's Chinese names."""

    def told(relation: core.Relation, value: Any) -> object:
        target = BOOK.vocabulary.entities[relation.to]
        return [in_chinese(target, each) for each in value] if relation.many else in_chinese(target, value)

    members: dict[str, core.Field | core.Relation] = {**entity.fields, **entity.relations}
    return {
        members[name].names.zh: told(entity.relations[name], value)
        if name in entity.relations
        else "未知"
        if value == "unknown"
        else value
        for name, value in row.items()
    }
