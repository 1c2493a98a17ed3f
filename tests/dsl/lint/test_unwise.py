"""Each lint both ways: a book that earns exactly that one warning, and one much like it that earns none."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from dsl.diagnose import Diagnostic, draw
from dsl.lint.unwise import LINTS
from dsl.load import Loaded
from dsl.messages.lints import LINTS as MESSAGES
from tests.dsl.lint.clean import lint
from tests.dsl.lint.unwise import UNWISE, WISE

OF_SUPPRESSIONS = {code for code in MESSAGES if code.startswith("RB76")}
"""Tried in test_suppress.py."""
UNWISE_CASES = [(code, name) for code, cases in UNWISE.items() for name in cases]
WISE_CASES = [(code, name) for code, cases in WISE.items() for name in cases]
Find = Callable[[str, str], tuple[Loaded, tuple[Diagnostic, ...]]]


@pytest.fixture(scope="module")
def find(tmp_path_factory: pytest.TempPathFactory) -> Find:
    """What is told of an unwise book, looked for once."""
    return cache(lambda code, name: lint(tmp_path_factory.mktemp(code), UNWISE[code][name]))


def told(found: tuple[Loaded, tuple[Diagnostic, ...]]) -> str:
    """All that was found, in Chinese and then in English."""
    loaded, diagnostics = found
    return "\n\n".join(draw(each, loaded.sources, lang) for each in diagnostics for lang in ("zh", "en"))


def test_the_clean_book_is_clean(tmp_path: Path) -> None:
    found = lint(tmp_path)
    assert found[1] == (), told(found)


def test_every_lint_is_tried_both_ways() -> None:
    assert set(UNWISE) == set(WISE) == set(MESSAGES) - OF_SUPPRESSIONS


def test_the_table_of_lints_names_every_code_once() -> None:
    listed = [code for codes in LINTS for code in codes]
    assert listed == sorted(set(listed))
    assert set(listed) == {code for code in MESSAGES if not code.startswith(("RB73", "RB76"))}


@pytest.mark.parametrize(("code", "name"), UNWISE_CASES)
def test_what_is_unwise_gives_one_warning(code: str, name: str, find: Find) -> None:
    found = find(code, name)
    assert [each.code for each in found[1]] == [code], told(found)
    assert found[1][0].level == "warning"
    assert found[0].book is not None


@pytest.mark.parametrize(("code", "name"), WISE_CASES)
def test_what_only_looks_like_it_gives_none(code: str, name: str, tmp_path: Path) -> None:
    found = lint(tmp_path, WISE[code][name])
    assert found[0].book is not None, told(found)
    assert found[1] == (), told(found)


@pytest.mark.parametrize("code", UNWISE)
def test_warnings_read_like_this(code: str, find: Find, golden: Callable[[str, str], None]) -> None:
    """Place, caret and words, in Chinese and English; `make golden` rewrites them, to be read as a diff."""
    parts = [f"# {name}\n\n{told(find(code, name))}\n" for name in UNWISE[code]]
    golden(f"diagnostics/{code}.txt", "\n".join(parts))


@pytest.mark.parametrize(("code", "name"), UNWISE_CASES)
def test_no_warning_shows_a_blank_that_was_not_filled(code: str, name: str, find: Find) -> None:
    for each in find(code, name)[1]:
        for lang in ("zh", "en"):
            assert each.message(lang) != code
            assert "{" not in each.message(lang)
            assert each.hint(lang)
