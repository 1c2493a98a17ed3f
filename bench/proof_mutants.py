"""`make prove-mutants`: of small changes that take away what an invariant rests on, how many `guiju prove` refutes.

Every small change (`bench/changes.py`) of what an invariant rests on (`bench/grounds.py`), and of the figures there, is
tried that can let the act through by its form alone (`bench/looser.py`): the solver has to find facts for which the
changed book permits what the invariant forbids, and the reference has to say so too.

The figures go into docs/status.md; what is not refuted into docs/proof-mutants.md, each with the reason that a person
wrote under it. Ends with 1 where less than `--least` is refuted or one that lives has no reason.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bench.changes import Change, changes
from bench.grounds import Refuted, Trial
from bench.mutants import NO_REASON, inside, put
from bench.mutate_rules import reasons, told
from bench.variants import KINDS
from dsl import core
from dsl.load import load_book
from interpreter.proof.question import Found

HOUSE = Path(__file__).resolve().parent.parent
STATUS, LIST = HOUSE / "docs" / "status.md", HOUSE / "docs" / "proof-mutants.md"
FIGURES = "proof-mutants"
NOUGHT = "figure made nought"
HEAD = (
    "| change | changes | refuted | refuted once other layers are left out | not refuted | refuted, share |",
    "|---|---|---|---|---|---|",
)


# ── the changes ──


def mutants(book: core.Book) -> Iterator[Change]:
    """Every small change, and every figure made nought."""
    yield from changes(book)
    for figure in book.parameters.values():
        if any(type(dated.value) is int and dated.value > 1 for dated in figure.values):
            values = tuple(replace(each, value=0) if isinstance(each.value, int) else each for each in figure.values)
            parameters = {**book.parameters, figure.name: replace(figure, values=values)}
            made = partial(replace, book, parameters=parameters)
            yield Change(figure.name, NOUGHT, "every value → 0", frozenset(), figure.span, made)


@dataclass(frozen=True, slots=True)
class Tried:
    """A change, the invariants whose ground it takes away, which of them it refutes, and how; with facts."""

    change: Change
    touched: tuple[str, ...]
    refuted: Refuted = "no"
    by: str = ""
    found: Found | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """All changes that were tried, on what each invariant rests, and how long it took."""

    book: core.Book
    trials: Sequence[Trial]
    tried: Sequence[Tried]
    seconds: float

    @property
    def share(self) -> float:
        """Of all changes, those that were refuted."""
        return sum(each.refuted != "no" for each in self.tried) / max(1, len(self.tried))


def measured(book: core.Book, words: Sequence[str] = ()) -> Measured:
    """Every change of a book, or those of rules, facts and figures with one of the words in their name, tried."""
    began = time.process_time()
    trials = [Trial(book, each) for each in book.invariants.values()]
    chosen = (each for each in mutants(book) if not words or any(word in each.about for word in words))
    tried = [found for each in chosen if (found := tried_of(trials, each))]
    return Measured(book, trials, tried, time.process_time() - began)


def tried_of(trials: Sequence[Trial], change: Change) -> Tried | None:
    """A change tried against each invariant whose ground it takes away, until one is refuted; None if it takes none."""
    changed = change.made()
    touched = [trial for trial in trials if trial.is_touched(changed)]
    if not touched:
        return None
    best = Tried(change, tuple(trial.invariant.name for trial in touched))
    for trial in touched:
        refuted, found = trial.refuted(changed)
        if refuted == "yes" or (refuted == "alone" and best.refuted == "no"):
            best = replace(best, refuted=refuted, by=trial.invariant.name, found=found)
        if refuted == "yes":
            break
    return best


# ── what is written down ─────────────────────────────────────────────────────────────────────────────────────────────


def table(found: Measured) -> str:
    """The figures by kind of change, as Markdown."""
    kinds = [kind for kind in (*KINDS, NOUGHT) if any(each.change.kind == kind for each in found.tried)]
    rows = [_row(kind, [each for each in found.tried if each.change.kind == kind]) for kind in kinds]
    return "\n".join([*HEAD, *rows, _row("**all**", found.tried)])


def _row(name: str, tried: Sequence[Tried]) -> str:
    by = Counter(each.refuted for each in tried)
    share = 1 - by["no"] / max(1, len(tried))
    return f"| {name} | {len(tried)} | {by['yes']} | {by['alone']} | {by['no']} | {share:.1%} |"


def grounds(found: Measured) -> str:
    """On what each invariant rests, and how many changes of that were refuted by it, as Markdown."""
    by = Counter(each.by for each in found.tried)
    lines = [
        "| invariant | rests on the rules | and on the facts | changes that it is the first to refute |",
        "|---|---|---|---|",
    ]
    for trial in found.trials:
        rules = ", ".join(f"`{rule.path}`" for rule in trial.rules)
        facts = ", ".join(f"`{entity}.{name}`" for entity, name in trial.facts)
        lines.append(f"| `{trial.invariant.name}` | {rules} | {facts} | {by[trial.invariant.name]} |")
    return "\n".join(lines)


def section(found: Measured, known: Mapping[tuple[str, str], str]) -> str:
    """The grounds, and the changes that are not refuted, each with its reason."""
    lines = [f"## {found.book.name}", "", grounds(found), ""]
    about = ""
    for each in (each.change for each in found.tried if each.refuted == "no"):
        lines += [] if each.about == about else [f"### `{each.about}`", ""]
        about, said = each.about, told(each)
        lines += [f"- {said}", f"  {known.get((about, said), NO_REASON)}", ""]
    return "\n".join(lines).strip()


def write(found: Measured) -> int:
    """Both documents anew. How many changes live without a reason."""
    of = f"`{found.book.name}`, {len(found.trials)} invariants; {found.seconds:.0f} s of one processor."
    figures = f"{table(found)}\n\n{of}"
    STATUS.write_text(put(STATUS.read_text(encoding="utf-8"), FIGURES, figures), encoding="utf-8")
    listed = LIST.read_text(encoding="utf-8")
    said = section(found, reasons(inside(listed, found.book.name)))
    LIST.write_text(put(listed, found.book.name, said), encoding="utf-8")
    return said.count(NO_REASON)


def main() -> None:
    """Tries every change of a book that takes a ground away; prints what lives, or writes it down."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("book", nargs="?", default="cn-telecom", help="a shipped name or a folder")
    asked.add_argument("-k", dest="words", action="append", default=[], metavar="WORD", help="only what is named so")
    asked.add_argument("--list", action="store_true", help="print every change; the documents stay as they are")
    asked.add_argument("--least", type=float, default=95, help="per cent of all changes to be refuted")
    words = asked.parse_args()
    book = load_book(words.book).book
    if book is None:
        raise SystemExit(f"{words.book} has errors: see `guiju check {words.book}`")
    found = measured(book, words.words)
    if words.list or words.words:
        unexplained = 0
        for each in found.tried:
            print(f"{each.change.about}: {told(each.change)}: {each.refuted} {each.by or each.touched}")
    else:
        unexplained = write(found)
    print(table(found), f"\n{found.seconds:.0f} s, {unexplained} without a reason", file=sys.stderr)
    raise SystemExit(unexplained > 0 or found.share * 100 < words.least)


if __name__ == "__main__":
    main()
