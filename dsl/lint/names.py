"""What has a name, a title or a summary in one language only.

The languages of a book are those of its own title: a book that is called by a Chinese name alone is a Chinese book, and
nothing in it needs an English name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dsl import core
from dsl.core import Language, Words
from dsl.diagnose import Diagnostic
from dsl.lint.matter import ACTION, PARAMETER, RULE, Matter, said
from dsl.source import Span, is_chinese

Named = tuple[Words, Words, Span, tuple[Language, ...]]
"""What of what it is (its title, its name), of which thing, where that is, and the languages it lacks."""

_NAME, _TITLE, _SUMMARY = Words("名称", "name"), Words("标题", "title"), Words("摘要", "summary")
_ISSUER = Words("制定机关名称", "name of its issuer")
_WORD = Words("名称（vocabulary.yaml 的 words）", "name (under `words` in vocabulary.yaml)")
_LANGUAGES: dict[Language, Words] = {"zh": Words("中文", "Chinese"), "en": Words("英文", "English")}


def missing(matter: Matter) -> Iterator[Diagnostic]:
    """Every name and title that is not there in one of the languages of the book."""
    spoken = [lang for lang in _LANGUAGES if getattr(matter.book.title, lang)]
    for what, of, span, lacking in _all(matter):
        for lang in lacking:
            if lang in spoken:
                yield Diagnostic("RB751", span, {"what": what, "of": of, "language": _LANGUAGES[lang]})
    for case in matter.book.scenarios:
        for lang in _untitled(case.name):
            if lang in spoken:  # only now is it looked up where the scenario stands
                of = said(Words("案例“{name}”", "the scenario “{name}”"), case.name)
                yield Diagnostic("RB751", case.span, {"what": _NAME, "of": of, "language": _LANGUAGES[lang]})


def _all(matter: Matter) -> Iterator[Named]:
    book = matter.book
    yield from _norms(matter)
    yield from _vocabulary(book.vocabulary)
    yield from _law(book)
    for each in book.parameters.values():
        of = said(PARAMETER, each.names)
        yield _NAME, of, each.span, _unnamed(each.names)
        yield _TITLE, of, each.span, _untitled(each.title) if each.title != Words() else ()


def _norms(matter: Matter) -> Iterator[Named]:
    for fact in matter.book.facts.values():
        of = said(Words("事实“{name}”", "the fact `{name}`"), matter.fact(fact))
        yield _NAME, of, fact.span, _unnamed(fact.names)
    for rule in matter.book.rules.values():
        of = said(RULE, matter.path(rule.path))
        yield _TITLE, of, rule.span, _untitled(rule.title)
    for invariant in matter.book.invariants.values():
        of = said(Words("不变式“{name}”", "the invariant `{name}`"), invariant.name)
        yield _TITLE, of, invariant.span, _untitled(invariant.title)
    yield from _segments(matter.book)


def _segments(book: core.Book) -> Iterator[Named]:
    """The parts of rule paths, which have their Chinese in the vocabulary; each is told of once."""
    first: dict[str, core.Rule] = {}
    latest = (each for each in book.rules.values() if book.texts_of(each.path)[-1] is each)
    for rule in latest:  # the paths of older texts are not written by anybody
        for part in rule.path.split("/"):
            first.setdefault(part, rule)
    for part, rule in first.items():
        if part not in book.vocabulary.words:
            lacking: Language = "en" if is_chinese(part) else "zh"
            yield _WORD, said(Words("规则路径中的“{name}”", "`{name}` in a rule's path"), part), rule.span, (lacking,)


def _vocabulary(vocabulary: core.Vocabulary) -> Iterator[Named]:
    for entity in vocabulary.entities.values():
        yield from _named([entity], Words("实体“{name}”", "the entity `{name}`"))
        yield from _named(entity.fields.values(), Words("字段“{name}”", "the field `{name}`"))
        yield from _named(entity.relations.values(), Words("关系“{name}”", "the relation `{name}`"))
    yield from _named(vocabulary.enumerations.values(), Words("枚举“{name}”", "the enumeration `{name}`"))
    for enumeration in vocabulary.enumerations.values():
        for value, names in enumeration.values.items():
            of = said(Words("枚举值“{name}”", "the value `{name}`"), value)
            yield _NAME, of, vocabulary.places.get((enumeration.name, value), enumeration.span), _unnamed(names)
    for party, names in vocabulary.parties.items():
        of = said(Words("当事人“{name}”", "the party `{name}`"), party)
        yield _NAME, of, vocabulary.places["parties", party], _unnamed(Words(names.zh, party))
    yield from _named(vocabulary.actions.values(), ACTION)


def _named(
    declared: Iterable[core.Entity | core.Field | core.Relation | core.Enumeration | core.Action], what: Words
) -> Iterator[Named]:
    for each in declared:
        yield _NAME, said(what, each.name), each.span, _unnamed(each.names)


def _law(book: core.Book) -> Iterator[Named]:
    for law in book.sources.values():
        of = said(Words("法源“{name}”", "the source `{name}`"), law.names)
        yield _NAME, of, law.span, _unnamed(law.names)
        yield _TITLE, of, law.span, _untitled(law.title)
        yield _ISSUER, of, law.span, _untitled(law.issuer) if law.issuer != Words() else ()
        for article in (*law.articles.values(), *law.items.values()):
            number = f"{law.id} {article.number}"
            yield _SUMMARY, said(Words("条款“{name}”", "`{name}`"), number), article.span, _untitled(article.summary)


def _unnamed(names: Words) -> tuple[Language, ...]:
    """Identifiers: a Chinese one is no English name, and what only repeats the English one is no Chinese name."""
    zh = bool(names.zh) and (names.zh != names.en or is_chinese(names.zh))
    en = bool(names.en) and not is_chinese(names.en)
    return tuple(lang for lang, there in _there(zh, en) if not there)


def _untitled(title: Words) -> tuple[Language, ...]:
    return tuple(lang for lang, there in _there(bool(title.zh), bool(title.en)) if not there)


def _there(zh: bool, en: bool) -> tuple[tuple[Language, bool], ...]:
    return ("zh", zh), ("en", en)
