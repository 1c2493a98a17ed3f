"""What cannot be read costs no more than itself: a clause, or a statement whose head is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsl import syntax as s
from dsl.parse import parse
from dsl.recover import clauses, declared, statements
from dsl.source import Source
from tests.dsl.folders import codes, drawn, loaded

RULE = """\
rule grace/extra "另一条"
    source law art 1
    for each line
        where line.good
    binds operator
    must not close
        when notice has passed since line.told_on
            and line.good
        unless line.size > 3
"""


def told(text: str) -> list[tuple[str, int]]:
    """The codes of what is wrong, and their lines."""
    source = Source("a.rules", text)
    return [(each.code, source.position(each.span.start)[0]) for each in parse(source)[2]]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("source law art 1", "source law article", [("RB110", 2)]),
        ("for each line", "for every line", [("RB110", 3)]),
        ("where line.good", "where line.good =", [("RB113", 4)]),
        ("binds operator", "bnds operator", [("RB110", 5)]),
        ("binds operator", "binds", [("RB113", 5)]),
        ("must not close", "must not", [("RB113", 6)]),
        ("has passed since", "has past since", [("RB110", 7)]),
        ("            and line.good", "            adn line.good", [("RB110", 8)]),
        ("and line.good", "and", [("RB113", 8)]),
        ("line.size > 3", "line.size >", [("RB113", 9)]),
        ("line.size > 3", "line.size > 3)", [("RB110", 9)]),
        ("line.size > 3", 'line.size > "3', [("RB111", 9)]),
        ('"另一条"', '"另一条', [("RB111", 1)]),
        ('"另一条"', "另一条", [("RB110", 1)]),
        ("must not close", "must! not close", [("RB112", 6)]),
    ],
)
def test_a_broken_clause_costs_one_message_in_the_whole_book(
    old: str, new: str, expected: list[tuple[str, int]], tmp_path: Path
) -> None:
    """Nobody misses it, and the other clauses are still checked."""
    text = RULE.replace(old, new, 1)
    assert told(text) == expected
    found = loaded(tmp_path / "a", {"rules/extra.rules": text})
    assert codes(found) == [expected[0][0]], drawn(found)


@pytest.mark.parametrize(
    ("old", "new"), [("art 1", "article"), ("not close", "not"), ("has passed since", "has past since")]
)
def test_the_other_clauses_are_still_checked(old: str, new: str, tmp_path: Path) -> None:
    worse = RULE.replace(old, new, 1).replace("line.size", "line.sice").replace("operator", "oprator")
    assert sorted(codes(loaded(tmp_path, {"rules/extra.rules": worse}))) == [told(worse)[0][0], "RB202", "RB208"]


def test_each_broken_clause_is_told_of() -> None:
    text = RULE.replace("art 1", "article").replace("binds operator", "binds").replace("> 3", "> 3 3")
    assert told(text) == [("RB110", 2), ("RB113", 5), ("RB110", 9)]


def test_the_same_in_chinese() -> None:
    text = "规则 甲 “乙”\n    依据 法 第三\n    适用于 每各 号卡\n    不得\n        除非 自 号卡.告知日 起已蛮 通知期\n"
    assert [line for _, line in told(text)] == [2, 3, 4, 5]


@pytest.mark.parametrize("head", ["rul b", "ruel b", "b", "规责 b", "Rule b"])
def test_a_statement_whose_first_word_is_wrong_leaves_the_one_above_it_whole(head: str) -> None:
    source = Source("a.rules", f'fact line.a "甲":\n    yes\n\n{head} "乙"\n    source law art 1\n    for each line\n')
    found, broken, problems = parse(source)
    assert [each.name.text for each in found if isinstance(each, s.Fact)] == ["a"]
    assert [source.position(each.span.start)[0] for each in problems] == [4]
    assert "b" in broken


def test_a_fact_that_cannot_be_read_is_lost_but_for_its_name() -> None:
    found, broken, problems = parse(
        Source("a.rules", "fact line.a:\n    yes yes\nfact line.b:\n    no\n    except yes wen no\n")
    )
    assert [each.name.text for each in found if isinstance(each, s.Fact)] == ["b"]
    assert broken >= {"line.a", "a"}
    assert [each.code for each in problems] == ["RB110", "RB110"]


def test_a_statement_of_errors_alone_comes_to_an_end() -> None:
    text = "rule a\n" + "".join(f"    when ) {n}\n" for n in range(50))
    assert 5 < len(told(text)) < 20


def test_statements_begin_where_a_line_does() -> None:
    text = "# 注\nrule a\n  source rule\n\nfact b.c: d\n规则 e"
    assert [text[start:end].split()[0] for start, end in statements(text)] == ["rule", "fact", "规则"]


def test_a_clause_ends_where_the_next_begins() -> None:
    at = RULE.index("has passed")
    found = [RULE[begin:end].strip() for begin, end in clauses(RULE, 0, len(RULE)) if begin <= at < end]
    assert found == ["when notice has passed since line.told_on\n            and line.good"]
    assert len(clauses(RULE, 0, len(RULE))) == 6


def test_what_a_head_may_declare() -> None:
    assert declared('fact line.a "甲": yes\nrule b/c "乙"') == {"line.a", "line", "a", "甲", "b/c"}
    assert declared('rul b/c "乙"\n  source d') == {"rul", "b/c", "乙"}
