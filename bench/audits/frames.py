"""The thirteen rules in Polars: lazy expressions, read and judged by its streaming engine.

Each rule is a column of outcomes by number; cards are counted by a group-by whose few large groups are joined back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bench.audits.answer import CODES, RULES, Answer, run

if TYPE_CHECKING:
    from polars import DataFrame, Expr, LazyFrame

OWNER = ["holder_id", "carrier", "province"]
DATED = (
    "activated_on", "verified_on", "found_on", "notified_on", "suspended_on", "ended_on", "refunded_on",
    "arrears_since", "paid_on", "messaged_on", "consented_on", "withdrawn_on", "complained_on", "answered_on",
)  # fmt: skip
LISTS = {
    "channel": ["own_store", "agent_shop", "online"],
    "stop_ground": ["no_ground", "unregistered", "arrears", "own_request"],
}
NO, YES, BREACH, LATE, PENDING, OPEN = range(6)


def audit(source: Path, out: Path, today: date) -> Answer:
    """Findings and rejects into the folder → what was counted."""
    import polars as pl

    rows = pl.scan_parquet(source / "line.parquet", row_index_name="place")
    rejects = rejected(rows)
    lines = rows.join(rejects.lazy(), on="place", how="anti").with_columns(
        pl.when(pl.col(name) <= today).then(pl.col(name)).alias(name) for name in DATED
    )
    dues = {place: f"due{place}" for place in deadlines()}
    judged = (
        lines.join(hoards(lines), on=OWNER, how="left")
        .select(
            "id",
            *(due.alias(dues[place]) for place, due in deadlines().items()),
            *(pl.coalesce(code, pl.lit(OPEN)).cast(pl.UInt8).alias(RULES[i]) for i, code in enumerate(rules(today))),
        )
        .collect(engine="streaming")
    )
    rejects.write_parquet(out / "rejects.parquet")
    pl.concat(list(findings(judged, dues))).write_parquet(out / "findings.parquet")
    read = rows.select(pl.len()).collect().item()
    return Answer.of(read, judged.height, rejects.height, counted(judged))


def rejected(rows: LazyFrame) -> DataFrame:
    """Place and code: no key, a value that no list has, a key that came before."""
    import polars as pl

    unlisted = pl.any_horizontal(~pl.col(name).is_in(values) for name, values in LISTS.items()).fill_null(False)
    bad = rows.filter(unlisted | pl.col("id").is_null()).select(
        "place", pl.when(pl.col("id").is_null()).then(pl.lit("SN302")).otherwise(pl.lit("SN301")).alias("code")
    )
    fit = rows.filter(~unlisted & pl.col("id").is_not_null()).select("id", "place")
    crowded = fit.group_by("id").agg(pl.len()).filter(pl.col("len") > 1).select("id")
    again = (
        fit.join(crowded, on="id", how="semi")
        .filter(pl.col("place") > pl.col("place").min().over("id"))
        .select("place", pl.lit("SN303").alias("code"))
    )
    return pl.concat([bad, again]).collect(engine="streaming")


def hoards(lines: LazyFrame) -> LazyFrame:
    """Holders with five live cards or more at one carrier in one province."""
    import polars as pl

    live = pl.col("activated_on").is_not_null() & pl.col("ended_on").is_null()
    known = pl.all_horizontal(pl.col(name).is_not_null() for name in OWNER)
    return lines.filter(live & known).group_by(OWNER).agg(pl.len().alias("cards")).filter(pl.col("cards") >= 5)


def deadlines() -> dict[int, Expr]:
    """The last days of those rules that have one, by their places."""
    from polars import col, duration, lit, when

    window = when(col("complained_on") < date(2026, 1, 1)).then(lit(30)).otherwise(lit(15))
    return {
        0: col("found_on") + duration(days=10),
        3: col("ended_on") + duration(days=15),
        4: col("activated_on") + duration(days=90),
        6: col("arrears_since").dt.offset_by("3mo"),
        10: col("complained_on") + duration(days=window),
    }


def rules(today: date) -> Iterator[Expr]:
    """The outcome of each rule by its number; null where it is not known."""
    from polars import col, lit, when

    due = deadlines()

    def timely(start: str, done: str, last: Expr) -> Expr:
        overdue = when(last < today).then(lit(BREACH)).otherwise(lit(PENDING))
        met = when(col(done) <= last).then(lit(YES)).when(col(done).is_not_null()).then(lit(LATE)).otherwise(overdue)
        return when(col(start).is_null()).then(lit(NO)).otherwise(met)

    def state(applies: Expr, holds: Expr) -> Expr:
        judged = when(holds).then(lit(YES)).when(~holds).then(lit(BREACH))
        return when(~applies).then(lit(NO)).when(applies).then(judged)

    live = col("activated_on").is_not_null() & col("ended_on").is_null()
    stranger = col("holder_id").is_null() | col("carrier").is_null() | col("province").is_null()
    suspended, ended, messaged = (col(f"{name}_on").is_not_null() for name in ("suspended", "ended", "messaged"))
    paying = col("balance") > 0
    unregistered = col("stop_ground") == "unregistered"
    crowded = when(~stranger).then(col("cards").is_not_null())
    yield timely("found_on", "notified_on", due[0])
    yield state(
        suspended & unregistered,
        (col("suspended_on") - col("notified_on")).dt.total_days().fill_null(0) > 30,
    )
    yield state(ended, (col("ended_on") - col("suspended_on")).dt.total_days().fill_null(0) > 60)
    yield (when(~ended | ~paying).then(lit(NO)).when(paying).then(timely("ended_on", "refunded_on", due[3])))
    overdue = when(due[4] < today).then(lit(BREACH)).otherwise(lit(PENDING))
    yield when(~live).then(lit(NO)).when(col("verified_on").is_not_null()).then(lit(YES)).otherwise(overdue)
    yield state(suspended & paying, col("stop_ground") != "no_ground")
    yield timely("arrears_since", "paid_on", due[6])
    yield state(messaged, (col("consented_on") <= col("messaged_on")).fill_null(False))
    yield state(messaged, (col("withdrawn_on") > col("messaged_on")).fill_null(True))
    yield state(live, col("messages_month") <= 4)
    yield timely("complained_on", "answered_on", due[10])
    yield state(live, when(~stranger).then(col("cards").fill_null(0) <= 5))
    yield state(live & crowded, col("channel") == "own_store")


def findings(judged: DataFrame, dues: dict[int, str]) -> Iterator[DataFrame]:
    """Rule by rule: what is a breach, late, pending or open."""
    import polars as pl

    outcome = pl.Enum(CODES)
    for place, rule in enumerate(RULES):
        due = pl.when(pl.col(rule) < OPEN).then(pl.col(dues[place])) if place in dues else pl.lit(None, pl.Date)
        yield judged.filter(pl.col(rule) > YES).select(
            pl.lit(rule).alias("rule"),
            pl.col("id").alias("subject"),
            pl.col(rule).cat.to(outcome).cast(pl.String).alias("outcome"),
            due.alias("due"),
        )


def counted(judged: DataFrame) -> Iterator[tuple[int, int, int]]:
    """Rule, outcome, rows."""
    for place, rule in enumerate(RULES):
        for code, rows in judged[rule].value_counts().iter_rows():
            yield place, code, rows


if __name__ == "__main__":
    run(audit)
