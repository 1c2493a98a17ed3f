"""Edits made in texts: all of a finding's or none, none where they meet, and nothing else of the text changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dsl.diagnose import Diagnostic, Edit
from dsl.mend import certain, mend
from dsl.source import Span

TEXT = "line.opend_on <= tody"


def _finding(*edits: tuple[int, int, str], file: str = "a") -> Diagnostic:
    return Diagnostic(
        "RB203", Span(file, 0, 1), edits=tuple(Edit(Span(file, start, end), to) for start, end, to in edits)
    )


def test_all_edits_of_all_findings_are_made_at_once() -> None:
    one, two = _finding((17, 21, "today")), _finding((5, 13, "opened_on"))
    done = mend({"a": TEXT, "b": TEXT}, [one, two])
    assert done.texts == {"a": "line.opened_on <= today"}
    assert (done.made, done.skipped) == ((one, two), ())


def test_a_finding_without_edits_is_neither_made_nor_skipped() -> None:
    assert mend({"a": TEXT}, [_finding()]) == mend({"a": TEXT}, [])


def test_of_two_that_meet_the_first_is_made() -> None:
    first, second, third = _finding((5, 13, "x")), _finding((12, 14, "y")), _finding((13, 14, ""))
    done = mend({"a": TEXT}, [first, second, third])
    assert done.texts == {"a": "line.x<= tody"}
    assert (done.made, done.skipped) == ((first, third), (second,))


def test_edits_of_one_finding_are_made_all_or_none() -> None:
    first, second = _finding((5, 13, "x")), _finding((0, 4, "z"), (4, 6, "y"))
    done = mend({"a": TEXT}, [first, second])
    assert done.texts == {"a": "line.x <= tody"}
    assert done.skipped == (second,)
    assert mend({"a": TEXT}, [_finding((0, 4, "z"), (2, 6, "y"))]).texts == {}


def test_what_two_findings_both_want_is_done_once() -> None:
    one, two = _finding((4, 5, "")), _finding((4, 5, ""))
    done = mend({"a": TEXT}, [one, two])
    assert done.texts == {"a": "lineopend_on <= tody"}
    assert done.made == (one, two)


def test_two_insertions_at_one_place_have_no_order_and_meet() -> None:
    done = mend({"a": TEXT}, [_finding((4, 4, "x")), _finding((4, 4, "y"))])
    assert done.texts == {"a": "linex.opend_on <= tody"}
    assert len(done.skipped) == 1


def test_something_can_be_put_in_after_what_is_replaced_but_not_inside_it() -> None:
    assert mend({"a": "abcd"}, [_finding((0, 2, "x")), _finding((2, 2, "y"))]).texts == {"a": "xycd"}
    assert len(mend({"a": "abcd"}, [_finding((0, 2, "x")), _finding((1, 1, "y"))]).skipped) == 1


def test_a_place_that_is_not_there_is_left_alone() -> None:
    done = mend({"a": "abc"}, [_finding((2, 9, "x")), _finding((0, 1, "x"), file="b")])
    assert done.texts == {}
    assert len(done.skipped) == 2


_PLACES = st.tuples(st.integers(0, 30), st.integers(0, 6), st.sampled_from(["", "x", "规则"]))


@given(text=st.text("ab规\r\n", max_size=30), places=st.lists(_PLACES, max_size=12))
def test_what_no_edit_touches_stays_as_it_was(text: str, places: list[tuple[int, int, str]]) -> None:
    """Made one by one from the end, the edits that were chosen give the same text."""
    found = [_finding((start, start + length, to)) for start, length, to in places]
    done = mend({"a": text}, found)
    assert len(done.made) + len(done.skipped) == len(found)
    wanted = text
    for edit in sorted({(e.span.start, e.span.end, e.text) for each in done.made for e in each.edits}, reverse=True):
        wanted = wanted[: edit[0]] + edit[2] + wanted[edit[1] :]
    assert done.texts.get("a", text) == wanted


# ── which of two names is the slip ──


def _kept(texts: dict[str, str], old: str, new: str) -> bool:
    start = texts["a"].index(old)
    (found,) = certain([_finding((start, start + len(old), new))], texts)
    return bool(found.edits)


def test_a_name_that_stands_more_often_is_not_the_slip() -> None:
    """Of a declaration that is misspelt, every use looks misspelt."""
    assert not _kept({"a": "line.opened_on < line.opened_on", "b": "opend_on: {}"}, "opened_on", "opend_on")
    assert _kept({"a": "line.opend_on", "b": "opened_on: {}, opened_on"}, "opend_on", "opened_on")
    assert not _kept({"a": "号卡.开通日 且 号卡.开通日", "b": "zh: 开痛日"}, "开通日", "开痛日")
    assert _kept({"a": "号卡.开痛日", "b": "zh: 开通日"}, "开痛日", "开通日")


def test_a_path_is_doubted_by_its_names() -> None:
    texts = {"a": "line.open: yes", "b": "fact line.oepn: yes", "c": "line.open"}
    assert not _kept(texts, "line.open", "line.oepn")
    assert _kept({**texts, "b": "fact line.open: yes", "a": "lien.open: yes"}, "lien.open", "line.open")


def test_one_use_of_one_declaration_is_put_right_at_the_use() -> None:
    assert _kept({"a": "line.opend_on", "b": "opened_on: {}"}, "opend_on", "opened_on")


def test_a_word_of_the_language_need_not_stand_elsewhere() -> None:
    assert _kept({"a": "a: {knid: x}, b: {knid: y}"}, "knid", "kind")


def test_what_is_no_name_is_never_doubted() -> None:
    assert _kept({"a": "a && b && c"}, "&&", "and")
    assert _kept({"a": "a\u200b b\u200b"}, "\u200b", "")
    assert certain([_finding()], {"a": ""}) == (_finding(),)
