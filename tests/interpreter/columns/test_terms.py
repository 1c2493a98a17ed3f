"""What constructors of terms fold."""

from __future__ import annotations

from interpreter.columns.terms import FALSE, TRUE, UNSURE, Column, Literal, case, equal, less, null

KNOWN, DAY = Column("known", "truth"), Column("day", "whole")


def test_a_choice_among_fixed_values_is_compared_value_by_value() -> None:
    """Left to itself, DuckDB 2.0 could not plan it where it knew of all rows which is chosen: an audit ended there."""
    chosen = case((KNOWN, null("text")), otherwise=Literal("a", "text"))
    assert equal(chosen, Literal("b", "text")) == case((KNOWN, UNSURE), otherwise=FALSE)
    assert equal(Literal("a", "text"), chosen) == case((KNOWN, UNSURE), otherwise=TRUE)
    number = case((KNOWN, Literal(1, "whole")), otherwise=Literal(3, "whole"))
    assert less(number, Literal(2, "whole")) == case((KNOWN, TRUE), otherwise=FALSE)
    assert less(Literal(2, "whole"), number) == case((KNOWN, FALSE), otherwise=TRUE)


def test_a_choice_of_what_is_not_fixed_stays_a_choice() -> None:
    choice = case((KNOWN, DAY), otherwise=Literal(3, "whole"))
    assert choice in equal(choice, Literal(2, "whole")).args  # type: ignore[union-attr]  # a call
