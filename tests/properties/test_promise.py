"""A promise counts what it tries, and fails where the case that matters comes up too seldom."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import strategies as st

from bench.campaign import table
from tests.properties import promise as promises
from tests.properties.promise import TALLIES, promise, reached


@pytest.fixture(autouse=True)
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """These are no promises of the law: nothing of them is written down."""
    monkeypatch.setattr(promises, "TALLIES", [])
    monkeypatch.setenv("PROMISE_EXAMPLES", "40")


def test_a_promise_that_is_never_put_to_the_test_fails() -> None:
    def even(number: int) -> None:
        reached("even", number % 2 == 0)
        reached("huge", number > 1000)

    with pytest.raises(AssertionError, match="'huge' in 0 of"):
        promise(0, st.integers(0, 100), even=0.2, huge=0.2)(even)()


def test_a_share_is_asked_for_where_enough_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    def seldom(number: int) -> None:
        reached("zero", number == 0)

    promise(0, st.integers(0, 10_000), zero=0.5)(seldom)()
    monkeypatch.setattr(promises, "ENOUGH", 10)
    with pytest.raises(AssertionError, match=r"50\.0% are asked for"):
        promise(0, st.integers(0, 10_000), zero=0.5)(seldom)()


def test_a_promise_is_tried_in_rounds_and_counted_as_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(promises, "ROUND", 10)

    def small(number: int) -> None:
        assert reached("small", number < 10**6)

    promise(0, st.integers(0, 10**5), small=0.5)(small)()
    (tally,) = promises.TALLIES
    assert tally.tried == tally.reached["small"] >= 40
    promises.write(tmp_path / "tallies.json")
    (row,) = json.loads((tmp_path / "tallies.json").read_text(encoding="utf-8"))
    assert (row["number"], row["test"], row["reached"]) == (0, "small", {"small": tally.tried})
    assert TALLIES is not promises.TALLIES
    told = table([row])
    assert f"| 0 | `small` | {tally.tried} | small 100.0% |" in told
    assert f"All: {tally.tried} examples" in told


def test_a_campaign_keeps_the_rows_of_promises_that_were_tried_before() -> None:
    def tally(name: str, tried: int, seconds: float) -> dict[str, object]:
        return {"number": 2, "test": f"test_{name}", "tried": tried, "reached": {}, "seconds": seconds}

    before = table([tally("2_a", 5000, 7.2), tally("2_b", 5000, 3.4)])
    after = table([tally("2_b", 100_000, 60)], before)
    assert "| 2 | `2_a` | 5,000 |  | 7 |" in after
    assert "| 2 | `2_b` | 100,000 |  | 60 |" in after
    assert "All: 105,000 examples in 67 s" in after


def test_what_is_found_is_told_as_hypothesis_tells_it() -> None:
    def small(number: int) -> None:
        assert number < 50

    with pytest.raises(AssertionError) as caught:
        promise(0, st.integers(0, 1000))(small)()
    assert any("number=50" in note for note in caught.value.__notes__)
