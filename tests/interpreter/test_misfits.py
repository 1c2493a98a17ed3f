"""What scenarios expect: words that their target can answer; values and days that can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from interpreter.misfits import misfits
from tests.dsl.folders import book, codes
from tests.dsl.mistakes import case

FACTS, EXPECT = "told_on: 2016-01-04}", "close: permitted"


@pytest.mark.parametrize(
    ("expect", "wanted"),
    [
        ("close: 许可", []),
        ("关闭: {verdict: denied, because: grace/notice, earliest: 2016-05-06}", []),
        ("close: {outcome: breach}", []),
        ("renew: denied", []),
        ("renew: breach", ["RB603"]),
        ("close: late", ["RB603"]),
        ("close: {verdict: 合规}", ["RB603"]),
        ("close: {verdict: denied, earliest: 2016-02-30}", ["RB137"]),
        ("close: {verdict: 2016-05-06, earliest: denied}", ["RB142"]),
        ("close: {verdict: denide, earliest: soon}", ["RB603", "RB137"]),
        ("宽限/通知: holds", []),
        ("grace/notice: permitted", ["RB603"]),
        ("no_silent_closing: violated", []),
        ("no_silent_closing: breach", ["RB603"]),
        ("line.在用: 是", []),
        ("号卡.在用: unknown", []),
        ("line.在用: 2016-01-01", ["RB310"]),
        ("close: {verdict: denied, standing: 有争议, measures: [order, 罚款], fine: 1–2 元, highest: law art 1}", []),
        ("close: {verdict: denied, highest: none, fine_if_refused: 无}", []),
        ("close: {verdict: denied, standing: dubious}", ["RB603"]),
        ("close: {verdict: denied, measures: [order, prison]}", ["RB603"]),
        ("close: {verdict: denied, fine: much}", ["RB310"]),
        ("close: {verdict: denied, highest: lwa art 1}", ["RB206"]),
        ("close: {verdict: denied, highest_if_serious: law art 3}", ["RB501"]),
        ("close: {verdict: denied, highest: law § 1}", ["RB502"]),
    ],
)
def test_what_cannot_be_answered_is_told(expect: str, wanted: list[str], tmp_path: Path) -> None:
    assert codes(tuple(misfits(book(tmp_path, case(EXPECT, expect))))) == wanted


def test_two_values_in_each_others_place_are_one_mistake(tmp_path: Path) -> None:
    found = book(tmp_path, case(FACTS, "told_on: yes, good: 2016-01-04}"))
    (only,) = misfits(found)
    assert only.code == "RB602"
    assert "changed places" in only.message("en")


def test_each_misfit_stands_at_its_fact(tmp_path: Path) -> None:
    found = book(tmp_path, case(FACTS, "told_on: soon, holder: {id: H1, lines: [{id: L2, opened_on: then}]}}"))
    text = (tmp_path / "scenarios/all.yaml").read_text(encoding="utf-8")
    assert [text[each.span.start : each.span.end] for each in misfits(found)] == ["soon", "then"]
