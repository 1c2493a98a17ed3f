"""`guiju prove`: what a rulebook can never do, for all facts and days; or facts for which it does it all the same."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import click

from dsl import core
from dsl.core import Language, Words
from interpreter.ask import Interpreter
from interpreter.proof.prove import Finding, Proof, Proofs, Terms, assumptions, invariants, search
from interpreter.proof.question import Found
from interpreter.proof.saying import scenario, shown
from workbench.clock import today
from workbench.opening import open_book
from workbench.options import common, meant, print_json, say, wrong
from workbench.proving import ANSWERS, TOPICS
from workbench.supposing import condition


@click.command()
@click.argument("book", default="cn-telecom")
@click.argument("named", metavar="[INVARIANT]...", nargs=-1)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="On this day alone.")
@click.option("--all-dates", is_flag=True, help="On every day, which is so where no day is given.")
@click.option("--timeout", "seconds", type=click.FloatRange(min=0, min_open=True), default=30.0, show_default=True,
              metavar="S", help="Seconds for each question.")  # fmt: skip
@click.option("--save", type=click.Path(dir_okay=False, writable=True), help="Write witnesses as scenarios.")
@click.option("--assume", "supposed", metavar="EXPR", help="Only facts of which this condition of the language holds.")
@click.option("--any", "free", multiple=True, metavar="FIGURE", help="For every value that this figure may have.")
@click.option("--findings/--no-findings", default=True, help="Ask of all rules, too, not of invariants alone.")
@click.option("--allow-unknown", is_flag=True, help="What stays open for want of time is no failure.")
@common()
def prove(
    book: str, named: tuple[str, ...], on: Any, all_dates: bool, seconds: float, save: str | None,
    supposed: str | None, free: tuple[str, ...], findings: bool,
    allow_unknown: bool, form: str, lang: Language, quiet: bool,
) -> None:  # fmt: skip
    """Prove the invariants of a rulebook, or show facts that break them."""
    interpreter = open_book(book, lang)
    names = _names(interpreter, named, lang)
    day: date | None = on.date() if on and not all_dates else None
    figures = frozenset(_figure(interpreter.book, name, lang) for name in free)
    conditions = condition(book, interpreter.book, supposed, lang) if supposed else {}
    terms = Terms(day or today(), day, seconds, conditions, figures)
    is_plain = not named and not figures and not conditions
    answered = _asked(interpreter.book, names, terms, findings and is_plain, quiet)
    assumed = assumptions(day, supposed or "", figures)
    if save:
        _save(Path(save), interpreter.book, answered)
    if form == "json":
        print_json(_data(answered, [each.say(lang) for each in assumed]))
    else:
        click.echo("\n".join(_lines(interpreter.book, answered, assumed, lang)))
    failed = [each for each in answered.invariants if each.answer == "refuted"]
    failed += [each for each in answered.invariants if each.answer == "unknown" and not allow_unknown]
    raise click.exceptions.Exit(1 if failed else 0)


def _names(interpreter: Interpreter, asked: tuple[str, ...], lang: Language) -> list[str]:
    """The invariants asked for, by name or title, all where none is named."""
    known = {each.name: each.name for each in interpreter.book.invariants.values()}
    known |= {
        title: each.name for each in interpreter.book.invariants.values() for title in (each.title.zh, each.title.en)
    }
    for name in asked:
        if name not in known:
            near = meant(lang, name, known)
            raise wrong(lang, f"没有名为“{name}”的不变式{near}", f"no invariant is called `{name}`{near}")
    return [known[name] for name in asked] or list(interpreter.book.invariants)


def _figure(book: core.Book, name: str, lang: Language) -> str:
    """A figure by its name in either language."""
    known = {each: figure.name for figure in book.parameters.values() for each in (figure.name, figure.names.zh)}
    if name not in known:
        near = meant(lang, name, known)
        raise wrong(lang, f"没有名为“{name}”的数值{near}", f"no figure is called `{name}`{near}")
    return known[name]


def _asked(book: core.Book, names: list[str], terms: Terms, findings: bool, quiet: bool) -> Proofs:
    def told(name: str) -> None:
        say(name, quiet or not sys.stderr.isatty())

    proofs = invariants(book, names, terms, told)
    return Proofs(proofs, *search(book, terms, told)) if findings else Proofs(proofs)


def _save(path: Path, book: core.Book, answered: Proofs) -> None:
    """Every witness against an invariant: run as a scenario it fails until the rulebook is mended."""
    entries = []
    for proof in answered.invariants:
        if proof.witness:
            name = Words(f"反例：{proof.invariant.title.zh}", f"against: {proof.invariant.title.en}")
            entries.append(scenario(book, proof.witness, name, f"{{{proof.invariant.action}: denied}}"))
    path.write_text("\n".join(entries), encoding="utf-8")


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _lines(book: core.Book, answered: Proofs, assumed: Iterable[Words], lang: Language) -> Iterable[str]:
    for proof in answered.invariants:
        yield _line(proof, lang)
        if proof.witness:
            yield from (f"    {line}" for line in shown(book, proof.witness, lang))
    for finding in answered.findings:
        yield TOPICS[finding.topic].say(lang).format(about=" · ".join(finding.about))
        if finding.found:
            yield from (f"    {line}" for line in shown(book, finding.found, lang))
    if answered.asked:
        said = Words("另问 {n} 项，发现 {m} 项，未决 {k} 项", "{n} further questions: {m} findings, {k} open")
        yield said.say(lang).format(n=answered.asked, m=len(answered.findings), k=len(answered.open))
    head = Words("前提：", "assuming: ").say(lang)
    yield head + ("；" if lang == "zh" else "; ").join(each.say(lang) for each in assumed)


def _line(proof: Proof, lang: Language) -> str:
    rows = "、" if lang == "zh" else ", "
    said = rows.join(f"{name} ≤ {number}" for name, number in proof.bound.items())
    exact = Words("（多则无异）", " (more would change nothing)").say(lang) if proof.exact and said else ""
    sign = {"proved": "✓", "refuted": "✗", "unknown": "?"}[proof.answer]
    title = proof.invariant.title.say(lang) or proof.invariant.name
    return f"{sign} {proof.invariant.name} · {title} · {ANSWERS[proof.answer].say(lang)} · {proof.seconds:.2f} s" + (
        f" · {said}{exact}" if said else ""
    )


def _data(answered: Proofs, assumed: list[str]) -> dict[str, object]:
    invariants = [
        {
            "name": each.invariant.name, "answer": each.answer, "seconds": round(each.seconds, 3),
            "bound": dict(each.bound), "exact": each.exact, "assumes": assumed,
            **({"witness": _witness(each.witness)} if each.witness else {}),
        }
        for each in answered.invariants
    ]  # fmt: skip
    findings = [_finding(each) for each in answered.findings]
    open_ = [{"question": each.topic, "rules": list(each.about)} for each in answered.open]
    return {"invariants": invariants, "findings": findings, "asked": answered.asked, "open": open_}


def _finding(each: Finding) -> dict[str, object]:
    shown_by = {"witness": _witness(each.found)} if each.found else {}
    return {"question": each.topic, "rules": list(each.about), **shown_by}


def _witness(found: Found) -> dict[str, object]:
    return {"on": str(found.on), "facts": found.facts}
