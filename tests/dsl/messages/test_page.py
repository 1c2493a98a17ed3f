"""The pages: each code has one, its wrong example gives that one message, its right example none."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from dsl.core import Language
from dsl.diagnose import draw
from dsl.load import Loaded
from dsl.messages.page import FOLDER, codes, entry, is_code, page, pages, title
from interpreter.misfits import misfits
from tests.dsl.examples import LANGUAGES, MADE, as_yaml, changes
from tests.dsl.folders import loaded
from tests.dsl.lint.clean import CLEAN, lint

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
        folder = tmp_path_factory.mktemp(code)
        if code.startswith("RB7"):  # a lint is told of a book that is clean but for the example
            book, told = lint(folder, changes(example, lang, made, CLEAN))
            return replace(book, diagnostics=told)
        got = loaded(folder, changes(example, lang, made))
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


# ── how pages are written ────────────────────────────────────────────────────────────────────────────────────────────

PROSE = [(code, lang) for code in codes() if page(code) for lang in LANGUAGES]
_ADDRESSED = re.compile(
    r"\b(you|your|we|our|please|sorry|oops|simply|just|obviously|easy|easily)\b|[你您咱]|我们|只需|简单", re.I
)
_ENDS = re.compile(r"[。！？]|[.!?](?=\s|$)")


def prose(code: str, lang: Language) -> str:
    found = page(code)
    assert found
    return found.text.say(lang)


@pytest.mark.parametrize(("code", "lang"), PROSE)
def test_a_page_has_two_to_five_sentences(code: str, lang: Language) -> None:
    text = prose(code, lang)
    assert 2 <= len(_ENDS.findall(re.sub("“[^”]*”|`[^`]*`", "", text))) <= 5
    assert text[-1] in "。."


@pytest.mark.parametrize(("code", "lang"), PROSE)
def test_a_page_speaks_of_the_thing_and_not_to_the_reader(code: str, lang: Language) -> None:
    found = _ADDRESSED.search(re.sub("`[^`]*`", "", prose(code, lang)))
    assert found is None, found


@pytest.mark.parametrize(("code", "lang"), PROSE)
def test_a_page_is_in_its_language_and_has_its_punctuation(code: str, lang: Language) -> None:
    """Chinese has full-width marks outside what is quoted as written; English quotes what is written in backquotes."""
    text = prose(code, lang)
    if lang == "zh":
        assert not re.search(r"[\u4e00-\u9fff][,;:!?]|[,;:!?][\u4e00-\u9fff]", re.sub("“[^”]*”", "", text)), text
        assert "`" not in text
    else:
        assert not re.search("[，。；：！？]", text.replace("(，)", "")), text
        assert text.count("`") % 2 == 0


@pytest.mark.parametrize("code", codes())
def test_a_title_has_no_unfilled_blank(code: str) -> None:
    found = entry(code)
    assert found
    for lang in LANGUAGES:
        told = title(found.text).say(lang)
        assert not re.search(r"\{\w+\}", told)
        assert told


def test_a_code_is_two_letters_and_three_digits() -> None:
    assert all(map(is_code, ("RB204", "rb204", "sn001")))
    assert not any(map(is_code, ("RB20", "RB2044", "R204", "grace/notice", "停机", "ＲＢ204")))
