"""Findings → JUnit XML, which every build server shows: a suite for each book, a failure for each error.

A file without errors is a case that passed. Warnings fail nothing: they are the output of their file's case, for a
skipped case would say that something was not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree as Xml

from dsl.core import Language
from dsl.diagnose import Diagnostic, draw, positions
from workbench.reports.checked import CheckedBook


def junit(books: Sequence[CheckedBook], root: Path, lang: Language) -> str:
    """One document with a suite for each book; files from `root`."""
    suites = [_suite(book, root, lang) for book in books]
    total = {name: str(sum(int(suite.get(name, 0)) for suite in suites)) for name in ("tests", "failures")}
    top = Xml.Element("testsuites", {"name": "guiju", **total})
    top.extend(suites)
    Xml.indent(top)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(top, encoding="unicode") + "\n"


def _suite(book: CheckedBook, root: Path, lang: Language) -> Xml.Element:
    cases = [case for file in _files(book) for case in _cases(book, file, root, lang)]
    failures = sum(case.find("failure") is not None for case in cases)
    suite = Xml.Element("testsuite", name=_legal(book.name), tests=str(len(cases)), failures=str(failures))
    suite.extend(cases)
    return suite


def _files(book: CheckedBook) -> list[str]:
    """Every file that was read, and those that could not be."""
    return sorted({*(set(book.sources) - book.imported), *(each.span.file for each in book.diagnostics)})


def _cases(book: CheckedBook, file: str, root: Path, lang: Language) -> Iterator[Xml.Element]:
    """A failed case for each error in a file, or one that passed; what the file is warned of goes with the first."""
    found = [each for each in book.diagnostics if each.span.file == file]
    errors = [each for each in found if each.level == "error"]
    warnings = "\n\n".join(draw(each, book.sources, lang) for each in found if each.level != "error")
    path = book.path(file, root).as_posix()
    cases = [_failed(book, each, path, lang) for each in errors] or [_case(book, file, path, 1)]
    if warnings:
        Xml.SubElement(cases[0], "system-out").text = _legal(warnings)
    yield from cases


def _case(book: CheckedBook, name: str, path: str, line: int) -> Xml.Element:
    told = {"name": name, "classname": book.name, "file": path, "line": str(line)}
    return Xml.Element("testcase", {key: _legal(value) for key, value in told.items()})


def _failed(book: CheckedBook, error: Diagnostic, path: str, lang: Language) -> Xml.Element:
    line, column, _, _ = positions(error.span, book.sources)
    case = _case(book, f"{error.span.file}:{line}:{column} {error.code}", path, line)
    failure = Xml.SubElement(case, "failure", type=error.code, message=_legal(error.message(lang)))
    failure.text = _legal(draw(error, book.sources, lang))
    return case


_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _legal(text: str) -> str:
    """The text with a sign in the place of each character that XML has no way to write."""
    return _ILLEGAL.sub("\ufffd", text)
