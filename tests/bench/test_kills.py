"""`make kills`: what is written down is read again, and added to."""

from __future__ import annotations

from collections import Counter

from bench.kills import read, table


def test_what_is_written_is_read_again() -> None:
    found = Counter({0: 7, 2: 3, 11: 1})
    assert read(table(found)) == found
    assert "All: 11 killed" in table(found)
    assert read("") == Counter()
