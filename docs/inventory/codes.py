"""The catalogue of diagnostics and its pages → the list of codes, and a page for each hundred of them."""

from __future__ import annotations

from collections.abc import Iterator

from docs.inventory.tables import code, table
from dsl.core import Language, Words
from dsl.diagnose import LEVELS, visible
from dsl.messages import page as pages

_WRONG, _RIGHT = Words("有误", "Wrong"), Words("正确", "Right")


def page() -> str:
    """Every code with its level and what it says, the case at hand left out; each leads to its own text."""
    rows = [
        [f"[{code(name)}](codes/{name[:3]}.md#{name.lower()})", LEVELS[entry.level].en, title.en, title.zh]
        for name in pages.codes()
        if (entry := pages.entry(name)) and (title := pages.title(entry.text))
    ]
    below = "```{toctree}\n:hidden:\n\n" + "\n".join(f"codes/{hundred}" for hundred in hundreds()) + "\n```"
    return "\n\n".join(["# Codes of messages · 消息编号", table(["code", "level", "says", "中文"], rows), below]) + "\n"


def hundreds() -> list[str]:
    """`RB1`, `RB2` and so on, of which there are codes."""
    return sorted({name[:3] for name in pages.codes()})


def hundred(first: str) -> str:
    """What each code of a hundred means, with an example that is wrong and one that is right, in both languages."""
    parts = [f"# {first}01 – {first}99"]
    for name in pages.codes():
        if name.startswith(first):
            parts += _told(name)
    return "\n\n".join(parts) + "\n"


def _told(name: str) -> Iterator[str]:
    entry, found = pages.entry(name), pages.page(name)
    assert entry
    title = pages.title(entry.text)
    yield f"## {name}"
    for lang in ("en", "zh"):
        yield f"**{LEVELS[entry.level].say(lang)} · {_plain(title.say(lang))}**"
        if found:
            yield from _shown(found, lang)


def _shown(found: pages.Page, lang: Language) -> Iterator[str]:
    yield found.text.say(lang).strip()
    for head, example in ((_WRONG, found.wrong), (_RIGHT, found.right)):
        language = "rules" if example.file.endswith(".rules") else "yaml"
        yield f"{head.say(lang)} ({code(example.file)}):"
        yield _fenced(language, example.text.say(lang))
        if example is found.wrong and found.said.say(lang):
            yield _fenced("text", found.said.say(lang))


def _fenced(language: str, text: str) -> str:
    lines = (visible(line.replace("\t", "→   ")) for line in text.rstrip().splitlines())
    return "\n".join([f"````{language}", *lines, "````"])


def _plain(title: str) -> str:
    """A title in bold letters: what Markdown would read as marks is not."""
    return "".join(f"\\{char}" if char in "*_<>[]" else char for char in title)
