"""Keys that are there twice and references to nothing, in tables large enough that a glance at their bytes is tried."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl import core
from interpreter.columns import glances, loaded, sheets
from interpreter.columns.glances import Glance, glance_over
from interpreter.columns.staging import stage
from tests.books import small_book
from tests.interpreter.columns.same import compare, engine
from tests.interpreter.forms import RULES


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> core.Book:
    return small_book(tmp_path_factory.mktemp("book"), RULES)


KEYS: dict[str, list[str | None]] = {
    "rising": [f"H{n:04}" for n in range(300)],
    "with a gap": [f"H{n:04}" for n in range(301) if n != 150],
    "falling": [f"H{n:04}" for n in reversed(range(300))],
    "of several lengths": [f"H{n}" for n in range(300)],
    "digits": [f"{n:04}" for n in range(300)],
    "one twice": [f"H{min(n, 298):04}" for n in range(300)],
    "one twice, far behind": [*(f"H{n:04}" for n in range(299)), "H0007"],
    "one behind, once": [f"H{299 if n == 150 else n - (n > 150):04}" for n in range(300)],
    "some of them absent": [None if n % 90 == 7 else f"H{n:04}" for n in range(300)],
    "two beginnings": [f"{'GH'[n > 150]}{n:04}" for n in range(300)],
    "blanks": [f"H {n:04}" for n in range(300)],
    "in Chinese": [f"机主{n:04}" for n in range(300)],
    "an unknown one": ["unknown", *(f"H{n:06}" for n in range(299))],
    "an empty one": ["", *(f"H{n:06}" for n in range(299))],
}


@pytest.mark.parametrize("keys", KEYS)
@pytest.mark.parametrize("form", ["parquet", "csv", "parts"])
def test_keys_and_references_of_any_form_are_told_as_the_reference_tells_them(
    keys: str, form: str, book: core.Book, tmp_path: Path
) -> None:
    chance = random.Random(1)
    holders = KEYS[keys]
    told = [chance.choice([*holders, None]) for _ in range(400)] + [chance.choice(["H9999", "H0150", "H-001", "H000"])]
    folder = tmp_path / "snapshot"
    folder.mkdir()
    tables = {
        "holder": pa.table({"id": holders}),
        "line": pa.table({"id": [f"L{n:05}" for n in range(len(told))], "holder_id": told}),
    }
    for entity, table in tables.items():
        if form == "csv":
            rows = [table.column_names, *zip(*(column.to_pylist() for column in table.columns), strict=True)]
            text = "\n".join(",".join(each or "" for each in row) for row in rows)
            (folder / f"{entity}.csv").write_text(text + "\n", encoding="utf-8")
        elif form == "parquet":
            pq.write_table(table, folder / f"{entity}.parquet", row_group_size=100)
        else:
            (folder / entity).mkdir()
            for part in range(4):
                pq.write_table(table.slice(part * 110, 110), folder / entity / f"{part}.parquet")
    assert compare(book, folder, tmp_path) == "same"


@settings(max_examples=20)
@given(
    texts=st.lists(
        st.one_of(st.none(), st.from_regex(r"[A-C]?[0-9]{0,2}", fullmatch=True), st.text(max_size=3)), max_size=8
    ),
    cut=st.integers(0, 8),
    rare=st.sampled_from([1, 500]),
)
def test_a_glance_claims_nothing_that_is_not_so(texts: list[str | None], cut: int, rare: int) -> None:
    glance = Glance()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(glances, "_RARE", rare)
        for part in (texts[:cut], texts[cut:]):
            glance.see(pa.array(part, pa.string()))
    known = [each for each in texts if each is not None]
    assert glance.count == len(known)
    assert not glance.has_nul or any("\0" in each for each in known)
    if glance.is_plain:
        assert all(each.isascii() and each.isprintable() and " " not in each and each for each in known)
        assert not any("\0" in each for each in known)
    if glance.behind is not None:
        assert glance.behind == {
            each for place, each in enumerate(known) if any(earlier >= each for earlier in known[:place])
        }
    else:
        assert rare > 1
    if glance.increases:
        assert all(before < after for before, after in pairwise(known))
    if glance.form and known:
        start, width = glance.form
        assert glance.is_plain
        assert all(len(each) == width and each.startswith(start) and each[len(start) :].isdigit() for each in known)
        assert (min(known), max(known)) == (glance.low, glance.high)
    if known and glance.is_interval():
        start, width = glance.form or ("", 0)
        first = int(known[0][len(start) :])
        assert known == [f"{start}{n:0{width - len(start)}}" for n in range(first, first + len(known))]


def test_few_different_texts_are_told_from_many() -> None:
    hints = glance_over({"few": pa.array(["甲", "乙"] * 2000), "many": pa.array([f"甲{n}" for n in range(4000)])})
    assert hints.few == {"few"}


def test_sorted_keys_and_their_references_are_seen_without_a_join(
    book: core.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loaded, "FEW", 0)
    monkeypatch.setattr(sheets, "LARGE", 0)
    folder = tmp_path / "snapshot"
    folder.mkdir()
    keys = [f"H{n:04}" for n in range(50)]
    pq.write_table(pa.table({"id": keys}), folder / "holder.parquet", use_dictionary=False)
    lines = {"id": [f"L{n:04}" for n in range(50)], "holder_id": keys[::-1]}
    pq.write_table(pa.table(lines), folder / "line.parquet", use_dictionary=False)
    with engine(tmp_path) as connection:
        staged = stage(connection, book, folder, {})
        sheet = staged.sheets["holder"]
        seen, told = sheet.glance("id"), staged.sheets["line"].glance("holder_id")
    assert seen is not None
    assert told is not None
    assert seen.is_interval()
    assert seen.holds(told)
    assert not told.holds(seen)  # it falls


def test_keys_that_are_numbers_in_one_part_and_texts_in_another_are_compared_as_texts(
    book: core.Book, tmp_path: Path
) -> None:
    folder = tmp_path / "snapshot"
    (folder / "line").mkdir(parents=True)
    (folder / "line" / "a.jsonl").write_text("".join(f'{{"id": {n}}}\n' for n in range(3)))
    (folder / "line" / "b.jsonl").write_text("".join(f'{{"id": "{n}"}}\n' for n in range(1, 5)))
    assert compare(book, folder, tmp_path) == "same"
    with engine(tmp_path) as connection:
        assert [each.code for each in stage(connection, book, folder, {}).rejects] == ["SN303", "SN303"]


def test_whole_numbers_as_keys_are_compared_as_they_are(book: core.Book, tmp_path: Path) -> None:
    folder = tmp_path / "snapshot"
    folder.mkdir()
    for keys in (list(range(300)), [*range(300), 7], [3, 2, 1]):
        pq.write_table(pa.table({"id": keys}), folder / "line.parquet")
        assert compare(book, folder, tmp_path) == "same"


@pytest.mark.parametrize("at", [0, 5000, 29_999])
def test_odd_lines_far_apart_do_not_disturb_the_others(at: int, book: core.Book, tmp_path: Path) -> None:
    """Over several blocks of lines: places and lines go on behind an odd one as before it."""
    folder = tmp_path / "snapshot"
    folder.mkdir()
    lines = [f"L{n:09},H{'x' * 60}" for n in range(30_000)]
    lines.insert(at, '"L,H1')
    lines.insert(29_000, "")
    lines.insert(15_000, 'L000000001,"H1"')
    (folder / "line.csv").write_text("\n".join(["id,holder_id", *lines]))
    assert compare(book, folder, tmp_path, {"line": ["holder_id"], "holder": [], "call": []}) == "same"
