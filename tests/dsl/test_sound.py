"""What is called sound is sound by the library's word, and the sound is called so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.nodes import plain
from dsl.read import read
from dsl.schema import FORMATS, document, schema
from dsl.shelf import SHIPPED
from dsl.sound import surely_fits
from dsl.source import Source
from dsl.syntax import Node
from tests.dsl.folders import SOUND
from tests.dsl.test_mutations import mutated

TELECOM = SHIPPED / "cn-telecom"
SHAPES = {"rulebook": "rulebook.yaml", "vocabulary": "vocabulary.yaml", "parameters": "parameters.yaml",
          "sources": "sources.yaml", "scenarios": "scenarios/all.yaml"}  # fmt: skip


def node(text: str) -> Node | None:
    return read(Source("a.yaml", text))[0]


@pytest.mark.parametrize(("shape", "name"), SHAPES.items())
def test_the_sample_is_sound(shape: str, name: str) -> None:
    found = node(SOUND[name])
    assert found
    assert surely_fits(plain(found), document(shape), FORMATS)


@pytest.mark.parametrize("file", sorted(TELECOM.rglob("*.yaml")), ids=lambda file: file.name)
def test_the_shipped_book_is_sound_without_the_library(file: object) -> None:
    path = TELECOM / str(file)
    shape = "scenarios" if path.parent.name == "scenarios" else path.stem
    found = node(path.read_text(encoding="utf-8"))
    assert found
    assert surely_fits(plain(found), document(shape), FORMATS)


@given(st.data())
def test_what_is_called_sound_has_no_error(data: st.DataObject) -> None:
    shape = data.draw(st.sampled_from(sorted(SHAPES)))
    found = node(data.draw(mutated(SOUND[SHAPES[shape]])))
    if found and surely_fits(plain(found), document(shape), FORMATS):
        assert not list(schema(shape).iter_errors(plain(found)))


_SCHEMAS = st.recursive(
    st.sampled_from([
        True, False, {"type": "string"}, {"type": ["object", "array"]}, {"enum": ["a", "b"]}, {"pattern": "^a"},
        {"minLength": 2}, {"maxLength": 1}, {"required": ["a"]}, {"minItems": 1}, {"maxItems": 1}, {"minProperties": 1},
        {"maxProperties": 1}, {"dependentRequired": {"a": ["b"]}}, {"format": "name"}, {"type": "integer"}, {},
    ]),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
            "additionalProperties": inner, "propertyNames": inner, "items": inner,
            "anyOf": st.lists(inner, min_size=1, max_size=3),
            "oneOf": st.lists(st.sampled_from([{"required": ["a"]}, {"required": ["b"]}]), min_size=1, max_size=2),
            "type": st.sampled_from(["object", "array", "string", "null"]),
        },
    ),
    max_leaves=6,
)  # fmt: skip
_TEXTS = st.recursive(
    st.sampled_from(["a", "b", "ab", "''", "1"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(st.sampled_from("abc"), inner, max_size=3).map(
            lambda entries: f"{{{', '.join(f'{key}: {value}' for key, value in entries.items())}}}"
        )
    ),
    max_leaves=6,
)


@given(_SCHEMAS, _TEXTS)
def test_it_never_says_more_than_the_library(asked: dict[str, object] | bool, text: str) -> None:
    from jsonschema import Draft202012Validator

    found = node(text)
    if found and surely_fits(plain(found), asked, FORMATS):
        assert Draft202012Validator(asked).is_valid(plain(found))
