"""A start, a length and a schedule in, the end of the period out: pure arithmetic on dates and moments.

Under the law `cn-civil-code` (Civil Code arts 200 to 204, and by analogy what a deadline of public law leaves open):

* the start day is not counted; months and years end on the corresponding day, or else on that month's last day;
* a period of days or longer whose last day is a rest day ends on the next working day, make-up workdays being such;
* the n-th working day after a day is counted by the schedule; hours run from moment to moment and are never moved.

Under `plain` no end is moved, but working days need the schedule all the same. What needs a day without official
schedule is `Undetermined`. Nothing overflows: an end beyond the years 1 to 9999 is the first or last possible one.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from dsl.core import Language, Words
from dsl.kinds import Unit
from dsl.record import dataclass
from interpreter.schedule import REST_DAY, WEEKEND, Named, Schedule, Uncounted, Undetermined, day_at, schedule_of

__all__ = [
    "Reckoning",
    "Schedule",
    "Uncounted",
    "Undetermined",
    "elapsed_days",
    "elapsed_working_days",
    "elapsed_years",
    "end_of_period",
    "next_anniversary",
    "reckon",
    "say",
    "schedule_of",
    "shift",
]

End = date | datetime | Undetermined


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The end of a period with its grounds.

    `plain_end` is the end before it is moved off rest days. `shifted` are the rest days stepped over, in order: those
    from `plain_end` to the day before `end`; for working days, those of holidays between `start` and `end`.
    `made_up` are the make-up workdays that mattered: the end, if it is one; for working days, all that were counted.
    """

    start: date | datetime
    amount: int
    unit: Unit
    plain_end: End
    end: End
    shifted: Named
    made_up: Named


def end_of_period(start: date | datetime, amount: int, unit: Unit, schedule: Schedule) -> End:
    """The last day of the period of `amount` units after `start`, as a date; for hours its last moment.

    A period of length zero ends on its start day, moved like any other. Where the end is unknown, it is not before the
    plain end, since moving never makes it earlier; nor before the first day without schedule, where the move ran that
    far; nor, by working days, before those still to be counted from there could lie.
    """
    return _moved(_plain_end(start, amount, unit, schedule), unit, schedule)


def _plain_end(start: date | datetime, amount: int, unit: Unit, schedule: Schedule) -> End:
    return shift(start if unit == "hours" else _day(start), amount, unit, 1, schedule)


def _moved(plain: End, unit: Unit, schedule: Schedule) -> End:
    if unit == "hours" or schedule.law == "plain" or isinstance(plain, Undetermined):
        return plain
    return schedule.on_or_after(plain)


def shift(start: date | datetime, amount: int, unit: Unit, sign: Literal[1, -1], schedule: Schedule) -> End:
    """`start` plus or minus `amount` units, not moved off rest days; save by hours, a moment keeps its time of day.

    Months and years end on the corresponding day or else on the month's last day; working days step by working days.
    Hours need an aware moment, and are real ones even where its zone changes its clocks (TypeError on anything else).
    """
    day, steps = _day(start), sign * amount
    match unit:
        case "hours":
            return _after_hours(start, steps)
        case "days":
            target: date | Undetermined = day_at(day.toordinal() + steps)
        case "working days":
            target = _after_working_days(day, steps, schedule)
        case "months":
            target = _after_months(day, steps)
        case "years":
            target = _after_months(day, 12 * steps)
    if isinstance(target, date) and isinstance(start, datetime):
        return start.replace(year=target.year, month=target.month, day=target.day, fold=0)
    return target


def _after_hours(start: date | datetime, hours: int) -> datetime:
    if not isinstance(start, datetime) or start.tzinfo is None:
        raise TypeError(f"hours run from an aware moment, not from {start!r}")
    try:
        return (start.astimezone(UTC) + timedelta(hours=hours)).astimezone(start.tzinfo)
    except OverflowError:
        return _after_wall_clock_hours(start, hours)


def _after_wall_clock_hours(start: datetime, hours: int) -> datetime:
    """For the first and last hours of all time, which have no moment in UTC; beyond them the first or last moment."""
    try:
        return start + timedelta(hours=hours)
    except OverflowError:
        zone = start.tzinfo
        return datetime.max.replace(tzinfo=zone) if hours > 0 else datetime.min.replace(tzinfo=zone)


def _after_working_days(day: date, steps: int, schedule: Schedule) -> date | Undetermined:
    if steps > 0:
        return schedule.after(day, steps)
    return schedule.before(day, -steps) if steps < 0 else day


