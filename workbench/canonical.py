"""One file of a rulebook → its rules or figures in one form, line by line, for `git diff` to compare.

Of YAML what it says is left: one line for each mapping, with its plain entries in an order of their own; layout,
quotation marks, comments and the order in which they were written are gone. Rules are laid out as `guiju fmt` does it.
What cannot be read is given as it is: a reviewer has to see that, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dsl.format import format_file
from dsl.load import load_rules
from dsl.read import read
from dsl.source import Source
from dsl.syntax import Mapping, Node, Scalar, Sequence

_FIRST = ("id", "name", "zh", "en", "kind", "from", "until", "on", "value", "source")
"""Entries that a reader looks for first, in this order; the others follow by name."""
_NAMES = ("id", "name", "from", "on", "source")
"""By one of these an entry of a list is known, whatever stands before it."""


def canonical(file: Path) -> str:
    """The text; that of the file itself where it is neither rules nor YAML, or has errors. Raises OSError."""
    text = file.read_bytes().decode("utf-8-sig", errors="replace")
    if file.suffix == ".rules":
        return _rules(file, text)
    node, problems = read(Source(file.name, text)) if file.suffix == ".yaml" else (None, ())
    if node is None or any(each.level == "error" for each in problems):
        return text
    return "".join(f"{line}\n" for line in _lines("", node))


def _rules(file: Path, text: str) -> str:
    loaded = load_rules(file)
    if file.name not in loaded.statements or any(each.level == "error" for each in loaded.diagnostics):
        return text
    return format_file(loaded.sources[file.name], loaded.statements[file.name], loaded.glossary)


def _lines(path: str, node: Node) -> Iterator[str]:
    """One line for what is plain in a node, then those of what is inside it."""
    match node:
        case Scalar():
            yield f"{path}: {_flat(node)}" if path else _flat(node)
        case Sequence(items) if all(isinstance(each, Scalar) for each in items):
            yield f"{path}: {', '.join(_flat(each) for each in items)}"
        case Sequence(items):
            for number, item in enumerate(items, 1):
                yield from _lines(f"{path}[{_named(item) or number}]", item)
        case Mapping():
            yield from _of_mapping(path, node)


def _of_mapping(path: str, node: Mapping) -> Iterator[str]:
    entries = {key.text: value for key, value in node.entries}
    order = sorted(entries, key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))
    plain = [name for name in order if isinstance(entries[name], Scalar)]
    if plain:
        said = ", ".join(f"{name} {_flat(entries[name])}" for name in plain)
        yield f"{path}: {said}" if path else said
    for name in (each for each in order if each not in plain):
        yield from _lines(f"{path}.{name}" if path else name, entries[name])


def _named(node: Node) -> str:
    """What an entry of a list is known by, so that one put in before it does not rename it."""
    entries = {key.text: value for key, value in node.entries} if isinstance(node, Mapping) else {}
    for name in _NAMES:
        value = entries.get(name)
        said = value.get("en", "zh") if isinstance(value, Mapping) else value
        if isinstance(said, Scalar):
            return f"{name} {_flat(said)}"
    return ""


def _flat(node: Node) -> str:
    return " ".join(node.text.split()) if isinstance(node, Scalar) else ""
