"""The parser and its table: one grammar, whether it was made now or kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsl import automaton, lalr
from dsl.misfit import Misfit
from dsl.parse import parse
from dsl.segment import Spaced
from dsl.source import Source

PAIRS = Path(__file__).parent / "pairs"


def read(text: str) -> object:
    return lalr.statement(Spaced("a.rules", text), text, 0, len(text))


def test_the_table_is_one_of_this_grammar() -> None:
    assert lalr.is_current(), "the grammar, its words or lark changed: make table"


def test_a_table_of_another_grammar_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nor is one that is not there: the parser is then made of the grammar, and reads the same."""
    texts = [Source(file.name, file.read_text(encoding="utf-8")) for file in sorted(PAIRS.iterdir())]
    monkeypatch.setattr(automaton, "statement", lambda *_: None)
    kept = [parse(text) for text in texts]
    (tmp_path / "old.table").write_bytes(b"x" * 100)
    for table in (tmp_path / "old.table", tmp_path / "none.table"):
        monkeypatch.setattr(lalr, "TABLE", table)
        assert not lalr.is_current()
        lalr.parser.cache_clear()
        assert [parse(text) for text in texts] == kept
    lalr.parser.cache_clear()


def test_what_is_made_is_what_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "new.table").write_bytes(lalr.table())
    monkeypatch.setattr(lalr, "TABLE", tmp_path / "new.table")
    assert lalr.is_current()


@pytest.mark.parametrize(
    ("text", "found", "is_word"),
    [
        ("rule a must b c", "c", True),
        ("rule a\n source b !", "!", False),
        ("rule a must", "", True),
        ('rule a "b', '"', False),
    ],
)
def test_a_misfit_says_what_stands_there_and_what_may(text: str, found: str, is_word: bool) -> None:
    misfit = read(text)
    assert isinstance(misfit, Misfit)
    assert text[misfit.start : misfit.end] == misfit.found
    assert misfit.wanted
    assert (misfit.found, misfit.is_word) == (found, is_word)
