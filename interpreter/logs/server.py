"""A log in a table of PostgreSQL, `guiju_log` in the current schema: who adds to it waits for the one before.

The table refuses to be changed. Its owner can take that away, and so can who runs the server; what they change is told
by the chain, and by the key.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from dsl.core import Words
from dsl.place import Refused
from interpreter.live import Unread, connected, shown
from interpreter.logs.entry import Entry
from interpreter.logs.file import Examined

_TABLE = "guiju_log"
_LOCK = 0x67756A75
"""Who adds to any log on the server holds this lock for as long as that takes."""
_MADE = (
    f"CREATE TABLE {_TABLE} (number bigint PRIMARY KEY, content text NOT NULL)",
    f"CREATE OR REPLACE FUNCTION {_TABLE}_stays() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'entries of the log stay as they are'; END $$",
    f"CREATE TRIGGER {_TABLE}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {_TABLE}"
    f" FOR EACH STATEMENT EXECUTE FUNCTION {_TABLE}_stays()",
)
_LAST = f"SELECT content FROM {_TABLE} ORDER BY number DESC LIMIT 1"  # noqa: S608 - of a fixed name
_ADD = f"INSERT INTO {_TABLE} VALUES ($1, $2)"  # noqa: S608 - the same
_ALL = f"SELECT number, content FROM {_TABLE} ORDER BY number"  # noqa: S608 - the same


@dataclass(frozen=True, slots=True)
class Server:
    """Where it is reached. What cannot be read or written raises Refused; of the address host and database are told."""

    address: str
    kind: str = "postgresql"

    def append(self, make: Callable[[str | None], Entry]) -> Entry:
        """Adds the entry that is made of the last one's line, while nobody else can add another."""
        with self._connected() as (connection, cursor):
            cursor.execute("SELECT pg_advisory_xact_lock($1)", (_LOCK,))
            cursor.fetchall()
            entry = make(self._last(cursor))
            cursor.execute(_ADD, (entry.number, entry.line()))
            connection.commit()
        return entry

    def _last(self, cursor: Any) -> str | None:
        """The last line; where there is no log yet, it is made."""
        if not self._is_there(cursor):
            for statement in _MADE:
                cursor.execute(statement)
            return None
        cursor.execute(_LAST)
        found = cursor.fetchall()
        return str(found[0][0]) if found else None

    @contextmanager
    def held(self) -> Iterator[Table]:
        """The table, as long as it is looked at."""
        with self._connected() as (_, cursor):
            if not self._is_there(cursor):
                raise Refused("RC202", why=_nothing(shown(self.address)))
            yield Table(cursor)

    @staticmethod
    def _is_there(cursor: Any) -> bool:
        cursor.execute("SELECT to_regclass($1)::text", (_TABLE,))
        return cursor.fetchall()[0][0] is not None

    @contextmanager
    def _connected(self) -> Iterator[tuple[Any, Any]]:
        """A connection and a cursor. What a server says may quote what it was given, and is not told."""
        try:
            connection = connected(self.address)
        except Unread as unread:
            raise Refused("RC202", why=unread.words) from None
        from adbc_driver_postgresql import dbapi

        try:
            with closing(connection), connection.cursor() as cursor:
                cursor.execute("SET client_encoding = 'UTF8'")
                yield connection, cursor
        except dbapi.Error as error:
            state = getattr(error, "sqlstate", None) or "?"
            raise Refused("RC202", why=_refused(state, shown(self.address))) from None


@dataclass(frozen=True, slots=True)
class Table:
    """The table of a log."""

    cursor: Any

    def lines(self) -> Iterator[tuple[int, str]]:
        """The lines with their numbers, all of one moment."""
        self.cursor.execute(_ALL)
        for number, content in iter(self.cursor.fetchone, None):
            yield int(number), str(content)

    def examined(self, kinds: Collection[str], last: str) -> Examined:
        """Nothing is known of the server's own files."""
        return Examined()


def _nothing(where: str) -> Words:
    return Words(f"{where} 的当前模式中没有 {_TABLE} 表", f"the current schema of {where} has no table {_TABLE}")


def _refused(state: str, where: str) -> Words:
    if state == "42501":
        return Words(f"{where}：没有权限", f"{where}: that is not permitted")
    return Words(f"{where}：出错（SQLSTATE {state}）", f"{where}: it failed (SQLSTATE {state})")
