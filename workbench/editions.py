"""`guiju pack` and `guiju unpack`: a rulebook published as one file, and such a file verified."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import MappingProxyType

import click

from dsl.core import Language
from dsl.edition import Edition, Manifest, gathered, read
from dsl.load import Loaded, load_edition
from dsl.place import Refused
from dsl.seal import Signer, check, key_bytes, opened, published, signer
from interpreter.ask import Interpreter
from workbench.clock import today
from workbench.opening import open_book, sound
from workbench.options import Moment, common, print_json, refusal, say, wrong

_file = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("book", default="cn-telecom")
@click.option("-o", "--out", type=_file, required=True, metavar="FILE", help="The file to write, NAME.guiju.")
@click.option("--key", type=_file, metavar="FILE", help="Private Ed25519 key (PEM) by which it is signed.")
@click.option("--edition", metavar="NAME", help="The edition's name; that of rulebook.yaml if left out.")
@click.option("--on", type=Moment(), metavar="DATE", help="The edition's day; none if left out.")
@click.option("--since", metavar="OLD", help="The edition before; a number that understates the change is refused.")
@common()
def pack(
    book: str, out: Path, key: Path | None, edition: str | None, on: date | datetime | None, since: str | None,
    form: str, lang: Language, quiet: bool,
) -> None:  # fmt: skip
    """Publish a rulebook, with all that it imports, as one file: the same book gives the same bytes."""
    loaded = sound(book, lang)
    assert loaded.book
    day = on.date() if isinstance(on, datetime) else on
    manifest = Manifest(loaded.book.name, loaded.book.edition if edition is None else edition, day)
    follows = _following(loaded, manifest, since, out, form, lang, quiet) if since else {}
    try:
        data = published(manifest, gathered(loaded.files), signing(key, lang) if key else None)
        made = read(data)
    except Refused as refused:
        raise refusal(refused.about(str(out)), book, lang) from None
    _standing_alone(made, loaded, book, lang)
    _write(out, data)
    _tell(made, out, loaded.book.hash, form, lang, quiet, signed=bool(made.signature), more=follows)


def _following(
    loaded: Loaded, manifest: Manifest, since: str, out: Path, form: str, lang: Language, quiet: bool
) -> dict[str, object]:
    """How it follows on the edition before, as data; ends with 1 where its number says less than the change does."""
    from workbench.numbering import succession

    assert loaded.book
    old = open_book(since, lang)
    if old.book.name != manifest.book:
        raise wrong(
            lang,
            f"{since}：是规则集 {old.book.name}，不是 {manifest.book} 的前一版",
            f"{since}: this is the rulebook {old.book.name}, and no edition of {manifest.book}",
        )
    new = Interpreter(loaded.book, loaded.sources)
    found = succession(old, new, manifest.edition, manifest.on or today())
    because = {"because": found.because.say(lang)} if found.because.en else {}
    data: dict[str, object] = {"since": found.before, "class": found.size, **because}
    if not found.understates:
        say(f"{out}: {found.say(lang)}", quiet and found.is_told)
        return data
    if form == "json":
        print_json({"refused": manifest.edition, **data, "least": str(found.least)})
    say(f"{out}: {found.say(lang)}")
    raise click.exceptions.Exit(1)


def signing(file: Path, lang: Language) -> Signer:
    """The key that signs; the passphrase of one that has one is asked for on a terminal."""
    pem = key_bytes(file)
    try:
        return signer(pem)
    except TypeError:  # it has one
        if not sys.stdin.isatty():
            raise wrong(
                lang,
                f"{file}：此私钥有口令，须在终端中输入",
                f"{file}: this key has a passphrase, asked for on a terminal",
            ) from None
        phrase = click.prompt("口令" if lang == "zh" else "passphrase", hide_input=True, err=True)
        return signer(pem, str(phrase).encode())


def _standing_alone(made: Edition, loaded: Loaded, book: str, lang: Language) -> None:
    """What is read from the file is the very book: where an import cannot be kept in it, nothing is published."""
    again = load_edition(made).book
    if again is None or loaded.book is None or again.hash != loaded.book.hash:
        raise wrong(
            lang,
            f"{book}：所导入的规则集无法收入版本文件；被导入的文件夹须各有名称，且不经两个名称到达",
            f"{book}: what it imports cannot be kept in one file; each imported folder needs one name of its own",
        )


def _write(out: Path, data: bytes) -> None:
    """Wholly or not at all. Raises OSError."""
    file = NamedTemporaryFile(dir=out.resolve().parent, prefix=f".{out.name}.", delete=False)  # noqa: SIM115 - below
    try:
        with file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(file.name, _READABLE)
        os.replace(file.name, out.resolve())
    except OSError:
        with suppress(OSError):
            os.unlink(file.name)
        raise


_READABLE = 0o644


@click.command()
@click.argument("file", type=_file, metavar="FILE")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR", help="New or empty folder for its files.")
@click.option("--key", type=_file, metavar="PUBLICKEY", help="Public Ed25519 key (PEM) by which it must be signed.")
@common()
def unpack(file: Path, out: Path | None, key: Path | None, form: str, lang: Language, quiet: bool) -> None:
    """Verify a published edition, and write its files where a folder is named."""
    try:
        edition = opened(file, key)
        if edition is None:
            raise wrong(lang, f"{file}：读不到，或不是版本文件", f"{file}: cannot be read, or is no edition")
        signed = check(edition)
    except Refused as refused:
        raise refusal(refused.about(str(file)), str(file), lang) from None
    if out is not None:
        _lay_out(edition, out, lang)
    book = load_edition(edition).book if form == "json" else None
    _tell(edition, file, book.hash if book else "", form, lang, quiet, signed=signed, folder=out)


def _lay_out(edition: Edition, folder: Path, lang: Language) -> None:
    """The files into a folder in which nothing is."""
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise wrong(
            lang,
            f"{folder}：已有内容；请给出一个新的或空的文件夹",
            f"{folder}: there is something already; name a folder that is new or empty",
        )
    for name, data in edition.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("xb") as file:
            file.write(data)


def _tell(
    edition: Edition, file: Path, book_hash: str, form: str, lang: Language, quiet: bool, *, signed: bool,
    folder: Path | None = None, more: Mapping[str, object] = MappingProxyType({}),
) -> None:  # fmt: skip
    """What was published: its hash on stdout, which `sha256sum` gives too; the rest beside it."""
    if form == "json":
        print_json(
            {
                "file": str(file),
                **({"folder": str(folder)} if folder else {}),
                **_data(edition, book_hash, signed),
                **more,
            }
        )
    else:
        say(f"{file}: {_described(edition, signed, lang)}", quiet)
        click.echo(edition.hash)


def _data(edition: Edition, book_hash: str, signed: bool) -> dict[str, object]:
    manifest = edition.manifest
    seal = {"signer": manifest.signer, "signature": "good" if signed else "not checked"} if manifest.signer else {}
    day = {"on": str(manifest.on)} if manifest.on else {}
    named = {"book": manifest.book, "edition": manifest.edition, **day, "language": manifest.language}
    hashes = {**({"hash": book_hash} if book_hash else {}), "sha256": edition.hash}
    return {**named, "files": len(edition.files), **hashes, **seal}


def _described(edition: Edition, signed: bool, lang: Language) -> str:
    manifest, zh = edition.manifest, lang == "zh"
    named = " ".join((manifest.book, manifest.edition, *((str(manifest.on),) if manifest.on else ())))
    if not manifest.signer:
        sealed = "未签名" if zh else "not signed"
    elif signed:
        sealed = f"由 {manifest.signer[:16]}… 签署" if zh else f"signed by {manifest.signer[:16]}…"
    else:
        sealed = (
            "有签名，未核对（缺少 cryptography）" if zh else "signed, which was not checked (cryptography is missing)"
        )
    count = len(edition.files)
    return f"{named}，{count} 个文件，{sealed}" if zh else f"{named}, {count} files, {sealed}"
