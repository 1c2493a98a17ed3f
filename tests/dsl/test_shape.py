"""YAML against its published schema: each misfit told in our own words, and only the smallest declaration cut out."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import dsl.shape
from dsl.diagnose import Diagnostic
from dsl.nodes import plain
from dsl.read import read
from dsl.schema import schema
from dsl.shape import DECLARATION, fit
from dsl.source import Source
from dsl.syntax import Node
from tests.dsl.folders import SOUND

SCHEMAS = Path(dsl.shape.__file__).with_name("schemas")
VOCABULARY = """\
entities:
  line:
    zh: 号卡
    key: id
    fields:
      id: {zh: 编号, kind: text}
      good: {zh: 良好, kind: yes/no}
    relations:
      holder: {zh: 机主, to: line, on: id, inverse: lines, inverse_zh: 名下号卡}
actions:
  close: {zh: 关闭, on: line, default: denied}
"""


def fitted(name: str, text: str) -> tuple[object, frozenset[str], list[Diagnostic]]:
    node, _ = read(Source(f"{name}.yaml", text))
    assert node is not None
    kept, broken, problems = fit(name, node)
    return (None if kept is None else plain(kept)), broken, list(problems)


def node_of(text: str) -> Node:
    node, problems = read(Source("a", text))
    assert node
    assert not problems
    return node


@pytest.mark.parametrize("name", DECLARATION)
def test_each_schema_is_one_that_editors_can_use(name: str) -> None:
    published = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    assert published["$schema"].endswith("2020-12/schema")
    assert published["title"]


def test_every_schema_file_belongs_to_one_kind_of_file() -> None:
    assert {path.name.removesuffix(".schema.json") for path in SCHEMAS.iterdir()} == set(DECLARATION)


@pytest.mark.parametrize("name", ["rulebook", "vocabulary", "parameters", "sources"])
def test_what_fits_is_left_as_it_is(name: str) -> None:
    node = node_of(SOUND[f"{name}.yaml"])
    assert fit(name, node) == (node, frozenset(), ())


def test_only_the_field_in_which_the_mistake_lies_is_cut_out() -> None:
    kept, broken, (told,) = fitted("vocabulary", VOCABULARY.replace("{zh: 良好, kind: yes/no}", "{zh: 良好}"))
    assert isinstance(kept, dict)
    assert list(kept["entities"]["line"]["fields"]) == ["id"]
    assert told.code == "RB131"
    assert broken == {"good", "zh", "良好"}, "nobody else complains of its absence, in either language"


def test_a_relation_that_is_cut_out_takes_its_inverse_with_it() -> None:
    _, broken, _ = fitted("vocabulary", VOCABULARY.replace("to: line, ", ""))
    assert broken >= {"holder", "机主", "lines", "名下号卡"}


def test_an_entity_that_is_cut_out_takes_all_its_names_with_it() -> None:
    kept, broken, _ = fitted("vocabulary", VOCABULARY.replace("    key: id\n", ""))
    assert isinstance(kept, dict)
    assert kept["entities"] == {}
    assert broken >= {"line", "号卡", "good", "良好", "lines"}


def test_a_key_that_does_not_belong_there_is_cut_out_alone() -> None:
    kept, broken, (told,) = fitted("vocabulary", VOCABULARY.replace("kind: yes/no}", "kind: yes/no, colour: red}"))
    assert isinstance(kept, dict)
    assert kept["entities"]["line"]["fields"]["good"] == {"zh": "良好", "kind": "yes/no"}
    assert told.code == "RB130"
    assert broken == {"colour"}


def test_a_misspelt_key_is_not_also_missing() -> None:
    _, _, problems = fitted("vocabulary", VOCABULARY.replace("kind: yes/no}", "knid: yes/no}"))
    assert [(each.code, each.detail.get("suggestion")) for each in problems] == [("RB130", "kind")]


def test_every_misfit_of_one_mapping_is_told() -> None:
    _, _, problems = fitted("sources", "law: {zh: 法, colour: red, shape: round}")
    assert [(each.code, each.detail["name"]) for each in problems] == [
        ("RB130", "colour"),
        ("RB130", "shape"),
        ("RB131", "title"),
        ("RB131", "rank"),
    ]


def test_cutting_several_items_out_of_a_list_leaves_the_right_ones() -> None:
    case = "- {name: x, on: 2016-01-01, facts: {a: 1}, expect: {b: yes}}\n"
    kept, _, problems = fitted("scenarios", (case + "- 5\n") * 11 + case)
    assert isinstance(kept, list)
    assert len(problems) == 11
    assert len(kept) == 12
    assert all(isinstance(each, dict) for each in kept)


@pytest.mark.parametrize(
    ("name", "text"),
    [("vocabulary", "- a"), ("vocabulary", "entities: [a]"), ("vocabulary", "parties: {a: 甲}"), ("vocabulary", VOCABULARY + "words: x\n"),
     ("parameters", "text"), ("sources", "[a]")],
)  # fmt: skip
def test_where_it_is_not_known_what_would_have_been_declared_nothing_is_left(name: str, text: str) -> None:
    kept, _, problems = fitted(name, text)
    assert kept is None
    assert len(problems) == 1


def test_a_manifest_keeps_what_is_right_in_it() -> None:
    kept, _, problems = fitted("rulebook", "name: a b\ntitle: {zh: 甲}\nedition: '1'\ncalendar: {law: plain}")
    assert kept == {"title": {"zh": "甲"}, "edition": "1", "calendar": {"law": "plain"}}
    assert [each.code for each in problems] == ["RB135"]


@pytest.mark.parametrize(
    ("name", "text", "codes"),
    [
        ("sources", "law: {zh: 法, title: 法, rank: law}", ["RB132"]),
        ("sources", "law: {zh: 法, title: {zh: ''}, rank: law}", ["RB129"]),
        ("sources", "law: {zh: 法, title: {}, rank: law}", ["RB129"]),
        ("sources", "law: {zh: 法, title: {zh: 法}, rank: lwa}", ["RB133"]),
        ("sources", "a law: {zh: 法, title: {zh: 法}, rank: law}", ["RB135"]),
        ("sources", "law: {zh: '', title: {zh: 法}, rank: law}", ["RB129"]),
        ("sources", "law: {zh: 法, title: {zh: 法}, rank: law, articles: {x: {zh: 一, confidence: A}}}", ["RB503"]),
        ("sources", "law: {zh: 法, title: {zh: 法}, rank: law, articles: {1: {confidence: A}}}", ["RB139"]),
        ("sources", "law: {zh: 法, title: {zh: 法}, rank: law, in_force: {from: 2016}}", ["RB137"]),
        ("rulebook", "{name: a, title: {zh: 甲}, edition: '1', calendar: {law: plain, covered: [2016-01-01]}}", ["RB136"]),
        ("parameters", "a: {zh: 甲, kind: days, values: []}", ["RB129"]),
        ("parameters", "a: {zh: 甲, kind: days, values: [{value: 1, source: {}, confidence: A}]}", ["RB132"]),
        ("parameters", "a: {zh: 甲, kind: days, values: [{value: 1, source: [], confidence: A}]}", ["RB129"]),
        ("scenarios", "- {name: x, on: soon, facts: {a: 1}, expect: {b: yes}}", ["RB137"]),
        ("scenarios", "- {name: x, on: 2016-01-01, facts: {a: 1, b: 2}, expect: {b: yes}}", ["RB136"]),
        ("scenarios", "- {name: x, on: 2016-01-01, facts: {a: 1}, expect: {b: [yes]}}", ["RB132"]),
        ("scenarios", "- {name: x, on: 2016-01-01, facts: {a: 1}, expect: {b: {outcom: late}}}", ["RB130"]),
        ("scenarios", "- {name: x, on: 2016-01-01, facts: {a: 1}, expect: {}}", ["RB129"]),
    ],
)  # fmt: skip
def test_each_kind_of_misfit_has_its_own_message(name: str, text: str, codes: list[str]) -> None:
    """No word of the schema library ever reaches a reader: `anyOf`, `minProperties` and their kind have messages here."""
    _, _, problems = fitted(name, text)
    assert [each.code for each in problems] == codes
    for each in problems:
        assert not {"anyOf", "oneOf", "minProperties", "pattern", "object"} & set(each.message("en").split())


def test_what_is_missing_is_told_at_the_key_that_lacks_it() -> None:
    text = "law: {zh: 法, title: {zh: 法}}"
    _, _, (told,) = fitted("sources", text)
    assert text[told.span.start : told.span.end] == "law"


def test_ten_thousand_misfits_cost_in_proportion() -> None:
    """Neither cutting out nor looking a place up walks the whole file for each of them."""
    text = "".join(f"s{n}: {{zh: 源{n}, title: {{zh: 法}}}}\n" for n in range(3000))
    _, broken, problems = fitted("sources", text)
    assert len(problems) == 3000
    assert len(broken) > 3000


def test_schemas_are_read_once() -> None:
    assert schema("sources") is schema("sources")
