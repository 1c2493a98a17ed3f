"""What is not law is no ground of law: drafts, promises, practice alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsl.ground import RANKS
from dsl.load import Loaded, load_book
from tests.dsl.folders import OVER, RULEBOOK, SOURCES, Change, codes, drawn, loaded, over, write

PAPER = """paper:
  zh: 文件
  title: {zh: 一份文件, en: A paper}
  rank: %s
"""
RULE = "rule notice/cap\n    source %s\n    for each line\n    %smust not renew\n        when line.good\n"


def standing(folder: Path, rank: str, rule: str = RULE % ("paper", ""), manifest: str = RULEBOOK) -> Loaded:
    """The sound book with a rule that stands on a paper of this rank."""
    paper = SOURCES + PAPER % rank
    return loaded(folder, {"sources.yaml": paper, "rules/extra.rules": rule, "rulebook.yaml": manifest})


@pytest.mark.parametrize("rank", RANKS)
def test_neither_a_draft_nor_a_promise_is_a_ground_of_law(rank: str, tmp_path: Path) -> None:
    found = standing(tmp_path, rank)
    assert codes(found) == ["RB504"]
    assert found.book is None


def test_a_draft_may_stand_on_drafts_and_not_on_promises(tmp_path: Path) -> None:
    draft = RULEBOOK + "draft: yes\n"
    found = standing(tmp_path / "draft", "draft", manifest=draft)
    assert found.book, drawn(found)
    assert found.book.draft
    assert found.draft
    assert codes(standing(tmp_path / "promise", "promise", manifest=draft)) == ["RB504"]
    assert not standing(tmp_path / "law", "law").draft
    assert codes(standing(tmp_path / "said no", "draft", manifest=RULEBOOK + "draft: no\n")) == ["RB504"]


def test_what_rests_on_one_such_source_is_told_of_once(tmp_path: Path) -> None:
    found = standing(
        tmp_path, "draft", RULE % ("paper", "") + "\n" + (RULE % ("paper", "")).replace("notice/cap", "cap/notice")
    )
    assert codes(found) == ["RB504"]
    assert len(found.diagnostics[0].related) == 2


@pytest.mark.parametrize("rank", ["law", "normative_document", "campaign", "judicial_interpretation"])
def test_whatever_binds_is_a_ground(rank: str, tmp_path: Path) -> None:
    assert codes(standing(tmp_path, rank)) == []


def test_practice_alone_is_contested(tmp_path: Path) -> None:
    assert codes(standing(tmp_path / "alone", "practice")) == ["RB505"]
    assert codes(standing(tmp_path / "contested", "practice", RULE % ("paper", "standing contested\n    "))) == []
    assert codes(standing(tmp_path / "beside", "practice", RULE % ("paper\n    source law art 2", ""))) == []


# ── across layers ──


def over_a_draft(folder: Path, **more: Change) -> Loaded:
    """A book of law that imports a draft, to see its effect."""
    base: dict[str, Change] = {
        "base/rulebook.yaml": RULEBOOK + "draft: yes\n", "base/sources.yaml": SOURCES + PAPER % "draft",
        "base/rules/more.rules": RULE % ("paper", ""),
    }  # fmt: skip
    return load_book(write(folder, {**over(), **base, **more}))


def test_who_imports_a_draft_is_told_that_it_is_one_and_does_not_answer_for_it(tmp_path: Path) -> None:
    found = over_a_draft(tmp_path)
    assert found.book, drawn(found)
    assert found.book.draft


def test_but_no_rule_of_law_may_stand_on_it(tmp_path: Path) -> None:
    own = (RULE % ("paper", "")).replace("notice/cap", "cap/cap")
    found = over_a_draft(tmp_path, **{"rules/own.rules": own})
    assert codes(found) == ["RB504"]
    assert found.diagnostics[0].span.file == "rules/own.rules"
    drafted: dict[str, Change] = {"rules/own.rules": own, "rulebook.yaml": OVER + "draft: yes\n"}
    assert codes(over_a_draft(tmp_path / "draft", **drafted)) == []
