"""A book as it comes out of `guiju check`, made by hand: two files, two errors, a warning."""

from __future__ import annotations

from pathlib import Path

from dsl.core import Words
from dsl.diagnose import Diagnostic, Edit
from dsl.source import Source, Span
from workbench.reports.checked import CheckedBook

ROOT = Path("/house")
FILE = "rules/规则 1.rules"
TEXT = '规则 甲 "甲"\n    可以 停几\n    当 号卡.在网 &&\n    非 号卡.好\n'
SPAN = Span(FILE, TEXT.index("停几"), TEXT.index("停几") + 2)
ERROR = Diagnostic(
    "RB205",
    SPAN,
    {"name": "停几", "suggestion": "停机"},
    ((Span("vocabulary.yaml", 0, 7), Words("行为声明于此", "the action is declared here")),),
    (Edit(SPAN, "停机"),),
)
LONG = Diagnostic("RB402", Span(FILE, TEXT.index("当"), len(TEXT)), {"clause": Words("当", "when")})
WARNING = Diagnostic("RB416", Span(FILE, 0, 2), {"action": "a,b:50%", "name": "x\ny"})
SOURCES = {FILE: Source(FILE, TEXT), "vocabulary.yaml": Source("vocabulary.yaml", "actions: {}\n")}


def checked(*diagnostics: Diagnostic, name: str = "a book", folder: Path = ROOT / "books" / "a") -> CheckedBook:
    """The book in which these were found."""
    return CheckedBook(name, folder, SOURCES, diagnostics)
