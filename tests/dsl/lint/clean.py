"""A small book in which nothing is unwise, for the tests of the lints; ways to change it, and what is then told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from dsl.diagnose import Diagnostic
from dsl.load import Loaded, load_book
from tests.dsl.folders import PARAMETERS, RULEBOOK, RULES, SCENARIOS, SOURCES, VOCABULARY, Change, changed
from workbench.findings import findings

TODAY = date(2026, 11, 26)

_MORE_RULES = """
rule cap/erasure "号卡过多不得注销" "No erasure of who has too many lines"
    source law art 2
    for each holder
    must not erase
        when (count of l in holder.lines where l.open) > cap

rule grace/renewal "在用方可续期" "Renewal while in use"
    source law item 4
    for each line
    must not renew
        unless line.open

rule grace/telling "限期告知" "Told in time"
    source law art 18
    for each line
    must happen line.told_on within notice after line.opened_on
"""

_MORE_SCENARIOS = """
- name: {zh: 六张号卡, en: Six lines}
  on: 2016-03-01
  facts: {holder: {id: H1, lines: [{opened_on: 2015-01-01}]}}
  expect: {erase: {verdict: denied, because: cap/erasure}}

- name: {zh: 已关闭, en: Closed}
  on: 2016-03-01
  facts: {line: {id: L1, opened_on: 2015-01-01, closed_on: 2015-02-01}}
  expect: {renew: denied}

- name: {zh: 最后一日告知, en: Told on the last day}
  on: 2016-04-01
  facts: {line: {id: L1, opened_on: 2016-03-01, told_on: 2016-03-11}}
  expect: {grace/telling: compliant}

- name: {zh: 次日告知, en: Told on the day after}
  on: 2016-04-01
  facts: {line: {id: L1, opened_on: 2016-03-01, told_on: 2016-03-12}}
  expect: {grace/telling: late}
"""

CLEAN: Mapping[str, str] = {
    "rulebook.yaml": RULEBOOK,
    "vocabulary.yaml": VOCABULARY.replace(
        "cap: 上限}", "cap: 上限, erasure: 注销, renewal: 续期, telling: 告知, extra: 另}"
    ),
    "parameters.yaml": PARAMETERS,
    "sources.yaml": SOURCES,
    "rules/all.rules": RULES + _MORE_RULES,
    "scenarios/all.yaml": SCENARIOS + _MORE_SCENARIOS,
}
"""Every file of the book."""

Book = Mapping[str, Change]
_EXTRA = "rules/extra.rules"


def write(folder: Path, changes: Book | None = None) -> Path:
    """The clean book with these changes, written into the folder."""
    for name, change in {**CLEAN, **(changes or {})}.items():
        data = changed(CLEAN.get(name, ""), change)
        if data is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    return folder


def lint(folder: Path, changes: Book | None = None) -> tuple[Loaded, tuple[Diagnostic, ...]]:
    """The clean book with these changes, and all that `guiju check` tells of it on one day."""
    loaded = load_book(write(folder, changes))
    return loaded, findings(loaded, TODAY)


# ── changes ──


def fact(text: str) -> Book:
    """These statements beside the clean ones."""
    return {_EXTRA: text + "\n"}


def where(condition: str) -> Book:
    """An invariant about a line with this condition: of what a scenario reaches nothing is asked."""
    return fact(_WHERE.format(condition))


_WHERE = 'invariant extra "另一条" "Another"\n    for each line where {}\n    never permitted close'


def of_fact(value: str, *branches: str) -> Book:
    """A fact of a line with this value and these branches, which an invariant reads."""
    lines = "\n    ".join([f'fact line.extra "另":\n    {value}', *branches])
    return fact(f"{lines}\n\n" + _WHERE.format("line.extra"))


def rule(*clauses: str, titles: str = '"另一条" "Another"', source: str = "law art 1", **files: Change) -> Book:
    """A rule with these clauses, which a scenario names; and other files changed, by name without extension."""
    text = "\n    ".join([f"rule grace/extra {titles}", f"source {source}", *clauses])
    return {_EXTRA: text + "\n", **_REACHED, **{f"{name}.yaml": change for name, change in files.items()}}


_REACHED: Book = {
    "scenarios/extra.yaml": "- name: {zh: 另, en: Another}\n  on: 2016-03-01\n  facts: {line: {id: L1}}\n"
    "  expect: {close: {verdict: denied, because: grace/extra}}\n"
}
EACH_LINE = "for each line", "must not close", "when line.rate is known"
"""A rule that is like no other."""


def words(old: str, new: str) -> Book:
    """A passage of vocabulary.yaml changed."""
    return {"vocabulary.yaml": (old, new)}


def law(old: str, new: str) -> Book:
    """A passage of sources.yaml changed."""
    return {"sources.yaml": (old, new)}


def figure(old: str, new: str) -> Book:
    """A passage of parameters.yaml changed."""
    return {"parameters.yaml": (old, new)}


def case(old: str, new: str) -> Book:
    """A passage of the scenarios changed."""
    return {"scenarios/all.yaml": (old, new)}


def more(text: str, file: str = "sources") -> str:
    """The text of a file with more at its end."""
    return CLEAN[f"{file}.yaml"] + text
