"""An entry of a log ↔ its line: when, about what, the receipt of the decision; chained to the entry before it.

The SHA-256 of an entry is over all the rest of it, the hash of the entry before it among it, and can be computed by
anybody. The HMAC in it is over the same, itself left out, and needs the key: with that an entry which somebody else
made is told from one's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from dsl.core import Words
from dsl.edition import canonical
from dsl.place import Refused
from interpreter.receipts import form
from interpreter.receipts.form import HASH, Receipt, fits
from interpreter.receipts.keys import Key

FORM = 1
FIRST = "0" * 64
"""What the first entry has in the place of the hash of the entry before it."""
_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_STORE = re.compile(r"postgresql|sqlite [0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}")
_SHAPE = {
    "at": _AT, "facts": {"*": dict}, "form": int, "hmac": HASH, "key": HASH, "number": int, "previous": HASH,
    "receipt": dict, "sha256": HASH, "store": _STORE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision in a log."""

    data: Mapping[str, Any]

    @property
    def number(self) -> int:
        """Its place in the log, from 1."""
        return int(self.data["number"])

    @property
    def hash(self) -> str:
        """What the next entry names it by."""
        return str(self.data["sha256"])

    @property
    def receipt(self) -> Receipt:
        """What was asked, and the answer."""
        return Receipt(self.data["receipt"])

    def line(self) -> str:
        """As it is kept."""
        return canonical(self.data).decode()


def chained(content: Mapping[str, Any], previous: Entry | None, key: Key) -> Entry:
    """The entry that follows another one, or the first."""
    number, before = (previous.number + 1, previous.hash) if previous else (1, FIRST)
    data = {**content, "form": FORM, "key": key.name, "number": number, "previous": before}
    data["hmac"] = key.hash("chain", canonical(data))
    return Entry({**data, "sha256": sha256(canonical(data)).hexdigest()})


def read(line: str, key: Key | None = None) -> Entry:
    """An entry that is what its hashes say. Raises Flawed."""
    data = _data(line)
    hashed = {name: value for name, value in data.items() if name != "sha256"}
    if sha256(canonical(hashed)).hexdigest() != data["sha256"]:
        raise Flawed(_ALTERED)
    content = {name: value for name, value in hashed.items() if name != "hmac"}
    if key is not None and data["key"] != key.name:
        raise Flawed(_ANOTHER_KEY)
    if key is not None and key.hash("chain", canonical(content)) != data["hmac"]:
        raise Flawed(_FORGED)
    try:
        form.checked(data["receipt"])
    except Refused:
        raise Flawed(_NO_RECEIPT) from None
    return Entry(data)


def _data(line: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
        is_whole = fits(data, _SHAPE) and canonical(data).decode() == line
    except (ValueError, RecursionError):
        is_whole = False
    if not is_whole or data["form"] != FORM:
        raise Flawed(_UNREADABLE)
    found: dict[str, Any] = data
    return found


def follows(entry: Entry, previous: Entry | None) -> Words | None:
    """Why an entry does not follow the one before it; None where it does."""
    if entry.number != (previous.number + 1 if previous else 1):
        return _MISSING
    if entry.data["previous"] != (previous.hash if previous else FIRST):
        return _BROKEN
    return None


class Flawed(Exception):
    """An entry is not what was entered; `words` tell why."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


_ALTERED = Words("内容与其校验值不符", "it is not what its hash says")
_ANOTHER_KEY = Words("以另一把密钥写成", "it was made with another key")
_FORGED = Words("不是以该密钥写成的", "it was not made with this key")
_NO_RECEIPT = Words("其中的回执与其校验值不符", "the receipt in it is not what its hash says")
_UNREADABLE = Words("没有按唯一的形式写成", "it is not written in the one form that entries have")
_MISSING = Words(
    "编号不连续：前面缺少条目，或多出条目", "its number does not follow: entries are missing before it, or too many"
)
_BROKEN = Words("与前一条目的校验值不相接", "it is not chained to the entry before it")
