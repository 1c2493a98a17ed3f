"""A finding drawn: the place, the caret under the right characters, the hint; and the same as JSON."""

from __future__ import annotations

from dsl.core import Words
from dsl.diagnose import Diagnostic, as_json, draw, has_errors, ordered, shorten, unknown, visible
from dsl.source import Source, Span, width

CHINESE = '规则 宽限/停机 "催告"\n    可以 停几\n        当 号卡.在网'


def _at(text: str, word: str, code: str = "RB205", **blanks: str | Words) -> tuple[Diagnostic, dict[str, Source]]:
    start = text.index(word)
    return Diagnostic(code, Span("a.rules", start, start + len(word)), {"name": word, **blanks}), {
        "a.rules": Source("a.rules", text)
    }


def _line_and_caret(drawn: str) -> tuple[str, str]:
    lines = drawn.splitlines()
    caret = next(index for index, line in enumerate(lines) if "^" in line)
    return lines[caret - 1], lines[caret]


def test_a_finding_is_a_headline_a_place_the_line_a_caret_and_a_hint() -> None:
    finding, sources = _at(CHINESE, "停几", suggestion="停机")
    assert draw(finding, sources, "zh") == (
        "错误[RB205] 没有名为“停几”的行为\n"
        "  --> a.rules:2:8\n"
        "  |\n"
        "2 |     可以 停几\n"
        "  |          ^^^^\n"
        "  提示：或为“停机”"
    )


def test_the_caret_stands_right_under_chinese_text() -> None:
    """A Chinese character takes two cells: the caret begins and ends where the word does on the terminal."""
    for word in ("停几", "在网", "号卡"):
        finding, sources = _at(CHINESE, word)
        line, caret = _line_and_caret(draw(finding, sources, "en"))
        assert caret.index("^") == width(line[: line.index(word)])
        assert caret.count("^") == width(word)


def test_the_caret_stands_right_after_tabs_wide_signs_and_combining_marks() -> None:
    finding, sources = _at("\t（ｅ\u0301，号）x = yy", "yy")
    line, caret = _line_and_caret(draw(finding, sources, "en"))
    assert caret.index("^") == width(line[: line.index("yy")])


def test_the_caret_ends_with_its_line_where_the_span_goes_on() -> None:
    text = "may close\n    when line.good"
    drawn = draw(Diagnostic("RB402", Span("a", 4, len(text)), {"clause": "when"}), {"a": Source("a", text)}, "en")
    assert _line_and_caret(drawn) == ("1 | may close", "  |     ^^^^^")


def test_an_empty_span_still_has_a_caret() -> None:
    drawn = draw(Diagnostic("RB129", Span("a", 6, 6)), {"a": Source("a", "name:\n")}, "en")
    assert "^" in drawn


def test_of_a_long_line_only_the_part_around_the_place_is_shown() -> None:
    text = "号" * 500 + "here" + "卡" * 500
    finding, sources = _at(text, "here")
    line, caret = _line_and_caret(draw(finding, sources, "en"))
    assert line.count("…") == 2
    assert len(line) < 200
    assert caret.index("^") == width(line[: line.index("here")])
    assert caret.count("^") == 4


def test_the_gutter_is_as_wide_as_the_line_number() -> None:
    finding, sources = _at("\n" * 122 + "号卡", "号卡")
    lines = draw(finding, sources, "en").splitlines()
    assert lines[1:4] == ["    --> a.rules:123:1", "    |", "123 | 号卡"]


def test_other_places_follow_with_what_they_are() -> None:
    source = Source("a", "one\ntwo")
    finding = Diagnostic("RB210", Span("a", 4, 7), {"name": "two"}, ((Span("a", 0, 3), Words("首次", "first")),))
    drawn = draw(finding, {"a": source}, "en").splitlines()
    assert drawn[5:10] == ["  = first", "  --> a:1:1", "  |", "1 | one", "  | ^^^"]


def test_a_file_that_could_not_be_read_is_named_without_a_line() -> None:
    assert (
        draw(Diagnostic("RB101", Span("no.yaml", 0, 0), {"name": "no.yaml"}), {}, "en").splitlines()[1]
        == "  --> no.yaml"
    )


def test_nothing_that_acts_on_a_terminal_is_ever_drawn() -> None:
    """Escape sequences and characters that turn the line round are shown as signs, in the text and in the blanks."""
    text = "号卡 \x1b[31m\u202e\u2066 x"
    finding, sources = _at(text, "x", name="\x1b]0;title\x07\u202e\n")
    for lang in ("zh", "en"):
        drawn = draw(finding, sources, lang)
        assert not set("\x1b\x07\u202e\u2066") & set(drawn)
        assert _line_and_caret(drawn)[1].index("^") == width(_line_and_caret(drawn)[0][: -len("x")])


def test_visible_keeps_every_other_character() -> None:
    assert visible("号卡 a\u0301 𠮷 ‰") == "号卡 a\u0301 𠮷 ‰"
    assert visible("a\nb\x00\ud800") == "a�b��"


def test_a_blank_is_cut_to_a_length_that_can_be_read() -> None:
    assert len(Diagnostic("RB203", Span("a", 0, 1), {"name": "x" * 1_000_000}).message("en")) < 400
    assert shorten("abcdef", 4) == "abc…"
    assert shorten("abcd", 4) == "abcd"


def test_a_hint_whose_blank_is_not_filled_is_not_shown() -> None:
    assert Diagnostic("RB201", Span("a", 0, 1), {"name": "x"}).hint("en") is None
    assert unknown("RB201", "lien", ["line"], Span("a", 0, 1)).hint("en") == "perhaps `line`"
    assert Diagnostic("RB113", Span("a", 0, 1), {"wanted": "x"}).hint("zh") is None


def test_a_blank_in_both_languages_is_said_in_the_one_asked_for() -> None:
    finding = Diagnostic("RB301", Span("a", 0, 1), {"found": Words("整数", "an integer")})
    assert "整数" in finding.message("zh")
    assert "an integer" in finding.message("en")


def test_findings_come_by_file_and_place_each_once() -> None:
    one = Diagnostic("RB201", Span("b", 5, 6), {"name": "x"})
    two = Diagnostic("RB201", Span("b", 1, 2), {"name": "x"})
    three = Diagnostic("RB201", Span("a", 9, 10), {"name": "x"})
    assert ordered([one, two, one, three]) == (three, two, one)


def test_a_warning_is_no_error() -> None:
    warning = Diagnostic("RB416", Span("a", 0, 1), {"name": "x", "action": "y"})
    assert warning.level == "warning"
    assert not has_errors([warning])
    assert has_errors([warning, Diagnostic("RB201", Span("a", 0, 1), {"name": "x"})])


def test_as_json_gives_places_from_one_with_ends_exclusive() -> None:
    finding, sources = _at(CHINESE, "停几", suggestion="停机")
    assert as_json(finding, sources, "en") == {
        "code": "RB205",
        "level": "error",
        "message": "there is no action `停几`",
        "file": "a.rules",
        "line": 2,
        "column": 8,
        "end_line": 2,
        "end_column": 10,
        "hint": "perhaps `停机`",
    }


def test_as_json_of_a_file_that_could_not_be_read_points_at_its_beginning() -> None:
    shown = as_json(Diagnostic("RB106", Span("a", 0, 0), {"name": "a", "byte": "1"}), {}, "zh")
    assert (shown["line"], shown["column"]) == (1, 1)
