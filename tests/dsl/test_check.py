"""Expressions → core, each with its kind; sugar ends here; and what does not fit is told once, where it stands."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal as Exact
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dsl import core, kinds
from dsl.core import Compare, Constant, Exists, FieldOf, Figure, Follow, Not, Today, Variable
from dsl.kinds import Collection, Date, Decimal, Duration, Instant, Integer, Money, OneOf, Reference, Text, YesNo
from tests.dsl.folders import Change, book, codes, drawn, loaded

LINE = Variable("line", Reference("line"))
GOOD = FieldOf(LINE, "good", YesNo())
TOLD = FieldOf(LINE, "told_on", Date())
OPENED = FieldOf(LINE, "opened_on", Date())
ASKED = FieldOf(LINE, "asked_at", Instant())
SIZE = FieldOf(LINE, "size", Integer())
RATE = FieldOf(LINE, "rate", Decimal())
OWED = FieldOf(LINE, "owed", Money("CNY"))
PROVINCE = FieldOf(LINE, "province", OneOf("province"))
HOLDER = Follow(LINE, "holder", Reference("holder"))
CALLS = Follow(LINE, "calls", Collection("call"))
CALL = Variable("c", Reference("call"))
LATE = FieldOf(CALL, "late", YesNo())
FEE = FieldOf(CALL, "fee", Money("CNY"))
MADE = FieldOf(CALL, "made_on", Date())
NOTICE = Figure("notice", None, Duration("days"))
NOW = core.Now(Instant())
THREE = Constant(3, Integer())
GUANGDONG, BEIJING = (Constant(name, OneOf("province")) for name in ("guangdong", "beijing"))
NEVER, NEVER_AT = Constant(kinds.NEVER, Date()), Constant(kinds.NEVER, Instant())


def days(number: int, unit: kinds.Unit = "days") -> Constant:
    return Constant(number, Duration(unit))


def fact(folder: Path, text: str) -> core.Fact:
    return book(folder, {"rules/more.rules": f"fact line.x:\n    {text}\n"}).facts["line", "x"]


CHECKED: list[tuple[str, core.Expr]] = [
    # ── names ──
    ("line.good", GOOD),
    ("号卡.良好", GOOD),
    ("line.holder", HOLDER),
    ("line.holder.name", FieldOf(HOLDER, "name", Text())),
    ("line.open", core.FactOf(LINE, "open", YesNo())),
    ("号卡.在用", core.FactOf(LINE, "open", YesNo())),
    ("notice", NOTICE),
    ("通知期", NOTICE),
    ("notice on 2016-01-01", Figure("notice", Constant(date(2016, 1, 1), Date()), Duration("days"))),
    ("line.province is guangdong", Compare("=", PROVINCE, GUANGDONG)),
    ("广东 = line.province", Compare("=", GUANGDONG, PROVINCE)),
    # ── literals ──
    ("5", Constant(5, Integer())),
    ("0.5", Constant(Exact("0.5"), Decimal())),
    ("3‰", Constant(Exact("0.003"), Decimal())),
    ("100 CNY", Constant(Exact(100), Money("CNY"))),
    ("30 days", days(30)),
    ('"文字"', Constant("文字", Text())),
    ("2016-9-3", Constant(date(2016, 9, 3), Date())),
    ("2016-09-23T18:00", Constant(datetime(2016, 9, 23, 18, tzinfo=ZoneInfo("Asia/Shanghai")), Instant())),
    ("yes", core.YES),
    ("today", Today()),
    ("now", NOW),
    ("never", NEVER),
    # ── truth ──
    ("not line.good", Not(GOOD)),
    ("line.good and yes and no", core.All((GOOD, core.YES, core.NO))),
    ("line.good or yes", core.Any((GOOD, core.YES))),
    ("line.good is known", core.IsKnown(GOOD)),
    ("line.good is not known", Not(core.IsKnown(GOOD))),
    # ── comparisons ──
    ("line.size <= 3", Compare("<=", SIZE, THREE)),
    ("line.size is not 3", Compare("!=", SIZE, THREE)),
    ("line.rate > 3", Compare(">", RATE, THREE)),
    ("line.told_on is never", Compare("=", TOLD, NEVER)),
    ("never != line.asked_at", Compare("!=", NEVER_AT, ASKED)),
    ("line.asked_at < never", Compare("<", ASKED, NEVER_AT)),
    ("line.holder = line.holder", Compare("=", HOLDER, HOLDER)),
    ("line.province is one of (guangdong, 北京)", core.Any((Compare("=", PROVINCE, GUANGDONG), Compare("=", PROVINCE, BEIJING)))),
    ("line.province is not one of (guangdong)", Not(core.Any((Compare("=", PROVINCE, GUANGDONG),)))),
    ("line.size is one of (3)", core.Any((Compare("=", SIZE, THREE),))),
    # ── arithmetic ──
    ("line.size + 3", core.Arithmetic("+", SIZE, THREE, Integer())),
    ("line.size * line.rate", core.Arithmetic("*", SIZE, RATE, Decimal())),
    ("line.rate - 3", core.Arithmetic("-", RATE, THREE, Decimal())),
    ("line.owed * 3", core.Arithmetic("*", OWED, THREE, Money("CNY"))),
    ("line.rate * line.owed", core.Arithmetic("*", RATE, OWED, Money("CNY"))),
    ("line.owed - line.owed", core.Arithmetic("-", OWED, OWED, Money("CNY"))),
    ("notice + 1 day", core.Arithmetic("+", NOTICE, days(1), Duration("days"))),
    ("-line.size", core.Arithmetic("-", Constant(0, Integer()), SIZE, Integer())),
    ("-line.owed", core.Arithmetic("-", Constant(Exact(0), Money("CNY")), OWED, Money("CNY"))),
    ("line.told_on + 3 months", core.Shift(TOLD, days(3, "months"), "months", 1, Date())),
    ("line.asked_at - 24 hours", core.Shift(ASKED, days(24, "hours"), "hours", -1, Instant())),
    # ── periods ──
    ("notice after line.told_on", core.PeriodEnd(NOTICE, "days", TOLD, Date())),
    ("24 hours after line.asked_at", core.PeriodEnd(days(24, "hours"), "hours", ASKED, Instant())),
    ("notice has passed since line.told_on", Compare(">", Today(), core.PeriodEnd(NOTICE, "days", TOLD, Date()))),
    ("24 hours has passed since line.asked_at", Compare(">=", NOW, core.PeriodEnd(days(24, "hours"), "hours", ASKED, Instant()))),
    ("days from line.told_on to today", core.Elapsed("days", TOLD, Today())),
    ("working days from line.told_on to never", core.Elapsed("working days", TOLD, NEVER)),
    ("date of line.asked_at", core.DayOf(ASKED)),
    ("earliest of (line.told_on, never)", core.Pick("earliest", (TOLD, NEVER), Date())),
    ("latest of (line.asked_at, now)", core.Pick("latest", (ASKED, NOW), Instant())),
    # ── collections ──
    ("some c in line.calls satisfies c.late", Exists("c", CALLS, LATE)),
    ("none c in line.calls satisfies c.late", Not(Exists("c", CALLS, LATE))),
    ("every c in line.calls satisfies c.late", Not(Exists("c", CALLS, Not(LATE)))),
    ("count of c in line.calls", core.Count("c", CALLS, core.YES)),
    ("count of c in line.calls where c.late", core.Count("c", CALLS, LATE)),
    ("sum of c.fee for c in line.calls", core.Sum("c", CALLS, core.YES, FEE, Money("CNY"))),
    ("latest of c.made_on for c in line.calls where c.late", core.Extreme("latest", "c", CALLS, LATE, MADE, Date())),
]  # fmt: skip


@pytest.mark.parametrize(("text", "checked"), CHECKED)
def test_each_expression_becomes_core_with_its_kind(text: str, checked: core.Expr, tmp_path: Path) -> None:
    found = fact(tmp_path, text)
    assert found.body == checked
    assert found.kind == checked.kind


def test_a_span_is_that_of_the_whole_expression(tmp_path: Path) -> None:
    text = "(line.size + 3) * 2 <= line.size"
    body = fact(tmp_path, text).body
    source = f"fact line.x:\n    {text}\n"
    assert source[body.span.start : body.span.end] == text.removeprefix("(")  # parentheses leave no node behind


def test_the_value_of_an_enumeration_comes_before_a_figure_of_the_same_name(tmp_path: Path) -> None:
    changes: dict[str, Change] = {
        "rules/more.rules": "fact line.x: line.province is notice",
        "vocabulary.yaml": ("beijing: 北京", "notice: 北京"),
    }
    body = book(tmp_path, changes).facts["line", "x"].body
    assert isinstance(body, Compare)


REFUSED: list[tuple[str, list[str], str]] = [
    # ── names ──
    ("line.goood", ["RB202"], "goood"),
    ("lien.good", ["RB203"], "lien"),
    ("line.holder.goood = 1", ["RB202"], "goood"),
    ("line.goood = 1 and line.gooood", ["RB202", "RB202"], "goood"),
    ("nothing", ["RB203"], "nothing"),
    ("line.province is guangdon", ["RB204"], "guangdon"),
    ("line.province is one of (guangdon, beijing, bejing)", ["RB204", "RB204"], "guangdon"),
    ("line.goood is guangdon", ["RB202"], "goood"),
    ("guangdon = line.goood", ["RB202"], "goood"),
    ("close", ["RB220"], "close"),
    ("line.calls.late", ["RB218"], "late"),
    ("line.told_on.year = 1", ["RB219"], "year"),
    ("some c in line.calls satisfies some c in line.calls satisfies c.late", ["RB211"], "c"),
    ("some line in line.calls satisfies line.late", ["RB211"], "line"),
    ("(some c in line.calls satisfies c.late) and c.late", ["RB203"], "c"),
    # ── kinds ──
    ("not line.size", ["RB301"], "line.size"),
    ("line.size and line.told_on", ["RB301", "RB301"], "line.size"),
    ("some c in line.calls satisfies c.fee", ["RB301"], "c.fee"),
    ("(count of c in line.calls where c.fee) > 1", ["RB301"], "c.fee"),
    ("line.good = 1", ["RB302"], "line.good = 1"),
    ('line.told_on = "2016-01-01"', ["RB302"], 'line.told_on = "2016-01-01"'),
    ("line.holder = line", ["RB302"], "line.holder = line"),
    ("line.calls = line.calls", ["RB302"], "line.calls = line.calls"),
    ("notice = 10", ["RB302"], "notice = 10"),
    ("notice < 1 month", ["RB302"], "notice < 1 month"),
    ("line.id < line.holder_id", ["RB303"], "line.id < line.holder_id"),
    ("line.good > yes", ["RB303"], "line.good > yes"),
    ("line.province < guangdong", ["RB303"], "line.province < guangdong"),
    ("line.asked_at > line.told_on", ["RB306"], "line.asked_at > line.told_on"),
    ("line.owed > 100", ["RB311"], "line.owed > 100"),
    ("line.owed = line.abroad", ["RB311"], "line.owed = line.abroad"),
    # ── arithmetic ──
    ("line.owed + line.abroad > 1 CNY", ["RB304"], "line.owed + line.abroad"),
    ("line.good + 1 = 2", ["RB304"], "line.good + 1"),
    ("line.told_on - line.opened_on > 3", ["RB304"], "line.told_on - line.opened_on"),
    ("line.told_on * 2 > today", ["RB304"], "line.told_on * 2"),
    ("3 days + today > today", ["RB304"], "3 days + today"),
    ("notice * 2 = notice", ["RB304"], "notice * 2"),
    ("-line.good", ["RB304"], "-line.good"),
    ("today + 24 hours > today", ["RB307"], "today + 24 hours"),
    ("now + 1 day > now", ["RB307"], "now + 1 day"),
    # ── periods ──
    ("cap has passed since line.told_on", ["RB308"], "cap"),
    ("notice has passed since line.asked_at", ["RB307"], "notice has passed since line.asked_at"),
    ("24 hours after line.told_on > now", ["RB307"], "24 hours after line.told_on"),
    ("notice has passed since line.size", ["RB307"], "notice has passed since line.size"),
    ("days from line.asked_at to today > 3", ["RB306"], "line.asked_at"),
    ("days from line.size to line.good > 3", ["RB305", "RB305"], "line.size"),
    ("date of line.told_on = today", ["RB305"], "line.told_on"),
    ("earliest of (line.size, today) = today", ["RB305"], "line.size"),
    ("earliest of (today, line.size, line.good) = today", ["RB305", "RB305"], "line.size"),
    ("earliest of (today, now) = today", ["RB306"], "now"),
    ("line.good on today", ["RB312"], "line.good"),
    ("notice on 2016-02-30 = notice", ["RB137"], "2016-02-30"),
    ("notice on now = notice", ["RB306"], "now"),
    ("0.5 days = notice", ["RB314"], "0.5 days"),
    ("2000000000 days = notice", ["RB314"], "2000000000 days"),
    # ── collections ──
    ("some c in line.holder satisfies yes", ["RB309"], "line.holder"),
    ("(count of c in line.good) > 1", ["RB309"], "line.good"),
    ("(sum of c.late for c in line.calls) > 1", ["RB313"], "c.late"),
    ("(earliest of c.fee for c in line.calls) < today", ["RB305"], "c.fee"),
    ("line.calls", ["RB315"], "line.calls"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told", "place"), REFUSED)
def test_what_does_not_fit_is_told_where_it_stands(text: str, told: list[str], place: str, tmp_path: Path) -> None:
    found = loaded(tmp_path, {"rules/more.rules": f"fact line.x:\n    {text}\n"})
    assert codes(found) == told, drawn(found)
    source = found.sources["rules/more.rules"].text
    first = found.diagnostics[0].span
    assert source[first.start : first.end] == place


@pytest.mark.parametrize(
    "text",
    [
        "line.goood and line.goood = 1 and line.goood < today and notice has passed since line.goood",
        "line.goood is guangdon or line.goood is one of (guangdon, beijng)",
        "some c in line.goood satisfies c.lte or c.fee > 3",
        "(sum of c.fee * line.goood for c in line.calls) = line.goood",
    ],
)
def test_what_stands_on_an_unknown_name_says_nothing_more(text: str, tmp_path: Path) -> None:
    found = loaded(tmp_path, {"rules/more.rules": f"fact line.x:\n    {text}\n"})
    assert set(codes(found)) == {"RB202"}, drawn(found)


def test_kinds_are_named_in_the_readers_words(tmp_path: Path) -> None:
    found = loaded(tmp_path, {"rules/more.rules": "fact line.x: line.holder = line.province"})
    (told,) = found.diagnostics
    assert told.message("zh") == "不能把一个“机主”与枚举“省份”的值相比"
    assert told.message("en") == "one `holder` cannot be compared with a value of `province`"
