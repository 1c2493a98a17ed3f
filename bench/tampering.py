"""`make alter-bundles`: receipts and logs altered at random; none may be accepted, into docs/status.md.

Damage, as of editions (`bench/alterations.py`), is put to a reader who has no key. What a forger does who knows the
form and mends all hashes is put to one who has the key: of receipts the public key of who signs, of logs the key of the
log, or the hash of the head that he noted. An answer that was forged in a receipt which nobody has signed is computed
again.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from bench.alterations import DAMAGE, changed, damaged_by, key, total
from bench.measure import STATUS, put
from dsl.edition import canonical
from dsl.place import Refused
from dsl.seal import Signer
from interpreter.ask import Interpreter
from interpreter.logs import file, log
from interpreter.logs.entry import Entry, chained
from interpreter.receipts import form, replay
from interpreter.receipts.form import Receipt
from interpreter.receipts.keys import Key

MARKS = "<!-- tampering:begin -->", "<!-- tampering:end -->"
OURS, THEIRS = Key(bytes(range(32))), Key(bytes(range(32, 64)))
ON = date(2016, 7, 11)
ENTRIES = 12


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


# ── receipts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


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


def _sealed(said: Mapping[str, Any]) -> bytes:
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


def _other(data: Mapping[str, Any], random: Random, under: tuple[str, ...] = ()) -> dict[str, Any]:
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
    return copy if copy != data else _other(data, random, under)


def mended(issued: Issued, random: Random) -> bytes:
    """One value changed and the hash made anew, the signature left as it was."""
    return _sealed(_other(issued.signed.data, random))


def stripped(issued: Issued, random: Random) -> bytes:
    """The signature taken away, and often a value changed."""
    said = {name: each for name, each in issued.signed.data.items() if name not in ("signer", "signature")}
    return _sealed(said if random.random() < 0.1 else _other(said, random))


def taken_over(issued: Issued, random: Random) -> bytes:
    """Signed by another key, under its name or under ours."""
    said = {name: each for name, each in issued.signed.data.items() if name not in ("signature", "sha256")}
    said = said if random.random() < 0.1 else _other(said, random)
    said["signer"] = random.choice((issued.ours, issued.theirs)).public
    return _sealed({**said, "signature": issued.theirs.sign(canonical(said)).hex()})


def botched(issued: Issued, random: Random) -> bytes:
    """A signature with a bit of it changed, the hash made anew."""
    signature = changed(bytes.fromhex(issued.signed.data["signature"]), random).hex()
    return _sealed({**issued.signed.data, "signature": signature})


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
            forged = _sealed(_other(receipts()[0].plain.data, random, ("answer",)))
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


# ── logs ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def entries(whose: Key = OURS) -> tuple[Entry, ...]:
    """Those of a log as it would be written."""
    at = datetime(2026, 11, 27, tzinfo=UTC)
    with TemporaryDirectory() as name:
        for number in range(ENTRIES):
            verdict = book().decide("terminate", facts(number), ON + timedelta(number))
            log.append(Path(name) / "log", verdict, verdict.receipt(whose), whose, at + timedelta(hours=number))
        return tuple(log.entries(Path(name) / "log"))


def _content(entry: Entry) -> dict[str, Any]:
    return {name: entry.data[name] for name in ("at", "facts", "receipt", "store")}


def _changed(entry: Entry, random: Random) -> dict[str, Any]:
    """What an entry says, with a value of its facts, its time or its receipt changed, the receipt's hash mended."""
    content = _content(entry)
    match random.randrange(3):
        case 0:
            return {**content, "at": f"20{random.randrange(10, 26)}{content['at'][4:]}"}
        case 1:
            return {**content, "facts": _other(content["facts"], random)}
    receipt = _other(content["receipt"], random, ("answer", "asked", "book", "facts"))
    return {**content, "receipt": json.loads(_sealed(receipt))}


