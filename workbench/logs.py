"""`guiju log`: a key for a log of decisions, the log verified, and shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from dsl.core import Language
from dsl.diagnose import Diagnostic
from dsl.place import Refused
from dsl.source import NOWHERE
from interpreter.logs import log as logs
from interpreter.logs.entry import Entry, Flawed
from interpreter.messages import NAMES
from interpreter.receipts import keys
from workbench.options import common, print_json, refusal, say, wrong
from workbench.receipts import KEY_FILE, key_of, key_option, named


@click.group()
def log() -> None:
    """A log of decisions that can only be added to: `decide --log WHERE` adds, `verify` tells whether it is as it was.

    WHERE is a file (SQLite), or the address of a PostgreSQL: postgresql://…
    """


@log.command()
@click.argument("file", type=KEY_FILE)
@common()
def key(file: Path, form: str, lang: Language, quiet: bool) -> None:
    """Make a key: a new FILE of random bytes that nobody else may read."""
    try:
        made = keys.made(file)
    except FileExistsError:
        raise wrong(
            lang, f"{file}：已有此文件；密钥不会被覆盖", f"{file}: is there already; no key is overwritten"
        ) from None
    if form == "json":
        print_json({"file": str(file), "key": made.name})
    else:
        say(
            f"{file}：已生成；请另存一份，遗失则无法核验"
            if lang == "zh"
            else f"{file}: made; keep a copy: without it nothing can be verified",
            quiet,
        )
        click.echo(made.name)


@log.command()
@click.argument("where")
@key_option
@click.option(
    "--head", metavar="HASH", default="", help="An entry of this hash must be there: noted from an earlier `verify`."
)
@click.option("--count", type=click.IntRange(0), metavar="N", default=0, help="At least so many entries must be there.")
@common()
def verify(where: str, log_key: Path | None, head: str, count: int, form: str, lang: Language, quiet: bool) -> None:
    """Tell whether a log is what was entered: 0 if so, 1 where it was altered, naming the entry, 2 if it is no log."""
    secret = key_of(log_key, lang)
    found = _asked(where, lang, lambda: logs.verify(where, secret, head.strip().lower(), count))
    if form == "json":
        print_json(_verified(found, lang))
    elif found.flaw is None:
        click.echo(_sound(found, where, lang))
    else:
        flaw = Diagnostic("RC201", NOWHERE, {"what": found.what, "why": found.flaw})
        click.echo(f"{named(where)}: [RC201] {flaw.message(lang)} — {flaw.hint(lang)}")
    raise click.exceptions.Exit(0 if found.flaw is None else 1)


def _verified(found: logs.Verified, lang: Language) -> dict[str, object]:
    flaw = {"entry": found.number, "why": found.flaw.say(lang)} if found.flaw else {}
    unused = {"unused": found.unused} if found.unused else {}
    return {
        "sound": found.flaw is None, "entries": found.count, "head": found.head, "key": found.is_keyed, **flaw, **unused
    }  # fmt: skip


def _sound(found: logs.Verified, where: str, lang: Language) -> str:
    """How many entries, the hash that is to be noted, and what was not looked at."""
    zh, said = lang == "zh", []
    if not found.is_keyed:
        said.append(
            "未用密钥核对：整份重写无从发现"
            if zh
            else "without its key: had all of it been written anew, that would not show"
        )
    if found.unused:
        said.append(
            f"有 {found.unused} 个 SQLite 不用的字节无从核对：由另一版 SQLite 写成"
            if zh
            else f"{found.unused} bytes that SQLite does not use were not compared: another version of it wrote them"
        )
    head = (
        f"{named(where)}：{found.count} 条，未被改动" if zh else f"{named(where)}: {found.count} entries, none altered"
    )
    last = f"末条 {found.head}" if zh else f"head {found.head}"
    return "\n".join([head, f"  {last}", *(f"  {each}" for each in said)])


@log.command()
@click.argument("where")
@click.option("--last", type=click.IntRange(1), metavar="N", help="The last N entries; all if left out.")
@common()
def show(where: str, last: int | None, form: str, lang: Language, quiet: bool) -> None:
    """Show the entries of a log; whether they follow each other, `verify` says."""
    try:
        found = _asked(where, lang, lambda: logs.entries(where, last))
    except Flawed as flawed:
        raise wrong(
            lang,
            f"{named(where)}：有条目已被改动：{flawed.words.zh}；guiju log verify 可指明",
            f"{named(where)}: an entry was altered: {flawed.words.en}; `guiju log verify` says which",
        ) from None
    if form == "json":
        print_json({"entries": [each.data for each in found]})
    else:
        click.echo("\n".join(_line(each, lang) for each in found))


def _line(entry: Entry, lang: Language) -> str:
    """`12 2026-11-27T07:40:12Z terminate 2016-07-11 denied cn-telecom 2026.11 · grace/termination`."""
    receipt = entry.receipt.data
    asked, book, answer = receipt["asked"], receipt["book"], receipt["answer"]
    spoke = [each["rule"] for each in answer["because"] if each["holds"] is not False]
    verdict = NAMES[answer["verdict"]].say(lang) if answer["verdict"] in NAMES else answer["verdict"]
    because = f" · {', '.join(spoke)}" if spoke else ""
    decided = f"{asked['action']} {asked['on']} {verdict}"
    return f"{entry.number} {entry.data['at']} {decided} · {book['name']} {book['edition']}{because}"


def _asked(where: str, lang: Language, ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except Refused as refused:
        raise refusal(refused.about(named(where)), named(where), lang) from None
