"""A book as it was in git: `cn-telecom@v1`, `path/to/book@HEAD~3` → its files at that revision, by git.

Nothing is checked out: trees and blobs are read as they are kept, without filters, hooks, replacements or a network.
"""

from __future__ import annotations

import os
import posixpath
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from dsl.core import Words
from dsl.edition import MOST, MOST_FILES
from dsl.place import KEPT, NAME, PARTS, PATTERNS, Disk, Held, Place, Refused
from dsl.shelf import find, shipped

SECONDS = 60
_LOCATING = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE")
"""What git sets where it calls a hook; here the repository is the one in which the book lies."""
_SETTINGS = {
    "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
}  # fmt: skip
_PLAIN = ("100644", "100755")
_BATCH = 500


def parts(name: str) -> tuple[str, str]:
    """`cn-telecom@v1` → book and revision: at the first `@` before which a book's folder is, else at the first."""
    places = [at for at, char in enumerate(name) if char == "@" and at]
    there = [at for at in places if os.path.isdir(find(name[:at]))]
    at = next(iter(there or places), len(name))
    return name[:at], name[at + 1 :]


def revision(name: str) -> Place:
    """The place of a book at a revision. Raises Refused."""
    book, wanted = parts(name)
    if not wanted or wanted.startswith("-"):
        raise _refused(wanted, _NO_REVISION)
    path = os.path.realpath(find(book))
    near = next(each for each in (path, *map(str, Path(path).parents)) if os.path.isdir(each))
    root = os.fsdecode(_git(near, wanted, "rev-parse", "--show-toplevel").rstrip(b"\n"))
    commit = _git(near, wanted, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{wanted}^{{commit}}")
    folder = Path(os.path.relpath(path, os.path.realpath(root))).as_posix()
    found = Committed(Repository(os.path.realpath(root), wanted, commit.decode().strip()), folder)
    if not found.names("rulebook.yaml"):
        raise _refused(wanted, Words(f"其中没有规则集 {book}", f"there is no rulebook {book} in it"))
    return found


@dataclass(frozen=True)
class Repository:
    """A repository by its top folder, at one commit; `revision` is what it was called."""

    root: str
    revision: str
    commit: str
    _known: dict[str, Mapping[str, bytes]] = field(default_factory=dict, compare=False, repr=False)

    def files(self, folder: str) -> Mapping[str, bytes]:
        """The files of the book in a folder, read once; none where there is no book. Raises Refused."""
        if folder not in self._known:
            self._known[folder] = self._read("" if folder == "." else f"{folder}/")
        return self._known[folder]

    def _read(self, start: str) -> dict[str, bytes]:
        wanted = [*(f"{start}{part}.yaml" for part in PARTS), f"{start}rules/", f"{start}scenarios/"]
        tree = _git(self.root, self.revision, "ls-tree", "-r", "-l", "-z", "--full-tree", self.commit, "--", *wanted)
        blobs: dict[str, tuple[str, int]] = {}
        for line in tree.split(b"\0")[:-1]:
            said, _, path = line.partition(b"\t")
            name = os.fsdecode(path).removeprefix(start)
            if not any(name.count("/") == each.count("/") and fnmatchcase(name, each) for each in PATTERNS):
                continue
            mode, _, blob, size = said.decode().split()
            if mode not in _PLAIN:
                raise _refused(self.revision, Words(f"{name} 不是普通文件", f"{name} is no plain file"))
            blobs[name] = blob, int(size)
        if len(blobs) > MOST_FILES or sum(size for _, size in blobs.values()) > MOST:
            raise _refused(self.revision, Words(f"超过 {MOST:,} 字节", f"more than {MOST:,} bytes"))
        return self._contents(blobs)

    def _contents(self, blobs: Mapping[str, tuple[str, int]]) -> dict[str, bytes]:
        """Blobs by their hashes and sizes, many with one call: git writes them one after the other."""
        found: dict[str, bytes] = {}
        items = list(blobs.items())
        for start in range(0, len(items), _BATCH):
            batch = items[start : start + _BATCH]
            data = _git(self.root, self.revision, "show", "--no-textconv", *(blob for _, (blob, _) in batch))
            if len(data) != sum(size for _, (_, size) in batch):
                raise _refused(self.revision, Words("git 给出的内容长度不符", "git gave more or less than it should"))
            at = 0
            for name, (_, size) in batch:
                found[name], at = data[at : at + size], at + size
        return found


@dataclass(frozen=True)
class Committed:
    """One book's files at a commit; `folder` is its way from the repository's top."""

    repository: Repository
    folder: str

    @property
    def identity(self) -> str:
        """The folder, in its repository."""
        return f"{self.repository.commit}:{self.folder}"

    @property
    def path(self) -> None:
        """It is no folder of today."""

    @property
    def _held(self) -> Held:
        return Held(self.repository.files(self.folder))

    def has(self, name: str) -> bool:
        """Whether something was there by that name."""
        return self._held.has(name)

    def names(self, pattern: str) -> list[str]:
        """The names that a pattern fits, sorted."""
        return self._held.names(pattern)

    def read(self, name: str, most: int) -> bytes:
        """The bytes of a file, but no more than `most`."""
        return self._held.read(name, most)

    def way(self, top: Place) -> str:
        """The way from the folder of the book that was asked for."""
        start = top.folder if isinstance(top, Committed) else "."
        return posixpath.relpath(self.folder, start) + "/"

    def kept(self, label: str) -> Committed:
        """Its folder `imports/LABEL`."""
        return Committed(self.repository, posixpath.normpath(f"{self.folder}/{KEPT}/{label}"))

    def beside(self, entry: str) -> Place:
        """The imported book at the same commit; a shipped one that lies in another repository, as it is now."""
        if not NAME.fullmatch(entry):
            folder = posixpath.normpath(posixpath.join(self.folder, entry.replace("\\", "/")))
            return Held({}) if folder.split("/")[0] == ".." else Committed(self.repository, folder)
        path = Path(os.path.realpath(shipped(entry)))
        if path.is_relative_to(self.repository.root):
            return Committed(self.repository, path.relative_to(self.repository.root).as_posix())
        return Disk(path, path)


# ── git ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _git(folder: str, wanted: str, *words: str) -> bytes:
    """What git writes. Raises Refused."""
    env = {name: value for name, value in os.environ.items() if name not in _LOCATING} | _SETTINGS
    try:
        done = subprocess.run(
            ["git", "--no-pager", "-C", folder, *words],
            env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=SECONDS,
        )  # fmt: skip
    except FileNotFoundError:
        raise _refused(wanted, Words("没有安装 git", "git is not installed")) from None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        raise _refused(wanted, Words("git 没有回答", "git does not answer")) from None
    if done.returncode:
        raise _refused(wanted, _told(done.stderr.decode(errors="replace")))
    return done.stdout


def _told(said: str) -> Words:
    """What git complains of, in words."""
    if "not a git repository" in said:
        return Words("规则集不在 git 仓库中", "the rulebook lies in no git repository")
    if not said.strip():
        return _NO_REVISION
    line = said.strip().splitlines()[0].removeprefix("fatal: ")
    return Words(f"git 报告：{line}", f"git says: {line}")


_NO_REVISION = Words("没有这个修订", "there is no such revision")


def _refused(revision: str, why: Words) -> Refused:
    return Refused("ED201", revision=revision, why=why)
