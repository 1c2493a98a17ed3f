"""A run that is killed is taken up where it was, and ends with the bytes that it would have had."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from interpreter.parts import FOLDER

HOUSE = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("KILLS", "3"))
RULES = ("suspend", "terminate", "send", "complaints/answer", "registration/reminder")


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("resumed") / "snapshot"
    run("sample", str(folder), "--lines", "60", "--faults", "-q").wait()
    return folder


COMMAND = """
import os
from interpreter.columns import on_duckdb
from workbench.command import main
on_duckdb.PAUSE = float(os.environ["PAUSE"])
main()
"""
"""The command, which writes a part after so many seconds, or after each question where these are none."""


def run(*words: str, pause: float = 0) -> subprocess.Popen[bytes]:
    told = {**os.environ, "PYTHONUTF8": "1", "PAUSE": str(pause)}
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *words],
        cwd=HOUSE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=told,
    )  # fmt: skip


def audit_words(snapshot: Path, out: Path, *more: str) -> list[str]:
    rules = [word for rule in RULES for word in ("--rule", rule)]
    asked = ["audit", str(snapshot), "--on", "2026-11-20", *rules, "--out", str(out), "-q", *more]
    return [sys.executable, "-m", "workbench", *asked]


def audit(snapshot: Path, out: Path, *more: str, pause: float = 0) -> subprocess.Popen[bytes]:
    return run(*audit_words(snapshot, out, *more)[3:], pause=pause)


def results(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.suffix == ".parquet"}


def test_a_killed_run_ends_with_the_same_bytes(snapshot: Path, tmp_path: Path) -> None:
    began = time.monotonic()
    assert audit(snapshot, tmp_path / "whole").wait() == 0
    length = time.monotonic() - began
    wanted = results(tmp_path / "whole")
    chance, killed = random.Random(1), 0
    for number in range(KILLS):
        out = tmp_path / str(number)
        started = audit(snapshot, out, pause=number % 2 / 4)
        time.sleep(length * chance.uniform(0.3, 0.95))
        started.send_signal(signal.SIGKILL)
        killed += started.wait() == -signal.SIGKILL
        assert audit(snapshot, out, "--resume", pause=chance.choice([0, 0.5, 9])).wait() == 0
        assert results(out) == wanted
        assert not (out / FOLDER).exists()
    assert killed > 0


def test_an_unfinished_run_of_another_question_is_not_taken_up(snapshot: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    started = audit(snapshot, out)
    deadline = time.monotonic() + 120
    while not list(out.glob(f"{FOLDER}/part-*.arrow")) and started.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    started.kill()
    started.wait()
    if list(out.glob(f"{FOLDER}/part-*.arrow")):
        other = subprocess.run(
            audit_words(snapshot, out, "--resume", "--all"), cwd=HOUSE, capture_output=True, check=False
        )
        assert other.returncode == 2
        assert b"--resume" in other.stderr
        assert b"Traceback" not in other.stderr
    assert audit(snapshot, out).wait() == 0
