"""What a YAML value is asked to be, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from dsl.core import Words

TYPES = {
    "object": Words("“键: 值”", "a mapping (`key: value`)"),
    "array": Words("列表", "a list"),
    "string": Words("文字", "text"),
}
"""JSON Schema's types, as they are called here."""

EXACTLY_ONE = Words("恰好一个", "exactly one")
AT_LEAST_ONE = Words("至少一个", "at least one")


def either(options: Iterable[Words]) -> Words:
    """One of several things."""
    listed = list(dict.fromkeys(options))
    return Words("或".join(each.zh for each in listed), " or ".join(each.en for each in listed))
