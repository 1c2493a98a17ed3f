"""The schemas as editors and other people's programs use them: on their own, and in another dialect of patterns."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

import dsl.shape
from dsl.schema import schema
from dsl.shape import DECLARATION
from dsl.shelf import SHIPPED
from dsl.source import is_chinese
from tests.dsl.folders import SOUND, Change
from tests.dsl.mistakes import MISTAKES

ROOT = Path(dsl.shape.__file__).parent.parent
SCHEMAS = Path(dsl.shape.__file__).with_name("schemas")
BOOKS = sorted(file for file in SHIPPED.rglob("*.yaml"))
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


def _name(file: Path) -> str:
    return file.relative_to(SHIPPED).as_posix()


def kind_of(file: str) -> str:
    """Which schema a file of a book has to fit."""
    adds = file.endswith("/vocabulary.yaml") and "\nimports:" in (SHIPPED / file).with_name("rulebook.yaml").read_text(
        "utf-8"
    )
    return "scenarios" if file.split("/")[-2:-1] == ["scenarios"] else "additions" if adds else Path(file).stem


@cache
def published(name: str) -> dict[str, Any]:
    return dict(json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")))


def parts(node: object, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema inside a schema, with the way to it."""
    match node:
        case dict():
            yield path, node
            for key, value in node.items():
                yield from parts(value, f"{path}/{key}")
        case list():
            for number, value in enumerate(node):
                yield from parts(value, f"{path}/{number}")


