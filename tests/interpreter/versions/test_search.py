"""Where the solver gives up boundary cases are searched: what was planted is found, what is not found is unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dsl import core
from interpreter.proof.between import common, of_name, of_verdict
from interpreter.proof.prove import Terms
from interpreter.proof.question import Answer, Disagreement, Found, Question
from interpreter.versions.behaviour import Treated, behaviour
from interpreter.versions.search import MOST, Search, Sought
from interpreter.versions.written import matched
from tests.books import FACT, MANIFEST
from tests.interpreter.versions.test_behaviour import AMENDED, CHANGES, DUE, MAY, SAME, both, rule

TERMS = Terms(date(2021, 6, 1), seconds=600)
"""So long that a search ends by its cases and not by the clock, however busy the machine is."""


def searched(old: core.Book, new: core.Book, name: str, most: int = MOST) -> Sought:
    """A search alone, whatever a solver would say."""
    mine, other = common(old, new)
    before, after = (of_name(b, name) for b in (mine, other))
    return Search(mine, other, before, after, TERMS, most=most).run()


def treated(old: core.Book, new: core.Book) -> dict[str, Treated]:
    return {each.name: each for each in behaviour(old, new, matched(old, new), TERMS)}


def sides(found: Sought | Treated) -> str:
    """What is shown, as a relation."""
    shown = (found.stricter is not None, found.looser is not None)
    return {(True, True): "incomparable", (True, False): "stricter", (False, True): "looser"}.get(shown, "unknown")


@pytest.fixture
def given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that knows nothing."""
    monkeypatch.setattr(Question, "seek", lambda *_: Answer(None, sure=False))


@pytest.mark.parametrize("name", CHANGES)
def test_the_search_finds_what_the_solver_proves(name: str, tmp_path: Path) -> None:
    was, is_, relation, _ = CHANGES[name]
    old, new = both(tmp_path, FACT + MAY, FACT + MAY.replace(was, is_))
    assert sides(searched(old, new, "close")) == relation


def test_what_an_older_text_says_otherwise_is_found(tmp_path: Path) -> None:
    """In a rule that was amended since: the cases are made near what any of its texts asks for."""
    later = AMENDED.format(days="30", more="")
    old, new = both(tmp_path, FACT + MAY + later, FACT + MAY.replace("20 days", "470 days") + later)
    assert sides(searched(old, new, "a/may", most=3_000)) == "stricter"


@pytest.mark.usefixtures("given_up")
@pytest.mark.parametrize(("days", "relation"), [("9", "stricter"), ("15", "looser")])
def test_what_is_found_is_told_with_how_it_was(days: str, relation: str, tmp_path: Path) -> None:
    """A case of few facts, near the day asked about, that each version judges as it is said."""
    old, new = both(tmp_path, FACT + DUE, FACT + DUE.replace("10 days", f"{days} days"))
    found = treated(old, new)["a/due"]
    assert (found.relation, found.why, found.tried > 0) == (relation, "time", True)
    shown = found.stricter or found.looser
    assert shown
    assert set(shown.facts["line"]) <= {"id", "told_on", "closed_on"}
    assert abs(shown.on.toordinal() - TERMS.near.toordinal()) < 60


@pytest.mark.usefixtures("given_up")
@pytest.mark.parametrize("name", SAME)
def test_nothing_found_is_unknown_and_never_the_same(name: str, tmp_path: Path) -> None:
    old, new = both(tmp_path, FACT + MAY, FACT + SAME[name])
    found = {each.name: each for each in behaviour(old, new, matched(old, new), replace(TERMS, seconds=0.3))}
    assert {each.relation for each in found.values() if not each.same} == {"unknown"}
    assert all(each.tried > 10 for each in found.values() if not each.same)


