"""The campaign of edits finds nothing false; it would find what is; and it goes on from where it stopped."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bench import edits
from bench.edits import EDITS, MARKS, Tally, campaign, edit, replayed, save, shares, stood, table
from bench.measure import put
from dsl import core
from interpreter.proof.question import Found
from interpreter.versions.behaviour import Treated
from tests.books import FACT
from tests.generating.books import book as written_book
from tests.generating.outline import seeded
from tests.generating.test_books import load
from tests.interpreter.versions.refactorings import KINDS, refactored
from tests.interpreter.versions.test_behaviour import MAY, both


def test_some_edits_are_told_rightly() -> None:
    tally = Tally()
    for seed in range(12):
        tally.join(edit(seed, cases=100))
    assert tally.false == []
    assert tally.counts[EDITS] == 12
    assert tally.counts["witnesses replayed"] > 0
    assert [share for _, share in shares(tally)] == [1.0] * 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_refactoring_writes_something_otherwise(kind: str) -> None:
    """Or that it is equivalent would be no wonder; the book in Chinese has other texts and the very same core."""
    changed = 0
    for seed in range(10):
        written = written_book(seeded(seed), 3, 3, 2)
        loaded = load(written)
        assert loaded.book
        new = refactored(kind, written, loaded, seed)
        changed += (new.facts, list(new.rules.values())) != (loaded.book.facts, list(loaded.book.rules.values()))
        changed += kind == "in Chinese" and new.hash != loaded.book.hash
    assert changed >= 5


def test_a_difference_that_is_denied_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A comparison that calls everything equivalent."""

    def lying(old: core.Book, *_: object) -> list[Treated]:
        return [Treated(name, "equivalent") for name in (*old.rules, *(n for n, some in old.guards.items() if some))]

    monkeypatch.setattr(edits, "behaviour", lying)
    tally = Tally()
    for seed in range(12):
        tally.join(edit(seed, cases=500))
    assert len(tally.false) > 3


def test_a_witness_is_replayed_from_its_json(tmp_path: Path) -> None:
    old, new = both(tmp_path, FACT + MAY, FACT + MAY.replace("20 days", "21 days"))
    found = Found({"line": {"told_on": date(2021, 5, 11), "good": True}}, date(2021, 6, 1))
    assert replayed(old, new, "close", found, 1)
    assert not replayed(old, new, "close", found, -1)
    assert not replayed(old, new, "close", replace(found, on=date(2021, 6, 2)), 1)


def test_it_goes_on_from_the_page_or_from_a_run_that_did_not_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "edits.json"
    tally = Tally(Counter({EDITS: 40, "looser": 1_234, "refactorings: in Chinese, equivalent": 3}), seconds=7.0)
    page = put("# Page\n", table(tally), MARKS)
    assert stood(page, file) == tally
    later = Tally(Counter({EDITS: 41}), ["3: something"], 8.0)
    save(later, file)
    assert stood(page, file) == later
    save(Tally(Counter({EDITS: 39})), file)
    assert stood(page, file) == tally
    done = list[int]()

    def noted(seed: int, _: int) -> Tally:
        done.append(seed)
        return Tally(Counter({EDITS: 1}))

    monkeypatch.setattr(edits, "edit", noted)
    monkeypatch.setattr(edits, "PROGRESS", file)
    monkeypatch.setattr(edits, "save", lambda _: None)
    campaign(tally, 43, 1, 1)
    assert done == [40, 41, 42]
    assert tally.counts[EDITS] == 43


def test_processes_side_by_side_come_to_what_one_comes_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "save", lambda _: None)
    one, two = Tally(), Tally()
    campaign(one, 6, 1, 20, workers=1)
    campaign(two, 6, 1, 20, workers=2)
    assert one.counts == two.counts
