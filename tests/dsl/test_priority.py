"""Which rules override which: circles, and rules about another subject, each told at the clause that says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsl.core import Words
from tests.dsl.folders import codes, loaded


def rule(path: str, *clauses: str, subject: str = "line", norm: str = "may close") -> str:
    return "\n    ".join([f"rule {path}", "source law art 1", f"for each {subject}", norm, *clauses]) + "\n"


def told(folder: Path, rules: str) -> list[str]:
    return codes(loaded(folder, {"rules/more.rules": rules}))


@pytest.mark.parametrize(
    ("pairs", "circles"),
    [
        (["ab", "bc"], 0),
        (["ab", "ba"], 1),
        (["aa"], 1),
        (["ab", "bc", "ca"], 1),
        (["ab", "ba", "cd", "dc"], 2),
        (["ab", "bc", "cb"], 1),
    ],
)
def test_each_circle_of_precedence_is_told(pairs: list[str], circles: int, tmp_path: Path) -> None:
    names = sorted(set("".join(pairs)))
    text = "".join(rule(name, *(f"overrides {pair[1]}" for pair in pairs if pair[0] == name)) for name in names)
    assert told(tmp_path, text) == ["RB213"] * circles


def test_a_rule_overrides_only_rules_on_the_same_entity(tmp_path: Path) -> None:
    assert told(tmp_path, rule("a", "overrides b") + rule("b", subject="holder", norm="must not erase")) == ["RB409"]


def test_a_circle_is_told_clause_by_clause_in_the_order_of_the_rules(tmp_path: Path) -> None:
    text = rule("a", "overrides c") + rule("b", "overrides a") + rule("c", "overrides b")
    (only,) = (found := loaded(tmp_path, {"rules/more.rules": text})).diagnostics
    circle = only.detail["circle"]
    assert isinstance(circle, Words)
    path = circle.en.split(" → ")
    source = found.sources["rules/more.rules"]
    places = [source.words(span) for span in (only.span, *(span for span, _ in only.related))]
    assert places == [f"overrides {name}" for name in path[1:]]
    assert (sorted(path[:-1]), path[0]) == (["a", "b", "c"], path[-1])


def test_of_a_long_circle_only_the_beginning_is_shown(tmp_path: Path) -> None:
    names = [f"r{number}" for number in range(20)]
    text = "".join(rule(own, f"overrides {other}") for own, other in zip(names, names[1:] + names[:1], strict=True))
    (only,) = loaded(tmp_path, {"rules/more.rules": text}).diagnostics
    assert (only.code, len(only.related)) == ("RB213", 4)


def test_paths_are_told_in_the_words_of_each_language(tmp_path: Path) -> None:
    text = rule("grace/cap", "overrides grace/notice", subject="holder", norm="must not erase")
    (only,) = loaded(tmp_path, {"rules/more.rules": text}).diagnostics
    assert only.detail == {"name": Words("宽限/上限", "grace/cap"), "other": Words("宽限/通知", "grace/notice")}
