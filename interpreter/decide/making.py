"""A frame and what is to be done with it → the functions: from a mapping, and from rows."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from dsl.diagnose import Diagnostic
from dsl.source import NOWHERE
from interpreter.decide.emit import Module, call, load, returned
from interpreter.decide.frame import Frame
from interpreter.decide.given import Slow
from interpreter.decide.loading import Loading
from interpreter.decide.rows import taken
from interpreter.facts import FactsError, Row, World, from_mapping

T = TypeVar("T")
Body = Callable[[Module], list[ast.stmt]]
"""Makes the statements that come after reading; they end with a return. What was asked about is in the name `ASKED`."""
ASKED = "asked"


@dataclass(frozen=True)
class Compiled(Generic[T]):
    """A compiled question: `ask` takes facts as a nested mapping, `rows` a world and the subject."""

    ask: Callable[[Mapping[str, object]], T]
    rows: Callable[[World, Row], T]


def made(frame: Frame, name: str, body: Body) -> Compiled[T]:
    """Compiles it. The function over rows is made when it is first needed. Names as for messages."""
    by_rows = _ByRows[T](frame, name, body)
    module = Module()
    after = body(module)
    read = Loading(frame, module).subject(ASKED)
    slow = returned(call(module.bind(by_rows.mapping, "long"), load(ASKED)))
    handler = ast.ExceptHandler(module.bind(Slow, "slow"), None, [slow])
    ask = module.define(module.fresh("ask"), [ASKED], [ast.Try(read, [handler], [], []), *after])
    return Compiled(ask, by_rows.rows)


class _ByRows(Generic[T]):
    """The long way: facts as rows, and the same statements over what they hold."""

    def __init__(self, frame: Frame, name: str, body: Body) -> None:
        self.frame = frame
        self.name = name
        self.body = body
        self._made: Callable[..., T] | None = None

    def mapping(self, facts: Mapping[str, object]) -> T:
        """Raises FactsError where something is wrong with the facts, or where they are about something else."""
        world, row, problems = from_mapping(self.frame.book, facts)
        if row is None:
            raise FactsError(problems)
        wanted = self.frame.root.entity.name
        if row.entity != wanted:
            detail = {"name": self.name, "on": wanted, "entity": row.entity}
            raise FactsError((Diagnostic("RB410", NOWHERE, detail),))
        return self.rows(world, row)

    def rows(self, world: World, row: Row) -> T:
        """The same function, told what a frame would have read."""
        if self._made is None:
            module = Module()
            body = self.body(module)
            self._made = module.define(module.fresh("ask"), [ASKED, *self.frame.root.names()], body)
        return self._made((world, row), *taken(self.frame, world, row))
