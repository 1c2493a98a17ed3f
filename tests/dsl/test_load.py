"""The passes in order: a folder becomes a checked book, or all that is wrong with it in one run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from dsl.load import load, load_book
from dsl.shelf import SHIPPED, find
from tests.dsl.folders import RULEBOOK, RULES, SOUND, VOCABULARY, Change, book, codes, drawn, loaded, write

SHIPPED_BOOKS = sorted(path.name for path in SHIPPED.iterdir() if (path / "rulebook.yaml").is_file())


@pytest.mark.parametrize("name", SHIPPED_BOOKS)
def test_every_shipped_book_is_sound(name: str) -> None:
    found = load_book(name)
    assert found.book, drawn(found)
    assert not found.diagnostics, drawn(found)


def test_a_sound_book_has_all_that_its_files_declare(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    assert found.book
    assert (found.book.name, found.book.edition, found.book.jurisdiction, found.book.zone) == (
        "sample",
        "1",
        "CN",
        "Asia/Shanghai",
    )
    assert (found.rules, found.parameters, found.scenarios) == (1, 2, 1)
    assert list(found.book.facts) == [("line", "open")]
    assert list(found.book.rules) == ["grace/notice"]
    assert list(found.book.invariants) == ["no_silent_closing"]
    assert set(found.sources) == set(SOUND)


def test_load_is_load_book_without_the_texts(tmp_path: Path) -> None:
    found, problems = load(write(tmp_path))
    assert found == book(tmp_path)
    assert problems == ()


def test_rules_and_scenarios_may_be_spread_over_files_in_any_order(tmp_path: Path) -> None:
    split = RULES.index("rule grace")
    spread: dict[str, Change] = {
        "rules/all.rules": None,
        "rules/z.rules": RULES[:split],
        "rules/a.rules": RULES[split:],
    }
    again = book(tmp_path / "spread", spread)
    assert (again.facts, again.rules) == (book(tmp_path / "one").facts, book(tmp_path / "one").rules)


def test_a_byte_order_mark_and_windows_line_breaks_change_nothing_but_the_hash(tmp_path: Path) -> None:
    windows: dict[str, Change] = {
        name: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for name, text in SOUND.items()
    }
    plain, marked = book(tmp_path / "plain"), book(tmp_path / "marked", windows)
    assert (marked.rules, marked.facts, marked.vocabulary, marked.scenarios) == (plain.rules, plain.facts, plain.vocabulary, plain.scenarios)  # fmt: skip


def test_the_hash_is_that_of_the_files_wherever_they_lie(tmp_path: Path) -> None:
    one, two = book(tmp_path / "one"), book(tmp_path / "two")
    assert one.hash == two.hash
    assert len(one.hash) == 64
    assert book(tmp_path / "three", {"rules/all.rules": RULES + "# a comment\n"}).hash != one.hash
    assert book(tmp_path / "four", {"rules/all.rules": None, "rules/al.rules": RULES}).hash != one.hash


def test_other_files_in_the_folder_are_not_read(tmp_path: Path) -> None:
    others: dict[str, Change] = {
        "rules/notes.txt": "rule (",
        "scenarios/README.md": "x: : :",
        "rules/old.rules~": "rule (",
        "x.yaml": "}",
    }
    assert not loaded(tmp_path, others).diagnostics


# ── where the book is ──


def test_a_name_is_that_of_a_shipped_book_unless_a_path_of_that_name_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find("cn-telecom") == SHIPPED / "cn-telecom"
    write(tmp_path / "cn-telecom")
    assert find("cn-telecom") == Path("cn-telecom")
    assert find("no-such-book") == Path("no-such-book")


@pytest.mark.parametrize("name", ["no/such/folder", "", "x" * 10_000, "a\0b", "\x1b[31m", "..", __file__])
def test_what_is_no_book_is_told_by_its_name(name: str) -> None:
    found = load_book(name)
    assert codes(found) == ["RB101"]
    assert "\x1b" not in drawn(found)


def test_a_folder_without_a_manifest_is_no_book(tmp_path: Path) -> None:
    assert codes(load_book(tmp_path)) == ["RB101"]


@pytest.mark.skipif(os.name == "nt", reason="links and pipes are made otherwise there")
def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    """A pipe would be waited for, a device read without end, a link to itself followed for ever."""
    write(tmp_path)
    os.mkfifo(tmp_path / "rules" / "pipe.rules")
    (tmp_path / "rules" / "zero.rules").symlink_to("/dev/zero")
    (tmp_path / "rules" / "self.rules").symlink_to("self.rules")
    (tmp_path / "scenarios" / "folder.yaml").mkdir()
    found = load_book(tmp_path)
    assert codes(found) == ["RB101"] * 4
    assert {each.span.file for each in found.diagnostics} == {"rules/pipe.rules", "rules/zero.rules", "rules/self.rules", "scenarios/folder.yaml"}  # fmt: skip


# ── all that is wrong, in one run ──

EVERYWHERE: Mapping[str, Change] = {
    "rulebook.yaml": RULEBOOK.replace("Asia/Shanghai", "Asia/Shenzhen"),
    "vocabulary.yaml": VOCABULARY.replace("recorded_by: closed_on", "recorded_by: size"),
    "parameters.yaml": ("{from: 2020-01-01, value: 20 days", "{from: 2021-01-01, value: 20 days"),
    "sources.yaml": ("status: 有效", "statut: 有效"),
    "rules/all.rules": RULES.replace("line.opened_on", "line.opend_on"),
    "rules/broken.rules": "rule (",
    "scenarios/all.yaml": ("close: permitted", "clsoe: permitted"),
}


def test_a_mistake_in_each_file_is_told_in_one_run(tmp_path: Path) -> None:
    found = loaded(tmp_path, EVERYWHERE)
    assert [(each.span.file, each.code) for each in found.diagnostics] == [
        ("parameters.yaml", "RB407"),
        ("rulebook.yaml", "RB138"),
        ("rules/all.rules", "RB202"),
        ("rules/broken.rules", "RB110"),
        ("scenarios/all.yaml", "RB601"),
        ("sources.yaml", "RB130"),
        ("vocabulary.yaml", "RB217"),
    ], drawn(found)
    assert found.book is None


def test_every_finding_points_into_a_file_that_was_read(tmp_path: Path) -> None:
    found = loaded(tmp_path, EVERYWHERE)
    for each in found.diagnostics:
        for span in (each.span, *(span for span, _ in each.related)):
            assert 0 <= span.start <= span.end <= len(found.sources[span.file].text)


def test_a_statement_that_cannot_be_read_is_not_missed_elsewhere(tmp_path: Path) -> None:
    broken = """
