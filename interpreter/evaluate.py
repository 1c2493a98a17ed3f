"""The reference meaning of norms: rules and facts → outcomes and verdicts, one subject at a time.

With `expressions.py`, on which it stands, this is the specification. A faster meaning that disagrees with it is wrong.

The law applied is that of today for states and decisions, that of the first day of the period for deadlines, and that
of the recorded day for acts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal, cast

from dsl import core
from dsl.articles import numbered
from dsl.kinds import Never
from interpreter.expressions import Expressions
from interpreter.facts import Row
from interpreter.outcomes import DEFAULT, OUTCOMES, Day, Outcome, OutcomeName, Spoken, Verdict, VerdictName
from interpreter.values import Result, Truth, Unknown, compare, day_of, every, missing_of, negate, some

__all__ = [
    "DEFAULT",
    "OUTCOMES",
    "Day",
    "Evaluator",
    "Outcome",
    "OutcomeName",
    "Spoken",
    "Verdict",
    "VerdictName",
    "earliest_permitted",
]


class Evaluator(Expressions):
    """Judges subjects by the rules of one book, over one world, on one day."""

    # ── duties ──

    def in_force(self, rule: core.Rule) -> bool:
        """Whether the rule is in force on the day of the law applied."""
        day = self.day.law or self.day.today
        if rule.since and rule.since > day:
            self.watch(rule.since)
            return False
        if rule.until and rule.until < day:
            return False
        self._watch_end(rule.until)
        return True

    def applies(self, rule: core.Rule, row: Row) -> Truth:
        """In force, and its conditions met; not asking whether another rule displaces it."""
        if not self.in_force(rule):
            return False
        return every(self._conditions(rule, row))

    def _conditions(self, rule: core.Rule, row: Row) -> Iterator[Truth]:
        yield self.truth(rule.where, row)
        yield self.truth(rule.when, row)
        yield negate(self.truth(rule.unless, row))

    def displaced_by(self, rule: core.Rule, row: Row) -> tuple[tuple[str, ...], frozenset[str]]:
        """The rules that override this one here and apply themselves; and what is missing to tell of the others."""
        by: list[str] = []
        missing: frozenset[str] = frozenset()
        for other in self.book.overriders[rule.path]:
            holds = self.holds(other, row)
            if holds is True:
                by.append(other.path)
            missing |= missing_of(holds)
        return tuple(by), missing

    def holds(self, rule: core.Rule, row: Row) -> Truth:
        """Applies and is not displaced."""
        applies = self.applies(rule, row)
        if applies is False:
            return False
        by, missing = self.displaced_by(rule, row)
        displaced: Truth = True if by else Unknown(missing) if missing else False
        return every((applies, negate(displaced)))

    def judge(self, rule: core.Rule, row: Row) -> Outcome:
        """The outcome of a duty for one subject."""
        match rule.norm:
            case core.Deadline() as deadline:
                return self._judge_deadline(rule, deadline, row)
            case core.Duty() as duty:
                stopped = self._not_judged(rule, row)
                return stopped or self._judge_state(rule, duty, row)
            case _:
                raise ValueError(f"{rule.path} is no duty")

    def _not_judged(self, rule: core.Rule, row: Row) -> Outcome | None:
        """Not applicable, displaced, or undetermined for want of knowing that; None where the duty is to be judged."""
        applies = self.applies(rule, row)
        if applies is False:
            return Outcome(rule.path, "not_applicable")
        by, missing = self.displaced_by(rule, row)
        if isinstance(applies, Unknown):
            return _undetermined(rule.path, applies.missing)
        if by:
            return Outcome(rule.path, "displaced", by=by)
        return _undetermined(rule.path, missing) if missing else None

    def _judge_state(self, rule: core.Rule, duty: core.Duty, row: Row) -> Outcome:
        """`must EXPR [by DATE]`: until the date, what is not so yet is pending."""
        state = self.truth(duty.state, row)
        if isinstance(state, Unknown):
            return _undetermined(rule.path, state.missing)
        if state or duty.by is None:
            return Outcome(rule.path, "compliant" if state else "breach")
        by = self.value(duty.by, {row.entity: row})
        self._watch_around(by)
        return self._not_done(rule.path, compare(">", self.day.today, by), by)

    def _not_done(self, path: str, passed: Truth, due: Result) -> Outcome:
        """What was not done: overdue, or still pending."""
        if isinstance(passed, Unknown):
            return _undetermined(path, passed.missing)
        if isinstance(due, Unknown) and not passed:
            return _undetermined(path, due.missing)  # pending until when? the answer is not known before that is
        return Outcome(path, "breach" if passed else "pending", due=_known_date(due))

    def _judge_deadline(self, rule: core.Rule, deadline: core.Deadline, row: Row) -> Outcome:
        """`must happen … within … after …`, by the law in force on the day its period starts."""
        start = self.value(deadline.due.start, {row.entity: row})
        if isinstance(start, Unknown):
            return self._unstarted(rule, row, start)
        self._watch_around(start)
        if isinstance(start, Never) or self._is_ahead(cast(date, start)):
            return Outcome(rule.path, "not_applicable")
        lawful = self.on(law=day_of(cast(date, start)))
        stopped = lawful._not_judged(rule, row)
        outcome = stopped or lawful._judge_event(rule, deadline, row)
        self.watch(lawful.next_change)
        return outcome

    def _unstarted(self, rule: core.Rule, row: Row, start: Unknown) -> Outcome:
        """Without the start of the period the law of its day is not known: only a `no` without figures settles it."""
        lawless = self.on(law=None)
        conditions = every(lawless._conditions(rule, row))
        self.watch(lawless.next_change)
        if conditions is False:
            return Outcome(rule.path, "not_applicable")
        figures = frozenset(self.book.parameters)  # they have a value once the start is known
        return _undetermined(rule.path, start.missing | (missing_of(conditions) - figures))

    def _judge_event(self, rule: core.Rule, deadline: core.Deadline, row: Row) -> Outcome:
        env = {row.entity: row}
        due = self.value(deadline.due, env)
        event = self.value(deadline.event, env)
        if isinstance(event, Unknown):
            return _undetermined(rule.path, event.missing | missing_of(due))
        self._watch_around(event)
        if not isinstance(event, Never) and not self._is_ahead(cast(date, event)):
            met = compare("<=", event, due)
            if isinstance(met, Unknown):
                return _undetermined(rule.path, met.missing)
            return Outcome(rule.path, "compliant" if met else "late", due=_known_date(due))
        self._watch_around(due)
        reached = self._now() if deadline.due.unit == "hours" else self.day.today
        return self._not_done(rule.path, compare(">", reached, due), due)

    # ── actions ──

    def decide(self, action: core.Action, row: Row) -> Verdict:
        """Whether the action is permitted on this subject today. A prohibition that holds beats every permission."""
        spoken = [self._speak(rule, row) for rule in self.book.guards[action.name] if self.in_force(rule)]
        prohibited = some(truth for said, truth in spoken if said.effect == "prohibits")
        permitted: Truth = True
        if action.default == "denied":
            permitted = some(truth for said, truth in spoken if said.effect == "permits")
        verdict = every((permitted, negate(prohibited)))
        because = [said for said, _ in spoken]
        silent = not any(said.holds for said in because)
        effect: Literal["default denied", "default permitted"] = (
            "default denied" if action.default == "denied" else "default permitted"
        )
        if silent and not isinstance(verdict, Unknown):
            because.append(Spoken(DEFAULT, effect, True, action.sources))
        if isinstance(verdict, Unknown):
            return Verdict(action.name, "undetermined", tuple(because), tuple(sorted(verdict.missing)))
        return Verdict(action.name, "permitted" if verdict else "denied", tuple(because))

    def _speak(self, rule: core.Rule, row: Row) -> tuple[Spoken, Truth]:
        holds = self.holds(rule, row)
        effect: Literal["prohibits", "permits"] = "prohibits" if isinstance(rule.norm, core.Prohibition) else "permits"
        cited = numbered(rule.sources, self.book.sources, self.day.law or self.day.today)
        return Spoken(rule.path, effect, None if isinstance(holds, Unknown) else holds, cited), holds

    def judge_act(self, action: core.Action, row: Row) -> Outcome:
        """The outcome of a recorded action: the same guard, asked on the day (or at the moment) it was done."""
        assert action.recorded_by is not None  # only recorded actions have an outcome
        done = self._field(row, action.recorded_by)
        if isinstance(done, Unknown):
            return _undetermined(action.name, done.missing)
        self._watch_around(done)  # on the day after, what is current is not known of that day any more
        if isinstance(done, Never) or self._is_ahead(cast(date, done)):
            return Outcome(action.name, "not_applicable")
        moment = done if isinstance(done, datetime) else None
        day = day_of(cast(date, done))
        verdict = self.on(today=day, now=moment, law=day).decide(action, row)
        if verdict.name == "undetermined":
            return _undetermined(action.name, frozenset(verdict.missing))
        if verdict.name == "permitted":
            return Outcome(action.name, "compliant")
        broken = tuple(said.rule for said in verdict.because if said.effect == "prohibits" and said.holds)
        return Outcome(action.name, "breach", by=broken or (DEFAULT,))

    # ── invariants ──

    def keeps(self, invariant: core.Invariant, row: Row) -> Truth:
        """Whether the invariant holds for this subject today: its action is not permitted, or its excuse holds."""
        where = self.truth(invariant.where, row)
        if where is False:
            return True
        verdict = self.decide(self.book.vocabulary.actions[invariant.action], row)
        permitted: Truth = (
            Unknown(frozenset(verdict.missing)) if verdict.name == "undetermined" else verdict.name == "permitted"
        )
        return some((negate(where), negate(permitted), self.truth(invariant.unless, row)))


def _undetermined(path: str, missing: frozenset[str]) -> Outcome:
    return Outcome(path, "undetermined", missing=tuple(sorted(missing)))


def _known_date(due: Result) -> date | datetime | None:
    return due if isinstance(due, date) else None


HORIZON = 100
"""Years that the search for the earliest day looks ahead: longer than any subscriber waits."""


def earliest_permitted(evaluator: Evaluator, action: core.Action, row: Row, steps: int = 4000) -> date | None:
    """The first later day on which the action is permitted, if nothing in the facts changes; None if none is found.

    Only days on which some condition may change are asked. A day on which the answer is undetermined ends the search:
    beyond it nothing certain can be said. At most `steps` days are asked, none later than `HORIZON` years ahead.
    """
    current = evaluator
    for _ in range(steps):
        day = current.next_change
        if day is None or day.year > evaluator.day.today.year + HORIZON:
            return None
        current = evaluator.at(Day(day, None, day, evaluator.day.asof))
        verdict = current.decide(action, row)
        if verdict.name != "denied":
            return day if verdict.name == "permitted" else None
    return None
