"""What a book names → words: rows and rules by their names, articles as citations, values as their kinds say.

Each in Chinese or English, with the names that the vocabulary gives in the reader's language. A telephone or identity
number is shown by its ends alone; what is unknown, by what is missing and how far it is known all the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal as Exact

from dsl import core, kinds
from dsl.core import Language, Words
from dsl.kinds import Duration, Kind, Money, Never, OneOf
from dsl.messages.kinds import UNIT_WORDS
from interpreter.facts import Row
from interpreter.mask import mask
from interpreter.messages import EFFECTS
from interpreter.values import Rows, Unknown

CONFIDENCE = {
    "A": Words("已读原文", "full text read"), "B": Words("引述页", "a page that quotes it"),
    "C": Words("报道", "press or company page"), "M": Words("凭记忆", "from memory"),
    "I": Words("自行解读", "our own reading"), "U": Words("不确定", "uncertain"),
}  # fmt: skip
"""How sure the law register is of an article or a figure, by its letters."""
_APPLIES: dict[bool | None, Words] = {
    True: Words("适用", "applies"),
    False: Words("不适用", "does not apply"),
    None: Words("是否适用无法确定", "whether it applies is undetermined"),
}


class Naming:
    """Says names, citations and values of one book in one language."""

    def __init__(self, book: core.Book, lang: Language) -> None:
        self.book = book
        self.lang = lang

    def _(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    # ── names ──

    def member(self, entity: str, name: str) -> str:
        """A field, relation or fact of an entity."""
        declared = self.book.vocabulary.entities[entity]
        found = declared.fields.get(name) or declared.relations.get(name) or self.book.facts.get((entity, name))
        return found.names.say(self.lang) if found else name

    def entity(self, name: str) -> str:
        """An entity's name."""
        return self.book.vocabulary.entities[name].names.say(self.lang)

    def missing(self, name: str) -> str:
        """What is missing: a field, a relation, a parameter, a year's schedule, the moment."""
        entity, _, member = name.partition(".")
        if member and entity in self.book.vocabulary.entities:
            return f"{self.entity(entity)}.{self.member(entity, member)}"
        if name.startswith("calendar "):
            return self._(f"{name[9:]} 年官方放假安排", f"the official schedule of {name[9:]}")
        if name in self.book.parameters:
            return self.book.parameters[name].names.say(self.lang)
        return {"now": self._("此刻（几点几分）", "the time of day")}.get(name, name)

    def rule(self, path: str) -> str:
        """A rule by its path and title, or an action's default."""
        rule = self.book.rules.get(path)
        if rule is None:
            return (
                self._("未经许可（默认不许可）", "nothing permits it (denied by default)")
                if path == "default"
                else path
            )
        title = rule.title.say(self.lang)
        return f"{path} {self._('「', '“')}{title}{self._('」', '”')}" if title else path

    def guard(self, rule: core.Rule, holds: bool | None) -> str:
        """`must not terminate · applies: grace/termination “…” (contested)`."""
        assert isinstance(rule.norm, core.Prohibition | core.Permission)  # a duty guards nothing
        effect = EFFECTS[type(rule.norm).__name__].say(self.lang)
        action = self.book.vocabulary.actions[rule.norm.action].names.say(self.lang)
        contested = self._("（有争议）", " (contested)") if rule.standing == "contested" else ""
        head = f"{effect}{self._('', ' ')}{action} · {_APPLIES[holds].say(self.lang)}"
        return f"{head}{self._('：', ': ')}{self.rule(rule.path)}{contested}"

    def default(self, action: core.Action) -> str:
        """What holds where no rule speaks of an action, with its source."""
        said = EFFECTS[f"default {action.default}"].say(self.lang)
        cited = self.citations(action.sources)
        return said + (self._(f"（{cited}）", f" ({cited})") if cited else "")

    def citation(self, cited: core.Citation) -> str:
        """`《…》第3条` / `Guangdong decision, art 3`."""
        source = self.book.sources[cited.source]
        title = source.title.say(self.lang) or cited.source
        if self.lang == "zh":
            title = title if title.startswith("《") else f"《{title}》"
        return title + self._place(cited)

    def citations(self, cited: Sequence[core.Citation]) -> str:
        """Several citations; those of one source after each other share its title."""
        said: list[str] = []
        for n, each in enumerate(cited):
            is_same = n > 0 and each.source == cited[n - 1].source
            said.append(self._place(each).removeprefix(", ") if is_same else self.citation(each))
        return self._("、", ", ").join(said)

    def _place(self, cited: core.Citation) -> str:
        if not cited.article:
            return ""
        if self.lang == "en":
            return f", {'item' if cited.item else 'art'} {cited.article}"
        head, *parts = re.findall(r"[0-9-]+", cited.article) or [cited.article]
        number, _, inserted = head.partition("-")
        said = f"第{number}{'项' if cited.item else '条'}" + (f"之{inserted}" if inserted else "")
        return said + "".join(f"第{part}{level}" for part, level in zip(parts, "款项目", strict=False))

    def article(self, cited: core.Citation) -> core.Article | None:
        """What the register says of the article cited."""
        source = self.book.sources[cited.source]
        return (source.items if cited.item else source.articles).get(cited.article)

    def cited(self, each: core.Citation) -> str:
        """A citation with our summary of the article and how sure we are of it."""
        article = self.article(each)
        said = self.citation(each)
        if article is None:
            return said
        if summary := article.summary.say(self.lang):
            said += self._("：", " — ") + summary
        return said + self.confidence(article.confidence)

    def confidence(self, level: str) -> str:
        """How sure we are, in words: ` [U: uncertain]`."""
        if not level:
            return ""
        words = CONFIDENCE.get(level)
        return self._(f" [{level}：{words.zh}]", f" [{level}: {words.en}]") if words else f" [{level}]"

    # ── values ──

    def value(self, value: object, kind: Kind) -> str:
        """A value of a kind, known or not."""
        match value:
            case Unknown():
                return self._unknown(value, kind)
            case Never():
                return self._("从未", "never")
            case bool():
                return (self._("是", "yes")) if value else self._("否", "no")
            case Row(entity=entity, key=key):
                return f"{self.entity(entity)} {mask(key)}".rstrip()
            case Rows(members=members):
                return self._(f"{len(members)} 行", f"{len(members)} rows")
            case datetime():
                return value.strftime("%Y-%m-%d %H:%M" if not value.second else "%Y-%m-%d %H:%M:%S")
            case date():
                return value.isoformat()
        return self._typed(value, kind)

    def _typed(self, value: object, kind: Kind) -> str:
        match kind:
            case Duration(unit):
                word = UNIT_WORDS[unit].say(self.lang)
                return f"{value} {word.removesuffix('s') if value == 1 else word}"
            case Money(currency):
                return f"{_plain(value)} {self._({'CNY': '元'}.get(currency, currency), currency)}"
            case OneOf(enumeration):
                words = self.book.vocabulary.enumerations[enumeration].values.get(str(value))
                return words.say(self.lang) if words else str(value)
            case kinds.Text():
                return f"“{mask(str(value))}”"
            case _:
                return _plain(value)

    def _unknown(self, value: Unknown, kind: Kind) -> str:
        """What is missing, and how far the value is known all the same."""
        low, high = (None if each is None else self.value(each, kind) for each in (value.low, value.high))
        said = self._("未知", "unknown")
        if low is not None and high is not None:
            said += self._(f"，在 {low} 至 {high} 之间", f", between {low} and {high}")
        elif low is not None:
            said += self._(f"，不早于 {low}", f", {low} or later") if isinstance(value.low, date) else ""
            said += self._(f"，不小于 {low}", f", {low} or more") if not isinstance(value.low, date) else ""
        listed = self._("、", ", ").join(self.missing(name) for name in sorted(value.missing))
        return said + (self._(f"（缺：{listed}）", f" (missing: {listed})") if listed else "")


def _plain(value: object) -> str:
    """A number without exponent or idle zeros."""
    if not isinstance(value, Exact) or not value:
        return str(value) if value else "0"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
