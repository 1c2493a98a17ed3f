"""The schemas → the page of the keys of each YAML file, with what they say of themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from docs.inventory.tables import code, table
from dsl.schema import SCHEMAS

FILES = ("rulebook", "vocabulary", "additions", "parameters", "sources", "amendments", "scenarios")
HEAD = ["key · 键", "required · 必填", "value · 值", "for example · 例如", "", ""]
_ADDITIONS = (
    "所列各键相同；已在所导入的规则集中声明的实体和枚举，不必再写 `zh`、`key`、`fields`、`values` · "
    "the same keys; an entity or an enumeration that an imported book declares needs no `zh`, `key`, `fields`, `values`"
)
Schema = dict[str, Any]


def page() -> str:
    """Each file, what it is for, and its keys."""
    parts = [
        "# Keys of the YAML files · YAML 文件的键",
        "`NAME` stands for a name of the book's own, `[…]` for each item of a list.",
    ]
    for file in FILES:
        schema = json.loads((SCHEMAS / f"{file}.schema.json").read_text(encoding="utf-8"))
        where = f"{file}/*.yaml" if file == "scenarios" else f"{file}.yaml"
        if file == "additions":
            parts += ["### `vocabulary.yaml` · `imports`", schema["description"], _ADDITIONS]
        else:
            parts += [f"## `{where}`", schema["description"], table(HEAD, keys(schema))]
    return "\n\n".join(parts) + "\n"


def keys(schema: Schema, way: str = "", required: bool = False) -> Iterator[list[str]]:
    """The key at `way`, then those inside of it."""
    if way:
        zh, _, en = schema.get("description", "").partition(" · ")
        yield [code(way), "✓" if required else "", _value(schema), _example(schema), zh, en]
    for each in (schema, *schema.get("anyOf", ())):
        for name, inner in each.get("properties", {}).items():
            yield from keys(inner, f"{way}.{name}".lstrip("."), name in each.get("required", ()))
        if isinstance(each.get("additionalProperties"), dict):
            yield from keys(each["additionalProperties"], f"{way}.NAME".lstrip("."))
        if isinstance(each.get("items"), dict):
            yield from _items(each["items"], f"{way}[…]")


def _items(schema: Schema, way: str) -> Iterator[list[str]]:
    """The items of a list have keys of their own, or are plain texts."""
    if {"properties", "additionalProperties"} & schema.keys():
        yield from keys(schema, way)


def _example(schema: Schema) -> str:
    """The first of its examples, as YAML writes it on one line."""
    first = next(iter(schema.get("examples", ())), "")
    return code(first if isinstance(first, str) else json.dumps(first, ensure_ascii=False).replace('"', ""))


def _value(schema: Schema) -> str:
    """What may stand there."""
    if "enum" in schema:
        return ", ".join(code(each) for each in schema["enum"])
    if "anyOf" in schema and "type" not in schema:
        return " or ".join(dict.fromkeys(_value(each) for each in schema["anyOf"]))
    if str(schema.get("pattern", "")).startswith("^[0-9]{4}"):
        return "a date" if "T" not in schema["pattern"] else "a date or an instant"
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return " or ".join(dict.fromkeys(_TYPES[each] for each in types))


_TYPES = {"object": "keys", "array": "a list", "string": "text", "number": "a number", "boolean": "yes or no"}
