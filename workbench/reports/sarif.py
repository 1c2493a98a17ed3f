"""Findings → SARIF 2.1.0, the form in which code scanners exchange results: one run, with rules, places and fixes."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dsl.core import Language, Words
from dsl.diagnose import Diagnostic, positions
from dsl.messages.catalogue import CATALOGUE
from dsl.source import Span
from workbench.reports.checked import CheckedBook, sentence

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
Json = dict[str, Any]
_ROOT = "%SRCROOT%"
_TAGS = {"zh": "zh-CN", "en": "en"}


def sarif(books: Sequence[CheckedBook], root: Path, lang: Language, version: str) -> Json:
    """A log of one run: what was found in these books, files from `root`; `version` is that of this tool."""
    codes = sorted({each.code for book in books for each in book.diagnostics})
    driver: Json = {"name": "guiju", "version": version, "rules": [_rule(code, lang) for code in codes]}
    run: Json = {
        "tool": {"driver": driver},
        "language": _TAGS[lang],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": _text(_WHERE.say(lang))}},
        "results": [
            _Result(book, root, lang).of(each, codes.index(each.code)) for book in books for each in book.diagnostics
        ],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


_WHERE = Words("运行 guiju 时所在的文件夹", "The folder in which guiju was run")


def _rule(code: str, lang: Language) -> Json:
    entry = CATALOGUE[code]
    said = _text(_open(entry.text.say(lang)))
    more = f"\n{_open(entry.hint.say(lang))}" if entry.hint else ""
    return {
        "id": code,
        "shortDescription": said,
        "fullDescription": said,
        "help": _text(f"guiju explain {code}{more}"),
        "defaultConfiguration": {"level": entry.level},
    }


def _open(template: str) -> str:
    """A text of the catalogue whose blanks are left open: a rule by itself has nothing to fill them with."""
    return template.format_map(defaultdict(lambda: "…"))


class _Result:
    """Findings of one book as results."""

    def __init__(self, book: CheckedBook, root: Path, lang: Language) -> None:
        self.book = book
        self.root = root
        self.lang = lang

    def of(self, diagnostic: Diagnostic, index: int) -> Json:
        """One finding; `index` is the place of its code among the rules."""
        result: Json = {
            "ruleId": diagnostic.code,
            "ruleIndex": index,
            "level": diagnostic.level,
            "message": _text(sentence(diagnostic, self.lang)),
            "locations": [{"physicalLocation": self._place(diagnostic.span)}],
        }
        if diagnostic.related:
            result["relatedLocations"] = [
                {"id": number, "physicalLocation": self._place(span), "message": _text(note.say(self.lang))}
                for number, (span, note) in enumerate(diagnostic.related, 1)
            ]
        if diagnostic.edits:
            result["fixes"] = [self._fix(diagnostic)]
        return result

    def _fix(self, diagnostic: Diagnostic) -> Json:
        files = dict.fromkeys(edit.span.file for edit in diagnostic.edits)
        hint = diagnostic.hint(self.lang)
        changes = [
            {
                "artifactLocation": self._artifact(file),
                "replacements": [
                    {"deletedRegion": self._region(edit.span), "insertedContent": {"text": edit.text}}
                    for edit in diagnostic.edits
                    if edit.span.file == file
                ],
            }
            for file in files
        ]
        return {"artifactChanges": changes, **({"description": _text(hint)} if hint else {})}

    def _place(self, span: Span) -> Json:
        return {"artifactLocation": self._artifact(span.file), "region": self._region(span)}

    def _artifact(self, file: str) -> Json:
        path = self.book.path(file, self.root)
        if path.is_absolute():
            return {"uri": path.as_uri()}
        return {"uri": quote(os.fsencode(path.as_posix())), "uriBaseId": _ROOT}

    def _region(self, span: Span) -> Json:
        line, column, end_line, end_column = positions(span, self.book.sources)
        return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _text(text: str) -> Json:
    """A message: in SARIF braces mark a place to be filled, and are doubled where they are meant."""
    return {"text": text.replace("{", "{{").replace("}", "}}")}
