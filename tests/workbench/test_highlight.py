"""Grammar, Pygments and editors see the same words in a text, for all three read one table."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import onigurumacffi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lark import Lark, Token
from lark.parsers.lalr_analysis import Shift
from pygments.token import Whitespace

import dsl.parse
from dsl import automaton, lalr, recover
from dsl.keywords import BY_NAME, TERMINALS, Terminal
from dsl.nodes import chinese_names
from dsl.read import read
from dsl.segment import Lexicon, Spaced, space, stated
from dsl.shelf import SHIPPED
from dsl.source import Source
from tests.dsl.folders import RULES, SOUND
from workbench import textmate
from workbench.colours import _WANTING_A_NAME, ONIGURUMA, PYTHON, Kind, patterns
from workbench.highlight import TOKENS, RulesLexer
from workbench.textmate import SCOPES

ROOT = Path(__file__).parent.parent.parent
BOOKS = [SHIPPED / "cn-telecom", *(ROOT / "workbench" / "template").iterdir()]
FILES = [
    *ROOT.glob("tests/dsl/pairs/*.rules"),
    *(file for book in BOOKS for file in sorted(book.glob("rules/*.rules"))),
]
TEXTS = {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in FILES} | {
    "sample.rules": RULES,
    "full-width.rules": """\
规则 宽限／甲 “甲”＃ 全角
    依据 法 第１８条第一款、gd-2015 art 3(2)，第四项   # 依据之后
    自 ２０１６－０９－２３ 起施行
    适用于每个 号卡 其中 （号卡．大小 ＞＝ ３） 且 号卡.费率 ！＝ １．５％
    应当 在 号卡.告知日 后 ３０日 内 发生 号卡.关闭日
""",
    "names.rules": """\
rule when/source "names that look like words"
    source for-each art 1, other-law, a-b-c
    for each source where source.when is unless.days and some on in line.on satisfies on.must
    may end
        when days_left < 3 days and today + 2 CNY > never_ending and item > 4 and artist = 5
