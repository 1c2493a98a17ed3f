"""What Spark finds is what the reference finds: outcomes, findings, rejects, whichever way the rows came to Spark."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dsl import core
from interpreter.audit import audit, targets
from interpreter.columns import vast
from interpreter.columns.dialects import SPARK
from interpreter.columns.on_spark import Cluster, judge
from interpreter.columns.session import Distributed, opened
from interpreter.columns.values import Unheld
from interpreter.columns.wording import FULL, HALVES, pattern
from interpreter.mask import is_personal
from interpreter.run import Run, read_findings
from tests.agree.until import difference
from tests.books import FACT, rule, small_book, telecom
from tests.interpreter.forms import RULES, parquet, parts, plain
from workbench.sample import make_sample

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ON = date(2026, 11, 20)
pytestmark = pytest.mark.usefixtures("spark")

TOLD = (
    "arrears/late_fee", "cards/stock", "complaints/answer", "registration/revocation", "registration/reminder",
    "sms/number", "stops/reasons", "suspend", "terminate",
)  # fmt: skip
"""Of the shipped book: each kind of plan once. Planning all of it takes Spark minutes, whatever the data."""


def found(
    book: core.Book, folder: Path, on: date, small: int, only: tuple[str, ...] = (), everything: bool = False
) -> Run:
    """What Spark finds, which is what the reference finds; tables of more than `small` rows are read by Spark."""
    wanted = targets(book, only)
    reference = audit(book, folder, on, only=only, everything=everything, engine="reference")
    judged = judge(book, folder, on, wanted, everything, cluster=Cluster(small=small))
    assert judged.findings is not None
    assert difference(reference.findings, judged.findings, on) == ""
    assert judged.findings.schema == reference.findings.schema
    assert (judged.rows, judged.outcomes) == (reference.rows, reference.outcomes)
    assert judged.rejects == reference.rejected
    return reference


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "snapshot"
    make_sample(folder, 300, 1, "parquet", True, ON)
    return folder


@pytest.mark.parametrize(("small", "only"), [(200, TOLD[:4]), (10**9, TOLD)], ids=["read by Spark", "brought over"])
def test_the_shipped_book_on_a_sample_with_faults(small: int, only: tuple[str, ...], sample: Path) -> None:
    """Tables of more than 200 rows are those of lines, holders, applications and messages."""
    run = found(telecom().book, sample, ON, small, only)
    assert run.rejected
    assert len(run.findings) >= 2 * len(only)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> core.Book:
    return small_book(tmp_path_factory.mktemp("book"), RULES)


@pytest.mark.parametrize("write", [plain, parquet, parts], ids=lambda form: form.__name__)
def test_every_form_is_judged_alike(write: Callable[..., None], book: core.Book, tmp_path: Path) -> None:
    """Parquet is read by Spark, the other forms are brought over, and the relations between them hold."""
    (tmp_path / "snapshot").mkdir()
    write(tmp_path / "snapshot", book)
    found(book, tmp_path / "snapshot", date(2019, 3, 1), 0, everything=True)


LINES = {
    "id": ["A", "B", "C", "A", "13866667777", "E", "F", None, "G", "八"],
    "told_on": [
        date(2018, 1, 1),
        None,
        date(2018, 2, 1),
        date(2018, 1, 1),
        date(2018, 2, 2),
        None,
        None,
        None,
        None,
        None,
    ],
    "opened_on": [date(2018, 2, 20)] * 10,
    "good": [True, False, None, True, False, True, True, True, True, True],
    "strange": [None, None, None, None, None, "x", None, "", "", None],
}


def test_parts_are_numbered_in_their_order_and_odd_rows_judged_by_python(tmp_path: Path) -> None:
    """Repeated and missing keys, columns that nobody knows, and a key that must not be shown, in three parts."""
    (tmp_path / "book").mkdir()
    rules = rule("must line.good") + rule("must happen line.told_on within notice after line.opened_on", "b/rule")
    made = small_book(tmp_path / "book", rules)
    folder = tmp_path / "快照 1" / "line"
    folder.mkdir(parents=True)
    table = pa.table(LINES)
    for number, (first, many) in enumerate(((0, 3), (3, 4), (7, 3))):
        pq.write_table(table.slice(first, many), folder / f"part {number}.parquet", row_group_size=2)
    run = found(made, tmp_path / "快照 1", date(2018, 3, 1), 0, everything=True)
    assert {each.code for each in run.rejected} == {"SN302", "SN303", "SN305"}
    assert "line/part_1.parquet:2" in run.findings.column("subject").to_pylist()


def test_tables_too_odd_for_spark_are_brought_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More odd rows than are few."""
    monkeypatch.setattr(vast, "MOST", 1)
    (tmp_path / "book").mkdir()
    (tmp_path / "snapshot").mkdir()
    made = small_book(tmp_path / "book", rule("must line.good"))
    pq.write_table(pa.table({"id": ["a", None, None], "good": [True] * 3}), tmp_path / "snapshot" / "line.parquet")
    assert len(found(made, tmp_path / "snapshot", ON, 0).rejected) == 2


