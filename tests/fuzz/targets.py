"""What is fuzzed: a text in place of one file of the sound sample → nothing, or an exception where a promise breaks.

The promises: nothing raises; no input takes a second of the processor; either there is a book or an error; and every
diagnostic points into a text and can be drawn, in both languages. The files that stay as they are are read once, so
that an input costs a few milliseconds. Nothing here needs atheris: `test_corpus.py` replays what it found.
"""

from __future__ import annotations

import atexit
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from dsl import folder as folders
from dsl import load
from dsl.core import Language
from dsl.diagnose import Diagnostic, as_json, draw, has_errors
from dsl.format import format_file
from dsl.load import Loaded
from dsl.mend import mend
from dsl.nodes import plain
from dsl.parse import _half_width, parse
from dsl.place import Disk
from dsl.read import read
from dsl.schema import FORMATS, document, schema
from dsl.sound import surely_fits
from dsl.source import Source, Sources
from dsl.understand import understand
from tests.dsl.folders import AMENDED, SOUND, over, write
from workbench.findings import findings

SECONDS = 1.0
"""Of the processor, for one input: the machine may be busy with other things."""
_ACTING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]"
)
"""Characters that a terminal obeys instead of showing them."""
_UNREAD = ("RB101", "RB102", "RB106", "RB152")
"""Said of a file that cannot be read, or of a book whose file cannot be: it has no text."""
DAY = date(2026, 11, 1)
"""The day asked about."""


def decoded(data: bytes) -> str:
    """The bytes as text; what is no UTF-8 is left out, for `load.py` refuses it before any of this is asked."""
    return data.decode("utf-8", "ignore")


_CASES, _LAW = "scenarios/all.yaml", "rules/all.rules"
_understand, _parse = lru_cache(64)(understand), lru_cache(64)(parse)
"""The two passes that cost most, without doing twice what did not change."""


_OVER = {name: text for name, text in over().items() if isinstance(text, str)} | {"amendments.yaml": AMENDED}


@cache
def _folder(is_over: bool) -> Path:
    """The sample on the disk, for as long as the process lives; what is read from it is its names only."""
    kept = TemporaryDirectory(prefix="guiju-fuzz-")
    atexit.register(kept.cleanup)
    return write(Path(kept.name), {**dict.fromkeys(SOUND), **_OVER} if is_over else {})


def book_with(name: str, text: str) -> Loaded:
    """What `load_book` gives of the sample with this text in the place of that file."""
    is_over = name == "amendments.yaml"
    folder, texts = _folder(is_over), {**(_OVER if is_over else SOUND), name: text}

    def read(place: Disk, name: str, most: int) -> bytes:
        path = place.path / name
        inside = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else ""
        if inside not in texts:  # a book that the text imports: there is none
            raise FileNotFoundError(path)
        return texts[inside].encode()[:most]

    with patch.object(Disk, "read", read), patch.multiple(folders, understand=_understand, parse=_parse):
        return load.load_book(folder)


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
            size = 0 if each.code in _UNREAD and span.file not in sources else len(sources[span.file].text)
            assert 0 <= span.start <= span.end <= size, f"{each.code} points to {span}"
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


def _rules(text: str) -> None:
    _check(_LAW, text)


def _yaml(name: str, shape: str) -> Callable[[str], None]:
    def target(text: str) -> None:
        node, _ = read(Source(name, text))
        if node and surely_fits(plain(node), document(shape), FORMATS):
            assert not list(schema(shape).iter_errors(plain(node))), "what is called sound is so by the library's word"
        _check(name, text)

    return target


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
    "rulebook": _yaml("rulebook.yaml", "rulebook"),
    "vocabulary": _yaml("vocabulary.yaml", "vocabulary"),
    "parameters": _yaml("parameters.yaml", "parameters"),
    "sources": _yaml("sources.yaml", "sources"),
    "amendments": _yaml("amendments.yaml", "amendments"),
    "scenarios": _yaml(_CASES, "scenarios"),
    "dsl": _rules,
    "format": _format,
}
"""Target → what is done with a text."""
