"""`guiju replay`: what a receipt speaks of, computed again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from dsl.core import Language
from dsl.place import Refused
from dsl.seal import key_bytes, public
from interpreter.audit import Engine
from interpreter.receipts import form
from interpreter.receipts import replay as again
from interpreter.receipts.form import Receipt
from interpreter.receipts.replay import WORDS, Difference, Replay
from workbench.ending import Ending
from workbench.limits import EVERYWHERE, limits
from workbench.opening import file_name, open_book, read_facts, told
from workbench.options import common, facts_option, print_json, refusal, wrong
from workbench.pace import progress
from workbench.receipts import KEY_FILE, beside_of, key_in, key_of, key_option

_ENGINES = {"audit": ("duckdb", "spark", "reference"), "decide": ("reference", "compiled")}


@click.command()
@click.argument("receipt", type=KEY_FILE)
@click.option("--book", help="Rulebook; that of the receipt's name if left out.")
@click.option("--snapshot", metavar="SNAPSHOT", help="The snapshot of an audit: a folder, or postgresql://…")
@facts_option
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark", "reference", "compiled"]),
    help="Who computes; as before if left out.",
)
@click.option("--key", type=KEY_FILE, metavar="PUBLICKEY", help="Public Ed25519 key (PEM) by which it must be signed.")
@key_option
@click.option("--memory", metavar="SIZE", help="As with audit.")
@click.option("--threads", type=int, metavar="N", help="As with audit.")
@common()
def replay(
    receipt: Path, book: str | None, snapshot: str | None, facts_file: str | None, engine: str | None, key: Path | None,
    log_key: Path | None, memory: str | None, threads: int | None, form: str, lang: Language, quiet: bool,
) -> None:  # fmt: skip
    """Compute again what RECEIPT speaks of: 0 where it comes out equal, 1 where not, 2 where it cannot be done."""
    found = _opened(receipt, key, lang)
    _check(found, engine, lang)
    asked = _Asked(receipt, found, book or found.data["book"]["name"], engine, lang, quiet)
    done = asked.audit(snapshot, memory, threads) if found.is_audit else asked.decision(facts_file, log_key)
    if form == "json":
        print_json(_data(done))
    else:
        click.echo("\n".join(_text(done, lang)))
    raise click.exceptions.Exit(0 if done.is_equal else 1)


def _opened(file: Path, key: Path | None, lang: Language) -> Receipt:
    try:
        return form.opened(file, [public(key_bytes(key))] if key else [])
    except Refused as refused:
        raise refusal(refused.about(str(file)), str(file), lang) from None


def _check(receipt: Receipt, engine: str | None, lang: Language) -> None:
    fit = _ENGINES[receipt.data["asked"]["what"]]
    if engine and engine not in fit:
        raise wrong(
            lang, f"此回执可用的 --engine：{'、'.join(fit)}", f"--engine of such a receipt is one of: {', '.join(fit)}"
        )


class _Asked:
    """One replay, with what its messages need."""

    def __init__(self, file: Path, receipt: Receipt, book: str, engine: Any, lang: Language, quiet: bool) -> None:
        self.file, self.receipt, self.book, self.engine = file, receipt, book, engine
        self.lang, self.quiet = lang, quiet

    def audit(self, snapshot: str | None, memory: str | None, threads: int | None) -> Replay:
        from workbench.audits import refusals

        lang = self.lang
        if snapshot is None:
            raise wrong(lang, "审计的回执须给出 --snapshot", "the receipt of an audit needs --snapshot")
        engine: Engine = self.engine or self.receipt.data["engine"]["name"]
        bounds = limits(engine, EVERYWHERE, memory, threads, lang)
        interpreter = open_book(self.book, lang)
        ending = Ending(lang, engine, bounds.memory, None)
        with ending.told(), refusals(None, lang), progress(ending, lang, self.quiet) as noted:
            return again.of_audit(
                self.receipt, interpreter, snapshot, engine, self.file.parent, limits=bounds, progress=noted,
                master=f"local[{threads}]" if threads else EVERYWHERE,
            )  # fmt: skip

    def decision(self, facts_file: str | None, log_key: Path | None) -> Replay:
        from interpreter.ask import FactsError

        facts = read_facts(facts_file, self.lang)
        beside = beside_of(self.file)
        key = key_in(beside, self.lang) if log_key is None and beside.exists() else key_of(log_key, self.lang)
        if key is None:
            raise wrong(
                self.lang,
                f"须给出事实校验值的密钥：--log-key FILE、GUIJU_LOG_KEY 或 {beside}",
                f"the key of the facts' hash is needed: --log-key FILE, GUIJU_LOG_KEY or {beside}",
            )
        interpreter = open_book(self.book, self.lang)
        try:
            return again.of_decision(self.receipt, interpreter, facts, key, self.engine)
        except FactsError as error:
            raise told(error, self.lang, file_name(facts_file)) from None


def _data(done: Replay) -> dict[str, object]:
    """The answer for programs."""
    return {
        "equal": done.is_equal,
        "computed": not done.others,
        "receipt": done.receipt.hash,
        "asked": done.receipt.data["asked"],
        "differs": [
            {
                "matter": each.matter,
                **{name: told for name, told in _sides(each).items() if told},
            }
            for each in (*done.others, *done.answers, *done.differing)
        ],
    }


def _sides(each: Difference) -> dict[str, str]:
    return {"what": each.what, "receipt": each.named, "now": each.found}


def _text(done: Replay, lang: Language) -> Iterator[str]:
    """The answer, then what differs."""
    zh = lang == "zh"
    asked, book = done.receipt.data["asked"], done.receipt.data["book"]
    what = asked.get("action", "audit" if not zh else "审计")
    about = f"{what} · {asked['on']} · {book['name']} {book['edition']}"
    if done.is_equal:
        yield f"相同：{about}" if zh else f"equal: {about}"
    elif done.others:
        yield f"不同，未重算：{about}" if zh else f"not equal, and not computed again: {about}"
    else:
        yield f"不同：{about}" if zh else f"not equal: {about}"
    shown = (*done.others, *done.answers, *done.differing)
    yield from (f"  {_line(each, lang)}" for each in shown[:_MOST])
    if more := len(shown) - _MOST if len(shown) > _MOST else 0:
        yield f"  …（另有 {more} 处）" if zh else f"  … (and {more} more)"


_MOST = 20
_LONG = 60


def _line(each: Difference, lang: Language) -> str:
    """`the book (hash): the receipt 12ab…, now 34cd…`."""
    zh = lang == "zh"
    what = WORDS[each.matter].say(lang) + ((f"（{each.what}）" if zh else f" ({each.what})") if each.what else "")
    if not each.named and not each.found:
        return f"{what}：与回执所载不同" if zh else f"{what}: not that of the receipt"
    missing = "没有" if zh else "none"
    named, found = (_short(side) or missing for side in (each.named, each.found))
    return f"{what}：回执 {named}，现为 {found}" if zh else f"{what}: in the receipt {named}, now {found}"


def _short(side: str) -> str:
    """A hash by its beginning."""
    return f"{side[:12]}…" if len(side) >= _LONG else side
