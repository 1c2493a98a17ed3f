"""YAML as written → the same, with what does not fit its JSON Schema reported and cut out.

The schema is the published one (`schema.py`). What is cut is remembered by name, so that nothing else complains of its
absence: one mistake, one message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingABC
from dataclasses import replace
from typing import TYPE_CHECKING

from dsl import slips
from dsl.core import Words
from dsl.diagnose import Diagnostic, listed, unknown
from dsl.messages.shapes import AT_LEAST_ONE, EXACTLY_ONE, TYPES, either
from dsl.nodes import NAMES, plain
from dsl.schema import fitting, schema
from dsl.source import Span, nearest
from dsl.syntax import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from dsl.schema import ValidationError

Place = tuple[str | int, ...]
"""The way from the top of a file to a node: keys and positions."""

DECLARATION: MappingABC[str, tuple[str | None, ...]] = {
    "rulebook": (None,),
    "vocabulary": (None, None, None, None),
    "additions": (None, None, None, None),
    "parameters": (None,),
    "sources": (None, "articles", None),
    "amendments": (None, None),
    "scenarios": (None,),
}
"""How deep in each file one declaration lies: the smallest piece that is cut out when something in it is wrong.

`additions` is the vocabulary of a book that adds to those which it imports.
"""

_HIGHEST = {"vocabulary": 2, "additions": 2, "parameters": 1, "sources": 1}
"""How deep a mistake has to lie for the names that the file would have declared to be known all the same."""


def fit(name: str, node: Node) -> tuple[Node | None, frozenset[str], tuple[Diagnostic, ...]]:
    """What of `node` fits the schema `name`, the names cut out, and why; None where those names cannot be known."""
    if fitting(name)(plain(node)):
        return node, frozenset(), ()
    problems: list[Diagnostic] = []
    cuts: set[Place] = set()
    texts: set[str] = set()
    lost = False
    places = Places(node)
    for error in _leaves(schema(name).iter_errors(plain(node))):
        problems += _told(places, error)
        cuts |= (culprits := set(_culprits(name, error)))
        if not _is_about_keys(error):  # where several names were wanted, one may be all that was written
            texts |= {lone.text for cut in culprits if isinstance(lone := places.node(cut), Scalar)}
        lost |= not _is_about_keys(error) and len(error.absolute_path) < _HIGHEST.get(name, 0)
    broken = frozenset((*texts, *(each for cut in cuts for each in _declared(places, cut))))
    once = {(each.code, each.span, str(each.detail)): each for each in problems}
    return None if lost else _without(node, cuts), broken, tuple(once.values())


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
    if name in ("vocabulary", "additions") and path[:1] != ("entities",):
        depth = 2
    if name == "sources" and path[1:2] not in (("articles",), ("items",)):
        depth = 1
    return path[:depth]


def _is_about_keys(error: ValidationError) -> bool:
    return error.validator == "additionalProperties" or "propertyNames" in list(error.absolute_schema_path)[-2:]


def _strangers(error: ValidationError) -> list[str]:
    known = set(error.schema.get("properties", {}))
    return [key for key in error.instance if key not in known]


def _declared(places: Places, cut: Place) -> Iterator[str]:
    """Every name, in both languages, that a piece would have declared; of a name with blanks, each word."""
    yield from (word for part in cut[-1:] for word in (str(part), *str(part).split()))
    pending = [places.node(cut)]
    while pending:
        match pending.pop():
            case Mapping(entries):
                yield from (key.text for key, _ in entries)
                yield from (v.text for k, v in entries if k.text in NAMES and isinstance(v, Scalar))
                pending += [value for _, value in entries]
            case Sequence(items):
                pending += items


def _without(node: Node, cuts: set[Place]) -> Node:
    """The node without what lies at these places; at the node itself, all that is in it."""
    below: dict[str | int, set[Place]] = {}
    for head, *rest in (cut for cut in cuts if cut):
        below.setdefault(head, set()).add(tuple(rest))
    match node:
        case Mapping(entries):
            kept = [
                (key, _without(value, below.get(key.text, set()))) for key, value in entries if _stays(key.text, below)
            ]
            return Mapping(() if () in cuts else tuple(kept), node.span)
        case Sequence(items):
            left = [_without(item, below.get(i, set())) for i, item in enumerate(items) if _stays(i, below)]
            return Sequence(() if () in cuts else tuple(left), node.span)
        case _:
            return node


def _stays(head: str | int, below: MappingABC[str | int, set[Place]]) -> bool:
    return () not in below.get(head, ())


# ── what is said of it ───────────────────────────────────────────────────────────────────────────────────────────────


def _told(places: Places, error: ValidationError) -> Iterator[Diagnostic]:
    """One schema error in our own words, at the place of the value (or of the key, where the key is wrong)."""
    path = tuple(error.absolute_path)
    match error.validator:
        case "additionalProperties":
            known: list[str] = list(error.schema.get("properties", {}))
            meant = _meant(error)
            for name in _strangers(error):
                near = (meant[name],) if name in meant else ()
                found = unknown("RB130", name, near, places.key((*path, name)), known=listed(known))
                yield replace(found, detail={**found.detail, "suggestion": meant[name]}) if near else found
        case "required":
            yield from (Diagnostic("RB131", places.key(path), {"name": name}) for name in _missing(error))
        case "dependentRequired":
            yield Diagnostic("RB134", places.key(path), {"names": listed(_together(error))})
        case "oneOf" | "anyOf" if names := _alternatives(error):
            how_many = EXACTLY_ONE if error.validator == "oneOf" else AT_LEAST_ONE
            yield Diagnostic("RB139", places.key(path), {"names": listed(names), "how_many": how_many})
        case "anyOf":
            types = [_type(each) for each in error.context or () if each.validator == "type"]
            yield Diagnostic("RB132", places.beginning(path), {"wanted": either(types)})
        case "type":
            yield Diagnostic("RB132", places.beginning(path), {"wanted": _type(error)})
        case "enum":
            known = error.validator_value
            yield unknown("RB133", str(error.instance), known, places.beginning(path), known=listed(known))
        case "pattern" | "format":
            yield _pattern(places, error)
        case "minLength" | "minProperties" | "minItems" if not error.instance:
            yield Diagnostic("RB129", places.key(path))
        case "maxProperties":  # at the first key that is one too many
            surplus = list(error.instance)[error.validator_value]
            yield Diagnostic("RB136", places.key((*path, surplus)), {"count": str(error.validator_value)})
        case _:  # minItems, maxItems
            yield Diagnostic("RB136", places.key(path), {"count": str(error.validator_value)})


def _type(error: ValidationError) -> Words:
    """What was wanted; where an editor would read a number too, the text that it is for us."""
    wanted = error.validator_value
    return TYPES[wanted if isinstance(wanted, str) else wanted[0]]


def _pattern(places: Places, error: ValidationError) -> Diagnostic:
    """A key that is no name, an article that is no number, a date that is no date, a name with blanks."""
    path = tuple(error.absolute_path)
    blanks: dict[str, str | Words] = {"name": str(error.instance)}
    digits = str(error.validator_value).startswith("^[0-9]")
    if _is_about_keys(error):
        return Diagnostic("RB503" if digits else "RB135", places.key((*path, str(error.instance))), blanks)
    if not error.instance:
        return Diagnostic("RB129", places.key(path))
    place = places.beginning(path)
    if digits:
        return Diagnostic("RB137", place, blanks, edits=slips.day(place, str(error.instance)))
    return Diagnostic("RB135", place, blanks)


def _missing(error: ValidationError) -> list[str]:
    """What is not there, unless it is there under a wrong name."""
    return [name for name in error.validator_value if name not in error.instance and name not in _meant(error).values()]


def _meant(error: ValidationError) -> MappingABC[str, str]:
    """Keys that the mapping does not know → what each was meant to be: the nearest, or all that is missing."""
    known = set(error.schema.get("properties", {}))
    strangers = [key for key in error.instance if key not in known]
    free = known - set(error.instance)
    meant = {key: near for key in strangers if (near := nearest(key, free))}
    missing = set(error.schema.get("required", ())) - set(error.instance) - set(meant.values())
    if len(missing) == 1 and len(strangers) - len(meant) == 1:
        meant |= {key: name for key in strangers if key not in meant for name in missing}
    return meant


def _alternatives(error: ValidationError) -> list[str]:
    return [name for option in error.validator_value for name in option.get("required", ())]


def _together(error: ValidationError) -> list[str]:
    """What is written, and what has to be written with it."""
    given = {name: needed for name, needed in error.validator_value.items() if name in error.instance}
    return [name for first, needed in given.items() for name in (first, *needed)]


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class Places:
    """Looks places up in a tree; a mapping that is asked twice is read once, for it may have thousands of entries."""

    def __init__(self, top: Node) -> None:
        self.top = top
        self._read: dict[int, dict[str, tuple[Scalar, Node]]] = {}

    def node(self, path: Place) -> Node:
        """What stands at a place."""
        node = self.top
        for part in path:
            match node:
                case Mapping():
                    node = self._entries(node)[str(part)][1]
                case Sequence(items):
                    node = items[int(part)]
        return node

    def key(self, path: Place) -> Span:
        """The key under which a place lies; in a list, or at the top of a file, where the value begins."""
        holder = self.node(path[:-1]) if path else None
        if isinstance(holder, Mapping):
            return self._entries(holder)[str(path[-1])][0].span
        return self.beginning(path)

    def beginning(self, path: Place) -> Span:
        """A mapping or a list may span many lines: its beginning only."""
        node = self.node(path)
        span = node.span
        return span if isinstance(node, Scalar) else Span(span.file, span.start, min(span.end, span.start + 1))

    def _entries(self, node: Mapping) -> dict[str, tuple[Scalar, Node]]:
        if id(node) not in self._read:
            self._read[id(node)] = {key.text: (key, value) for key, value in node.entries}
        return self._read[id(node)]
