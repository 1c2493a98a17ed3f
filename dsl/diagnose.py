"""A diagnostic, and how it is drawn: text with a caret, JSON, or one line.

A pass returns diagnostics and never raises for what a user wrote. The words live in `messages/`, in both languages;
a diagnostic only names its code and what fills the blanks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import field
from typing import Literal
from unicodedata import category

from dsl.core import Language, Words
from dsl.messages.catalogue import CATALOGUE
from dsl.record import dataclass
from dsl.source import Sources, Span, is_slip, nearest, width

Level = Literal["error", "warning"]
Related = tuple[tuple[Span, Words], ...]
"""Other places that matter to a finding, and what is to be said of each."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands at the span is to become `text`: nothing where it is to be deleted."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: its code, its place, what fills the message's blanks, and other places that matter to it.

    `edits` do what the hint says, all of them or none; there are none where the hint leaves something to the author.
    """

    code: str
    span: Span
    detail: Mapping[str, str | Words] = field(default_factory=dict)
    related: Related = ()
    edits: tuple[Edit, ...] = ()

    @property
    def level(self) -> Level:
        """`error` stops the book from being used; `warning` does not."""
        return CATALOGUE[self.code].level

    def message(self, lang: Language) -> str:
        """What is wrong, in one sentence."""
        return _fill(CATALOGUE[self.code].text, self.detail, lang) or self.code

    def hint(self, lang: Language) -> str | None:
        """How to mend it, where the catalogue knows and the blanks are filled."""
        entry = CATALOGUE[self.code]
        return _fill(entry.hint, self.detail, lang) or _fill(entry.otherwise, self.detail, lang)


def _fill(template: Words | None, detail: Mapping[str, str | Words], lang: Language) -> str | None:
    if template is None:
        return None
    said = {key: _cut(value.say(lang) if isinstance(value, Words) else value) for key, value in detail.items()}
    try:
        return template.say(lang).format_map(said)
    except KeyError:
        return None


def _cut(blank: str) -> str:
    """What fills a blank, of a length to be read and on one line: a name may be a million letters long."""
    return visible(shorten(blank, 300))


def shorten(text: str, most: int = 60) -> str:
    """The text, or its beginning."""
    return text if len(text) <= most else text[: most - 1] + "…"


def visible(text: str) -> str:
    """The text with each character that could act on a terminal (or turn the line round) shown as `�`."""
    return "".join("�" if category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") else char for char in text)


def unknown(
    code: str, name: str, known: Collection[str], span: Span, at: Span | None = None, /, **more: str | Words
) -> Diagnostic:
    """A name that nothing declares, with the nearest one that something does; it stands `at` a part of the span.

    The nearest one is put in its place where the name is a slip of the pen: what is only alike may be something else.
    """
    blanks: dict[str, str | Words] = {"name": name, **more}
    suggestion = nearest(name, known)
    if suggestion is None:
        return Diagnostic(code, span, blanks)
    edits = instead(at or span, name, suggestion) if is_slip(name, suggestion, known) else ()
    return Diagnostic(code, span, {**blanks, "suggestion": suggestion}, edits=edits)


def instead(span: Span, word: str, better: str) -> tuple[Edit, ...]:
    """`better` in the place of `word`, which stands at the span as it is or in quotation marks, which are kept.

    What is of another length is not the word as it is written (an escape, a fold of two lines): it is left alone.
    """
    marks = {len(word): 0, len(word) + 2: 1}.get(span.end - span.start)
    if marks is None:
        return ()
    return (Edit(Span(span.file, span.start + marks, span.end - marks), better),)


def listed(names: Iterable[str | Words], most: int | None = None) -> Words:
    """Several names in one blank, with the comma of either language; of more than `most`, the first and an ellipsis."""
    spoken = [Words(each, each) if isinstance(each, str) else each for each in names]
    more = "…" if most is not None and len(spoken) > most else ""
    zh, en = ("、".join(each.say("zh") for each in spoken[:most]), ", ".join(each.say("en") for each in spoken[:most]))
    return Words(zh + more, en + more)


def few(names: Iterable[Words]) -> dict[str, Words]:
    """The blank `known`, where there are so few names that a reader would look at them all."""
    known = tuple(names)
    return {"known": listed(known)} if 0 < len(known) <= _FEW else {}


_FEW = 12


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them is of level error."""
    return any(each.level == "error" for each in diagnostics)


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """By file and place, each finding once."""
    unique = {(d.span.file, d.span.start, d.code, d.message("en")): d for d in diagnostics}
    return tuple(unique[key] for key in sorted(unique))


