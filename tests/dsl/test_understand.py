"""Slips in YAML: each is told of once, where it was made, and what follows is read as it was meant."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from dsl.diagnose import Diagnostic
from dsl.nodes import plain
from dsl.passage import Change, Mend, passage
from dsl.source import Source, Span
from dsl.understand import understand
from tests.dsl.folders import PARAMETERS, SCENARIOS, SOURCES, VOCABULARY, codes, loaded

FILES = {"parameters": PARAMETERS, "sources": SOURCES, "vocabulary": VOCABULARY, "scenarios": SCENARIOS}


def told(shape: str, old: str, new: str) -> tuple[list[tuple[str, int]], object]:
    """Each code with its line, and the data as understood, of a sound file with one passage changed."""
    assert FILES[shape].count(old) == 1
    source = Source("file.yaml", FILES[shape].replace(old, new))
    found = understand(shape, source)
    return [(each.code, source.position(each.span.start)[0]) for each in found.problems], plain(found.node or _NONE)


_NONE = understand("parameters", Source("", "{}")).node or pytest.fail("an empty mapping can be read")

SLIPS = [
    ("parameters", "  kind: days", "   kind: days", ("RB141", 3)),
    ("parameters", "  kind: days", " kind: days", ("RB141", 3)),
    ("parameters", "  values:\n    - {value", "  values:\n  - {value", None),
    ("parameters", "  kind: days", "\tkind: days", ("RB126", 3)),
    ("parameters", "  kind: days", "  kind：days", ("RB143", 3)),
    ("parameters", "  kind: days", "  kind days", ("RB120", 3)),
    ("parameters", "  kind: days", "  days", ("RB144", 3)),
    ("parameters", "  kind: integer\n  values:", "  values:\n  kind: integer", ("RB142", 10)),
    ("parameters", "- {value: 5", "{value: 5", ("RB120", 11)),
    ("sources", "in_force: {from: 2010-01-01}", "in_force: {from: 2010-01-01", ("RB120", 8)),
    ("sources", "number: 第1号", 'number: "第1号', ("RB111", 5)),
    ("sources", "number: 第1号", 'number: 第1号"', None),
    ("sources", "en: Two,", 'en: "Two,', ("RB111", 11)),
    ("sources", "en: Two,", "en: Two，", ("RB143", 11)),
    ("vocabulary", "absent: never, time: dated}\n      closed_on", "absent: dated, time: never}\n      closed_on", ("RB142", 9)),
    ("vocabulary", "{zh: 良好, kind: yes/no, absent", "{zh: 良好, yes/no, absent", ("RB144", 14)),
    ("vocabulary", "    key: id\n    fields:\n      id:   {zh: 编号", "    ky: id\n    fields:\n      id:   {zh: 编号", ("RB130", 24)),
    ("scenarios", "  expect:\n", "", ("RB144", 5)),
    ("scenarios", "  on: 2016-03-01\n", "  2016-03-01\n", ("RB144", 2)),
    ("scenarios", "    line: {id: L1", "  line: {id: L1", ("RB141", 4)),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "old", "new", "wanted"), SLIPS)
def test_a_slip_is_told_once_where_it_was_made(shape: str, old: str, new: str, wanted: tuple[str, int] | None) -> None:
    found, _ = told(shape, old, new)
    assert found == ([wanted] if wanted else [])


@pytest.mark.parametrize(("shape", "old", "new", "wanted"), [each for each in SLIPS if each[3]])
def test_what_follows_is_read_as_it_was_meant(shape: str, old: str, new: str, wanted: tuple[str, int]) -> None:
    """Of a bracket that is never closed alone nothing is guessed."""
    _, data = told(shape, old, new)
    if wanted != ("RB120", 8):
        assert data == plain(understand(shape, Source("", FILES[shape])).node or _NONE)


def test_places_are_those_of_the_text_as_written() -> None:
    first, last = SCENARIOS.replace("  on:", "     on:"), SCENARIOS.replace("  facts:", "  colour: red\n  facts:")
    found = understand("scenarios", source := Source("s.yaml", first + SCENARIOS * 3 + last))
    assert [(each.code, source.words(each.span)) for each in found.problems] == [
        ("RB141", "on: 2016-03-01"),
        ("RB130", "colour"),
    ]


def test_a_place_of_the_mended_text_is_found_in_the_text_as_written() -> None:
    mend = Mend((Change(2, 4, ""), Change(6, 6, "xyz"), Change(8, 10, "m")), Diagnostic("RB141", Span("", 0, 0)))
    assert mend.on("0123456789ab") == "0145xyz67mab"
    assert [mend.before(at) for at in range(13)] == [0, 1, 4, 5, 6, 6, 6, 6, 7, 8, 10, 11, 12]


@pytest.mark.parametrize("shape", FILES)
def test_a_passage_of_a_sound_file_is_sound(shape: str) -> None:
    source = Source("", FILES[shape])
    for line in range(FILES[shape].count("\n")):
        where = passage(shape, source, line)
        problems = understand(shape, Source("", where.with_change(None))).problems
        assert {str(each.detail.get("name")) for each in problems} <= where.elsewhere, where


def test_two_mistakes_in_one_declaration_are_both_told() -> None:
    text = PARAMETERS.replace("  kind: days\n", "  knid: days\n  colour: red\n")
    assert [each.code for each in understand("parameters", Source("", text)).problems] == ["RB130", "RB130"]


def test_a_slip_in_one_file_leaves_the_others_checked(tmp_path: Path) -> None:
    changes = {"parameters.yaml": ("  kind: days", "   kind: days"), "rules/all.rules": ("line.open\n", "line.opne\n")}
    assert codes(loaded(tmp_path, dict(changes))) == ["RB141", "RB202"]


@pytest.mark.parametrize(
    "text",
    [
        "a: {" + " " * 100_000,
        "x:\n" + "".join(f"  k{n}: {{a: 1, b: '{n}\n" for n in range(3000)),
        "x:\n" + "  - [" * 30 + "\n" + "  y: z\n" * 5000,
        '"' + "a " * 90_000,
        "entities:\n" + "  line:\n    zh: 号卡\n    key: id\n    fields:\n" + "      f: {zh: 甲 kind: text}\n" * 3000,
        "，".join(["a：1"] * 20_000),
    ],
)
def test_a_file_full_of_slips_is_given_up_in_time(text: str) -> None:
    start = time.process_time()
    for shape in FILES:
        understand(shape, Source("x.yaml", text))
    assert time.process_time() - start < 4 * 1.5
