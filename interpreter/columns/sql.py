"""A plan → SQL in an engine's dialect. Names are generated, words are bound; nothing that a user wrote is in the text.

Only forms are written that mean the same in both engines, or whose spelling the dialect tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from interpreter.columns.cells import DIGITS
from interpreter.columns.dialects import Dialect
from interpreter.columns.plan import Aggregate, Group, Join, Plan, Scan, Select, Stage
from interpreter.columns.terms import TRUE, Call, Column, Literal, Term, Type
from interpreter.columns.values import Unheld


@dataclass
class Writer:
    """Writes plans of one query; `bound` gathers the words that stand as parameters in it.

    `tables` gives the name of each table; `fields` the column of each of its fields, `scales` the places after the
    point of those that are exact. Where two scales meet in one column all is cast to the finer one: left to themselves,
    engines take the coarser one, and round. What needs more places than there are is Unheld.
    """

    dialect: Dialect
    tables: Mapping[str, str]
    fields: Mapping[str, Mapping[str, str]]
    scales: Mapping[tuple[str, str], int] = field(default_factory=dict)
    bound: dict[str, str] = field(default_factory=dict)
    _known: dict[str, int] = field(default_factory=dict)
    """The scales of columns, whose names are unique in the query."""
    _aliases: int = 0

    # ── plans ──

    def plan(self, plan: Plan) -> str:
        """The SQL of a plan."""
        match plan:
            case Scan(table, columns):
                known = self.fields[table]
                self._known |= {c.name: self.scales.get((table, name), 0) for name, c in columns if c.type == "exact"}
                listed = ", ".join(f"{known[name]} AS {column.name}" for name, column in columns) or "1 AS nothing"
                return f"SELECT {listed} FROM {self.tables[table]}"
            case Stage():
                return self._stage(plan)
            case Group(source, keys, aggregates):
                return self._group(source, keys, aggregates)
            case Select(source, columns):
                rows = self._sub(source)
                return f"SELECT {', '.join(self._named(columns))} FROM {rows}"

    def _sub(self, plan: Plan) -> str:
        self._aliases += 1
        return f"({self.plan(plan)}) AS q{self._aliases}"

    def _stage(self, stage: Stage) -> str:
        rows = self._sub(stage.input)
        joins = "".join(self._join(each) for each in stage.joins)
        where = "" if stage.where == TRUE else f" WHERE {self.term(stage.where)}"
        return f"SELECT {', '.join(['*', *self._named(stage.defined)])} FROM {rows}{joins}{where}"

    def _named(self, columns: Iterable[tuple[Column, Term]]) -> Iterator[str]:
        """The terms under their columns' names."""
        for column, term in columns:
            if column.type == "exact":
                self._known[column.name] = self._scale(term)
            yield f"{self.term(term)} AS {column.name}"

    def _join(self, join: Join) -> str:
        kind = {"left": "LEFT JOIN", "inner": "JOIN", "semi": self.dialect.semi}[join.kind]
        rows = self._sub(join.right)
        on = " AND ".join(f"{self.term(ours)} = {theirs.name}" for ours, theirs in join.on)
        return f" {kind} {rows} ON {on}"

    def _group(
        self, source: Plan, keys: tuple[tuple[Column, Term], ...], aggregates: tuple[tuple[Column, Aggregate], ...]
    ) -> str:
        rows = self._sub(source)
        listed = [*self._named(keys)]
        for column, each in aggregates:
            if column.type == "exact":
                self._known[column.name] = self._scale(each.term)
            listed.append(f"{self._aggregate(each)} AS {column.name}")
        known = " AND ".join(f"{self.term(term)} IS NOT NULL" for _, term in keys)
        places = ", ".join(str(number) for number in range(1, len(keys) + 1))
        return f"SELECT {', '.join(listed)} FROM {rows} WHERE {known} GROUP BY {places}"

    def _aggregate(self, aggregate: Aggregate) -> str:
        said = self.term(aggregate.term)
        match aggregate.op:
            case "count" if aggregate.term == TRUE:
                return "count(*)"
            case "count":
                return f"count(CASE WHEN {said} THEN 1 END)"
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
            case Call("case", args, kind):
                *branches, otherwise = args
                scale = self._scale(term) if kind == "exact" else 0
                values = [self._at_scale(each, kind, scale) for each in (*branches[1::2], otherwise)]
                return self._case(branches[::2], values)
            case Call("coalesce", args, "exact"):
                scale = self._scale(term)
                return f"coalesce({', '.join(self._at_scale(each, 'exact', scale) for each in args)})"
            case Call("*", _, "exact") if self._scale(term) > DIGITS:
                raise Unheld
            case Call("union", args):
                return self.dialect.flat.format(", ".join(self.term(each) for each in args))
            case Call("wider", (inner,), kind):
                wide = self.dialect.wide if kind == "whole" else self.dialect.types[kind]
                return f"CAST({self.term(inner)} AS {wide})"
            case Call(op, args):
                return self.dialect.operations[op].format(*(self.term(each) for each in args))

    def _case(self, conditions: Sequence[Term], values: Sequence[str]) -> str:
        pairs = zip(conditions, values[:-1], strict=True)
        said = " ".join(f"WHEN {self.term(when)} THEN {then}" for when, then in pairs)
        return f"CASE {said} ELSE {values[-1]} END"

    # ── places after the point ──

    def _scale(self, term: Term) -> int:
        """How many places after the point a number has."""
        match term:
            case Column(name):
                return self._known.get(name, 0)
            case Literal(Decimal() as value):
                return max(0, -int(value.as_tuple().exponent))
            case Call("+" | "-" | "coalesce", args):
                return max(map(self._scale, args))
            case Call("*", args):
                return sum(map(self._scale, args))
            case Call("case", args):
                return max(map(self._scale, (*args[1:-1:2], args[-1])))
            case _:
                return 0

    def _at_scale(self, term: Term, kind: Type, scale: int) -> str:
        """A number with so many places; any other term as it is."""
        if kind != "exact" or (self._scale(term) == scale and not isinstance(term, Literal)):
            return self.term(term)
        return f"CAST({self.term(term)} AS DECIMAL({DIGITS},{scale}))"

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
