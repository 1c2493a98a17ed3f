"""The version of guiju that is installed."""

from __future__ import annotations

from functools import cache


@cache
def version() -> str:
    """As the package says it; `unknown` where the code runs without being installed."""
    from importlib.metadata import PackageNotFoundError, version  # half of the start of every other command

    try:
        return version("guiju")
    except PackageNotFoundError:
        return "unknown"
