"""Books that import others at the command line: what is their own, what all judge by, and what is draft."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dsl.shelf import SHIPPED
from tests.dsl.folders import OVER, RULEBOOK, SOUND, Change, write
from tests.workbench.running import facts_file, guiju
from workbench import checking

RULE = """\
rule notice/cap "良好的不得续期" "No renewal in good standing"
    source law art 2
    for each line where line.good
    must not renew
"""
CASES = """\
- name: {zh: 良好, en: Good}
  on: 2016-03-01
  facts: {line: {id: L1, good: yes}}
  expect: {renew: {verdict: denied, because: notice/cap}}
"""
FACTS = {"line": {"id": "L1", "opened_on": "2015-01-01", "told_on": "2016-01-04", "good": "yes"}}
ON = ("--on", "2016-03-01")


def top(folder: Path, **more: Change) -> Path:
    """A book beside the one that it imports."""
    write(
        folder / "base",
        {"rulebook.yaml": RULEBOOK.replace("name: sample", "name: sample\n" + str(more.pop("flag", "")))},
    )
    own: dict[str, Change] = {"rules/own.rules": RULE, "scenarios/own.yaml": CASES, **more}
    return write(folder / "top", {**dict.fromkeys(SOUND), "rulebook.yaml": OVER.replace("./base", "../base"), **own})


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return top(tmp_path)


def test_a_check_counts_and_blames_what_is_its_own(book: Path) -> None:
    done = guiju("check", book)
    assert done.status == 0
    assert done.out == ""  # the rules below have no scenario of their own here, and need none
    assert done.err.endswith("1 rules, 0 parameters, 1 scenarios; 0 errors, 0 warnings\n")
    assert guiju("check", book.parent / "base").out != ""


def test_scenarios_and_coverage_are_its_own(book: Path) -> None:
    done = guiju("test", book, "--coverage", "--format", "json")
    assert [each["name"] for each in done.data["scenarios"]] == ["Good"]
    assert done.data["coverage"] == {"rules": 1.0, "branches": 0.5, "missed": [["notice/cap", "does not apply"]]}


def test_all_rules_take_part_in_a_decision(book: Path, tmp_path: Path) -> None:
    file = facts_file(tmp_path, FACTS)
    closing = guiju("decide", "close", "--book", book, "--facts", file, *ON, "--format", "json").data
    assert (closing["verdict"], closing["because"][0]["rule"]) == ("permitted", "grace/notice")
    assert (
        guiju("decide", "renew", "--book", book, "--facts", file, *ON, "--format", "json").data["verdict"] == "denied"
    )


def test_places_below_are_shown_from_the_folder_of_the_book(book: Path) -> None:
    assert guiju("show", book, "grace/notice", "--format", "json").data["text"].startswith("../base/rules/all.rules:")


def test_only_its_own_files_are_brought_into_form(book: Path) -> None:
    ugly = book.parent / "base" / "rules" / "all.rules"
    ugly.write_text(ugly.read_text(encoding="utf-8").replace("    may close", "  may   close"), encoding="utf-8")
    assert guiju("fmt", book, "--check").status == 0
    assert guiju("fmt", book.parent / "base", "--check").status == 1


def test_turning_the_language_knows_the_names_below(book: Path) -> None:
    assert guiju("fmt", book, "--lang", "zh").status == 0
    text = (book / "rules" / "own.rules").read_text(encoding="utf-8")
    assert "适用于每个 号卡 其中 号卡.良好" in text
    assert "规则 通知/上限" in text
    assert guiju("check", book).status == 0


def test_mending_leaves_what_is_imported_alone(book: Path) -> None:
    own = book / "rules" / "own.rules"
    own.write_text(RULE.replace("line.good", "line.goood"), encoding="utf-8")
    before = {file: file.read_bytes() for file in (book.parent / "base").rglob("*") if file.is_file()}
    done = guiju("check", book, "--fix")
    assert done.status == 0, done.out
    assert own.read_text(encoding="utf-8") == RULE
    assert {file: file.read_bytes() for file in before} == before
    assert set(before) == {file for file in (book.parent / "base").rglob("*") if file.is_file()}


@pytest.mark.parametrize("form", ["json", "github", "sarif", "junit"])
def test_reports_name_the_files_of_both(form: str, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is declared twice names two files, each by its own path."""
    monkeypatch.chdir(book.parent)
    (book / "rules" / "more.rules").write_text(SOUND["rules/all.rules"].partition("rule ")[0], encoding="utf-8")
    done = guiju("check", book, "--format", form)
    assert done.status == 1
    assert "rules/more.rules" in done.out
    assert "top/../base" not in done.out
    if form == "sarif":
        assert '"base/rules/all.rules"' in done.out
    if form == "junit":
        assert "base/" not in done.out.replace("../base/", "")


