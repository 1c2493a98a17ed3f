"""How large a change is: patch for nobody, minor for new subjects and later days alone, major for all else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dsl import core
from interpreter.proof.prove import Terms
from interpreter.proof.question import Answer, Question
from interpreter.versions.behaviour import behaviour
from interpreter.versions.size import Size, size
from interpreter.versions.written import matched
from tests.books import FACT, MANIFEST, PARAMETERS, VOCABULARY
from tests.interpreter.versions.test_behaviour import DUE, MAY, OWED, SAME, both, rule

TERMS = Terms(date(2021, 6, 1), seconds=20)


def sized(old: core.Book, new: core.Book, terms: Terms = TERMS) -> Size:
    names = matched(old, new)
    return size(old, new, names, tuple(behaviour(old, new, names, terms)), terms)


@pytest.mark.parametrize("name", SAME)
def test_what_is_only_said_otherwise_is_a_patch(name: str, tmp_path: Path) -> None:
    assert sized(*both(tmp_path, FACT + MAY, FACT + SAME[name])) == Size("patch")


def test_a_title_is_a_patch(tmp_path: Path) -> None:
    assert (
        sized(*both(tmp_path, FACT + MAY, FACT + MAY.replace("rule a/may", 'rule a/may "改了" "Changed"'))).name
        == "patch"
    )


LATER = "from 2021-06-02"
MINOR = {
    "a duty from tomorrow on": (DUE + f"    {LATER}\n", {}),
    "a prohibition from tomorrow on": (rule("a/not", "must not close", "when line.good", LATER), {}),
    "a figure that has another value from tomorrow on": (
        "",
        {"parameters": PARAMETERS.replace(
            "    - {from: 2020-01-01, value: 20 days, source: law art 1, confidence: A}",
            "    - {from: 2020-01-01, until: 2021-06-01, value: 20 days, source: law art 1, confidence: A}\n"
            "    - {from: 2021-06-02, value: 30 days, source: law art 1, confidence: A}",
        )},
    ),
    "a further year of the calendar": ("", {"manifest": MANIFEST.replace("2026-12-31", "2030-12-31")}),
    "a value that was not there": (
        rule("a/not", "must not close", "when line.province is known and line.province = hainan"),
        {"vocabulary": VOCABULARY.replace("beijing: 北京", "beijing: 北京, hainan: 海南")},
    ),
    "an event that was not there": (
        rule("a/not", "must not close", "when line.sold_on <= today"),
        {"vocabulary": VOCABULARY.replace(
            "      province: ", "      sold_on: {zh: 出售日, kind: date, absent: never, time: dated}\n      province: "
        )},
    ),
    "an act that was not there": (
        rule("a/not", "must not sell", "when line.good"),
        {"vocabulary": VOCABULARY.replace("  renew:", "  sell: {zh: 出售, on: line, default: permitted}\n  renew:")},
    ),
    "an entity that was not there": (
        rule("a/shop", "must shop.is_open").replace("each line", "each shop"),
        {"vocabulary": VOCABULARY.replace("  holder:\n    zh", (
            "  shop:\n    zh: 营业厅\n    key: id\n    fields:\n      id: {zh: 编号, kind: text, absent: refused}\n"
            "      is_open: {zh: 营业, kind: yes/no, absent: unknown}\n  holder:\n    zh"
        ), 1)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MINOR)
def test_new_subjects_and_later_days_are_minor(name: str, tmp_path: Path) -> None:
    more, files = MINOR[name]
    text = FACT + MAY.replace("20 days", "notice")
    old, new = both(tmp_path, text, text + more, **files)
    assert (old.rules, old.parameters, old.calendar) != (new.rules, new.parameters, new.calendar)
    assert sized(old, new).name == "minor"


MAJOR = {
    "a longer notice": (MAY.replace("20 days", "21 days"), {}, "close"),
    "a duty from today on": (MAY + DUE.replace("a/due", "a/new") + "    from 2021-06-01\n", {}, "a/new"),
    "a rule less": ("", {}, "close"),
    "a value that was there": (MAY + rule("a/not", "must not close", "when line.province = beijing"), {}, "close"),
    "a thing to be known that was not there": (
        MAY + rule("a/not", "must not close", "when line.sold"),
        {"vocabulary": VOCABULARY.replace(
            "      province: ", "      sold: {zh: 已出售, kind: yes/no, absent: unknown}\n      province: "
        )},
        "close",
    ),
    "a value that was not there, of one that may be unknown": (
        MAY + rule("a/not", "must not close", "when line.province = hainan"),
        {"vocabulary": VOCABULARY.replace("beijing: 北京", "beijing: 北京, hainan: 海南")},
        "close",
    ),
    "a year less of the calendar": (MAY, {"manifest": MANIFEST.replace("2026-12-31", "2020-12-31")}, "close"),
    "another calendar": (MAY, {"manifest": MANIFEST.replace("law: cn-civil-code", "law: plain")}, "close"),
}  # fmt: skip


@pytest.mark.parametrize("name", MAJOR)
def test_all_else_is_major_and_shown(name: str, tmp_path: Path) -> None:
    """By somebody whom the old version had an answer for, on a day up to the one asked from."""
    text, files, because = MAJOR[name]
    found = sized(*both(tmp_path, FACT + MAY, FACT + text, **files))
    assert found.name == "major"
    assert found.because
    assert found.because.name == because
    shown = found.because.stricter or found.because.looser
    assert shown
    if not found.because.why:
        assert str(shown.on)[:10] <= "2021-06-01"


REFUSING = {
    "a field is gone": ("line.wait", "      wait:        {zh: 等待, kind: days, absent: unknown}\n", ""),
    "a value is gone": ("province.beijing", ", beijing: 北京", ""),
    "an act is gone": ("renew", "  renew: {zh: 续期, on: line, default: permitted}\n", ""),
    "a field has to be given": (
        "line.sold", "      owed:", "      sold: {zh: 已出售, kind: yes/no, absent: refused}\n      owed:"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSING)
def test_facts_that_are_refused_now_are_major(name: str, tmp_path: Path) -> None:
    """Though no rule reads them: who gave them, or did not, gets no answer any more."""
    what, was, is_ = REFUSING[name]
    assert was in VOCABULARY
    found = sized(*both(tmp_path, FACT + MAY, FACT + MAY, vocabulary=VOCABULARY.replace(was, is_)))
    assert (found.name, found.what) == ("major", what)


def test_a_rule_that_is_gone_is_major_though_another_says_the_same(tmp_path: Path) -> None:
    """Who imports the book and overrides it would not find it."""
    text = MAY.replace("a/may", "a/whole").replace("line.good", "line.good and (line.fair or not line.fair)")
    old, new = both(tmp_path, FACT + MAY.replace("line.good", "line.good and line.fair"), FACT + text)
    found = sized(old, new)
    assert found.name == "major"


@pytest.mark.usefixtures("tmp_path")
def test_what_is_not_known_is_major(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Question, "seek", lambda *_: Answer(None, sure=False))
    found = sized(*both(tmp_path, FACT + MAY, FACT + SAME["said twice"]), replace(TERMS, seconds=0.2))
    assert (found.name, found.because and found.because.relation) == ("major", "unknown")


def test_the_day_asked_from_says_what_is_later(tmp_path: Path) -> None:
    old, new = both(tmp_path, FACT + MAY, FACT + MAY + rule("a/not", "must not close", "when line.good", LATER))
    assert sized(old, new, Terms(date(2021, 6, 1))).name == "minor"
    assert sized(old, new, Terms(date(2021, 6, 2))).name == "major"


def test_a_change_of_an_older_text_is_major(tmp_path: Path) -> None:
    """The rule is asked with all its texts, of which the latest says what it said."""
    later = rule("a/owed", "must line.good", "from 2025-01-01").replace("rule", "replace rule")
    old, new = both(tmp_path, FACT + OWED + later, FACT + OWED.replace("line.good", "line.good and line.fair") + later)
    found = sized(old, new, Terms(date(2025, 6, 1), seconds=20))
    assert (found.name, found.because and found.because.name) == ("major", "a/owed")


def test_a_new_rule_with_an_older_text_is_major_where_that_is_in_force(tmp_path: Path) -> None:
    later = rule("a/owed", "must line.good", "from 2025-01-01").replace("rule", "replace rule")
    old, new = both(tmp_path, FACT + MAY, FACT + MAY + OWED + later)
    assert sized(old, new, Terms(date(2024, 6, 1), seconds=20)).name == "major"
