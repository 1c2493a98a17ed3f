"""Whatever a tree is, its text in either language is read back as that very tree, and is its own form."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from dsl import syntax as s
from dsl.core import Language
from dsl.format import format_file, format_statement
from dsl.glossary import Glossary
from dsl.parse import parse
from dsl.segment import Lexicon
from dsl.source import Source
from tests.generating.trees import KNOWN, STATEMENTS


@pytest.mark.parametrize("lang", ["en", "zh"])
@settings(max_examples=200)
@given(statement=STATEMENTS)
def test_the_text_of_a_tree_is_read_back_as_it(lang: Language, statement: s.Statement) -> None:
    source = Source("a.rules", format_statement(statement, lang) + "\n")
    found, _, problems = parse(source, Lexicon(KNOWN))
    assert not problems, source.text
    assert found == (statement,), source.text
    assert format_file(source, found, Glossary()) == source.text
