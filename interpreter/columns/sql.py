"""A plan → SQL in an engine's dialect. Names are generated, words are bound; nothing that a user wrote is in the text.

Only forms are written that mean the same in both engines, or whose spelling the dialect tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from interpreter.columns.dialects import Dialect
from interpreter.columns.plan import Aggregate, Group, Join, Plan, Scan, Select, Stage
from interpreter.columns.terms import TRUE, Call, Column, Literal, Term, Type


@dataclass
class Writer:
    """Writes plans of one query; `bound` gathers the words that stand as parameters in it.

    `tables` gives the name of each table; `fields` the column of each of its fields.
    """

    dialect: Dialect
    tables: Mapping[str, str]
    fields: Mapping[str, Mapping[str, str]]
    bound: dict[str, str] = field(default_factory=dict)
    _aliases: int = 0

    # ── plans ──

    def plan(self, plan: Plan) -> str:
        """The SQL of a plan."""
        match plan:
            case Scan(table, columns):
                known = self.fields[table]
                listed = ", ".join(f"{known[name]} AS {column.name}" for name, column in columns) or "1 AS nothing"
                return f"SELECT {listed} FROM {self.tables[table]}"
            case Stage():
                return self._stage(plan)
            case Group(source, keys, aggregates):
                return self._group(source, keys, aggregates)
            case Select(source, columns):
                listed = ", ".join(f"{self.term(term)} AS {column.name}" for column, term in columns)
                return f"SELECT {listed} FROM {self._sub(source)}"

    def _sub(self, plan: Plan) -> str:
        self._aliases += 1
        return f"({self.plan(plan)}) AS q{self._aliases}"

    def _stage(self, stage: Stage) -> str:
        listed = "".join(f", {self.term(term)} AS {column.name}" for column, term in stage.defined)
        joins = "".join(self._join(each) for each in stage.joins)
        where = "" if stage.where == TRUE else f" WHERE {self.term(stage.where)}"
        return f"SELECT *{listed} FROM {self._sub(stage.input)}{joins}{where}"

    def _join(self, join: Join) -> str:
        kind = {"left": "LEFT JOIN", "inner": "JOIN", "semi": self.dialect.semi}[join.kind]
        on = " AND ".join(f"{self.term(ours)} = {theirs.name}" for ours, theirs in join.on)
        return f" {kind} {self._sub(join.right)} ON {on}"

    def _group(
        self, source: Plan, keys: tuple[tuple[Column, Term], ...], aggregates: tuple[tuple[Column, Aggregate], ...]
    ) -> str:
        listed = [f"{self.term(term)} AS {column.name}" for column, term in keys]
        listed += [f"{self._aggregate(each)} AS {column.name}" for column, each in aggregates]
        known = " AND ".join(f"{self.term(term)} IS NOT NULL" for _, term in keys)
        places = ", ".join(str(number) for number in range(1, len(keys) + 1))
        return f"SELECT {', '.join(listed)} FROM {self._sub(source)} WHERE {known} GROUP BY {places}"

    def _aggregate(self, aggregate: Aggregate) -> str:
        said = self.term(aggregate.term)
        match aggregate.op:
            case "rows":
                return "count(*)"
            case "names":
                return self.dialect.gathered.format(said)
            case "sum" if aggregate.term.type == "whole":
                return f"sum(CAST({said} AS {self.dialect.wide}))"
            case op:
                return f"{op}({said})"

    # ── terms ──

    def term(self, term: Term) -> str:
        """The SQL of a term."""
        match term:
            case Column(name):
                return name
            case Literal(value, kind):
                return self._literal(value, kind)
            case Call("and" | "or" as op, args):
                return "(" + f" {op.upper()} ".join(self.term(each) for each in args) + ")"
            case Call("case", args):
                return self._case(args)
            case Call("union", args):
                return self.dialect.flat.format(", ".join(self.term(each) for each in args))
            case Call("wider", (inner,), kind):
                wide = self.dialect.wide if kind == "whole" else self.dialect.types[kind]
                return f"CAST({self.term(inner)} AS {wide})"
            case Call(op, args):
                return self.dialect.operations[op].format(*(self.term(each) for each in args))

    def _case(self, args: tuple[Term, ...]) -> str:
        *branches, otherwise = args
        pairs = zip(branches[::2], branches[1::2], strict=True)
        said = " ".join(f"WHEN {self.term(when)} THEN {self.term(then)}" for when, then in pairs)
        return f"CASE {said} ELSE {self.term(otherwise)} END"

    def _literal(self, value: object, kind: Type) -> str:
        match value:
            case None:
                return f"CAST(NULL AS {self.dialect.types[kind]})"
            case bool():
                return "TRUE" if value else "FALSE"
            case int():
                return str(value) if value >= 0 else f"({value})"
            case Decimal():
                scale = max(0, -int(value.as_tuple().exponent))
                return f"CAST('{value:f}' AS DECIMAL(38,{scale}))"
            case tuple():
                if not value:
                    return self.dialect.empty_list
                return self.dialect.a_list.format(", ".join(self._word(each) for each in value))
            case _:
                return self._word(str(value))

    def _word(self, text: str) -> str:
        name = next((name for name, bound in self.bound.items() if bound == text), None)
        if name is None:
            name = f"t{len(self.bound)}"
            self.bound[name] = text
        return self.dialect.parameter.format(name)
