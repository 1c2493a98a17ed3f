"""The specification is true: each of its examples is read, judged and run with the book of the pages.

What a block of docs/language.md and its Chinese edition says of itself:

| block | holds |
|---|---|
| `rules` | the book with these statements is sound (what stands in it already is not added); they are in `fmt`'s form |
| `rules same` | so is the book with these instead of the block above, and it says the same: `fmt --lang` gives them |
| `rules same spelt` | … but that they are spelt otherwise than `fmt` would, to show that one may |
| `rules wrong=RB302` | the book with these statements has this finding, or these, and no other |
| `yaml add=FILE` | the book with this at the end of that file is sound |
| `yaml add=FILE wrong=RB406` | … or has this finding |
| `rules warns=RB701` | with these statements `guiju check` warns of them thus, and in no other way |
| `rules quiet` | … and here in no way |
| `text said` | the findings of the block above, as they are drawn |
| `rules values=L1 on=2026-03-02` | each group of lines is one expression, in several spellings; `→` gives its value |
| `yaml facts=L1` | the facts that other blocks speak of |
| `yaml cases` | these scenarios pass, with the statements of the last sound block of rules |
| `yaml is=FILE` | stands in that file of the book |
| `rules is=FILE` | so do these statements, in the language in which `fmt --lang` gives them |
| `console` | prints this, beside a copy of the book |
| `… over` | all this of the book `north`, which imports the other one |
| `… amending` | … of the book `revision`, which amends it |
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from shutil import copytree
from textwrap import indent
from typing import get_args

import pytest

from dsl import parse
from dsl import read as reader
from dsl.build import MOST_DIGITS
from dsl.core import Language
from dsl.diagnose import Diagnostic, draw
from dsl.format import format_file
from dsl.kinds import Collection, Kind, OneOf, Reference
from dsl.literal import MAX_AMOUNT
from dsl.load import Loaded, load_book
from dsl.nodes import kind_of, plain
from dsl.order import MAX_HEIGHT
from dsl.read import read
from dsl.source import Source, is_chinese
from interpreter.ask import Interpreter
from interpreter.phrase import Speaker
from interpreter.scenarios import run
from tests.pages import HOUSE, Block, blocks, edit, keep, rewritten, run_console, tongue, write
from workbench.findings import findings

BOOK = HOUSE / "docs" / "examples" / "lines"
OVER = {"over": BOOK.with_name("north"), "amending": BOOK.with_name("revision")}
"""By the mark of a block, the books that import the other one."""
PAGES = sorted((HOUSE / "docs").glob("language*.md"))
RULES = "rules/page.rules"
DAY = date(2026, 6, 1)
"""The day on which the pages are checked: what is unwise depends on it."""
LANGUAGES = {"rules", "yaml", "json", "console", "text"}


@dataclass(frozen=True, slots=True)
class Example:
    """A block of a page, and those above it."""

    page: Path
    block: Block
    above: tuple[Block, ...]

    def __str__(self) -> str:
        return f"{self.page.name}:{self.block.line}"

    def sound(self) -> Block:
        """The nearest sound block of rules above."""
        return next(each for each in reversed(self.above) if each.language == "rules" and not each.marks)

    def case(self, name: str) -> dict[str, object]:
        """The facts of that name."""
        block = next(each for each in self.above if each.marks.get("facts") == name)
        node, _ = read(Source("facts", block.text))
        facts = plain(node) if node else None
        assert isinstance(facts, dict)
        return facts


def _examples() -> Iterator[Example]:
    for page in PAGES:
        found = blocks(page.read_text(encoding="utf-8"))
        yield from (Example(page, each, tuple(found[:n])) for n, each in enumerate(found))


EXAMPLES = list(_examples())


def each_example(language: str, mark: str = "") -> pytest.MarkDecorator:
    """Every example in a language that bears a mark, or none at all."""
    chosen = [
        each
        for each in EXAMPLES
        if each.block.language == language and (each.block.has(mark) if mark else not each.block.marks)
    ]
    return pytest.mark.parametrize("example", chosen, ids=str)


# ── the book, and what is put into it ────────────────────────────────────────────────────────────────────────────────


def copy(folder: Path, block: Block | None = None) -> Path:
    """A copy of the book that a block speaks of, at the folder or, if it imports the other one, beside that."""
    over = shown(block) if block else BOOK
    if over is BOOK:
        return Path(copytree(BOOK, folder))
    copytree(BOOK, folder / BOOK.name)
    return Path(copytree(over, folder / over.name))


def shown(block: Block) -> Path:
    """The book that a block speaks of."""
    return next((book for mark, book in OVER.items() if block.has(mark)), BOOK)


def with_rules(folder: Path, text: str, instead_of: str = "", block: Block | None = None) -> Loaded:
    """A copy of the book with these statements added, or in the place of others that stand in it."""
    folder = copy(folder, block)
    written = [file for file in folder.glob("rules/*.rules") if (instead_of or text) in file.read_text("utf-8")]
    for file in written:
        edit(file, instead_of or text, text)
    if not written:
        write(folder / RULES, text)
    return load_book(folder)


def spoilt(folder: Path, block: Block) -> Loaded:
    """A copy of the book with what a block adds to it."""
    if block.language == "rules":
        return with_rules(folder, block.text, block=block)
    folder = copy(folder, block)
    file = folder / block.marks["add"]
    write(file, f"{file.read_text(encoding='utf-8')}\n{block.text}")
    return load_book(folder)


def formatted(folder: Path, text: str, lang: Language | None = None, block: Block | None = None) -> str:
    """These statements, written with the names of the book, as `guiju fmt` writes them."""
    folder = copy(folder, block)
    write(folder / RULES, text)
    loaded = load_book(folder)
    return format_file(loaded.sources[RULES], loaded.statements[RULES], loaded.glossary, lang)


def warnings(loaded: Loaded) -> tuple[Diagnostic, ...]:
    """What `guiju check` tells of the statements of the page."""
    return tuple(each for each in findings(loaded, DAY) if each.span.file == RULES)


def sound(loaded: Loaded) -> Interpreter:
    """The book, in which nothing is wrong."""
    assert [draw(each, loaded.sources, "en") for each in loaded.diagnostics] == []
    assert loaded.book is not None
    return Interpreter(loaded.book, loaded.sources)


# ── what blocks claim ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_book_of_the_pages_is_sound_and_its_scenarios_pass() -> None:
    loaded = load_book(BOOK)
    checked, coverage = run(sound(loaded))
    assert [failure for each in checked for failure in each.failures] == []
    assert coverage.of(sound(loaded).book) == (1, 1, ())
    assert findings(loaded, DAY) == ()


@pytest.mark.parametrize("book", OVER.values(), ids=lambda book: book.name)
def test_so_are_the_books_over_it(book: Path) -> None:
    loaded = load_book(book)
    checked, coverage = run(sound(loaded))
    assert [failure for each in checked for failure in each.failures] == []
    assert coverage.of(sound(loaded).book) == (1, 1, ())
    assert findings(loaded, DAY) == ()


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_every_block_says_what_it_is(example: Example) -> None:
    """A block that no test here would look at is a mistake, most likely of spelling."""
    known: dict[str, tuple[set[str], ...]] = {
        "rules": (
            set(),
            {"over"},
            {"over", "wrong"},
            {"amending", "is"},
            {"amending", "wrong"},
            {"same"},
            {"same", "spelt"},
            {"wrong"},
            {"warns"},
            {"quiet"},
            {"values", "on"},
        ),
        "yaml": (
            {"over", "is"},
            {"over", "wrong", "add"},
            {"amending", "is"},
            {"amending", "wrong", "add"},
            {"add"},
            {"wrong", "add"},
            {"facts"},
            {"cases"},
            {"is"},
        ),
        "text": ({"said"}, {"sketch"}),
        "console": (set(),),
    }
    assert set(example.block.marks) in known.get(example.block.language, ())


def test_both_editions_have_the_same_examples_in_the_same_order() -> None:
    english, chinese = ([each.block for each in EXAMPLES if each.page == page] for page in PAGES)
    assert [(each.language, each.marks) for each in english] == [(each.language, each.marks) for each in chinese]


@each_example("rules")
def test_statements_are_sound(example: Example, tmp_path: Path) -> None:
    sound(with_rules(tmp_path / "book", example.block.text))


@each_example("rules", "over")
def test_statements_over_it_are_sound(example: Example, tmp_path: Path) -> None:
    if not example.block.has("wrong"):
        sound(with_rules(tmp_path / "book", example.block.text, block=example.block))


@each_example("yaml", "add")
def test_entries_are_sound(example: Example, tmp_path: Path) -> None:
    if not example.block.has("wrong"):
        sound(spoilt(tmp_path / "book", example.block))


@each_example("rules", "same")
def test_two_spellings_are_one_book(example: Example, tmp_path: Path) -> None:
    first = example.sound().text
    one = sound(with_rules(tmp_path / "one", first)).book
    other = sound(with_rules(tmp_path / "other", example.block.text, first)).book
    assert (one.facts, one.rules, one.invariants) == (other.facts, other.rules, other.invariants)


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each.block.has("wrong")], ids=str)
def test_a_mistake_has_its_code(example: Example, tmp_path: Path) -> None:
    found = spoilt(tmp_path / "book", example.block).diagnostics
    assert [each.code for each in found] == example.block.marks["wrong"].split(",")


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each.block.has("warns", "quiet")], ids=str)
def test_what_is_unwise_is_warned_of_unless_it_is_suppressed(example: Example, tmp_path: Path) -> None:
    found = warnings(spoilt(tmp_path / "book", example.block))
    assert ",".join(each.code for each in found) == example.block.marks.get("warns", "")


@each_example("yaml", "is")
def test_what_is_shown_of_the_book_stands_in_it(example: Example) -> None:
    written = (shown(example.block) / example.block.marks["is"]).read_text(encoding="utf-8")
    assert example.block.text in written or indent(example.block.text, "  ") in written


@each_example("rules", "is")
def test_statements_that_are_shown_of_the_book_stand_in_it(example: Example) -> None:
    loaded, file = load_book(shown(example.block)), example.block.marks["is"]
    written = [
        format_file(loaded.sources[file], loaded.statements[file], loaded.glossary, lang) for lang in ("zh", "en")
    ]
    assert any(example.block.text in text for text in written), written


@each_example("yaml", "cases")
def test_cases_pass(example: Example, tmp_path: Path) -> None:
    folder = tmp_path / "book"
    with_rules(folder, example.sound().text)
    write(folder / "scenarios" / "page.yaml", example.block.text)
    checked, _ = run(sound(load_book(folder)))
    assert [failure.en for each in checked for failure in each.failures] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_limits_are_those_of_the_code(page: Path) -> None:
    """The last table of the page, row by row."""
    limits = (
        parse.MAX_TEXT, parse.MAX_STATEMENT, parse.MAX_DEPTH, MAX_HEIGHT,
        reader.MAX_TEXT, reader.MAX_DEPTH, reader.MAX_NODES, MOST_DIGITS, MAX_AMOUNT,
    )  # fmt: skip
    told = re.findall(r"^\| .* \| ([0-9,]+) \|$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert told == [f"{limit:,}" for limit in limits]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_kinds_are_called_so_in_yaml(page: Path) -> None:
    """The second and the third column of the table of section 5: the same kinds, in both languages."""
    (section,) = re.findall(r"^## 5\..*?(?=^## 6\.)", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    cells = [line.split("|")[2:4] for line in section.splitlines() if line.startswith("| ")]
    named = [[kind_of(word, {}) for word in re.findall(r"`([^`]+)`", cell)] for row in cells for cell in row]
    assert named[::2] == named[1::2]
    assert {type(kind) for row in named for kind in row} == {*get_args(Kind)} - {OneOf, Reference, Collection}


# ── what pages show ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_show_what_comes(page: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Values, drawn messages and the output of commands, character by character; `--golden-update` writes them."""
    found = [each for each in EXAMPLES if each.page == page]
    shown = [(each.block, text) for n, each in enumerate(found) if (text := _shown(each, tmp_path / str(n)))]
    keep(page, rewritten(page.read_text(encoding="utf-8"), shown), bool(request.config.getoption("--golden-update")))


