"""Names that nothing declares, and declared names that nothing uses → which of the two is misspelt.

A declaration with a slip in its name makes every use of it wrong. Where an unknown name is close to a declared one that
stands nowhere else, the two are one name: the spelling that is used more often is right, and of two that stand once
each, the one whose parts are known from other names. One mistake, one message: at the declaration, if that is wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from difflib import SequenceMatcher
from unicodedata import normalize

from dsl import syntax as s
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.nodes import as_map, text_of
from dsl.record import dataclass
from dsl.source import Span, is_chinese, nearest

SPACES: Mapping[str, tuple[str, ...]] = {
    "RB201": ("entity",), "RB202": ("member",), "RB203": ("figure",), "RB204": ("value",), "RB205": ("action",),
    "RB206": ("source",), "RB207": ("rule",), "RB208": ("party",), "RB209": ("kind",), "RB214": ("member",),
    "RB601": ("action", "rule", "member"),
}  # fmt: skip
"""What an unknown name of each code would have named."""

_USED = Words("用在此处", "used here")
_MOST, _MOST_NAMES = 3, 200
"""Uses that are shown; unknown names of one book that are looked into."""
_TELLING = 3
"""Parts of a name from which it can be told whether others are like it."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One name, of either language, where it is declared, what kind of thing it names, and of what a part of it is."""

    space: str
    name: str
    span: Span
    of: str = ""


Culprit = tuple[Declared, str]
"""A misspelt declaration, and its name as it is used."""


def blamed(
    problems: Sequence[Diagnostic],
    yaml: Mapping[str, s.Node | None],
    cases: Iterable[s.Node | None],
    statements: Sequence[s.Statement],
) -> list[Diagnostic]:
    """The problems, those that one misspelt declaration caused put into one at the declaration."""
    if not any(each.code in SPACES for each in problems):
        return list(problems)
    judge = _Judge(yaml, cases, statements)
    found: list[Diagnostic] = []
    caused: dict[Culprit, list[Diagnostic]] = {}
    for each in problems:
        culprit = judge.culprit(each) if each.code in SPACES else None
        if culprit:
            caused.setdefault(culprit, []).append(each)
        else:
            found.append(each)
    return found + [_told(*culprit, uses) for culprit, uses in caused.items()]


def _told(declared: Declared, used: str, uses: Sequence[Diagnostic]) -> Diagnostic:
    """One message at the declaration."""
    blanks: dict[str, str | Words] = {"name": declared.name, "used": used, "suggestion": used, "count": str(len(uses))}
    related = tuple((each.span, _USED) for each in uses[:_MOST])
    return Diagnostic("RB221", declared.span, blanks, related)


