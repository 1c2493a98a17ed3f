"""What the reference lists of a snapshot, and how it names a row."""

from __future__ import annotations

import pytest

from interpreter.facts import Row
from interpreter.judging import label


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("L1", "L1"),
        ("2018010112345", "2018010112345"),
        ("13800138000", "a_b/line.csv:7"),
        ("+86 138 0013 8000", "a_b/line.csv:7"),
        ("card-13800138000", "a_b/line.csv:7"),
        ("11010119900307123x", "a_b/line.csv:7"),
    ],
)
def test_a_row_is_named_by_its_key_or_by_its_place_where_the_key_would_tell_a_number(key: str, shown: str) -> None:
    assert label(Row("line", key, place="a b/line.csv:7")) == shown
