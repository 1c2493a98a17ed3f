"""The language for editors: the patterns of `colours.py` as a TextMate grammar, which is committed beside this module.

`python -m workbench.textmate`, or `make generate`, writes it anew; a test holds it to the words of the language.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from workbench.colours import ONIGURUMA, Kind, Pattern, patterns

FILE = Path(__file__).with_name("editor") / "guiju.tmLanguage.json"
SCOPE = "source.guiju"

SCOPES: Mapping[Kind, str] = {
    "statement": "storage.type.statement",
    "clause": "keyword.control.clause",
    "norm": "keyword.control.norm",
    "connective": "keyword.operator.logical",
    "quantity": "keyword.operator.quantity",
    "verb": "keyword.operator.verb",
    "period": "keyword.operator.period",
    "constant": "constant.language",
    "unit": "keyword.other.unit",
    "sign": "keyword.operator.comparison",
    "operator": "keyword.operator.arithmetic",
    "comment": "comment.line.number-sign",
    "text": "string.quoted.double",
    "open text": "invalid.illegal.unclosed",
    "date": "constant.other.date",
    "number": "constant.numeric",
    "article": "constant.other.article",
    "source": "entity.name.section",
    "rule": "entity.name.function",
    "name": "variable.other",
    "punctuation": "punctuation",
    "stray": "invalid.illegal.stray",
}
"""Kind → the scope that themes know, or one below it; blanks have none. No two are alike."""


def grammar() -> dict[str, object]:
    """The grammar as data."""
    return {
        "name": "guiju",
        "scopeName": SCOPE,
        "fileTypes": ["rules"],
        "patterns": [_entry(each) for each in patterns(ONIGURUMA)],
    }


def _entry(pattern: Pattern) -> dict[str, object]:
    names = {
        str(group): {"name": f"{SCOPES[kind]}.guiju"} for group, kind in enumerate(pattern.kinds, 1) if kind in SCOPES
    }
    if len(pattern.kinds) == 1:
        return {**names["1"], "match": pattern.regex}
    return {"match": pattern.regex, "captures": names}


def written() -> str:
    """The grammar as the file has it."""
    return json.dumps(grammar(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(written(), encoding="utf-8")