fact line.paid "已付": line.good good
rule cap/first "一"
    source law art 1
    for each each line
fact line.user "用": line.paid
rule cap/second "二"
    source law art 1
    for each line where line.paid
    may close
    overrides cap/first
"""
    found = loaded(tmp_path, {"rules/more.rules": broken})
    assert codes(found) == ["RB110", "RB110"], drawn(found)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        *(
            (f"{part}.yaml", change)
            for part in ("vocabulary", "parameters", "sources")
            for change in (b"\xff", "a: b: c", "[1]")
        ),
        ("rules/all.rules", b"\xff"),
        ("rules/all.rules", RULES + "#" * 1_000_000),
        ("rules/all.rules", RULES + "\u202e"),
    ],
)
def test_a_file_that_cannot_be_read_costs_one_message_and_the_others_are_still_read(
    name: str, change: Change, tmp_path: Path
) -> None:
    """Nothing is said of what it would have declared; mistakes of reading in other files are."""
    found = loaded(
        tmp_path, {name: change, "rules/broken.rules": "rule (", "rulebook.yaml": RULEBOOK + "colour: red\n"}
    )
    wrong = [each for each in found.diagnostics if each.span.file == name]
    others = [each.code for each in found.diagnostics if each.span.file != name]
    assert len(wrong) == 1, drawn(found)
    assert others == ["RB130", "RB110"], drawn(found)