def _mended(contents: Sequence[Mapping[str, Any]], random: Random) -> list[str]:
    """The chain of these entries as somebody makes it who has not the key: each HMAC is an old one, or made up."""
    lines, previous = [], None
    known = [entry.data["hmac"] for entry in entries()]
    for content in contents:
        entry = chained(content, previous, OURS)
        data = {name: each for name, each in entry.data.items() if name != "sha256"}
        data["hmac"] = random.choice(
            (known[min(entry.number, ENTRIES) - 1], random.choice(known), random.randbytes(32).hex())
        )
        previous = Entry({**data, "sha256": sha256(canonical(data)).hexdigest()})
        lines.append(previous.line())
    return lines


def edited(random: Random) -> list[str]:
    """One entry changed."""
    at = random.randrange(ENTRIES)
    return _mended([_changed(e, random) if n == at else _content(e) for n, e in enumerate(entries())], random)


def left_out(random: Random) -> list[str]:
    """Some entries missing, not only at the end."""
    at = random.randrange(ENTRIES - 1)
    gone = range(at, at + random.randrange(1, ENTRIES - at))
    return _mended([_content(e) for n, e in enumerate(entries()) if n not in gone], random)


def put_in(random: Random) -> list[str]:
    """An entry more, anywhere."""
    contents = [_content(each) for each in entries()]
    contents.insert(random.randrange(ENTRIES + 1), _changed(random.choice(entries()), random))
    return _mended(contents, random)


def moved(random: Random) -> list[str]:
    """Two entries in each other's place."""
    contents = [_content(each) for each in entries()]
    one, other = random.sample(range(ENTRIES), 2)
    contents[one], contents[other] = contents[other], contents[one]
    return _mended(contents, random)


def rewritten(random: Random) -> list[str]:
    """All of it anew, with another key, in which all hashes are right."""
    lines, previous = [], None
    at = random.randrange(ENTRIES)
    for number, entry in enumerate(entries()):
        content = _changed(entry, random) if number == at else _content(entry)
        previous = chained(content, previous, THEIRS)
        lines.append(previous.line())
    return lines


def unmended(random: Random) -> list[str]:
    """A character of an entry changed, and no hash mended."""
    lines = [entry.line() for entry in entries()]
    at = random.randrange(ENTRIES)
    text = lines[at]
    place = random.randrange(len(text))
    lines[at] = text[:place] + random.choice('0123456789abcdef"{}') + text[place + 1 :]
    return lines if lines[at] != text else unmended(random)


def shortened(random: Random) -> list[str]:
    """The last entries missing: what is left is as it was."""
    return [entry.line() for entry in entries()[: random.randrange(1, ENTRIES)]]


REWRITING: Mapping[str, Callable[[Random], list[str]]] = {
    "an entry changed, no hash mended": unmended, "an entry changed, all SHA-256 mended": edited,
    "entries left out, all SHA-256 mended": left_out, "an entry put in, all SHA-256 mended": put_in,
    "two entries exchanged, all SHA-256 mended": moved, "all written anew with another key": rewritten,
}  # fmt: skip
SHORTER = "the last entries left out; the head had been noted"
OUTSIDE = "a table, a setting or a free page added by SQLite"
_BY_SQLITE = (
    "CREATE TABLE more (a)", "PRAGMA user_version = 7", "VACUUM", "DROP TRIGGER entry_stays",
    "CREATE INDEX i ON entry (content)", "PRAGMA journal_mode = WAL", "ANALYZE", "PRAGMA application_id = 1",
    "CREATE TABLE more (a); DROP TABLE more", "ALTER TABLE entry RENAME COLUMN content TO contents",
)  # fmt: skip


