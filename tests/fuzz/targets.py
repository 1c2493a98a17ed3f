"""What is fuzzed: a text in place of one file of the sound sample → nothing, or an exception where a promise breaks.

The promises: nothing raises; no input takes a second of the processor; either there is a book or an error; and every
diagnostic points into a text and can be drawn, in both languages. The files that stay as they are were read once, so
that an input costs a millisecond or two. Nothing here needs atheris: `test_corpus.py` replays what it found.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import NamedTuple

from dsl import syntax
from dsl.core import Language
from dsl.diagnose import Diagnostic, as_json, draw, has_errors, ordered
from dsl.format import format_file
from dsl.load import Loaded, _build, _Reading  # the passes of `load_book`, without its folder
from dsl.mend import mend
from dsl.nodes import chinese_names
from dsl.parse import _half_width, parse
from dsl.read import plain, read
from dsl.segment import Lexicon, stated
from dsl.shape import FORMATS, document, schema
from dsl.sound import surely_fits
from dsl.source import Source, Sources, Span
from dsl.understand import understand
from tests.dsl.folders import SOUND
from workbench.findings import findings

SECONDS = 1.0
"""Of the processor, for one input: the machine may be busy with other things."""
_ACTING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]"
)
"""Characters that a terminal obeys instead of showing them."""
DAY = date(2026, 11, 1)
"""The day asked about."""


def decoded(data: bytes) -> str:
    """The bytes as text; what is no UTF-8 is left out, for `load.py` refuses it before any of this is asked."""
    return data.decode("utf-8", "ignore")


class Read(NamedTuple):
    """What reading one file gave: the tree of YAML, the statements of rules, the names it broke, the findings."""

    tree: syntax.Node | None
    statements: tuple[syntax.Statement, ...]
    broken: frozenset[str]
    problems: tuple[Diagnostic, ...]


def _yaml(source: Source, shape: str) -> Read:
    node, _ = read(source)
    if node and surely_fits(node, document(shape), FORMATS):
        assert not list(schema(shape).iter_errors(plain(node))), "what is called sound is so by the library's word"
    found = understand(shape, source)
    if found.empty:
        empty = Diagnostic("RB107", Span(source.name, 0, 0), {"name": source.name})
        return Read(None, (), found.broken, (empty,))
    return Read(found.node, (), found.broken, found.problems)


def _rules(source: Source) -> Read:
    """Chinese is cut into words by the names of the sample, and by those that the text itself declares."""
    return Read(None, *parse(source, Lexicon(_names() | stated((source.text,)))))


@cache
def _names() -> frozenset[str]:
    return chinese_names(read(Source(name, SOUND[name]))[0] for name in _DECLARING)


_DECLARING = ("rulebook.yaml", "vocabulary.yaml", "parameters.yaml", "sources.yaml")
_CASES, _LAW = "scenarios/all.yaml", "rules/all.rules"
_READERS: Mapping[str, Callable[[Source], Read]] = {
    "rulebook.yaml": lambda source: _yaml(source, "rulebook"),
    "vocabulary.yaml": lambda source: _yaml(source, "vocabulary"),
    "parameters.yaml": lambda source: _yaml(source, "parameters"),
    "sources.yaml": lambda source: _yaml(source, "sources"),
    _CASES: lambda source: _yaml(source, "scenarios"),
    _LAW: _rules,
}


@cache
def _sound() -> tuple[Sources, Mapping[str, Read]]:
    """The sample's texts, and each of its files read."""
    texts = {name: Source(name, text) for name, text in SOUND.items()}
    return texts, {name: _READERS[name](source) for name, source in texts.items()}


