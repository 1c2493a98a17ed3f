"""A snapshot judged by the specification: every subject of what is asked gets exactly one outcome of `evaluate.py`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from dsl import core
from interpreter.complete import Completer
from interpreter.evaluate import OUTCOMES, Day, Evaluator
from interpreter.facts import Row
from interpreter.lasting import Lasting
from interpreter.mask import is_personal
from interpreter.progress import Progress
from interpreter.run import Finding
from interpreter.snapshot import Snapshot

SILENT = ("compliant", "not_applicable")
"""Outcomes that are counted but not listed, unless all are asked for."""
_MOST_FACTS = 2_000_000


def counts(snapshot: Snapshot) -> dict[str, dict[str, int]]:
    """Entity → how many of its rows were read, judged and rejected."""
    found: dict[str, dict[str, int]] = {}
    for entity, read in snapshot.read.items():
        judged = len(snapshot.world.tables[entity])
        found[entity] = {"read": read, "judged": judged, "rejected": read - judged}
    return found


def judge(
    book: core.Book,
    snapshot: Snapshot,
    on: date,
    wanted: Mapping[str, core.Rule | core.Action],
    everything: bool,
    progress: Progress,
) -> tuple[dict[str, dict[str, int]], list[Finding]]:
    """Outcomes counted by rule and action, and those worth listing, rule by rule; with `everything` all of them.

    It goes subject by subject, so that the facts of one row are derived once for all rules.
    """
    outcomes = {name: {str(each): 0 for each in OUTCOMES} for name in wanted}
    listed: dict[str, list[Finding]] = {name: [] for name in wanted}
    lasting = Lasting(Completer(book))
    evaluator = Evaluator(book, snapshot.world, Day.of(on, book.zone))
    total = sum(len(rows) for rows in snapshot.world.tables.values())
    done = 0
    progress("judging", done, total)
    for entity, rows in snapshot.world.tables.items():
        mine = [(name, each) for name, each in wanted.items() if _subject(each) == entity]
        for row in rows:
            for name, each in mine:
                outcome = (
                    evaluator.judge_act(each, row) if isinstance(each, core.Action) else evaluator.judge(each, row)
                )
                outcomes[name][outcome.name] += 1
                if everything or outcome.name not in SILENT:
                    listed[name].append(Finding(name, label(row), lasting.outcome(evaluator, each, row)))
            done += 1
            if done % 1000 == 0:
                progress("judging", done, total)
        evaluator.forget(_MOST_FACTS)
        lasting.forget(_MOST_FACTS)
    progress("judging", total, total)
    return outcomes, [finding for name in wanted for finding in listed[name]]


def _subject(each: core.Rule | core.Action) -> str:
    return each.on if isinstance(each, core.Action) else each.subject


def label(row: Row) -> str:
    """How a report names a row: by its key, or by its place where the key looks like a telephone or identity number."""
    return row.key if not is_personal(row.key) else re.sub(r"[^\w.:/-]", "_", row.place)
