"""What the YAML reader says is said in the reader's own language, with what usually causes it."""

from __future__ import annotations

import pytest

from dsl.messages.yaml_problems import yaml_problem
from dsl.read import read
from dsl.source import Source, is_chinese

MALFORMED = [
    "a: b: c", "a: 'b", "a: [1, 2", "a: {b: 1 c: 2}", "a: @x", "a: %x", "a: `x`", "- a\nb: c", 'a: "\\q"', "a\nb: c", "a: - b", "a: *", "a: &",
    "a:\n  b: 1\n c: 2", "a: 'x'y", "a: >x\n b", "a: b\n...\nc: d", "? a\n- b", "[a, b", "{a: b", "- - a\n - b", "a: !<x", "a: !x!y z", "%YAML 9.9\n---\na",
]  # fmt: skip


@pytest.mark.parametrize("text", MALFORMED)
def test_each_slip_of_yaml_is_said_in_both_languages(text: str) -> None:
    _, problems = read(Source("a.yaml", text))
    (told,) = problems
    assert told.code in ("RB120", "RB122", "RB123")
    assert is_chinese(told.message("zh").split("：", 1)[-1])
    assert not is_chinese(told.message("en"))


def test_what_is_not_in_the_table_stays_as_it_was_said() -> None:
    words = yaml_problem("found a purple cow")
    assert "found a purple cow" in words.zh
    assert "found a purple cow" in words.en
    assert yaml_problem("").en
