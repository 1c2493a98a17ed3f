"""Rules of two books about one matter: told of unless one overrides the other, or the two can never meet."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsl.load import Loaded, load_book
from tests.dsl.folders import OVER, Change, codes, drawn, over, write

FORBIDS = "    source law art 2\n    {times}for each line where {where}\n    {more}must not renew\n"
PERMITS = "    source law art 2\n    {times}for each line where {where}\n    {more}may renew\n"
TELLS = "    source law art 2\n    {times}for each line where {where}\n    {more}must happen line.told_on within {days} days after {start}\n"
GIVEN = {"times": "", "where": "line.good", "more": "", "days": "5", "start": "line.opened_on"}


def rule(path: str, norm: str, /, **given: str) -> str:
    return f"rule {path}\n" + norm.format(**{**GIVEN, **given})


def two(folder: Path, below: str, above: str, **more: Change) -> Loaded:
    """A rule of the sound book, and one of a book that imports it."""
    return load_book(write(folder, {**over(), "base/rules/more.rules": below, "rules/own.rules": above, **more}))


LOWER = rule("notice/notice", FORBIDS, where="line.size > 1")


@pytest.mark.parametrize(
    ("below", "above", "code"),
    [
        (LOWER, rule("notice/cap", PERMITS), "RB418"),
        (rule("notice/notice", PERMITS), rule("notice/cap", FORBIDS, where="line.rate > 1"), "RB418"),
        (rule("notice/notice", TELLS, days="10"), rule("notice/cap", TELLS, where="line.size > 1"), "RB417"),
        # one period is enough for two rules to differ: each has its own law, and one of them its own exceptions
        (rule("notice/notice", TELLS), rule("notice/cap", TELLS, where="line.size > 1"), "RB417"),
    ],
)
def test_two_rules_that_contradict_are_told_of_at_the_upper(below: str, above: str, code: str, tmp_path: Path) -> None:
    found = two(tmp_path, below, above)
    assert codes(found) == [code], drawn(found)
    (told,) = found.diagnostics
    assert told.span.file == "rules/own.rules"
    assert [span.file for span, _ in told.related] == ["base/rules/more.rules"]
    assert (told.message("en").count("`notice/cap`"), told.message("en").count("`notice/notice`")) == (1, 1)


@pytest.mark.parametrize(
    ("below", "above"),
    [
        (LOWER, rule("notice/cap", PERMITS, more="overrides notice/notice\n    ")),
        (LOWER, rule("notice/cap", FORBIDS)),  # both forbid
        (LOWER, rule("notice/cap", PERMITS, where="line.size <= 1")),
        (LOWER, rule("notice/cap", PERMITS, where="line.good and (line.size = 0 or line.size = 1)")),
        (LOWER.rstrip() + "\n        unless line.good\n", rule("notice/cap", PERMITS)),
        (LOWER.rstrip() + "\n        unless some c in line.calls satisfies c.late\n",
         rule("notice/cap", PERMITS).rstrip() + "\n        when some c in line.calls satisfies c.late\n"),
        (rule("notice/notice", FORBIDS, where="line.province is beijing"),
         rule("notice/cap", PERMITS, where="line.good and line.province is guangdong")),
        (rule("notice/notice", FORBIDS, times="until 2019-12-31\n    "), rule("notice/cap", PERMITS, times="from 2020-01-01\n    ")),
        (rule("notice/notice", TELLS, days="10"), rule("notice/cap", TELLS, start="line.closed_on")),
        (rule("notice/notice", TELLS, days="10"), rule("notice/cap", TELLS, where="line.good is no")),
        (rule("notice/notice", TELLS, days="10"), rule("notice/cap", TELLS, more="overrides notice/notice\n    ")),
    ],
)  # fmt: skip
def test_what_is_settled_is_not_told_of(below: str, above: str, tmp_path: Path) -> None:
    found = two(tmp_path, below, above)
    assert codes(found) == [], drawn(found)


def test_a_switch_that_only_one_of_them_needs_is_no_reason_to_be_silent(tmp_path: Path) -> None:
    """What is off today may be on tomorrow."""
    switch = "switch:\n  zh: 开关\n  kind: yes/no\n  values: [{value: no, source: law art 1, confidence: U}]\n"
    above = rule("notice/cap", PERMITS).rstrip() + "\n        when switch\n"
    assert codes(two(tmp_path / "one", LOWER, above, **{"parameters.yaml": switch})) == ["RB418"]
    other = LOWER.rstrip() + "\n        unless switch\n"
    below: dict[str, Change] = {"base/parameters.yaml": str(over()["base/parameters.yaml"]) + switch}
    assert codes(two(tmp_path / "two", other, above, **below)) == []


def test_within_one_book_its_author_decides(tmp_path: Path) -> None:
    both = LOWER + "\n" + rule("notice/cap", PERMITS)
    found = load_book(write(tmp_path, {**over(), "rules/own.rules": both}))
    assert codes(found) == [], drawn(found)


def test_the_lower_rule_may_be_the_one_that_overrides(tmp_path: Path) -> None:
    """A book in the middle says so of the one below; the one above has nothing to add."""
    middle = {
        "mid/rulebook.yaml": OVER.replace("./base", "../base"),
        "mid/rules/own.rules": rule("notice/cap", PERMITS, more="overrides notice/notice\n    "),
    }
    books: dict[str, Change] = {**over(), **middle, "base/rules/more.rules": LOWER}
    found = load_book(write(tmp_path, {**books, "rulebook.yaml": OVER.replace("./base", "./mid")}))
    assert codes(found) == [], drawn(found)


def test_what_an_imported_book_has_settled_is_not_asked_again(tmp_path: Path) -> None:
    """And what it has not settled is its own error, told of once where it is imported."""
    books: dict[str, Change] = {
        **over(), "base/rules/more.rules": LOWER, "mid/rulebook.yaml": OVER.replace("./base", "../base"),
        "mid/rules/own.rules": rule("notice/cap", PERMITS), "rulebook.yaml": OVER.replace("./base", "./mid"),
    }  # fmt: skip
    found = load_book(write(tmp_path, books))
    assert codes(found) == ["RB152"]
    assert codes(load_book(tmp_path / "mid")) == ["RB418"]


def test_two_imported_books_that_contradict_each_other_meet_where_both_are_imported(tmp_path: Path) -> None:
    sides: dict[str, Change] = {}
    for name, norm in (("left", FORBIDS), ("right", PERMITS)):
        sides[f"{name}/rulebook.yaml"] = OVER.replace("./base", "../base").replace("name: over", f"name: {name}")
        sides[f"{name}/rules/own.rules"] = rule(f"notice/{name}", norm)
    top = OVER.replace("[./base]", "[./left, ./right]")
    found = load_book(write(tmp_path, {**over(), **sides, "rulebook.yaml": top}))
    assert codes(found) == ["RB418"]
    (told,) = found.diagnostics
    assert told.span.file == "rulebook.yaml"
    assert [span.file for span, _ in told.related] == ["left/rules/own.rules", "right/rules/own.rules"]
