"""Something that has a time in force, and a day → whether it is law then, and in words why it is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from dsl import core
from dsl.articles import numbered
from interpreter.phrase import Speaker

Timed = core.Rule | core.LawSource | core.Dated


def holds(each: Timed, on: date | None) -> bool:
    """Whether it is in force on the day; on all days together, it is."""
    return on is None or core.is_during(each, on)


def cited(citations: tuple[core.Citation, ...], on: date | None, speaker: Speaker) -> list[str]:
    """Citations by the numbers of the day, with our summaries; those first that are law on it, the others marked."""
    laws = speaker.book.sources
    of_day = sorted(numbered(citations, laws, on), key=lambda each: not holds(laws[each.source], on))
    return [speaker.cited(each) + mark(laws[each.source], on, speaker) for each in of_day]


def mark(law: core.LawSource, on: date | None, speaker: Speaker) -> str:
    """That a source is not in force on the day, and when it is; nothing where it is."""
    if on is None or holds(law, on):
        return ""
    if law.since and law.since > on:
        return (
            f"（{law.since} 起施行，此日尚未施行）" if speaker.lang == "zh" else f" (not in force before {law.since})"
        )
    return f"（已于 {law.until} 失效）" if speaker.lang == "zh" else f" (no longer in force after {law.until})"


def moved(place: core.Citation, on: date | None, speaker: Speaker) -> str:
    """Where an article stands from another day on, or stood before; nothing where it keeps its number."""
    zh = speaker.lang == "zh"
    for old, new, day in _moves(speaker.book.sources):
        if place == old:
            there, now = speaker.citation(new), on is not None and on >= day
        elif place == new and on is not None and on < day:
            there, now = speaker.citation(old), True
        else:
            continue
        if now:
            return f"（此日为{there}）" if zh else f" (on this day: {there})"
        return f"（{day} 起为{there}）" if zh else f" (from {day}: {there})"
    return ""


def _moves(laws: Mapping[str, core.LawSource]) -> Iterator[tuple[core.Citation, core.Citation, date]]:
    """The renumberings that the register tells of: from where, to where, on which day."""
    for law in laws.values():
        for item, articles in ((False, law.articles), (True, law.items)):
            for number, article in articles.items():
                if article.renumbered:
                    yield core.Citation(law.id, number, item), article.renumbered.to, article.renumbered.on


def valueless(parameter: core.Parameter, on: date, speaker: Speaker) -> str:
    """That a figure has no value on the day, and the value that it has next, or had last."""
    later = next((each for each in parameter.values if each.since and each.since > on), None)
    dated = later or parameter.values[-1]
    said = speaker.value(dated.value, parameter.kind)
    if later:
        return f"—（{dated.since} 起为 {said}）" if speaker.lang == "zh" else f"— ({said} from {dated.since})"
    return f"—（至 {dated.until} 止为 {said}）" if speaker.lang == "zh" else f"— ({said} until {dated.until})"
