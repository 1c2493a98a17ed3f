"""Personal numbers → their ends: what looks like a full telephone or identity number is never shown."""

from __future__ import annotations

import re

_PERSONAL = re.compile(r"(?<![0-9])(?:1[0-9]{10}|[0-9]{17}[0-9Xx])(?![0-9])")
"""A mobile number of mainland China (11 digits from 1), or a resident identity number (18, the last may be X)."""


def mask(text: str) -> str:
    """The text with every such number cut down to its first three and last two characters."""
    return _PERSONAL.sub(lambda match: f"{match[0][:3]}****{match[0][-2:]}", text)


def is_personal(text: str) -> bool:
    """Whether such a number is in the text."""
    return _PERSONAL.search(text) is not None
