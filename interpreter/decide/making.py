"""A frame and what is to be done with it → the functions: from a mapping, and from rows."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from threading import local
from typing import Any, Generic, Protocol, TypeVar

from dsl.diagnose import Diagnostic
from dsl.source import NOWHERE
from interpreter.decide.emit import Module, call, load, negated, returned, when
from interpreter.decide.frame import Frame
from interpreter.decide.given import Slow
from interpreter.decide.loading import Loading
from interpreter.decide.rows import taken
from interpreter.decide.taking import SURE
from interpreter.decide.thinning import Thinner
from interpreter.facts import FactsError, Row, World, from_mapping


class About(Protocol):
    """An answer, which knows what it is about."""

    facts: Any


T = TypeVar("T", bound=About)
Body = Callable[[Module, bool], list[ast.stmt]]
"""Makes the statements that come after reading, for facts of which everything is known (True) or for any. They end with
a return. What was asked about is in the name `ASKED`."""
ASKED = "asked"


@dataclass(frozen=True)
class Compiled(Generic[T]):
    """A compiled question: `ask` takes facts as a nested mapping, `rows` a world and the subject.

    Both raise nothing but FactsError. `ask` is a plain function of Python, fit for a loop.
    """

    ask: Callable[[Mapping[str, object]], T]
    rows: Callable[[World, Row], T]


class Making(Generic[T]):
    """What is compiled once for a day, whatever the moment. `told` are the names of what is only said when asking."""

    def __init__(self, frame: Frame, name: str, body: Body, told: Sequence[str] = ()) -> None:
        self.by_rows = _ByRows[T](frame, name, body, told)
        self.thinner = Thinner(frame)
        self._tried = local()
        module = Module()
        after = body(module, True)
        read = Loading(frame, module).subject(ASKED)
        told_again = [load(each) for each in told]
        values = [*told_again, load(ASKED), *map(load, frame.root.names())]
        unsure = returned(call(module.bind(self.by_rows.values, "any"), *values))
        slow = returned(call(module.bind(self._long, "long"), load(ASKED), *told_again))
        handler = ast.ExceptHandler(module.bind(Slow, "slow"), None, [slow])
        whole = [ast.Try(read, [handler], [], []), when(negated(load(SURE)), [unsure]), *after]
        self.ask: Callable[..., T] = module.define(module.fresh("ask"), [*told, ASKED], whole)

    def _long(self, facts: Mapping[str, object], *told: object) -> T:
        """Facts that are not plain: they may be so without what nobody reads."""
        before: Mapping[str, object] | None = getattr(self._tried, "facts", None)
        thin = None if before is not None else self.thinner(facts)
        if thin is None:
            return self.by_rows.mapping(before or facts, *told)
        self._tried.facts = facts
        try:
            answer = self.ask(*told, thin)
        finally:
            del self._tried.facts
        answer.facts = facts  # on another day more of them may be read
        return answer

    def asked(self, *told: object) -> Compiled[T]:
        """The question itself, with what was left to be said."""
        if not told:
            return Compiled(self.ask, self.by_rows.rows)
        return Compiled(partial(self.ask, *told), lambda world, row: self.by_rows.rows(world, row, *told))


class _ByRows(Generic[T]):
    """The long way: facts as rows, and the same statements over what they hold."""

    def __init__(self, frame: Frame, name: str, body: Body, told: Sequence[str]) -> None:
        self.frame = frame
        self.name = name
        self.body = body
        self.told = told
        self._made: Callable[..., T] | None = None

    def mapping(self, facts: Mapping[str, object], *told: object) -> T:
        """Raises FactsError where something is wrong with the facts, or where they are about something else."""
        world, row, problems = from_mapping(self.frame.book, facts)
        if row is None:
            raise FactsError(problems)
        wanted = self.frame.root.entity.name
        if row.entity != wanted:
            detail = {"name": self.name, "on": wanted, "entity": row.entity}
            raise FactsError((Diagnostic("RB410", NOWHERE, detail),))
        return self.rows(world, row, *told)

    def rows(self, world: World, row: Row, *told: object) -> T:
        """The same function, told what a frame would have read. The world may be a snapshot's, if `is_by_keys`."""
        assert self.frame.is_by_keys or type(world) is World  # rows of a snapshot may be led back to by several
        return self.values(*told, (world, row), *taken(self.frame, world, row))

    def values(self, *told: object) -> T:
        """The same, told all of it: any values, unknown ones among them."""
        if self._made is None:
            module = Module()
            body = self.body(module, False)
            self._made = module.define(module.fresh("ask"), [*self.told, ASKED, *self.frame.root.names()], body)
        return self._made(*told)
