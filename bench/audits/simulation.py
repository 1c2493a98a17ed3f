"""The thirteen rules in OpenFisca (`formulas`): from Parquet into a simulation, and from there to Parquet.

Keys, values of lists and Parquet are none of OpenFisca's business: Arrow sees to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.simulations import SimulationBuilder

from bench.audits.answer import CODES, RULES, Answer, run
from bench.audits.formulas import DATED, DUES, LISTS, NEVER, OPEN, YES, Array, system


def audit(source: Path, out: Path, today: date) -> Answer:
    """Findings and rejects into the folder → what was counted."""
    rows = pq.read_table(source / "line.parquet")
    read = rows.num_rows
    rejects = rejected(rows)
    pq.write_table(rejects, out / "rejects.parquet")
    keep = np.ones(read, dtype=bool)
    keep[rejects["place"].to_numpy()] = False
    lines = rows.filter(pa.array(keep))
    del rows
    simulation = filled(lines, str(today))
    judged = [simulation.calculate(f"rule_{place}", str(today)) for place in range(len(RULES))]
    counted = [(i, code, int(n)) for i, codes in enumerate(judged) for code, n in enumerate(np.bincount(codes))]
    found = findings(lines["id"], judged, simulation, str(today))
    pq.write_table(pa.concat_tables(found), out / "findings.parquet")
    return Answer.of(read, lines.num_rows, rejects.num_rows, counted)


def rejected(rows: pa.Table) -> pa.Table:
    """Place and code: no key, a value that no list has, a key that came before."""
    unlisted = np.zeros(rows.num_rows, dtype=bool)
    for name, lists in LISTS.items():
        listed = pc.is_in(rows[name], pa.array([each.name for each in lists if each.name != "unknown"]))
        unlisted |= pc.and_(pc.is_valid(rows[name]), pc.invert(listed)).to_numpy()
    keyless = pc.is_null(rows["id"]).to_numpy() & ~unlisted
    places = pa.array(np.arange(rows.num_rows))
    fit = pa.table({"id": rows["id"], "place": places}).filter(pa.array(~unlisted & ~keyless))
    many = fit.group_by("id").aggregate([("place", "count")])
    crowded = fit.filter(pc.is_in(fit["id"], many.filter(pc.greater(many["place_count"], 1))["id"]))
    first = crowded.group_by("id").aggregate([("place", "min")])
    again = crowded.filter(pc.invert(pc.is_in(crowded["place"], first["place_min"])))["place"].to_numpy()
    found = [("SN301", np.flatnonzero(unlisted)), ("SN302", np.flatnonzero(keyless)), ("SN303", again)]
    return pa.table(
        {
            "place": np.concatenate([each for _, each in found]),
            "code": np.concatenate([np.full(len(each), code) for code, each in found]),
        }
    )


def filled(lines: pa.Table, day: str) -> Any:
    """A simulation of these lines and their holders."""
    rules = system()
    builder = SimulationBuilder()
    builder.create_entities(rules)
    owner = pc.binary_join_element_wise(lines["holder_id"], lines["carrier"], lines["province"], "|")
    owners = owner.combine_chunks().dictionary_encode()
    builder.declare_person_entity("line", range(lines.num_rows))
    builder.declare_entity("hoard", range(len(owners.dictionary) + 1))
    builder.populations["hoard"].members_entity_id = pc.fill_null(owners.indices, len(owners.dictionary)).to_numpy()
    simulation = builder.build(rules)
    for name in DATED:
        days = lines[name].cast(pa.int32()).fill_null(int(NEVER.astype("int32"))).to_numpy()
        simulation.set_input(name, day, days.astype("datetime64[D]"))
    for name, lists in LISTS.items():
        simulation.set_input(name, day, encoded(lines[name], lists))
    simulation.set_input("balance", day, lines["balance"].cast(pa.float32()).to_numpy())
    simulation.set_input("messages_month", day, lines["messages_month"].fill_null(-1).to_numpy())
    simulation.set_input("stranger", day, pc.is_null(owner).to_numpy())
    return simulation


def encoded(column: pa.ChunkedArray, lists: type[Enum]) -> EnumArray:
    """A column of a list's values by their places, 0 where it is not known."""
    names = pa.array([each.name for each in lists])
    return EnumArray(pc.fill_null(pc.index_in(column, names), 0).to_numpy().astype("uint8"), lists)


def findings(subjects: pa.ChunkedArray, judged: list[Array], simulation: Any, day: str) -> Iterator[pa.Table]:
    """Rule by rule: what is a breach, late, pending or open."""
    names = pa.array(CODES)
    for place, codes in enumerate(judged):
        found = np.flatnonzero(codes > YES)
        due = np.full(len(found), np.datetime64("NaT", "D"))
        if place in DUES:
            days = simulation.calculate(DUES[place], day)[found]
            due = np.where(codes[found] < OPEN, days, due)
        yield pa.table(
            {
                "rule": pa.repeat(RULES[place], len(found)),
                "subject": subjects.take(pa.array(found)),
                "outcome": names.take(pa.array(codes[found])),
                "due": pa.array(due, pa.date32()),
            }
        )


if __name__ == "__main__":
    run(audit)
