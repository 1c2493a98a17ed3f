"""A misspelt declaration is told of where it is; where the use is misspelt, or nobody can know, at the use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.dsl.folders import VOCABULARY, Change, codes, drawn, loaded
from tests.dsl.mistakes import law, rule, when, words

TWICE: Mapping[str, Change] = {
    "rules/more.rules": "fact line.sure: line.good and line.status\nfact line.surely: line.good or line.status\n"
}
Changes = Mapping[str, Change]

MISSPELT: Mapping[str, tuple[Changes, str]] = {
    "a field of two uses": ({**words("      good: ", "      goood: "), **TWICE}, "vocabulary.yaml:14"),
    "its Chinese name": ({**words("{zh: 良好,", "{zh: 良号,"), "rules/more.rules": "事实 号卡.甲：号卡.良好 且 号卡.正常\n事实 号卡.乙：号卡.良好\n"}, "vocabulary.yaml:14"),
    "one use, a word known from other names": (words("      told_on: ", "      tlod_on: "), "vocabulary.yaml:9"),
    "a value": ({**words("{guangdong: 广东", "{guangdnog: 广东"), **when("line.province is guangdong or line.province is not guangdong and line.good"), "rules/other.rules": "fact line.south: line.province is guangdong\n"}, "vocabulary.yaml:42"),
    "an action": (words("  close: {zh", "  clsoe: {zh"), "vocabulary.yaml:44"),
    "a party": ({**words("parties: {operator", "parties: {opreator"), **rule("for each line", "must line.good", "binds operator"), "rules/b.rules": 'rule a "b"\n    source law art 1\n    for each line\n    must line.good\n    binds operator\n'}, "vocabulary.yaml:47"),
    "an enumeration": ({"vocabulary.yaml": VOCABULARY.replace("enumerations:\n  province:", "enumerations:\n  provinec:").replace("{zh: 姓名, kind: text,", "{zh: 姓名, kind: province,")}, "vocabulary.yaml:40"),
    "a segment of a rule's path": ({"rules/all.rules": ("rule grace/notice", "规则 宽限/通知"), **words("notice: 通知", "notcie: 通知"), "scenarios/more.yaml": "- {name: x, on: 2016-03-01, facts: {line: {}}, expect: {close: {because: grace/notice}, grace/notice: holds}}\n"}, "vocabulary.yaml:48"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISSPELT)
def test_a_misspelt_declaration_is_told_of_once(name: str, tmp_path: Path) -> None:
    changes, place = MISSPELT[name]
    found = loaded(tmp_path, changes)
    assert codes(found) == ["RB221"], drawn(found)
    (only,) = found.diagnostics
    assert f"{only.span.file}:{found.sources[only.span.file].position(only.span.start)[0]}" == place
    assert only.related


AT_THE_USE: Mapping[str, tuple[Changes, list[str]]] = {
    "the name is used rightly elsewhere": ({"rules/all.rules": ("has passed since line.told_on", "has passed since line.tol_on")}, ["RB202"]),
    "nothing is near": (when("line.colour"), ["RB202"]),
    "what is near stands for something else": (when("line.opned and line.good"), ["RB202"]),
    "each is used once and neither is known": (when("line.abroad_ > 0 USD"), ["RB202"]),
    "a name of another entity": (when("line.name = \"x\""), ["RB202"]),
    "a row that is spoken of as well": (when("some c in line.calls satisfies r.late and c.late"), ["RB203"]),
    "an article": (law('    "18": {zh', '    "19": {zh'), []),
}  # fmt: skip


@pytest.mark.parametrize("name", AT_THE_USE)
def test_otherwise_it_is_told_at_the_use(name: str, tmp_path: Path) -> None:
    changes, wanted = AT_THE_USE[name]
    found = loaded(tmp_path, changes)
    assert codes(found) == wanted, drawn(found)
