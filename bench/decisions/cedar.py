"""Both decisions in Cedar, one policy for each rule. Cedar can neither count nor search: that is done beforehand."""

from __future__ import annotations

from datetime import date
from typing import Any

import cedarpy

from bench.decisions import written
from bench.decisions.cases import NEVER, Facts, in_numbers
from bench.decisions.peer import Peer, Said
from interpreter.schedule import Schedule

LANGUAGE = {
    "in": "context",
    "live_cards": "context.live_cards",
    "some_reminded": "context.first_sent <= {ten_days}",
    "none_reminded": "context.first_sent > {ten_days}",
    "some_set": "context.last_set >= context.suspended_on",
    "none_over": "context.last_over < context.suspended_on",
}


def renewal(today: date, calendar: Schedule) -> Peer:
    """The thirteen rules as guards."""
    return _peer(written.renewal(today, calendar, LANGUAGE), today)


def termination(today: date, calendar: Schedule) -> Peer:
    """`terminate` of cn-telecom."""
    return _peer(written.termination(today, calendar, LANGUAGE), today)


def _peer(rules: written.Rules, today: date) -> Peer:
    policies = [_policy("forbid", name, all_of) for name, all_of in rules.prohibited.items()]
    policies += [_policy("permit", name, all_of) for name, all_of in rules.permitted.items()]
    if not rules.permitted:
        policies.append("permit (principal, action, resource);")
    parsed = cedarpy.PolicySet.from_str("\n".join(policies))
    entities = cedarpy.Entities.from_json_str("[]")

    def decide(request: Any) -> Said:
        answer = cedarpy.is_authorized(request, parsed, entities)
        return answer.allowed, list(answer.diagnostics.id_annotations_by_reason.values())

    def shaped(facts: Facts) -> Any:
        names = {"principal": 'Party::"operator"', "action": 'Action::"decide"', "resource": 'Line::"line"'}
        return names | {"context": _context(in_numbers(facts), today.toordinal())}

    return Peer(shaped, decide)


def _policy(effect: str, name: str, all_of: list[str]) -> str:
    return f'@id("{name}")\n{effect} (principal, action, resource) when {{ {" && ".join(all_of)} }};'


def _context(line: dict[str, Any], today: int) -> dict[str, Any]:
    """The fields, and in the place of cards and reminders what is asked of them."""
    flat = {name: value for name, value in line.items() if not isinstance(value, list)}
    if "cards" in line:
        live = [card for card in line["cards"] if card["activated_on"] <= today < card["ended_on"]]
        return flat | {"live_cards": len(live)}
    sent = [each for each in line["reminders"] if each["sent_on"] <= today]
    return flat | {
        "first_sent": min((each["sent_on"] for each in sent), default=NEVER),
        "last_set": max((each["sent_on"] for each in sent if each["set_until"] < NEVER), default=0),
        "last_over": max((each["sent_on"] for each in sent if each["set_until"] < today), default=0),
    }
