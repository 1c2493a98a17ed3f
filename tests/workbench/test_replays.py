"""`guiju replay`, and the receipts that `audit` and `decide` write: status, both forms, both languages."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from dsl.core import Language
from dsl.messages.page import page, pages
from interpreter.receipts.form import Receipt, opened
from tests.dsl.editions import private, public
from tests.dsl.examples import LANGUAGES, as_yaml
from tests.dsl.folders import write
from tests.interpreter.receipts.issued import FACTS, PHONE, forged, snapshot
from tests.pages import HOUSE, blocks, keep, play
from tests.workbench.running import Done, environment, facts_file, guiju, refused


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A snapshot, the facts of a decision, and who signs."""
    snapshot(tmp_path / "snapshot")
    facts_file(tmp_path, FACTS)
    (tmp_path / "private.pem").write_bytes(private(1))
    (tmp_path / "publisher.pem").write_bytes(public(1))
    (tmp_path / "other.pem").write_bytes(public(2))
    monkeypatch.chdir(tmp_path)
    return tmp_path


AUDIT = ("audit", "snapshot", "--on", "2016-07-20")
DECIDE = ("decide", "terminate", "--facts", "facts.json", "--on", "2016-07-11")


# ── audits ──


def test_an_audit_writes_its_receipt_and_names_it(here: Path) -> None:
    done = guiju(*AUDIT, "--out", "out", "--format", "json")
    receipt = opened(here / "out" / "receipt.json")
    assert done.data["receipt"] == receipt.hash
    assert set(receipt.data["answer"]["files"]) == {"findings.parquet", "rejects.parquet"}
    without = guiju(*AUDIT, "--format", "json").data
    assert without["receipt"] == guiju(*AUDIT, "--format", "json").data["receipt"]


@pytest.mark.parametrize("engine", [(), ("--engine", "duckdb"), ("--engine", "reference")])
def test_an_audit_comes_out_equal(here: Path, engine: tuple[str, ...]) -> None:
    guiju(*AUDIT, "--out", "out", "--rule", "terminate", "--all")
    done = guiju("replay", "out/receipt.json", "--snapshot", "snapshot", *engine)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("equal: audit · 2016-07-20 · cn-telecom ")
    assert ("the engine: in the receipt duckdb" in done.out) == ("reference" in engine)
    shown = guiju("replay", "out/receipt.json", "--snapshot", "snapshot", *engine, "--format", "json").data
    assert (shown["equal"], shown["computed"]) == (True, True)
    assert shown["asked"]["rules"] == ["terminate"]


def test_what_is_another_one_is_told_in_either_language(here: Path) -> None:
    guiju(*AUDIT, "--out", "out")
    (here / "snapshot" / "holder.csv").write_text("id\nH2\n", encoding="utf-8")
    asked = ("replay", "out/receipt.json", "--snapshot", "snapshot")
    done = guiju(*asked)
    assert done.status == 1
    assert done.out.startswith("not equal, and not computed again: audit")
    assert "a part of the snapshot (holder.csv): in the receipt " in done.out
    zh = guiju(*asked, "--lang", "zh")
    assert (zh.status, zh.out.startswith("不同，未重算：审计 · 2016-07-20")) == (1, True)
    assert "快照的文件（holder.csv）：回执 " in zh.out
    shown = guiju(*asked, "--format", "json").data
    assert (shown["equal"], shown["computed"]) == (False, False)
    assert [(each["matter"], each["what"]) for each in shown["differs"]] == [("part", "holder.csv")]
    other = guiju(*asked, "--book", "cn-guangdong")
    assert "the book (name): in the receipt cn-telecom, now cn-guangdong" in other.out


def test_a_forged_answer_is_told_with_both_sides(here: Path) -> None:
    guiju(*AUDIT, "--out", "out")
    receipt = opened(here / "out" / "receipt.json")
    answer = receipt.data["answer"]
    outcomes = {name: {**each, "breach": 77} for name, each in answer["outcomes"].items()}
    (here / "forged.json").write_bytes(forged(receipt, answer={**answer, "outcomes": outcomes}))
    done = guiju("replay", "forged.json", "--snapshot", "snapshot")
    assert done.status == 1
    assert (
        "the answer (outcomes.terminate.breach): in the receipt 77, now 1"
        in guiju("replay", "forged.json", "--snapshot", "snapshot", "--format", "text").out
        or "and " in done.out
    )
    assert done.out.splitlines()[-1].startswith("  … (and ")


def test_findings_that_were_altered_beside_their_receipt_are_told(here: Path) -> None:
    guiju(*AUDIT, "--out", "out")
    file = here / "out" / "findings.parquet"
    file.write_bytes(file.read_bytes() + b"\0")
    done = guiju("replay", "out/receipt.json", "--snapshot", "snapshot")
    assert done.status == 1
    assert "a file of the run (findings.parquet)" in done.out


