"""Values as a program or JSON gives them → values as compiled functions hold them; what is not plain is `Slow`.

A mapping that is plain, row by row, means what it says: no row is given twice, nothing has to be mended. Whatever else
there is goes the long way, through `interpreter.facts`, which knows what it means or what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from dsl import core
from dsl.kinds import NEVER, Date, Duration, Integer, OneOf, Text, YesNo
from dsl.literal import UNKNOWN_WORDS, Misread, read_literal
from interpreter.decide.runtime import Held
from interpreter.facts import read_given
from interpreter.values import Unknown, day_of

Given = Mapping[str, Any]
_OFTEN_SAME = (Date, YesNo, OneOf, Duration, Integer)
"""Kinds of which a text that was read is likely to come again."""
_MOST_KEPT = 5_000
_DOUBTFUL = len("unknown")
"""A text of letters and digits means itself, but for one word of this length."""


class Slow(Exception):
    """The facts are not plain: no failure, but a signal to take the long way."""


class FieldReader:
    """What one field holds, however it was written."""

    def __init__(self, book: core.Book, field: core.Field, is_wanted: bool, today: date = date.max) -> None:
        self.book = book
        self.field = field
        self.is_wanted = is_wanted
        self.today = today if field.tense == "dated" else date.max
        self.absent = NEVER if field.absent == "never" else None
        self.is_often_same = isinstance(field.kind, _OFTEN_SAME) and not field.personal
        self.known: dict[object, Held] = {}

    def __call__(self, raw: object) -> Held:
        """The value; None where it is unknown. Raises Slow where it is none, or missing and may not be."""
        if raw is None or raw == "":
            if self.is_wanted:
                raise Slow
            return self.absent
        if raw.__class__ is str and raw in self.known:
            return self.known[raw]
        try:
            value = read_given(self.book, self.field, raw)
        except Misread:
            raise Slow from None
        if isinstance(value, date) and day_of(value) > self.today:
            value = NEVER
        found = None if isinstance(value, Unknown) else value
        if self.is_often_same and raw.__class__ is str and len(self.known) < _MOST_KEPT:
            self.known[raw] = found
        return found


def quick_types(field: core.Field) -> tuple[type, ...]:
    """The types of which any value will do, where nobody reads the field."""
    match field.kind:
        case Date():
            return (date,)
        case YesNo():
            return (bool,)
        case Integer():
            return (int,)
        case Text():
            return (str,)
        case _:
            return ()


def plain_words(book: core.Book, kind: OneOf) -> frozenset[str]:
    """The words of an enumeration that stand for themselves."""
    enumerations = book.vocabulary.enumerations
    names = enumerations[kind.enumeration].values
    return frozenset(
        each
        for each in names
        if each not in UNKNOWN_WORDS and read_literal(kind, each, enumerations, book.zone) == each
    )


def is_wanted(entity: core.Entity, name: str) -> bool:
    """Whether a row may not go without the field."""
    joined = {ours for relation in entity.relations.values() for ours, _ in relation.on}
    return entity.fields[name].absent == "refused" and name != entity.key and name not in joined


class Rest:
    """Looks at what a row gives and nobody reads: it has to be well-formed all the same."""

    def __init__(self, book: core.Book, entity: core.Entity, names: Sequence[str]) -> None:
        self.read = frozenset(names)
        self.quick = {name: frozenset(quick_types(field)) for name, field in entity.fields.items()}
        self.readers = {name: FieldReader(book, field, False) for name, field in entity.fields.items()}
        self.words = {n: plain_words(book, f.kind) for n, f in entity.fields.items() if isinstance(f.kind, OneOf)}
        self.relations = frozenset(entity.relations)

    def cut(self, row: Given, merged: dict[str, Any]) -> dict[str, Any]:
        """The values that are read, which come first. Raises Slow where the row is not plain."""
        self(row)
        return dict(islice(merged.items(), len(self.read)))

    def __call__(self, row: Given) -> None:
        """Raises Slow where the row is not plain."""
        quick = self.quick
        for name, value in row.items():
            if name.__class__ is not str:
                raise Slow
            types = quick.get(name)
            if types is not None:
                if value.__class__ not in types and name not in self.read:
                    words = self.words.get(name)
                    if words is None or value.__class__ is not str or value not in words:
                        self.readers[name](value)
            elif name not in self.read and not (name in self.relations and is_left_open(value)):
                raise Slow


def is_left_open(value: object) -> bool:
    """Whether a relation was given as not known."""
    return value is None or (isinstance(value, str) and value in UNKNOWN_WORDS)


class Key:
    """What tells one row of an entity from another."""

    __slots__ = ("is_text", "name", "reader")

    def __init__(self, book: core.Book, entity: core.Entity) -> None:
        self.name = entity.key
        self.is_text = isinstance(entity.fields[entity.key].kind, Text)
        self.reader = FieldReader(book, entity.fields[entity.key], False)

    def __call__(self, row: Given) -> str | None:
        """The key as text; None where the row has no name."""
        raw = row.get(self.name)
        if self.is_text and raw.__class__ is str and raw.isascii() and raw.isalnum() and len(raw) != _DOUBTFUL:
            return raw
        value = self.reader(raw)
        return None if value is None else str(value) or None


def is_same(a: object, b: object) -> bool:
    """Whether two values were given alike."""
    return type(a) is type(b) and a == b


class Name:
    """The key of a row; of one without a name something that no other has. Rows that are compared must have names."""

    def __init__(self, book: core.Book, entity: core.Entity, is_compared: bool) -> None:
        self.key = Key(book, entity)
        self.is_compared = is_compared

    def __call__(self, row: Given) -> object:
        """Raises Slow where it wants a name and has none."""
        key = self.key(row)
        if key is None and self.is_compared:
            raise Slow
        return object() if key is None else key
