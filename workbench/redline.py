"""What a declaration says in each of two versions, in words: only the parts that differ where both have it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dsl.core import Language
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


def _said(shelf: Shelf, each: Written, declared: Any) -> Iterator[str]:
    match each.kind:
        case "rule":
            found = shelf.rule(declared)
            keys = each.parts or ("title", "subject", "norm", "when", "unless", "sources")
        case "parameter":
            found = shelf.parameter(declared)
            keys = tuple(key for key in found if key != "history")
        case "source":
            found = shelf.source(declared)
            keys = tuple(key for key in found if key != "rules")
        case "fact":
            found, keys = {"fact": shelf.meaning(declared)}, ("fact",)
        case _:
            found, keys = {each.kind: _plain(declared, lang=shelf.lang)}, (each.kind,)
    for key in keys:
        value = found.get(key)
        head = KINDS[key].say(shelf.lang) if key in KINDS else key
        for each_value in value if isinstance(value, list) else [value]:
            if each_value is not None:
                yield f"{head}: {_flat(each_value)}"


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_flat(each)}" for name, each in value.items())
    return "; ".join(map(_flat, value)) if isinstance(value, list) else str(value)


def _plain(declared: Any, lang: Language) -> str:
    names = getattr(declared, "names", None) or getattr(declared, "title", None)
    inner = [*getattr(declared, "fields", ()), *getattr(declared, "relations", ()), *getattr(declared, "values", ())]
    return " ".join(filter(None, (names.say(lang) if names else str(declared), ", ".join(map(str, inner)))))
