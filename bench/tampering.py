"""`make alter-bundles`: receipts and logs altered at random; none may be accepted, into docs/status.md.

Damage, as of editions (`bench/alterations.py`), is put to a reader who has no key; what a forger does, to one who has
the key: of receipts (`bench/forging.py`), of logs (`bench/rewriting.py`).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time

from bench.alterations import total
from bench.forging import OURS, is_equal, is_read, of_receipts, receipts
from bench.measure import STATUS, put
from bench.rewriting import entries, filed, is_sound, of_logs

MARKS = "<!-- tampering:begin -->", "<!-- tampering:end -->"


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
    whole = filed([entry.line() for entry in entries()], folder)
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
