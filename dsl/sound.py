"""A YAML tree and its schema → whether it surely fits, without the library that says why it does not.

A rulebook is sound most of the times it is read, and telling so takes a tenth of the time of listing errors. What is
not surely sound (an error, or a keyword of JSON Schema not known here) is left to the library, whose word holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from dsl.syntax import Mapping as Map
from dsl.syntax import Node, Scalar, Sequence

Schema = Mapping[str, Any]
Formats = Mapping[str, Callable[[str], bool]]
_NOTES = frozenset({"$schema", "$id", "title", "description", "examples", "default", "$comment"})
"""Keywords that ask for nothing."""
_TYPES = {"object": Map, "array": Sequence, "string": Scalar}


def surely_fits(node: Node, schema: Schema | bool, formats: Formats) -> bool:
    """Whether a node has all that its schema asks for; `formats` are the checks of `format` by name."""
    if isinstance(schema, bool):
        return schema
    for keyword, asked in schema.items():
        if keyword in _NOTES:
            continue
        if keyword == "format":
            ok = asked in formats and (not isinstance(node, Scalar) or formats[asked](node.text))
        else:
            check = _CHECKS.get(keyword)
            ok = check is not None and check(node, asked, schema, formats)
        if not ok:
            return False
    return True


Check = Callable[[Node, Any, Schema, Formats], bool]


def _type(node: Node, asked: Any, _: Schema, __: Formats) -> bool:
    return any(
        isinstance(node, _TYPES[each]) for each in ([asked] if isinstance(asked, str) else asked) if each in _TYPES
    )


def _enum(node: Node, asked: Any, _: Schema, __: Formats) -> bool:
    return isinstance(node, Scalar) and node.text in asked


def _pattern(node: Node, asked: Any, _: Schema, __: Formats) -> bool:
    return not isinstance(node, Scalar) or bool(_compiled(asked).search(node.text))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _properties(node: Node, asked: Any, _: Schema, formats: Formats) -> bool:
    entries = node.entries if isinstance(node, Map) else ()
    return all(surely_fits(value, asked[key.text], formats) for key, value in entries if key.text in asked)


def _additional(node: Node, asked: Any, schema: Schema, formats: Formats) -> bool:
    known = schema.get("properties", {})
    others = [value for key, value in node.entries if key.text not in known] if isinstance(node, Map) else []
    return all(asked is not False and surely_fits(value, asked, formats) for value in others)


def _property_names(node: Node, asked: Any, _: Schema, formats: Formats) -> bool:
    entries = node.entries if isinstance(node, Map) else ()
    return all(surely_fits(Scalar(key.text), asked, formats) for key, _ in entries)


def _required(node: Node, asked: Any, _: Schema, __: Formats) -> bool:
    return not isinstance(node, Map) or {key.text for key, _ in node.entries} >= set(asked)


def _dependent(node: Node, asked: Any, _: Schema, __: Formats) -> bool:
    given = {key.text for key, _ in node.entries} if isinstance(node, Map) else set()
    return all(given >= set(needed) for name, needed in asked.items() if name in given)


def _items(node: Node, asked: Any, _: Schema, formats: Formats) -> bool:
    return not isinstance(node, Sequence) or all(surely_fits(item, asked, formats) for item in node.items)


def _any_of(node: Node, asked: Any, _: Schema, formats: Formats) -> bool:
    return any(surely_fits(node, each, formats) for each in asked)


def _one_of(node: Node, asked: Any, _: Schema, formats: Formats) -> bool:
    """One fits surely; of the others it has to be certain that they do not, which only absent keys make."""
    given = {key.text for key, _ in node.entries} if isinstance(node, Map) else set()
    fitting = [each for each in asked if set(each.get("required", ())) <= given]
    return len(fitting) == 1 and surely_fits(node, fitting[0], formats)


def _size(sort: type[Node], *, least: bool) -> Check:
    def check(node: Node, asked: Any, _: Schema, __: Formats) -> bool:
        if not isinstance(node, sort):
            return True
        size = len(
            node.text if isinstance(node, Scalar) else node.items if isinstance(node, Sequence) else node.entries
        )
        return bool(size >= asked if least else size <= asked)

    return check


_CHECKS: Mapping[str, Check] = {
    "type": _type, "enum": _enum, "pattern": _pattern, "properties": _properties, "additionalProperties": _additional,
    "propertyNames": _property_names, "required": _required, "dependentRequired": _dependent, "items": _items,
    "anyOf": _any_of, "oneOf": _one_of, "minLength": _size(Scalar, least=True), "maxLength": _size(Scalar, least=False),
    "minItems": _size(Sequence, least=True), "maxItems": _size(Sequence, least=False),
    "minProperties": _size(Map, least=True), "maxProperties": _size(Map, least=False),
}  # fmt: skip