# ── decisions ──


def test_a_decision_has_a_receipt_with_a_key_of_its_own(here: Path) -> None:
    done = guiju(*DECIDE, "--receipt", "r.json", "--format", "json")
    assert done.err == "r.json.key: this key is kept with the facts: to replay takes both\n"
    assert done.data["receipt"] == opened(here / "r.json").hash
    assert (here / "r.json.key").stat().st_mode & 0o777 == 0o600
    for engine in ((), ("--engine", "compiled")):
        again = guiju("replay", "r.json", "--facts", "facts.json", *engine)
        assert again.status == 0
        assert again.out.startswith("equal: terminate · 2016-07-11 · cn-telecom ")
    assert guiju(*DECIDE, "--receipt", "r.json").err == ""  # the key that is there is used again
    (here / "r.json.key").unlink()
    refused(guiju("replay", "r.json", "--facts", "facts.json"), "--log-key FILE, GUIJU_LOG_KEY or r.json.key")


def test_a_key_that_is_named_stands_for_many_receipts(here: Path) -> None:
    guiju("log", "key", "key")
    for env, words in (({}, ("--log-key", "key")), ({"GUIJU_LOG_KEY": "key"}, ())):
        assert guiju(*DECIDE, "--receipt", "r.json", *words, env=env).err == ""
        assert not (here / "r.json.key").exists()
        assert guiju("replay", "r.json", "--facts", "facts.json", *words, env=env).status == 0
    guiju("log", "key", "other")
    done = guiju("replay", "r.json", "--facts", "facts.json", "--log-key", "other")
    assert done.status == 1
    assert "the key: in the receipt " in done.out


def test_other_facts_are_told(here: Path) -> None:
    guiju(*DECIDE, "--receipt", "r.json", "-q")
    (here / "facts.json").write_text(json.dumps(FACTS).replace("2016-04-12", "2016-04-13"), encoding="utf-8")
    for lang, said in (("en", "the facts: not that of the receipt"), ("zh", "事实：与回执所载不同")):
        done = guiju("replay", "r.json", "--facts", "facts.json", "--lang", lang)
        assert (done.status, said in done.out) == (1, True)


def test_without_being_asked_nothing_is_kept_of_a_decision(here: Path) -> None:
    before = {file.name for file in here.iterdir()}
    done = guiju(*DECIDE, "--format", "json")
    assert "receipt" not in done.data
    assert {file.name for file in here.iterdir()} == before


# ── signed ──


def test_receipts_are_signed_and_a_key_is_required(here: Path) -> None:
    guiju(*AUDIT, "--out", "out", "--sign", "private.pem")
    guiju(*DECIDE, "--receipt", "r.json", "--sign", "private.pem", "-q")
    for words in (("out/receipt.json", "--snapshot", "snapshot"), ("r.json", "--facts", "facts.json")):
        assert guiju("replay", *words, "--key", "publisher.pem").status == 0
        refused(guiju("replay", *words, "--key", "other.pem"), "[RC104]", "another key")
    guiju(*AUDIT, "--out", "out")
    refused(guiju("replay", "out/receipt.json", "--snapshot", "snapshot", "--key", "publisher.pem"), "not signed")
    refused(guiju(*AUDIT, "--out", "out", "--sign", "publisher.pem"), "[ED105]")
    refused(guiju(*AUDIT, "--out", "out", "--sign", "nowhere.pem", "--lang", "zh"), "[ED105]", "读不到")
    refused(guiju(*AUDIT, "--sign", "private.pem"), "--sign goes with --out")
    refused(guiju(*DECIDE, "--sign", "private.pem"), "--sign goes with")


# ── what cannot be done ──


def test_what_is_missing_is_said(here: Path) -> None:
    guiju(*AUDIT, "--out", "out")
    guiju(*DECIDE, "--receipt", "r.json", "-q")
    refused(guiju("replay", "nowhere.json"), "nowhere.json")
    refused(guiju("replay", "out/receipt.json"), "--snapshot")
    refused(guiju("replay", "out/receipt.json", "--snapshot", "nowhere"), "nowhere", "SN001")
    refused(guiju("replay", "r.json"), "--facts")
    refused(guiju("replay", "r.json", "--facts", "facts.json", "--engine", "duckdb"), "one of: reference, compiled")
    refused(guiju("replay", "out/receipt.json", "--snapshot", "snapshot", "--engine", "compiled"), "one of: duckdb")
    refused(guiju("replay", "out/receipt.json", "--snapshot", "snapshot", "--book", "nowhere"), "nowhere")
    (here / "facts.json").write_text(json.dumps({"line": {PHONE: 1}}), encoding="utf-8")
    assert PHONE not in refused(guiju("replay", "r.json", "--facts", "facts.json"), "[SN202]")


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not on this machine")
def test_what_went_through_another_program_is_mended_by_jq(here: Path) -> None:
    """And the hash can be computed by it: the page of the form says how."""
    guiju(*AUDIT, "--out", "out")
    whole = (here / "out" / "receipt.json").read_bytes()
    (here / "laid_out.json").write_text(json.dumps(json.loads(whole), indent=4), encoding="utf-8")
    refused(guiju("replay", "laid_out.json", "--snapshot", "snapshot"), "[RC102]")
    mended = subprocess.run(["jq", "-cS", ".", "laid_out.json"], capture_output=True, check=True).stdout
    assert mended == whole


