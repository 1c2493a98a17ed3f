"""Text → a value of a kind: the one place where data is typed, for YAML, JSON facts and snapshots alike.

Nothing is guessed: `013800` stays text, `12.6` is no integer, a date is a day of the calendar. What a spreadsheet
exports (`2016/9/23`, `2016年9月23日`, `2016-09-23 00:00:00`) is understood as dates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal as Exact
from functools import cache, lru_cache
from math import isfinite
from zoneinfo import ZoneInfo

from dsl.core import Enumeration
from dsl.kinds import (
    NEVER,
    UNITS,
    Date,
    Decimal,
    Duration,
    Instant,
    Integer,
    Kind,
    Money,
    Never,
    OneOf,
    Text,
    Unit,
    Value,
    YesNo,
)

_DATE = re.compile(
    r"(?P<y>[0-9]{4})(?:-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})|/(?P<m2>[0-9]{1,2})/(?P<d2>[0-9]{1,2})"
    r"|年(?P<m3>[0-9]{1,2})月(?P<d3>[0-9]{1,2})日|\.(?P<m5>[0-9]{1,2})\.(?P<d5>[0-9]{1,2})|(?P<m4>[0-9]{2})(?P<d4>[0-9]{2}))"
)
_TIME = re.compile(
    r"(?P<h>[0-9]{1,2}):(?P<min>[0-9]{2})(?::(?P<s>[0-9]{2})(?:\.(?P<f>[0-9]{1,6})[0-9]*)?)?\s*(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_INTEGER = re.compile(r"[+-]?[0-9]{1,38}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,38}(\.[0-9]{1,38})?")
_MONEY = re.compile(
    r"(?P<sign>[+-]?)\s*(?:[¥￥]\s*)?(?P<n>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,30})(?P<f>\.[0-9]{1,20})?\s*(?P<c>[A-Z]{3}|元|人民币元)?"
)
_DURATION = re.compile(r"(?P<n>[0-9]{1,9})\s*(?P<unit>.+)")
_YES = {"yes", "true", "是", "1", "y", "t"}
_NO = {"no", "false", "否", "0", "n", "f"}
_UNIT_WORDS: dict[str, Unit] = {
    "day": "days", "日": "days", "天": "days",
    "working day": "working days", "个工作日": "working days", "工作日": "working days",
    "month": "months", "个月": "months", "月": "months", "year": "years", "年": "years",
    "hour": "hours", "小时": "hours", "个小时": "hours",
}  # fmt: skip
NEVER_WORDS = {"never", "从未"}
UNKNOWN_WORDS = {"unknown", "未知"}
MAX_AMOUNT = 1_000_000_000
_MOST_KNOWN = 10_000
"""Days and moments that are remembered: a book's scenarios, and a table, have the same ones again and again."""
_MOST_DIGITS = 400
"""Places before or after the point of a native decimal: JSON and Parquet write exponents, people do not."""


class Misread(ValueError):
    """The text is no value of the kind. Its message is never shown: values may be personal."""


@cache
def zone(name: str) -> ZoneInfo:
    """The time zone called `name` (IANA)."""
    return ZoneInfo(name)


def read_literal(kind: Kind, raw: object, enumerations: Mapping[str, Enumeration], zone_name: str) -> Value:
    """The value of `kind` that `raw` stands for: text as written, or a native value of JSON, Parquet or Python.

    Raises Misread where it stands for none.
    """
    match kind:
        case YesNo():
            return _yes_no(raw)
        case Integer():
            return _integer(raw)
        case Decimal():
            return _decimal(raw)
        case Money(currency):
            return _money(raw, currency)
        case Text():
            return _text(raw)
        case OneOf(enumeration):
            return _one_of(raw, enumerations[enumeration])
        case Date():
            return _date(raw)
        case Instant():
            return _instant(raw, zone_name)
        case Duration(unit):
            return _duration(raw, unit)
        case _:
            raise Misread(str(kind))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _yes_no(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    word = _fold(str(raw)).lower() if isinstance(raw, str | int) else ""
    if word in _YES or word in _NO:
        return word in _YES
    raise Misread


def _integer(raw: object) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, Exact) and _is_plain(raw) and raw == raw.to_integral_value():
        return int(raw)
    if isinstance(raw, str) and _INTEGER.fullmatch(text := _fold(raw)):
        return int(text)
    raise Misread