""",
}
Piece = tuple[int, int, frozenset[str]]
"""Where something stands, and what it may be called: `自` is two words of the grammar."""


# ── what the grammar sees ──

_KINDS: dict[str, Kind] = {
    **{each.name: each.role for each in TERMINALS},
    **{"STRING": "text", "DATE": "date", "INSTANT": "date", "NUMBER": "number", "CURRENCY": "unit"},
    **{"ARTICLE": "article", "SOURCE_ID": "source", "PATH": "rule", "NAME": "name"},
    **dict.fromkeys(("PLUS", "MINUS", "TIMES"), "operator"),
    **dict.fromkeys(("LPAR", "RPAR", "COLON", "COMMA", "DOT"), "punctuation"),
}  # fmt: skip
_comments: list[Token] = []


@cache
def _lark() -> Lark:
    options = {"_plugins": {"ContextualLexer": lalr._Lexer}, "lexer_callbacks": {"COMMENT": _comment}}
    return Lark(automaton.grammar(), parser="lalr", start="statement", maybe_placeholders=False, **options)


def _comment(token: Token) -> Token:
    _comments.append(token)
    return token


def by_grammar(text: str) -> list[Piece]:
    """The tokens of every statement, and all comments, at their places in the text as it was written."""
    spaced, unclear = space("a.rules", dsl.parse._half_width(text), _lexicon())
    assert unclear == ()
    pieces = list(recover.statements(spaced.text))
    head = re.finditer(r"#[^\n]*", spaced.text[: pieces[0][0]])
    found: list[Piece] = [(*match.span(), frozenset({"comment"})) for match in head]
    for start, end in pieces:
        _comments.clear()
        tokens = list(_lark().parse_interactive(spaced.text[start:end]).iter_parse())
        found += [_placed(spaced, token, start, frozenset({"comment"})) for token in _comments]
        found += [_placed(spaced, token, start, _named(token)) for token in tokens]
    return sorted(found, key=lambda piece: piece[:2])


@cache
def _lexicon() -> Lexicon:
    """The names of the sample and of the books, and those that the texts declare."""
    yaml = [*SOUND.values(), *(file.read_text(encoding="utf-8") for book in BOOKS for file in book.glob("*.yaml"))]
    names = chinese_names(read(Source("a.yaml", text))[0] for text in yaml)
    return Lexicon(names | stated(dsl.parse._half_width(text) for text in TEXTS.values()))


def _named(token: Token) -> frozenset[str]:
    """What a token may be called: a keyword by all the roles that its word has."""
    if token.type not in BY_NAME:
        return frozenset({_KINDS[token.type]})
    folded = "".join(token.split())
    return frozenset(each.role for each in TERMINALS for word in each.spellings if word.replace(" ", "") == folded)


def _placed(spaced: Spaced, token: Token, start: int, kinds: frozenset[str]) -> Piece:
    assert token.start_pos is not None
    place = spaced.span(token.start_pos + start, token.start_pos + start + len(token))
    return place.start, place.end, kinds


# ── what Pygments sees ──


def by_pygments(text: str) -> list[tuple[int, int, str]]:
    kinds = {token: kind for kind, token in TOKENS.items()}
    tokens = RulesLexer().get_tokens_unprocessed(text)
    return [(at, at + len(value), kinds[token]) for at, token, value in tokens if token is not Whitespace]


# ── what an editor sees: line by line, the pattern that matches first, the earlier of two that match at one place ──


@cache
def _engine() -> tuple[onigurumacffi._RegSet, list[list[tuple[int, str]]]]:
    """The committed patterns in the engine of editors, and what each of their groups is called; 0 is the whole."""
    entries = textmate.grammar()["patterns"]
    assert isinstance(entries, list)
    names = [
        [(int(group), name["name"]) for group, name in each.get("captures", {"0": each}).items()] for each in entries
    ]
    return onigurumacffi.compile_regset(*(each["match"] for each in entries)), names


def by_editor(text: str) -> list[tuple[int, int, str]]:
    kinds = {f"{scope}.guiju": kind for kind, scope in SCOPES.items()}
    found: list[tuple[int, int, str]] = []
    for line in re.finditer(r"[^\n]*\n?", text):
        for start, end, scope in _scopes(line[0]):
            found.append((line.start() + start, line.start() + end, kinds[scope]))
    return found


def _scopes(line: str) -> Iterator[tuple[int, int, str]]:
    engine, names = _engine()
    at = 0
    while True:
        index, match = engine.search(line, at)
        if match is None:
            return
        for group, scope in names[index]:
            yield *match.span(group), scope
        assert match.end() > at, "a pattern that matches nothing would never end"
        at = match.end()


# ── the three ──


def told(pieces: Iterable[tuple[int, int, str]], text: str) -> list[tuple[str, str]]:
    return [(text[start:end], kind) for start, end, kind in pieces]


@pytest.mark.parametrize("name", TEXTS)
def test_pygments_sees_what_the_grammar_sees(name: str) -> None:
    text = TEXTS[name]
    wanted, seen = by_grammar(text), by_pygments(text)
    for (start, end, kinds), (at, to, kind) in zip(wanted, seen, strict=False):
        assert (at, to) == (start, end), (text[start:end], text[at:to])
        assert kind in kinds, text[start:end]
    assert len(wanted) == len(seen)


@pytest.mark.parametrize("name", TEXTS)
def test_editors_see_what_pygments_sees(name: str) -> None:
    text = TEXTS[name]
    assert told(by_editor(text), text) == told(by_pygments(text), text)


_WORDS = [word for terminal in TERMINALS for word in terminal.spellings]
_SCRAPS = st.sampled_from(
    [*_WORDS, *'()（）:：,，、.．-－+*×#＃"“”＂％‰/／', "line", "号卡", "a-b", "第一条", "art 3", "2016-09-23"]
)
_TEXT = st.lists(
    _SCRAPS | st.sampled_from(["1", "３", " ", "\n", "\u3000", "元", "CNY"]) | st.characters(exclude_categories=["C"])
)


@given(_TEXT.map("".join))
def test_pygments_and_editors_see_the_same_in_any_text_and_lose_nothing(text: str) -> None:
    tokens = list(RulesLexer().get_tokens_unprocessed(text))
    assert "".join(value for _, _, value in tokens) == text
    assert told(by_editor(text), text) == told(by_pygments(text), text)


@pytest.mark.parametrize("terminal", TERMINALS, ids=lambda each: each.name)
def test_every_word_of_the_table_has_its_colour(terminal: Terminal) -> None:
    for word in terminal.spellings:
        text = f"1 {word}" if terminal.name == "UNIT" else word
        *_, (start, end, kind) = by_pygments(text)
        assert text[start:end] == word
        assert kind in {each.role for each in TERMINALS if word in each.spellings}


def test_a_text_that_never_ends_is_shown_as_a_mistake_on_its_line_only() -> None:
    text = 'note "abc # x\nrule a'
    assert told(by_editor(text), text) == [
        ("note", "clause"),
        ('"abc # x', "open text"),
        ("rule", "statement"),
        ("a", "name"),
    ]


def test_the_grammar_takes_only_names_after_the_words_that_want_one() -> None:
    lark = _lark()
    table = lark.parser.parser.parser.parse_table
    after: dict[str, set[str]] = {}
    for actions in table.states.values():
        for terminal, (action, state) in actions.items():
            if action is Shift and terminal in BY_NAME:
                after.setdefault(terminal, set()).update(table.states[state])
    names = {
        terminal
        for terminal, wanted in after.items()
        if {each for each in wanted if each.isupper()} <= {"NAME", "PATH"}
    }
    assert names == set(_WANTING_A_NAME)


def test_a_name_is_the_same_in_both_dialects() -> None:
    """Over all characters that have been given a meaning: engines differ in those of the newest Unicode only."""
    for python, editor in ((PYTHON.first, ONIGURUMA.first), (PYTHON.more, ONIGURUMA.more)):
        ours, theirs = re.compile(python), onigurumacffi.compile(editor)
        chars = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")]
        assert [char for char in chars if bool(ours.match(char)) != bool(theirs.match(char))] == []


def test_the_grammar_of_editors_is_committed_as_it_is_generated() -> None:
    assert textmate.FILE.read_bytes() == textmate.written().encode("utf-8"), "make generate writes it"


def test_no_two_kinds_look_alike() -> None:
    kinds = {kind for pattern in patterns(PYTHON) for kind in pattern.kinds}
    assert set(TOKENS) == kinds
    assert set(SCOPES) == kinds - {"blank"}
    assert len(set(TOKENS.values())) == len(TOKENS)
    assert len(set(SCOPES.values())) == len(SCOPES)


def test_pygments_finds_the_lexer_by_its_name() -> None:
    """As installed: the entry point leads to the lexer, and the lexer has the names that documents use."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, name = project["entry-points"]["pygments.lexers"]["guiju"].partition(":")
    assert getattr(import_module(module), name) is RulesLexer
    assert "guiju" in RulesLexer.aliases
    assert RulesLexer.filenames == ["*.rules"]


@pytest.mark.parametrize(
    ("text", "sure"), [(RULES, True), ("# 头\n规则 甲 “乙”\n", True), ("the rule is old", False), ("", False)]
)
def test_a_text_without_a_name_is_known_by_its_statements(text: str, sure: bool) -> None:
    assert (RulesLexer.analyse_text(text) > 0) == sure
