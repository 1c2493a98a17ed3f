"""Scenarios → what each expected and what came: the officer's tests, and which rules and branches they reach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from dsl import core
from dsl.core import Words
from dsl.diagnose import draw
from dsl.literal import UNKNOWN_WORDS, Misread, read_literal
from dsl.record import dataclass
from interpreter import penalties
from interpreter.ask import DEFAULT, Case, FactsError, Interpreter
from interpreter.coverage import Coverage, Recorder, is_outcome
from interpreter.evaluate import Day, Outcome, Verdict
from interpreter.facts import member_names
from interpreter.messages import ASPECTS, MEASURES, NAMES, STANDINGS
from interpreter.values import Truth, Unknown


@dataclass(frozen=True, slots=True)
class Checked:
    """One scenario: whether all came as expected, and what did not."""

    scenario: core.Scenario
    failures: tuple[Words, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return not self.failures


def run(interpreter: Interpreter, word: str = "") -> tuple[list[Checked], Coverage]:
    """Every scenario whose name (in either language) or ground has `word` in it, checked."""
    coverage = Coverage()
    chosen = [each for each in interpreter.book.scenarios if word in f"{each.name.zh} {each.name.en} {each.basis}"]
    return [check(interpreter, each, coverage) for each in chosen], coverage


def check(
    interpreter: Interpreter, scenario: core.Scenario, coverage: Coverage, recorder: type[Recorder] = Recorder
) -> Checked:
    """One scenario: its own expectations, and that no invariant is violated by its facts."""
    try:
        case = interpreter.case(scenario.facts)
        interpreter = interpreter.assuming(scenario.figures)
    except FactsError as error:
        return Checked(scenario, tuple(Words(draw(each, {}, "zh"), draw(each, {}, "en")) for each in error.diagnostics))
    runner = _Runner(interpreter, case, scenario, recorder, coverage)
    failures = [failure for wanted in scenario.expect for failure in runner.check(wanted)]
    failures += runner.invariants({wanted.target for wanted in scenario.expect})
    return Checked(scenario, tuple(failures))


class _Runner:
    def __init__(
        self,
        interpreter: Interpreter,
        case: Case,
        scenario: core.Scenario,
        recorder: type[Recorder],
        coverage: Coverage,
    ) -> None:
        self.interpreter = interpreter
        self.book = interpreter.book
        self.case = case
        self.on: date | datetime = scenario.on
        self.evaluator = recorder(self.book, case.world, Day.of(scenario.on, self.book.zone), coverage)

    def check(self, wanted: core.Expectation) -> Iterator[Words]:
        """What did not come as expected, in words."""
        target, named = self._path(wanted.target), wanted.target
        if misfit := self._misfit(target, wanted):
            yield Words(f"{named}：{misfit.zh}", f"{named}: {misfit.en}")
            return
        came = self._answers(target, wanted)
        for aspect, expected in wanted.wanted.items():
            name = aspect or next(iter(came))
            if name not in came:
                there = [ASPECTS[each] for each in came if "_if_" not in each]
                yield Words(
                    f"{named}：没有“{_aspect(name).zh}”可供期望；可用：{'、'.join(each.zh for each in there)}",
                    f"{named}: there is no `{name}` to expect; there is {', '.join(each.en for each in there)}",
                )
            elif not self._same(name, expected, came[name]):
                yield _differs(named, name, expected, came[name])

    def _path(self, target: str) -> str:
        """A rule by its path in English words, however it was named; anything else as it was named."""
        rule = self.interpreter.rule(target)
        return rule.path if rule else target

    def _field(self, text: str) -> str:
        """A field or a relation by its English names, however it was named; anything else as it was named."""
        named, _, member = text.partition(".")
        for entity in self.book.vocabulary.entities.values():
            if named in (entity.name, entity.names.zh) and (found := member_names(entity).get(member)):
                return f"{entity.name}.{found.name}"
        return text

    def _misfit(self, target: str, wanted: core.Expectation) -> Words | None:
        """Why the expectation cannot be asked of these facts: another entity, an outcome of what is not recorded."""
        action = self.interpreter.action(target)
        if action and is_outcome(wanted) and not action.recorded_by:
            return Words("该行为没有记录字段，故没有结果", "the action is not recorded, so it has no outcome")
        fact = self._named_fact(target)
        rule, invariant = self.book.rules.get(target), self.book.invariants.get(target)
        norm = rule or invariant
        about = action.on if action else norm.subject if norm else fact.entity if fact else None
        given = self.case.row.entity
        if about is None or about == given:
            return None
        asked, told = (self.book.vocabulary.entities[name].names for name in (about, given))
        return Words(
            f"其对象是{asked.zh}，而事实说的是{told.zh}", f"it is about {asked.en}, the facts are about {told.en}"
        )

    def _same(self, aspect: str, expected: str, came: str) -> bool:
        """Lists hold what was expected, and may hold more; names are understood in both languages."""
        if aspect in ("because", "by", "missing"):
            named = self._field if aspect == "missing" else self._path
            return {named(each.strip()) for each in expected.split(",")} <= set(came.split(", "))
        if aspect in (*penalties.AMOUNTS, *penalties.ARTICLES, "measures"):
            return self._threatens(aspect, expected, came)
        by_name = {words.zh: name for name, words in (*NAMES.items(), *STANDINGS.items())}
        return by_name.get(expected, expected) == came

    def _threatens(self, aspect: str, expected: str, came: str) -> bool:
        """Whether the sanctions are among what came; `none`, where nothing did."""
        if expected in penalties.NONE:
            return not came
        wanted = [each.strip() for each in expected.split(",")]
        if aspect in penalties.AMOUNTS:
            wanted = [penalties.meant(each) or each for each in wanted]
        elif aspect in penalties.ARTICLES:
            wanted = [penalties.article(each, self.book) for each in wanted]
        else:
            by_name = {words.zh: name for name, words in MEASURES.items()}
            wanted = [by_name.get(each, each) for each in wanted]
        return set(wanted) <= set(came.split(", "))

    def _answers(self, target: str, wanted: core.Expectation) -> dict[str, str]:
        """All aspects of the answer, the one meant by a bare expectation first."""
        action = self.interpreter.action(target)
        if action is not None and is_outcome(wanted):
            return self._outcome(action, self.evaluator.judge_act(action, self.case.row))
        if action is not None:
            return self._verdict(self._decided(action, "earliest" in wanted.wanted))
        if rule := self.book.rules.get(target):
            if rule.is_duty:
                return self._outcome(rule, self.evaluator.judge(rule, self.case.row))
            return {"holds": _truth(self.evaluator.holds(rule, self.case.row), "holds", "does_not_hold")}
        if invariant := self.book.invariants.get(target):
            return {"holds": _truth(self.evaluator.keeps(invariant, self.case.row), "holds", "violated")}
        return self._fact(target, wanted.wanted.get("", ""))

    def _decided(self, action: core.Action, earliest: bool) -> Verdict:
        """The verdict; the day from which it would be another is looked for only where it is asked for."""
        verdict = self.evaluator.decide(action, self.case.row)
        if earliest:
            return self.interpreter.verdict(action, self.case, self.on)
        return self.interpreter.completer.verdict(self.evaluator, action, self.case.row, verdict)

    def _outcome(self, target: core.Rule | core.Action, given: Outcome) -> dict[str, str]:
        outcome = self.interpreter.completer.outcome(self.evaluator, target, self.case.row, given)
        due = outcome.due.isoformat() if outcome.due else ""
        due = due[:16] if isinstance(outcome.due, datetime) else due
        shown = {"outcome": outcome.name, "due": due, "by": ", ".join(outcome.by)}
        shown |= {"missing": ", ".join(outcome.missing), "standing": outcome.standing}
        return shown | penalties.aspects(outcome.sanctions)

    def _verdict(self, verdict: Verdict) -> dict[str, str]:
        return {
            "verdict": verdict.name,
            "earliest": verdict.earliest.isoformat() if verdict.earliest else "",
            "because": ", ".join(said.rule for said in verdict.because if said.holds),
            "missing": ", ".join(verdict.missing),
            "standing": verdict.standing,
            **penalties.aspects(verdict.sanctions),
        }

    def _fact(self, target: str, expected: str) -> dict[str, str]:
        """A fact's value, as the words expected where they mean it, else as it is."""
        fact = self._named_fact(target)
        assert fact is not None  # the check of the book has seen it
        value = self.evaluator.derive(fact, self.case.row)
        if isinstance(value, Unknown):
            return {"value": expected if expected in UNKNOWN_WORDS else "unknown"}
        try:
            meant = read_literal(fact.kind, expected, self.book.vocabulary.enumerations, self.book.zone)
        except Misread:
            meant = None
        came = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
        return {"value": expected if meant is not None and meant == value else came}

    def _named_fact(self, target: str) -> core.Fact | None:
        """`line.live` or `号卡.在网` → the fact."""
        entity, _, name = target.partition(".")
        for key, fact in self.book.facts.items():
            words = self.book.vocabulary.entities[key[0]].names
            if entity in (key[0], words.zh) and name in (key[1], fact.names.zh):
                return fact
        return None

    def invariants(self, asked: set[str]) -> Iterator[Words]:
        """Invariants about this entity that the facts violate, unless the scenario expects just that."""
        for name, invariant in self.book.invariants.items():
            about_it = invariant.subject == self.case.row.entity and name not in asked
            if about_it and self.evaluator.keeps(invariant, self.case.row) is False:
                yield Words(f"{name}：此不变式被违反", f"{name}: this invariant is violated")


def _aspect(name: str) -> Words:
    return ASPECTS.get(name, Words(name, name))


def _differs(target: str, aspect: str, expected: str, came: str) -> Words:
    """What was expected and what came, each in the words of either language."""
    wanted, was = _said(expected), _said(came or "—")
    return Words(
        f"{target}：期望{_aspect(aspect).zh}为“{wanted.zh}”，实为“{was.zh}”",
        f"{target}: expected {aspect} {wanted.en}, came {was.en}",
    )


_OTHERS = {
    "yes": Words("是", "yes"), "no": Words("否", "no"), "unknown": Words("未知", "unknown"),
    DEFAULT: Words("默认", DEFAULT),
}  # fmt: skip


def _said(word: str) -> Words:
    """An answer's word in both languages; English keeps the identifier, as a scenario would write it."""
    for name, words in (*NAMES.items(), *STANDINGS.items(), *_OTHERS.items()):
        if word in (name, words.zh):
            return Words(words.zh, name)
    return Words(word, word)


def _truth(truth: Truth, yes: str, no: str) -> str:
    return "undetermined" if isinstance(truth, Unknown) else yes if truth else no
