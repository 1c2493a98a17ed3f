"""`parameters.yaml` → dated figures, their times in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Literal

from dsl import core, kinds
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.literal import Misread, read_literal
from dsl.messages.catalogue import BEFORE, BEGINNING, DECLARED, ENDLESS
from dsl.messages.kinds import kind_example, kind_words
from dsl.nodes import (
    Problems,
    as_map,
    clashes,
    date_of,
    kind_at,
    named,
    place_of,
    reserved,
    text_of,
    words,
)
from dsl.record import dataclass
from dsl.register import Register
from dsl.source import Span
from dsl.syntax import Mapping as Map
from dsl.syntax import Node, Scalar, Sequence


def parameters(
    node: Node | None, vocabulary: core.Vocabulary, register: Register, zone: str, problems: Problems
) -> dict[str, core.Parameter]:
    """`parameters.yaml` → dated figures by name; gaps and overlaps are errors."""
    found: dict[str, core.Parameter] = {}
    for key, value in as_map(node).entries:
        entry = as_map(value)
        problems += reserved((key, entry.get("zh")))
        kind = kind_at(entry.get("kind"), vocabulary.enumerations, register.broken, problems)
        rows = entry.get("values")
        if kind is None or not isinstance(rows, Sequence):
            continue
        read = [_dated(key, as_map(row), kind, vocabulary, register, zone, problems) for row in rows.items]
        values = tuple(row for row in read if row)
        dated = [_Row(row, as_map(node)) for row, node in zip(values, rows.items, strict=False)]
        disorder = tuple(_disorder(named(key, entry), dated)) if len(values) == len(read) else ()
        problems += disorder
        if disorder or len(values) < len(read):
            values = ()  # what of it is right says nothing of the days on which it has no value
        found[key.text] = core.Parameter(key.text, named(key, entry), words(entry.get("title")), kind, values, key.span)
    problems += clashes(found.values(), lambda each: each.names)
    return found


def _dated(
    key: Scalar,
    row: Map,
    kind: kinds.Kind,
    vocabulary: core.Vocabulary,
    register: Register,
    zone: str,
    problems: Problems,
) -> core.Dated | None:
    node = row.get("value")
    since, until = date_of(row.get("from"), problems), date_of(row.get("until"), problems)
    value = _value(kind, text_of(node), vocabulary, zone)
    if value is None and _value(kind, text_of(row.get("source")), vocabulary, zone) is not None:
        blanks = {"first": text_of(node), "second": text_of(row.get("source"))}
        problems.append(Diagnostic("RB142", place_of(node, row.span), blanks))
        return None
    cited = register.cite_texts(row.get("source"), problems)
    if value is None:
        said, example = kind_words(kind, vocabulary), kind_example(kind, vocabulary)
        wrong: dict[str, str | Words] = {"text": text_of(node)[:60], "kind": said, "example": example}
        problems.append(Diagnostic("RB310", place_of(node, row.span), wrong, ((key.span, DECLARED),)))
        return None
    checked = date_of(row.get("checked"), problems)
    if (row.get("from") and not since) or (row.get("until") and not until):
        return None
    confidence, note = text_of(row.get("confidence")), words(row.get("note"))
    standing: Literal["settled", "contested"] = (
        "contested" if text_of(row.get("standing")) == "contested" else "settled"
    )
    return core.Dated(value, since, until, cited, confidence, note, checked, standing, place_of(node, row.span))


@dataclass(frozen=True, slots=True)
class _Row:
    """A dated value with the entry it was read from."""

    value: core.Dated
    entry: Map

    def place(self, key: str) -> Span:
        """Where the entry says `from` or `until`; its value where it does not."""
        return place_of(self.entry.get(key), self.value.span)


def _disorder(name: Words, rows: list[_Row]) -> Iterator[Diagnostic]:
    backwards = [row for row in rows if row.value.since and row.value.until and row.value.until < row.value.since]
    yield from (
        Diagnostic("RB405", row.place("until"), {"name": name}, ((row.place("from"), BEGINNING),)) for row in backwards
    )
    if backwards:
        return
    for before, after in pairwise(rows):
        last, first = before.value.until, after.value.since
        related = ((before.place("until"), BEFORE if last else ENDLESS),)
        blanks: dict[str, str | Words] = {"name": name}
        if first is None or last is None or first <= last:
            blanks |= {"day": str(first - timedelta(days=1))} if first else {}
            yield Diagnostic("RB406", after.place("from"), blanks, related)
        elif first > (next_day := last + timedelta(days=1)):
            blanks |= {"from": str(last), "to": str(first), "day": str(next_day)}
            yield Diagnostic("RB407", after.place("from"), blanks, related)


def _value(kind: kinds.Kind, text: str, vocabulary: core.Vocabulary, zone: str) -> kinds.Value | None:
    """The value that a text stands for; None where it stands for none of that kind."""
    try:
        return read_literal(kind, text, vocabulary.enumerations, zone)
    except Misread:
        return None
