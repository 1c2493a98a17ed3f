"""Why: golden explanations in both languages, and what holds of every explanation.

The golden files are to be read. A condition has a mark (✓ ✗ ?); the fields it reads stand beside it, the figures with
their source and our confidence under it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dsl.core import Language
from interpreter.ask import Case, Interpreter
from interpreter.derivation import Line
from interpreter.explain import Explainer
from interpreter.messages import NAMES
from tests.books import FACT, fact, rule, small_book, telecom
from tests.interpreter.explained import GOLDEN, LANGUAGES, explained, golden_line


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", GOLDEN)
def test_explanations_read_like_this(name: str, lang: Language, golden: Callable[[str, str], None]) -> None:
    golden(f"explain/{name}.{lang}.txt", f"{golden_line(name, lang)}\n")


OVERRIDES = """
rule a/rule "一般期限" "The common notice"
    source law art 1
    for each line
    must happen line.told_on within notice after line.opened_on

rule b/rule "良好的从宽" "The good are spared"
    source law art 1
    overrides a/rule
    for each line where line.good
    must line.fair
"""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_displaced_rule_names_what_displaces_it(
    lang: Language, golden: Callable[[str, str], None], tmp_path: Path
) -> None:
    interpreter = Interpreter(small_book(tmp_path, OVERRIDES), {})
    facts = {"line": {"id": "L1", "good": "yes", "fair": "yes", "opened_on": "2018-01-02"}}
    golden(f"explain/displaced.{lang}.txt", str(explained(interpreter, "a/rule", facts, "2018-03-01", lang)) + "\n")


# ── what holds of every explanation ──────────────────────────────────────────────────────────────────────────────────


def lines(line: Line) -> Iterator[Line]:
    yield line
    for under in line.under:
        yield from lines(under)


def questions() -> Iterator[tuple[str, Case, date]]:
    """All that the shipped scenarios ask of rules, actions and invariants."""
    book = telecom().book
    for scenario in book.scenarios:
        case = telecom().case(scenario.facts)
        for wanted in scenario.expect:
            known = wanted.target in book.rules or wanted.target in book.invariants or telecom().action(wanted.target)
            if known:
                yield wanted.target, case, scenario.on


def test_every_explanation_agrees_with_the_answer_and_with_itself_in_the_other_language() -> None:
    """The headline is the outcome; both languages have the same tree with the same marks; no English in Chinese."""
    interpreter = telecom()
    foreign = [f"{name}." for name in interpreter.book.vocabulary.entities]
    count = 0
    for target, case, on in questions():
        zh, en = (tell(interpreter, target, case, on, lang) for lang in LANGUAGES)
        count += 1
        assert [line.mark for line in lines(zh)] == [line.mark for line in lines(en)], target
        assert not any(word in str(zh) for word in (*foreign, "None", " and ", " or ", "unknown")), str(zh)
        assert "None" not in str(en)
        assert str(zh).isprintable() or "\n" in str(zh)
        action = interpreter.action(target)
        if target in interpreter.book.rules and interpreter.book.rules[target].is_duty:
            outcome = interpreter.outcome(target, case, on)
            assert f": {NAMES[outcome.name].en}" in en.text
            assert f"：{NAMES[outcome.name].zh}" in zh.text
        elif action and " · " in en.text and "by the facts" not in str(en):
            assert f": {NAMES[interpreter.evaluator(case, on).decide(action, case.row).name].en}" in en.text
    assert count > 150


def tell(interpreter: Interpreter, target: str, case: Case, on: date, lang: Language) -> Line:
    explainer = Explainer(interpreter.evaluator(case, on), lang)
    book = interpreter.book
    if target in book.invariants:
        return explainer.invariant(book.invariants[target], case.row)
    if target in book.rules:
        return (explainer.duty if book.rules[target].is_duty else explainer.guard)(book.rules[target], case.row)
    action = interpreter.action(target)
    assert action
    if action.recorded_by and explainer.tracer.judge_act(action, case.row).name != "not_applicable":
        return explainer.act(action, case.row)
    return explainer.verdict(action, case.row, explainer.tracer.decide(action, case.row))


def test_explaining_changes_no_answer() -> None:
    """The tracer is the evaluator: it gives the same outcomes and verdicts."""
    interpreter = telecom()
    for target, case, on in list(questions())[::7]:
        plain, traced = interpreter.evaluator(case, on), Explainer(interpreter.evaluator(case, on), "en").tracer
        action = interpreter.action(target)
        if action:
            assert traced.decide(action, case.row) == plain.decide(action, case.row)
        elif target in interpreter.book.rules:
            assert traced.holds(interpreter.book.rules[target], case.row) == plain.holds(
                interpreter.book.rules[target], case.row
            )


def test_text_and_data_are_the_same_tree() -> None:
    line = golden_line("presumed_refused", "zh")

    def texts(node: Any) -> Iterator[str]:
        yield node["text"]
        for each in node.get("because", ()):
            yield from texts(each)

    told = [each.strip().removeprefix("✓ ").removeprefix("✗ ").removeprefix("? ") for each in line.lines()]
    assert list(texts(line.data())) == told
    assert list(line.lines()) == list(line.lines())


def test_facts_that_stand_on_each_other_twice_are_told_in_proportion(small: Callable[[str], Interpreter]) -> None:
    """Twenty facts, each reading the one before it twice: a million paths, and still a page."""
    facts = fact("line.good", "f0") + "".join(
        fact(f"(line.f{n} and line.size > {n}) or (line.f{n} and line.size < {n})", f"f{n + 1}") for n in range(20)
    )
    interpreter = small(facts + rule("must line.f20"))
    for line in ({"id": "L1", "good": "no"}, {"id": "L1"}, {"id": "L1", "good": "yes", "size": "50"}):
        told = explained(interpreter, "a/rule", {"line": line}, "2018-03-01", "zh")
        assert len(str(told)) < 60_000
        assert len(json.dumps(told.data())) < 300_000


def test_an_open_rule_needs_no_condition(small: Callable[[str], Interpreter]) -> None:
    told = str(explained(small(FACT + rule("must not lend")), "lend", {"line": {"id": "L1"}}, "2018-03-01", "en"))
    assert told.splitlines() == [
        "line L1 · lend · 2018-03-01: denied",
        "  ✓ must not lend · applies: a/rule “a/rule”",
        "    source: The law, art 1 — One [A: full text read]",
    ]
