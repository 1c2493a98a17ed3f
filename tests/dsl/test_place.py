"""Places: a folder and texts in memory answer alike, and what a book keeps of its imports comes first."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsl.load import load_book
from dsl.place import PATTERNS, Disk, Held, Place, is_book, label
from tests.dsl.folders import OVER, RULEBOOK, SOUND, Change, over, write

HELD = {name: text.encode() for name, text in SOUND.items()}


@pytest.fixture(params=["disk", "held", "inside"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """The sound book in a folder, in memory, and in memory as one that another keeps."""
    match request.param:
        case "disk":
            return Disk(write(tmp_path), tmp_path)
        case "held":
            return Held(HELD | {"imports/x/rules/all.rules": b"", "imports/x/rulebook.yaml": b""})
        case _:
            return Held({f"imports/y/{name}": data for name, data in HELD.items()}, "imports/y/")


def test_a_place_knows_its_own_files_only(place: Place) -> None:
    assert is_book(place)
    assert sorted(name for pattern in PATTERNS for name in place.names(pattern)) == sorted(SOUND)
    assert place.names("*.rules") == []
    assert [place.has(name) for name in ("sources.yaml", "none.yaml")] == [True, False]
    assert place.read("rulebook.yaml", 1000) == RULEBOOK.encode()
    assert place.read("rulebook.yaml", 4) == b"name"
    with pytest.raises(FileNotFoundError):
        place.read("none.yaml", 10)
    assert not is_book(place.kept("none"))
    assert not is_book(place.beside("../none"))


def test_nothing_lies_beside_texts_in_memory() -> None:
    """A shipped book neither: the texts mean the same whatever is installed where they are read."""
    assert not is_book(Held(HELD).beside("cn-telecom"))


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("cn-telecom", "cn-telecom"), ("./base", "base"), ("../a/国家规定/", "国家规定"), ("a\\b", "b"), ("../a/..", ""),
        ("..", ""), (".", ""), ("", ""), ("a.", ""), (".git", ""), ("a\nb", ""), ("v1.2", "v1.2"),
    ],
)  # fmt: skip
def test_an_import_is_kept_by_the_last_part_of_its_way(entry: str, name: str) -> None:
    assert label(entry) == name


def test_what_the_book_keeps_comes_before_what_lies_beside_it(tmp_path: Path) -> None:
    kept = RULEBOOK.replace('edition: "1"', 'edition: "kept"')
    more: dict[str, Change] = {f"imports/base/{name}": text for name, text in {**SOUND, "rulebook.yaml": kept}.items()}
    found = load_book(write(tmp_path, {**over(), **more}))
    assert found.diagnostics == ()
    assert found.imported == {f"imports/base/{name}" for name in SOUND}
    assert {name for name, _ in found.files} == {"rulebook.yaml", *found.imported}


def test_an_import_from_elsewhere_is_named_as_it_will_be_kept(tmp_path: Path) -> None:
    write(tmp_path / "base")
    top: dict[str, Change] = {**dict.fromkeys(SOUND), "rulebook.yaml": OVER.replace("./base", "../base")}
    found = load_book(write(tmp_path / "top", top))
    assert {name for name, _ in found.files} == {"rulebook.yaml", *(f"imports/base/{name}" for name in SOUND)}
