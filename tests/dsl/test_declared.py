"""Where what an expression names was declared: fields, relations, facts, figures; nothing for what has no declaration."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dsl.folders import loaded

FACT = "fact line.a: line.size + 1\n"


@pytest.mark.parametrize(
    ("condition", "places"),
    [
        ("line.owed = line.good", ["owed", "good"]),
        ("line.good = 1", ["good"]),
        ("1 = yes", []),
        ("line.good = line.good + 1", ["good"]),
        ("line.a = line.good", ["a", "good"]),
        ("cap = line.good", ["cap", "good"]),
        ("line.holder = line.good", ["holder", "good"]),
        ("line.holder.name = 1", ["name"]),
        ("line.size + 1 = yes", []),
        ("line.calls", ["calls"]),
        ("notice", ["notice"]),
        ("line.good and line.opened_on", ["opened_on"]),
        ("3 has passed since line.told_on", []),
        ("line.size has passed since line.told_on", ["size"]),
        ("24 hours has passed since line.told_on", ["told_on"]),
        ("line.asked_at < line.told_on", ["asked_at", "told_on"]),
        ("line.size > line.owed", ["size", "owed"]),
        ("line.id < line.holder_id", ["id", "holder_id"]),
        ("line.size * line.good > 1", ["size", "good"]),
        ("-line.good > 1", ["good"]),
        ("(sum of c.late for c in line.calls) > 1", ["late"]),
        ("(earliest of c.fee for c in line.calls) > today", ["fee"]),
        ("earliest of (line.size, today) > today", ["size"]),
        ("some h in line.holder satisfies yes", ["holder"]),
        ("line.calls.late", ["calls"]),
        ("line.opened_on.year = 1", ["opened_on"]),
        ("line.good on today", ["good"]),
    ],
)
def test_each_name_that_a_message_about_kinds_is_about_is_shown_where_it_was_declared(
    condition: str, places: list[str], tmp_path: Path
) -> None:
    text = f"{FACT}rule x\n    source law art 1\n    for each line\n    must not close\n    when {condition}\n"
    (only, *_) = (found := loaded(tmp_path, {"rules/more.rules": text})).diagnostics
    assert [found.sources[span.file].words(span) for span, _ in only.related] == places


def test_the_words_name_the_thing_and_its_kind_in_both_languages(tmp_path: Path) -> None:
    conditions = ("line.opened_on = 1", "line.a = yes", "line.holder = 1", "notice = 1")
    text = FACT + "".join(f"invariant i{n}\n    for each line where {each}\n    never permitted close\n" for n, each in enumerate(conditions))  # fmt: skip
    notes = [each.related[0][1] for each in loaded(tmp_path, {"rules/more.rules": text}).diagnostics]
    assert [note.en for note in notes] == [
        "`opened_on` is declared here as a date",
        "the fact `a` is defined here: it is an integer",
        "the relation `holder` is declared here: it leads to one `holder`",
        "`notice` is declared here as a duration in days",
    ]
    assert [note.zh for note in notes] == [
        "“开通日”在此声明为日期",
        "事实“a”在此定义，其值为整数",
        "关系“机主”在此声明，通向一个“机主”",
        "“通知期”在此声明为以日计的期限",
    ]


def test_what_is_no_value_of_the_fact_is_shown_beside_the_facts_own_value(tmp_path: Path) -> None:
    text = "fact line.a: line.good\n    except line.size when line.status\n"
    (only,) = (found := loaded(tmp_path, {"rules/more.rules": text})).diagnostics
    assert [found.sources[span.file].words(span) for span, _ in only.related] == ["line.good", "size"]
