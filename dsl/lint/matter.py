"""A checked book and the day asked → what the lints look at: what is read where, who cites what, names in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from datetime import date, timedelta
from functools import cached_property

from dsl import core
from dsl.core import Words
from dsl.order import FactKey, conditions, fact_key, walk
from dsl.record import dataclass
from dsl.resolve import path_words

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that stands on the law it cites, from `since` to `until`: a rule, a figure's value, a presumption."""

    what: Words
    sources: tuple[core.Citation, ...]
    since: date | None
    until: date | None
    penal: bool = False


@dataclass(frozen=True)
class Matter:
    """What is to be linted: the book, the day asked about, and how long a figure's check holds good."""

    book: core.Book
    on: date
    age: timedelta = YEAR
    _reads: dict[FactKey, frozenset[str]] = field(default_factory=dict, repr=False)

    @cached_property
    def rules(self) -> dict[str, tuple[core.Expr, ...]]:
        """Rule → every expression written in it."""
        return {path: _inside(conditions(rule)) for path, rule in self.book.rules.items()}

    @cached_property
    def facts(self) -> dict[FactKey, tuple[core.Expr, ...]]:
        """Fact → every expression written in it."""
        return {key: _inside(fact) for key, fact in self.book.facts.items()}

    @cached_property
    def invariants(self) -> dict[str, tuple[core.Expr, ...]]:
        """Invariant → every expression written in it."""
        return {name: _inside((each.where, each.unless)) for name, each in self.book.invariants.items()}

    def written(self) -> Iterator[core.Expr]:
        """Every expression of the book."""
        for part in (self.rules, self.facts, self.invariants):
            for expressions in part.values():
                yield from expressions

    def figures(self, expressions: tuple[core.Expr, ...]) -> frozenset[str]:
        """The parameters that these expressions stand on, through facts too."""
        own = {each.name for each in expressions if isinstance(each, core.Figure)}
        facts = {fact_key(each) for each in expressions if isinstance(each, core.FactOf)}
        return frozenset(own).union(*(self._figures_of(key) for key in facts))

    def _figures_of(self, key: FactKey) -> frozenset[str]:
        if key not in self._reads:
            self._reads[key] = self.figures(self.facts[key])
        return self._reads[key]

    # ── citations ──

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """Everything that cites the law."""
        return tuple(self._claims())

    def _claims(self) -> Iterator[Claim]:
        for rule in self.book.rules.values():
            named = self.path(rule.path)
            yield Claim(said(RULE, named), rule.sources, rule.since, rule.until)
            yield Claim(said(PENALTY, named), rule.penalty, rule.since, rule.until, penal=True)
        yield from self._repeals()
        for parameter in self.book.parameters.values():
            for value in parameter.values:
                yield Claim(said(PARAMETER, parameter.names), value.sources, value.since, value.until)
        for fact in self.book.facts.values():
            if fact.presumed:
                yield Claim(said(PRESUMPTION, self.fact(fact)), fact.presumed.sources, None, None)
        for action in self.book.vocabulary.actions.values():
            yield Claim(said(ACTION, action.names), action.sources, None, None)

    def _repeals(self) -> Iterator[Claim]:
        """A repeal stands on its source on one day, that of its effect."""
        named = [(said(REPEAL, self.path(path)), changes) for path, changes in self.book.history.items()]
        named += [
            (said(REPEALED_FIGURE, self.book.parameters[name].names), changes)
            for name, changes in self.book.revalued.items()
        ]
        for what, changes in named:
            yield from (Claim(what, each.sources, each.on, each.on) for each in changes if each.kind == "repealed")

    # ── names in words ──

    def path(self, path: str) -> Words:
        """A rule's path, its segments in either language."""
        return path_words(path, self.book.vocabulary)

    def fact(self, fact: core.Fact) -> Words:
        """A fact as it is written: `line.live`, `号卡.在网`."""
        entity = self.book.vocabulary.entities[fact.entity].names
        return Words(f"{entity.zh}.{fact.names.zh}", f"{fact.entity}.{fact.name}")


def _inside(node: object) -> tuple[core.Expr, ...]:
    return tuple(walk(node))


RULE = Words("规则“{name}”", "the rule `{name}`")
PENALTY = Words("规则“{name}”的罚则", "the penalty of the rule `{name}`")
REPEAL = Words("规则“{name}”的废止", "the repeal of the rule `{name}`")
REPEALED_FIGURE = Words("参数“{name}”的废止", "the repeal of the parameter `{name}`")
PARAMETER = Words("参数“{name}”", "the parameter `{name}`")
PRESUMPTION = Words("事实“{name}”的推定", "the presumption of the fact `{name}`")
ACTION = Words("行为“{name}”", "the action `{name}`")


def said(template: Words, name: Words | str) -> Words:
    """A template with the name of something, in both languages."""
    names = Words(name, name) if isinstance(name, str) else name
    return Words(template.zh.format(name=names.say("zh")), template.en.format(name=names.say("en")))
