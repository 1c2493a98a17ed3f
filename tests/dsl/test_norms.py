"""Statements → core: facts in the order they need each other, rules and invariants clause by clause."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dsl import core
from dsl.core import Citation, Words
from dsl.kinds import Date, Duration, Instant, Integer, Reference, YesNo
from tests.dsl.folders import SOURCES, book, codes, drawn, loaded

HEAD = 'rule grace/extra "另一条" "Another"'


def rule(folder: Path, *clauses: str, head: str = HEAD, source: str = "source law art 1") -> core.Rule:
    text = "\n    ".join([head, source, *clauses])
    return list(book(folder, {"rules/more.rules": text}).rules.values())[-1]


def told(folder: Path, *clauses: str, head: str = HEAD, source: str = "source law art 1") -> list[str]:
    return codes(loaded(folder, {"rules/more.rules": "\n    ".join(filter(None, [head, source, *clauses]))}))


def facts(folder: Path, text: str) -> dict[tuple[str, str], core.Fact]:
    return dict(book(folder, {"rules/all.rules": text, "scenarios/all.yaml": ""}).facts)


# ── facts ──


def test_a_fact_may_stand_on_one_that_comes_later(tmp_path: Path) -> None:
    found = facts(tmp_path, "fact line.a: line.b + 1\nfact line.b: line.c * 2\nfact line.c: line.size")
    assert list(found) == [("line", "a"), ("line", "b"), ("line", "c")], (
        "they keep the order in which they are declared"
    )
    assert {fact.kind for fact in found.values()} == {Integer()}


def test_a_fact_has_its_exceptions_in_order_and_its_presumption_with_its_source(tmp_path: Path) -> None:
    text = """
fact line.a "甲":
    line.size
    except 1 when line.good
    except 2 when line.status
    presumed 0
        source law art 18(1), item 4
"""
    found = facts(tmp_path, text)["line", "a"]
    assert found.names == Words("甲", "a")
    assert [branch.value for branch in found.exceptions] == [core.Constant(1, Integer()), core.Constant(2, Integer())]
    assert found.presumed == core.Presumption(
        core.Constant(0, Integer()), (Citation("law", "18(1)"), Citation("law", "4", True))
    )


def test_a_chain_of_facts_is_checked_without_recursion(tmp_path: Path) -> None:
    """Longer than Python's stack: the check ends, and says that nobody could follow it."""
    chain = "".join(f"fact line.f{n}: line.f{n + 1}\n" for n in range(1500)) + "fact line.f1500: line.good\n"
    assert codes(loaded(tmp_path, {"rules/more.rules": chain})) == ["RB105"]


def test_a_fact_that_stands_on_hundreds_is_checked_twice_and_not_hundreds_of_times(tmp_path: Path) -> None:
    wide = "fact line.top: " + " and ".join(f"line.f{n}" for n in range(900)) + "\n"
    below = "".join(f"fact line.f{n}: line.good\n" for n in range(900))
    assert codes(loaded(tmp_path, {"rules/more.rules": wide + below})) == []


@pytest.mark.parametrize(
    ("text", "circles"),
    [
        ("fact line.a: line.a", ["line.a → line.a"]),
        ("fact line.a: line.b\nfact line.b: line.a", ["line.a → line.b → line.a"]),
        ("fact line.c: line.a\nfact line.a: line.b\nfact line.b: line.a and line.c", ["line.a → line.b → line.a"]),
        ("fact line.a: line.a\nfact line.b: line.b", ["line.a → line.a", "line.b → line.b"]),
        ("fact line.a: line.holder.b\nfact holder.b: some l in holder.lines satisfies l.a", ["line.a → holder.b → line.a"]),
        ("fact line.a: yes except no when line.a", ["line.a → line.a"]),
    ],
)  # fmt: skip
def test_facts_that_need_themselves_are_told_once_for_each_circle(
    text: str, circles: list[str], tmp_path: Path
) -> None:
    found = loaded(tmp_path, {"rules/more.rules": text + "\nfact line.user: line.a or line.good"})
    assert [
        str(each.detail["circle"].en) for each in found.diagnostics if isinstance(each.detail["circle"], Words)
    ] == circles


