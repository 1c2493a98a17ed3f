"""`guiju diff --install-git` in real repositories: `git diff` shows rules and figures, a broken merge is refused."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.dsl.folders import write
from tests.dsl.repositories import ENV, committed, git
from tests.workbench.running import HOUSE, guiju, refused
from workbench.canonical import canonical
from workbench.repository import HOOKS, Repository
from workbench.reviewing import WORKFLOW

BOOK = "my rules/号卡 book"


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a book, in a folder whose name has spaces; one stands in it."""
    for name in [each for each in os.environ if each.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in {**ENV, "PYTHONPATH": str(HOUSE), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}.items():
        monkeypatch.setenv(name, value)
    top = tmp_path / "the repository"
    write(top / BOOK)
    committed(top)
    monkeypatch.chdir(top)
    return top


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, text
    file.write_text(text.replace(old, new), encoding="utf-8")


def run(top: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """git, whatever it comes to."""
    done = subprocess.run(["git", "-C", str(top), *words], capture_output=True, text=True, check=False)
    assert "internal error" not in done.stderr
    return done


def everything(top: Path) -> dict[str, bytes]:
    """All files, those of git's settings and hooks too, but for its samples."""
    found = (each for each in top.rglob("*") if each.is_file() and each.suffix != ".sample")
    wanted = (each for each in found if ".git" not in each.parts or each.name in ("config", *HOOKS))
    return {str(each.relative_to(top)): each.read_bytes() for each in wanted}


# ── git diff ──


def test_layout_is_no_difference_and_a_figure_is_one_line(repository: Path) -> None:
    assert guiju("diff", "--install-git").status == 0
    rules, figures = repository / BOOK / "rules" / "all.rules", repository / BOOK / "parameters.yaml"
    assert rules.exists()
    rules.write_text(rules.read_text(encoding="utf-8").replace("\n    ", "\n\t  "), encoding="utf-8")
    assert git(repository, "diff", "--", "*.rules") == git(repository, "diff", "--", "nothing")
    edit(figures, "10 days", "11 days")
    figures.write_text("# a remark\n" + figures.read_text(encoding="utf-8"), encoding="utf-8")
    changed = [
        line for line in git(repository, "diff").splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]
    assert [line[0] for line in changed] == ["-", "+"]
    assert "10 days" in changed[0]
    assert "11 days" in changed[1]
    assert "values[from " in changed[0]


def test_a_change_of_a_rule_is_shown_under_its_name(repository: Path) -> None:
    guiju("diff", "--install-git", "-q")
    edit(repository / BOOK / "rules" / "all.rules", "unless line.told_on <= today", "unless line.told_on < today")
    shown = git(repository, "diff", "-U0")
    assert "@@ invariant no_silent_closing" in shown
    assert "+        unless line.told_on < today" in shown


def test_what_cannot_be_read_is_shown_as_it_is(repository: Path) -> None:
    """Git gives up on a whole diff where one file cannot be converted."""
    guiju("diff", "--install-git", "-q")
    (repository / BOOK / "parameters.yaml").write_text("notice: [\n", encoding="utf-8")
    (repository / BOOK / "rules" / "all.rules").write_bytes(b"rule \xff\n")
    shown = git(repository, "diff")
    assert "+notice: [" in shown
    assert "+rule \N{REPLACEMENT CHARACTER}" in shown


def test_one_form_whatever_the_layout(tmp_path: Path) -> None:
    file = tmp_path / "parameters.yaml"
    file.write_text(
        "b: {value: '1', zh: 乙}\na:\n  values:\n  - from: 2020-01-01\n    value: 10 days\n  zh: 甲\n", encoding="utf-8"
    )
    one = canonical(file)
    file.write_text(
        '# why\na: {zh: 甲, values: [{value: 10 days, from: 2020-01-01}]}\n\nb:\n  zh: "乙"\n  value: 1\n',
        encoding="utf-8",
    )
    assert (
        canonical(file)
        == one
        == "a: zh 甲\na.values[from 2020-01-01]: from 2020-01-01, value 10 days\nb: zh 乙, value 1\n"
    )


@pytest.mark.parametrize("words", [(), ("a", "b")])
def test_one_file_is_put_into_its_form(words: tuple[str, ...]) -> None:
    refused(guiju("show", "--canonical", *words), "one file")
    refused(guiju("show", "--canonical", "nowhere.yaml"), "nowhere.yaml")


# ── merges ──


def diverged(top: Path) -> None:
    """Two branches, each of which checks: one takes a figure away, the other has one more rule that reads it."""
    book = top / BOOK
    git(top, "checkout", "-q", "-b", "theirs")
    rules = book / "rules" / "all.rules"
    text = rules.read_text(encoding="utf-8")
    (book / "rules" / "more.rules").write_text(
        "rule more/rule\n    source law art 1\n    for each line\n    must line.id is known\n"
        "        when notice has passed since line.told_on\n",
        encoding="utf-8",
    )
    committed(top)
    git(top, "checkout", "-q", "main")
    assert "notice" in text
    figures = book / "parameters.yaml"
    figures.write_text(figures.read_text(encoding="utf-8").replace("notice:", "notice_time:"), encoding="utf-8")
    for file in (rules, *(book / "scenarios").glob("*.yaml")):
        file.write_text(file.read_text(encoding="utf-8").replace("notice ", "notice_time "), encoding="utf-8")
    committed(top)
    for branch in ("main", "theirs"):
        done = guiju("check", f"{BOOK}@{branch}", "-q")
        assert done.status == 0, done.out
    git(top, "checkout", "-q", "main")


def test_a_merge_that_does_not_check_is_refused_and_named(repository: Path) -> None:
    diverged(repository)
    guiju("diff", "--install-git", "-q")
    done = run(repository, "merge", "--no-edit", "theirs")
    assert done.returncode != 0
    assert "the merge is refused, for its rulebook does not check:" in done.stderr
    assert f"{BOOK}/rules/more.rules:5:" in done.stderr
    assert "[RB" in done.stderr
    assert git(repository, "rev-list", "--count", "--merges", "HEAD") == "0"


def test_it_can_be_mended_and_ended(repository: Path) -> None:
    """What is staged counts, not what lies in the folder: mended there alone it is refused once more."""
    diverged(repository)
    guiju("diff", "--install-git", "-q")
    run(repository, "merge", "--no-edit", "theirs")
    edit(repository / BOOK / "rules" / "more.rules", "notice has", "notice_time has")
    assert run(repository, "commit", "--no-edit").returncode != 0
    git(repository, "add", "--all")
    done = run(repository, "commit", "--no-edit")
    assert done.returncode == 0, done.stderr
    assert git(repository, "rev-list", "--count", "--merges", "HEAD") == "1"


def test_a_merge_that_checks_and_a_commit_that_does_not_pass(repository: Path) -> None:
    """Work in progress may be committed: only merges are looked at."""
    guiju("diff", "--install-git", "-q")
    git(repository, "checkout", "-q", "-b", "theirs")
    edit(repository / BOOK / "parameters.yaml", "10 days", "11 days")
    committed(repository)
    git(repository, "checkout", "-q", "main")
    (repository / "notes.txt").write_text("a note", encoding="utf-8")
    committed(repository)
    assert run(repository, "merge", "--no-edit", "theirs").returncode == 0
    (repository / BOOK / "sources.yaml").unlink()
    committed(repository)


def test_without_the_hooks_the_same_merge_passes(repository: Path) -> None:
    """So that it is the hooks that refuse it."""
    diverged(repository)
    assert run(repository, "merge", "--no-edit", "theirs").returncode == 0


# ── what is ours and what is not ──


def test_it_is_told_in_a_line_and_done_once(repository: Path) -> None:
    done = guiju("diff", "--install-git")
    assert done.out == (
        f"written: {BOOK}/.gitattributes, diff.guiju.textconv, diff.guiju.xfuncname, hook pre-merge-commit, "
        "hook pre-commit\n"
    )
    before = everything(repository)
    again = guiju("diff", "--install-git", "--lang", "zh")
    assert (again.status, again.out, everything(repository)) == (0, "没有可写的：都已就绪\n", before)


@pytest.mark.parametrize("attributes", [None, b"*.png binary\r\n*.csv -text", b"# guiju\n\n"])
def test_taken_away_everything_is_as_it_was(attributes: bytes | None, repository: Path) -> None:
    if attributes is not None:
        (repository / BOOK / ".gitattributes").write_bytes(attributes)
    git(repository, "config", "user.name", "a")
    before = everything(repository)
    assert guiju("diff", "--install-git", ".", "--workflow").status == 0
    assert everything(repository).keys() > before.keys()
    done = guiju("diff", "--uninstall-git")
    assert done.out.startswith("taken away: ")
    after = everything(repository)
    if attributes is not None and not attributes.endswith(b"\n"):
        before[f"{BOOK}/.gitattributes"] += b"\n"
    assert {name: data for name, data in after.items() if name != ".git/config"} == {
        name: data for name, data in before.items() if name != ".git/config"
    }
    assert "guiju" not in after[".git/config"].decode()
    assert guiju("diff", "--uninstall-git").out == "nothing to take away\n"


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_of_somebody_else_stays(hook: str, repository: Path) -> None:
    own = repository / ".git" / "hooks" / hook
    own.parent.mkdir(exist_ok=True)
    own.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    done = guiju("diff", "--install-git")
    assert done.status == 1
    assert f"hook {hook} was not written from here" in done.err
    assert "diff --check-merge" in done.err
    guiju("diff", "--uninstall-git")
    assert own.read_text(encoding="utf-8") == "#!/bin/sh\nexit 0\n"


def test_hooks_that_lie_elsewhere_and_settings_of_somebody_else_stay(repository: Path) -> None:
    (repository / "hooks").mkdir()
    git(repository, "config", "core.hooksPath", "hooks")
    git(repository, "config", "diff.guiju.textconv", "cat")
    (repository / WORKFLOW).parent.mkdir(parents=True)
    (repository / WORKFLOW).write_text("name: mine\n", encoding="utf-8")
    done = guiju("diff", "--install-git", "--workflow", "--format", "json")
    assert done.status == 1
    assert done.data["left"] == ["diff.guiju.textconv", *(f"hook {name}" for name in HOOKS), WORKFLOW]
    guiju("diff", "--uninstall-git")
    assert list((repository / "hooks").iterdir()) == []
    assert git(repository, "config", "diff.guiju.textconv") == "cat"
    assert (repository / WORKFLOW).read_text(encoding="utf-8") == "name: mine\n"


def test_a_line_that_somebody_wrote_between_ours_stays(repository: Path) -> None:
    guiju("diff", "--install-git", "-q")
    file = repository / BOOK / ".gitattributes"
    edit(file, "/rules/", "/*.md text\n/rules/")
    guiju("diff", "--uninstall-git", "-q")
    assert file.read_text(encoding="utf-8") == "/*.md text\n"


def test_a_linked_working_tree_has_the_same_hooks(repository: Path) -> None:
    git(repository, "worktree", "add", "-q", "../other", "-b", "other")
    assert guiju("diff", "--install-git", "../other").status == 0
    assert (repository / ".git" / "hooks" / "pre-commit").exists()
    assert guiju("diff", "--install-git", "../other").out == "nothing to write: everything is there\n"


def test_what_is_ignored_and_what_is_kept_inside_a_book_is_no_book_of_its_own(repository: Path) -> None:
    write(repository / "build" / "book")
    write(repository / BOOK / "imports" / "law")
    (repository / ".gitignore").write_text("build/\n", encoding="utf-8")
    committed(repository)
    found = Repository.of(repository)
    assert sorted(each.name for each in found.books(repository)) == ["law", "号卡 book"]
    _, folders = found.staged()
    assert folders == [BOOK]


def test_where_nothing_can_be_done_one_line_says_why(tmp_path: Path, repository: Path) -> None:
    (tmp_path / "bare").mkdir()
    (repository / "empty").mkdir()
    said = refused(guiju("diff", "--install-git", tmp_path / "bare"))
    assert "not a git repository" in said
    refused(guiju("diff", "--install-git", "empty"), "there is no rulebook in it")
    refused(guiju("diff", "--install-git", "nowhere"), "one folder at most")
    refused(guiju("diff", "--install-git", "a", "b"), "one folder at most")
    refused(guiju("diff", "--workflow"), "one folder at most")
    refused(guiju("diff", "--uninstall-git", "--workflow"), "one folder at most")
