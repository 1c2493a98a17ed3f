"""Both decisions in CEL: one compiled expression with a truth for each rule, by its C++ and by its Rust engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from bench.decisions import written
from bench.decisions.cases import Facts, in_numbers
from bench.decisions.peer import Peer, Said
from interpreter.schedule import Schedule

SECOND = "r.sent_on >= line.suspended_on && r.sent_on <= {today}"
LANGUAGE = {
    "in": "line",
    "live_cards": "line.cards.filter(c, c.activated_on <= {today} && c.ended_on > {today}).size()",
    "some_reminded": "line.reminders.exists(r, r.sent_on <= {ten_days})",
    "none_reminded": "!line.reminders.exists(r, r.sent_on <= {ten_days})",
    "some_set": f"line.reminders.exists(r, {SECOND} && r.set_until < {{never}})",
    "none_over": f"!line.reminders.exists(r, {SECOND} && r.set_until < {{today}})",
}
Program = Callable[[Any], list[bool]]


def renewal(today: date, calendar: Schedule) -> Peer:
    """The thirteen rules as guards, in C++."""
    return _peer(written.renewal(today, calendar, LANGUAGE), _in_cpp)


def termination(today: date, calendar: Schedule) -> Peer:
    """`terminate` of cn-telecom, in C++."""
    return _peer(written.termination(today, calendar, LANGUAGE), _in_cpp)


def renewal_rust(today: date, calendar: Schedule) -> Peer:
    """The thirteen rules as guards, in Rust."""
    return _peer(written.renewal(today, calendar, LANGUAGE), _in_rust)


def termination_rust(today: date, calendar: Schedule) -> Peer:
    """`terminate` of cn-telecom, in Rust."""
    return _peer(written.termination(today, calendar, LANGUAGE), _in_rust)


def _in_cpp(expression: str) -> Program:
    from cel_expr_python import cel

    environment = cel.NewEnv(variables={"line": cel.Type.Map(cel.Type.STRING, cel.Type.DYN)})
    program = environment.compile(expression)
    return lambda facts: program.eval(data=facts).plain_value()


def _in_rust(expression: str) -> Program:
    import cel

    program = cel.compile(expression)
    return lambda facts: program.execute(facts)


def _peer(rules: written.Rules, engine: Callable[[str], Program]) -> Peer:
    program = engine(f"[{', '.join(rules.joined('&&'))}]")
    prohibited, permitted, some = list(rules.prohibited), list(rules.permitted), len(rules.prohibited)

    def decide(facts: Any) -> Said:
        truths = program(facts)
        reasons = [name for name, holds in zip(prohibited, truths, strict=False) if holds]
        if reasons or not permitted:
            return not reasons, reasons
        grounds = [name for name, holds in zip(permitted, truths[some:], strict=True) if holds]
        return bool(grounds), grounds

    return Peer(_shaped, decide)


def _shaped(facts: Facts) -> dict[str, Any]:
    return {"line": in_numbers(facts)}
