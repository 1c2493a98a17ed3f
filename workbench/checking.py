"""A rulebook checked: what is found in it, said as it was asked for; and what its hints would mend, mended."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import click

from dsl.core import Language
from dsl.diagnose import Diagnostic, as_json, draw, visible
from dsl.load import Loaded, load_book
from dsl.mend import certain
from dsl.record import dataclass
from dsl.shelf import find, is_book, is_folder
from interpreter.messages import DRAFT
from workbench.findings import findings
from workbench.options import is_narrow, print_json, refusal, say, wrong
from workbench.reports.checked import CheckedBook

Look = Callable[[Loaded], tuple[Diagnostic, ...]]
"""All that is to be told of a book, on the day that was asked about."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What `guiju check` was asked: which books, on which day, for how long figures hold good, in which form."""

    books: tuple[str, ...]
    on: date
    age: timedelta
    form: str
    lang: Language
    quiet: bool
    fix: bool = False
    diff: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """The status of the command, the folders of other books that the answer rests on, there or not, and the books."""

    status: int
    sought: frozenset[Path]
    opened: tuple[Opened, ...]


def answer(asked: Asked) -> Answered:
    """Says what is to be said of the books."""
    with _all_kept():
        return _answer(asked)


@contextmanager
def _all_kept() -> Iterator[None]:
    """While a book is checked nothing is looked for that could be thrown away: its trees stay to the end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _answer(asked: Asked) -> Answered:
    look = partial(_look, on=asked.on, age=asked.age)
    lang = asked.lang
    if asked.fix or asked.diff:
        _changeable(asked.books, lang)
    opened = [_opened(name, look, lang) for name in asked.books]
    if asked.fix:
        _ours(opened, lang)
        opened = [_fixed(book, look) for book in opened]
    patch = _patch(opened, look) if asked.diff else None
    if asked.form == "text" and patch is not None:
        _show_patch(patch)
    else:
        _report(opened, asked.form, lang, _repaired(opened, asked.fix, patch))
    if asked.form in ("text", "github"):
        say(_summary(opened, asked.fix, lang), asked.quiet)
    failed = any(each.level == "error" for book in opened for each in book.found)
    return Answered(int(failed), frozenset(path for book in opened for path in book.loaded.sought), tuple(opened))


@dataclass(frozen=True, slots=True)
class Opened:
    """A book by the name it was called by, what loading gave, what was found; how many findings were mended."""

    name: str
    loaded: Loaded
    found: tuple[Diagnostic, ...]
    fixed: int = 0
    worse: frozenset[str] = frozenset()

    @property
    def folder(self) -> Path:
        """Where its files are, from the top of the file system."""
        here, folder = Path.cwd(), Path(os.path.abspath(find(self.name)))
        real = Path(os.path.realpath(folder))
        return real if real.is_relative_to(here) and not folder.is_relative_to(here) else folder

    @property
    def texts(self) -> dict[str, str]:
        """The text of each file of its own that was read."""
        return {name: source.text for name, source in self.loaded.own.items()}


# ── books ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _opened(name: str, look: Look, lang: Language) -> Opened:
    """The book, if a rulebook is there at all: a wrong name is no finding, there is nothing to check."""
    loaded = load_book(name)
    first = next(iter(loaded.diagnostics), None)
    if first is not None and (first.code == "RB101" or first.code.startswith("ED")) and not loaded.sources:
        raise refusal(first, name, lang)
    return Opened(name, loaded, look(loaded))


def _look(loaded: Loaded, on: date, age: timedelta) -> tuple[Diagnostic, ...]:
    """What is found in a book, less the edits of which it is not certain that they are right."""
    return certain(findings(loaded, on, age), {name: source.text for name, source in loaded.own.items()})


# ── mending ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _changeable(names: tuple[str, ...], lang: Language) -> None:
    """What was published, or is kept in git, stays as it is."""
    for name in names:
        if is_book(name) and not is_folder(name):
            raise wrong(
                lang,
                f"{name}：已发布的版本和 git 修订不予改写；请先 unpack 或检出",
                f"{name}: an edition or a revision is not changed; unpack it, or check it out",
            )


def _ours(opened: list[Opened], lang: Language) -> None:
    """A shipped book, called by its name, is everybody's: it is changed only where its folder is named."""
    for book in opened:
        if not os.path.exists(book.name):
            raise wrong(
                lang,
                f"{book.name}：这是随附的规则集，不予改写；请复制后修改，或写出其文件夹路径",
                f"{book.name}: this is the shipped rulebook, which is not changed; mend a copy, or name its folder",
            )


def _fixed(book: Opened, look: Look) -> Opened:
    """The book mended, in its files, and checked again."""
    from workbench.repairs import write

    texts, fixed, worse = _mended(book, look)
    if texts == book.texts:
        return Opened(book.name, book.loaded, book.found, 0, worse)
    write(book.folder, book.texts, texts)
    loaded = load_book(book.name)
    return Opened(book.name, loaded, look(loaded), fixed, worse)


