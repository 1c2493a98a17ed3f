"""`vocabulary.yaml` → entities, fields, relations, enumerations, actions.

Names inside the file (a field's kind, a relation's target, a joined field) are looked up here; inverses are filled in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from dsl import core, kinds
from dsl.core import Words
from dsl.diagnose import Diagnostic, instead, unknown
from dsl.messages.catalogue import FIELD, FIRST, JOINED
from dsl.nodes import (
    Problems,
    as_map,
    clashes,
    kind_at,
    kind_of,
    named,
    place_of,
    reserved,
    same_words,
    text_of,
    unread,
)
from dsl.register import Register
from dsl.source import Span
from dsl.syntax import Mapping as Map
from dsl.syntax import Node, Scalar


def vocabulary(node: Node | None, register: Register, problems: Problems) -> core.Vocabulary:
    """`vocabulary.yaml` → entities with their fields and relations, enumerations, actions, parties, words."""
    section = as_map(node)
    enumerations = {k.text: _enumeration(k, as_map(v)) for k, v in as_map(section.get("enumerations")).entries}
    written = {k.text: (k, as_map(v)) for k, v in as_map(section.get("entities")).entries}
    entities = {
        name: _entity(key, entry, enumerations, register.broken, problems) for name, (key, entry) in written.items()
    }
    broken = register.broken.union(
        *(unread(entry.get("fields"), entities[name].fields) for name, (_, entry) in written.items())
    )
    problems += _keys(entities, written, broken)
    _relate(entities, {name: entry for name, (_, entry) in written.items()}, broken, problems)
    actions = {
        k.text: _action(k, as_map(v), entities, broken, register, problems)
        for k, v in as_map(section.get("actions")).entries
    }
    known = {name: action for name, action in actions.items() if action}
    parties, spoken = _plain_words(section.get("parties")), _plain_words(section.get("words"))
    vocabulary = core.Vocabulary(entities, enumerations, known, parties, spoken, _places(section))
    problems += [*_twice(vocabulary), *_misnamed(section)]
    return vocabulary


def _plain_words(node: Node | None) -> dict[str, Words]:
    return {key.text: Words(text_of(value), key.text.replace("_", " ")) for key, value in as_map(node).entries}


def _places(section: Map) -> dict[tuple[str, str], Span]:
    enumerations = as_map(section.get("enumerations")).entries
    written = {key.text: as_map(as_map(entry).get("values")) for key, entry in enumerations}
    written["parties"] = as_map(section.get("parties"))
    return {(name, key.text): key.span for name, part in written.items() for key, _ in part.entries}


def _enumeration(key: Scalar, entry: Map) -> core.Enumeration:
    values = {k.text: Words(text_of(v), k.text) for k, v in as_map(entry.get("values")).entries}
    return core.Enumeration(key.text, named(key, entry), values, key.span)


def _entity(
    key: Scalar, entry: Map, enums: Mapping[str, core.Enumeration], broken: frozenset[str], problems: Problems
) -> core.Entity:
    fields = {
        k.text: field
        for k, v in as_map(entry.get("fields")).entries
        if (field := _field(key.text, k, as_map(v), enums, broken, problems))
    }
    return core.Entity(key.text, named(key, entry), text_of(entry.get("key")), fields, {}, key.span)


def _keys(
    entities: Mapping[str, core.Entity], written: Mapping[str, tuple[Scalar, Map]], broken: frozenset[str]
) -> Iterator[Diagnostic]:
    """The field that identifies a row has to be there."""
    for name, entity in entities.items():
        if entity.key not in entity.fields and entity.key not in broken:
            place = place_of(written[name][1].get("key"), entity.span)
            yield unknown("RB214", entity.key, entity.fields, place, entity=entity.names)


def _field(
    entity: str,
    key: Scalar,
    entry: Map,
    enums: Mapping[str, core.Enumeration],
    broken: frozenset[str],
    problems: Problems,
) -> core.Field | None:
    written, name = entry.get("kind"), text_of(entry.get("zh"))
    if kind_of(name, {}) and not kind_of(text_of(written), enums):
        blanks = {"first": name, "second": text_of(written)}
        problems.append(Diagnostic("RB142", place_of(entry.get("zh"), key.span), blanks))
        return None
    kind = kind_at(written, enums, broken, problems)
    if kind is None:
        return None
    absent = cast(core.Absence, text_of(entry.get("absent"), "unknown"))
    if absent == "never" and not isinstance(kind, kinds.Date | kinds.Instant):
        place = place_of(entry.get("absent"), key.span)
        problems.append(Diagnostic("RB216", place, {"name": key.text}, edits=instead(place, absent, "unknown")))
        return None  # one of the two is wrong, and nobody knows which
    tense = cast(core.Tense, text_of(entry.get("time"), "lasting"))
    personal = text_of(entry.get("personal")) == "yes"
    return core.Field(entity, key.text, named(key, entry), kind, absent, tense, personal, key.span)


def _relate(
    entities: dict[str, core.Entity], written: dict[str, Map], broken: frozenset[str], problems: Problems
) -> None:
    """Fills in relations and their inverses, once all entities are known."""
    relations: dict[str, dict[str, core.Relation]] = {name: {} for name in entities}
    for name, entry in written.items():
        for key, value in as_map(entry.get("relations")).entries:
            for relation in _relation(entities, name, key, as_map(value), broken, problems):
                if first := relations[relation.entity].get(relation.name):
                    problems.append(Diagnostic("RB210", relation.span, {"name": relation.name}, ((first.span, FIRST),)))
                relations[relation.entity].setdefault(relation.name, relation)
    for name, entity in entities.items():
        entities[name] = core.Entity(entity.name, entity.names, entity.key, entity.fields, relations[name], entity.span)


def _relation(
    entities: Mapping[str, core.Entity],
    entity: str,
    key: Scalar,
    entry: Map,
    broken: frozenset[str],
    problems: Problems,
) -> Iterator[core.Relation]:
    target_node = entry.get("to", "to many")
    target, many = text_of(target_node), entry.get("to many") is not None
    if target not in entities:
        if target not in broken:
            problems.append(unknown("RB201", target, entities, place_of(target_node, key.span)))
        return
    pairs = _pairs(entities[entity], entities[target], entry.get("on"), broken, problems)
    if not pairs:
        return
    inverse = text_of(entry.get("inverse")) or None
    yield core.Relation(entity, key.text, named(key, entry), target, many, pairs, inverse, key.span)
    if inverse:
        back = tuple((theirs, ours) for ours, theirs in pairs)
        names = Words(text_of(entry.get("inverse_zh")), inverse)
        yield core.Relation(
            target, inverse, names, entity, not many, back, key.text, place_of(entry.get("inverse"), key.span)
        )


def _pairs(
    ours: core.Entity, theirs: core.Entity, node: Node | None, broken: frozenset[str], problems: Problems
) -> tuple[tuple[str, str], ...]:
    """The pairs of fields that a relation joins on; empty where one does not exist or the kinds differ."""
    if isinstance(node, Scalar) and theirs.key not in theirs.fields:
        return ()
    if isinstance(node, Scalar):
        node = Map(((node, Scalar(theirs.key, span=node.span)),), node.span)
    pairs: list[tuple[str, str]] = []
    for left, right in as_map(node).entries:
        if not _joinable(ours, theirs, left, cast(Scalar, right), broken, problems):
            return ()
        pairs.append((left.text, text_of(right)))
    return tuple(pairs)


def _joinable(
    ours: core.Entity, theirs: core.Entity, left: Scalar, right: Scalar, broken: frozenset[str], problems: Problems
) -> bool:
    for entity, end in ((ours, left), (theirs, right)):
        if end.text not in entity.fields:
            if end.text not in broken:
                problems.append(unknown("RB214", end.text, entity.fields, end.span, entity=entity.names))
            return False
    mine, other = ours.fields[left.text], theirs.fields[right.text]
    if mine.kind != other.kind:
        related = ((mine.span, FIELD), (other.span, JOINED))
        problems.append(Diagnostic("RB215", left.span, {"name": left.text, "other": right.text}, related))
        return False
    return True


def _action(
    key: Scalar,
    entry: Map,
    entities: Mapping[str, core.Entity],
    broken: frozenset[str],
    register: Register,
    problems: Problems,
) -> core.Action | None:
    on = text_of(entry.get("on"))
    entity = entities.get(on)
    if entity is None:
        if on not in broken:
            problems.append(unknown("RB201", on, entities, place_of(entry.get("on"), key.span)))
        return None
    recorded = text_of(entry.get("recorded_by")) or None
    if recorded and not _records(entity, recorded, place_of(entry.get("recorded_by"), key.span), broken, problems):
        recorded = None
    gains = text_of(entry.get("gains")) or None
    if gains and not _brings(entity, gains, place_of(entry.get("gains"), key.span), broken, problems):
        gains = None
    default = cast(Any, text_of(entry.get("default")))
    cited = register.cite_texts(entry.get("source"), problems)
    return core.Action(key.text, named(key, entry), on, default, recorded, cited, gains, key.span)


def _records(entity: core.Entity, name: str, span: Span, broken: frozenset[str], problems: Problems) -> bool:
    field = _field_named(entity, name, span, broken, problems)
    if field and not isinstance(field.kind, kinds.Date | kinds.Instant):
        problems.append(Diagnostic("RB217", span, {"name": name}, ((field.span, FIELD),)))
        return False
    return field is not None


def _brings(entity: core.Entity, name: str, span: Span, broken: frozenset[str], problems: Problems) -> bool:
    field = _field_named(entity, name, span, broken, problems)
    if field and not isinstance(field.kind, kinds.Money):
        problems.append(Diagnostic("RB222", span, {"name": name}, ((field.span, FIELD),)))
        return False
    return field is not None


def _field_named(
    entity: core.Entity, name: str, span: Span, broken: frozenset[str], problems: Problems
) -> core.Field | None:
    """The field that an action names; None where the entity has none such."""
    field = entity.fields.get(name)
    if field is None and name not in broken:
        problems.append(unknown("RB214", name, entity.fields, span, entity=entity.names))
    return field


def _twice(vocabulary: core.Vocabulary) -> Iterator[Diagnostic]:
    """Names of either language that two declarations of one name space claim."""
    yield from clashes(vocabulary.entities.values(), lambda each: each.names)
    yield from clashes(vocabulary.actions.values(), lambda each: each.names)
    for entity in vocabulary.entities.values():
        members = [*entity.fields.values(), *entity.relations.values()]
        yield from clashes(members, lambda each: each.names)
    yield from clashes(vocabulary.enumerations.values(), lambda each: each.names)


def _misnamed(section: Map) -> Iterator[Diagnostic]:
    """Words that two entries share, and names that the language has a meaning for."""
    for name in ("parties", "words"):
        yield from same_words(section.get(name))
    for _, entry in as_map(section.get("enumerations")).entries:
        values = as_map(as_map(entry).get("values"))
        yield from same_words(values)
        yield from reserved(each for pair in values.entries for each in pair)
    for key, entry in as_map(section.get("entities")).entries:
        yield from reserved((key, as_map(entry).get("zh")))


def unread_names(node: Node | None, vocabulary: core.Vocabulary) -> Iterator[str]:
    """The names of fields, relations and actions that were written and found wrong."""
    yield from unread(as_map(node).get("actions"), vocabulary.actions)
    for key, entity in as_map(as_map(node).get("entities")).entries:
        yield from unread(as_map(entity).get("fields"), vocabulary.entities[key.text].fields)
        yield from unread(as_map(entity).get("relations"), vocabulary.entities[key.text].relations)