def _after_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _day(start: date | datetime) -> date:
    return start.date() if isinstance(start, datetime) else start


def reckon(start: date | datetime, amount: int, unit: Unit, schedule: Schedule) -> Reckoning:
    """The same end as `end_of_period`, with its grounds; dearer than that, for it names every day that mattered."""
    plain = _plain_end(start, amount, unit, schedule)
    end = _moved(plain, unit, schedule)
    shifted, made_up = _grounds(_day(start), plain, end, unit, schedule)
    return Reckoning(start, amount, unit, plain, end, shifted, made_up)


def _grounds(start: date, plain: End, end: End, unit: Unit, schedule: Schedule) -> tuple[Named, Named]:
    """The rest days stepped over and the make-up workdays that mattered, as `Reckoning` describes them."""
    if unit == "hours" or isinstance(plain, Undetermined):
        return (), ()
    last = end.at_least if isinstance(end, Undetermined) else _day(end)
    if unit == "working days" and plain == end:
        first = day_at(start.toordinal() + 1)
        off = tuple((day, name) for day, name in schedule.rest_days(first, last) if name != WEEKEND)
        return off, schedule.make_up_days(first, last)
    if schedule.law == "plain":
        return (), ()
    return schedule.rest_days(_day(plain), last), schedule.make_up_days(last, last)


# ── between two days ─────────────────────────────────────────────────────────────────────────────────────────────────


def elapsed_days(a: date, b: date) -> int:
    """Days from `a` to `b`, negative where `b` is earlier."""
    return b.toordinal() - a.toordinal()


def elapsed_years(a: date, b: date) -> int:
    """Full years from `a` to `b`, each ending on the corresponding day or else the month's last.

    Where `b < a`, minus those from `b` to `a`. A rule by which an age is reached on the day after the birthday says so.
    """
    if b < a:
        return -elapsed_years(b, a)
    years = b.year - a.year
    return years if _after_months(a, 12 * years) <= b else years - 1


def elapsed_working_days(a: date, b: date, schedule: Schedule) -> int | Uncounted:
    """Working days after `a` up to `b`, so that `a` is not counted; where `b < a`, minus those from `b` to `a`."""
    if a <= b:
        return schedule.count(a, b)
    mirrored = schedule.count(b, a)
    if isinstance(mirrored, Uncounted):
        return Uncounted(mirrored.year, -mirrored.at_most, -mirrored.at_least)
    return -mirrored


def next_anniversary(a: date, today: date) -> date:
    """The next day after `today` on which the full years from `a` change; the last possible day where they never do."""
    years = elapsed_years(a, today)
    if years >= 0:
        return _after_months(a, 12 * (years + 1))
    # Looking forward to `a`: the count changes on the day after the last one that is still so many years away.
    day = _after_months(a, 12 * years)
    while elapsed_years(a, day) <= years:
        day += timedelta(days=1)
    return day


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_UNITS: Mapping[Unit, Words] = {
    "days": Words("日", "day"),
    "working days": Words("个工作日", "working day"),
    "months": Words("个月", "month"),
    "years": Words("年", "year"),
    "hours": Words("小时", "hour"),
}
_WEEKDAYS = (
    Words("周一", "Monday"),
    Words("周二", "Tuesday"),
    Words("周三", "Wednesday"),
    Words("周四", "Thursday"),
    Words("周五", "Friday"),
    Words("周六", "Saturday"),
    Words("周日", "Sunday"),
)
_COMMA = Words("，", ", ")
_IS = Words("自 {start} 起满 {length}为 {end}", "{length} after {start} is {end}")
_NO_SUCH_DAY = Words("（该月无 {day} 日）", " (that month has no day {day})")
_UNCOUNTED = Words(
    "自 {start} 起满 {length}无从计算，因尚无 {year} 年放假安排，只知不早于 {day}",
    "{length} after {start} cannot be counted, as no official holiday schedule is known for {year}: {day} or later",
)
_UNKNOWN = Words(
    "但尚无 {year} 年放假安排，只知不早于 {day}",
    "but no official holiday schedule is known for {year}: {day} or later",
)
_FIRST, _THEN = Words("正值{rest}", "{rest}"), Words("又逢{rest}", "then {rest}")
_IN_HOLIDAY, _ON_REST_DAY = Words("{name}放假", "in the {name} rest"), Words("{name}", "on a {name}")
_SO, _SO_MADE_UP = Words("顺延至 {day}", "so {day}"), Words("顺延至 {day}（{name}）", "so {day}, a {name}")
_STAYS = Words("虽为{weekday}，但系{name}，不顺延", "a {weekday} but a {name}, so not put off")
_COUNTING = Words("计入调休上班日 {days}", "counting the make-up workday{s} {days}")
_COUNTING_MANY = Words("计入 {count} 个调休上班日", "counting {count} make-up workdays")
_LEAVING = Words("扣除{names}放假", "leaving out the {names} rest{s}")
_LEAVING_MANY = Words("扣除 {count} 天放假", "leaving out {count} day{s} of holiday rest")
_FEW = 3  # more days or holidays than these are given as a number