# ── what is remembered ──


@pytest.fixture
def kept(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with a cache of this test's own."""
    return {"XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache")), "GUIJU_CACHE": "on"}


def _never(_: object) -> int:
    raise AssertionError("asked again")


def test_nothing_is_asked_again_while_nothing_changes(
    book: Path, kept: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert guiju("check", book, env=kept).status == 0
    monkeypatch.setattr(checking, "answer", _never)
    assert guiju("check", book, env=kept).status == 0


def test_a_change_of_an_imported_file_is_seen(book: Path, kept: dict[str, str]) -> None:
    assert guiju("check", book, env=kept).status == 0
    rules = book.parent / "base" / "rules" / "all.rules"
    rules.write_text(rules.read_text(encoding="utf-8").replace("line.open", "line.opne"), encoding="utf-8")
    done = guiju("check", book, env=kept)
    assert done.status == 1
    assert "RB152" in done.out


def test_so_is_a_change_two_books_below(tmp_path: Path, kept: dict[str, str]) -> None:
    book = top(tmp_path)
    third = write(tmp_path / "third", {**dict.fromkeys(SOUND), "rulebook.yaml": OVER.replace("./base", "../top")})
    assert guiju("check", third, env=kept).status == 0
    file = book.parent / "base" / "sources.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("rank: law", "rank: draft"), encoding="utf-8")
    assert guiju("check", third, env=kept).status == 1


def test_an_imported_book_that_appears_is_seen(book: Path, kept: dict[str, str]) -> None:
    (book.parent / "base").rename(book.parent / "away")
    assert "RB150" in guiju("check", book, env=kept).out
    (book.parent / "away").rename(book.parent / "base")
    assert guiju("check", book, env=kept).status == 0


# ── drafts ──

DRAFT = "over: a draft, not law"


@pytest.fixture(params=["its own", "of what it imports"])
def draft(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A book that is no law: it says so, or the one that it imports does."""
    if request.param == "its own":
        return top(tmp_path, **{"rulebook.yaml": OVER.replace("./base", "../base") + "draft: yes\n"})
    return top(tmp_path, flag="draft: yes")


def test_whatever_shows_a_draft_says_that_it_is_none(draft: Path, tmp_path: Path) -> None:
    file = facts_file(tmp_path, FACTS)
    asked = ("--book", draft, "--facts", file, *ON)
    for words in (
        ("show", draft),
        ("show", draft, "notice/cap"),
        ("decide", "renew", *asked),
        ("explain", "renew", *asked),
    ):
        assert guiju(*words).out.splitlines()[0] == DRAFT
        assert guiju(*words, "--lang", "zh").out.splitlines()[0] == "over：草案，不是法律"
        assert guiju(*words, "--format", "json").data["draft"] is True
    assert guiju("test", draft).out.splitlines()[0] == DRAFT


def test_so_do_a_check_and_an_audit(draft: Path, tmp_path: Path) -> None:
    checked = guiju("check", draft)
    assert "(a draft, not law): 1 rules" in checked.err
    assert guiju("check", draft, "--format", "json").data["drafts"] == [str(draft)]
    snapshot = tmp_path / "snapshot"
    snapshot.mkdir()
    (snapshot / "line.jsonl").write_text(json.dumps({"id": "L1"}) + "\n", encoding="utf-8")
    assert guiju("audit", snapshot, "--book", draft, *ON, "--format", "json").data["book"]["draft"] is True
    assert "(a draft, not law)" in guiju("audit", snapshot, "--book", draft, *ON).out


def test_law_is_not_marked(book: Path, tmp_path: Path) -> None:
    file = facts_file(tmp_path, FACTS)
    asked = ("--book", book, "--facts", file, *ON)
    for words in (("show", book), ("decide", "renew", *asked), ("explain", "renew", *asked), ("check", book)):
        assert "draft" not in guiju(*words).out + guiju(*words).err
        assert "draft" not in json.dumps(guiju(*words, "--format", "json").data)


# ── the shipped ones ──

OVERLAYS = sorted(path.name for path in SHIPPED.glob("cn-*") if path.name != "cn-telecom")


@pytest.mark.parametrize("name", OVERLAYS)
def test_every_book_over_the_shipped_one_is_in_its_form_clean_and_covered(name: str) -> None:
    assert guiju("fmt", name, "--check").status == 0
    checked = guiju("check", name, "--on", "2026-11-26", "--format", "json")
    assert checked.data["diagnostics"] == []
    done = guiju("test", name, "--coverage", "--format", "json").data
    assert (done["failed"], done["coverage"]["rules"]) == (0, 1.0)
    assert done["coverage"]["branches"] >= 0.95
