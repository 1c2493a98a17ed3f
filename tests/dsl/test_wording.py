"""YAML in the other language: the same book, and the same bytes when it comes back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dsl import core
from dsl.core import Language
from dsl.load import Loaded, load_book
from dsl.shelf import SHIPPED
from dsl.source import Source
from dsl.wording import reworded
from tests.dsl.folders import PARAMETERS, SCENARIOS, VOCABULARY, book


def turned(found: Loaded, folder: Path, lang: Language) -> Loaded:
    """The book with its YAML files in that language, written over those of a copy."""
    assert found.book
    for name, source in found.sources.items():
        if name.endswith(".yaml"):
            shape = "scenarios" if "/" in name else Path(name).stem
            (folder / name).write_bytes(reworded(source, shape, found.book, lang).encode())
    return load_book(folder)


def test_the_shipped_book_is_the_same_in_chinese_and_comes_back_byte_for_byte(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    shutil.copytree(SHIPPED / "cn-telecom", folder)
    before = load_book(folder)
    chinese = turned(before, folder, "zh")
    assert chinese.diagnostics == before.diagnostics
    assert before.book
    assert chinese.book
    assert chinese.book.vocabulary == before.book.vocabulary
    assert chinese.book.parameters == before.book.parameters
    assert "value: 90 日" in chinese.sources["parameters.yaml"].text
    assert "source: 粤实名决定 第三条" in chinese.sources["parameters.yaml"].text
    back = turned(chinese, folder, "en")
    assert {name: source.text for name, source in back.sources.items()} == {
        name: source.text for name, source in before.sources.items()
    }


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> core.Book:
    return book(tmp_path_factory.mktemp("book"), {})


@pytest.mark.parametrize(
    ("shape", "english", "chinese"),
    [
        ("vocabulary", "entities: {line: {fields: {x: {kind: yes/no}}}}", "entities: {line: {fields: {x: {kind: 是/否}}}}"),
        ("vocabulary", "entities: {line: {fields: {x: {kind: province}}}}", "entities: {line: {fields: {x: {kind: 省份}}}}"),
        ("vocabulary", "entities: {line: {fields: {x: {kind: money CNY}}}}", "entities: {line: {fields: {x: {kind: 金额 元}}}}"),
        ("vocabulary", "actions: {a: {source: [law art 1, law item 4]}}", "actions: {a: {source: [法 第一条, 法 第四项]}}"),
        ("parameters", "p: {kind: days, values: [{value: 10 days, source: 'law art 18(1)'}]}", "p: {kind: 日, values: [{value: 10 日, source: '法 第十八条第一款'}]}"),
        ("amendments", "parameters: {notice: {values: [{value: 30 days, source: law art 2}]}}", "parameters: {notice: {values: [{value: 30 日, source: 法 第二条}]}}"),
        ("amendments", "parameters: {cap: {repeal: {from: 2027-01-01, source: law art 2}}}", "parameters: {cap: {repeal: {from: 2027-01-01, source: 法 第二条}}}"),
        ("parameters", "p: {kind: province, values: [{value: guangdong}]}", "p: {kind: 省份, values: [{value: 广东}]}"),
        ("parameters", "p: {kind: yes/no, values: [{value: no}]}", "p: {kind: 是/否, values: [{value: 否}]}"),
        ("parameters", "p: {kind: integer, values: [{value: 5}]} # days", "p: {kind: 整数, values: [{value: 5}]} # days"),
        ("scenarios", "- {facts: {line: {good: yes, province: unknown, closed_on: never, holder: {name: yes}, calls: [{late: no}]}}}",
         "- {facts: {号卡: {良好: 是, 省份: 未知, 关闭日: 从未, 机主: {姓名: yes}, 通话: [{夜间: 否}]}}}"),
        ("scenarios", "- {expect: {close: {highest: law art 1, highest_if_refused: [law item 4], fine: none}}}",
         "- {expect: {关闭: {highest: 法 第一条, highest_if_refused: [法 第四项], fine: none}}}"),
        ("scenarios", "- {expect: {close: denied, grace/notice: {because: [grace/notice]}, line.open: yes}}",
         "- {expect: {关闭: denied, 宽限/通知: {because: [宽限/通知]}, 号卡.在用: yes}}"),
    ],
)  # fmt: skip
def test_names_kinds_citations_and_figures_are_turned(
    shape: str, english: str, chinese: str, sample: core.Book
) -> None:
    assert reworded(Source("a", english), shape, sample, "zh") == chinese
    assert reworded(Source("a", chinese), shape, sample, "en") == english


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ("vocabulary", "entities: {line: {fields: {x: {kind: nothing}}}}"),
        (
            "parameters",
            "p: {title: {zh: 日, en: days}, kind: days, values: [{value: soon, source: somewhere art 1, note: 10 days}]}",
        ),
        ("scenarios", "- {name: line, basis: law art 1, facts: {nobody: {good: yes}}, expect: {nothing: denied}}"),
        ("rulebook", "name: line"),
        ("sources", "law: {zh: 法, title: line}"),
        ("parameters", "p: ["),
        ("parameters", ""),
    ],
)
def test_what_is_no_word_of_the_book_stays(shape: str, text: str, sample: core.Book) -> None:
    assert reworded(Source("a", text), shape, sample, "zh") == text.replace("kind: days", "kind: 日")


def test_the_sample_keeps_its_layout(sample: core.Book) -> None:
    for shape, text in (("vocabulary", VOCABULARY), ("parameters", PARAMETERS), ("scenarios", SCENARIOS)):
        chinese = reworded(Source("a", text), shape, sample, "zh")
        assert chinese.count("\n") == text.count("\n")
        assert reworded(Source("a", chinese), shape, sample, "en") == reworded(Source("a", text), shape, sample, "en")
