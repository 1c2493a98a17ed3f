"""A live PostgreSQL → a folder of Parquet tables, private to the run and gone with it, read as any snapshot is.

All tables are read in one transaction that only reads, so that they are those of one moment, in batches through ADBC.
Numbers that are exact come as text, and so does what Arrow has no plain type for: what a cell means is decided by the
reading of snapshots, not here. Rows come in the order of their keys, so that the same data give the same bytes.

What the server and the driver say of an address may quote parts of it, a password among them: none of it is passed on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dsl import core
from dsl.core import Words
from interpreter.progress import Progress, untold
from interpreter.tables import Problem

if TYPE_CHECKING:
    import pyarrow
    from adbc_driver_manager.dbapi import Connection

_SCHEMES = ("postgresql", "postgres")
_PLAIN = ("bool", "int2", "int4", "int8", "float4", "float8", "text", "varchar", "date", "timestamp", "timestamptz")
"""Types that Arrow has as they are; all others come as their text."""
_HIDDEN = "postgresql://…"
_PATIENCE = "10"
"""Seconds to wait for a server that does not answer, unless the address says otherwise."""
_COLUMNS = """
SELECT c.relname::text, format('%I.%I', n.nspname, c.relname), a.attname::text, quote_ident(a.attname), t.typname::text,
       EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisunique AND i.indpred IS NULL
               AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_attribute AS a ON a.attrelid = c.oid
JOIN pg_type AS t ON t.oid = a.atttypid
WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'v', 'm', 'f', 'p') AND NOT c.relispartition
AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum
"""


class Unread(Exception):
    """The database cannot be read; `words` tell why, and nothing of the address but where it leads."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


@dataclass(frozen=True, slots=True)
class Fetched:
    """The folder of the tables, and the tables of the database that are none of the vocabulary."""

    folder: Path
    strays: list[Problem]

    def identity(self) -> list[list[str]]:
        """What was fetched, by its content: the same data have the same."""
        found = []
        for path in sorted(self.folder.iterdir()):
            with path.open("rb") as stream:
                found.append([path.name, hashlib.file_digest(stream, "sha256").hexdigest()])
        return found


@dataclass(frozen=True, slots=True)
class _Column:
    table: str
    quoted_table: str
    name: str
    quoted: str
    kind: str
    is_unique: bool


def is_live(source: str | Path) -> bool:
    """Whether a snapshot is asked for by the address of a database."""
    return isinstance(source, str) and source.partition("://")[0] in _SCHEMES and "://" in source


