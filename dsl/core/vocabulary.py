"""What rules can speak of: entities with their fields and relations, enumerations, actions, parties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from dsl.core.law import Citation
from dsl.core.words import Words
from dsl.kinds import Kind
from dsl.record import dataclass
from dsl.source import Span, placed

Absence = Literal["never", "unknown", "refused"]
Tense = Literal["lasting", "dated", "current"]


@dataclass(frozen=True, slots=True)
class Field:
    """A column of an entity: what its absence means, and how it behaves on other days than the snapshot's (`tense`)."""

    entity: str
    name: str
    names: Words
    kind: Kind
    absent: Absence
    tense: Tense
    personal: bool
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Relation:
    """A way from a row to one row or to many: those whose fields equal ours, pairwise by `on` (ours, theirs)."""

    entity: str
    name: str
    names: Words
    to: str
    many: bool
    on: tuple[tuple[str, str], ...]
    inverse: str | None
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of thing the rules speak of, one table of a snapshot. `key` names the field that identifies a row."""

    name: str
    names: Words
    key: str
    fields: Mapping[str, Field]
    relations: Mapping[str, Relation]
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Enumeration:
    """The closed list of values of a field; the keys are the run-time values."""

    name: str
    names: Words
    values: Mapping[str, Words]
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Action:
    """What may be permitted or prohibited, on which entity, and what holds where no rule speaks."""

    name: str
    names: Words
    on: str
    default: Literal["permitted", "denied"]
    recorded_by: str | None
    sources: tuple[Citation, ...]
    gains: str | None = None
    """The field of money that tells what the act brought in."""
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All that rules can name, by English identifier."""

    entities: Mapping[str, Entity]
    enumerations: Mapping[str, Enumeration]
    actions: Mapping[str, Action]
    parties: Mapping[str, Words]
    words: Mapping[str, Words]
    places: Mapping[tuple[str, str], Span] = field(default_factory=dict, compare=False, repr=False)
    """Where a party (`parties`, its name) or a value (its enumeration's name, its own) is declared."""
