"""A YAML file of a checked book → the same file in the other language: names, kinds, citations and figures, no more.

Keys of the schemas, texts for people, comments, order and layout stay to the byte: only the scalars that are words of
the book are written anew, each in its place. A file that is turned into Chinese and back is the same file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dsl import core, kinds
from dsl.articles import article_number, article_text, is_article
from dsl.core import Language, Words
from dsl.keywords import BY_NAME, CURRENCIES
from dsl.literal import Misread, read_literal
from dsl.nodes import as_map, kind_of, text_of
from dsl.read import read
from dsl.source import Source
from dsl.syntax import Mapping as Map
from dsl.syntax import Node, Scalar, Sequence

Turned = tuple[Scalar, str]
"""A scalar and the text that takes its place."""

KINDS: Mapping[type[kinds.Kind], Words] = {
    kinds.YesNo: Words("是/否", "yes/no"),
    kinds.Integer: Words("整数", "integer"),
    kinds.Decimal: Words("小数", "decimal"),
    kinds.Text: Words("文字", "text"),
    kinds.Date: Words("日期", "date"),
    kinds.Instant: Words("时刻", "instant"),
}
"""Kinds that have no part of their own, as YAML names them."""
_TRUTHS = {True: Words("是", "yes"), False: Words("否", "no")}
_NEVER, _UNKNOWN = Words("从未", "never"), Words("未知", "unknown")
_PLAIN = re.compile(r"[^\W_][\w./ ()%‰-]*")
"""What a plain scalar of YAML can be without a thought: it begins with a letter or a digit, and has no sign in it."""


def reworded(source: Source, shape: str, book: core.Book, lang: Language) -> str:
    """The text of one YAML file of the book, `shape` being the name of its schema, in `lang`."""
    node, problems = read(source)
    if node is None or problems:
        return source.text
    parts: list[str] = []
    last = 0
    for scalar, text in sorted(_Wording(book, lang).of(shape, node), key=lambda each: each[0].span.start):
        if text != scalar.text and _PLAIN.fullmatch(text):
            inside = 1 if scalar.quoted else 0
            parts += [source.text[last : scalar.span.start + inside], text]
            last = scalar.span.end - inside
    return "".join([*parts, source.text[last:]])


@dataclass(frozen=True)
class _Wording:
    """What of each kind of file is words of the book."""

    book: core.Book
    lang: Language

    def of(self, shape: str, node: Node) -> Iterator[Turned]:
        """The words of a file of this shape, each with what takes its place."""
        match shape:
            case "vocabulary":
                yield from self._vocabulary(as_map(node))
            case "parameters":
                for _, entry in as_map(node).entries:
                    yield from self._parameter(as_map(entry))
            case "amendments":
                for name, entry in as_map(as_map(node).get("parameters")).entries:
                    yield from self._revaluation(name.text, as_map(entry))
            case "scenarios":
                for case in node.items if isinstance(node, Sequence) else ():
                    yield from self._scenario(as_map(case))

    # ── declarations ──

    def _vocabulary(self, section: Map) -> Iterator[Turned]:
        for _, entity in as_map(section.get("entities")).entries:
            for _, field in as_map(as_map(entity).get("fields")).entries:
                yield from self._kind(as_map(field).get("kind"))
        for _, action in as_map(section.get("actions")).entries:
            yield from self._citations(as_map(action).get("source"))

    def _parameter(self, entry: Map) -> Iterator[Turned]:
        yield from self._kind(entry.get("kind"))
        yield from self._rows(
            entry.get("values"), kind_of(text_of(entry.get("kind")), self.book.vocabulary.enumerations)
        )

    def _revaluation(self, name: str, entry: Map) -> Iterator[Turned]:
        figure = self._figure(name)
        yield from self._rows(entry.get("values"), figure.kind if figure else None)
        yield from self._citations(as_map(entry.get("repeal")).get("source"))

    def _rows(self, rows: Node | None, kind: kinds.Kind | None) -> Iterator[Turned]:
        for row in rows.items if isinstance(rows, Sequence) else ():
            yield from self._citations(as_map(row).get("source"))
            yield from self._value(as_map(row).get("value"), kind)

    def _kind(self, node: Node | None) -> Iterator[Turned]:
        kind = kind_of(text_of(node), self.book.vocabulary.enumerations)
        if isinstance(node, Scalar) and kind:
            yield node, self._kind_name(kind)

    def _kind_name(self, kind: kinds.Kind) -> str:
        match kind:
            case kinds.OneOf(enumeration):
                return self.book.vocabulary.enumerations[enumeration].names.say(self.lang)
            case kinds.Money(currency):
                return f"{'金额' if self.lang == 'zh' else 'money'} {self._currency(currency)}"
            case kinds.Duration(unit):
                return self._unit(unit).removeprefix("个")
            case _:
                return KINDS[type(kind)].say(self.lang)

    def _currency(self, code: str) -> str:
        return next((pair.say(self.lang) for pair in CURRENCIES if pair.en == code), code)

    def _unit(self, unit: str) -> str:
        return next(pair.say(self.lang) for pair in BY_NAME["UNIT"].pairs if pair.en == unit)

    # ── citations ──

    def _citations(self, node: Node | None) -> Iterator[Turned]:
        for item in node.items if isinstance(node, Sequence) else (node,):
            if isinstance(item, Scalar):
                name, _, rest = item.text.strip().partition(" ")
                law = self._law(name)
                if law and (not rest or is_article(rest.strip())):
                    article = article_text(*article_number(rest.strip()), self.lang) if rest else ""
                    yield item, f"{law.names.say(self.lang)} {article}".strip()

    def _law(self, name: str) -> core.LawSource | None:
        return next((law for law in self.book.sources.values() if name in (law.id, law.names.zh)), None)

    # ── values ──

    def _value(self, node: Node | None, kind: kinds.Kind | None) -> Iterator[Turned]:
        """A value in the words of its kind; numbers, dates and texts have none."""
        if not isinstance(node, Scalar) or kind is None:
            return
        if node.text in (_UNKNOWN.zh, _UNKNOWN.en):
            yield node, _UNKNOWN.say(self.lang)
            return
        try:
            value = read_literal(kind, node.text, self.book.vocabulary.enumerations, self.book.zone)
        except Misread:
            return
        if said := self._said(value, kind, node.text):
            yield node, said

    def _said(self, value: kinds.Value, kind: kinds.Kind, written: str) -> str | None:
        match kind:
            case kinds.YesNo() if isinstance(value, bool):
                return _TRUTHS[value].say(self.lang)
            case kinds.OneOf(enumeration):
                return self.book.vocabulary.enumerations[enumeration].values[str(value)].say(self.lang)
            case kinds.Date() | kinds.Instant() if isinstance(value, kinds.Never):
                return _NEVER.say(self.lang)
            case kinds.Duration(unit) if not written.isdecimal():
                english = unit.removesuffix("s") if value == 1 else unit
                return f"{value} {english if self.lang == 'en' else self._unit(unit)}"
            case _:
                return None

    # ── cases ──

    def _scenario(self, case: Map) -> Iterator[Turned]:
        for key, row in as_map(case.get("facts")).entries:
            if entity := self._entity(key.text):
                yield key, entity.names.say(self.lang)
                yield from self._row(row, entity)
        for key, value in as_map(case.get("figures")).entries:
            if figure := self._figure(key.text):
                yield key, figure.names.say(self.lang)
                yield from self._value(value, figure.kind)
        for key, wanted in as_map(case.get("expect")).entries:
            for named in (key, *_rules_in(as_map(wanted))):
                if names := self._target(named.text):
                    yield named, names.say(self.lang)
            for aspect, node in as_map(wanted).entries:
                if aspect.text.startswith("highest"):
                    yield from self._citations(node)

    def _entity(self, name: str) -> core.Entity | None:
        return next((e for e in self.book.vocabulary.entities.values() if name in (e.name, e.names.zh)), None)

    def _figure(self, name: str) -> core.Parameter | None:
        return next((each for each in self.book.parameters.values() if name in (each.name, each.names.zh)), None)

    def _row(self, node: Node, entity: core.Entity) -> Iterator[Turned]:
        """A row of facts, or several."""
        if isinstance(node, Sequence):
            for item in node.items:
                yield from self._row(item, entity)
        for key, value in as_map(node).entries:
            member = _member(entity, key.text)
            if member:
                yield key, member.names.say(self.lang)
            match member:
                case core.Field(kind=kind):
                    yield from self._value(value, kind)
                case core.Relation(to=to):
                    yield from self._row(value, self.book.vocabulary.entities[to])

    def _target(self, name: str) -> Words | None:
        """An action; a rule by its path; a fact by its entity and its name."""
        for action in self.book.vocabulary.actions.values():
            if name in (action.name, action.names.zh):
                return action.names
        if "." in name:
            return self._fact(*name.split(".", 1))
        words = self.book.vocabulary.words
        english = {each.zh: part for part, each in words.items()}
        parts = [english.get(part, part) for part in name.split("/")]
        if len(parts) < 2 or not all(part in words for part in parts):
            return None
        return Words("/".join(words[part].zh for part in parts), "/".join(parts))

    def _fact(self, entity: str, name: str) -> Words | None:
        of = self._entity(entity)
        for fact in self.book.facts.values() if of else ():
            if of and fact.entity == of.name and name in (fact.name, fact.names.zh):
                return Words(f"{of.names.zh}.{fact.names.zh}", f"{of.name}.{fact.name}")
        return None


def _rules_in(wanted: Map) -> Iterator[Scalar]:
    """The rules that an expectation names: those that spoke, and the one that displaced."""
    for aspect in ("because", "by"):
        node = wanted.get(aspect)
        items = node.items if isinstance(node, Sequence) else (node,)
        yield from (item for item in items if isinstance(item, Scalar))


def _member(entity: core.Entity, name: str) -> core.Field | core.Relation | None:
    members: Mapping[str, core.Field | core.Relation] = {**entity.fields, **entity.relations}
    return next((each for each in members.values() if name in (each.name, each.names.zh)), None)
