"""A receipt ↔ the bytes of its file: one line of JSON in the one form that docs/receipts.md describes.

The hash in it is of all the rest, so that an altered byte is noticed. Who wrote it, only a signature says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from dsl.core import Words
from dsl.edition import LANGUAGE, canonical
from dsl.place import Refused
from dsl.seal import BAD, UNABLE, UNSIGNED, Signer, another, is_able, is_good

FORM = 1
MOST = 64_000_000
"""Bytes of one receipt: the names of some hundred thousand parts."""
NAME = "receipt.json"

HASH = re.compile(r"[0-9a-f]{64}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(rf"{DAY.pattern}(T[0-9:.]{{5,15}}([+-][0-9:]{{5,8}})?)?")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")
_COUNTED = {"count": int, "sha256": HASH}
_ANY = "*"

# A name that ends in `?` may be left out; `*` stands for any names.
_BOTH = {
    "book": {"draft?": bool, "edition": str, "hash": HASH, "name": str},
    "calendar": {"from": DAY, "law": str, "sha256": HASH, "until": DAY},
    "form": int, "guiju": str, "language": int, "sha256": HASH, "signature?": _SIGNATURE, "signer?": HASH,
}  # fmt: skip
_AUDIT = {
    **_BOTH,
    "answer": {
        "files?": {_ANY: {"sha256": HASH, "size": int}}, "findings": _COUNTED, "outcomes": {_ANY: {_ANY: int}},
        "rejects": _COUNTED, "rows": {_ANY: {"judged": int, "read": int, "rejected": int}},
    },
    "engine": {"name": re.compile("duckdb|spark|reference"), "version": str},
    "asked": {"all": bool, "on": DAY, "rules": [str], "what": re.compile("audit")},
    "snapshot": [{"name": str, "sha256": HASH, "size": int}],
}  # fmt: skip
_DECISION = {
    **_BOTH,
    "answer": {
        "because": [{"effect": str, "holds": (bool, type(None)), "rule": str}], "earliest?": DAY, "missing": [str],
        "standing": str, "verdict": str,
    },
    "engine": {"name": re.compile("reference|compiled"), "version": str},
    "asked": {"action": str, "on": MOMENT, "what": re.compile("decide")},
    "facts": {"hmac": HASH, "key": HASH},
}  # fmt: skip


@dataclass(frozen=True)
class Receipt:
    """What was asked, of which book, calendar, engine and data, and the answer: plain data, its hash among it."""

    data: Mapping[str, Any]

    @property
    def is_audit(self) -> bool:
        """Whether it is of an audit; else it is of a decision."""
        return bool(self.data["asked"]["what"] == "audit")

    @property
    def hash(self) -> str:
        """Its name among receipts: the SHA-256 of all the rest of it."""
        return str(self.data["sha256"])

    def bytes(self) -> bytes:
        """The file."""
        return canonical(self.data) + b"\n"


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def issued(content: Mapping[str, Any], signer: Signer | None = None) -> Receipt:
    """The receipt of such content, signed if anybody signs."""
    data = {**content, "form": FORM, "language": LANGUAGE}
    if signer is not None:
        data["signer"] = signer.public
        data["signature"] = signer.sign(canonical(data)).hex()
    return Receipt({**data, "sha256": sha256(canonical(data)).hexdigest()})


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def opened(path: Path, keys: Iterable[str] = ()) -> Receipt:
    """The receipt in a file, which each of these public keys must have signed. Raises Refused, and OSError."""
    with path.open("rb") as file:
        return read(file.read(MOST + 1), keys)


def read(data: bytes, keys: Iterable[str] = ()) -> Receipt:
    """The receipt in these bytes. Raises Refused."""
    if len(data) > MOST:
        raise Refused("RC102", why=_LARGE)
    said = _said(data)
    if canonical(said) + b"\n" != data:
        raise Refused("RC102", why=_NOT_THE_FORM)
    return checked(said, keys)


def checked(said: Mapping[str, Any], keys: Iterable[str] = ()) -> Receipt:
    """The receipt that plain data are. Raises Refused."""
    _of_our_version(said)
    rest = {name: value for name, value in said.items() if name != "sha256"}
    if said.get("sha256") != sha256(canonical(rest)).hexdigest():
        raise Refused("RC101", why=_ALTERED)
    if not (fits(said, _AUDIT) or fits(said, _DECISION)) or not _is_day(said["asked"]["on"]):
        raise Refused("RC102", why=_OTHER)
    _signed(rest, list(keys))
    return Receipt(said)


def _said(data: bytes) -> dict[str, Any]:
    try:
        said = json.loads(data.decode())
        canonical(said)
    except (ValueError, RecursionError):  # no JSON, no UTF-8, or half a character
        raise Refused("RC102", why=_NO_JSON) from None
    if not isinstance(said, dict) or "form" not in said:
        raise Refused("RC102", why=_OTHER)
    return said


def _of_our_version(said: Mapping[str, Any]) -> None:
    """A receipt of another form or language is not read: it may mean something else."""
    for name, known in (("form", FORM), ("language", LANGUAGE)):
        found = said.get(name)
        if type(found) is int and found != known:
            raise Refused("RC103", what=_VERSIONED[name], found=str(found)[:9], known=str(known))


def _signed(rest: Mapping[str, Any], keys: list[str]) -> None:
    """The signature is good, where it can be looked at; and it is that of each key that is asked for."""
    signer, signature = rest.get("signer", ""), rest.get("signature", "")
    if bool(signer) != bool(signature):
        raise Refused("RC104", why=BAD)
    for key in keys:
        if not signer:
            raise Refused("RC104", why=UNSIGNED)
        if signer != key:
            raise Refused("RC104", why=another(signer))
    if keys and not is_able():
        raise Refused("RC104", why=UNABLE)
    if not signer or not is_able():
        return
    content = {name: value for name, value in rest.items() if name != "signature"}
    if not is_good(signer, bytes.fromhex(signature), canonical(content)):
        raise Refused("RC104", why=BAD)


def _is_day(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def fits(data: object, shape: Any) -> bool:
    """Whether plain data have a shape: a type or some, a pattern of text, members by name, a list of one shape."""
    match shape:
        case re.Pattern():
            return isinstance(data, str) and shape.fullmatch(data) is not None
        case dict():
            return isinstance(data, dict) and _members_fit(data, shape)
        case [each]:
            return isinstance(data, list) and all(fits(one, each) for one in data)
        case tuple():
            return type(data) in shape
        case _:
            return type(data) is shape and not (shape is int and isinstance(data, int) and data < 0)


def _members_fit(data: Mapping[str, object], shape: Mapping[str, Any]) -> bool:
    if _ANY in shape:
        return all(fits(each, shape[_ANY]) for each in data.values())
    wanted = {name.rstrip("?"): each for name, each in shape.items()}
    return (
        all(name in data for name in shape if not name.endswith("?"))
        and data.keys() <= wanted.keys()
        and all(fits(each, wanted[name]) for name, each in data.items())
    )


_ALTERED = Words("内容与其校验值不符", "it is not what its hash says")
_LARGE = Words("文件过大", "the file is too large")
_NO_JSON = Words("不是 JSON", "it is not JSON")
_NOT_THE_FORM = Words("没有按唯一的形式写成", "it is not written in the one form that receipts have")
_OTHER = Words("其中的内容不是回执应有的", "what is in it is not what receipts hold")
_VERSIONED = {"form": Words("形式", "form"), "language": Words("语言", "language")}
