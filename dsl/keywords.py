"""The words of the language, once: what `grammar.lark`, the messages, the formatter and the highlighters read.

Each terminal of the grammar has its words in pairs, English and Chinese; the first spelling of a language is the one
that the formatter writes, the others are understood. A form that only one language has (`起施行`, `within`) is alone.
"""

from __future__ import annotations

import re
from typing import Literal

from dsl.core import Language
from dsl.record import dataclass

Role = Literal["statement", "clause", "norm", "connective", "quantity", "verb", "period", "constant", "unit", "sign"]


@dataclass(frozen=True, slots=True)
class Pair:
    """One word in English and in Chinese (empty where a language has none), and other spellings of it."""

    en: str
    zh: str = ""
    also: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way to write it."""
        return tuple(filter(None, (self.en, self.zh, *self.also)))

    def say(self, lang: Language) -> str:
        """The word in that language; the other's where it has none. A Chinese word is written without its blank."""
        return (self.zh or self.en).replace(" ", "" if self.zh else " ") if lang == "zh" else self.en or self.zh


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal of the grammar: its name there, what kind of word it is, its words, and how early it is tried."""

    name: str
    role: Role
    pairs: tuple[Pair, ...]
    priority: int = 3

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every word, English first."""
        return (
            *(pair.en for pair in self.pairs if pair.en),
            *(pair.zh for pair in self.pairs if pair.zh),
            *(word for pair in self.pairs for word in pair.also),
        )

    @property
    def pattern(self) -> str:
        """A regular expression of all its words; a word ends where no letter follows, a sign anywhere."""
        words = [_blanks(word) for word in _longest_first(self.spellings) if word[0].isalpha()]
        signs = [re.escape(word) for word in _longest_first(self.spellings) if not word[0].isalpha()]
        return "|".join([*signs, *([f"(?:{'|'.join(words)}){END}"] if words else [])])


END = r"(?![^\W\d])"
"""Ends a word, so that a longer name is never cut; digits may follow a Chinese word."""


def _longest_first(words: tuple[str, ...]) -> list[str]:
    return sorted(words, key=lambda word: (-len(word), word))


def _blanks(word: str) -> str:
    """Between English words there is at least one blank; between Chinese ones there may be."""
    return re.sub(" ", r"\\s+" if word.isascii() else r"\\s*", word)


def _terminal(name: str, role: Role, *pairs: tuple[str, ...], priority: int = 3) -> Terminal:
    return Terminal(name, role, tuple(Pair(en, zh, tuple(also)) for en, zh, *also in pairs), priority)


