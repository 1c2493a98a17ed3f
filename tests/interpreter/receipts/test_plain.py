"""The same facts are told in one way, in whichever language and from whichever door they came."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from interpreter.receipts.plain import plain, text
from tests.books import FACT, rule, small_book
from tests.interpreter.receipts.issued import FACTS, book

ENGLISH: dict[str, Any] = {
    "line": {
        "id": "L1", "activated_on": "2014-05-01", "suspended_on": "2016-04-12",
        "reminders": [{"id": "R1", "sent_on": "2016-03-30"}], "holder": {"id": "H1"},
    }
}  # fmt: skip
CHINESE: dict[str, Any] = {
    "号卡": {
        "停机日": date(2016, 4, 12), "机主": {"编号": "H1"}, "催告": [{"发出日": "2016年3月30日", "编号": "R1"}],
        "入网日": "2014/5/1", "编号": "L1", "电话号码": "",
    }
}  # fmt: skip


def test_both_languages_and_all_spellings_of_a_value_are_one() -> None:
    assert plain(book().book, CHINESE) == plain(book().book, ENGLISH) == ENGLISH


def test_what_is_told_is_understood_again_and_told_the_same() -> None:
    told = plain(book().book, FACTS)
    assert plain(book().book, told) == told
    assert book().decide("terminate", told, date(2016, 7, 11)) == book().decide("terminate", FACTS, date(2016, 7, 11))


def test_every_kind_of_value_has_a_text(tmp_path: Any) -> None:
    small = small_book(tmp_path, FACT + rule("must line.good"))
    facts = {
        "line": {
            "id": 7, "good": "是", "size": "3", "owed": "1,234.50 元", "province": "广东", "wait": "3 日",
            "opened_on": "从未", "asked_at": datetime(2017, 5, 1, 0, 30, tzinfo=UTC), "fair": "unknown",
            "holder": "未知", "told_on": None,
            "calls": [{"fee": Decimal("1.10"), "rate": 2}],
        }
    }  # fmt: skip
    told = plain(small, facts)["line"]
    assert told == {
        "id": "7", "good": True, "size": 3, "owed": "1234.50", "province": "guangdong", "wait": 3, "opened_on": "never",
        "asked_at": "2017-05-01T08:30:00+08:00", "fair": "unknown", "calls": [{"fee": "1.10", "rate": "2"}],
    }  # fmt: skip


@pytest.mark.parametrize("value", [Decimal("1E+3"), Decimal("0.00000001")])
def test_a_decimal_is_written_out(value: Decimal) -> None:
    assert "E" not in text(value)
    assert Decimal(text(value)) == value
