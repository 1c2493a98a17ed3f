"""By which fields rows are tied to each other."""

from __future__ import annotations

from interpreter.daily.links import ties
from tests.books import telecom


def test_ties_are_the_same_in_whatever_order_tables_are_found() -> None:
    """Their files may be called otherwise on the next day; hashes are remembered by the places of their ties."""
    vocabulary = telecom().book.vocabulary
    found = ties(vocabulary, list(vocabulary.entities))
    assert ties(vocabulary, [*vocabulary.entities][::-1]) == found
    assert found["message"] == [("id",), ("line_id",), ("line_id", "sender_id")]
    assert found["line"] == [("id",), ("holder_id",)]
    assert found["sms_provider"] == [("id",)]
