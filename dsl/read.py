"""YAML → syntax, places kept. Alone imports yaml.

Nodes are made from the stream of events, on which limits are enforced as it comes: the C composer of PyYAML recurses
and dies on deep nesting, and aliases multiply. Anchors and aliases have no use in a rulebook and are refused outright.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import yaml

from dsl import slips
from dsl.characters import MOST, escaped, hidden
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.messages.catalogue import FIRST, OPENED
from dsl.messages.yaml_problems import yaml_problem
from dsl.source import Source, Span
from dsl.syntax import Mapping, Node, Scalar, Sequence

MAX_DEPTH = 40
MAX_NODES = 200_000
MAX_TEXT = 8_000_000

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def read(source: Source) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The one document of a YAML file (None where it is empty or cannot be read), and what is wrong with its text."""
    if len(source.text) > MAX_TEXT:
        return None, (Diagnostic("RB102", Span(source.name, 0, 0), {"limit": str(MAX_TEXT)}),)
    if unseen := tuple(hidden(source)):
        return None, unseen
    problems: list[Diagnostic] = []
    try:
        node = _document(source, problems)
    except yaml.YAMLError as error:
        return None, (_malformed(source, error),)
    if isinstance(node, Diagnostic):
        return None, (node,)
    if unseen := tuple(each for each in problems if each.code == "RB103"):  # an escape is no better than the character
        return None, unseen[:MOST]
    return node, tuple(problems)


def _document(source: Source, problems: list[Diagnostic]) -> Node | Diagnostic | None:
    """The events of the stream → the node of its document, or the first thing that is too much or not wanted."""
    opened: list[tuple[yaml.CollectionStartEvent, list[Node]]] = []
    found: Node | None = None
    documents = 0
    for number, event in enumerate(yaml.parse(source.text, Loader=_Loader)):
        done: Node | None = None
        if isinstance(event, yaml.ScalarEvent):
            done = _scalar(source, event, problems)
        elif isinstance(event, yaml.CollectionStartEvent):
            opened.append((event, []))
        elif isinstance(event, yaml.CollectionEndEvent):
            done = _collection(source, *opened.pop(), event, problems)
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if refused := _refused(source, event, len(opened), number, documents):
            return refused
        if done:
            found = done
            if opened:
                opened[-1][1].append(done)
    return found


def _refused(source: Source, event: yaml.Event, depth: int, events: int, documents: int) -> Diagnostic | None:
    """What an event shows to be too much, or not wanted."""
    anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
    if depth > MAX_DEPTH:
        found = "RB104", {"limit": str(MAX_DEPTH)}
    elif events > MAX_NODES:
        found = "RB124", {"limit": str(MAX_NODES)}
    elif documents > 1:
        found = "RB125", {}
    elif anchor:
        found = "RB122", {}
    elif tag:
        place = Span(source.name, *_range(event))
        blanks = {"tag": next(iter(source.words(place).split()), "!")}
        return Diagnostic("RB123", place, blanks, edits=slips.tag(source, place))
    else:
        return None
    return Diagnostic(found[0], Span(source.name, *_range(event)), found[1])


def _malformed(source: Source, error: yaml.YAMLError) -> Diagnostic:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if "end of stream" in str(error):  # the end of the file says less than the quotation mark that is never closed
        mark = getattr(error, "context_mark", None) or mark
    at = getattr(mark, "index", None) or getattr(error, "position", 0) or 0
    at = min(at, max(0, len(source.text) - 1))
    span = Span(source.name, at, at + 1)
    line, column = source.position(at)
    if "\t" in source.line(line)[: column + 1]:
        return Diagnostic("RB126", span, edits=slips.tabs(source, at))
    blanks = {"problem": yaml_problem(str(getattr(error, "problem", None) or ""))}
    return Diagnostic("RB120", span, blanks, tuple(_opened(source, error)))


def _opened(source: Source, error: yaml.YAMLError) -> Iterator[tuple[Span, Words]]:
    """The bracket that is never closed: what is noticed is only that the file ends, or that another key begins."""
    at = getattr(getattr(error, "context_mark", None), "index", None)
    if at is not None and source.text[at : at + 1] in ("[", "{"):
        yield Span(source.name, at, at + 1), OPENED


def _range(marked: yaml.Event) -> tuple[int, int]:
    """Where an event begins and ends, in code points."""
    start, end = marked.start_mark, marked.end_mark
    return (start.index if start else 0, end.index if end else 0)


def _scalar(source: Source, event: yaml.ScalarEvent, problems: list[Diagnostic]) -> Scalar:
    span = Span(source.name, *_range(event))
    if event.style == '"':  # nothing else has escapes
        problems += escaped(event.value, span)
    return Scalar(event.value, event.style in ("'", '"'), span)


def _collection(
    source: Source,
    start: yaml.CollectionStartEvent,
    parts: list[Node],
    end: yaml.CollectionEndEvent,
    problems: list[Diagnostic],
) -> Node:
    span = Span(source.name, _range(start)[0], _range(end)[1])
    if isinstance(start, yaml.SequenceStartEvent):
        return Sequence(tuple(parts), span)
    return Mapping(tuple(_entries(source, zip(parts[::2], parts[1::2], strict=True), problems)), span)


def _entries(
    source: Source, pairs: Iterable[tuple[Node, Node]], problems: list[Diagnostic]
) -> Iterator[tuple[Scalar, Node]]:
    seen: dict[str, Scalar] = {}
    before: tuple[Scalar, Node] | None = None
    for key, value in pairs:
        if not isinstance(key, Scalar):
            problems.append(Diagnostic("RB127", key.span))
        elif before and _is_cut_off(source, *before, key, value):
            _cut_off(source, *before, key, problems)
        elif key.text in seen:
            problems.append(Diagnostic("RB121", key.span, {"name": key.text}, ((seen[key.text].span, FIRST),)))
        else:
            seen[key.text] = key
            before = key, value
            yield key, value


def _is_cut_off(source: Source, key: Scalar, value: Node, name: Scalar, nothing: Node) -> bool:
    """Whether `name` is no key but stood after a comma in the value before it: `{en: to check, act and report}`."""
    plain_value = isinstance(value, Scalar) and not value.quoted and value.text
    without_value = isinstance(nothing, Scalar) and not nothing.text and not nothing.quoted
    return bool(plain_value and without_value) and ":" not in source.text[name.span.end : nothing.span.end + 1]


def _cut_off(source: Source, key: Scalar, value: Node, name: Scalar, problems: list[Diagnostic]) -> None:
    """One message for one value, however many commas it has."""
    span = value.span.to(name.span)
    if problems and problems[-1].code == "RB128" and problems[-1].span.start == span.start:
        problems.pop()
    blanks = {"key": key.text, "name": name.text, "whole": source.words(span)}
    problems.append(Diagnostic("RB128", span, blanks, edits=slips.quoted(source, span)))


def texts(source: Source) -> tuple[tuple[int, int], ...]:
    """Where the keys and values of a YAML file stand, in order: what lies between them is punctuation and comments."""
    try:
        scalars = (each for each in yaml.parse(source.text, Loader=_Loader) if isinstance(each, yaml.ScalarEvent))
        return tuple(_range(each) for each in scalars)
    except yaml.YAMLError:
        return ((0, len(source.text)),)
