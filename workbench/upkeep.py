"""What the upkeep of a service leaves behind in a sample: bills, faults, emergency calls, works, consumer complaints.

As in `lives` the tables are lawful, and as in `faults` what is planted has one thing amiss. The ways in which stops,
refunds and appeals go wrong that came with the same law are here too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.planting import Planting

UPKEEP = """
CREATE TABLE bill AS
WITH months AS (
    SELECT n, 3000 + dice('bill fee', n, 30000) AS cents, chance('jumps', n, 300) AS jumps,
        greatest(present() - 1 - dice('billed', n, 900), activated) AS found
    FROM card WHERE kind <> 'iot' AND chance('bills', n, 30))
SELECT row_number() OVER (ORDER BY n) AS id, n::BIGINT AS line_id,
    yuan(if(jumps, cents * 6, cents)) AS fee,
    CASE WHEN NOT chance('no fees', n, 5) THEN yuan(cents * 3) END AS recent_fees,
    CASE WHEN jumps THEN found END AS found_on, CASE WHEN jumps THEN found END AS told_on
FROM months;

CREATE TABLE emergency_call AS
SELECT row_number() OVER (ORDER BY n) AS id, n::BIGINT AS line_id,
    activated + dice('in need', n, present() - activated) + clock('in need at', n) AS called_at, true AS connected,
    CASE WHEN NOT chance('no call fee', n, 5) THEN yuan(0) END AS fee
FROM card WHERE kind = 'mobile' AND chance('emergency', n, 8) AND activated < present();

CREATE TABLE fault AS
WITH reported AS (
    SELECT n, activated + dice('broke', n, present() - activated) + clock('broke at', n) AS moment,
        if(chance('town', n, 700), 'urban', 'rural') AS area
    FROM card WHERE chance('fault', n, 12) AND activated < present())
SELECT row_number() OVER (ORDER BY n) AS id, n::BIGINT AS line_id,
    CASE WHEN NOT chance('no area', n, 10) THEN area END AS area, moment AS reported_at,
    moment + to_minutes(30 + dice('repaired', n, if(area = 'urban', 2800, 4200))) AS repaired_at
FROM reported;

CREATE TABLE interruption AS
WITH planned AS (
    SELECT n, if(chance('closing', n, 150), 'closure', 'engineering_works') AS kind,
        present() - dice('works', n, 2000) + clock('works at', n) AS began
    FROM card WHERE chance('interrupted', n, 2))
SELECT row_number() OVER (ORDER BY n) AS id, kind,
    began - to_minutes(if(kind = 'closure', 70000, 4400) + dice('announced', n, 6000)) AS announced_at,
    began AS began_at
FROM planned;

CREATE TABLE consumer_case AS
WITH received AS (SELECT n, present() - dice('consumer', n, 1200) AS day FROM card WHERE chance('consumer', n, 3)),
handled AS (SELECT *, past(day + 1 + dice('handled', n, 6)) AS handled FROM received)
SELECT row_number() OVER (ORDER BY n) AS id, day AS received_on, handled AS handled_on, handled AS accepted_on,
    past(handled + 10 + dice('mediated', n, 45)) AS ended_on
FROM handled;
"""

SHEETS = """
CREATE VIEW bill_sheet AS
    SELECT * REPLACE (key(getvariable('numbering').bill, id) AS id, line_key(line_id) AS line_id) FROM bill;
CREATE VIEW emergency_call_sheet AS
    SELECT * REPLACE (key(getvariable('numbering').emergency_call, id) AS id, line_key(line_id) AS line_id)
    FROM emergency_call;
CREATE VIEW fault_sheet AS
    SELECT * REPLACE (key(getvariable('numbering').fault, id) AS id, line_key(line_id) AS line_id) FROM fault;
CREATE VIEW interruption_sheet AS
    SELECT * REPLACE (key(getvariable('numbering').interruption, id) AS id) FROM interruption;
CREATE VIEW consumer_case_sheet AS
    SELECT * REPLACE (key(getvariable('numbering').consumer_case, id) AS id) FROM consumer_case;
