"""What an expectation speaks of is found by any of its names."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsl.targets import Targets
from tests.dsl.folders import book


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("close", "close"),
        ("关闭", "close"),
        ("grace/notice", "grace/notice"),
        ("宽限/通知", "grace/notice"),
        ("no_silent_closing", "no_silent_closing"),
        ("line.open", "line.open"),
        ("号卡.在用", "line.open"),
        ("line.good", None),
        ("open", None),
        ("", None),
    ],
)
def test_a_target_is_known_by_any_of_its_names(text: str, known: str | None, tmp_path: Path) -> None:
    assert Targets(book(tmp_path)).name(text) == known


def test_a_fact_is_found_by_both_names_and_by_nothing_else(tmp_path: Path) -> None:
    targets = Targets(book(tmp_path))
    found = {targets.fact(text) for text in ("line.open", "line.在用", "号卡.open", "号卡.在用")}
    assert [each.name for each in found if each] == ["open"]
    assert targets.fact("open") is None
