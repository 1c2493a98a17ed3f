"""Personal numbers → their ends: what looks like a full telephone or identity number is never shown."""

from __future__ import annotations

import re

_PERSONAL = re.compile(
    r"""(?<!\d)(?:
        (?:(?:\+|00)?86[-\s]?)?1[3-9]\d(?:[-\s]?\d{4}){2}          # a mobile number, with or without the country's code
      | 1\d{10}                                                     # or what has its length
      | 0\d{2,3}-\d{7,8}                                            # a fixed line with its area code
      | \d{6}[-\s]?(?:18|19|20)\d{2}[-\s]?\d{4}[-\s]?\d{3}[\dXx]  # a resident identity number, grouped
      | \d{17}[\dXx]                                                # or not
      | \d{15}                                                      # of the first generation; an IMSI or IMEI
    )(?!\d)""",
    re.VERBOSE,
)
"""Digits of every script count: a full-width number is a number."""


def mask(text: str) -> str:
    """The text with every such number cut down to its first three and last two characters."""
    return _PERSONAL.sub(lambda match: f"{match[0][:3]}****{match[0][-2:]}", text)


def is_personal(text: str) -> bool:
    """Whether such a number is in the text."""
    return _PERSONAL.search(text) is not None