def draw(diagnostic: Diagnostic, sources: Sources, lang: Language) -> str:
    """The finding as text: a headline, the place, the line with a caret under it, the other places, the hint."""
    lines = [f"{LEVELS[diagnostic.level].say(lang)}[{diagnostic.code}] {diagnostic.message(lang)}"]
    lines += _place(diagnostic.span, sources)
    for span, note in diagnostic.related:
        lines += [f"  = {note.say(lang)}", *_place(span, sources)]
    if hint := diagnostic.hint(lang):
        lines.append(f"  {_HINT.say(lang)}{hint}")
    return "\n".join(lines)


LEVELS = {"error": Words("错误", "error"), "warning": Words("警告", "warning")}
_HINT = Words("提示：", "hint: ")


def _place(span: Span, sources: Sources) -> list[str]:
    source = sources.get(span.file)
    if source is None:
        return [f"  --> {visible(span.file)}"] if span.file else []
    line, column = source.position(span.start)
    shown, start = _window(source.line(line), column - 1)
    marked = shown[start : start + max(1, span.end - span.start)]
    gutter = " " * len(str(line))
    return [
        f"{gutter} --> {visible(span.file)}:{line}:{column}",
        f"{gutter} |",
        f"{line} | {shown}".rstrip(),
        f"{gutter} | {' ' * width(shown[:start])}{'^' * max(1, width(marked))}",
    ]


_LONGEST = 160


def _window(text: str, start: int) -> tuple[str, int]:
    """A line as it is shown, and where in that the character at `start` is: of a long line, only what is around it."""
    cut = max(0, start - _LONGEST // 2) if len(text) > _LONGEST else 0
    shown = visible(text[cut : cut + _LONGEST].replace("\t", " "))
    if cut:
        shown = "…" + shown[1:]
    if cut + _LONGEST < len(text):
        shown = shown[:-1] + "…"
    return shown, start - cut


def as_json(diagnostic: Diagnostic, sources: Sources, lang: Language) -> dict[str, object]:
    """The finding in the shape of the command contract: places from 1, ends exclusive."""
    shown: dict[str, object] = {
        "code": diagnostic.code,
        "level": diagnostic.level,
        "message": diagnostic.message(lang),
        **_spread(diagnostic.span, sources),
    }
    if hint := diagnostic.hint(lang):
        shown["hint"] = hint
    if diagnostic.related:
        shown["related"] = [{"message": note.say(lang), **_spread(at, sources)} for at, note in diagnostic.related]
    if diagnostic.edits:
        shown["fix"] = [{"text": edit.text, **_spread(edit.span, sources)} for edit in diagnostic.edits]
    return shown


def _spread(span: Span, sources: Sources) -> dict[str, object]:
    line, column, end_line, end_column = positions(span, sources)
    return {"file": span.file, "line": line, "column": column, "end_line": end_line, "end_column": end_column}


def positions(span: Span, sources: Sources) -> tuple[int, int, int, int]:
    """First line and column, last line and the column after the last: all 1 in a file that could not be read."""
    source = sources.get(span.file)
    return (*source.position(span.start), *source.position(span.end)) if source else (1, 1, 1, 1)
