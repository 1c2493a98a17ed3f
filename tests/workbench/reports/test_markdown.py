"""A comparison in Markdown: the three layers; and nothing that a rulebook says is more than text to its reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from dsl.core import Language
from tests.books import FACT, small_book
from tests.interpreter.versions.test_behaviour import MAY
from tests.workbench.running import guiju
from workbench.reports.markdown import MOST, code, fenced

EVIL = (
    "<script>alert(1)</script> <img src=x onerror=y> [here](http://evil.example) ![i](http://evil.example/i) "
    "@everybody #1 http://evil.example www.evil.example a@evil.example | a | **bold** _it_ ~~gone~~ `x` ``` &lt; &#60; "
    "<!-- --> <details> $x$ \\ :tada: </code></pre>"
)


def rendered(text: str) -> str:
    """As GitHub's reading of Markdown has it: HTML let through, tables."""
    return str(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text))


@pytest.mark.parametrize("text", [EVIL, "# a", "- a", "\u202eabc", "a\nb", "```\nb", "~~~~", "    x", "<pre>"])
def test_a_text_is_text(text: str) -> None:
    """Between other words, in a table and in a fence."""
    for said in (f"- {code(text)}", f"| a | b |\n|---|---|\n| {code(text)} | x |", fenced(text)):
        page = rendered(said)
        assert not re.search(r"<(?!/?(ul|li|code|table|thead|tbody|tr|th|td|pre|p)\b)", page), page
        assert not re.search(r"<code [^>]*on|href|src=", re.sub("&[a-z]+;[^<]*", "", page)), page
        assert "\u202e" not in page
    assert rendered(fenced(text)).count("<pre>") == 1


def test_what_is_shown_is_what_was_said() -> None:
    page = rendered(code(EVIL))
    text = re.sub(r"<[^>]*>", "", page)
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, char)
    assert text.strip() == EVIL


@pytest.fixture
def books(tmp_path: Path) -> tuple[Path, Path]:
    """A rule that is called badly, and stricter in the second."""
    title = EVIL.replace('"', "")
    for name, days in (("old", 20), ("new", 21)):
        (tmp_path / name).mkdir()
        rules = MAY.replace("rule a/may", f'rule a/may "{title}" "{title}"').replace("20 days", f"{days} days")
        small_book(tmp_path / name, FACT + rules)
    return tmp_path / "old", tmp_path / "new"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("## Change of the rulebook: major", "### Who is treated otherwise", "### Written", "+ when: 21 days")),
        ("zh", ("## 规则集改动：major", "### 对谁有别", "### 文字", "从严，例如", "+ 当：")),
    ],
)  # fmt: skip
def test_the_layers_in_both_languages(
    lang: Language, said: tuple[str, ...], books: tuple[Path, Path], tmp_path: Path
) -> None:
    file = tmp_path / "review.md"
    words = ("diff", *books, "--on", "2021-06-01", "--lang", lang)
    text = guiju(*words, "--format", "markdown").out
    assert guiju(*words, "--report", file, "-q").status == 0
    assert file.read_text(encoding="utf-8") == text
    for each in said:
        assert each in text, text
    page = rendered(text)
    assert not re.search(r"<(script|img|a|em|strong|details|s)\b|<!--", page), page


def test_as_data_where_the_file_is_called_so(books: tuple[Path, Path], tmp_path: Path) -> None:
    file = tmp_path / "review.json"
    words = ("diff", *books, "--on", "2021-06-01")
    assert guiju(*words, "--report", file, "-q").status == 0
    assert file.read_text(encoding="utf-8") == guiju(*words, "--format", "json").out


def test_a_long_one_is_cut_between_blocks(tmp_path: Path) -> None:
    """For a comment has an end; where to find the rest is said."""
    for name, number in (("old", 0), ("new", 400)):
        (tmp_path / name).mkdir()
        more = "".join(MAY.replace("a/may", f"a/n{n}") for n in range(number))
        small_book(tmp_path / name, FACT + MAY + more)
    text = guiju("diff", tmp_path / "old", tmp_path / "new", "--on", "2021-06-01", "--format", "markdown").out
    assert MOST - 2_000 < len(text) <= MOST
    assert "The rest is left out for its length" in text
    assert len(re.findall("^ *```", text, re.MULTILINE)) % 2 == 0
