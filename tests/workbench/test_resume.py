"""A run that is killed is taken up where it was, and ends with the bytes that it would have had."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from interpreter.parts import FOLDER
from tests.books import FACT, rule, small_book

HOUSE = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("KILLS", "3"))
SEED = int(os.environ.get("KILLS_SEED", "1"))
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


def run(*words: str, pause: float = 0, temporary: Path | None = None) -> subprocess.Popen[bytes]:
    told = {"PYTHONUTF8": "1", "PAUSE": str(pause)} | ({"TMPDIR": str(temporary)} if temporary else {})
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *words],
        cwd=HOUSE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **told},
    )  # fmt: skip


def audit_words(snapshot: Path, out: Path, *more: str) -> list[str]:
    rules = [word for rule in RULES for word in ("--rule", rule)]
    asked = ["audit", str(snapshot), "--on", "2026-11-20", *rules, "--out", str(out), "-q", *more]
    return [sys.executable, "-m", "workbench", *asked]


def audit(
    snapshot: Path, out: Path, *more: str, pause: float = 0, temporary: Path | None = None
) -> subprocess.Popen[bytes]:
    return run(*audit_words(snapshot, out, *more)[3:], pause=pause, temporary=temporary)


def results(out: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in out.iterdir()
        if path.suffix == ".parquet" or path.name == "receipt.json"
    }


def test_a_killed_run_ends_with_the_same_bytes(snapshot: Path, tmp_path: Path) -> None:
    """And leaves nothing in the temporary folder. `bench/kills.py` asks for many, and counts them."""
    began = time.monotonic()
    assert audit(snapshot, tmp_path / "whole").wait() == 0
    length = time.monotonic() - began
    wanted = results(tmp_path / "whole")
    chance, killed = random.Random(SEED), 0
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for number in range(KILLS):
        out = tmp_path / str(number)
        started = audit(snapshot, out, pause=number % 2 / 4, temporary=temporary)
        time.sleep(length * chance.uniform(0.3, 0.95))
        started.send_signal(signal.SIGKILL)
        was_killed = started.wait() == -signal.SIGKILL
        done = len(list(out.glob(f"{FOLDER}/part-*.arrow")))
        again = audit(snapshot, out, "--resume", pause=chance.choice([0, 0.5, 9]), temporary=temporary)
        assert again.wait() == 0
        assert results(out) == wanted
        assert not (out / FOLDER).exists()
        assert list(temporary.iterdir()) == []
        if was_killed:
            killed += 1
            note(done)
        shutil.rmtree(out)
    assert killed > 0


def note(done: int) -> None:
    """How many parts were done when a run was killed, for who counts."""
    if "KILLS_NOTED" in os.environ:
        with Path(os.environ["KILLS_NOTED"]).open("a", encoding="ascii") as noted:
            noted.write(f"{done}\n")


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


SPILLS = """
import sys
from datetime import date
from pathlib import Path
from interpreter.ask import Interpreter
from interpreter.limits import Limits
home, out, memory = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
book = Interpreter.load(home / "book")
limits = Limits(memory, 1, home / "temporary")
book.audit(home / "snapshot", date(2018, 1, 1), out=out, resume=True, everything=True, limits=limits)
"""


def test_what_a_killed_run_spilled_is_gone_once_it_is_taken_up(tmp_path: Path) -> None:
    """Its keys are telephone numbers, and its memory is small enough for them to be spilled."""
    (tmp_path / "book").mkdir()
    small_book(tmp_path / "book", FACT + rule("must line.good"))
    temporary, out = tmp_path / "temporary", tmp_path / "out"
    for folder in (temporary, tmp_path / "snapshot"):
        folder.mkdir()
    rows = "".join(f"138{number:08d},no\n" for number in range(400_000))
    (tmp_path / "snapshot" / "line.csv").write_text("id,good\n" + rows, encoding="utf-8")
    command = [sys.executable, "-c", SPILLS, str(tmp_path), str(out)]
    started = subprocess.Popen([*command, "24MB"], cwd=HOUSE, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not telling(temporary) and started.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    started.kill()
    started.wait()
    assert telling(temporary), "nothing was spilled: the test shows nothing"
    assert [path.stat().st_mode & 0o777 for path in temporary.iterdir()] == [0o700]
    subprocess.run([*command, "1GB"], cwd=HOUSE, check=True)
    assert list(temporary.iterdir()) == []
    assert set(results(out)) == {"findings.parquet", "receipt.json", "rejects.parquet"}
    assert telling(out) == []


def telling(folder: Path) -> list[Path]:
    """The files with telephone numbers in them."""
    return [path for path in folder.rglob("*") if path.is_file() and re.search(rb"138[0-9]{8}", path.read_bytes())]
