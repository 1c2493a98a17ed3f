"""A text of a rule that is not in force on a day → which amendment ended it, or which text was in force instead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dsl import core
from interpreter.phrase import Speaker

_DAY = timedelta(days=1)


def why_not(rule: core.Rule, day: date, speaker: Speaker) -> str:
    """In words; nothing where no amendment has to do with it."""
    return "".join(_said(rule, day, speaker))


def _said(rule: core.Rule, day: date, speaker: Speaker) -> Iterator[str]:
    zh = speaker.lang == "zh"
    for change in _changes(speaker.book, rule):
        grounds = speaker.citations(change.sources)
        if rule.until and rule.until < day and change.on == rule.until + _DAY:
            words = ("废止", "repealed") if change.kind == "repealed" else ("修改", "replaced")
            yield f"（{change.on} 起{words[0]}：{grounds}）" if zh else f" ({words[1]} from {change.on} by {grounds})"
        elif rule.since and rule.since > day and change.on == rule.since and change.former:
            yield f"（此前的条文：{change.former}）" if zh else f" (before that: {change.former})"


def _changes(book: core.Book, rule: core.Rule) -> Iterator[core.Change]:
    """The amendments of the rule of which this is a text."""
    root = min(book.texts.get(rule.path, (rule.path,)), key=len)
    yield from (each for each in book.history.get(root, ()) if each.effective and each.kind in ("replaced", "repealed"))
