"""The shipped books → the pages of `docs/regulation`: law to rule to scenario and back, a picture, a page a rule.

The matrix, the picture and the index of each book are kept in git (`make generate` writes them, a test compares them);
the pages of single rules are many, and are written when `make docs` builds the site.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from docs.tracing import matrix, timeline
from docs.tracing.rules import LANGUAGES, Pages
from docs.tracing.traced import Traced, trace
from dsl.shelf import SHIPPED

__all__ = ["FOLDER", "LANGUAGES", "books", "built", "generate", "kept", "trace", "traced", "write"]

FOLDER = Path(__file__).resolve().parent.parent / "regulation"


def books() -> list[str]:
    """The books that are shipped, by name."""
    return sorted(each.parent.name for each in SHIPPED.glob("*/rulebook.yaml"))


@cache
def traced(name: str) -> Traced:
    """A shipped book, read and tried once."""
    return trace(name)


def kept(name: str) -> Iterator[tuple[str, str]]:
    """The files of a book that are kept in git, by their names inside its folder."""
    yield "index.md", index(traced(name))
    for lang in LANGUAGES:
        yield f"matrix.{lang}.md", matrix.page(traced(name), lang)
        yield f"timeline.{lang}.svg", timeline.picture(traced(name), lang)


def built(name: str) -> Iterator[tuple[str, str]]:
    """The pages of a book's rules."""
    return ((f"{page}.md", text) for page, text in Pages(traced(name)).all())


def index(book: Traced) -> str:
    """The first page of a book: the pictures, and where the other pages are."""
    title = book.book.title
    pictures = "\n\n".join(f"![{timeline.TITLE.say(lang)}](timeline.{lang}.svg)" for lang in LANGUAGES)
    pages = "\n".join(["matrix.zh", "matrix.en", "zh/index", "en/index"])
    return f"# {title.zh} · {title.en}\n\n{pictures}\n\n```{{toctree}}\n:maxdepth: 1\n\n{pages}\n```\n"


def write(folder: Path = FOLDER) -> None:
    """Writes the pages of single rules; what has not changed is left alone, and pages of rules that are gone go too."""
    for name in books():
        pages = dict(built(name))
        for lang in LANGUAGES:
            for file in (folder / name / lang).rglob("*.md"):
                if file.relative_to(folder / name).as_posix() not in pages:
                    file.unlink()
        _put(folder / name, pages)


def generate(folder: Path = FOLDER) -> None:
    """Writes the files that are kept in git."""
    for name in books():
        _put(folder / name, dict(kept(name)))


def _put(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        file = folder / name
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