def test_a_solver_that_the_reference_contradicts_is_said_to_be_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The comparison goes on, by a search, and nothing is called equivalent."""

    def contradicted(*_: object) -> Answer:
        raise Disagreement(Found({}, date(2021, 6, 1)))

    monkeypatch.setattr(Question, "seek", contradicted)
    old, new = both(tmp_path, FACT + DUE, FACT + DUE.replace("10 days", "9 days"))
    found = treated(old, new)["a/due"]
    assert (found.relation, found.why, found.tried > 0) == ("stricter", "disagreement", True)


def test_a_solver_without_time_gives_up_and_the_search_is_asked(tmp_path: Path) -> None:
    """No stub: a solver that has a millionth of a second; the one case that is tried is still judged."""
    old, new = both(tmp_path, FACT + MAY, FACT + MAY.replace("20 days", "21 days"))
    (found, *_) = behaviour(old, new, matched(old, new), replace(TERMS, seconds=0.000_001))
    assert (found.name, found.why, found.tried) == ("close", "time", 1)


def test_what_needs_ten_things_at_once_is_come_upon_step_by_step(tmp_path: Path) -> None:
    """A case drawn at once would have to be lucky ten times over."""
    narrow = (
        "line.good and line.fair and line.size >= 5 and line.size < 7 and line.owed > 100 CNY and line.charged = 3 CNY"
        " and line.province = guangdong and line.lent_on <= line.told_on and line.opened_on < line.lent_on"
    )
    old, new = both(tmp_path, FACT + MAY, FACT + MAY + rule("a/narrow", "must not close", f"when {narrow}"))
    found = searched(old, new, "close")
    assert sides(found) == "stricter"


def test_the_same_search_finds_the_same(tmp_path: Path) -> None:
    old, new = both(tmp_path, FACT + MAY, FACT + MAY.replace("line.good", "line.fair"))
    one, two = (searched(old, new, "close", most=2_000) for _ in range(2))
    assert replace(one, seconds=0) == replace(two, seconds=0)


def test_a_difference_that_both_versions_know_goes_first(tmp_path: Path) -> None:
    """That one of them does not know is told where there is nothing else."""
    old, new = both(tmp_path, FACT + MAY, FACT + MAY.replace("and line.good", "and line.good and line.fair"))
    found = searched(old, new, "close").stricter
    assert found
    assert found.facts["line"]["fair"] is False


def test_what_the_solver_had_found_is_looked_at_first(tmp_path: Path) -> None:
    old, new = both(tmp_path, FACT + MAY, FACT + MAY.replace("20 days", "21 days"))
    case = Found({"line": {"id": "1", "told_on": date(2021, 5, 11), "good": True}}, date(2021, 6, 1))
    mine, other = common(old, new)
    found = Search(mine, other, of_verdict(mine, "close"), of_verdict(other, "close"), TERMS, (case,), most=1).run()
    assert (found.tried, sides(found)) == (1, "stricter")


# ── two calendars ──

ELSEWHERE = MANIFEST.replace("law: cn-civil-code", "law: plain")


def test_each_version_is_judged_by_its_own_calendar(tmp_path: Path) -> None:
    """A period that ends on a rest day ends later by the one, and not by the other."""
    assert ELSEWHERE != MANIFEST
    text = FACT + DUE + rule("a/good", "may renew", "when line.good")
    found = treated(*both(tmp_path, text, text, manifest=ELSEWHERE))
    assert (found["a/due"].relation, found["a/due"].why) == ("stricter", "calendars")
    assert found["a/good"].relation == "equivalent"


def test_two_zones_are_not_compared(tmp_path: Path) -> None:
    """One moment lies on two days, and on each of them another rule may be in force."""
    text = FACT + rule("a/day", "must not lend", "when date of line.asked_at = 2021-06-01")
    text += rule("a/good", "may renew", "when line.good", "from 2021-06-01")
    found = treated(*both(tmp_path, text, text, manifest=MANIFEST.replace("Asia/Shanghai", "America/New_York")))
    assert {(each.relation, each.why, each.tried) for each in found.values()} == {("unknown", "zones", 0)}


def test_a_further_year_is_proved_where_it_can_make_no_difference(tmp_path: Path) -> None:
    """Days and years are counted without a calendar; periods end by one, and differ where one version has none."""
    text = FACT + rule("a/old", "must not lend", "when years from line.born_on to today < 8")
    text += rule("a/soon", "must not renew", "when line.told_on + 3 days > today") + MAY
    old, new = both(tmp_path, text, text, manifest=MANIFEST.replace("2026-12-31", "2025-12-31"))
    found = treated(new, old)
    assert {name: found[name].relation for name in ("lend", "renew", "a/old", "a/soon")} == dict.fromkeys(
        ("lend", "renew", "a/old", "a/soon"), "equivalent"
    )
    assert (found["close"].relation, found["close"].why) == ("incomparable", "calendars")
    for shown in (found["close"].stricter, found["close"].looser):
        assert shown
        assert str(shown.on) > "2025-12-01"


def test_a_difference_besides_the_calendar_goes_first(tmp_path: Path) -> None:
    """It is proved by the shorter calendar, and what both know is shown."""
    shorter = MANIFEST.replace("2026-12-31", "2025-12-31")
    old, new = both(tmp_path, FACT + MAY, FACT + MAY.replace("20 days", "21 days"), manifest=shorter)
    found = treated(old, new)["close"]
    assert (found.relation, found.why) == ("stricter", "calendars")
    assert found.stricter
    assert str(found.stricter.on)[:4] == "2021"


# ── what is no comparison ──


@pytest.mark.parametrize(
    "norm", ["must not close", "may renew", "must happen line.closed_on within 10 days after line.told_on"]
)
def test_a_rule_that_demands_another_kind_of_thing_is_another_rule(norm: str, tmp_path: Path) -> None:
    """Or a permission of one act and one of another would be called equivalent for having the same conditions."""
    old, new = both(tmp_path, FACT + MAY, FACT + MAY.replace("may close", norm))
    found = [(each.name, each.relation) for each in behaviour(old, new, matched(old, new), TERMS)]
    assert [each for each in found if each[0] == "a/may"] == [("a/may", "gone"), ("a/may", "new")]
    assert ("close", "stricter") in found


def test_a_rule_about_other_subjects_is_another_rule(tmp_path: Path) -> None:
    about = "rule a/x\n    source law art 1\n    for each {}\n    must {}.id is known\n"
    old, new = both(tmp_path, about.format("line", "line"), about.format("call", "call"))
    assert {each.relation for each in behaviour(old, new, matched(old, new), TERMS)} == {"gone", "new"}
