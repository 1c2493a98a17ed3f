"""How many deadlines were on each day, and how many are now → a calendar, a month a table, in HTML."""

from __future__ import annotations

from calendar import Calendar
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from dsl.core import Language, Words

MOST = 12
"""Months that are shown: those with the most deadlines."""
_TITLE = Words("移动的期限（− 原定于该日，+ 现定于该日）", "Deadlines that moved (− were on the day, + are on it now)")
_LEFT_OUT = Words(
    "另有 {months} 个月未列，共 {count} 处变动。", "{months} more months, with {count} changes, are not shown."
)
_WEEK = Words("一二三四五六日", "MTWTFSS")
_ZH, _EN = "{0.year} 年 {0.month} 月", "{0:%Y-%m}"
Days = Mapping[date, tuple[int, int]]


def almanac(days: Days, lang: Language) -> Iterator[str]:
    """Nothing where no deadline moved."""
    if not days:
        return
    sizes = Counter[date]()
    for day, both in days.items():
        sizes[day.replace(day=1)] += sum(both)
    shown = sorted(month for month, _ in sizes.most_common(MOST))
    yield f'<h3>{_TITLE.say(lang)}</h3>\n<div class="months">\n'
    yield from (_month(month, days, lang) for month in shown)
    yield "</div>\n"
    if left := len(sizes) - len(shown):
        count = sizes.total() - sum(sizes[month] for month in shown)
        yield f"<p>{_LEFT_OUT.say(lang).format(months=left, count=f'{count:,}')}</p>\n"


def _month(month: date, days: Days, lang: Language) -> str:
    """The weeks of a month, from Monday on."""
    name = (_ZH if lang == "zh" else _EN).format(month)
    head = "".join(f"<th>{letter}</th>" for letter in _WEEK.say(lang))
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    rows = "".join(f"<tr>{''.join(_day(day, month, days) for day in week)}</tr>\n" for week in weeks)
    return f'<table class="month"><caption>{name}</caption>\n<tr>{head}</tr>\n{rows}</table>\n'


def _day(day: date, month: date, days: Days) -> str:
    if day.month != month.month:
        return "<td></td>"
    was, is_ = days.get(day, (0, 0))
    less = f"<del>{was:,}</del>" if was else ""
    more = f"<ins>{is_:,}</ins>" if is_ else ""
    return f"<td>{day.day}{less}{more}</td>"
