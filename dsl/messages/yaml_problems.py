"""What the YAML reader says of text that is not YAML, in both languages and with what usually causes it."""

from __future__ import annotations

from dsl.core import Words

_QUOTE = Words("以此字符开头的值要加引号", "a value that begins with it must be in quotation marks")

_PROBLEMS: dict[str, Words] = {
    "mapping values are not allowed in this context": Words(
        "此处不能再有“键: 值”；值中含有“: ”时要加引号，键要与同级的键对齐",
        "another `key: value` cannot begin here; quote a value that contains `: `, and align a key with its neighbours",
    ),
    "could not find expected ':'": Words("键之后没有“:”", "there is no `:` after the key"),
    "did not find expected key": Words(
        "此处应为键；请检查缩进与引号", "a key is wanted here; look at the indentation and the quotation marks"
    ),
    "did not find expected ',' or ']'": Words(
        "方括号内缺少逗号，或没有“]”", "a comma is missing inside the brackets, or the `]` that ends them"
    ),
    "did not find expected ',' or '}'": Words(
        "花括号内缺少逗号，或没有“}”", "a comma is missing inside the braces, or the `}` that ends them"
    ),
    "did not find expected '-' indicator": Words(
        "列表的每一项都以“- ”开头，并且对齐", "each item of a list begins with `- `, all in one column"
    ),
    "did not find expected node content": Words("此处应有内容", "something is wanted here"),
    "block sequence entries are not allowed in this context": Words(
        "列表的“- ”不能写在这里；请另起一行", "a list's `- ` cannot stand here; begin it on the next line"
    ),
    "found character that cannot start any token": Words(
        f"值不能以此字符开头；{_QUOTE.zh}", f"a value cannot begin with this character; {_QUOTE.en}"
    ),
    "found unexpected end of stream": Words("引号没有闭合", "a quotation mark is never closed"),
    "found unexpected document indicator": Words("引号没有闭合", "a quotation mark is never closed"),
    "found unexpected ':'": Words(
        "此处的“:”使值含义不明；请给值加引号", "the `:` here makes the value unclear; put the value in quotation marks"
    ),
    "found unknown escape character": Words(
        "双引号内的“\\”后不能跟此字符；请改用单引号",
        "inside double quotation marks `\\` cannot come before this character; use single ones",
    ),
    "did not find expected whitespace or line break": Words(
        "此处应有空格或换行", "a blank or a line break is wanted here"
    ),
    "did not find expected <document start>": Words(
        "文档已经结束，此后不应再有内容；请检查缩进",
        "the document has ended and nothing may follow it; look at the indentation",
    ),
    "did not find expected comment or line break": Words("此处应换行", "a line break is wanted here"),
    "did not find expected alphabetic or numeric character": Words(
        f"“&”“*”之后应为名称；{_QUOTE.zh}", f"a name is wanted after `&` or `*`; {_QUOTE.en}"
    ),
    "found undefined tag handle": Words(f"“!”是标签的写法；{_QUOTE.zh}", f"`!` begins a tag; {_QUOTE.en}"),
}
_OTHER = Words("请检查缩进、引号与标点", "look at the indentation, the quotation marks and the punctuation")


def yaml_problem(said: str) -> Words:
    """What the YAML reader said → the same in both languages; what is not in the table stays as it was said."""
    if said in _PROBLEMS:
        return _PROBLEMS[said]
    return Words(f"{_OTHER.zh}（{said}）", f"{_OTHER.en} ({said})") if said else _OTHER
