"""What tests of the reference meaning share: `given(rules)(line, on)`, a small book asked about a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.books import Given, asking


@pytest.fixture
def given(tmp_path: Path) -> Given:
    return asking(tmp_path)
