"""The pages: each code has one, its wrong example gives that one message, its right example none."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from dsl.core import Language
from dsl.diagnose import draw
from dsl.load import Loaded
from dsl.messages.page import FOLDER, Page, codes, page, pages
from interpreter.scenarios import misfits
from tests.dsl.examples import LANGUAGES, MADE, changes
from tests.dsl.folders import loaded

HUNDREDS = sorted(file.stem for file in FOLDER.glob("*.yaml"))
OF_BOOKS = [each for hundred in HUNDREDS if hundred.startswith("RB") for each in pages(hundred).values()]
"""Those of rulebooks; what is said of facts and snapshots, the tests of the workbench ask of its commands."""


Look = Callable[[str, str, Language], Loaded]


@pytest.fixture(scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> Look:
    """What is said of the `wrong` or the `right` example of a code, as `check` would say it; looked at once."""

    @cache
    def look(code: str, which: str, lang: Language) -> Loaded:
        found = page(code)
        assert found
        example = found.wrong if which == "wrong" else found.right
        made = MADE.get(code, str) if which == "wrong" else str
        got = loaded(tmp_path_factory.mktemp(code), changes(example, lang, made))
        got.diagnostics += tuple(misfits(got.book)) if got.book else ()
        return got

    return look


def test_every_code_has_a_page() -> None:
    missing = [code for code in codes() if page(code) is None]
    assert not missing, f"without a page in dsl/messages/pages: {', '.join(missing)}"


def test_every_page_is_of_a_code() -> None:
    written = {code for hundred in HUNDREDS for code in pages(hundred)}
    assert written <= set(codes())
    assert all(code.startswith(hundred) for hundred in HUNDREDS for code in pages(hundred))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", [each.code for each in OF_BOOKS])
def test_a_wrong_example_gives_its_code_and_no_other(code: str, lang: Language, look: Look) -> None:
    found = look(code, "wrong", lang)
    assert [each.code for each in found.diagnostics] == [code], said(found, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", [each.code for each in OF_BOOKS])
def test_a_right_example_gives_nothing(code: str, lang: Language, look: Look) -> None:
    found = look(code, "right", lang)
    assert found.diagnostics == (), said(found, lang)


@pytest.mark.parametrize("hundred", [each for each in HUNDREDS if each.startswith("RB")])
def test_a_page_shows_what_is_said_of_its_wrong_example(
    hundred: str, look: Look, golden: Callable[[str, str], None]
) -> None:
    """Exactly as `check` prints it; `make golden` writes it anew."""
    shown = {code: {lang: said(look(code, "wrong", lang), lang) for lang in LANGUAGES} for code in pages(hundred)}
    golden(f"../../dsl/messages/pages/drawn/{hundred}.yaml", as_yaml(shown))


def said(found: Loaded, lang: Language) -> str:
    """All that was found, drawn."""
    return "\n\n".join(draw(each, found.sources, lang) for each in found.diagnostics)


def as_yaml(shown: dict[str, dict[Language, str]]) -> str:
    """Texts by code and language, as blocks."""
    lines = ["# What is said of the wrong examples: written by `make golden`, not by hand."]
    for code, texts in shown.items():
        lines += ["", f"{code}:"]
        for lang, text in texts.items():
            lines += [f"  {lang}: |-", *(f"    {line}".rstrip() for line in text.splitlines())]
    return "\n".join(lines) + "\n"
