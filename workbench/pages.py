"""`guiju explain CODE`: the page of a diagnostic, as text or as plain data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsl.core import Language, Words
from dsl.diagnose import LEVELS, visible
from dsl.messages.catalogue import Entry
from dsl.messages.page import Example, Page, page, title
from dsl.source import width

_WIDE = 96
_WRONG, _RIGHT, _SAID = Words("有误", "wrong"), Words("正确", "right"), Words("检查结果", "what is said of it")


def page_as_text(code: str, entry: Entry, lang: Language) -> str:
    """The page to be read: what the code says, its level, its prose, the examples, the message under the wrong one."""
    lines = [f"{code} · {title(entry.text).say(lang)}", LEVELS[entry.level].say(lang)]
    if found := page(code):
        lines += ["", *wrapped(found.text.say(lang)), *_examples(found, lang)]
    return "\n".join(lines)


def page_as_data(code: str, entry: Entry, lang: Language) -> dict[str, str]:
    """The page in the shape of the command contract."""
    shown = {"code": code, "level": entry.level, "title": title(entry.text).say(lang)}
    if found := page(code):
        shown |= {"text": found.text.say(lang), "file": found.wrong.file}
        shown |= {"wrong": found.wrong.text.say(lang), "message": found.said.say(lang)}
        shown |= {"right": found.right.text.say(lang)}
    return shown


def _examples(found: Page, lang: Language) -> Iterator[str]:
    yield from _example(_WRONG, found.wrong, lang)
    if said := found.said.say(lang):
        yield ""
        yield from (f"  {line}".rstrip() for line in said.splitlines())
    yield from _example(_RIGHT, found.right, lang)


def _example(head: Words, example: Example, lang: Language) -> Iterator[str]:
    place = f"（{example.file}）：" if lang == "zh" else f" ({example.file}):"
    yield from ("", head.say(lang) + place, "")
    yield from (f"    {_shown(line)}".rstrip() for line in example.text.say(lang).splitlines())


def _shown(line: str) -> str:
    """A line in which a tab can be told from blanks, and nothing is hidden."""
    return visible(line.replace("\t", "→   "))


_PIECE = re.compile(r"[“（《`]*(?:[^\s\u2e80-\uffef“”（）《》]+|[\u2e80-\uffef])[”）》，。；：、！？`]*\s*|\S\s*")
"""What no line break comes into: a word or a Chinese character, with the punctuation that clings to it."""


def wrapped(text: str, wide: int = _WIDE) -> list[str]:
    """The text in lines of at most so many cells; none begins with a closing mark or ends with an opening one."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and width(lines[-1] + piece.rstrip()) > wide:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]
