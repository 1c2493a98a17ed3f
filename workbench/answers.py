"""`guiju decide` and `guiju explain`: one question about one subject, answered with its reasons."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click

from dsl.core import Language
from dsl.messages.catalogue import CATALOGUE
from dsl.source import nearest
from interpreter.ask import Case, FactsError, Interpreter
from interpreter.evaluate import Verdict
from interpreter.explain import Explainer, Line
from interpreter.messages import EFFECTS, NAMES
from interpreter.phrase import Speaker
from workbench.options import (
    Moment,
    book_option,
    common,
    facts_option,
    on_option,
    open_book,
    print_json,
    read_facts,
    told,
)


@click.command()
@click.argument("action")
@facts_option
@book_option
@on_option
@click.option("--fail-on", type=click.Choice(["denied"]), default=None, help="Exit with 1 if the verdict is this.")
@common()
def decide(
    action: str,
    facts_file: str | None,
    book: str,
    on: date | datetime,
    fail_on: str | None,
    form: str,
    lang: Language,
    quiet: bool,
) -> None:
    """Decide whether ACTION is permitted on the subject of the facts, on a day."""
    interpreter = open_book(book, lang)
    facts = read_facts(facts_file)
    try:
        verdict = interpreter.decide(action, facts, on)
    except FactsError as error:
        raise told(error, lang) from None
    if form == "json":
        print_json(as_data(verdict, interpreter, lang))
    else:
        click.echo("\n".join(_text(verdict, interpreter, lang)))
    raise click.exceptions.Exit(1 if fail_on == verdict.name else 0)


def as_data(verdict: Verdict, interpreter: Interpreter, lang: Language) -> dict[str, object]:
    """A verdict in the shape of the command contract."""
    speaker = Speaker(interpreter.book, lang)
    shown: dict[str, object] = {"action": verdict.action, "verdict": verdict.name}
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
    return shown


def _text(verdict: Verdict, interpreter: Interpreter, lang: Language) -> list[str]:
    speaker = Speaker(interpreter.book, lang)
    action = interpreter.book.vocabulary.actions[verdict.action].names.say(lang)
    lines = [f"{action}: {NAMES[verdict.name].say(lang)}"]
    if verdict.earliest:
        lines[0] += f"（最早 {verdict.earliest}）" if lang == "zh" else f" (permitted from {verdict.earliest})"
    if verdict.missing:
        listed = ", ".join(speaker.missing(each) for each in verdict.missing)
        lines.append(("  缺：" if lang == "zh" else "  missing: ") + listed)
    words = {"prohibits": "Prohibition", "permits": "Permission"}
    for said in verdict.because:
        mark = {True: "✓", False: "✗", None: "?"}[said.holds]
        cited = ", ".join(speaker.citation(each) for each in said.sources)
        effect = EFFECTS[words.get(said.effect, said.effect)].say(lang)
        rule = "" if said.rule == "default" else f" · {speaker.rule(said.rule)}"
        lines.append(f"  {mark} {effect}{rule}" + (f" ({cited})" if cited else ""))
    return lines


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
    if what.upper() in CATALOGUE and not (facts_file or snapshot):
        _code(what.upper(), form, lang)
        return
    if on is None:
        raise click.UsageError("--on DATE is needed")
    interpreter = open_book(book, lang)
    try:
        case = _case(interpreter, what, subject, snapshot, facts_file)
        line = explanation(interpreter, what, case, on, lang)
    except FactsError as error:
        raise told(error, lang) from None
    if form == "json":
        print_json(line.data())
    else:
        click.echo(str(line))


def _case(
    interpreter: Interpreter, what: str, subject: str | None, snapshot: str | None, facts_file: str | None
) -> Case:
    if not snapshot:
        return interpreter.case(read_facts(facts_file))
    if not subject:
        raise click.UsageError("SUBJECT, the key of a row of the snapshot, is needed with --snapshot")
    entity = subject_of(interpreter, what)
    if entity is None:
        raise _unknown(interpreter, what)
    found = interpreter.find(snapshot, entity, subject)
    if found is None:
        raise click.ClickException(f"the snapshot has no {entity} with that key (or its row was rejected)")
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
        raise click.ClickException(f"`{what}` is about a {wanted}, the facts are about a {case.row.entity}")
    if action := interpreter.action(what):
        done = action.recorded_by and explainer.tracer.judge_act(action, case.row).name != "not_applicable"
        if done:
            return explainer.act(action, case.row)
        return explainer.verdict(action, case.row, interpreter.verdict(action, case, on))
    if rule := interpreter.rule(what):
        return explainer.duty(rule, case.row) if rule.is_duty else explainer.guard(rule, case.row)
    if what in interpreter.book.invariants:
        return explainer.invariant(interpreter.book.invariants[what], case.row)
    raise _unknown(interpreter, what)


def _unknown(interpreter: Interpreter, what: str) -> click.ClickException:
    known = [*interpreter.book.rules, *interpreter.book.vocabulary.actions, *interpreter.book.invariants, *CATALOGUE]
    meant = nearest(what, known)
    return click.ClickException(
        f"no rule, action, invariant or diagnostic `{what}`" + (f"; did you mean `{meant}`?" if meant else "")
    )


def _code(code: str, form: str, lang: Language) -> None:
    entry = CATALOGUE[code]
    shown: dict[str, Any] = {"code": code, "level": entry.level, "message": entry.text.say(lang)}
    if entry.hint:
        shown["hint"] = entry.hint.say(lang)
    if form == "json":
        print_json(shown)
    else:
        click.echo("\n".join(str(value) for value in shown.values()))
