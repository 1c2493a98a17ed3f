"""The reference is complete: whatever the language has, the pages that `make docs` writes from the code tell of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from docs.inventory import PAGES, forms, keys, write
from docs.inventory.operators import VALUES
from dsl import kinds
from dsl import syntax as s
from dsl.automaton import grammar
from dsl.keywords import TERMINALS
from dsl.kinds import UNITS
from dsl.messages.page import codes
from dsl.schema import SCHEMAS
from dsl.source import is_chinese
from interpreter.outcomes import OUTCOMES
from tests.pages import HOUSE

INDEX = HOUSE / "docs" / "reference" / "index.md"


@cache
def page(name: str) -> str:
    return PAGES[name]()


def rows(text: str) -> list[list[str]]:
    """The cells of every row of every table."""
    lines = [re.split(r"(?<!\\) ?\| ?", line)[1:-1] for line in text.splitlines() if line.startswith("| ")]
    return [[cell.replace(r"\|", "|") for cell in cells] for cells in lines]


def test_the_index_names_every_page_and_no_other(tmp_path: Path) -> None:
    named = re.search(r"```\{toctree\}\n(.+?)\n```", INDEX.read_text(encoding="utf-8"), re.DOTALL)
    assert named
    below = re.findall(r"^codes/\w+$", page("codes"), flags=re.MULTILINE)
    assert [*named[1].split(), *below] == list(PAGES)
    write(tmp_path)
    assert {file.relative_to(tmp_path).with_suffix("").as_posix() for file in tmp_path.rglob("*.md")} == set(PAGES)


def test_a_page_that_has_not_changed_is_not_written_again(tmp_path: Path) -> None:
    write(tmp_path)
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.md")}
    write(tmp_path)
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.md")} == before


def test_every_terminal_of_the_grammar_is_there() -> None:
    defined = set(re.findall(r"^([A-Z_]+)(?:\.\d+)?:", grammar(), flags=re.MULTILINE))
    assert {cells[0] for cells in rows(page("words"))} - {"terminal", "---"} == defined


def test_every_spelling_of_every_word_is_there() -> None:
    typed = set(re.findall(r"`([^`]+)`", page("words")))
    for terminal in TERMINALS:
        assert {word if word.isascii() else word.replace(" ", "") for word in terminal.spellings} <= typed


WRITTEN = {*get_args(s.Statement), *get_args(s.Clause), *get_args(s.Expr), s.Except, s.Presumed} - {*forms.UNREAD}


@pytest.mark.parametrize("kind", sorted(WRITTEN, key=str))
def test_every_form_has_an_example_in_both_languages(kind: type) -> None:
    (section,) = re.findall(rf"^### {kind.__name__}\n(.+?)(?=^##|\Z)", page("forms"), re.MULTILINE | re.DOTALL)
    shown = re.findall(r"```rules\n(.+?)```", section, re.DOTALL) or [
        each for cells in rows(section)[2:] for each in cells[1:]
    ]
    assert shown
    neutral = {s.Number, s.Text, s.Moment, s.Amount, s.Lasting}  # which begin with a figure or a quotation mark
    assert kind in neutral or {is_chinese(each.strip("`")[0]) for each in shown} == {True, False}


def test_every_kind_is_there() -> None:
    shown = {type(kind) for kind, _ in VALUES.values()}
    assert shown == set(get_args(kinds.Kind))
    assert {kind.unit for kind, _ in VALUES.values() if isinstance(kind, kinds.Duration)} == set(UNITS)
    assert {cells[0] for cells in rows(page("kinds"))} >= set(VALUES)


def test_what_operators_join_is_what_the_checker_takes() -> None:
    joined = {tuple(cells) for cells in rows(page("kinds")) if len(cells) == 3}
    assert ("date", "working days", "date") in joined
    assert ("decimal", "money CNY", "money CNY") in joined
    assert ("hours", "instant", "instant") in joined
    assert not [pair for pair in joined if {"many rows"} & set(pair)]
    assert not [pair for pair in joined if {"money CNY", "money USD"} <= set(pair)]


def _keys(schema: Any) -> Iterator[str]:
    """Every key that a schema knows, however deep."""
    if isinstance(schema, dict):
        yield from schema.get("properties", ())
        for inner in schema.values():
            yield from _keys(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _keys(inner)


@pytest.mark.parametrize("file", keys.FILES)
def test_every_key_of_every_file_is_there_and_says_what_it_is_in_both_languages(file: str) -> None:
    schema = json.loads((SCHEMAS / f"{file}.schema.json").read_text(encoding="utf-8"))
    told = list(keys.keys(schema))
    assert {each.strip("`").rpartition(".")[2].removesuffix("[…]") for each, *_ in told} >= set(_keys(schema))
    assert [each for each, *_, zh, en in told if not is_chinese(zh) or not en or is_chinese(en)] == []


def test_every_schema_file_has_its_keys_there() -> None:
    assert {file.name.removesuffix(".schema.json") for file in SCHEMAS.iterdir()} == set(keys.FILES)


def test_every_code_and_every_answer_is_there() -> None:
    told = [re.findall(r"\w+", cells[0])[0] for cells in rows(page("codes"))[2:]]
    assert told == list(codes())
    assert [name for name in told if f"## {name}\n" not in page(f"codes/{name[:3]}")] == []
    assert {cells[0].strip("`") for cells in rows(page("answers"))} >= set(OUTCOMES)
