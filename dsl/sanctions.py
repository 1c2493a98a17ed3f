"""`sanctions:` of an article → what it threatens, amounts read; whom it names looked up in the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal as Exact
from typing import Any, cast

from dsl import core
from dsl.core import Words
from dsl.diagnose import Diagnostic, few, unknown
from dsl.kinds import Decimal, Money
from dsl.literal import Misread, read_literal
from dsl.nodes import Problems, as_map, place_of, text_of
from dsl.syntax import Mapping as Map
from dsl.syntax import Node, Scalar, Sequence

_AMOUNTS = ("from", "to", "gains", "gains_from", "gains_below")


def sanctions(node: Node | None, problems: Problems) -> tuple[core.Sanction, ...]:
    """The list under `sanctions:` → each of them; one that contradicts itself is left out, and told of."""
    items = node.items if isinstance(node, Sequence) else ()
    read = [_sanction(as_map(item), item, problems) for item in items]
    return tuple(each for each in read if each)


def _sanction(entry: Map, node: Node, problems: Problems) -> core.Sanction | None:
    told = len(problems)
    amount = _amount(entry, problems)
    measure, when = text_of(entry.get("measure")), text_of(entry.get("when"), "always")
    if measure != "fine" and (given := next((key for key in _AMOUNTS if entry.get(key)), None)):
        place = place_of(entry.get(given), node.span)
        problems.append(Diagnostic("RB511", place, {"name": given, "measure": measure}))
    if len(problems) > told:
        return None
    note = Words(text_of(entry.get("zh")), text_of(entry.get("en")))
    party = text_of(entry.get("on")) or None
    subsidiary, place = text_of(entry.get("subsidiary")) == "yes", place_of(entry.get("on"), node.span)
    return core.Sanction(cast(Any, measure), cast(Any, when), party, amount, note, subsidiary, place)


def _amount(entry: Map, problems: Problems) -> core.Amount:
    """The bounds of a fine, and the gains for which it is meant."""
    money = {key: _money(entry.get(key), problems) for key in ("from", "to", "gains_from", "gains_below")}
    currencies = {each[1]: key for key, each in money.items() if each}
    if len(currencies) > 1:
        first, second = (Words(each, each) for each in list(currencies)[:2])
        place = place_of(entry.get(list(currencies.values())[-1]), entry.span)
        problems.append(Diagnostic("RB311", place, {"left": first, "right": second}))
    amounts = {key: each[0] if each else None for key, each in money.items()}
    multiples = _multiples(entry.get("gains"), problems)
    if text_of(entry.get("gains")) == "none":
        amounts["gains_below"] = Exact(0)
    for low, high in (("from", "to"), ("gains_from", "gains_below")):
        _in_order(entry, low, high, (amounts[low], amounts[high]), problems)
    return core.Amount(
        amounts["from"], amounts["to"], min(currencies, default="CNY"), multiples,
        amounts["gains_from"], amounts["gains_below"],
    )  # fmt: skip


def _money(node: Node | None, problems: Problems) -> tuple[Exact, str] | None:
    """An amount with its currency, yuan where none is written."""
    if not isinstance(node, Scalar):
        return None
    named = re.search("[A-Z]{3}$", node.text.strip())
    kind = Money(named[0] if named else "CNY")
    try:
        return cast(Exact, read_literal(kind, node.text, {}, "UTC")), kind.currency
    except Misread:
        said, example = Words("金额", "an amount of money"), Words("100000 CNY", "`100000 CNY`")
        problems.append(Diagnostic("RB310", node.span, {"text": node.text[:60], "kind": said, "example": example}))
        return None


def _multiples(node: Node | None, problems: Problems) -> tuple[Exact, Exact] | None:
    items = node.items if isinstance(node, Sequence) else ()
    found = [_number(each, problems) for each in items if isinstance(each, Scalar)]
    if len(found) != 2 or found[0] is None or found[1] is None:
        return None
    if found[0] > found[1]:
        problems.append(Diagnostic("RB512", items[0].span, {"low": text_of(items[0]), "high": text_of(items[1])}))
    return found[0], found[1]


def _number(node: Scalar, problems: Problems) -> Exact | None:
    try:
        return cast(Exact, read_literal(Decimal(), node.text, {}, "UTC"))
    except Misread:
        said, example = Words("数", "a number"), Words("1", "`1`")
        problems.append(Diagnostic("RB310", node.span, {"text": node.text[:60], "kind": said, "example": example}))
        return None


def _in_order(entry: Map, low: str, high: str, bounds: tuple[Exact | None, Exact | None], problems: Problems) -> None:
    first, last = bounds
    node = entry.get(low)
    if node is not None and first is not None and last is not None and first > last:
        problems.append(Diagnostic("RB512", node.span, {"low": text_of(node), "high": text_of(entry.get(high))}))


# ── who bears it ──


def borne(
    laws: Mapping[str, core.LawSource], vocabulary: core.Vocabulary, broken: frozenset[str], problems: Problems
) -> dict[str, core.LawSource]:
    """The register with each sanction's party by its English name; one that the vocabulary does not have is told of."""
    english = {name: key for key, words in vocabulary.parties.items() for name in (key, words.zh)}
    for sanction in _all(laws):
        if sanction.on and sanction.on not in english and sanction.on not in broken:
            spoken = few(Words(words.zh, key) for key, words in vocabulary.parties.items())
            problems.append(unknown("RB208", sanction.on, english, sanction.span, **spoken))
    return {
        name: replace(law, articles=_named(law.articles, english), items=_named(law.items, english))
        for name, law in laws.items()
    }


def _all(laws: Mapping[str, core.LawSource]) -> Iterator[core.Sanction]:
    for law in laws.values():
        for _, article in law.places():
            yield from article.sanctions


def _named(articles: Mapping[str, core.Article], english: Mapping[str, str]) -> dict[str, core.Article]:
    return {
        number: replace(
            article,
            sanctions=tuple(replace(s, on=english.get(s.on, s.on) if s.on else None) for s in article.sanctions),
        )
        for number, article in articles.items()
    }
