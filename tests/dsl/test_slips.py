"""What a hint says can be done: each kind of edit, in both languages, and where there is none because none is certain."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from dsl.load import Loaded
from dsl.mend import mend
from dsl.source import is_slip
from tests.dsl.folders import RULEBOOK, SOUND, Change, codes, loaded
from tests.dsl.mistakes import MISTAKES, case, fact, figure, law, manifest, rule, when, words

CASES: dict[str, tuple[Mapping[str, Change], str]] = {
    # ── names: what is unknown is one slip away from what is known ──
    "an entity": (rule("for each lien", "must not close"), "for each line"),
    "an entity in Chinese": (rule("适用于每个 号咔", "不得 关闭"), "适用于每个 号卡"),
    "a field": (when("line.opend_on < today"), "when line.opened_on < today"),
    "a field in Chinese": (when("号卡.开痛日 早于 今日"), "when 号卡.开通日 早于 今日"),
    "a field in full-width letters": (when("line.opｅnd_on < today"), "when line.opened_on < today"),
    "a field in a run without blanks": (when("号卡.良好且号卡.开痛日早于今日"), "号卡.良好且号卡.开通日早于今日"),
    "an entity in a run without blanks": (rule("适用于每个号咔其中号卡.良好", "不得关闭"), "适用于每个号卡其中号卡.良好"),
    "an action in a run without blanks": (rule("适用于每个号卡", "不得观闭"), "不得关闭"),
    "ands in runs without blanks": (when("号卡.良好&&号卡.开通日早于今日"), "号卡.良好 且 号卡.开通日早于今日"),
    "money in a run without blanks": (when("号卡.欠款超过100"), "号卡.欠款超过100 元\n"),
    "a figure": (when("notise has passed since line.told_on"), "when notice has passed"),
    "a figure in Chinese": (when("自 号卡.告知日 起已满 通之期"), "起已满 通知期"),
    "a value": (when("line.province is guangdon"), "is guangdong"),
    "an action": (rule("for each line", "must not clos"), "must not close"),
    "an action in Chinese": (rule("适用于每个 号卡", "不得 观闭"), "不得 关闭"),
    "a source": (rule("for each line", "must line.good", source="source lwa art 1, art 2"), "source law art 1, art 2"),
    "a rule": (rule("for each line", "must line.good", "overrides grace/notise"), "overrides grace/notice"),
    "a rule in Chinese": (rule("for each line", "must line.good", "优先于 宽限/通之"), "优先于 宽限/通知"),
    "a party": (rule("for each line", "must line.good", "binds opertor"), "binds operator"),
    "a party in Chinese": (rule("for each line", "must line.good", "约束 企亚"), "约束 企业"),
    "a severity": (rule("for each line", "must line.good", "severity hgih"), "severity high"),
    "what a case expects": (case("close: permitted", "clsoe: permitted"), "    close: permitted"),
    # ── YAML: the marks of a quoted name stay ──
    "a key": (words("{zh: 良好, kind:", "{zh: 良好, knid:"), "{zh: 良好, kind:"),
    "a key in quotation marks": (words("{zh: 良好, kind:", '{zh: 良好, "knid":'), '{zh: 良好, "kind":'),
    "a value in quotation marks": (words("kind: decimal", "kind: 'decimla'"), "kind: 'decimal'"),
    "one of a list": (words("on: line, default: denied,", 'on: line, default: "deneid",'), 'default: "denied",'),
    "a relation's entity": (words("{zh: 机主, to: holder", "{zh: 机主, to: holdr"), "{zh: 机主, to: holder"),
    "a joined field": (words("on: line_id", "on: line_ld"), "on: line_id"),
    "a recording field": (words("recorded_by: closed_on", "recorded_by: close_on"), "recorded_by: closed_on"),
    "a source in YAML": (figure("{value: 5, source: law", "{value: 5, source: lwa"), "{value: 5, source: law art 1"),
    "a source in quotation marks": (figure("5, source: law art 1", "5, source: 'lwa art 1'"), "source: 'law art 1'"),
    "what may not be never": (words("机主编号, kind: text, absent: unknown", "机主编号, kind: text, absent: 'never'"), "absent: 'unknown'"),
    # ── keywords ──
    "a clause": (rule("for each line", "must line.good", "wehn line.good"), "    when line.good"),
    "a clause in Chinese": (rule("适用于每个 号卡", "应当 号卡.良好", "除飞 号卡.良好"), "除非 号卡.良好"),
    "a statement": (fact("fcat line.a: line.good"), "fact line.a"),
    # ── signs ──
    "two ands": (when("line.good && line.good"), "when line.good and line.good"),
    "one and": (when("line.good & line.good"), "when line.good and line.good"),
    "ands without blanks": (when("line.good&&line.good"), "when line.good and line.good"),
    "ands in Chinese": (when("号卡.良好&&号卡.良好"), "when 号卡.良好 且 号卡.良好"),
    "full-width ands": (when("号卡.良好 ＆＆ 号卡.良好"), "when 号卡.良好 且 号卡.良好"),
    "two ors": (when("line.good || line.good"), "when line.good or line.good"),
    "ors in Chinese": (when("号卡.良好｜｜号卡.良好"), "when 号卡.良好 或 号卡.良好"),
    "not": (when("!line.good"), "when not line.good"),
    "not in a parenthesis": (when("line.good and (!line.good)"), "and (not line.good)"),
    "not in Chinese": (when("！号卡.良好"), "when 非 号卡.良好"),
    "a comment tells no language": (when("line.good && line.good # 且"), "when line.good and line.good # 且"),
    "single quotation marks": (rule("for each line", "must line.good", head="rule a/b ‘另一’"), "rule a/b “另一”"),
    "single quotation marks in English": (rule("for each line", "must line.good", head="rule a/b ‘x y’"), 'rule a/b "x y"'),
    # ── hidden characters ──
    "a blank without width": (when("line.go\u200bod"), "when line.good\n"),
    "two in one file": (words("{zh: 正常, kind: yes/no, absent", "{zh: 正\u2066常, kind: yes/no, ab\u200bsent"), "{zh: 正常, kind: yes/no, absent"),
    # ── kinds and norms ──
    "money without a currency": (when("line.owed > 100"), "when line.owed > 100 CNY\n"),
    "money in Chinese": (when("号卡.欠款 超过 100"), "号卡.欠款 超过 100 元\n"),
    "money the other way round": (when("100 < line.owed"), "when 100 CNY < line.owed"),
    "other money": (when("号卡.外币欠款 超过 0.5"), "超过 0.5 USD\n"),
    "one of some amounts": (when("line.owed is one of (100, 200 CNY)"), "one of (100 CNY, 200 CNY)"),
    "a value in quotation marks of text": (when('line.province = "guangdong"'), "when line.province = guangdong\n"),
    "a value in Chinese marks": (when("“广东” 等于 号卡.省份"), "when 广东 等于 号卡.省份"),
    "a prohibition": (rule("for each line", "never permitted close"), "    must not close"),
    "a prohibition in Chinese": (rule("适用于每个 号卡", "绝不许可 关闭"), "    不得 关闭"),
    # ── YAML ──
    "a tab among its equals": (words("      told_on:   {zh", "\ttold_on:   {zh"), "\n      told_on:   {zh"),
    "a tab that opens a block": (manifest("title: {zh: 样例, en: A sample}", "title:\n\tzh: 样例\n\ten: A sample"), "title:\n  zh: 样例\n  en: A sample\n"),
    "a value with commas": (law("en: Somebody}", "en: For somebody, somewhere, and sometimes}"), 'en: "For somebody, somewhere, and sometimes"}'),
    "a value with commas and marks": (law("en: Somebody}", 'en: So "called" a\\b, and others}'), r'en: "So \"called\" a\\b, and others"}'),
    "a tag": (words("    zh: 通话\n    key", "    zh: !!str 通话\n    key"), "    zh: 通话\n    key"),
    "a date with slashes": (figure("until: 2019-12-31", "until: 2019/12/31"), "until: 2019-12-31"),
    "a date in Chinese": (law("{from: 2010-01-01}", "{from: '2010年1月1日'}"), "{from: '2010-01-01'}"),
}  # fmt: skip
"""What the mistake is → the book with it, and what stands in its place once it is mended."""

UNCERTAIN: dict[str, Mapping[str, Change]] = {
    "two names as near": fact("fact line.gold: yes\nfact line.a: line.goad"),
    "a name that is only alike": words("    key: id\n    fields:\n      id:   {zh", "    key: number\n    fields:\n      id:   {zh"),
    "two values as near": rule("for each line", "must line.good", "地位 争议"),
    "a key that is there already": words("{zh: 良好, kind:", "{zh: 良好, knid: x, kind:"),
    "an escape in a name": words("{zh: 良好, kind:", '{zh: 良好, "kn\\x69d":'),
    "either of two norms": rule("for each line", "must close"),
    "a quotation mark that is never closed": rule("for each line", "must line.good", head="rule a/b ‘另一"),
    "money of another currency": when("line.owed > 100 USD"),
    "a text that is no value": when('line.province = "上海"'),
    "a tab that may end a block": words("      told_on:   {zh: 告知日, kind: date, absent: never, time: dated}\n      closed_on", "\ttold_on:   {zh: 告知日}\n    closed_on"),
    "no day of the calendar": figure("until: 2019-12-31", "until: 2019/02/29"),
}  # fmt: skip


def _mended(found: Loaded) -> dict[str, str]:
    texts = {name: source.text for name, source in found.sources.items()}
    done = mend(texts, found.diagnostics)
    assert not done.skipped
    return {**texts, **done.texts}


@pytest.mark.parametrize("name", CASES)
def test_what_the_hint_says_is_done(name: str, tmp_path: Path) -> None:
    changes, wanted = CASES[name]
    found = loaded(tmp_path, changes)
    assert codes(found) != []
    mended = _mended(found)
    (changed,) = [file for file in changes if file in mended]
    assert wanted in mended[changed]
    again = loaded(tmp_path / "again", mended)
    assert [each for each in again.diagnostics if each.level == "error"] == []


@pytest.mark.parametrize("name", UNCERTAIN)
def test_where_it_is_not_certain_there_is_nothing_to_apply(name: str, tmp_path: Path) -> None:
    found = loaded(tmp_path, UNCERTAIN[name])
    assert codes(found) != []
    assert [each.edits for each in found.diagnostics if each.edits] == []


def test_a_file_indented_with_tabs_alone_is_indented_with_blanks(tmp_path: Path) -> None:
    text = SOUND["parameters.yaml"].replace("    - ", "\t\t- ").replace("  ", "\t")
    found = loaded(tmp_path, {"parameters.yaml": text})
    assert codes(found) == ["RB126"]
    assert _mended(found)["parameters.yaml"] == SOUND["parameters.yaml"]


@pytest.mark.parametrize(("code", "name"), [(code, name) for code, cases in MISTAKES.items() for name in cases])
def test_every_edit_lies_in_a_file_that_was_read_and_changes_it(code: str, name: str, tmp_path: Path) -> None:
    found = loaded(tmp_path, MISTAKES[code][name])
    for edit in (edit for each in found.diagnostics for edit in each.edits):
        text = found.sources[edit.span.file].text
        assert 0 <= edit.span.start <= edit.span.end <= len(text)
        assert text[edit.span.start : edit.span.end] != edit.text


def test_carriage_returns_stay(tmp_path: Path) -> None:
    text = RULEBOOK.replace("title: {zh: 样例, en: A sample}", "title:\n\tzh: 样例\n\ten: A sample").replace(
        "\n", "\r\n"
    )
    found = loaded(tmp_path, {"rulebook.yaml": text})
    mended = _mended(found)["rulebook.yaml"]
    assert mended == text.replace("\t", "  ")


@pytest.mark.parametrize(
    ("word", "meant", "known", "whether"),
    [
        ("lien", "line", {"line", "id"}, True),
        ("lin", "line", {"line", "lines"}, True),
        ("lie", "line", {"line", "lies"}, False),
        ("关停", "关闭", {"关闭", "续期"}, True),
        ("争议", "有争议", {"有争议", "无争议"}, False),
        ("number", "name", {"name", "id"}, False),
        ("suspnded_no", "suspended_on", {"suspended_on"}, True),
        ("deny", "denied", {"denied", "permitted"}, False),
    ],
)
def test_a_slip_is_one_character_or_two_and_means_one_word_only(
    word: str, meant: str, known: set[str], whether: bool
) -> None:
    assert is_slip(word, meant, known) is whether
