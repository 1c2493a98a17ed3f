"""A book at a revision: what git keeps of it, whatever lies in the folder today; and why there is none."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from dsl import revision as module
from dsl.load import Loaded, load_book
from dsl.revision import parts
from dsl.shelf import SHIPPED
from tests.dsl.folders import OVER, RULES, SOUND, Change, codes, drawn, write
from tests.dsl.repositories import committed, git

OWN: dict[str, Change] = dict.fromkeys(SOUND)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose book has a notice of 10 days at v1 and of 11 today, which is committed too; one stands in it."""
    write(tmp_path / "books" / "sample")
    committed(tmp_path, tag="v1")
    write(tmp_path / "books" / "sample", {"parameters.yaml": SOUND["parameters.yaml"].replace("10 days", "11 days")})
    committed(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def first(found: Loaded) -> str:
    """The first figure of the notice, as it is written."""
    assert found.book, drawn(found)
    return str(found.book.parameters["notice"].values[0].value)


def said(name: str) -> str:
    """Why there is no such book, in English."""
    found = load_book(name)
    assert codes(found) == ["ED201"], drawn(found)
    assert found.sources == {}
    return found.diagnostics[0].message("en")


def test_a_book_is_as_it_was(repository: Path) -> None:
    before, now, folder = (load_book(f"books/sample{at}") for at in ("@v1", "@HEAD", ""))
    assert first(before) != first(now) == first(folder)
    assert now.book
    assert folder.book
    assert now.book.hash == folder.book.hash
    assert set(before.sources) == set(SOUND)


@pytest.mark.parametrize("at", ["v1", "HEAD~1", "HEAD^", "main~1", "main@{0}~1", "v1^{commit}", "refs/tags/v1"])
def test_a_revision_is_written_in_any_way_that_git_knows(at: str, repository: Path) -> None:
    assert first(load_book(f"books/sample@{at}")) == first(load_book("books/sample@v1"))


def test_what_is_in_the_folder_and_not_committed_does_not_count(repository: Path) -> None:
    (repository / "books/sample/rules/all.rules").write_text("nonsense", encoding="utf-8")
    git(repository, "add", ".")
    assert load_book("books/sample@HEAD").book
    assert load_book("books/sample").book is None


def test_a_book_that_is_gone_is_still_there_as_it_was(repository: Path) -> None:
    git(repository, "rm", "-rq", "books")
    git(repository, "commit", "-qm", "gone")
    assert not (repository / "books").exists()
    assert load_book("books/sample@v1").book
    assert "no rulebook books/sample in it" in said("books/sample@HEAD")


def test_it_may_be_named_from_anywhere(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "books" / "sample")
    assert load_book(".@v1").book
    monkeypatch.chdir("/")
    assert load_book(repository / "books" / "sample@v1").book


def test_where_git_calls_a_hook_the_book_s_own_repository_counts(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path_factory.mktemp("other")
    git(other, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    assert load_book("books/sample@v1").book


def test_many_files_with_names_of_any_kind(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BATCH", 2)
    named = ("甲 乙.rules", 'a"b.rules', "ü.rules", "empty.rules", "no newline.rules")
    for number, name in enumerate(named):
        text = "" if name == "empty.rules" else RULES.partition("rule ")[0].replace("open", f"open{number}")
        (repository / "books/sample/rules" / name).write_text(text.replace("在用", f"在用{number}"), encoding="utf-8")
    (repository / "books/sample/rules/no newline.rules").write_text("# no end", encoding="utf-8")
    committed(repository)
    now, folder = load_book("books/sample@HEAD"), load_book("books/sample")
    assert {name: text.text for name, text in now.sources.items()} == {
        name: text.text for name, text in folder.sources.items()
    }
    assert len(now.sources) == len(SOUND) + len(named)


def test_what_the_folder_s_attributes_would_change_is_read_as_it_is_kept(repository: Path) -> None:
    """No line break, no `$Id$`, no filter: a revision is what was committed, on any machine."""
    (repository / ".gitattributes").write_text("* eol=crlf ident export-subst\n*.yaml diff=shout\n", encoding="utf-8")
    (repository / "books/sample/rules/id.rules").write_text("# $Id$ $Format:%H$\n", encoding="utf-8")
    git(repository, "config", "diff.shout.textconv", "tr a-z A-Z <")
    committed(repository)
    assert load_book("books/sample@HEAD").sources["rules/id.rules"].text == "# $Id$ $Format:%H$\n"


# ── imports ──


def test_imports_are_of_the_same_revision(repository: Path) -> None:
    write(repository / "books" / "top", {**OWN, "rulebook.yaml": OVER.replace("./base", "../sample")})
    committed(repository, tag="v2")
    write(repository / "books" / "sample", {"parameters.yaml": SOUND["parameters.yaml"].replace("10 days", "12 days")})
    found = load_book("books/top@v2")
    assert first(found) == first(load_book("books/sample@HEAD"))
    assert found.imported == {f"../sample/{name}" for name in SOUND}
    assert {name for name, _ in found.files} == {"rulebook.yaml", *(f"imports/sample/{name}" for name in SOUND)}


def test_what_a_book_keeps_of_its_imports_is_of_the_revision_too(repository: Path) -> None:
    write(repository / "books" / "top", {**OWN, "rulebook.yaml": OVER.replace("./base", "../none")})
    write(repository / "books" / "top" / "imports" / "none")
    committed(repository)
    assert load_book("books/top@HEAD").imported == {f"imports/none/{name}" for name in SOUND}


def test_nothing_outside_the_repository_is_imported(repository: Path) -> None:
    """It has no revision: what it says today is not what it said then."""
    write(repository.parent / "outside")
    write(repository / "top", {**OWN, "rulebook.yaml": OVER.replace("./base", "../../outside")})
    committed(repository)
    assert codes(load_book("top@HEAD")) == ["RB150"]


def test_a_shipped_book_of_another_repository_is_the_one_that_is_installed(repository: Path) -> None:
    write(repository / "top", {**OWN, "rulebook.yaml": OVER.replace("./base", "cn-telecom")})
    committed(repository)
    found = load_book("top@HEAD")
    assert found.book, drawn(found)
    assert any(name.endswith("cn-telecom/rules/grace.rules") for name in found.imported)


# ── why there is none ──


def test_what_is_no_revision_is_told_of(repository: Path) -> None:
    for at in ("v9", "", "HEAD~99", "v1:books", "v1..HEAD", "--help", "-v", "HEAD\n", "x y", "v1^{tree}", "\udce9"):
        assert "no such revision" in said(f"books/sample@{at}") or "git says" in said(f"books/sample@{at}")


def test_an_option_is_no_revision(repository: Path) -> None:
    assert "no such revision" in said("books/sample@--output=stolen")
    assert not (repository / "stolen").exists()


def test_no_repository_no_git_no_answer(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = repository / "books" / "sample"
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(repository.parent))
    os.rename(repository / ".git", repository / "git")
    assert "lies in no git repository" in said(f"{outside}@v1")
    os.rename(repository / "git", repository / ".git")

    def slow(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("git", 60)

    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "run", slow)
        assert "does not answer" in said("books/sample@v1")
    monkeypatch.setenv("PATH", "")
    assert "git is not installed" in said("books/sample@v1")


def test_a_link_is_not_followed(repository: Path) -> None:
    (repository / "books/sample/rules/link.rules").symlink_to("all.rules")
    committed(repository)
    assert "rules/link.rules is no plain file" in said("books/sample@HEAD")


def test_what_is_too_large_is_not_read(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 100)
    assert "more than 100 bytes" in said("books/sample@v1")


def test_a_folder_whose_name_has_the_mark_is_a_folder(repository: Path) -> None:
    assert load_book(write(repository / "a@v1")).book
    committed(repository)
    assert load_book("a@v1@HEAD").book
    assert codes(load_book("nowhere")) == ["RB101"]
    assert codes(load_book("@v1")) == ["ED201"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("cn-telecom@v1", ("cn-telecom", "v1")), ("a/b@main@{1}", ("a/b", "main@{1}")), ("none@x/y", ("none", "x/y")),
        ("none", ("none", "")), ("none@", ("none", "")), ("@v1", ("@v1", "")),
    ],
)  # fmt: skip
def test_a_name_is_cut_at_its_mark(name: str, found: tuple[str, str]) -> None:
    assert parts(name) == found


def test_a_shipped_book_has_the_revisions_of_its_repository() -> None:
    if not (SHIPPED.parent / ".git").exists():
        pytest.skip("the house is no repository here")
    found = load_book("cn-guangdong@HEAD")
    assert found.book, drawn(found)
    assert "../cn-telecom/rules/grace.rules" in found.imported
