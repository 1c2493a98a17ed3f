"""`guiju decide` and `guiju explain`: one question about one subject, answered with its reasons."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from dsl.core import Language
from dsl.messages.page import codes, entry, is_code
from interpreter import penalties
from interpreter.ask import Case, FactsError, Interpreter
from interpreter.evaluate import Verdict
from interpreter.explain import Explainer, Line
from interpreter.messages import NAMES
from interpreter.phrase import Speaker
from workbench.opening import caution, file_name, flag, open_book, read_facts, told, unusable
from workbench.options import Moment, book_option, common, facts_option, meant, on_option, print_json, wrong
from workbench.pages import page_as_data, page_as_text
from workbench.receipts import Kept, keep, keeping


@click.command()
@click.argument("action")
@facts_option
@book_option
@on_option
@click.option("--fail-on", type=click.Choice(["denied"]), default=None, help="Exit with 1 if the verdict is this.")
@keeping
@common()
def decide(
    action: str,
    facts_file: str | None,
    book: str,
    on: date | datetime,
    fail_on: str | None,
    receipt: Path | None,
    sign: Path | None,
    log: str | None,
    log_key: Path | None,
    form: str,
    lang: Language,
    quiet: bool,
) -> None:
    """Decide whether ACTION is permitted on the subject of the facts, on a day."""
    facts = read_facts(facts_file, lang)
    interpreter = open_book(book, lang)
    try:
        verdict = interpreter.decide(action, facts, on)
    except FactsError as error:
        raise told(error, lang, file_name(facts_file)) from None
    kept = keep(verdict, Kept(receipt, sign, log, log_key), lang, quiet)
    if form == "json":
        print_json(as_data(verdict, interpreter, lang) | kept)
    else:
        click.echo("\n".join((*caution(interpreter, lang), *_text(verdict, interpreter, lang))))
    raise click.exceptions.Exit(1 if fail_on == verdict.name else 0)


def as_data(verdict: Verdict, interpreter: Interpreter, lang: Language) -> dict[str, object]:
    """A verdict in the shape of the command contract."""
    speaker = Speaker(interpreter.book, lang)
    shown: dict[str, object] = {
        **flag(interpreter),
        "action": verdict.action,
        "verdict": verdict.name,
        "standing": verdict.standing,
    }
    if verdict.earliest:
        shown["earliest"] = verdict.earliest.isoformat()
    shown["missing"] = list(verdict.missing)
    shown["because"] = [
        {
            "rule": said.rule,
            "effect": said.effect,
            "holds": said.holds,
            "sources": [speaker.citation(c) for c in said.sources],
        }
        for said in verdict.because
    ]
    return shown | penalties.data(verdict.sanctions)


def _text(verdict: Verdict, interpreter: Interpreter, lang: Language) -> list[str]:
    speaker = Speaker(interpreter.book, lang)
    action = interpreter.book.vocabulary.actions[verdict.action]
    head = action.names.say(lang) + ("：" if lang == "zh" else ": ") + NAMES[verdict.name].say(lang)
    if verdict.standing == "contested":
        head += "（有争议）" if lang == "zh" else " (contested)"
    if verdict.earliest:
        head += f"（最早 {verdict.earliest}）" if lang == "zh" else f" (permitted from {verdict.earliest})"
    lines = [head]
    if verdict.missing:
        listed = ("、" if lang == "zh" else ", ").join(speaker.missing(each) for each in verdict.missing)
        lines.append(("  缺：" if lang == "zh" else "  missing: ") + listed)
    marks = {True: "✓", False: "✗", None: "?"}
    for said in sorted(verdict.because, key=lambda each: each.holds is False):
        rule = interpreter.book.rules.get(said.rule)
        told = speaker.guard(rule, said.holds) if rule else speaker.default(action)
        cited = speaker.citations(said.sources) if rule else ""
        lines.append(
            f"  {marks[said.holds]} {told}" + (f"（{cited}）" if lang == "zh" else f" ({cited})") * bool(cited)
        )
    sanctions = verdict.sanctions and penalties.line(verdict.sanctions, speaker)
    return [*lines, *(sanctions.lines(1) if sanctions else ())]


@click.command()
@click.argument("what", metavar="RULE|ACTION|CODE")
@click.argument("subject", required=False)
@facts_option
@click.option("--snapshot", type=click.Path(exists=True, file_okay=False), help="Take the SUBJECT from this snapshot.")
@book_option
@click.option("--on", type=Moment(), default=None, metavar="DATE", help="The day (or the moment) asked about.")
@common()
def explain(
    what: str, subject: str | None, facts_file: str | None, snapshot: str | None, book: str,
    on: date | datetime | None, form: str, lang: Language, quiet: bool,
) -> None:  # fmt: skip
    """Explain why an outcome came out, or what the diagnostic CODE means."""
    if is_code(what) and not (facts_file or snapshot or subject):
        _page(what.upper(), form, lang)
        return
    interpreter = open_book(book, lang)
    entity = subject_of(interpreter, what)
    if entity is None:
        raise _unknown(interpreter, what, lang)
    if on is None:
        raise wrong(lang, "须给出 --on DATE", "--on DATE is needed")
    try:
        case = _case(interpreter, entity, subject, snapshot, facts_file, lang)
        line = explanation(interpreter, what, case, on, lang)
    except FactsError as error:
        raise told(error, lang, file_name(facts_file)) from None
    if form == "json":
        print_json({**flag(interpreter), **line.data()})
    else:
        click.echo("\n".join((*caution(interpreter, lang), str(line))))


def _case(
    interpreter: Interpreter, entity: str, subject: str | None, snapshot: str | None, facts: str | None, lang: Language
) -> Case:
    """The subject: that of the facts, or the row of the snapshot with that key."""
    if snapshot and facts:
        raise wrong(lang, "--facts 与 --snapshot 只能取其一", "either --facts or --snapshot, not both")
    if not snapshot:
        if subject:
            raise wrong(lang, "SUBJECT 须与 --snapshot 同用", "SUBJECT goes with --snapshot")
        return interpreter.case(read_facts(facts, lang))
    if not subject:
        raise wrong(
            lang,
            "须给出 SUBJECT：快照中一行的编号",
            "SUBJECT, the key of a row of the snapshot, is needed with --snapshot",
        )
    return _found(interpreter, entity, subject, snapshot, lang)


def _found(interpreter: Interpreter, entity: str, subject: str, snapshot: str, lang: Language) -> Case:
    from interpreter.snapshot import SnapshotError

    try:
        found = interpreter.find(snapshot, entity, subject)
    except SnapshotError as error:
        raise unusable(error, lang) from None
    if found is None:
        name = Speaker(interpreter.book, lang).entity(entity)
        raise wrong(
            lang,
            f"快照的{name}中没有该编号（或该行已被拒收）",
            f"the snapshot has no {name} with that key (or its row was rejected)",
        )
    return found


def subject_of(interpreter: Interpreter, what: str) -> str | None:
    """The entity that a rule, an action or an invariant is about."""
    action = interpreter.action(what)
    rule = interpreter.rule(what)
    invariant = interpreter.book.invariants.get(what)
    return action.on if action else rule.subject if rule else invariant.subject if invariant else None


def explanation(interpreter: Interpreter, what: str, case: Case, on: date | datetime, lang: Language) -> Line:
    """Why a duty, a guard, an action or an invariant came out as it did for this subject."""
    explainer = Explainer(interpreter.evaluator(case, on), lang)
    wanted = subject_of(interpreter, what)
    if wanted is not None and wanted != case.row.entity:
        speaker = Speaker(interpreter.book, lang)
        asked, given = speaker.entity(wanted), speaker.entity(case.row.entity)
        raise wrong(
            lang,
            f"“{what}”的对象是{asked}，而事实说的是{given}",
            f"`{what}` is about {asked}, the facts are about {given}",
        )
    if action := interpreter.action(what):
        done = action.recorded_by and explainer.tracer.judge_act(action, case.row).name != "not_applicable"
        if done:
            return explainer.act(action, case.row)
        return explainer.verdict(action, case.row, interpreter.verdict(action, case, on))
    if rule := interpreter.rule(what):
        return explainer.duty(rule, case.row) if rule.is_duty else explainer.guard(rule, case.row)
    if what in interpreter.book.invariants:
        return explainer.invariant(interpreter.book.invariants[what], case.row)
    raise _unknown(interpreter, what, lang)


def _unknown(interpreter: Interpreter, what: str, lang: Language) -> click.ClickException:
    known = [*interpreter.book.rules, *interpreter.book.vocabulary.actions, *interpreter.book.invariants]
    near = meant(lang, what, known)
    return wrong(
        lang,
        f"没有名为“{what}”的规则、行为或不变式{near}",
        f"no rule, action or invariant `{what}`{near}",
    )


def _page(code: str, form: str, lang: Language) -> None:
    """Shows the page of a code."""
    found = entry(code)
    if found is None:
        near = meant(lang, code, codes())
        raise wrong(lang, f"没有诊断代码“{code}”{near}", f"no diagnostic `{code}`{near}")
    if form == "json":
        print_json(page_as_data(code, found, lang))
    else:
        click.echo(page_as_text(code, found, lang))
