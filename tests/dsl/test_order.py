"""A book as a whole: heights of facts, figures that are missing on some day, guards on what changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest

from dsl import core
from dsl.kinds import Integer, Reference, YesNo
from dsl.load import load
from dsl.order import MAX_HEIGHT, children, depth, reach, walk
from tests.dsl.folders import Change, book, codes, loaded

LINE = core.Variable("line", Reference("line"))
GOOD = core.FieldOf(LINE, "good", YesNo())


def rule(path: str, *clauses: str, subject: str = "line", norm: str = "may close") -> str:
    return "\n    ".join([f"rule {path}", "source law art 1", f"for each {subject}", norm, *clauses]) + "\n"


def told(folder: Path, rules: str, **changes: Change) -> list[str]:
    more = {f"{name}.yaml": change for name, change in changes.items()}
    return codes(loaded(folder, {"rules/more.rules": rules, **more}))


# ── walking ──


def test_children_are_the_expressions_directly_inside() -> None:
    both = core.All((GOOD, core.Not(GOOD)))
    assert list(children(both)) == [GOOD, core.Not(GOOD)]
    assert list(children(core.Constant(1, Integer()))) == []
    fact = core.Fact("line", "x", core.Words("", "x"), YesNo(), GOOD, (core.Branch(core.YES, core.NO),), None)
    assert list(children(fact)) == [GOOD, core.YES, core.NO]


def test_no_field_that_can_hold_an_expression_is_passed_over() -> None:
    def inside(value: Any) -> Iterator[core.Expr]:
        for each in value if isinstance(value, tuple) else [getattr(value, field.name) for field in fields(value)]:
            if isinstance(each, get_args(core.Expr)):
                yield each
            elif isinstance(each, tuple | core.Branch | core.Presumption):
                yield from inside(each)

    book, problems = load("cn-telecom")
    assert book is not None, problems
    nodes: list[Any] = [*book.facts.values(), *(rule.norm for rule in book.rules.values())]
    nodes += [each for rule in book.rules.values() for each in (rule.where, rule.when, rule.unless) if each]
    pending, seen = list(nodes), Counter[str]()
    while pending:
        node = pending.pop()
        assert children(node) == list(inside(node))
        seen[type(node).__name__] += 1
        pending += inside(node)
    assert len(seen) > 20


def test_walk_gives_every_expression_once_and_depth_the_longest_way_down() -> None:
    both = core.All((GOOD, core.Not(GOOD)))
    assert sorted(type(each).__name__ for each in walk(both)) == [
        "All",
        "FieldOf",
        "FieldOf",
        "Not",
        "Variable",
        "Variable",
    ]
    assert (depth(LINE), depth(GOOD), depth(both)) == (0, 1, 3)


def test_reach_goes_through_facts_each_once(tmp_path: Path) -> None:
    text = "fact line.a: line.b and line.b\nfact line.b: line.good"
    read = book(tmp_path, {"rules/more.rules": text})
    found = [each.name for each in reach(read.facts["line", "a"], read.facts) if isinstance(each, core.FieldOf)]
    assert found == ["good"]


# ── lists ──


def test_the_book_lists_who_overrides_a_rule_and_who_guards_an_action(tmp_path: Path) -> None:
    read = book(tmp_path, {"rules/more.rules": rule("a", "overrides b") + rule("b", norm="must not close")})
    assert [each.path for each in read.overriders["b"]] == ["a"]
    assert [each.path for each in read.guards["close"]] == ["grace/notice", "a", "b"]
    assert list(read.guards["renew"]) == []


# ── heights ──


def test_facts_may_stand_on_each_other_as_high_as_the_limit_and_no_higher(tmp_path: Path) -> None:
    def tower(floors: int) -> str:
        return "fact line.f0: line.good\n" + "".join(f"fact line.f{n}: line.f{n - 1}\n" for n in range(1, floors))

    assert told(tmp_path / "low", tower(MAX_HEIGHT // 4)) == []
    assert told(tmp_path / "high", tower(MAX_HEIGHT + 5)) == ["RB105"]


# ── figures ──


@pytest.mark.parametrize(
    ("times", "values", "missing"),
    [
        (("from 2010-01-01",), "from: 2010-01-01", False),
        (("from 2009-12-31",), "from: 2010-01-01", True),
        (("from 2010-01-01", "until 2019-12-31"), "from: 2010-01-01, until: 2019-12-31", False),
        (("from 2010-01-01", "until 2020-01-01"), "from: 2010-01-01, until: 2019-12-31", True),
        (("from 2010-01-01",), "from: 2010-01-01, until: 2019-12-31", True),
        ((), "from: 2010-01-01", False),
        ((), "from: 2011-01-01", True),
    ],
)
def test_a_figure_has_a_value_on_every_day_of_the_rules_that_use_it(
    times: tuple[str, ...], values: str, missing: bool, tmp_path: Path
) -> None:
    figures = (
        f"x:\n  zh: 数\n  kind: integer\n  values:\n    - {{{values}, value: 5, source: law art 1, confidence: A}}\n"
    )
    changes: dict[str, Change] = {"rules/all.rules": rule("a", "when line.size > x", *times), "parameters.yaml": figures, "scenarios/all.yaml": ""}  # fmt: skip
    assert codes(loaded(tmp_path, changes)) == ["RB408"] * missing


def test_a_figure_used_in_a_fact_is_told_at_the_rule_that_stands_on_it(tmp_path: Path) -> None:
    found = loaded(tmp_path, {"rules/more.rules": rule("a", "from 2001-01-01", "when line.b"), "rules/facts.rules": "fact line.b: notice has passed since line.told_on"})  # fmt: skip
    (only,) = found.diagnostics
    assert (only.code, only.span.file) == ("RB408", "rules/more.rules")
    assert only.detail["gap"] == "2001-01-01 – 2009-12-31", "both days are days without a value"


def test_a_figure_that_several_rules_lack_is_told_once_with_the_widest_gap(tmp_path: Path) -> None:
    waits = "when notice has passed since line.told_on"
    text = "".join(rule(path, f"from {day}", waits) for path, day in (("a", "2005-05-05"), ("b", "2001-01-01")))
    (only,) = loaded(tmp_path, {"rules/more.rules": text}).diagnostics
    assert (only.code, only.span.file) == ("RB408", "parameters.yaml")
    assert (only.detail["gap"], only.detail["rules"]) == ("2001-01-01 – 2009-12-31", core.Words("a、b", "a, b"))
    assert [span.file for span, _ in only.related] == ["rules/more.rules"] * 2


def test_days_before_the_first_value_and_after_the_last_are_two_findings(tmp_path: Path) -> None:
    figures = "x:\n  zh: 数\n  kind: integer\n  values:\n    - {from: 2010-01-01, until: 2015-12-31, value: 5, source: law art 1, confidence: A}\n"
    rules = rule("a", "from 2001-01-01", "until 2020-06-30", "when line.size > x")
    found = loaded(tmp_path, {"rules/all.rules": rules, "parameters.yaml": figures, "scenarios/all.yaml": ""})
    assert [each.detail["gap"] for each in found.diagnostics] == ["2001-01-01 – 2009-12-31", "2016-01-01 – 2020-06-30"]


def test_a_figure_of_another_day_is_not_asked_of_every_day(tmp_path: Path) -> None:
    assert told(tmp_path, rule("a", "from 2001-01-01", "when notice on 2016-01-01 has passed since line.told_on")) == []


# ── guards ──


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rule("a", "when line.status"), ["RB416"]),
        (rule("a", "unless line.status"), ["RB416"]),
        ("fact line.b: line.status\n" + rule("a", "when line.b"), ["RB416"]),
        (rule("a", "when line.status", norm="may renew"), []),
        (rule("a", "when line.status", norm="must line.good"), []),
        (rule("a", "when line.good"), []),
    ],
)
def test_a_guard_of_a_recorded_action_that_reads_a_current_field_is_warned_of(
    text: str, expected: list[str], tmp_path: Path
) -> None:
    found = loaded(tmp_path, {"rules/more.rules": text})
    assert codes(found) == expected
    assert found.book is not None, "a warning does not stop the book"
