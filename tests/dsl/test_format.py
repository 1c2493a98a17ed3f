"""One form for one tree: what it looks like, that it is the same tree, and that nothing of the author's is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl import syntax as s
from dsl.comments import comments
from dsl.core import Language
from dsl.format import format_file, format_statement
from dsl.glossary import Glossary
from dsl.load import Loaded
from dsl.parse import MAX_STATEMENT, parse
from dsl.shelf import SHIPPED
from dsl.source import Source
from dsl.translate import translate
from tests.dsl.folders import loaded

PAIRS = Path(__file__).parent / "pairs"
TELECOM = sorted((SHIPPED / "cn-telecom" / "rules").glob("*.rules"))
TEXTS = [file.read_text(encoding="utf-8") for file in (*TELECOM, PAIRS / "english.rules", PAIRS / "chinese.rules")]


def read(text: str) -> tuple[s.Statement, ...]:
    statements, _, problems = parse(Source("a.rules", text))
    assert not problems, problems
    return statements


def form(text: str, lang: Language | None = None) -> str:
    return format_file(Source("a.rules", text), read(text), Glossary(), lang)


def one(text: str) -> str:
    """The form of a fact whose value is this expression, without its first line and its indentation."""
    return "\n".join(line[4:] for line in form(f"fact line.x:\n    {text}\n").splitlines()[1:])


def in_book(folder: Path, text: str) -> Loaded:
    return loaded(folder, {"rules/all.rules": text, "scenarios/all.yaml": None})


def turned(folder: Path, text: str, lang: Language) -> str:
    """The text as a file of the sample book, in the other language."""
    found = in_book(folder, text)
    name = "rules/all.rules"
    return format_file(found.sources[name], found.statements[name], found.glossary, lang)


@pytest.mark.parametrize("text", TEXTS)
def test_the_form_of_a_text_is_the_same_tree(text: str) -> None:
    assert read(form(text)) == read(text)


@pytest.mark.parametrize("text", TEXTS)
def test_formatting_twice_changes_nothing(text: str) -> None:
    assert form(form(text)) == form(text)


@pytest.mark.parametrize("text", TEXTS)
def test_each_comment_is_still_there_once(text: str) -> None:
    assert sorted(each.text for each in comments(form(text))) == sorted(each.text for each in comments(text))


@pytest.mark.parametrize("name", ["english", "chinese"])
def test_there_and_back_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    """Every form of the language, into the other one and back."""
    text = (PAIRS / f"{name}.rules").read_text(encoding="utf-8")
    english = turned(tmp_path / "a", text, "en")
    chinese = turned(tmp_path / "b", english, "zh")
    assert turned(tmp_path / "c", chinese, "en") == english
    assert turned(tmp_path / "d", english, "zh") == chinese


def test_the_two_languages_of_one_book_have_one_core(tmp_path: Path) -> None:
    text = (PAIRS / "english.rules").read_text(encoding="utf-8")
    first, second = in_book(tmp_path / "a", text).book, in_book(tmp_path / "b", turned(tmp_path / "c", text, "zh")).book
    assert first
    assert second
    assert (first.facts, first.rules, first.invariants) == (second.facts, second.rules, second.invariants)


def test_a_chinese_rule_has_no_english_word_left(tmp_path: Path) -> None:
    """But for titles and notes, which are text, and for names that only one language has."""
    text = turned(tmp_path, (PAIRS / "english.rules").read_text(encoding="utf-8"), "zh")
    bare = re.sub(r"“[^”]*”|\"[^\"]*\"|#.*|不变式 \w+", "", text)
    assert set(re.findall(r"[A-Za-z_]+", bare)) <= {"c", "l", "T"}


@pytest.mark.parametrize(
    ("written", "formed"),
    [
        ("((a)) and (b)", "a and b"),
        ("a  and\n\n  b", "a and b"),
        ("a or b and c", "a or (b and c)"),
        ("(a or b) and c", "(a or b) and c"),
        ("not (a and b)", "not (a and b)"),
        ("not (not a)", "not not a"),
        ("(some x in l.c satisfies x.y) and b", "(some x in l.c satisfies x.y) and b"),
        ("b and (some x in l.c satisfies (x.y or x.z))", "b and some x in l.c satisfies x.y or x.z"),
        ("(count of x in l.c) >= ２", "(count of x in l.c) >= 2"),
        ("1 - (2 - 3)", "1 - (2 - 3)"),
        ("(1 - 2) - 3", "1 - 2 - 3"),
        ("(1 + 2) * 3", "(1 + 2) * 3"),
        ("1 + (2 * 3)", "1 + 2 * 3"),
        ("-(1 + 2)", "-(1 + 2)"),
        ("(1 day) after today < today", "1 day after today < today"),
        ("1 days after (2 day after today) = today", "1 day after (2 days after today) = today"),
        ("3‰ * 0.50 = 5％", "3‰ * 0.50 = 5%"),
        ("earliest  of( a,b )", "earliest of (a, b)"),
        ("a is one of(b,c)", "a is one of (b, c)"),
        ("days from a to b on c > 3", "days from a to b on c > 3"),
        ("(days from a to b) + 1 > 3", "days from a to b + 1 > 3"),
        ("date of (a on b) = c", "date of (a on b) = c"),
        ("a ≤ “张三”", 'a <= "张三"'),
        ("a = “say \"x\"”", "a = “say \"x\"”"),
    ],
)  # fmt: skip
def test_expressions_have_one_form(written: str, formed: str) -> None:
    assert one(written) == formed
    assert read(f"fact line.x:\n {written}") == read(f"fact line.x:\n {formed}")


def test_what_does_not_fit_on_a_line_is_broken_term_by_term() -> None:
    terms = " and ".join(f"line.a_rather_long_condition_{n}" for n in range(5))
    assert one(terms).splitlines() == [
        "line.a_rather_long_condition_0",
        *(f"    and line.a_rather_long_condition_{n}" for n in range(1, 5)),
    ]


def test_a_comment_behind_a_full_width_sign_is_one() -> None:
    assert form("fact line.a: yes ＃ 说明\n") == "fact line.a:\n    yes  # 说明\n"
    assert form("＃ 说明：“甲\nfact line.a: b = ＂甲＃乙＂\n") == '# 说明：“甲\nfact line.a:\n    b = "甲＃乙"\n'


def test_a_long_statement_can_still_be_read_in_its_form() -> None:
    """The form has more blanks than the text: they do not count towards the length of a statement."""
    text = "fact line.a:\n" + " and ".join(f"line.b{n} > {n}" for n in range(1000, 1850))
    formed = form(text)
    assert len(text) < MAX_STATEMENT < len(formed)
    assert read(formed) == read(text)


def test_comments_keep_their_places() -> None:
    text = """\
