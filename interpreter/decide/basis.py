"""What all translation stands on: the day compiled for, functions in the making, what they have computed already."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from dsl import core
from dsl.kinds import NEVER, Never
from dsl.literal import zone
from dsl.order import reach
from interpreter.decide import runtime
from interpreter.decide.emit import Function, Module, call, constant
from interpreter.decide.frame import Frame, Places, Spot, free, is_worth, key_of
from interpreter.decide.terms import Term, fixed, plain
from interpreter.periods import schedule_of

TODAY, NOW = "today", "now"
_LAST_MOMENT = time(23, 59, 59, 999999)


@dataclass(frozen=True, slots=True)
class When:
    """The day that is compiled for. `today` is None where the function is told it; `law` where it is not known.

    `moment`: whether the function is told a moment, too. `stale`: whether current fields are not known, None where the
    function finds that out for itself. `sure`: whether nothing that is read is unknown.
    """

    today: date | None
    law: date | None
    moment: bool = False
    stale: bool | None = False
    sure: bool = False


class Basis(ABC):
    """Translates expressions about one kind of subject, for one day, into one function and what stands in it."""

    def __init__(self, frame: Frame, module: Module, day: When, function: Function) -> None:
        self.frame = frame
        self.book = frame.book
        self.module = module
        self.day = day
        self.function = function
        self.calendar = runtime.Calendar(schedule_of(self.book.calendar))
        self.never = module.bind(NEVER, "never")
        self.homes: dict[Spot, Function] = dict.fromkeys(own(frame.root), function)
        self.lawful = function
        """The function in which the law's day is fixed: no function around it may keep what depends on it."""
        self._kept: dict[object, Term] = {}
        self.gone_through: list[Spot] = []

    @abstractmethod
    def translated(self, e: core.Expr, places: Places) -> Term:
        """The value of an expression, computed where it stands."""

    # ── expressions ──

    def truth(self, e: core.Expr) -> Term:
        """A condition on the subject."""
        return self.term(e, self.frame.start)

    def term(self, e: core.Expr, places: Places) -> Term:
        """The value of any expression; what is worth it is computed once."""
        if not is_worth(e):
            return self.translated(e, places)
        key = key_of(e, places)
        if self.frame.used[key] < 2:
            return self.translated(e, places)
        home = self._home(e, places)
        key = key, home, self.day if self._reads_law(e) else replace(self.day, law=None)
        if key not in self._kept:
            with self.inside(home):
                term = self.translated(e, places)
                self._kept[key] = self._keep(term, home)
        kept = self._kept[key]
        return kept if kept.is_fixed else replace(kept, node=self.seen(kept.node))

    def _keep(self, term: Term, home: Function) -> Term:
        return term if term.is_fixed else replace(term, node=home.keep(plain(term, home), "y"), flipped=False)

    def seen(self, node: ast.expr) -> ast.expr:
        """A local name of a function around this one, as this one sees it."""
        return self.function.use(node.id) if isinstance(node, ast.Name) and not self._is_bound(node) else node

    def _is_bound(self, node: ast.Name) -> bool:
        return node.id in self.module.names

    def _home(self, e: core.Expr, places: Places) -> Function:
        """The outermost function that has all that the expression reads."""
        homes = [self.homes[places[name]] for name in free(e)]
        if self._reads_law(e):
            homes.append(self.lawful)
        return max(homes, key=lambda each: each.depth, default=self.lawful)

    def _reads_law(self, e: core.Expr) -> bool:
        return any(isinstance(each, core.Figure) and each.on is None for each in reach(e, self.book.facts))

    @contextmanager
    def inside(self, function: Function) -> Iterator[None]:
        """What is translated meanwhile is computed in another function."""
        before, self.function = self.function, function
        yield
        self.function = before

    # ── values ──

    def bare(self, term: Term) -> ast.expr:
        """The node of a term, the right way round."""
        return plain(term, self.function)

    def called(self, function: object, *arguments: ast.expr, never: bool = False, bounded: bool = False) -> Term:
        """What a helper of `runtime.py` finds, which may be unknown."""
        return Term(call(self.module.bind(function, "h"), *arguments), True, never, bounded)

    def constant_(self, value: object) -> Term:
        """A value that is known now."""
        if value is None or isinstance(value, bool):
            return fixed(value)
        if isinstance(value, Never):
            return Term(self.never, False, True, value=NEVER)
        node = constant(value) if type(value) in (int, str) else self.module.bind(value)  # type: ignore[arg-type]  # of these
        return Term(node, False, value=value)

    def held(self, value: runtime.Held) -> Term:
        """A value that is known now, or known to be unknown."""
        if isinstance(value, runtime.Bounds):
            return Term(self.module.bind(value, "b"), False, bounded=True)
        return self.constant_(value)

    def today(self) -> Term:
        """The day asked for."""
        if self.day.today is None:
            return Term(self.function.use(TODAY), False)
        return self.constant_(self.day.today)

    def now(self) -> Term:
        """The moment asked at; where only a day was asked for, somewhere in that day."""
        if self.day.moment:
            return Term(self.function.use(NOW), False)
        if self.day.today is None:
            return Term(call(self.module.bind(self._whole_day, "h"), self.today().node), False, bounded=True)
        return self.held(self._whole_day(self.day.today))

    def _whole_day(self, day: date) -> runtime.Bounds:
        here = zone(self.book.zone)
        return runtime.Bounds(datetime.combine(day, time(), here), datetime.combine(day, _LAST_MOMENT, here))


def own(spot: Spot) -> Iterator[Spot]:
    """A row and the rows that stand in the same tuple with it."""
    yield spot
    for one in spot.ones.values():
        yield from own(one)
