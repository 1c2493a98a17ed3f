"""A size, a seed and a day in, the tables of an operator's base out: lawful lives (`lives`) of lines that nobody has.

The tables are made by columns in SQL, so that a million lines take seconds. Chance is a hash of the seed, of what is
drawn and of the row's number, written out here because the engine's own `hash` may change with its version: the same
seed gives the same tables, on however many threads.

While tables are made, keys are numbers: 1, 2, … in the base and -1, -2, … for rows that are planted. At the end the
planted rows are spread evenly among the others, and numbers become keys: the third planted line of ten thousand is
`L00000300` if there are a hundred of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Literal

from workbench import senders, upkeep
from workbench.lives import SCRIPTS

if TYPE_CHECKING:
    import pyarrow

Form = Literal["parquet", "csv"]
PREFIXES = {
    "line": "L", "holder": "H", "reminder": "R", "application": "A", "stoppage": "T", "message": "M", "consent": "C",
    "request": "Q", "complaint": "K", "appeal": "P", "report": "B",
    **upkeep.PREFIXES, **senders.PREFIXES,
    "business": "N", "company": "E", "agent": "G", "leak": "X", "query": "Y", "dispute": "Z", "listing": "J",
}  # fmt: skip
"""Table → the letter its keys begin with."""

CHANCE = """
CREATE MACRO present() AS getvariable('present')::DATE;
CREATE MACRO low_half(x) AS x & 4294967295;
CREATE MACRO salted(what, n) AS
    low_half(n::UBIGINT * 2654435761 + low_half(md5_number_lower(concat_ws('/', getvariable('seed'), what))));
CREATE MACRO stirred(x) AS low_half(xor(x, x >> 16) * 2246822507::UBIGINT);
CREATE MACRO mixed(x) AS low_half(xor(x, x >> 13) * 3266489909::UBIGINT);
CREATE MACRO dice(what, n, sides) AS                      -- 0 … sides - 1
    ((mixed(stirred(salted(what, n))) * greatest(sides, 1)::UBIGINT) >> 32)::INTEGER;
CREATE MACRO chance(what, n, permille) AS dice(what, n, 1000) < permille;
CREATE MACRO past(x) AS CASE WHEN x::DATE <= present() THEN x END;
CREATE MACRO clock(what, n) AS to_seconds(28800 + dice(what, n, 50000));      -- between 8:00 and 21:53
CREATE MACRO yuan(cents) AS (cents * 0.01)::DECIMAL(12, 2);
CREATE MACRO digit(text, place) AS substr(text, place, 1)::INTEGER;

-- Nobody has these telephone numbers. Subscribers' mobile numbers run from 13 to 19; what begins with 10 are codes of
-- services, five digits long (106…: message services), so eleven digits (IoT cards: thirteen) after 100 are no number.
-- No local number begins with 0, so neither is 010 0…, for fixed lines. Multiplying modulo a prime keeps them distinct.
CREATE MACRO scattered(n, modulus) AS ((n * 61803399 + abs(getvariable('seed')) % 1000003) % modulus)::VARCHAR;
CREATE MACRO phone(n, kind) AS
    CASE kind WHEN 'fixed' THEN '0100' || lpad(scattered(n, 9999991), 7, '0')
              WHEN 'iot' THEN '10000' || lpad(scattered(n, 99999989), 8, '0')
              ELSE '100' || lpad(scattered(n, 99999989), 8, '0') END;

-- Nor these identity numbers: areas are numbered 11 to 83, and numbers of foreign residents have 9 and then such an
-- area, so 99xxxx is no place. The check digits are right (GB 11643; for units GB 32100 and GB 11714).
CREATE MACRO resident(b) AS b || substr('10X98765432', 1 + (
    7 * digit(b, 1) + 9 * digit(b, 2) + 10 * digit(b, 3) + 5 * digit(b, 4) + 8 * digit(b, 5) + 4 * digit(b, 6)
    + 2 * digit(b, 7) + digit(b, 8) + 6 * digit(b, 9) + 3 * digit(b, 10) + 7 * digit(b, 11) + 9 * digit(b, 12)
    + 10 * digit(b, 13) + 5 * digit(b, 14) + 8 * digit(b, 15) + 4 * digit(b, 16) + 2 * digit(b, 17)) % 11, 1);
CREATE MACRO organisation(b) AS b || substr('0X987654321', 1 + (
    3 * digit(b, 1) + 7 * digit(b, 2) + 9 * digit(b, 3) + 10 * digit(b, 4) + 5 * digit(b, 5) + 8 * digit(b, 6)
    + 4 * digit(b, 7) + 2 * digit(b, 8)) % 11, 1);