# at the top


# of the rule
rule a "b"   # its name
    source c
    # before a clause

    for each line where d   # why
        # before a term
        and e
    must f    # at the end
# after all
"""
    assert (
        form(text)
        == """\
# at the top

# of the rule
rule a "b"  # its name
    source c
    # before a clause

    for each line
        where d  # why
            # before a term
            and e
    must f  # at the end
# after all
"""
    )


def test_facts_of_one_line_may_stand_close_together() -> None:
    assert form("fact a.b: yes\nfact a.c: no\n\n\n\nfact a.d: no") == (
        "fact a.b:\n    yes\nfact a.c:\n    no\n\nfact a.d:\n    no\n"
    )


def test_each_statement_keeps_the_language_it_begins_in() -> None:
    assert form("规则 a 'b'".replace("'", '"') + "\n source c\n 不得 d") == "规则 a “b”\n    依据 c\n    不得 d\n"
    assert (
        form("rule a 'b'".replace("'", '"') + "\n 依据 c 第3条\n 不得 d")
        == 'rule a "b"\n    source c art 3\n    must not d\n'
    )


@pytest.mark.parametrize(
    "state", ["(not a)", "(not a and b)", "(not a or b)", "(happen.x)", "(happen = 1)", "a and not b"]
)
def test_a_duty_that_begins_with_not_is_no_prohibition(state: str) -> None:
    text = f"rule a\n    must {state}\n"
    assert form(text) == text


def test_an_empty_file_stays_empty_and_one_of_comments_stays_one() -> None:
    assert form("") == ""
    assert form("\n\n") == ""
    assert form("\n# a\n\n\n# b") == "# a\n\n# b\n"


def test_a_number_that_cannot_be_used_is_left_as_it_is() -> None:
    assert one(f"a = {'9' * 50} CNY") == f"a = {'9' * 50} CNY"
    assert one("a = 0.5 days") == "a = 0.5 days"


def test_a_tree_that_was_never_text_has_a_form() -> None:
    (rule,) = read('rule a/b "c"\n source d art 1(2), art 3, e item 4\n from 2016-01-01\n for each line\n may f')
    assert read(format_statement(rule, "zh")) == (rule,)
    assert format_statement(rule, "zh") == (
        "规则 a/b “c”\n    依据 d 第一条第二款、第三条、e 第四项\n    自 2016-01-01 起施行\n    适用于每个 line\n    可以 f"
    )


@pytest.mark.parametrize("value", [0, 3, 365])
def test_a_whole_number_that_was_never_text_stays_whole(value: int) -> None:
    fact = s.Fact(s.Word("line"), s.Word("x"), (), s.Number(value), (), ())
    assert read(format_statement(fact, "en")) == (fact,)
    assert f" {value}\n" in format_statement(fact, "en") + "\n"


def test_a_term_that_stands_twice_in_a_tree_is_last_only_where_it_is() -> None:
    some = s.Quantifier("some", s.Word("x"), s.Path((s.Word("line"), s.Word("calls"))), s.Keyword("yes"))
    both = s.Junction("and", (s.Keyword("yes"), some, some))
    fact = s.Fact(s.Word("line"), s.Word("x"), (), both, (), ())
    assert read(format_statement(fact, "en")) == (fact,)


_SPACE = re.compile(r'"[^"\n]*"|“[^”\n]*”|#[^\n]*|(?P<space>[ \n]+)')


@st.composite
def respaced(draw: st.DrawFn) -> str:
    """A text with other blanks and breaks, and with comments wherever there may be one."""
    text = draw(st.sampled_from(TEXTS))
    start = draw(st.integers(0, max(0, len(text) - 1500)))
    begin = re.compile(r"^(?:rule|fact|invariant|规则|事实|不变式)", re.MULTILINE).search(text, start)
    piece = text[begin.start() if begin else 0 :]
    piece = "\n\n".join(re.split(r"\n\n(?=\S)", piece)[: draw(st.integers(1, 3))])
    gap = st.sampled_from([" ", "  ", "\n", "\n\n\n  ", " # 注\n", "\n# own line\n", "\n\n    # “own\n\n"])
    return _SPACE.sub(lambda match: draw(gap) if match["space"] and draw(st.booleans()) else match[0], piece + "\n")


@given(respaced(), st.sampled_from([None, "zh", "en"]))
def test_however_it_was_spaced_the_form_is_the_same_tree_with_the_same_comments(
    text: str, lang: Language | None
) -> None:
    statements, _, problems = parse(Source("a.rules", text))
    if problems:  # a statement cut in two, or glued to the one before
        return
    formed = format_file(Source("a.rules", text), statements, Glossary(), lang)
    assert read(formed) == (translate(statements, Glossary(), lang) if lang else statements)
    assert "".join(sorted(each.text for each in comments(text))).replace(" ", "") == "".join(
        sorted(part for each in comments(formed) for part in re.split("  (?=#)", each.text))
    ).replace(" ", "")
    assert format_file(Source("a.rules", formed), read(formed), Glossary(), lang) == formed
