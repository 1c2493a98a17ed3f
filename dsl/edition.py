"""A published edition of a book: its files and its manifest ↔ the bytes of one file (docs/editions.md has its form).

One book has one form, and whatever is not in that form, byte for byte, is refused: what is read is what was published.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from hashlib import sha256
from typing import Any

from dsl.core import Words
from dsl.diagnose import shorten, visible
from dsl.place import KEPT, MANIFEST, PATTERNS, Refused
from dsl.place import label as label_of
from dsl.shelf import BEGINNING
from dsl.source import Source

LANGUAGE = 1
"""The version of the language: a text of one version means the same for ever. A change of grammar, schemas or meaning
that reads any text of before otherwise gives it the next number; tests/dsl/test_edition.py keeps editions to tell."""
FORM = 1
MOST = 64_000_000
"""Bytes of one edition."""
MOST_FILES = 10_000

_HEAD = BEGINNING + b"%d\n" % FORM
_ANY_HEAD = re.compile(BEGINNING + rb"\d{1,9}\n")
_TAIL = re.compile(rb"\n(?:ed25519 ([0-9a-f]{128})\n)?sha256 ([0-9a-f]{64})\n\Z")
_LONGEST_TAIL = len("\n") + len("ed25519 \n") + 128 + len("sha256 \n") + 64


@dataclass(frozen=True)
class Manifest:
    """What an edition says of itself: the book's name, the edition's name and day, who signed it (a public key)."""

    book: str
    edition: str
    on: date | None = None
    signer: str = ""
    language: int = LANGUAGE


@dataclass(frozen=True)
class Edition:
    """What was published. `hash` is the SHA-256 of the whole file; `signed` what a signature speaks of."""

    manifest: Manifest
    files: Mapping[str, bytes]
    hash: str = ""
    signature: bytes = b""
    signed: bytes = field(default=b"", repr=False)


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def body(manifest: Manifest, files: Mapping[str, bytes]) -> bytes:
    """All of an edition but its last lines: what a signature speaks of. Raises Refused where it cannot be one."""
    _examine(manifest, tuple(files), sum(map(len, files.values())))
    listed = [{"name": name, "sha256": sha256(data).hexdigest(), "size": len(data)} for name, data in _sorted(files)]
    said: dict[str, object] = {
        "book": manifest.book, "edition": manifest.edition, "files": listed, "language": manifest.language,
        **({"on": manifest.on.isoformat()} if manifest.on else {}),
        **({"signer": manifest.signer} if manifest.signer else {}),
    }  # fmt: skip
    return _HEAD + canonical(said) + b"\n" + b"".join(data for _, data in _sorted(files))


def sealed(body: bytes, signature: bytes = b"") -> bytes:
    """The whole file."""
    signed = body + b"\n" + (b"ed25519 %s\n" % signature.hex().encode() if signature else b"")
    return signed + b"sha256 %s\n" % sha256(signed).hexdigest().encode()


def gathered(texts: Iterable[tuple[str, Source]]) -> dict[str, bytes]:
    """The files of an edition from the texts of a book and its imports. Raises Refused where two have one name."""
    files: dict[str, bytes] = {}
    for name, source in texts:
        if name in files:
            raise Refused("ED103", why=_twice(name))
        files[name] = source.text.encode()
    return files


def _sorted(files: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
    return sorted(files.items(), key=lambda each: each[0].encode())


def canonical(data: object) -> bytes:
    """Plain data in the one form that manifests and receipts have."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def read(data: bytes) -> Edition:
    """The edition. Raises Refused. That it is signed, if it says so, is seen here; by whom, in `seal.py`."""
    if len(data) > MOST:
        raise Refused("ED102", limit=_limit())
    _known(data)
    tail = _TAIL.search(data, max(0, len(data) - _LONGEST_TAIL))
    if tail is None:
        raise Refused("ED101", why=_CUT_OFF)
    if sha256(data[: tail.start(2) - len("sha256 ")]).hexdigest().encode() != tail[2]:
        raise Refused("ED101", why=_ALTERED)
    signed = data[: tail.start()]
    manifest, files = _opened(signed)
    if bool(tail[1]) != bool(manifest.signer):
        raise Refused("ED105", why=_STRIPPED)
    return Edition(manifest, files, sha256(data).hexdigest(), bytes.fromhex((tail[1] or b"").decode()), signed)


def _known(data: bytes) -> None:
    if not data.startswith(_HEAD):
        raise Refused("ED103", why=_NEWER if _ANY_HEAD.match(data) else _OTHER)


def _opened(body_: bytes) -> tuple[Manifest, dict[str, bytes]]:
    """Manifest and files of bytes that are whole; written again they are the same bytes."""
    line, _, contents = body_[len(_HEAD) :].partition(b"\n")
    data = _data(line)
    if data["language"] != LANGUAGE:
        raise Refused("ED104", found=shorten(str(data["language"])), known=str(LANGUAGE))
    try:
        on = date.fromisoformat(data["on"]) if "on" in data else None
        manifest = Manifest(data["book"], data["edition"], on, data.get("signer", ""))
        listed = [(each["name"], each["size"], each["sha256"]) for each in data["files"]]
        files = _files(listed, contents)
        again = body(manifest, files)
    except (KeyError, TypeError, ValueError, AttributeError):  # a manifest of other parts than ours
        raise Refused("ED103", why=_NO_MANIFEST) from None
    if again != body_:
        raise Refused("ED103", why=_NOT_THE_FORM)
    return manifest, files