def test_of_a_long_circle_only_the_beginning_is_shown(tmp_path: Path) -> None:
    text = "".join(f"fact line.f{n}: line.f{(n + 1) % 300}\n" for n in range(300))
    (told,) = loaded(tmp_path, {"rules/more.rules": text}).diagnostics
    assert len(told.related) < 10
    assert len(told.message("zh")) < 400


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fact line.a: line.size except yes when line.good", ["RB316"]),
        ("fact line.a: line.size except 1 when line.size", ["RB301"]),
        ("fact line.a: line.szie except guangdong when line.good", ["RB202"]),
        ("fact line.a: line.province except guangdon when line.good", ["RB204"]),
        ("fact line.a: line.size presumed no source law art 1", ["RB316"]),
        ("fact line.a: line.size presumed 1 source law art 99", ["RB501"]),
        ("fact line.a: line.told_on except line.asked_at when line.good", ["RB306"]),
        ("fact line.a: line.holder.lines", ["RB315"]),
    ],
)
def test_each_part_of_a_fact_has_the_kind_of_its_body(text: str, expected: list[str], tmp_path: Path) -> None:
    found = loaded(tmp_path, {"rules/more.rules": text})
    assert codes(found) == expected, drawn(found)


# ── rules ──


def test_a_rule_has_all_that_is_written_of_it_in_any_order(tmp_path: Path) -> None:
    clauses = (
        *(
            "for each line where line.good",
            "source law item 4",
            "penalty law art 2",
            "from 2016-09-23",
            "until 2019-12-31",
        ),
        *("binds operator", "severity 高", "standing 有争议", 'note "注 / note"', "overrides 宽限/通知", "may close"),
        *("when line.size > 3", "unless line.status"),
    )
    forth = rule(tmp_path / "forth", *clauses)
    back = rule(tmp_path / "back", *reversed(clauses))
    assert forth == back
    assert (forth.path, forth.title, forth.subject) == ("grace/extra", Words("另一条", "Another"), "line")
    assert forth.sources == (Citation("law", "1"), Citation("law", "4", True))
    assert (forth.since, forth.until) == (date(2016, 9, 23), date(2019, 12, 31))
    assert (forth.binds, forth.severity, forth.standing, forth.note) == ("operator", "high", "contested", "注 / note")
    assert (forth.penalty, forth.overrides) == ((Citation("law", "2"),), ("grace/notice",))
    assert forth.norm == core.Permission("close")
    assert not forth.is_duty


def test_what_a_rule_does_not_say_has_its_default(tmp_path: Path) -> None:
    found = rule(tmp_path, "for each line", "must line.good")
    assert (found.where, found.when, found.unless) == (core.YES, core.YES, core.NO)
    assert (found.since, found.until) == (date(2010, 1, 1), None), "the time in force is that of its first source"
    assert (found.binds, found.severity, found.standing, found.penalty, found.note, found.overrides) == (None, "medium", "settled", (), "", ())  # fmt: skip


def test_each_norm_becomes_its_own_kind(tmp_path: Path) -> None:
    good = core.FieldOf(core.Variable("line", Reference("line")), "good", YesNo())
    assert rule(tmp_path / "1", "for each line", "must line.good").norm == core.Duty(good, None)
    by = rule(tmp_path / "2", "for each line", "must line.good by today").norm
    assert isinstance(by, core.Duty)
    assert by.by == core.Today()
    happen = rule(tmp_path / "3", "for each line", "must happen line.told_on within 30 days after line.opened_on").norm
    assert isinstance(happen, core.Deadline)
    assert (happen.due.unit, happen.due.kind, happen.due.duration) == (
        "days",
        Date(),
        core.Constant(30, Duration("days")),
    )
    hours = rule(tmp_path / "4", "for each line", "must happen line.served_at within 24 hours after line.asked_at").norm
    assert isinstance(hours, core.Deadline)
    assert hours.due.kind == Instant()
    assert rule(tmp_path / "5", "for each line", "must not close").norm == core.Prohibition("close")
    assert rule(tmp_path / "6", "适用于每个 机主", "可以 注销").norm == core.Permission("erase")


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (("for each line",), ["RB401"]),
        (("must line.good",), ["RB401"]),
        ((), ["RB401", "RB401"]),
        (("for each line", "for each call", "may close"), ["RB402"]),
        (("for each line", "may close", "may close"), ["RB402"]),
        (("for each line", "may close", "unless line.good", "unless yes"), ["RB402"]),
        (("for each line", "may close", "from 2016-01-01", "from 2017-01-01"), ["RB402"]),
        (("for each line", "may close", 'note "a"', 'note "b"'), ["RB402"]),
        (("for each line", "never permitted close"), ["RB411"]),
        (("for each line", "may close", "never permitted close"), ["RB411"]),
        (("for each call", "may close"), ["RB410"]),
        (("for each line", "must happen line.told_on within 24 hours after line.opened_on"), ["RB307"]),
        (("for each line", "must happen line.asked_at within 3 days after line.opened_on"), ["RB306"]),
        (("for each line", "must happen line.size within 3 days after line.opened_on"), ["RB305"]),
        (("for each line", "must happen line.told_on within cap after line.opened_on"), ["RB308"]),
        (("for each line", "must line.good by line.size"), ["RB305"]),
        (("for each line", "must line.size"), ["RB301"]),
        (("for each line where line.size", "may close"), ["RB301"]),
        (("for each line", "may close", "severity urgent"), ["RB412"]),
        (("for each line", "may close", "binds nobody"), ["RB208"]),
        (("for each line", "may close", "from 2016-09-23T18:00"), ["RB306"]),
        (("for each line", "may close", "from 2026-02-30"), ["RB137"]),
        (("for each line", "may close", "from 2020-01-01", "until 2019-12-31"), ["RB405"]),
        (("for each line", "may close", "until 2009-12-31"), ["RB405"]),
        (("for each line", "may close", "overrides no/such"), ["RB207"]),
        (("for each line", "may close", "penalty law art 99"), ["RB501"]),
    ],
)
def test_each_mistake_of_a_rule_is_told_once(clauses: tuple[str, ...], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, *clauses) == expected


