"""The faults of stopping a line, and of the check for fraud that may come before it.

As in `faults`: each a lawful life with one thing amiss.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from workbench.planting import HOUR, LAWS_OF_TODAY, MINUTE, Fault, Planting


def _stop(p: Planting, **cells: object) -> int:
    return p.add("stoppage", line_id=p.line(), stopped_at=p.moment(p.day(LAWS_OF_TODAY, 30)), **cells)


def _stopped_without_ground(p: Planting) -> None:
    number = _stop(p, ground="no_ground", balance=Decimal("36.50"))
    p.claim(number, "有余额且无理由停机", "stopped with a balance and no ground", ("stop", "breach"))


def _stopped_for_arrears_with_a_balance(p: Planting) -> None:
    number = _stop(p, ground="arrears", balance=Decimal("0.01"))
    p.claim(number, "尚有余额一分而称欠费", "stopped for arrears with a cent of balance", ("stop", "breach"))


def _check(p: Planting, stopped: timedelta, **hours: timedelta) -> int:
    """A check for fraud; all its moments are given as time after the notice."""
    notice = p.moment(p.day(LAWS_OF_TODAY, 30))
    moments = {f"{name}_at": notice + after for name, after in hours.items()}
    own: dict[str, object] = {"ground": "fraud_check", "notified_at": notice, "reasons_told": True}
    return p.add("stoppage", line_id=p.line(), stopped_at=notice + stopped, **own | moments)


def _stopped_before_the_time_is_over(p: Planting) -> None:
    number = _check(p, 24 * HOUR - MINUTE)
    p.claim(number, "通知后不足二十四小时停机", "stopped a minute before 24 hours", ("stop", "breach"))


def _stopped_after_passing(p: Planting) -> None:
    number = _check(p, 30 * HOUR, reverified=20 * HOUR, lifted=32 * HOUR)
    zh, en = "核验通过后仍停机", "stopped after the check was passed"
    p.claim(number, zh, en, ("stop", "breach"), ("stops/lift", "late"))


def _stopped_without_reasons(p: Planting) -> None:
    own: dict[str, object] = {"ground": "fraud_check", "reasons_told": False}
    notice = p.moment(p.day(LAWS_OF_TODAY, 30))
    number = p.add("stoppage", line_id=p.line(), notified_at=notice, stopped_at=notice + 30 * HOUR, **own)
    p.claim(number, "未告知停机理由", "no reasons told", ("stops/reasons", "breach"))


def _lifted_late(p: Planting) -> None:
    number = _check(p, 30 * HOUR, reverified=40 * HOUR, lifted=64 * HOUR)
    p.claim(number, "核验通过后次日解除", "lifted a day after the check was passed", ("stops/lift", "late"))


FAULTS: tuple[Fault, ...] = (
    _stopped_without_ground, _stopped_for_arrears_with_a_balance, _stopped_before_the_time_is_over,
    _stopped_after_passing, _stopped_without_reasons, _lifted_late,
)  # fmt: skip
