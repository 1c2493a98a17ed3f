"""`guiju log` and `decide --log`: what is added, what is shown, what is told of a log that was altered."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.interpreter.receipts.issued import FACTS, PHONE
from tests.workbench.running import facts_file, guiju, process, refused
from workbench import clock

DECIDE = ("decide", "terminate", "--facts", "facts.json", "--on", "2016-07-11")
KEPT = ("--log", "log", "--log-key", "key")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    facts_file(tmp_path, FACTS)
    guiju("log", "key", "key")
    return tmp_path


def test_a_key_is_made_once_and_named(here: Path) -> None:
    done = guiju("log", "key", "another", "--format", "json")
    assert re.fullmatch("[0-9a-f]{64}", done.data["key"])
    assert (here / "another").read_text(encoding="ascii").strip() not in done.out
    refused(guiju("log", "key", "another"), "no key is overwritten")
    assert "请另存一份" in guiju("log", "key", "third", "--lang", "zh").err
    refused(guiju("log", "key", "no/folder/key"), "no/folder/key")


def test_a_decision_is_logged_before_it_is_answered(here: Path) -> None:
    done = guiju(*DECIDE, *KEPT, "--format", "json")
    assert done.data["logged"]["number"] == 1
    assert done.data["verdict"] == "denied"
    (here / "log").chmod(0o400)
    (here / "log").unlink()
    (here / "log").mkdir()
    refused(guiju(*DECIDE, *KEPT), "log: [RC202]")
    assert "日志不能用" in refused(guiju(*DECIDE, *KEPT, "--lang", "zh"), "[RC202]")


def test_the_environment_names_log_and_key(here: Path) -> None:
    env = {"GUIJU_LOG": "log", "GUIJU_LOG_KEY": "key"}
    assert guiju(*DECIDE, "--format", "json", env=env).data["logged"]["number"] == 1
    assert guiju(*DECIDE, "--format", "json", "--receipt", "r.json", env=env).data["logged"]["number"] == 2
    assert guiju("log", "verify", "log", env=env).status == 0
    refused(guiju(*DECIDE, env={"GUIJU_LOG": "log"}), "a log needs a key", "guiju log key")
    refused(guiju(*DECIDE, "--log", "log", "--lang", "zh"), "日志需要密钥")


def test_a_denied_decision_is_logged_too_where_it_fails_the_command(here: Path) -> None:
    assert guiju(*DECIDE, *KEPT, "--fail-on", "denied").status == 1
    assert guiju("log", "verify", "log", "--log-key", "key", "--count", "1").status == 0


def test_facts_that_do_not_fit_are_refused_and_not_logged(here: Path) -> None:
    (here / "facts.json").write_text(json.dumps({"line": {PHONE: 1}}), encoding="utf-8")
    assert PHONE not in refused(guiju(*DECIDE, *KEPT), "[SN202]")
    assert not (here / "log").exists()


def test_verify_prints_the_head_and_says_what_was_not_looked_at(here: Path) -> None:
    for _ in range(3):
        guiju(*DECIDE, *KEPT)
    shown = guiju("log", "verify", "log", "--log-key", "key", "--format", "json").data
    assert shown == {"sound": True, "entries": 3, "head": shown["head"], "key": True}
    assert guiju("log", "verify", "log", "--head", shown["head"].upper(), "--count", "3").status == 0
    text = guiju("log", "verify", "log").out
    assert text.startswith(f"log: 3 entries, none altered\n  head {shown['head']}\n  without its key: ")
    assert guiju("log", "verify", "log", "--log-key", "key").out.count("\n") == 2
    assert "未用密钥核对" in guiju("log", "verify", "log", "--lang", "zh").out


def test_what_was_altered_is_told_with_status_1(here: Path) -> None:
    for _ in range(3):
        guiju(*DECIDE, *KEPT)
    whole = (here / "log").read_bytes()
    at = whole.index(b'"denied"', whole.index(b'"number":2'))
    (here / "log").write_bytes(whole[:at] + b'"DENIED"' + whole[at + 8 :])
    done = guiju("log", "verify", "log")
    assert done.status == 1
    assert re.match(r"log: \[RC201\] the log was altered: entry [123]: it is not what its hash says — ", done.out)
    shown = guiju("log", "verify", "log", "--format", "json").data
    assert shown["sound"] is False
    assert shown["entry"] in (1, 2, 3)
    assert "日志被改动：第 " in guiju("log", "verify", "log", "--lang", "zh").out
    refused(guiju("log", "show", "log"), "`guiju log verify` says which")
    (here / "log").write_bytes(whole)
    for asked in (("--head", "0" * 64), ("--count", "4")):
        assert guiju("log", "verify", "log", *asked).status == 1


def test_what_is_no_log_is_told_with_status_2(here: Path) -> None:
    (here / "text").write_text("no log", encoding="utf-8")
    refused(guiju("log", "verify", "text"), "[RC202]")
    refused(guiju("log", "verify", "nowhere"), "[RC202]", "no such file")
    refused(guiju("log", "show", "nowhere", "--lang", "zh"), "[RC202]", "没有这个文件")
    refused(guiju("log"), "there are key, show, verify: see `guiju log --help`")


def test_show_tells_who_spoke_and_when_and_no_facts(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 27, 7, 40, 12, tzinfo=UTC))
    guiju(*DECIDE, *KEPT)
    guiju("decide", "terminate", "--facts", "facts.json", "--on", "2016-07-12", *KEPT)
    out = guiju("log", "show", "log").out.splitlines()
    assert out[0].startswith("1 2026-11-27T07:40:12Z terminate 2016-07-11 denied · cn-telecom ")
    assert out[0].endswith(" · grace/termination")
    assert out[1].startswith("2 2026-11-27T07:40:12Z terminate 2016-07-12 permitted")
    assert guiju("log", "show", "log", "--last", "1", "--lang", "zh").out.startswith(
        "2 2026-11-27T07:40:12Z terminate 2016-07-12 许可"
    )
    entries = guiju("log", "show", "log", "--format", "json").data["entries"]
    assert [each["number"] for each in entries] == [1, 2]
    assert entries[0]["facts"]["line"]["id"].keys() == {"hmac"}


def test_the_receipt_in_an_entry_can_be_replayed(here: Path) -> None:
    guiju(*DECIDE, *KEPT)
    (entry,) = guiju("log", "show", "log", "--format", "json").data["entries"]
    text = json.dumps(entry["receipt"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (here / "r.json").write_text(text + "\n", encoding="utf-8")
    assert guiju("replay", "r.json", "--facts", "facts.json", "--log-key", "key").status == 0


def test_a_log_on_a_full_disk_is_told(here: Path) -> None:
    """Where there is a device that is always full."""
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    done = process(
        "decide", "terminate", "--facts", "facts.json", "--on", "2016-07-11", "--log", "/dev/full", "--log-key", "key"
    )
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
