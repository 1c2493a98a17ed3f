"""What the commands share that give receipts: their keys, and what is kept of a decision."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dsl.core import Language
from dsl.place import Refused
from workbench.options import refusal, say, wrong

if TYPE_CHECKING:
    from dsl.seal import Signer
    from interpreter.evaluate import Verdict
    from interpreter.receipts.form import Receipt
    from interpreter.receipts.keys import Key

F = TypeVar("F", bound=Callable[..., Any])
KEY_FILE = click.Path(dir_okay=False, path_type=Path)
LOG, LOG_KEY = "GUIJU_LOG", "GUIJU_LOG_KEY"
"""The environment variables that name a log of decisions, and the file of its key."""

key_option = click.option(
    "--log-key", type=KEY_FILE, metavar="FILE", help=f"Key of the log and of facts; or {LOG_KEY}."
)


def keeping(command: F) -> F:
    """The options of what is to be kept of a decision."""
    command = key_option(command)
    command = click.option("--log", metavar="WHERE", help=f"Log to add it to: a file, or postgresql://…; or {LOG}.")(
        command
    )
    command = click.option(
        "--sign", type=KEY_FILE, metavar="FILE", help="Private Ed25519 key (PEM) that signs the receipt."
    )(command)
    return click.option("--receipt", type=KEY_FILE, metavar="FILE", help="File for the receipt of the decision.")(
        command
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """What is to be kept of a decision: the file of its receipt, the log, the keys."""

    receipt: Path | None
    sign: Path | None
    log: str | None
    key: Path | None


def keep(verdict: Verdict, kept: Kept, lang: Language, quiet: bool) -> dict[str, object]:
    """Adds it to the log, then writes its receipt: what is answered has been logged. What the answer says of both."""
    log = kept.log or os.environ.get(LOG)
    if kept.receipt is None and not log:
        if kept.sign:
            raise wrong(lang, "--sign 须与 --receipt 或 --log 同用", "--sign goes with --receipt or --log")
        return {}
    key = _key(kept, bool(log), lang, quiet)
    receipt = verdict.receipt(key, signer_of(kept.sign, lang))
    shown: dict[str, object] = {"receipt": receipt.hash}
    if log:
        shown["logged"] = _log(log, verdict, receipt, key, lang)
    if kept.receipt is not None:
        _write(receipt, kept.receipt)
    return shown


def _log(log: str, verdict: Verdict, receipt: Receipt, key: Key, lang: Language) -> dict[str, object]:
    from interpreter.logs.log import append
    from workbench.clock import now

    try:
        entry = append(log, verdict, receipt, key, now())
    except Refused as refused:
        raise refusal(refused.about(named(log)), named(log), lang) from None
    return {"number": entry.number, "sha256": entry.hash}


def named(where: str) -> str:
    """How messages name a log: a database without its user and password."""
    from interpreter.live import is_live, shown

    return shown(where) if is_live(where) else where


def _write(receipt: Receipt, file: Path) -> None:
    from interpreter.parts import put

    put(file, lambda part: part.write_bytes(receipt.bytes()))


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _key(kept: Kept, is_logged: bool, lang: Language, quiet: bool) -> Key:
    """The key that was named; of a receipt that is not logged, one of its own beside it, if none was."""
    if file := _named_key(kept.key):
        return key_in(file, lang)
    if is_logged or kept.receipt is None:
        raise wrong(
            lang,
            f"日志需要密钥：--log-key FILE 或 {LOG_KEY}（guiju log key FILE 生成一把）",
            f"a log needs a key: --log-key FILE or {LOG_KEY} (`guiju log key FILE` makes one)",
        )
    from interpreter.receipts import keys

    beside = beside_of(kept.receipt)
    if beside.exists():
        return key_in(beside, lang)
    key = keys.made(beside)
    said = (
        f"{beside}：此密钥与事实一同保存，重算时须用"
        if lang == "zh"
        else f"{beside}: this key is kept with the facts: to replay takes both"
    )
    say(said, quiet)
    return key


def beside_of(receipt: Path) -> Path:
    """Where the key of a receipt is that has one of its own."""
    return receipt.with_name(f"{receipt.name}.key")


def _named_key(key: Path | None) -> Path | None:
    return key or (Path(os.environ[LOG_KEY]) if os.environ.get(LOG_KEY) else None)


def key_of(key: Path | None, lang: Language) -> Key | None:
    """The key that was named, if one was."""
    file = _named_key(key)
    return key_in(file, lang) if file else None


def key_in(file: Path, lang: Language) -> Key:
    """The key in a file."""
    from interpreter.receipts import keys

    try:
        return keys.opened(file)
    except Refused as refused:
        raise refusal(refused.about(str(file)), str(file), lang) from None


def signer_of(file: Path | None, lang: Language) -> Signer | None:
    """Who signs, if anybody does."""
    if file is None:
        return None
    from workbench.editions import signing

    try:
        return signing(file, lang)
    except Refused as refused:
        raise refusal(refused.about(str(file)), str(file), lang) from None
