"""Texts before and after → a unified diff that `git apply` and `patch -p1` understand."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import unified_diff


def patch(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """What changes in each file, by its path and in order of paths."""
    return "".join(_file(path, before[path], after[path]) for path in sorted(after) if before[path] != after[path])


def _file(path: str, before: str, after: str) -> str:
    name = path.lstrip("/")
    lines = unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    """Lines with their ends; `splitlines` would cut at signs that end no line of a file."""
    parts = text.split("\n")
    return [*(f"{part}\n" for part in parts[:-1]), *filter(None, parts[-1:])]
