"""Names → declarations, in both languages: what a word in a rule can stand for, and what it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsl import core
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.glossary import Glossary
from dsl.kinds import OneOf
from dsl.parse import parse
from dsl.register import Register
from dsl.resolve import Names, both, collect_facts, english_path, fact_names, names_of
from dsl.source import Source
from dsl.syntax import Fact, Word
from tests.dsl.folders import book


@pytest.fixture
def sample(tmp_path: Path) -> core.Book:
    return book(tmp_path)


def facts(text: str) -> list[Fact]:
    found, _, problems = parse(Source("a.rules", text))
    assert not problems
    return [each for each in found if isinstance(each, Fact)]


def names(sample: core.Book, text: str = "", broken: frozenset[str] = frozenset()) -> Names:
    declared = collect_facts(facts(text), sample.vocabulary, frozenset(), Glossary(), [])
    register = Register(sample.sources, frozenset())
    return Names(sample.vocabulary, sample.parameters, register, declared, {}, broken)


def test_entities_actions_and_figures_are_found_by_either_name(sample: core.Book) -> None:
    known, problems = names(sample), list[Diagnostic]()
    for word in ("line", "号卡"):
        found = known.entity(Word(word), problems)
        assert found
        assert found.name == "line"
    for word in ("close", "关闭"):
        action = known.action(Word(word), problems)
        assert action
        assert action.name == "close"
    for word in ("notice", "通知期"):
        figure = known.figure(word)
        assert figure
        assert figure.name == "notice"
    assert known.figure("nothing") is None
    assert known.party(Word("企业"), problems) == known.party(Word("operator"), problems) == "operator"
    assert (
        known.value(OneOf("province"), Word("广东")) == known.value(OneOf("province"), Word("guangdong")) == "guangdong"
    )
    assert known.value(OneOf("province"), Word("上海")) is None
    assert not problems


def test_a_member_is_a_field_a_relation_or_a_fact_by_any_of_its_names(sample: core.Book) -> None:
    members = names(sample, 'fact line.live "在网": yes\n事实 号卡.停 "stopped"：否').members["line"]
    assert members["良好"] is members["good"]
    assert members["名下号卡"] if "名下号卡" in members else members["通话"] is members["calls"]
    assert members["live"] == members["在网"] == ("line", "live")
    assert members["stopped"] == members["停"] == ("line", "stopped")


def test_an_unknown_name_is_told_with_the_nearest_one(sample: core.Book) -> None:
    problems: list[Diagnostic] = []
    known = names(sample)
    assert known.entity(Word("lien"), problems) is None
    assert known.action(Word("关停"), problems) is None
    assert known.party(Word("opertor"), problems) is None
    assert [(each.code, each.detail["suggestion"]) for each in problems] == [
        ("RB201", "line"),
        ("RB205", "关闭"),
        ("RB208", "operator"),
    ]


def test_a_name_whose_declaration_is_broken_is_not_told_of(sample: core.Book) -> None:
    problems: list[Diagnostic] = []
    known = names(sample, broken=frozenset({"lien", "clsoe"}))
    assert known.entity(Word("lien"), problems) is None
    assert known.action(Word("clsoe"), problems) is None
    assert not problems


@pytest.mark.parametrize(
    ("path", "english"),
    [
        ("宽限/通知", "grace/notice"),
        ("grace/通知", "grace/notice"),
        ("grace", "grace"),
        ("宽限/别的", "grace/别的"),
        ("", ""),
    ],
)
def test_a_path_is_put_into_english_word_by_word(path: str, english: str, sample: core.Book) -> None:
    assert english_path(path, sample.vocabulary) == names(sample).path(path) == english


@pytest.mark.parametrize(
    ("text", "known_as"),
    [
        ('fact line.live "在网": yes', Words("在网", "live")),
        ("fact line.live: yes", Words("live", "live")),
        ('事实 号卡.在网 "live"：是', Words("在网", "live")),
        ("事实 号卡.在网：是", Words("在网", "在网")),
        ('fact line.live "在网" "alive": yes', Words("在网", "live")),
    ],
)
def test_a_fact_is_known_by_its_own_name_and_its_title(text: str, known_as: Words) -> None:
    (fact,) = facts(text)
    assert fact_names(fact) == known_as


def test_the_names_of_a_fact_keep_their_places() -> None:
    text = 'fact line.live "在网": yes'
    (fact,) = facts(text)
    assert {name: text[span.start : span.end] for name, span in names_of(fact).items()} == {
        "live": "live",
        "在网": '"在网"',
    }


def test_facts_come_by_entity_and_english_name_in_order(sample: core.Book) -> None:
    problems: list[Diagnostic] = []
    text = '事实 号卡.乙 "b"：是\nfact holder.a: yes\nfact line.a "甲": yes'
    found = collect_facts(facts(text), sample.vocabulary, frozenset(), Glossary(), problems)
    assert list(found) == [("line", "b"), ("holder", "a"), ("line", "a")]
    assert not problems


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("fact lien.a: yes", "RB201"),
        ("fact line.a: yes\nfact line.a: no", "RB210"),
        ('fact line.a "甲": yes\nfact line.b "甲": no', "RB210"),
        ('fact line.a: yes\n事实 号卡.甲 "a"：否', "RB210"),
        ("fact line.good: yes", "RB210"),
        ('fact line.a "良好": yes', "RB210"),
        ('fact line.a "机主": yes', "RB210"),
        ('fact line.a "在 网": yes', "RB135"),
        ('fact line.a "": yes', "RB135"),
    ],
)
def test_a_fact_that_cannot_be_declared_is_told_once(text: str, code: str, sample: core.Book) -> None:
    problems: list[Diagnostic] = []
    collect_facts(facts(text), sample.vocabulary, frozenset(), Glossary(), problems)
    assert [each.code for each in problems] == [code]


def test_both_leaves_out_a_name_that_was_not_written() -> None:
    entity = core.Entity("a", Words("", "a"), "id", {}, {})
    assert both([entity]) == {"a": "a"}