class _Judge:
    """All that a book declares and all that is written in it."""

    def __init__(
        self, yaml: Mapping[str, s.Node | None], cases: Iterable[s.Node | None], statements: Sequence[s.Statement]
    ) -> None:
        words = as_map(as_map(yaml.get("vocabulary")).get("words")).entries
        self.chinese = {key.text: text_of(value) for key, value in words}
        self.english = {zh: en for en, zh in self.chinese.items()}
        self.answers: dict[tuple[str, str, str], Culprit | None] = {}
        self.quantifiers = list(_quantifiers(statements))
        passages = [each for node in yaml.values() for each in _entries(node)]
        passages += [list(_scalars(each)) for each in _items(cases)]
        passages += [list(_words((each,))) for each in statements]
        found = [[word for text in each for word in self._written(text)] for each in passages]
        self.written = Counter(word for each in found for word in each)
        self.spread = Counter(word for each in found for word in set(each))
        entities = as_map(as_map(yaml.get("vocabulary")).get("entities")).entries
        english = {name: key.text for key, entry in entities for name in (key.text, text_of(as_map(entry).get("zh")))}
        self.declared = [*_of_yaml(yaml), *_of_statements(statements, english)]
        names = {piece for each in passages for text in each for piece in _split(text)}
        self.parts = Counter(part for name in names for part in _parts(name))

    def _written(self, text: str) -> Iterator[str]:
        """The words of a text, each whole and, if it has several, in parts; a rule's path in English words."""
        for piece in _split(text):
            yield self._path(piece, self.english) if "/" in piece else piece
            if len(parts := re.split(r"[./]", piece)) > 1:
                yield from parts

    def _path(self, path: str, words: Mapping[str, str]) -> str:
        return "/".join(words.get(part, part) for part in path.split("/"))

    def culprit(self, problem: Diagnostic) -> Culprit | None:
        """The declaration that should have the unknown name, if it is more likely misspelt than the use."""
        name, entity = str(problem.detail["name"]), problem.detail.get("entity")
        if problem.code == "RB203" and (variable := self._variable(name, problem.span)):
            return variable, name
        asked = problem.code, name, entity.en if isinstance(entity, Words) else ""
        if asked not in self.answers:
            self.answers[asked] = self._found(*asked) if len(self.answers) < _MOST_NAMES else None
        return self.answers[asked]

    def _found(self, code: str, name: str, owner: str) -> Culprit | None:
        if "/" in name:
            return self._rule(name)
        for part in reversed(name.split(".")):
            found = self._near(part, SPACES[code], owner)
            if found and (self.spread[part] > 1 or self._is_stranger(found.name, part)):
                return found, part
        return None

    def _near(self, name: str, spaces: Sequence[str], owner: str) -> Declared | None:
        """The declared name closest to an unknown one, if it stands nowhere else."""
        known = {d.name: d for d in self.declared if d.space in spaces and (not owner or d.of == owner)}
        near = nearest(name, known) if name not in known else None
        return known[near] if near and self.written[near] == 1 else None

    def _variable(self, name: str, span: Span) -> Declared | None:
        """The row of the quantifier round a place, if nothing inside speaks of it, but twice and more of `name`."""
        for node in self.quantifiers:
            if node.span.file == span.file and node.span.start <= span.start < node.span.end:
                inside = Counter(_words(node.inside))
                if not inside[node.variable.text] and inside[name] > 1:
                    return Declared("variable", node.variable.text, node.variable.span)
        return None

    def _rule(self, used: str) -> Culprit | None:
        """A path is compared in both languages; what is misspelt may be a segment in the list of words."""
        found: dict[str, Culprit] = {}
        for words in (self.english, self.chinese):
            own = {self._path(d.name, words): d for d in self.declared if d.space == "rule"}
            mine = self._path(used, words)
            near = nearest(mine, own)
            if near and self._is_odd(own[near].name):
                found[near] = own[near], mine
        if not found:
            return None
        closest = max(found, key=lambda path: SequenceMatcher(None, path, found[path][1]).ratio())
        declared, mine = found[closest]
        if is_chinese(declared.name) and (segment := self._segment(mine, closest)):
            return segment
        is_used = self.spread[self._path(used, self.english)] > 1
        return (declared, mine) if is_used or self._is_stranger(closest, mine) else None

    def _is_odd(self, path: str) -> bool:
        """Whether a rule is named nowhere else, and a segment of its path neither: in no path, in no list of words."""
        english = self._path(path, self.english)
        strange = (self.written[part] == 1 or is_chinese(part) for part in english.split("/"))
        return self.written[english] == 1 and any(strange)

    def _segment(self, used: str, declared: str) -> Culprit | None:
        """The word of the segment in which two paths differ, if that stands nowhere else and is the stranger one."""
        unused = {d.name: d for d in self.declared if d.space == "segment" and self.written[d.name] == 1}
        for mine, theirs in zip(used.split("/"), declared.split("/"), strict=False):
            near = nearest(theirs, unused) if mine != theirs else None
            if near == theirs:
                return unused[theirs], mine
            if near and self._is_stranger(near, theirs):
                return unused[near], theirs
            if is_chinese(theirs) and not is_chinese(mine):  # the list of words does not have it at all
                first = next(d for d in self.declared if d.space == "rule" and theirs in d.name.split("/"))
                return Declared("segment", theirs, first.span), mine
        return None

    def _is_stranger(self, name: str, other: str) -> bool:
        """Whether one name has characters of another width, or parts that are less known from other names.

        Of a name with few parts that says nothing: then the use is wrong, for rules are written more often than names.
        """
        if len(_parts(name)) < _TELLING:
            return normalize("NFKC", name) == other
        return normalize("NFKC", name) == other or self._familiar(name, other) < self._familiar(other, name)

    def _familiar(self, name: str, other: str) -> float:
        """The share of a name's parts that other names have too, those of the name it is compared with left out."""
        parts, theirs = _parts(name), _parts(other)
        known = [part for part in parts if self.parts[part] > parts.count(part) + theirs.count(part)]
        return len(known) / max(1, len(parts))


def _items(cases: Iterable[s.Node | None]) -> Iterator[s.Node]:
    """Every scenario by itself."""
    for node in cases:
        yield from node.items if isinstance(node, s.Sequence) else ()


def _split(text: str) -> list[str]:
    return [piece for piece in re.split(r"[\s,]+", text) if piece]


def _parts(name: str) -> list[str]:
    """`appeal_limit` → appeal, limit; of Chinese, every two characters that stand together."""
    if is_chinese(name):
        return [name[n : n + 2] for n in range(max(1, len(name) - 1))]
    return [part for part in re.split(r"[\W_]+", name) if part]


