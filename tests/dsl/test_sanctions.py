"""What an article threatens, as it is read: amounts, gains, conditions, parties; and what is wrong with it."""

from __future__ import annotations

from decimal import Decimal as Exact
from pathlib import Path

import pytest

from dsl import core
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.read import read
from dsl.sanctions import sanctions
from dsl.source import Source
from tests.dsl.folders import SOURCES, codes, loaded

_ONE = "1: {zh: 一, en: One, confidence: A}"


def one(entry: str) -> core.Sanction:
    """The one sanction of this entry, with nothing wrong in it."""
    found, problems = several(f"[{{{entry}}}]")
    assert not problems
    assert len(found) == 1
    return found[0]


def several(text: str) -> tuple[tuple[core.Sanction, ...], list[Diagnostic]]:
    node, problems = read(Source("sources.yaml", f"x: {text}"))
    assert node
    assert not problems
    told: list[Diagnostic] = []
    return sanctions(node.entries[0][1], told), told  # type: ignore[union-attr]  # it is a mapping


def registered(folder: Path, entry: str) -> core.Article:
    """Article 1 of the sample law with these keys besides its own."""
    found = loaded(folder, {"sources.yaml": SOURCES.replace(_ONE, _ONE[:-1] + f", {entry}}}")})
    assert found.book, found.diagnostics
    return found.book.sources["law"].articles["1"]


def test_a_sanction_has_a_measure_and_follows_always_unless_it_says_otherwise() -> None:
    order = one("measure: order")
    assert (order.measure, order.when, order.on, order.note) == ("order", "always", None, Words())
    assert not order.amount.is_told
    assert one("measure: closure, when: serious").when == "serious"
    assert one("measure: order, zh: 限期, en: in time").note == Words("限期", "in time")


@pytest.mark.parametrize(
    ("entry", "least", "most"),
    [
        ("from: 10000 CNY, to: 30000 CNY", 10000, 30000),
        ("from: 10000 CNY", 10000, None),
        ("to: 30000 CNY", None, 30000),
        ("from: 5 CNY, to: 5 CNY", 5, 5),
    ],
)
def test_a_fine_has_one_bound_or_two(entry: str, least: int | None, most: int | None) -> None:
    amount = one(f"measure: fine, {entry}").amount
    assert (amount.least, amount.most, amount.currency) == (least, most, "CNY")


def test_an_amount_may_be_of_another_currency() -> None:
    assert one("measure: fine, from: 10 USD, to: 30 USD").amount.currency == "USD"
    assert one('measure: fine, to: "10,000 元"').amount == core.Amount(None, Exact(10000), "CNY")


def test_a_fine_may_go_by_the_gains() -> None:
    assert one("measure: fine, gains: [1, 10], gains_from: 20000 CNY").amount == core.Amount(
        multiples=(Exact(1), Exact(10)), gains_from=Exact(20000)
    )
    assert one("measure: fine, to: 200000 CNY, gains_below: 20000 CNY").amount.gains_below == 20000
    assert one("measure: fine, to: 500000 CNY, gains: none").amount.gains_below == 0


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("measure: warning, to: 10 CNY", "RB511"),
        ("measure: detention, gains: none", "RB511"),
        ("measure: fine, from: 2 CNY, to: 1 CNY", "RB512"),
        ("measure: fine, gains: [2, 1]", "RB512"),
        ("measure: fine, gains: [one, 10]", "RB310"),
        ("measure: fine, to: 三万元", "RB310"),
        ("measure: fine, gains_from: 2 CNY, gains_below: 1 CNY", "RB512"),
    ],
)
def test_what_contradicts_itself_is_told_of_and_left_out(entry: str, code: str) -> None:
    found, problems = several(f"[{{{entry}}}, {{measure: order}}]")
    assert [each.code for each in problems] == [code]
    assert [each.measure for each in found] == ["order"]


def test_two_currencies_in_one_fine_do_not_mix() -> None:
    found, problems = several("[{measure: fine, from: 2 CNY, to: 3 USD}]")
    assert (found, [each.code for each in problems]) == ((), ["RB311"])


@pytest.mark.parametrize("party", ["operator", "企业"])
def test_the_party_is_known_by_either_name(party: str, tmp_path: Path) -> None:
    article = registered(tmp_path, f"sanctions: [{{measure: fine, on: {party}}}]")
    assert article.sanctions[0].on == "operator"


def test_a_party_that_there_is_not_is_told_of_once(tmp_path: Path) -> None:
    text = SOURCES.replace(_ONE, _ONE[:-1] + ", sanctions: [{measure: fine, on: king}]}")
    assert codes(loaded(tmp_path, {"sources.yaml": text})) == ["RB208"]


def test_an_article_says_why_no_rule_stands_on_it(tmp_path: Path) -> None:
    assert registered(tmp_path, "untranslated: {zh: 因故, en: why}").untranslated == Words("因故", "why")
    assert registered(tmp_path, "note: x").untranslated is None


def test_a_later_number_takes_nothing_away(tmp_path: Path) -> None:
    article = registered(tmp_path, "renumbered: {to: 2, on: 2020-01-01}, sanctions: [{measure: order}]")
    assert article.renumbered
    assert [each.measure for each in article.sanctions] == ["order"]
