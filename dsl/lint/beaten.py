"""What is never heard: an exception behind one that takes all of its cases, a permission that is always forbidden."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dsl import core
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.lint.matter import Matter
from dsl.lint.truth import MOST_TERMS, Truth, decided, implied
from dsl.source import NOWHERE

_EARLIER = Words("在先的例外在此", "the earlier exception is here")
_FORBIDDEN = Words("禁止规则在此", "the prohibition is here")


def branches(matter: Matter) -> Iterator[Diagnostic]:
    """An exception that is never reached: whenever its condition holds, that of an earlier one does."""
    truth = Truth(matter.book.vocabulary.enumerations)
    for fact in matter.book.facts.values():
        for index, branch in enumerate(fact.exceptions):
            earlier = fact.exceptions[:index]
            if first := next((each for each in earlier if implies(branch.when, each.when, truth)), None):
                yield Diagnostic("RB746", branch.span, {"name": matter.fact(fact)}, ((first.span, _EARLIER),))


def permissions(matter: Matter) -> Iterator[Diagnostic]:
    """A permission that holds only where and while a prohibition of the same act holds, which nothing displaces."""
    truth = Truth(matter.book.vocabulary.enumerations)
    for guards in matter.book.guards.values():
        bans = [(each, _conditions(each)) for each in guards if _is_plain_ban(each, matter.book)]
        for rule in (each for each in guards if bans and isinstance(each.norm, core.Permission)):
            given = _conditions(rule)
            covering = (ban for ban, then in bans if _covers(ban, rule) and implies(given, then, truth))
            if ban := next(covering, None):
                names: dict[str, str | Words] = {"name": matter.path(rule.path), "other": matter.path(ban.path)}
                yield Diagnostic("RB747", rule.span, names, ((ban.span, _FORBIDDEN),))


def _is_plain_ban(rule: core.Rule, book: core.Book) -> bool:
    """A prohibition without `unless`, which no other rule overrides."""
    excepted = rule.unless.span != NOWHERE
    return isinstance(rule.norm, core.Prohibition) and not excepted and not book.overriders[rule.path]


def _conditions(rule: core.Rule) -> core.Expr:
    return core.All((rule.where, rule.when))


def _covers(ban: core.Rule, rule: core.Rule) -> bool:
    """Whether one rule is in force on every day on which the other is."""
    begins = (ban.since or date.min) <= (rule.since or date.min)
    return begins and (ban.until or date.max) >= (rule.until or date.max)


def implies(given: core.Expr, then: core.Expr, truth: Truth) -> bool:
    """Whether it can be seen from the form of two conditions that the one holds only where the other does."""
    if given == then or decided(truth.test(then)) is True:
        return True
    if _is_long(given) or _is_long(then):
        return False
    match given, then:
        case _, core.All(terms):
            return all(implies(given, term, truth) for term in terms)
        case core.Any(terms), _:
            return all(implies(term, then, truth) for term in terms)
        case core.All(terms), _ if any(implies(term, then, truth) for term in terms):
            return True
        case _, core.Any(terms) if any(implies(given, term, truth) for term in terms):
            return True
    one, other = truth.test(given), truth.test(then)
    return bool(one and other and one.about == other.about is not None and implied(one, other))


def _is_long(e: core.Expr) -> bool:
    """What is compared grows with the product of the terms on both sides."""
    return isinstance(e, core.All | core.Any) and len(e.terms) > MOST_TERMS
