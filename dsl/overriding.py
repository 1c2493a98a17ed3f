"""Rules that have several texts → the same, each overriding all texts that it meets of what it overrides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from dsl import core


def together(rules: Mapping[str, core.Rule], texts: Mapping[str, tuple[str, ...]]) -> dict[str, core.Rule]:
    """Rules of which each overrides all texts of what it overrides that are in force on a day on which it is."""
    return {path: replace(rule, overrides=tuple(_overridden(rule, rules, texts))) for path, rule in rules.items()}


def _overridden(rule: core.Rule, rules: Mapping[str, core.Rule], texts: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for path in rule.overrides:
        several = [rules[each] for each in texts[path] if each in rules] if _is_current(path, texts) else []
        yield from [each.path for each in several if _meet(rule, each)] or (path,)


def _is_current(path: str, texts: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a path is that of a rule which has several texts, and not that of one of its older ones."""
    return path in texts and all(each == path or each.startswith(f"{path}/") for each in texts[path])


def _meet(one: core.Rule, other: core.Rule) -> bool:
    first = max(one.since or date.min, other.since or date.min)
    return first <= min(one.until or date.max, other.until or date.max)
