"""What senders of messages leave behind in a sample: providers, subscriptions, calls; and what may be amiss with them.

As in `lives` the tables are lawful, and as in `faults` what is planted has one thing amiss; messages, requests and
consents that break what came with the same law are here too. The scripts stand on the `card` of `lives` and on the
`subscribed` of `dealings`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.planting import Planting

Fault = Callable[["Planting"], None]

SENDERS = """
CREATE TABLE sms_provider AS
WITH licensed AS (
    SELECT k, DATE '2012-01-10' + dice('licensed', k, 1200) AS day
    FROM range(12 + getvariable('lines') // 2000) AS t(k))
SELECT k + 1 AS id, day AS licensed_on, NULL::DATE AS licence_ended_on, day + dice('started', k, 90) AS started_on,
    CASE WHEN NOT chance('not connected', k, 100) THEN day + 30 + dice('connected', k, 300) END AS connected_on,
    day + dice('started', k, 90) AS complaint_contact_on
FROM licensed;

-- A service that is paid for: told of, subscribed to a few minutes later, perhaps ended, its record perhaps gone.
CREATE TABLE subscription AS
WITH chosen AS (
    SELECT n, activated + 3 + dice('service from', n, present() - activated - 3) AS day,
        present() - dice('service until', n, 1500) AS stopped
    FROM card WHERE kind = 'mobile' AND ended IS NULL AND activated + 10 < present() AND chance('services', n, 60)),
ended AS (
    SELECT *, day + clock('service at', n) AS moment,
        CASE WHEN stopped > day + 30 AND chance('service over', n, 500) THEN stopped END AS over
    FROM chosen)
SELECT row_number() OVER (ORDER BY n) AS id, n::BIGINT AS line_id, sender(dice('service of', n, 60)) AS sender_id,
    CASE WHEN NOT chance('no charge', n, 5) THEN chance('charged', n, 700) END AS charged,
    moment - to_minutes(dice('told', n, 40)) AS told_at, true AS states_content,
    true AS states_price, true AS states_method, true AS states_way_out, moment AS subscribed_at, over AS ended_on,
    CASE WHEN chance('record', n, 500) THEN past(over + 170 + dice('record gone', n, 200)) END AS record_deleted_on
FROM ended;

-- Sales calls, to those who agreed to them and until they no longer did; and others, about a delivery or a bill.
CREATE TABLE call AS
WITH agreed AS (
    SELECT n, s, sender, given + 1 AS low, coalesce(withdrawn, until) - 1 AS high FROM subscribed
    WHERE chance('calls', s, 200) AND coalesce(withdrawn, until) - given > 3),
made AS (
    SELECT n, s AS c, sender, true AS commercial, low + dice('called', s, high - low) + clock('called at', s) AS made_at
    FROM agreed
    UNION ALL
    SELECT n, n * 4 + 3, sender(100 + dice('caller', n, 20)), false,
        present() - 1 - dice('rung', n, 900) + clock('rung at', n)
    FROM card WHERE kind = 'mobile' AND ended IS NULL AND chance('rung', n, 40))
SELECT row_number() OVER (ORDER BY c, commercial) AS id, n::BIGINT AS line_id, sender AS sender_id,
    commercial, made_at, CASE WHEN commercial THEN true END AS offers_way_to_refuse
FROM made;
"""

SHEETS = """
CREATE VIEW subscription_sheet AS
    SELECT * REPLACE (key(getvariable('numbering').subscription, id) AS id, line_key(line_id) AS line_id)
    FROM subscription;
CREATE VIEW sms_provider_sheet AS
    SELECT * REPLACE (key(getvariable('numbering').sms_provider, id) AS id) FROM sms_provider;
CREATE VIEW call_sheet AS
    SELECT * REPLACE (key(getvariable('numbering').call, id) AS id, line_key(line_id) AS line_id) FROM call;
"""

PREFIXES = {"subscription": "U", "sms_provider": "V", "call": "D"}
"""Table → the letter its keys begin with."""

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
LONG_AGO = date(2017, 1, 1)  # after the provisions on messages
PERSONAL_INFORMATION_LAW, IMPLEMENTING_REGULATIONS = date(2021, 11, 1), date(2024, 7, 1)
_STATED = {"states_kind": True, "states_frequency": True, "states_duration": True}
_NO_WAY_OUT = ("sms/way_to_refuse", "breach"), ("sms/ad_way_to_refuse", "breach")


def _too_early(p: Planting) -> bool:
    """Whether the snapshot's day leaves no time under the Implementing Regulations."""
    return p.on - 30 * DAY < IMPLEMENTING_REGULATIONS


# ── messages, requests, consents ─────────────────────────────────────────────────────────────────────────────────────


def _no_easy_cancel(p: Planting) -> None:
    if _too_early(p):
        return
    sent = p.moment(p.day(IMPLEMENTING_REGULATIONS, 30))
    number = p.message(sent, line_id=p.subscriber(sent), has_way_to_refuse=False)
    p.claim(number, "无取消方式", "no way to cancel", *_NO_WAY_OUT, ("sms/easy_cancel", "breach"))


def _note(zh: str, en: str, rule: str, first: date, **cells: object) -> Fault:
    """A message to a subscriber with one note amiss."""

    def fault(p: Planting) -> None:
        sent = p.moment(p.day(first, 30))
        p.claim(p.message(sent, line_id=p.subscriber(sent), **cells), zh, en, (rule, "breach"))

    return fault


def _profiled_without_choice(p: Planting) -> None:
    sent = p.moment(p.day(PERSONAL_INFORMATION_LAW, 30, IMPLEMENTING_REGULATIONS - DAY))
    line = p.subscriber(sent)
    number = p.message(sent, line_id=line, profiled=True, offers_plain=False, has_way_to_refuse=False)
    zh, en = "个性化推送，无其他选项", "profiled, without another choice"
    p.claim(number, zh, en, ("sms/profiling", "breach"), *_NO_WAY_OUT)


def _content_deleted_early(p: Planting) -> None:
    sent = p.moment(p.day(LONG_AGO, 200))
    deleted = p.plainly("log_retention", sent.date())
    number = p.message(sent, line_id=p.subscriber(sent), port="marketing_port", content_deleted_on=deleted)
    zh, en = "保存期最后一日删除日志内容", "the content deleted on the last day of its retention"
    p.claim(number, zh, en, ("delete_content", "breach"))


def _asked_on_pain_of_no_service(p: Planting) -> None:
    sent = p.moment(p.day(PERSONAL_INFORMATION_LAW, 30))
    number = p.add("request", line_id=p.line(), sender_id="S007", sent_at=sent, **_STATED, tied_to_service=True)
    p.claim(number, "以同意为服务条件", "no service without consent", ("sms/tying", "breach"))


def _agreement(zh: str, en: str, rule: str, cells: Callable[[datetime], dict[str, object]]) -> Fault:
    """A consent with one thing amiss; what is told of it depends on its moment."""

    def fault(p: Planting) -> None:
        given = p.moment(p.day(PERSONAL_INFORMATION_LAW, 60))
        row: dict[str, object] = {"line_id": p.line(), "sender_id": "S007", "given_at": given}
        p.claim(p.add("consent", **row | cells(given)), zh, en, (rule, "breach"))

    return fault


def _taken_by_default(p: Planting) -> None:
    if _too_early(p):
        return
    ticked = p.moment(p.day(IMPLEMENTING_REGULATIONS, 30))
    number = p.add("consent", line_id=p.line(), sender_id="S007", clause_at=ticked)
    p.claim(number, "以默认勾选取得同意", "consent by a box ticked beforehand", ("sms/default_consent", "breach"))


# ── providers, subscriptions, calls ──────────────────────────────────────────────────────────────────────────────────


def _provider(zh: str, en: str, rule: str, **shifts: timedelta | None) -> Fault:
    """A provider licensed, started, open to complaints and connected on one day, but for one thing."""

    def fault(p: Planting) -> None:
        day = p.day(LONG_AGO, 30)
        own = dict.fromkeys(("licensed_on", "started_on", "connected_on", "complaint_contact_on"), day)
        number = p.add("sms_provider", **own | {name: shift and day + shift for name, shift in shifts.items()})
        p.claim(number, zh, en, (rule, "breach"))

    return fault


def _charged_untold(p: Planting) -> None:
    moment = p.moment(p.day(LONG_AGO, 30))
    told = {"states_content": True, "states_price": True, "states_method": True, "states_way_out": False}
    cells = {"sender_id": "S007", "charged": True, "told_at": moment - MINUTE, "subscribed_at": moment, **told}
    number = p.add("subscription", line_id=p.line(), **cells)
    p.claim(number, "收费服务未告知退订方法", "a charged service without a way out", ("sms/charged", "breach"))


def _record_deleted_early(p: Planting) -> None:
    over = p.day(LONG_AGO, 200)
    cells = {"sender_id": "S007", "charged": False, "subscribed_at": p.moment(over - 90 * DAY), "ended_on": over}
    deleted = p.plainly("subscription_retention", over)
    number = p.add("subscription", line_id=p.line(), **cells, record_deleted_on=deleted)
    zh, en = "保存期最后一日删除订退记录", "the record of subscribing deleted on the last day of its retention"
    p.claim(number, zh, en, ("delete_subscription", "breach"))


def _called_after_cancelling(p: Planting) -> None:
    made = p.moment(p.day(PERSONAL_INFORMATION_LAW, 30))
    line = p.subscriber(
        made, calls_agreed_at=made - 30 * DAY, withdrawn_at=made - MINUTE, number_deleted_on=made.date()
    )
    number = p.add("call", line_id=line, sender_id="S007", commercial=True, made_at=made, offers_way_to_refuse=True)
    p.claim(number, "取消后仍拨打", "called after the cancelling", ("dial", "breach"))


def _called_without_a_way_out(p: Planting) -> None:
    if _too_early(p):
        return
    made = p.moment(p.day(IMPLEMENTING_REGULATIONS, 30))
    line = p.subscriber(made, calls_agreed_at=made - 30 * DAY)
    number = p.add("call", line_id=line, sender_id="S007", commercial=True, made_at=made, offers_way_to_refuse=False)
    p.claim(number, "来电未告知取消方式", "a call that does not say how to cancel", ("calls/easy_cancel", "breach"))


FAULTS: tuple[Fault, ...] = (
    _note("隐去发送号码", "the sender's number hidden", "sms/number", LONG_AGO, number_shown=False),
    _note("退订方式无效", "a way to refuse that does not work", "sms/refusal_effective", LONG_AGO, refusal_works=False),
    _note("广告无联系方式", "an advertisement without contact", "sms/ad_contact", LONG_AGO, shows_contact=False),
    _note("日志缺时间", "a log without times", "sms/log_contents", LONG_AGO, log_has_times=False),
    _no_easy_cancel, _profiled_without_choice, _content_deleted_early, _asked_on_pain_of_no_service,
    _agreement("未告知处理事项", "consent without notice", "sms/processing_notice", lambda _: {"notice_given": False}),
    _agreement("未经单独同意提供", "handed on without consent", "share", lambda at: {"shared_at": at + DAY}),
    _agreement("撤回后未清除", "not deleted after the withdrawal", "sms/deletion",
               lambda at: {"withdrawn_at": at + DAY, "kept_by_law": False}),
    _taken_by_default,
    _provider("无证经营", "in business a day before the licence", "sms/licence", licensed_on=None, connected_on=None),
    _provider("接入无证单位", "access a day before the licence", "connect", licensed_on=DAY, started_on=DAY),
    _provider("未公布投诉方式", "no way to complain made public", "sms/complaint_contact", complaint_contact_on=None),
    _charged_untold, _record_deleted_early, _called_after_cancelling, _called_without_a_way_out,
)  # fmt: skip
