"""A PostgreSQL of one's own for a few tests: in a new folder, reached through a socket in it, gone at the end."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

USER = "auditor"
PASSWORD = "p@ss/wörd:1"


def lacking() -> str:
    """What is missing for such a server; "" if nothing."""
    if importlib.util.find_spec("adbc_driver_postgresql") is None:
        return "pip install 'guiju[postgres]'"
    if _program("initdb") is None:
        return "no server (Debian, Ubuntu: apt-get install postgresql)"
    return "" if os.geteuid() or _other_user() else "the server does not run as root, and there is no user `postgres`"


@dataclass(frozen=True)
class Server:
    """Where it is reached."""

    socket: Path

    def address(self, database: str = "postgres", password: str = PASSWORD, options: str = "") -> str:
        """The address of a database; `options` are further ones of it."""
        secret = quote(password, safe="")
        return f"postgresql://{USER}:{secret}@/{database}?host={quote(str(self.socket), safe='')}{options}"

    def run(self, *statements: str, database: str = "postgres") -> None:
        """Runs statements, each by itself."""
        from adbc_driver_postgresql import dbapi

        with closing(dbapi.connect(self.address(database), autocommit=True)) as connection:
            for statement in statements:
                with connection.cursor() as cursor:
                    cursor.execute(statement)


@contextmanager
def serving() -> Iterator[Server]:
    """Starts it. Nothing is synced to a disk, for nothing is to stay."""
    with tempfile.TemporaryDirectory(prefix="pg-") as name:  # short: the path of a socket has at most 107 characters
        home = Path(name)
        secret = home / "secret"
        secret.write_text(PASSWORD + "\n", encoding="utf-8")
        user = None if os.geteuid() else _other_user()
        if user:
            for path in (home, secret):
                shutil.chown(path, user)
        data = home / "data"
        _call(user, "initdb", "-D", data, "-U", USER, "-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8",
              "--locale=C", "--no-sync")  # fmt: skip
        settings = f"-k {home} -h '' -F"
        _call(user, "pg_ctl", "-D", data, "-l", home / "log", "-w", "-t", "120", "-o", settings, "start")
        try:
            yield Server(home)
        finally:
            _call(user, "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def _call(user: str | None, program: str, *words: str | Path) -> None:
    path = _program(program)
    assert path is not None
    as_user: Mapping[str, str] = {"user": user} if user else {}
    done = subprocess.run(
        [path, *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", check=False, **as_user
    )  # type: ignore[call-overload]  # `user` is a word of it
    assert done.returncode == 0, done.stderr.decode(errors="replace")


def _program(name: str) -> str | None:
    """Debian keeps the server's programs out of the way."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(kept[-1]) if kept else shutil.which(name)


def _other_user() -> str | None:
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return None
