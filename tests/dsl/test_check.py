"""Expressions → core, each with its kind; sugar ends here; and what does not fit is told once, where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal as Exact
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dsl import core, kinds
from dsl.core import Compare, Constant, Exists, FieldOf, Figure, Follow, Not, Today, Variable
from dsl.diagnose import Diagnostic
from dsl.kinds import Collection, Date, Decimal, Duration, Instant, Integer, Money, OneOf, Reference, Text, YesNo
from dsl.source import Sources, Span
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
LANGUAGES: tuple[core.Language, ...] = ("zh", "en")
GUANGDONG, BEIJING = (Constant(name, OneOf("province")) for name in ("guangdong", "beijing"))
NEVER, NEVER_AT = Constant(kinds.NEVER, Date()), Constant(kinds.NEVER, Instant())


def days(number: int, unit: kinds.Unit = "days") -> Constant:
    return Constant(number, Duration(unit))


def one_fact(text: str) -> dict[str, Change]:
    return {"rules/more.rules": f"fact line.x:\n    {text}\n"}


def fact(folder: Path, text: str) -> core.Fact:
    return book(folder, one_fact(text)).facts["line", "x"]


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
    ("line.province is not guangdong", Compare("!=", PROVINCE, GUANGDONG)),
    ("广东 = line.province", Compare("=", GUANGDONG, PROVINCE)),
    # ── literals ──
    ("5", Constant(5, Integer())),
    ("0.5", Constant(Exact("0.5"), Decimal())),
    ("3‰", Constant(Exact("0.003"), Decimal())),
    ("100 CNY", Constant(Exact(100), Money("CNY"))),
    ("30 days", days(30)),
    ("1000000000 days", days(10**9)),  # the most there can be
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
    ("3 < line.rate", Compare("<", THREE, RATE)),
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
    assert repr(found.body) == repr(checked)  # 0 equals Exact(0), but is no decimal
    assert found.kind == checked.kind


def places(node: core.Expr, text: str, depth: int = 0) -> Iterator[str]:
    """The node and all below it, a line each: what it is, and what is written at its span."""
    yield f"{'  ' * depth}{type(node).__name__}: {text[node.span.start : node.span.end]}"
    for each in fields(node):
        inner = getattr(node, each.name)
        for child in inner if isinstance(inner, tuple) else (inner,):
            if isinstance(child, core.Expr):
                yield from places(child, text, depth + 1)


def test_every_node_has_the_place_of_what_it_was_made_of(tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    """`make golden` rewrites the places, to be read as a diff. A condition that nobody wrote has none."""
    text = "".join(f"fact line.x{n}:\n    {text}\n" for n, (text, _) in enumerate(CHECKED))
    found = book(tmp_path, {"rules/more.rules": text}).facts
    parts = ("\n".join(places(found["line", f"x{n}"].body, text)) for n in range(len(CHECKED)))
    golden("expressions/places.txt", "\n\n".join(parts) + "\n")


def test_a_span_is_that_of_the_whole_expression(tmp_path: Path) -> None:
    text = "(line.size + 3) * 2 <= line.size"
    body = fact(tmp_path, text).body
    source = f"fact line.x:\n    {text}\n"
    assert source[body.span.start : body.span.end] == text.removeprefix("(")  # parentheses leave no node behind


def test_the_value_of_an_enumeration_comes_before_a_figure_of_the_same_name(tmp_path: Path) -> None:
    changes: dict[str, Change] = {
        "rules/more.rules": "fact line.x: line.province is notice\nfact line.y: notice = line.province",
        "vocabulary.yaml": ("beijing: 北京", "notice: 北京"),
    }
    found = book(tmp_path, changes).facts
    value = Constant("notice", OneOf("province"))
    assert found["line", "x"].body == Compare("=", PROVINCE, value)
    assert found["line", "y"].body == Compare("=", value, PROVINCE)


def test_comparisons_between_days_and_between_moments_are_known_to_the_formatter(tmp_path: Path) -> None:
    """Chinese has words of its own for them."""
    text = "line.told_on < today and line.size < 3 and line.asked_at < never and line.rate < 3"
    found = loaded(tmp_path, one_fact(text))
    source = found.sources["rules/more.rules"].text
    here = [span for span in found.glossary.dated if span.file == "rules/more.rules"]
    assert {source[span.start : span.end] for span in here} == {"line.told_on < today", "line.asked_at < never"}


REFUSED: list[tuple[str, list[str], str]] = [
    # ── names ──
    ("line.goood", ["RB202"], "goood"),
    ("lien.good", ["RB203"], "lien"),
    ("line.holder.goood = 1", ["RB202"], "goood"),
    ("line.goood = 1 and line.gooood", ["RB202", "RB202"], "goood"),
    ("line.goood = line.gooood", ["RB202", "RB202"], "goood"),
    ("nothing", ["RB203"], "nothing"),
    ("good", ["RB203"], "good"),
    ("良好", ["RB203"], "良好"),
    ('some c in line.calls satisfies id = "1"', ["RB203"], "id"),
    ("line.province is guangdon", ["RB204"], "guangdon"),
    ("line.province is one of (guangdon, beijing, bejing)", ["RB204", "RB204"], "guangdon"),
    ("line.goood is guangdon", ["RB202"], "goood"),
    ("guangdon = line.goood", ["RB202"], "goood"),
    ("guangdon = bejing", ["RB203"], "guangdon"),
    ("nothing on today = notice", ["RB203"], "nothing"),
    ("close", ["RB220"], "close"),
    ("line.calls.late", ["RB218"], "late"),
    ("line.told_on.year = 1", ["RB219"], "year"),
    ("some c in line.calls satisfies some c in line.calls satisfies c.late", ["RB211"], "c"),
    ("some line in line.calls satisfies line.late", ["RB211"], "line"),
    ("(some c in line.calls satisfies c.late) and c.late", ["RB203"], "c"),
    # ── kinds ──
    ("not line.size", ["RB301"], "line.size"),
    ("line.size and line.told_on", ["RB301", "RB301"], "line.size"),
    ("(line.size and line.good) = 3", ["RB301"], "line.size"),
    ("some c in line.calls satisfies c.fee", ["RB301"], "c.fee"),
    ("every c in line.calls satisfies c.fee", ["RB301"], "c.fee"),
    ("(count of c in line.calls where c.fee) > 1", ["RB301"], "c.fee"),
    ("line.good = 1", ["RB302"], "line.good = 1"),
    ('line.told_on = "2016-01-01"', ["RB302"], 'line.told_on = "2016-01-01"'),
    ('line.province = "guangdong"', ["RB302"], 'line.province = "guangdong"'),
    ('"北京" is line.province', ["RB302"], '"北京" is line.province'),
    ('line.province = "shanghai"', ["RB302"], 'line.province = "shanghai"'),
    ("line.holder = line", ["RB302"], "line.holder = line"),
    *((f"line.calls {op} line.calls", ["RB302"], f"line.calls {op} line.calls") for op in ("=", "!=", "is", "is not")),
    ("notice = 10", ["RB302"], "notice = 10"),
    ("notice < 1 month", ["RB302"], "notice < 1 month"),
    ("line.id < line.holder_id", ["RB303"], "line.id < line.holder_id"),
    ("line.good > yes", ["RB303"], "line.good > yes"),
    ("line.province < guangdong", ["RB303"], "line.province < guangdong"),
    ("line.asked_at > line.told_on", ["RB306"], "line.asked_at > line.told_on"),
    ("line.owed > 100", ["RB311"], "line.owed > 100"),
    ("100 > line.owed", ["RB311"], "100 > line.owed"),
    ("line.owed = line.abroad", ["RB311"], "line.owed = line.abroad"),
    # ── arithmetic ──
    ("line.owed + line.abroad > 1 CNY", ["RB304"], "line.owed + line.abroad"),
    ("line.good + 1 = 2", ["RB304"], "line.good + 1"),
    ("line.good + yes = 2", ["RB304"], "line.good + yes"),
    ("line.told_on - line.opened_on > 3", ["RB304"], "line.told_on - line.opened_on"),
    ("line.told_on - 3 > today", ["RB304"], "line.told_on - 3"),
    ("line.told_on * 2 > today", ["RB304"], "line.told_on * 2"),
    ("line.told_on * 3 days > today", ["RB304"], "line.told_on * 3 days"),
    ("3 days + today > today", ["RB304"], "3 days + today"),
    ("notice * 2 = notice", ["RB304"], "notice * 2"),
    ("-line.good", ["RB304"], "-line.good"),
    ("today + 24 hours > today", ["RB307"], "today + 24 hours"),
    ("now + 1 day > now", ["RB307"], "now + 1 day"),
    ("now + 1 month > now", ["RB307"], "now + 1 month"),
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
    ("earliest of (today, line.size) = 3", ["RB305"], "line.size"),
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
    ("earliest of (today, notice) = today", ["RB305"], "notice"),
    ("line.good and line.province", ["RB301"], "line.province"),
    ("line.size = line.goood", ["RB202"], "goood"),
    ("line.goood and line.province = guangdon", ["RB202", "RB204"], "goood"),
    ("line.calls", ["RB315"], "line.calls"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told", "place"), REFUSED)
def test_what_does_not_fit_is_told_where_it_stands(text: str, told: list[str], place: str, tmp_path: Path) -> None:
    found = loaded(tmp_path, one_fact(text))
    assert codes(found) == told, drawn(found)
    source = found.sources["rules/more.rules"].text
    first = found.diagnostics[0].span
    assert source[first.start : first.end] == place


def test_what_does_not_fit_is_told_in_these_words(tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    """Words, hint and other places, in Chinese and English; `make golden` rewrites them, to be read as a diff."""
    parts = []
    for text, *_ in REFUSED:
        found = loaded(tmp_path, one_fact(text))
        lines = [line for each in found.diagnostics for lang in LANGUAGES for line in said(each, found.sources, lang)]
        parts.append("\n".join([f"# {text}", "", *lines, ""]))
    golden("expressions/refused.txt", "\n".join(parts))


def said(found: Diagnostic, sources: Sources, lang: core.Language) -> list[str]:
    """The message; below it the hint, what is written at other places, and the edits. Its own place is asked above."""
    places = [f"{at(span, sources)}: {words.say(lang)}" for span, words in found.related]
    edits = [f"{at(edit.span, sources)!r} → {edit.text!r}" for edit in found.edits]
    return [found.message(lang), *(f"  {each}" for each in (found.hint(lang), *places, *edits) if each)]


def at(span: Span, sources: Sources) -> str:
    return sources[span.file].text[span.start : span.end]


def test_a_moment_where_a_day_is_written_is_told_as_one(tmp_path: Path) -> None:
    text = 'rule notice/late "晚" "Late"\n    source law art 1\n    from 2016-09-23T18:00\n    for each line\n    may close\n'
    (told,) = loaded(tmp_path, {"rules/more.rules": text}).diagnostics
    assert told.message("en") == "a date and an instant do not mix: a date is wanted, this is an instant"
    assert told.message("zh") == "日期与时刻不能混用：应为日期，却是时刻"


@pytest.mark.parametrize(
    "text",
    [
        "line.goood and line.goood = 1 and line.goood < today and notice has passed since line.goood",
        "line.goood is guangdon or line.goood is one of (guangdon, beijng)",
        "some c in line.goood satisfies c.lte or c.fee > 3",
        "(sum of c.fee * line.goood for c in line.calls) = line.goood",
        "days from line.goood to line.told_on = line.good",
        "days from line.told_on to line.goood = line.good",
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
