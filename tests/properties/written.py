"""The rulebook as it is written: its register and the heads of its rules, read from the files without the engine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[2] / "rulebook" / "cn-telecom"
Force = tuple[date | None, date | None]
"""The first and the last day in force."""

_RULE = re.compile(r"^rule (?P<path>\S+) (?P<rest>.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
_SOURCE = re.compile(r"^    source (\S+)", re.MULTILINE)
_BOUND = re.compile(r"^    (from|until) (\d{4}-\d{2}-\d{2})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Written:
    """One rule: the sources it cites in order, its own time in force, whether it says why it outlives its source."""

    sources: tuple[str, ...]
    bounds: Mapping[str, date]
    outlives: bool

    def force(self) -> Force:
        """From its own first day, or else from that of the first law it cites; likewise until."""
        since, until = in_force(self.sources[0]) if self.sources else (None, None)
        return self.bounds.get("from", since), self.bounds.get("until", until)


@cache
def rules() -> Mapping[str, Written]:
    """Every rule that is written in English, by its path."""
    return {path: each for file in sorted(FOLDER.glob("rules/*.rules")) for path, each in _rules(file)}


def _rules(file: Path) -> Iterator[tuple[str, Written]]:
    for found in _RULE.finditer(file.read_text(encoding="utf-8")):
        bounds = {which: date.fromisoformat(day) for which, day in _BOUND.findall(found["rest"])}
        yield found["path"], Written(tuple(_SOURCE.findall(found["rest"])), bounds, "ignore[RB721]" in found["rest"])


@cache
def _register() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load((FOLDER / "sources.yaml").read_text(encoding="utf-8"))
    return found


def in_force(source: str) -> Force:
    """When a law is in force, by the register."""
    force = _register()[source].get("in_force", {})
    return force.get("from"), force.get("until")


def is_within(day: date, force: Force) -> bool:
    """Whether a day lies in a time in force."""
    since, until = force
    return (since is None or since <= day) and (until is None or day <= until)
