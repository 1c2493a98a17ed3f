"""The invariants of cn-telecom, proved → what stands of them in `docs/proof.md` and `docs/proof.zh.md`.

The text around the lists is written by hand. The seconds of an invariant are those of the day on which the rest of its
row last changed, for they are another number on every day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from bench.mutants import inside, put
from docs.inventory.tables import code, table
from dsl import syntax as s
from dsl.core import Language, Words
from dsl.format import format_statement
from dsl.load import Loaded, load_book
from interpreter.proof.prove import Proof, Terms, assumptions, invariants
from workbench.proving import ANSWERS

__all__ = ["BOOK", "PAGES", "generate", "proofs", "rows", "written"]

BOOK = "cn-telecom"
FOLDER = Path(__file__).resolve().parent.parent
PAGES: Mapping[Language, Path] = {"en": FOLDER / "proof.md", "zh": FOLDER / "proof.zh.md"}
MARK = "invariants"
NEAR = date(2026, 11, 20)
"""Days of witnesses lie near to it, so that the pages do not change from day to day."""
SECONDS = 120.0
HEAD = Words("不变式|结论|范围|秒", "invariant|answer|bound|seconds")
ANY = Words("不限", "any")
NONE = Words("不涉及一对多关系", "no relation to many rows")
ASSUMED = Words("每一结论的前提：", "What every answer assumes:")
SAID = Words("各条原文", "What they say")


@cache
def loaded() -> Loaded:
    """The book, read once."""
    return load_book(BOOK)


@cache
def proofs() -> tuple[Proof, ...]:
    """All its invariants, asked once."""
    book = loaded().book
    assert book  # only sound books have pages
    return invariants(book, book.invariants, Terms(NEAR, seconds=SECONDS))


def written(lang: Language, before: str) -> str:
    """What stands between the markers: the table, what is assumed, and each invariant in its words."""
    return "\n\n".join([listed(lang, before), assumed(lang), f"### {SAID.say(lang)}", *said(lang)])


def listed(lang: Language, before: str) -> str:
    """The table; a row that says what it said before keeps its seconds."""
    seconds = {tuple(cells[:-1]): cells[-1] for cells in rows(before)}
    made = [[*cells, seconds.get(tuple(cells), f"{each.seconds:.2f}")] for each, cells in _cells(lang)]
    return table(HEAD.say(lang).split("|"), made)


def rows(text: str) -> list[list[str]]:
    """The cells of the rows of the table in a text, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


def _cells(lang: Language) -> Iterator[tuple[Proof, list[str]]]:
    for each in proofs():
        title = f"{code(each.invariant.name)} {each.invariant.title.say(lang)}"
        yield each, [title, ANSWERS[each.answer].say(lang), _bound(each, lang)]


def _bound(proof: Proof, lang: Language) -> str:
    """How many rows were looked at: any, where more of them could change nothing."""
    if not proof.bound:
        return NONE.say(lang)
    if proof.exact:
        return ANY.say(lang)
    return ("、" if lang == "zh" else ", ").join(f"`{name}` ≤ {number}" for name, number in proof.bound.items())


def assumed(lang: Language) -> str:
    """What all answers rest on."""
    return "\n".join([ASSUMED.say(lang), "", *(f"- {each.say(lang)}" for each in assumptions(None))])


def said(lang: Language) -> Iterator[str]:
    """Each invariant as it is written, in the words of a language."""
    for statement in _statements():
        yield f"```rules\n{format_statement(statement, lang, loaded().glossary)}\n```"


def _statements() -> Sequence[s.Statement]:
    return [each for some in loaded().statements.values() for each in some if isinstance(each, s.Invariant)]


def generate() -> None:
    """Writes both pages."""
    for lang, page in PAGES.items():
        text = page.read_text(encoding="utf-8")
        made = put(text, MARK, written(lang, inside(text, MARK)))
        if made != text:
            page.write_text(made, encoding="utf-8")


def bare(text: str) -> str:
    """A page without the seconds of its table."""
    return re.sub(r"^(\| `.*\| )[\d.]+ \|$", r"\1… |", text, flags=re.MULTILINE)
