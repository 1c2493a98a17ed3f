"""Receipts for tests: of decisions and audits, and as somebody would write them who knows the form and has no key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from dsl.edition import canonical
from interpreter.ask import Interpreter
from interpreter.receipts.form import Receipt
from interpreter.receipts.keys import Key
from tests.books import telecom

KEY, OTHER = Key(bytes(range(32))), Key(bytes(range(32, 64)))
ON = date(2016, 7, 11)
PHONE, NUMBER = "13800138000", "11010519491231002X"
FACTS: Mapping[str, Any] = {
    "line": {
        "id": "L1", "msisdn": PHONE, "activated_on": "2014-05-01", "suspended_on": "2016-04-12",
        "holder": {"id": "H1", "id_number": NUMBER, "born_on": "1949-12-31"}, "reminders": [{"sent_on": "2016-03-30"}],
    }
}  # fmt: skip
LINES = """id,activated_on,suspended_on,terminated_on,holder_id
L1,2014-05-01,2016-04-12,2016-07-11,H1
L2,2014-05-01,2016-04-12,2016-07-12,H1
13800138000,2014-05-01,2016-04-12,,H1
L5,soon,,,H1
"""


def book() -> Interpreter:
    """The shipped book."""
    return telecom()


def decided(facts: Mapping[str, Any] = FACTS, on: date = ON) -> Receipt:
    """Of a decision on these facts."""
    return book().decide("terminate", facts, on).receipt(KEY)


def snapshot(folder: Path) -> Path:
    """A small one, in two tables and three files, with a telephone number for a key and a row that is rejected."""
    (folder / "reminder").mkdir(parents=True)
    (folder / "line.csv").write_text(LINES, encoding="utf-8")
    for n, key in enumerate(("L1", "L2")):
        text = f"id,line_id,sent_on\nR{n},{key},2016-03-30\n"
        (folder / "reminder" / f"{n}.csv").write_text(text, encoding="utf-8")
    (folder / "holder.csv").write_text("id\nH1\n", encoding="utf-8")
    return folder


def audited(folder: Path, **options: Any) -> Receipt:
    """Of an audit of a folder."""
    found = book().audit(folder, date(2016, 7, 20), **options).receipt
    assert found is not None
    return found


def forged(receipt: Receipt, **members: Any) -> bytes:
    """The same with other members and the right hash; what is None is not there."""
    said = {**receipt.data, **members}
    said = {name: value for name, value in said.items() if value is not None and name != "sha256"}
    return canonical({**said, "sha256": sha256(canonical(said)).hexdigest()}) + b"\n"
