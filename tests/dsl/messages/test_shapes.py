"""What a YAML value is asked to be, in words."""

from __future__ import annotations

import json
from pathlib import Path

import dsl.shape
from dsl.core import Words
from dsl.messages.shapes import TYPES, either


def test_every_type_that_a_schema_asks_for_has_words() -> None:
    asked = {
        node["type"]
        for file in Path(dsl.shape.__file__).with_name("schemas").iterdir()
        for node in _nodes(json.loads(file.read_text(encoding="utf-8")))
        if isinstance(node.get("type"), str)
    }
    assert asked == set(TYPES)


def _nodes(value: object) -> list[dict[str, object]]:
    if isinstance(value, dict):
        return [value, *(node for each in value.values() for node in _nodes(each))]
    return [node for each in value for node in _nodes(each)] if isinstance(value, list) else []


def test_one_of_several_is_said_with_or_and_each_once() -> None:
    assert either([Words("甲", "a"), Words("乙", "b"), Words("甲", "a")]) == Words("甲或乙", "a or b")
    assert either([]) == Words("", "")
