"""The grammar's terminals in words: what a message says was expected, and what a slip may have meant."""

from __future__ import annotations

from collections.abc import Iterable

from dsl.core import Words

TOKENS: dict[str, tuple[str, ...]] = {
    "FACT": ("fact", "事实"), "RULE": ("rule", "规则"), "INVARIANT": ("invariant", "不变式"),
    "EXCEPT": ("except", "例外"), "PRESUMED": ("presumed", "视为"), "SOURCE": ("source", "依据"),
    "PENALTY": ("penalty", "罚则"), "FROM": ("from", "自"), "IN_FORCE": ("起施行",), "UNTIL": ("until",),
    "OF_FORCE": ("止",), "FOR_EACH": ("for each", "适用于每个"), "WHERE": ("where", "其中"), "WHEN": ("when", "当"),
    "UNLESS": ("unless", "除非"), "BINDS": ("binds", "约束"), "SEVERITY": ("severity", "严重度"),
    "STANDING": ("standing", "地位"), "NOTE": ("note", "备注"), "OVERRIDES": ("overrides", "优先于"),
    "MUST": ("must", "应当"), "BY": ("by", "截至"), "MUST_HAPPEN": ("must happen", "应当发生"),
    "WITHIN": ("within",), "AFTER": ("after",), "AT_ZH": ("在",), "AFTER_ZH": ("后",), "INSIDE_ZH": ("内",),
    "MUST_NOT": ("must not", "不得"), "MAY": ("may", "可以"), "NEVER_PERMITTED": ("never permitted", "绝不许可"),
    "OR": ("or", "或"), "AND": ("and", "且"), "NOT": ("not", "非"),
    "QUANTITY": ("some", "every", "none", "存在", "每个", "没有"), "IN": ("in", "属于"),
    "SATISFIES": ("satisfies", "满足"), "COUNT_OF": ("count of", "计数"), "SUM_OF": ("sum of", "合计"),
    "EXTREME": ("earliest of", "latest of", "最早", "最晚"), "FOR": ("for", "对"), "IS": ("is", "为"),
    "IS_NOT": ("is not", "不为"), "KNOWN": ("known", "已知"), "ONE_OF": ("one of", "下列之一"),
    "HAS_PASSED_SINCE": ("has passed since",), "SINCE_ZH": ("自",), "HAS_PASSED_ZH": ("起已满",),
    "ONWARD_ZH": ("起",), "EXPIRY_ZH": ("届满之日",), "ON": ("on", "于"), "DAY_ZH": ("之日",),
    "DATE_OF": ("date of",), "BETWEEN": ("days from", "working days from", "years from"), "TO": ("to",),
    "TO_ZH": ("至",), "BETWEEN_ZH": ("的日数", "的工作日数", "的周年数"),
    "KEYWORD": ("today", "now", "never", "yes", "no", "今日", "此刻", "从未", "是", "否"),
    "UNIT": ("days", "working days", "months", "years", "hours", "日", "个工作日", "个月", "年", "小时"),
    "CURRENCY": ("CNY", "元"), "COMPARE": ("<", "<=", "=", "!=", ">=", ">"), "PLUS": ("+",), "MINUS": ("-",),
    "TIMES": ("*",), "LPAR": ("(",), "RPAR": (")",), "COLON": (":",), "COMMA": (",",), "DOT": (".",),
}  # fmt: skip
"""Terminal → how it is written, English first."""


RESERVED = frozenset(
    word
    for name, words in TOKENS.items()
    if name
    in {
        *("NOT", "QUANTITY", "COUNT_OF", "SUM_OF", "EXTREME", "KEYWORD", "SINCE_ZH", "KNOWN", "ONE_OF"),
        *("FACT", "RULE", "INVARIANT"),
    }
    for word in words
)
"""Words that begin an expression or a statement, or stand after `is`: a name like one of them could not be used there."""


def keyword(word: str) -> Words:
    """An English keyword, or several with slashes between them, with the Chinese of each."""
    twins = {written[0]: written[-1] for written in TOKENS.values()}
    return Words("／".join(twins.get(part, part) for part in word.split(" / ")), word)


