"""Comments: found where they are, each handed out once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dsl.comments import Margin, comments
from dsl.layout import render


def test_what_stands_in_quotation_marks_is_text() -> None:
    found = comments('a "# no" b # yes\n “# no”\n  # alone  \n# last')
    assert [(each.text, each.own_line) for each in found] == [("# yes", False), ("# alone", True), ("# last", True)]


def test_a_quotation_that_is_never_closed_hides_no_comment_on_other_lines() -> None:
    assert [each.text for each in comments('a "b # c\nd # e')] == ["# c", "# e"]


def test_a_blank_line_is_one_above_what_begins_its_line() -> None:
    margin = Margin("a\n\nb c\nd")
    assert margin.blank_before(3)
    assert not margin.blank_before(5)
    assert not margin.blank_before(7)
    assert not margin.blank_before(0)


def test_a_comment_beside_stays_beside_and_one_above_stays_above() -> None:
    text = "a # 1\n# 2\n\n# 3\nb"
    margin = Margin(text)
    assert render(("a", margin.above(text.index("b")), "b"), 80) == "a  # 1\n# 2\n\n# 3\nb"
    assert not margin.take(len(text))


def test_in_a_gap_a_comment_with_a_line_of_its_own_keeps_it() -> None:
    text = "a # 1\n# 2\nb"
    assert render(("a", Margin(text).gap(text.index("b")), "b"), 80) == "a  # 1\n# 2\nb"
    assert render(("a", Margin("a b").gap(2), "b"), 1) == "a\nb"


@given(st.lists(st.sampled_from(["a", "# b", "\n", " ", '"#"', "“#”"]), max_size=20).map("".join), st.data())
def test_each_is_handed_out_once_and_in_order(text: str, data: st.DataObject) -> None:
    margin = Margin(text)
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
    taken = [comment for end in [*ends, len(text)] for comment in margin.take(end)]
    assert tuple(taken) == comments(text)
