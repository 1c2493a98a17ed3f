"""The eight kinds of slip an officer makes at one place: each gives one edit for each place of a page.

`certain` edits make the book wrong by construction: if the front end says nothing of them, that is a miss. Of the
others (a line moved to where it may stand as well) the book may remain sound; then there is nothing to be told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from tests.nearly.lost import lost_keyword, unclosed_quote
from tests.nearly.misspelt import misspelt
from tests.nearly.moved import bad_indent, swapped
from tests.nearly.pages import Edit, Library, Page
from tests.nearly.width import full_width
from tests.nearly.wrong import wrong_date, wrong_kind

Slips = Callable[[Page, Library, Random], Iterator[Edit]]

KINDS: dict[str, Slips] = {
    "misspelt name": misspelt,
    "wrong kind": wrong_kind,
    "lost keyword": lost_keyword,
    "swapped clause": swapped,
    "wrong date": wrong_date,
    "half or full width": full_width,
    "unclosed quote": unclosed_quote,
    "bad indent": bad_indent,
}
