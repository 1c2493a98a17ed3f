"""Syntax → the same in the other language: every name that the glossary knows is said in it, all else stays.

What is translated has the places of the original, by which its comments and the spelling of its numbers are found.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from dsl import syntax as s
from dsl.core import Language, Words
from dsl.glossary import Glossary

T = TypeVar("T")

LABELS: dict[str, tuple[Words, ...]] = {
    "severity": (Words("高", "high"), Words("中", "medium"), Words("低", "low")),
    "standing": (Words("无争议", "settled"), Words("有争议", "contested")),
}
"""The values of clauses that have a closed list of them."""

_NAME = re.compile(r"[^\W\d][\w-]*(?:/\w+)*")
_SAID = {each.say(lang): each for values in LABELS.values() for each in values for lang in ("zh", "en")}


def translate(node: T, glossary: Glossary, lang: Language) -> T:
    """A node with its words in `lang`; a tuple of nodes one by one; anything else as it is."""
    match node:
        case s.Word():
            return cast(T, _word(node, glossary, lang))
        case s.Fact():
            return cast(T, _fact(node, glossary, lang))
        case s.Label(word, value) if word in LABELS:
            said = _SAID[value.text].say(lang) if value.text in _SAID else value.text
            return cast(T, replace(node, value=replace(value, text=said)))
        case tuple():
            return cast(T, tuple(translate(each, glossary, lang) for each in node))
        case _ if is_dataclass(node) and not isinstance(node, type):
            return _inside(node, glossary, lang)
        case _:
            return node


def _inside(node: T, glossary: Glossary, lang: Language) -> T:
    parts = {each.name: getattr(node, each.name) for each in fields(cast(s.Word, node)) if each.name != "span"}
    return cast(T, replace(cast(s.Word, node), **{k: translate(part, glossary, lang) for k, part in parts.items()}))


def _word(word: s.Word, glossary: Glossary, lang: Language) -> s.Word:
    names = glossary.names.get(word.span)
    said = names.say(lang) if names else word.text
    return replace(word, text=said) if _NAME.fullmatch(said) else word


def _fact(fact: s.Fact, glossary: Glossary, lang: Language) -> s.Fact:
    """A fact's name and its title, which is its name in the other language, change places."""
    turned = _inside(fact, glossary, lang)
    own, said = fact.name.text, turned.name.text
    titles = tuple(replace(each, value=own) if each.value == said != own else each for each in fact.titles)
    return replace(turned, titles=titles)
