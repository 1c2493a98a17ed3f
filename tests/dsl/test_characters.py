"""Characters that cannot be seen have no place in a rulebook, in rules or in YAML."""

from __future__ import annotations

import pytest

from dsl.characters import MOST, hidden
from dsl.parse import parse
from dsl.read import read
from dsl.source import Source, Span
from dsl.syntax import Scalar


@pytest.mark.parametrize(
    "char",
    ["\0", "\x07", "\x1b", "\x7f", "\x85", "\u00ad", "\u200b", "\u200e", "\u200f", "\u2028", "\u2029"]
    + [chr(code) for code in (*range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF, 0xFFFE)],
    ids=lambda char: f"U+{ord(char):04X}",
)
def test_each_is_told_by_its_number_at_its_place(char: str) -> None:
    (found,) = hidden(Source("a", f"号卡{char}x"))
    assert (found.code, found.span.start, found.span.end) == ("RB103", 2, 3)
    assert f"U+{ord(char):04X}" in found.message("en")


def test_what_chinese_and_english_text_is_made_of_is_not_hidden() -> None:
    text = "事实 号卡.在网 “在网”：\r\n\tline.good — ‰ × ≤ 、，。《》【】… 𠮷 é e\u0301 #\u3000全角空格"
    assert list(hidden(Source("a", text))) == []


def test_of_thousands_only_the_first_are_told() -> None:
    assert len(list(hidden(Source("a", "\u202e" * 100_000)))) == MOST


def test_neither_rules_nor_yaml_are_read_with_one_in_them() -> None:
    statements, broken, problems = parse(Source("a", 'fact line.a "甲\u202e": yes\nfact line.b: yes'))
    assert statements == ()
    assert broken >= {"a", "b"}, "what the file would have declared is not complained of elsewhere"
    assert [each.code for each in problems] == ["RB103"]
    node, problems = read(Source("a", "name: a\u202eb"))
    assert (node, [each.code for each in problems]) == (None, ["RB103"])


@pytest.mark.parametrize(
    "written", [r'"a\u202eb"', r'"a\0b"', r'"a\eb"', r'"a\u200Bb"', r'"a\Nb"', r'"a\Lb"', r'"a\x07b"']
)
def test_written_as_an_escape_each_is_told_all_the_same(written: str) -> None:
    for text, start in ((f"name: {written}", 6), (f"{written}: name", 0), (f"- [x, {written}]", 6)):
        node, (found,) = read(Source("a", text))
        assert (node, found.code, found.span) == (None, "RB103", Span("a", start, start + len(written)))


def test_escapes_of_what_can_be_seen_are_read() -> None:
    node, problems = read(Source("a", r'"\u53F7\t\n \" \\ \U00020BB7"'))
    assert problems == ()
    assert isinstance(node, Scalar)
    assert node.text == '号\t\n " \\ 𠮷'


def test_of_thousands_of_escapes_only_the_first_are_told() -> None:
    _, problems = read(Source("a", '- "\\u202e"\n' * 5000))
    assert len(problems) == MOST
