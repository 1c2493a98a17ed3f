"""YAML as written, fitting its schema → declarations: the vocabulary, the figures, the law register, the cases.

Names inside YAML (a field's kind, a relation's target, a citation) are looked up here; names inside the DSL in
`resolve.py`. Every function takes syntax and gives a declaration and diagnostics.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar, cast

from dsl import core, kinds
from dsl.build import article_number
from dsl.core import Words
from dsl.diagnose import Diagnostic, unknown
from dsl.literal import Misread, read_literal, unit_of
from dsl.messages.catalogue import FIRST, JOINED
from dsl.messages.kinds import kind_words
from dsl.read import plain
from dsl.source import NOWHERE, Span, nearest
from dsl.syntax import Mapping as Map
from dsl.syntax import Node, Scalar, Sequence

Problems = list[Diagnostic]
_EMPTY = Map(())
T = TypeVar("T")


def _map(node: Node | None) -> Map:
    return node if isinstance(node, Map) else _EMPTY


def _text(node: Node | None, default: str = "") -> str:
    return node.text if isinstance(node, Scalar) else default


def words(node: Node | None) -> Words:
    if isinstance(node, Scalar):
        return bilingual((node.text,))
    return Words(_text(_map(node).get("zh")), _text(_map(node).get("en")))


def is_chinese(text: str) -> bool:
    """Whether a title is in Chinese: it has at least one Han character."""
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def bilingual(texts: tuple[str, ...]) -> Words:
    """Titles in any order → by language."""
    return Words(
        next((text for text in texts if is_chinese(text)), ""),
        next((text for text in texts if not is_chinese(text)), ""),
    )


def _date(node: Node | None, problems: Problems) -> date | None:
    if not isinstance(node, Scalar):
        return None
    try:
        return date.fromisoformat(node.text)
    except ValueError:
        problems.append(Diagnostic("RB137", node.span, {"name": node.text[:60]}))
        return None


# ── the manifest ─────────────────────────────────────────────────────────────────────────────────────────────────────


def calendar(node: Node | None, problems: Problems) -> core.CalendarSpec:
    """The `calendar` section; the official schedules known to the library are taken where `covered` is left out."""
    section = _map(node)
    covered = section.get("covered")
    days = [_date(item, problems) for item in covered.items] if isinstance(covered, Sequence) else []
    first, last = (days[0], days[1]) if len(days) == 2 else (None, None)
    span = (first or date(2004, 1, 1), last or date(2026, 12, 31))
    law = cast(Any, _text(section.get("law"), "plain"))
    return core.CalendarSpec(law, span, _days(section.get("rest"), problems), _days(section.get("work"), problems))


def _days(node: Node | None, problems: Problems) -> frozenset[date]:
    items = node.items if isinstance(node, Sequence) else ()
    return frozenset(day for item in items if (day := _date(item, problems)))


# ── the law register ─────────────────────────────────────────────────────────────────────────────────────────────────


def sources(node: Node | None, problems: Problems) -> dict[str, core.LawSource]:
    """`sources.yaml` → the law register by id."""
    return {key.text: _source(key, _map(value), problems) for key, value in _map(node).entries}


def _source(key: Scalar, entry: Map, problems: Problems) -> core.LawSource:
    force = _map(entry.get("in_force"))
    return core.LawSource(
        key.text,
        Words(_text(entry.get("zh")), key.text),
        words(entry.get("title")),
        words(entry.get("issuer")),
        _text(entry.get("number")),
        _text(entry.get("rank")),
        _date(force.get("from"), problems),
        _date(force.get("until"), problems),
        _text(entry.get("status")),
        _articles(entry.get("articles")),
        _articles(entry.get("items")),
        key.span,
    )


def _articles(node: Node | None) -> dict[str, core.Article]:
    return {
        key.text: core.Article(
            key.text,
            Words(_text(_map(value).get("zh")), _text(_map(value).get("en"))),
            _text(_map(value).get("confidence")),
            key.span,
        )
        for key, value in _map(node).entries
    }


class Register:
    """Looks citations up in the law register, by either name of a source."""

    def __init__(self, sources: Mapping[str, core.LawSource], broken: frozenset[str]) -> None:
        self.sources = sources
        self.broken = broken
        self._ids = {name: source.id for source in sources.values() for name in (source.names.zh, source.id)}

    def cite(self, source: str, article: str, item: bool, span: Span, problems: Problems) -> core.Citation | None:
        """The citation with its source's id, or None and a diagnostic where the source or the article does not exist."""
        known = self._ids.get(source)
        if known is None:
            if source not in self.broken:
                problems.append(unknown("RB206", source, self._ids, span))
            return None
        law = self.sources[known]
        articles = law.items if item else law.articles
        if article and article not in articles and article not in self.broken:
            listed = ", ".join(articles) or "—"
            problems.append(
                Diagnostic(
                    "RB501",
                    span,
                    {"article": article, "source": law.title, "known": listed},
                    ((law.span, Words("法源登记于此", "the source is registered here")),),
                )
            )
            return None
        return core.Citation(known, article, item, span)

    def cite_texts(self, node: Node | None, problems: Problems) -> tuple[core.Citation, ...]:
        """Citations written in YAML: one text or a list of texts, each `ID art N`."""
        items = node.items if isinstance(node, Sequence) else (node,)
        found = [self._cite_text(item, problems) for item in items if isinstance(item, Scalar)]
        return tuple(citation for citation in found if citation)

    def _cite_text(self, node: Scalar, problems: Problems) -> core.Citation | None:
        head, _, rest = node.text.strip().partition(" ")
        article, item = "", False
        if rest.strip():
            if not _ARTICLE.fullmatch(rest.strip()):
                problems.append(Diagnostic("RB502", node.span, {"text": node.text[:60]}))
                return None
            article, item = article_number(rest.strip())
        return self.cite(head, article, item, node.span, problems)


