"""Suppressions: where they stand, what they silence, and what is told of those that silence nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dsl.diagnose import Diagnostic, draw
from dsl.load import Loaded
from dsl.source import Source
from dsl.suppress import suppressions
from tests.dsl.folders import Change
from tests.dsl.lint.clean import CLEAN, Book, case, figure, law, lint, words

_EXTRA = "rules/extra.rules"
_SPARE = 'fact line.spare "备用":\n    line.good\n'
_TWICE = 'invariant extra "另一条" "Another"\n    for each line\n        where line.good\n            and line.good\n    never permitted close\n'


def codes(folder: Path, changes: Book) -> list[str]:
    return [each.code for each in lint(folder, changes)[1]]


def rules(text: str) -> Book:
    return {_EXTRA: text}


SILENT: dict[str, Book] = {
    "at the end of the line": rules(_SPARE.replace('"备用":', '"备用":  # ignore[RB701] wanted next year')),
    "above the statement": rules("# ignore[RB701] wanted next year\n" + _SPARE),
    "in Chinese": rules("# 忽略[RB701] 明年启用\n" + _SPARE),
    "in brackets of full width": rules("# 忽略［RB701］：明年启用\n" + _SPARE),
    "in Chinese brackets, in letters of full width": rules("#忽略【ＲＢ７０１】 明年启用\n" + _SPARE),
    "in small letters": rules("# ignore[rb701]: wanted next year\n" + _SPARE),
    "among other comments": rules("# Kept.\n# ignore[RB701] wanted next year\n# See above.\n" + _SPARE),
    "after another comment on its line": rules(_SPARE.replace('"备用":', '"备用":  # spare # ignore[RB701] next year')),
    "several codes": rules("# ignore[RB701, RB741] wanted next year\n" + _SPARE.replace("line.good", "line.good or 1 > 0")),
    "several codes, in Chinese": rules("# 忽略[RB701、RB741] 明年启用\n" + _SPARE.replace("line.good", "line.good or 1 > 0")),
    "two comments": rules("# ignore[RB741] so written in the law\n# ignore[RB701] wanted next year\n" + _SPARE.replace("line.good", "line.good or 1 > 0")),
    "above the line": rules(_TWICE.replace("            and", "            # ignore[RB743] so written in the law\n            and")),
    "above the clause": rules(_TWICE.replace("    for each", "    # ignore[RB743] so written in the law\n    for each")),
    "above the statement, of what stands deep inside": rules("# ignore[RB743] so written in the law\n" + _TWICE),
    "of a warning of the checker": {**rules('# ignore[RB416] the snapshot is of that very day\nrule grace/extra "另一条" "Another"\n    source law art 1\n    for each line\n    must not close\n        when line.status\n'), "scenarios/extra.yaml": "- name: {zh: 另, en: Another}\n  on: 2016-03-01\n  facts: {line: {id: L1, status: yes}}\n  expect: {close: denied}\n"},
    "in YAML, at the end of the line": {"parameters.yaml": CLEAN["parameters.yaml"].replace("cap:\n  zh: 上限数\n", "cap:  # 忽略[RB751] 英文未定\n  zh: 上限数\n  title: {zh: 号卡上限}\n")},
    "in YAML, above the declaration": {"parameters.yaml": CLEAN["parameters.yaml"].replace("cap:\n  zh: 上限数\n  kind: integer\n  values:\n    - {value: 5, source: law art 1, confidence: A", "# 忽略[RB713] 另有核对\ncap:\n  zh: 上限数\n  kind: integer\n  values:\n    - {value: 5, source: law art 1, confidence: U")},
    "in YAML, above a row of a list": figure("    - {value: 5, source: law art 1, confidence: A", "    # 忽略[RB713] 另有核对\n    - {value: 5, source: law art 1, confidence: U"),
    "in YAML, above a list that is not indented": {"parameters.yaml": CLEAN["parameters.yaml"].replace("  values:\n    - {value: 5, source: law art 1, confidence: A", "  # 忽略[RB713] 另有核对\n  values:\n  - {value: 5, source: law art 1, confidence: U")},
    "in YAML, above a field": words("      late:    {zh: 夜间", "      # ignore[RB751] an abbreviation\n      late:    {zh: late"),
    "in YAML, above an entity": words("  call:\n    zh: 通话", "  # ignore[RB751] an abbreviation\n  call:\n    zh: call"),
    "in YAML, after a text with the sign in it": {"sources.yaml": CLEAN["sources.yaml"].replace("law:\n", "law:  # ignore[RB751] no Chinese name\n", 1).replace("{zh: 某机关, en: Somebody}", '{en: "Somebody # 1"}')},
}  # fmt: skip
"""Where it stands → a book whose one finding it silences."""

HEARD: dict[str, tuple[Book, list[str]]] = {
    "without a reason it does nothing": (rules("# ignore[RB701]\n" + _SPARE), ["RB761", "RB701"]),
    "signs are no reason": (rules("# 忽略[RB701] ——。\n" + _SPARE), ["RB761", "RB701"]),
    "a blank line between": (rules("# ignore[RB701] wanted next year\n\n" + _SPARE), ["RB762", "RB701"]),
    "under the finding": (rules(_SPARE + "# ignore[RB701] wanted next year\n"), ["RB701", "RB762"]),
    "above the statement before": (rules("# ignore[RB701] another one\n" + _TWICE.replace("and line.good", "and line.status") + "\n" + _SPARE), ["RB762", "RB701"]),
    "another code": (rules("# ignore[RB702] wanted next year\n" + _SPARE), ["RB762", "RB701"]),
    "one of two codes": (rules("# ignore[RB701, RB741] wanted next year\n" + _SPARE), ["RB762"]),
    "a code that there is not": (rules("# ignore[RB700] wanted next year\n" + _SPARE), ["RB764", "RB701"]),
    "an error": (rules("# ignore[RB201] wanted next year\nfact lin.spare: yes\n"), ["RB763", "RB201"]),
    "an error that is not there": (rules("# ignore[RB201, RB701] wanted next year\n" + _SPARE), ["RB763"]),
    "what is told of suppressions": (rules("# ignore[RB762] quiet\n# ignore[RB741] nothing\n" + _SPARE), ["RB763", "RB762", "RB701"]),
    "in a text": (rules(_SPARE.replace('"备用":\n    line.good', '"备用":\n    line.id = "# ignore[RB701] x"')), ["RB701"]),
    "in a title of full-width marks": (rules(_SPARE.replace("line.good", "line.id = “# 忽略[RB701] 理由”")), ["RB701"]),
    "in a text of YAML": (law("issuer: {zh: 某机关, en: Somebody}", 'issuer: {en: "x # ignore[RB751] x"}'), ["RB751"]),
    "in a text of several lines": ({"sources.yaml": CLEAN["sources.yaml"].replace("  status: 有效\n", "  note: |\n    x\n    # ignore[RB751] x\n  status: 有效\n").replace("{zh: 某机关, en: Somebody}", "{en: Somebody}")}, ["RB751"]),
    "inside a word": (case("{zh: 六张号卡, en: Six lines}", "六张号卡#忽略[RB751]"), ["RB751"]),
    "above a section of the vocabulary": ({"vocabulary.yaml": "# ignore[RB751] too broad\n" + CLEAN["vocabulary.yaml"].replace("late:    {zh: 夜间", "late:    {zh: late")}, ["RB762", "RB751"]),
    "above the row before": ({"parameters.yaml": CLEAN["parameters.yaml"].replace("    - {from: 2010", "    # 忽略[RB713] 另有核对\n    - {from: 2010").replace("value: 20 days, source: law art 1, confidence: A", "value: 20 days, source: law art 1, confidence: U")}, ["RB762", "RB713"]),
}  # fmt: skip
"""What is wrong with it → the book, and what is told of it in order of place."""


@pytest.mark.parametrize("name", SILENT)
def test_a_suppression_with_a_reason_silences_what_stands_under_it(name: str, tmp_path: Path) -> None:
    assert codes(tmp_path, SILENT[name]) == []


@pytest.mark.parametrize("name", SILENT)
def test_without_the_suppression_there_is_something_to_be_told(name: str, tmp_path: Path) -> None:
    bare = {file: _spoilt(change) for file, change in SILENT[name].items()}
    assert codes(tmp_path, bare) != []


def _spoilt(change: Change) -> Change:
    """The same with its suppressions written wrong."""
    match change:
        case str():
            return change.replace("忽略", "勿略").replace("ignore", "ignored")
        case (old, new):
            return old, new.replace("忽略", "勿略").replace("ignore", "ignored")
        case _:
            return change


@pytest.mark.parametrize("name", HEARD)
def test_what_does_not_silence_is_told_of(name: str, tmp_path: Path) -> None:
    changes, wanted = HEARD[name]
    assert codes(tmp_path, changes) == wanted


def test_a_suppression_in_a_book_with_errors_is_not_called_unused(tmp_path: Path) -> None:
    """Nothing was linted: whether it would be of use is not known."""
    changes = rules("# ignore[RB701] wanted next year\n" + _SPARE + "fact lin.spare: yes\n")
    assert codes(tmp_path, changes) == ["RB201"]


def test_a_file_of_rules_that_cannot_be_read_has_its_comments_all_the_same() -> None:
    text = "# ignore[RB701] wanted next year\nfact line.spare: (\n    yes\n"
    assert [(each.codes, each.lines) for each in suppressions(Source("x.rules", text))] == [(("RB701",), range(2, 4))]


def test_a_broken_yaml_file_has_no_comments() -> None:
    assert list(suppressions(Source("x.yaml", "a: [ # ignore[RB701] why\n"))) == []


def test_the_last_line_of_a_file_may_be_a_suppression() -> None:
    for text in ("a: 1\n# ignore[RB701] why", "a: 1\n# ignore[RB701] why\n"):
        assert [list(each.lines) for each in suppressions(Source("x.yaml", text))] == [[]]


@pytest.mark.parametrize("code", ["RB761", "RB762", "RB763", "RB764"])
def test_messages_of_suppressions_read_like_this(
    code: str, tmp_path_factory: pytest.TempPathFactory, golden: Callable[[str, str], None]
) -> None:
    parts = []
    for name, (changes, wanted) in HEARD.items():
        if code in wanted:
            loaded, found = lint(tmp_path_factory.mktemp(code), changes)
            parts.append(f"# {name}\n\n{_told(loaded, [each for each in found if each.code == code])}\n")
    golden(f"diagnostics/{code}.txt", "\n".join(parts))


def _told(loaded: Loaded, found: list[Diagnostic]) -> str:
    return "\n\n".join(draw(each, loaded.sources, lang) for each in found for lang in ("zh", "en"))
