"""What is remembered, of what, and that forgetting never hurts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.dsl.folders import write
from workbench import remembered
from workbench.remembered import Answer, keep, key, recall

ANSWER = Answer("out\n", "错\n", 1)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("GUIJU_CACHE", raising=False)
    return tmp_path / "cache" / "guiju"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    write(tmp_path / "book", {})
    return tmp_path / "book"


def test_an_answer_is_kept_and_found(place: Path) -> None:
    assert recall("a") is None
    keep("a", ANSWER)
    assert recall("a") == ANSWER
    assert place.stat().st_mode & 0o777 == 0o700
    assert all(file.stat().st_mode & 0o077 == 0 for file in place.iterdir())


def test_the_key_changes_with_the_question_and_with_every_byte(book: Path) -> None:
    first = key(["check", "zh"], [book])
    assert first == key(["check", "zh"], [book])
    assert first != key(["check", "en"], [book])
    assert first != key(["check", "zh", ""], [book])
    for name in ("rulebook.yaml", "rules/all.rules", "scenarios/all.yaml"):
        before = (book / name).read_bytes()
        (book / name).write_bytes(before + b"#")
        assert key(["check", "zh"], [book]) != first
        (book / name).write_bytes(before)
    (book / "rules" / "new.rules").write_text("", encoding="utf-8")
    assert key(["check", "zh"], [book]) != first


def test_the_key_changes_with_the_code(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dsl").mkdir()
    (tmp_path / "dsl" / "a.py").write_text("1", encoding="utf-8")
    monkeypatch.setattr(remembered, "HOUSE", tmp_path)
    first = key(["check"], [book])
    os.utime(tmp_path / "dsl" / "a.py", ns=(1, 1))
    assert key(["check"], [book]) != first


def test_what_cannot_be_read_has_no_key(tmp_path: Path) -> None:
    (tmp_path / "rules" / "a.rules").mkdir(parents=True)
    assert key(["check"], [tmp_path]) is None
    keep(None, ANSWER)
    assert recall(None) is None


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"out": 1}', "\udcff"])
def test_a_damaged_answer_is_asked_again(damage: str, place: Path) -> None:
    keep("a", ANSWER)
    (place / "a").write_bytes(damage.encode("utf-8", "surrogateescape"))
    assert recall("a") is None


def test_a_cache_that_cannot_be_written_is_none(place: Path) -> None:
    place.parent.mkdir()
    place.write_text("a file where the folder should be", encoding="utf-8")
    keep("a", ANSWER)
    assert recall("a") is None


def test_it_can_be_switched_off(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIJU_CACHE", "off")
    keep("a", ANSWER)
    assert not place.exists()


def test_the_oldest_answers_go(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 3)
    for number in range(6):
        keep(str(number), ANSWER)
        os.utime(place / str(number), (number, number))
    keep("6", ANSWER)
    assert sorted(file.name for file in place.iterdir()) == ["4", "5", "6"]
