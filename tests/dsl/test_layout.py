"""Layouts: on one line where that fits, else broken group by group; comments wait for the end of their line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.layout import BREAK, HARD, SOFT, Aside, Group, Layout, Nest, joined, render
from dsl.source import width


def call(*items: str) -> Layout:
    return Group(("f(", Nest((SOFT, joined(items, (",", BREAK)))), ")"))


@pytest.mark.parametrize(
    ("most", "text"),
    [(20, "f(aaaa, bbbb)"), (13, "f(aaaa, bbbb)"), (12, "f(\n    aaaa,\n    bbbb)"), (1, "f(\n    aaaa,\n    bbbb)")],
)
def test_a_group_breaks_where_it_does_not_fit(most: int, text: str) -> None:
    assert render(call("aaaa", "bbbb"), most) == text


def test_an_outer_group_breaks_first() -> None:
    inner = call("aa", "bb")
    assert render(Group(("g ", inner, Nest((BREAK, "tail")))), 12) == "g f(aa, bb)\n    tail"


def test_what_follows_a_group_counts_until_the_next_break() -> None:
    assert render((call("aaaa", "bbbb"), " and more"), 20) == "f(\n    aaaa,\n    bbbb) and more"
    assert render((call("aaaa", "bbbb"), HARD, "and more"), 14) == "f(aaaa, bbbb)\nand more"


def test_chinese_takes_two_cells() -> None:
    assert render(call("号卡", "机主"), 13) == "f(号卡, 机主)"
    assert render(call("号卡", "机主"), 12) == "f(\n    号卡,\n    机主)"


def test_a_comment_waits_for_the_end_of_its_line_and_breaks_what_is_around_it() -> None:
    noted = Group(("a", Aside("# why"), Nest((BREAK, "and b")), Nest((BREAK, "and c"))))
    assert render((noted, HARD, "d"), 80) == "a  # why\n    and b\n    and c\nd"
    assert render(("a", Aside("# 1"), "b", Aside("# 2")), 80) == "# 1\nab  # 2", "two comments stay two"


def test_no_line_ends_in_blanks() -> None:
    assert render(Nest(("a", HARD, HARD, "b")), 80) == "a\n\n    b"


_WORDS = st.text("ab号", min_size=1, max_size=6)
_LAYOUTS = st.recursive(
    _WORDS.map(lambda word: word),
    lambda inner: st.one_of(
        inner.map(Group),
        inner.map(Nest),
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: joined(parts, BREAK)),
    ),
    max_leaves=12,
)


@given(_LAYOUTS, st.integers(1, 40))
def test_the_words_stay_and_no_break_is_taken_where_all_fits(layout: Layout, most: int) -> None:
    flat = render(Group(layout), 10_000)
    text = render(Group(layout), most)
    assert text.split() == flat.split()
    assert (text == flat) == (width(flat) <= most) or "\n" not in text
