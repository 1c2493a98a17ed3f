"""`dsl/syntax/` → the page of forms: each node of the tree as written, with an example in both spellings.

The examples are the shortest ones of `tests/dsl/pairs/english.rules`, in which every form occurs; the Chinese is what
`guiju fmt --lang zh` makes of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast, get_args

from docs.inventory.tables import code, table
from dsl import syntax as s
from dsl.core import Language
from dsl.format import format_file
from dsl.load import Loaded
from tests.dsl.folders import loaded

PAIRS = Path(__file__).parent.parent.parent / "tests" / "dsl" / "pairs"
FILE = "rules/all.rules"
Form = tuple[type, str]
"""A class of nodes, and which of its forms: `Quantifier`, `every`."""

_TELLING = ("op", "quantity", "what", "word", "unit", "known", "positive")
"""Fields by whose values one class has several forms."""
UNREAD = (s.Bad, s.Lost)
"""Nodes that stand for what could not be read: nobody writes them."""
_CHAPTERS: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("Statements · 语句", get_args(s.Statement)),
    ("Parts of a fact · 事实的组成", (s.Except, s.Presumed)),
    ("Clauses of rules and invariants · 规则与不变式的子句", tuple(e for e in get_args(s.Clause) if e not in UNREAD)),
    ("Expressions · 表达式", tuple(each for each in get_args(s.Expr) if each not in UNREAD)),
)


def page() -> str:
    """Statements, clauses and expressions: what each is, and one example of each form of it."""
    examples = _examples(_book())
    parts = ["# Forms · 句式"]
    for title, classes in _CHAPTERS:
        parts += [f"## {title}", *(_section(each, examples) for each in classes)]
    return "\n\n".join(parts) + "\n"


def _section(kind: type, examples: Mapping[Form, tuple[str, str]]) -> str:
    found = {which: shown for (of, which), shown in examples.items() if of is kind}
    about = f"### {kind.__name__}\n\n{(kind.__doc__ or '').strip()}\n\n"
    if kind in get_args(s.Statement):
        return about + "\n\n".join(f"```rules\n{text}\n```" for text in found[""])
    one_line = [[which, *(code(" ".join(text.split())) for text in shown)] for which, shown in found.items()]
    return about + table(["", "English", "中文"], one_line)


@cache
def _book() -> Loaded:
    """The book in which every form occurs, without its comments."""
    text = (PAIRS / "english.rules").read_text(encoding="utf-8")
    rules = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    with TemporaryDirectory() as folder:
        return loaded(Path(folder), {FILE: rules, "scenarios/all.yaml": None})


def _examples(book: Loaded) -> dict[Form, tuple[str, str]]:
    """The shortest example of each form, in English and in Chinese."""
    found: dict[Form, tuple[str, str]] = {}
    for node in _nodes(book.statements[FILE]):
        shown = (_shown(node, book, "en"), _shown(node, book, "zh"))
        if _form(node) not in found or len(shown[0]) < len(found[_form(node)][0]):
            found[_form(node)] = shown
    return found


def _nodes(node: object) -> Iterator[Any]:
    """Every statement, clause and expression."""
    if isinstance(node, tuple):
        for each in node:
            yield from _nodes(each)
    elif is_dataclass(node):
        if type(node) not in (s.Word, s.Cite):
            yield node
        for each in fields(node):
            if each.name != "span":
                yield from _nodes(getattr(node, each.name))


def _form(node: Any) -> Form:
    telling = (getattr(node, name) for name in _TELLING if hasattr(node, name))
    return type(node), next((_name(each) for each in telling), "")


def _name(value: object) -> str:
    return {True: "", False: "not"}[value] if isinstance(value, bool) else str(value)


def _shown(node: Any, book: Loaded, lang: Language) -> str:
    """A node as the formatter writes it: a part of a statement in one of its own, of which the lines before it go."""
    statement, before = _stated(node)
    text = format_file(book.sources[FILE], (statement,), book.glossary, lang).strip()
    return "\n".join(text.splitlines()[before:]).strip()


def _stated(node: Any) -> tuple[s.Statement, int]:
    """A statement that holds the node, and how many lines of it stand before the node."""
    name, yes = s.Word("x", node.span), s.Keyword("yes", node.span)
    match node:
        case s.Fact() | s.Rule() | s.Invariant() | s.Replace() | s.Repeal() | s.Insert():
            return node, 0
        case s.Except():
            return s.Fact(name, name, (), yes, (node,), (), node.span), 2
        case s.Presumed():
            return s.Fact(name, name, (), yes, (), (node,), node.span), 2
        case _ if isinstance(node, get_args(s.Clause)):
            return s.Rule(name, (), (node,), node.span), 1
        case _:
            return s.Fact(name, name, (), cast(s.Expr, node), (), (), node.span), 1
