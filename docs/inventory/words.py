"""`dsl/keywords.py` and the other terminals of the grammar → the page of words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from docs.inventory.tables import code, table
from dsl.automaton import grammar
from dsl.keywords import BY_NAME, CURRENCIES, TERMINALS, Role, Terminal
from dsl.messages.tokens import said

ROLES: Mapping[Role, str] = {
    "statement": "begin a statement · 引出语句",
    "clause": "begin a clause · 引出子句",
    "norm": "say what is asked · 表示规范",
    "connective": "join conditions · 连接条件",
    "quantity": "speak of many rows · 用于若干行",
    "verb": "say what something is · 表示判断",
    "period": "speak of time · 表示期限与日期",
    "constant": "are values · 表示值",
    "unit": "are units · 表示单位",
    "sign": "compare · 表示比较",
}


def page() -> str:
    """Every word of the language by its role, both spellings, and the other spellings that are understood."""
    parts = [
        "# Words · 词",
        "The first spelling of a language is the one that `guiju fmt` writes; the others are understood.\n"
        "各语言的第一种写法是 `guiju fmt` 所用的写法，其余写法同样可用。",
    ]
    for role, title in ROLES.items():
        rows = [row for each in TERMINALS if each.role == role for row in _rows(each)]
        parts += [f"## Words that {title}", table(["terminal", "English", "中文", "also understood · 亦可"], rows)]
    rows = [["CURRENCY", code(each.en), code(each.zh), "any three capital letters"] for each in CURRENCIES]
    parts += ["## Currencies · 币种", table(["terminal", "English", "中文", "also understood · 亦可"], rows)]
    parts += ["## Signs, names and literals · 符号、名称与值", table(["terminal", "is", "是", "written"], _patterns())]
    return "\n\n".join(parts) + "\n"


def _rows(terminal: Terminal) -> Iterator[list[str]]:
    for each in terminal.pairs:
        also = "、".join(code(word.replace(" ", "" if not word.isascii() else " ")) for word in each.also)
        yield [terminal.name, code(each.en), code(each.zh.replace(" ", "")), also]


def _patterns() -> Iterator[list[str]]:
    """The terminals that are not words: what each is called, and the pattern that it matches."""
    for name, pattern in re.findall(r"^([A-Z_]+)(?:\.\d+)?: *(.+)$", grammar(), flags=re.MULTILINE):
        if name not in BY_NAME and name != "CURRENCY":
            called = said([name])
            yield [name, called.en.strip("`"), called.zh.strip("“”"), code(pattern)]
