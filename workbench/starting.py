"""`guiju init`: a language → a small sound rulebook in an empty folder, with comments that explain.

The book is copied from `template/`. The schemas of its YAML files are copied beside it, into `.schemas/`, and each file
names its own by a relative path: an editor finds them on any machine, without a network, whoever opens the folder.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click

from dsl.core import Language
from dsl.schema import SCHEMAS
from workbench.options import common, print_json, wrong

TEMPLATE = Path(__file__).parent / "template"
_OWN_NAME = "my-book"
"""The name of the book in the template; the folder's own name takes its place where it can be a name."""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@common()
def init(folder: Path, form: str, lang: Language, quiet: bool) -> None:
    """Begin a rulebook: FOLDER is made, or is there and empty. --lang is the language of its rules and comments."""
    if not _is_free(folder):
        raise wrong(
            lang,
            f"{folder}：已有内容；请给出一个新的或空的文件夹",
            f"{folder}: there is something already; name a folder that is new or empty",
        )
    written = write_book(folder, lang)
    commands = [f"guiju {each} {_typed(str(folder))}" for each in ("check", "test", "show")]
    if form == "json":
        print_json({"folder": str(folder), "files": written, "next": commands})
    else:
        headline = [] if quiet else [_headline(folder, len(written), lang)]
        click.echo("\n".join([*headline, *(f"  {each}" for each in commands)]))


def _is_free(folder: Path) -> bool:
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def _typed(folder: str) -> str:
    """A folder as it is typed after a command: in quotation marks only where it needs them, which Chinese does not."""
    return folder if re.fullmatch(r"[\w./:\\-]+", folder) else shlex.quote(folder)


def _headline(folder: Path, count: int, lang: Language) -> str:
    if lang == "zh":
        return f"{folder}：已写好 {count} 个文件。接下来："
    return f"{folder}: {count} files written. Next:"


def write_book(folder: Path, lang: Language) -> list[str]:
    """Writes the book of that language and the schemas; gives the names of its files, in order."""
    name = folder.resolve().name
    template = TEMPLATE / lang
    files = {
        file.relative_to(template).as_posix(): file
        for kind in ("yaml", "rules")
        for file in template.rglob(f"*.{kind}")
    }
    files |= {f".schemas/{file.name}": file for file in SCHEMAS.glob("*.schema.json")}
    for place, file in sorted(files.items()):
        text = file.read_text(encoding="utf-8")
        if place == "rulebook.yaml" and re.fullmatch(r"[^\W\d][\w-]*", name):
            text = text.replace(f"name: {_OWN_NAME}\n", f"name: {name}\n")
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(text.encode("utf-8"))
    return sorted(files)
