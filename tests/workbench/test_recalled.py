"""`guiju check` a second time: where nothing has changed nothing is asked again, and none of the house is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dsl.lint.matter import YEAR
from tests.dsl.folders import write
from tests.workbench.running import environment, guiju
from tests.workbench.small import broken, sound
from workbench import checking, checks


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return sound(tmp_path)


@pytest.fixture
def kept(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with a cache of this test's own."""
    return {"XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache")), "GUIJU_CACHE": "on"}


def _never(_: object) -> int:
    raise AssertionError("asked again")


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif", "junit"])
def test_where_nothing_has_changed_nothing_is_asked_again(
    form: str, book: Path, kept: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(book)
    first = guiju("check", book, "--format", form, "--on", "2026-01-01", env=kept)
    monkeypatch.setattr(checking, "answer", _never)
    again = guiju("check", book, "--format", form, "--on", "2026-01-01", env=kept)
    assert (again.status, again.out, again.err) == (first.status, first.out, first.err)
    assert first.status == 1


@pytest.mark.parametrize(
    "more", [("--lang", "zh"), ("--on", "2026-01-02"), ("--stale", "1"), ("--format", "json"), ("-q",)]
)
def test_another_question_is_asked(
    more: tuple[str, ...], book: Path, kept: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    guiju("check", book, "--on", "2026-01-01", env=kept)
    monkeypatch.setattr(checking, "answer", _never)
    assert guiju("check", book, "--on", "2026-01-01", *more, env=kept).status == 2


def test_a_change_of_any_file_is_seen(book: Path, kept: dict[str, str]) -> None:
    assert guiju("check", book, env=kept).status == 0
    text = (book / "vocabulary.yaml").read_text(encoding="utf-8")
    (book / "vocabulary.yaml").write_text(text + "\nx: y\n", encoding="utf-8")
    assert "`x` is not known here" in guiju("check", book, env=kept).out


def test_mending_is_never_remembered(tmp_path: Path, kept: dict[str, str]) -> None:
    write(tmp_path, {"rules/extra.rules": "fact line.x:\n    line.godo\n"})
    assert guiju("check", tmp_path, "--diff", env=kept).out.startswith("---")
    assert guiju("check", tmp_path, "--fix", env=kept).status == 0
    assert guiju("check", tmp_path, "--fix", env=kept).status == 0


def test_a_line_with_a_personal_number_stays_nowhere(tmp_path: Path, kept: dict[str, str]) -> None:
    write(tmp_path, {"rules/extra.rules": "fact line.x:\n    line.13800138000 # 13800138000\n"})
    assert "13800138000" in guiju("check", tmp_path, env=kept).out
    assert not list(Path(kept["XDG_CACHE_HOME"]).rglob("*"))


def test_the_default_age_of_a_check_is_a_year() -> None:
    assert YEAR.days == checks.YEAR


def test_a_remembered_answer_needs_none_of_the_house() -> None:
    """Not the language, not the interpreter, and no library but click."""
    show = "import sys; from workbench import checks, remembered, options; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", show], env=environment(), capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "click" in loaded
    assert not {"dsl.core", "dsl.load", "dsl.diagnose", "interpreter", "lark", "yaml", "jsonschema", "rich"} & loaded
