"""A book made up by its grammar loads, means the same in both languages, and can be judged."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from hypothesis import given, settings

from dsl import syntax as s
from dsl.core import Language
from dsl.diagnose import draw as drawn_problem
from dsl.format import format_file
from dsl.load import Loaded, load_book
from tests.generating.books import RULES, Written, book, books
from tests.generating.outline import seeded
from tests.generating.slips import ways

FORMS = {*get_args(s.Expr), *get_args(s.Clause), *get_args(s.NormClause), *get_args(s.Statement)} - {s.Bad, s.Lost}


def load(written: Written, rules: str | None = None) -> Loaded:
    """The book of these rules, which has to be sound."""
    with TemporaryDirectory() as name:
        found = load_book(written.write(Path(name), rules))
    errors = [each for each in found.diagnostics if each.level == "error"]
    assert not errors, "\n".join(drawn_problem(each, found.sources, "en") for each in errors)
    return found


def form(found: Loaded, lang: Language) -> str:
    """The rules of a book in a language."""
    return format_file(found.sources[RULES], found.statements[RULES], found.glossary, lang)


def test_every_form_of_the_language_is_made_up() -> None:
    made = [book(seeded(seed), 4, 6) for seed in range(20)]
    found = {type(node) for each in made for _, node in ways(each.statements)}
    assert found >= FORMS, FORMS - found


@settings(max_examples=40)
@given(books())
def test_a_book_loads_and_means_the_same_in_both_languages(written: Written) -> None:
    english = load(written)
    text = english.sources[RULES].text
    assert form(english, "en") == text
    chinese = load(written, form(english, "zh"))
    assert english.book is not None
    assert chinese.book is not None
    assert english.book.facts == chinese.book.facts
    assert english.book.rules == chinese.book.rules
    assert english.book.invariants == chinese.book.invariants
    assert form(chinese, "zh") == chinese.sources[RULES].text
    assert form(chinese, "en") == text
