"""Counts settled in their group: how many rows a group needs at least before it can matter."""

from __future__ import annotations

import operator

import pytest

from dsl import core
from interpreter.columns.gathering import _least
from interpreter.columns.results import compare, known
from interpreter.columns.terms import whole

COMPARED = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


@pytest.mark.parametrize("op", COMPARED)
@pytest.mark.parametrize("limit", range(-2, 8))
def test_smaller_groups_compare_as_no_rows_do(op: core.Comparator, limit: int) -> None:
    """With a count that is not quite known they do so too, for it is none that is greater."""
    none = compare(op, known(whole(0)), known(whole(limit)))
    least = _least(op, known(whole(limit)), none)
    answers = [COMPARED[op](number, limit) for number in range(20)]
    assert answers[:least] == answers[:1] * least
    assert least == 1 or answers[least] != answers[0]
