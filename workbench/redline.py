"""What a declaration says in each of two versions, in words: only the parts that differ where both have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from dsl import core
from dsl.core import Language, Words
from interpreter.messages import LABELS, TERMS
from interpreter.versions.written import Written
from workbench.books import Shelf
from workbench.comparing import KINDS, Comparison


def texts(compared: Comparison, each: Written, lang: Language) -> tuple[list[str], list[str]]:
    """What each version says; of a rule that both have, only the parts that differ."""
    sides = []
    for interpreter, declared in ((compared.old, each.old), (compared.new, each.new)):
        sides.append([] if declared is None else list(_said(Shelf(interpreter, lang, None), each, declared)))
    if each.old is not None and each.new is not None:
        return [line for line in sides[0] if line not in sides[1]], [line for line in sides[1] if line not in sides[0]]
    return sides[0], sides[1]


def headed(each: Written, lang: Language) -> str:
    """The kind of a declaration and its path; what a figure or a field is called besides; its former path."""
    names = getattr(each.new if each.new is not None else each.old, "names", None)
    called = names.say(lang) if isinstance(names, Words) else ""
    quoted = (f"「{called}」" if lang == "zh" else f"“{called}”") if called and called != each.path else ""
    parts = (KINDS[each.kind].say(lang), each.path, quoted, f"← {each.was}" if each.was else "")
    return " ".join(filter(None, parts))


def _said(shelf: Shelf, each: Written, declared: Any) -> Iterator[str]:
    match each.kind:
        case "rule":
            found = shelf.rule(declared)
            keys = each.parts or ("title", "subject", "norm", "when", "unless", "sources")
        case "parameter":
            found = shelf.parameter(replace(declared, values=_ever(declared.values)))
            keys = tuple(key for key in found if key not in ("in force", "history"))
        case "source":
            found = shelf.source(declared)
            keys = tuple(key for key in found if key != "rules")
        case "fact":
            found, keys = {"fact": shelf.meaning(declared)}, ("fact",)
        case _:
            found, keys = {each.kind: _plain(declared, lang=shelf.lang)}, (each.kind,)
    for key in keys:
        value = found.get(key)
        for each_value in value if isinstance(value, list) else [value]:
            if each_value is not None:
                yield f"{_head(key, shelf.lang)}{_COLON[shelf.lang]}{_flat(each_value, shelf.lang)}"


_COLON: dict[Language, str] = {"zh": "：", "en": ": "}
_OPEN = "…"


def _ever(values: tuple[core.Dated, ...]) -> tuple[core.Dated, ...]:
    """Those that are in force on some day: a figure may have none in a book as it stands on one day."""
    return tuple(each for each in values if (each.since or date.min) <= (each.until or date.max))


def _head(key: str, lang: Language) -> str:
    found = KINDS.get(key) or LABELS.get(key)
    return found.say(lang) if found else key


def _flat(value: object, lang: Language) -> str:
    """In one line; of several entries the first, which is what is spoken of, needs no name."""
    comma, semicolon = ("，", "；") if lang == "zh" else (", ", "; ")
    if isinstance(value, dict):
        entries = [(name, each) for name, each in value.items() if each != _OPEN]
        return comma.join(
            f"{_head(name, lang)} {_flat(each, lang)}" if at or name != "value" else _flat(each, lang)
            for at, (name, each) in enumerate(entries)
        )
    if isinstance(value, list):
        return semicolon.join(_flat(each, lang) for each in value)
    return TERMS[str(value)].say(lang) if str(value) in TERMS else str(value)


def _plain(declared: Any, lang: Language) -> str:
    names = getattr(declared, "names", None) or getattr(declared, "title", None)
    inner = [*getattr(declared, "fields", ()), *getattr(declared, "relations", ()), *getattr(declared, "values", ())]
    return " ".join(filter(None, (names.say(lang) if names else str(declared), ", ".join(map(str, inner)))))
