"""A folder in a repository of git → where its hooks and rulebooks are; what is ours put there and taken away.

What is not ours is left: a hook that somebody wrote, a setting of another value, the rest of a `.gitattributes`.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dsl.core import Words
from dsl.revision import SECONDS

DRIVER = "guiju"
MARK = "guiju diff --install-git"
"""Stands in every file of ours."""
_BEGIN, _END = f"# {MARK}: begin", f"# {MARK}: end"
_ATTRIBUTES = (
    f"/*.yaml diff={DRIVER}",
    f"/rules/*.rules diff={DRIVER}",
    f"/scenarios/*.yaml diff={DRIVER}",
)
_HEADING = "^((rule|fact|invariant|规则|事实|不变式)[[:space:]].*|[^[:space:]:]+)"
_HOOK = """\
#!/bin/sh
# {mark}: a merge whose result does not check is refused. `guiju diff --uninstall-git` takes this away.
{when}exec {guiju} diff --check-merge
"""
HOOKS = {
    "pre-merge-commit": "",
    "pre-commit": "git rev-parse -q --verify MERGE_HEAD >/dev/null || exit 0  # no merge is being ended\n",
}
"""The first is asked where git merges by itself, the second where somebody ended a merge by hand."""


class NoRepository(Exception):
    """There is no repository, or git does not answer: `why`, in words."""

    def __init__(self, why: Words) -> None:
        super().__init__(why.en)
        self.why = why


@dataclass(frozen=True)
class Changes:
    """What was written or taken away, and what was left because it is not ours."""

    done: tuple[str, ...]
    left: tuple[str, ...]


def command() -> str:
    """This guiju, as a shell calls it from any folder: nothing that lies there is imported."""
    return shlex.join([sys.executable, "-P", "-m", "workbench"])


def git(folder: Path, *words: str) -> str:
    """What git writes, without its last line break. Raises NoRepository."""
    try:
        done = subprocess.run(
            ["git", "--no-pager", "-C", str(folder), *words],
            stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=SECONDS,
        )  # fmt: skip
    except FileNotFoundError:
        raise NoRepository(Words("没有安装 git", "git is not installed")) from None
    except (OSError, subprocess.TimeoutExpired):
        raise NoRepository(Words("git 没有回答", "git does not answer")) from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().partition("\n")[0].removeprefix("fatal: ")
        raise NoRepository(Words(f"git 报告：{said}", f"git says: {said}"))
    return os.fsdecode(done.stdout).removesuffix("\n")


@dataclass(frozen=True)
class Repository:
    """A repository with a working tree, by its top folder."""

    top: Path

    @staticmethod
    def of(folder: Path) -> Repository:
        """That in which the folder lies. Raises NoRepository."""
        return Repository(Path(git(folder, "rev-parse", "--show-toplevel")))

    def files(self, folder: Path, name: str) -> list[Path]:
        """The files of that name in a folder and below it, but for those that git is told to ignore."""
        words = ("ls-files", "-z", "-co", "--exclude-standard", "--full-name", "--", f":(glob)**/{name}")
        found = git(folder, *words).split("\0")
        return sorted({self.top / each for each in found if each and (self.top / each).is_file()})

    def books(self, folder: Path) -> list[Path]:
        """The folders of rulebooks."""
        return [each.parent for each in self.files(folder, "rulebook.yaml")]

    # ── put there ──

    def install(self, folder: Path) -> Changes:
        """What makes `git diff` show rules and figures, and refuses a merge that does not check. Raises OSError."""
        done, left = list[str](), list[str]()
        for book in self.books(folder):
            if _put(book / ".gitattributes"):
                done.append(self._said(book / ".gitattributes"))
        for name, value in self._settings():
            before = self._setting(name)
            if before is None or (MARK_OF_OURS in before and before != value):
                git(self.top, "config", "--local", name, value)
                done.append(name)
            elif before != value:
                left.append(name)
        for hook, when in HOOKS.items():
            written = self._hook(hook, when)
            if written is None:
                left.append(f"hook {hook}")
            elif written:
                done.append(f"hook {hook}")
        return Changes(tuple(done), tuple(left))

    def _settings(self) -> Iterator[tuple[str, str]]:
        yield f"diff.{DRIVER}.textconv", f"{command()} {MARK_OF_OURS}"
        yield _HEAD, _HEADING

    def _setting(self, name: str) -> str | None:
        try:
            return git(self.top, "config", "--local", "--get", name)
        except NoRepository:
            return None

    def _hook(self, name: str, when: str) -> bool | None:
        """Whether a hook had to be written; None where one is there that is not ours, and stays."""
        file = self._hooks() / name
        text = _HOOK.format(mark=MARK, when=when, guiju=command())
        if self._is_shared() or (os.path.lexists(file) and MARK not in _text(file)):
            return None
        if _text(file) == text:
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(file, text)
        file.chmod(0o755)
        return True

    def _hooks(self) -> Path:
        return self.top / git(self.top, "rev-parse", "--git-path", "hooks")

    def _is_shared(self) -> bool:
        """Whether hooks lie where somebody else put them, for more than this repository perhaps."""
        try:
            return bool(git(self.top, "config", "--get", "core.hooksPath"))
        except NoRepository:
            return False

    # ── taken away ──

    def uninstall(self) -> Changes:
        """All that `install` wrote, in the whole repository. Raises OSError."""
        done = [self._said(file) for file in self.files(self.top, ".gitattributes") if _take(file)]
        for name, _ in self._settings():
            before = self._setting(name)
            if before is not None and (MARK_OF_OURS in before or before == _HEADING):
                git(self.top, "config", "--local", "--unset-all", name)
                done.append(name)
        for hook in HOOKS:
            file = self._hooks() / hook
            if not self._is_shared() and file.is_file() and MARK in _text(file):
                file.unlink()
                done.append(f"hook {hook}")
        return Changes(tuple(done), ())

    def _said(self, file: Path) -> str:
        return file.relative_to(self.top).as_posix()

    # ── what is about to be committed ──

    def staged(self) -> tuple[str, list[str]]:
        """The index as a commit that no branch has, and the folders of the rulebooks in it, but for those kept inside.

        Where a hook asks, git has said by the environment which index that is.
        """
        who = ("-c", "user.name=guiju", "-c", "user.email=guiju@localhost")
        commit = git(self.top, *who, "commit-tree", "-m", MARK, git(self.top, "write-tree"))
        names = git(self.top, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit).split("\0")
        folders = [each.removesuffix("rulebook.yaml") for each in names if Path(each).name == "rulebook.yaml"]
        return commit, [each.rstrip("/") or "." for each in sorted(folders) if "/imports/" not in f"/{each}"]


MARK_OF_OURS = "show --canonical"
_HEAD = f"diff.{DRIVER}.xfuncname"


def _text(file: Path) -> str:
    """With the line breaks that it has."""
    return file.read_bytes().decode("utf-8", errors="surrogateescape") if file.is_file() else ""


def _write(file: Path, text: str) -> None:
    file.write_bytes(text.encode("utf-8", errors="surrogateescape"))


def _put(file: Path) -> bool:
    """Our lines at the end of the file, once; whether that changed it."""
    before = _text(file)
    rest, kept = _without(before)
    end = "" if not rest or rest.endswith("\n") else "\n"
    after = f"{rest}{end}{_BEGIN}\n" + "".join(f"{line}\n" for line in _ATTRIBUTES) + f"{_END}\n"
    if kept and after.splitlines() == before.splitlines():
        return False
    _write(file, after)
    return True


def _take(file: Path) -> bool:
    """The file without our lines; a file that had nothing else is removed."""
    rest, was_there = _without(_text(file))
    if not was_there:
        return False
    if rest.strip():
        _write(file, rest)
    else:
        file.unlink()
    return True


def _without(text: str) -> tuple[str, bool]:
    """The text without our lines, and whether they were in it. What somebody wrote between them stays."""
    kept, is_ours, was_there = list[str](), False, False
    for line in text.splitlines(keepends=True):
        is_ours = is_ours or line.strip() == _BEGIN
        was_there = was_there or is_ours
        if not is_ours or line.strip() not in (_BEGIN, _END, *_ATTRIBUTES):
            kept.append(line)
        is_ours = is_ours and line.strip() != _END
    return "".join(kept), was_there
