"""What is read without the YAML library is what the library reads, place for place; of anything else nothing is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dsl import skim as skimming
from dsl.nodes import plain
from dsl.read import read, texts
from dsl.shelf import SHIPPED
from dsl.skim import MAX_TEXT, placed, skim
from dsl.source import Source
from dsl.syntax import Mapping, Node, Scalar, Sequence
from tests.dsl.folders import SOUND
from tests.dsl.test_mutations import mutated

CORPUS = Path(__file__).parent.parent / "fuzz" / "corpus"
SHAPES = ("parameters", "rulebook", "scenarios", "sources", "vocabulary")
FILES = sorted(SHIPPED.rglob("*.yaml"))
TEXTS = [text for name, text in SOUND.items() if name.endswith(".yaml")]
STOPS = SHIPPED / "cn-telecom" / "scenarios" / "stops.yaml"
PASSAGES = [*TEXTS, *STOPS.read_text(encoding="utf-8").split("\n\n")]


def places(node: Node) -> object:
    """Where everything stands, and what is in quotation marks."""
    match node:
        case Scalar():
            return node.span, node.quoted
        case Sequence(items):
            return node.span, [places(item) for item in items]
        case Mapping(entries):
            return node.span, [(places(key), places(value)) for key, value in entries]


def known(text: str) -> bool:
    """Whether a text is surely read; what is read then is what the library reads."""
    source = Source("a.yaml", text)
    data, tree = skim(source), placed(source)
    assert (data is None) == (tree is None)
    if data is None or tree is None:
        return False
    node, problems = read(source)
    assert node is not None, text
    assert problems == (), text
    assert data == plain(node) == plain(tree), text
    assert places(tree) == places(node), text
    assert skimming.texts(source) == texts(source), text
    return True


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_shipped_file_is_surely_read(file: Path) -> None:
    """Should one not be, the check is right all the same, and slower."""
    assert known(file.read_text(encoding="utf-8"))


@given(st.data())
def test_no_change_of_a_file_makes_the_two_differ(data: st.DataObject) -> None:
    known(data.draw(mutated(data.draw(st.sampled_from(PASSAGES)))))


_PIECES = st.sampled_from([
    "a", "b", "甲", "1", "-1", "a b", " ", "  ", "\n", "\n  ", "\n- ", "\n  - ", ": ", ":", "- ", ", ", ",", "{", "}", "[", "]", "#", " # x",
    '"', "'", '"x"', "'y'", '"\\""', '"\\n"', "''", '""', "?", "? ", "|", "\n---\n", "\n...\n", "&a", "*a", "!t", "%", "@", "`", "~", "\\",
    "a: b", "a: {b: c}", "\na: b", "\n  c: d", "\t", "\r\n", "\u3000", "\xa0", "\u2028", "，", "<<: ", "=", "http://x/?y", "a#b", "0x1", "2016-01-01T10:00",
])  # fmt: skip


@given(st.lists(_PIECES, max_size=12).map("".join))
@example("a: {b: c?}")
@example("a: b\n c: d")
@example("a:\n- b\n")
@example("- - a\n")
@example("a: 'it''s'\n")
@example("a : b\n")
@example("a: b: c\n")
@example("... a: b\n")
@settings(max_examples=settings().max_examples * 5)
def test_no_text_makes_the_two_differ(text: str) -> None:
    known(text)


@pytest.mark.parametrize("file", [each for shape in SHAPES for each in sorted((CORPUS / shape).iterdir())], ids=str)
def test_what_the_fuzzer_found_makes_no_difference(file: Path) -> None:
    known(file.read_bytes().decode("utf-8", "replace"))


@pytest.mark.parametrize(
    "text",
    [
        "a: b",
        "# c\n\na: b  # c\n\n",
        "- a\n- -1.5\n- {b: [c, 'd', \"e\"]}  # it's\n",
        "a:\n  - b: c\n    d: e\n\n  - b: f\n",
        'a: "\\"b\\" \\\\ c"\n',
        "a:   {b: c,  d : e}\n".replace("d : e", "d: 2021-06-21T18:00"),
        "34(1): {en: It is 3 per mille, zh: 千分之三}\n".replace("mille, zh", "mille., zh"),
        "a:  # why\n  b: c\n",
    ],
)
def test_what_people_write_is_surely_read(text: str) -> None:
    assert known(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "# only\n", "a\n", "a:\n", "a:\nb: c\n", "a: b\na: c\n", "a: {b: c, b: d}\n", "a: &x b\n", "a: *x\n", "a: !t b\n",
        "a: |\n  b\n", "a: >\n  b\n", "a: b\n  c\n", "a: {b: c,\n  d: e}\n", "? a\n: b\n", "a: b\n---\nc: d\n", "---\na: b\n",
        'a: "b\\n"\n', "a: 'b''c'\n", "a:\n- b\n", "- - a\n", "a: {b}\n", "a: [b: c]\n", "a: {b: c,}\n", "a: {, b: c}\n", "a: {b: c\n",
        "a: b}\n"[:-2] + ": c\n", "a:\tb\n", "a: b\r\n", "a: b\u200b\n", "a: b#c\n", " a: b\n", "a: b\n - c\n", "a: {b: c]\n", "a: b: c\n",
        "a: " + "[" * 30 + "b" + "]" * 30 + "\n", "a: " + "b" * MAX_TEXT + "\n",
    ],
)  # fmt: skip
def test_what_may_be_wrong_is_left_to_the_library(text: str) -> None:
    assert not known(text)
