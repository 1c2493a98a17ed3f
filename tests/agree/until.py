"""Findings of two engines: the same, and none lasts longer than the reference says."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa

from interpreter.lasting import STEPS


def difference(wanted: pa.Table, found: pa.Table, on: date, steps: int = STEPS) -> str:
    """Where an engine says otherwise than the reference, or says that something lasts longer; "" where it does not.

    `steps`: how many days the reference has tried at most.
    """
    if wanted.num_rows != found.num_rows:
        return f"{wanted.num_rows} findings, {found.num_rows}"
    for one, other in zip(wanted.to_pylist(), found.to_pylist(), strict=True):
        lasts, until = one.pop("until"), other.pop("until")
        if one != other:
            return f"{one}\n{other}"
        is_tried = lasts is None or lasts < on + timedelta(steps)  # else the reference may have tried no further
        if until is None and lasts is None:
            continue
        if is_tried and (until is None or until < on or (lasts is not None and until > lasts)):
            return f"{one} until {lasts}, not {until}"
    return ""
