"""`parameters.yaml` → dated figures, their times in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from dsl import core, kinds
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.literal import Misread, read_literal
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
from dsl.register import Register
from dsl.syntax import Mapping as Map
from dsl.syntax import Node, Sequence


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
        read = [_dated(as_map(row), kind, vocabulary, register, zone, problems) for row in rows.items]
        values = tuple(row for row in read if row)
        disorder = tuple(_disorder(key.text, values)) if len(values) == len(read) else ()
        problems += disorder
        if disorder or len(values) < len(read):
            values = ()  # what of it is right says nothing of the days on which it has no value
        found[key.text] = core.Parameter(key.text, named(key, entry), words(entry.get("title")), kind, values, key.span)
    problems += clashes(found.values(), lambda each: each.names)
    return found


def _dated(
    row: Map, kind: kinds.Kind, vocabulary: core.Vocabulary, register: Register, zone: str, problems: Problems
) -> core.Dated | None:
    node = row.get("value")
    since, until = date_of(row.get("from"), problems), date_of(row.get("until"), problems)
    cited = register.cite_texts(row.get("source"), problems)
    try:
        value = read_literal(kind, text_of(node), vocabulary.enumerations, zone)
    except Misread:
        problems.append(
            Diagnostic(
                "RB310",
                place_of(node, row.span),
                {
                    "text": text_of(node)[:60],
                    "kind": kind_words(kind, vocabulary),
                    "example": kind_example(kind, vocabulary),
                },
            )
        )
        return None
    checked = date_of(row.get("checked"), problems)
    if (row.get("from") and not since) or (row.get("until") and not until):
        return None
    confidence, note = text_of(row.get("confidence")), words(row.get("note"))
    return core.Dated(value, since, until, cited, confidence, note, checked, place_of(node, row.span))


def _disorder(name: str, values: tuple[core.Dated, ...]) -> Iterator[Diagnostic]:
    backwards = [each for each in values if each.since and each.until and each.until < each.since]
    yield from (Diagnostic("RB405", each.span, {"name": name}) for each in backwards)
    if backwards:
        return
    for before, after in pairwise(values):
        related = ((before.span, Words("前一数值在此", "the value before it is here")),)
        if after.since is None or before.until is None or after.since <= before.until:
            yield Diagnostic("RB406", after.span, {"name": name}, related)
        elif after.since > before.until + timedelta(days=1):
            yield Diagnostic(
                "RB407", after.span, {"name": name, "from": str(before.until), "to": str(after.since)}, related
            )
