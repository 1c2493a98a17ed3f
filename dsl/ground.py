"""A checked book → what stands on what is not law: on a draft, on a company's promise, on practice alone.

Only what the book itself says is looked at. A book that is a draft may stand on drafts; a promise is no ground at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dsl import core
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.lint.matter import Matter
from dsl.nodes import text_of
from dsl.resolve import path_words
from dsl.syntax import Mapping

RANKS: dict[str, Words] = {
    "draft": Words("草案（征求意见稿）", "a draft"),
    "promise": Words("企业承诺", "a promise of a company"),
}
"""What is not law, whatever it says."""
_ALSO = Words("此处亦以之为依据", "this stands on it too")
_MOST = 4
"""Citations of one source that are shown."""
_REGISTERED = Words("法源登记于此", "the source is registered here")


def problems(book: core.Book, manifest: Mapping) -> Iterator[Diagnostic]:
    """What of the book's own cites a draft or a promise, and rules that have nothing but practice for a ground."""
    refused = {"promise"} if text_of(manifest.get("draft")) == "yes" else set(RANKS)
    for law in book.sources.values():
        if law.rank in refused:
            yield from _not_law(law, book)
    for rule in book.rules.values():
        ranks = {book.sources[cited.source].rank for cited in rule.sources}
        if book.is_own(rule) and ranks == {"practice"} and rule.standing != "contested":
            grounds = {(book.sources[cited.source].span, _REGISTERED) for cited in rule.sources}
            blanks = {"name": path_words(rule.path, book.vocabulary)}
            yield Diagnostic("RB505", rule.span, blanks, tuple(sorted(grounds, key=lambda each: each[0].start)))


def _not_law(law: core.LawSource, book: core.Book) -> Iterator[Diagnostic]:
    """One message for a source, at the first of what stands on it: its rank may be what is wrong."""
    standing = [
        (claim.what, cited.span)
        for claim in Matter(book, date.min).claims
        for cited in claim.sources
        if cited.source == law.id and cited.span.file not in book.imported
    ]
    for what, span in standing[:1]:
        blanks: dict[str, str | Words] = {"what": what, "source": law.title, "rank": RANKS[law.rank]}
        also = tuple((other, _ALSO) for _, other in standing[1:_MOST])
        yield Diagnostic("RB504", span, blanks, ((law.span, _REGISTERED), *also))
