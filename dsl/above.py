"""Lines of rules that changed places → one message each, though each is wrong where it stands now.

A clause above the head of its statement is too much for the statement before it and missing in its own; of two parts
of a clause in each other's place, one is too much and the other wants it. What is said of the line too much stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.keywords import BY_NAME
from dsl.source import Source, Sources

_NEARBY = 3
"""Lines between a clause and a part of it that has been misplaced."""
_OF_CLAUSE = {
    "for each": ("FOR_EACH",),
    "must / must not / may": ("MUST_HAPPEN", "MUST_NOT", "MUST", "MAY"),
    "never permitted": ("NEVER_PERMITTED",),
}


def told_once(problems: Sequence[Diagnostic], sources: Sources) -> list[Diagnostic]:
    """The problems without those of what is missing because it stands a line or two away and is told of there."""
    wrong: dict[tuple[str, int], list[str]] = {}
    for each in problems:
        if each.span.file in sources:
            words = wrong.setdefault((each.span.file, _line(each, sources)), [])
            words += [str(each.detail["found"])] if each.code == "RB110" else []
    return [each for each in problems if not _is_above(each, wrong, sources) and not _is_astray(each, wrong, sources)]


def _line(problem: Diagnostic, sources: Sources) -> int:
    return sources[problem.span.file].position(problem.span.start)[0]


def _is_astray(problem: Diagnostic, wrong: Mapping[tuple[str, int], list[str]], sources: Sources) -> bool:
    """Whether a clause wants a word that does not fit where it stands nearby."""
    wanted = problem.detail.get("wanted")
    if problem.code not in ("RB110", "RB113") or problem.span.file not in sources or not isinstance(wanted, Words):
        return False
    line = _line(problem, sources)
    nearby = [n for n in range(line - _NEARBY, line + _NEARBY + 1) if n != line]
    words = [word for n in nearby for word in wrong.get((problem.span.file, n), ())]
    return any(f"`{word}`" in wanted.en or f"“{word}”" in wanted.zh for word in words)


def _is_above(problem: Diagnostic, wrong: Mapping[tuple[str, int], list[str]], sources: Sources) -> bool:
    """Whether a head lacks what stands above it."""
    if problem.code not in ("RB113", "RB401", "RB403") or not problem.span.file.endswith(".rules"):
        return False
    source = sources[problem.span.file]
    line = _line(problem, sources)
    above = next(_above(source, line), 0)
    if (problem.span.file, above) not in wrong:
        return False
    if problem.code == "RB113":  # a fact that has no more than its head
        return _begins(source.line(line), ("FACT",)) and source.line(line).split("#")[0].rstrip()[-1:] in (":", "：")
    clause = "source" if problem.code == "RB403" else str(getattr(problem.detail.get("clause"), "en", ""))
    return _begins(source.line(above), _OF_CLAUSE.get(clause, ("SOURCE",) if clause == "source" else ()))


def _above(source: Source, line: int) -> Iterator[int]:
    """The lines above one that have more than a comment, from below."""
    for number in range(line - 1, 0, -1):
        if source.line(number).strip() and not source.line(number).lstrip().startswith("#"):
            yield number


def _begins(line: str, terminals: Sequence[str]) -> bool:
    words = [word for name in terminals for word in BY_NAME[name].spellings]
    return any(re.match(re.sub(" ", r"\\s*", re.escape(word).replace("\\ ", " ")), line.strip()) for word in words)
