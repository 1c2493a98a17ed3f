"""What tests of the reference meaning share: a small book of some rules, `given` to be asked, or to be explained."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from interpreter.ask import Interpreter
from tests.books import Given, asking, small_book


@pytest.fixture
def given(tmp_path: Path) -> Given:
    """`given(rules)(line, on)`: the book asked about a line."""
    return asking(tmp_path)


@pytest.fixture
def small(tmp_path: Path) -> Callable[[str], Interpreter]:
    """`small(rules)`: the book with its doors."""
    return lambda rules: Interpreter(small_book(tmp_path, rules), {})