"""

PREFIXES = {"bill": "BL", "emergency_call": "EC", "fault": "FT", "interruption": "IN", "consumer_case": "CC"}
"""Table → what its keys begin with."""

_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
_LADDER = date(2017, 1, 1)
_ANTI_FRAUD = date(2022, 12, 10)
_CONSUMER = date(2024, 7, 1)  # the Implementing Regulations, later than the first day a sample can have


# ── bills, calls, faults, works ──────────────────────────────────────────────────────────────────────────────────────


def _jump_told_late(p: Planting) -> None:
    found = p.day(_LADDER, 30)
    fees = {"fee": Decimal("500.01"), "recent_fees": Decimal("300.00")}
    number = p.add("bill", line_id=p.line(), found_on=found, told_on=found + _DAY, **fees)
    p.claim(number, "费用骤增次日才告知", "a fee that jumped told a day late", ("bills/shock", "breach"))


def _emergency_refused(p: Planting) -> None:
    number = p.add("emergency_call", line_id=p.line(), called_at=p.moment(p.day(_LADDER, 30)), connected=False)
    p.claim(number, "紧急呼叫未接通", "an emergency call that did not get through", ("stops/emergency", "breach"))


def _emergency_charged(p: Planting) -> None:
    called = p.moment(p.day(_LADDER, 30))
    number = p.add("emergency_call", line_id=p.line(), called_at=called, connected=True, fee=Decimal("0.01"))
    p.claim(number, "紧急呼叫收费一分", "a cent charged for an emergency call", ("stops/emergency_fee", "breach"))


def _repaired_late(p: Planting) -> None:
    reported = p.moment(p.day(_LADDER, 30))
    number = p.add(
        "fault", line_id=p.line(), area="urban", reported_at=reported, repaired_at=reported + 48 * _HOUR + _MINUTE
    )
    p.claim(number, "四十八小时又一分钟修复", "repaired a minute after 48 hours", ("faults/repair", "late"))


def _works_unannounced(p: Planting) -> None:
    began = p.moment(p.day(_LADDER, 30))
    number = p.add("interruption", kind="engineering_works", announced_at=began + _MINUTE, began_at=began)
    p.claim(number, "施工开始后才公告", "works announced only after they began", ("interrupt", "breach"))


# ── stops and what they need ─────────────────────────────────────────────────────────────────────────────────────────


def _checked(p: Planting, **cells: object) -> int:
    """A stop after a check for fraud in which all is told and done, but for these cells."""
    notice = p.moment(p.day(_ANTI_FRAUD, 30))
    own: dict[str, object] = {
        "ground": "fraud_check", "notified_at": notice, "stopped_at": notice + 30 * _HOUR, "reasons_told": True,
        "graded": True, "documents_told": True, "remedy_open": True,
    }  # fmt: skip
    return p.add("stoppage", line_id=p.line(), **own | cells)


def _ungraded(p: Planting) -> None:
    p.claim(_checked(p, graded=False), "核验未按风险分级", "a check not graded by risk", ("stops/graded", "breach"))


def _documents_untold(p: Planting) -> None:
    number = _checked(p, documents_told=False)
    p.claim(number, "未告知所需材料", "documents not told", ("stops/required_documents", "breach"))


def _no_remedy(p: Planting) -> None:
    number = _checked(p, remedy_open=False)
    p.claim(number, "救济渠道不可用", "no way to be heard that the user can use", ("stops/remedy", "breach"))


def _stopped(zh: str, en: str, broken: str = "stop", **cells: object) -> Callable[[Planting], None]:
    def fault(p: Planting) -> None:
        number = p.add("stoppage", line_id=p.line(), stopped_at=p.moment(p.day(_ANTI_FRAUD, 30)), **cells)
        p.claim(number, zh, en, (broken, "breach"))

    return fault


def _announced_after(p: Planting) -> None:
    stopped = p.moment(p.day(_ANTI_FRAUD, 30))
    number = p.add(
        "stoppage", line_id=p.line(), ground="engineering", stopped_at=stopped, announced_at=stopped + _MINUTE
    )
    zh, en = "施工停机后才公告", "works announced a minute after the stop"
    p.claim(number, zh, en, ("stops/announced", "breach"))


# ── the end of a line ────────────────────────────────────────────────────────────────────────────────────────────────


def _not_refunded(p: Planting) -> None:
    found = p.day(_LADDER, 300)
    ended = p.last_day("suspension_period", found + 50 * _DAY) + _DAY
    left = {"prepaid_left": Decimal("36.50"), "refund_agreed": False}
    line = p.ladder(found, terminated_on=ended, **left)
    p.add("reminder", line_id=line, sent_on=found + 70 * _DAY)
    p.claim(line, "销号后余额未退", "a prepayment never refunded", ("grace/refund", "breach"))


def _suspended_within_the_time_set(p: Planting) -> None:
    found = p.day(_LADDER, 300)
    line = p.ladder(found, first_reminded_on=None, registered_on=found + 70 * _DAY, holder_id=p.holder())
    p.add("reminder", line_id=line, sent_on=found + 10 * _DAY, set_until=found + 50 * _DAY)
    zh, en = "所设期限最后一日停机", "suspended on the last day of the time set"
    p.claim(line, zh, en, ("suspend", "breach"))


def _collected_after_the_end(p: Planting) -> None:
    ended = p.day(_LADDER, 30)
    line = p.line(cancelled_on=ended, data_collected_on=ended + _DAY)
    p.claim(line, "销户次日仍收集信息", "data collected the day after the end", ("collect", "breach"))


def _cancelling_refused(p: Planting) -> None:
    line = p.line(cancel_refused_on=p.day(_LADDER, 30))
    p.claim(line, "拒绝销户", "a user who asked to cancel was turned away", ("refuse_cancellation", "breach"))


# ── appeals and consumer complaints ──────────────────────────────────────────────────────────────────────────────────


def _accepted(zh: str, en: str, broken: str = "accept", **cells: object) -> Callable[[Planting], None]:
    """An appeal, lawful but for these cells, accepted all the same; a cell of days is that long after receipt."""

    def fault(p: Planting) -> None:
        received = p.day(_LADDER, 90)
        own: dict[str, object] = {
            "about": "charge", "event_on": received - 40 * _DAY, "complained_on": received - 35 * _DAY,
            "operator_answered_on": received - 25 * _DAY, "received_on": received, "decided_on": received + _DAY,
            "accepted_on": received + _DAY, "answered_on": received + 20 * _DAY,
        }  # fmt: skip
        changed = {name: received + cell if isinstance(cell, timedelta) else cell for name, cell in cells.items()}
        p.claim(p.add("appeal", **own | changed), zh, en, (broken, "breach"))

    return fault


def _not_told_to_complain(p: Planting) -> None:
    received = p.day(_LADDER, 90)
    number = p.add("appeal", about="charge", event_on=received - 9 * _DAY, received_on=received,
                   decided_on=received + _DAY, told_to_complain=False)  # fmt: skip
    zh, en = "不予受理而未告知先行投诉", "refused, and not told to complain first"
    p.claim(number, zh, en, ("complaints/told_first", "breach"))


def _handled_late(p: Planting) -> None:
    received = p.on - timedelta(days=p.luck.randrange(60, 120))
    if received < _CONSUMER:
        return
    handled = p.last_day("authority_period", received) + _DAY
    number = p.add("consumer_case", received_on=received, handled_on=handled)
    p.claim(number, "消费投诉迟一日处理", "a consumer complaint dealt with late", ("complaints/authority", "late"))


def _mediated_late(p: Planting) -> None:
    accepted = p.on - timedelta(days=p.luck.randrange(90, 150))
    if accepted < _CONSUMER:
        return
    ended = p.last_day("mediation_period", accepted) + _DAY
    number = p.add("consumer_case", received_on=accepted, handled_on=accepted, accepted_on=accepted, ended_on=ended)
    p.claim(number, "调解迟一日终结", "a mediation that ended a day late", ("complaints/mediation", "late"))


FAULTS: tuple[Callable[[Planting], None], ...] = (
    _jump_told_late, _emergency_refused, _emergency_charged, _repaired_late, _works_unannounced,
    _ungraded, _documents_untold, _no_remedy, _not_refunded, _suspended_within_the_time_set,
    _announced_after, _collected_after_the_end, _cancelling_refused, _not_told_to_complain, _handled_late,
    _mediated_late,
    _stopped("未经通知核验即停机", "stopped before the user was asked to verify", ground="fraud_check",
             reasons_told=True, graded=True, documents_told=True, remedy_open=True),
    _stopped("合同无此约定而停机", "stopped under a contract that does not say so", ground="contract",
             term_agreed=False),
    _stopped("余额未尽而停机", "a prepaid line stopped with a cent left", ground="zero_balance", term_agreed=True,
             balance=Decimal("0.01")),
    _stopped("合同无约定而以闲置停机", "stopped as idle without a term", ground="idle", term_agreed=False),
    _stopped("已实名而以未实名停机", "stopped for want of registration, though registered", "stops/registered",
             ground="real_name"),
    _accepted("已和解仍受理", "accepted though settled", settled_on=-5 * _DAY),
    _accepted("已处理仍受理", "accepted though handled before", handled_on=-5 * _DAY),
    _accepted("他处已受理仍受理", "accepted though seised elsewhere", seised_on=-5 * _DAY),
    _accepted("外省机构受理", "accepted by the body of another province", broken="complaints/venue",
              operator_province="henan", body="provincial", body_province="hubei"),
)  # fmt: skip
