"""Writes down what the promises came to, where `PROMISE_TALLIES` names a file for it."""

from __future__ import annotations

import os
from pathlib import Path

from tests.properties.promise import write


def pytest_sessionfinish() -> None:
    if file := os.environ.get("PROMISE_TALLIES"):
        write(Path(file))
