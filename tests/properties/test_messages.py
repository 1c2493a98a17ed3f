"""Promises 5 and 6: a withdrawal stops messages from its instant, for its sender alone; silence is never consent."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from hypothesis import strategies as st

from interpreter.evaluate import Day, Evaluator
from interpreter.sampling import Sampler
from tests.books import telecom, telecom_evaluator
from tests.properties.oracle import CONSENT_SINCE, DAY, SHANGHAI, Case, Facts, day_of, moment_of, rows_of
from tests.properties.promise import chances, promise, reached
from tests.properties.tables import world_of

BOOK = telecom().book
SEND = BOOK.vocabulary.actions["send"]
SENDING = Sampler(BOOK, ["send"])

# ── 5: withdrawn ─────────────────────────────────────────────────────────────────────────────────────────────────────

MINUTE = timedelta(minutes=1)
given_after = st.sampled_from([-400 * DAY, -30 * DAY, -DAY, -60 * MINUTE, -MINUTE, 0 * MINUTE, MINUTE, DAY])
withdrawn_after = st.sampled_from(
    [None, None, None, -29 * DAY, -DAY, -2 * MINUTE, -MINUTE, 0 * MINUTE, MINUTE, 60 * MINUTE, DAY]
)
consent = st.tuples(given_after, withdrawn_after)
moments = st.datetimes(
    datetime(2014, 3, 15),  # noqa: DTZ001 - zoned by `timezones`
    datetime(2026, 12, 30),  # noqa: DTZ001 - as above
    timezones=st.just(SHANGHAI),
)


def consents(sender: str, sent: datetime, drawn: list[tuple[timedelta, timedelta | None]]) -> list[Facts]:
    return [
        {
            "id": f"{sender}{number}",
            "line_id": "L",
            "sender_id": sender,
            "given_at": (sent + given).isoformat(),
            **({} if withdrawn is None else {"withdrawn_at": (sent + withdrawn).isoformat()}),
        }
        for number, (given, withdrawn) in enumerate(drawn)
    ]


def is_stopped(drawn: list[tuple[timedelta, timedelta | None]]) -> bool:
    """Whether at the moment of sending (nought) no consent stands, or no consent has come after the last refusal."""
    now = timedelta()
    stands = any(given <= now and (withdrawn is None or withdrawn > now) for given, withdrawn in drawn)
    refusals = [withdrawn for _, withdrawn in drawn if withdrawn is not None and withdrawn <= now]
    return not stands or (bool(refusals) and not any(max(refusals) < given <= now for given, _ in drawn))


def tables(sent: datetime, rows: list[Facts]) -> dict[str, list[Facts]]:
    message = {"id": "M", "line_id": "L", "sender_id": "甲", "kind": "commercial", "sent_at": sent.isoformat()}
    told = {"has_way_to_refuse": True, "names_sender": True}
    holder = {"id": "H", "kind": "individual", "born_on": "1980-01-01"}
    line = {"id": "L", "holder_id": "H", "kind": "mobile", "activated_on": "2012-03-01"}
    return {"message": [message | told], "consent": rows, "line": [line], "holder": [holder]}


def sent_outcome(sent: datetime, rows: list[Facts]) -> str:
    world = world_of(BOOK, tables(sent, rows))
    asked = Evaluator(BOOK, world, Day.of(sent.date() + DAY, BOOK.zone))
    return asked.judge_act(SEND, world.tables["message"][0]).name


@promise(
    5,
    moments,
    st.lists(consent, max_size=3),
    st.lists(consent, max_size=2),
    chances,
    withdrawn=0.1,
    permitted=0.1,
    another_withdrew=0.01,
)
def test_5_withdrawn_consent_stops_messages_from_that_instant_for_that_sender_alone(
    sent: datetime,
    mine: list[tuple[timedelta, timedelta | None]],
    others: list[tuple[timedelta, timedelta | None]],
    chance: Random,
) -> None:
    """The consents of one line to two senders lie in one table, in any order; one message of the first is judged."""
    rows = consents("甲", sent, mine) + consents("乙", sent, others)
    chance.shuffle(rows)
    outcome = sent_outcome(sent, rows)
    if is_stopped(mine):
        reached("withdrawn", any(withdrawn is not None and withdrawn <= timedelta() for _, withdrawn in mine))
        assert outcome == "breach"
    elif reached("permitted", outcome == "compliant"):
        reached("another_withdrew", bool(others) and is_stopped(others))
    assert outcome == sent_outcome(sent, consents("甲", sent, mine))


# ── 6: silent ────────────────────────────────────────────────────────────────────────────────────────────────────────

HEARD = {"given_at", "clause_at", "guardian_given_at"}
TOLD = HEARD | {"id", "line_id", "sender_id", "withdrawn_at"}
in_force_since = st.dates(CONSENT_SINCE, date(2026, 12, 31))


def silent(case: Case) -> Case:
    """Nobody has been heard to consent: no record, or records without a consent, or with one that is not known."""
    facts, day = case
    found = facts["message"].get("consents", "unknown")
    if isinstance(found, list):
        found = [{k: v for k, v in each.items() if k in TOLD and (k not in HEARD or v == "unknown")} for each in found]
    kept = {name: value for name, value in facts["message"].items() if not isinstance(value, list)}
    return {"message": kept | {"kind": "commercial", "consents": found}}, day


@promise(6, SENDING.cases("message", days=in_force_since).map(silent), unknown_consent=0.05, sent=0.05, no_record=0.05)
def test_6_silence_is_never_consent(case: Case) -> None:
    facts, day = case
    message = facts["message"]
    asked, row = telecom_evaluator(facts, day)
    assert asked.decide(SEND, row).name == "denied"
    reached("unknown_consent", any(not HEARD.isdisjoint(each) for each in rows_of(message, "consents")))
    reached("no_record", not rows_of(message, "consents"))
    sent = day_of(message.get("sent_at"))
    if reached("sent", sent is not None and CONSENT_SINCE <= sent <= day):
        assert asked.judge_act(SEND, row).name == "breach"


def commercial(case: Case) -> Case:
    facts, day = case
    return {"message": facts["message"] | {"kind": "commercial"}}, day


def told_by(day: date, consent: Facts) -> bool:
    """Whether a consent, by an act or by a clause, is known to have been given on that day or before it."""
    given = (moment_of(consent.get("given_at")), moment_of(consent.get("clause_at")))
    return any(each is not None and each.date() <= day for each in given)


@promise(6, SENDING.cases("message", unknowns=0.02, days=in_force_since).map(commercial), permitted=0.02)
def test_6_a_commercial_message_is_permitted_only_where_consent_was_heard(case: Case) -> None:
    facts, day = case
    asked, row = telecom_evaluator(facts, day)
    if reached("permitted", asked.decide(SEND, row).name == "permitted"):
        assert any(told_by(day, each) for each in rows_of(facts["message"], "consents"))