_ARTICLE = re.compile(
    r"(art(icle)?\.?|item)\s+[0-9]+(-[0-9]+)?(\([0-9]+\))*|第\s*[0-9〇零一二三四五六七八九十百]+\s*[条项].*"
)


# ── the vocabulary ───────────────────────────────────────────────────────────────────────────────────────────────────


def vocabulary(node: Node | None, register: Register, problems: Problems) -> core.Vocabulary:
    """`vocabulary.yaml` → entities with their fields and relations, enumerations, actions, parties, words."""
    section = _map(node)
    enumerations = {k.text: _enumeration(k, _map(v)) for k, v in _map(section.get("enumerations")).entries}
    written = {k.text: (k, _map(v)) for k, v in _map(section.get("entities")).entries}
    entities = {name: _entity(key, entry, enumerations, problems) for name, (key, entry) in written.items()}
    _relate(entities, {name: entry for name, (_, entry) in written.items()}, register.broken, problems)
    actions = {
        k.text: _action(k, _map(v), entities, register, problems) for k, v in _map(section.get("actions")).entries
    }
    known = {name: action for name, action in actions.items() if action}
    vocabulary = core.Vocabulary(
        entities, enumerations, known, _plain_words(section.get("parties")), _plain_words(section.get("words"))
    )
    problems += _twice(vocabulary)
    return vocabulary


def _plain_words(node: Node | None) -> dict[str, Words]:
    return {key.text: Words(_text(value), key.text.replace("_", " ")) for key, value in _map(node).entries}


def _named(key: Scalar, entry: Map) -> Words:
    return Words(_text(entry.get("zh")), key.text)


def _enumeration(key: Scalar, entry: Map) -> core.Enumeration:
    values = {k.text: Words(_text(v), k.text) for k, v in _map(entry.get("values")).entries}
    return core.Enumeration(key.text, _named(key, entry), values, key.span)


