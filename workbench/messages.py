"""The faults of sending messages and of asking for consent to them.

As in `faults`: each a lawful life with one thing amiss.
"""

from __future__ import annotations

from datetime import date

from workbench.planting import DAY, IMPLEMENTING_REGULATIONS, LAWS_OF_TODAY, LONG_AGO, MINUTE, Fault, Planting


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


FAULTS: tuple[Fault, ...] = (
    _sent_without_consent, _sent_before_consent, _sent_after_withdrawal, _sent_upon_silence, _sent_by_a_clause,
    _no_way_to_refuse, _no_sender_name, _child_without_guardian, _log_deleted_early, _asked_again, _asked_for_ever,
)  # fmt: skip
