"""A vocabulary → well-typed expressions over it, as `dsl.syntax` trees: every form, each kind by what makes it.

What goes with what is the language's (`dsl/check/`); a tree that the check refuses is a mistake of one of the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal as Exact
from typing import Any

from dsl import syntax as s
from dsl.kinds import Date, Decimal, Duration, Instant, Integer, Kind, Money, OneOf, Text, Unit, YesNo
from tests.generating.outline import Outline, Pick

Scope = Mapping[str, int]
"""Variables in sight, and the entity of each."""
Made = Callable[[], s.Expr]
TEXTS = ("甲", "a b", 'say "no"', "零，一")
ORDERS: tuple[Any, ...] = ("<", "<=", ">", ">=", "=", "!=")
DAY_UNITS: tuple[Unit, ...] = ("days", "working days", "months", "years")


def path(*parts: str) -> s.Path:
    """Names with points between them."""
    return s.Path(tuple(map(s.Word, parts)))


@dataclass(frozen=True)
class Writer:
    """Writes expressions about what is in scope. `facts` grows as facts are written: by entity, name → kind."""

    pick: Pick
    outline: Outline
    scope: Scope
    depth: int
    facts: Mapping[int, Mapping[str, Kind]] = field(default_factory=dict)

    @property
    def deeper(self) -> Writer:
        """One level down."""
        return replace(self, depth=self.depth - 1)

    def value(self, kind: Kind, *, bare: bool = True) -> s.Expr:
        """An expression of a kind; `bare`: whether its place lets a name stand for a value of an enumeration."""
        made = [*self._leaves(kind, bare=bare), *(self.deeper._forms(kind) if self.depth > 0 else ())]
        found: s.Expr = self.pick(made)()
        return found

    def condition(self) -> s.Expr:
        """Yes or no."""
        return self.value(YesNo())

    # ── what is named ──

    def named(self, kind: Kind) -> list[s.Path]:
        """Every path in scope to something of a kind, as far as two relations away; and the figures of the kind."""
        found = [
            path(*before, name)
            for before, entity in self._rows()
            for name, own in (*self.outline.fields[entity].items(), *self.facts.get(entity, {}).items())
            if own == kind
        ]
        return [*found, *self.figures(kind)]

    def figures(self, kind: Kind) -> list[s.Path]:
        """The figures of a kind."""
        return [path(name) for name, own in self.outline.figures.items() if own == kind]

    def _rows(self) -> list[tuple[tuple[str, ...], int]]:
        rows: list[tuple[tuple[str, ...], int]] = [((name,), entity) for name, entity in self.scope.items()]
        for before, entity in rows:
            if len(before) < 3:
                rows += [((*before, r.name), r.to) for r in self.outline.relations[entity] if not r.many]
        return rows

    def _many(self) -> list[tuple[s.Path, int]]:
        return [
            (path(*before, relation.name), relation.to)
            for before, entity in self._rows()
            for relation in self.outline.relations[entity]
            if relation.many
        ]

    def known(self) -> list[Kind]:
        """Every kind of which something is named."""
        kinds = [kind for _, n in self._rows() for kind in (*self.outline.fields[n].values(),)]
        return list(dict.fromkeys([*kinds, *self.outline.figures.values()]))

    # ── leaves ──

    def _leaves(self, kind: Kind, *, bare: bool) -> list[Made]:
        names = self.named(kind)
        found: list[Made] = [lambda: self.pick(names)] * 2 if names else []
        return [*found, *([] if isinstance(kind, OneOf) and not bare else [lambda: self.literal(kind)])]

    def literal(self, kind: Kind) -> s.Expr:
        """A value of a kind."""
        number = self.pick((1, 2, 3, 10, 30, 365))
        match kind:
            case YesNo():
                return s.Keyword(self.pick(("yes", "no")))
            case Integer():
                return s.Number(number)
            case Decimal():
                return s.Number(Exact(number) / 4 + Exact("0.001"))
            case Money(currency):
                return s.Amount(Exact(number), currency)
            case Text():
                return s.Text(self.pick(TEXTS))
            case Date():
                day = f"20{10 + number % 12}-0{number % 9 + 1}-11"
                choices: tuple[s.Expr, ...] = (s.Keyword("today"), s.Keyword("never"), s.Moment(day))
                return self._one(choices)
            case Instant():
                return self._one((s.Keyword("now"), s.Moment(f"2019-0{number % 9 + 1}-11T08:30:00")))
            case Duration(unit):
                return s.Lasting(number, unit)
            case OneOf(enumeration):
                return path(self.pick(self.outline.enumerations[enumeration]))
            case _:
                raise ValueError(f"no value is of kind {kind}")

    def _one(self, of: tuple[s.Expr, ...]) -> s.Expr:
        found: s.Expr = self.pick(of)
        return found

    # ── forms ──

    def _forms(self, kind: Kind) -> list[Made]:
        found: list[Made] = []
        match kind:
            case YesNo():
                found = [
                    self._junction, self._comparison, self._state, self._passed,
                    lambda: s.Negation("not", self.condition()),
                    *([self._membership] if self._listable() else ()),
                    *([self._quantifier] if self._many() else ()),
                ]  # fmt: skip
            case Integer():
                found = [lambda: self._sum(kind, kind), lambda: self._sum(kind, kind, "*"), self._minus(kind)]
                found += [self._between, *([lambda: self._aggregate("count", None)] if self._many() else ())]
            case Decimal():
                found = [lambda: self._sum(kind, self.pick((kind, Integer())), self.pick("+-*")), self._minus(kind)]
            case Money():
                found = [lambda: self._sum(kind, kind), self._minus(kind)]
                found += [lambda: self._sum(kind, self.pick((Integer(), Decimal())), "*")]
            case Date() | Instant():
                found = [lambda: self._shift(kind), lambda: self._after(kind), lambda: self._choice(kind)]
                if self._many():
                    found.append(lambda: self._aggregate(self.pick(("earliest", "latest")), kind))
                if isinstance(kind, Date):
                    found.append(lambda: s.DateOf(self.value(Instant())))
            case Duration():
                found = [lambda: self._sum(kind, kind)]
            case _:
                pass
        if isinstance(kind, Integer | Decimal | Money) and self._many():
            found.append(lambda: self._aggregate("sum", kind))
        if self.figures(kind):
            found.append(lambda: s.OnDate(self.pick(self.figures(kind)), self.value(Date())))
        return found

    def _junction(self) -> s.Expr:
        """The first term is no junction of the same word, for the parser would make one of the two."""
        op = self.pick(("and", "or"))
        terms = [self.condition() for _ in range(self.pick((2, 3)))]
        if isinstance(terms[0], s.Junction) and terms[0].op == op:
            terms[0] = s.Negation("not", terms[0])
        return s.Junction(op, tuple(terms))

    def _comparison(self) -> s.Expr:
        kind = self.pick(self.known())
        left = self.value(kind, bare=False)
        ops = ORDERS
        if isinstance(kind, OneOf):
            ops = ("is", "is not", "=", "!=")
        elif isinstance(kind, Text | YesNo):
            ops = ("=", "!=")
        return s.Comparison(self.pick(ops), left, self.value(kind))

    def _state(self) -> s.Expr:
        kind = self.pick(self.known())
        return s.State(self.pick(self.named(kind)), self.pick((True, False)))

    def _listable(self) -> list[Kind]:
        return [kind for kind in self.known() if isinstance(kind, OneOf | Text | Integer | Date)]

    def _membership(self) -> s.Expr:
        kind = self.pick(self._listable())
        values = tuple(self.literal(kind) for _ in range(self.pick((1, 2, 3))))
        return s.Membership(self.value(kind, bare=False), values, self.pick((True, False)))

    def _quantifier(self) -> s.Expr:
        word, over, inner = self._bound()
        quantity = self.pick(("some", "every", "none"))
        return s.Quantifier(quantity, s.Word(word), over, inner.condition())

    def _bound(self) -> tuple[str, s.Path, Writer]:
        over, entity = self.pick(self._many())
        word = f"x{len(self.scope)}"
        return word, over, replace(self, scope={**self.scope, word: entity})

    def _aggregate(self, what: Any, kind: Kind | None) -> s.Expr:
        word, over, inner = self._bound()
        value = inner.value(kind, bare=False) if kind else None
        where = inner.condition() if self.pick((False, True)) else None
        return s.Aggregate(what, value, s.Word(word), over, where)

    def _passed(self) -> s.Expr:
        unit: Unit = self.pick((*DAY_UNITS, "hours"))
        return s.Passed(self.value(Duration(unit)), self.value(Instant() if unit == "hours" else Date()))

    def _minus(self, kind: Kind) -> Made:
        return lambda: s.Negation("-", self.value(kind))

    def _sum(self, left: Kind, right: Kind, op: Any = None) -> s.Expr:
        return s.Sum(op or self.pick("+-"), self.value(left), self.value(right))

    def _unit(self, kind: Kind) -> Duration:
        return Duration("hours" if isinstance(kind, Instant) else self.pick(DAY_UNITS))

    def _shift(self, kind: Kind) -> s.Expr:
        return s.Sum(self.pick("+-"), self.value(kind), self.value(self._unit(kind)))

    def _after(self, kind: Kind) -> s.Expr:
        return s.After(self.value(self._unit(kind)), self.value(kind))

    def _choice(self, kind: Kind) -> s.Expr:
        terms = tuple(self.value(kind) for _ in range(self.pick((2, 3))))
        return s.Choice(self.pick(("earliest", "latest")), terms)

    def _between(self) -> s.Expr:
        return s.Between(self.pick(("days", "working days", "years")), self.value(Date()), self.value(Date()))
