"""`guiju diff`: two versions of a rulebook, or one on two days: what is written otherwise, for whom, for how many."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from dsl.core import Language
from interpreter.ask import Interpreter
from interpreter.proof.prove import Terms
from interpreter.proof.saying import shown
from interpreter.snapshot import SnapshotError
from interpreter.versions.behaviour import Apart, Treated, behaviour
from interpreter.versions.frozen import frozen
from interpreter.versions.impact import Impact, impact
from interpreter.versions.written import Written, matched, written
from workbench.clock import today
from workbench.comparing import IMPACT, RELATIONS, SECTIONS, Comparison, called, told, touched
from workbench.opening import open_book
from workbench.options import common, print_json, say, wrong
from workbench.redline import headed, texts

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@click.command()
@click.argument("books", nargs=-1, metavar="OLD NEW | BOOK")
@click.option("--on", metavar="DATE [DATE]", help="The day asked about; with one book, the two days compared.")
@click.option("--snapshot", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Whom it concerns.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="List the subjects here (impact.parquet)."
)
@click.option(
    "--timeout", "seconds", type=click.FloatRange(min=0, min_open=True), default=20.0, show_default=True, metavar="S",
    help="Seconds for each question to the solver; as many for a search where it gives up.",
)  # fmt: skip
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write a page (HTML; Markdown or JSON into FILE.md, FILE.json).",
)
@click.option("--exit-code", is_flag=True, help="Status 1 where anything differs.")
@click.option("--classify", is_flag=True, help="Say only: patch, minor or major.")
@click.option("--install-git", "git", flag_value="install", help="Let git show rules and check merges, in [DIR].")
@click.option("--uninstall-git", "git", flag_value="uninstall", help="Take that away again.")
@click.option("--workflow", is_flag=True, help="With --install-git: a workflow that comments on pull requests, too.")
@click.option("--check-merge", "git", flag_value="check", hidden=True)
@common("markdown")
def diff(
    books: tuple[str, ...], on: str | None, snapshot: Path | None, out: Path | None, seconds: float,
    report: Path | None, exit_code: bool, classify: bool, git: str | None, workflow: bool, form: str, lang: Language,
    quiet: bool,
) -> None:  # fmt: skip
    """Compare two versions of a rulebook: the words, who is treated otherwise, and how many of a snapshot."""
    if git or workflow:
        raise click.exceptions.Exit(_in_git(git, books, workflow, form, lang, quiet))
    old, new, day = _versions(books, on, lang)
    compared = _compared(old, new, day, snapshot, out, seconds, lang, quiet)
    compared = replace(compared, command=_again(books, on, snapshot))
    if report:
        report.write_text(_report(compared, report.suffix, lang), encoding="utf-8")
    if classify:
        click.echo(compared.size.name)
    elif form == "json":
        print_json(_data(compared, lang))
    elif form == "markdown":
        click.echo(_report(compared, ".md", lang), nl=False)
    else:
        click.echo("\n".join(_lines(compared, lang)))
    raise click.exceptions.Exit(1 if exit_code and compared.differs else 0)


def _in_git(git: str | None, books: tuple[str, ...], workflow: bool, form: str, lang: Language, quiet: bool) -> int:
    """What is done to the repository of a folder, this one if none is named."""
    from workbench import reviewing

    if git == "check":
        return reviewing.check_merge(lang)
    folder = Path(books[0] if books else ".")
    if len(books) > 1 or not folder.is_dir() or (workflow and git != "install"):
        raise wrong(
            lang,
            "--install-git（可加 --workflow）与 --uninstall-git 至多给出一个文件夹",
            "--install-git (with --workflow, if wanted) and --uninstall-git take one folder at most",
        )
    if git == "install":
        return reviewing.install(folder, workflow, form, lang, quiet)
    return reviewing.uninstall(folder, form, lang, quiet)


def _report(compared: Comparison, suffix: str, lang: Language) -> str:
    """The page, as Markdown or as data where the file is called so."""
    if suffix == ".md":
        from workbench.reports.markdown import markdown

        return markdown(compared, lang)
    if suffix == ".json":
        return json.dumps(_data(compared, lang), ensure_ascii=False, indent=2, default=str) + "\n"
    from workbench.reports.difference import page

    return page(compared, lang)


def _versions(books: tuple[str, ...], on: str | None, lang: Language) -> tuple[Interpreter, Interpreter, date | None]:
    """The two books and the day asked about; of one book, as it stands on two days, and the later of them."""
    days = [_day(text, lang) for text in (on or "", *books) if _DAY.fullmatch(text)]
    named = [text for text in books if not _DAY.fullmatch(text)]
    match named, days:
        case [one], [first, second]:
            book = open_book(one, lang)
            return _as_of(book, first), _as_of(book, second), max(first, second)
        case [one, two], [] | [_]:
            return open_book(one, lang), open_book(two, lang), days[0] if days else None
    raise wrong(
        lang,
        "请给出新旧两个规则集，或一个规则集和两个日期：guiju diff 规则集 --on 日期 日期",
        "give two rulebooks, OLD NEW, or one and two days: guiju diff BOOK --on DATE DATE",
    )


def _again(books: tuple[str, ...], on: str | None, snapshot: Path | None) -> str:
    """The command that does it again, as one would write it."""
    days = [text for text in (on or "", *books) if _DAY.fullmatch(text)]
    named = [text for text in books if not _DAY.fullmatch(text)]
    counted = ["--snapshot", str(snapshot)] if snapshot else []
    return shlex.join(["guiju", "diff", *named, *(["--on", *days] if days else []), *counted])


def _day(text: str, lang: Language) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong(lang, f"“{text}”不是日期", f"`{text}` is not a date") from None


def _as_of(interpreter: Interpreter, day: date) -> Interpreter:
    return Interpreter(frozen(interpreter.book, day), interpreter.sources)


def _compared(
    old: Interpreter, new: Interpreter, on: date | None, snapshot: Path | None, out: Path | None, seconds: float,
    lang: Language, quiet: bool,
) -> Comparison:  # fmt: skip
    def progress(name: str) -> None:
        say(name, quiet or not sys.stderr.isatty())

    names, terms = matched(old.book, new.book), Terms(on or today(), on, seconds)
    try:
        treated = tuple(behaviour(old.book, new.book, names, terms, progress))
        found = impact(old.book, new.book, names, snapshot, on or today(), out) if snapshot else None
    except Apart as error:
        raise wrong(
            lang, f"两个规则集中的“{error.what}”不是一回事", f"`{error.what}` means another thing in each of the two"
        ) from None
    except SnapshotError as error:
        raise click.ClickException(error.lines(lang)[0]) from None
    return Comparison(old, new, tuple(written(old.book, new.book, names)), treated, found, names, terms)


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _lines(compared: Comparison, lang: Language) -> Iterator[str]:
    yield SECTIONS["written"].say(lang)
    for each in compared.written:
        yield from (f"  {line}" for line in _of_written(compared, each, lang))
    yield SECTIONS["behaviour"].say(lang)
    for treated in compared.treated:
        if treated.relation != "equivalent":
            yield from (f"  {line}" for line in _of_treated(compared, treated, lang))
    same = sum(each.relation == "equivalent" for each in compared.treated)
    yield "  " + RELATIONS["equivalent"].say(lang).format(count=same)
    if compared.impact:
        yield SECTIONS["impact"].say(lang)
        yield from (f"  {line}" for line in _of_impact(compared, compared.impact, lang))


def _of_written(compared: Comparison, each: Written, lang: Language) -> Iterator[str]:
    yield headed(each, lang)
    old, new = texts(compared, each, lang)
    yield from (f"  - {line}" for line in old)
    yield from (f"  + {line}" for line in new)


def _of_treated(compared: Comparison, each: Treated, lang: Language) -> Iterator[str]:
    yield told(compared, each, lang)
    for found, word in ((each.stricter, "stricter for"), (each.looser, "looser for")):
        if found:
            yield f"  {SECTIONS[word].say(lang)}"
            yield from (f"    {line}" for line in shown(compared.whole, found, lang))


def _of_impact(compared: Comparison, found: Impact, lang: Language) -> Iterator[str]:
    outcomes = touched(found)
    for rule, counts in outcomes.items():
        yield called(compared, rule, lang)
        for (was, is_), count in counts.items():
            yield f"  {IMPACT[was].say(lang)} → {IMPACT[is_].say(lang)}: {count:,}"
    for rule, days in found.moved.items():
        for moved, count in days.items():
            said = SECTIONS["moved"].say(lang).format(days=moved, count=f"{count:,}")
            yield f"{called(compared, rule, lang)}: {said}"
    if not outcomes and not found.moved:
        yield SECTIONS["nobody"].say(lang)
    if found.listed:
        yield str(found.listed)


# ── as data ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _data(compared: Comparison, lang: Language) -> dict[str, object]:
    data: dict[str, object] = {
        "written": [_written_data(compared, each, lang) for each in compared.written],
        "behaviour": [_behaviour_data(each) for each in compared.treated],
        "class": compared.size.name,
    }
    if compared.impact:
        outcomes = compared.impact.outcomes
        data["impact"] = {rule: {f"{a}→{b}": n for (a, b), n in counts.items()} for rule, counts in outcomes.items()}
        data["days"] = {str(day): list(both) for day, both in compared.impact.days.items()}
        data["engine"] = compared.impact.engine
        data["snapshot"] = [part.data() for part in compared.impact.parts]
        data["moved"] = {rule: dict(days) for rule, days in compared.impact.moved.items()}
    return data


def _written_data(compared: Comparison, each: Written, lang: Language) -> dict[str, object]:
    old, new = texts(compared, each, lang)
    data: dict[str, object] = {"kind": each.kind, "path": each.path}
    data |= {"was": each.was} if each.was else {}
    data |= {"old": "\n".join(old)} if each.old is not None else {}
    return data | ({"new": "\n".join(new)} if each.new is not None else {})


def _behaviour_data(each: Treated) -> dict[str, object]:
    found = {"stricter": each.stricter, "looser": each.looser}
    witness = {side: {"on": str(w.on), "facts": w.facts} for side, w in found.items() if w}
    return {"rule": each.name, "relation": each.relation, **({"witness": witness} if witness else {}), **_method(each)}


def _method(each: Treated) -> dict[str, object]:
    """How it was found: by proof; by a search of so many cases, and why; what is in one version alone needs none."""
    if each.tried:
        return {"method": "search", "tried": each.tried, "why": each.why}
    if each.why:
        return {"why": each.why}
    return {"method": "proof"} if each.relation not in ("new", "gone", "unknown") else {}
