"""YAML → nodes: every scalar is text, every node keeps its place, and what could do harm is refused first."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.diagnose import Diagnostic
from dsl.nodes import plain
from dsl.read import MAX_DEPTH, MAX_NODES, MAX_TEXT, read
from dsl.source import Source
from dsl.syntax import Mapping, Node, Scalar, Sequence


def node(text: str) -> Node:
    found, problems = read(Source("a.yaml", text))
    assert found is not None
    assert not problems, problems[0].message("en")
    return found


def problems(text: str) -> tuple[Diagnostic, ...]:
    return read(Source("a.yaml", text))[1]


def test_every_scalar_is_the_text_that_was_written() -> None:
    text = "{a: 1.10, b: NO, c: 013800, d: 12:30:00, e: 2016-09-23, f: ~, g: '1', h: yes, i: 0x1F, j: .inf}"
    assert plain(node(text)) == {
        **{"a": "1.10", "b": "NO", "c": "013800", "d": "12:30:00", "e": "2016-09-23", "f": "~", "g": "1"},
        **{"h": "yes", "i": "0x1F", "j": ".inf"},
    }


def test_a_scalar_knows_whether_it_was_quoted() -> None:
    found = node("a: '1'\nb: 1\nc: \"1\"")
    assert isinstance(found, Mapping)
    assert [value.quoted for _, value in found.entries if isinstance(value, Scalar)] == [True, False, True]


def test_every_node_keeps_its_place_in_code_points() -> None:
    text = "号卡:\n  - {甲: 乙, 𠮷: '丙 丁'}\n"
    found = node(text)
    assert isinstance(found, Mapping)
    ((key, items),) = found.entries
    assert isinstance(items, Sequence)
    (inner,) = items.items
    assert isinstance(inner, Mapping)
    spans = [key.span, inner.span, *(each.span for pair in inner.entries for each in pair)]
    assert [text[span.start : span.end] for span in spans] == [
        "号卡",
        "{甲: 乙, 𠮷: '丙 丁'}",
        "甲",
        "乙",
        "𠮷",
        "'丙 丁'",
    ]


def test_get_finds_the_first_of_several_names() -> None:
    found = node("to many: line\nother: x")
    assert isinstance(found, Mapping)
    assert isinstance(value := found.get("to", "to many"), Scalar)
    assert value.text == "line"
    assert found.get("nothing") is None


@pytest.mark.parametrize("text", ["", "# only a comment\n", "\n\n", "---\n", "---\n# nothing\n"])
def test_a_file_with_nothing_in_it_is_sound(text: str) -> None:
    found, told = read(Source("a.yaml", text))
    assert not told
    assert found is None or plain(found) == ""


# ── what is wrong ──


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("a: b\n\tc: d", "RB126", 5),
        ("a:\n\t- b", "RB126", 3),
        ("a: b\na: c", "RB121", 5),
        ("[a]: b", "RB127", 0),
        ("{a: b}: c", "RB127", 0),
        ("a: &x b", "RB122", 3),
        ("a: *x", "RB122", 3),
        ("a: !!python/name:os.system x", "RB123", 3),
        ("a: !x b", "RB123", 3),
        ("!!map {a: b}", "RB123", 0),
        ("a: b\n---\nc: d", "RB125", 5),
        ("号卡: a: b", "RB120", 5),
        ("号卡: '丙", "RB120", 4),
        ("号卡: [丙", "RB120", 5),
        ("号卡: @丙", "RB120", 4),
        ("a: {b: c, d e f}", "RB128", 7),
    ],
)
def test_what_is_wrong_is_told_at_its_place(text: str, code: str, at: int) -> None:
    (told,) = problems(text)
    assert (told.code, told.span.start) == (code, at)


def test_a_key_written_twice_keeps_its_first_value_and_points_at_both() -> None:
    found, (told,) = read(Source("a.yaml", "{a: 1, b: 2, a: 3}"))
    assert found is not None
    assert plain(found) == {"a": "1", "b": "2"}
    assert [span.start for span, _ in told.related] == [1]


def test_two_mistakes_are_both_told() -> None:
    assert [each.code for each in problems("a: {b: 1, b: 2}\nc: 3\nc: 4")] == ["RB121", "RB121"]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("{zh: 甲, en: For the provider to check, act and report}", "For the provider to check, act and report"),
        ("{en: one, two, three, zh: 甲}", "one, two, three"),
        ("{zh: 甲, en: one,\n   two }", "one, two"),
    ],
)
def test_a_comma_in_braces_that_cuts_a_value_off_is_told_once_with_the_whole_value(text: str, whole: str) -> None:
    (told,) = problems(text)
    assert (told.code, told.detail["key"], told.detail["whole"]) == ("RB128", "en", whole)
    assert f'en: "{whole}"' in (told.hint("zh") or "")


@pytest.mark.parametrize(
    "text", ['{en: "one, two"}', "en: one, two", "{a: b, c: }", "{a: b, c: d}", "[a, b c]", "{a: '', b: c}"]
)
def test_a_comma_that_cuts_nothing_off_is_no_mistake(text: str) -> None:
    assert problems(text) == ()


def test_what_the_yaml_reader_says_is_said_in_both_languages() -> None:
    (told,) = problems("a: b: c")
    assert "对齐" in told.message("zh")
    assert "align" in told.message("en")


# ── limits: all of them are found on the stream of events, before anything is composed ──


def _quickly(text: str) -> list[str]:
    start = time.process_time()
    found = [each.code for each in problems(text)]
    assert time.process_time() - start < 2
    return found


def test_the_alias_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    assert _quickly(bomb) == ["RB122"]


@pytest.mark.parametrize("text", ["&a [*a]", "&a {a: *a}", "a: &a\n  b: *a"])
def test_a_node_inside_itself_is_refused(text: str) -> None:
    assert _quickly(text) == ["RB122"]


@pytest.mark.parametrize(
    "text", ["[" * 50_000, "{a: " * 50_000, "- " * 50_000, "".join(f"{' ' * n}a:\n" for n in range(2000))]
)
def test_nesting_that_would_crash_the_composer_is_refused(text: str) -> None:
    assert _quickly(text) == ["RB104"]


def test_nesting_up_to_the_limit_is_read() -> None:
    assert problems("[" * MAX_DEPTH + "]" * MAX_DEPTH) == ()
    assert _quickly("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == ["RB104"]


def test_too_many_nodes_are_refused() -> None:
    assert _quickly("[" + "1," * (MAX_NODES + 1) + "]") == ["RB124"]


def test_a_file_that_is_too_long_is_refused() -> None:
    assert _quickly("#" * (MAX_TEXT + 1)) == ["RB102"]


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=200))
def test_any_text_is_read_or_told_of(text: str) -> None:
    found, told = read(Source("a.yaml", text))
    assert found is None or plain(found) is not None
    assert all(0 <= each.span.start <= each.span.end for each in told)


YAMLISH = st.lists(
    st.sampled_from([*"{}[]:,-#&*!|>'\"%@`?", ": ", "- ", "\n", "\n  ", "a", "号卡", " ", "\t", "---", "...", "<<: "]),
    max_size=40,
).map("".join)


@given(YAMLISH)
def test_any_pile_of_yaml_signs_is_read_or_told_of(text: str) -> None:
    found, told = read(Source("a.yaml", text))
    assert found is not None or told or not text.strip() or "#" in text or "-" in text or "." in text
