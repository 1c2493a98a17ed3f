"""Both decisions in Rego, the language of OPA: by regorus (Rust), and by rego-cpp. No wheel carries OPA itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from bench.decisions import written
from bench.decisions.cases import Facts, in_numbers
from bench.decisions.peer import Peer, Said
from interpreter.schedule import Schedule

LANGUAGE = {
    "in": "input",
    "live_cards": "live_cards",
    "some_reminded": "reminded",
    "none_reminded": "not reminded",
    "some_set": "time_set",
    "none_over": "not time_over",
}
CARDS = {"defined": "live_cards := count([1 | some c in input.cards; c.activated_on <= {today}; c.ended_on > {today}])"}
REMINDERS = {
    "defined": """
reminded if {{ some r in input.reminders; r.sent_on <= {ten_days} }}
second contains r if {{ some r in input.reminders; r.sent_on >= input.suspended_on; r.sent_on <= {today} }}
time_set if {{ some r in second; r.set_until < {never} }}
time_over if {{ some r in second; r.set_until < {today} }}
"""
}
Query = Callable[[Any], list[str]]
Engine = Callable[[str], tuple[Query, Query]]
"""A module → what asks it for the prohibitions that hold, on an input, and then for the permissions, on the same."""


def renewal(today: date, calendar: Schedule) -> Peer:
    """The thirteen rules as guards, by regorus."""
    return _peer(written.renewal(today, calendar, LANGUAGE | CARDS), _by_regorus)


def termination(today: date, calendar: Schedule) -> Peer:
    """`terminate` of cn-telecom, by regorus."""
    return _peer(written.termination(today, calendar, LANGUAGE | REMINDERS), _by_regorus)


def renewal_cpp(today: date, calendar: Schedule) -> Peer:
    """The thirteen rules as guards, by rego-cpp."""
    return _peer(written.renewal(today, calendar, LANGUAGE | CARDS), _by_rego_cpp)


def termination_cpp(today: date, calendar: Schedule) -> Peer:
    """`terminate` of cn-telecom, by rego-cpp."""
    return _peer(written.termination(today, calendar, LANGUAGE | REMINDERS), _by_rego_cpp)


def _by_regorus(module: str) -> tuple[Query, Query]:
    import regorus

    engine = regorus.Engine()
    engine.add_policy("decision.rego", module)

    def prohibited(line: Any) -> list[str]:
        engine.set_input(line)
        return engine.eval_rule("data.decision.prohibited")

    return prohibited, lambda line: engine.eval_rule("data.decision.permitted")


def _by_rego_cpp(module: str) -> tuple[Query, Query]:
    import regopy

    engine = regopy.Interpreter()
    engine.add_module("decision.rego", module)
    bundle = engine.build(None, ["decision/prohibited", "decision/permitted"])

    def asked(what: str) -> list[str]:
        return list(json.loads(str(engine.query_bundle_entrypoint(bundle, f"decision/{what}")))["expressions"][0])

    def prohibited(line: Any) -> list[str]:
        engine.set_input(line)
        return asked("prohibited")

    return prohibited, lambda line: asked("permitted")


def _peer(rules: written.Rules, engine: Engine) -> Peer:
    lines = ["package decision", "import rego.v1", str(rules.words["defined"])]
    for what, of in (("prohibited", rules.prohibited), ("permitted", rules.permitted)):
        lines += [f'{what} contains "{name}" if {{ {"; ".join(all_of)} }}' for name, all_of in of.items()]
    prohibited, permitted = engine("\n".join(lines) + "\n")
    is_permitted_at_all = bool(rules.permitted)

    def decide(line: Any) -> Said:
        reasons = list(prohibited(line))
        if reasons or not is_permitted_at_all:
            return not reasons, reasons
        grounds = list(permitted(line))
        return bool(grounds), grounds

    return Peer(_shaped, decide)


def _shaped(facts: Facts) -> dict[str, Any]:
    return in_numbers(facts)
