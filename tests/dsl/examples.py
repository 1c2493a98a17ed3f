"""The examples of the pages put into the sample book: what they change in its files, and the few that are made."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from dsl.core import Language
from dsl.messages.page import Example
from tests.dsl.folders import SOUND, Change, over

LANGUAGES: tuple[Language, Language] = ("zh", "en")


def changes(
    example: Example, lang: Language, made: Callable[[str], str | bytes] = str, book: Mapping[str, str] = SOUND
) -> dict[str, Change]:
    """What the example changes in the sample book; `made` turns what is shown into what is written."""
    text = example.text.say(lang)
    if example.file == ".":
        return {name: None for name in book if name not in text.split()}
    below: dict[str, Change] = over(book) if example.over else {}
    book = {name: each for name, each in below.items() if isinstance(each, str)} if example.over else book
    beside = {name: _added(book, name, each) for name, each in (example.beside or {}).items()}
    if example.replaces == "+":
        text = _added(book, example.file, "+" + text)
    elif example.replaces:
        text = _instead(book[example.file], example.replaces, text)
    return {**below, **beside, example.file: made(text)}


def _added(book: Mapping[str, str], name: str, text: str) -> str:
    """The text of a file; what begins with `+` stands at the end of the file as it is."""
    return book[name] + text[1:] if text.startswith("+") else text


def _instead(book: str, head: str, text: str) -> str:
    """The file with another text in place of the entry that begins so: its line and all that is indented further."""
    found = re.findall(rf"(?m)^( *){re.escape(head)}.*\n(?:\1 +.*\n)*", book)
    assert len(found) == 1, f"{head!r} begins {len(found)} entries"
    indented = "".join(f"{found[0]}{line}\n" for line in text.splitlines())
    return re.sub(rf"(?m)^( *){re.escape(head)}.*\n(?:\1 +.*\n)*", lambda _: indented, book)


def _deep(text: str) -> str:
    return re.sub("[（(]{3}……(.*)……[）)]{3}", lambda match: "(" * 101 + match[1] + ")" * 101, text)


def _chain(text: str) -> str:
    """The facts up to the two hundredth, each like the second."""
    *lines, _ = text.splitlines()
    return "\n".join([*lines, *(_later(lines[1], by) for by in range(1, 199))]) + "\n"


def _later(line: str, by: int) -> str:
    return re.sub("[12]", lambda digit: str(by + int(digit[0])), line)


def _long(text: str) -> str:
    name = re.search(r"\S+ = ", text)
    assert name
    return text.replace("……", " or ".join(f'{name[0]}"L{n}"' for n in range(3, 2000)))


def _many(text: str) -> str:
    row = "    - {value: 5, source: law art 1, confidence: A}\n"
    return text.replace("    # ……\n", row * 30_000)


MADE: Mapping[str, Callable[[str], str | bytes]] = {
    "RB102": lambda text: text + "#" * 1_000_000,
    "RB104": _deep,
    "RB105": _chain,
    "RB106": lambda text: text.encode("gb18030"),
    "RB108": _long,
    "RB124": _many,
}
"""The wrong examples that are too long to be shown, or are no text: what is shown → what is written."""


def as_yaml(shown: dict[str, dict[Language, str]]) -> str:
    """What is said of the wrong examples, by code and language, as the file of a hundred in `pages/drawn`."""
    lines = ["# What is said of the wrong examples: written by `make golden`, not by hand."]
    for code, texts in shown.items():
        lines += ["", f"{code}:"]
        for lang, text in texts.items():
            lines += [f"  {lang}: |-", *(f"    {line}".rstrip() for line in text.splitlines())]
    return "\n".join(lines) + "\n"