TERMINALS: tuple[Terminal, ...] = (
    _terminal("FACT", "statement", ("fact", "事实")),
    _terminal("RULE", "statement", ("rule", "规则")),
    _terminal("INVARIANT", "statement", ("invariant", "不变式")),
    _terminal("REPLACE", "statement", ("replace rule", "修改 规则")),
    _terminal("REPEAL", "statement", ("repeal rule", "废止 规则", "删去 规则")),
    _terminal("INSERT", "statement", ("insert rule", "增加 规则")),
    # ── clauses ──
    _terminal("EXCEPT", "clause", ("except", "例外")),
    _terminal("PRESUMED", "clause", ("presumed", "视为")),
    _terminal("SOURCE", "clause", ("source", "依据")),
    _terminal("PENALTY", "clause", ("penalty", "罚则")),
    _terminal("FROM", "clause", ("from", "自")),
    _terminal("IN_FORCE", "clause", ("", "起施行")),
    _terminal("UNTIL", "clause", ("until", "")),
    _terminal("OF_FORCE", "clause", ("", "止", "废止")),
    _terminal("FOR_EACH", "clause", ("for each", "适用于 每个")),
    _terminal("WHERE", "clause", ("where", "其中")),
    _terminal("WHEN", "clause", ("when", "当")),
    _terminal("UNLESS", "clause", ("unless", "除非")),
    _terminal("BINDS", "clause", ("binds", "约束")),
    _terminal("SEVERITY", "clause", ("severity", "严重度")),
    _terminal("STANDING", "clause", ("standing", "地位")),
    _terminal("NOTE", "clause", ("note", "备注")),
    _terminal("OVERRIDES", "clause", ("overrides", "优先于")),
    _terminal("TRANSITIONAL", "clause", ("transitional", "按原规定", "过渡")),
    # ── norms ──
    _terminal("MUST", "norm", ("must", "应当")),
    _terminal("BY", "norm", ("by", "截至")),
    _terminal("MUST_HAPPEN", "norm", ("must happen", "应当 发生"), priority=4),
    _terminal("WITHIN", "norm", ("within", "")),
    _terminal("AFTER", "period", ("after", "")),
    _terminal("AT_ZH", "norm", ("", "在")),
    _terminal("AFTER_ZH", "period", ("", "后")),
    _terminal("INSIDE_ZH", "norm", ("", "内")),
    _terminal("HAPPEN_ZH", "norm", ("", "发生")),
    _terminal("MUST_NOT", "norm", ("must not", "不得"), priority=4),
    _terminal("MAY", "norm", ("may", "可以")),
    _terminal("NEVER_PERMITTED", "norm", ("never permitted", "绝不许可"), priority=4),
    # ── conditions ──
    _terminal("OR", "connective", ("or", "或", "或者")),
    _terminal("AND", "connective", ("and", "且", "并且")),
    _terminal("NOT", "connective", ("not", "非")),
    _terminal("QUANTITY", "quantity", ("some", "存在"), ("every", "每个"), ("none", "没有")),
    _terminal("IN", "quantity", ("in", "属于")),
    _terminal("SATISFIES", "quantity", ("satisfies", "满足")),
    _terminal("COUNT_OF", "quantity", ("count of", "计数")),
    _terminal("SUM_OF", "quantity", ("sum of", "合计")),
    _terminal("EXTREME", "quantity", ("earliest of", "最早"), ("latest of", "最晚")),
    _terminal("FOR", "quantity", ("for", "对")),
    _terminal("IS", "verb", ("is", "为")),
    _terminal("IS_NOT", "verb", ("is not", "不为"), priority=4),
    _terminal("KNOWN", "verb", ("known", "已知")),
    _terminal("ONE_OF", "verb", ("one of", "下列之一")),
    # ── periods ──
    _terminal("HAS_PASSED_SINCE", "period", ("has passed since", "", "have passed since")),
    _terminal("SINCE_ZH", "period", ("", "自")),
    _terminal("HAS_PASSED_ZH", "period", ("", "起已满", "起满")),
    _terminal("ONWARD_ZH", "period", ("", "起")),
    _terminal("EXPIRY_ZH", "period", ("", "届满之日", "届满日")),
    _terminal("ON", "period", ("on", "于")),
    _terminal("DAY_ZH", "period", ("", "之日")),
    _terminal("DATE_OF", "period", ("date of", "")),
    _terminal("BETWEEN", "period", ("days from", ""), ("working days from", ""), ("years from", "")),
    _terminal("TO", "period", ("to", "")),
    _terminal("TO_ZH", "period", ("", "至")),
    _terminal(
        "BETWEEN_ZH", "period", ("", "的日数", "日数"), ("", "的工作日数", "工作日数"), ("", "的周年数", "周年数")
    ),
    # ── values ──
    _terminal(
        "KEYWORD", "constant", ("today", "今日"), ("now", "此刻"), ("never", "从未"), ("yes", "是"), ("no", "否")
    ),
    _terminal(
        "UNIT", "unit",
        ("days", "日", "day", "天"), ("working days", "个工作日", "working day", "工作日"),
        ("months", "个月", "month", "月"), ("years", "年", "year"), ("hours", "小时", "hour", "个小时"),
    ),
    _terminal(
        "COMPARE", "sign",
        ("<", "早于", "少于"), ("<=", "不晚于", "≤", "不超过"), ("=", "等于"), ("!=", "不等于", "≠"),
        (">=", "不早于", "≥", "不少于", "达到"), (">", "晚于", "超过"),
        priority=0,
    ),
)  # fmt: skip
"""In the order of the grammar. The first pair of a terminal is what a message calls it by."""

BY_NAME = {terminal.name: terminal for terminal in TERMINALS}

CURRENCIES = (Pair("CNY", "元"),)
"""Currencies that Chinese has a word for; any other is its three letters in both languages."""


def definitions() -> str:
    """The terminals as definitions of the grammar."""
    return "\n".join(f"{each.name}.{each.priority}: /{_escaped(each.pattern)}/" for each in TERMINALS) + "\n"


def _escaped(pattern: str) -> str:
    return pattern.replace("/", r"\/")


_FOLDED = {
    (terminal.name, "".join(word.split())): pair
    for terminal in TERMINALS
    for pair in terminal.pairs
    for word in pair.spellings
}


def pair_of(terminal: str, written: str) -> Pair:
    """The word that stands in a text as `written`, by the terminal that matched it."""
    return _FOLDED[terminal, "".join(written.split())]
