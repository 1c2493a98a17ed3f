"""The pages of docs/regulation say what the rulebooks say, all of it, and are up to date."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from docs import tracing
from docs.tracing import FOLDER, LANGUAGES, books, built, kept, traced
from docs.tracing.matrix import BY_ARTICLE, BY_RULE, LEFT_OUT
from docs.tracing.timeline import scale_of
from dsl.articles import article_text
from dsl.core import Language
from dsl.parse import parse
from dsl.segment import Lexicon
from dsl.source import Source
from tests.books import FACT, rule, small_book

each_book = pytest.mark.parametrize("name", books())
each_language = pytest.mark.parametrize("lang", LANGUAGES)


@cache
def pages(name: str) -> dict[str, str]:
    return dict(built(name))


@cache
def files(name: str) -> dict[str, str]:
    return dict(kept(name))


def matrix(name: str, lang: Language) -> dict[str, str]:
    """The parts of the matrix by their heading."""
    text = files(name)[f"matrix.{lang}.md"]
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@each_book
def test_what_is_kept_in_git_is_as_the_books_are(name: str) -> None:
    """If this fails: `make generate`."""
    stale = [file for file, text in files(name).items() if (FOLDER / name / file).read_text(encoding="utf-8") != text]
    assert stale == []


@each_book
@each_language
def test_every_article_is_in_the_matrix_with_what_stands_on_it(name: str, lang: Language) -> None:
    book = traced(name)
    shown = matrix(name, lang)[BY_ARTICLE.say(lang)]
    for law in book.laws:
        heading = law.names.zh if lang == "zh" else law.id
        (section,) = re.findall(rf"^### {re.escape(heading)}\n(.*?)(?=^### |\Z)", shown, re.DOTALL | re.MULTILINE)
        for place, _ in book.articles(law):
            (row,) = [
                line
                for line in section.splitlines()
                if line.startswith(f"| {article_text(place[1], place[2], lang)} |")
            ]
            rules = [each for what, each in book.stands.get(place, ()) if what == "rule"]
            assert [each for each in rules if f"[{each}](#" not in row] == []


@each_book
@each_language
def test_every_rule_is_in_the_matrix_with_its_scenarios(name: str, lang: Language) -> None:
    book = traced(name)
    shown = matrix(name, lang)[BY_RULE.say(lang)]
    assert re.findall(r"^### (.+)$", shown, re.MULTILINE) == [rule.path for rule in book.rules]
    counted = [int(each) for each in re.findall(r"^- \w+ \((\d+)\)", shown, re.MULTILINE)]
    assert counted == [len(book.tried[rule.path]) for rule in book.rules]


@each_book
@each_language
def test_an_article_without_a_rule_says_why(name: str, lang: Language) -> None:
    book = traced(name)
    told = matrix(name, lang)[LEFT_OUT.say(lang)]
    left = [article for law in book.laws for place, article in book.articles(law) if place not in book.stands]
    assert [each.number for each in left if each.summary.say(lang).replace("|", r"\|") not in told] == []
    assert [each.number for each in left if each.untranslated and each.untranslated.say(lang) not in told] == []


@each_book
@each_language
def test_every_rule_has_a_page_in_each_language_with_its_own_words(name: str, lang: Language) -> None:
    """What stands on the page is a rule of the language: it is read back, as one statement of that name."""
    book = traced(name)
    lexicon = Lexicon(frozenset(each.zh for each in book.book.vocabulary.words.values()))
    for each in book.rules:
        page = pages(name)[f"{lang}/{each.path}.md"]
        assert each.title.say(lang)[:1] in page.splitlines()[4]
        (written,) = re.findall(r"```rules\n(.+?)\n```", page, re.DOTALL)
        assert written.startswith("规则" if lang == "zh" else "rule")
        if lang == "en":
            (statement,), _, problems = parse(Source("page", written), lexicon)
            assert problems == ()
            assert statement.path.text == each.path  # type: ignore[union-attr]  # it is a rule


@each_book
def test_a_page_leads_to_the_same_rule_in_the_other_language(name: str) -> None:
    for page, text in pages(name).items():
        if not page.endswith("index.md"):
            (other,) = re.findall(r"\]\(((?:\.\./)+(?:zh|en)/[^)]+)\)", text)
            assert Path("/", page).parent.joinpath(other).resolve().relative_to("/").as_posix() in pages(name)


@each_book
@each_language
def test_every_norm_is_in_the_picture_within_its_frame(name: str, lang: Language) -> None:
    picture = Xml.fromstring(files(name)[f"timeline.{lang}.svg"])
    texts = [each.text or "" for each in picture.iter("{http://www.w3.org/2000/svg}text")]
    laws = traced(name).laws
    for law in laws:
        assert any(text.startswith(law.names.zh if lang == "zh" else law.title.en) for text in texts), law.id
    bars = [
        (float(each.get("x", "0")), float(each.get("width", "0")))
        for each in picture.iter("{http://www.w3.org/2000/svg}rect")
        if "bar" in each.get("class", "")
    ]
    assert len(bars) == len(laws)
    assert [bar for bar in bars if bar[0] < 0 or sum(bar) > float(picture.get("width", "0"))] == []
    assert scale_of(laws).at(scale_of(laws).first) < scale_of(laws).at(scale_of(laws).last)


def test_a_scenario_tries_a_rule_that_it_names_or_that_spoke_of_the_action_it_asks_about(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "all.yaml").write_text(
        "- {name: {zh: 一, en: Named}, basis: x, on: 2020-01-01, facts: {line: {id: L, good: no}}, expect: {a/rule: "
        "does_not_hold}}\n"
        "- {name: {zh: 二, en: Spoke}, basis: x, on: 2020-01-01, facts: {line: {id: L, good: yes}}, expect: {lend: "
        "denied}}\n"
        "- {name: {zh: 三, en: Silent}, basis: x, on: 2020-01-01, facts: {line: {id: L, good: no}}, expect: {lend: "
        "permitted}}\n",
        encoding="utf-8",
    )
    small_book(tmp_path, FACT + rule("must not lend\n    when line.good"))
    book = tracing.trace(tmp_path)
    assert [each.name.en for each in book.tried["a/rule"]] == ["Named", "Spoke"]
    assert book.stands["law", "1", False] == (("rule", "a/rule"), ("figure", "notice"), ("figure", "cap"))


def test_pages_of_rules_that_are_gone_go_too_and_what_is_unchanged_stays(tmp_path: Path) -> None:
    tracing.write(tmp_path)
    (name, *_) = books()
    gone = tmp_path / name / "zh" / "no" / "more.md"
    gone.parent.mkdir(parents=True)
    gone.write_text("gone", encoding="utf-8")
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.md") if file != gone}
    tracing.write(tmp_path)
    assert not gone.exists()
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.md")} == before
