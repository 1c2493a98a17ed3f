"""Receipts altered at random: damage, and what a forger does who knows the form and mends the hash.

A forged receipt is put to one who has the public key of who signs. An answer that was forged in one which nobody has
signed is computed again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from bench.alterations import DAMAGE, changed, damaged_by, key
from dsl.edition import canonical
from dsl.place import Refused
from dsl.seal import Signer
from interpreter.ask import Interpreter
from interpreter.receipts import form, replay
from interpreter.receipts.form import Receipt
from interpreter.receipts.keys import Key

OURS, THEIRS = Key(bytes(range(32))), Key(bytes(range(32, 64)))
ON = date(2016, 7, 11)


@cache
def book() -> Interpreter:
    """The shipped book."""
    return Interpreter.load("cn-telecom")


def facts(number: int) -> dict[str, Any]:
    """A made-up line."""
    day = date(2016, 4, 1) + timedelta(number % 28)
    return {
        "line": {
            "id": f"L{number}", "msisdn": f"1380013{number:04}", "activated_on": "2014-05-01",
            "suspended_on": day.isoformat(), "reminders": [{"id": "R1", "sent_on": "2016-03-30"}],
        }
    }  # fmt: skip


@dataclass(frozen=True)
class Issued:
    """A receipt without a signature and with ours, and who would like to have issued it."""

    plain: Receipt
    signed: Receipt
    ours: Signer
    theirs: Signer


@cache
def receipts() -> tuple[Issued, ...]:
    """Of a decision, and of an audit of a small made-up snapshot."""
    from workbench.sample import make_sample

    ours, theirs = key(1), key(2)
    verdict = book().decide("terminate", facts(1), ON)
    with TemporaryDirectory() as name:
        make_sample(Path(name) / "s", 40, 1, "csv", True, None)
        audits = [book().audit(Path(name) / "s", date(2026, 11, 20), signer=each).receipt for each in (None, ours)]
    assert audits[0]
    assert audits[1]
    return (
        Issued(verdict.receipt(OURS), verdict.receipt(OURS, ours), ours, theirs),
        Issued(audits[0], audits[1], ours, theirs),
    )


def sealed(said: Mapping[str, Any]) -> bytes:
    """With the right hash."""
    rest = {name: value for name, value in said.items() if name != "sha256"}
    return canonical({**rest, "sha256": sha256(canonical(rest)).hexdigest()}) + b"\n"


def _leaves(data: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    match data:
        case dict():
            for name, each in data.items():
                yield from _leaves(each, (*way, name))
        case list():
            for at, each in enumerate(data):
                yield from _leaves(each, (*way, at))
        case _:
            yield way


def altered(data: Mapping[str, Any], random: Random, under: tuple[str, ...] = ()) -> dict[str, Any]:
    """The same with one value changed, anywhere or under some members."""
    copy: dict[str, Any] = json.loads(canonical(data))
    ways = [w for w in _leaves(copy) if w[0] not in ("sha256", "signature") and (not under or w[0] in under)]
    *way, last = random.choice(ways)
    inner: Any = copy
    for step in way:
        inner = inner[step]
    match inner[last]:
        case bool() | None:
            inner[last] = not inner[last]
        case int(number):
            inner[last] = number + random.randrange(1, 1000)
        case str(text):
            at = random.randrange(len(text)) if text else 0
            inner[last] = text[:at] + random.choice("0123456789abcdef") + text[at + 1 :]
    return copy if copy != data else altered(data, random, under)


def mended(issued: Issued, random: Random) -> bytes:
    """One value changed and the hash made anew, the signature left as it was."""
    return sealed(altered(issued.signed.data, random))


def stripped(issued: Issued, random: Random) -> bytes:
    """The signature taken away, and often a value changed."""
    said = {name: each for name, each in issued.signed.data.items() if name not in ("signer", "signature")}
    return sealed(said if random.random() < 0.1 else altered(said, random))


def taken_over(issued: Issued, random: Random) -> bytes:
    """Signed by another key, under its name or under ours."""
    said = {name: each for name, each in issued.signed.data.items() if name not in ("signature", "sha256")}
    said = said if random.random() < 0.1 else altered(said, random)
    said["signer"] = random.choice((issued.ours, issued.theirs)).public
    return sealed({**said, "signature": issued.theirs.sign(canonical(said)).hex()})


def botched(issued: Issued, random: Random) -> bytes:
    """A signature with a bit of it changed, the hash made anew."""
    signature = changed(bytes.fromhex(issued.signed.data["signature"]), random).hex()
    return sealed({**issued.signed.data, "signature": signature})


FORGERY: Mapping[str, Callable[[Issued, Random], bytes]] = {
    "a value changed, the hash mended": mended, "signature stripped": stripped, "signed by another key": taken_over,
    "signature changed, the hash mended": botched,
}  # fmt: skip
AGAIN = "the answer changed, the hash mended, not signed: computed again"


def of_receipts(random: Random, number: int) -> Iterator[tuple[str, bool]]:
    """So many alterations: what was done, and whether it was accepted."""
    kinds = [*DAMAGE, *FORGERY, AGAIN]
    for count in range(number):
        kind = kinds[count % len(kinds)]
        issued = random.choice(receipts())
        if kind == AGAIN:
            forged = sealed(altered(receipts()[0].plain.data, random, ("answer",)))
            yield kind, is_equal(forged)
        elif kind in FORGERY:
            yield kind, is_read(FORGERY[kind](issued, random), [issued.ours.public])
        else:
            whole = random.choice((issued.plain, issued.signed)).bytes()
            yield kind, is_read(damaged_by(whole, DAMAGE[kind], random), [])


def is_read(data: bytes, keys: Sequence[str]) -> bool:
    """Whether the reader takes it for a receipt. Anything but a refusal in words goes through as it comes."""
    try:
        form.read(data, keys)
    except Refused:
        return False
    return True


def is_equal(data: bytes) -> bool:
    """Whether it is taken for a receipt, and what it says comes out again."""
    try:
        receipt = form.read(data)
    except Refused:
        return False
    return replay.of_decision(receipt, book(), facts(1), OURS).is_equal
