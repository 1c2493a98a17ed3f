"""The page of a code: `pages/RB2.yaml` → what each of RB201 … RB299 means, a wrong example and a right one.

The pages are written by hand, one file per hundred. What the tool says of each wrong example stands in `pages/drawn`
and is made by the tests, which run every example (`make golden` writes it anew): to explain a code, nothing is run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from dsl.core import Words
from dsl.messages.catalogue import CATALOGUE, Entry
from dsl.messages.snapshot import SNAPSHOT
from dsl.nodes import plain
from dsl.read import read
from dsl.record import dataclass
from dsl.source import Source

FOLDER = Path(__file__).parent / "pages"
RULES = "rules/extra.rules"
"""Where an example stands that names no file."""


@dataclass(frozen=True, slots=True)
class Example:
    """A fragment of one file beside the sample book of the tests.

    In a file of the sample, `replaces` is how the entry begins in whose place the text stands, or `+` where the text
    stands at its end; without it the text is the whole file. `beside` holds further files that the example needs and
    that are not shown (after a `+`: what they have at their end). An example that is `over` the sample stands in a book
    of its own, which imports the sample from its folder `base`.
    """

    file: str
    text: Words
    replaces: str = ""
    beside: Mapping[str, str] | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What a code means, why it is insisted on and how to mend it; and what is said of the wrong example."""

    code: str
    text: Words
    wrong: Example
    right: Example
    said: Words


def entry(code: str) -> Entry | None:
    """What the catalogues say of a code: a diagnostic's, or that of a file or record of a snapshot."""
    return CATALOGUE.get(code) or (Entry(SNAPSHOT[code]) if code in SNAPSHOT else None)


def codes() -> tuple[str, ...]:
    """Every code that the tool can say."""
    return tuple(sorted({*CATALOGUE, *SNAPSHOT}))


def is_code(word: str) -> bool:
    """Whether a word has the form of a code, in capitals or not."""
    return re.fullmatch(r"[A-Za-z]{2}[0-9]{3}", word) is not None


def title(template: Words) -> Words:
    """A message without its case: each blank an ellipsis."""
    return Words(*(template.say(lang).format_map(_Gaps()) for lang in ("zh", "en")))


class _Gaps(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def page(code: str) -> Page | None:
    """The page of a code, if it is written."""
    return pages(code[:3]).get(code)


@cache
def pages(hundred: str) -> Mapping[str, Page]:
    """The pages of one file, by code: those of `RB2` are RB201, RB202 and so on."""
    drawn = _data(FOLDER / "drawn" / f"{hundred}.yaml")
    return {code: _page(code, each, drawn.get(code, {})) for code, each in _data(FOLDER / f"{hundred}.yaml").items()}


def _data(file: Path) -> dict[str, Any]:
    """A file of ours as plain data; nothing where it is not there."""
    if not file.is_file():
        return {}
    node, problems = read(Source(file.name, file.read_text(encoding="utf-8")))
    assert not problems, problems
    return cast("dict[str, Any]", plain(node)) if node else {}


def _page(code: str, data: Mapping[str, Any], said: Mapping[str, str]) -> Page:
    wrong = data["wrong"]
    return Page(code, _words(data), _example(wrong), _example({**_place(wrong), **data["right"]}), _words(said))


def _place(data: Mapping[str, Any]) -> dict[str, Any]:
    """Where an example stands: the right one stands where the wrong one does."""
    return {key: data[key] for key in ("file", "replaces", "beside", "over") if key in data}


def _example(data: Mapping[str, Any]) -> Example:
    text = Words(data["text"], data["text"]) if "text" in data else _words(data)
    shown = Words(*(_HIDDEN.sub(_character, text.say(lang)) for lang in ("zh", "en")))
    return Example(data.get("file", RULES), shown, data.get("replaces", ""), data.get("beside"), "over" in data)


_HIDDEN = re.compile(r"\[U\+([0-9A-F]{4})\]")
"""How an example names a character that does not show: the reader of YAML refuses the character itself."""


def _character(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def _words(data: Mapping[str, str]) -> Words:
    return Words(data.get("zh", ""), data.get("en", ""))