def _is_plain(number: Exact) -> bool:
    """Whether it is a number that people write: finite, and not of a thousand digits."""
    return number.is_finite() and abs(number.adjusted()) <= _MOST_DIGITS


def _decimal(raw: object) -> Exact:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return Exact(raw)
    if isinstance(raw, Exact) and _is_plain(raw):
        return raw
    if isinstance(raw, float) and isfinite(raw):
        return Exact(repr(raw))  # the shortest decimal that is this float: what the author of the JSON wrote
    if isinstance(raw, str):
        text = _fold(raw)
        scale = {"%": "e-2", "‰": "e-3"}.get(text[-1:], "")
        number = text[:-1] if scale else text
        if _DECIMAL.fullmatch(number):
            return Exact(number + scale)  # made, not computed: arithmetic would round to the context's digits
    raise Misread


def _money(raw: object, currency: str) -> Exact:
    if not isinstance(raw, str):
        return _decimal(raw)
    match = _MONEY.fullmatch(_fold(raw))
    if not match:
        raise Misread
    named = {"元": "CNY", "人民币元": "CNY", None: currency}.get(match["c"], match["c"])
    if named != currency:
        raise Misread
    return Exact(match["sign"] + match["n"].replace(",", "") + (match["f"] or ""))


def _text(raw: object) -> str:
    if isinstance(raw, str):
        return unicodedata.normalize("NFC", raw).strip()
    if isinstance(raw, int) and not isinstance(raw, bool):
        return str(raw)
    raise Misread


def _one_of(raw: object, enumeration: Enumeration) -> str:
    if isinstance(raw, str):
        word = _fold(raw)
        for value, words in enumeration.values.items():
            if word in (value, words.zh):
                return value
    raise Misread


def _date(raw: object) -> date | Never:
    if isinstance(raw, datetime):
        return raw.date() if raw.timetz().replace(tzinfo=None) == datetime.min.time() else _misread()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, str):
        return _written_date(raw)
    raise Misread


@lru_cache(_MOST_KNOWN)
def _written_date(raw: str) -> date | Never:
    text = _fold(raw)
    if text in NEVER_WORDS:
        return NEVER
    # a spreadsheet writes a date as midnight
    text = re.sub(r"[ T]0?0:00(:00(\.0+)?)?$", "", text)
    if match := _DATE.fullmatch(text):
        return _day(match)
    raise Misread


def _misread() -> date:
    raise Misread


def _day(match: re.Match[str]) -> date:
    found = {key[0]: value for key, value in match.groupdict().items() if value}
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        raise Misread from None


def _instant(raw: object, zone_name: str) -> datetime | Never:
    if isinstance(raw, datetime):
        try:
            return raw.astimezone(zone(zone_name)) if raw.tzinfo else raw.replace(tzinfo=zone(zone_name))
        except OverflowError:  # in that zone it lies before the first or after the last year
            raise Misread from None
    if not isinstance(raw, str):
        raise Misread
    return _written_instant(raw, zone_name)


@lru_cache(_MOST_KNOWN)
def _written_instant(raw: str, zone_name: str) -> datetime | Never:
    text = _fold(raw)
    if text in NEVER_WORDS:
        return NEVER
    day = _DATE.match(text)
    time = _TIME.fullmatch(text[day.end() :].lstrip(" T")) if day else None
    if not day or not time or text[day.end() : day.end() + 1] not in (" ", "T"):
        raise Misread
    try:
        moment = datetime.combine(_day(day), datetime.min.time()) + _clock(time)
        return moment.replace(tzinfo=_offset(time["zone"]) or zone(zone_name)).astimezone(zone(zone_name))
    except (ValueError, OverflowError):
        raise Misread from None


def _clock(time: re.Match[str]) -> timedelta:
    hours, minutes, seconds = int(time["h"]), int(time["min"]), int(time["s"] or 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        raise Misread
    return timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=int((time["f"] or "0").ljust(6, "0")))


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


def _duration(raw: object, unit: Unit) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= MAX_AMOUNT:
        return raw
    if isinstance(raw, str):
        text = _fold(raw)
        if text.isascii() and text.isdigit() and len(text) < 10:
            return int(text)
        match = _DURATION.fullmatch(text)
        if match and unit_of(match["unit"]) == unit:
            return int(match["n"])
    raise Misread


def unit_of(word: str) -> Unit | None:
    """`days`, `day`, `日`, `个工作日` … → the unit, or None."""
    folded = " ".join(word.split())
    return folded if folded in UNITS else _UNIT_WORDS.get(folded)
