"""Core → words: expressions, values, citations and names, in Chinese or English.

An expression is said in the words of the language itself, with the names that the vocabulary gives in the reader's
language: an English rule reads as Chinese and the other way round. Personal values are never said.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal as Exact

from dsl import core, kinds
from dsl.core import Language, Words
from dsl.kinds import Duration, Instant, Kind, Money, Never, OneOf, Reference
from dsl.messages.kinds import UNIT_WORDS
from interpreter.facts import Row
from interpreter.mask import mask
from interpreter.values import Rows, Unknown

HIDDEN = Words("（已隐去）", "(not shown)")
_OPS = {
    "=": Words("为", "is"), "!=": Words("不为", "is not"), "<": Words("早于", "<"), "<=": Words("不晚于", "<="),
    ">": Words("晚于", ">"), ">=": Words("不早于", ">="),
}  # fmt: skip
_NUMERIC_OPS = {
    "<": Words("少于", "<"),
    "<=": Words("不超过", "<="),
    ">": Words("超过", ">"),
    ">=": Words("达到", ">="),
}
_ATOMS = (core.Constant, core.FieldOf, core.FactOf, core.Follow, core.Variable, core.Figure, core.Today, core.Now)


class Speaker:
    """Says things of one book in one language."""

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

    def citation(self, cited: core.Citation) -> str:
        """`《…》第3条` / `Guangdong decision, art 3`."""
        source = self.book.sources[cited.source]
        title = source.title.say(self.lang) or cited.source
        if self.lang == "zh":
            title = title if title.startswith("《") else f"《{title}》"
        return title + self._place(cited)

    def _place(self, cited: core.Citation) -> str:
        if not cited.article:
            return ""
        head, *rest = re.findall(r"[0-9-]+", cited.article)
        if self.lang == "en":
            return f", {'item' if cited.item else 'art'} {cited.article}"
        return f"第{head}{'项' if cited.item else '条'}" + "".join(f"第{each}款" for each in rest[:1])

    def article(self, cited: core.Citation) -> core.Article | None:
        """What the register says of the article cited."""
        source = self.book.sources[cited.source]
        return (source.items if cited.item else source.articles).get(cited.article)

    # ── values ──

    def value(self, value: object, kind: Kind) -> str:
        """A value of a kind, known or not."""
        match value:
            case Unknown(missing):
                return self._("未知", "unknown") + self._because(missing)
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
                return f"{value} {UNIT_WORDS[unit].say(self.lang)}"
            case Money(currency):
                return f"{_plain(value)} {self._({'CNY': '元'}.get(currency, currency), currency)}"
            case OneOf(enumeration):
                words = self.book.vocabulary.enumerations[enumeration].values.get(str(value))
                return words.say(self.lang) if words else str(value)
            case kinds.Text():
                return f"“{mask(str(value))}”"
            case _:
                return _plain(value)

    def _because(self, missing: frozenset[str]) -> str:
        listed = self._("、", ", ").join(self.missing(name) for name in sorted(missing))
        return self._(f"（缺：{listed}）", f" (missing: {listed})") if listed else ""

    # ── expressions ──

    def expression(self, e: core.Expr) -> str:
        """An expression in the words of the language."""
        match e:
            case core.Constant(value):
                return self.value(value, e.kind)
            case core.Variable(name):
                return self._variable(name, e.kind)
            case core.FieldOf(of, name) | core.FactOf(of, name) | core.Follow(of, name):
                return f"{self.expression(of)}.{self.member(_entity(of), name)}"
            case core.Figure(name, on):
                said = self.book.parameters[name].names.say(self.lang)
                return said if on is None else self._(f"{said} 于 {self.atom(on)}", f"{said} on {self.atom(on)}")
            case core.Today():
                return self._("今日", "today")
            case core.Now():
                return self._("此刻", "now")
            case core.Compare():
                return self._compare(e)
            case core.All(terms):
                return self._(" 且 ", " and ").join(self.atom(term, core.Compare) for term in terms)
            case core.Any(terms):
                return self._(" 或 ", " or ").join(self.atom(term, core.Compare) for term in terms)
            case core.Not(term):
                return self._not(term)
            case _:
                return self._further(e)

    def _further(self, e: core.Expr) -> str:
        match e:
            case core.Exists(variable, over, where):
                return self._quantified(self._("存在", "some"), variable, over, where)
            case core.PeriodEnd(duration, _, start):
                length, begin = self.atom(duration), self.atom(start)
                return self._(f"自 {begin} 起 {length} 届满之日", f"{length} after {begin}")
            case core.Shift(start, duration, _, sign):
                return f"{self.atom(start)} {'+' if sign > 0 else '-'} {self.atom(duration)}"
            case core.Arithmetic(op, left, right):
                return f"{self.atom(left)} {self._('×', '*') if op == '*' else op} {self.atom(right)}"
            case core.Elapsed(unit, start, end):
                names = {"days": "日数", "working days": "工作日数", "years": "周年数"}
                a, b = self.atom(start), self.atom(end)
                return self._(f"自 {a} 至 {b} 的{names[unit]}", f"{unit} from {a} to {b}")
            case core.DayOf(term):
                return self._(f"{self.atom(term)} 之日", f"date of {self.atom(term)}")
            case core.IsKnown(term):
                return self._(f"{self.atom(term)} 为 已知", f"{self.atom(term)} is known")
            case core.Count(variable, over, where):
                return self._("计数 ", "count of ") + self._members(variable, over, where)
            case core.Sum(variable, over, where, value):
                head = self._(f"合计 {self.atom(value)} 对 ", f"sum of {self.atom(value)} for ")
                return head + self._members(variable, over, where)
            case core.Extreme(end, variable, over, where, value):
                return (
                    self._extreme(end)
                    + self.atom(value)
                    + self._(" 对 ", " for ")
                    + self._members(variable, over, where)
                )
            case core.Pick(end, terms):
                return f"{self._extreme(end)}({', '.join(self.expression(term) for term in terms)})"
            case _:
                raise AssertionError(e)

    def atom(self, e: core.Expr, *also: type) -> str:
        """An expression that can stand inside another: in parentheses unless it is a single thing."""
        said = self.expression(e)
        return said if isinstance(e, (*_ATOMS, *also)) else f"({said})"

    def _variable(self, name: str, kind: Reference) -> str:
        return self.entity(name) if name == kind.entity else name

    def _extreme(self, end: str) -> str:
        return {"earliest": self._("最早 ", "earliest of "), "latest": self._("最晚 ", "latest of ")}[end]

    def _compare(self, e: core.Compare) -> str:
        if isinstance(e.right, core.PeriodEnd) and isinstance(e.left, core.Today | core.Now) and e.op in (">", ">="):
            length, begin = self.atom(e.right.duration), self.atom(e.right.start)
            return self._(f"自 {begin} 起已满 {length}", f"{length} has passed since {begin}")
        dated = isinstance(e.left.kind, kinds.Date | Instant)
        op = _OPS[e.op] if dated or e.op not in _NUMERIC_OPS else _NUMERIC_OPS[e.op]
        return f"{self.atom(e.left)} {op.say(self.lang)} {self.atom(e.right)}"

    def _not(self, term: core.Expr) -> str:
        if isinstance(term, core.Exists):
            if isinstance(term.where, core.Not):
                return self._quantified(self._("每个", "every"), term.variable, term.over, term.where.term)
            return self._quantified(self._("没有", "none"), term.variable, term.over, term.where)
        return self._("非 ", "not ") + self.atom(term)

    def _quantified(self, word: str, variable: str, over: core.Expr, where: core.Expr) -> str:
        within = self.expression(over)
        said = self.expression(where)
        return self._(f"{word} {variable} 属于 {within} 满足 {said}", f"{word} {variable} in {within} satisfies {said}")

    def _members(self, variable: str, over: core.Expr, where: core.Expr) -> str:
        within = self._(f"{variable} 属于 {self.expression(over)}", f"{variable} in {self.expression(over)}")
        if where == core.YES:
            return within
        return within + self._(f" 其中 {self.expression(where)}", f" where {self.expression(where)}")

    def is_personal(self, e: core.FieldOf) -> bool:
        """Whether the field's values must not be said."""
        return self.book.vocabulary.entities[_entity(e.of)].fields[e.name].personal


def _entity(e: core.Expr) -> str:
    return e.kind.entity if isinstance(e.kind, Reference) else ""


def _plain(value: object) -> str:
    """A number without exponent or idle zeros."""
    if not isinstance(value, Exact):
        return str(value)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