def _entity(key: Scalar, entry: Map, enums: Mapping[str, core.Enumeration], problems: Problems) -> core.Entity:
    fields = {
        k.text: field
        for k, v in _map(entry.get("fields")).entries
        if (field := _field(key.text, k, _map(v), enums, problems))
    }
    id_field = _text(entry.get("key"))
    if id_field not in fields:
        problems.append(unknown("RB214", id_field, fields, _place(entry.get("key"), key.span), entity=key.text))
    return core.Entity(key.text, _named(key, entry), id_field, fields, {}, key.span)


def _place(node: Node | None, otherwise: Span) -> Span:
    return node.span if node is not None else otherwise


def kind_of(text: str, enums: Mapping[str, core.Enumeration]) -> kinds.Kind | None:
    """`money CNY`, `working days`, `province` → a kind, or None."""
    simple: dict[str, kinds.Kind] = {
        "yes/no": kinds.YesNo(), "integer": kinds.Integer(), "decimal": kinds.Decimal(),
        "text": kinds.Text(), "date": kinds.Date(), "instant": kinds.Instant(),
    }  # fmt: skip
    if text in simple:
        return simple[text]
    if unit := unit_of(text):
        return kinds.Duration(unit)
    if re.fullmatch(r"money [A-Z]{3}", text):
        return kinds.Money(text[-3:])
    return kinds.OneOf(text) if text in enums else None


def _kind(node: Node | None, enums: Mapping[str, core.Enumeration], problems: Problems) -> kinds.Kind | None:
    text = _text(node)
    kind = kind_of(text, enums)
    if kind is None:
        known = ["yes/no", "integer", "decimal", "text", "date", "instant", "money CNY", *kinds.UNITS, *enums]
        problems.append(unknown("RB209", text, known, _place(node, NOWHERE)))
    return kind


def _field(
    entity: str, key: Scalar, entry: Map, enums: Mapping[str, core.Enumeration], problems: Problems
) -> core.Field | None:
    kind = _kind(entry.get("kind"), enums, problems)
    if kind is None:
        return None
    absent = cast(core.Absence, _text(entry.get("absent"), "unknown"))
    if absent == "never" and not isinstance(kind, kinds.Date | kinds.Instant):
        problems.append(Diagnostic("RB216", _place(entry.get("absent"), key.span), {"name": key.text}))
        absent = "unknown"
    tense = cast(core.Tense, _text(entry.get("time"), "lasting"))
    personal = _text(entry.get("personal")) == "yes"
    return core.Field(entity, key.text, _named(key, entry), kind, absent, tense, personal, key.span)


def _relate(
    entities: dict[str, core.Entity], written: dict[str, Map], broken: frozenset[str], problems: Problems
) -> None:
    """Fills in relations and their inverses, once all entities are known."""
    relations: dict[str, dict[str, core.Relation]] = {name: {} for name in entities}
    for name, entry in written.items():
        for key, value in _map(entry.get("relations")).entries:
            for relation in _relation(entities, name, key, _map(value), broken, problems):
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
    target, many = _text(target_node), entry.get("to many") is not None
    if target not in entities:
        if target not in broken:
            problems.append(unknown("RB201", target, entities, _place(target_node, key.span)))
        return
    pairs = _pairs(entities[entity], entities[target], entry.get("on"), broken, problems)
    if not pairs:
        return
    inverse = _text(entry.get("inverse")) or None
    yield core.Relation(entity, key.text, _named(key, entry), target, many, pairs, inverse, key.span)
    if inverse:
        back = tuple((theirs, ours) for ours, theirs in pairs)
        names = Words(_text(entry.get("inverse_zh")), inverse)
        yield core.Relation(
            target, inverse, names, entity, not many, back, key.text, _place(entry.get("inverse"), key.span)
        )


