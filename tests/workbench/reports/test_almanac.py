"""Deadlines that moved, on a calendar: each day has what was on it and what is; what is left out is counted."""

from __future__ import annotations

import re
from datetime import date, timedelta

from workbench.reports.almanac import MOST, almanac


def test_a_day_shows_what_was_and_what_is_on_it() -> None:
    page = "".join(almanac({date(2026, 11, 20): (3, 0), date(2026, 11, 25): (0, 1_200)}, "en"))
    assert "<caption>2026-11</caption>" in page
    assert "<td>20<del>3</del></td>" in page
    assert "<td>25<ins>1,200</ins></td>" in page
    assert "<td>21</td>" in page
    assert page.count("<table") == 1


def test_a_week_begins_on_monday() -> None:
    page = "".join(almanac({date(2026, 11, 20): (1, 0)}, "zh"))
    assert "<caption>2026 年 11 月</caption>" in page
    first, *_ = re.findall("<tr>(<td>.*?)</tr>", page)
    assert first == "<td></td>" * 6 + "<td>1</td>"  # 1 November 2026 was a Sunday


def test_the_months_with_the_most_are_shown_and_the_others_counted() -> None:
    start = date(2020, 1, 1)
    days = {start + timedelta(31 * n): (n + 1, 0) for n in range(MOST + 2)}
    page = "".join(almanac(days, "en"))
    assert page.count("<table") == MOST
    assert "2020-01" not in page
    assert "2 more months, with 3 changes, are not shown." in page


def test_where_no_deadline_moved_there_is_none() -> None:
    assert "".join(almanac({}, "zh")) == ""
