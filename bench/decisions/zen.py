"""Both decisions in ZEN (GoRules): as one compiled expression with a truth for each rule, and as a graph."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import zen

from bench.decisions import written
from bench.decisions.cases import Facts, in_numbers
from bench.decisions.peer import Peer, Said
from interpreter.schedule import Schedule

SECOND = "#.sent_on >= line.suspended_on and #.sent_on <= {today}"
LANGUAGE = {
    "in": "line",
    "live_cards": "count(line.cards, #.activated_on <= {today} and #.ended_on > {today})",
    "some_reminded": "some(line.reminders, #.sent_on <= {ten_days})",
    "none_reminded": "none(line.reminders, #.sent_on <= {ten_days})",
    "some_set": f"some(line.reminders, {SECOND} and #.set_until < {{never}})",
    "none_over": f"none(line.reminders, {SECOND} and #.set_until < {{today}})",
}


def renewal(today: date, calendar: Schedule) -> Peer:
    """The thirteen rules as guards, in one expression."""
    return _expression(written.renewal(today, calendar, LANGUAGE))


def termination(today: date, calendar: Schedule) -> Peer:
    """`terminate` of cn-telecom, in one expression."""
    return _expression(written.termination(today, calendar, LANGUAGE))


def renewal_graph(today: date, calendar: Schedule) -> Peer:
    """The thirteen rules as guards, in a graph."""
    return _graph(written.renewal(today, calendar, LANGUAGE))


def termination_graph(today: date, calendar: Schedule) -> Peer:
    """`terminate` of cn-telecom, in a graph."""
    return _graph(written.termination(today, calendar, LANGUAGE))


def _expression(rules: written.Rules) -> Peer:
    program = zen.compile_expression(f"[{', '.join(rules.joined('and'))}]")
    prohibited, permitted, some = list(rules.prohibited), list(rules.permitted), len(rules.prohibited)

    def decide(facts: Any) -> Said:
        truths = program.evaluate(facts)
        reasons = [name for name, holds in zip(prohibited, truths, strict=False) if holds]
        if reasons or not permitted:
            return not reasons, reasons
        grounds = [name for name, holds in zip(permitted, truths[some:], strict=True) if holds]
        return bool(grounds), grounds

    return Peer(_shaped, decide)


def _graph(rules: written.Rules) -> Peer:
    shown = {"x": 0, "y": 0}
    node = [
        {"id": name, "key": name, "value": text} for name, text in zip(rules.names, rules.joined("and"), strict=True)
    ]
    content = {
        "nodes": [
            {"id": "in", "name": "request", "type": "inputNode", "position": shown},
            {
                "id": "rules",
                "name": "rules",
                "type": "expressionNode",
                "position": shown,
                "content": {"expressions": node},
            },
            {"id": "out", "name": "response", "type": "outputNode", "position": shown},
        ],
        "edges": [
            {"id": "1", "sourceId": "in", "targetId": "rules", "type": "edge"},
            {"id": "2", "sourceId": "rules", "targetId": "out", "type": "edge"},
        ],
    }
    graph = zen.ZenEngine().create_decision(json.dumps(content))
    prohibited, permitted = list(rules.prohibited), list(rules.permitted)

    def decide(facts: Any) -> Said:
        truths = graph.evaluate(facts)["result"]
        reasons = [name for name in prohibited if truths[name]]
        if reasons or not permitted:
            return not reasons, reasons
        grounds = [name for name in permitted if truths[name]]
        return bool(grounds), grounds

    return Peer(_shaped, decide)


def _shaped(facts: Facts) -> dict[str, Any]:
    return {"line": in_numbers(facts)}
