"""Personal numbers → their ends: what looks like a full telephone or identity number is never shown."""

from __future__ import annotations

import re

PERSONAL = re.compile(
    r"""(?<![0-9])(?:
        (?:(?:\+|00)?86[-\s]?)?1[3-9][0-9](?:[-\s]?[0-9]{4}){2}  # a mobile number, with the country's code or without
      | 1[0-9]{10}                                               # or what has its length
      | 0[0-9]{2,3}-[0-9]{7,8}                                   # a fixed line with its area code
      | [0-9]{6}(?:[-\s]?[0-9]{4}){2}[-\s]?[0-9]{3}[0-9X]        # a resident identity number, in groups or not
      | [0-9]{15}                                                # one of the first generation; an IMSI or IMEI
    )(?![0-9])""",
    re.VERBOSE | re.IGNORECASE,
)
HALF = {ord("＋"): "+", ord("－"): "-", ord("Ｘ"): "X", ord("ｘ"): "x"} | {0xFF10 + n: str(n) for n in range(10)}
"""Full-width characters, one for one: a number written in them is the same number."""


def mask(text: str) -> str:
    """The text with every such number cut down to its first three and last two characters."""
    for match in reversed(list(PERSONAL.finditer(text.translate(HALF)))):
        start, end = match.span()
        text = f"{text[: start + 3]}****{text[end - 2 :]}"
    return text


def is_personal(text: str) -> bool:
    """Whether such a number is in the text."""
    return PERSONAL.search(text.translate(HALF)) is not None
