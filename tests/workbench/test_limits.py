"""`--memory` and `--threads`: what is written is understood or refused, and reaches the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from interpreter.ask import Interpreter
from interpreter.limits import USUAL, Limits
from tests.books import FACT, rule, small_book
from tests.workbench.running import guiju, refused
from workbench.limits import LEAST, limits


@pytest.mark.parametrize(
    ("written", "memory", "mebibytes"),
    [("4GB", "4GB", 3814), ("512 mb", "512MB", 488), ("1.5GiB", "1.5GiB", 1536), ("2tb", "2TB", 1907348)],
)
def test_a_size_is_a_number_and_a_unit(written: str, memory: str, mebibytes: int) -> None:
    found = limits("duckdb", "local[*]", written, None, "en")
    assert (found.memory, found.mebibytes) == (memory, mebibytes)
    assert limits("duckdb", "local[*]", None, None, "en") == USUAL


@pytest.fixture
def asked(tmp_path: Path) -> list[str]:
    small_book(tmp_path, FACT + rule("must line.good"))
    (tmp_path / "snapshot").mkdir()
    (tmp_path / "snapshot" / "line.csv").write_text("id,good\nL1,yes\n", encoding="utf-8")
    return ["audit", str(tmp_path / "snapshot"), "--book", str(tmp_path), "--on", "2018-01-01"]


@pytest.mark.parametrize("written", ["4", "GB", "4 potatoes", "-1GB", "0x10GB", "80%", "1e3GB", "４GB", "99MB", "0GB"])
def test_what_is_no_size_or_too_small_a_one_is_refused(asked: list[str], written: str) -> None:
    said = "at least" if written in ("99MB", "0GB") else f"`{written}` is not a size; write it as 4GB"
    refused(guiju(*asked, "--memory", written), "--memory", said)
    zh = f"--memory：至少 {LEAST}MB" if said == "at least" else f"--memory：“{written}”不是大小"
    refused(guiju(*asked, "--memory", written, "--lang", "zh"), zh)


@pytest.mark.parametrize("written", ["0", "-1", "100000"])
def test_what_is_no_number_of_threads_is_refused(asked: list[str], written: str) -> None:
    refused(guiju(*asked, "--threads", written), "--threads: a number from 1 to")
    refused(guiju(*asked, "--threads", written, "--lang", "zh"), "--threads：1 至")


def test_an_engine_that_keeps_to_no_limit_says_so(asked: list[str]) -> None:
    refused(guiju(*asked, "--engine", "reference", "--memory", "1GB"), "--memory", "--engine reference")
    cluster = ("--engine", "spark", "--master", "spark://head:7077")
    refused(guiju(*asked, *cluster, "--memory", "1GB", "--threads", "2"), "--memory --threads", "spark://head:7077")
    refused(guiju(*asked, "--engine", "spark", "--master", "local[4]", "--threads", "2"), "local[4]")


@pytest.mark.parametrize(("more", "master"), [((), "local[*]"), (("--engine", "spark"), "local[3]")])
def test_the_limits_reach_the_engine(
    asked: list[str], more: tuple[str, ...], master: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, object] = {}
    audit = Interpreter.audit

    def noted(book: Interpreter, *words: object, **options: object) -> object:
        seen.update(options)
        return audit(book, *words, **{**options, "engine": "duckdb"})  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(Interpreter, "audit", noted)
    assert guiju(*asked, *more, "--memory", "1.5GiB", "--threads", "3").status == 0
    assert (seen["limits"], seen["master"]) == (Limits("1.5GiB", 3), master)


def test_the_least_memory_will_do_for_a_small_base(asked: list[str]) -> None:
    shown = guiju(*asked, "--memory", f"{LEAST}MB", "--threads", "1", "--format", "json").data
    assert (shown["engine"], shown["rows"]["line"]["judged"]) == ("duckdb", 1)
