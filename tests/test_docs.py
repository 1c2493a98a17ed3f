"""What the documents point at is there: files, headings, tests, modules and `make` targets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
MODULE = re.compile(r"`((?:guiju|dsl|interpreter|workbench|rulebook|bench|docs)/[\w./-]+)`")
TARGET = re.compile(r"`make ([a-z-]+)`")
each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.relative_to(ROOT).as_posix())


def _text(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def _anchors(document: Path) -> set[str]:
    """The anchors that forges give to headings: lower case, blanks as hyphens, punctuation dropped."""
    headings = re.findall(r"^#+ +(.+)$", _text(document), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _leads_nowhere(document: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (document.parent / path) if path else document
    return not target.exists() or bool(anchor and target.suffix == ".md" and anchor not in _anchors(target))


@each_document
def test_links_inside_the_project_lead_somewhere(document: Path) -> None:
    prose = re.sub(r"`[^`\n]+`", "", _text(document))
    links = [link for link in LINK.findall(prose) if not re.match(r"[a-z]+:", link)]
    assert [link for link in links if _leads_nowhere(document, link)] == []


@each_document
def test_named_tests_exist(document: Path) -> None:
    missing = [
        f"{path}::{test}"
        for path, test in TEST.findall(_text(document))
        if not (ROOT / path).is_file() or (test and f"def {test}(" not in _text(ROOT / path))
    ]
    assert missing == []


@each_document
def test_named_files_exist(document: Path) -> None:
    assert [path for path in MODULE.findall(_text(document)) if not (ROOT / path).exists()] == []


@each_document
def test_named_make_targets_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", _text(ROOT / "Makefile"), flags=re.MULTILINE))
    assert set(TARGET.findall(_text(document))) <= targets
