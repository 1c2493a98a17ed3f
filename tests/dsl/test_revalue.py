"""`amendments.yaml`: figures get values from a day on or lose them, words are replaced; who knows whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsl.load import Loaded, load_book
from tests.dsl.folders import OVER, Change, codes, drawn, over, write

VALUE = "{{from: {day}, value: {value}, source: law art 2, confidence: A}}"


def values(*pairs: tuple[str, str], name: str = "notice", more: str = "") -> str:
    """New values of a figure, each from a day on."""
    rows = "".join(f"      - {VALUE.format(day=day, value=value)}\n" for day, value in pairs)
    return f"parameters:\n  {name}:\n    values:\n{rows}{more}"


def above(folder: Path, amendments: str, **more: Change) -> Loaded:
    return load_book(write(folder, {**over(), "amendments.yaml": amendments, **more}))


def timeline(found: Loaded, name: str = "notice") -> list[tuple[str, str, str]]:
    assert found.book, drawn(found)
    figure = found.book.parameters[name]
    return [(str(each.since or ""), str(each.until or ""), str(each.value)) for each in figure.values]


def test_a_new_value_begins_on_its_day_and_the_one_before_ends_on_the_day_before(tmp_path: Path) -> None:
    found = above(tmp_path, values(("2027-01-01", "30 days")))
    assert timeline(found) == [
        ("2010-01-01", "2019-12-31", "10"), ("2020-01-01", "2026-12-31", "20"), ("2027-01-01", "", "30"),
    ]  # fmt: skip
    assert found.book
    (amended,) = [each for each in found.book.parameters["notice"].values if str(each.value) == "30"]
    assert amended.span.file == "amendments.yaml"
    assert [cited.article for cited in amended.sources] == ["2"]


def test_a_value_without_a_first_day_is_ended_as_well(tmp_path: Path) -> None:
    found = above(tmp_path, values(("2027-01-01", "6"), name="cap"))
    assert timeline(found, "cap") == [("", "2026-12-31", "5"), ("2027-01-01", "", "6")]


def test_values_that_are_known_for_later_days_stay(tmp_path: Path) -> None:
    found = above(tmp_path, values(("2015-01-01", "15 days")))
    assert timeline(found) == [
        ("2010-01-01", "2014-12-31", "10"), ("2015-01-01", "2019-12-31", "15"), ("2020-01-01", "", "20"),
    ]  # fmt: skip


def test_a_value_is_replaced_on_its_very_day(tmp_path: Path) -> None:
    found = above(tmp_path, values(("2020-01-01", "25 days")))
    assert timeline(found) == [("2010-01-01", "2019-12-31", "10"), ("2020-01-01", "", "25")]


def test_a_figure_is_repealed_where_nothing_reads_it_any_more(tmp_path: Path) -> None:
    ends = "parameters: {notice: {repeal: {from: 2027-01-01, source: law art 2}}}\n"
    rule = "repeal rule grace/notice\n    source law art 2\n    from 2027-01-01\n"
    found = above(tmp_path / "a", ends, **{"rules/own.rules": rule})
    assert timeline(found)[-1] == ("2020-01-01", "2026-12-31", "20")
    assert found.book
    assert [(each.kind, str(each.on)) for each in found.book.revalued["notice"]] == [
        ("first", "2010-01-01"), ("repealed", "2027-01-01"),
    ]  # fmt: skip
    assert codes(above(tmp_path / "b", ends)) == ["RB408"], "the rule still reads it"


def test_the_day_of_a_repeal_is_told_of_where_a_rule_goes_on_reading_the_figure(tmp_path: Path) -> None:
    found = above(tmp_path, "parameters: {notice: {repeal: {from: 2027-01-01, source: law art 2}}}\n")
    (told,) = found.diagnostics
    assert (told.code, told.span.file) == ("RB408", "amendments.yaml")


def test_a_value_of_another_kind_is_told_of_where_it_stands(tmp_path: Path) -> None:
    found = above(tmp_path, values(("2027-01-01", "30 months")))
    assert [(each.code, each.span.file) for each in found.diagnostics] == [("RB310", "amendments.yaml")]


@pytest.mark.parametrize(
    "wrong",
    [
        "parameters: {notice: {values: [{value: 30 days, source: law art 2, confidence: A}]}}\n",
        "parameters: {notice: {}}\n",
        "parameters: {notice: {kind: months}}\n",
        "parameters: {notice: {repeal: {from: 2027-01-01}}}\n",
        "parameters: {notice: {values: [{from: 2027-01-01, until: 2028-01-01, value: 1 days, source: law art 2, confidence: A}]}}\n",
    ],
)
def test_what_does_not_fit_the_schema_is_told_of(wrong: str, tmp_path: Path) -> None:
    found = above(tmp_path, wrong)
    assert found.book is None
    assert {each.span.file for each in found.diagnostics} == {"amendments.yaml"}
    assert all(each.code in ("RB130", "RB131", "RB139") for each in found.diagnostics), drawn(found)


def test_a_citation_that_is_not_registered_is_told_of_once(tmp_path: Path) -> None:
    assert codes(above(tmp_path / "a", values(("2027-01-01", "30 days")).replace("art 2", "art 9"))) == ["RB501"]
    ends = "parameters: {cap: {repeal: {from: 2027-01-01, source: law art 9}}}\n"
    assert codes(above(tmp_path / "b", ends)) == ["RB501"]


def test_a_book_over_another_replaces_its_value_of_the_same_day(tmp_path: Path) -> None:
    files: dict[str, Change] = {
        **over(), "rulebook.yaml": OVER.replace("./base", "./mid").replace("over", "third"),
        "mid/rulebook.yaml": OVER.replace("./base", "../base").replace("over", "second"),
        "mid/amendments.yaml": values(("2027-01-01", "30 days")), "amendments.yaml": values(("2027-01-01", "40 days")),
    }  # fmt: skip
    found = load_book(write(tmp_path, files))
    assert timeline(found)[-1] == ("2027-01-01", "", "40")
    assert found.book
    assert [(each.book, each.effective) for each in found.book.revalued["notice"]] == [
        ("sample", True), ("second", False), ("third", True),
    ]  # fmt: skip


# ── words ──


def test_the_values_of_an_enumeration_are_replaced_by_the_whole_list(tmp_path: Path) -> None:
    words = "vocabulary: {enumerations: {province: {values: {guangdong: 粤, tianjin: 天津}}}}\n"
    found = above(
        tmp_path,
        words,
        **{
            "rules/own.rules": "规则 上限/通知\n    依据 法 第1条\n    适用于每个 号卡 其中 号卡.省份 为 天津\n    应当 号卡.良好\n"
        },
    )
    assert found.book, drawn(found)
    assert {name: each.zh for name, each in found.book.vocabulary.enumerations["province"].values.items()} == {
        "guangdong": "粤", "tianjin": "天津",
    }  # fmt: skip


def test_a_field_and_an_entity_get_other_names(tmp_path: Path) -> None:
    words = "vocabulary: {entities: {line: {zh: 号码, fields: {size: {zh: 尺寸}}}}}\n"
    found = above(tmp_path, words)
    assert found.book, drawn(found)
    line = found.book.vocabulary.entities["line"]
    assert (line.names.zh, line.fields["size"].names.zh, line.fields["size"].absent) == ("号码", "尺寸", "unknown")


def test_the_upper_of_two_books_has_the_last_word(tmp_path: Path) -> None:
    files: dict[str, Change] = {
        **over(), "rulebook.yaml": OVER.replace("./base", "./mid").replace("over", "third"),
        "mid/rulebook.yaml": OVER.replace("./base", "../base").replace("over", "second"),
        "mid/amendments.yaml": "vocabulary: {enumerations: {province: {zh: 省}}}\n",
        "amendments.yaml": "vocabulary: {enumerations: {province: {zh: 省区}}}\n",
    }  # fmt: skip
    found = load_book(write(tmp_path, files))
    assert found.book, drawn(found)
    assert found.book.vocabulary.enumerations["province"].names.zh == "省区"


def test_a_book_that_stands_alone_may_have_the_file_too(tmp_path: Path) -> None:
    found = load_book(write(tmp_path, {"amendments.yaml": values(("2027-01-01", "30 days"))}))
    assert timeline(found)[-1] == ("2027-01-01", "", "30")


def test_values_out_of_order_are_told_of_though_they_are_amended(tmp_path: Path) -> None:
    rows = (
        "    - {from: 2010-01-01, until: 2019-12-31, value: 10 days, source: law art 1, confidence: A}\n"
        "    - {from: 2020-01-01, value: 20 days, source: law art 1, confidence: A}\n"
    )
    first, second = rows.splitlines(keepends=True)
    turned: dict[str, Change] = {"parameters.yaml": (rows, second + first)}
    found = load_book(write(tmp_path, {**turned, "amendments.yaml": values(("2027-01-01", "30 days"))}))
    assert codes(found) == ["RB406"]


def test_a_value_after_a_time_without_one_is_told_of(tmp_path: Path) -> None:
    ends: dict[str, Change] = {
        "base/parameters.yaml": str(over()["base/parameters.yaml"]).replace(
            "{from: 2020-01-01, value", "{from: 2020-01-01, until: 2025-12-31, value"
        )
    }
    rules: dict[str, Change] = {
        "base/rules/all.rules": str(over()["base/rules/all.rules"]).replace(
            "for each line where", "until 2025-12-31\n    for each line where"
        )
    }
    found = above(tmp_path, values(("2027-01-01", "30 days")), **ends, **rules)
    assert [(each.code, each.span.file) for each in found.diagnostics] == [("RB407", "amendments.yaml")]
