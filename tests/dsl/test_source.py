"""Places: offsets inside, lines and columns at the edge, cells on a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.source import Source, Span, is_slip, nearest, width

TEXT = "fact line.a: yes\n事实 号卡.甲：是\r\n\nlast"


@pytest.mark.parametrize(
    ("offset", "place"),
    [(0, (1, 1)), (16, (1, 17)), (17, (2, 1)), (20, (2, 4)), (27, (2, 11)), (len(TEXT), (4, 5)), (999, (4, 5)), (-5, (1, 1))],
)  # fmt: skip
def test_a_position_counts_code_points_from_one_and_never_leaves_the_text(offset: int, place: tuple[int, int]) -> None:
    assert Source("a", TEXT).position(offset) == place


def test_a_line_comes_without_its_break_of_either_kind() -> None:
    source = Source("a", TEXT)
    assert [source.line(number) for number in (1, 2, 3, 4)] == ["fact line.a: yes", "事实 号卡.甲：是", "", "last"]


def test_an_empty_text_has_one_empty_line() -> None:
    assert Source("a", "").position(0) == (1, 1)
    assert Source("a", "").line(1) == ""


def test_words_are_what_stands_there_with_white_space_folded() -> None:
    assert Source("a", "may\n    close").words(Span("a", 0, 13)) == "may close"


def test_a_span_covers_both_ends_in_either_order_and_moves() -> None:
    assert Span("a", 8, 9).to(Span("a", 2, 4)) == Span("a", 2, 9)
    assert Span("a", 2, 4).moved(10) == Span("a", 12, 14)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("abc", 3),
        ("号卡", 4),
        ("ＡＢ，", 6),
        ("e\u0301", 1),
        ("‰", 1),
        ("𠮷", 2),
        ("\ufe0f", 0),
        ("a\u200db", 2),
        ("한", 2),
    ],
)
def test_width_is_cells_of_a_terminal(text: str, cells: int) -> None:
    assert width(text) == cells


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("opend_on", "opened_on"),
        ("开户日", "开通日"),
        ("关停", "关闭"),
        ("close", "close"),
        ("zzz", None),
        ("y", None),
        ("", None),
    ],
)
def test_nearest_is_what_was_meant_or_nothing(word: str, found: str | None) -> None:
    assert nearest(word, ["opened_on", "told_on", "开通日", "关闭", "close", "may"]) == found


def test_nearest_does_not_search_what_nobody_writes() -> None:
    assert nearest("x" * 1_000_000, ["x"]) is None
    assert nearest("name1", [f"name{n}" for n in range(100_000)]) is None


def _distance(one: str, other: str) -> int:
    """By the book: insertions, deletions, changes, and neighbours that change places."""
    rows = [[i + j if i * j == 0 else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (one[i - 1] != other[j - 1]))
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 1] + other[j - 2]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


_WORD = st.text("ab规_", max_size=9)


@given(word=_WORD, meant=_WORD, others=st.lists(_WORD, max_size=3))
def test_a_slip_is_near_to_one_word_alone(word: str, meant: str, others: list[str]) -> None:
    most = 1 if len(word) < 6 else 2
    own = _distance(word, meant)
    alone = all(_distance(word, other) > own for other in others if other != meant)
    assert is_slip(word, meant, others) is (own <= most and alone)
