"""What is cited and when that is law: sources out of force while something stands on them, articles renumbered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from dsl import core
from dsl.articles import article_text, is_part
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.lint.matter import Claim, Matter
from dsl.record import dataclass
from dsl.source import Span

_DAY = timedelta(days=1)
_REGISTERED = Words("法源登记于此", "the source is registered here")
_MOVED = Words("条号变动登记于此", "the renumbering is registered here")
Sources = Mapping[str, core.LawSource]


# ── in force ──


def lapsed(matter: Matter) -> Iterator[Diagnostic]:
    """What is in force on some days on which none of the sources that it cites is."""
    laws, moved = matter.book.sources, moves(matter.book.sources)
    for claim in matter.claims:
        living = [cited for cited in claim.sources if _lives(claim, laws[cited.source])]
        gap = _gap(claim, [laws[cited.source] for cited in living]) if living else None
        if gap and not _misnumbered(claim, moved):  # a number that has changed is told of elsewhere
            cited = _ended_last(living, gap[0], laws)
            law = laws[cited.source]
            blanks: dict[str, str | Words] = {"what": claim.what, "gap": _days(*gap)}
            yield Diagnostic("RB721", cited.span, blanks, ((law.span, _REGISTERED),))


def dead(matter: Matter) -> Iterator[Diagnostic]:
    """What cites a source that is not in force on any day on which it is."""
    laws, moved = matter.book.sources, moves(matter.book.sources)
    for claim in matter.claims:
        for cited in claim.sources:
            law = laws[cited.source]
            if not _lives(claim, law) and cited not in _misnumbered(claim, moved):
                times = {"own": _days(claim.since, claim.until), "times": _days(law.since, law.until)}
                blanks: dict[str, str | Words] = {"what": claim.what, "source": law.title, **times}
                yield Diagnostic("RB722", cited.span, blanks, ((law.span, _REGISTERED),))


def _lives(claim: Claim, law: core.LawSource) -> bool:
    """Whether source and claim are in force together on some day."""
    first = max(claim.since or date.min, law.since or date.min)
    return first <= min(claim.until or date.max, law.until or date.max)


def _gap(claim: Claim, laws: list[core.LawSource]) -> tuple[date, date | None] | None:
    """The first days of the claim without any of these sources. An open beginning is no claim to the time before.

    A penalty may come later than what it punishes; that it ends earlier is a gap.
    """
    begin = min(law.since or date.min for law in laws)
    covered = max(begin, claim.since or begin) if claim.penal else claim.since or begin
    end = claim.until or date.max
    for law in sorted(laws, key=lambda law: law.since or date.min):
        if (law.since or date.min) > covered:
            return covered, law.since and law.since - _DAY
        if (law.until or date.max) >= end:
            return None
        covered = max(covered, (law.until or date.max) + _DAY)
    return covered, claim.until


def _ended_last(cited: list[core.Citation], day: date, laws: Sources) -> core.Citation:
    """The citation whose source was the last to end before a day; the first one, where none had ended."""
    ended = [each for each in cited if (laws[each.source].until or date.max) < day]
    return max(ended, key=lambda each: laws[each.source].until or date.max, default=cited[0])


def _days(first: date | None, last: date | None) -> Words:
    """A time in words."""
    match first, last:
        case None, None:
            return Words("一直", "at all times")
        case None, _:
            return Words(f"至 {last} 止", f"until {last}")
        case _, None:
            return Words(f"自 {first} 起", f"from {first} on")
        case _:
            return Words(f"自 {first} 至 {last}", f"from {first} to {last}")


# ── renumbered ──


@dataclass(frozen=True, slots=True)
class Move:
    """An article that has one number before a day and another from it on."""

    old: core.Citation
    new: core.Citation
    on: date
    span: Span


def outdated(matter: Matter) -> Iterator[Diagnostic]:
    """What is still in force after an article was renumbered, and cites the old number without the new one."""
    moved = moves(matter.book.sources)
    for claim in matter.claims:
        for cited, move in _outdated(claim, moved):
            yield _renumbered("RB723", claim, cited, move, matter.book.sources)


def early(matter: Matter) -> Iterator[Diagnostic]:
    """What was in force before an article was renumbered, and cites the new number without the old one."""
    moved = moves(matter.book.sources)
    for claim in matter.claims:
        for cited, move in _early(claim, moved):
            yield _renumbered("RB724", claim, cited, move, matter.book.sources)


def _renumbered(code: str, claim: Claim, cited: core.Citation, move: Move, laws: Sources) -> Diagnostic:
    blanks: dict[str, str | Words] = {"what": claim.what, "on": str(move.on)}
    blanks |= {"old": place(move.old, laws), "new": place(move.new, laws)}
    return Diagnostic(code, cited.span, blanks, ((move.span, _MOVED),))


def _misnumbered(claim: Claim, moved: list[Move]) -> list[core.Citation]:
    """The citations whose number is wrong on some days: it is not told as well that their source is out of force."""
    return [cited for find in (_outdated, _early) for cited, _ in find(claim, moved)]


def _outdated(claim: Claim, moved: list[Move]) -> Iterator[tuple[core.Citation, Move]]:
    for move in moved:
        for cited in claim.sources:
            if within(cited, move.old) and (claim.until or date.max) >= move.on and not _cites(claim, move.new):
                yield cited, move


def _early(claim: Claim, moved: list[Move]) -> Iterator[tuple[core.Citation, Move]]:
    for move in moved:
        for cited in claim.sources:
            if within(cited, move.new) and (claim.since or date.max) < move.on and not _cites(claim, move.old):
                yield cited, move


def moves(laws: Sources) -> list[Move]:
    """The renumberings that the register tells of."""
    return [
        Move(place, article.renumbered.to, article.renumbered.on, article.span)
        for source in laws.values()
        for place, article in source.places()
        if article.renumbered
    ]


def _cites(claim: Claim, place: core.Citation) -> bool:
    return any(within(each, place) for each in claim.sources)


def within(cited: core.Citation, place: core.Citation) -> bool:
    """Whether a citation is of this article, or of a paragraph of it."""
    return (cited.source, cited.item) == (place.source, place.item) and is_part(cited.article, place.article)


def place(cited: core.Citation, laws: Sources) -> Words:
    """An article as it is cited in either language."""
    zh, en = (article_text(cited.article, cited.item, lang) for lang in ("zh", "en"))
    return Words(f"{laws[cited.source].names.zh}{zh}", f"{cited.source} {en}")
