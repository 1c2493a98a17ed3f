"""An audit that cannot go on says so in one line, leaves nothing half done, and is taken up where it was."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from interpreter.ask import Interpreter
from interpreter.ended import Cause, Ended
from interpreter.parts import FOLDER
from tests.books import FACT, rule, small_book
from tests.rooms import SMALL, in_a_small_room
from tests.workbench.running import environment, guiju, refused
from workbench.ending import Ending

RULES = "".join(rule(f"must line.{name}", path=f"a/{name}") for name in ("good", "fair"))
ON = ("--on", "2018-01-01")
ROWS = 40_000


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book and a snapshot of some size, of which most rows are listed."""
    folder = tmp_path_factory.mktemp("base")
    (folder / "book").mkdir()
    small_book(folder / "book", FACT + RULES)
    (folder / "snapshot").mkdir()
    lines = "".join(f"1380013{number:06d},no,2017-01-01,2017-02-01\n" for number in range(ROWS))
    (folder / "snapshot" / "line.csv").write_text("id,good,closed_on,lent_on\n" + lines, encoding="utf-8")
    return folder


def words(base: Path, out: Path, *more: str) -> list[str]:
    asked = ["audit", str(base / "snapshot"), "--book", str(base / "book"), *ON, "--out", str(out), "--all", *more]
    return [sys.executable, "-m", "workbench", *asked]


@pytest.mark.parametrize(
    ("number", "lang", "said"),
    [(signal.SIGTERM, "en", "the audit was stopped by SIGTERM"), (signal.SIGINT, "zh", "收到 SIGINT，审计中止")],
)
def test_a_signal_ends_an_audit_in_one_line_and_it_is_taken_up_again(
    base: Path, tmp_path: Path, number: signal.Signals, lang: str, said: str
) -> None:
    out, temporary = tmp_path / "out", tmp_path / "temporary"
    temporary.mkdir()
    settings = environment({"TMPDIR": str(temporary)})
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)  # the tests may run where it is ignored
    started = subprocess.Popen(
        words(base, out, "--lang", lang), env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    signal.signal(signal.SIGINT, before)
    deadline = time.monotonic() + 120
    while not any(temporary.glob("*/spill")) and started.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    started.send_signal(number)
    shown, line = started.communicate(timeout=60)
    assert (started.returncode, shown) == (2, b""), line
    told = line.decode()
    assert told.count("\n") == 1, told
    assert told.startswith(f"guiju: {said}")
    assert "--resume" in told
    assert list(temporary.iterdir()) == []
    assert {path.name for path in out.iterdir()} <= {FOLDER}
    again = subprocess.run(
        words(base, out, "--resume", "--format", "json"), env=settings, capture_output=True, check=False
    )
    assert again.returncode == 0, again.stderr
    assert {path.name for path in out.iterdir()} == {
        ".remembered",
        "findings.parquet",
        "receipt.json",
        "rejects.parquet",
        "run.json",
    }


@in_a_small_room
@pytest.mark.parametrize(
    ("size", "far"),
    [
        ("96k", "when 0 / 160,000 were judged"),
        ("1m", "/ 160,000 were judged"),
        ("7200k", "while the findings were being"),
    ],
)
def test_a_full_disk_ends_an_audit_in_one_line(base: Path, tmp_path: Path, size: str, far: str) -> None:
    """There is no room for the first part, for a later one, for the findings beside the parts."""
    out = tmp_path / "out"
    out.mkdir()
    listing = ["sh", "-c", '"$@"; status=$?; ls -A "$0"; exit $status', str(out)]
    done = subprocess.run(
        [*SMALL, str(out), size, *listing, *words(base, out)], env=environment(), capture_output=True, check=False
    )
    told = done.stderr.decode()
    assert (done.returncode, done.stdout.split()) == (2, [FOLDER.encode()]), told
    assert told.count("\n") == 1, told
    assert told.startswith(f"guiju: the disk is full ({out} or ")
    assert far in told
    assert "once there is room the same command with --resume takes it up" in told


@pytest.mark.parametrize(
    ("cause", "lang", "said"),
    [
        (
            "memory",
            "en",
            "the memory limit of 300MB (--memory) was reached when 5 / 20 were judged; with more ",
        ),
        ("memory", "zh", "内存达到上限 300MB（--memory）（已判 5 / 20）；提高 --memory 后，以同样的命令加 --resume"),
        ("disk", "zh", "磁盘已满（"),
    ],
)
def test_what_was_not_enough_is_named_with_what_mends_it(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cause: Cause, lang: str, said: str
) -> None:
    def fail(_: Interpreter, *__: object, **options: object) -> None:
        told = options["progress"]
        assert callable(told)
        told("judging", 5, 20)
        raise Ended(cause)

    monkeypatch.setattr(Interpreter, "audit", fail)
    asked = words(base, tmp_path / "out", "--memory", "300MB", "--lang", lang)[3:]
    refused(guiju(*asked), said, "--resume")


def test_where_nothing_is_kept_that_is_said() -> None:
    for engine, out, said in (("duckdb", None, "with --out"), ("reference", Path("out"), "only --engine duckdb")):
        ending = Ending("en", engine, "4GB", out)
        line = ending._line("stopped").message
        assert line.startswith("the audit was stopped by SIGINT while the snapshot was being read (0 rows); nothing is")
        assert said in line


def test_the_handlers_of_signals_are_given_back() -> None:
    before = [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)]
    ending = Ending("en", "duckdb", "4GB", None)
    with pytest.raises(click.ClickException, match="stopped by SIGTERM"), ending.told():
        signal.raise_signal(signal.SIGTERM)
    assert [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)] == before
