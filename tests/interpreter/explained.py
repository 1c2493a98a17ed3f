"""Questions of the shipped book, and explanations of their answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache

from dsl.core import Language
from interpreter.ask import Interpreter
from interpreter.derivation import Line
from interpreter.explain import Explainer
from tests.books import telecom

LANGUAGES: tuple[Language, Language] = ("zh", "en")
Facts = Mapping[str, object]
SHOWN = {
    "id_check": "genuine", "id_kind": "resident_id", "applicant": "user", "channel": "own_hall", "entry": "reader",
    "photo_taken": "yes", "face_matched": "yes", "key_verified": "yes",
}  # fmt: skip
LADDER: dict[str, object] = {
    "id": "L1",
    "activated_on": "2014-05-01",
    "suspended_on": "2016-04-12",
    "reminders": [{"id": "R1", "sent_on": "2016-03-30"}],
}


def cards(count: int, **more: object) -> list[dict[str, object]]:
    return [
        {"id": f"L{n}", "kind": "mobile", "carrier": "north", "activated_on": f"2017-01-0{n % 9 + 1}", **more}
        for n in range(1, count + 1)
    ]


CARDS = [*cards(5), *cards(1, id="L9", carrier="south")]
GOLDEN: dict[str, tuple[str, Facts, str]] = {
    "deadline_breached_in_the_spring_festival": (
        "registration/reminder",
        {"line": {"id": "L1", "activated_on": "2014-05-01", "found_unregistered_on": "2025-11-20"}},
        "2026-03-01",
    ),
    "deadline_met_late_in_hours": (
        "arrears/restore",
        {
            "line": {
                "id": "L1",
                "payment_due_on": "2023-01-01",
                "arrears_suspended_on": "2023-02-15",
                "paid_at": "2023-03-01T09:30",
                "restored_at": "2023-03-04T10:00",
            }
        },
        "2023-05-05",
    ),
    "decision_permitted": ("terminate", {"line": LADDER}, "2016-07-12"),
    "decision_denied_for_now": ("terminate", {"line": LADDER}, "2016-07-11"),
    "decision_denied_a_sixth_card": (
        "activate",
        {
            "application": {
                "id": "A1", "carrier": "north", "kind": "mobile", **SHOWN,
                "holder": {"id": "H1", "kind": "individual", "born_on": "1990-03-07", "lines": CARDS},
            }
        },
        "2023-05-05",
    ),
    "act_by_the_law_of_its_day": ("suspend", {"line": LADDER}, "2026-11-20"),
    "presumed_refused": (
        "send",
        {"message": {"id": "M1", "kind": "commercial", "sent_at": "2016-05-05T10:00"}},
        "2016-06-01",
    ),
    "undetermined": ("terminate", {"line": {"id": "L1", "suspended_on": "2016-04-12"}}, "2016-07-12"),
    "undetermined_for_want_of_a_schedule": (
        "complaints/answer",
        {"complaint": {"id": "K1", "received_on": "2026-12-20"}},
        "2027-01-08",
    ),
    "money_and_days": (
        "arrears/late_fee",
        {"line": {"id": "L1", "payment_due_on": "2023-01-01", "amount_owed": "300", "late_fee_charged": "150"}},
        "2023-05-05",
    ),
    "invariant": ("no_termination_without_full_notice", {"line": LADDER}, "2016-07-11"),
}  # fmt: skip


@cache
def golden_line(name: str, lang: Language) -> Line:
    """One of the golden explanations."""
    target, facts, on = GOLDEN[name]
    return explained(telecom(), target, facts, on, lang)


def moment(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def explained(interpreter: Interpreter, target: str, facts: Facts, on: str, lang: Language) -> Line:
    case = interpreter.case(facts)
    if target in interpreter.book.invariants:
        return Explainer(interpreter.evaluator(case, moment(on)), lang).invariant(
            interpreter.book.invariants[target], case.row
        )
    action = interpreter.action(target)
    if action:
        explainer = Explainer(interpreter.evaluator(case, moment(on)), lang)
        if action.recorded_by and explainer.tracer.judge_act(action, case.row).name != "not_applicable":
            return explainer.act(action, case.row)
        return explainer.verdict(action, case.row, interpreter.verdict(action, case, moment(on)))
    return interpreter.judge(target, facts, moment(on)).explain(lang)
