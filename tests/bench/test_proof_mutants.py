"""What an invariant rests on, which changes take that away by their form, and that facts then break it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from bench.changes import changes
from bench.grounds import Trial, facts_of, fewest
from bench.looser import lets_through
from bench.mutants import NO_REASON
from bench.noticed import cases
from bench.proof_mutants import LIST, Measured, Tried, mutants, section, table, tried_of
from dsl import core
from interpreter.evaluate import Day, Evaluator
from interpreter.facts import from_mapping
from interpreter.sampling import Sampler
from tests.books import FACT, small_book, telecom

RULES = (
    FACT
    + """
fact line.large "大":
    line.size >= 3
    except no when line.good

fact line.told "已告知":
    line.told_on is not never and line.told_on + notice < today
    presumed no
        source law art 1

rule a/rule "大者" "Large"
    source law art 1
    for each line
    binds operator
    must not lend
        when line.large and (line.told or line.fair)
        unless (count of l in line.holder.lines where l.good) >= 2

rule b/rule "晚者" "Late"
    source law art 1
    from 2016-01-01
    for each line where line.size > 9
    binds operator
    must not lend
        unless earliest of (line.told_on, line.opened_on) < today

rule c/rule "可" "May"
    source law art 1
    for each line where line.good
    binds operator
    may close
        when 5 days has passed since line.told_on
        unless line.owed > 0 CNY

invariant held "守" "Held"
    for each line where line.size > 9 and today >= 2016-01-01
    never permitted lend
        unless line.told_on < today or line.opened_on < today
