"""Names → declarations, in both languages at once: what a word in a rule can stand for.

`Names` is made from the declarations of a book and is asked by `check/`. A name that stands for nothing gives one
diagnostic with the nearest known name, unless its own declaration was already found wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import TypeVar

from dsl import core
from dsl.core import Words
from dsl.diagnose import Diagnostic, few, unknown
from dsl.glossary import Glossary
from dsl.kinds import OneOf
from dsl.messages.catalogue import FIRST
from dsl.nodes import bilingual
from dsl.record import dataclass
from dsl.register import Register
from dsl.source import Span, is_chinese
from dsl.syntax import Fact, Rule, Word

T = TypeVar("T", core.Entity, core.Action)
Member = core.Field | core.Relation | tuple[str, str]
"""What a path can go on to: a field, a relation, or a fact by its key (entity, name)."""


def both(declared: Iterable[core.Entity | core.Action | core.Parameter | core.Enumeration]) -> dict[str, str]:
    """Each declaration's two names → its English one."""
    return {name: each.name for each in declared for name in (each.names.zh, each.name) if name}


@dataclass(frozen=True, slots=True)
class Names:
    """Every name of a book. `broken` holds the names whose declarations were wrong: they are never complained of."""

    vocabulary: core.Vocabulary
    parameters: Mapping[str, core.Parameter]
    register: Register
    facts: Mapping[tuple[str, str], Fact]
    rules: Mapping[str, Rule]
    broken: frozenset[str]
    glossary: Glossary = field(default_factory=Glossary)
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    history: Mapping[str, tuple[core.Change, ...]] = field(default_factory=dict)
    """What amending acts made of rules: as `core.Book` has both."""
    entities: Mapping[str, str] = field(init=False)
    actions: Mapping[str, str] = field(init=False)
    figures: Mapping[str, str] = field(init=False)
    members: Mapping[str, Mapping[str, Member]] = field(init=False)
    english: Mapping[str, str] = field(init=False)
    """The Chinese words of paths → the English ones: turned round once, for a book may have many."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "entities", both(self.vocabulary.entities.values()))
        object.__setattr__(self, "actions", both(self.vocabulary.actions.values()))
        object.__setattr__(self, "figures", both(self.parameters.values()))
        english = {words.zh: name for name, words in self.vocabulary.words.items()}
        object.__setattr__(self, "english", english)
        object.__setattr__(self, "members", {name: self._members(name) for name in self.vocabulary.entities})

    def _members(self, entity: str) -> dict[str, Member]:
        declared = self.vocabulary.entities[entity]
        known: dict[str, Member] = {}
        members: list[core.Field | core.Relation] = [*declared.fields.values(), *declared.relations.values()]
        for member in members:
            known |= {name: member for name in (member.names.zh, member.name) if name}
        for (owner, name), fact in self.facts.items():
            if owner == entity:
                known |= dict.fromkeys((*names_of(fact), name), (owner, name))
        return known

    def entity(self, word: Word, problems: list[Diagnostic]) -> core.Entity | None:
        """The entity that a word names."""
        return self._look(word, self.entities, self.vocabulary.entities, "RB201", problems)

    def action(self, word: Word, problems: list[Diagnostic]) -> core.Action | None:
        """The action that a word names."""
        return self._look(word, self.actions, self.vocabulary.actions, "RB205", problems)

    def figure(self, name: str) -> core.Parameter | None:
        """The parameter of that name, if there is one."""
        return self.parameters.get(self.figures.get(name, ""))

    def _look(
        self, word: Word, names: Mapping[str, str], declared: Mapping[str, T], code: str, problems: list[Diagnostic]
    ) -> T | None:
        known = names.get(word.text)
        if known is not None:
            self.glossary.note(word.span, declared[known].names)
            return declared[known]
        if word.text not in self.broken:
            others = few(each.names for each in declared.values())
            problems.append(unknown(code, word.text, names, word.span, **others))
        return None

    def party(self, word: Word, problems: list[Diagnostic]) -> str | None:
        """The party that `binds` names."""
        for name, words in self.vocabulary.parties.items():
            if word.text in (name, words.zh):
                self.glossary.note(word.span, Words(words.zh, name))
                return name
        if word.text not in self.broken:
            parties = self.vocabulary.parties
            spoken = few(Words(words.zh, english) for english, words in parties.items())
            known = {name for english, words in parties.items() for name in (english, words.zh)}
            problems.append(unknown("RB208", word.text, known, word.span, **spoken))
        return None

    def value(self, kind: OneOf, word: Word) -> str | None:
        """The value of an enumeration that a bare name stands for."""
        for value, words in self.vocabulary.enumerations[kind.enumeration].values.items():
            if word.text in (value, words.zh):
                self.glossary.note(word.span, Words(words.zh, value))
                return value
        return None

    def rule_paths(self) -> set[str]:
        """Every rule's path as it can be written: in English words, and in Chinese ones."""
        return {*self.rules, *(self.spoken(path).zh for path in self.rules)}

    def path(self, text: str) -> str:
        """A rule's path with every Chinese segment put into its English word: 宽限/停机 → grace/suspension."""
        return "/".join(self.english.get(part, part) for part in text.split("/"))

    def spoken(self, path: str) -> Words:
        """A rule's path as each language writes it: `grace/notice`, 宽限/通知."""
        return path_words(path, self.vocabulary)


