"""Scenarios → names in them that nothing declares: of fields, relations and figures, of values, of rules that spoke.

What a value is worth is asked by the interpreter, once the book is sound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from dsl import core
from dsl.core import Words
from dsl.diagnose import Diagnostic, listed, unknown
from dsl.kinds import OneOf
from dsl.literal import UNKNOWN_WORDS, Misread, read_literal
from dsl.messages.catalogue import DECLARED, FIELD
from dsl.messages.kinds import kind_example, kind_words
from dsl.record import dataclass
from dsl.resolve import Names
from dsl.source import Span


def unknown_names(scenarios: Iterable[core.Scenario], names: Names) -> Iterator[Diagnostic]:
    """Every name in the facts and in the expectations of scenarios that stands for nothing."""
    forms = _Forms(names.vocabulary)
    for scenario in scenarios:
        yield from _Given(scenario, names, forms).subject()
        yield from _figures(scenario, names)
        for wanted in scenario.expect:
            for aspect in ("because", "by"):
                yield from _reasons(wanted, aspect, names)
            yield from _missing(wanted, names, forms)


@dataclass(frozen=True, slots=True)
class _Form:
    """Of one entity the fields and relations by both of their names, and the words that a field may have."""

    members: Mapping[str, core.Field | core.Relation]
    words: Mapping[str, frozenset[str]]


class _Forms:
    """The forms of all entities, made once for all scenarios."""

    def __init__(self, vocabulary: core.Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._known: dict[str, _Form] = {}

    def of(self, entity: str) -> _Form:
        """That of one entity."""
        if entity not in self._known:
            self._known[entity] = self._made(self._vocabulary.entities[entity])
        return self._known[entity]

    def _made(self, entity: core.Entity) -> _Form:
        declared: list[core.Field | core.Relation] = [*entity.fields.values(), *entity.relations.values()]
        members = {name: each for each in declared for name in (each.names.zh, each.name)}
        fields = {name: each for name, each in members.items() if isinstance(each, core.Field)}
        words = {name: self._words(each.kind) for name, each in fields.items() if isinstance(each.kind, OneOf)}
        return _Form(members, words)

    def _words(self, kind: OneOf) -> frozenset[str]:
        values = self._vocabulary.enumerations[kind.enumeration].values
        return frozenset(each for word, words in values.items() for each in (word, words.zh))


def _figures(scenario: core.Scenario, names: Names) -> Iterator[Diagnostic]:
    """Figures that the scenario sets: names that no parameter has, values that are none of its kind."""
    for name, text in scenario.figures.items():
        if name not in names.figures:
            if name not in names.broken:
                yield unknown("RB203", name, names.figures, scenario.places[f"figures.{name}"][0])
            continue
        figure = names.parameters[names.figures[name]]
        try:
            read_literal(figure.kind, text, names.vocabulary.enumerations, "UTC")
        except Misread:
            said, example = kind_words(figure.kind, names.vocabulary), kind_example(figure.kind, names.vocabulary)
            blanks: dict[str, str | Words] = {"text": text[:60], "kind": said, "example": example}
            yield Diagnostic("RB310", scenario.places[f"figures.{name}"][1], blanks, ((figure.span, DECLARED),))


class _Given:
    """The facts of one scenario: rows in rows."""

    def __init__(self, scenario: core.Scenario, names: Names, forms: _Forms) -> None:
        self.scenario = scenario
        self.names = names
        self.forms = forms
        self.vocabulary = names.vocabulary

    def subject(self) -> Iterator[Diagnostic]:
        """The entity that the facts are about, and all that is said of it."""
        for name, row in self.scenario.facts.items():
            if known := self.names.entities.get(name):
                yield from self._row(self.vocabulary.entities[known], row, name)
            elif name not in self.names.broken:
                yield unknown("RB201", name, self.names.entities, self._key(name))

    def _key(self, path: str) -> Span:
        return self.scenario.places[path][0]

    def _row(self, entity: core.Entity, row: object, path: str) -> Iterator[Diagnostic]:
        form = self.forms.of(entity.name)
        given = row if isinstance(row, Mapping) else {}
        if not form.words.keys().isdisjoint(given):
            yield from self._values(form, given, path)
        for name, value in given.items():
            member = form.members.get(name)
            if isinstance(member, core.Relation):
                yield from self._related(self.vocabulary.entities[member.to], value, f"{path}.{name}")
            elif member is None and name not in self.names.broken:
                yield unknown("RB214", name, form.members, self._key(f"{path}.{name}"), entity=entity.names)

    def _related(self, entity: core.Entity, value: object, path: str) -> Iterator[Diagnostic]:
        if isinstance(value, list):
            for number, each in enumerate(value):
                yield from self._row(entity, each, f"{path}[{number}]")
        else:
            yield from self._row(entity, value, path)

    def _values(self, form: _Form, row: Mapping[str, object], path: str) -> Iterator[Diagnostic]:
        """Words that the enumeration of a field does not have; two that have changed places are one mistake."""
        words = form.words
        wrong = [name for name, value in row.items() if name in words and self._is_unknown(words[name], value)]
        if len(wrong) == 2 and not any(self._is_unknown(words[a], row[b]) for a, b in (wrong, reversed(wrong))):
            first, second = (str(row[name]) for name in wrong)
            yield Diagnostic("RB142", self.scenario.places[f"{path}.{wrong[0]}"][1], {"first": first, "second": second})
            return
        for name in wrong:
            member = form.members[name]
            assert isinstance(member, core.Field)
            assert isinstance(member.kind, OneOf)  # nothing else has words
            enumeration = self.vocabulary.enumerations[member.kind.enumeration]
            place = self.scenario.places[f"{path}.{name}"][1]
            values = listed(enumeration.values.values())
            wrong_word = unknown("RB204", str(row[name]), words[name], place, known=values, of=enumeration.names)
            yield replace(wrong_word, related=((member.span, FIELD),))

    def _is_unknown(self, words: frozenset[str], value: object) -> bool:
        known = not isinstance(value, str) or not value or value in words or value in UNKNOWN_WORDS
        return not known and value not in self.names.broken


def _reasons(wanted: core.Expectation, aspect: str, names: Names) -> Iterator[Diagnostic]:
    """What is said to have spoken: rules by their paths, or the default of an action."""
    for path in _split(wanted.wanted.get(aspect, "")):
        is_broken = bool({path, names.path(path)} & names.broken)
        if names.path(path) not in names.rules and path != "default" and not is_broken:
            yield unknown("RB207", path, names.rules, wanted.places[aspect])


def _missing(wanted: core.Expectation, names: Names, forms: _Forms) -> Iterator[Diagnostic]:
    """What is said to be missing: a field or a relation of an entity, a figure, the calendar of a year, the moment."""
    for name in _split(wanted.wanted.get("missing", "")):
        entity, dot, member = name.partition(".")
        if {name, entity, member} & names.broken or (not dot and (name == "now" or name.startswith("calendar "))):
            continue
        if not dot and name not in names.figures:
            yield unknown("RB203", name, names.figures, wanted.places["missing"])
        elif dot and entity not in names.entities:
            yield unknown("RB201", entity, names.entities, wanted.places["missing"])
        elif dot and member not in (known := forms.of(names.entities[entity]).members):
            own = names.vocabulary.entities[names.entities[entity]].names
            yield unknown("RB214", member, known, wanted.places["missing"], entity=own)


def _split(text: str) -> list[str]:
    return [each for part in text.split(",") if (each := part.strip())]
