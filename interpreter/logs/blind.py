"""Facts → what a log says of them: what the action's rules read, and nothing by which a person can be told.

- Texts (keys, numbers, names, ports), and whatever looks like a telephone or identity number, are told by a hash made
  with the key of the log: the same text of the same field has the same hash, so that entries of one line can be found.
- A personal value that is no text (a day of birth, a yes or no) is said to be there, and not told: there are too few
  of them for a hash to hide which one it is.
- What no rule of the action reads is left out, but for keys and personal texts, by which an entry is found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dsl import core
from dsl.kinds import Reference, Text
from dsl.order import reach
from interpreter.facts import Given
from interpreter.mask import is_personal
from interpreter.receipts.keys import Key
from interpreter.receipts.plain import LEFT_OUT, plain, text
from interpreter.values import Unknown

WITHHELD = "withheld"


def blind(book: core.Book, action: str, facts: Mapping[str, object], key: Key) -> dict[str, Any]:
    """What a log keeps of the facts of a decision."""
    read = _read(book, action)

    def tell(field: core.Field, value: Given) -> Any:
        is_text = isinstance(field.kind, Text)
        is_key = field.name == book.vocabulary.entities[field.entity].key
        if (field.entity, field.name) not in read and not (is_text and (field.personal or is_key)):
            return LEFT_OUT
        told = text(value)
        if isinstance(value, Unknown):
            return told
        if is_text or is_personal(str(told)):
            return hashed(field, str(told), key)
        return WITHHELD if field.personal else told

    return plain(book, facts, tell)


def hashed(field: core.Field, value: str, key: Key) -> dict[str, str]:
    """How a log tells a text: by its hash, made with the key for this field alone."""
    return {"hmac": key.hash("identity", f"{field.entity}.{field.name}\0{value}".encode())}


def _read(book: core.Book, action: str) -> frozenset[tuple[str, str]]:
    """The fields, by entity, that the rules of an action may read on any day."""
    found: set[tuple[str, str]] = set()
    pending, seen = list(book.guards.get(action, ())), set[str]()
    while pending:
        rule = pending.pop()
        if rule.path in seen:
            continue
        seen.add(rule.path)
        pending += book.overriders.get(rule.path, ())
        for e in reach(rule.conditions, book.facts):
            if isinstance(e, core.FieldOf) and isinstance(e.of.kind, Reference):
                found.add((e.of.kind.entity, e.name))
    return frozenset(found)
