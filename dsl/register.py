"""`sources.yaml` → the law register, and citations looked up in it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dsl import core
from dsl.articles import article_number
from dsl.core import Words
from dsl.diagnose import Diagnostic, unknown
from dsl.nodes import (
    Problems,
    as_map,
    clashes,
    date_of,
    place_of,
    text_of,
    words,
)
from dsl.source import Span
from dsl.syntax import Mapping as Map
from dsl.syntax import Node, Scalar, Sequence


def sources(node: Node | None, problems: Problems) -> dict[str, core.LawSource]:
    """`sources.yaml` → the law register by id; a source whose time in force is wrong is left out."""
    read = [_source(key, as_map(value), problems) for key, value in as_map(node).entries]
    found = {source.id: source for source in read if source}
    problems += clashes(found.values(), lambda each: each.names)
    return found


def _source(key: Scalar, entry: Map, problems: Problems) -> core.LawSource | None:
    force = as_map(entry.get("in_force"))
    told = len(problems)
    since, until = date_of(force.get("from"), problems), date_of(force.get("until"), problems)
    if since and until and until < since:
        problems.append(Diagnostic("RB405", place_of(force.get("until"), key.span), {"name": key.text}))
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
        _articles(entry.get("articles")),
        _articles(entry.get("items")),
        key.span,
    )


def _articles(node: Node | None) -> dict[str, core.Article]:
    return {
        key.text: core.Article(
            key.text,
            Words(text_of(as_map(value).get("zh")), text_of(as_map(value).get("en"))),
            text_of(as_map(value).get("confidence")),
            key.span,
        )
        for key, value in as_map(node).entries
    }


class Register:
    """Looks citations up in the law register, by either name of a source."""

    def __init__(self, sources: Mapping[str, core.LawSource], broken: frozenset[str]) -> None:
        self.sources = sources
        self.broken = broken
        self._ids = {name: source.id for source in sources.values() for name in (source.names.zh, source.id)}

    def cite(self, source: str, article: str, item: bool, span: Span, problems: Problems) -> core.Citation | None:
        """The citation with its source's id; None and a diagnostic where the source or the article does not exist."""
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
                    {"place": _place(article, item), "source": law.title, "known": listed},
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


def _place(number: str, item: bool) -> Words:
    if item:
        return Words(f"第{number}项", f"item {number}")
    main, *parts = number.replace(")", "").split("(")
    named = (f"第{part}{word}" for part, word in zip(parts, ("款", "项", "目"), strict=False))
    return Words(f"第{main}条" + "".join(named), f"art {number}")


_ARTICLE = re.compile(
    r"(art(icle)?\.?|item)\s+[0-9]+(-[0-9]+)?(\([0-9]+\))*|第\s*[0-9〇零一二三四五六七八九十百]+\s*[条项].*"
)