CREATE MACRO credit(b) AS b || substr('0YXWUTRQPNMLKJHGFEDCBA987654321', 1 + (
    digit(b, 1) + 3 * digit(b, 2) + 9 * digit(b, 3) + 27 * digit(b, 4) + 19 * digit(b, 5) + 26 * digit(b, 6)
    + 16 * digit(b, 7) + 17 * digit(b, 8) + 20 * digit(b, 9) + 29 * digit(b, 10) + 25 * digit(b, 11)
    + 13 * digit(b, 12) + 8 * digit(b, 13) + 24 * digit(b, 14) + 10 * digit(b, 15) + 30 * digit(b, 16)
    + 28 * coalesce(TRY_CAST(substr(b, 17, 1) AS INTEGER), 29)) % 31, 1);         -- X counts 29

-- In a thousand lines, about as the inhabitants are spread.
CREATE TABLE province AS SELECT row_number() OVER (ORDER BY rank, i) - 1 AS pick, province FROM (VALUES
    (1, 'guangdong', 100), (2, 'shandong', 65), (3, 'henan', 63), (4, 'jiangsu', 60), (5, 'sichuan', 57),
    (6, 'zhejiang', 52), (7, 'hebei', 52), (8, 'hunan', 46), (9, 'anhui', 43), (10, 'hubei', 41), (11, 'guangxi', 35),
    (12, 'yunnan', 33), (13, 'jiangxi', 31), (14, 'fujian', 31), (15, 'liaoning', 30), (16, 'shaanxi', 28),
    (17, 'guizhou', 27), (18, 'shanxi', 24), (19, 'chongqing', 24), (20, 'shanghai', 22), (21, 'heilongjiang', 21),
    (22, 'beijing', 20), (23, 'xinjiang', 18), (24, 'gansu', 17), (25, 'jilin', 16), (26, 'inner_mongolia', 16),
    (27, 'tianjin', 10), (28, 'hainan', 7), (29, 'ningxia', 5), (30, 'qinghai', 4), (31, 'tibet', 2)
) AS v(rank, province, weight), LATERAL (SELECT unnest(range(weight)) AS i);

-- Four basic operators and twelve MVNOs, all made up, by their share of lines.
CREATE TABLE carrier AS
    SELECT slot, if(slot < 4, 'basic', 'mvno') AS carrier_kind,
        if(slot < 4, '运营商' || substr('甲乙丙丁', slot + 1, 1), '转售商' || lpad((slot - 3)::VARCHAR, 2, '0'))
            AS carrier
    FROM range(16) AS t(slot);
CREATE MACRO market(what, n) AS
    CASE WHEN chance(what, n, 520) THEN 0 WHEN chance(what, n, 740) THEN 1 WHEN chance(what, n, 910) THEN 2
         WHEN chance(what, n, 930) THEN 3
         ELSE 4 + dice(what || ' small', n, 70) * dice(what || ' small', n, 70) // 409 END;
