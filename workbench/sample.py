"""`guiju sample`: a size, a seed and a day in; a snapshot that looks like an operator's out, nobody in it being real.

The base is lawful (`lives`); on request, known breaches (`faults`) and malformed rows (`damage`) are strewn among it,
and `faults.json` beside the tables says where:

    {"faults": [{"rule": RULE or ACTION, "entity", "subject": KEY, "outcome", "why": {"zh", "en"}}],
     "malformed": [{"entity", "file", "line", "code"}]}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from dsl import core
from dsl.core import Words
from dsl.record import dataclass
from workbench.damage import Damage, Malformed, as_line, cells_of, insert, kinds, places
from workbench.population import PREFIXES, Form, Population

if TYPE_CHECKING:
    from workbench.planting import Planting

BOOK = "cn-telecom"
DEFAULT_DAY = date(2026, 11, 20)
FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2026, 12, 31)
"""Of a snapshot: lives reach through all of the law from 2012 on, and no period beyond the official calendar."""
MOST_LINES = 50_000_000
_LINES_PER_FAULT, _LINES_PER_DAMAGE = 5_000, 20_000
LIST = "faults.json"


@dataclass(frozen=True, slots=True)
class Planted:
    """A breach that is in the sample: what an audit must say of the row with that key."""

    rule: str
    entity: str
    subject: str
    outcome: str
    why: Words


@dataclass(frozen=True, slots=True)
class Sample:
    """What was made: records by table, malformed ones included, and what is wrong on purpose."""

    on: date
    counts: Mapping[str, int]
    faults: tuple[Planted, ...] = ()
    malformed: tuple[Malformed, ...] = ()


def make_sample(
    folder: Path, lines: int, seed: int = 1, form: Form = "parquet", faults: bool = False, on: date | None = None
) -> Sample:
    """Writes one table per entity into `folder`. `line` has `lines` records, or more where the faults need more.

    Raises ValueError for a size, seed or day that cannot be had, FileExistsError beside tables of another form.
    """
    day = on or DEFAULT_DAY
    if not 1 <= lines <= MOST_LINES:
        raise ValueError(f"a sample has 1 to {MOST_LINES:,} lines")
    if abs(seed) >= 2**62:
        raise ValueError("a seed has at most 18 digits")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"the snapshot's day lies between {FIRST_DAY} and {LAST_DAY}")
    _prepare(folder, form)
    planting = _planting(day, seed, max(1, lines // _LINES_PER_FAULT)) if faults else None
    damages = {table: kinds(table, form, max(1, lines // _LINES_PER_DAMAGE)) if faults else [] for table in PREFIXES}
    taken = len(damages["line"]) + (len(planting.rows["line"]) if planting else 0)
    with Population(max(1, lines - taken), seed, day) as population:
        population.plant(planting.rows if planting else {})
        malformed = [each for table in PREFIXES for each in _write(population, table, folder, form, damages[table])]
        counts = {table: population.count(table) + len(damages[table]) for table in PREFIXES}
        planted = tuple(
            Planted(claim.rule, claim.entity, population.key(claim.entity, claim.number), claim.outcome, claim.why)
            for claim in (planting.claims if planting else ())
        )
    sample = Sample(day, counts, planted, tuple(malformed))
    if faults:
        _list(sample, folder / LIST)
    return sample


def _prepare(folder: Path, form: Form) -> None:
    """A sample of the same form is overwritten; one of another form would make a second source of each table."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name.split(".")[0] in PREFIXES and path.name != f"{path.stem}.{form}":
            raise FileExistsError(17, "another snapshot is there", str(path))
    (folder / LIST).unlink(missing_ok=True)


def _planting(day: date, seed: int, copies: int) -> Planting:
    from workbench.faults import plant

    return plant(_book(), day, seed, copies)


@cache
def _book() -> core.Book:
    from dsl.load import load_book

    book = load_book(BOOK).book
    assert book is not None  # the shipped book has no errors
    return book


def _write(population: Population, table: str, folder: Path, form: Form, damages: list[Damage]) -> list[Malformed]:
    """Writes one table with its malformed rows → where these are."""
    rows = population.count(table)
    cells = [
        cells_of(damage, population.key(table, rows + i), population.key(table, 1))
        for i, damage in enumerate(damages, 1)
    ]
    at = places(len(damages), rows)
    if form == "parquet":
        path = population.write(table, folder, form, list(zip(at, cells, strict=True)))
    else:
        path = population.write(table, folder, form)
        columns = population.columns(table)
        insert(path, [(p, as_line(d, c, columns)) for p, d, c in zip(at, damages, cells, strict=True)])
    header = 1 if form == "csv" else 0
    return [
        Malformed(table, path.name, place + i + header, damage.code)
        for i, (place, damage) in enumerate(zip(at, damages, strict=True), 1)
    ]


def _list(sample: Sample, path: Path) -> None:
    faults = [asdict(each) for each in sample.faults]
    text = json.dumps(
        {"faults": faults, "malformed": [asdict(each) for each in sample.malformed]}, ensure_ascii=False, indent=1
    )
    path.write_text(text + "\n", encoding="utf-8")
