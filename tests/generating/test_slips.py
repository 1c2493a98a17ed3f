"""A book with one mistake in it has one error, and it is told at the statement that is mistaken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dsl.diagnose import Diagnostic
from dsl.load import Loaded, load_book
from tests.generating.books import RULES, Written, books, text_of
from tests.generating.outline import drawn
from tests.generating.slips import SLIPS, Slip


@st.composite
def slipped(draw: st.DrawFn, slip: Slip) -> tuple[Written, int]:
    """A book one statement of which is mistaken, and which."""
    written = draw(books(most=3))
    pick = drawn(draw)
    made = [(n, slip(pick, written.outline, each)) for n, each in enumerate(written.statements)]
    possible = [(n, each) for n, each in made if each is not None]
    assume(possible)
    n, wrong = pick(possible)
    statements = (*written.statements[:n], wrong, *written.statements[n + 1 :])
    return replace(written, statements=statements), n


def lines(written: Written, n: int) -> range:
    """The lines of the rules, from one, on which a statement stands."""
    before = text_of(written.statements[:n]).count("\n") + 1 if n else 0
    return range(before + 1, before + 1 + text_of(written.statements[n : n + 1]).count("\n"))


def load(written: Written) -> tuple[Loaded, list[Diagnostic]]:
    """The book, and its errors."""
    with TemporaryDirectory() as name:
        found = load_book(written.write(Path(name)))
    return found, [each for each in found.diagnostics if each.level == "error"]


def is_at(found: Loaded, problem: Diagnostic, place: range) -> bool:
    """Whether a problem is told on one of these lines of the rules."""
    span = problem.span
    return span.file == RULES and found.sources[RULES].position(span.start)[0] in place


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.__name__)
@settings(max_examples=25)
@given(data=st.data())
def test_one_mistake_is_one_error_at_its_statement(slip: Slip, data: st.DataObject) -> None:
    written, n = data.draw(slipped(slip))
    found, errors = load(written)
    assert errors, text_of(written.statements)
    assert is_at(found, errors[0], lines(written, n)), (errors[0], lines(written, n), text_of(written.statements))
    assert len(errors) == 1, (errors, text_of(written.statements))
