"""A book that acts amended → of each rule and each figure, what became of it: when, by which book, on what ground.

Plain data for `guiju show`, in one language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from dsl import core
from dsl.core import Words
from interpreter.phrase import Speaker

CHANGES: Mapping[str, Words] = {
    "first": Words("原文", "first text"), "inserted": Words("增加", "inserted"),
    "replaced": Words("修改", "replaced"), "repealed": Words("废止", "repealed"),
}  # fmt: skip
SUPERSEDED = Words("（施行前又被修改，未曾生效）", " (amended again before that day; it never had effect)")


def of_rule(path: str, speaker: Speaker) -> list[dict[str, object]]:
    """What became of a rule, in order of date, with the path of each text of it; asked by the path of any of these."""
    root = rule_of(speaker.book, path)
    changes = speaker.book.history.get(root, ())
    return [_shown(change, _text(changes, n, root), speaker) for n, change in enumerate(changes)]


def of_figure(name: str, speaker: Speaker) -> list[dict[str, object]]:
    """What became of a figure."""
    return [_shown(change, "", speaker) for change in speaker.book.revalued.get(name, ())]


def in_short(speaker: Speaker) -> dict[str, object]:
    """Every rule and figure that an act amended, each change on one line."""
    book = speaker.book
    found = {"rules": book.history, "parameters": book.revalued}
    return {
        part: {name: [_line(each, speaker) for each in changes] for name, changes in some.items()}
        for part, some in found.items()
        if some
    }


def rule_of(book: core.Book, path: str) -> str:
    """The path of the rule of which this is the path of a text."""
    return min(book.texts.get(path, (path,)), key=len)


def text_of_day(book: core.Book, rule: core.Rule, on: date | None) -> core.Rule:
    """Of a rule that is not in force on a day, the text of it that is; the rule itself where there is none."""
    if on is None or core.is_during(rule, on) or rule_of(book, rule.path) != rule.path:
        return rule
    texts = (book.rules[path] for path in book.texts.get(rule.path, ()))
    return next((text for text in texts if core.is_during(text, on)), rule)


def _text(changes: tuple[core.Change, ...], n: int, root: str) -> str:
    """The path of the text that begins with a change: later on it may have been replaced itself."""
    if changes[n].kind == "repealed" or not changes[n].effective:
        return ""
    return next((each.former for each in changes[n + 1 :] if each.former), root)


def _shown(change: core.Change, text: str, speaker: Speaker) -> dict[str, object]:
    shown: dict[str, object] = {
        "change": change.kind, "from": str(change.on or "…"), "by": change.book,
        "sources": [speaker.citation(each) for each in change.sources],
        "path": text, "before": change.former, "kept": change.kept,
    }  # fmt: skip
    return {key: value for key, value in shown.items() if value} | ({} if change.effective else {"effective": False})


def _word(change: core.Change, speaker: Speaker) -> str:
    word = CHANGES[change.kind].say(speaker.lang)
    return word if change.effective else word + SUPERSEDED.say(speaker.lang)


def _line(change: core.Change, speaker: Speaker) -> str:
    word, grounds = _word(change, speaker), speaker.citations(change.sources)
    if speaker.lang == "zh":
        return f"{change.on or '…'} 起 {word}：{change.book}，{grounds}"
    return f"{word} from {change.on or '…'} by {change.book}: {grounds}"


def labels() -> Iterator[tuple[str, Words]]:
    """The headings of these parts."""
    yield from (
        ("history", Words("沿革", "history")), ("change", Words("变动", "change")),
        ("by", Words("规则集", "by")), ("path", Words("条文路径", "path")), ("before", Words("此前条文", "before")),
        ("kept", Words("过渡条文", "kept by a transitional clause")), ("effective", Words("曾生效", "had effect")),
    )  # fmt: skip
