"""`guiju audit --profile`: what each rule costs, what rules share told apart, and nothing else is changed by it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from interpreter.columns import measure
from tests.books import rule, small_book
from tests.workbench.running import guiju, refused

FACTS = """
fact line.fine "两样":
    line.good and line.fair

fact line.bare "单用":
    line.status
"""
RULES = "".join(
    rule(f"must {norm}", path=f"a/{name}")
    for name, norm in (("one", "line.fine"), ("two", "line.fine and line.good"), ("three", "line.bare"))
)


@pytest.fixture
def asked(tmp_path: Path) -> list[str]:
    small_book(tmp_path, FACTS + RULES)
    (tmp_path / "snapshot").mkdir()
    lines = "".join(f"L{number},yes,{('yes', 'no')[number % 2]},2017-01-01\n" for number in range(50))
    (tmp_path / "snapshot" / "line.csv").write_text("id,good,fair,lent_on\n" + lines, encoding="utf-8")
    return ["audit", str(tmp_path / "snapshot"), "--book", str(tmp_path), "--on", "2018-01-01"]


def test_every_rule_has_its_cost_and_shared_facts_have_theirs(asked: list[str]) -> None:
    shown = guiju(*asked, "--profile", "--format", "json").data
    passes: list[dict[str, Any]] = shown["profile"]["passes"]
    rules = [name for each in passes for name in each["rules"]]
    assert sorted(rules) == sorted(shown["outcomes"])
    duties = next(each for each in passes if "a/one" in each["rules"])
    assert (duties["subject"], duties["rows"], list(duties["rules"])) == ("line", 50, ["a/one", "a/two", "a/three"])
    assert {name: fact["rules"] for name, fact in duties["facts"].items()} == {"line.fine": 2}
    for cost in (duties, *duties["rules"].values(), *duties["facts"].values(), shown["profile"]):
        assert all(cost[name] >= 0 for name in ("seconds", "planning", "reading", "writing") if name in cost)
    assert all(cost["seconds"] > 0 for cost in duties["rules"].values())
    lending = next(each for each in passes if "lend" in each["rules"])
    assert lending["rules"]["lend"] == {"seconds": lending["seconds"], "planning": lending["planning"]}


def test_what_is_found_is_the_same(asked: list[str], tmp_path: Path) -> None:
    plain = guiju(*asked, "--format", "json", "--out", tmp_path / "plain").data
    shown = guiju(*asked, "--format", "json", "--out", tmp_path / "shown", "--profile").data
    assert shown["outcomes"] == plain["outcomes"]
    assert "profile" not in plain
    found = [(tmp_path / name / "findings.parquet").read_bytes() for name in ("plain", "shown")]
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("lang", "said"), [("en", ("dearest of 6 rules", "line.fine")), ("zh", ("最贵的规则（共 6）", "最贵的共用事实"))]
)
def test_people_see_the_dearest(asked: list[str], lang: str, said: tuple[str, ...]) -> None:
    out = guiju(*asked, "--profile", "--lang", lang).out
    for each in ("a/three", "line · lend", *said):
        assert each in out


def test_only_a_whole_audit_by_the_embedded_engine_has_one(asked: list[str], tmp_path: Path) -> None:
    refused(guiju(*asked, "--profile", "--engine", "reference"), "--profile")
    refused(guiju(*asked, "--profile", "--resume", "--out", tmp_path / "out"), "--resume")


def test_the_least_of_three_is_taken_and_what_takes_long_is_done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, steps = [0.0], iter([0.5, 0.2, 0.3, 9.0])
    monkeypatch.setattr("interpreter.columns.measure.time", SimpleNamespace(perf_counter=lambda: clock[0]))

    def work() -> None:
        clock[0] += next(steps)

    assert measure._least(work) == pytest.approx(0.2)
    assert measure._least(work) == pytest.approx(9.0)
