"""`guiju decide` and `guiju explain`: one question about one subject, in text and JSON, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.workbench.running import LINE, facts_file, guiju, refused

REMIND = {"line": {"id": "L7", "activated_on": "2014-05-01", "found_unregistered_on": "2025-11-20"}}


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    return facts_file(tmp_path)


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """Two lines, one of them reminded; the key of the other looks like a telephone number."""
    folder = tmp_path / "snapshot"
    folder.mkdir()
    lines = "id,activated_on,suspended_on\nL1,2014-05-01,2016-04-12\n13800138000,2014-05-01,\n"
    (folder / "line.csv").write_text(lines, encoding="utf-8")
    (folder / "reminder.csv").write_text("id,line_id,sent_on\nR1,L1,2016-03-30\n", encoding="utf-8")
    return folder


# ── decide ──


def test_a_decision_in_json_has_the_shape_of_the_contract(facts: Path) -> None:
    done = guiju("decide", "terminate", "--facts", facts, "--on", "2016-07-11", "--format", "json")
    assert (done.status, done.err) == (0, "")
    assert set(done.data) == {"action", "verdict", "standing", "earliest", "missing", "because", "sanctions", "highest"}
    assert (done.data["action"], done.data["verdict"], done.data["earliest"]) == ("terminate", "denied", "2016-07-12")
    assert done.data["missing"] == []
    for said in done.data["because"]:
        assert set(said) == {"rule", "effect", "holds", "sources"}
        assert said["effect"] in ("prohibits", "permits", "default denied", "default permitted")
        assert all(isinstance(source, str) for source in said["sources"])
    assert {said["rule"]: said["holds"] for said in done.data["because"]} == {
        "grace/closure": False,
        "grace/termination": True,
        "grace/notice": False,
        "grace/second_set_time": False,
    }
    assert done.data["standing"] == "settled"


def test_a_denial_in_json_says_what_the_law_of_that_day_threatens(facts: Path) -> None:
    done = guiju("decide", "terminate", "--facts", facts, "--on", "2016-07-11", "--format", "json")
    assert [(each["measure"], each["when"]) for each in done.data["sanctions"]] == [
        ("order", "always"), ("civil", "always"), ("warning", "refused"), ("fine", "refused"), ("closure", "serious"),
    ]  # fmt: skip
    assert done.data["sanctions"][3] == {
        "measure": "fine", "when": "refused", "on": "operator", "from": "10000", "to": "100000", "currency": "CNY",
        "source": "telecom-regs art 74", "rules": ["grace/termination"],
    }  # fmt: skip
    (highest,) = done.data["highest"]
    assert (highest["stage"], highest["on"], highest["source"]) == ("refused", "operator", "telecom-regs art 74")


def test_a_permitted_decision_has_no_earliest_day(facts: Path) -> None:
    shown = guiju("decide", "terminate", "--facts", facts, "--on", "2016-07-12", "--format", "json").data
    assert shown["verdict"] == "permitted"
    assert not {"earliest", "sanctions", "highest"} & set(shown)
    assert shown["standing"] == "contested", "the permission is contested"


def test_an_undetermined_decision_names_what_is_missing(tmp_path: Path) -> None:
    facts = facts_file(tmp_path, {"line": {"id": "L1", "activated_on": "2014-05-01", "suspended_on": "2016-04-12"}})
    done = guiju("decide", "terminate", "--facts", facts, "--on", "2016-07-12", "--format", "json")
    assert (done.status, done.data["verdict"], done.data["missing"]) == (0, "undetermined", ["line.reminders"])
    text = guiju("decide", "terminate", "--facts", facts, "--on", "2016-07-12", "--lang", "zh").out
    assert text.splitlines()[:2] == ["销号：无法确定", "  缺：号卡.催告"]
    assert "  ? 可以销号 · 是否适用无法确定：grace/closure" in text


def test_the_default_speaks_where_no_rule_does(tmp_path: Path) -> None:
    facts = facts_file(tmp_path, {"line": {"id": "L1", "activated_on": "2014-05-01"}})
    done = guiju("decide", "terminate", "--facts", facts, "--on", "2015-01-01")
    assert done.out == (
        "terminate: denied\n  ✓ no rule permits it: denied by default (Telecommunications Regulations, art 40(3))\n"
    )
    shown = guiju("decide", "terminate", "--facts", facts, "--on", "2015-01-01", "--format", "json").data
    assert shown["because"][0]["rule"] == "default"


def test_text_says_each_rule_that_speaks_those_that_decide_first(facts: Path) -> None:
    lines = guiju("decide", "terminate", "--facts", facts, "--on", "2016-07-11").out.splitlines()
    assert lines[0] == "terminate: denied (permitted from 2016-07-12)"
    assert lines[1].startswith("  ✓ must not terminate · applies: grace/termination")
    last = lines.index("  sanctions (by the law of 2016-07-11)")
    assert all(line.startswith("  ✗ ") and "does not apply" in line for line in lines[2:last])
    assert lines[last + 1].startswith("    highest fine if correction is refused (operator): 10000 to 100000 CNY")


@pytest.mark.parametrize("action", ["terminate", "销号"])
def test_only_fail_on_denied_makes_a_denial_a_finding(facts: Path, action: str) -> None:
    asked = ("decide", action, "--facts", facts, "--on")
    assert guiju(*asked, "2016-07-11").status == 0
    assert guiju(*asked, "2016-07-11", "--fail-on", "denied").status == 1
    assert guiju(*asked, "2016-07-12", "--fail-on", "denied").status == 0


def test_a_question_about_another_entity_is_refused(facts: Path) -> None:
    refused(guiju("decide", "activate", "--facts", facts, "--on", "2016-07-11"), "[RB410]", "application")
    refused(guiju("decide", "terminat", "--facts", facts, "--on", "2016-07-11"), "[RB205]", "`terminate`")
    refused(guiju("decide", "terminat", "--facts", facts, "--on", "2016-07-11", "--lang", "zh"), "或为“terminate”")


# ── explain ──


def test_an_explanation_in_json_is_a_tree(facts: Path) -> None:
    done = guiju("explain", "grace/termination", "--facts", facts, "--on", "2016-07-11", "--format", "json")
    assert (done.status, done.err) == (0, "")
    assert set(done.data) == {"text", "holds", "because"}
    assert done.data["holds"] is True
    texts = json.dumps(done.data)
    assert "90 days after 2016-04-12 is 2016-07-11" in texts
    assert "Guangdong Decision" in texts


def test_an_explanation_in_text_and_json_says_the_same(facts: Path) -> None:
    asked = ("explain", "terminate", "--facts", facts, "--on", "2016-07-11")

    def texts(node: dict[str, object]) -> list[str]:
        under = node.get("because", [])
        assert isinstance(under, list)
        return [str(node["text"]), *(text for each in under for text in texts(each))]

    told = [
        line.strip().removeprefix("✓ ").removeprefix("✗ ").removeprefix("? ") for line in guiju(*asked).out.splitlines()
    ]
    assert told == texts(guiju(*asked, "--format", "json").data)


@pytest.mark.parametrize(
    ("what", "on", "starts"),
    [
        ("suspend", "2016-07-11", "line L1 · suspend · 2016-07-11: compliant"),
        ("停机", "2016-07-11", "line L1 · suspend · 2016-07-11: compliant"),
        ("terminate", "2016-07-11", "line L1 · terminate · 2016-07-11: denied (permitted from 2016-07-12)"),
        ("grace/notice", "2016-07-11", "✗ must not terminate · does not apply: grace/notice"),
        ("宽限/销号", "2016-07-11", "✓ must not terminate · applies: grace/termination"),
        ("registration/reminder", "2016-07-11", "line L1 · registration/reminder “An unregistered line is reminded”"),
        ("no_termination_without_full_notice", "2016-07-11", "✓ line L1 · no_termination_without_full_notice"),
    ],
)
def test_a_duty_a_guard_an_action_and_an_invariant_can_be_explained(
    what: str, on: str, starts: str, facts: Path
) -> None:
    done = guiju("explain", what, "--facts", facts, "--on", on)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(starts)


def test_a_subject_may_come_from_a_snapshot(snapshot: Path) -> None:
    done = guiju("explain", "suspend", "L1", "--snapshot", snapshot, "--on", "2016-07-11")
    assert done.status == 0
    assert done.out.startswith("line L1 · suspend · 2016-07-11: compliant")
    assert "reminder R1 (sent_on: 2016-03-30)" in done.out


@pytest.mark.parametrize("subject", ["13800138000", "line.csv:3"])
def test_a_subject_with_a_telling_key_is_found_by_key_or_place_and_shown_by_neither(
    snapshot: Path, subject: str
) -> None:
    done = guiju("explain", "suspend", subject, "--snapshot", snapshot, "--on", "2016-07-11")
    assert done.status == 0
    assert done.out.startswith("line 138****00 · suspend")
    assert "13800138000" not in done.out + done.err


def test_a_subject_that_is_not_there_is_refused_without_naming_it(snapshot: Path) -> None:
    said = refused(guiju("explain", "suspend", "13900139000", "--snapshot", snapshot, "--on", "2016-07-11"), "no line")
    assert "139" not in said
    refused(guiju("explain", "停机", "L9", "--snapshot", snapshot, "--on", "2016-07-11", "--lang", "zh"), "号卡")


def test_a_snapshot_that_cannot_be_read_is_refused(snapshot: Path) -> None:
    (snapshot / "holder.parquet").write_bytes(b"PAR1 nonsense")
    refused(guiju("explain", "suspend", "L1", "--snapshot", snapshot, "--on", "2016-07-11"), "holder.parquet: [SN002]")


def test_what_is_asked_must_fit_together(facts: Path, snapshot: Path) -> None:
    on = ("--on", "2016-07-11")
    refused(guiju("explain", "RB999"), "no diagnostic `RB999`")
    refused(guiju("explain", "nonsense", "--lang", "zh"), "没有名为“nonsense”")
    refused(guiju("explain", "suspnd", "--facts", facts, *on), "perhaps `suspend`")
    refused(guiju("explain", "suspend", "--facts", facts), "--on DATE is needed")
    refused(guiju("explain", "suspend", *on), "--facts FILE is needed")
    refused(guiju("explain", "suspend", "L1", "--facts", facts, *on), "SUBJECT goes with --snapshot")
    refused(guiju("explain", "suspend", "L1", "--facts", facts, "--snapshot", snapshot, *on), "not both")
    refused(guiju("explain", "suspend", "--snapshot", snapshot, *on), "SUBJECT")
    refused(guiju("explain", "activate", "--facts", facts, *on), "application", "line")
    refused(guiju("explain", "stop", "L1", "--snapshot", snapshot, *on), "no stoppage")


def test_facts_are_those_of_the_line_and_not_of_todays_clock(tmp_path: Path) -> None:
    """The same question has the same answer whenever it is asked."""
    facts = facts_file(tmp_path, REMIND)
    asked = ("explain", "registration/reminder", "--facts", facts, "--on", "2026-02-24", "--format", "json")
    assert guiju(*asked) == guiju(*asked)
    assert "pending" in guiju(*asked).data["text"]
    assert LINE["line"]["id"] == "L1"
