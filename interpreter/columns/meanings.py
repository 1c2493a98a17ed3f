"""A text in a column → what the reference reading makes of it, each distinct text once."""

from __future__ import annotations

from dsl import core
from dsl.kinds import NEVER
from interpreter.columns.cells import Texted
from interpreter.facts import read_given
from interpreter.values import Unknown


def meaning(book: core.Book, field: core.Field, cell: Texted, text: str, is_text: bool) -> tuple[object, bool]:
    """What a text is read as, and whether it refuses its row. `is_text`: the column itself holds texts."""
    empty = NEVER if field.absent == "never" else Unknown(frozenset())
    try:
        value = empty if text == "" else read_given(book, field, cell.cell(text))
    except ValueError:  # Misread, or what no type of Python's holds
        return None, True
    is_absent = isinstance(value, Unknown)
    return value, (is_text and "\0" in text) or (is_absent and field.absent == "refused")
