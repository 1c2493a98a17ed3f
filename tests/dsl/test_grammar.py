"""The grammar on its one page: without ambiguity, and the same book in English and in Chinese."""

from __future__ import annotations

import re
from functools import cache
from itertools import zip_longest
from pathlib import Path

import pytest
from lark import Lark, Token

import dsl.automaton
import dsl.lalr
import dsl.parse
from dsl import core
from dsl.messages.tokens import TOKENS
from tests.dsl.folders import Change, book

PAIRS = Path(__file__).parent / "pairs"
ENGLISH, CHINESE = ((PAIRS / f"{name}.rules").read_text(encoding="utf-8") for name in ("english", "chinese"))
GRAMMAR = dsl.automaton.grammar()
_STATEMENT = re.compile(
    r"^(?=rule|fact|invariant|replace|repeal|insert|规则|事实|不变式|修改|废止|删去|增加)", re.MULTILINE
)
_ONLY_ENGLISH = {"after", "between", "date_of", "happen", "passed"}


def statements(text: str) -> list[str]:
    return [each for each in _STATEMENT.split(text) if not each.startswith("#")]


def norms(
    folder: Path, rules: str
) -> tuple[dict[tuple[str, str], core.Fact], dict[str, core.Rule], dict[str, core.Invariant]]:
    """The core of these rules, over the vocabulary of the sound book."""
    changes: dict[str, Change] = {"rules/all.rules": rules, "scenarios/all.yaml": None}
    read = book(folder, changes)
    return dict(read.facts), dict(read.rules), dict(read.invariants)


def test_the_grammar_has_no_conflict_and_no_two_terminals_that_collide() -> None:
    """Lark's strict mode: no shift/reduce conflict, and no text that two terminals could match at one place."""
    pytest.importorskip("interegular", reason="strict mode compares terminals with it")
    Lark(GRAMMAR, parser="lalr", start="statement", maybe_placeholders=False, strict=True)


def test_english_and_chinese_give_the_same_core(tmp_path: Path) -> None:
    """Every form of the language in both spellings: places differ and take no part in equality, all else is the same."""
    assert norms(tmp_path / "en", ENGLISH) == norms(tmp_path / "zh", CHINESE)


def test_a_book_may_mix_the_languages_statement_by_statement(tmp_path: Path) -> None:
    pairs = zip_longest(statements(ENGLISH), statements(CHINESE))
    mixed = "".join(pair[number % 2] for number, pair in enumerate(pairs))
    assert norms(tmp_path / "mixed", mixed) == norms(tmp_path / "en", ENGLISH)


def test_a_statement_may_mix_the_languages_word_by_word(tmp_path: Path) -> None:
    mixed = """
rule grace/通知 "先通知后关闭" "Notice before closing"
    依据 law 第1条、art 18(1)
    source 法 item 4
    自 2016-09-23 until 2019-12-31
    for each 号卡 where line.在网
    约束 operator
    severity 高
    地位 contested
    penalty 法 art 2
    备注 "备注 / a note"
    overrides 上限/notice
    may 关闭
        when 自 line.告知日 起已满 notice
        除非 号卡.good
"""
    both = "".join(each for each in statements(ENGLISH) if "grace/notice" not in each.splitlines()[0]) + mixed
    assert norms(tmp_path / "mixed", both)[1] == norms(tmp_path / "en", ENGLISH)[1]


@cache
def _lark() -> Lark:
    """The grammar with trees instead of syntax nodes."""
    options = {"_plugins": {"ContextualLexer": dsl.lalr._Lexer}}
    return Lark(GRAMMAR, parser="lalr", start="statement", maybe_placeholders=False, **options)


def _used(text: str) -> tuple[set[str], set[str]]:
    """The productions and the terminals of the grammar that a text uses."""
    lark = _lark()
    trees = [lark.parse(dsl.parse._half_width(each)) for each in statements(text)]
    return (
        {str(node.data) for tree in trees for node in tree.iter_subtrees()},
        {token.type for tree in trees for token in tree.scan_values(lambda value: isinstance(value, Token))},
    )


def test_the_pair_leaves_no_form_of_the_grammar_out() -> None:
    """A new production or terminal has to be written into both files before this passes again."""
    lark = _lark()
    passed_through = {
        str(rule.origin.name) for rule in lark.rules if rule.options.expand1 or rule.origin.name.startswith("_")
    }
    productions = {str(rule.alias or rule.origin.name) for rule in lark.rules} - passed_through
    punctuation = {"COLON", "COMMA", "DOT", "LPAR", "RPAR", "WS", "COMMENT"}
    (of_english, english_words), (of_chinese, chinese_words) = _used(ENGLISH), _used(CHINESE)
    in_both = {name for name in productions if not name.endswith("_zh")} - _ONLY_ENGLISH
    assert of_english >= in_both | _ONLY_ENGLISH
    assert of_chinese >= in_both | {name for name in productions if name.endswith("_zh")}
    assert english_words | chinese_words >= {terminal.name for terminal in lark.terminals} - punctuation


def test_the_pair_leaves_no_keyword_out() -> None:
    folded = " ".join(dsl.parse._half_width(ENGLISH + CHINESE).split())
    signs = {"CURRENCY", "COMPARE"}
    keywords = {word for name, words in TOKENS.items() if name not in signs for word in words}
    assert {
        word
        for word in keywords
        if word not in folded.replace("适用于 每个", "适用于每个").replace("应当 发生", "应当发生")
    } == set()


def test_messages_know_every_word_of_the_grammar() -> None:
    """What a terminal is called in messages is what the grammar matches, and each of its words is called something."""
    lark = _lark()
    for terminal in lark.terminals:
        for word in TOKENS.get(terminal.name, ()):
            assert re.fullmatch(terminal.pattern.to_regexp(), word), f"{terminal.name} does not match {word!r}"
    named = {"NAME", "PATH", "STRING", "NUMBER", "DATE", "INSTANT", "SOURCE_ID", "ARTICLE", "COMMENT", "WS"}
    assert {terminal.name for terminal in lark.terminals} - named - set(TOKENS) == set()