def _pairs(
    ours: core.Entity, theirs: core.Entity, node: Node | None, broken: frozenset[str], problems: Problems
) -> tuple[tuple[str, str], ...]:
    """The pairs of fields that a relation joins on; empty where one does not exist or the kinds differ."""
    if isinstance(node, Scalar):
        node = Map(((node, Scalar(theirs.key, span=node.span)),), node.span)
    pairs: list[tuple[str, str]] = []
    for left, right in _map(node).entries:
        if not _joinable(ours, theirs, left, cast(Scalar, right), broken, problems):
            return ()
        pairs.append((left.text, _text(right)))
    return tuple(pairs)


def _joinable(
    ours: core.Entity, theirs: core.Entity, left: Scalar, right: Scalar, broken: frozenset[str], problems: Problems
) -> bool:
    for entity, end in ((ours, left), (theirs, right)):
        if end.text not in entity.fields:
            if end.text not in broken:
                problems.append(unknown("RB214", end.text, entity.fields, end.span, entity=entity.name))
            return False
    if ours.fields[left.text].kind != theirs.fields[right.text].kind:
        problems.append(
            Diagnostic("RB215", left.span, {"name": left.text, "other": right.text}, ((right.span, JOINED),))
        )
        return False
    return True


def _action(
    key: Scalar, entry: Map, entities: Mapping[str, core.Entity], register: Register, problems: Problems
) -> core.Action | None:
    on = _text(entry.get("on"))
    entity = entities.get(on)
    if entity is None:
        if on not in register.broken:
            problems.append(unknown("RB201", on, entities, _place(entry.get("on"), key.span)))
        return None
    recorded = _text(entry.get("recorded_by")) or None
    if recorded and not _records(
        entity, recorded, _place(entry.get("recorded_by"), key.span), register.broken, problems
    ):
        recorded = None
    default = cast(Any, _text(entry.get("default")))
    cited = register.cite_texts(entry.get("source"), problems)
    return core.Action(key.text, _named(key, entry), on, default, recorded, cited, key.span)


def _records(entity: core.Entity, name: str, span: Span, broken: frozenset[str], problems: Problems) -> bool:
    field = entity.fields.get(name)
    if field is None:
        if name not in broken:
            problems.append(unknown("RB214", name, entity.fields, span, entity=entity.name))
        return False
    if not isinstance(field.kind, kinds.Date | kinds.Instant):
        problems.append(Diagnostic("RB217", span, {"name": name}, ((field.span, FIRST),)))
        return False
    return True


def _twice(vocabulary: core.Vocabulary) -> Iterator[Diagnostic]:
    """Names of either language that two declarations of one name space claim."""
    yield from _clashes(vocabulary.entities.values(), lambda each: each.names)
    yield from _clashes(vocabulary.actions.values(), lambda each: each.names)
    for entity in vocabulary.entities.values():
        members = [*entity.fields.values(), *entity.relations.values()]
        yield from _clashes(members, lambda each: each.names)
    for enumeration in vocabulary.enumerations.values():
        seen: dict[str, str] = {}
        for value, words in enumeration.values.items():
            if seen.setdefault(words.zh, value) != value:
                yield Diagnostic("RB210", enumeration.span, {"name": words.zh})


def _clashes(declared: Any, names: Callable[[Any], Words]) -> Iterator[Diagnostic]:
    seen: dict[str, Any] = {}
    for each in declared:
        for name in {names(each).zh, names(each).en} - {""}:
            first = seen.setdefault(name, each)
            if first is not each:
                yield Diagnostic("RB210", each.span, {"name": name}, ((first.span, FIRST),))


# ── the figures ──────────────────────────────────────────────────────────────────────────────────────────────────────


