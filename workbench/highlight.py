"""The language for Pygments: `pygmentize -l guiju`, Sphinx, and whatever else asks Pygments. Alone imports it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from pygments.lexer import RegexLexer, bygroups
from pygments.token import Comment, Error, Keyword, Literal, Name, Number, Operator, Punctuation, String, Whitespace

from dsl.keywords import TERMINALS
from workbench.colours import PYTHON, Kind, patterns

TOKENS: Mapping[Kind, Any] = {
    "statement": Keyword.Declaration,
    "clause": Keyword,
    "norm": Keyword.Reserved,
    "connective": Operator.Word,
    "quantity": Operator.Word.Quantity,
    "verb": Operator.Word.Verb,
    "period": Operator.Word.Period,
    "constant": Keyword.Constant,
    "unit": Keyword.Type,
    "sign": Operator.Comparison,
    "operator": Operator,
    "comment": Comment.Single,
    "text": String.Double,
    "open text": Error.String,
    "date": Literal.Date,
    "number": Number,
    "article": Name.Label,
    "source": Name.Namespace,
    "rule": Name.Function,
    "name": Name,
    "punctuation": Punctuation,
    "blank": Whitespace,
    "stray": Error,
}
"""Kind → Pygments' token. No two are alike; a style that does not know one colours it as what it belongs to."""

_STATEMENT = re.compile(
    rf"^\s*(?:{'|'.join(word for each in TERMINALS if each.role == 'statement' for word in each.spellings)})\s", re.M
)


def _rule(regex: str, kinds: tuple[Kind, ...]) -> tuple[str, Any]:
    tokens = [TOKENS[kind] for kind in kinds]
    return (regex, tokens[0]) if len(tokens) == 1 else (regex, bygroups(*tokens))  # type: ignore[no-untyped-call]  # so it is published


class RulesLexer(RegexLexer):
    """`.rules` files, in English and in Chinese."""

    name = "guiju"
    aliases: ClassVar = ["guiju", "规矩"]
    filenames: ClassVar = ["*.rules"]
    mimetypes: ClassVar = ["text/x-guiju"]
    flags = re.MULTILINE
    tokens: ClassVar = {"root": [(r"\s+", Whitespace), *(_rule(each.regex, each.kinds) for each in patterns(PYTHON))]}

    @staticmethod
    def analyse_text(text: str) -> float:
        """How sure it is, between 0 and 1, that a text of which nothing else is known is a file of rules."""
        return 0.3 if _STATEMENT.search(text) else 0.0
