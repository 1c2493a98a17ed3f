"""The faults of stopping and ending a line: without registration, and for unpaid bills.

As in `faults`: each a lawful life with one thing amiss.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from workbench.planting import DAY, HOUR, LONG_AGO, MINUTE, Fault, Planting

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


FAULTS: tuple[Fault, ...] = (
    _terminated_early, _suspended_unreminded, _suspended_early, _reminded_once, _charged_while_suspended,
    _reminded_late, _never_reminded, _suspended_for_arrears_early, _suspended_before_the_agreed_day,
    _suspended_over_a_disputed_fee, _terminated_for_arrears_early, _restored_late, _never_restored,
    _late_fee_a_cent_too_high,
)  # fmt: skip
