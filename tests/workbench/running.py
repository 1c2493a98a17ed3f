"""The command, run as people and scripts run it: in this process (`guiju`) or as a process of its own (`process`)."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from dsl.load import Loaded, load_book
from interpreter import ask
from workbench import checking, command, opening

HOUSE = Path(__file__).parent.parent.parent
LINE = {
    "line": {
        "id": "L1",
        "activated_on": "2014-05-01",
        "suspended_on": "2016-04-12",
        "reminders": [{"id": "R1", "sent_on": "2016-03-30"}],
    }
}
"""Reminded on 30 March 2016, suspended on 12 April: to be terminated from 12 July."""


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Standard output as JSON: it must be JSON and nothing else."""
        return json.loads(self.out)


def guiju(*words: str | Path, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Done:
    """The command in this process, with the shipped book read once for all tests, in English unless said otherwise."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    status = 0
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "GUIJU"))}
    with (
        mock.patch.object(sys, "argv", ["guiju", *map(str, words)]),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")),
        mock.patch.dict(os.environ, {**clean, "LANG": "C.UTF-8", "GUIJU_CACHE": "off", **(env or {})}, clear=True),
        mock.patch.object(opening, "load_book", loaded),
        mock.patch.object(checking, "load_book", loaded),
        mock.patch.object(ask, "load_book", loaded),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            command.main()
        except SystemExit as done:
            status = int(done.code or 0)
    return Done(status, _text(out), _text(err))


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode("utf-8")


@cache
def _shipped() -> Loaded:
    return load_book("cn-telecom")


def loaded(name: str | Path, home: Path | None = None) -> Loaded:
    """As `load_book`; the shipped book is read once."""
    return _shipped() if str(name) == "cn-telecom" else load_book(name, home)


def process(
    *words: str | Path, stdin: bytes = b"", env: Mapping[str, str] | None = None, **options: Any
) -> subprocess.CompletedProcess[bytes]:
    """The command as a process: its status and its two streams, apart."""
    settings = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.run(
        [sys.executable, "-m", "workbench", *map(str, words)],
        input=stdin,
        env=environment(env),
        check=False,
        timeout=60,
        **settings,
    )


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a process that speaks English and finds the house from any folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    return {**kept, "LANG": "C.UTF-8", "GUIJU_CACHE": "off", "PYTHONPATH": str(HOUSE), **(more or {})}


def facts_file(folder: Path, facts: object = LINE) -> Path:
    """A facts file."""
    file = folder / "facts.json"
    file.write_text(facts if isinstance(facts, str) else json.dumps(facts), encoding="utf-8")
    return file


def refused(done: Done, *said: str) -> str:
    """The command could not do its work: status 2, nothing on stdout, one line on stderr, which is given back."""
    assert done.status == 2, done
    assert done.out == ""
    assert done.err.startswith("guiju: ")
    assert done.err.endswith("\n")
    assert done.err.count("\n") == 1, done.err
    assert "Traceback" not in done.err
    assert "internal error" not in done.err
    for each in said:
        assert each in done.err, done.err
    return done.err
