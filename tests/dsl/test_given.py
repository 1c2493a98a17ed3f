"""Names in scenarios: of entities, fields, values, and of what is said to have spoken or to be missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dsl.folders import codes, drawn, loaded
from tests.dsl.mistakes import case

FACTS, EXPECT = "told_on: 2016-01-04}", "close: permitted"


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        (FACTS, FACTS, []),
        (FACTS, "told_on: 2016-01-04, 省份: 广东, holder: {id: H1, lines: [{id: L2, province: beijing}]}}", []),
        (FACTS, "told_on: 2016-01-04, province: unknown, calls: [], holder: unknown}", []),
        ("    line: {", "    lien: {", ["RB201"]),
        (FACTS, "told_in: 2016-01-04}", ["RB214"]),
        (FACTS, "told_on: 2016-01-04, calls: [{id: C1}, {id: C2, layte: yes}]}", ["RB214"]),
        (FACTS, "told_on: 2016-01-04, province: guangdon}", ["RB204"]),
        (FACTS, "told_on: 2016-01-04, holder: {id: H1, lines: [{id: L2, province: 广西}]}}", ["RB204"]),
        (EXPECT, "close: {verdict: permitted, because: [grace/notice, default]}", []),
        (EXPECT, "close: {verdict: permitted, because: 宽限/通知}", []),
        (EXPECT, "close: {verdict: permitted, because: grace/notcie}", ["RB207"]),
        (EXPECT, "close: {outcome: not_applicable, by: grace/notcie}", ["RB207"]),
        (EXPECT, "close: {missing: [line.told_on, holder.lines, notice, now, calendar 2030]}", []),
        (EXPECT, "close: {missing: line.tol_on}", ["RB214"]),
        (EXPECT, "close: {missing: lien.told_on}", ["RB201"]),
        (EXPECT, "close: {missing: notcie}", ["RB203"]),
        ("  facts:", "  figures: {notice: 3 days}\n  facts:", []),
        ("  facts:", "  figures: {notcie: 3 days}\n  facts:", ["RB203"]),
        ("  facts:", "  figures: {notice: 3 hours}\n  facts:", ["RB310"]),
    ],
)
def test_each_name_that_stands_for_nothing_is_told(old: str, new: str, wanted: list[str], tmp_path: Path) -> None:
    found = loaded(tmp_path, case(old, new))
    assert codes(found) == wanted, drawn(found)
    assert all(each.span.file == "scenarios/all.yaml" for each in found.diagnostics)


def test_two_words_in_each_others_place_are_one_mistake(tmp_path: Path) -> None:
    vocabulary = (
        "      good:      {zh: 良好",
        "      side:      {zh: 侧, kind: side, absent: unknown}\n      good:      {zh: 良好",
    )
    sides = ("enumerations:\n", "enumerations:\n  side:\n    zh: 侧\n    values: {left: 左, right: 右}\n")
    text = loaded(tmp_path, {"vocabulary.yaml": vocabulary}).sources["vocabulary.yaml"].text.replace(*sides)
    changes = {**case(FACTS, "told_on: 2016-01-04, province: left, side: beijing}"), "vocabulary.yaml": text}
    assert codes(loaded(tmp_path, changes)) == ["RB142"]


def test_what_is_declared_wrongly_is_not_missed_in_scenarios(tmp_path: Path) -> None:
    changes = {
        **case(FACTS, "told_on: 2016-01-04, good: yes}"),
        "vocabulary.yaml": ("{zh: 良好, kind: yes/no", "{zh: 良好, kind: yes/on"),
    }
    assert codes(loaded(tmp_path, changes)) == ["RB209"]
