"""Outcomes as marks of three bits, packed into numbers: what a whole row comes to is a few of them.

The marks of the two outcomes that are not listed are 0 and 1, so that a number tells by one operation whether anything
in it is worth listing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

from interpreter.columns.terms import Call, Literal, Term, call, case, plus
from interpreter.outcomes import OutcomeName

BITS = 3
PER_WORD = 20
"""Marks in one number of 64 bits, which has a sign."""

MARKS: dict[OutcomeName, int] = {
    "compliant": 0, "not_applicable": 1, "breach": 2, "late": 3, "pending": 4, "displaced": 5, "undetermined": 6,
}  # fmt: skip
_LISTED = 0b110
LISTED = sum(_LISTED << BITS * place for place in range(PER_WORD))
"""The bits of which one is set where an outcome is listed."""
_NAMES: dict[int, OutcomeName] = {mark: name for name, mark in MARKS.items()}


def packed(outcomes: Sequence[Term]) -> Iterator[Term]:
    """Marks in their order → the numbers that hold them, each mark computed at its place right away."""
    for first in range(0, len(outcomes), PER_WORD):
        word = outcomes[first : first + PER_WORD]
        placed = [_placed(term, 1 << BITS * place) for place, term in enumerate(word)]
        yield reduce(plus, placed)


def _placed(outcome: Term, factor: int) -> Term:
    match outcome:
        case Literal(int() as mark):
            return Literal(mark * factor, "moment")
        case Call("case", args):
            *branches, otherwise = args
            pairs = zip(branches[::2], branches[1::2], strict=True)
            return case(*((when, _placed(then, factor)) for when, then in pairs), otherwise=_placed(otherwise, factor))
        case _:
            return call("*", "moment", call("wider", "moment", outcome), Literal(factor, "moment"))


def mark_at(place: int) -> str:
    """SQL of the mark at a place, in a table whose numbers are `w0`, `w1` and so on."""
    return f"((w{place // PER_WORD} >> {place % PER_WORD * BITS}) & {2**BITS - 1})"


def listed_at(place: int) -> str:
    """SQL of whether the outcome at a place is listed, in such a table."""
    return f"(w{place // PER_WORD} & {_LISTED << place % PER_WORD * BITS}) <> 0"


def name_of(words: Sequence[int], place: int) -> OutcomeName:
    """The outcome at a place."""
    return _NAMES[words[place // PER_WORD] >> place % PER_WORD * BITS & 2**BITS - 1]
