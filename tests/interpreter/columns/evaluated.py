"""Terms and results over made-up columns, computed by the embedded engine: what the plan means, row by row."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from interpreter.columns.almanac import DAY_COLUMNS, DAYS, WORKING, WORKING_COLUMNS
from interpreter.columns.connection import connect
from interpreter.columns.dialects import DUCKDB
from interpreter.columns.frames import Frame, Namer, Table
from interpreter.columns.spans import Spans
from interpreter.columns.sql import Writer
from interpreter.columns.terms import Column, Term, Type

_TYPES = {"day": pa.int32(), "moment": pa.int64(), "whole": pa.int64(), "truth": pa.bool_(), "text": pa.string()}


class Made:
    """A frame over one table of given columns; `columns` are its columns."""

    def __init__(self, **given: tuple[Type, Sequence[object]]) -> None:
        self.given = given
        self.namer = Namer()
        table = Table("given", self.namer)
        self.frame = Frame(self.namer, table)
        self.columns = {name: table.column(name, kind) for name, (kind, _) in given.items()}

    def rows(self, *terms: Term, spans: Spans | None = None) -> list[tuple[object, ...]]:
        """The values of the terms, a tuple for each row in the order given."""
        out: list[tuple[Column, Term]] = [(self.namer.column("whole"), self.frame.base.rid)]
        out += [(self.namer.column(term.type), term) for term in terms]
        fields = {"given": {"#rid": "rid"} | {name: f"f{number}" for number, name in enumerate(self.given)}}
        fields |= {DAYS: {name: f"d{number}" for number, name in enumerate(DAY_COLUMNS)}}
        fields |= {WORKING: {name: f"d{number}" for number, name in enumerate(WORKING_COLUMNS)}}
        writer = Writer(DUCKDB, {"given": "given", DAYS: "days", WORKING: "working"}, fields)
        sql = writer.plan(self.frame.select(out))
        with connect("500MB", 1) as connection:
            connection.register("given", self._table())
            if spans is not None:
                for name, rows in ((DAYS, spans.almanac.days()), (WORKING, spans.almanac.working())):
                    cells = zip(*rows, strict=True)
                    made = pa.table({f"d{number}": pa.array(column, pa.int32()) for number, column in enumerate(cells)})
                    connection.register(name, made)
            found = connection.execute(f"{sql} ORDER BY 1", writer.bound).fetchall()
        return [tuple(row[1:]) for row in found]

    def _table(self) -> pa.Table:
        length = len(next(iter(self.given.values()))[1])
        columns = {"rid": pa.array(range(length), pa.int64())}
        for number, (kind, values) in enumerate(self.given.values()):
            columns[f"f{number}"] = pa.array(values, _TYPES[kind])
        return pa.table(columns)