def _mended(book: Opened, look: Look) -> tuple[Mapping[str, str], int, frozenset[str]]:
    """The texts as they would be, how many findings were mended, and the files that are better left alone."""
    from workbench.repairs import copied, put, repair

    if not any(each.edits for each in book.found):
        return book.texts, 0, frozenset()
    with copied(book.folder, book.loaded.own, book.found) as scratch:

        def examine(texts: Mapping[str, str]) -> tuple[Diagnostic, ...]:
            put(scratch, texts)
            return look(load_book(scratch, book.folder))

        done = repair(book.texts, book.found, examine)
    return done.texts, done.fixed, frozenset(done.worse)


def _patch(opened: list[Opened], look: Look) -> str:
    from workbench.reports.patch import patch

    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for book in opened:
        texts, _, _ = _mended(book, look)
        paths = {file: _checked(book).path(file, Path.cwd()).as_posix() for file in texts}
        before |= {paths[file]: text for file, text in book.texts.items()}
        after |= {paths[file]: text for file, text in texts.items()}
    return patch(before, after)


def _show_patch(text: str) -> None:
    """Byte for byte where a program reads it; on a terminal without what a terminal would obey."""
    if sys.stdout.isatty():
        text = "".join(visible(line) + "\n" for line in text.replace("\t", "    ").split("\n")[:-1])
    click.echo(text, nl=False)


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _checked(book: Opened) -> CheckedBook:
    return CheckedBook(book.name, book.folder, book.loaded.sources, book.found, book.loaded.imported)


def _report(opened: list[Opened], form: str, lang: Language, more: Mapping[str, object]) -> None:
    """What was found, in the form that was asked for."""
    checked = [_checked(book) for book in opened]
    root = Path.cwd()
    match form:
        case "json":
            print_json({**_data(opened, lang), **more})
        case "github":
            from workbench.reports.github import github

            click.echo(github(checked, root, lang), nl=False)
        case "sarif":
            from workbench.reports.sarif import sarif
            from workbench.version import version

            print_json(sarif(checked, root, lang, version()))
        case "junit":
            from workbench.reports.junit import junit

            text = junit(checked, root, lang)
            click.echo(text.encode("ascii", "xmlcharrefreplace") if is_narrow() else text, nl=False)
        case _:
            for book in opened:
                for each in book.found:
                    click.echo(draw(each, book.loaded.sources, lang) + "\n")


def _data(opened: list[Opened], lang: Language) -> dict[str, object]:
    found = [as_json(each, book.loaded.sources, lang) for book in opened for each in book.found]
    drafts = [book.name for book in opened if book.loaded.draft]
    return {"diagnostics": found, **_counts(opened), **({"drafts": drafts} if drafts else {})}


def _repaired(opened: list[Opened], fix: bool, patch: str | None) -> dict[str, object]:
    """What of a JSON answer is about mending."""
    if patch is not None:
        return {"diff": patch}
    worse = [file for book in opened for file in sorted(book.worse)]
    fixed: dict[str, object] = {"fixed": sum(book.fixed for book in opened)} if fix else {}
    return {**fixed, "put_back": worse} if worse else fixed


def _counts(opened: list[Opened]) -> dict[str, int]:
    return {part: sum(getattr(book.loaded, part) for book in opened) for part in ("rules", "parameters", "scenarios")}


def _summary(opened: list[Opened], fix: bool, lang: Language) -> str:
    """One line: what was read, what is wrong with it, what was or could be mended."""
    names, counts = ", ".join(_called(book, lang) for book in opened), _counts(opened)
    found = [each for book in opened for each in book.found]
    errors = sum(each.level == "error" for each in found)
    if lang == "zh":
        head = f"{names}：{counts['rules']} 条规则，{counts['parameters']} 个参数，{counts['scenarios']} 个案例"
        return f"{head}；{errors} 个错误，{len(found) - errors} 个警告{_repairs(opened, fix, lang)}"
    head = f"{names}: {counts['rules']} rules, {counts['parameters']} parameters, {counts['scenarios']} scenarios"
    return f"{head}; {errors} errors, {len(found) - errors} warnings{_repairs(opened, fix, lang)}"


def _called(book: Opened, lang: Language) -> str:
    """A book's name, and that it is a draft if it is one."""
    said = f"（{DRAFT.zh}）" if lang == "zh" else f" ({DRAFT.en})"
    return book.name + (said if book.loaded.draft else "")


def _repairs(opened: list[Opened], fix: bool, lang: Language) -> str:
    fixed = sum(book.fixed for book in opened)
    worse = sorted(file for book in opened for file in book.worse)
    fixable = sum(bool(each.edits) for book in opened for each in book.found)
    zh, en = "", ""
    if fix:
        zh, en = f"；已修正 {fixed} 处", f"; {fixed} mended"
    elif fixable:
        zh, en = f"；其中 {fixable} 处可用 --fix 修正", f"; {fixable} can be mended with --fix"
    if worse:
        listed = ", ".join(worse)
        zh, en = f"{zh}；未改动 {listed}：修正后反而更差", f"{en}; left as it was, for mending made it worse: {listed}"
    return zh if lang == "zh" else en
