"""A book with diagnostics → the texts of its files with the hints applied, and those texts written to its files.

It goes in rounds, for what is mended may show what it hid. Nothing is kept that makes a book worse.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dsl.diagnose import Diagnostic
from dsl.mend import mend
from dsl.source import Sources
from workbench.rewrite import rewrite

ROUNDS = 10
"""Enough for a mistake that hides behind others; and an end for hints that never come to one."""

Examine = Callable[[Mapping[str, str]], tuple[Diagnostic, ...]]
"""What is found in a book whose files have these texts."""
Texts = dict[str, str]


@dataclass
class Repair:
    """What mending came to: the texts as they are to be, how many findings were mended, the files put back."""

    texts: Texts
    fixed: int = 0
    worse: set[str] = field(default_factory=set)


def repair(before: Mapping[str, str], found: tuple[Diagnostic, ...], examine: Examine) -> Repair:
    """Applies the edits of what was found, round after round, until nothing that can be applied is left."""
    done = Repair(dict(before))
    seen = {tuple(done.texts.items())}
    for _ in range(ROUNDS):
        found = _round(done, found, examine)
        state = tuple(done.texts.items())
        if state in seen:  # nothing was done, or what an earlier round did was undone
            break
        seen.add(state)
    return done


def _round(done: Repair, found: tuple[Diagnostic, ...], examine: Examine) -> tuple[Diagnostic, ...]:
    """All edits at once where nothing comes of them but fewer findings; else file by file, to see whose fault it is."""
    wanted = [each for each in found if each.edits and not _files(each) & done.worse]
    batch = mend(done.texts, wanted)
    if not batch.texts:
        return found
    after = examine({**done.texts, **batch.texts})
    if _is_cleared(found, after, batch.made):
        done.texts |= batch.texts
        done.fixed += len(batch.made)
        return after
    for file in batch.texts:
        part = mend(done.texts, [each for each in found if _files(each) == {file}])
        after = examine({**done.texts, **part.texts})
        if badness(after) > badness(found):
            done.worse.add(file)
            continue
        done.texts |= part.texts
        done.fixed += len(part.made)
        found = after
    return found


def _is_cleared(found: Iterable[Diagnostic], after: Iterable[Diagnostic], made: Iterable[Diagnostic]) -> bool:
    """Whether what was mended is gone and nothing came in its place; what is unwise is seen in sound books only."""
    errors, left, mended = (sum(each.level == "error" for each in some) for some in (found, after, made))
    if errors:
        return left <= errors - mended
    return not left and len(tuple(after)) <= len(tuple(found)) - len(tuple(made))


def _files(diagnostic: Diagnostic) -> set[str]:
    return {edit.span.file for edit in diagnostic.edits}


def badness(found: Iterable[Diagnostic]) -> tuple[int, int, int]:
    """How bad a book is. What cannot be read counts most, for it hides what else is wrong; a warning counts least."""
    errors = [each.code for each in found if each.level == "error"]
    unread = sum(code.startswith("RB1") for code in errors)
    return unread, len(errors) - unread, sum(each.level == "warning" for each in found)


# ── a copy to try things on ──────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def copied(folder: Path, sources: Sources, found: Iterable[Diagnostic]) -> Iterator[Path]:
    """A copy of the book's files, gone afterwards; what could not be read is copied as it is."""
    with tempfile.TemporaryDirectory(prefix="guiju-") as name:
        scratch = Path(name)
        put(scratch, {file: source.text for file, source in sources.items()})
        for file in {each.span.file for each in found} - set(sources):
            (scratch / file).parent.mkdir(parents=True, exist_ok=True)
            if (folder / file).is_file():
                shutil.copyfile(folder / file, scratch / file)
            elif (folder / file).is_dir():
                (scratch / file).mkdir(exist_ok=True)
        yield scratch


def put(folder: Path, texts: Mapping[str, str]) -> None:
    """Texts into the files of a folder that is ours."""
    for file, text in texts.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(text.encode("utf-8"))


# ── the files themselves ─────────────────────────────────────────────────────────────────────────────────────────────


def write(folder: Path, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Writes the texts that changed, each file whole or not at all.

    Raises OSError, with nothing written, where a file may not be written or no longer has the text it had before.
    """
    changed = sorted(file for file in after if after[file] != before[file])
    for file in changed:
        _ready(folder / file, before[file])
    for file in changed:
        rewrite(folder / file, after[file])


def _ready(path: Path, text: str) -> None:
    if path.read_bytes().removeprefix(BOM_UTF8) != text.encode("utf-8"):
        raise OSError(errno.EBUSY, "changed since it was read", str(path))
    if not os.access(path, os.W_OK) or not os.access(path.resolve().parent, os.W_OK):
        raise PermissionError(errno.EACCES, "not writable", str(path))
