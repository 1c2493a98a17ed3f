"""`guiju fmt`: the files of rulebooks in their one form, and in either language."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from dsl.core import Language
from dsl.diagnose import Diagnostic, as_json, draw
from dsl.format import format_file
from dsl.load import Loaded, load_book, load_rules
from dsl.shelf import find
from dsl.wording import reworded
from workbench.options import common, language, print_json, say, wrong
from workbench.reports.patch import patch
from workbench.rewrite import rewrite


@dataclass(frozen=True)
class Form:
    """A file, the text it has and the one it should have; or, where it cannot be read, what is wrong with it."""

    path: Path
    before: str
    after: str
    loaded: Loaded
    problems: tuple[Diagnostic, ...] = ()


@click.command()
@click.argument("names", nargs=-1, metavar="[BOOK|FILE]…")
@click.option("--lang", "turned", type=click.Choice(["zh", "en"]), help="Turn keywords and names into this language.")
@click.option("--check", is_flag=True, help="Write nothing; status 1 where a file is not in its form.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@common(lang=False)
def fmt(names: tuple[str, ...], turned: Language | None, check: bool, diff: bool, form: str, quiet: bool) -> None:
    """Bring rulebooks into their one form: comments, blank lines and order stay."""
    lang = turned or language()
    forms = [each for name in names or ("cn-telecom",) for each in _forms(name, turned, lang)]
    changed = [each for each in forms if each.after != each.before]
    unread = [each for each in forms if each.problems]
    if not check and not diff:
        for each in changed:
            rewrite(each.path, each.after)
    if form == "json":
        print_json(_data(forms, diff, lang))
    else:
        _text(forms, diff, lang)
        say(_summary(len(changed), len(forms), len(unread), check or diff, lang), quiet)
    raise click.exceptions.Exit(1 if unread or (check and changed) else 0)


def _forms(name: str, turned: Language | None, lang: Language) -> Iterator[Form]:
    """The files of a book, or one file: within its book, if it lies in one."""
    path = find(name)
    if path.is_file():
        yield from _of_file(path, turned, lang)
    elif (path / "rulebook.yaml").is_file():
        loaded = load_book(path)
        for pattern in ("rules/*.rules", "*.yaml", "scenarios/*.yaml"):
            for file in sorted(path.glob(pattern)):
                yield _form(file, file.relative_to(path).as_posix(), loaded, turned)
    else:
        raise wrong(lang, f"{name}：不是规则集，也不是文件", f"{name}: neither a rulebook nor a file")


def _of_file(path: Path, turned: Language | None, lang: Language) -> Iterator[Form]:
    if path.suffix not in (".rules", ".yaml"):
        raise wrong(lang, f"{path}：只整理 .rules 和 .yaml 文件", f"{path}: only .rules and .yaml files have a form")
    above = (folder for folder in path.resolve().parents[:2] if (folder / "rulebook.yaml").is_file())
    if folder := next(above, None):
        yield _form(path, path.resolve().relative_to(folder).as_posix(), load_book(folder), turned)
    elif path.suffix == ".rules":
        yield _form(path, path.name, load_rules(path), turned)
    else:
        raise wrong(lang, f"{path}：不在规则集之中", f"{path}: lies in no rulebook")


def _form(path: Path, name: str, loaded: Loaded, turned: Language | None) -> Form:
    source = loaded.sources.get(name)
    text = source.text if source else ""
    found = tuple(each for each in loaded.diagnostics if each.span.file == name and each.level == "error")
    if path.suffix == ".yaml":  # it has the form that its author gave it, and words that can be turned
        shape = "scenarios" if "/" in name else path.stem
        after = reworded(source, shape, loaded.book, turned) if source and loaded.book and turned else text
        return Form(path, text, after, loaded, found if turned else ())
    statements = loaded.statements.get(name)
    if source is None or statements is None:
        return Form(path, text, text, loaded, found)
    after = format_file(source, statements, loaded.glossary, turned)
    return Form(path, text, after.replace("\n", "\r\n") if "\r\n" in text else after, loaded)


def _data(forms: list[Form], diff: bool, lang: Language) -> dict[str, object]:
    files: list[dict[str, object]] = [
        {"file": os.fspath(each.path), "changed": each.after != each.before}
        | ({"diff": _difference(each)} if diff else {})
        for each in forms
    ]
    told = [as_json(problem, each.loaded.sources, lang) for each in forms for problem in each.problems]
    return {"files": files, "diagnostics": told}


def _text(forms: list[Form], diff: bool, lang: Language) -> None:
    for each in forms:
        for problem in each.problems:
            click.echo(draw(problem, each.loaded.sources, lang) + "\n")
        if diff:
            click.echo(_difference(each), nl=False)
        elif each.after != each.before:
            click.echo(os.fspath(each.path))


def _difference(form: Form) -> str:
    name = form.path.as_posix()
    return patch({name: form.before}, {name: form.after})


def _summary(changed: int, files: int, unread: int, dry: bool, lang: Language) -> str:
    if lang == "zh":
        done = "个文件不合格式" if dry else "个文件已整理"
        return f"{files} 个文件：{changed} {done}" + (f"，{unread} 个有错误，未动" if unread else "")
    done = "would be changed" if dry else "changed"
    return f"{files} files: {changed} {done}" + (f", {unread} left alone for their errors" if unread else "")
