"""YAML as written → the same, with what does not fit its JSON Schema reported and cut out.

The schemas in `schemas/` are the published ones that editors use too. What is cut is remembered by name, so that
nothing else complains of its absence: one mistake, one message.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingABC
from functools import cache
from pathlib import Path

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from dsl.core import Words
from dsl.diagnose import Diagnostic, unknown
from dsl.messages.shapes import AT_LEAST_ONE, EXACTLY_ONE, TYPES, either
from dsl.nodes import NAMES
from dsl.read import plain
from dsl.source import Span, nearest
from dsl.syntax import Mapping, Node, Scalar, Sequence

Place = tuple[str | int, ...]
"""The way from the top of a file to a node: keys and positions."""

DECLARATION: MappingABC[str, tuple[str | None, ...]] = {
    "rulebook": (None,),
    "vocabulary": (None, None, None, None),
    "parameters": (None,),
    "sources": (None, "articles", None),
    "scenarios": (None,),
}
"""How deep in each file one declaration lies: the smallest piece that is cut out when something in it is wrong."""

_HIGHEST = {"vocabulary": 2, "parameters": 1, "sources": 1}
"""How deep a mistake has to lie for the names that the file would have declared to be known all the same."""


@cache
def schema(name: str) -> Draft202012Validator:
    """The published schema of one kind of file."""
    text = (Path(__file__).parent / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


def fit(name: str, node: Node) -> tuple[Node | None, frozenset[str], tuple[Diagnostic, ...]]:
    """What of `node` fits the schema `name`, the names cut out, and why; None where those names cannot be known."""
    problems: list[Diagnostic] = []
    cuts: set[Place] = set()
    lost = False
    for error in _leaves(schema(name).iter_errors(plain(node))):
        problems += _told(node, error)
        cuts |= set(_culprits(name, error))
        lost |= not _is_about_keys(error) and len(error.absolute_path) < _HIGHEST.get(name, 0)
    broken = frozenset(each for cut in cuts for each in _declared(node, cut))
    for cut in sorted(cuts, key=_position, reverse=True):  # from the end: what is cut from a list moves what follows
        node = _without(node, cut)
    once = {(each.code, each.span, str(each.detail)): each for each in problems}
    return None if lost else node, broken, tuple(once.values())


def _leaves(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """Of a value that may take several shapes, what is wrong with the one it was given, where that can be told."""
    for error in errors:
        shapes: dict[object, list[ValidationError]] = {}
        for each in (error.context or ()) if error.validator == "anyOf" else ():
            shapes.setdefault(each.schema_path[0], []).append(each)
        meant = [shape for shape in shapes.values() if not any(e.validator == "type" and not e.path for e in shape)]
        yield from _leaves(meant[0]) if len(meant) == 1 else (error,)


# ── what is cut out ──────────────────────────────────────────────────────────────────────────────────────────────────


def _culprits(name: str, error: ValidationError) -> Iterator[Place]:
    """A key that does not belong there, or else the declaration in which the mistake lies."""
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        yield from ((*path, stranger) for stranger in _strangers(error))
    elif _is_about_keys(error):
        yield (*path, str(error.instance))
    else:
        yield _declaration(name, path)


def _declaration(name: str, path: Place) -> Place:
    """The declaration in which a place lies, or the place itself where it lies higher."""
    depth = len(DECLARATION[name])
    if name == "vocabulary" and path[:1] != ("entities",):
        depth = 2
    if name == "sources" and path[1:2] not in (("articles",), ("items",)):
        depth = 1
    return path[:depth]


def _is_about_keys(error: ValidationError) -> bool:
    return error.validator == "additionalProperties" or "propertyNames" in list(error.absolute_schema_path)[-2:]


def _strangers(error: ValidationError) -> list[str]:
    known = set(error.schema.get("properties", {}))
    return [key for key in error.instance if key not in known]


def _declared(node: Node, cut: Place) -> Iterator[str]:
    """Every name, in both languages, that a piece would have declared."""
    yield from (str(part) for part in cut[-1:])
    pending = [_find(node, cut)]
    while pending:
        match pending.pop():
            case Mapping(entries):
                yield from (key.text for key, _ in entries)
                yield from (v.text for k, v in entries if k.text in NAMES and isinstance(v, Scalar))
                pending += [value for _, value in entries]
            case Sequence(items):
                pending += items


def _position(cut: Place) -> list[tuple[int, str]]:
    return [(part, "") if isinstance(part, int) else (0, part) for part in cut]


def _without(node: Node, path: Place) -> Node:
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


# ── what is said of it ───────────────────────────────────────────────────────────────────────────────────────────────


def _told(node: Node, error: ValidationError) -> Iterator[Diagnostic]:
    """One schema error in our own words, at the place of the value (or of the key, where the key is wrong)."""
    place = _find(node, tuple(error.absolute_path))
    match error.validator:
        case "additionalProperties":
            known: list[str] = list(error.schema.get("properties", {}))
            for name in _strangers(error):
                yield unknown("RB130", name, known, _key(place, name), known=", ".join(known))
        case "required":
            yield from (Diagnostic("RB131", _owner(node, error), {"name": name}) for name in _missing(error))
        case "dependentRequired":
            yield Diagnostic("RB134", _owner(node, error), {"names": ", ".join(_together(error))})
        case "oneOf" | "anyOf" if names := _alternatives(error):
            how_many = EXACTLY_ONE if error.validator == "oneOf" else AT_LEAST_ONE
            yield Diagnostic("RB139", _owner(node, error), {"names": ", ".join(names), "how_many": how_many})
        case "anyOf":
            types = [TYPES[each.validator_value] for each in error.context or () if each.validator == "type"]
            yield Diagnostic("RB132", _beginning(place), {"wanted": either(types)})
        case "type":
            yield Diagnostic("RB132", _beginning(place), {"wanted": TYPES[error.validator_value]})
        case "enum":
            known = error.validator_value
            text = place.text if isinstance(place, Scalar) else ""
            yield unknown("RB133", text, known, _beginning(place), known=", ".join(known))
        case "pattern":
            yield _pattern(error, place)
        case "minLength" | "minProperties" | "minItems" if not error.instance:
            yield Diagnostic("RB129", _owner(node, error))
        case _:  # minItems, maxItems, maxProperties
            yield Diagnostic("RB136", _owner(node, error), {"count": str(error.validator_value)})


def _pattern(error: ValidationError, place: Node) -> Diagnostic:
    """A key that is no name, an article that is no number, a date that is no date, a name with blanks."""
    if not error.instance:
        return Diagnostic("RB129", place.span)
    blanks: dict[str, str | Words] = {"name": str(error.instance)}
    digits = str(error.validator_value).startswith("^[0-9]")
    if _is_about_keys(error):
        return Diagnostic("RB503" if digits else "RB135", _key(place, str(error.instance)), blanks)
    return Diagnostic("RB137" if digits else "RB135", _beginning(place), blanks)


def _missing(error: ValidationError) -> list[str]:
    """What is not there, unless it is there under a name that is one letter off."""
    known = set(error.schema.get("properties", {}))
    meant = {nearest(key, known) for key in error.instance if key not in known}
    return [name for name in error.validator_value if name not in error.instance and name not in meant]


def _alternatives(error: ValidationError) -> list[str]:
    return [name for option in error.validator_value for name in option.get("required", ())]


def _together(error: ValidationError) -> list[str]:
    """What is written, and what has to be written with it."""
    given = {name: needed for name, needed in error.validator_value.items() if name in error.instance}
    return [name for first, needed in given.items() for name in (first, *needed)]


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _find(node: Node, path: Place) -> Node:
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


def _owner(node: Node, error: ValidationError) -> Span:
    """The key under which the faulty value stands; in a list, or at the top of a file, where the value begins."""
    path = tuple(error.absolute_path)
    if path and isinstance(path[-1], str):
        return _key(_find(node, path[:-1]), path[-1])
    return _beginning(_find(node, path))


def _beginning(node: Node) -> Span:
    """A mapping or a list may span many lines: point at its beginning only."""
    span = node.span
    return span if isinstance(node, Scalar) else Span(span.file, span.start, min(span.end, span.start + 1))