def test_a_moment_in_the_first_year_is_left_to_the_reference(tmp_path: Path) -> None:
    """It was taken for unknown: Python's reader takes it, and no staged type holds it."""
    (tmp_path / "book").mkdir()
    (tmp_path / "snapshot").mkdir()
    made = small_book(tmp_path / "book", rule("must line.asked_at is known"))
    first = pa.array([datetime(1, 1, 1, 3, tzinfo=UTC)], pa.timestamp("us", "UTC"))
    pq.write_table(pa.table({"id": ["a"], "asked_at": first}), tmp_path / "snapshot" / "line.parquet")
    with pytest.raises(Unheld):
        judge(made, tmp_path / "snapshot", ON, targets(made), cluster=Cluster(small=0))


def test_findings_are_written_in_parts_and_read_in_their_order(tmp_path: Path) -> None:
    for name in ("book", "snapshot"):
        (tmp_path / name).mkdir()
    made = small_book(tmp_path / "book", rule("must line.good") + FACT)
    ids = [f"L{number:03d}" for number in range(200)]
    pq.write_table(pa.table({"id": ids, "good": [False] * 200}), tmp_path / "snapshot" / "line.parquet")
    out = tmp_path / "out"
    out.mkdir()
    (out / "findings.parquet").write_text("an earlier one")
    run = audit(made, tmp_path / "snapshot", ON, engine="spark", master="local[2]", out=out)
    assert run.engine == "spark"
    written = ["findings.parquet", "receipt.json", "rejects.parquet", "run.json"]
    assert sorted(path.name for path in out.iterdir()) == written
    assert all(path.suffix == ".parquet" for path in (out / "findings.parquet").iterdir())
    reference = audit(made, tmp_path / "snapshot", ON, engine="reference")
    assert difference(reference.findings, read_findings(out / "findings.parquet"), reference.on) == ""
    again = audit(made, tmp_path / "snapshot", ON, engine="duckdb", out=out)
    assert (out / "findings.parquet").is_file()
    assert difference(reference.findings, again.findings, reference.on) == ""


NUMBERS = (
    "13866667777", "1386666777", "138 6666 7777", "+86-138-6666-7777", "008613866667777", "x13866667777y",
    "138666677771", "010-1234567", "0571-12345678", "11010519900101123X", "11010519900101123x", "110105199001011",
    "110105 1990 0101 123X", "１３８６６６６７７７７", "１３８－６６６６－７７７７",
    "110105１９９００１０１１２３Ｘ", "1380000000０",
    "138\u30006666\u20037777", "138\u00856666\u20297777", "13866667777\n", "861380000000000", "1" * 40, "\u00b2" * 11,
    "L-1", "", "2026-11-20T10:00:00", "a\u0085b",
)  # fmt: skip


def test_spark_tells_personal_numbers_as_python_does(spark: SparkSession, tmp_path: Path) -> None:
    with opened("local[2]", tmp_path, "1g") as session:
        engine = Distributed(session)
        texts = [
            f"{before}{number}{after}" for number in NUMBERS for before in ("", "0", "号") for after in ("", "9", " ")
        ]
        engine.give("t", pa.table({"n": range(len(texts)), "s": texts}))
        bound = {"personal": pattern(), "full": FULL, "half": HALVES}
        rows = engine.rows(f"SELECT n, {SPARK.personal.format('s')} FROM t ORDER BY n", bound)
    assert [told for _, told in rows] == [is_personal(text) for text in texts]
