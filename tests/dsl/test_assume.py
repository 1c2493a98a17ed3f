"""A scenario's own figures stand for all days, by either name, and the book stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsl.assume import assume
from tests.dsl.folders import book


@pytest.mark.parametrize("name", ["notice", "通知期"])
def test_a_figure_that_is_set_has_one_value_on_all_days(name: str, tmp_path: Path) -> None:
    before = book(tmp_path)
    changed = assume(before, {name: "3 days"}).parameters["notice"]
    assert [(each.value, each.since, each.until) for each in changed.values] == [(3, None, None)]
    assert changed.values[0].sources == before.parameters["notice"].values[0].sources
    assert before.parameters["notice"].values[0].value != 3


def test_without_figures_the_book_is_itself(tmp_path: Path) -> None:
    before = book(tmp_path)
    assert assume(before, {}) is before