def of_logs(random: Random, number: int, folder: Path) -> Iterator[tuple[str, bool]]:
    """So many alterations: what was done, and whether it was accepted."""
    whole, head = _written([entry.line() for entry in entries()], folder), entries()[-1].hash
    kinds = [*DAMAGE, *REWRITING, SHORTER, OUTSIDE]
    for count in range(number):
        kind = kinds[count % len(kinds)]
        if kind in DAMAGE:
            yield kind, is_sound(damaged_by(whole, DAMAGE[kind], random), folder)
        elif kind == OUTSIDE:
            yield kind, is_sound(_by_sqlite(whole, random, folder), folder)
        elif kind == SHORTER:
            yield kind, is_sound(_written(shortened(random), folder), folder, OURS, head)
        else:
            yield kind, is_sound(_written(REWRITING[kind](random), folder), folder, OURS)


def _written(lines: Sequence[str], folder: Path) -> bytes:
    """The file that guiju itself would have made of these lines."""
    path = folder / "written"
    path.unlink(missing_ok=True)
    file.write(path, enumerate(lines, 1), _version())
    return path.read_bytes()


def _version() -> str:
    return str(entries()[-1].data["store"]).removeprefix("sqlite ")


def _by_sqlite(whole: bytes, random: Random, folder: Path) -> bytes:
    """What SQLite makes of the file when somebody else uses it, if it is another one then."""
    import sqlite3
    from contextlib import closing

    path = folder / "other"
    path.write_bytes(whole)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(random.choice(_BY_SQLITE))
    found = path.read_bytes()
    return found if found != whole else _by_sqlite(whole, random, folder)


def is_sound(data: bytes, folder: Path, key: Key | None = None, head: str = "") -> bool:
    """Whether `verify` finds nothing. Anything but a refusal in words goes through as it comes."""
    path = folder / "log"
    for each in folder.glob("log*"):
        each.unlink()
    path.write_bytes(data)
    try:
        return log.verify(path, key, head).flaw is None
    except Refused:
        return False


# ── all of it ────────────────────────────────────────────────────────────────────────────────────────────────────────


def table(what: str, found: Sequence[tuple[str, bool]], seconds: float) -> str:
    """What was done, how often, and how often it was accepted."""
    tried = Counter(kind for kind, _ in found)
    accepted = Counter(kind for kind, taken in found if taken)
    rows = [f"| {kind} | {count:,} | {accepted[kind]:,} |" for kind, count in tried.items()]
    head = [f"| alteration of a {what} | tried | accepted |", "|---|---|---|"]
    return "\n".join([*head, *rows, "", total(tried, accepted, seconds)])


def check(folder: Path) -> None:
    """What was issued and written is accepted: else what is refused of the rest proves nothing."""
    for each in receipts():
        assert is_read(each.plain.bytes(), [])
        assert is_read(each.signed.bytes(), [each.ours.public])
    assert is_equal(receipts()[0].plain.bytes())
    whole = _written([entry.line() for entry in entries()], folder)
    assert is_sound(whole, folder, OURS, entries()[-1].hash)


def main() -> int:
    """Alters, prints, writes down → 1 where one was accepted."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--number", type=int, default=10_000, help="alterations of receipts, and as many of logs")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--dry", action="store_true", help="print only; docs/status.md stays as it is")
    words = asked.parse_args()
    tables, accepted = [], 0
    with TemporaryDirectory() as name:
        check(Path(name))
        ways: Mapping[str, Iterator[tuple[str, bool]]] = {
            "receipt": of_receipts(Random(f"{words.seed} receipts"), words.number),
            "log": of_logs(Random(f"{words.seed} logs"), words.number, Path(name)),
        }
        for what, way in ways.items():
            began, found = process_time(), list(way)
            tables.append(table(what, found, process_time() - began))
            accepted += sum(taken for _, taken in found)
    written = "\n\n".join(tables)
    print(written)
    if not words.dry and STATUS.is_file():
        STATUS.write_text(put(STATUS.read_text(encoding="utf-8"), written, MARKS), encoding="utf-8")
    return int(accepted > 0)


if __name__ == "__main__":
    sys.exit(main())
