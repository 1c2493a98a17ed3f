"""A rule in force without its figure: of the dates that do not meet, the one that no other bears out is told of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dsl.folders import PARAMETERS, SOURCES, Change, codes, drawn, loaded

RULES = "".join(
    f"rule a/r{n}\n    source {law}\n    for each line\n    may close\n        when {figure} has passed since line.told_on\n"
    for n, (law, figure) in enumerate([("law art 1", "notice"), ("old art 1", "wait"), ("old art 1", "grace_time")])
)
FIGURES = PARAMETERS + "".join(
    f"{name}:\n  zh: {zh}\n  kind: days\n  values:\n    - {{from: 2001-05-01, value: 5 days, source: old art 1, confidence: A}}\n"
    for name, zh in (("wait", "等待期"), ("grace_time", "宽限期"))
)
OLD = (
    "old:\n  zh: 旧法\n  title: {zh: 旧法, en: The old law}\n  rank: law\n  in_force: {from: 2001-05-01}\n"
    "  articles:\n    1: {zh: 一, en: One, confidence: A}\n"
)


def where(folder: Path, old: str, new: str, rules: str = RULES) -> tuple[str, str]:
    """The place and the words of the one thing told of this book with one date changed."""
    files: dict[str, Change] = {"rules/more.rules": rules, "parameters.yaml": FIGURES, "sources.yaml": SOURCES + OLD}
    name = next(name for name, text in files.items() if old in str(text))
    files[name] = str(files[name]).replace(old, new, 1)
    found = loaded(folder, files)
    assert codes(found) == ["RB408"], drawn(found)
    (only,) = found.diagnostics
    return only.span.file, found.sources[only.span.file].words(only.span)


@pytest.mark.parametrize(
    ("old", "new", "file", "words"),
    [
        ("{from: 2001-05-01, value: 5 days", "{from: 2001-05-11, value: 5 days", "parameters.yaml", "2001-05-11"),
        ("in_force: {from: 2001-05-01}", "in_force: {from: 1991-05-01}", "sources.yaml", "1991-05-01"),
        ("    source old art 1\n", "    source old art 1\n    from 2001-04-01\n", "rules/more.rules", "2001-04-01"),
        ("when wait has", "when notice has", "rules/more.rules", "notice"),
    ],
)
def test_the_date_that_nothing_bears_out_is_told_of(old: str, new: str, file: str, words: str, tmp_path: Path) -> None:
    """A law's date spoils two figures, a figure's date one rule; where both dates are right, it is the wrong figure."""
    assert where(tmp_path, old, new) == (file, words)


def test_several_rules_are_right_against_one_figure(tmp_path: Path) -> None:
    rules = RULES.replace("when wait", "when grace_time").replace("when notice", "when grace_time")
    rules = rules.replace("source law art 1", "source law art 1\n    from 2002-01-01")
    at = FIGURES.index("grace_time")
    figures = FIGURES[at:]
    found = where(tmp_path, figures, figures.replace("2001-05-01", "2004-01-01"), rules)
    assert found == ("parameters.yaml", "2004-01-01")