# ── the pages of the codes ──


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, Language], Done]:
    """What the command of an example prints: the files that it names lie there."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "sample")
    (tmp_path / "snapshot").mkdir()
    (tmp_path / "snapshot" / "line.csv").write_text("id\nL1\n", encoding="utf-8")
    (tmp_path / "private.pem").write_bytes(private(1))
    (tmp_path / "publisher.pem").write_bytes(public(1))
    audit = ("audit", "snapshot", "--book", "sample", "--on", "2016-03-01")
    guiju(*audit, "--out", "signed", "--sign", "private.pem")
    guiju(*audit, "--out", "out")
    shutil.copy("signed/receipt.json", "signed.json")
    receipt: Receipt = opened(Path(shutil.copy("out/receipt.json", "receipt.json")))
    Path("altered.json").write_bytes(receipt.bytes().replace(b'"judged":1', b'"judged":2'))
    Path("later.json").write_bytes(forged(receipt, form=2))
    Path("notes.json").write_text('{"notes": 1}\n', encoding="utf-8")
    _logs()

    @cache
    def look(code: str, which: str, lang: Language) -> Done:
        found = page(code)
        assert found
        example = found.wrong if which == "wrong" else found.right
        return guiju(*example.text.say(lang).split()[1:], "--lang", lang)

    return look


def _logs() -> None:
    for name in ("log.key", "other.key"):
        guiju("log", "key", name)
    Path("short.key").write_bytes(b"short")
    Path("short.key").chmod(0o600)
    Path("facts.json").write_text('{"line": {"id": "L1"}}', encoding="utf-8")
    asked = ("decide", "close", "--facts", "facts.json", "--book", "sample", "--on", "2016-03-01")
    for _ in range(2):
        guiju(*asked, "--log", "decisions.log", "--log-key", "log.key")
    whole = Path("decisions.log").read_bytes()
    Path("altered.log").write_bytes(whole.replace(b'"on":"2016-03-01"', b'"on":"2016-03-02"'))
    Path("notes.log").write_text("notes\n" * 1000, encoding="utf-8")


CODES = [code for hundred in ("RC1", "RC2") for code in pages(hundred)]


def test_examples_give_their_code_and_none(
    look: Callable[[str, str, Language], Done], golden: Callable[[str, str], None]
) -> None:
    shown: dict[str, dict[str, dict[Language, str]]] = {}
    for code in CODES:
        for lang in LANGUAGES:
            done = look(code, "wrong", lang)
            line = done.out if code == "RC201" else refused(done, f"[{code}]").removeprefix("guiju: ")
            assert f"[{code}]" in line
            shown.setdefault(code[:3], {}).setdefault(code, {})[lang] = line.strip()
            assert look(code, "right", lang).status == 0, look(code, "right", lang)
    for hundred, said in shown.items():
        golden(f"../../dsl/messages/pages/drawn/{hundred}.yaml", as_yaml(said))


# ── the page ──

PAGES = [HOUSE / "docs" / name for name in ("receipts.md", "receipts.zh.md")]


@pytest.mark.parametrize("document", PAGES, ids=lambda file: file.name)
def test_the_page_shows_what_the_commands_print(document: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    (tmp_path / "page").mkdir()
    keep(document, play(document, tmp_path / "page"), bool(request.config.getoption("--golden-update")))


def test_the_commands_of_the_page_do_what_it_says(here: Path) -> None:
    """By jq and openssl of the machine: what they compute has nothing of ours in it."""
    missing = [name for name in ("jq", "openssl", "xxd") if not shutil.which(name)]
    if missing:
        pytest.skip(f"not on this machine: {', '.join(missing)}")
    script = "\n".join(block.text for block in blocks(PAGES[0].read_text(encoding="utf-8"), "sh"))
    head = f'guiju() {{ "{sys.executable}" -m workbench "$@"; }}\nset -e\n'
    done = subprocess.run(
        ["bash", "-c", head + script], cwd=here, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Signature Verified Successfully" in done.stdout
    computed, said = re.findall(r"([0-9a-f]{64})(?:  -)?\n", done.stdout)[:2]
    assert computed == said
