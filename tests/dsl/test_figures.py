"""parameters.yaml → dated figures: values of their kind, one after the other, without gap or overlap."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dsl import core
from dsl.core import Citation, Words
from dsl.kinds import NEVER, Duration
from tests.dsl.folders import PARAMETERS, book, codes, loaded

BARE = {"rules/all.rules": "", "scenarios/all.yaml": ""}


def figure(folder: Path, kind: str, *rows: str) -> core.Parameter:
    lines = "".join(f"    - {{{row}, source: law art 1, confidence: A}}\n" for row in rows)
    text = f"x:\n  zh: 数\n  title: {{zh: 一数, en: A figure}}\n  kind: {kind}\n  values:\n{lines}"
    return book(folder, {**BARE, "parameters.yaml": text}).parameters["x"]


def told(folder: Path, *rows: str) -> list[str]:
    lines = "".join(f"    - {{{row}, source: law art 1, confidence: A}}\n" for row in rows)
    text = f"x:\n  zh: 数\n  kind: integer\n  values:\n{lines}"
    return codes(loaded(folder, {**BARE, "parameters.yaml": text}))


def test_a_figure_is_read_with_all_that_is_written_of_it(tmp_path: Path) -> None:
    found = figure(tmp_path, "days", "from: 2016-01-01, until: 2019-12-31, value: 10 days, note: {zh: 注, en: A note}", "from: 2020-01-01, value: 20 日")  # fmt: skip
    assert (found.names, found.title, found.kind) == (Words("数", "x"), Words("一数", "A figure"), Duration("days"))
    first, second = found.values
    assert (first.value, first.since, first.until) == (10, date(2016, 1, 1), date(2019, 12, 31))
    assert (first.sources, first.confidence, first.note) == ((Citation("law", "1"),), "A", Words("注", "A note"))
    assert (second.value, second.since, second.until) == (20, date(2020, 1, 1), None)


def test_the_day_of_the_last_check_is_read_and_has_to_be_one(tmp_path: Path) -> None:
    found = figure(
        tmp_path, "integer", "until: 2019-12-31, value: 1", "from: 2020-01-01, value: 2, checked: 2026-11-01"
    )
    assert [each.checked for each in found.values] == [None, date(2026, 11, 1)]
    assert told(tmp_path, "value: 1, checked: 2026-02-30") == ["RB137"]


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        ("integer", "5", 5),
        ("decimal", "3‰", Decimal("0.003")),
        ("money CNY", "100 元", Decimal(100)),
        ("yes/no", "是", True),
        ("province", "广东", "guangdong"),
        ("date", "2016-09-23", date(2016, 9, 23)),
        ("date", "never", NEVER),
        ("text", "1.10", "1.10"),
        ("hours", "24 小时", 24),
    ],
)
def test_a_value_is_read_by_its_kind(kind: str, written: str, value: object, tmp_path: Path) -> None:
    assert figure(tmp_path, kind, f"value: {written}").values[0].value == value


def test_only_the_first_value_may_be_without_a_beginning_and_the_last_without_an_end(tmp_path: Path) -> None:
    assert told(tmp_path, "until: 2015-12-31, value: 1", "from: 2016-01-01, value: 2") == []
    assert told(tmp_path, "value: 1", "from: 2016-01-01, value: 2") == ["RB406"]
    assert told(tmp_path, "until: 2015-12-31, value: 1", "value: 2") == ["RB406"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2015-12-31", "2016-01-01", []),
        ("2015-12-31", "2015-12-31", ["RB406"]),
        ("2015-12-31", "2016-01-02", ["RB407"]),
        ("2016-02-28", "2016-02-29", []),
        ("2016-02-28", "2016-03-01", ["RB407"]),
    ],
)
def test_values_follow_each_other_to_the_day(first: str, second: str, expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, f"until: {first}, value: 1", f"from: {second}, value: 2") == expected


def test_every_gap_and_overlap_of_a_figure_is_told(tmp_path: Path) -> None:
    rows = [
        "until: 2010-12-31, value: 1",
        "from: 2012-01-01, until: 2013-12-31, value: 2",
        "from: 2013-01-01, value: 3",
    ]
    assert told(tmp_path, *rows) == ["RB407", "RB406"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("from: 2016-02-30, until: 2019-12-31, value: 5", ["RB137"]),
        ("from: 2016-01-01, until: 2019-13-31, value: 5", ["RB137"]),
        ("from: 2016-01-01, until: 2015-12-31, value: 5", ["RB405"]),
        ("from: 2016-01-01, until: 2019-12-31, value: five", ["RB310"]),
        ("from: 2016-01-01, until: 2016-01-01, value: 5", ["RB407"]),
    ],
)
def test_a_row_that_is_wrong_is_told_once_and_its_neighbours_are_not_blamed(
    row: str, expected: list[str], tmp_path: Path
) -> None:
    assert told(tmp_path, row, "from: 2020-01-01, value: 6") == expected


def test_a_wrong_row_does_not_make_the_rules_complain_of_a_figure_without_a_value(tmp_path: Path) -> None:
    broken = PARAMETERS.replace(
        "{from: 2010-01-01, until: 2019-12-31, value: 10 days", "{from: 2010-01-01, until: 2019-12-31, value: ten"
    )
    assert codes(loaded(tmp_path, {"parameters.yaml": broken})) == ["RB310"]


def test_a_figure_that_cannot_be_read_is_not_also_unknown_to_rules(tmp_path: Path) -> None:
    """Its kind is wrong, so it has none: the rules that name it, in either language, say nothing of that."""
    rules = {"rules/more.rules": "fact line.x:\n    line.size < 上限数 or notice has passed since line.told_on"}
    wrong = PARAMETERS.replace("kind: days", "kind: dais").replace("kind: integer", "kind: number")
    assert codes(loaded(tmp_path, {"parameters.yaml": wrong, **rules})) == ["RB209", "RB209"]
