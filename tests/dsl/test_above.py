"""A head that was moved below its first line leaves two statements wrong, and is told of once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dsl.folders import codes, drawn, loaded

FIRST = "fact line.a:\n    line.good\n\n"
RULE = "rule b/c\n    source law art 1\n    for each line\n    must line.good\n"
CHINESE = "规则 宽限/甲\n    依据 法 第一条\n    适用于每个 号卡\n    应当 号卡.良好\n"


def swapped(text: str, line: int) -> str:
    """Two lines of a text in each other's place."""
    lines = text.split("\n")
    lines[line], lines[line + 1] = lines[line + 1], lines[line]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (FIRST + swapped(RULE, 0), ["RB110"]),
        (FIRST + swapped(CHINESE, 0), ["RB110"]),
        (RULE.replace("b/c", "a/b") + swapped(RULE.replace("    source law art 1\n", "", 1).replace("    must", "    source law art 1\n    must"), 0), ["RB402"]),
        (RULE + swapped(FIRST, 0), ["RB110"]),
        (FIRST + "invariant i\n    for each line\n    never permitted close\n" + swapped("invariant j\n    for each line\n    never permitted close\n", 0), ["RB402"]),
        (FIRST + RULE.replace("    source law art 1\n", ""), ["RB403"]),
        (FIRST + RULE.replace("    for each line\n", "").replace("must line.good", "must line.goood"), ["RB401"]),
        ("fact line.b: line.goood\n" + RULE.replace("    source law art 1\n", ""), ["RB202", "RB403"]),
        (RULE.replace("    must line.good\n", "    must some c in line.calls\n    binds operator\n        satisfies c.late\n"), ["RB110"]),
        (RULE.replace("    for each line\n    must line.good\n", "        where line.good\n    for each line\n        and line.status\n    must line.good\n"), ["RB110"]),
        (RULE.replace("must line.good", "must some c in line.calls") + RULE.replace("b/c", "d/e").replace("must line.good", "must line.good )"), ["RB113", "RB110"]),
    ],
)  # fmt: skip
def test_what_stands_above_its_head_is_told_once(text: str, wanted: list[str], tmp_path: Path) -> None:
    found = loaded(tmp_path, {"rules/more.rules": text})
    assert codes(found) == wanted, drawn(found)
