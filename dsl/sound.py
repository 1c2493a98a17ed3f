"""A YAML file's data and its schema → whether it surely fits, without the library that says why it does not.

A rulebook is sound most of the times it is read, and telling so takes a tenth of the time of listing errors. What is
not surely sound (an error, or a keyword of JSON Schema not known here) is left to the library, whose word holds.
A schema is turned into functions once, for a book may have a thousand cases that it is asked of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

Schema = Mapping[str, Any]
Formats = Mapping[str, Callable[[str], bool]]
Fits = Callable[[Any], bool]
"""Whether a value (nested dicts, lists and texts) has what is asked for."""
_NOTES = frozenset({"$schema", "$id", "title", "description", "examples", "default", "$comment"})
"""Keywords that ask for nothing."""
_ENTRIES = frozenset({"properties", "additionalProperties"})
_TYPES = {"object": dict, "array": list, "string": str}


def surely_fits(value: object, schema: Schema | bool, formats: Formats) -> bool:
    """Whether a value has all that its schema asks for; `formats` are the checks of `format` by name."""
    return fits(schema, formats)(value)


def fits(schema: Schema | bool, formats: Formats) -> Fits:
    """The same as a function of the value."""
    if isinstance(schema, bool):
        return _yes if schema else _no
    checks = [_check(keyword, asked, formats) for keyword, asked in schema.items() if keyword not in _NOTES | _ENTRIES]
    if _ENTRIES & schema.keys():
        checks.append(_entries(schema.get("properties", {}), schema.get("additionalProperties", True), formats))
    return checks[0] if len(checks) == 1 else _all(checks)


def _check(keyword: str, asked: Any, formats: Formats) -> Fits:
    if keyword == "format":
        return _text(formats[asked]) if asked in formats else _no
    make = _CHECKS.get(keyword)
    return make(asked, formats) if make else _no


def _yes(_: object) -> bool:
    return True


def _no(_: object) -> bool:
    return False


def _all(checks: list[Fits]) -> Fits:
    def check(value: Any) -> bool:
        for each in checks:  # noqa: SIM110 - a generator would cost more than most of the checks
            if not each(value):
                return False
        return True

    return check


def _text(check: Callable[[str], object]) -> Fits:
    """A check of texts; any other value passes."""
    return lambda value: not isinstance(value, str) or bool(check(value))


def _type(asked: Any, _: Formats) -> Fits:
    types = tuple(_TYPES[each] for each in ([asked] if isinstance(asked, str) else asked) if each in _TYPES)
    return lambda value: isinstance(value, types)


def _enum(asked: Any, _: Formats) -> Fits:
    return lambda value: isinstance(value, str) and value in asked


def _pattern(asked: Any, _: Formats) -> Fits:
    return _text(_compiled(asked).search)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _entries(named: Mapping[str, Any], others: Any, formats: Formats) -> Fits:
    """`properties` and `additionalProperties`, for which one look at each entry is enough."""
    inner = {name: fits(each, formats) for name, each in named.items()}
    other = fits(others, formats)

    def check(value: Any) -> bool:
        if isinstance(value, dict):
            for name, each in value.items():
                if not inner.get(name, other)(each):
                    return False
        return True

    return check


def _property_names(asked: Any, formats: Formats) -> Fits:
    inner = fits(asked, formats)
    return lambda value: not isinstance(value, dict) or all(map(inner, value))


def _required(asked: Any, _: Formats) -> Fits:
    return lambda value: not isinstance(value, dict) or all(name in value for name in asked)


def _dependent(asked: Any, _: Formats) -> Fits:
    return lambda value: (
        not isinstance(value, dict)
        or all(other in value for name, needed in asked.items() if name in value for other in needed)
    )


def _items(asked: Any, formats: Formats) -> Fits:
    inner = fits(asked, formats)
    return lambda value: not isinstance(value, list) or all(map(inner, value))


def _any_of(asked: Any, formats: Formats) -> Fits:
    inner = [fits(each, formats) for each in asked]
    return lambda value: any(each(value) for each in inner)


def _one_of(asked: Any, formats: Formats) -> Fits:
    """One fits surely; of the others it has to be certain that they do not, which only absent keys make."""
    options = [(each.get("required", ()), fits(each, formats)) for each in asked]

    def check(value: Any) -> bool:
        given = value if isinstance(value, dict) else ()
        fitting = [inner for required, inner in options if all(name in given for name in required)]
        return len(fitting) == 1 and fitting[0](value)

    return check


def _size(sort: type[str | list[object] | dict[str, object]], *, least: bool) -> Callable[[Any, Formats], Fits]:
    def make(asked: Any, _: Formats) -> Fits:
        if least:
            return lambda value: not isinstance(value, sort) or len(value) >= asked
        return lambda value: not isinstance(value, sort) or len(value) <= asked

    return make


_CHECKS: Mapping[str, Callable[[Any, Formats], Fits]] = {
    "type": _type, "enum": _enum, "pattern": _pattern, "propertyNames": _property_names,
    "required": _required, "dependentRequired": _dependent, "items": _items, "anyOf": _any_of, "oneOf": _one_of,
    "minLength": _size(str, least=True), "maxLength": _size(str, least=False),
    "minItems": _size(list, least=True), "maxItems": _size(list, least=False),
    "minProperties": _size(dict, least=True), "maxProperties": _size(dict, least=False),
}  # fmt: skip
