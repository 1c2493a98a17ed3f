"""What is done stays done: parts that are whole or not there, and never those of another question."""

from __future__ import annotations

from pathlib import Path

import pytest

from interpreter.parts import FOLDER, OtherRun, Parts, fingerprint, put

COUNTS = {"close": {"breach": 2}}


def test_a_part_that_was_kept_is_found_again_with_its_counts(tmp_path: Path) -> None:
    with Parts(tmp_path, {"on": "2026-01-01"}, resume=False) as parts:
        assert parts.done(3) is None
        parts.keep(3, COUNTS, lambda path: path.write_text("found", encoding="utf-8"))
    with Parts(tmp_path, {"on": "2026-01-01"}, resume=True) as parts:
        found = parts.done(3)
        assert found is not None
        assert found.counts == COUNTS
        assert found.file.read_text(encoding="utf-8") == "found"
        assert parts.done(4) is None


@pytest.mark.parametrize("damage", ["gone", "shorter", "other"])
def test_a_part_that_is_not_what_it_was_is_made_again(tmp_path: Path, damage: str) -> None:
    with Parts(tmp_path, {}, resume=False) as parts:
        file = parts.keep(0, COUNTS, lambda path: path.write_text("found", encoding="utf-8")).file
        if damage == "gone":
            file.unlink()
        else:
            file.write_text("fou" if damage == "shorter" else "f0und", encoding="utf-8")
        assert parts.done(0) is None


def test_a_file_without_an_entry_in_the_manifest_is_no_part(tmp_path: Path) -> None:
    """The run was ended after the file was moved to its place and before it was entered."""
    with Parts(tmp_path, {}, resume=False) as parts:
        kept = parts.keep(0, COUNTS, lambda path: path.write_text("found", encoding="utf-8"))
        kept.file.with_name("part-0001.arrow").write_text("found", encoding="utf-8")
        assert parts.done(1) is None


def test_parts_of_another_question_are_refused(tmp_path: Path) -> None:
    with Parts(tmp_path, {"on": "2026-01-01"}, resume=False) as parts:
        parts.keep(0, COUNTS, lambda path: path.write_text("found", encoding="utf-8"))
    with pytest.raises(OtherRun):
        Parts(tmp_path, {"on": "2026-01-02"}, resume=True)


def test_a_run_that_is_not_taken_up_begins_anew(tmp_path: Path) -> None:
    with Parts(tmp_path, {"on": "2026-01-01"}, resume=False) as parts:
        parts.keep(0, COUNTS, lambda path: path.write_text("found", encoding="utf-8"))
    with Parts(tmp_path, {"on": "2026-01-02"}, resume=False) as parts:
        assert parts.done(0) is None


def test_nothing_is_left_when_all_is_done(tmp_path: Path) -> None:
    with Parts(tmp_path, {}, resume=False) as parts:
        parts.keep(0, COUNTS, lambda path: path.write_text("found", encoding="utf-8"))
        parts.clear()
    assert not (tmp_path / FOLDER).exists()


def test_a_place_has_the_old_bytes_or_the_new_ones(tmp_path: Path) -> None:
    place = tmp_path / "findings"
    put(place, lambda path: path.write_text("old", encoding="utf-8"))

    def fail(path: Path) -> None:
        path.write_text("ne", encoding="utf-8")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        put(place, fail)
    assert [path.name for path in tmp_path.iterdir()] == ["findings"]
    assert place.read_text(encoding="utf-8") == "old"


def test_the_fingerprint_tells_data_that_was_changed(tmp_path: Path) -> None:
    (tmp_path / "line").mkdir()
    part = tmp_path / "line" / "a.csv"
    part.write_text("id\nA\n", encoding="utf-8")
    before = fingerprint(tmp_path)
    assert [name for name, *_ in before] == ["line/a.csv"]
    part.write_text("id\nA\nB\n", encoding="utf-8")
    assert fingerprint(tmp_path) != before