def test_all_mistakes_of_one_rule_are_told(tmp_path: Path) -> None:
    """Though there is no subject to check its conditions by, all else in it is looked at."""
    wrong = ("for each lien", "may clsoe", "severity urgent", "binds nobody", "overrides no/such", "penalty law art 99", "from 2026-02-30")  # fmt: skip
    assert sorted(told(tmp_path, *wrong, source="source lwa art 1")) == [
        *("RB137", "RB201", "RB206", "RB207", "RB208", "RB412", "RB501"),
    ]


def test_a_rule_without_a_source_is_an_error(tmp_path: Path) -> None:
    assert told(tmp_path, "for each line", "may close", source="") == ["RB403"]


def test_a_rule_that_begins_after_its_law_has_ended_is_told(tmp_path: Path) -> None:
    ended = SOURCES.replace("{from: 2010-01-01}", "{from: 2010-01-01, until: 2019-12-31}")
    text = f"{HEAD}\n    source law art 1\n    from 2020-01-01\n    for each line\n    may close"
    assert codes(loaded(tmp_path, {"sources.yaml": ended, "rules/more.rules": text})) == ["RB405"]


def test_a_path_is_one_rule_in_both_languages(tmp_path: Path) -> None:
    assert told(tmp_path, "for each line", "may close", head="规则 宽限/通知") == ["RB210"]
    assert told(tmp_path, "for each line", "may close", head="rule close") == ["RB210"]


def test_a_rule_that_is_wrong_is_still_there_to_be_overridden(tmp_path: Path) -> None:
    assert told(tmp_path, "for each line", "must line.size", "\nrule second\n source law\n for each line\n may close\n overrides grace/extra") == ["RB301"]  # fmt: skip


# ── invariants ──


def invariant(folder: Path, *clauses: str) -> list[str]:
    text = "\n    ".join(["invariant safe", *clauses])
    return codes(loaded(folder, {"rules/more.rules": text}))


def test_an_invariant_names_an_action_and_what_excuses_it(tmp_path: Path) -> None:
    found = book(tmp_path).invariants["no_silent_closing"]
    assert (found.subject, found.action, found.where) == ("line", "close", core.YES)
    assert found.title == Words("不得不告而关", "No closing without notice")
    assert isinstance(found.unless, core.Compare)


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (("for each line", "never permitted close"), []),
        (("for each line",), ["RB401"]),
        (("never permitted close",), ["RB401"]),
        (("for each line", "must not close"), ["RB404"]),
        (("for each line", "may close"), ["RB404"]),
        (("for each line", "never permitted close", "when line.good"), ["RB404"]),
        (("for each line", "never permitted close", "source law art 1"), ["RB404"]),
        (("for each line", "never permitted close", "severity high"), ["RB404"]),
        (("for each line", "never permitted close", "from 2016-01-01"), ["RB404"]),
        (("for each line", "never permitted close", "never permitted renew"), ["RB402"]),
        (("for each line", "never permitted erase"), ["RB410"]),
        (("for each line", "never permitted clsoe"), ["RB205"]),
        (("for each line", "never permitted close", "unless line.size"), ["RB301"]),
    ],
)
def test_each_mistake_of_an_invariant_is_told_once(
    clauses: tuple[str, ...], expected: list[str], tmp_path: Path
) -> None:
    assert invariant(tmp_path, *clauses) == expected


@pytest.mark.parametrize("name", ["no_silent_closing", "close", "关闭", "single"])
def test_an_invariant_has_a_name_of_its_own(name: str, tmp_path: Path) -> None:
    """Scenarios and reports know rules, actions and invariants by name alone."""
    text = f'rule single "一"\n source law\n for each line\n may close\ninvariant {name}\n for each line\n never permitted close'
    assert codes(loaded(tmp_path, {"rules/more.rules": text})) == ["RB210"]
