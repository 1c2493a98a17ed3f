"""A traced book → the page of its ways from article to rule to scenario and back, in one language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from docs.inventory.tables import code, table
from docs.tracing.traced import Place, Stands, Traced
from dsl import core
from dsl.articles import article_text
from dsl.core import Language, Words
from interpreter.messages import TERMS
from interpreter.phrase import Speaker

TITLE = Words("条文、规则与案例对照", "Articles, rules and scenarios")
INTRO = Words(
    "由 `make generate` 从规则集“{book}”生成：每一条文之上立有哪些规则、罚则和参数，由哪些案例检验；"
    "每一规则出自哪些条文，由哪些案例检验；哪些条文没有编成规则，为什么。摘要为自撰，不是条文原文。",
    "Written by `make generate` from the rulebook “{book}”: what stands on each article and which scenarios try it; "
    "from which articles each rule comes; which articles are in no rule, and why. Summaries are ours, not the words "
    "of the law.",
)
DRAFT = Words("**草案，不是法律。**", "**A draft, not law.**")
BY_ARTICLE = Words("从条文到规则和案例", "From article to rule and scenario")
BY_RULE = Words("从规则到条文和案例", "From rule to article and scenario")
LEFT_OUT = Words("未编成规则的条文", "Articles that are in no rule")
NONE_LEFT = Words("没有。", "None.")
HEAD = Words("条|摘要|规则|参数及其他|案例", "article|summary|rules|figures and others|scenarios")
HEAD_LEFT = Words("法源|条|摘要|原因", "source|article|summary|why")
NO_REASON = Words("（未写明）", "(not said)")
_STANDS = {
    "penalty": Words("{}的罚则", "penalty of {}"),
    "fact": Words("事实 {}", "fact {}"),
    "action": Words("行为 {}", "action {}"),
}


def page(traced: Traced, lang: Language) -> str:
    """The whole page, as Markdown."""
    matrix = Matrix(traced, lang)
    parts = [
        f"# {TITLE.say(lang)}",
        *([DRAFT.say(lang)] if traced.book.draft else []),
        INTRO.say(lang).format(book=traced.book.title.say(lang)),
        f"## {BY_ARTICLE.say(lang)}",
        *matrix.sources(),
        f"## {BY_RULE.say(lang)}",
        *matrix.rules(),
        f"## {LEFT_OUT.say(lang)}",
        matrix.left_out(),
    ]
    return "\n\n".join(parts) + "\n"


class Matrix:
    """The parts of the page."""

    def __init__(self, traced: Traced, lang: Language) -> None:
        self.traced = traced
        self.book = traced.book
        self.lang = lang
        self.speaker = Speaker(traced.book, lang)
        self.between = "、" if lang == "zh" else ", "

    # ── by article ──

    def sources(self) -> Iterator[str]:
        """Each source in order of its time in force, with its articles in a table."""
        for law in sorted(self.traced.laws, key=lambda each: (each.since or date.min, each.id)):
            yield f"### {law.names.say(self.lang) if self.lang == 'zh' else law.id}"
            yield self._law(law)
            if rows := [self._row(place, article) for place, article in self.traced.articles(law)]:
                yield table(HEAD.say(self.lang).split("|"), rows)

    def _law(self, law: core.LawSource) -> str:
        rank = TERMS[law.rank].say(self.lang) if law.rank in TERMS else law.rank
        told = [law.title.say(self.lang), law.issuer.say(self.lang), law.number, rank, since(law, self.lang)]
        return ("；" if self.lang == "zh" else "; ").join(filter(None, told))

    def _row(self, place: Place, article: core.Article) -> list[str]:
        stands = self.traced.stands.get(place, ())
        rules = self.between.join(link(name) for what, name in stands if what == "rule")
        others = self.between.join(self._other(each) for each in stands if each[0] != "rule")
        tried = len(self.traced.scenarios(stands))
        summary = article.summary.say(self.lang) + f" [{article.confidence}]"
        return [self._number(place), summary, rules, others, str(tried) if tried else ""]

    def _number(self, place: Place) -> str:
        return article_text(place[1], place[2], self.lang)

    def _other(self, stands: Stands) -> str:
        what, name = stands
        match what:
            case "penalty":
                return _STANDS[what].say(self.lang).format(link(name))
            case "figure":
                return self.figure(name)
            case _:
                return _STANDS[what].say(self.lang).format(code(name))

    def figure(self, name: str) -> str:
        """A figure by the name that rules of this language use."""
        return code(self.book.parameters[name].names.say(self.lang))

    # ── by rule ──

    def rules(self) -> Iterator[str]:
        """Each rule: its title, its articles, its figures, the scenarios that try it."""
        zh = self.lang == "zh"
        for rule in self.traced.rules:
            yield f"### {rule.path}"
            yield f"**{rule.title.say(self.lang)}**"
            lines = [
                f"- {'依据' if zh else 'source'}{self._colon}{self.citations(rule.sources)}",
                *(
                    [f"- {'罚则' if zh else 'penalty'}{self._colon}{self.citations(rule.penalty)}"]
                    if rule.penalty
                    else []
                ),
            ]
            if figures := self.traced.reads[rule.path]:
                lines.append(
                    f"- {'参数' if zh else 'figures'}{self._colon}{self.between.join(map(self.figure, figures))}"
                )
            for said, paths in self._ranked(rule):
                lines.append(f"- {said}{self._colon}{self.between.join(map(code, paths))}")
            tried = self.traced.tried[rule.path]
            said = ("；" if zh else "; ").join(self._scenario(each) for each in tried) or "—"
            lines.append(f"- {'案例' if zh else 'scenarios'} ({len(tried)}){self._colon}{said}")
            yield "\n".join(lines)

    def _ranked(self, rule: core.Rule) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The rules that give way to this one, and those to which it gives way, in this book or one that it imports."""
        zh = self.lang == "zh"
        if rule.overrides:
            yield ("优先于" if zh else "overrides"), rule.overrides
        if others := self.book.overriders.get(rule.path):
            yield ("让位于" if zh else "displaced by"), tuple(each.path for each in others)

    @property
    def _colon(self) -> str:
        return "：" if self.lang == "zh" else ": "

    def citations(self, cited: tuple[core.Citation, ...]) -> str:
        """Citations that lead to their source on this page."""
        return ("；" if self.lang == "zh" else "; ").join(self._citation(each) for each in cited)

    def _citation(self, cited: core.Citation) -> str:
        law = self.book.sources[cited.source]
        heading = law.names.zh if self.lang == "zh" else law.id
        return f"[{plain(self.speaker.citation(cited))}](#{anchor(heading)})"

    def _scenario(self, scenario: core.Scenario) -> str:
        return f"{plain(scenario.name.say(self.lang))} ({plain(scenario.basis)})"

    # ── left out ──

    def left_out(self) -> str:
        """The articles on which nothing stands, and why."""
        rows = [
            [law.names.say(self.lang) if self.lang == "zh" else law.id, self._number(place),
             article.summary.say(self.lang), (article.untranslated or NO_REASON).say(self.lang)]
            for law in self.traced.laws
            for place, article in self.traced.articles(law)
            if place not in self.traced.stands
        ]  # fmt: skip
        return table(HEAD_LEFT.say(self.lang).split("|"), rows) if rows else NONE_LEFT.say(self.lang)


def since(law: core.LawSource | core.Rule, lang: Language) -> str:
    """When it is in force."""
    match law.since, law.until:
        case None, None:
            return "施行时间不限" if lang == "zh" else "in force at all times"
        case first, None:
            return f"自 {first} 起施行" if lang == "zh" else f"in force from {first}"
        case None, last:
            return f"至 {last} 止" if lang == "zh" else f"in force until {last}"
        case first, last:
            return f"自 {first} 起施行，至 {last} 止" if lang == "zh" else f"in force from {first} until {last}"


def anchor(heading: str) -> str:
    """The anchor that forges, and MyST, give to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def link(path: str) -> str:
    """A rule as a link to its place on the page."""
    return f"[{path}](#{anchor(path)})"


def plain(text: str) -> str:
    """A text in which nothing is read as Markdown."""
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", " ".join(text.split()))
