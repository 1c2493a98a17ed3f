"""A staged snapshot is the one that the reference reading gives: every cell, every reject, every count."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl import core
from tests.books import small_book
from tests.interpreter.columns.same import compare
from tests.interpreter.forms import (
    BYTES,
    DATA,
    FORMS,
    JUNK,
    RULES,
    columns,
    iso,
    json_lines,
    plain,
    utf16,
    zipped,
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> core.Book:
    return small_book(tmp_path_factory.mktemp("book"), RULES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "snapshot"
    made.mkdir()
    return made


@pytest.mark.parametrize("write", FORMS, ids=lambda form: form.__name__)
def test_every_form_is_staged_as_the_reference_reads_it(
    write: Callable[[Path, core.Book], None], book: core.Book, folder: Path, tmp_path: Path
) -> None:
    write(folder, book)
    assert compare(book, folder, tmp_path) == "same"


@st.composite
def needed(draw: st.DrawFn, book: core.Book) -> dict[str, list[str]]:
    """Some fields of each entity."""
    entities = book.vocabulary.entities.values()
    return {each.name: draw(st.lists(st.sampled_from(list(each.fields)), unique=True)) for each in entities}


@settings(max_examples=20)
@given(data=st.data())
def test_whatever_is_done_to_the_cells_of_a_table_is_staged_as_the_reference_reads_it(
    data: st.DataObject, book: core.Book, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Cells replaced, lines repeated, dropped, cut or glued together, in several parts."""
    folder = tmp_path_factory.mktemp("snapshot")
    for entity, rows in DATA.items():
        heads = columns(rows)
        lines = [[iso(row.get(head)) for head in heads] for row in rows] * data.draw(st.integers(1, 2))
        for _ in range(data.draw(st.integers(0, 3))):
            line = data.draw(st.sampled_from(lines))
            line[data.draw(st.integers(0, len(heads) - 1))] = data.draw(JUNK)
        for _ in range(data.draw(st.integers(0, 2))):
            lines.insert(data.draw(st.integers(0, len(lines))), data.draw(st.lists(JUNK, max_size=len(heads) + 1)))
        border = data.draw(st.integers(0, len(lines)))
        (folder / entity).mkdir()
        for part in (lines[:border], lines[border:]):
            end = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
            text = end.join(",".join(cells) for cells in [heads, *part]) + data.draw(
                st.sampled_from(["", end, end * 2])
            )
            (folder / entity / f"{'ab'[part is not lines[:border]]}{len(part)}.csv").write_bytes(
                text.encode("utf-8", "surrogatepass")
            )
    compare(book, folder, tmp_path_factory.mktemp("home"), data.draw(needed(book)))


@settings(max_examples=20)
@given(data=st.data())
def test_whatever_is_done_to_the_bytes_of_a_file_is_staged_as_the_reference_reads_it(
    data: st.DataObject, book: core.Book, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("snapshot")
    data.draw(st.sampled_from([plain, zipped, utf16, json_lines]))(folder, book)
    for path in sorted(folder.iterdir()):
        content = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(0, 2))):
            at = data.draw(st.integers(0, len(content)))
            content[at : at + data.draw(st.integers(0, 4))] = data.draw(BYTES)
        path.write_bytes(bytes(content))
    compare(book, folder, tmp_path_factory.mktemp("home"), data.draw(needed(book)))
