"""`guiju show` of an amended book: the text of the day, and what became of each rule and figure."""

from __future__ import annotations

from typing import Any

from tests.pages import HOUSE
from tests.workbench.running import guiju

BOOK = HOUSE / "docs" / "examples" / "revision"
BELOW = BOOK.with_name("lines")
OLD, KEPT = "life/suspension/before_2026_07_01", "life/suspension/kept_2026_07_01"


def shown(*words: str) -> dict[str, Any]:
    done = guiju("show", BOOK, *words, "--format", "json", "--lang", "en")
    assert (done.status, done.err) == (0, "")
    return dict(done.data)


def test_a_rule_is_shown_with_its_history() -> None:
    first, replaced = shown("life/suspension")["history"]
    assert (first["change"], first["from"], first["by"], first["path"]) == ("first", "2020-01-01", "lines", OLD)
    assert (replaced["change"], replaced["from"], replaced["by"]) == ("replaced", "2026-07-01", "revision")
    assert (replaced["path"], replaced["before"], replaced["kept"]) == ("life/suspension", OLD, KEPT)
    assert replaced["sources"][0] == "Decision amending the Lines Act (an example), art 1"


def test_on_a_day_its_text_of_that_day_is_shown() -> None:
    before, after = (shown("life/suspension", "--on", day) for day in ("2026-06-30", "2026-07-01"))
    assert (before["rule"], before["until"], before["in force"]) == (OLD, "2026-06-30", True)
    assert (after["rule"], after["from"], after["unless"]) == (
        "life/suspension", "2026-07-01", "line.plan is prepaid or line.opened_on < 2026-07-01",
    )  # fmt: skip
    assert before["history"] == after["history"]


def test_a_text_is_shown_by_its_own_path_on_any_day() -> None:
    kept = shown(KEPT, "--on", "2026-08-01")
    assert (kept["rule"], kept["when"]) == (KEPT, "line.noticed and line.opened_on < 2026-07-01")
    assert kept["history"] == shown("life/suspension")["history"]


def test_a_repealed_rule_says_since_when_and_by_whom() -> None:
    answer = shown("answer", "--on", "2026-08-01")
    assert (answer["in force"], answer["until"]) == (False, "2026-06-30")
    assert answer["history"][-1] == {
        "change": "repealed", "from": "2026-07-01", "by": "revision",
        "sources": ["Decision amending the Lines Act (an example), art 2"],
    }  # fmt: skip


def test_an_inserted_rule_has_the_act_for_its_beginning() -> None:
    (only,) = shown("life/identity")["history"]
    assert (only["change"], only["from"], only["by"]) == ("inserted", "2026-07-01", "revision")


def test_a_figure_is_shown_with_its_values_and_its_history() -> None:
    figure = shown("payment_time")
    assert [(each["value"], each["from"], each["until"]) for each in figure["values"]] == [
        ("30 days", "2020-01-01", "2026-06-30"), ("45 days", "2026-07-01", "…"),
    ]  # fmt: skip
    assert [each["change"] for each in figure["history"]] == ["first", "replaced"]


def test_the_whole_book_tells_in_short_what_was_amended() -> None:
    history = shown()["history"]
    assert isinstance(history, dict)
    assert set(history) == {"rules", "parameters"}
    assert set(history["rules"]) == {"life/suspension", "answer", "life/identity"}
    assert history["rules"]["answer"][1] == (
        "repealed from 2026-07-01 by revision: Decision amending the Lines Act (an example), art 2"
    )


def test_consolidated_on_a_day_the_book_has_the_texts_of_that_day() -> None:
    before, after = (set(shown("--on", day)["rules"]) for day in ("2026-06-30", "2026-07-01"))
    assert {OLD, "answer"} <= before
    assert not {"life/suspension", "life/identity", KEPT} & before
    assert {"life/suspension", "life/identity", KEPT} <= after
    assert not {OLD, "answer"} & after


def test_a_book_that_nobody_amended_says_nothing_of_history() -> None:
    assert "history" not in guiju("show", BELOW, "--format", "json").data
    assert "history" not in guiju("show", BELOW, "answer", "--format", "json").data


def test_in_chinese_the_words_are_chinese() -> None:
    text = guiju("show", BOOK, "life/suspension", "--lang", "zh").out
    assert "沿革：\n  - 变动：原文\n    自：2020-01-01\n" in text
    assert "  - 变动：修改\n" in text
    assert f"    过渡条文：{KEPT}\n" in text
    assert (
        "2026-07-01 起 废止：revision，《关于修改《号卡管理办法》的决定（示例）》第2条"
        in guiju("show", BOOK, "--lang", "zh").out
    )


def test_the_other_commands_take_an_amended_book_as_any_other() -> None:
    assert guiju("check", BOOK).status == 0
    assert guiju("test", BOOK).status == 0
    assert guiju("fmt", BOOK, "--check").status == 0
    assert guiju("prove", BOOK, "--lang", "en").out.startswith("✓ no_silent_end")
