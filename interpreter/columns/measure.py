"""Questions asked once more for the sake of their time: together, each target alone, each fact that several share."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from dsl import core
from interpreter.columns.judging import Judging
from interpreter.columns.questions import Question
from interpreter.costs import Cost, Costs, Pass, Shared

_TIMES = 3
_LONG = 1.0
"""A query is asked so often, and the least time taken; but once if it takes as many seconds as that."""


def measure(judging: Judging, questions: Sequence[Question], reading: float, writing: float) -> Costs:
    """What an audit cost, after it has told what it found; it knows itself what reading and writing took."""
    began = time.perf_counter()
    passes = [*_passes(judging, questions)]
    return Costs(reading, passes, writing, time.perf_counter() - began)


def _passes(judging: Judging, questions: Sequence[Question]) -> Iterator[Pass]:
    for number, question in enumerate(questions):
        entity, targets = question.entity, question.targets
        together = _cost(judging, question)
        alone = dict.fromkeys(targets, together)
        if len(targets) > 1:
            alone = {name: _cost(judging, _single(judging, name, question)) for name in targets}
        yield Pass(
            entity, judging.staged.judged[entity], together, judging.telling[number], alone, _facts(judging, question)
        )


def _single(judging: Judging, name: str, question: Question) -> Question:
    (single,) = judging.asker.outcomes([{name: question.targets[name]}])
    return single


def _cost(judging: Judging, question: Question) -> Cost:
    return _timed(lambda: judging.answer(question), lambda: judging.plan(question))


def _facts(judging: Judging, question: Question) -> dict[str, Shared]:
    """The facts on which more than one of the question's duties stand, the dearest first."""
    used: Counter[tuple[str, str]] = Counter()
    for name, target in question.targets.items():
        if isinstance(target, core.Rule):
            used.update(judging.asker.facts({name: target}))
    found = {
        f"{entity}.{name}": Shared(_timed(*judging.fact(entity, name)), rules)
        for (entity, name), rules in used.items()
        if rules > 1
    }
    return dict(sorted(found.items(), key=lambda each: -each[1].cost.seconds))


def _timed(ask: Callable[[], object], plan: Callable[[], object]) -> Cost:
    return Cost(_least(ask), _least(plan))


def _least(work: Callable[[], object]) -> float:
    taken: list[float] = []
    while len(taken) < _TIMES and sum(taken) < _LONG:
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)
