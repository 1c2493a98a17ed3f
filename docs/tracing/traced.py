"""A checked book → what stands on each article, and which scenarios try each rule: the ways from law and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from dsl import core
from dsl.load import Loaded, load_book
from dsl.order import conditions, reach
from dsl.targets import Targets
from interpreter.ask import Interpreter
from interpreter.coverage import Coverage
from interpreter.scenarios import check

Place = tuple[str, str, bool]
"""A source, the number of an article in it, and whether that is an item."""
What = Literal["rule", "penalty", "figure", "fact", "action"]
Stands = tuple[What, str]
"""What stands on an article, and as what: a rule, a penalty of a rule, a figure, a presumption, an action."""


@dataclass(frozen=True)
class Traced:
    """A book with all that its articles, rules, figures and scenarios have to do with one another."""

    loaded: Loaded

    @property
    def book(self) -> core.Book:
        """The checked book."""
        assert self.loaded.book  # only sound books have pages
        return self.loaded.book

    @cached_property
    def rules(self) -> tuple[core.Rule, ...]:
        """The rules of the book itself; those of a book that it imports have pages there."""
        return tuple(rule for rule in self.book.rules.values() if self.book.is_own(rule))

    @cached_property
    def laws(self) -> tuple[core.LawSource, ...]:
        """The sources that the book itself registers, and those that its rules cite."""
        cited = {each.source for rule in self.rules for each in (*rule.sources, *rule.penalty)}
        known = self.book.sources.values()
        return tuple(law for law in known if law.id in cited or law.span.file not in self.book.imported)

    @cached_property
    def stands(self) -> Mapping[Place, tuple[Stands, ...]]:
        """For each article what stands on it: on the article itself, or on a paragraph that has no entry of its own."""
        found: dict[Place, dict[Stands, None]] = {}
        for cited, stands in self._claims():
            for place in self._places(cited):
                found.setdefault(place, {})[stands] = None
        return {place: tuple(each) for place, each in found.items()}

    def _claims(self) -> Iterator[tuple[core.Citation, Stands]]:
        for rule in self.rules:
            yield from ((cited, ("rule", rule.path)) for cited in rule.sources)
            yield from ((cited, ("penalty", rule.path)) for cited in rule.penalty)
        for figure in filter(self.book.is_own, self.book.parameters.values()):
            yield from ((cited, ("figure", figure.name)) for dated in figure.values for cited in dated.sources)
        for fact in filter(self.book.is_own, self.book.facts.values()):
            cites = fact.presumed.sources if fact.presumed else ()
            yield from ((cited, ("fact", f"{fact.entity}.{fact.name}")) for cited in cites)
        own = (each for each in self.book.vocabulary.actions.values() if each.span.file not in self.book.imported)
        for action in own:
            yield from ((cited, ("action", action.name)) for cited in action.sources)

    def _places(self, cited: core.Citation) -> Iterator[Place]:
        """Where the register has what is cited: as written, else the article of which it is a paragraph."""
        law = self.book.sources[cited.source]
        known = law.items if cited.item else law.articles
        number = cited.article
        while number and number not in known and "(" in number:
            number = number.rpartition("(")[0]
        yield cited.source, number, cited.item

    @cached_property
    def tried(self) -> Mapping[str, tuple[core.Scenario, ...]]:
        """For each rule the scenarios that try it: that name it, or ask of an action that it guards, where it spoke."""
        asked = Interpreter(self.book, self.loaded.sources)
        targets = Targets(self.book)
        found: dict[str, list[core.Scenario]] = {path: [] for path in self.book.rules}
        for scenario in self.book.scenarios:
            coverage = Coverage()
            check(asked, scenario, coverage)
            wanted = [targets.name(each.target) or each.target for each in scenario.expect]
            guards = [rule.path for name in wanted for rule in self.book.guards.get(name, ())]
            spoke = [path for path in guards if (path, "applies") in coverage.reached]
            for path in dict.fromkeys((*wanted, *self._named(scenario), *spoke)):
                if path in found:
                    found[path].append(scenario)
        return {path: tuple(each) for path, each in found.items()}

    def _named(self, scenario: core.Scenario) -> Iterator[str]:
        """The rules that a scenario expects to have spoken."""
        rule = Interpreter(self.book, self.loaded.sources).rule
        for each in scenario.expect:
            for name in ",".join(each.wanted.get(key, "") for key in ("because", "by")).split(","):
                if found := rule(name.strip()):
                    yield found.path

    @cached_property
    def reads(self) -> Mapping[str, tuple[str, ...]]:
        """For each rule the figures that it stands on, directly or through facts."""
        return {path: tuple(_figures(rule, self.book)) for path, rule in self.book.rules.items()}

    def readers(self, figure: str) -> tuple[str, ...]:
        """The rules that stand on a figure."""
        return tuple(rule.path for rule in self.rules if figure in self.reads[rule.path])

    def scenarios(self, stands: Iterable[Stands]) -> tuple[core.Scenario, ...]:
        """The scenarios that try what stands on an article, each once."""
        rules = [each for what, name in stands for each in self._rules(what, name)]
        return tuple({id(each): each for path in rules for each in self.tried[path]}.values())

    def _rules(self, what: What, name: str) -> tuple[str, ...]:
        match what:
            case "rule":
                return (name,)
            case "figure":
                return self.readers(name)
            case _:
                return ()

    def articles(self, law: core.LawSource) -> Iterator[tuple[Place, core.Article]]:
        """The articles of a source, then its items; of a source that is imported, those on which something stands."""
        own = law.span.file not in self.book.imported
        yield from (each for each in _articles(law) if own or each[0] in self.stands)


def _articles(law: core.LawSource) -> Iterator[tuple[Place, core.Article]]:
    yield from (((law.id, number, False), each) for number, each in law.articles.items())
    yield from (((law.id, number, True), each) for number, each in law.items.items())


def _figures(rule: core.Rule, book: core.Book) -> Iterator[str]:
    read = (each for part in conditions(rule) for each in reach(part, book.facts))
    yield from dict.fromkeys(each.name for each in read if isinstance(each, core.Figure))


def trace(folder: Path | str) -> Traced:
    """The book of a folder, or a shipped one. Raises where it has errors."""
    loaded = load_book(folder)
    if loaded.book is None:
        raise SystemExit(f"{folder} has errors: see `guiju check {folder}`")
    return Traced(loaded)
