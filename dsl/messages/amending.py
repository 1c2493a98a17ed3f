"""What is said of amendments, in both languages: code → text, hint, and the hint where the first has a blank."""

from __future__ import annotations

from dsl.core import Words

_MEANT = Words("或为“{suggestion}”", "perhaps `{suggestion}`")
_KNOWN = Words("可用：{known}", "there are: {known}")

AMENDING: dict[str, tuple[Words, Words, Words | None]] = {
    "RB801": (Words("没有可以修改或废止的规则“{name}”", "there is no rule `{name}` to amend"), _MEANT, _KNOWN),
    "RB802": (
        Words("对“{name}”的两处修改自 {on} 起相互冲突", "two amendments of `{name}` contradict each other from {on} on"),
        Words(
            "请只留其一，或写明先后：给以不同的施行日，或令后一规则集导入前一规则集",
            "keep one of them, or say which comes later: by another date or, of two rulebooks, by an import"), None),
    "RB803": (
        Words("“{name}”在 {on} 不能修改或废止：其条文施行于 {days}", "`{name}` cannot be amended from {on}: its text is in force {days}"),
        Words("施行日须晚于该条文的起始日，且不晚于其终止日之次日", "amend it from a day after its first one, and not after it has ended"), None),
    "RB804": (
        Words("“{name}”已被废止，不能再修改或废止", "`{name}` is repealed already and cannot be amended any more"),
        Words("重新规定的，请另立规则（增加规则 …）或参数", "what is ruled again is a rule (`insert rule …`) or a figure of its own"), None),
    "RB805": (
        Words("“{name}”的新条文改换了适用对象，现行条文的对象为“{of}”", "the new text of `{name}` is about another entity than the one in force, which is about `{of}`"),
        Words("请废止该规则，另行增加一条规则", "repeal the rule and insert another one"), None),
    "RB806": (
        Words("此子句不能用于“{name}”", "this clause has no place in `{name}`"),
        Words(
            "“按原规定”用于修改规则、废止规则；废止规则只有依据、施行日、按原规定和备注",
            "`transitional` belongs to `replace rule` and `repeal rule`; a repeal has `source`, `from`, `transitional` and `note` only"), None),
    "RB807": (Words("“{name}”没有声明，无从修改", "`{name}` is not declared, so that it cannot be amended"), _MEANT, _KNOWN),
    "RB808": (
        Words("“{name}”的首个数值在 {on} 尚未开始，不能修改", "`{name}` has no value before {on} that could be amended"),
        Words("请写首个数值起始日之后的日期", "give a day after that on which its first value begins"), None),
    "RB809": (
        Words("两个规则集对“{name}”的修改相互冲突", "two rulebooks amend `{name}`, and neither knows the other"),
        Words("请令其中一个规则集导入另一个", "let one of the two import the other"), None),
    "RB810": (
        Words("词汇表修改后，所导入的规则出现错误 {count} 处", "with this vocabulary, imported rules have errors ({count})"),
        Words("词汇表没有施行日期：规则仍在使用的词不能取消，请保留原有的词", "a vocabulary has no dates: keep the words that rules go on using"), None),
}  # fmt: skip
