"""What an engine can do for a judgement: make tables of queries, add to them, give back a few rows.

The queries are written by `sql.Writer` and its neighbours in the engine's dialect; who runs them is told here only by
what he can do, so that one judgement serves all engines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from interpreter.columns.dialects import Dialect

if TYPE_CHECKING:
    import pyarrow


class Engine(Protocol):
    """Tables by generated names. `bound` are the words that stand as parameters in a query, by their names."""

    dialect: Dialect
    is_eager: bool
    """Whether a table is computed as it is made, so that what it was made of may go."""

    def create(self, table: str, query: str, bound: Mapping[str, str] | None = None) -> None:
        """A table of what a query gives, computed once."""

    def give(self, table: str, rows: pyarrow.Table) -> None:
        """A table of rows made in Python."""

    def append(self, table: str, queries: Sequence[str]) -> None:
        """Adds rows to a table that was given; what the queries read may be dropped afterwards."""

    def drop(self, *tables: str) -> None:
        """Forgets tables, those that are there."""

    def rows(self, query: str, bound: Mapping[str, str] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a query, of which there are few."""
