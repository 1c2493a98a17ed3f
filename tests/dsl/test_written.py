"""Scenario files that are only skimmed: what is found in them, and where, is what reading them with places finds."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl import folder, understand
from dsl.load import Loaded
from dsl.shelf import SHIPPED
from dsl.source import Source, Span
from dsl.understand import understand as understood_file
from dsl.written import Written, skimmed, understood
from interpreter.misfits import misfits
from tests.dsl.folders import SOUND, loaded
from tests.dsl.test_mutations import RARE, mutated

FILES = sorted(SHIPPED.glob("*/scenarios/*.yaml"))
YAML = sorted(name for name in SOUND if name.endswith(".yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.parent.name}/{file.name}")
def test_places_found_when_asked_for_are_those_of_reading_with_places(file: Path) -> None:
    source = Source(file.name, file.read_text(encoding="utf-8"))
    data, full = skimmed(source), understood(understood_file("scenarios", source).node)
    assert data is not None
    lean = Written(data, source)
    assert lean.data == full.data
    assert isinstance(lean.data, list)
    for number, _ in enumerate(lean.data):
        assert lean.standing(number) == full.standing(number)


def test_each_part_of_a_scenario_stands_where_it_is_written() -> None:
    text = (
        "- name: x\n  on: 2016-03-01\n  figures: {cap: 5}\n  facts: {line: {id: L1, calls: [{fee: 1}]}}\n"
        "  expect: {close: denied, open: {verdict: denied, because: [a/b]}}\n"
    )
    source = Source("a.yaml", text)
    standing = Written(skimmed(source), source).standing(0)

    def written(span: Span) -> str:
        return text[span.start : span.end]

    assert written(standing.span) == "x"
    assert {path: tuple(map(written, spans)) for path, spans in standing.facts.items()} == {
        "line": ("line", "{id: L1, calls: [{fee: 1}]}"),
        "line.id": ("id", "L1"),
        "line.calls": ("calls", "[{fee: 1}]"),
        "line.calls[0]": ("{fee: 1}", "{fee: 1}"),
        "line.calls[0].fee": ("fee", "1"),
        "figures.cap": ("cap", "5"),
    }
    assert {name: (written(at), {k: written(v) for k, v in words.items()}) for name, (at, words) in standing.expected.items()} == {
        "close": ("close", {"": "denied"}),
        "open": ("open", {"verdict": "denied", "because": "[a/b]"}),
    }  # fmt: skip


def found(tmp: Path, changes: dict[str, str]) -> tuple[object, ...]:
    """All that is told of a book, what is known of its scenarios and where they stand."""
    got: Loaded = loaded(tmp, changes)
    told = (*got.diagnostics, *(misfits(got.book) if got.book else ()))
    cases = got.book.scenarios if got.book else ()
    return told, [(each, each.span, each.places) for each in cases], got.scenarios, got.book and got.book.vocabulary


@RARE
@given(st.data())
def test_a_book_with_errors_in_several_files_is_told_of_in_the_same_way(data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(YAML), min_size=1, max_size=3, unique=True))
    changes = {name: data.draw(mutated(SOUND[name])) for name in names}
    changes["scenarios/more.yaml"] = data.draw(mutated(SOUND["scenarios/all.yaml"]))
    with TemporaryDirectory() as name:
        lean = found(Path(name), changes)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(folder, "skimmed", lambda _: None)
            patch.setattr(understand, "placed", lambda _: None)
            assert lean == found(Path(name), changes)