def properties(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, part in parts(published(name)):
        if re.search(r"/properties/[^/]+$", path):
            yield path, part


# ── what an editor makes of a file: YAML 1.2, in which `yes` and `2016-01-01` are texts and `5` is a number ──


class Editor(yaml.SafeLoader):
    """The core schema of YAML 1.2, as the language server of editors reads it."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - of the class, as in PyYAML


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), list(_first))


def as_json(value: object) -> object:
    """With keys as text, for JSON has no others."""
    match value:
        case dict():
            return {str(key): as_json(each) for key, each in value.items()}
        case list():
            return [as_json(each) for each in value]
        case _:
            return value


def faults(name: str, text: str) -> list[str]:
    """What a program that knows only the schema finds wrong with a text."""
    data = as_json(yaml.load(text, Loader=Editor))
    return [error.message for error in Draft202012Validator(published(name)).iter_errors(data)]


def test_the_editor_of_these_tests_reads_as_editors_do() -> None:
    text = "{a: yes, b: 2016-01-01, c: 5, d: 1.10, e: true, f: ~, g: 10 days, 1: x}"
    read = {"a": "yes", "b": "2016-01-01", "c": 5, "d": 1.1, "e": True, "f": None, "g": "10 days", "1": "x"}
    assert as_json(yaml.load(text, Loader=Editor)) == read


@pytest.mark.parametrize("file", BOOKS, ids=_name)
def test_every_file_of_the_shipped_books_fits_in_an_editor(file: Path) -> None:
    assert faults(kind_of(_name(file)), file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_file_that_init_begins_with_fits_in_an_editor(lang: str) -> None:
    found = sorted((ROOT / "workbench" / "template" / lang).rglob("*.yaml"))
    assert {kind_of(file.as_posix()) for file in found} == set(DECLARATION) - {"additions", "amendments"}
    for file in found:
        assert faults(kind_of(file.as_posix()), file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", [name for name in SOUND if name.endswith(".yaml")])
def test_every_file_of_the_sample_fits_in_an_editor(file: str) -> None:
    assert faults(kind_of(file), SOUND[file]) == []


_MISFITS = [
    (code, name, file, change)
    for code in ("RB129", "RB130", "RB131", "RB132", "RB133", "RB134", "RB135", "RB136", "RB139", "RB503")
    for name, book in MISTAKES[code].items()
    for file, change in book.items()
    if file.endswith(".yaml")
]


@pytest.mark.parametrize(
    ("code", "name", "file", "change"), _MISFITS, ids=[f"{case[0]} {case[1]}" for case in _MISFITS]
)
def test_an_editor_sees_the_misfits_that_the_check_sees(code: str, name: str, file: str, change: Change) -> None:
    text = SOUND[file].replace(*change) if isinstance(change, tuple) else change
    assert isinstance(text, str)
    assert faults(kind_of(file), text)


# ── the modelines by which editors find a schema ──


@pytest.mark.parametrize("file", BOOKS, ids=_name)
def test_every_file_of_the_shipped_books_leads_an_editor_to_its_schema(file: Path) -> None:
    found = MODELINE.match(file.read_text(encoding="utf-8"))
    assert found, "the first line says `# yaml-language-server: $schema=…`"
    assert (file.parent / found[1]).resolve() == SCHEMAS / f"{kind_of(_name(file))}.schema.json"


# ── the schemas themselves ──


def test_additions_are_a_vocabulary_whose_entities_and_enumerations_may_stand_elsewhere(
    golden: Callable[[str, str], None],
) -> None:
    """The one schema that is made: of the other, which `make golden` reads anew."""
    made = deepcopy(published("vocabulary"))
    made |= {"$id": "guiju/additions.schema.json", "title": "词汇表的增补 · Additions to a vocabulary"}
    made["description"] = (
        "导入其他规则集的规则集在其词汇表上增补的内容 · what a book that imports others adds to their vocabulary"
    )
    del made["required"]
    for section in ("entities", "enumerations"):
        del made["properties"][section]["additionalProperties"]["required"]
    golden("../../dsl/schemas/additions.schema.json", json.dumps(made, ensure_ascii=False, indent=2) + "\n")


@pytest.mark.parametrize("name", DECLARATION)
def test_each_schema_has_a_name_of_its_own_and_a_title_in_both_languages(name: str) -> None:
    Draft202012Validator.check_schema(published(name))
    assert published(name)["$id"] == f"guiju/{name}.schema.json"
    assert _in_both_languages(published(name)["title"])
    assert _in_both_languages(published(name)["description"])


def _in_both_languages(text: str) -> bool:
    zh, _, en = text.partition(" · ")
    return is_chinese(zh) and bool(re.search("[a-z]", en)) and not is_chinese(re.sub("`[^`]*`", "", en))


@pytest.mark.parametrize("name", DECLARATION)
def test_every_key_says_what_it_is_in_both_languages(name: str) -> None:
    silent = [path for path, part in properties(name) if not _in_both_languages(part.get("description", ""))]
    assert silent == []


@pytest.mark.parametrize("name", DECLARATION)
def test_every_example_is_one(name: str) -> None:
    examples = [(path, part, each) for path, part in properties(name) for each in part.get("examples", ())]
    assert len(examples) >= 4
    for path, part, each in examples:
        validator = Draft202012Validator(part, format_checker=schema(name).format_checker)
        assert validator.is_valid(each), f"{path}: {each}"


def _patterns() -> Iterator[tuple[str, str]]:
    for name in DECLARATION:
        yield from ((part["pattern"], part.get("format", "")) for _, part in parts(published(name)) if _is_text(part))


def _is_text(part: dict[str, Any]) -> bool:
    return isinstance(part.get("pattern"), str)


def test_patterns_mean_the_same_in_every_dialect() -> None:
    r"""JSON Schema's is JavaScript's, whose `\w` knows no Chinese, and whose `\p{L}` Python refuses."""
    for pattern, _ in set(_patterns()):
        assert not re.search(r"\\[a-rt-zA-Z]", pattern.replace(r"\u", "")), pattern
        re.compile(pattern)


def test_a_pattern_lets_every_name_pass_and_what_is_plainly_none_not() -> None:
    """The format beside it is exact, and known to the check alone."""
    formats = schema("rulebook").format_checker
    assert formats is not None
    for pattern, form in {(pattern, form) for pattern, form in _patterns() if form}:
        for code in (*range(0xD800), *range(0xE000, 0x30000)):
            char = chr(code)
            for name in (char, f"a{char}"):
                assert re.search(pattern, name) or not formats.conforms(name, form), (form, name)
        for slip in ("", "1a", "a b", "a　b", "a，", "（a）", "a。", "a/b", "a:b", "“a”", "１a", "a\n"):
            assert not formats.conforms(slip, form)
            assert not re.search(pattern, slip) or slip == "a\n", slip
        assert formats.conforms("a-b", form) == bool(re.search(pattern, "a-b")) == (form == "hyphenated-name")


def test_the_schemas_are_in_the_wheel() -> None:
    """A wheel has whole folders, but for what git ignores; and what is installed is read as package data."""
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert "dsl" in wheel["wheel"]["packages"]
    assert set(wheel["wheel"]) == {"packages"}, "nothing is left out"
    assert {file.name for file in files("dsl").joinpath("schemas").iterdir()} == {
        f"{name}.schema.json" for name in DECLARATION
    }
