"""The table of impacts keeps the rows of other sizes and figures, in the order of sizes, and replaces its own."""

from __future__ import annotations

from bench.impact import MARKS, row, table
from bench.measure import put
from bench.processes import Ran


def measured(lines: int, cpu: float) -> str:
    audits = [(Ran(5.0, cpu, 10.0), Ran(5.0, cpu, 10.0))]
    return row(lines, "notice", [Ran(1.0, 1.0, 20.0)], audits)


def test_rows_are_added_and_replaced() -> None:
    text = put("# Page\n", table([measured(10_000_000, 2.0)], ""), MARKS)
    text = put(text, table([measured(1_000_000, 2.0)], text), MARKS)
    text = put(text, table([measured(1_000_000, 4.0)], text), MARKS)
    rows = [line for line in text.splitlines() if line.startswith("| 1")]
    assert [line.split(" | ")[0] for line in rows] == ["| 1,000,000", "| 10,000,000"]
    assert [line.split(" | ")[4] for line in rows] == ["0.12", "0.25"]
