"""A book → for each invariant whether it holds for all facts and days, with its bound; and what else was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from dsl import core
from dsl.core import Words
from interpreter.proof.ask import BY_WITNESS, Ask, Topic, findings, invariant
from interpreter.proof.bounds import bounds, of_action
from interpreter.proof.question import SINCE, Answer, Confirm, Found, Question
from interpreter.proof.rows import FIRST, FIRST_MOMENT, LAST
from interpreter.proof.smaller import smaller

Name = Literal["proved", "refuted", "unknown"]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Proof:
    """What came of one invariant. `bound`: rows by relation, which are `exact` where more could change nothing."""

    invariant: core.Invariant
    answer: Name
    seconds: float
    bound: Mapping[str, int]
    exact: bool
    witness: Found | None = None


@dataclass(frozen=True)
class Finding:
    """What was found of rules, facts or actions; `found` has facts that show it, where there are such."""

    topic: Topic
    about: tuple[str, ...]
    seconds: float
    found: Found | None = None


@dataclass(frozen=True)
class Proofs:
    """All that was asked of a book: of invariants, and besides; how much was asked besides, and what stayed open."""

    invariants: tuple[Proof, ...]
    findings: tuple[Finding, ...] = ()
    asked: int = 0
    open: tuple[Ask, ...] = ()


def assumptions(on: date | None, supposed: str = "", free: Iterable[str] = ()) -> tuple[Words, ...]:
    """What every answer rests on; a condition that was supposed, as it is written, and figures left free."""
    asked = f"{SINCE} – {LAST}" if on is None else f"{on}"
    return (
        *((Words(f"设 {supposed}", f"supposing {supposed}"),) if supposed else ()),
        *(Words(f"{name} 可为任何值", f"{name} may have any value") for name in sorted(free)),
        Words(f"所问之日：{asked}", f"the day asked about: {asked}"),
        Words(f"事实中的日期在 {FIRST} 至 {LAST} 之间", f"days of facts lie between {FIRST} and {LAST}"),
        Words(f"时刻不早于 {FIRST_MOMENT}", f"moments do not lie before {FIRST_MOMENT}"),
        Words("金额和小数至多两位小数", "amounts and decimals have at most two places"),
        Words("事实中的期间不逾百年", "periods of facts are not longer than a hundred years"),
        Words("经不同途径到达的记录是不同的记录", "rows that are reached by different ways are different rows"),
    )


@dataclass(frozen=True)
class Terms:
    """On what terms it is asked: the day, if one alone; how long; what is supposed of each subject; free figures.

    `near`: days of witnesses lie as near to it as can be. `last` and `words`: the last day that is asked about, and the
    vocabulary in which facts are told, where these are not all.
    """

    near: date
    on: date | None = None
    seconds: float = 30.0
    supposed: Mapping[str, core.Expr] = field(default_factory=dict)
    free: frozenset[str] = frozenset()
    last: date | None = None
    words: core.Vocabulary | None = None

    def question(self, book: core.Book, subject: str, most: Mapping[str, int]) -> Question:
        """What is asked about one subject."""
        question = Question(book, subject, self.on, most, self.free, self.last, self.words)
        if subject in self.supposed:
            question.suppose(self.supposed[subject])
        return question


def invariants(
    book: core.Book, names: Iterable[str], terms: Terms, progress: Progress | None = None
) -> tuple[Proof, ...]:
    """The invariants of these names. Raises Disagreement."""
    found = []
    for name in names:
        if progress:
            progress(name)
        found.append(_proof(book, book.invariants[name], terms))
    return tuple(found)


def _proof(book: core.Book, asked: core.Invariant, terms: Terms) -> Proof:
    needed = bounds(book, (asked.where, asked.unless, *of_action(book, asked.action)), terms.free)
    question = terms.question(book, asked.subject, needed.rows)
    ask = invariant(asked)
    answer = question.seek(ask.goal(question), _supposing(ask, terms), terms.seconds)
    witness = answer.found and smaller(book, answer.found, _supposing(ask, terms), terms.near)
    return Proof(asked, _name(answer), answer.seconds, needed.rows, needed.exact, witness)


def _supposing(ask: Ask, terms: Terms) -> Confirm:
    """What the reference confirms of facts: what was supposed, too."""
    supposed = terms.supposed.get(ask.subject)
    if supposed is None:
        return ask.confirm
    return lambda evaluator, row: evaluator.truth(supposed, row) is True and ask.confirm(evaluator, row)


def _name(answer: Answer) -> Name:
    return "refuted" if answer.found else "proved" if answer.sure else "unknown"


def search(
    book: core.Book, terms: Terms, progress: Progress | None = None
) -> tuple[tuple[Finding, ...], int, tuple[Ask, ...]]:
    """What is odd about rules, facts and actions; how much was asked; what stayed open for want of time."""
    questions: dict[str, Question] = {}
    needed = bounds(book, (rule.conditions for rule in book.rules.values()), terms.free)
    found: list[Finding] = []
    undecided: list[Ask] = []
    asks = list(findings(book))
    for number, ask in enumerate(asks, 1):
        if progress:
            progress(f"{number}/{len(asks)}")
        if ask.subject not in questions:
            questions[ask.subject] = terms.question(book, ask.subject, needed.rows)
        question = questions[ask.subject]
        answer = question.seek(ask.goal(question), _supposing(ask, terms), terms.seconds)
        if answer.found is None and not answer.sure:
            undecided.append(ask)
        elif (answer.found is not None) == (ask.topic in BY_WITNESS):
            witness = answer.found and smaller(book, answer.found, _supposing(ask, terms), terms.near)
            found.append(Finding(ask.topic, ask.about, answer.seconds, witness))
    return tuple(found), len(asks), tuple(undecided)
