"""Whose outcome differs, of a snapshot: what is not judged could not have been another one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dsl import core
from interpreter.audit import audit, targets
from interpreter.outcomes import DEMANDS
from interpreter.versions import impact as module
from interpreter.versions.impact import concerned, impact
from interpreter.versions.written import matched
from tests.agree.pairs import Size, made_up, snapshot_of
from tests.agree.tables import write
from tests.books import FACT, PARAMETERS, VOCABULARY
from tests.interpreter.versions.edits import edited
from tests.interpreter.versions.test_behaviour import DUE, MAY, both, rule

DAY = date(2021, 6, 1)
BOOK = (
    FACT
    + MAY
    + DUE
    + rule("a/good", "must line.good")
    + rule("a/told", "must happen line.lent_on within notice after line.told_on")
)
LINES = "id,told_on,closed_on,good\nL1,2021-05-01,2021-05-10,yes\nL2,2021-05-01,2021-05-12,no\nL3,2021-05-28,,\n"


def snapshot(folder: Path, lines: str = LINES) -> Path:
    (folder / "snapshot").mkdir()
    (folder / "snapshot" / "line.csv").write_text(lines, encoding="utf-8")
    return folder / "snapshot"


def full(old: core.Book, new: core.Book, folder: Path, day: date) -> dict[str, Counter[tuple[str, str]]]:
    """By the reference, everything judged: outcomes that differ, counted."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    was, is_ = judged(old, folder, day), judged(new, folder, day)
    for key in dict.fromkeys((*was, *is_)):
        pair = was.get(key, "-"), is_.get(key, "-")
        if pair[0] != pair[1]:
            found.setdefault(key[0], Counter())[pair] += 1
    return found


def judged(book: core.Book, folder: Path, day: date) -> dict[tuple[str, str], str]:
    """The outcome of each subject; of a rule with several texts, under its latest, that of the text which applies."""
    found: dict[tuple[str, str], str] = {}
    for each in audit(book, folder, day, everything=True, engine="reference").findings.to_pylist():
        rule = book.texts_of(each["rule"])[-1].path if each["rule"] in book.rules else each["rule"]
        key = rule, each["subject"]
        found[key] = max(found.get(key, DEMANDS[0]), each["outcome"], key=DEMANDS.index)
    return found


@pytest.mark.parametrize("seed", range(10))
def test_counts_are_those_of_two_whole_audits(seed: int, tmp_path: Path) -> None:
    """Of random books, edits and snapshots."""
    old = made_up(seed, Size(2, 4, 2))
    new = edited(edited(old, seed), seed + 1)
    tables, day = snapshot_of(old, seed)
    folder = write(old, tables, tmp_path / "snapshot", "parquet")
    found = impact(old, new, {path: path for path in old.rules}, folder, day)
    assert {rule: dict(counts) for rule, counts in found.outcomes.items()} == full(old, new, folder, day)


def test_what_stands_on_the_same_is_not_judged(tmp_path: Path) -> None:
    old, new = both(tmp_path, BOOK, BOOK.replace("within 10 days", "within 5 days"))
    assert concerned(old, new, matched(old, new)) == (["a/due"], ["a/due"])
    found = impact(old, new, matched(old, new), snapshot(tmp_path), DAY, tmp_path / "out")
    assert found.judged == 6
    assert (found.outcomes, found.moved) == ({"a/due": {("compliant", "late"): 1}}, {"a/due": {-5: 3}})
    assert found.days == {
        date(2021, 5, 6): (0, 2), date(2021, 5, 11): (2, 0), date(2021, 6, 2): (0, 1), date(2021, 6, 7): (1, 0),
    }  # fmt: skip
    assert ([part.name for part in found.parts], found.engine.partition(" ")[0]) == (["line.csv"], "duckdb")
    listed = pq.read_table(tmp_path / "out" / "impact.parquet").to_pylist()
    assert [(row["rule"], row["subject"]) for row in listed] == [("a/due", f"L{n}") for n in (1, 2, 3)]


def test_a_figure_touches_what_stands_on_it(tmp_path: Path) -> None:
    old, new = both(tmp_path, BOOK, BOOK, parameters=PARAMETERS.replace("value: 20 days", "value: 21 days"))
    assert concerned(old, new, matched(old, new)) == (["a/told"], ["a/told"])


def test_an_override_that_changes_touches_what_it_overrides(tmp_path: Path) -> None:
    over = rule("a/over", "may lend", "when line.good", "overrides a/due")
    old, new = both(tmp_path, BOOK + over, BOOK + over.replace("line.good", "line.fair"))
    assert set(concerned(old, new, matched(old, new))[0]) == {"a/due", "lend"}


def test_a_renamed_rule_is_neither_new_nor_gone_nor_judged(tmp_path: Path) -> None:
    old, new = both(tmp_path, BOOK, BOOK.replace("a/due", "b/due"))
    assert concerned(old, new, matched(old, new)) == ([], [])
    found = impact(old, new, matched(old, new), snapshot(tmp_path), DAY, tmp_path / "out")
    assert (found.judged, found.outcomes, found.moved) == (0, {}, {})
    assert pq.read_table(tmp_path / "out" / "impact.parquet").num_rows == 0


def test_rules_of_one_version_are_judged_by_it_alone(tmp_path: Path) -> None:
    old, new = both(
        tmp_path, BOOK, BOOK.replace("rule a/good", "rule a/better").replace("must line.good", "must line.fair")
    )
    assert concerned(old, new, matched(old, new)) == (["a/good"], ["a/better"])
    found = impact(old, new, matched(old, new), snapshot(tmp_path), DAY)
    assert found.outcomes["a/good"] == {("breach", "-"): 1, ("compliant", "-"): 1, ("undetermined", "-"): 1}
    assert found.outcomes["a/better"] == {("-", "undetermined"): 3}


def test_where_rows_may_be_read_otherwise_everything_is_judged(tmp_path: Path) -> None:
    """A value that only the new version has: the row was rejected by the old one."""
    wider = VOCABULARY.replace("beijing: 北京", "beijing: 北京, hainan: 海南")
    old, new = both(tmp_path, BOOK, BOOK, vocabulary=wider)
    assert concerned(old, new, matched(old, new)) == (list(targets(old)), list(targets(new)))
    rows = "id,told_on,province\nL1,2021-05-01,hainan\nL2,2021-05-01,beijing\n"
    found = impact(old, new, matched(old, new), snapshot(tmp_path, rows), DAY)
    assert found.outcomes["a/due"] == {("-", "breach"): 1}


def test_an_act_that_is_recorded_elsewhere_is_judged(tmp_path: Path) -> None:
    old, new = both(tmp_path, BOOK, BOOK)
    actions = {**new.vocabulary.actions, "lend": replace(new.vocabulary.actions["lend"], recorded_by="told_on")}
    new = replace(new, vocabulary=replace(new.vocabulary, actions=actions))
    assert concerned(old, new, matched(old, new)) == (["lend"], ["lend"])


def test_it_would_be_noticed_if_too_little_were_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison with two whole audits finds what is left out."""
    monkeypatch.setattr(module, "concerned", lambda *_: ([], []))
    old, new = both(tmp_path, BOOK, BOOK.replace("within 10 days", "within 5 days"))
    folder = snapshot(tmp_path)
    assert impact(old, new, matched(old, new), folder, DAY).outcomes != full(old, new, folder, DAY)
