"""Who is treated otherwise by the new version: nobody where nothing changed but the spelling, or these facts."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from dsl import core
from dsl.load import load
from interpreter.proof.prove import Terms
from interpreter.versions.behaviour import Apart, Treated, behaviour
from interpreter.versions.frozen import frozen
from interpreter.versions.written import matched, written
from tests.books import FACT, MANIFEST, VOCABULARY, small_book, telecom

TERMS = Terms(date(2021, 6, 1), seconds=120)


def rule(path: str, norm: str, *clauses: str) -> str:
    return "\n    ".join([f"rule {path}", "source law art 1", "for each line", norm, *clauses]) + "\n"


def both(folder: Path, old: str, new: str, **more: str) -> tuple[core.Book, core.Book]:
    (folder / "old").mkdir()
    (folder / "new").mkdir()
    return small_book(folder / "old", old), small_book(folder / "new", new, **more)


def treated(old: core.Book, new: core.Book) -> dict[str, Treated]:
    return {each.name: each for each in behaviour(old, new, matched(old, new), TERMS)}


MAY = rule("a/may", "may close", "when 20 days has passed since line.told_on and line.good")
CHANGES = {
    "a longer notice": ("20 days", "21 days", "stricter", "stricter"),
    "a shorter notice": ("20 days", "19 days", "looser", "looser"),
    "working days": ("20 days", "20 working days", "stricter", "stricter"),
    "one condition less": (" and line.good", "", "looser", "looser"),
    "another condition": ("line.good", "line.fair", "incomparable", "incomparable"),
    "no rule any more": ("may close", "may renew", "stricter", "incomparable"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_stricter_or_looser_for_the_facts_shown(name: str, tmp_path: Path) -> None:
    was, is_, verdict, of_rule = CHANGES[name]
    found = treated(*both(tmp_path, FACT + MAY, FACT + MAY.replace(was, is_)))
    assert found["close"].relation == verdict
    if name != "no rule any more":
        assert found["a/may"].relation == of_rule
    assert (found["close"].stricter is not None) == (verdict in ("stricter", "incomparable"))
    assert (found["close"].looser is not None) == (verdict in ("looser", "incomparable"))


SAME = {
    "clauses in another order": MAY.replace(
        "20 days has passed since line.told_on and line.good", "line.good and 20 days has passed since line.told_on"
    ),
    "said twice": MAY.replace("line.good", "line.good and (line.good or line.fair)"),
    "the other way round": MAY.replace("line.good", "not (not line.good)"),
    "a fact of its own": "fact line.told :\n    20 days has passed since line.told_on\n"
    + MAY.replace("20 days has passed since line.told_on", "line.told"),
    "folded figures": MAY.replace("20 days", "(15 days + 5 days)"),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_what_is_only_said_otherwise_treats_everybody_alike(name: str, tmp_path: Path) -> None:
    found = treated(*both(tmp_path, FACT + MAY, FACT + SAME[name]))
    assert {each.relation for each in found.values()} == {"equivalent"}
    assert not all(each.same for each in found.values()), "it had to be proved"


DUE = rule("a/due", "must happen line.closed_on within 10 days after line.told_on")


@pytest.mark.parametrize(("days", "relation"), [("10", "equivalent"), ("9", "stricter"), ("15", "looser")])
def test_a_deadline_that_moves_is_stricter_or_looser(days: str, relation: str, tmp_path: Path) -> None:
    found = treated(*both(tmp_path, FACT + DUE, FACT + DUE.replace("10 days", f"{days} days")))
    assert found["a/due"].relation == relation


def test_a_rule_under_another_name_is_the_same_one(tmp_path: Path) -> None:
    old, new = both(tmp_path, FACT + MAY, FACT + MAY.replace("a/may", "b/may"))
    assert matched(old, new) == {"a/may": "b/may"}
    (only,) = written(old, new, matched(old, new))
    assert (only.kind, only.path, only.was, only.parts) == ("rule", "b/may", "a/may", ())
    assert {each.relation for each in treated(old, new).values()} == {"equivalent"}


def test_rules_of_one_version_alone_are_new_or_gone(tmp_path: Path) -> None:
    found = treated(*both(tmp_path, FACT + MAY + DUE, FACT + MAY + DUE.replace("a/due", "a/other").replace("10", "11")))
    assert (found["a/due"].relation, found["a/other"].relation) == ("gone", "new")


def test_another_calendar_is_never_called_the_same(tmp_path: Path) -> None:
    """Days that only one version has for rest days: what counts days is searched, what does not is proved."""
    other = MANIFEST.replace("covered: [2004-01-01, 2026-12-31]", "covered: [2004-01-01, 2025-12-31]")
    assert other != MANIFEST
    text = FACT + MAY + rule("a/good", "may renew", "when line.good")
    found = treated(*both(tmp_path, text, text, manifest=other))
    assert (found["close"].relation, found["a/may"].relation) == ("incomparable", "incomparable")
    assert (found["close"].why, found["a/may"].why) == ("calendars", "calendars")
    assert found["a/good"].relation == "equivalent"


def test_the_draft_of_2020_beside_the_law_of_its_day() -> None:
    """What the draft would have done to calls and messages, had it come: nothing becomes looser."""
    law, draft = telecom().book, load("cn-messages-draft-2020")[0]
    assert draft is not None
    terms = Terms(date(2020, 9, 1), date(2020, 9, 1), 30)
    found = {each.name: each for each in behaviour(law, draft, matched(law, draft), terms)}
    assert found["delete_proof"].relation == "stricter", "an act of which the law does not speak"
    assert not {each.relation for each in found.values()} & {"looser", "incomparable", "gone", "unknown"}
    assert sum(each.relation == "new" for each in found.values()) > 5


def test_a_field_that_means_another_thing_is_told(tmp_path: Path) -> None:
    old, new = both(
        tmp_path, FACT, FACT, vocabulary=VOCABULARY.replace("{zh: 大小, kind: integer,", "{zh: 大小, kind: decimal,")
    )
    with pytest.raises(Apart, match=r"line\.size"):
        list(behaviour(old, new, {}, TERMS))


# ── the law of two days ──

TIMELINE = {
    ("2015-06-01", "2016-06-01"): {  # order 31, the Decision of Guangdong, the Counter-terrorism Law, the May notice
        "terminate": "looser",
        "suspend": "looser",
        "activate": "stricter",
    },
    ("2016-06-01", "2016-10-01"): {  # measures on appeals, the circular of six departments
        "activate": "stricter",
        "cards/cap": "new",
        "cards/own_hall": "gone",
        "complaints/answer": "new",
    },
    ("2016-10-01", "2020-01-01"): {  # the Cybersecurity Law, face comparison
        "activate": "stricter",
        "registration/cybersecurity": "new",
        "registration/face": "new",
        "cards/stock": "new",
    },
    ("2020-01-01", "2023-01-01"): {  # the Civil Code, personal information, the Anti-fraud Law
        "stop": "stricter",
        "send": "stricter",
        "dial": "stricter",
        "lend": "stricter",
        "sms/clause_consent": "gone",
        "registration/anti_fraud": "new",
        "sms/personal_information": "new",
        "stops/reverification": "new",
    },
    ("2023-01-01", "2026-06-01"): {  # the regulations on consumers, joint discipline, the Cybersecurity Law renumbered
        "activate": "stricter",
        "cards/discipline": "new",
        "sms/consumer_regulations": "new",
        "registration/cybersecurity": "gone",
        "registration/cybersecurity_amended": "new",
        "terminate": "equivalent",
    },
}


@pytest.mark.parametrize("days", TIMELINE)
def test_the_history_of_the_law_is_told_by_its_dates(days: tuple[str, str]) -> None:
    book = telecom().book
    first, second = map(date.fromisoformat, days)
    old, new = frozen(book, first), frozen(book, second)
    found = {each.name: each.relation for each in behaviour(old, new, matched(old, new), Terms(second, second, 30))}
    for name, relation in TIMELINE[days].items():
        assert found[name] == relation, name
    assert "unknown" not in found.values()


def test_a_book_of_one_day_is_the_same_on_all_days() -> None:
    book = telecom().book
    once = frozen(book, date(2016, 6, 1))
    assert frozen(once, date(2026, 1, 1)).rules == once.rules
    assert list(written(once, frozen(once, date(2026, 1, 1)), matched(once, once))) == []


# ── amended books ──

AMENDED = (
    "replace rule a/may\n    source law art 1\n    from 2025-01-01\n    for each line\n    {more}may close\n"
    "        when {days} days has passed since line.told_on and line.good\n"
)
OWED = rule("a/owed", "must line.good")


@pytest.mark.parametrize(
    ("days", "more", "relation"),
    [
        ("30", "", "stricter"),
        ("10", "", "looser"),
        ("20", "", "equivalent"),
        ("30", "transitional line.fair\n    ", "stricter"),
    ],
)
def test_an_amended_rule_is_compared_with_all_its_texts(days: str, more: str, relation: str, tmp_path: Path) -> None:
    """Before the amendment nobody is treated otherwise, though the old text has another path then."""
    old, new = both(tmp_path, FACT + MAY, FACT + MAY + AMENDED.format(days=days, more=more))
    found = treated(old, new)
    assert set(found) == {"close", "a/may"}
    for name in found:
        assert found[name].relation == relation
        for case in (found[name].stricter, found[name].looser):
            assert case is None or (case.on.date() if isinstance(case.on, datetime) else case.on) >= date(2025, 1, 1)


def test_a_duty_is_compared_with_all_its_texts(tmp_path: Path) -> None:
    text = OWED.replace("rule a/owed", "replace rule a/owed").replace("line.good", "line.good and line.fair")
    old, new = both(tmp_path, FACT + OWED, FACT + OWED + text + "    from 2025-01-01\n")
    found = treated(old, new)
    assert (found["a/owed"].relation, set(found)) == ("stricter", {"a/owed"})


def test_what_is_spared_wholly_is_not_treated_otherwise(tmp_path: Path) -> None:
    spared = AMENDED.format(days="30", more="transitional line.good or not line.good\n    ")
    old, new = both(tmp_path, FACT + MAY, FACT + MAY + spared)
    found = treated(old, new)["close"]
    assert found.relation != "looser", "where `good` is not known it is not known which text governs"


def test_one_book_on_two_days_has_its_rules_matched_by_what_they_are_texts_of(tmp_path: Path) -> None:
    book = small_book(tmp_path, FACT + MAY + AMENDED.format(days="30", more=""))
    old, new = frozen(book, date(2024, 12, 31)), frozen(book, date(2025, 1, 1))
    assert matched(old, new) == {"a/may/before_2025_01_01": "a/may"}
    assert treated(old, new)["a/may"].relation == "stricter"
    assert matched(new, old) == {"a/may": "a/may/before_2025_01_01"}
    assert treated(new, old)["a/may/before_2025_01_01"].relation == "looser"