def _data(line: bytes) -> dict[str, Any]:
    try:
        data = json.loads(line.decode())
    except (ValueError, RecursionError):
        raise Refused("ED103", why=_NO_MANIFEST) from None
    if not isinstance(data, dict) or "language" not in data:
        raise Refused("ED103", why=_NO_MANIFEST)
    return data


def _files(listed: list[tuple[str, int, str]], contents: bytes) -> dict[str, bytes]:
    """The files, cut from what follows the manifest by their sizes, each with the hash that it should have."""
    if any(type(size) is not int or size < 0 for _, size, _ in listed):
        raise Refused("ED103", why=_NO_MANIFEST)
    if sum(size for _, size, _ in listed) != len(contents):
        raise Refused("ED101", why=_CUT_OFF)
    files: dict[str, bytes] = {}
    at = 0
    for name, size, known in listed:
        if name in files:
            raise Refused("ED103", why=_twice(name))
        files[name], at = contents[at : at + size], at + size
        if sha256(files[name]).hexdigest() != known:
            raise Refused("ED101", why=_other(name))
    return files


# ── what can be an edition ───────────────────────────────────────────────────────────────────────────────────────────


def _examine(manifest: Manifest, names: tuple[str, ...], size: int) -> None:
    """Raises Refused where something about them is not as it is in every edition."""
    if size > MOST or len(names) > MOST_FILES:
        raise Refused("ED102", limit=_limit())
    for name in names:
        if not _is_ours(name):
            raise Refused("ED103", why=_stray(name))
    folded: dict[str, str] = {}
    for name in names:  # on some machines both would be one file
        if folded.setdefault(unicodedata.normalize("NFC", name).casefold(), name) != name:
            raise Refused("ED103", why=_twice(name))
    if MANIFEST not in names:
        raise Refused("ED103", why=_stray(MANIFEST, "缺少", "is missing"))
    for text in (manifest.book, manifest.edition):
        if not text.isprintable() or not 0 < len(text) <= _LONGEST_NAME:
            raise Refused("ED103", why=_unnamed(text))
    if manifest.signer and not _KEY.fullmatch(manifest.signer):
        raise Refused("ED103", why=_NO_MANIFEST)


_LONGEST_NAME = 200
_KEY = re.compile(r"[0-9a-f]{64}")


def _is_ours(name: str) -> bool:
    """Whether a file of that name belongs to a book, or to one that it keeps: so no name leads anywhere else."""
    parts = name.split("/")
    if parts[0] == KEPT:
        if len(parts) < _KEPT_PARTS or not parts[1] or label_of(parts[1]) != parts[1]:
            return False
        parts = parts[2:]
    fits = any(len(parts) == p.count("/") + 1 and fnmatchcase("/".join(parts), p) for p in PATTERNS)
    return fits and name.isprintable() and not _FOREIGN.intersection(name)


_KEPT_PARTS = 3
_FOREIGN = frozenset('<>:"|?*\\')
"""What a file's name cannot have on every machine."""

_CUT_OFF = Words(
    "文件不完整（末尾缺失，或多出内容）", "the file is not whole (its end is missing, or something is added)"
)
_ALTERED = Words("内容与其校验值不符", "it is not what its hash says")
_STRIPPED = Words(
    "清单写明有签名，却没有签名；或相反", "its manifest names a signer and there is no signature, or the reverse"
)
_NEWER = Words("其形式比此程序更新；请升级 guiju", "its form is newer than this guiju, which is to be upgraded")
_OTHER = Words("开头不是 guiju edition", "it does not begin with `guiju edition`")
_NO_MANIFEST = Words("清单不可读", "its manifest cannot be read")
_NOT_THE_FORM = Words("没有按唯一的形式写成", "it is not written in the one form that editions have")


def _limit() -> Words:
    return Words(f"{MOST:,} 字节、{MOST_FILES:,} 个文件", f"{MOST:,} bytes and {MOST_FILES:,} files")


def _stray(name: str, zh: str = "不是规则集的文件名", en: str = "is no name of a file of a rulebook") -> Words:
    shown = visible(shorten(name))
    return Words(f"“{shown}”{zh}", f"`{shown}` {en}")


def _twice(name: str) -> Words:
    return _stray(name, "出现两次（不计大小写）", "is there twice (capitals aside)")


def _other(name: str) -> Words:
    return _stray(name, "与其校验值不符", "is not what its hash says")


def _unnamed(text: str) -> Words:
    return _stray(text, "不能作为规则集或版本的名称", "cannot be the name of a book or an edition")
