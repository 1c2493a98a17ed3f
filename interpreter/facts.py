"""Facts about subscribers: rows with their values and the rows they are related to; nested mappings → rows.

A world answers two questions: what is this field of this row, and which rows does this relation reach. What was not
given has the meaning that the vocabulary gives to its absence; a relation that was not given is an unknown collection.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dsl import core
from dsl.diagnose import Diagnostic, draw, shorten, unknown
from dsl.kinds import NEVER
from dsl.literal import UNKNOWN_WORDS, Misread, read_literal
from dsl.messages.kinds import kind_example, kind_words
from dsl.source import Span, is_chinese
from interpreter.mask import mask
from interpreter.values import Given, Row, Rows, Unknown

__all__ = [
    "FactsError",
    "Form",
    "Forms",
    "Given",
    "Row",
    "World",
    "all_rows",
    "from_mapping",
    "member_names",
    "read_given",
]


class FactsError(ValueError):
    """Facts that do not fit the vocabulary, or a name the book does not have. The message holds no value of a field."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        super().__init__("\n".join(draw(each, {}, "en") for each in diagnostics))


class World:
    """Rows by entity, and how they hang together. This one knows only the links it was told of."""

    def __init__(self, vocabulary: core.Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.tables: dict[str, list[Row]] = {name: [] for name in vocabulary.entities}

    def field(self, row: Row, name: str) -> Given:
        """The value given for a field, or what its absence means."""
        if name in row.values:
            return row.values[name]
        declared = self.vocabulary.entities[row.entity].fields[name]
        return NEVER if declared.absent == "never" else Unknown(frozenset({f"{row.entity}.{name}"}))

    def follow(self, row: Row, name: str) -> Row | Rows | Unknown:
        """What a relation of the row reaches."""
        return row.links[name] if name in row.links else self._unlinked(row, name)

    def _unlinked(self, row: Row, name: str) -> Row | Rows | Unknown:
        missing = frozenset({f"{row.entity}.{name}"})
        many = self.vocabulary.entities[row.entity].relations[name].many
        return Rows((), missing) if many else Unknown(missing)


# ── nested mappings → rows ───────────────────────────────────────────────────────────────────────────────────────────


class Form:
    """What can be said of an entity: its members by both names, what it has to say, how rows are joined to it."""

    def __init__(self, entity: core.Entity) -> None:
        self.entity = entity
        self.members = member_names(entity)
        self.joined = [each for each in entity.relations.values() if each.many and each.inverse is None]
        joins = {ours for relation in entity.relations.values() for ours, _ in relation.on}
        fields = (each for each in entity.fields.values() if each.absent == "refused")
        self.wanted = [each for each in fields if each.name not in {entity.key, *joins}]


class Forms:
    """The forms of a book: worked out once, where the facts of many scenarios are to be read."""

    def __init__(self, book: core.Book) -> None:
        self._book = book
        self._entities = book.vocabulary.entities
        self._known: dict[str, Form] = {}

    def of(self, name: str) -> Form:
        """The form of the entity of that name."""
        if name not in self._known:
            self._known[name] = Form(self._entities[name])
        return self._known[name]

    def value(self, member: core.Field, raw: object) -> Given:
        """As `read_given`."""
        return read_given(self._book, member, raw)


def from_mapping(
    book: core.Book, facts: Mapping[str, object], forms: Forms | None = None
) -> tuple[World, Row | None, tuple[Diagnostic, ...]]:
    """`{"line": {"id": "L1", "holder": {…}, "reminders": […]}}` → the world, the subject, what is wrong.

    Names in either language; rows of one entity with the same key are one row; an unknown value is written `unknown`.
    The subject is None where something is wrong. `forms` are those of the book.
    """
    builder = _Builder(book, forms or Forms(book))
    subject = builder.subject(facts)
    builder.close()
    return builder.world, None if builder.problems else subject, tuple(builder.problems)


class _Builder:
    def __init__(self, book: core.Book, forms: Forms) -> None:
        self.book = book
        self.forms = forms
        self.world = World(book.vocabulary)
        self.problems: list[Diagnostic] = []
        self.by_key: dict[tuple[str, str], Row] = {}

    def subject(self, facts: Mapping[str, object]) -> Row | None:
        """The one row at the top."""
        entities = self.book.vocabulary.entities
        if not isinstance(facts, Mapping) or len(facts) != 1:
            self._say("SN201", "")
            return None
        (name, value), *_ = facts.items()
        entity = entities.get(name) or next((each for each in entities.values() if each.names.zh == name), None)
        if entity is None:
            known = [each for entity in entities.values() for each in (entity.name, entity.names.zh)]
            self.problems.append(unknown("RB201", mask(str(name))[:60], known, Span("facts", 0, 0)))
            return None
        return self.row(entity, value, str(name), 0)

    def row(self, entity: core.Entity, value: object, path: str, depth: int) -> Row | None:
        """A nested mapping → a row, merged with the row of the same key if that was seen before."""
        if not isinstance(value, Mapping):
            self._say("SN203", path)
            return None
        if depth > 40:
            self._say("SN209", shorten(path, 100))
            return None
        values, related = self._sort(entity, value, path)
        row = self._identified(entity, values, path)
        for name, given in values.items():
            if row.values.setdefault(name, given) != given:
                own = entity.fields[name].names
                self._say("SN206", f"{path}.{own.say('zh' if is_chinese(path) else 'en')}")
        for relation, inner, inner_path in related:
            self._relate(row, relation, inner, inner_path, depth)
        return row

    def _identified(self, entity: core.Entity, values: dict[str, Given], path: str) -> Row:
        key = values.get(entity.key)
        text = key if isinstance(key, str) else str(key) if key is not None and not isinstance(key, Unknown) else ""
        if text and (entity.name, text) in self.by_key:
            return self.by_key[entity.name, text]
        row = Row(entity.name, text, place=path)
        self.world.tables[entity.name].append(row)
        if text:
            self.by_key[entity.name, text] = row
        return row

    def _sort(
        self, entity: core.Entity, value: Mapping[str, object], path: str
    ) -> tuple[dict[str, Given], list[tuple[core.Relation, object, str]]]:
        """The entries of a mapping: values of fields, and what relations lead to."""
        members = self.forms.of(entity.name).members
        values: dict[str, Given] = {}
        related: list[tuple[core.Relation, object, str]] = []
        for name, inner in value.items():
            member = members.get(str(name))
            if isinstance(member, core.Relation):
                related.append((member, inner, f"{path}.{name}"))
            elif member is None:
                place = Span(f"facts: {path}", 0, 0)
                self.problems.append(unknown("SN202", mask(str(name))[:60], members, place, entity=entity.names))
            elif inner is not None and inner != "":
                self._field(member, inner, path, str(name), values)
        return values, related

    def _field(self, member: core.Field, raw: object, path: str, name: str, values: dict[str, Given]) -> None:
        try:
            values[member.name] = self.forms.value(member, raw)
        except Misread:
            vocabulary = self.book.vocabulary
            kind, example = kind_words(member.kind, vocabulary), kind_example(member.kind, vocabulary)
            self._say("SN204", f"{path}.{name}", kind=kind, example=example)

    def _relate(self, row: Row, relation: core.Relation, inner: object, path: str, depth: int) -> None:
        if inner in UNKNOWN_WORDS if isinstance(inner, str) else inner is None:
            return
        entity = self.book.vocabulary.entities[relation.to]
        if not relation.many:
            other = self.row(entity, inner, path, depth + 1)
            if other:
                self._link(row, relation, other)
            return
        if not isinstance(inner, list | tuple):
            self._say("SN205", path)
            return
        others = [self.row(entity, each, f"{path}[{i}]", depth + 1) for i, each in enumerate(inner)]
        known = dict.fromkeys(other for other in others if other)
        before = row.links.get(relation.name)
        if isinstance(before, Rows):
            known = dict.fromkeys((*before.members, *known))
        row.links[relation.name] = Rows(tuple(known))
        for other in known:
            self._link_back(row, relation, other)

    def _link(self, row: Row, relation: core.Relation, other: Row) -> None:
        if row.links.setdefault(relation.name, other) is not other:
            self._say("SN206", f"{row.place}.{relation.name}")
        self._link_back(row, relation, other)

    def _link_back(self, row: Row, relation: core.Relation, other: Row) -> None:
        """What leads there leads back: a line's reminder has that line; a line's holder has at least that line."""
        if relation.inverse is None:
            return
        back = self.book.vocabulary.entities[relation.to].relations[relation.inverse]
        if not back.many:
            if other.links.setdefault(back.name, row) is not row:
                self._say("SN206", f"{other.place}.{back.name}")
            return
        known = other.links.get(back.name)
        if not isinstance(known, Rows):
            known = Rows((), frozenset({f"{other.entity}.{back.name}"}))
        if row not in known.members:
            other.links[back.name] = Rows((*known.members, row), known.missing)

    def close(self) -> None:
        """What can be told once all that is said of each row is read."""
        met = [self.forms.of(name) for name, rows in self.world.tables.items() if rows]
        self._part(met)
        self._ask_for_all(met)

    def _part(self, met: Iterable[Form]) -> None:
        """Rows whose own fields say that they belong elsewhere are not reached: a consent given to another sender.

        A relation with a way back is named by where the row stands, and not parted.
        """
        for form in met:
            for row in self.world.tables[form.entity.name] if form.joined else ():
                for relation in form.joined:
                    reached = row.links.get(relation.name)
                    if isinstance(reached, Rows):
                        members = tuple(other for other in reached.members if _belongs(row, other, relation))
                        row.links[relation.name] = Rows(members, reached.missing)

    def _ask_for_all(self, met: Iterable[Form]) -> None:
        """Fields that may not be absent. Keys may: a row can be nameless."""
        for form in met:
            for row in self.world.tables[form.entity.name] if form.wanted else ():
                for declared in form.wanted:
                    if declared.name not in row.values:
                        self._say("SN207", row.place, name=declared.names)

    def _say(self, code: str, path: str, **blanks: str | core.Words) -> None:
        self.problems.append(Diagnostic(code, Span(f"facts: {path}", 0, 0), blanks))


def _belongs(row: Row, other: Row, relation: core.Relation) -> bool:
    """Whether no field by which the relation joins is known to differ."""
    pairs = [(row.values.get(ours), other.values.get(theirs)) for ours, theirs in relation.on]
    return not any(
        a != b for a, b in pairs if not (a is None or b is None or isinstance(a, Unknown) or isinstance(b, Unknown))
    )


def member_names(entity: core.Entity) -> dict[str, core.Field | core.Relation]:
    """Fields and relations by both of their names."""
    members: list[core.Field | core.Relation] = [*entity.fields.values(), *entity.relations.values()]
    return {name: member for member in members for name in (member.names.zh, member.name)}


def read_given(book: core.Book, member: core.Field, raw: object) -> Given:
    """A value as given, or the explicit `unknown`. Raises Misread."""
    if isinstance(raw, str) and raw.strip().lower() in UNKNOWN_WORDS:
        return Unknown(frozenset({f"{member.entity}.{member.name}"}))
    return read_literal(member.kind, raw, book.vocabulary.enumerations, book.zone)


def all_rows(world: World) -> Iterator[Row]:
    """Every row of every table."""
    for rows in world.tables.values():
        yield from rows
