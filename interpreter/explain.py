"""Why: the derivation of an outcome, a verdict, a fact or an invariant, as a tree in words, with articles cited.

`Tracer` is the reference evaluator that also writes down what it evaluates; nothing is evaluated in a second way. Every
line of the tree says one condition, how it came out, and under it the facts, figures and periods it stands on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, cast

from dsl import core
from dsl.core import Language
from dsl.kinds import Reference, YesNo
from dsl.order import fact_key
from interpreter import periods
from interpreter.evaluate import Evaluator, Outcome, Verdict
from interpreter.expressions import Bindings
from interpreter.facts import Row
from interpreter.mask import mask
from interpreter.messages import EFFECTS, NAMES
from interpreter.phrase import HIDDEN, Speaker
from interpreter.values import Result, Unknown


@dataclass(slots=True)
class Step:
    """One evaluation: what, with which rows bound, to which value, by which evaluations inside it."""

    expr: core.Expr
    env: Bindings
    value: object = None
    inside: list[Step] = field(default_factory=list)


class Tracer(Evaluator):
    """The reference evaluator, writing down its steps."""

    steps: list[Step]

    def trace(self, e: core.Expr, env: Bindings) -> Step:
        """One expression evaluated, with all that this took."""
        self.steps = []
        self._facts = {}  # a fact is derived anew, once in each condition that is shown
        self.value(e, env)
        return self.steps[0]

    def value(self, e: core.Expr, env: Bindings) -> Result:
        """As the reference evaluator; the step joins those of the expression around it."""
        step = Step(e, env)
        around = self.__dict__.setdefault("steps", [])
        around.append(step)
        self.steps = step.inside
        step.value = result = super().value(e, env)
        self.steps = around
        return result


Mark = Literal["yes", "no", "unknown", ""]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation and what stands under it."""

    mark: Mark
    text: str
    under: tuple[Line, ...] = ()

    def lines(self, indent: int = 0) -> Iterator[str]:
        """The tree as text lines."""
        yield "  " * indent + _MARKS[self.mark] + self.text
        for line in self.under:
            yield from line.lines(indent + 1)

    def data(self) -> dict[str, object]:
        """The tree as plain data."""
        shown: dict[str, object] = {"text": self.text}
        if self.mark:
            shown["holds"] = {"yes": True, "no": False, "unknown": None}[self.mark]
        if self.under:
            shown["because"] = [line.data() for line in self.under]
        return shown

    def __str__(self) -> str:
        """All lines."""
        return "\n".join(self.lines())


_MARKS: dict[Mark, str] = {"yes": "✓ ", "no": "✗ ", "unknown": "? ", "": ""}


