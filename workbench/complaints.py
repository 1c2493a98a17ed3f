"""The faults of answering complaints, appeals and reports.

As in `faults`: each a lawful life with one thing amiss.
"""

from __future__ import annotations

from datetime import date

from workbench.planting import DAY, LONG_AGO, Fault, Planting


def _complaint_answered_late(p: Planting) -> None:
    received = p.day(LONG_AGO, 60)
    answered = p.last_day("complaint_period", received) + DAY
    number = p.add("complaint", line_id=p.line(), about="service", received_on=received, answered_on=answered)
    p.claim(number, "投诉迟一日答复", "a complaint answered one day late", ("complaints/answer", "late"))


def _complaint_unanswered(p: Planting) -> None:
    received = p.day(LONG_AGO, 60)
    number = p.add("complaint", line_id=p.line(), about="service", received_on=received)
    p.claim(number, "投诉逾期未答复", "a complaint never answered", ("complaints/answer", "breach"))


def _personal_complaint_answered_late(p: Planting) -> None:
    received = p.day(LONG_AGO, 60)
    answered = p.last_day("personal_complaint_period", received) + DAY
    number = p.add("complaint", line_id=p.line(), about="personal_data", received_on=received, answered_on=answered)
    broken = ("complaints/answer", "late"), ("complaints/personal_data", "late")
    p.claim(number, "个人信息投诉迟一日答复", "a complaint about personal data answered a day late", *broken)


def _appeal(p: Planting, received: date, **cells: object) -> int:
    """An appeal forty days after the event, complained of and answered, accepted and decided in time."""
    own: dict[str, object] = {
        "about": "charge", "event_on": received - 40 * DAY, "complained_on": received - 35 * DAY,
        "operator_answered_on": received - 25 * DAY, "received_on": received, "decided_on": received + DAY,
        "accepted_on": received + DAY, "answered_on": received + 20 * DAY,
    }  # fmt: skip
    return p.add("appeal", **own | cells)


def _appeal_without_complaint(p: Planting) -> None:
    number = _appeal(p, p.day(LONG_AGO, 90), complained_on=None, operator_answered_on=None)
    p.claim(number, "未先投诉即受理申诉", "an appeal accepted without a prior complaint", ("accept", "breach"))


def _appeal_about_an_old_charge(p: Planting) -> None:
    received = p.day(LONG_AGO, 90)
    number = _appeal(p, received, event_on=received - 160 * DAY)
    p.claim(number, "逾五个月的收费争议被受理", "a charge older than five months accepted", ("accept", "breach"))


def _appeal_decided_late(p: Planting) -> None:
    received = p.day(LONG_AGO, 90)
    decided = p.last_day("appeal_decision_period", received) + DAY
    number = _appeal(p, received, decided_on=decided, accepted_on=None, answered_on=None)
    zh, en = "迟一日决定是否受理", "accepted or refused one day late"
    p.claim(number, zh, en, ("complaints/appeal_decision", "late"))


def _appeal_answered_late(p: Planting) -> None:
    received = p.day(LONG_AGO, 90)
    number = _appeal(p, received, answered_on=p.last_day("appeal_answer_period", received) + DAY)
    p.claim(number, "申诉迟一日答复", "an appeal answered one day late", ("complaints/appeal_answer", "late"))


def _report_forwarded_late(p: Planting) -> None:
    received = p.day(LONG_AGO, 90)
    forwarded = p.last_day("report_forward_period", received) + DAY
    then = {"forwarded_on": forwarded, "provider_received_on": forwarded, "fed_back_on": forwarded + DAY}
    number = p.add("report", received_on=received, **then)
    p.claim(number, "举报迟一日转送", "a report forwarded one day late", ("sms/forward", "late"))


def _report_without_feedback(p: Planting) -> None:
    received = p.day(LONG_AGO, 90)
    number = p.add("report", received_on=received, forwarded_on=received, provider_received_on=received + DAY)
    p.claim(number, "举报逾期未反馈", "a report without feedback", ("sms/feedback", "breach"))


FAULTS: tuple[Fault, ...] = (
    _complaint_answered_late, _complaint_unanswered, _personal_complaint_answered_late, _appeal_without_complaint,
    _appeal_about_an_old_charge, _appeal_decided_late, _appeal_answered_late, _report_forwarded_late,
    _report_without_feedback,
)  # fmt: skip
