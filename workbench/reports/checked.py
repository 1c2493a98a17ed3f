"""What was found in one book; and its files as paths from the folder in which a reader stands."""

from __future__ import annotations

import os
from pathlib import Path

from dsl.core import Language
from dsl.diagnose import Diagnostic
from dsl.record import dataclass
from dsl.source import Sources


@dataclass(frozen=True, slots=True)
class CheckedBook:
    """One book: its name, its folder (absolute), its texts, what was found in them, and which of them it imports."""

    name: str
    folder: Path
    sources: Sources
    diagnostics: tuple[Diagnostic, ...]
    imported: frozenset[str] = frozenset()

    def path(self, file: str, root: Path) -> Path:
        """A file of the book, as seen from `root` where it lies in it; else from the top of the file system."""
        whole = Path(os.path.normpath(self.folder / file))
        return whole.relative_to(root) if whole.is_relative_to(root) else whole


def sentence(diagnostic: Diagnostic, lang: Language) -> str:
    """What is wrong, and on a line of its own how to mend it."""
    hint = diagnostic.hint(lang)
    return diagnostic.message(lang) + (f"\n{hint}" if hint else "")