class Explainer:
    """Explains answers about one subject on one day, in one language."""

    def __init__(self, evaluator: Evaluator, lang: Language) -> None:
        self.tracer = Tracer(evaluator.book, evaluator.world, evaluator.day)
        self.book = evaluator.book
        self.speaker = Speaker(evaluator.book, lang)
        self.lang = lang

    def _(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    # ── what is asked ──

    def duty(self, rule: core.Rule, row: Row) -> Line:
        """Why a duty came to its outcome."""
        outcome = self.tracer.judge(rule, row)
        lawful, started = self._lawful(rule, row)
        under = [*self._grounds(rule), *started, *self._conditions(rule, row, lawful)]
        if outcome.name not in ("not_applicable", "displaced"):
            under += self._norm(rule, row, lawful)
        return Line("", self._headline(rule.path, outcome, row), tuple(under))

    def act(self, action: core.Action, row: Row) -> Line:
        """Why a recorded action came to its outcome: the verdict of the day on which it was done."""
        outcome = self.tracer.judge_act(action, row)
        done = self.tracer._field(row, cast(str, action.recorded_by))
        recorded = self.speaker.member(action.on, cast(str, action.recorded_by))
        kind = self.book.vocabulary.entities[action.on].fields[cast(str, action.recorded_by)].kind
        under = [Line("", f"{recorded}: {self.speaker.value(done, kind)}")]
        if isinstance(done, date) and outcome.name != "not_applicable":
            moment = done if isinstance(done, datetime) else None
            day = done.date() if isinstance(done, datetime) else done
            then = Explainer(self.tracer.on(today=day, now=moment, law=day), self.lang)
            under.append(then.verdict(action, row, self.tracer.on(today=day, now=moment, law=day).decide(action, row)))
        return Line("", self._headline(action.name, outcome, row), tuple(under))

    def verdict(self, action: core.Action, row: Row, verdict: Verdict) -> Line:
        """Why an action is permitted or denied: each rule that speaks of it, those that decide first."""
        under: list[Line] = []
        for said in sorted(verdict.because, key=lambda each: each.holds is False):
            rule = self.book.rules.get(said.rule)
            under.append(self.guard(rule, row) if rule else self._default(action))
        if verdict.earliest:
            under.append(Line("", self._("最早可为之日", "permitted from") + f": {verdict.earliest}"))
        return Line("", self._verdict_line(action, row, verdict), tuple(under))

    def guard(self, rule: core.Rule, row: Row) -> Line:
        """Whether a prohibition or a permission holds, and why."""
        holds = self.tracer.holds(rule, row)
        effect = EFFECTS[type(rule.norm).__name__].say(self.lang)
        action = self.book.vocabulary.actions[cast("core.Prohibition", rule.norm).action].names.say(self.lang)
        head = f"{self.speaker.rule(rule.path)}: {effect} {action}{self._standing(rule)}"
        return Line(_mark(holds), head, (*self._grounds(rule), *self._conditions(rule, row, self.tracer)))

    def fact(self, fact: core.Fact, row: Row) -> Line:
        """Why a fact has its value."""
        reading = core.FactOf(core.Variable(row.entity, Reference(row.entity)), fact.name, fact.kind)
        return self._line(self.tracer.trace(reading, {row.entity: row}))

    def invariant(self, invariant: core.Invariant, row: Row) -> Line:
        """Whether an invariant holds for this subject, with the verdict and the excuse."""
        keeps = self.tracer.keeps(invariant, row)
        action = self.book.vocabulary.actions[invariant.action]
        under = [
            *self._condition(self._("对象", "subject"), invariant.where, row, self.tracer),
            self.verdict(action, row, self.tracer.decide(action, row)),
            *self._condition(self._("除非", "unless"), invariant.unless, row, self.tracer),
        ]
        return Line(_mark(keeps), f"{invariant.name} {invariant.title.say(self.lang)}", tuple(under))

    # ── headlines ──

    def _headline(self, path: str, outcome: Outcome, row: Row) -> str:
        name = NAMES[outcome.name].say(self.lang)
        action = self.book.vocabulary.actions.get(path)
        title = action.names.say(self.lang) if action else self.speaker.rule(path)
        parts = [f"{self._subject(row)} · {title} · {self._on()}: {name}"]
        if outcome.due:
            parts.append(self._("期限至 ", "due ") + self.speaker.value(outcome.due, YesNo()))
        if outcome.by:
            listed = ", ".join(self.speaker.rule(each) for each in outcome.by)
            parts.append(self._("因 ", "by ") + listed)
        if outcome.missing:
            parts.append(self._missing(outcome.missing))
        return self._("；", "; ").join(parts)

    def _verdict_line(self, action: core.Action, row: Row, verdict: Verdict) -> str:
        name = NAMES[verdict.name].say(self.lang)
        said = f"{self._subject(row)} · {action.names.say(self.lang)} · {self._on()}: {name}"
        return said + (self._("；", "; ") + self._missing(verdict.missing) if verdict.missing else "")

    def _missing(self, missing: tuple[str, ...]) -> str:
        listed = self._("、", ", ").join(self.speaker.missing(each) for each in missing)
        return self._("缺：", "missing: ") + listed

    def _subject(self, row: Row) -> str:
        return f"{self.speaker.entity(row.entity)} {mask(row.key)}".rstrip()

    def _on(self) -> str:
        day = self.tracer.day
        return day.now.strftime("%Y-%m-%d %H:%M") if day.now else day.today.isoformat()

    def _standing(self, rule: core.Rule) -> str:
        return self._("（有争议）", " (contested)") if rule.standing == "contested" else ""

    # ── the parts of a rule ──

    def _grounds(self, rule: core.Rule) -> Iterator[Line]:
        """The articles that the rule and its penalty cite, with our own summary and how sure we are of it."""
        for label, cited in ((self._("依据", "source"), rule.sources), (self._("罚则", "penalty"), rule.penalty)):
            for each in cited:
                article = self.speaker.article(each)
                said = f"{label}: {self.speaker.citation(each)}"
                if article and article.summary.say(self.lang):
                    said += self._("：", " — ") + article.summary.say(self.lang)
                yield Line("", said + (f" [{article.confidence}]" if article and article.confidence else ""))

    def _default(self, action: core.Action) -> Line:
        cited = self._("、", ", ").join(self.speaker.citation(each) for each in action.sources)
        said = EFFECTS[f"default {action.default}"].say(self.lang)
        return Line("yes", said + (f" ({cited})" if cited else ""))

    def _lawful(self, rule: core.Rule, row: Row) -> tuple[Tracer, list[Line]]:
        """The evaluator under the law of the day on which the rule's period starts, and a line that says so."""
        if not isinstance(rule.norm, core.Deadline):
            return self.tracer, []
        step = self.tracer.trace(rule.norm.due.start, {row.entity: row})
        line = Line("", self._("起算：", "period starts: ") + self._reading(step), self._inside(step))
        if not isinstance(step.value, date):
            return self.tracer, [line]
        day = step.value.date() if isinstance(step.value, datetime) else step.value
        return self.tracer.on(law=day), [line]

    def _conditions(self, rule: core.Rule, row: Row, tracer: Tracer) -> Iterator[Line]:
        if not tracer.in_force(rule):
            told = f"{rule.since or '…'} – {rule.until or '…'}"
            yield Line("no", self._(f"施行期间：{told}", f"in force: {told}"))
            return
        yield from self._condition(self._("对象", "subject"), rule.where, row, tracer)
        yield from self._condition(self._("当", "when"), rule.when, row, tracer)
        yield from self._condition(self._("除非", "unless"), rule.unless, row, tracer)
        for other in self.book.overriders[rule.path]:
            if (holds := tracer.holds(other, row)) is not False:
                yield Line(_mark(holds), self._("被优先适用：", "displaced by: ") + self.speaker.rule(other.path))

    def _condition(self, label: str, e: core.Expr, row: Row, tracer: Tracer) -> Iterator[Line]:
        if e not in (core.YES, core.NO):
            line = self._line(tracer.trace(e, {row.entity: row}))
            yield Line(line.mark, f"{label}: {line.text}", line.under)

    def _norm(self, rule: core.Rule, row: Row, tracer: Tracer) -> Iterator[Line]:
        env = {row.entity: row}
        match rule.norm:
            case core.Duty(state, by):
                line = self._line(tracer.trace(state, env))
                yield Line(line.mark, self._("应当: ", "must: ") + line.text, line.under)
                if by:
                    step = tracer.trace(by, env)
                    yield Line("", self._("截至: ", "by: ") + self._reading(step), self._inside(step))
            case core.Deadline(event, due):
                step = tracer.trace(event, env)
                yield Line("", self._("应当发生: ", "must happen: ") + self._reading(step), self._inside(step))
                step = tracer.trace(due, env)
                yield Line("", self._("期限: ", "due: ") + self._reading(step), self._inside(step))

    # ── steps → lines ──

    def _line(self, step: Step) -> Line:
        """A condition: its mark, its words, what it stands on. A value: its words and the value."""
        if isinstance(step.expr.kind, YesNo):
            said = self.speaker.expression(step.expr)
            if step.expr.__class__ is core.FieldOf:
                said = self._reading(step)
            return Line(_mark(step.value), said, self._inside(step))
        return Line("", self._reading(step), self._inside(step))

    def _reading(self, step: Step) -> str:
        said = self.speaker.expression(step.expr)
        if isinstance(step.expr, core.FieldOf) and self.speaker.is_personal(step.expr):
            return f"{said}: {HIDDEN.say(self.lang)}"
        return f"{said}: {self.speaker.value(step.value, step.expr.kind)}"

    def _inside(self, step: Step) -> tuple[Line, ...]:
        """What stands under a step; constants and the day itself need no line."""
        match step.expr:
            case core.Figure():
                return tuple(self._figure(step))
            case core.PeriodEnd():
                return (*self._period(step), *self._lines(step.inside))
            case core.Exists(variable=variable) | core.Count(variable=variable):
                return self._rows(step, variable)
            case core.FactOf():
                return tuple(self._fact_inside(step))
            case _:
                return self._lines(step.inside)

    def _lines(self, steps: list[Step]) -> tuple[Line, ...]:
        silent = (core.Constant, core.Today, core.Now, core.Variable, core.Follow)
        return tuple(self._line(step) for step in steps if not isinstance(step.expr, silent))

    def _rows(self, step: Step, variable: str) -> tuple[Line, ...]:
        """The condition, row by row; rows that do not count are left out where some do."""
        lines: list[Line] = []
        for inner in step.inside:
            row = inner.env.get(variable)
            if row is not None:
                line = self._line(inner)
                lines.append(Line(line.mark, f"{self._subject(row)}: {line.text}", line.under))
        telling = [line for line in lines if line.mark != "no"]
        shown = telling or lines
        more = len(lines) - len(shown[:_MOST_ROWS])
        rest = (Line("", self._(f"另有 {more} 行", f"and {more} more rows")),) if more else ()
        none = (Line("", self._("没有任何一行", "there is no row")),) if not lines else ()
        return (*shown[:_MOST_ROWS], *rest, *none)

    def _fact_inside(self, step: Step) -> Iterator[Line]:
        fact = self.book.facts[fact_key(cast(core.FactOf, step.expr))]
        presumed = fact.presumed
        for inner in step.inside:
            if presumed and inner.expr is presumed.value:
                cited = self._("、", ", ").join(self.speaker.citation(each) for each in presumed.sources)
                value = self.speaker.value(inner.value, inner.expr.kind)
                yield Line("", self._(f"未知，依法视为 {value}：{cited}", f"unknown, presumed {value} by {cited}"))
            elif not isinstance(inner.expr, core.Variable | core.Constant):
                yield self._line(inner)

    def _figure(self, step: Step) -> Iterator[Line]:
        """The figure's time, ground and confidence."""
        figure = cast(core.Figure, step.expr)
        day = next((inner.value for inner in step.inside if isinstance(inner.value, date)), self.tracer.day.law or date.min)
        for dated in self.book.parameters[figure.name].values:
            if dated.value == step.value and (dated.since or date.min) <= day <= (dated.until or date.max):
                cited = self._("、", ", ").join(self.speaker.citation(each) for each in dated.sources)
                note = dated.note.say(self.lang)
                yield Line("", f"{cited} [{dated.confidence}]" + (self._("：", ": ") + note if note else ""))

    def _period(self, step: Step) -> Iterator[Line]:
        """How the calendar gets from the start to the end."""
        period = cast(core.PeriodEnd, step.expr)
        values = {id(inner.expr): inner.value for inner in step.inside}
        start, amount = values.get(id(period.start)), values.get(id(period.duration))
        if isinstance(start, date) and isinstance(amount, int):
            reckoning = periods.reckon(start, amount, period.unit, self.tracer.schedule)
            yield Line("", periods.say(reckoning, self.lang))


_MOST_ROWS = 12


def _mark(value: object) -> Mark:
    if isinstance(value, Unknown):
        return "unknown"
    return "yes" if value else "no"
