"""Amendments of rules: each text of a rule in its own time, under a path of its own; who knows whom; what is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dsl import core
from dsl.load import Loaded, load_book
from dsl.source import Span
from tests.dsl.folders import OVER, Change, codes, drawn, over, write

NOTICE = "grace/notice"
BEFORE, KEPT = "grace/notice/before_2027_01_01", "grace/notice/kept_2027_01_01"


def replace(path: str = NOTICE, day: str = "2027-01-01", *clauses: str, norm: str = "may close") -> str:
    told = ["source law art 2", f"from {day}", "for each line", *clauses, norm]
    return "\n    ".join([f'replace rule {path} "新" "New from {day}"', *told]) + "\n        when line.good\n"


def repeal(path: str = NOTICE, day: str = "2027-01-01", *clauses: str) -> str:
    return "\n    ".join([f"repeal rule {path}", "source law art 2", f"from {day}", *clauses]) + "\n"


def above(folder: Path, rules: str, **more: Change) -> Loaded:
    """What loading gives of a book that imports the sound one and has these rules."""
    return load_book(write(folder, {**over(), "rules/own.rules": rules, **more}))


def sound(found: Loaded) -> core.Book:
    assert found.book, drawn(found)
    return found.book


def times(book: core.Book) -> dict[str, tuple[str, str]]:
    """The first and the last day of each text of the notice."""
    return {
        path.removeprefix(NOTICE): (str(rule.since or ""), str(rule.until or ""))
        for path, rule in book.rules.items()
        if path.startswith(NOTICE)
    }


def test_a_replaced_rule_has_its_old_text_until_the_day_before(tmp_path: Path) -> None:
    book = sound(above(tmp_path, replace()))
    assert times(book) == {"/before_2027_01_01": ("2010-01-01", "2026-12-31"), "": ("2027-01-01", "")}
    old = sound(load_book(write(tmp_path / "sound"))).rules[NOTICE]
    was = book.rules[BEFORE]
    assert (was.norm, was.where, was.when, was.unless, was.sources) == (
        old.norm, old.where, old.when, old.unless, old.sources,
    )  # fmt: skip
    assert was.title == core.Words(
        "先通知后关闭（2027-01-01 前的条文）", "Notice before closing (the text before 2027-01-01)"
    )
    assert book.rules[NOTICE].title.en == "New from 2027-01-01"
    assert list(book.rules) == [BEFORE, NOTICE], "the older text stands before the rule"


def test_a_repealed_rule_keeps_its_path_and_ends(tmp_path: Path) -> None:
    book = sound(above(tmp_path, repeal()))
    assert times(book) == {"": ("2010-01-01", "2026-12-31")}
    assert book.texts == {}


def test_a_transitional_clause_keeps_the_old_text_for_its_rows_and_takes_them_from_the_new_one(tmp_path: Path) -> None:
    book = sound(above(tmp_path, replace(NOTICE, "2027-01-01", "transitional line.opened_on < 2020-01-01")))
    assert times(book)["/kept_2027_01_01"] == ("2027-01-01", "")
    kept, new, was = book.rules[KEPT], book.rules[NOTICE], book.rules[BEFORE]
    assert isinstance(kept.when, core.All)
    assert kept.when.terms == (was.when, new.unless)
    assert was.unless == core.NO


def test_a_transitional_clause_joins_the_conditions_that_are_there(tmp_path: Path) -> None:
    clauses = ("transitional line.opened_on < 2020-01-01", "unless line.size > 3")
    book = sound(above(tmp_path, replace(NOTICE, "2027-01-01", *clauses)))
    joined = book.rules[NOTICE].unless
    assert isinstance(joined, core.Any)
    assert len(joined.terms) == 2


def test_a_repeal_may_spare_some(tmp_path: Path) -> None:
    book = sound(above(tmp_path, repeal(NOTICE, "2027-01-01", "transitional line.good")))
    assert times(book) == {"/kept_2027_01_01": ("2027-01-01", ""), "": ("2010-01-01", "2026-12-31")}


def test_what_went_on_by_a_transitional_clause_goes_on_until_it_is_amended_itself(tmp_path: Path) -> None:
    """A later amendment of the rule leaves those alone who are spared; one of the kept text does not."""
    spared = replace(NOTICE, "2027-01-01", "transitional line.opened_on < 2020-01-01")
    book = sound(above(tmp_path / "a", spared + replace(NOTICE, "2028-01-01")))
    assert times(book)["/kept_2027_01_01"] == ("2027-01-01", "")
    assert book.rules[NOTICE].unless == book.rules[f"{NOTICE}/before_2028_01_01"].unless != core.NO
    ended = sound(above(tmp_path / "b", spared + repeal(KEPT, "2028-01-01")))
    assert times(ended)["/kept_2027_01_01"] == ("2027-01-01", "2027-12-31")


def test_amendments_have_effect_in_order_of_date_and_not_of_writing(tmp_path: Path) -> None:
    book = sound(above(tmp_path, replace(NOTICE, "2029-01-01") + repeal(NOTICE, "2030-01-01") + replace()))
    assert times(book) == {
        "/before_2027_01_01": ("2010-01-01", "2026-12-31"), "/before_2029_01_01": ("2027-01-01", "2028-12-31"),
        "": ("2029-01-01", "2029-12-31"),
    }  # fmt: skip
    assert [change.kind for change in book.history[NOTICE]] == ["first", "replaced", "replaced", "repealed"]
    assert book.rules[f"{NOTICE}/before_2029_01_01"].title.en == "New from 2027-01-01 (the text before 2029-01-01)"


def test_the_day_after_a_rule_has_ended_it_can_be_replaced(tmp_path: Path) -> None:
    ending = {
        "base/rules/all.rules": str(over()["base/rules/all.rules"]).replace(
            "for each line where", "until 2026-12-31\n    for each line where"
        )
    }
    book = sound(above(tmp_path, replace(NOTICE, "2027-01-01", "transitional line.good"), **ending))
    assert times(book)["/kept_2027_01_01"] == ("2027-01-01", ""), "it goes on, though it would have ended"


def test_an_inserted_rule_is_a_rule(tmp_path: Path) -> None:
    text = 'insert rule grace/cap "甲" "A"\n    source law art 2\n    from 2027-01-01\n    for each line\n    must line.good\n'
    inserted, plain = (sound(above(tmp_path / each[:4], each)) for each in (text, text.removeprefix("insert ")))
    assert inserted.rules == plain.rules
    assert [(each.kind, str(each.on)) for each in inserted.history["grace/cap"]] == [("inserted", "2027-01-01")]
    assert plain.history == {}


def test_an_inserted_rule_cannot_take_a_path_that_is_there(tmp_path: Path) -> None:
    found = above(tmp_path, "insert rule grace/notice\n    source law art 2\n    for each line\n    must line.good\n")
    assert codes(found) == ["RB210"]


# ── the history ──


def test_the_history_says_which_book_and_on_what_ground(tmp_path: Path) -> None:
    book = sound(above(tmp_path, replace(NOTICE, "2027-01-01", "transitional line.good")))
    first, replaced = book.history[NOTICE]
    assert (first.kind, first.book, first.on) == ("first", "sample", date(2010, 1, 1))
    assert (replaced.kind, replaced.book, replaced.on) == ("replaced", "over", date(2027, 1, 1))
    assert [(each.source, each.article) for each in replaced.sources] == [("law", "2")]
    assert (replaced.former, replaced.kept) == (BEFORE, KEPT)
    assert book.texts == dict.fromkeys((BEFORE, KEPT, NOTICE), (BEFORE, KEPT, NOTICE))
    assert [rule.path for rule in book.texts_of(KEPT)] == [BEFORE, KEPT, NOTICE]


# ── books over books ──


def chain(folder: Path, second: str, third: str) -> Loaded:
    """A book over a book over the sound one, each with its amendments."""
    files: dict[str, Change] = {
        **over(), "rulebook.yaml": OVER.replace("./base", "./mid").replace("over", "third"), "rules/own.rules": third,
        "mid/rulebook.yaml": OVER.replace("./base", "../base").replace("over", "second"), "mid/rules/own.rules": second,
    }  # fmt: skip
    return load_book(write(folder, files))


def test_a_book_amends_what_another_amended(tmp_path: Path) -> None:
    book = sound(chain(tmp_path, replace(), replace(NOTICE, "2028-01-01")))
    assert list(times(book)) == ["/before_2027_01_01", "/before_2028_01_01", ""]
    assert [change.book for change in book.history[NOTICE]] == ["sample", "second", "third"]


def test_a_text_can_be_put_between_two_others(tmp_path: Path) -> None:
    book = sound(chain(tmp_path, replace(NOTICE, "2029-01-01"), replace()))
    assert [change.book for change in book.history[NOTICE]] == ["sample", "third", "second"]
    assert book.rules[NOTICE].span.file == "mid/rules/own.rules"


def test_who_knows_an_amendment_may_replace_it_on_its_very_day(tmp_path: Path) -> None:
    book = sound(chain(tmp_path, replace(), replace(NOTICE, "2027-01-01", norm="must not close")))
    assert isinstance(book.rules[NOTICE].norm, core.Prohibition)
    assert list(times(book)) == ["/before_2027_01_01", ""]
    assert [(each.book, each.effective) for each in book.history[NOTICE]] == [
        ("sample", True), ("second", False), ("third", True),
    ]  # fmt: skip


def test_of_two_books_that_do_not_know_each_other_one_may_end_before_the_other_begins(tmp_path: Path) -> None:
    ends = replace(NOTICE, "2027-01-01", "until 2027-12-31")
    names = ("one", "two")
    files: dict[str, Change] = {
        **over(), "rulebook.yaml": OVER.replace("[./base]", "[./one, ./two]"),
        **{f"{n}/rulebook.yaml": OVER.replace("./base", "../base").replace("over", n) for n in names},
        "one/rules/own.rules": ends, "two/rules/own.rules": replace(NOTICE, "2028-01-01"),
    }  # fmt: skip
    book = sound(load_book(write(tmp_path, files)))
    assert times(book)["/before_2028_01_01"] == ("2027-01-01", "2027-12-31")


def test_a_replaced_text_is_no_stranger_to_its_neighbours(tmp_path: Path) -> None:
    """What one book said of a matter its author has weighed: a new text of one of its rules is no rule of another book."""
    other = "rule cap/notice\n    source law art 1\n    for each line where line.size > 3\n    must not close\n"
    below: dict[str, Change] = {"base/rules/more.rules": other}
    assert codes(above(tmp_path / "a", replace(), **below)) == []
    stranger = "rule grace/cap\n    source law art 2\n    for each line\n    may close\n        when line.good\n"
    assert codes(above(tmp_path / "b", stranger, **below)) == ["RB418"]


# ── what overrides what ──

OVERRIDES = "rule cap/notice\n    source law art 1\n    {times}for each line where line.size > 3\n    overrides grace/notice\n    must not close\n"


@pytest.mark.parametrize(
    ("times_of_it", "overridden"),
    [
        ("", [BEFORE, NOTICE]),
        ("until 2026-06-30\n    ", [BEFORE]),
        ("from 2027-06-30\n    ", [NOTICE]),
    ],
)
def test_who_overrides_a_rule_overrides_each_text_that_it_meets(
    times_of_it: str, overridden: list[str], tmp_path: Path
) -> None:
    below: dict[str, Change] = {"base/rules/more.rules": OVERRIDES.format(times=times_of_it)}
    book = sound(above(tmp_path, replace(), **below))
    assert list(book.rules["cap/notice"].overrides) == overridden
    assert all(book.overriders[path] == (book.rules["cap/notice"],) for path in overridden)


def test_priority_that_is_turned_round_is_no_circle(tmp_path: Path) -> None:
    """The old texts override the one way, the new ones the other: they are never in force together."""
    below: dict[str, Change] = {"base/rules/more.rules": OVERRIDES.format(times="")}
    turned = replace(NOTICE, "2027-01-01", "overrides cap/notice") + replace(
        "cap/notice", "2027-01-01", norm="must not close"
    )
    book = sound(above(tmp_path, turned, **below))
    assert book.rules[NOTICE].overrides == ("cap/notice",)
    assert book.rules["cap/notice/before_2027_01_01"].overrides == (BEFORE,)
    assert book.rules["cap/notice"].overrides == ()


def test_an_older_text_can_be_named(tmp_path: Path) -> None:
    rules = (
        replace()
        + "rule cap/notice\n    source law art 1\n    for each line\n    overrides grace/notice/before_2027_01_01\n    must not close\n"
    )
    assert sound(above(tmp_path, rules)).rules["cap/notice"].overrides == (BEFORE,)


# ── what is told ──


def test_a_misspelt_path_is_not_blamed_on_the_imported_rule(tmp_path: Path) -> None:
    found = above(tmp_path, repeal("grace/notise"))
    assert codes(found) == ["RB801"]
    assert found.diagnostics[0].span.file == "rules/own.rules"


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ("repeal rule grace/notice\n    source law art 2\n", "RB401"),
        ("repeal rule grace/notice\n    from 2027-01-01\n", "RB401"),
        ("repeal rule grace/notice\n    source law art 2\n    from 2027-02-30\n", "RB137"),
        ("repeal rule grace/notice\n    source lex art 2\n    from 2027-01-01\n", "RB206"),
        (repeal(NOTICE, "2027-01-01", "from 2027-02-01"), "RB402"),
        (repeal(NOTICE, "2027-01-01", "transitional line.good", "transitional line.open"), "RB402"),
        (repeal(NOTICE, "2027-01-01", "transitional line.size"), "RB301"),
        (replace(NOTICE, "2027-02-30"), "RB137"),
        (replace(NOTICE, "2027-01-01", "transitional line.gud"), "RB202"),
        (replace(NOTICE, "2027-01-01", "transitional 3 USD < line.told_on"), "RB311"),
        (replace(NOTICE, "2027-01-01", "from 2027-02-01"), "RB402"),
        (replace(NOTICE, "2027-01-01", "until 2026-01-01"), "RB405"),
        ("replace rule grace/notice\n    source law art 2\n    for each line\n    may close\n", "RB401"),
        (
            replace("grace/notis") + "rule cap/notice\n    source law art 1\n    for each line\n    must line.good\n",
            "RB801",
        ),
    ],
)
def test_one_slip_gives_one_message_in_the_amending_book(rules: str, code: str, tmp_path: Path) -> None:
    """Though the old text and the condition stand in several rules once they are amended."""
    found = above(tmp_path, rules)
    assert codes(found) == [code], drawn(found)
    assert found.diagnostics[0].span.file == "rules/own.rules"


def test_a_mistake_in_a_text_that_was_replaced_is_told_once_and_by_the_name_of_the_rule(tmp_path: Path) -> None:
    rule = "rule cap/notice\n    source law art 1\n    for each line\n"
    found = above(tmp_path, rule + replace("cap/notice", "2027-01-01", "transitional line.good"))
    assert codes(found) == ["RB401"]
    assert "`cap/notice`" in found.diagnostics[0].message("en")


def test_a_book_without_amendments_does_not_import_the_pass(tmp_path: Path) -> None:
    import subprocess
    import sys

    probe = "import sys; from dsl.load import load; load(sys.argv[1]); print('dsl.amend' in sys.modules, 'dsl.revalue' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", probe, str(write(tmp_path))], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False"]


def test_the_words_of_amendments_are_turned_into_the_other_language_with_their_names(tmp_path: Path) -> None:
    from dsl.format import format_file

    found = above(tmp_path, replace(NOTICE, "2027-01-01", "transitional line.good") + replace(NOTICE, "2028-01-01"))
    text = format_file(found.sources["rules/own.rules"], found.statements["rules/own.rules"], found.glossary, "zh")
    assert text.count("修改规则 宽限/通知 ") == 2, text
    assert "按原规定 号卡.良好" in text
    assert Span("rules/own.rules", 13, 25) in found.glossary.names
