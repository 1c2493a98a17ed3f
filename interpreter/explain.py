"""Why: an outcome, a verdict, a fact or an invariant as a tree of lines, with articles cited.

Every line says one condition and how it came out; under it stand the facts, figures and periods it rests on. Of a rule
that says nothing here, only what keeps it silent is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import cast

from dsl import core
from dsl.articles import numbered
from dsl.core import Language
from dsl.kinds import Reference, YesNo
from interpreter import penalties
from interpreter.amending import why_not
from interpreter.complete import Completer
from interpreter.derivation import Line, Tracer, mark
from interpreter.evaluate import Evaluator
from interpreter.facts import Row
from interpreter.messages import NAMES
from interpreter.outcomes import Outcome, Verdict
from interpreter.phrase import Speaker, half
from interpreter.reasons import Reasons
from interpreter.sanctions import Sanctions
from interpreter.switches import switched_off
from interpreter.values import Unknown, negate

__all__ = ["Explainer", "Line"]


class Explainer:
    """Explains answers about one subject on one day, in one language."""

    def __init__(self, evaluator: Evaluator, lang: Language) -> None:
        self.tracer = Tracer(evaluator.book, evaluator.world, evaluator.day)
        self.book = evaluator.book
        self.speaker = Speaker(evaluator.book, lang)
        self.reasons = Reasons(self.tracer, self.speaker)
        self.lang = lang
        self.completer = Completer(evaluator.book)

    def _(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def _at(self, tracer: Evaluator) -> Explainer:
        """The same explainer on another day, or under another day's law."""
        return self if tracer is self.tracer else Explainer(tracer, self.lang)

    # ── what is asked ──

    def duty(self, rule: core.Rule, row: Row) -> Line:
        """Why a duty came to its outcome."""
        outcome = self.completer.outcome(self.tracer, rule, row, self.tracer.judge(rule, row))
        lawful, started = self._lawful(rule, row)
        under = [*self._grounds(rule), *started, *lawful._conditions(rule, row)]
        if outcome.name not in ("not_applicable", "displaced"):
            under += lawful._norm(rule, row)
        under += self._sanctions(outcome.sanctions)
        return Line("", self._headline(rule.path, outcome, row), tuple(under))

    def act(self, action: core.Action, row: Row) -> Line:
        """Why a recorded action came to its outcome: the verdict of the day on which it was done."""
        outcome = self.completer.outcome(self.tracer, action, row, self.tracer.judge_act(action, row))
        field = core.FieldOf(
            core.Variable(row.entity, Reference(row.entity)),
            cast(str, action.recorded_by),
            self.book.vocabulary.entities[action.on].fields[cast(str, action.recorded_by)].kind,
        )
        under = [self.reasons.condition(self._("行为记录", "recorded"), field, row)]
        done = self.tracer.trace(field, {row.entity: row}).value
        if isinstance(done, date) and outcome.name != "not_applicable":
            moment = done if isinstance(done, datetime) else None
            day = done.date() if isinstance(done, datetime) else done
            then = self._at(self.tracer.on(today=day, now=moment, law=day))
            line = then.verdict(action, row, then.tracer.decide(action, row))
            under.append(
                Line(
                    "", self._("按当日的事实和法律：", "by the facts and the law of that day: ") + line.text, line.under
                )
            )
        under += self._sanctions(outcome.sanctions)
        return Line("", self._headline(action.name, outcome, row), tuple(under))

    def verdict(self, action: core.Action, row: Row, verdict: Verdict) -> Line:
        """Why an action is permitted or denied: each rule that speaks of it, those that decide first."""
        under: list[Line] = []
        for said in sorted(verdict.because, key=lambda each: each.holds is False):
            rule = self.book.rules.get(said.rule)
            if rule is None:
                under.append(Line("yes", self.speaker.default(action)))
            else:
                under.append(self._silent(rule, row) if said.holds is False else self.guard(rule, row))
        under += self._sanctions(verdict.sanctions)
        return Line("", self._verdict_line(action, row, verdict), tuple(under))

    def guard(self, rule: core.Rule, row: Row) -> Line:
        """Whether a prohibition or a permission holds, and why."""
        under = (*self._grounds(rule), *self._conditions(rule, row))
        return Line(mark(self.tracer.holds(rule, row)), self._guard_line(rule, row), under)

    def fact(self, fact: core.Fact, row: Row) -> Line:
        """Why a fact has its value."""
        reading = core.FactOf(core.Variable(row.entity, Reference(row.entity)), fact.name, fact.kind)
        return self.reasons.line(self.tracer.trace(reading, {row.entity: row}))

    def invariant(self, invariant: core.Invariant, row: Row) -> Line:
        """Whether an invariant holds for this subject, with the verdict and the excuse."""
        keeps = self.tracer.keeps(invariant, row)
        action = self.book.vocabulary.actions[invariant.action]
        under = [
            *self._condition(self._("对象", "subject"), invariant.where, row),
            self.verdict(action, row, self.tracer.decide(action, row)),
            *self._condition(self._("除非", "unless"), invariant.unless, row),
        ]
        title = invariant.title.say(self.lang)
        said = f"{self._subject(row)} · {invariant.name} {self._('「', '“')}{title}{self._('」', '”')} · {self._on()}"
        name = {"yes": "holds", "no": "violated"}.get(mark(keeps), "undetermined")
        return Line(mark(keeps), said + self._("：", ": ") + NAMES[name].say(self.lang), tuple(under))

    def _sanctions(self, found: Sanctions | None) -> Iterator[Line]:
        """What the law of the day threatens, under a breach or a denial."""
        if found and (told := penalties.line(found, self.speaker)):
            yield told

    # ── headlines ──

    def _headline(self, path: str, outcome: Outcome, row: Row) -> str:
        name = NAMES[outcome.name].say(self.lang) + self._contested(outcome)
        action = self.book.vocabulary.actions.get(path)
        title = action.names.say(self.lang) if action else self.speaker.rule(path)
        parts = [f"{self._subject(row)} · {title} · {self._on()}{self._('：', ': ')}{name}"]
        if outcome.due:
            parts.append(self._("期限至 ", "due ") + self.speaker.value(outcome.due, YesNo()))
        if outcome.by:
            named = self.speaker.rule if len(outcome.by) == 1 else str  # several titles would drown the headline
            listed = self._("、", ", ").join(named(each) for each in outcome.by)
            parts.append(self._("因 ", "by ") + listed)
        if outcome.missing:
            parts.append(self._missing(outcome.missing))
        return self._("；", "; ").join(parts)

    def _verdict_line(self, action: core.Action, row: Row, verdict: Verdict) -> str:
        name = NAMES[verdict.name].say(self.lang) + self._contested(verdict)
        said = f"{self._subject(row)} · {action.names.say(self.lang)} · {self._on()}{self._('：', ': ')}{name}"
        if verdict.earliest:
            said += self._(f"（最早 {verdict.earliest}）", f" (permitted from {verdict.earliest})")
        return said + (self._("；", "; ") + self._missing(verdict.missing) if verdict.missing else "")

    def _contested(self, answer: Outcome | Verdict) -> str:
        return self._("（有争议）", " (contested)") if answer.standing == "contested" else ""

    def _guard_line(self, rule: core.Rule, row: Row) -> str:
        holds = self.tracer.holds(rule, row)
        return self.speaker.guard(rule, None if isinstance(holds, Unknown) else holds)

    def _missing(self, missing: tuple[str, ...]) -> str:
        listed = self._("、", ", ").join(self.speaker.missing(each) for each in missing)
        return self._("缺：", "missing: ") + listed

    def _subject(self, row: Row) -> str:
        return self.reasons.row_name(row)

    def _on(self) -> str:
        day = self.tracer.day
        return day.now.strftime("%Y-%m-%d %H:%M") if day.now else day.today.isoformat()

    # ── the parts of a rule ──

    def _grounds(self, rule: core.Rule) -> Iterator[Line]:
        """The articles that the rule and its penalty cite, our summary of each, how sure we are of it; the note."""
        for label, cited in (
            (self._("依据：", "source: "), self._sources(rule)),
            (self._("罚则：", "penalty: "), rule.penalty),
        ):
            for each in cited:
                again = label + self.speaker.citation(each) + self._("（见上）", " (see above)")
                yield Line("", label + self.speaker.cited(each), again=again)
        if rule.note:
            note = self._("备注：", "note: ") + half(rule.note, self.lang)
            yield Line("", note, again=self._("备注：见上", "note: see above"))

    def _sources(self, rule: core.Rule) -> tuple[core.Citation, ...]:
        """What the rule stands on, by the numbers of the day."""
        return numbered(rule.sources, self.book.sources, self.tracer.day.law or self.tracer.day.today)

    def _silent(self, rule: core.Rule, row: Row) -> Line:
        """A rule that does not hold here: its article, and what keeps it from holding."""
        cited = self.speaker.citations(self._sources(rule))
        said = self._guard_line(rule, row) + self._(f"（{cited}）", f" ({cited})")
        return Line("no", said, tuple(islice(self._conditions(rule, row, decisive=True), 1)))

    def _lawful(self, rule: core.Rule, row: Row) -> tuple[Explainer, list[Line]]:
        """The explainer under the law of the day on which the rule's period starts, and a line that says so."""
        if not isinstance(rule.norm, core.Deadline):
            return self, []
        start = rule.norm.due.start
        value = self.tracer.trace(start, {row.entity: row}).value
        if not isinstance(value, date):
            return self, [self.reasons.condition(self._("起算", "period starts"), start, row)]
        day = value.date() if isinstance(value, datetime) else value
        lawful = self._at(self.tracer.on(law=day))
        label = self._("起算（适用起算日的规则与参数）", "period starts (the law of this day governs)")
        return lawful, [lawful.reasons.condition(label, start, row)]

    def _conditions(self, rule: core.Rule, row: Row, decisive: bool = False) -> Iterator[Line]:
        """Subject, when, unless, and what displaces the rule; `decisive` keeps only what stops it."""
        if not self.tracer.in_force(rule):
            day = self.tracer.day.law or self.tracer.day.today
            told = f"{rule.since or '…'} – {rule.until or '…'}" + why_not(rule, day, self.speaker)
            yield Line("no", self._(f"施行期间：{told}", f"in force: {told}"))
            return
        if switch := switched_off(self.book, rule, self.tracer.day.law or self.tracer.day.today):
            figure = core.Figure(switch.name, None, switch.kind)
            yield Line("no", self._switch(switch), (self.reasons.condition(self._("参数", "figure"), figure, row),))
            return
        parts = ((self._("对象", "subject"), rule.where), (self._("当", "when"), rule.when))
        for label, e in parts:
            if not decisive or self.tracer.truth(e, row) is False:
                yield from self._condition(label, e, row)
        if not decisive or negate(self.tracer.truth(rule.unless, row)) is False:
            yield from self._condition(self._("除非", "unless"), rule.unless, row)
        for other in self.book.overriders[rule.path]:
            if (holds := self.tracer.holds(other, row)) is not False:
                yield Line(mark(holds), self._("被优先适用：", "displaced by: ") + self.speaker.rule(other.path))

    def _switch(self, switch: core.Parameter) -> str:
        """A rule that no facts can bring to speak, by the figure that keeps it off."""
        name = switch.names.say(self.lang)
        return self._(f"此规则已停用：参数“{name}”为“否”", f"this rule is switched off: the figure {name} is no")

    def _condition(self, label: str, e: core.Expr, row: Row) -> Iterator[Line]:
        if e not in (core.YES, core.NO):
            yield self.reasons.condition(label, e, row)

    def _norm(self, rule: core.Rule, row: Row) -> Iterator[Line]:
        match rule.norm:
            case core.Duty(state, by):
                yield self.reasons.condition(self._("应当", "must"), state, row)
                if by:
                    yield self.reasons.condition(self._("截至", "by"), by, row)
            case core.Deadline(event, due):
                yield self.reasons.condition(self._("应当发生", "must happen"), event, row)
                yield self.reasons.condition(self._("期限", "due"), due, row)
