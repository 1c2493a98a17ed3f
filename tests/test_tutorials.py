"""The tutorials are true: their commands and edits, done in order in an empty folder, show what the pages show."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages import HOUSE, keep, play

PAGES = sorted((HOUSE / "docs" / "tutorial").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_step_does_what_the_page_shows(page: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """`--golden-update` writes what is really shown into the page."""
    keep(page, play(page, tmp_path), bool(request.config.getoption("--golden-update")))
