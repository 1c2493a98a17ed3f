"""`make prove-mutants`: of small changes that take away what an invariant rests on, how many `guiju prove` refutes.

Of the rules about an invariant's act no more are kept than it is proved with, and of the facts that these stand on no
more are kept to their meaning: on the rest it does not rest. Every small change of what it rests on, with the figures
(`bench/changes.py`), is tried that can let the act through by its form alone (`bench/looser.py`): the solver has to
find facts for which the changed book permits what the invariant forbids, and the reference has to say so too. The
invariant keeps its meaning: its own conditions are read with the facts and figures of the unchanged book.

The figures go into docs/status.md; what is not refuted into docs/proof-mutants.md, each with the reason that a person
wrote under it. Ends with 1 where less than `--least` is refuted or one that lives has no reason.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Literal, TypeVar

from bench.changes import Change, changes
from bench.looser import lets_through, stands_on
from bench.mutants import NO_REASON, inside, put
from bench.mutate_rules import reasons, told
from bench.variants import KINDS
from dsl import core
from dsl.core import Words
from dsl.kinds import Date, Instant, Reference
from dsl.load import load_book
from dsl.order import FactKey
from interpreter.evaluate import Evaluator
from interpreter.facts import Row
from interpreter.proof.bounds import bounds, of_action
from interpreter.proof.logic import Formula, both
from interpreter.proof.question import Answer, Found, Question, holds

HOUSE = Path(__file__).resolve().parent.parent
STATUS, LIST = HOUSE / "docs" / "status.md", HOUSE / "docs" / "proof-mutants.md"
FIGURES = "proof-mutants"
NOUGHT = "figure made nought"
HEAD = (
    "| change | changes | refuted | refuted once other layers are left out | not refuted | refuted, share |",
    "|---|---|---|---|---|---|",
)
Refuted = Literal["yes", "alone", "no"]
"""`alone`: by the rules of the ground alone, for what the change lets through other rules forbid, too."""


class Trial:
    """One invariant of a book, asked of the book with other rules, facts and figures."""

    def __init__(self, book: core.Book, invariant: core.Invariant, seconds: float = 120.0) -> None:
        self.invariant, self.seconds = invariant, seconds
        needed = bounds(book, (invariant.where, invariant.unless, *of_action(book, invariant.action)))
        self.book = with_free_fields(book, facts_of(book, book.guards[invariant.action]))
        self.question = Question(self.book, invariant.subject, None, needed.rows)

    def refuted(self, changed: core.Book) -> tuple[Refuted, Found | None]:
        """Whether a changed book permits what the invariant forbids, by all its rules or those of the ground alone."""
        alone = self.broken(self._of_ground(changed)).found
        if alone is None:
            return "no", None  # more rules would only forbid more
        if holds(self.book, alone, partial(self._confirm, changed)):
            return "yes", alone
        found = self.broken(changed).found
        return ("yes", found) if found else ("alone", alone)

    def _of_ground(self, changed: core.Book) -> core.Book:
        """The book without the rules about the act on which the invariant does not rest."""
        rules = tuple(changed.rules[rule.path] for rule in self.rules)
        return replace(changed, guards={**changed.guards, self.invariant.action: rules})

    def broken(self, changed: core.Book) -> Answer:
        """Facts for which the changed book permits what the invariant forbids, as it was meant. Raises Disagreement."""
        action = changed.vocabulary.actions[self.invariant.action]
        norms, row = self.question.norms, self.question.row
        permitted = norms.of(changed).decide(action, row).yes
        goal: Formula = both(
            norms.truth(self.invariant.where, row).yes, permitted, norms.truth(self.invariant.unless, row).no
        )
        return self.question.seek(goal, partial(self._confirm, changed), self.seconds)

    def _confirm(self, changed: core.Book, evaluator: Evaluator, row: Row) -> bool:
        asked = self.invariant
        other = Evaluator(changed, evaluator.world, evaluator.day)
        forbidden = evaluator.truth(asked.where, row) is True and evaluator.truth(asked.unless, row) is False
        return forbidden and other.decide(changed.vocabulary.actions[asked.action], row).name == "permitted"

    def _is_proved(self, changed: core.Book) -> bool:
        answer = self.broken(changed)
        return answer.sure and answer.found is None

    @cached_property
    def rules(self) -> tuple[core.Rule, ...]:
        """What permits, where that is needed, and no more prohibitions than it takes."""
        guards = self.book.guards[self.invariant.action]
        default = self.book.vocabulary.actions[self.invariant.action].default
        permits = tuple(each for each in guards if default == "denied" and isinstance(each.norm, core.Permission))

        def is_proved(some: Sequence[core.Rule]) -> bool:
            chosen = {**self.book.guards, self.invariant.action: (*permits, *some)}
            return self._is_proved(replace(self.book, guards=chosen))

        return (*permits, *fewest([each for each in guards if isinstance(each.norm, core.Prohibition)], is_proved))

    @cached_property
    def facts(self) -> tuple[FactKey, ...]:
        """The facts that have to mean what they mean; the others may say anything, and it is still proved."""
        facts = facts_of(self.book, self.rules)
        return tuple(fewest(facts, lambda some: self._is_proved(freed(self.book, set(facts) - set(some)))))

    def is_touched(self, changed: core.Book) -> bool:
        """Whether a change takes away what the invariant rests on, by its form."""
        return lets_through(self.book, changed, self.invariant.action, self.rules, self.facts)


def facts_of(book: core.Book, rules: Sequence[core.Rule]) -> list[FactKey]:
    """The facts that rules stand on."""
    return [name for name in stands_on(book, rules) if isinstance(name, tuple)]


def with_free_fields(book: core.Book, facts: Sequence[FactKey]) -> core.Book:
    """The book with a field beside each of these facts, of which rules do not speak."""
    entities = dict(book.vocabulary.entities)
    for entity, name in facts:
        kind = book.facts[entity, name].body.kind
        absent: core.Absence = "never" if isinstance(kind, Date | Instant) else "unknown"
        field = core.Field(entity, free(name), Words("", ""), kind, absent, "lasting", personal=False)
        entities[entity] = replace(entities[entity], fields={**entities[entity].fields, field.name: field})
    return replace(book, vocabulary=replace(book.vocabulary, entities=entities))


def freed(book: core.Book, facts: Collection[FactKey]) -> core.Book:
    """The book in which these facts say what their fields say: anything."""
    made = dict(book.facts)
    for key in facts:
        entity, name = key
        body = core.FieldOf(core.Variable(entity, Reference(entity)), free(name), made[key].body.kind)
        made[key] = replace(made[key], body=body, exceptions=(), presumed=None)
    return replace(book, facts=made)


def free(name: str) -> str:
    """The name of the field beside a fact; no rulebook can have such a one."""
    return f"free {name}"


Needed = TypeVar("Needed")


def fewest(names: Sequence[Needed], is_proved: Callable[[Sequence[Needed]], bool]) -> list[Needed]:
    """So few of them, the first, that it is proved with them and not with one less (Junker's QuickXplain)."""

    def found(sure: list[Needed], is_new: bool, left: list[Needed]) -> list[Needed]:
        if not left or (is_new and is_proved(sure)):
            return []
        if len(left) == 1:
            return left
        half = len(left) // 2
        later = found([*sure, *left[:half]], True, left[half:])
        return [*found([*sure, *later], bool(later), left[:half]), *later]

    return [] if is_proved([]) else found([], False, list(names))


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