def shown(address: str) -> str:
    """Where an address leads, without its user, its password and its options.

    A password with a `/`, `?` or `#` that is not escaped seems to end the host: then nothing is told.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
    except ValueError:
        return _HIDDEN
    if "@" in parts.path + parts.query + parts.fragment:
        return _HIDDEN
    return f"postgresql://{f'[{host}]' if ':' in host else host}{port}{parts.path}"


@contextmanager
def fetched(
    address: str, vocabulary: core.Vocabulary, home: Path | None = None, progress: Progress = untold
) -> Iterator[Fetched]:
    """The tables of the current schema that bear the name of an entity, in a private folder under `home`.

    Raises Unread.
    """
    from interpreter.columns.connection import spilling

    with spilling(home) as private:
        folder = private / "snapshot"
        folder.mkdir(mode=0o700)
        with closing(connected(address)) as connection:
            strays = _fetch(connection, address, vocabulary, folder, progress)
        yield Fetched(folder, strays)


def connected(address: str) -> Connection:
    """A connection. Raises Unread."""
    where = shown(address)
    try:
        from adbc_driver_postgresql import dbapi
    except ImportError:
        raise Unread(_ABSENT) from None
    if "connect_timeout" not in address:
        address += ("&" if "?" in address else "?") + f"connect_timeout={_PATIENCE}"
    try:
        connection: Connection = dbapi.connect(address)
    except dbapi.Error as error:
        raise Unread(_why(str(error), where)) from None
    return connection


_ABSENT = Words(
    "没有安装 PostgreSQL 的驱动：pip install 'guiju[postgres]'",
    "the driver of PostgreSQL is not installed: pip install 'guiju[postgres]'",
)
_REASONS = (
    ("authentication failed", Words("用户名或密码不对", "the user or the password is wrong")),
    (
        "no password supplied",
        Words("缺密码（PGPASSWORD、~/.pgpass）", "a password is needed (PGPASSWORD, ~/.pgpass)"),
    ),
    ("no pg_hba.conf entry", Words("服务器不接受来自这里的连接", "the server accepts no connection from here")),
    ("translate host name", Words("找不到主机", "there is no such host")),
    ("refused", Words("连接被拒绝，服务器可能没有运行", "the connection was refused; is the server running?")),
    (
        "No such file",
        Words("找不到套接字，服务器可能没有运行", "there is no such socket; is the server running?"),
    ),
    ("timeout expired", Words("没有应答", "there is no answer")),
    ("does not exist", Words("没有这个数据库或用户", "there is no such database or user")),
)
_OTHERWISE = Words("地址有误，或服务器不接受", "the address is not right, or the server does not accept it")


def _why(said: str, where: str) -> Words:
    """Why there is no connection, in words of our own."""
    reason = next((words for part, words in _REASONS if part in said), _OTHERWISE)
    return Words(f"无法连接 {where}：{reason.zh}", f"cannot connect to {where}: {reason.en}")


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _fetch(
    connection: Connection, address: str, vocabulary: core.Vocabulary, folder: Path, progress: Progress
) -> list[Problem]:
    """Writes the tables, and gives the strays."""
    from adbc_driver_postgresql import dbapi

    owners = {words: entity for entity in vocabulary.entities.values() for words in (entity.name, entity.names.zh)}
    table = "pg_catalog"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET client_encoding = 'UTF8'")
            cursor.execute("SET DateStyle = 'ISO'")
            cursor.execute(_COLUMNS)
            tables: dict[str, list[_Column]] = {}
            for row in cursor.fetchall():
                tables.setdefault(row[0], []).append(_Column(*row))
            count = 0
            for table, columns in tables.items():
                if entity := owners.get(table):
                    count = _write(cursor, columns, entity, folder / f"{table}.parquet", count, progress)
    except (dbapi.Error, _BrokenOff) as error:
        raise Unread(_refused(getattr(error, "sqlstate", None), table, shown(address))) from None
    if not owners.keys() & tables.keys():
        raise Unread(_nothing(shown(address)))
    return [Problem(table, "SN006") for table in tables if table not in owners]


def _nothing(where: str) -> Words:
    return Words(
        f"{where}：当前模式（search_path）中没有词汇表所说的表",
        f"{where}: the current schema (search_path) has no table of the vocabulary",
    )


def _write(
    cursor: Any, columns: Sequence[_Column], entity: core.Entity, path: Path, count: int, progress: Progress
) -> int:
    """Streams one table into a file; how many rows there are now in all."""
    import pyarrow.parquet as pq

    cursor.execute(_query(columns, entity.fields[entity.key]))
    with cursor.fetch_record_batch() as batches, pq.ParquetWriter(path, batches.schema.remove_metadata()) as writer:
        while (batch := _next(batches)) is not None:
            writer.write_batch(batch.replace_schema_metadata(None))
            count += batch.num_rows
            progress("fetching", count, 0)
    return count


class _BrokenOff(Exception):
    """The server ended a table before its end; why is told by the driver in words alone, which may quote a value."""


def _next(batches: pyarrow.RecordBatchReader) -> pyarrow.RecordBatch | None:
    """The next rows, None at the end."""
    import pyarrow as pa

    try:
        return batches.read_next_batch()
    except StopIteration:
        return None
    except (OSError, pa.ArrowException):
        raise _BrokenOff from None


def _query(columns: Sequence[_Column], key: core.Field) -> str:
    """All columns in the order of the key; what the server itself has quoted is all that is not ours in it.

    Where the key may be there twice the whole row decides which comes first.
    """
    cells = ", ".join(
        each.quoted if each.kind in _PLAIN else f"CAST({each.quoted} AS text) AS {each.quoted}" for each in columns
    )
    keys = [each for each in columns if each.name.strip() in (key.name, key.names.zh)]
    order = [f'CAST(t.{each.quoted} AS text) COLLATE "C"' for each in keys]
    if not any(each.is_unique for each in keys):
        order.append('CAST((t.*) AS text) COLLATE "C"')
    return f"SELECT {cells} FROM {columns[0].quoted_table} AS t ORDER BY {', '.join(order)}"  # noqa: S608 - see above


def _refused(state: str | None, table: str, where: str) -> Words:
    """What went wrong with a table; what the server says of it may quote a value."""
    if state == "42501":
        return Words(f"{where}：无权读取 {table}", f"{where}: reading {table} is not permitted")
    code = f"（SQLSTATE {state}）", f" (SQLSTATE {state})"
    zh, en = code if state else ("", "")
    return Words(f"{where}：读取 {table} 时出错{zh}", f"{where}: reading {table} failed{en}")