def _shown(example: Example, folder: Path) -> str | None:
    """The text that a block should have; None for one that shows nothing of ours."""
    block = example.block
    if block.language == "console":
        for book in (BOOK, *OVER.values()):
            copytree(book, folder / book.name)
        return run_console(block.text, folder, tongue(example.page))
    if block.has("said"):
        loaded = spoilt(folder, example.above[-1])
        found = warnings(loaded) if example.above[-1].has("warns") else loaded.diagnostics
        return "\n\n".join(draw(each, loaded.sources, tongue(example.page)) for each in found) + "\n"
    if block.language == "rules" and not block.marks:
        return formatted(folder, block.text)
    if block.has("same") and not block.has("spelt"):
        first = example.sound().text
        return formatted(folder, first, "en" if is_chinese(first[0]) else "zh")
    if block.has("values"):
        groups = [_group(text, example, folder / str(n)) for n, text in enumerate(block.text.strip().split("\n\n"))]
        return "\n\n".join(groups) + "\n"
    return None


def _group(text: str, example: Example, folder: Path) -> str:
    """One expression in several spellings, and the value that it has."""
    spellings = [line for line in text.splitlines() if not line.startswith(ARROW.strip())]
    case = example.case(example.block.marks["values"])
    entity = next(iter(case))
    facts = "".join(f"fact {entity}.value_{n}:\n    {each}\n" for n, each in enumerate(spellings))
    loaded = with_rules(folder, facts)
    if wrong := loaded.diagnostics:
        lang = tongue(example.page)
        return "\n".join([*spellings, *(f"{ARROW}{each.code}: {each.message(lang)}" for each in wrong)])
    interpreter = sound(loaded)
    bodies = [(fact.kind, fact.body) for fact in interpreter.book.facts.values() if fact.name.startswith("value_")]
    assert bodies.count(bodies[0]) == len(spellings), f"{example}: these are not the same: {spellings}"
    value = interpreter.fact("value_0", interpreter.case(case), _moment(example.block.marks["on"]))
    said = Speaker(interpreter.book, tongue(example.page)).value(value, bodies[0][0])
    return "\n".join([*spellings, ARROW + said])


ARROW = "→ "


def _moment(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
