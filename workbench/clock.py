"""The only clock of the house, which `--on` replaces."""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> datetime:
    """The moment at which a decision is logged."""
    return datetime.now(UTC)


def today() -> date:
    """The day on which the command is called, where it is called."""
    return datetime.now(UTC).astimezone().date()
