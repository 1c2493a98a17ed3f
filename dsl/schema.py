"""The name of one kind of file → its published schema: as data, as a test that data fits, as what lists what does not.

The schemas in `schemas/` are those that editors use too. The library that lists is imported only when it is asked.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingABC
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from dsl.sound import Fits, fits
from dsl.syntax import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:  # half of the start of a command, and needed only where something does not fit
    from jsonschema import Draft202012Validator, FormatChecker
    from jsonschema.exceptions import ValidationError as ValidationError  # for `shape.py`, which says it in our words

SCHEMAS = Path(__file__).parent / "schemas"
"""The published schemas, one for each kind of file."""

FORMATS: MappingABC[str, Callable[[str], bool]] = {
    "name": lambda text: bool(re.fullmatch(r"[^\W\d]\w*", text)),
    "hyphenated-name": lambda text: bool(re.fullmatch(r"[^\W\d][\w-]*", text)),
}
"""Names as the grammar has them. The patterns beside these formats let some signs pass: editors' know no letters."""


def _checker() -> FormatChecker:
    """The formats as the schema library asks them: of any value, for it may be no text."""
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())
    for name, format in FORMATS.items():
        checker.checks(name)(lambda value, format=format: not isinstance(value, str) or format(value))
    return checker


@cache
def document(name: str) -> MappingABC[str, Any]:
    """The published schema of one kind of file, as data."""
    text = (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))


@cache
def schema(name: str) -> Draft202012Validator:
    """The published schema of one kind of file, as the library that lists what does not fit it."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator(document(name), format_checker=_checker())


@cache
def fitting(name: str, here: tuple[str, ...] | None = None) -> Fits:
    """Whether data surely fits the schema of one kind of file; `here` are the keys that a part of one has to have."""
    whole = document(name)
    return fits(whole if here is None else {**whole, "required": here}, FORMATS)


@cache
def properties(name: str) -> tuple[str, ...]:
    """Every key that the schema of one kind of file knows, in its order."""
    return tuple(dict.fromkeys(_properties(document(name))))


def _properties(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        yield from node.get("properties", {})
        node = list(node.values())
    if isinstance(node, list):
        for each in node:
            yield from _properties(each)


def strays(name: str, node: Node) -> Iterator[Scalar]:
    """Keys that may stand where they do and do not elsewhere: a line that was moved may have got there.

    The schema knows them by name, or they stand under other keys all the other times.
    """
    known = set(properties(name))
    free = list(_free(node, document(name), ""))
    under = Counter((above, key.text) for above, key in free)
    all_told = Counter(key.text for _, key in free)
    for above, key in free:
        if key.text in known or (under[above, key.text] == 1 < all_told[key.text]):
            yield key


def _free(node: Node, shape: object, above: str) -> Iterator[tuple[str, Scalar]]:
    """Every key that the schema does not name where it stands, with the key above it."""
    given = shape if isinstance(shape, dict) else {}
    shapes = [each for each in (given, *given.get("anyOf", ())) if each.get("type") != "string"]
    match node:
        case Sequence(items):
            for item in items:
                yield from _free(item, next((each["items"] for each in shapes if "items" in each), None), above)
        case Mapping(entries):
            named = {name: inner for each in shapes for name, inner in each.get("properties", {}).items()}
            other = next((each["additionalProperties"] for each in shapes if "additionalProperties" in each), None)
            for key, value in entries:
                if key.text not in named:
                    yield above, key
                yield from _free(value, named.get(key.text, other), key.text)