def say(reckoning: Reckoning, lang: Language) -> str:
    """The reckoning as one sentence without a full stop; dates in ISO form, moments by the clock of their own zone."""
    plain, end = reckoning.plain_end, reckoning.end
    if isinstance(plain, Undetermined):
        return _put(_UNCOUNTED, lang, year=plain.year, day=plain.at_least, **_given(reckoning, lang))
    clauses = [_put(_IS, lang, end=_shown(plain), **_given(reckoning, lang)) + _no_such_day(reckoning, plain, lang)]
    if plain != end:
        clauses += _reasons(reckoning.shifted, lang)
        clauses.append(_moved_to(end, reckoning.made_up, lang))
    elif reckoning.unit == "working days":
        clauses += _counted(reckoning, lang)
    else:
        clauses += [
            _put(_STAYS, lang, weekday=_WEEKDAYS[day.weekday()].say(lang), name=name.say(lang))
            for day, name in reckoning.made_up
        ]
    return _COMMA.say(lang).join(clauses)


def _put(words: Words, lang: Language, **values: object) -> str:
    return words.say(lang).format(**values)


def _given(reckoning: Reckoning, lang: Language) -> dict[str, str]:
    plural = _s(reckoning.amount) if lang == "en" else ""
    length = f"{reckoning.amount} {_UNITS[reckoning.unit].say(lang)}{plural}"
    return {"start": _shown(reckoning.start), "length": length}


def _no_such_day(reckoning: Reckoning, plain: date, lang: Language) -> str:
    wanted = reckoning.start.day
    is_cut = reckoning.unit in ("months", "years") and plain.day < wanted
    return _put(_NO_SUCH_DAY, lang, day=wanted) if is_cut else ""


def _reasons(rest: Named, lang: Language) -> list[str]:
    """Why the rest days are such, each reason once, in order."""
    said = [
        _put(_ON_REST_DAY if name in (WEEKEND, REST_DAY) else _IN_HOLIDAY, lang, name=name.say(lang))
        for name in dict.fromkeys(name for _, name in rest)
    ]
    return [_put(_THEN if place else _FIRST, lang, rest=reason) for place, reason in enumerate(said)]


def _moved_to(end: End, made_up: Named, lang: Language) -> str:
    if isinstance(end, Undetermined):
        return _put(_UNKNOWN, lang, year=end.year, day=end.at_least)
    if made_up:
        return _put(_SO_MADE_UP, lang, day=end, name=made_up[0][1].say(lang))
    return _put(_SO, lang, day=end)


def _counted(reckoning: Reckoning, lang: Language) -> list[str]:
    """What a count of working days counted on weekends and left out on weekdays."""
    clauses = []
    days = [day.isoformat() for day, _ in reckoning.made_up]
    if len(days) > _FEW:
        clauses.append(_put(_COUNTING_MANY, lang, count=len(days)))
    elif days:
        clauses.append(_put(_COUNTING, lang, days=_listed(days, lang), s=_s(len(days))))
    names = list(dict.fromkeys(name for _, name in reckoning.shifted))
    if len(names) > _FEW or REST_DAY in names:
        clauses.append(_put(_LEAVING_MANY, lang, count=len(reckoning.shifted), s=_s(len(reckoning.shifted))))
    elif names:
        clauses.append(_put(_LEAVING, lang, names=_listed([name.say(lang) for name in names], lang), s=_s(len(names))))
    return clauses


def _listed(items: list[str], lang: Language) -> str:
    if lang == "zh":
        return "、".join(items)
    return " and ".join([", ".join(items[:-1])] * (len(items) > 1) + items[-1:])


def _shown(day: date | datetime) -> str:
    if not isinstance(day, datetime):
        return day.isoformat()
    return day.replace(tzinfo=None).isoformat(" ", "seconds" if day.second else "minutes")


def _s(count: int) -> str:
    return "" if count == 1 else "s"