def parameters(
    node: Node | None, vocabulary: core.Vocabulary, register: Register, zone: str, problems: Problems
) -> dict[str, core.Parameter]:
    """`parameters.yaml` → dated figures by name; gaps and overlaps are errors."""
    found: dict[str, core.Parameter] = {}
    for key, value in _map(node).entries:
        entry = _map(value)
        kind = _kind(entry.get("kind"), vocabulary.enumerations, problems)
        rows = entry.get("values")
        if kind is None or not isinstance(rows, Sequence):
            continue
        read = [_dated(_map(row), kind, vocabulary, register, zone, problems) for row in rows.items]
        values = tuple(row for row in read if row)
        problems += _disorder(key.text, values)
        found[key.text] = core.Parameter(key.text, _named(key, entry), kind, values, key.span)
    problems += _clashes(found.values(), lambda each: each.names)
    return found


def _dated(
    row: Map, kind: kinds.Kind, vocabulary: core.Vocabulary, register: Register, zone: str, problems: Problems
) -> core.Dated | None:
    node = row.get("value")
    since, until = _date(row.get("from"), problems), _date(row.get("until"), problems)
    cited = register.cite_texts(row.get("source"), problems)
    try:
        value = read_literal(kind, _text(node), vocabulary.enumerations, zone)
    except Misread:
        problems.append(
            Diagnostic("RB310", _place(node, row.span), {"text": _text(node)[:60], "kind": kind_words(kind)})
        )
        return None
    return core.Dated(
        value, since, until, cited, _text(row.get("confidence")), words(row.get("note")), _place(node, row.span)
    )


def _disorder(name: str, values: tuple[core.Dated, ...]) -> Iterator[Diagnostic]:
    for each in values:
        if each.since and each.until and each.until < each.since:
            yield Diagnostic("RB405", each.span, {"name": name})
    for before, after in zip(values, values[1:], strict=False):
        related = ((before.span, Words("前一数值在此", "the value before it is here")),)
        if after.since is None or before.until is None or after.since <= before.until:
            yield Diagnostic("RB406", after.span, {"name": name}, related)
        elif after.since > before.until + timedelta(days=1):
            yield Diagnostic(
                "RB407", after.span, {"name": name, "from": str(before.until), "to": str(after.since)}, related
            )


# ── the cases ────────────────────────────────────────────────────────────────────────────────────────────────────────


def scenarios(node: Node | None, zone: str, problems: Problems) -> tuple[core.Scenario, ...]:
    """One file of `scenarios/` → its cases; what they name is checked in `check.py`."""
    items = node.items if isinstance(node, Sequence) else ()
    read = [_scenario(_map(item), zone, problems) for item in items]
    return tuple(case for case in read if case)


def _scenario(entry: Map, zone: str, problems: Problems) -> core.Scenario | None:
    on = moment(_text(entry.get("on")), zone)
    if on is None:
        problems.append(Diagnostic("RB137", _place(entry.get("on"), entry.span), {"name": _text(entry.get("on"))[:60]}))
        return None
    facts = cast(dict[str, object], plain(_map(entry.get("facts"))))
    expect = tuple(_expectation(key, value) for key, value in _map(entry.get("expect")).entries)
    name_node = entry.get("name")
    span = _place(name_node, entry.span)
    return core.Scenario(words(name_node), on, facts, expect, _text(entry.get("basis")), span)


def _expectation(key: Scalar, value: Node) -> core.Expectation:
    """What is expected, each aspect as text; a list (of rules, of fields) is joined by commas."""
    if isinstance(value, Scalar):
        return core.Expectation(key.text, {"": value.text}, key.span)
    wanted = {
        aspect.text: ", ".join(_text(item) for item in node.items) if isinstance(node, Sequence) else _text(node)
        for aspect, node in _map(value).entries
    }
    return core.Expectation(key.text, wanted, key.span)


def moment(text: str, zone: str) -> date | datetime | None:
    """`2016-07-12` → a date; `2021-06-21T18:00` → an instant in the rulebook's zone; anything else → None."""
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        found = read_literal(kinds.Instant(), text, {}, zone)
    except (Misread, ValueError):
        return None
    return found if isinstance(found, datetime) else None
