"""A sign, a digit or a blank typed with the Chinese keyboard on, or quotation marks of the other kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from tests.nearly.pages import Edit, Library, Page, scalars

_FULL = {
    ",": "，、", ":": "：", "(": "（", ")": "）", ".": "。．", "-": "－—", '"': "＂”“", "=": "＝", "<": "＜《",
    ">": "＞》", "{": "｛", "}": "｝", "[": "［【", "]": "］】", "/": "／", " ": "\u3000", "*": "＊", "+": "＋",
    "#": "＃", "_": "＿",
} | {str(digit): chr(0xFF10 + digit) for digit in range(10)}  # fmt: skip


def full_width(page: Page, library: Library, rng: Random) -> Iterator[Edit]:
    """A sign, a digit or a blank typed with the Chinese keyboard on (or the quotation marks of the other kind)."""
    texts = _free_texts(page)
    weighed: dict[str, list[Edit]] = {}
    for at, char in enumerate(page.text):
        if char in _FULL and not texts[at] and (char != " " or rng.random() < 0.05):
            weighed.setdefault(char, []).append(Edit(at, at + 1, rng.choice(_FULL[char])))
    for edits in weighed.values():  # a file has a thousand commas and a few braces: of each sign a like number
        yield from rng.sample(edits, min(len(edits), 12))


def _free_texts(page: Page) -> list[bool]:
    """For each character, whether it stands in free text, where either width is right."""
    inside = [False] * (len(page.text) + 1)
    for start, end in page.quiet:
        first, last = (start + 1, end - 1) if page.shape == "rules" and page.text[start] in '"“' else (start, end)
        inside[first:last] = [True] * (last - first)
    if page.shape != "rules":
        for each in scalars(page.tree):
            plain = not each.quoted and re.fullmatch(r"[\w./ -]*", each.text, re.ASCII)
            start, end = each.span.start + each.quoted, each.span.end - each.quoted
            if not plain:
                inside[start:end] = [True] * (end - start)
    return inside
