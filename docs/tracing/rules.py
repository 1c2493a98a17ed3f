"""A traced book → for each rule a page in each language: its words, its time, its grounds, its figures, its cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from docs.inventory.tables import code, table
from docs.tracing.matrix import DRAFT, plain, since
from docs.tracing.traced import Traced
from dsl import core
from dsl import syntax as s
from dsl.core import Language, Words
from dsl.format import format_statement
from interpreter.messages import TERMS
from interpreter.penalties import sanction
from interpreter.phrase import Speaker, half

LANGUAGES: tuple[Language, ...] = ("zh", "en")
ORPHAN = "---\norphan: true\n---\n\n"
"""Pages of rules are led to from lists, and are not in the tree of pages: every page would carry all their names."""
_TITLES = {
    "grounds": Words("依据", "Grounds"),
    "penalty": Words("罚则", "Penalty"),
    "figures": Words("参数", "Figures"),
    "cases": Words("案例", "Scenarios"),
    "none": Words("没有案例检验它。", "No scenario tries it."),
}
_FIGURES = Words("自|至|值|依据|可信度|备注", "from|until|value|source|confidence|note")
_CASES = Words("日期|案例|依据|期望", "on|scenario|ground|expected")
_CONTESTED = Words(
    "有争议：法院、学者意见不一，或条文未见。", "Contested: courts or scholars differ, or the text is missing."
)


class Pages:
    """The pages of one book."""

    def __init__(self, traced: Traced) -> None:
        self.traced = traced
        self.book = traced.book

    def all(self) -> Iterator[tuple[str, str]]:
        """`zh/grace/suspension` and its text, for each rule and language; and an index for each language."""
        for lang in LANGUAGES:
            yield f"{lang}/index", self.index(lang)
            for rule in self.traced.rules:
                yield f"{lang}/{rule.path}", self.page(rule, lang)

    def index(self, lang: Language) -> str:
        """The list of a language's pages."""
        title = Words("每一条规则", "Each rule").say(lang)
        own = {rule.path: rule for rule in self.traced.rules}
        links = [f"- [{path}]({path}.md) {plain(rule.title.say(lang))}" for path, rule in own.items()]
        return "\n".join([f"# {title}", "", self.book.title.say(lang), "", *links, ""])

    def page(self, rule: core.Rule, lang: Language) -> str:
        """One rule in one language."""
        return Page(self.traced, rule, lang, self.written.get(rule.path)).text()

    @cached_property
    def written(self) -> Mapping[str, s.Statement]:
        """Rule → the statement in which it is written."""
        at = {(rule.span.file, rule.span.start): rule.path for rule in self.book.rules.values()}
        return {
            at[each.path.span.file, each.path.span.start]: each
            for statements in self.traced.loaded.statements.values()
            for each in statements
            if isinstance(each, s.Rule | s.Replace | s.Insert) and (each.path.span.file, each.path.span.start) in at
        }


class Page:
    """One rule in one language, part by part."""

    def __init__(self, traced: Traced, rule: core.Rule, lang: Language, written: s.Statement | None) -> None:
        self.traced = traced
        self.book = traced.book
        self.rule = rule
        self.lang = lang
        self.written = written
        self.speaker = Speaker(traced.book, lang)

    def text(self) -> str:
        """The page as Markdown."""
        return ORPHAN + "\n\n".join(part for part in self._parts() if part) + "\n"

    def _parts(self) -> Iterator[str]:
        rule, lang = self.rule, self.lang
        other: Language = "en" if lang == "zh" else "zh"
        up = "../" * (rule.path.count("/") + 1)
        yield f"# {plain(rule.title.say(lang) or rule.path)}"
        crossed = "English" if lang == "zh" else "中文"
        yield f"{code(rule.path)} · {since(rule, lang)} · [{crossed}]({up}{other}/{rule.path}.md)"
        if self.book.draft:
            yield DRAFT.say(lang)
        if self.written:
            words = format_statement(self.written, lang, self.traced.loaded.glossary)
            yield f"```rules\n{words}\n```"
        if rule.standing == "contested":
            yield f"**{_CONTESTED.say(lang)}**"
        yield plain(half(rule.note, lang))
        yield self._titled("grounds", self._cited(rule.sources))
        yield self._titled("penalty", "\n".join(self._threat(each) for each in rule.penalty))
        yield self._titled("figures", "\n\n".join(self._figure(each) for each in self.traced.reads[rule.path]))
        yield self._titled("cases", self._cases())

    def _titled(self, name: str, text: str) -> str:
        return f"## {_TITLES[name].say(self.lang)}\n\n{text}" if text else ""

    def _cited(self, cited: tuple[core.Citation, ...]) -> str:
        """Each article: where it stands, our summary, how sure we are; when and by whom it was made."""
        return "\n".join(f"- {self._law(each)}" for each in cited)

    def _law(self, cited: core.Citation) -> str:
        law = self.book.sources[cited.source]
        rank = TERMS[law.rank].say(self.lang) if law.rank in TERMS else law.rank
        about = [rank, law.issuer.say(self.lang), law.number, since(law, self.lang)]
        told = ("；" if self.lang == "zh" else "; ").join(filter(None, about))
        return f"{plain(self.speaker.cited(cited))}  \n  {plain(told)}"

    def _threat(self, cited: core.Citation) -> str:
        """An article of penalties, and each thing that it threatens."""
        article = self.speaker.article(cited)
        threats = [sanction(each, self.speaker) for each in article.sanctions] if article else []
        return "\n".join([f"- {self._law(cited)}", *(f"  - {plain(each)}" for each in threats)])

    def _figure(self, name: str) -> str:
        """A figure with all its dated values."""
        figure = self.book.parameters[name]
        between = "；" if self.lang == "zh" else "; "
        rows = [
            [str(dated.since or "…"), str(dated.until or "…"), self.speaker.value(dated.value, figure.kind),
             between.join(self.speaker.citation(each) for each in dated.sources), dated.confidence,
             dated.note.say(self.lang)]
            for dated in figure.values
        ]  # fmt: skip
        title = figure.title.say(self.lang) or figure.names.say(self.lang)
        head = f"{code(figure.names.say(self.lang))} {title}"
        return f"{head}\n\n{table(_FIGURES.say(self.lang).split('|'), rows)}"

    def _cases(self) -> str:
        """The scenarios that try the rule."""
        tried = self.traced.tried[self.rule.path]
        if not tried:
            return _TITLES["none"].say(self.lang)
        rows = [
            [str(each.on), plain(each.name.say(self.lang)), plain(each.basis), self._expected(each)] for each in tried
        ]
        return table(_CASES.say(self.lang).split("|"), rows)

    def _expected(self, scenario: core.Scenario) -> str:
        """What a scenario expects, as it is written."""
        wanted = [
            f"{each.target}: {', '.join(f'{name} {said}'.strip() for name, said in each.wanted.items())}"
            for each in scenario.expect
        ]
        return code("; ".join(wanted).replace("`", "'"))
