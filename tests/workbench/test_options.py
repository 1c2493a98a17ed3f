"""What commands share: the reader's language, days and moments, unusable books, unreadable facts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.books import small_book
from tests.workbench.running import LINE, facts_file, guiju, refused

QUESTION = ("decide", "terminate", "--on", "2016-07-12", "--facts")


@pytest.mark.parametrize(
    ("env", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.Big5"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": ""}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
    ],
)
def test_the_language_is_that_of_the_locale(env: dict[str, str], lang: str, tmp_path: Path) -> None:
    done = guiju(*QUESTION, facts_file(tmp_path), env=env)
    assert done.out.splitlines()[0] == {"zh": "销号：许可（有争议）", "en": "terminate: permitted (contested)"}[lang]


def test_lang_beats_the_locale(tmp_path: Path) -> None:
    facts = facts_file(tmp_path)
    assert guiju(*QUESTION, facts, "--lang", "en", env={"LANG": "zh_CN.UTF-8"}).out.startswith("terminate")
    assert guiju(*QUESTION, facts, "--lang", "zh").out.startswith("销号")


@pytest.mark.parametrize(
    "text", ["2016-13-01", "2016-02-30", "yesterday", "", "2016/07/12", "2016-7-1", "2016-07-12T25:00", "12.7.2016"]
)
def test_a_day_that_is_none_is_refused(text: str, tmp_path: Path) -> None:
    refused(guiju("decide", "terminate", "--facts", facts_file(tmp_path), "--on", text), "--on", "2026-11-20")


@pytest.mark.parametrize(
    "text", ["0001-01-01", "9999-12-31", "2016-07-12T18:00", "2016-07-12T18:00:30", "2016-07-12T18:00+08:00"]
)
def test_any_day_of_the_calendar_and_any_moment_can_be_asked_about(text: str, tmp_path: Path) -> None:
    assert guiju("decide", "terminate", "--facts", facts_file(tmp_path), "--on", text).status == 0


@pytest.mark.parametrize("text", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"])
def test_a_moment_beyond_the_calendar_of_the_book_s_zone_is_refused(text: str, tmp_path: Path) -> None:
    refused(guiju("decide", "terminate", "--facts", facts_file(tmp_path), "--on", text))


def test_a_moment_without_a_zone_is_in_the_zone_of_the_book(tmp_path: Path) -> None:
    """24 hours after 10:00 in Shanghai it is 02:00 UTC."""
    facts = facts_file(
        tmp_path,
        {"stoppage": {"ground": "fraud_check", "notified_at": "2021-07-01T10:00", "reverified_at": "never"}},
    )
    asked = ("decide", "stop", "--facts", facts, "--format", "json", "--on")
    assert guiju(*asked, "2021-07-02T09:59").data["verdict"] == "denied"
    assert guiju(*asked, "2021-07-02T10:00").data["verdict"] == "permitted"
    assert guiju(*asked, "2021-07-02T02:00+00:00").data["verdict"] == "permitted"
    assert guiju(*asked, "2021-07-02T01:59Z").data["verdict"] == "denied"


def test_facts_may_come_from_standard_input_and_in_either_language() -> None:
    said = {"号卡": {"编号": "L1", "入网日": "2014年5月1日", "停机日": "2016/4/12", "催告": [{"发出日": "2016-03-30"}]}}
    for facts in (LINE, said):
        done = guiju(*QUESTION, "-", "--format", "json", stdin=json.dumps(facts).encode())
        assert done.data["verdict"] == "permitted"


def test_facts_may_begin_with_a_byte_order_mark() -> None:
    assert guiju(*QUESTION, "-", stdin=b"\xef\xbb\xbf" + json.dumps(LINE).encode()).status == 0


def test_decimals_of_facts_are_exact() -> None:
    """0.1 is a tenth: 3 per mille of it for 100 days is 0.03, and 0.03 is not too much."""
    line = '{"line": {"payment_due_on": "2023-01-01", "amount_owed": 0.1, "late_fee_charged": %s}}'
    asked = ("explain", "arrears/late_fee", "--facts", "-", "--on", "2023-04-11")
    assert ": compliant" in guiju(*asked, stdin=(line % "0.03").encode()).out
    assert ": breach" in guiju(*asked, stdin=(line % "0.0300000000000000001").encode()).out


def test_a_book_with_errors_is_not_used_and_its_first_error_is_located(tmp_path: Path) -> None:
    small_book(tmp_path)
    (tmp_path / "rules" / "all.rules").write_text(
        'fact line.open "在用":\n    line.opend_on <= today\n', encoding="utf-8"
    )
    for words in (
        ("test", tmp_path),
        ("show", tmp_path),
        ("decide", "close", "--book", tmp_path, "--facts", facts_file(tmp_path), "--on", "2018-01-01"),
        ("audit", tmp_path, "--book", tmp_path, "--on", "2018-01-01"),
    ):
        refused(guiju(*words), "rules/all.rules:2:", "[RB202]", "opend_on", "guiju check")
        refused(guiju(*words, "--lang", "zh"), "rules/all.rules:2:", "[RB202]", "规则集")