CREATE MACRO sender(k) AS 'S' || lpad((1 + k)::VARCHAR, 3, '0');
"""

SHEETS = """
CREATE MACRO number(n, planted, step) AS
    CASE WHEN n < 0 THEN -n * step WHEN step = 1 THEN n + planted
         ELSE n + least(planted, (n - 1) // nullif(step - 1, 0)) END;
CREATE MACRO key(of, n) AS of.prefix || lpad(number(n, of.planted, of.step)::VARCHAR, 8, '0');
CREATE MACRO line_key(n) AS key(getvariable('numbering').line, n);
CREATE MACRO holder_key(n) AS key(getvariable('numbering').holder, n);

CREATE VIEW line_sheet AS SELECT * REPLACE (line_key(id) AS id, holder_key(holder_id) AS holder_id) FROM line;
CREATE VIEW holder_sheet AS SELECT * REPLACE (holder_key(id) AS id) FROM holder;
CREATE VIEW reminder_sheet AS
    SELECT * REPLACE (key(getvariable('numbering').reminder, id) AS id, line_key(line_id) AS line_id) FROM reminder;
CREATE VIEW application_sheet AS
    SELECT * REPLACE (key(getvariable('numbering').application, id) AS id, holder_key(holder_id) AS holder_id)
    FROM application;
CREATE VIEW stoppage_sheet AS
    SELECT * REPLACE (key(getvariable('numbering').stoppage, id) AS id, line_key(line_id) AS line_id) FROM stoppage;
CREATE VIEW message_sheet AS
    SELECT * REPLACE (key(getvariable('numbering').message, id) AS id, line_key(line_id) AS line_id) FROM message;
CREATE VIEW consent_sheet AS
    SELECT * REPLACE (key(getvariable('numbering').consent, id) AS id, line_key(line_id) AS line_id) FROM consent;
CREATE VIEW request_sheet AS
    SELECT * REPLACE (key(getvariable('numbering').request, id) AS id, line_key(line_id) AS line_id) FROM request;
CREATE VIEW complaint_sheet AS
    SELECT * REPLACE (key(getvariable('numbering').complaint, id) AS id, line_key(line_id) AS line_id) FROM complaint;
CREATE VIEW appeal_sheet AS SELECT * REPLACE (key(getvariable('numbering').appeal, id) AS id) FROM appeal;
CREATE VIEW report_sheet AS SELECT * REPLACE (key(getvariable('numbering').report, id) AS id) FROM report;
CREATE VIEW business_sheet AS
    SELECT * REPLACE (key(getvariable('numbering').business, id) AS id, line_key(line_id) AS line_id) FROM business;
CREATE VIEW company_sheet AS SELECT * REPLACE (key(getvariable('numbering').company, id) AS id) FROM company;
CREATE VIEW agent_sheet AS
    SELECT * REPLACE (key(getvariable('numbering').agent, id) AS id,
                      key(getvariable('numbering').company, company_id) AS company_id) FROM agent;
CREATE VIEW leak_sheet AS SELECT * REPLACE (key(getvariable('numbering').leak, id) AS id) FROM leak;
CREATE VIEW query_sheet AS SELECT * REPLACE (key(getvariable('numbering').query, id) AS id) FROM query;
CREATE VIEW dispute_sheet AS SELECT * REPLACE (key(getvariable('numbering').dispute, id) AS id) FROM dispute;
CREATE VIEW listing_sheet AS
    SELECT * REPLACE (key(getvariable('numbering').listing, id) AS id, holder_key(holder_id) AS holder_id)
    FROM listing;
"""


class Population(AbstractContextManager["Population"]):
    """The tables of a base, to be added to, then numbered, then written. It may spill into a folder of its own."""

    def __init__(self, lines: int, seed: int, on: date) -> None:
        import duckdb

        self._scratch = TemporaryDirectory(prefix="guiju-sample-")
        self._tables = duckdb.connect(":memory:", config={"autoinstall_known_extensions": False})
        self._tables.execute("SET temp_directory = ?", [self._scratch.name])
        self._tables.execute("SET VARIABLE lines = ?", [lines])
        self._tables.execute("SET VARIABLE seed = ?", [seed])
        self._tables.execute("SET VARIABLE present = ?", [on])
        self._keys: dict[str, tuple[int, int]] = {}
        for script in (CHANCE, *SCRIPTS):
            self._tables.execute(script)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tables.close()
        self._scratch.cleanup()

    def plant(self, rows: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
        """Adds rows, numbered from -1 downwards in each table, and fixes all keys. Called once, before any `write`."""
        numbering: dict[str, dict[str, object]] = {}
        for table, prefix in PREFIXES.items():
            planted = rows.get(table, ())
            if planted:
                self._tables.from_arrow(_arrow(planted, self._schema(table))).insert_into(table)
            step = max(1, self.count(table) // max(1, len(planted)))
            self._keys[table] = (len(planted), step)
            numbering[table] = {"prefix": prefix, "planted": len(planted), "step": step}
        self._tables.execute("SET VARIABLE numbering = ?", [numbering])
        self._tables.execute(SHEETS + senders.SHEETS + upkeep.SHEETS)

    def key(self, table: str, number: int) -> str:
        """The key of a planted row, or a key that no row has where the number is beyond the table's."""
        return f"{PREFIXES[table]}{-number * self._keys[table][1] if number < 0 else number:08d}"

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return len(self._tables.table(table))

    def columns(self, table: str) -> list[str]:
        """A table's columns, in the order of the vocabulary."""
        return self._tables.table(table).columns

    def write(self, table: str, folder: Path, form: Form, odd: Iterable[tuple[int, Mapping[str, object]]] = ()) -> Path:
        """Writes a table in the order of its keys → the file. `odd` rows stand before the row of that place, from 0."""
        sheet = self._tables.view(f"{table}_sheet")
        path = folder / f"{table}.{form}"
        if form == "csv":
            sheet.order("id").write_csv(str(path), header=True, timestamp_format="%Y-%m-%d %H:%M:%S")
            return path
        placed = sheet.project("(2 * row_number() OVER (ORDER BY id) - 1) * 1000000 AS place, *")
        rows = [{"place": 2 * place * 1000000 + i, **row} for i, (place, row) in enumerate(odd)]
        if rows:
            schema = placed.limit(0).to_arrow_table().schema
            placed = placed.union(self._tables.from_arrow(_arrow(rows, schema)))
        placed.order("place").project("* EXCLUDE (place)").write_parquet(str(path))
        return path

    def _schema(self, table: str) -> pyarrow.Schema:
        return self._tables.table(table).limit(0).to_arrow_table().schema


def _arrow(rows: Sequence[Mapping[str, object]], schema: pyarrow.Schema) -> pyarrow.Table:
    import pyarrow as pa

    return pa.Table.from_pylist([dict(row) for row in rows], schema=schema)
