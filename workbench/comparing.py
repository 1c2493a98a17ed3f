"""What `guiju diff` says, in both languages, and how large a change is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from dsl import core
from dsl.core import Language, Words
from interpreter.ask import Interpreter
from interpreter.proof.between import Why, common
from interpreter.proof.prove import Terms
from interpreter.versions.behaviour import Relation, Treated
from interpreter.versions.impact import Impact
from interpreter.versions.size import Name as SizeName
from interpreter.versions.size import Size, size
from interpreter.versions.written import Written


@dataclass(frozen=True)
class Comparison:
    """Two versions, and all that was found between them."""

    old: Interpreter
    new: Interpreter
    written: tuple[Written, ...]
    treated: tuple[Treated, ...]
    impact: Impact | None
    names: Mapping[str, str]
    """Of each rule of both its path in the old one, with that in the new one."""
    terms: Terms
    command: str = "guiju diff"
    """The command that does it again."""

    @cached_property
    def whole(self) -> core.Book:
        """The new book with the vocabulary of both: facts may be about what only one of them knows."""
        return common(self.old.book, self.new.book)[1]

    @cached_property
    def size(self) -> Size:
        """How large the change is, and what demands it: asked when it is wanted, for it takes some more questions."""
        return size(self.old.book, self.new.book, self.names, self.treated, self.terms)

    @property
    def differs(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.written) or any(each.relation != "equivalent" for each in self.treated)


def called(compared: Comparison, name: str, lang: Language) -> str:
    """A rule by its path and title, an action by its name."""
    book = compared.new.book if name in compared.new.book.rules else compared.old.book
    if name in book.rules:
        title = book.rules[name].title.say(lang)
        return f"{name} {f'「{title}」' if lang == 'zh' else f'“{title}”'}" if title else name
    return compared.whole.vocabulary.actions[name].names.say(lang)


def touched(found: Impact) -> Mapping[str, Mapping[tuple[str, str], int]]:
    """The outcomes that differ for somebody: not to be bound by a rule is the same as that there is none."""
    free = {("-", "not_applicable"), ("not_applicable", "-")}
    told = {
        rule: {pair: count for pair, count in counts.items() if pair not in free}
        for rule, counts in found.outcomes.items()
    }
    return {rule: counts for rule, counts in told.items() if counts}


def told(compared: Comparison, each: Treated, lang: Language) -> str:
    """How one thing treats people; where the solver gave up, why, and what was searched instead."""
    said = RELATIONS[each.relation].say(lang).format(name=called(compared, each.name, lang))
    if not each.why:
        return said
    if each.why in ("subjects", "zones"):
        found = Words("{why}", "{why}")
    elif each.relation == "unknown":
        found = _NOT_FOUND
    else:
        found = _FOUND
    return said + found.say(lang).format(why=WHY[each.why].say(lang), tried=f"{each.tried:,}")


SIZES: Mapping[SizeName, Words] = {
    "patch": Words("对谁都一样", "nobody is treated otherwise"),
    "minor": Words("只涉及新的对象或以后的日期", "only new subjects, or later days, are concerned"),
    "major": Words("有人受到不同对待，或未经证明", "somebody is treated otherwise, or it is not known"),
}
SECTIONS: Mapping[str, Words] = {
    "written": Words("文字", "Written"),
    "behaviour": Words("对谁有别", "Who is treated otherwise"),
    "impact": Words("影响多少人", "How many"),
    "stricter for": Words("从严，例如", "stricter, for instance"),
    "looser for": Words("从宽，例如", "looser, for instance"),
    "moved": Words("期限移动 {days} 日：{count}", "the deadline moves by {days} days: {count}"),
    "nobody": Words("无人", "nobody"),
}
KINDS: Mapping[str, Words] = {
    "rule": Words("规则", "rule"),
    "fact": Words("事实", "fact"),
    "invariant": Words("不变式", "invariant"),
    "parameter": Words("数值", "figure"),
    "source": Words("法源", "source"),
    "entity": Words("实体", "entity"),
    "enumeration": Words("枚举", "enumeration"),
    "action": Words("行为", "action"),
    "book": Words("规则集", "book"),
    "title": Words("标题", "title"),
    "subject": Words("对象", "subject"),
    "norm": Words("规范", "norm"),
    "when": Words("当", "when"),
    "unless": Words("除非", "unless"),
    "from": Words("自", "from"),
    "until": Words("至", "until"),
    "sources": Words("依据", "sources"),
    "values": Words("值", "value"),
}
RELATIONS: Mapping[Relation, Words] = {
    "equivalent": Words("其余 {count} 项对所有人都一样（已证明）", "the other {count} treat everybody alike (proved)"),
    "stricter": Words("{name}：从严", "{name}: stricter"),
    "looser": Words("{name}：从宽", "{name}: looser"),
    "incomparable": Words("{name}：有严有宽", "{name}: stricter for some, looser for others"),
    "new": Words("{name}：新增", "{name}: new"),
    "gone": Words("{name}：不再有", "{name}: gone"),
    "unknown": Words("{name}：未决：", "{name}: unknown: "),
}
WHY: Mapping[Why, Words] = {
    "time": Words("求解器在时限内未得出结论", "the solver's time ran out"),
    "disagreement": Words(
        "求解器与参照解释器不一致，这是 guiju 的错误，请报告",
        "the solver and the reference disagree, which is a mistake of guiju: please report it",
    ),
    "calendars": Words(
        "两版按不同的日历计算日期，求解器不作比较",
        "each version counts days by another calendar, which the solver does not compare",
    ),
    "zones": Words(
        "两版的时区不同，同一时刻不在同一日，不作比较",
        "each version has its own zone, and so other days for one moment",
    ),
    "subjects": Words("两版针对的对象不同", "each version is about other subjects"),
}
_NOT_FOUND = Words(
    "{why}；试了 {tried} 个边界情形，未见差别，但这不是证明",
    "{why}; boundary cases tried: {tried}, without a difference, which is no proof",
)
_FOUND = Words(
    "（搜索所得：{why}；试了 {tried} 个边界情形，是否另有差别未经证明）",
    " (by search: {why}; boundary cases tried: {tried}; whether there are other differences is not proved)",
)
IMPACT: Mapping[str, Words] = {
    "compliant": Words("合规", "compliant"),
    "breach": Words("违反", "breach"),
    "late": Words("逾期完成", "late"),
    "pending": Words("待办", "pending"),
    "not_applicable": Words("不适用", "not applicable"),
    "displaced": Words("被排除", "displaced"),
    "undetermined": Words("无定论", "undetermined"),
    "-": Words("无此规则", "no such rule"),
}
