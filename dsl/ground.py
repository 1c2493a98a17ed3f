"""A checked book → what stands on what is not law: on a draft, on a company's promise, on practice alone.

Only what the book itself says is looked at. A book that is a draft may stand on drafts; a promise is no ground at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dsl import core
from dsl.core import Words
from dsl.diagnose import Diagnostic, Related
from dsl.lint.matter import Claim, Matter
from dsl.nodes import text_of
from dsl.resolve import path_words
from dsl.syntax import Mapping

RANKS: dict[str, Words] = {
    "draft": Words("草案（征求意见稿）", "a draft"),
    "promise": Words("企业承诺", "a promise of a company"),
}
"""What is not law, whatever it says."""
_REGISTERED = Words("法源登记于此", "the source is registered here")


def problems(book: core.Book, manifest: Mapping) -> Iterator[Diagnostic]:
    """What of the book's own cites a draft or a promise, and rules that have nothing but practice for a ground."""
    refused = {"promise"} if text_of(manifest.get("draft")) == "yes" else set(RANKS)
    for claim in Matter(book, date.min).claims:
        yield from _not_law(claim, book, refused)
    for rule in book.rules.values():
        ranks = {book.sources[cited.source].rank for cited in rule.sources}
        if book.is_own(rule) and ranks == {"practice"} and rule.standing != "contested":
            yield Diagnostic("RB505", rule.span, {"name": path_words(rule.path, book.vocabulary)}, _law(rule, book))


def _not_law(claim: Claim, book: core.Book, refused: set[str]) -> Iterator[Diagnostic]:
    for cited in claim.sources:
        law = book.sources[cited.source]
        if law.rank in refused and cited.span.file not in book.imported:
            blanks: dict[str, str | Words] = {"what": claim.what, "source": law.title, "rank": RANKS[law.rank]}
            yield Diagnostic("RB504", cited.span, blanks, ((law.span, _REGISTERED),))


def _law(rule: core.Rule, book: core.Book) -> Related:
    return tuple({(book.sources[cited.source].span, _REGISTERED) for cited in rule.sources})
