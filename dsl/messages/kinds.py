"""Kinds and units in words, for messages and explanations."""

from __future__ import annotations

from dsl import core, kinds
from dsl.core import Words


def kind_words(kind: kinds.Kind | None, vocabulary: core.Vocabulary | None = None) -> Words:
    """A kind in words, for messages; entities and enumerations by their own names where the vocabulary is given."""
    match kind:
        case None:
            return Words("未知", "unknown")
        case kinds.YesNo():
            return Words("“是/否”", "yes/no")
        case kinds.Integer():
            return Words("整数", "an integer")
        case kinds.Decimal():
            return Words("小数", "a decimal")
        case kinds.Text():
            return Words("文字", "text")
        case kinds.OneOf(enumeration):
            own = vocabulary.enumerations[enumeration].names if vocabulary else Words(en=enumeration)
            return Words(f"枚举“{own.say('zh')}”的值", f"a value of `{own.say('en')}`")
        case kinds.Money(currency):
            return Words(f"金额（{currency}）", f"money in {currency}")
        case kinds.Date():
            return Words("日期", "a date")
        case kinds.Instant():
            return Words("时刻", "an instant")
        case kinds.Duration(unit):
            return Words(f"以{UNIT_WORDS[unit].zh.removeprefix('个')}计的期限", f"a duration in {unit}")
        case kinds.Reference(entity):
            own = vocabulary.entities[entity].names if vocabulary else Words(en=entity)
            return Words(f"一个“{own.say('zh')}”", f"one `{own.say('en')}`")
        case kinds.Collection(entity):
            own = vocabulary.entities[entity].names if vocabulary else Words(en=entity)
            return Words(f"若干“{own.say('zh')}”", f"a collection of `{own.say('en')}`")


UNIT_WORDS = {
    "days": Words("日", "days"),
    "working days": Words("个工作日", "working days"),
    "months": Words("个月", "months"),
    "years": Words("年", "years"),
    "hours": Words("小时", "hours"),
}


def condition_example(kind: kinds.Kind, vocabulary: core.Vocabulary) -> Words:
    """How a value of a kind is made into a condition."""
    match kind:
        case kinds.Date():
            return Words("… 不晚于 今日", "`… <= today`")
        case kinds.Instant():
            return Words("… 不晚于 此刻", "`… <= now`")
        case kinds.Integer() | kinds.Decimal():
            return Words("… > 0", "`… > 0`")
        case kinds.Money(currency):
            return Words(f"… 超过 0 {'元' if currency == 'CNY' else currency}", f"`… > 0 {currency}`")
        case kinds.Duration(unit):
            return Words(f"… > 0 {UNIT_WORDS[unit].zh}", f"`… > 0 {unit}`")
        case kinds.OneOf(enumeration):
            value, words = next(iter(vocabulary.enumerations[enumeration].values.items()))
            return Words(f"… 为 {words.say('zh')}", f"`… is {value}`")
        case kinds.Collection():
            return Words("存在 x 属于 … 满足 …", "`some x in … satisfies …`")
        case _:
            return Words("… 为 已知", "`… is known`")


def kind_example(kind: kinds.Kind, vocabulary: core.Vocabulary) -> Words:
    """How a value of a kind is written."""
    match kind:
        case kinds.YesNo():
            return Words("是、否", "`yes`, `no`")
        case kinds.Integer():
            return Words("5", "`5`")
        case kinds.Decimal():
            return Words("0.5、3‰", "`0.5`, `3‰`")
        case kinds.Money(currency):
            return Words("100 元" if currency == "CNY" else f"100 {currency}", f"`100 {currency}`")
        case kinds.Date():
            return Words("2026-11-20", "`2026-11-20`")
        case kinds.Instant():
            return Words("2026-11-20T18:00", "`2026-11-20T18:00`")
        case kinds.Duration(unit):
            return Words(f"10 {UNIT_WORDS[unit].zh}", f"`10 {unit}`")
        case kinds.OneOf(enumeration):
            values = vocabulary.enumerations[enumeration].values
            return Words("、".join(each.zh for each in values.values()), ", ".join(f"`{value}`" for value in values))
        case _:
            return Words("…", "`…`")
