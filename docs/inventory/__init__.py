"""The code → the pages of `docs/reference`: every word, form, kind, operator, key, answer and code there is.

Nothing of it is written twice: each module reads one table of the code and gives a page of Markdown. `make docs` writes
the pages before Sphinx reads them; they are not kept in git.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from docs.inventory import answers, codes, forms, keys, operators, words

PAGES: Mapping[str, Callable[[], str]] = {
    "words": words.page,
    "forms": forms.page,
    "kinds": operators.page,
    "keys": keys.page,
    "answers": answers.page,
    "codes": codes.page,
    **{f"codes/{each}": partial(codes.hundred, each) for each in codes.hundreds()},
}
"""Page → what gives its text. `docs/reference/index.md` names each, or the page above it does."""


def write(folder: Path) -> None:
    """Writes the pages into the folder; one that has not changed is left alone, and Sphinx does not read it again."""
    for name, page in PAGES.items():
        file, text = folder / f"{name}.md", page()
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