# ── what is written ──────────────────────────────────────────────────────────────────────────────────────────────────


def _entries(node: s.Node | None) -> Iterator[list[str]]:
    """The words of each mapping and of each list, without those of what is inside it."""
    match node:
        case s.Mapping(entries):
            values = [value for _, value in entries]
            yield [key.text for key, _ in entries] + [each.text for each in values if isinstance(each, s.Scalar)]
        case s.Sequence(items):
            values = list(items)
            yield [each.text for each in items if isinstance(each, s.Scalar)]
        case _:
            return
    for each in values:
        yield from _entries(each)


def _scalars(node: s.Node | None) -> Iterator[str]:
    match node:
        case s.Scalar(text):
            yield text
        case s.Sequence(items):
            for item in items:
                yield from _scalars(item)
        case s.Mapping(entries):
            for key, value in entries:
                yield key.text
                yield from _scalars(value)


def _words(statements: Iterable[s.Statement | s.Expr]) -> Iterator[str]:
    """Every word of rules, and the titles of facts, which are names."""
    pending: list[object] = list(statements)
    while pending:
        node = pending.pop()
        if isinstance(node, s.Word):
            yield node.text
        elif isinstance(node, tuple):
            pending += node
        elif is_dataclass(node):
            if isinstance(node, s.Fact):
                yield from (title.value for title in node.titles)
            pending += [getattr(node, name) for name in getattr(node, "__slots__", ()) if name != "span"]


@dataclass(frozen=True, slots=True)
class _Bound:
    """A row that a quantifier or an aggregate goes through, and the expressions that may speak of it."""

    variable: s.Word
    inside: tuple[s.Expr, ...]
    span: Span


def _quantifiers(statements: Iterable[object]) -> Iterator[_Bound]:
    """Every quantifier and aggregate, the inner ones before those round them."""
    for node in statements:
        if isinstance(node, tuple):
            yield from _quantifiers(node)
        elif is_dataclass(node):
            yield from _quantifiers(getattr(node, name) for name in getattr(node, "__slots__", ()) if name != "span")
            if isinstance(node, s.Quantifier):
                yield _Bound(node.variable, (node.condition,), node.span)
            elif isinstance(node, s.Aggregate):
                parts = tuple(each for each in (node.value, node.where) if each)
                yield _Bound(node.variable, parts, node.span)


# ── what is declared ─────────────────────────────────────────────────────────────────────────────────────────────────


def _of_yaml(yaml: Mapping[str, s.Node | None]) -> Iterator[Declared]:
    vocabulary = as_map(yaml.get("vocabulary"))
    for space, part in (("entity", "entities"), ("kind", "enumerations"), ("action", "actions")):
        yield from _named(space, vocabulary.get(part))
    for space, part in (("party", "parties"), ("segment", "words")):
        yield from _pairs(space, vocabulary.get(part))
    for name, entity in as_map(vocabulary.get("entities")).entries:
        yield from _named("member", as_map(entity).get("fields"), name.text)
        yield from _named("member", as_map(entity).get("relations"), name.text)
    for _, enumeration in as_map(vocabulary.get("enumerations")).entries:
        yield from _pairs("value", as_map(enumeration).get("values"))
    yield from _named("figure", yaml.get("parameters"))
    yield from _named("source", yaml.get("sources"))


def _named(space: str, node: s.Node | None, of: str = "") -> Iterator[Declared]:
    for key, entry in as_map(node).entries:
        yield Declared(space, key.text, key.span, of)
        to = text_of(as_map(entry).get("to")) or text_of(as_map(entry).get("to many"))
        for name, owner in (("zh", of), ("inverse", to), ("inverse_zh", to)):
            if isinstance(value := as_map(entry).get(name), s.Scalar):
                yield Declared(space, value.text, value.span, owner)


def _pairs(space: str, node: s.Node | None) -> Iterator[Declared]:
    for key, value in as_map(node).entries:
        yield Declared(space, key.text, key.span)
        if isinstance(value, s.Scalar):
            yield Declared(space, value.text, value.span)


def _of_statements(statements: Iterable[s.Statement], entities: Mapping[str, str]) -> Iterator[Declared]:
    for each in statements:
        match each:
            case s.Fact(entity, name, titles):
                of = entities.get(entity.text, entity.text)
                yield Declared("member", name.text, name.span, of)
                yield from (Declared("member", title.value, title.span, of) for title in titles)
            case s.Rule(path) | s.Insert(path):
                yield Declared("rule", path.text, path.span)
            case s.Invariant(name):
                yield Declared("rule", name.text, name.span)
