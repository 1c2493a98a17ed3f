"""What an explanation holds: figures, rows, facts and terms, each told once; and nothing that gives a person away."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from interpreter.ask import Interpreter
from interpreter.mask import is_personal
from interpreter.reasons import MOST_ROWS
from tests.books import VOCABULARY, fact, rule, small_book, telecom
from tests.interpreter.explained import LANGUAGES, Facts, cards, explained, golden_line


def test_a_figure_is_told_with_its_value_its_source_and_our_confidence() -> None:
    told = str(golden_line("decision_permitted", "en"))
    source = "Guangdong Decision on Real-Identity Registration of Telecom Users, art 3"
    assert f"reminder_period: 10 days — {source} [U: uncertain]" in told
    assert "10 days after 2016-03-30 is 2016-04-09, on a weekend, so 2016-04-11" in told


def test_what_was_told_once_is_not_told_again() -> None:
    """The ground of seven norms is one consent; each article, figure and derivation stands there in full once."""
    told = str(golden_line("presumed_refused", "en")).splitlines()
    assert sum("presumed no by Provisions on Short Message Services, art 18 " in line for line in told) == 1
    assert sum("message.consented (see above)" in line for line in told) >= 3
    summaries = [line.strip() for line in told if " — " in line and line.strip().startswith(("source:", "penalty:"))]
    assert len(summaries) == len(set(summaries))


def test_a_rule_that_keeps_silent_is_told_by_what_silences_it() -> None:
    """Twenty rules guard an entry; of those that do not apply only the deciding condition is told."""
    line = golden_line("decision_denied_a_sixth_card", "en")
    silent = [under for under in line.under if "does not apply" in under.text]
    assert len(silent) > 10
    assert all(len(under.under) == 1 for under in silent)


def test_a_count_lists_its_rows_and_says_once_what_its_words_mean() -> None:
    told = str(golden_line("decision_denied_a_sixth_card", "en"))
    assert "their number: 5" in told
    assert "not so: 1 more" in told
    assert sum(f"✓ line L{n} (" in told for n in range(1, 6)) == 5
    assert told.count("“line.live” means line.activated_on <= today") == 1
    assert "compared with: application.carrier: “north”" in told


def test_a_long_list_is_cut_short_and_counted() -> None:
    facts = {
        "application": {"id": "A1", "carrier": "north", "kind": "mobile", "holder": {"id": "H1", "lines": cards(40)}}
    }
    told = str(explained(telecom(), "cards/cap", facts, "2023-05-05", "en"))
    assert sum(line.strip().startswith("✓ line L") for line in told.splitlines()) == MOST_ROWS
    assert f"and {40 - MOST_ROWS} more like these" in told


def test_a_collection_that_was_not_given_is_not_called_empty(small: Callable[[str], Interpreter]) -> None:
    interpreter = small(rule("must some c in line.calls satisfies c.late"))

    def told(line: Facts) -> str:
        return str(explained(interpreter, "a/rule", {"line": line}, "2018-03-01", "en"))

    assert "? line.calls: not given" in told({"id": "L1"})
    assert "there is none" in told({"id": "L1", "calls": []})
    assert "✗ call C1 (late: no)" in told({"id": "L1", "calls": [{"id": "C1", "late": "no"}]})
    nameless = told({"id": "L1", "calls": [{"late": "no"}, {"late": "no"}]})
    assert "✗ call 1 (late: no)" in nameless
    assert "✗ call 2 (late: no)" in nameless


def test_two_rows_of_one_entity_are_told_apart(small: Callable[[str], Interpreter]) -> None:
    interpreter = small(
        rule("must none l in line.holder.lines satisfies l.opened_on < line.opened_on and l.size > line.size")
    )
    holder = {"id": "H1", "lines": [{"id": "L1"}, {"id": "L2", "opened_on": "2017-01-01", "size": "3"}]}
    facts = {"line": {"id": "L1", "opened_on": "2018-01-01", "size": "2", "holder": holder}}
    told = str(explained(interpreter, "a/rule", facts, "2018-03-01", "zh"))
    assert "“号卡 l.开通日 早于 号卡.开通日 且 号卡 l.大小 超过 号卡.大小”" in told
    assert "✓ 号卡 L2（开通日：2017-01-01；大小：3）" in told
    assert "相比较的：号卡.开通日：2018-01-01；号卡.大小：2" in told


def test_a_fact_is_told_by_its_body_its_exceptions_and_its_presumption(small: Callable[[str], Interpreter]) -> None:
    clauses = ("line.good", "except no when line.size > 3", "presumed yes", "    source law art 1")
    rules = 'fact line.asked "问":\n' + "".join(f"    {clause}\n" for clause in clauses)
    interpreter = small(rules + rule("must line.asked"))

    def told(**line: object) -> list[str]:
        text = str(explained(interpreter, "a/rule", {"line": {"id": "L1", **line}}, "2018-03-01", "en"))
        return [each.strip() for each in text.splitlines()[2:]]

    assert told(good="yes", size="1") == [
        "✓ must: line.asked", "✓ in general: line.good: yes", "✗ except when: line.size > 3 (size: 1)"
    ]  # fmt: skip
    assert told(good="yes", size="9") == [
        "✗ must: line.asked", "✓ in general: line.good: yes", "✓ except no when: line.size > 3 (size: 9)"
    ]  # fmt: skip
    assert told(size="1") == [
        "✓ must: line.asked",
        "? in general: line.good: unknown",
        "✗ except when: line.size > 3 (size: 1)",
        "unknown, presumed yes by The law, art 1 — One [A: full text read]",
    ]


def test_a_sum_and_an_extreme_are_told_row_by_row(small: Callable[[str], Interpreter]) -> None:
    rules = rule("must (sum of c.fee for c in line.calls where c.late) <= 1 CNY", "a/rule") + rule(
        "must (latest of c.made_on for c in line.calls where c.late) < 2018-02-01", "b/rule"
    )
    calls = [
        {"id": "C1", "late": "yes", "fee": "0.4", "made_on": "2018-01-03"},
        {"id": "C2", "late": "no", "fee": "9"},
        {"id": "C3", "late": "yes", "fee": "0.7", "made_on": "2018-01-09"},
    ]
    facts = {"line": {"id": "L1", "calls": calls}}
    money = str(explained(small(rules), "a/rule", facts, "2018-03-01", "en"))
    assert "their sum: 1.1 CNY" in money
    assert "call C1 (fee: 0.4 CNY)" in money
    assert "call C3 (fee: 0.7 CNY)" in money
    assert "C2" not in money
    days = str(explained(small(rules), "b/rule", facts, "2018-03-01", "zh"))
    assert "结果：2018-01-09" in days


def test_a_long_conjunction_is_told_term_by_term_with_what_was_not_needed(small: Callable[[str], Interpreter]) -> None:
    terms = ["line.good", *(f"line.size > {n}" for n in range(3, 12))]
    interpreter = small(rule(f"must {' and '.join(terms)}"))
    told = str(explained(interpreter, "a/rule", {"line": {"id": "L1", "good": "no"}}, "2018-03-01", "en"))
    assert "✗ must: all 10 of these" in told
    assert "✗ line.good: no" in told
    assert told.count("not needed: line.size >") == 9


# ── privacy ──────────────────────────────────────────────────────────────────────────────────────────────────────────

PERSONAL = VOCABULARY.replace(
    "born_on:     {zh: 出生日, kind: date, absent: unknown}",
    "born_on:     {zh: 出生日, kind: date, absent: unknown, personal: yes}",
)


@pytest.mark.parametrize(
    "condition",
    [
        "must line.born_on < 2000-01-01",
        "must line.born_on + 18 years < today",
        "must 18 years after line.born_on < today",
        "must 18 years has passed since line.born_on",
        "must (earliest of (line.born_on, line.opened_on)) < 2000-01-01",
        "must (earliest of l.born_on for l in line.holder.lines) < 2000-01-01",
        "must (days from line.born_on to today) > 1",
        "must (years from line.born_on to today) > 1",
        "must line.birthday < 2000-01-01",
        "must line.age > 1",
        "must happen line.told_on within 20 years after line.born_on",
    ],
)
def test_a_personal_value_is_not_told_nor_what_gives_it_away(condition: str, tmp_path: Path) -> None:
    facts_of = fact("line.born_on", "birthday") + fact("days from line.born_on to today", "age")
    interpreter = Interpreter(small_book(tmp_path, facts_of + rule(condition), PERSONAL), {})
    case = {"line": {"id": "L1", "born_on": "1990-03-07", "holder": {"id": "H1", "lines": [{"id": "L1"}]}}}
    for lang in LANGUAGES:
        told = explained(interpreter, "a/rule", case, "2018-03-01", lang)
        for text in (str(told), json.dumps(told.data())):
            assert "03-07" not in text.replace("2010-03-07", "03-07") or "due" in condition
            assert str((date(2018, 3, 1) - date(1990, 3, 7)).days) not in text


def test_keys_texts_and_constants_that_look_like_numbers_of_people_are_cut(small: Callable[[str], Interpreter]) -> None:
    interpreter = small(
        rule('must line.holder.kind = "13800138000"')
        + rule("must none l in line.holder.lines satisfies l.good", "b/rule")
    )
    holder = {"id": "11010119900307123X", "kind": "13900139000", "lines": [{"id": "13800138000", "good": "yes"}]}
    for target in ("a/rule", "b/rule"):
        for lang in LANGUAGES:
            told = explained(interpreter, target, {"line": {"id": "13800138000", "holder": holder}}, "2018-03-01", lang)
            assert not is_personal(str(told))
            assert not is_personal(json.dumps(told.data(), ensure_ascii=False))
            assert "138****00" in str(told)
