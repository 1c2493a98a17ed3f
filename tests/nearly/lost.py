"""What was forgotten: a keyword, a key, a dash, a quotation mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from dsl import syntax as s
from dsl.keywords import TERMINALS
from dsl.schema import schema
from tests.nearly.pages import Edit, Library, Page, mappings, nodes, properties, scalars

_SPELLINGS = sorted({word for each in TERMINALS for word in each.spellings if word[0].isalpha()}, key=len, reverse=True)
_KEYWORD = re.compile(
    r"(?<!\w)(?:" + "|".join(r"\s+".join(map(re.escape, word.split())) for word in _SPELLINGS) + r")(?![^\W\d])"
)


def lost_keyword(page: Page, library: Library, rng: Random) -> Iterator[Edit]:
    """A keyword forgotten: in rules a word of the language, in YAML a key with its colon, or a list's dash."""
    if page.shape == "rules":
        names = {at for node, _ in nodes(page.statements) if isinstance(node, s.Word) for at in _range(node)}
        for match in _KEYWORD.finditer(page.text):
            if match.start() not in names and not page.is_quiet(match.start()):
                yield _without(page.text, *match.span())
        return
    keys = set(properties(schema(page.shape).schema))
    for mapping in mappings(page.tree):
        for key, value in mapping.entries:
            if key.text in keys and key.span.end < value.span.start:
                yield (
                    Edit(key.span.start, value.span.start, "") if isinstance(value, s.Scalar) else _key_alone(page, key)
                )
    for match in re.finditer(r"^ *- (?=\S)", page.text, re.MULTILINE):
        yield Edit(match.end() - 2, match.end(), rng.choice(["", "  "]))
    for match in re.finditer(r"(?<=[\w-] )(?:art|item) (?=[0-9])", page.text):
        if not page.is_quiet(match.start()) and page.shape in ("parameters", "vocabulary"):
            yield Edit(*match.span(), "")


def _range(node: s.Word) -> range:
    return range(node.span.start, node.span.end)


def _key_alone(page: Page, key: s.Scalar) -> Edit:
    """A key with its colon; where nothing else stands on its line, the line is not there."""
    start, end = key.span.start, page.text.index(":", key.span.end) + 1
    line = page.text.rfind("\n", 0, start) + 1
    is_alone = not page.text[line:start].strip() and page.text[end] == "\n"
    return Edit(line, end + 1, "") if is_alone else Edit(start, end, "")


def _without(text: str, start: int, end: int) -> Edit:
    """A word and the blank after it."""
    return Edit(start, end + (text[end : end + 1] == " "), "")


def unclosed_quote(page: Page, library: Library, rng: Random) -> Iterator[Edit]:
    """One of the two quotation marks of a text left out."""
    if page.shape == "rules":
        spans = [span for span in page.quiet if page.text[span[0]] in '"“']
    else:
        spans = [(each.span.start, each.span.end) for each in scalars(page.tree) if each.quoted]
    for start, end in spans:
        at = rng.choice([start, end - 1, end - 1])
        yield Edit(at, at + 1, "")
