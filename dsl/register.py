"""`sources.yaml` → the law register, and citations looked up in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from dsl import core
from dsl.articles import article_number, is_article
from dsl.core import Words
from dsl.diagnose import Diagnostic, few, listed, unknown
from dsl.messages.catalogue import BEGINNING
from dsl.nodes import (
    Problems,
    as_map,
    clashes,
    date_of,
    place_of,
    text_of,
    unread,
    words,
)
from dsl.sanctions import sanctions
from dsl.source import Span
from dsl.syntax import Mapping as Map
from dsl.syntax import Node, Scalar, Sequence


def sources(node: Node | None, problems: Problems, broken: frozenset[str] = frozenset()) -> dict[str, core.LawSource]:
    """`sources.yaml` → the law register by id; a source whose time in force is wrong is left out.

    `broken` holds the names of what did not fit the schema: nothing should complain of their absence.
    """
    read = [_source(key, as_map(value), problems) for key, value in as_map(node).entries]
    found = {source.id: source for source in read if source}
    problems += clashes(found.values(), lambda each: each.names)
    register = Register(found, broken.union(unread(node, found)))
    entries = {key.text: as_map(value) for key, value in as_map(node).entries}
    return _linked({name: _renumber(law, entries[name], register, problems) for name, law in found.items()})


def _source(key: Scalar, entry: Map, problems: Problems) -> core.LawSource | None:
    force = as_map(entry.get("in_force"))
    told = len(problems)
    since, until = date_of(force.get("from"), problems), date_of(force.get("until"), problems)
    if since and until and until < since:
        span, related = place_of(force.get("until"), key.span), ((place_of(force.get("from"), key.span), BEGINNING),)
        problems.append(Diagnostic("RB405", span, {"name": Words(text_of(entry.get("zh")), key.text)}, related))
    if len(problems) > told:
        return None
    return core.LawSource(
        key.text,
        Words(text_of(entry.get("zh")), key.text),
        words(entry.get("title")),
        words(entry.get("issuer")),
        text_of(entry.get("number")),
        text_of(entry.get("rank")),
        since,
        until,
        text_of(entry.get("status")),
        _articles(entry.get("articles"), problems),
        _articles(entry.get("items"), problems),
        key.span,
    )


def _articles(node: Node | None, problems: Problems) -> dict[str, core.Article]:
    return {key.text: _article(key, as_map(value), problems) for key, value in as_map(node).entries}


def _article(key: Scalar, entry: Map, problems: Problems) -> core.Article:
    """The summary of one article, what it threatens, or why no rule stands on it; its later number comes after."""
    return core.Article(
        key.text,
        Words(text_of(entry.get("zh")), text_of(entry.get("en"))),
        text_of(entry.get("confidence")),
        sanctions=sanctions(entry.get("sanctions"), problems),
        untranslated=words(entry.get("untranslated")) if entry.get("untranslated") else None,
        span=key.span,
    )


def _renumber(law: core.LawSource, entry: Map, register: Register, problems: Problems) -> core.LawSource:
    """The source with what its entry says of later numbers: they are looked up once all the register is read."""
    articles, items = (dict(_moved(law, entry, item, register, problems)) for item in (False, True))
    return replace(law, articles={**law.articles, **articles}, items={**law.items, **items})


def _linked(laws: dict[str, core.LawSource]) -> dict[str, core.LawSource]:
    """The register in which each new place knows the old one too."""
    moves = [(place, move) for law in laws.values() for place, each in law.places() if (move := each.renumbered)]
    for old, move in moves:
        law = laws[move.to.source]
        places = law.items if move.to.item else law.articles
        if new := places.get(move.to.article):
            changed = {**places, new.number: replace(new, formerly=core.Renumbered(old, move.on))}
            laws[law.id] = replace(law, items=changed) if move.to.item else replace(law, articles=changed)
    return laws


def _moved(
    law: core.LawSource, entry: Map, item: bool, register: Register, problems: Problems
) -> Iterator[tuple[str, core.Article]]:
    """The articles (or items) that are said to stand elsewhere from some day on."""
    for key, value in as_map(entry.get("items" if item else "articles")).entries:
        moved = as_map(as_map(value).get("renumbered"))
        to, on = moved.get("to"), date_of(moved.get("on"), problems)
        if not isinstance(to, Scalar) or on is None:
            continue
        if _NUMBER.fullmatch(to.text):  # a number alone is one of the same source
            cited = register.cite(law.id, to.text, item, to.span, problems)
        else:
            cited = next(iter(register.cite_texts(to, problems)), None)
        if cited:
            article = (law.items if item else law.articles)[key.text]
            yield key.text, replace(article, renumbered=core.Renumbered(cited, on))


class Register:
    """Looks citations up in the law register, by either name of a source."""

    def __init__(self, sources: Mapping[str, core.LawSource], broken: frozenset[str]) -> None:
        self.sources = sources
        self.broken = broken
        self._ids = {name: source.id for source in sources.values() for name in (source.names.zh, source.id)}

    def cite(
        self, source: str, article: str, item: bool, span: Span, problems: Problems, *, named: Span | None = None
    ) -> core.Citation | None:
        """The citation with its source's id; None and a diagnostic where the source or the article does not exist.

        `span` is the place of the citation, `named` that of the source in it.
        """
        known = self._ids.get(source)
        if known is None:
            if source not in self.broken:
                spoken = few(each.names for each in self.sources.values())
                problems.append(unknown("RB206", source, self._ids, named or span, **spoken))
            return None
        law = self.sources[known]
        articles = law.items if item else law.articles
        if article and article not in articles and article not in self.broken:
            problems.append(
                Diagnostic(
                    "RB501",
                    span,
                    {"place": _place(article, item), "source": law.title, "known": listed(articles or ("—",))},
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

    def look_up(self, text: str, span: Span) -> Problems:
        """What is wrong with a citation written as a text, if anything."""
        problems: Problems = []
        self._cite_text(Scalar(text, span=span), problems)
        return problems

    def _cite_text(self, node: Scalar, problems: Problems) -> core.Citation | None:
        head, _, rest = node.text.strip().partition(" ")
        article, item = "", False
        if rest.strip():
            if not is_article(rest.strip()):
                problems.append(Diagnostic("RB502", node.span, {"text": node.text[:60]}))
                return None
            article, item = article_number(rest.strip())
        return self.cite(head, article, item, node.span, problems, named=_head(node, head))


def _head(node: Scalar, head: str) -> Span:
    """Where the source stands with which a text begins, as far as the text is written as it reads."""
    span = node.span
    marks = span.end - span.start - len(node.text)  # two where it stands in quotation marks
    start = span.start + marks // 2
    return Span(span.file, start, start + len(head)) if node.text.startswith(head) and marks in (0, 2) else span


def _place(number: str, item: bool) -> Words:
    if item:
        return Words(f"第{number}项", f"item {number}")
    main, *parts = number.replace(")", "").split("(")
    named = (f"第{part}{word}" for part, word in zip(parts, ("款", "项", "目"), strict=False))
    return Words(f"第{main}条" + "".join(named), f"art {number}")


_NUMBER = re.compile(r"[0-9]+(-[0-9]+)?(\([0-9]+\))*")
