"""Spark beside the reference on books and snapshots made up: every outcome, due day, reason and reject.

Planning a book costs Spark more than judging a small snapshot, so that a few pairs are tried here, each a new one, and
many by `make campaign-engines ENGINE=spark`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from dsl import core
from interpreter.audit import audit, targets
from interpreter.columns.on_spark import Cluster, judge
from interpreter.columns.values import Unheld
from tests.agree.pairs import Size, made_up, snapshot_of
from tests.agree.tables import FORMS, write
from tests.agree.until import difference

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PAIRS = 3


def differs(book: core.Book, folder: Path, on: date, small: int = 0) -> str:
    """What Spark says otherwise than the reference, "" where it says the same or hands over to it."""
    reference = audit(book, folder, on, everything=True, engine="reference")
    try:
        judged = judge(book, folder, on, targets(book), everything=True, cluster=Cluster(small=small))
    except Unheld:
        return ""
    assert judged.findings is not None
    if told := difference(reference.findings, judged.findings, on):
        return told
    same = (judged.rows, judged.outcomes, judged.rejects) == (reference.rows, reference.outcomes, reference.rejected)
    return "" if same else "counts or rejects"


@pytest.mark.parametrize("number", range(PAIRS))
def test_books_and_snapshots_made_up(number: int, spark: SparkSession, tmp_path: Path) -> None:
    seed = Random().randrange(10**6)
    book = made_up(seed, Size(facts=2, rules=2))
    tables, on = snapshot_of(book, seed)
    folder = write(book, tables, tmp_path / "snapshot", FORMS[number % len(FORMS)])
    assert differs(book, folder, on) == "", f"seed {seed}, form {FORMS[number % len(FORMS)]}"


def test_a_relation_within_another_is_left_to_the_reference(spark: SparkSession, tmp_path: Path) -> None:
    """A condition on rows of one relation that speaks of the row of another around it: a plan has no column for it."""
    book = made_up(3904, Size(facts=2, rules=2))
    tables, on = snapshot_of(book, 3904)
    folder = write(book, tables, tmp_path / "snapshot")
    runs = [audit(book, folder, on, everything=True, engine=engine) for engine in ("reference", "duckdb", "spark")]
    assert [run.engine for run in runs] == ["reference"] * 3
    assert len({str(run.findings.to_pylist()) for run in runs}) == 1
