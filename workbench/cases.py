"""`guiju test`: run the scenarios, and say which rules and branches they reach."""

from __future__ import annotations

from pathlib import Path

import click

from dsl.core import Language
from interpreter.ask import Interpreter
from interpreter.coverage import Branch
from interpreter.scenarios import Checked, run
from workbench.opening import caution, open_book
from workbench.options import common, print_json, say


@click.command()
@click.argument("books", nargs=-1)
@click.option("-k", "word", default="", metavar="WORD", help="Only scenarios with this word in their name or ground.")
@click.option("--coverage", is_flag=True, help="Say which rules and branches no scenario reaches.")
@click.option("--junit", "junit_file", type=click.Path(dir_okay=False, writable=True), help="Write a JUnit report.")
@common()
def test(
    books: tuple[str, ...], word: str, coverage: bool, junit_file: str | None, form: str, lang: Language, quiet: bool
) -> None:
    """Run the scenarios of rulebooks."""
    rows: list[tuple[Interpreter, Checked]] = []
    shares: list[tuple[float, float, tuple[Branch, ...]]] = []
    for name in books or ("cn-telecom",):
        interpreter = open_book(name, lang)
        if form == "text":
            click.echo("".join(f"{line}\n" for line in caution(interpreter, lang)), nl=False)
        checked, covered = run(interpreter, word)
        rows += [(interpreter, each) for each in checked]
        shares.append(covered.of(interpreter.book))
    failed = [row for row in rows if not row[1].ok]
    if junit_file:
        Path(junit_file).write_text(_junit(rows, lang), encoding="utf-8")
    if form == "json":
        print_json(_data(rows, shares, lang))
    else:
        _text(rows, shares, coverage, lang, quiet)
    raise click.exceptions.Exit(1 if failed else 0)


def _place(interpreter: Interpreter, checked: Checked) -> tuple[str, int]:
    span = checked.scenario.span
    line, _ = interpreter.sources[span.file].position(span.start)
    return span.file, line


def _data(
    rows: list[tuple[Interpreter, Checked]], shares: list[tuple[float, float, tuple[Branch, ...]]], lang: Language
) -> dict[str, object]:
    scenarios = []
    for interpreter, checked in rows:
        file, line = _place(interpreter, checked)
        row: dict[str, object] = {"name": checked.scenario.name.say(lang), "file": file, "line": line, "ok": checked.ok}
        scenarios.append(
            row
            if checked.ok
            else row | {"why": ("；" if lang == "zh" else "; ").join(each.say(lang) for each in checked.failures)}
        )
    passed = sum(checked.ok for _, checked in rows)
    return {
        "passed": passed,
        "failed": len(rows) - passed,
        "scenarios": scenarios,
        "coverage": {
            "rules": round(sum(each[0] for each in shares) / len(shares), 4),
            "branches": round(sum(each[1] for each in shares) / len(shares), 4),
            "missed": [list(branch) for each in shares for branch in each[2]],
        },
    }


def _text(
    rows: list[tuple[Interpreter, Checked]],
    shares: list[tuple[float, float, tuple[Branch, ...]]],
    coverage: bool,
    lang: Language,
    quiet: bool,
) -> None:
    for interpreter, checked in rows:
        if not checked.ok:
            file, line = _place(interpreter, checked)
            click.echo(f"✗ {checked.scenario.name.say(lang)} ({file}:{line})")
            for failure in checked.failures:
                click.echo(f"    {failure.say(lang)}")
    passed = sum(checked.ok for _, checked in rows)
    click.echo(
        f"通过 {passed}，失败 {len(rows) - passed}" if lang == "zh" else f"{passed} passed, {len(rows) - passed} failed"
    )
    if coverage:
        for rules, branches, missed in shares:
            head = ("规则覆盖", "分支覆盖") if lang == "zh" else ("rules reached", "branches reached")
            click.echo(f"{head[0]} {rules:.1%} · {head[1]} {branches:.1%}")
            for path, branch in missed:
                click.echo(f"  – {path}: {branch}")
    if not rows:
        say("没有案例" if lang == "zh" else "no scenario was run", quiet)


def _junit(rows: list[tuple[Interpreter, Checked]], lang: Language) -> str:
    from xml.etree import ElementTree as Xml

    suite = Xml.Element("testsuite", name="guiju", tests=str(len(rows)), failures=str(sum(not c.ok for _, c in rows)))
    for interpreter, checked in rows:
        file, line = _place(interpreter, checked)
        case = Xml.SubElement(
            suite, "testcase", name=checked.scenario.name.say(lang), classname=file, file=file, line=str(line)
        )
        for failure in checked.failures:
            Xml.SubElement(case, "failure", message=failure.say(lang))
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(suite, encoding="unicode") + "\n"
