"""The text of a rule as written → the same in a shorter time, for fewer rows, under another path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from dsl import syntax as s
from dsl.core import Words
from dsl.kinds import Date
from dsl.literal import Misread, read_literal
from dsl.source import Span, is_chinese

BEFORE = Words("（{on} 前的条文）", " (the text before {on})")
KEPT = Words("（{on} 起依过渡条款仍适用的原条文）", " (the text of before, kept from {on} by a transitional clause)")
"""What is added to the title of an older text."""


def as_rule(statement: s.Amendment) -> s.Rule:
    """The text that an amendment gives, or of a repeal its clauses, as those of a rule."""
    clauses = tuple(each for each in statement.clauses if not isinstance(each, s.Transitional))
    titles = () if isinstance(statement, s.Repeal) else statement.titles
    return s.Rule(statement.path, titles, clauses, statement.span)


def day(text: str) -> date | None:
    """The day that is written; None where it is none of the calendar."""
    try:
        found = read_literal(Date(), text, {}, "UTC")
    except Misread:
        return None
    return found if isinstance(found, date) else None


def subject(rule: s.Rule) -> s.Subject | None:
    """Whom a text is about."""
    return next((each for each in rule.clauses if isinstance(each, s.Subject)), None)


def sources(statement: s.Rule | s.Amendment) -> tuple[s.Cite, ...]:
    """What it cites as its source."""
    cited = (each for each in statement.clauses if isinstance(each, s.Cited) and each.word == "source")
    return tuple(cite for each in cited for cite in each.cites)


def retitled(rule: s.Rule, what: Words, on: date) -> s.Rule:
    """An older text with a title of its own. What is wrong with it is told by the path of the rule, which stays."""
    return replace(
        rule, titles=tuple(replace(each, value=each.value + _added(what, each.value, on)) for each in rule.titles)
    )


def _added(what: Words, title: str, on: date) -> str:
    return what.say("zh" if is_chinese(title) else "en").format(on=on)


def bounded(rule: s.Rule, word: Literal["from", "until"], day: date, place: Span) -> s.Rule:
    """The text with this as its first, or its last, day; `place` is where that is said."""
    bound = s.Bound(word, s.Moment(str(day), place), place)
    own = _bound(rule, word)
    if own is None:
        return replace(rule, clauses=(*rule.clauses, bound))
    return replace(rule, clauses=tuple(bound if each is own else each for each in rule.clauses))


def unbounded(rule: s.Rule) -> s.Rule:
    """The text without an end of its own."""
    own = _bound(rule, "until")
    return replace(rule, clauses=tuple(each for each in rule.clauses if each is not own))


def _bound(rule: s.Rule, word: str) -> s.Bound | None:
    """The first one: a second is a mistake, and is told of."""
    return next((each for each in rule.clauses if isinstance(each, s.Bound) and each.word == word), None)


def where(rule: s.Rule, condition: s.Expr) -> s.Rule:
    """The text for those rows only of which the condition is true."""
    return _narrowed(rule, "when", "and", (condition,))


def except_where(rule: s.Rule, conditions: Sequence[s.Expr]) -> s.Rule:
    """The text for those rows only of which none of the conditions is true."""
    return _narrowed(rule, "unless", "or", tuple(conditions))


def _narrowed(
    rule: s.Rule, word: Literal["when", "unless"], op: Literal["and", "or"], more: tuple[s.Expr, ...]
) -> s.Rule:
    if not more:
        return rule
    own = next((each for each in rule.clauses if isinstance(each, s.Condition) and each.word == word), None)
    terms = (own.condition, *more) if own else more
    condition = s.Junction(op, terms, terms[0].span) if len(terms) > 1 else terms[0]
    joined = s.Condition(word, condition, own.span if own else condition.span)
    if own is None:
        return replace(rule, clauses=(*rule.clauses, joined))
    return replace(rule, clauses=tuple(joined if each is own else each for each in rule.clauses))
