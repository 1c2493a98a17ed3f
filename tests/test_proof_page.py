"""The pages on proofs say what is proved of the shipped book, and are up to date."""

from __future__ import annotations

from bench.mutants import inside
from docs.proving import BOOK, PAGES, bare, listed, proofs, rows, written
from dsl.load import load_book


def test_the_lists_are_as_the_book_is_proved() -> None:
    """If this fails: `make generate`. The seconds are not compared."""
    for lang, page in PAGES.items():
        there = inside(page.read_text(encoding="utf-8"), "invariants")
        assert bare(written(lang, there)) == bare(there)


def test_every_invariant_is_listed_and_proved() -> None:
    book = load_book(BOOK).book
    assert book
    for page, word in ((PAGES["en"], "proved"), (PAGES["zh"], "已证明")):
        there = rows(inside(page.read_text(encoding="utf-8"), "invariants"))
        assert [row[0].split("`")[1] for row in there] == list(book.invariants)
        assert {row[1] for row in there} == {word}


def test_a_row_that_says_the_same_keeps_its_seconds() -> None:
    first, second = rows(listed("en", ""))[:2]
    before = f"| {' | '.join([*first[:-1], '123.45'])} |\n| {' | '.join([second[0], 'refuted', second[2], '123.45'])} |"
    after = rows(listed("en", before))
    assert (after[0][-1], after[1][-1] == "123.45") == ("123.45", False)
    assert len(after) == len(proofs())
