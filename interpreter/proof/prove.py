"""A book → for each invariant whether it holds for all facts and days, with its bound; and what else was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dsl import core
from dsl.core import Words
from interpreter.proof.ask import BY_WITNESS, Ask, Topic, findings, invariant
from interpreter.proof.bounds import bounds, of_action
from interpreter.proof.question import SINCE, Answer, Found, Question
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


def assumptions(on: date | None) -> tuple[Words, ...]:
    """What every answer rests on."""
    asked = f"{SINCE} – {LAST}" if on is None else f"{on}"
    return (
        Words(f"所问之日：{asked}", f"the day asked about: {asked}"),
        Words(f"事实中的日期在 {FIRST} 至 {LAST} 之间", f"days of facts lie between {FIRST} and {LAST}"),
        Words(f"时刻不早于 {FIRST_MOMENT}", f"moments do not lie before {FIRST_MOMENT}"),
        Words("金额和小数至多两位小数", "amounts and decimals have at most two places"),
        Words("事实中的期间不逾百年", "periods of facts are not longer than a hundred years"),
        Words("经不同途径到达的记录是不同的记录", "rows that are reached by different ways are different rows"),
    )


def invariants(
    book: core.Book, names: Iterable[str], on: date | None, near: date, seconds: float, progress: Progress | None = None
) -> tuple[Proof, ...]:
    """The invariants of these names, each within so many seconds. `near`: days of witnesses lie as near as can be.

    Raises Disagreement, Unencoded.
    """
    found = []
    for name in names:
        if progress:
            progress(name)
        found.append(_proof(book, book.invariants[name], on, near, seconds))
    return tuple(found)


def _proof(book: core.Book, asked: core.Invariant, on: date | None, near: date, seconds: float) -> Proof:
    needed = bounds(book, (asked.where, asked.unless, *of_action(book, asked.action)))
    question = Question(book, asked.subject, on, needed.rows)
    ask = invariant(asked)
    answer = question.seek(ask.goal(question), ask.confirm, seconds)
    witness = answer.found and smaller(book, answer.found, ask.confirm, near)
    return Proof(asked, _name(answer), answer.seconds, needed.rows, needed.exact, witness)


def _name(answer: Answer) -> Name:
    return "refuted" if answer.found else "proved" if answer.sure else "unknown"


def search(
    book: core.Book, on: date | None, near: date, seconds: float, progress: Progress | None = None
) -> tuple[tuple[Finding, ...], int, tuple[Ask, ...]]:
    """What is odd about rules, facts and actions; how much was asked; what stayed open for want of time."""
    questions: dict[str, Question] = {}
    needed = bounds(book, (each for rule in book.rules.values() for each in (rule.conditions,)))
    found: list[Finding] = []
    open_: list[Ask] = []
    asks = list(findings(book))
    for number, ask in enumerate(asks, 1):
        if progress:
            progress(f"{number}/{len(asks)}")
        question = questions.setdefault(ask.subject, Question(book, ask.subject, on, needed.rows))
        answer = question.seek(ask.goal(question), ask.confirm, seconds)
        if answer.found is None and not answer.sure:
            open_.append(ask)
        elif (answer.found is not None) == (ask.topic in BY_WITNESS):
            witness = answer.found and smaller(book, answer.found, ask.confirm, near)
            found.append(Finding(ask.topic, ask.about, answer.seconds, witness))
    return tuple(found), len(asks), tuple(open_)
