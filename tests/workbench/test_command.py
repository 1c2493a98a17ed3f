"""The command as a whole: its exit status, its streams, and how it ends when the world is not as it should be."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path
from unittest import mock

import click
import pytest

from tests.workbench.running import HOUSE, environment, facts_file, guiju, process, refused
from workbench import answers
from workbench.command import COMMANDS
from workbench.command import guiju as group


def test_version_and_help_are_answers() -> None:
    assert guiju("--version").out.startswith("guiju ")
    for words in (["--help"], ["-h"], *([name, "--help"] for name in COMMANDS)):
        done = guiju(*words)
        assert (done.status, done.err) == (0, "")
        assert "Usage: guiju" in done.out


def test_every_command_takes_the_common_options() -> None:
    context = click.Context(group)
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        for each in command.commands.values() if isinstance(command, click.Group) else [command]:
            given = {option for parameter in each.params for option in parameter.opts}
            assert {"--format", "--lang", "-q"} <= given, name


def test_without_a_command_the_commands_are_named() -> None:
    said = refused(guiju())
    assert all(name in said for name in COMMANDS)


def test_an_unknown_command_suggests_the_nearest() -> None:
    refused(guiju("chekc"), "no such command `chekc`", "perhaps `check`")
    refused(guiju("frobnicate"), "no such command")


def test_wrong_usage_is_one_line_and_status_2(tmp_path: Path) -> None:
    refused(guiju("check", "--format", "xml"), "--format", "xml")
    refused(guiju("check", "--nonsense"), "--nonsense")
    refused(guiju("decide", "terminate"), "--on")
    refused(guiju("decide", "--on", "2016-01-01"), "ACTION")
    refused(guiju("show", "--lang", "fr"), "--lang")


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (KeyboardInterrupt(), "interrupted"),
        (MemoryError(), "out of memory"),
        (PermissionError(13, "Permission denied", "somewhere"), "Permission denied: somewhere"),
        (click.ClickException("first\nsecond"), "first"),
        (click.ClickException(""), "ClickException"),
    ],
)
def test_trouble_is_one_line_and_status_2(trouble: BaseException, said: str, tmp_path: Path) -> None:
    with (
        mock.patch.object(answers, "open_book", side_effect=trouble),
        mock.patch("workbench.command._let_go_of_stdout"),
    ):
        done = guiju("decide", "terminate", "--facts", facts_file(tmp_path), "--on", "2016-07-12")
    assert (done.status, done.out) == (2, "")
    assert done.err.removeprefix("\n") == f"guiju: {said}\n"  # click ends the line on which ^C was pressed


def test_our_own_mistake_is_one_line_too_unless_it_is_to_be_seen(tmp_path: Path) -> None:
    words = ("decide", "terminate", "--facts", facts_file(tmp_path), "--on", "2016-07-12")
    with mock.patch.object(answers, "open_book", side_effect=ZeroDivisionError("13800138000")):
        done = guiju(*words)
        assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
        assert "internal error (ZeroDivisionError)" in done.err
        assert "138" not in done.err  # a message of ours may quote a value
        with pytest.raises(ZeroDivisionError):
            guiju(*words, env={"GUIJU_DEBUG": "1"})


# ── as a process ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_statuses_reach_the_shell(tmp_path: Path) -> None:
    question = ("decide", "terminate", "--facts", facts_file(tmp_path), "--on", "2016-07-11")
    assert process("--version").returncode == 0
    assert process(*question, "--fail-on", "denied").returncode == 1
    assert process("check", tmp_path / "nowhere").returncode == 2


def test_messages_go_to_stderr_and_answers_to_stdout() -> None:
    done = process("check")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.startswith(b"cn-telecom: ")


def test_a_reader_that_leaves_is_no_fault() -> None:
    """`guiju … | head -1`: nothing is said about it, and the status says that not all was delivered."""
    read, write = os.pipe()
    os.close(read)
    try:
        done = process("--help", stdout=write)
    finally:
        os.close(write)
    assert done.returncode == 2
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_is_one_line() -> None:
    with open("/dev/full", "wb") as full:
        done = process("--help", stdout=full)
    assert done.returncode == 2
    assert done.stderr == b"guiju: No space left on device\n"


@pytest.mark.parametrize(("closed", "words", "status"), [("1", "--help", 0), ("2", "chekc", 2)])
def test_a_closed_stream_swallows(closed: str, words: str, status: int) -> None:
    line = f'exec "{sys.executable}" -m workbench {words} {closed}>&-'
    done = subprocess.run(["sh", "-c", line], env=environment(), capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (status, b"", b"")


def test_a_narrow_encoding_gets_plainer_marks_and_json_in_ascii(tmp_path: Path) -> None:
    """A terminal in GBK has no ✓; + and - must not both become question marks."""
    words = ("decide", "terminate", "--facts", facts_file(tmp_path), "--on", "2016-07-11", "--lang", "zh")
    env = {"PYTHONIOENCODING": "gbk"}
    done = process(*words, env=env)
    lines = done.stdout.decode("gbk").splitlines()
    assert (done.returncode, done.stderr) == (0, b"")
    spoken = lines[1 : lines.index(next(line for line in lines if line.startswith("  处罚")))]
    assert {line[:4] for line in spoken} == {"  + ", "  - "}
    done = process(*words, "--format", "json", env=env)
    assert done.stdout.isascii()
    assert b'"verdict": "denied"' in done.stdout


@pytest.mark.parametrize("no_color", ["", "1"])
def test_colours_are_for_terminals_that_want_them(no_color: str, tmp_path: Path) -> None:
    """On a terminal an audit is coloured, unless NO_COLOR is set."""
    (tmp_path / "line.csv").write_text("id,suspended_on\nL1,2016-04-12\n", encoding="utf-8")
    words = ("audit", tmp_path, "--on", "2026-11-20", "--rule", "suspend")
    ours, theirs = pty.openpty()
    env = {"TERM": "xterm-256color", "COLUMNS": "120", **({"NO_COLOR": no_color} if no_color else {})}
    try:
        done = process(*words, stdout=theirs, env=env)
        shown = os.read(ours, 1 << 16)
    finally:
        os.close(theirs)
        os.close(ours)
    assert done.returncode == 0
    assert (b"\x1b[31m" in shown) == (not no_color)
    assert "\x1b" not in guiju(*words).out  # into a file it never is


def test_python_m_workbench_and_the_console_script_are_one_command() -> None:
    assert 'guiju = "workbench.command:start"' in (HOUSE / "pyproject.toml").read_text(encoding="utf-8")
    assert process("--version").stdout == guiju("--version").out.encode()
