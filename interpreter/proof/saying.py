"""Facts of a witness → in words, and as a scenario that can be run and kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from dsl import core
from dsl.core import Language, Words
from dsl.kinds import Duration, Instant, OneOf
from interpreter.proof.question import Found

_PLAIN = re.compile(r"[^\W\d_][\w ]*")
_UNKNOWN = Words("未知", "unknown")


def shown(book: core.Book, found: Found, lang: Language) -> Iterator[str]:
    """A line for each row: what it is, and what is given of it."""
    yield Words("所问：{on}", "asked on {on}").say(lang).format(on=_moment(found.on))
    for name, value in found.figures.items():
        yield f"{book.parameters[name].names.say(lang)} = {value}"
    ((entity, facts),) = found.facts.items()
    yield from _rows(book, book.vocabulary.entities[entity], book.vocabulary.entities[entity].names, facts, lang, 0)


def _rows(book: core.Book, entity: core.Entity, name: Words, facts: Any, lang: Language, depth: int) -> Iterator[str]:
    fields = {key: value for key, value in facts.items() if key in entity.fields}
    said = (
        f"{entity.fields[key].names.say(lang)} {_said(book, entity.fields[key], fields[key], lang)}" for key in fields
    )
    listed = ("，" if lang == "zh" else ", ").join(said)
    colon = "：" if lang == "zh" else ": "
    yield "  " * depth + name.say(lang) + (f"{colon}{listed}" if listed else "")
    for key, value in facts.items():
        if key in entity.fields:
            continue
        relation = entity.relations[key]
        rows = value if isinstance(value, list) else [value]
        if not rows:
            none = Words(f"{relation.names.zh}：无", f"{relation.names.en}: none")
            yield f"{'  ' * (depth + 1)}{none.say(lang)}"
        for row in rows:
            yield from _rows(book, book.vocabulary.entities[relation.to], relation.names, row, lang, depth + 1)


def _said(book: core.Book, declared: core.Field, value: object, lang: Language) -> str:
    if value == "unknown":
        return _UNKNOWN.say(lang)
    if isinstance(value, bool):
        return (Words("是", "yes") if value else Words("否", "no")).say(lang)
    if isinstance(declared.kind, OneOf):
        return book.vocabulary.enumerations[declared.kind.enumeration].values[str(value)].say(lang)
    return _text(declared, value)


def _text(declared: core.Field, value: object) -> str:
    match value:
        case datetime() | date():
            return _moment(value)
        case bool():
            return "yes" if value else "no"
        case int() if isinstance(declared.kind, Duration):
            return f"{value} {declared.kind.unit}"
        case _:
            return str(value)


def _moment(value: date | datetime) -> str:
    return value.replace(tzinfo=None).isoformat() if isinstance(value, datetime) else value.isoformat()


# ── as a scenario ──


def scenario(book: core.Book, found: Found, name: Words, expect: str) -> str:
    """An entry for a file of scenarios; `expect` is what is expected, as YAML."""
    ((entity, facts),) = found.facts.items()
    declared = book.vocabulary.entities[entity]
    return (
        f"- name: {{zh: {_quoted(name.zh)}, en: {_quoted(name.en)}}}\n"
        f"  basis: guiju prove\n"
        f"  on: {_moment(found.on)}\n"
        + (f"  figures: {{{', '.join(f'{k}: {v}' for k, v in found.figures.items())}}}\n" if found.figures else "")
        + f"  facts: {{{entity}: {_flow(book, declared, facts)}}}\n"
        f"  expect: {expect}\n"
    )


def _flow(book: core.Book, entity: core.Entity, facts: Any) -> str:
    parts = []
    for key, value in facts.items():
        if key in entity.fields:
            text = _text(entity.fields[key], value)
            is_time = isinstance(entity.fields[key].kind, Instant) or isinstance(value, date)
            parts.append(f"{key}: {text if is_time or not isinstance(value, str) else _quoted(text)}")
            continue
        other = book.vocabulary.entities[entity.relations[key].to]
        rows = [_flow(book, other, row) for row in (value if isinstance(value, list) else [value])]
        parts.append(f"{key}: [{', '.join(rows)}]" if isinstance(value, list) else f"{key}: {rows[0]}")
    return f"{{{', '.join(parts)}}}"


def _quoted(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