SIGNS = {
    "&": Words("且", "and"), "|": Words("或", "or"), "!": Words("非", "not"), "‘": Words("“…”", '"…"'), "’": Words("“…”", '"…"'),
}  # fmt: skip
"""Signs of other languages → what is meant by them here."""

_KINDS = {
    "NAME": Words("名称", "a name"),
    "PATH": Words("规则路径", "a rule's path"),
    "STRING": Words("引号中的文字", "text in quotation marks"),
    "NUMBER": Words("数", "a number"),
    "DATE": Words("日期", "a date"),
    "INSTANT": Words("时刻", "an instant"),
    "SOURCE_ID": Words("法源", "a source"),
    "ARTICLE": Words("第N条", "art N"),
    "$END": Words("语句结束", "the end of the statement"),
}
_MOST = 6
_GROUPS = (
    ({"NAME", "NUMBER", "DATE", "STRING", "KEYWORD", "INSTANT"}, Words("一个值或条件", "a value or a condition")),
    ({"SOURCE", "FOR_EACH", "WHEN", "MUST_NOT", "BINDS"}, Words("另一子句（“当”…）", "another clause (`when` …)")),
    ({"SOURCE", "FOR_EACH", "WHEN", "NEVER_PERMITTED", "UNLESS"}, Words("另一子句", "another clause")),
    ({"COMPARE", "IS", "IS_NOT"}, Words("比较", "a comparison")),
    ({"PLUS", "MINUS"}, Words("运算符", "an operator")),
)
"""What is said in one word where all of these may stand."""
_PART_OF = {
    "a value or a condition": {
        *(
            "NAME",
            "NUMBER",
            "DATE",
            "STRING",
            "KEYWORD",
            "INSTANT",
            "QUANTITY",
            "COUNT_OF",
            "SUM_OF",
            "EXTREME",
            "LPAR",
        ),
        *("BETWEEN", "DATE_OF", "SINCE_ZH", "MINUS", "NOT"),
    },
    "a comparison": {"COMPARE", "IS", "IS_NOT", "HAS_PASSED_SINCE"},
    "an operator": {"PLUS", "MINUS", "TIMES", "AFTER", "ON", "DAY_ZH"},
}
_CLAUSES = {
    *(
        "SOURCE",
        "PENALTY",
        "FROM",
        "UNTIL",
        "TO_ZH",
        "FOR_EACH",
        "WHEN",
        "UNLESS",
        "BINDS",
        "SEVERITY",
        "STANDING",
        "NOTE",
    ),
    *("OVERRIDES", "MUST", "MUST_HAPPEN", "MUST_NOT", "MAY", "NEVER_PERMITTED"),
}
_ORDER = [*_KINDS, "AND", "OR", *TOKENS]


def said(terminals: Iterable[str]) -> Words:
    """`{"WHEN", "NAME"}` → "a name, `when`", in both languages; a long list is cut short, a value is called a value."""
    wanted = set(terminals)
    spoken: list[Words] = []
    for all_of, words in _GROUPS:
        if wanted >= all_of:
            spoken.append(words)
            wanted -= _PART_OF.get(words.en, _CLAUSES)
    listed = sorted(wanted, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))
    spoken += [_written(name) for name in listed]
    return Words("、".join(_cut([each.zh for each in spoken])), ", ".join(_cut([each.en for each in spoken])))


def _written(name: str) -> Words:
    """A terminal as it is written in each language; empty in the one in which it is not."""
    if name in _KINDS:
        return _KINDS[name]
    written = TOKENS.get(name, (name.lower(),))
    zh, en = written[-1], written[0]
    return Words(f"“{zh}”" if _either(zh, chinese=True) else "", f"`{en}`" if _either(en, chinese=False) else "")


def _either(word: str, *, chinese: bool) -> bool:
    """Whether a word is of that language, or of both as a sign is: half of the terminals are written in one only."""
    return not word[0].isalpha() or word.isascii() != chinese


def _cut(listed: list[str]) -> list[str]:
    unique = list(dict.fromkeys(filter(None, listed)))
    return unique if len(unique) <= _MOST else [*unique[:_MOST], "…"]
