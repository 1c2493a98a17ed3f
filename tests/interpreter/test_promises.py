"""What the shipped book promises by law, whatever the facts and whatever the day.

Oracles are computed here from the raw facts and the official holidays, not with our evaluator.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar  # type: ignore[import-untyped]  # it ships no types
from hypothesis import event, given, settings
from hypothesis import strategies as st

from interpreter.lives import Life
from interpreter.sampling import Sampler
from tests.books import telecom, telecom_evaluator

BOOK = telecom().book
SAMPLER = Sampler(BOOK)
SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
ACTIONS = BOOK.vocabulary.actions
Facts = dict[str, Any]
Case = tuple[Facts, date]


def decide(action: str, facts: Facts, day: date) -> str:
    asked, row = telecom_evaluator(facts, day)
    return asked.decide(ACTIONS[action], row).name


# ── periods by the official holidays alone ───────────────────────────────────────────────────────────────────────────


def last_day(start: date, days: int) -> date:
    """The last day of a period of days: rest days at its end are stepped over. Raises where no holidays are known."""
    day = start + days * DAY
    while not chinese_calendar.is_workday(day):
        day += DAY
    return day


def is_over(start: str, days: int, today: date) -> bool:
    """Whether the whole period after a day as written has passed; not if that day is unknown or never."""
    if start in ("unknown", "never") or date.fromisoformat(start) + days * DAY >= today:
        return False
    return last_day(date.fromisoformat(start), days) < today


def full_notice(line: Mapping[str, Any], today: date) -> bool:
    """Ten days since some reminder and ninety since the suspension, each by the whole."""
    reminders = line.get("reminders", [])
    sent = [each.get("sent_on", "never") for each in reminders] if isinstance(reminders, list) else []
    return any(is_over(day, 10, today) for day in sent) and is_over(line.get("suspended_on", "never"), 90, today)


# ── no line is terminated without the full notice ────────────────────────────────────────────────────────────────────

HINDRANCES = {"terminated_on", "cancelled_on", "arrears_terminated_on", "registered_on"}


def unhindered(case: Case) -> Case:
    """The same line, neither ended nor registered: what may be terminated at all."""
    (facts, day) = case
    return {"line": {name: value for name, value in facts["line"].items() if name not in HINDRANCES}}, day


waiting = SAMPLER.cases("line", 0.02, days=st.dates(date(2016, 1, 1), date(2026, 6, 1))).map(unhindered)


@given(SAMPLER.cases("line") | waiting | waiting)
def test_a_permitted_termination_has_its_full_notice_behind_it(case: Case) -> None:
    facts, day = case
    verdict = decide("terminate", facts, day)
    event(verdict)
    if verdict == "permitted":
        assert full_notice(facts["line"], day)


@given(st.dates(date(2016, 4, 12), date(2026, 12, 31)), st.integers(80, 110), st.integers(0, 30))
def test_a_termination_is_permitted_from_the_first_day_after_its_full_notice(
    day: date, stopped: int, sent: int
) -> None:
    line = {"activated_on": "2012-03-01", "suspended_on": str(day - stopped * DAY)}
    line["reminders"] = [{"sent_on": str(day - sent * DAY)}]  # type: ignore[assignment]
    assert decide("terminate", {"line": line}, day) == ("permitted" if full_notice(line, day) else "denied")


long_lives = SAMPLER.lives("line", st.dates(date(2015, 11, 1), date(2026, 3, 1)), {"activated_on": "2012-03-01"})


@given(long_lives)
@settings(max_examples=60)  # some hundred days each, on which every action is tried: ten times dearer than a case
def test_no_life_ends_earlier_than_the_law_allows(life: Life) -> None:
    line: Any = life.facts["line"]
    for day in life.days_of("terminate"):
        event("terminated")
        assert full_notice(line, day)
        assert not full_notice(line, day - DAY) or line.get("activated_on") == str(day)
    for day in life.days_of("suspend"):
        assert any(is_over(each["sent_on"], 10, day) for each in line["reminders"])


# ── silence, the sixth card ──────────────────────────────────────────────────────────────────────────────────────────

in_force_since = st.dates(date(2012, 12, 28), date(2026, 12, 31))


def commercial(case: Case) -> Case:
    facts, day = case
    return {"message": facts["message"] | {"kind": "commercial"}}, day


def silent(case: Case) -> Case:
    """Nobody has been heard to consent: no record, or records without a consent, or with one that is not known."""
    facts, day = commercial(case)
    consents = facts["message"].get("consents", "unknown")
    if isinstance(consents, list):
        heard = ("given_at", "clause_at")
        consents = [{k: v for k, v in each.items() if k not in heard or v == "unknown"} for each in consents]
    return {"message": facts["message"] | {"consents": consents}}, day


def moment(text: str) -> datetime:
    told = datetime.fromisoformat(text)
    return told.astimezone(SHANGHAI) if told.tzinfo else told.replace(tzinfo=SHANGHAI)


def told_by(day: date, row: Mapping[str, Any], *names: str) -> bool:
    """Whether one of these moments is known to lie on that day or before it."""
    given = [row.get(name, "never") for name in names]
    return any(each not in ("never", "unknown") and moment(each).date() <= day for each in given)


@given(SAMPLER.cases("message", days=in_force_since).map(silent))
def test_silence_never_permits_a_commercial_message(case: Case) -> None:
    facts, day = case
    assert decide("send", facts, day) == "denied"
    sent = facts["message"].get("sent_at", "never")
    if sent not in ("never", "unknown") and moment(sent).date() >= date(2012, 12, 28):
        asked, row = telecom_evaluator(facts, day)
        wanted = "breach" if moment(sent).date() <= day else "not_applicable"
        assert asked.judge_act(ACTIONS["send"], row).name == wanted


@given(SAMPLER.cases("message", unknowns=0.02, days=in_force_since).map(commercial))
def test_a_commercial_message_is_permitted_only_to_one_who_has_consented(case: Case) -> None:
    facts, day = case
    verdict = decide("send", facts, day)
    event(verdict)
    if verdict == "permitted":
        assert any(told_by(day, each, "given_at", "clause_at") for each in facts["message"]["consents"])


capped_since = st.dates(date(2016, 9, 23), date(2026, 12, 31))
CLEAN = {
    "kind": "mobile", "carrier": "甲", "carrier_kind": "basic", "province": "guangdong", "channel": "own_hall",
    "applicant": "user", "id_kind": "resident_id", "id_check": "genuine", "entry": "reader", "photo_taken": True,
    "face_matched": True, "video_checked": True, "key_verified": True,
}  # fmt: skip


def may_count(line: Mapping[str, Any], application: Mapping[str, Any], day: date) -> bool:
    """Whether nothing shows that a line is no live phone card at this carrier, opened on an earlier day."""
    ends = [line.get(name, "never") for name in ("terminated_on", "cancelled_on", "arrears_terminated_on")]
    opened = line.get("activated_on", "never")
    if opened != "unknown" and not _is_before(opened, day):
        return False
    if any(_is_before(end, day + DAY) for end in ends) or line.get("kind") in ("fixed", "iot"):
        return False
    carriers = {each for each in (line.get("carrier"), application.get("carrier")) if each not in (None, "unknown")}
    return len(carriers) < 2


def _is_before(day: str, other: date) -> bool:
    return day not in ("never", "unknown") and date.fromisoformat(day) < other


@given(SAMPLER.cases("application", unknowns=0.05, days=capped_since), st.booleans())
def test_a_sixth_card_is_never_permitted(case: Case, is_clean: bool) -> None:
    facts, day = case
    application = facts["application"] | (CLEAN if is_clean else {})
    if application.get("kind") in ("fixed", "iot"):
        application |= {"kind": "unknown"}
    verdict = decide("activate", {"application": application}, day)
    event(verdict)
    if verdict == "permitted":
        lines = application["holder"]["lines"]
        assert sum(may_count(line, application, day) for line in lines) < 5


@given(capped_since, st.integers(0, 8), st.sampled_from(["mobile", "unknown"]))
def test_five_cards_are_one_too_many_and_four_are_not(day: date, cards: int, kind: str) -> None:
    lines = [{"activated_on": "2012-03-01", "carrier": "甲", "kind": kind} for _ in range(cards)]
    holder = {"kind": "individual", "born_on": "1980-01-01", "lines": lines}
    told = decide("activate", {"application": {**CLEAN, "holder": holder}}, day)
    assert told == ("permitted" if cards < 5 else "denied")


@given(st.sampled_from(sorted({each.subject for each in BOOK.invariants.values()})).flatmap(SAMPLER.cases))
def test_every_invariant_of_the_book_holds(case: Case) -> None:
    asked, row = telecom_evaluator(*case)
    for invariant in BOOK.invariants.values():
        if invariant.subject == row.entity:
            assert asked.keeps(invariant, row) is not False, invariant.name
