"""Kinds that do not go together → which declaration has the wrong one.

A field, a figure or a fact of the wrong kind makes every use of it wrong. Where most of what is said of it is a
complaint of its kind, the mistake is its declaration: one message there, with the first uses. A name that is used once
is doubtful: then the values that scenarios give it are asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dsl import core
from dsl import syntax as s
from dsl.check import Checker
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.kinds import Kind, Reference
from dsl.literal import UNKNOWN_WORDS, Misread, read_literal
from dsl.messages.kinds import kind_words
from dsl.nodes import as_map
from dsl.order import conditions, walk
from dsl.record import dataclass
from dsl.resolve import Names, fact_names
from dsl.source import Span

CODES = frozenset({
    "RB203", "RB204", "RB215", "RB219", "RB301", "RB302", "RB303", "RB304", "RB305", "RB306", "RB307", "RB308", "RB310",
    "RB311", "RB313", "RB316",
})  # fmt: skip
"""Complaints that two kinds do not go together; their other places are the declarations."""

_USED = Words("用在此处", "used here")
_MOST = 3
"""Uses that are shown."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A declaration that gives a name its kind, and where it says so."""

    names: Words
    kind: Kind
    place: Span


def mistyped(
    problems: Sequence[Diagnostic], yaml: Mapping[str, s.Node | None], checker: Checker, book: core.Book
) -> list[Diagnostic]:
    """The problems, those that one wrong kind caused put into one; the book has what gave no complaint."""
    if not any(each.code in CODES and each.related for each in problems):
        return list(problems)
    names = checker.names
    declared = dict(_declared(yaml, names, checker.fact_kinds))
    uses = Counter(_uses(_parts(book), names))
    values = _Values(book.scenarios, names, book.zone)
    left = list(problems)
    while found := _culprit(left, declared, uses, values):
        place, caused = found
        left = [each for each in left if each not in caused]
        left.append(_told(declared[place], caused, names))
    return left


def _told(culprit: Typed, caused: Sequence[Diagnostic], names: Names) -> Diagnostic:
    blanks: dict[str, str | Words] = {
        "name": culprit.names, "found": kind_words(culprit.kind, names.vocabulary), "count": str(len(caused)),
    }  # fmt: skip
    return Diagnostic("RB317", culprit.place, blanks, tuple((each.span, _USED) for each in caused[:_MOST]))


def _culprit(
    problems: Sequence[Diagnostic], declared: Mapping[Span, Typed], uses: Counter[Span], values: _Values
) -> tuple[Span, list[Diagnostic]] | None:
    """The declaration that most is said against, if that outweighs what speaks for it."""
    against: dict[Span, list[Diagnostic]] = {}
    for each in problems:
        for place in dict.fromkeys(span for span, _ in each.related if span in declared):
            if each.code in CODES and each.span != place and "suggestion" not in each.detail:  # else it is misspelt
                against.setdefault(place, []).append(each)
    likely = [
        (len(said) / (len(said) + uses[place]), len(said), place)
        for place, said in against.items()
        if uses[place] < len(said) and (len(said) > 1 or values.speak_against(place, declared[place].kind))
    ]
    if not likely:
        return None
    _, _, place = max(likely, key=lambda each: each[:2])
    return place, against[place]


def _declared(
    yaml: Mapping[str, s.Node | None], names: Names, fact_kinds: Mapping[tuple[str, str], Kind | None]
) -> Iterator[tuple[Span, Typed]]:
    """Every field, figure and fact by the place of its name."""
    kinds = {key.span: as_map(entry).get("kind") for key, entry in _entries(yaml)}
    for entity in names.vocabulary.entities.values():
        for field in entity.fields.values():
            node = kinds.get(field.span)
            yield field.span, Typed(field.names, field.kind, node.span if node else field.span)
    for figure in names.parameters.values():
        node = kinds.get(figure.span)
        yield figure.span, Typed(figure.names, figure.kind, node.span if node else figure.span)
    for key, fact in names.facts.items():
        if kind := fact_kinds.get(key):
            yield fact.name.span, Typed(fact_names(fact), kind, fact.body.span)


def _entries(yaml: Mapping[str, s.Node | None]) -> Iterator[tuple[s.Scalar, s.Node]]:
    yield from as_map(yaml.get("parameters")).entries
    for _, entity in as_map(as_map(yaml.get("vocabulary")).get("entities")).entries:
        yield from as_map(as_map(entity).get("fields")).entries


def _parts(book: core.Book) -> Iterator[object]:
    yield from book.facts.values()
    yield from (part for rule in book.rules.values() for part in conditions(rule))
    yield from (part for each in book.invariants.values() for part in (each.where, each.unless))


def _uses(sound: Iterable[object], names: Names) -> Iterator[Span]:
    """Each declaration as often as something sound stands on it."""
    for each in (node for part in sound for node in walk(part)):
        match each:
            case core.FieldOf(of, name) if isinstance(of.kind, Reference):
                yield names.vocabulary.entities[of.kind.entity].fields[name].span
            case core.Figure(name):
                yield names.parameters[name].span
            case core.FactOf(of, name) if isinstance(of.kind, Reference):
                yield names.facts[of.kind.entity, name].name.span
    for entity in names.vocabulary.entities.values():
        used = [entity.key, *(ours for relation in entity.relations.values() for ours, _ in relation.on)]
        yield from (entity.fields[name].span for name in used if name in entity.fields)


@dataclass(frozen=True)
class _Values:
    """What scenarios say the fields are."""

    scenarios: Sequence[core.Scenario]
    names: Names
    zone: str

    def speak_against(self, place: Span, kind: Kind) -> bool:
        """Whether scenarios give values to the field declared there, and none of them is of its kind."""
        given = [text for owner, text in self._given() if owner == place and text not in UNKNOWN_WORDS]
        return bool(given) and not any(self._is(kind, text) for text in given)

    def _is(self, kind: Kind, text: str) -> bool:
        try:
            read_literal(kind, text, self.names.vocabulary.enumerations, self.zone)
        except Misread:
            return False
        return True

    def _given(self) -> Iterator[tuple[Span, str]]:
        for each in self.scenarios:
            for name, row in each.facts.items():
                if known := self.names.entities.get(name):
                    yield from self._row(known, row)

    def _row(self, entity: str, row: object) -> Iterator[tuple[Span, str]]:
        if isinstance(row, list):
            for each in row:
                yield from self._row(entity, each)
        for name, value in row.items() if isinstance(row, Mapping) else ():
            match self.names.members[entity].get(name):
                case core.Relation(to=to):
                    yield from self._row(to, value)
                case core.Field(span=place) if isinstance(value, str):
                    yield place, value
