"""A tree in the other language: names that are known change, all else stays."""

from __future__ import annotations

from pathlib import Path

from dsl import syntax as s
from dsl.core import Words
from dsl.glossary import Glossary
from dsl.source import Span
from dsl.translate import translate
from tests.dsl.folders import loaded

AT = Span("a", 0, 4)


def test_a_word_is_said_in_the_other_language_where_the_glossary_knows_it() -> None:
    glossary = Glossary()
    glossary.note(AT, Words("号卡", "line"))
    path = s.Path((s.Word("line", AT), s.Word("good", Span("a", 5, 9))))
    assert translate(path, glossary, "zh") == s.Path((s.Word("号卡"), s.Word("good")))
    assert translate(path, glossary, "en") == path


def test_what_could_not_be_written_as_a_name_is_left() -> None:
    glossary = Glossary()
    glossary.note(AT, Words("身份证（临时）", "temporary"))
    assert translate(s.Word("temporary", AT), glossary, "zh") == s.Word("temporary")


def test_places_stay() -> None:
    glossary = Glossary()
    glossary.note(AT, Words("号卡", "line"))
    assert translate(s.Word("line", AT), glossary, "zh").span == AT


def test_a_path_is_turned_segment_by_segment() -> None:
    glossary = Glossary()
    words = {"grace": Words("宽限", "grace"), "notice": Words("通知", "notice")}
    glossary.note_path(AT, "宽限/other/notice", words)
    assert glossary.names[AT] == Words("宽限/other/通知", "grace/other/notice")


def test_the_name_of_a_fact_and_its_title_change_places(tmp_path: Path) -> None:
    found = loaded(tmp_path, {"rules/all.rules": 'fact line.live "在网":\n    yes\n', "scenarios/all.yaml": None})
    (fact,) = found.statements["rules/all.rules"]
    turned = translate(fact, found.glossary, "zh")
    assert isinstance(turned, s.Fact)
    assert (turned.entity.text, turned.name.text, turned.titles) == ("号卡", "在网", (s.Text("live"),))
    assert translate(turned, found.glossary, "en") == fact


def test_values_of_closed_lists_are_turned_and_notes_are_not() -> None:
    severity, note = s.Label("severity", s.Word("high")), s.Label("note", s.Word("high"))
    assert translate((severity, note), Glossary(), "zh") == (s.Label("severity", s.Word("高")), note)
    assert translate(s.Label("standing", s.Word("有争议")), Glossary(), "en") == s.Label(
        "standing", s.Word("contested")
    )