def book_with(name: str, text: str) -> Loaded:
    """What `load_book` gives of the sample with this text in the place of that file."""
    texts, files = _sound()
    source = Source(name, text)
    files = {**files, name: _READERS[name](source)}
    problems, broken = files[name].problems, files[name].broken
    reading = _Reading({**texts, name: source}, list(problems), set(broken))
    reading.statements = {} if name == _LAW and problems else {_LAW: files[_LAW].statements}
    if files[name].tree is None and name in _DECLARING:  # nobody knows what the file would have declared
        return Loaded(None, ordered(reading.problems), reading.texts)
    trees = {each.removesuffix(".yaml"): files[each].tree for each in _DECLARING}
    loaded = _build(trees, [files[_CASES].tree], list(files[_LAW].statements), reading)
    loaded.diagnostics = ordered(reading.problems)
    loaded.book = None if has_errors(loaded.diagnostics) else loaded.book
    return loaded


@contextmanager
def in_time() -> Iterator[None]:
    """Fails where what is done inside takes too long."""
    began = time.process_time()
    yield
    took = time.process_time() - began
    assert took < SECONDS, f"took {took:.1f} s"


def drawable(found: Iterable[Diagnostic], sources: Sources) -> None:
    """Each points into a text, all its places and edits do, and can be drawn: in both languages, and as JSON."""
    for each in found:
        related, edited = (span for span, _ in each.related), (edit.span for edit in each.edits)
        for span in (each.span, *related, *edited):
            assert 0 <= span.start <= span.end <= len(sources[span.file].text), f"{each.code} points to {span}"
        for lang in ("zh", "en"):
            drawn = draw(each, sources, lang)
            assert each.code in drawn
            assert not _ACTING.search(drawn), f"{each.code} acts on a terminal"
        assert as_json(each, sources, "zh")["message"]


def _check(name: str, text: str) -> None:
    """All that `guiju check` does, lints and suppressions too; and what it offers to mend is read once more."""
    told, sources = _checked(name, text)
    mended = mend({file: source.text for file, source in sources.items()}, told)
    if name in mended.texts:
        _checked(name, mended.texts[name])


def _checked(name: str, text: str) -> tuple[tuple[Diagnostic, ...], Sources]:
    with in_time():
        found = book_with(name, text)
        told = findings(found, DAY)
        drawable(told, found.sources)
    assert (found.book is None) == has_errors(found.diagnostics)
    return told, found.sources


def _file(name: str) -> Callable[[str], None]:
    return lambda text: _check(name, text)


# ── the formatter ──

_COMMENT = re.compile(r'"[^"\n]*"|“[^”\n]*”|(#[^\n]*)')


def _format(text: str) -> None:
    """A file that can be read has one form: the same tree, the same comments; and its own form is itself."""
    with in_time():
        found = book_with(_LAW, text)
        if _LAW not in found.statements:
            return
        formed = format_file(found.sources[_LAW], found.statements[_LAW], found.glossary)
        again = book_with(_LAW, formed)
    assert again.statements.get(_LAW) == found.statements[_LAW], formed
    assert _comments(formed) == _comments(text), formed
    assert format_file(again.sources[_LAW], again.statements[_LAW], again.glossary) == formed
    if found.book:
        _there_and_back(text)


def _comments(text: str) -> list[str]:
    """Every comment as the parser sees it, in any order."""
    return sorted(match[1].rstrip() for match in _COMMENT.finditer(_half_width(text)) if match[1])


def _there_and_back(text: str) -> None:
    """Of a sound book: each language is the same book, has its own form, and comes back from the other as it was."""
    english = _turned(text, "en")
    chinese = _turned(english, "zh")
    assert _turned(english, "en") == english
    assert _turned(chinese, "zh") == chinese
    assert _turned(chinese, "en") == english, chinese


def _turned(text: str, lang: Language) -> str:
    found = book_with(_LAW, text)
    assert found.book, "\n".join(draw(each, found.sources, "en") for each in found.diagnostics)
    return format_file(found.sources[_LAW], found.statements[_LAW], found.glossary, lang)


TARGETS: Mapping[str, Callable[[str], None]] = {
    "rulebook": _file("rulebook.yaml"),
    "vocabulary": _file("vocabulary.yaml"),
    "parameters": _file("parameters.yaml"),
    "sources": _file("sources.yaml"),
    "scenarios": _file(_CASES),
    "dsl": _file(_LAW),
    "format": _format,
}
"""Target → what is done with a text."""
