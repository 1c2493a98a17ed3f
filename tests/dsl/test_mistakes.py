"""One mistake, one message: each code of the catalogue, a book that earns it, and the whole message as it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from dsl.diagnose import draw
from dsl.load import Loaded
from dsl.messages.catalogue import CATALOGUE
from dsl.messages.lints import LINTS
from interpreter.misfits import misfits
from tests.dsl.folders import book, codes, drawn, loaded
from tests.dsl.mistakes import MISTAKES, Book, case

GOLDEN = Path(__file__).parent.parent / "golden"
ELSEWHERE = {"RB602", "RB603"}
"""Said by the interpreter, of the facts of a scenario: its golden message is made below.

What is only unwise (`LINTS`) has its tests in `lint/`.
"""

CASES = [(code, name) for code, cases in MISTAKES.items() for name in cases]
Find = Callable[[str, str], Loaded]


@pytest.fixture(scope="module")
def find(tmp_path_factory: pytest.TempPathFactory) -> Find:
    """What loading gives of a mistaken book, loaded once."""
    return cache(lambda code, name: loaded(tmp_path_factory.mktemp(code), MISTAKES[code][name]))


def test_every_code_of_the_catalogue_has_a_mistake_that_earns_it() -> None:
    said_by_dsl = {code for code in CATALOGUE if code.startswith("RB")} - ELSEWHERE - set(LINTS)
    assert said_by_dsl == set(MISTAKES)


def test_no_golden_message_outlives_its_code() -> None:
    kept = {file.stem for file in (GOLDEN / "diagnostics").glob("*.txt")}
    assert kept == set(MISTAKES) | ELSEWHERE | set(LINTS)


@pytest.mark.parametrize(("code", "name"), CASES)
def test_one_mistake_gives_one_message(code: str, name: str, find: Find) -> None:
    found = find(code, name)
    assert codes(found) == [code], drawn(found)
    assert (found.book is None) == (CATALOGUE[code].level == "error")


@pytest.mark.parametrize("code", MISTAKES)
def test_messages_read_like_this(code: str, find: Find, golden: Callable[[str, str], None]) -> None:
    """Place, caret and words, in Chinese and English; `make golden` rewrites them, to be read as a diff."""
    parts = [f"# {name}\n\n{drawn(find(code, name))}\n" for name in MISTAKES[code]]
    golden(f"diagnostics/{code}.txt", "\n".join(parts))


@pytest.mark.parametrize(("code", "name"), CASES)
def test_no_message_shows_a_blank_that_was_not_filled(code: str, name: str, find: Find) -> None:
    """A message whose blank has no filling falls back to its bare code: that must never be seen."""
    found = find(code, name)
    for each in found.diagnostics:
        for lang in ("zh", "en"):
            headline = draw(each, found.sources, lang).splitlines()[0]
            assert not headline.endswith(f"] {code}")
            assert "{" not in headline


MISFITS: Mapping[str, Book] = {
    "a day that is none": case("opened_on: 2015-01-01", "opened_on: yesterday"),
    "one row for many": case("told_on: 2016-01-04}", "told_on: 2016-01-04, calls: {id: C1}}"),
    "a row within a row": case("told_on: 2016-01-04}", "told_on: 2016-01-04, calls: [{id: C1}, {id: C2, late: 也许}]}"),
}
UNANSWERED: Mapping[str, Book] = {
    "a verdict": case("close: permitted", "close: permited"),
    "an outcome in its place": case("close: permitted", "close: {verdict: breach}"),
    "of an invariant": case("close: permitted", "no_silent_closing: denied"),
    "of a permission": case("close: permitted", "grace/notice: 合规"),
}
SAID = [(code, name) for code, cases in (("RB602", MISFITS), ("RB603", UNANSWERED)) for name in cases]


@pytest.mark.parametrize(("code", "name"), SAID)
def test_what_scenarios_say_wrongly_is_told_where_it_stands(code: str, name: str, tmp_path: Path) -> None:
    assert codes(tuple(misfits(book(tmp_path, {**MISFITS, **UNANSWERED}[name])))) == [code]


@pytest.mark.parametrize(("code", "cases"), [("RB602", MISFITS), ("RB603", UNANSWERED)])
def test_messages_about_scenarios_read_like_this(
    code: str, cases: Mapping[str, Book], tmp_path: Path, golden: Callable[[str, str], None]
) -> None:
    parts = []
    for name, changes in cases.items():
        found = loaded(tmp_path / name, changes)
        said = Loaded(None, tuple(misfits(book(tmp_path / name, changes))), found.sources)
        parts.append(f"# {name}\n\n{drawn(said)}\n")
    golden(f"diagnostics/{code}.txt", "\n".join(parts))
