"""Promise 7: under the cap a sixth card is never permitted, and cards at another operator are not counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

from hypothesis import strategies as st

from interpreter.sampling import Sampler
from tests.books import telecom, telecom_evaluator
from tests.properties.oracle import CAP, CAP_SINCE, DAY, Case, Facts, day_of, rows_of
from tests.properties.promise import chances, promise, reached

BOOK = telecom().book
ACTIVATE = BOOK.vocabulary.actions["activate"]
CAPPED = ("cards/cap", "cards/state_limit")
COUNTING = Sampler(BOOK, CAPPED)
capped_since = st.dates(CAP_SINCE, date(2026, 12, 31))
CLEAN: Facts = {
    "kind": "mobile", "carrier": "甲", "carrier_kind": "basic", "province": "guangdong", "channel": "own_hall",
    "applicant": "user", "id_kind": "resident_id", "id_check": "genuine", "entry": "reader", "photo_taken": True,
    "face_matched": True, "video_checked": True, "key_verified": True,
}  # fmt: skip
"""What nothing but the number of cards could stand in the way of."""


def may_count(line: Mapping[str, Any], application: Mapping[str, Any], day: date) -> bool:
    """Whether nothing shows that a line is no live phone card at this carrier, opened on an earlier day."""
    ends = [day_of(line.get(name)) for name in ("terminated_on", "cancelled_on", "arrears_terminated_on")]
    opened = day_of(line.get("activated_on"))
    if line.get("activated_on") != "unknown" and (opened is None or opened >= day):
        return False
    if any(end is not None and end <= day for end in ends) or line.get("kind") in ("fixed", "iot"):
        return False
    carriers = {each for each in (line.get("carrier"), application.get("carrier")) if each not in (None, "unknown")}
    return len(carriers) < 2


def phone(case: Case, is_clean: bool) -> Case:
    """The same application, for a phone card, by a grown man; or as it was drawn, but for no other kind of card."""
    facts, day = case
    application = facts["application"] | (CLEAN if is_clean else {})
    if application.get("kind") in ("fixed", "iot"):
        application |= {"kind": "unknown"}
    if is_clean and isinstance(application.get("holder"), dict):
        application |= {"holder": application["holder"] | {"kind": "individual", "born_on": "1980-01-01"}}
    return {"application": application}, day


drawn = st.builds(phone, COUNTING.cases("application", unknowns=0.05, days=capped_since), st.booleans())
WHENCE = ("甲", "甲", "甲", "乙", "unknown")
card = st.tuples(
    st.sampled_from(WHENCE), st.sampled_from(["mobile", "mobile", "unknown", "iot", "fixed"]), st.booleans()
)


def holding(day: date, cards: list[tuple[str, str, bool]]) -> Case:
    """A clean application of somebody with these cards: where, of what kind, and whether still live."""
    lines = [
        {"id": f"L{number}", "activated_on": "2012-03-01", "carrier": carrier, "kind": kind}
        | ({} if is_live else {"cancelled_on": str(day - DAY)})
        for number, (carrier, kind, is_live) in enumerate(cards)
    ]
    return {"application": {**CLEAN, "holder": {"kind": "individual", "born_on": "1980-01-01", "lines": lines}}}, day


live = st.integers(CAP - 2, CAP + 1).map(lambda number: [("甲", "mobile", True)] * number)
held = st.builds(lambda day, some, others: holding(day, some + others), capped_since, live, st.lists(card, max_size=5))


@promise(7, drawn | held | held, permitted=0.05, five_elsewhere_or_ended=0.01, one_too_many=0.1)
def test_7_a_sixth_card_is_never_permitted_under_the_cap(case: Case) -> None:
    facts, day = case
    asked, row = telecom_evaluator(facts, day)
    verdict = asked.decide(ACTIVATE, row)
    lines = rows_of(facts["application"].get("holder", {}) if "holder" in facts["application"] else {}, "lines")
    counted = sum(may_count(line, facts["application"], day) for line in lines)
    reached("one_too_many", counted >= CAP)
    if reached("permitted", verdict.name == "permitted"):
        assert counted < CAP
        reached("five_elsewhere_or_ended", len(lines) >= CAP)


@promise(
    7,
    capped_since,
    st.integers(0, 8),
    st.integers(0, 8),
    st.sampled_from(["mobile", "unknown"]),
    chances,
    five=0.02,
    four=0.02,
    five_elsewhere=0.05,
)
def test_7_the_count_does_not_cross_operators(day: date, here: int, elsewhere: int, kind: str, chance: Random) -> None:
    cards = [*[("甲", kind, True)] * here, *[("乙", kind, True)] * elsewhere]
    chance.shuffle(cards)
    asked, row = telecom_evaluator(*holding(day, cards))
    verdict = asked.decide(ACTIVATE, row)
    holds = {said.rule for said in verdict.because if said.rule in CAPPED and said.holds is not False}
    reached("five", here == CAP)
    reached("four", here == CAP - 1)
    reached("five_elsewhere", here < CAP <= elsewhere)
    assert (verdict.name == "denied") if here >= CAP else not holds
