"""The grammar's terminals in words: what a message says was expected, and what a slip may have meant."""

from __future__ import annotations

from collections.abc import Iterable

from dsl.core import Words
from dsl.keywords import BY_NAME, TERMINALS

TOKENS: dict[str, tuple[str, ...]] = {
    **{
        each.name: tuple(word if word.isascii() else word.replace(" ", "") for word in each.spellings)
        for each in TERMINALS
    },
    **{"CURRENCY": ("CNY", "元"), "PLUS": ("+",), "MINUS": ("-",), "TIMES": ("*",)},
    **{"LPAR": ("(",), "RPAR": (")",), "COLON": (":",), "COMMA": (",",), "DOT": (".",)},
}
"""Terminal → how it is written, English first."""


RESERVED = frozenset(
    word
    for name, words in TOKENS.items()
    if name
    in {
        *("NOT", "QUANTITY", "COUNT_OF", "SUM_OF", "EXTREME", "KEYWORD", "SINCE_ZH", "KNOWN", "ONE_OF"),
        *("FACT", "RULE", "INVARIANT", "REPLACE", "REPEAL", "INSERT"),
    }
    for word in words
)
"""Words that begin an expression or a statement, or stand after `is`: a name like one of them could not be used there."""


def keyword(word: str) -> Words:
    """An English keyword, or several with slashes between them, with the Chinese of each."""
    twins = {each.pairs[0].en: each.pairs[0].say("zh") for each in TERMINALS}
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
    *("OVERRIDES", "TRANSITIONAL", "MUST", "MUST_HAPPEN", "MUST_NOT", "MAY", "NEVER_PERMITTED"),
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
    if terminal := BY_NAME.get(name):
        zh, en = terminal.pairs[0].say("zh"), terminal.pairs[0].say("en")
    else:
        zh = en = TOKENS.get(name, (name.lower(),))[0]
    return Words(f"“{zh}”" if _either(zh, chinese=True) else "", f"`{en}`" if _either(en, chinese=False) else "")


def _either(word: str, *, chinese: bool) -> bool:
    """Whether a word is of that language, or of both as a sign is: half of the terminals are written in one only."""
    return not word[0].isalpha() or word.isascii() != chinese


def _cut(listed: list[str]) -> list[str]:
    unique = list(dict.fromkeys(filter(None, listed)))
    return unique if len(unique) <= _MOST else [*unique[:_MOST], "…"]
