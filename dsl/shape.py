"""YAML as written → the same, with what does not fit its JSON Schema reported and cut out.

The schemas in `schemas/` are the published ones that editors use too. What is cut is remembered by name, so that
nothing else complains of its absence: one mistake, one message.
"""

from __future__ import annotations

import json
from collections.abc import Mapping as MappingABC
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from dsl.diagnose import Diagnostic
from dsl.read import plain
from dsl.source import Span, nearest
from dsl.syntax import Mapping, Node, Scalar, Sequence

DECLARATION: MappingABC[str, tuple[str | None, ...]] = {
    "rulebook": (),
    "vocabulary": (None, None, None, None),
    "parameters": (None,),
    "sources": (None, "articles", None),
    "scenarios": (None,),
}
"""How deep in each file one declaration lies: the smallest piece that is cut out when something in it is wrong."""


@cache
def schema(name: str) -> Draft202012Validator:
    """The published schema of one kind of file."""
    text = (Path(__file__).parent / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


def fit(name: str, node: Node) -> tuple[Node, frozenset[str], tuple[Diagnostic, ...]]:
    """What of `node` fits the schema `name`, the names cut out, and why."""
    problems: list[Diagnostic] = []
    cuts: set[tuple[str | int, ...]] = set()
    for error in schema(name).iter_errors(plain(node)):
        problems.append(_told(node, error))
        cuts.add(_declaration(name, error))
    broken = frozenset(str(part) for cut in cuts for part in cut[-1:])
    for cut in sorted(cuts, key=str, reverse=True):
        node = _without(node, cut)
    return node, broken, tuple(problems)


def _declaration(name: str, error: ValidationError) -> tuple[str | int, ...]:
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        return (*path, _strangers(error)[0])
    depth = len(DECLARATION[name])
    if name == "vocabulary" and path[:1] != ("entities",):
        depth = 2
    if name == "sources" and path[1:2] not in (("articles",), ("items",)):
        depth = 1
    return path[:depth]


def _strangers(error: ValidationError) -> list[str]:
    known = set(error.schema.get("properties", {}))
    return [key for key in error.instance if key not in known]


def _without(node: Node, path: tuple[str | int, ...]) -> Node:
    if not path:
        return Mapping((), node.span) if isinstance(node, Mapping) else Sequence((), node.span)
    head, rest = path[0], path[1:]
    if isinstance(node, Mapping):
        kept = tuple((k, _without(v, rest) if rest else v) if k.text == head else (k, v) for k, v in node.entries)
        return Mapping(tuple(entry for entry in kept if rest or entry[0].text != head), node.span)
    if isinstance(node, Sequence) and isinstance(head, int):
        kept_items = tuple(_without(v, rest) if i == head and rest else v for i, v in enumerate(node.items))
        return Sequence(tuple(v for i, v in enumerate(kept_items) if rest or i != head), node.span)
    return node


def _told(node: Node, error: ValidationError) -> Diagnostic:
    """One schema error in our own words, at the place of the value (or of the key, where the key is wrong)."""
    place = _find(node, tuple(error.absolute_path))
    match error.validator:
        case "additionalProperties":
            stranger = _strangers(error)[0]
            known: list[str] = list(error.schema.get("properties", {}))
            blanks = {"name": stranger, "known": ", ".join(known)}
            if suggestion := nearest(stranger, known):
                blanks["suggestion"] = suggestion
            return Diagnostic("RB130", _key(place, stranger), blanks)
        case "required":
            missing = [key for key in error.validator_value if key not in error.instance]
            return Diagnostic("RB131", _start(place.span), {"name": missing[0]})
        case "dependentRequired" | "oneOf":
            return Diagnostic("RB134", _start(place.span), {"names": _either(error)})
        case "type":
            return Diagnostic("RB132", place.span, {"wanted": _type(error.validator_value)})
        case "enum":
            blanks = {"known": ", ".join(error.validator_value)}
            if isinstance(place, Scalar) and (suggestion := nearest(place.text, error.validator_value)):
                blanks["suggestion"] = suggestion
            return Diagnostic("RB133", place.span, blanks)
        case "propertyNames":
            return Diagnostic("RB135", place.span)
        case "pattern":
            return _pattern(node, error, place)
        case _:
            return Diagnostic("RB136", _start(place.span), {"rule": str(error.validator)})


def _pattern(node: Node, error: ValidationError, place: Node) -> Diagnostic:
    """A key that is no name, a date that is no date, a name with blanks."""
    if isinstance(place, Mapping):
        return Diagnostic("RB135", _key(place, str(error.instance)), {"name": str(error.instance)})
    code = "RB137" if "[0-9]{4}" in str(error.validator_value) else "RB135"
    return Diagnostic(code, place.span, {"name": str(error.instance)[:60]})


def _either(error: ValidationError) -> str:
    if error.validator == "oneOf":
        return ", ".join(option["required"][0] for option in error.validator_value)
    return ", ".join(error.validator_value)


def _type(wanted: Any) -> str:
    return {"object": "mapping", "array": "list", "string": "text"}.get(str(wanted), str(wanted))


def _find(node: Node, path: tuple[str | int, ...]) -> Node:
    for part in path:
        match node:
            case Mapping():
                node = node.get(str(part)) or node
            case Sequence(items):
                node = items[int(part)]
    return node


def _key(node: Node, name: str) -> Span:
    if isinstance(node, Mapping):
        return next((key.span for key, _ in node.entries if key.text == name), node.span)
    return node.span


def _start(span: Span) -> Span:
    """A mapping spans many lines: point at its beginning only."""
    return Span(span.file, span.start, min(span.end, span.start + 1))
