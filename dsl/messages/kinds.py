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
            return Words("是/否", "yes/no")
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
            return Words(f"期限（{UNIT_WORDS[unit].zh}）", f"a duration in {unit}")
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
