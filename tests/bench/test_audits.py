"""Whoever audits the thirteen rules comes to the same counts and the same findings as the reference."""

from __future__ import annotations

import importlib
from pathlib import Path

import duckdb
import pytest

from bench.audits import handwritten
from bench.audits.answer import CODES, RULES, Answer
from bench.snapshot import DAY, write
from interpreter import Interpreter

LINES = 2000
BOOK = Path(__file__).parents[2] / "bench" / "thirteen"
PEERS = {"handwritten": "duckdb", "frames": "polars", "simulation": "openfisca_core"}
"""A module of `bench.audits` → the library that it needs."""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("thirteen") / "snapshot"
    write(folder, LINES)
    return folder


@pytest.fixture(scope="module")
def reference(snapshot: Path) -> Path:
    out = snapshot.parent / "reference"
    Interpreter.load(BOOK).audit(snapshot, DAY).write(out)
    return out


@pytest.fixture(params=PEERS)
def peer(request: pytest.FixtureRequest, snapshot: Path) -> tuple[Answer, Path]:
    pytest.importorskip(PEERS[request.param], reason="a peer that is not installed: see `make bench-peers`")
    out = snapshot.parent / request.param
    out.mkdir(exist_ok=True)
    return importlib.import_module(f"bench.audits.{request.param}").audit(snapshot, out, DAY), out


def findings(folder: Path) -> set[tuple[str, str, str, str | None]]:
    asked = "SELECT rule, subject, outcome, left(due::VARCHAR, 10) FROM read_parquet(?)"
    rows: list[tuple[str, str, str, str | None]] = duckdb.execute(asked, [str(folder / "findings.parquet")]).fetchall()
    assert len(set(rows)) == len(rows)
    return set(rows)


def test_every_peer_counts_what_the_reference_counts(peer: tuple[Answer, Path], reference: Path) -> None:
    assert peer[0].differences(Answer.read_from(reference / "run.json")) == []


def test_every_peer_finds_what_the_reference_finds_due_date_by_due_date(
    peer: tuple[Answer, Path], reference: Path
) -> None:
    assert findings(peer[1]) == findings(reference)


def test_sql_by_hand_writes_all_that_the_reference_writes(snapshot: Path, reference: Path) -> None:
    handwritten.audit(snapshot, snapshot.parent, DAY)
    columns = 'rule, subject, outcome, due::VARCHAR, "by", missing, edition, standing, highest'
    asked = f"SELECT {columns} FROM read_parquet(?) ORDER BY ALL"
    by_hand, ours = (
        duckdb.execute(asked, [str(folder / "findings.parquet")]).fetchall() for folder in (snapshot.parent, reference)
    )
    assert by_hand == ours


def test_the_snapshot_puts_every_rule_to_work(reference: Path) -> None:
    answer = Answer.read_from(reference / "run.json")
    assert answer.rejected >= 10
    for rule in RULES:
        counts = answer.outcomes[rule]
        assert all(counts[code] for code in ("compliant", "breach", "not_applicable")), rule
    assert {code for code in CODES if any(answer.outcomes[rule][code] for rule in RULES)} == set(CODES)


def test_the_same_seed_gives_the_same_rows_and_another_gives_others(tmp_path: Path) -> None:
    rows = [
        duckdb.read_parquet(str(write(tmp_path / str(i), 300, seed))).fetchall() for i, seed in enumerate((5, 5, 6))
    ]
    assert rows[0] == rows[1] != rows[2]
