"""The faults of entry and of the number of cards that a sample can hold, of companies, agents, disputes and discipline.

As in `faults`: each a lawful life with one thing amiss.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from workbench.planting import DAY, HOUR, MINUTE, Fault, Planting

LATE = date(2017, 1, 1)  # after the circular and the opinion
FRAUD_LAW, DISCIPLINE = date(2022, 12, 10), date(2024, 12, 2)


# ── what is recorded of an entry ─────────────────────────────────────────────────────────────────────────────────────


def _recorded(rule: str, zh: str, en: str, **cells: object) -> Fault:
    def fault(p: Planting) -> None:
        p.claim(p.application(p.day(LATE, 30), **cells), zh, en, (rule, "breach"))

    return fault


def _no_photo_of_the_guardian(p: Planting) -> None:
    day = p.day(date(2021, 6, 10), 30)
    number = p.application(
        day, holder_id=p.holder(born_on=date(day.year - 12, 1, 1)), applicant="guardian", applicant_id_shown=True,
        applicant_photo=False, id_kind="household_register", entry="app",
    )  # fmt: skip
    p.claim(number, "未留存监护人照片", "no photo of the guardian kept", ("registration/minor_record", "breach"))


def _unit(p: Planting, day: date, **cells: object) -> int:
    """An entry of a unit with all that it needs."""
    own: dict[str, object] = {
        "holder_id": p.holder(kind="unit", born_on=None), "id_kind": "unit_licence", "applicant": "handler",
        "applicant_id_shown": True, "authority_letter": True, "user_recorded": True,
    }  # fmt: skip
    return p.application(day, **own | cells)


def _user_of_a_unit_unknown(p: Planting) -> None:
    number = _unit(p, p.day(LATE, 30), province="beijing", user_recorded=False)
    zh, en = "集团卡未登记实际使用人", "the user of a unit's card not registered"
    p.claim(number, zh, en, ("registration/actual_user", "breach"))


def _passed_on_unverified(p: Planting) -> None:
    iot = {"kind": "iot", "risk_passed": True, "for_resale": True, "end_users_verified": False}
    number = _unit(p, p.day(FRAUD_LAW, 30), **iot)
    p.claim(number, "未核验最终用户", "the end users not verified", ("cards/iot_resale", "breach"))


def _sold_unassessed(p: Planting) -> None:
    number = p.application(p.day(FRAUD_LAW, 30), kind="iot", risk_passed=False)
    p.claim(number, "未通过风险评估", "an IoT card that failed its assessment", ("activate", "breach"))


def _turned_away(p: Planting) -> None:
    day = p.day(LATE, 30)
    number = p.application(day, activated_on=None, refused_on=day, refusal_ground="no_reason")
    p.claim(number, "无故拒绝办理", "turned away without a reason", ("refuse", "breach"))


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _line(rule: str, zh: str, en: str, first: date, cells: Callable[[date], dict[str, object]]) -> Fault:
    def fault(p: Planting) -> None:
        p.claim(p.line(**cells(p.day(first, 30))), zh, en, (rule, "breach"))

    return fault


def _old(**cells: object) -> dict[str, object]:
    """A line of before the provisions, never registered."""
    own: dict[str, object] = {"activated_on": date(2012, 5, 7), "registered_on": None, "informed_on": date(2013, 10, 8)}
    return own | cells


def _stock_unchecked(p: Planting) -> None:
    holder = p.holder()
    for year in range(2011, 2016):
        p.line(holder_id=holder, carrier="运营商乙", activated_on=date(year, 3, 1), informed_on=date(2013, 10, 8))
    line = p.line(holder_id=holder, carrier="运营商乙", activated_on=date(2016, 3, 1), stock_checked_on=None)
    p.claim(line, "存量卡未复核", "one of six cards of old never verified again", ("cards/stock", "breach"))


def _served_without_an_id(p: Planting) -> None:
    cells = {"matter": "card_change", "id_check": "not_shown", "tariff_forced": False}
    number = p.add("business", line_id=p.line(**_old()), handled_on=p.day(LATE, 30), **cells)
    p.claim(number, "未登记用户换卡未出示证件", "a card changed without an ID", ("handle", "breach"))


# ── companies, agents, leaks ─────────────────────────────────────────────────────────────────────────────────────────


def _company(zh: str, en: str, *rules: str, **cells: object) -> Fault:
    def fault(p: Planting) -> None:
        own: dict[str, object] = {
            "kind": "mvno", "started_on": date(2013, 12, 26), "line_total": 1000, "registered_total": 1000,
            "series_total": 500, "called_back_total": 500, "online_agents_listed_on": date(2016, 7, 31),
            "blacklist_kept_on": date(2016, 11, 30), "resale_barred_on": date(2019, 11, 30),
            "self_checked_on": p.on - 300 * DAY, "trained_on": p.on - 300 * DAY,
        }  # fmt: skip
        p.claim(p.add("company", **own | cells), zh, en, *((rule, "breach") for rule in rules))

    return fault


def _unchecked_for_a_year(p: Planting) -> None:
    last = p.on.replace(year=p.on.year - 1) - DAY
    _company("逾一年未自查", "no self-check for a year and a day", "registration/self_check", self_checked_on=last)(p)


def _agent(zh: str, en: str, rule: str, cells: Callable[[date], dict[str, object]]) -> Fault:
    def fault(p: Planting) -> None:
        day = p.day(LATE, 60)
        own: dict[str, object] = {
            "able": True, "of_agent": False, "sign_shown": True, "number_shown": True, "contract_states_duty": True,
            "contract_states_sanctions": True, "appointed_on": day,
        }  # fmt: skip
        p.claim(p.add("agent", **own | cells(day)), zh, en, (rule, "breach"))

    return fault


def _leak(zh: str, en: str, rule: str, **cells: object) -> Fault:
    def fault(p: Planting) -> None:
        day = p.day(LATE, 30)
        own: dict[str, object] = {"serious": True, "discovered_on": day, "remedied_on": day, "reported_on": day}
        p.claim(p.add("leak", **own | cells), zh, en, (rule, "breach"))

    return fault


# ── queries, disputes, discipline ────────────────────────────────────────────────────────────────────────────────────


def _answered_late(p: Planting) -> None:
    asked = p.moment(p.day(date(2021, 9, 20), 30))
    number = p.add("query", channel="online", asked_at=asked, answered_at=asked + 48 * HOUR + MINUTE)
    p.claim(number, "查询逾一分钟答复", "answered a minute after 48 hours", ("cards/query", "late"))


def _never_told(p: Planting) -> None:
    number = p.add("query", channel="own_hall", asked_at=p.moment(p.day(date(2019, 12, 1), 30)))
    p.claim(number, "自有厅未告知名下号码", "the own hall told nothing", ("cards/hall_query", "breach"))


def _dispute(zh: str, en: str, rule: str, **cells: object) -> Fault:
    def fault(p: Planting) -> None:
        day = p.day(date(2021, 9, 20), 30)
        own: dict[str, object] = {
            "channel": "online", "raised_on": day, "checked_on": day, "handled_on": day, "consented": True,
            "cleared_on": day,
        }  # fmt: skip
        p.claim(p.add("dispute", **own | cells), zh, en, (rule, "breach"))

    return fault


def _listed(zh: str, en: str, rule: str, **cells: object) -> Fault:
    def fault(p: Planting) -> None:
        if p.on < DISCIPLINE + 30 * DAY:
            return  # the measures are not old enough
        day = p.day(DISCIPLINE, 10)
        own: dict[str, object] = {
            "holder_id": p.holder(), "ground": "dealing", "decided_by": "city_police", "started_on": day,
            "told_on": day, "basic_kept": True,
        }  # fmt: skip
        p.claim(p.add("listing", **own | cells), zh, en, (rule, "breach"))

    return fault


def _opened_while_listed(p: Planting) -> None:
    if p.on < DISCIPLINE + 60 * DAY:
        return
    day, holder = p.day(DISCIPLINE + DAY, 10), p.holder()
    p.add("listing", holder_id=holder, ground="dealing", decided_by="city_police", started_on=day - DAY,
          told_on=day - DAY, basic_kept=True)  # fmt: skip
    number = p.application(day, holder_id=holder)
    p.claim(number, "惩戒期内新办", "a card opened during the discipline", ("activate", "breach"))


ENTRIES: tuple[Fault, ...] = (
    _recorded("registration/record", "缺登记地址", "the address not recorded", address_recorded=False),
    _recorded("registration/proxy_record", "未登记代办人", "a proxy not recorded", applicant="proxy",
              applicant_id_shown=True, applicant_recorded=False),
    _no_photo_of_the_guardian, _user_of_a_unit_unknown, _passed_on_unverified, _sold_unassessed, _turned_away,
    _line("registration/inform", "存量用户未获告知", "a user from before not told to register", LATE,
          lambda _: _old(informed_on=None)),
    _line("rent", "转租号卡", "rented out", FRAUD_LAW, lambda day: {"rented_on": day}),
    _line("sell", "转卖号卡", "sold on", FRAUD_LAW, lambda day: {"sold_on": day}),
    _line("cards/illegal", "违规号卡未注销", "an illegal card never cancelled", date(2021, 7, 1),
          lambda day: {"found_illegal_on": day}),
    _line("cards/iot_functions", "物联网卡未限定功能", "an IoT card with every function", FRAUD_LAW,
          lambda day: {"kind": "iot", "activated_on": day, "registered_on": day, "functions_limited": False}),
    _stock_unchecked, _served_without_an_id,
    _company("差一户未实名", "one user short of all", "registration/full_rate", registered_total=999),
    _company("实名率不足百分之九十六", "one user short of 96 per cent", "registration/circular_rate",
             "registration/full_rate", registered_total=959),
    _company("差一户未回访", "one user not called back", "registration/call_back", called_back_total=499),
    _company("迟一日公布代理清单", "agents listed a day late", "registration/online_agents",
             online_agents_listed_on=date(2016, 8, 1)),
    _company("迟一日建立黑名单", "the blacklist a day late", "registration/blacklist",
             blacklist_kept_on=date(2016, 12, 1)),
    _company("协议未禁止转售", "contracts that allow resale", "registration/resale_ban", resale_barred_on=None),
    _company("从未培训", "no training", "registration/training", trained_on=None),
    _unchecked_for_a_year,
    _agent("委托下级代理", "a sub-agent", "appoint", lambda _: {"of_agent": True}),
    _agent("协议未载明处置", "a contract silent on sanctions", "registration/agent_contract",
           lambda _: {"contract_states_sanctions": False}),
    _agent("发现养卡未取消代理", "reared cards and the agency goes on", "registration/revocation",
           lambda day: {"violation_found_on": day + DAY}),
    _leak("泄露未补救", "a leak not remedied", "registration/leak_remedy", remedied_on=None),
    _leak("泄露未报告", "a leak not reported", "registration/leak_report", reported_on=None),
    _answered_late, _never_told,
    _dispute("异议未处理", "a dispute left alone", "cards/dispute", handled_on=None, cleared_on=None),
    _dispute("未经同意清理", "cleared without consent", "clear", consented=False),
    _listed("未书面告知", "listed and not told", "cards/listing_notice", told_on=None),
    _listed("断绝全部通信", "all communication cut", "cards/basic_service", basic_kept=False),
    _listed("县级认定", "listed by county police", "enlist", decided_by="county_police"),
    _opened_while_listed,
)  # fmt: skip
"""All of them. Each plants one fault; one breaks two rules at once."""