"""
)


EARLIEST = "(the earliest of (line.told_on, line.opened_on))"


def let_through(book: core.Book, action: str) -> set[str]:
    rules = book.guards[action]
    facts = facts_of(book, rules)
    return {
        f"{each.about}: {each.said}" for each in changes(book) if lets_through(book, each.made(), action, rules, facts)
    }


def test_what_lets_the_act_through_is_told_by_the_form_of_a_change(tmp_path: Path) -> None:
    book = small_book(tmp_path, RULES)
    assert {each for each in let_through(book, "lend") if each.startswith("b/rule")} == {
        "b/rule: the rule → left out",
        "b/rule: where: line.size > 9 → line.size > 10",
        f"b/rule: unless: {EARLIEST} < today → {EARLIEST} <= today",
        "b/rule: from 2016-01-01 → 2016-01-02",
    }
    assert {each for each in let_through(book, "close") if each.startswith("c/rule")} >= {
        "c/rule: where line.good → left out",
        "c/rule: unless line.owed > 0 CNY → left out",
    }
    assert "c/rule: the rule → left out" not in let_through(book, "close")


@pytest.mark.parametrize("action", ["lend", "close"])
def test_a_change_that_lets_nothing_through_by_its_form_permits_nothing_more(action: str, tmp_path: Path) -> None:
    """On made-up facts, by the reference."""
    book = small_book(tmp_path, RULES)
    rules = book.guards[action]
    facts = facts_of(book, rules)
    tight = [each.made() for each in changes(book) if not lets_through(book, each.made(), action, rules, facts)]
    assert len(tight) > 10
    permitted = 0
    for given, day in cases(Sampler(book), "line", 150):
        world, row, _ = from_mapping(book, given)
        assert row
        before = Evaluator(book, world, Day.of(day, book.zone)).decide(book.vocabulary.actions[action], row).name
        for other in tight:
            after = Evaluator(other, world, Day.of(day, book.zone)).decide(other.vocabulary.actions[action], row).name
            assert after != "permitted" or before == "permitted"
            permitted += after == "permitted"
    assert permitted > 100


def test_the_fewest_are_the_first_that_do_and_none_of_them_can_go() -> None:
    def is_proved(some: object) -> bool:
        names = set(some)  # type: ignore[call-overload]
        return bool({"b", "e"} <= names or {"b", "f"} <= names)

    assert fewest("abcdef", is_proved) == ["b", "e"]
    assert fewest("abc", lambda some: True) == []


def test_an_invariant_rests_on_one_rule_of_two_and_not_on_facts_of_the_other(tmp_path: Path) -> None:
    book = small_book(tmp_path, RULES)
    trial = Trial(book, book.invariants["held"])
    assert ([rule.path for rule in trial.rules], trial.facts) == (["b/rule"], ())
    tried = [found for each in mutants(book) if (found := tried_of([trial], each))]
    assert {each.change.about for each in tried} == {"b/rule"}
    refuted = {each.change.said: each.refuted for each in tried}
    assert refuted["the rule → left out"] == "yes"
    assert refuted["where: line.size > 9 → line.size > 10"] == "yes"
    assert all(each.found for each in tried if each.refuted != "no")


def test_what_other_rules_forbid_too_is_refuted_by_the_ground_alone(tmp_path: Path) -> None:
    again = RULES[RULES.index("rule b/rule") : RULES.index("rule c/rule")].replace("b/rule", "c/b")
    book = small_book(tmp_path, RULES.replace("invariant held", again + "invariant held"))
    (first,) = [each for each in changes(book) if each.about == "b/rule" and each.kind == "rule left out"]
    found = tried_of([Trial(book, book.invariants["held"])], first)
    assert found
    assert (found.refuted, found.by) == ("alone", "held")


# ── cn-telecom ──

AFEW = (
    "no_suspension_without_full_reminder",
    "no_early_arrears_suspension",
    "no_stop_without_check",
    "no_early_release",
)
REMINDED = "at least one of line.reminders satisfies “reminder_period has passed since reminder.sent_on”"
BROKEN = [
    ("reminder_period", "from 2015-12-30: 10 days → 9 days"),
    ("arrears_suspension_period", "every value → 0"),
    ("number_quarantine", "from 2005-04-20: 90 days → 89 days"),
    ("grace/suspension", f"when {REMINDED} → left out"),
    ("line.in_arrears", "line.payment_due_on < today → line.payment_due_on <= today"),
    ("stops/reverification", "the rule → left out"),
    ("numbers/quarantine", "the rule → left out"),
]


@cache
def trials() -> tuple[Trial, ...]:
    return tuple(Trial(telecom().book, telecom().book.invariants[name]) for name in AFEW)


@pytest.mark.parametrize(("about", "said"), BROKEN)
def test_an_invariant_of_the_shipped_book_fails_without_its_ground(about: str, said: str) -> None:
    (change,) = [each for each in mutants(telecom().book) if (each.about, each.said) == (about, said)]
    found = tried_of(trials(), change)
    assert found
    assert found.refuted == "yes"
    assert found.found


@pytest.mark.parametrize("name", list(telecom().book.invariants))
def test_no_invariant_holds_for_want_of_cases(name: str) -> None:
    """As soon as no rule speaks and the act is permitted, there are facts that break it."""
    book = telecom().book
    invariant = book.invariants[name]
    action = replace(book.vocabulary.actions[invariant.action], default="permitted")
    actions = {**book.vocabulary.actions, invariant.action: action}
    free = replace(book, guards={**book.guards, action.name: ()}, vocabulary=replace(book.vocabulary, actions=actions))
    assert Trial(book, invariant).broken(free).found


# ── what is written down ──


def test_what_is_not_refuted_is_listed_with_the_reason_that_stood_there(tmp_path: Path) -> None:
    book = small_book(tmp_path, RULES)
    trial = Trial(book, book.invariants["held"])
    first, second, *_ = (each for each in changes(book) if each.about == "b/rule")
    found = Measured(book, [trial], [Tried(first, ("held",)), Tried(second, ("held",), "yes", "held")], 1.0)
    known = {("b/rule", f"{first.kind}: `{first.said}`"): "Because."}
    assert found.share == 0.5
    assert "| **all** | 2 | 1 | 0 | 1 | 50.0% |" in table(found)
    assert "| `held` | `b/rule` |  | 1 |" in section(found, known)
    assert section(found, known).count("Because.") == 1
    assert NO_REASON in section(found, {})


def test_every_change_that_is_not_refuted_has_its_reason() -> None:
    assert NO_REASON not in LIST.read_text(encoding="utf-8")
