"""The automaton that is walked without lark takes what lark takes, makes the same of it, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl import automaton, lalr
from dsl.misfit import Misfit
from dsl.parse import parse
from dsl.segment import Spaced
from dsl.shelf import SHIPPED
from dsl.source import Source

PAIRS = Path(__file__).parent / "pairs"
FILES = [*sorted(PAIRS.iterdir()), *sorted(SHIPPED.rglob("*.rules"))]
WORDS = [
    "fact",
    "rule",
    "invariant",
    "a",
    "b/c",
    "line.live",
    "must",
    "happen",
    "within",
    "after",
    "5",
    "days",
    "2016-03-01",
    "and",
    "or",
    "not",
    "(",
    ")",
    ",",
    ":",
    ".",
    "=",
    "10",
    "CNY",
    "art",
    "3",
    '"t"',
    "some",
    "in",
    "satisfies",
    "source",
    "law",
    "from",
    "until",
    "for",
    "each",
    "where",
    "when",
    "unless",
    "may",
    "must_not",
    "is",
    "known",
    "today",
    "-",
    "+",
    "*",
    "#",
    "x",
]


def same(text: str) -> bool:
    """Whether both make the same of a statement, places included; and whether they take it."""
    spaced = Spaced("a.rules", text)
    walked, asked = automaton.statement(spaced, text, 0, len(text)), lalr.statement(spaced, text, 0, len(text))
    assert (walked is None) == isinstance(asked, Misfit)
    if walked is not None:
        assert repr(walked) == repr(asked)
        assert spans(walked) == spans(asked)
    return walked is not None


def spans(node: object) -> list[object]:
    if isinstance(node, tuple):
        return [each for part in node for each in spans(part)]
    names = getattr(node, "__slots__", ())
    return [
        getattr(node, "span", None),
        *(each for name in names if name != "span" for each in spans(getattr(node, name))),
    ]


def test_the_automaton_is_one_of_this_grammar() -> None:
    assert lalr.moves() == automaton.MOVES.read_bytes(), "the grammar, its words or lark changed: make table"
    assert automaton.automaton() is not None


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.parent.name}/{file.name}")
def test_files_read_the_same_with_and_without_lark(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source(file.name, file.read_text(encoding="utf-8"))
    walked = parse(source)
    monkeypatch.setattr(automaton, "statement", lambda *_: None)
    asked = parse(source)
    assert repr(walked) == repr(asked)
    assert spans(walked[0]) == spans(asked[0])


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_any_words_are_taken_by_both_or_by_neither(text: str) -> None:
    same(text)


_TAKEN = [
    "rule",
    "a/b:",
    "for",
    "each",
    "line",
    "where",
    "x",
    "=",
    "1",
    "and",
    "y",
    "must",
    "happen",
    "z",
    "within",
    "5",
    "days",
    "after",
    "w",
    "#",
    "c\n",
    "source",
    "law",
    "art",
    "3",
]


@given(st.data())
def test_a_statement_with_a_slip_is_taken_by_both_or_by_neither(data: st.DataObject) -> None:
    words = list(_TAKEN)
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.integers(0, len(words) - 1))
        words[at : at + data.draw(st.integers(0, 1))] = data.draw(st.lists(st.sampled_from(WORDS), max_size=1))
    same(" ".join(words))


@pytest.mark.parametrize("kept", [b"", b"{}", b"[]", b"\xff", b'{"of": "another"}'])
def test_an_automaton_of_another_grammar_is_not_walked(
    kept: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "grammar.moves").write_bytes(kept)
    monkeypatch.setattr(automaton, "MOVES", tmp_path / "grammar.moves")
    automaton.automaton.cache_clear()
    try:
        assert automaton.statement(Spaced("a.rules", "rule a"), "rule a", 0, 6) is None
        assert [each.path.text for each in parse(Source("a.rules", "rule a"))[0] if hasattr(each, "path")] == ["a"]
    finally:
        automaton.automaton.cache_clear()
