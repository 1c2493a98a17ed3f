"""Text → statements: cut where a line begins one, read one by one, and what cannot be read costs one message."""

from __future__ import annotations

import pytest

from dsl import syntax as s
from dsl.diagnose import Diagnostic
from dsl.parse import MAX_DEPTH, MAX_STATEMENT, MAX_TEXT, parse
from dsl.source import Source


def statements(text: str) -> tuple[s.Statement, ...]:
    found, _, problems = parse(Source("a.rules", text))
    assert not problems, [each.message("en") for each in problems]
    return found


def problems(text: str) -> tuple[Diagnostic, ...]:
    return parse(Source("a.rules", text))[2]


def expression(text: str) -> s.Expr:
    (fact,) = statements(f"fact line.a: {text}")
    assert isinstance(fact, s.Fact)
    return fact.body


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment", "  # one\n\n\t# two\n", "\u3000\r\n"])
def test_a_file_without_statements_is_sound_and_empty(text: str) -> None:
    assert statements(text) == ()


def test_statements_begin_at_a_line_beginning_in_either_language_and_may_be_indented() -> None:
    found = statements(
        "fact line.a: yes\n  事实 号卡.乙：是\n\u3000规则 丙\nrule d\n\tinvariant e 不变式\n".replace(" 不变式", "")
    )
    assert [type(each).__name__ for each in found] == ["Fact", "Fact", "Rule", "Rule", "Invariant"]


def test_a_word_that_begins_like_a_statement_begins_none() -> None:
    (fact,) = statements("fact line.a: line.x\n    and\nfactual = rules_of")
    assert isinstance(fact, s.Fact)
    assert len(problems("fact line.a: yes\nfactual")) == 1


def test_a_broken_statement_costs_one_message_and_nothing_else() -> None:
    found, broken, told = parse(
        Source("a", "fact line.a: yes yes yes )\nrule grace/x ( ( (\nfact line.b: no\ninvariant q !!\n事实 号卡.丙：：")
    )
    assert [each.name.text for each in found if isinstance(each, s.Fact)] == ["b"]
    assert [each.code for each in told] == ["RB110", "RB110", "RB112", "RB110"]
    assert broken >= {"a", "号卡", "丙"}


def test_what_stands_before_the_first_statement_is_told_of() -> None:
    assert [each.code for each in problems("source law art 1\nfact line.a: yes")] == ["RB110"]


def test_spans_point_into_the_text_as_written() -> None:
    text = "事实 号卡.甲 “甲”：\n    号卡．良好 且 号卡.费率 ＝ ５％"
    (fact,) = statements(text)
    assert isinstance(fact, s.Fact)
    assert text[fact.name.span.start : fact.name.span.end] == "甲"
    assert isinstance(fact.body, s.Junction)
    left, right = fact.body.terms
    assert text[left.span.start : left.span.end] == "号卡．良好"
    assert text[right.span.start : right.span.end] == "号卡.费率 ＝ ５％"
    assert text[fact.span.start : fact.span.end] == text


def test_spans_of_a_later_statement_are_those_of_the_file() -> None:
    text = "# 注释\nfact line.a: yes\n\nfact line.bcd: no\n"
    second = statements(text)[1]
    assert isinstance(second, s.Fact)
    assert text[second.name.span.start : second.name.span.end] == "bcd"


@pytest.mark.parametrize(
    ("full", "half"),
    [
        ("（ｌｉｎｅ．ａ　＋　１）＊２", "(line.a + 1)*2"),
        ("line.a ＜ ３．５", "line.a < 3.5"),
        ("line.p is one of （a、b，c）", "line.p is one of (a, b, c)"),
        ("ｎｏｔ line.a", "not line.a"),
        ("line.a ＝ －１", "line.a = -1"),
        ("line.a ＞ ５％", "line.a > 5%"),
    ],
)
def test_full_width_signs_letters_and_digits_are_read_as_ascii(full: str, half: str) -> None:
    assert expression(full) == expression(half)


