"""Grammar → syntax: each clause and expression becomes its node, whichever language it is written in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dsl import syntax as s
from dsl.build import MOST_DIGITS
from dsl.parse import parse
from dsl.source import Source


def expression(text: str) -> s.Expr:
    found, _, problems = parse(Source("a.rules", f"fact line.a: {text}"))
    assert not problems, problems[0].message("en")
    (fact,) = found
    assert isinstance(fact, s.Fact)
    return fact.body


def clause(text: str) -> s.Clause:
    found, _, problems = parse(Source("a.rules", f"rule a\n    {text}"))
    assert not problems, problems[0].message("en")
    (rule,) = found
    assert isinstance(rule, s.Rule)
    (only,) = rule.clauses
    return only


def word(text: str) -> s.Word:
    return s.Word(text)


def path(text: str) -> s.Path:
    return s.Path(tuple(word(part) for part in text.split(".")))


A, B, C = path("a"), path("b"), path("c")

EXPRESSIONS: list[tuple[str, s.Expr]] = [
    ("a.b.c", path("a.b.c")),
    ("5", s.Number(5)),
    ("0.50", s.Number(Decimal("0.50"))),
    ("3‰", s.Number(Decimal("0.003"))),
    ("12.5%", s.Number(Decimal("0.125"))),
    ("100 CNY", s.Amount(Decimal(100), "CNY")),
    ("100元", s.Amount(Decimal(100), "CNY")),
    ("0.5 USD", s.Amount(Decimal("0.5"), "USD")),
    *((text, s.Lasting(1, "days")) for text in ("1 day", "1 days", "1日", "1 天")),
    *((text, s.Lasting(15, "working days")) for text in ("15 working days", "15 working day", "15个工作日", "15 工作日")),
    *((text, s.Lasting(3, "months")) for text in ("3 months", "3 month", "3个月", "3 月")),
    *((text, s.Lasting(2, "years")) for text in ("2 years", "2 year", "2年")),
    *((text, s.Lasting(24, "hours")) for text in ("24 hours", "24 hour", "24小时", "24个小时")),
    ('"文 字"', s.Text("文 字")),
    ("“文字”", s.Text("文字")),
    ("2016-09-23", s.Moment("2016-09-23")),
    ("2016-9-3", s.Moment("2016-9-3")),
    ("2016-09-23T18:00+08:00", s.Moment("2016-09-23T18:00+08:00")),
    *((text, s.Keyword("today")) for text in ("today", "今日")),
    *((text, s.Keyword("now")) for text in ("now", "此刻")),
    *((text, s.Keyword("never")) for text in ("never", "从未")),
    *((text, s.Keyword("yes")) for text in ("yes", "是")),
    *((text, s.Keyword("no")) for text in ("no", "否")),
    *((text, s.Negation("not", A)) for text in ("not a", "非 a")),
    ("-a", s.Negation("-", A)),
    *((text, s.Comparison("=", A, B)) for text in ("a = b", "a 等于 b")),
    *((text, s.Comparison("!=", A, B)) for text in ("a != b", "a ≠ b", "a 不等于 b")),
    *((text, s.Comparison("<", A, B)) for text in ("a < b", "a 早于 b", "a 少于 b")),
    *((text, s.Comparison("<=", A, B)) for text in ("a <= b", "a ≤ b", "a 不晚于 b", "a 不超过 b")),
    *((text, s.Comparison(">", A, B)) for text in ("a > b", "a 晚于 b", "a 超过 b")),
    *((text, s.Comparison(">=", A, B)) for text in ("a >= b", "a ≥ b", "a 不早于 b", "a 不少于 b", "a 达到 b")),
    *((text, s.Comparison("is", A, B)) for text in ("a is b", "a 为 b")),
    *((text, s.Comparison("is not", A, B)) for text in ("a is not b", "a is  not\n b", "a 不为 b")),
    *((text, s.State(A, True)) for text in ("a is known", "a 为 已知")),
    *((text, s.State(A, False)) for text in ("a is not known", "a 不为 已知")),
    *((text, s.Membership(A, (B, C), True)) for text in ("a is one of (b, c)", "a 为 下列之一（b、c）")),
    *((text, s.Membership(A, (B,), False)) for text in ("a is not one of (b)", "a 不为 下列之一 (b)")),
    *((text, s.Junction("and", (A, B, C))) for text in ("a and b and c", "a 且 b 且 c", "a and b 且 c", "(a and b) and c")),
    *((text, s.Junction("or", (A, B, C))) for text in ("a or b or c", "a 或 b 或 c")),
    *((text, s.Passed(A, B)) for text in ("a has passed since b", "a have passed since b", "自 b 起已满 a")),
    *((text, s.After(A, B)) for text in ("a after b", "自 b 起 a 届满之日", "自 b 起 a 届满日")),
    *((text, s.Sum("+", A, B)) for text in ("a + b", "a ＋ b")),
    *((text, s.Sum("-", A, B)) for text in ("a - b", "a － b")),
    *((text, s.Sum("*", A, B)) for text in ("a * b", "a × b")),
    *((text, s.OnDate(A, B)) for text in ("a on b", "a 于 b")),
    *((text, s.DateOf(A)) for text in ("date of a", "a 之日")),
    *((text, s.Between("days", A, B)) for text in ("days from a to b", "自 a 至 b 的日数", "自 a 至 b 日数")),
    *((text, s.Between("working days", A, B)) for text in ("working days from a to b", "自 a 至 b 的工作日数")),
    *((text, s.Between("years", A, B)) for text in ("years from a to b", "自 a 至 b 的周年数")),
    *((text, s.Choice("earliest", (A, B))) for text in ("earliest of (a, b)", "最早（a、b）")),
    *((text, s.Choice("latest", (A, B, C))) for text in ("latest of (a, b, c)", "最晚（a，b，c）")),
    *((text, s.Quantifier("some", word("x"), A, B)) for text in ("some x in a satisfies b", "存在 x 属于 a 满足 b")),
    *((text, s.Quantifier("every", word("x"), A, B)) for text in ("every x in a satisfies b", "每个 x 属于 a 满足 b")),
    *((text, s.Quantifier("none", word("x"), A, B)) for text in ("none x in a satisfies b", "没有 x 属于 a 满足 b")),
    *((text, s.Aggregate("count", None, word("x"), A, None)) for text in ("count of x in a", "计数 x 属于 a")),
    *((text, s.Aggregate("count", None, word("x"), A, B)) for text in ("count of x in a where b", "计数 x 属于 a 其中 b")),
    *((text, s.Aggregate("sum", B, word("x"), A, C)) for text in ("sum of b for x in a where c", "合计 b 对 x 属于 a 其中 c")),
    *((text, s.Aggregate("earliest", B, word("x"), A, None)) for text in ("earliest of b for x in a", "最早 b 对 x 属于 a")),
    *((text, s.Aggregate("latest", B, word("x"), A, C)) for text in ("latest of b for x in a where c", "最晚 b 对 x 属于 a 其中 c")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "node"), EXPRESSIONS)
def test_each_form_of_expression_becomes_its_node(text: str, node: s.Expr) -> None:
    assert expression(text) == node


@pytest.mark.parametrize(
    ("text", "grouped"),
    [
        ("a or b and c", "a or (b and c)"),
        ("not a and b", "(not a) and b"),
        ("not a = b", "not (a = b)"),
        ("a + b * c", "a + (b * c)"),
        ("a - b - c", "(a - b) - c"),
        ("-a * b", "(-a) * b"),
        ("a + b < c", "(a + b) < c"),
        ("a after b < c", "(a after b) < c"),
        ("a after b + c", "a after (b + c)"),
        ("a on b + c", "(a on b) + c"),
        ("date of a + b", "(date of a) + b"),
        ("a 之日 + b", "(a 之日) + b"),
        ("days from a to b + c", "(days from a to b) + c"),
        ("days from a + b to c * d", "(days from (a + b) to c) * d"),
        ("a * days from b to date of c", "a * (days from b to (date of c))"),
        ("some x in a satisfies b or c", "some x in a satisfies (b or c)"),
        ("a and some x in b satisfies c and d", "a and (some x in b satisfies (c and d))"),
        ("not some x in a satisfies b", "not (some x in a satisfies b)"),
        ("a or every x in b satisfies c", "a or (every x in b satisfies c)"),
        ("自 a 起已满 b 或 c", "(自 a 起已满 b) 或 c"),
    ],
)
def test_what_binds_closer_is_grouped_first(text: str, grouped: str) -> None:
    assert expression(text) == expression(grouped)


CLAUSES: list[tuple[str, s.Clause]] = [
    *((text, s.Subject(word("a"), None)) for text in ("for each a", "适用于每个 a", "适用于 每个 a")),
    *((text, s.Subject(word("a"), B)) for text in ("for each a where b", "适用于每个 a 其中 b")),
    *((text, s.Condition("when", A)) for text in ("when a", "当 a")),
    *((text, s.Condition("unless", A)) for text in ("unless a", "除非 a")),
    *((text, s.Must(A, None)) for text in ("must a", "应当 a")),
    *((text, s.Must(A, B)) for text in ("must a by b", "应当 a 截至 b")),
    *((text, s.MustHappen(A, s.Lasting(30, "days"), B)) for text in (
        "must happen a within 30 days after b", "应当发生 a 在 b 后 30日 内", "应当 发生 a 在 b 后 30 日 内")),
    *((text, s.MustNot(word("a"))) for text in ("must not a", "不得 a")),
    *((text, s.May(word("a"))) for text in ("may a", "可以 a")),
    *((text, s.NeverPermitted(word("a"))) for text in ("never permitted a", "绝不许可 a")),
    *((text, s.Bound("from", s.Moment("2016-09-23"))) for text in ("from 2016-09-23", "自 2016-09-23 起施行", "自 2016-09-23")),
    *((text, s.Bound("until", s.Moment("2016-09-23"))) for text in ("until 2016-09-23", "至 2016-09-23 止", "至 2016-09-23 废止")),
    *((text, s.Label("binds", word("企业"))) for text in ("binds 企业", "约束 企业")),
    *((text, s.Label("severity", word("高"))) for text in ("severity 高", "严重度 高")),
    *((text, s.Label("standing", word("settled"))) for text in ("standing settled", "地位 settled")),
    *((text, s.Label("note", word("注 #1"))) for text in ('note "注 #1"', "备注 “注 #1”")),
    *((text, s.Overrides(word("a/b"))) for text in ("overrides a/b", "优先于 a/b", "优先于 a／b")),
    *((text, s.Cited("source", (s.Cite(word("gd-2015"), "3", False),))) for text in ("source gd-2015 art 3", "依据 gd-2015 第三条")),
    *((text, s.Cited("penalty", (s.Cite(word("a"), "4", True),))) for text in ("penalty a item 4", "罚则 a 第4项")),
    ("source a", s.Cited("source", (s.Cite(word("a"), "", False),))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "node"), CLAUSES)
def test_each_form_of_clause_becomes_its_node(text: str, node: s.Clause) -> None:
    assert clause(text) == node


def test_an_article_without_a_source_belongs_to_the_source_before_it() -> None:
    for text in ("source a art 1, art 2(1), b item 3, item 4", "依据 a 第1条、第2条第1款、b 第3项、第4项"):
        found = clause(text)
        assert isinstance(found, s.Cited)
        assert [(each.source.text, each.article, each.item) for each in found.cites] == [
            ("a", "1", False),
            ("a", "2(1)", False),
            ("b", "3", True),
            ("b", "4", True),
        ]


def test_a_fact_has_its_titles_exceptions_and_presumption_in_order() -> None:
    text = 'fact a.b "甲" "x": yes\n except no when c\n except yes when b\n presumed no source law art 1, art 2'
    (fact,) = parse(Source("a", text))[0]
    assert isinstance(fact, s.Fact)
    assert [each.value for each in fact.titles] == ["甲", "x"]
    assert [each.when for each in fact.exceptions] == [C, B]
    assert [[cite.article for cite in each.sources] for each in fact.presumed] == [["1", "2"]]


def test_a_statement_covers_its_first_word_to_its_last() -> None:
    text = "rule a\n    for each b where c\n    may d # 注"
    (rule,) = parse(Source("a", text))[0]
    assert text[rule.span.start : rule.span.end] == text.removesuffix(" # 注")


@pytest.mark.parametrize("text", ["9" * (MOST_DIGITS + 1), "9" * 5000, "9" * 5000 + "%", "9" * 31 + " CNY", "9" * 31 + " days", "0.5 days", "3% days"])  # fmt: skip
def test_a_number_that_cannot_be_used_is_marked_and_told_later(text: str) -> None:
    assert isinstance(expression(text), s.Bad)


def test_a_long_number_is_exact() -> None:
    assert expression("1" * 29 + "%") == s.Number(Decimal("1" * 27 + ".11"))
