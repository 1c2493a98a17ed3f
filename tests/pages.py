"""Pages that run: a page's fenced blocks with what their info strings say, and the commands and edits in them, done.

An info string is a language and marks: ```` ```rules wrong=RB302 ````. These blocks do something in a page's folder:

| block | does |
|---|---|
| `console` | runs each line that begins with `$`; the lines below are what it prints |
| `… new=FILE` | writes the file |
| `… add=FILE` | adds to the file's end, after an empty line |
| `… is=FILE` | stands in the file, and stays |
| `… find=FILE`, then `… become` | the first stands in the file, once; the second takes its place |
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from dsl.core import Language
from tests.workbench.running import HOUSE, environment, guiju

__all__ = ["HOUSE", "Block", "blocks", "edit", "keep", "play", "rewritten", "run_console", "tongue", "write"]

_FENCE = re.compile(r"^```(?P<info>[^`\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_LOCALES: Mapping[Language, str] = {"en": "C.UTF-8", "zh": "zh_CN.UTF-8"}


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its marks (`same` is a mark without a value), its text, where that stands."""

    language: str
    marks: Mapping[str, str]
    text: str
    start: int
    line: int

    def has(self, *marks: str) -> bool:
        """Whether it bears one of these marks."""
        return not self.marks.keys().isdisjoint(marks)


def blocks(page: str, language: str | None = None) -> list[Block]:
    """The fenced blocks of a page, in order; of one language, where one is named."""
    found = []
    for match in _FENCE.finditer(page):
        name, *marks = match["info"].split() or [""]
        pairs = {key: value for key, _, value in (mark.partition("=") for mark in marks)}
        found.append(
            Block(name, pairs, match["text"], match.start("text"), page.count("\n", 0, match.start("text")) + 1)
        )
    return [block for block in found if language in (None, block.language)]


def rewritten(page: str, texts: Iterable[tuple[Block, str]]) -> str:
    """The page with other texts in some of its blocks."""
    for block, text in sorted(texts, key=lambda each: -each[0].start):
        page = page[: block.start] + text + page[block.start + len(block.text) :]
    return page


def tongue(page: Path) -> Language:
    """The language that a page is written in: `officer.zh.md` is Chinese."""
    return "zh" if page.name.endswith(".zh.md") else "en"


def run_console(text: str, folder: Path, lang: Language = "en") -> str:
    """A console block with the output that its commands really give, in one folder, to a reader of one language."""
    shown: list[str] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            shown += [line, *_output(line[2:], folder, lang).splitlines()]
    return "\n".join(shown) + "\n"


def _output(command: str, folder: Path, lang: Language) -> str:
    """What a command prints. One of `guiju` alone runs in this process, which saves its start; any other in a shell."""
    settings = {"LANG": _LOCALES[lang], "NO_COLOR": "1", "COLUMNS": "100"}
    if _ALONE.fullmatch(command):
        with chdir(folder):
            done = guiju(*shlex.split(command)[1:], env=settings)
        return done.out + done.err
    head = f'guiju() {{ "{sys.executable}" -m workbench "$@"; }}\n' + _PYTEST.format(python=sys.executable)
    ran = subprocess.run(
        ["bash", "-c", head + command],
        cwd=folder,
        env=environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout + ran.stderr


# With the plugin of this house and no other, whatever is installed, cut to the width of the page as it would not be
# where `CI` is set, and without the seconds that it took.
_PYTEST = """pytest() {{
    env -u CI PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 "{python}" -m pytest -p workbench.collect -p no:cacheprovider "$@" |
        sed -E 's/^([0-9]+ [a-z]+(, [0-9]+ [a-z]+)*) in [0-9.]+s.*$/\\1/'
}}
"""
_ALONE = re.compile(r"guiju [^|&;<>$`*?~]*")


def play(page: Path, folder: Path) -> str:
    """The page as it would read if its commands were run and its edits made, one after the other, in the folder."""
    text = page.read_text(encoding="utf-8")
    found: Block | None = None
    outputs: list[tuple[Block, str]] = []
    for block in blocks(text):
        if block.language == "console":
            outputs.append((block, run_console(block.text, folder, tongue(page))))
        elif block.has("become"):
            assert found is not None, f"{page.name}:{block.line}: no block says what this replaces"
            edit(folder / found.marks["find"], found.text, block.text)
        elif block.has("is"):
            assert block.text in (folder / block.marks["is"]).read_text(encoding="utf-8"), block.text
        elif block.has("new"):
            write(folder / block.marks["new"], block.text)
        elif block.has("add"):
            file = folder / block.marks["add"]
            write(file, f"{file.read_text(encoding='utf-8')}\n{block.text}")
        found = block if block.has("find") else None
    return rewritten(text, outputs)


def keep(page: Path, text: str, update: bool) -> None:
    """The page reads like this; or, under `--golden-update`, from now on it does."""
    if update:
        write(page, text)
    assert page.read_text(encoding="utf-8") == text, f"{page.name} shows something else; `make golden` mends it"


def edit(file: Path, old: str, new: str) -> None:
    """Puts one passage of a file, which stands there once, for another."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file.name}: this stands there {text.count(old)} times:\n{old}"
    write(file, text.replace(old, new))


def write(file: Path, text: str) -> None:
    """Writes a file, and the folders above it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode("utf-8"))