def test_text_in_quotes_and_comments_keeps_its_full_width_signs() -> None:
    (rule,) = statements("rule a \"（停机），１\" # ：“\n    note “‘一’，'二'”")
    assert isinstance(rule, s.Rule)
    assert rule.titles[0].value == "（停机），１"
    assert rule.clauses == (s.Label("note", s.Word("‘一’，'二'")),)


def test_a_comment_sign_inside_quotes_is_text() -> None:
    (rule,) = statements('rule a "一#二"\n    note "#"')
    assert isinstance(rule, s.Rule)
    assert rule.titles[0].value == "一#二"


def test_line_breaks_of_windows_and_a_missing_one_at_the_end_change_nothing() -> None:
    text = "fact line.a:\n    yes # 是\n    except no when line.b\nfact line.c: no"
    assert statements(text) == statements(text.replace("\n", "\r\n")) == statements(text + "\n\n\n")


# ── messages ──


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("fact line.a: yes yes", "RB110", "yes"),
        ("fact line.a: yes)", "RB110", ")"),
        ("fact line.a: line.b & line.c", "RB112", "&"),
        ('fact line.a "甲: yes', "RB111", '"'),
        ("fact line.a: “甲", "RB111", "“"),
        ("fact line.a: 'x'", "RB111", "'"),
        ("fact line.a:", "RB113", ":"),
        ("fact line.a: line.b and  # 还有", "RB113", "d"),
        ("fact line.a: line.b. # .", "RB113", "."),
        ('fact line.a "x # y"', "RB113", '"'),
        ("rule", "RB113", "e"),
    ],
)
def test_the_place_is_where_reading_stopped(text: str, code: str, found: str) -> None:
    (told,) = problems(text)
    assert (told.code, text[told.span.start : told.span.end]) == (code, found)


def test_a_misspelt_keyword_is_told_with_the_right_one() -> None:
    assert problems("rule a\n    wehn yes")[0].detail["suggestion"] == "when"
    assert problems("规则 甲\n    除飞 是")[0].detail["suggestion"] == "除非"


def test_a_misspelt_statement_is_told_with_the_right_word_where_it_begins_a_line() -> None:
    assert problems("fact line.a: yes\nruel b\n    may close")[0].detail["suggestion"] == "rule"
    assert "suggestion" not in problems("fact line.a: yes ruel")[0].detail


def test_a_token_of_any_length_is_told_in_a_few_words() -> None:
    (told,) = problems("fact line.a: yes " + "x" * 15_000)
    assert len(told.message("en")) < 400


# ── limits ──


def test_a_file_that_is_too_long_is_not_read() -> None:
    assert [each.code for each in problems("#" * (MAX_TEXT + 1))] == ["RB102"]


def test_a_statement_that_is_too_long_is_not_read_and_its_neighbours_are() -> None:
    long = "fact line.a: " + "line.b and " * (MAX_STATEMENT // len("line.band") + 1) + "yes"
    found, broken, told = parse(Source("a", f"{long}\nfact line.c: yes"))
    assert [each.code for each in told] == ["RB108"]
    assert len(found) == 1
    assert "a" in broken


@pytest.mark.parametrize(
    "text",
    [
        "(" * (MAX_DEPTH + 1) + "yes" + ")" * (MAX_DEPTH + 1),
        "not " * (MAX_DEPTH + 1) + "yes",
        "1" + " + 1" * (MAX_DEPTH + 1) + " = 1",
        "- " * (MAX_DEPTH + 1) + "1 = 1",
        "some c in a.b satisfies " * (MAX_DEPTH + 1) + "yes",
    ],
)
def test_nesting_beyond_the_limit_is_told_before_anything_recurses(text: str) -> None:
    assert [each.code for each in problems(f"fact line.a: {text}")] == ["RB104"]


def test_a_chain_of_one_word_is_not_nested() -> None:
    """`a and b and c …` is one node with many terms, so a long list of conditions is not deep."""
    body = expression(" and ".join(["line.b"] * 1000))
    assert isinstance(body, s.Junction)
    assert len(body.terms) == 1000


def test_parentheses_side_by_side_or_in_quotes_are_not_nested() -> None:
    expression(" and ".join(["(line.b)"] * 500))
    expression('line.b = "' + "(" * 500 + '"')
