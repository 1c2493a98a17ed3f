"""Random text, and random changes of real books: nothing ever raises, and every finding points into a file."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.diagnose import as_json, draw
from dsl.load import Loaded, load_book
from dsl.messages.tokens import TOKENS
from dsl.parse import parse
from dsl.shelf import SHIPPED
from dsl.source import Source
from tests.dsl.folders import SOUND, write

TELECOM = SHIPPED / "cn-telecom"
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_PIECES = [
    *(word for words in TOKENS.values() for word in words),
    *("line", "号卡", "good", "1", "999999999999", "2016-02-30", "第1条", "art 1", "item 4", '"', "“", "#", "\n", "\t", "{", "}", "["),
    *("- ", ": ", "&a ", "*a", "!!str ", "---\n", "\0", "\u202e", "（", "）", "，", "x" * 500, "(" * 150, "not " * 150),
]  # fmt: skip
RARE = settings(max_examples=max(10, settings().max_examples // 10))
"""A book is read from its files each time, which takes a while."""


@st.composite
def mutated(draw_: st.DrawFn, text: str) -> str:
    """The text with some tokens or characters deleted, doubled, replaced, inserted or moved."""
    parts = _TOKEN.findall(text) if draw_(st.booleans()) else list(text)
    for _ in range(draw_(st.integers(1, 4))):
        at, other = (draw_(st.integers(0, max(0, len(parts) - 1))) for _ in range(2))
        piece = draw_(st.sampled_from(_PIECES) | st.text(max_size=5) | st.sampled_from(parts or [""]))
        match draw_(st.sampled_from(["delete", "double", "replace", "insert", "cut", "swap"])):
            case "delete":
                del parts[at : at + draw_(st.integers(1, 20))]
            case "double":
                parts[at:at] = parts[at : at + draw_(st.integers(1, 20))]
            case "replace":
                parts[at : at + 1] = [piece]
            case "insert":
                parts.insert(at, piece)
            case "cut":
                del parts[at:]
            case _ if parts:
                at, other = min(at, len(parts) - 1), min(other, len(parts) - 1)
                parts[at], parts[other] = parts[other], parts[at]
    return "".join(parts)


@contextmanager
def _timed() -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < 2


def _sound(found: Loaded) -> None:
    """Either a book or an error; and each finding can be drawn, in both languages and as JSON."""
    assert (found.book is None) == any(each.level == "error" for each in found.diagnostics)
    for each in found.diagnostics[:50]:
        source = found.sources.get(each.span.file)
        assert source is None or 0 <= each.span.start <= each.span.end <= len(source.text), each
        for lang in ("zh", "en"):
            assert each.code in draw(each, found.sources, lang)
            assert as_json(each, found.sources, lang)["code"] == each.code
        for edit in each.edits:
            assert 0 <= edit.span.start <= edit.span.end <= len(found.sources[edit.span.file].text), each


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    load_book(TELECOM)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@given(st.data())
def test_a_change_of_any_file_of_the_sample_is_read_or_told_of(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(SOUND)))
    changed = _encoded(data.draw(mutated(SOUND[name])))
    with TemporaryDirectory() as folder:
        write(Path(folder), {name: changed})
        with _timed():
            found = load_book(folder)
        _sound(found)


@RARE
@given(st.data())
def test_a_change_of_any_file_of_cn_telecom_is_read_or_told_of(data: st.DataObject) -> None:
    files = sorted(file.relative_to(TELECOM) for file in TELECOM.rglob("*") if file.suffix in (".yaml", ".rules"))
    name = data.draw(st.sampled_from(files))
    changed = _encoded(data.draw(mutated((TELECOM / name).read_text(encoding="utf-8"))))
    with TemporaryDirectory() as folder:
        shutil.copytree(TELECOM, folder, dirs_exist_ok=True)
        (Path(folder) / name).write_bytes(changed)
        with _timed():
            found = load_book(folder)
        _sound(found)


RULES = [file.read_text(encoding="utf-8") for file in sorted(TELECOM.glob("rules/*.rules"))]


@given(st.sampled_from(RULES).flatmap(mutated))
def test_a_change_of_any_rules_is_parsed_or_told_of(text: str) -> None:
    with _timed():
        _, _, problems = parse(Source("a.rules", text))
    assert all(0 <= each.span.start <= each.span.end <= len(text) for each in problems)


@given(st.lists(st.sampled_from(_PIECES), max_size=60).map(" ".join))
def test_any_pile_of_keywords_is_parsed_or_told_of(text: str) -> None:
    statements, _, problems = parse(Source("a.rules", f"rule a\n{text}"))
    assert statements or problems


@given(st.text())
def test_any_text_is_parsed_or_told_of(text: str) -> None:
    _, _, problems = parse(Source("a.rules", text))
    assert all(0 <= each.span.start <= each.span.end <= len(text) for each in problems)


@given(st.sampled_from(sorted(SOUND)), st.binary(max_size=300))
def test_any_bytes_in_place_of_a_file_are_read_or_told_of(name: str, data: bytes) -> None:
    with TemporaryDirectory() as folder:
        write(Path(folder), {name: data})
        _sound(load_book(folder))