def english_path(text: str, vocabulary: core.Vocabulary) -> str:
    """A rule's path with every Chinese segment put into its English word, if it has one."""
    english = {words.zh: name for name, words in vocabulary.words.items()}
    return "/".join(english.get(part, part) for part in text.split("/"))


def path_words(path: str, vocabulary: core.Vocabulary) -> Words:
    """A rule's path in both languages; a segment for which there is no other word stays as it is."""
    words = vocabulary.words
    return Words("/".join((words[part].zh if part in words else "") or part for part in path.split("/")), path)


def names_of(fact: Fact) -> dict[str, Span]:
    """Every name of a fact, and where it is given: the one it is declared by, and its titles."""
    titles = {title.value: title.span for title in fact.titles}
    return {**titles, fact.name.text: fact.name.span}


def fact_names(fact: Fact) -> Words:
    """A fact's name in both languages: the one it is declared by, and its title in the other."""
    titled = bilingual(tuple(title.value for title in fact.titles))
    own = fact.name.text
    return Words(own, titled.en or own) if is_chinese(own) else Words(titled.zh or own, own)


def collect_facts(
    statements: Iterable[Fact],
    vocabulary: core.Vocabulary,
    broken: frozenset[str],
    glossary: Glossary,
    problems: list[Diagnostic],
) -> dict[tuple[str, str], Fact]:
    """Facts by (entity, name), the name being English where the fact has an English one; a second one is an error."""
    entities = both(vocabulary.entities.values())
    taken = {name: _member_names(entity) for name, entity in vocabulary.entities.items()}
    found: dict[tuple[str, str], Fact] = {}
    for fact in statements:
        entity = entities.get(fact.entity.text)
        if entity is None:
            if fact.entity.text not in broken:
                problems.append(unknown("RB201", fact.entity.text, entities, fact.entity.span))
        elif wrong := next(_misnamed(fact, taken[entity]), None):
            problems.append(wrong)
        else:
            taken[entity] |= names_of(fact)
            glossary.note(fact.entity.span, vocabulary.entities[entity].names)
            glossary.note(fact.name.span, fact_names(fact))
            found[entity, fact_names(fact).en] = fact
    return found


def _member_names(entity: core.Entity) -> dict[str, Span]:
    members: list[core.Field | core.Relation] = [*entity.fields.values(), *entity.relations.values()]
    return {name: each.span for each in members for name in (each.name, each.names.zh) if name}


def _misnamed(fact: Fact, taken: Mapping[str, Span]) -> Iterator[Diagnostic]:
    """A fact's title is its name in the other language: rules use it, so it has to be a name, and free."""
    for name, span in names_of(fact).items():
        if not _NAME.fullmatch(name):
            yield Diagnostic("RB135", span, {"name": name})
        elif name in taken:
            yield Diagnostic("RB210", span, {"name": name}, ((taken[name], FIRST),))


_NAME = re.compile(r"[^\W\d]\w*")
