"""What the solver is told of the calendar is what the calendar says, at the ends of what is known too."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Literal, cast

import pytest
import z3
from hypothesis import given
from hypothesis import strategies as st

from interpreter import periods
from interpreter.periods import Schedule
from interpreter.proof.almanac import Almanac
from interpreter.proof.logic import TRUE, Formula, Value, opposite

FIRST, LAST = date(2004, 1, 1), date(2006, 12, 31)
KNOWN = Schedule("plain", (FIRST, LAST))
ISLANDS = Schedule("plain", (FIRST, LAST), rest=frozenset({date(2003, 12, 24)}), work=frozenset({date(2003, 12, 23)}))


def answers(asked: Almanac, start: z3.ArithRef, day: date, wanted: Formula) -> z3.ModelRef | None:
    """An answer of the solver that the calendar agrees with; None where there is none."""
    solver = z3.Solver()
    solver.add(start == day.toordinal(), wanted, *asked.laws)
    while solver.check() == z3.sat:
        model = solver.model()
        missing = list(asked.wrong(partial(_worth, model)))
        if not missing:
            return model
        solver.add(*missing)
    return None


def _worth(model: z3.ModelRef, term: z3.ArithRef) -> int:
    return cast(int, model.eval(term, model_completion=True).as_long())


def agrees(schedule: Schedule, day: date, amount: int, sign: Literal[1, -1]) -> None:
    """A shift is known to the solver where it is known to the reference, and then it is the same day."""
    start, asked = z3.Int("start"), Almanac(schedule)
    found = asked.shift(Value(TRUE, start), Value(TRUE, z3.IntVal(amount)), "working days", sign)
    end = periods.shift(day, amount, "working days", sign, schedule)
    known, open_ = (answers(asked, start, day, wanted) for wanted in (found.known, opposite(found.known)))
    assert (known is not None, open_ is not None) == (isinstance(end, date), not isinstance(end, date))
    if known is not None and isinstance(end, date):
        assert known.eval(found.term).as_long() == end.toordinal()


@pytest.mark.parametrize("schedule", [KNOWN, ISLANDS], ids=["one run", "islands"])
@pytest.mark.parametrize("days", range(-9, 12))
def test_counting_back_out_of_what_is_known_is_not_known(days: int, schedule: Schedule) -> None:
    for amount in range(6):
        agrees(schedule, FIRST + timedelta(days), amount, -1)


@given(st.dates(date(2003, 12, 1), date(2007, 1, 31)), st.integers(0, 12), st.sampled_from((1, -1)))
def test_a_shift_is_that_of_the_reference(day: date, amount: int, sign: Literal[1, -1]) -> None:
    agrees(KNOWN, day, amount, sign)
