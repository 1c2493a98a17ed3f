"""`guiju prove` as a person calls it: what it says, its status, its JSON, witnesses that can be kept."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workbench.running import HOUSE, guiju

NOTICE = "no_termination_without_full_notice"


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """cn-telecom with two clauses less: a reminder of today is enough to end a line."""
    folder = tmp_path_factory.mktemp("broken") / "book"
    shutil.copytree(Path("rulebook") / "cn-telecom", folder)
    rules = folder / "rules" / "grace.rules"
    text = rules.read_text(encoding="utf-8")
    clause = "reminder_period has passed since r.sent_on"
    first, rest = text.split("may terminate", 1)
    changed = first + "may terminate" + rest.replace(clause, "r.sent_on <= today")
    assert changed != text
    rules.write_text(changed, encoding="utf-8")
    return folder


def test_an_invariant_that_holds_is_proved() -> None:
    done = guiju("prove", "cn-telecom", NOTICE, "--lang", "en")
    assert done.status == 0
    assert done.out.startswith(f"✓ {NOTICE} · No termination without the full notice · proved")
    assert "more would change nothing" in done.out
    assert "assuming: the day asked about: 2000-01-01 – 2099-12-31" in done.out


def test_it_may_be_called_by_its_title_and_answers_in_chinese() -> None:
    done = guiju("prove", "cn-telecom", "未满期限不得销号", "--lang", "zh")
    assert (done.status, "已证明" in done.out) == (0, True)


def test_one_that_does_not_is_refuted_by_facts_in_words(broken: Path) -> None:
    done = guiju("prove", broken, NOTICE, "--lang", "en")
    assert done.status == 1
    assert f"✗ {NOTICE}" in done.out
    assert "suspended_on" in done.out
    assert "reminders: sent_on" in done.out


def test_the_json_has_what_was_promised(broken: Path) -> None:
    data = json.loads(guiju("prove", broken, NOTICE, "--format", "json").out)
    (said,) = data["invariants"]
    assert said["name"] == NOTICE
    assert said["answer"] == "refuted"
    assert said["seconds"] >= 0
    assert set(said["bound"]) == {"line.reminders"}
    assert said["assumes"]
    assert said["witness"]["facts"]["line"]["reminders"]
    assert data["findings"] == []


def test_a_witness_is_kept_as_a_scenario_that_fails_until_the_book_is_mended(broken: Path) -> None:
    kept = broken / "scenarios" / "refuted.yaml"
    assert guiju("prove", broken, NOTICE, "--save", kept, "-q").status == 1
    try:
        tried = guiju("test", broken, "-k", "guiju prove", "--lang", "en")
        assert tried.status == 1
        assert NOTICE in tried.out
        shutil.copy(kept, mended := broken.parent / "refuted.yaml")
        assert mended.read_text(encoding="utf-8").count("- name:") == 1
    finally:
        kept.unlink()


def test_what_is_supposed_is_read_as_a_condition_of_the_book() -> None:
    plain = guiju("prove", "cn-telecom", "no_early_release", "--assume", "line.kind is mobile", "--lang", "en")
    assert plain.status == 0
    assert "supposing line.kind is mobile" in plain.out
    wrong = guiju("prove", "cn-telecom", "no_early_release", "--assume", "line.knd is mobile", "--lang", "en")
    assert wrong.status == 2
    assert "`line` has no field, relation or fact `knd`" in wrong.err
    assert wrong.err.count("\n") == 1


def test_a_figure_may_be_left_free() -> None:
    done = guiju("prove", "cn-telecom", NOTICE, "--any", "reminder_period", "--lang", "en")
    assert done.status == 0
    assert "reminder_period may have any value" in done.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("no_sixth",), "perhaps `no_sixth_card`"),
        (("no_sixth_card", "--any", "card_cap"), "no figure is called `card_cap`"),
        (("no_sixth_card", "--timeout", "0"), "--timeout"),
        (("no_sixth_card", "--on", "2020-02-30"), "--on"),
    ],
)
def test_what_cannot_be_asked_ends_in_one_line(words: tuple[str, ...], said: str) -> None:
    done = guiju("prove", "cn-telecom", *words, "--lang", "en")
    assert done.status == 2
    assert said in done.err
    assert done.err.count("\n") == 1


def test_what_stays_open_is_a_failure_unless_it_is_allowed() -> None:
    words = ("prove", "cn-telecom", NOTICE, "--timeout", "0.000001", "--lang", "en")
    assert guiju(*words).status == 1
    allowed = guiju(*words, "--allow-unknown")
    assert (allowed.status, "unknown: time ran out" in allowed.out) == (0, True)


@pytest.mark.parametrize("command", ["prove", "diff"])
def test_without_the_solver_it_says_what_to_install(command: str) -> None:
    told = "import sys; sys.modules['z3'] = None; from workbench.command import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", told, command, "cn-telecom"],
        cwd=HOUSE, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (2, "guiju: z3 is not installed: pip install 'guiju[proof]'\n")
