"""The breaches that a sample can hold: each a lawful life with one thing amiss, and what an audit must say of it.

Most miss the law by one day, one minute, one cent or one card, where a careless reading would let them pass.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from dsl import core
from workbench import senders, upkeep
from workbench.entries import ENTRIES
from workbench.planting import Planting

Fault = Callable[[Planting], None]
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
LONG_AGO = date(2017, 1, 1)  # after the ladder, the cap on cards and the complaint clock began
LAWS_OF_TODAY = date(2022, 12, 10)  # after the Anti-Fraud Law
IMPLEMENTING_REGULATIONS = date(2024, 7, 1)


def plant(book: core.Book, on: date, seed: int, copies: int) -> Planting:
    """Every fault, `copies` times over, with days of its own each time."""
    planting = Planting(book, on, seed)
    for _ in range(copies):
        for fault in FAULTS:
            fault(planting)
    return planting


# ── the ladder: remind, suspend, terminate ───────────────────────────────────────────────────────────────────────────


def _terminated_early(p: Planting) -> None:
    found = p.day(LONG_AGO, 300)
    suspended = found + 50 * DAY
    line = p.ladder(found, terminated_on=p.last_day("suspension_period", suspended))
    p.add("reminder", line_id=line, sent_on=suspended + 20 * DAY)
    p.claim(line, "在停机期最后一日销号", "terminated on the last day of the suspension", ("terminate", "breach"))


def _suspended_unreminded(p: Planting) -> None:
    found = p.day(LONG_AGO, 300)
    line = p.ladder(found, first_reminded_on=None, registered_on=found + 70 * DAY, holder_id=p.holder())
    p.claim(line, "未经催告即停机", "suspended without a reminder", ("suspend", "breach"))


def _suspended_early(p: Planting) -> None:
    found = p.day(LONG_AGO, 300)
    suspended = p.last_day("reminder_period", found + 10 * DAY)
    line = p.ladder(found, suspended_on=suspended, registered_on=suspended + 9 * DAY, holder_id=p.holder())
    p.claim(line, "在催告期最后一日停机", "suspended on the last day of the reminder", ("suspend", "breach"))


def _reminded_once(p: Planting) -> None:
    found = p.day(LONG_AGO, 300)
    line = p.ladder(found, terminated_on=p.last_day("suspension_period", found + 50 * DAY) + DAY)
    zh, en = "停机后未再催告即销号", "terminated without a second reminder"
    p.claim(line, zh, en, ("grace/second_reminder", "breach"))


def _charged_while_suspended(p: Planting) -> None:
    line = p.ladder(p.on - timedelta(days=p.luck.randrange(60, 120)), suspension_fees=Decimal("5.00"))
    p.claim(line, "停机期间收费五元", "5 CNY charged while suspended", ("grace/no_fee", "breach"))


def _reminded_late(p: Planting) -> None:
    found = p.day(p.on - timedelta(days=400), 160)
    line = p.ladder(found, first_reminded_on=p.last_day("reminder_window", found) + DAY, suspended_on=None)
    zh, en = "首次催告迟一日", "first reminded one day late"
    p.claim(line, zh, en, ("registration/reminder", "late"))


def _never_reminded(p: Planting) -> None:
    line = p.ladder(p.day(p.on - timedelta(days=400), 160), first_reminded_on=None, suspended_on=None)
    zh, en = "逾期未催告", "never reminded, and the time is over"
    p.claim(line, zh, en, ("registration/reminder", "breach"))


# ── unpaid bills ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _suspended_for_arrears_early(p: Planting) -> None:
    due = p.day(LONG_AGO, 120)
    line = p.debtor(due, arrears_suspended_on=p.last_day("arrears_suspension_period", due))
    zh, en = "欠费第三十日停机", "suspended on the thirtieth day of arrears"
    p.claim(line, zh, en, ("suspend_for_arrears", "breach"))


def _suspended_before_the_agreed_day(p: Planting) -> None:
    due = p.day(LONG_AGO, 120)
    line = p.debtor(due, agreed_suspension_on=due + 51 * DAY)
    zh, en = "早于合同约定日停机", "suspended a day before the contract allows it"
    p.claim(line, zh, en, ("suspend_for_arrears", "breach"))


def _suspended_over_a_disputed_fee(p: Planting) -> None:
    due = p.day(LONG_AGO, 120)
    line = p.debtor(due, fee_disputed_on=due + 4 * DAY)
    zh, en = "因争议信息费停机", "suspended over a disputed information fee"
    p.claim(line, zh, en, ("suspend_for_arrears", "breach"))


def _terminated_for_arrears_early(p: Planting) -> None:
    due = p.day(LONG_AGO, 200)
    line = p.debtor(due, arrears_terminated_on=p.last_day("arrears_termination_period", due + 50 * DAY))
    zh, en = "欠费停机第六十日销号", "terminated on the sixtieth day of the suspension"
    p.claim(line, zh, en, ("terminate_for_arrears", "breach"))


def _restored_late(p: Planting) -> None:
    due = p.day(LONG_AGO, 120)
    paid = p.moment(due + 60 * DAY)
    line = p.debtor(due, paid_at=paid, restored_at=paid + 48 * HOUR + MINUTE)
    p.claim(line, "结清后四十八小时又一分钟复机", "restored a minute after 48 hours", ("arrears/restore", "late"))


def _never_restored(p: Planting) -> None:
    due = p.day(LONG_AGO, 120)
    line = p.debtor(due, paid_at=p.moment(due + 60 * DAY))
    p.claim(line, "结清后未复机", "paid and never restored", ("arrears/restore", "breach"))


def _late_fee_a_cent_too_high(p: Planting) -> None:
    due = p.day(LONG_AGO, 120)
    fee = Decimal("6.01")  # 100 CNY, twenty days late, at 3‰ a day: 6 CNY
    line = p.line(
        payment_due_on=due, paid_at=p.moment(due + 20 * DAY), amount_owed=Decimal("100.00"), late_fee_charged=fee
    )
    p.claim(line, "多收违约金一分", "a late fee of one cent too much", ("arrears/late_fee", "breach"))


# ── cards and numbers ────────────────────────────────────────────────────────────────────────────────────────────────


def _sixth_card(p: Planting) -> None:
    day, holder = p.day(LONG_AGO, 30), p.holder()
    for years in range(1, 6):
        p.line(holder_id=holder, carrier="运营商甲", province="hunan", activated_on=day - years * 300 * DAY)
    sixth = p.application(day, holder_id=holder, carrier="运营商甲", province="hunan")
    p.claim(sixth, "同一企业第六张卡", "a sixth card at one operator", ("activate", "breach"))


def _sixth_card_in_a_shop(p: Planting) -> None:
    day, holder = p.day(date(2016, 5, 24), 30, date(2016, 9, 22)), p.holder()
    for years in range(1, 6):
        p.line(holder_id=holder, carrier="运营商乙", province="hubei", activated_on=day - years * 100 * DAY)
    sixth = p.application(
        day, holder_id=holder, carrier="运营商乙", province="hubei", channel="agent_shop", key_verified=True
    )
    zh, en = "2016年夏在代理网点办理第六张卡", "a sixth card in an agent's shop, in the summer of 2016"
    p.claim(sixth, zh, en, ("activate", "breach"))


def _lent(p: Planting) -> None:
    line = p.line(lent_on=p.day(LAWS_OF_TODAY, 30))
    p.claim(line, "转借号卡", "lent to another", ("lend", "breach"))


def _released_early(p: Planting) -> None:
    ended = p.day(date(2021, 1, 1), 150)
    line = p.line(cancelled_on=ended, released_on=p.last_day("number_quarantine", ended))
    zh, en = "冷冻期最后一日放号", "given out again on the last day of the quarantine"
    p.claim(line, zh, en, ("release", "breach"))


def _file_deleted_early(p: Planting) -> None:
    ended = p.day(date(2021, 1, 1), 800)
    line = p.line(cancelled_on=ended, file_deleted_on=p.plainly("file_retention", ended))
    zh, en = "保存期最后一日删除档案", "the file deleted on the last day of its retention"
    p.claim(line, zh, en, ("delete_file", "breach"))


# ── entry: a lawful application with one thing changed ───────────────────────────────────────────────────────────────


def _entry(first: date, zh: str, en: str, **cells: object) -> Fault:
    def fault(p: Planting) -> None:
        p.claim(p.application(p.day(first, 30), **cells), zh, en, ("activate", "breach"))

    return fault


def _minor_alone(p: Planting) -> None:
    day = p.day(date(2021, 6, 1), 30)
    holder = p.holder(born_on=date(day.year - 15, 1, 1))
    number = p.application(day, holder_id=holder)
    p.claim(number, "未满十六周岁自行办理", "entered alone at fifteen", ("activate", "breach"))


def _unit_without_authority(p: Planting) -> None:
    unit = p.holder(kind="unit", born_on=None)
    number = p.application(
        p.day(LONG_AGO, 30), holder_id=unit, id_kind="unit_licence", applicant="handler", applicant_id_shown=True,
        authority_letter=False,
    )  # fmt: skip
    p.claim(number, "单位无授权书", "a unit without a letter of authority", ("activate", "breach"))


def _unmarked_copy(p: Planting) -> None:
    number = p.application(p.day(LONG_AGO, 30), copy_kept=True, copy_marked=False)
    p.claim(number, "复印件未注明用途", "a copy kept unmarked", ("registration/copy", "breach"))


# ── stops ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _stop(p: Planting, **cells: object) -> int:
    return p.add("stoppage", line_id=p.line(), stopped_at=p.moment(p.day(LAWS_OF_TODAY, 30)), **cells)


def _stopped_without_ground(p: Planting) -> None:
    number = _stop(p, ground="no_ground", balance=Decimal("36.50"))
    p.claim(number, "有余额且无理由停机", "stopped with a balance and no ground", ("stop", "breach"))


def _stopped_for_arrears_with_a_balance(p: Planting) -> None:
    number = _stop(p, ground="arrears", balance=Decimal("0.01"))
    p.claim(number, "尚有余额一分而称欠费", "stopped for arrears with a cent of balance", ("stop", "breach"))


def _check(p: Planting, stopped: timedelta, **hours: timedelta) -> int:
    """A check for fraud; all its moments are given as time after the notice."""
    notice = p.moment(p.day(LAWS_OF_TODAY, 30))
    moments = {f"{name}_at": notice + after for name, after in hours.items()}
    own: dict[str, object] = {"ground": "fraud_check", "notified_at": notice, "reasons_told": True}
    return p.add("stoppage", line_id=p.line(), stopped_at=notice + stopped, **own | moments)


def _stopped_before_the_time_is_over(p: Planting) -> None:
    number = _check(p, 24 * HOUR - MINUTE)
    p.claim(number, "通知后不足二十四小时停机", "stopped a minute before 24 hours", ("stop", "breach"))


def _stopped_after_passing(p: Planting) -> None:
    number = _check(p, 30 * HOUR, reverified=20 * HOUR, lifted=32 * HOUR)
    zh, en = "核验通过后仍停机", "stopped after the check was passed"
    p.claim(number, zh, en, ("stop", "breach"), ("stops/lift", "late"))


def _stopped_without_reasons(p: Planting) -> None:
    own: dict[str, object] = {"ground": "fraud_check", "reasons_told": False}
    notice = p.moment(p.day(LAWS_OF_TODAY, 30))
    number = p.add("stoppage", line_id=p.line(), notified_at=notice, stopped_at=notice + 30 * HOUR, **own)
    p.claim(number, "未告知停机理由", "no reasons told", ("stops/reasons", "breach"))


def _lifted_late(p: Planting) -> None:
    number = _check(p, 30 * HOUR, reverified=40 * HOUR, lifted=64 * HOUR)
    p.claim(number, "核验通过后次日解除", "lifted a day after the check was passed", ("stops/lift", "late"))


# ── messages ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _sent_without_consent(p: Planting) -> None:
    number = p.message(p.moment(p.day(LONG_AGO, 30)))
    p.claim(number, "未经同意发送", "sent without consent", ("send", "breach"))


def _sent_before_consent(p: Planting) -> None:
    sent = p.moment(p.day(LONG_AGO, 30))
    number = p.message(sent, line_id=p.subscriber(sent, given_at=sent + MINUTE))
    p.claim(number, "同意前一分钟发送", "sent a minute before the consent", ("send", "breach"))


def _sent_after_withdrawal(p: Planting) -> None:
    sent = p.moment(p.day(LONG_AGO, 30))
    number = p.message(sent, line_id=p.subscriber(sent, withdrawn_at=sent - MINUTE))
    p.claim(number, "拒绝后仍发送", "sent after the refusal", ("send", "breach"))


def _sent_upon_silence(p: Planting) -> None:
    sent = p.moment(p.day(LONG_AGO, 30))
    number = p.message(sent)
    p.add("request", line_id=p.rows["message"][-1]["line_id"], sender_id="S007", sent_at=sent - 9 * DAY, **_STATED)
    p.claim(number, "征求未获答复即发送", "sent although the request was left unanswered", ("send", "breach"))


def _sent_by_a_clause(p: Planting) -> None:
    sent = p.moment(p.day(date(2021, 1, 1), 30, IMPLEMENTING_REGULATIONS))  # the clause itself is lawful, if no consent
    number = p.message(sent, line_id=p.subscriber(sent, given_at=None, clause_at=sent - 90 * DAY))
    p.claim(number, "仅凭格式条款发送", "sent on no more than a clause of standard terms", ("send", "breach"))


_NO_WAY_OUT = ("sms/way_to_refuse", "breach"), ("sms/ad_way_to_refuse", "breach")


def _no_way_to_refuse(p: Planting) -> None:
    sent = p.moment(p.day(LONG_AGO, 30, IMPLEMENTING_REGULATIONS - DAY))
    number = p.message(sent, line_id=p.subscriber(sent), has_way_to_refuse=False)
    p.claim(number, "未附退订方式", "no way to refuse", *_NO_WAY_OUT)


def _no_sender_name(p: Planting) -> None:
    sent = p.moment(p.day(LONG_AGO, 30))
    number = p.message(sent, line_id=p.subscriber(sent), names_sender=False)
    broken = ("sms/sender_name", "breach"), ("sms/ad_way_to_refuse", "breach")
    p.claim(number, "未标明提供者", "no sender named", *broken)


def _child_without_guardian(p: Planting) -> None:
    sent = p.moment(p.day(date(2021, 11, 1), 30))
    line = p.line(activated_on=sent.date() - 400 * DAY, holder_id=p.holder(born_on=date(sent.year - 13, 1, 1)))
    p.add("consent", line_id=line, sender_id="S007", given_at=sent - 30 * DAY)
    number = p.message(sent, line_id=line)
    zh, en = "儿童未经监护人同意", "a child of thirteen without a guardian's consent"
    p.claim(number, zh, en, ("sms/guardian", "breach"))


def _log_deleted_early(p: Planting) -> None:
    sent = p.moment(p.day(LONG_AGO, 200))
    deleted = p.plainly("log_retention", sent.date())
    number = p.message(sent, line_id=p.subscriber(sent), log_deleted_on=deleted)
    zh, en = "保存期最后一日删除日志", "the log deleted on the last day of its retention"
    p.claim(number, zh, en, ("delete_log", "breach"))


_STATED = {"states_kind": True, "states_frequency": True, "states_duration": True}


def _asked_again(p: Planting) -> None:
    line, sent = p.line(), p.moment(p.day(LAWS_OF_TODAY, 30))
    for moment in (sent - 40 * DAY, sent):
        number = p.add("request", line_id=line, sender_id="S007", sent_at=moment, **_STATED)
    p.claim(number, "未获答复再次征求", "asked again after silence", ("ask", "breach"))


def _asked_for_ever(p: Planting) -> None:
    line, sent = p.line(), p.moment(p.day(LAWS_OF_TODAY, 30))
    number = p.add("request", line_id=line, sender_id="S007", sent_at=sent, **_STATED | {"states_duration": False})
    p.claim(number, "征求未说明期限", "a request that states no duration", ("sms/request", "breach"))


# ── complaints, appeals, reports ─────────────────────────────────────────────────────────────────────────────────────


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
    _terminated_early, _suspended_unreminded, _suspended_early, _reminded_once, _charged_while_suspended,
    _reminded_late, _never_reminded, _suspended_for_arrears_early, _suspended_before_the_agreed_day,
    _suspended_over_a_disputed_fee, _terminated_for_arrears_early, _restored_late, _never_restored,
    _late_fee_a_cent_too_high, _sixth_card, _sixth_card_in_a_shop, _lent, _released_early, _file_deleted_early,
    _entry(LONG_AGO, "未出示证件入网", "entered without showing a document", id_check="not_shown"),
    _entry(LONG_AGO, "冒用他人证件入网", "entered with another's document", id_check="anothers"),
    _entry(LONG_AGO, "手工录入", "entered by hand", entry="manual"),
    _entry(LONG_AGO, "实体渠道未用识读设备", "no document reader in a shop", entry="app", channel="agent_shop"),
    _entry(LONG_AGO, "未现场拍照", "no photo taken", photo_taken=False),
    _entry(LONG_AGO, "网络渠道未视频认证", "no live video online", channel="online", entry="app", video_checked=False),
    _entry(date(2019, 12, 1), "未经人像比对入网", "no comparison of faces", face_matched=False, channel="agent_shop"),
    _entry(LONG_AGO, "代办人未出示证件", "a proxy without an ID", applicant="proxy", applicant_id_shown=False),
    _entry(LONG_AGO, "护照在代理网点办理", "a passport in an agent's shop", id_kind="passport", channel="agent_shop"),
    _entry(LONG_AGO, "证件不在规定之列", "a document that is not on the list", id_kind="other"),
    _minor_alone, _unit_without_authority, _unmarked_copy, _stopped_without_ground,
    _stopped_for_arrears_with_a_balance, _stopped_before_the_time_is_over, _stopped_after_passing,
    _stopped_without_reasons, _lifted_late, _sent_without_consent, _sent_before_consent, _sent_after_withdrawal,
    _sent_upon_silence, _sent_by_a_clause, _no_way_to_refuse, _no_sender_name, _child_without_guardian,
    _log_deleted_early, _asked_again, _asked_for_ever, _complaint_answered_late, _complaint_unanswered,
    _personal_complaint_answered_late, _appeal_without_complaint, _appeal_about_an_old_charge, _appeal_decided_late,
    _appeal_answered_late, _report_forwarded_late, _report_without_feedback,
    *upkeep.FAULTS, *ENTRIES, *senders.FAULTS,
)  # fmt: skip
"""All kinds. Each plants one fault; some break two rules at once."""
