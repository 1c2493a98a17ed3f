"""`bench/results.json` in, `results.svg` beside it out: time of an audit, how it grows, and time of a decision."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import median
from typing import Any

import altair as alt

OURS, OTHERS = "#c8102e", "#8a8d91"
SAID = {"seconds": "seconds by the clock", "cpu": "seconds of the processor"}
NAMES = {
    "guiju": "guiju", "duckdb_sql": "hand-written SQL (DuckDB)", "polars": "Polars", "openfisca": "OpenFisca",
    "python": "hand-written Python", "zen": "ZEN expression", "zen_graph": "ZEN graph", "cel": "CEL (C++)",
    "cel_rust": "CEL (Rust)", "cedar": "Cedar", "opa": "Rego (regorus)", "opa_cpp": "Rego (rego-cpp)",
}  # fmt: skip


def rows(runs: list[dict[str, Any]], what: str, measure: str) -> list[dict[str, object]]:
    """Of each who did it, at each size: the median over all runs."""
    found: dict[tuple[str, int], list[float]] = {}
    for run in runs:
        if run["what"] == what:
            found.setdefault((run["who"], run["lines"]), []).extend(run[measure])
    return [
        {"who": NAMES[who], "lines": lines, "took": median(each), "ours": who == "guiju"}
        for (who, lines), each in found.items()
    ]


def bars(data: list[dict[str, object]], title: str, unit: str) -> alt.Chart | alt.LayerChart:
    """One bar each, the fastest on top, on a scale of powers of ten."""
    took = alt.X("took:Q", title=unit, scale=alt.Scale(type="log"), axis=alt.Axis(grid=True, ticks=False))
    colour = alt.condition("datum.ours", alt.value(OURS), alt.value(OTHERS))
    drawn = alt.Chart(alt.Data(values=data), title=title).encode(y=alt.Y("who:N", sort="x", title=None), x=took)
    numbers = drawn.mark_text(align="left", dx=4).encode(text=alt.Text("took:Q", format=".3~g"))
    return (drawn.mark_point(filled=True, size=90).encode(color=colour) + numbers).properties(width=330)


def growth(data: list[dict[str, object]], unit: str) -> alt.Chart:
    """Time over size, both on a scale of powers of ten."""
    return (
        alt.Chart(alt.Data(values=data), title="The same by size")
        .mark_line(point=True)
        .encode(
            x=alt.X("lines:Q", scale=alt.Scale(type="log"), axis=alt.Axis(format="~s")),
            y=alt.Y("took:Q", title=unit, scale=alt.Scale(type="log")),
            color=alt.Color("who:N", title=None, scale=alt.Scale(scheme="tableau10")),
        )
        .properties(width=330, height=180)
    )


def draw(results: Path) -> Path:
    """Writes the chart → its path."""
    data = json.loads(results.read_text(encoding="utf-8"))
    measure = data["measure"]
    audits = rows(data["runs"], "audit", measure)
    most = max((int(str(each["lines"])) for each in audits), default=0)
    charts: list[Any] = []
    if audits:
        title = f"Audit: thirteen rules, {most:,} lines, Parquet to Parquet"
        charts.append(bars([each for each in audits if each["lines"] == most], title, SAID[measure]))
        charts.append(growth(audits, SAID[measure]))
    for what, title in (("decide", "One decision on thirteen rules"), ("terminate", "terminate, whole cn-telecom")):
        if decisions := rows(data["runs"], what, "microseconds"):
            charts.append(bars(decisions, title, "microseconds"))
    out = results.with_suffix(".svg")
    whole = alt.vconcat(*charts).configure(background="white")  # else it cannot be read on a dark page
    whole.configure_view(stroke=None).save(str(out))
    return out


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
