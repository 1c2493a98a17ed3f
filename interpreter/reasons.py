"""Steps → lines: what a condition or a value stands on, told so that one need not know the language of the rules.

A field's value stands beside the condition that reads it; a figure with its source and how sure we are of it; a period
with its reckoning; a fact with its body, its exceptions and what is presumed; a quantifier or a count row by row. What
was told above is not told again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import cast

from dsl import core
from dsl.articles import numbered
from dsl.core import Words
from dsl.kinds import YesNo
from dsl.order import fact_key, walk
from interpreter.derivation import Line, Mark, Step, Tracer, mark
from interpreter.facts import Row
from interpreter.phrase import Speaker, one_of
from interpreter.readings import Reading, Readings, all_steps
from interpreter.values import Unknown

MOST_ROWS = 12
_SILENT = (core.Constant, core.Today, core.Now, core.Variable, core.Follow)
_PLAIN = (*_SILENT, core.FieldOf, core.FactOf, core.Compare, core.All, core.Any, core.Not, core.DayOf)
_FOLDS = {
    core.Count: Words("项数", "their number"),
    core.Sum: Words("合计", "their sum"),
    core.Extreme: Words("结果", "which is"),
}
_LONG = 24
"""Nodes of an expression: a conjunction of more is told term by term only."""


class Reasons(Readings):
    """Tells the steps of one tracer in one language."""

    def __init__(self, tracer: Tracer, speaker: Speaker) -> None:
        super().__init__(tracer, speaker)
        self._lines: dict[object, Line] = {}

    # ── a condition, a value ──

    def condition(self, label: str, e: core.Expr, row: Row) -> Line:
        """A labelled condition or value of the subject, with all it stands on."""
        return self._labelled(label, self.line(self.tracer.trace(e, {row.entity: row})))

    def line(self, step: Step) -> Line:
        """One step: its words (for a value, the value too), the fields read beside them, the rest under them."""
        key = (step.expr, tuple((name, id(row)) for name, row in sorted(step.env.items())), self.tracer.day)
        if key not in self._lines:
            said, readings, under = self._told(step)
            self._lines[key] = self._node(_mark_of(step), said, self.beside(readings), under, key)
        return self._lines[key]

    def _node(self, how: Mark, said: str, beside: str, under: tuple[Line, ...], key: object) -> Line:
        """Where there is much under a line, a second telling only points to the first."""
        much = sum(1 + len(each.under) for each in under) > 1
        again = said + self._("（见上）", " (see above)") if much else ""
        return Line(how, said + beside, under, again, key)

    # ── what a step says, reads and stands on ──

    def _told(self, step: Step) -> tuple[str, list[Reading], tuple[Line, ...]]:
        match step.expr:
            case core.FactOf():
                return self._fact(step)
            case core.FieldOf():
                return self.valued(step), [], ()
            case core.Figure():
                said, under = self._figure(step)
                return said, [], under
            case core.Exists() | core.Count() | core.Sum() | core.Extreme():
                return self.valued(step), [], self.rows(step)
            case core.All() | core.Not() | core.Any():
                return self._joined(step)
            case _:
                readings, under = self._inside(step)
                return self.valued(step, readings), readings, under

    def _joined(self, step: Step) -> tuple[str, list[Reading], tuple[Line, ...]]:
        """And, or, not: the terms under it; a negation is told as what it negates."""
        said = self.speaker.expression(step.expr)
        match step.expr:
            case core.Not():
                inner = step.inside[0]
                _, readings, under = self._told(inner)
                if isinstance(inner.expr, core.FieldOf):
                    readings = [self.reading(inner)]
                return said, readings, under
            case core.Any(terms) if one_of(terms):
                readings, under = self._inside(step.inside[0])
                return said, readings, under
            case core.All(terms) | core.Any(terms) if sum(1 for _ in walk(terms)) > _LONG:
                is_all, n = isinstance(step.expr, core.All), len(terms)
                said = self._(f"以下 {n} 项均须成立", f"all {n} of these") if is_all else self._ANY.say(self.lang)
                left = [Line("", self._("无须再看：", "not needed: ") + self.speaker.expression(e)) for e in terms]
                return said, [], (*(self.line(inner) for inner in step.inside), *left[len(step.inside) :])
            case _:
                return said, [], tuple(self.line(inner) for inner in step.inside)

    _ANY = Words("以下任一成立即可", "any one of these")

    def _inside(self, step: Step) -> tuple[list[Reading], tuple[Line, ...]]:
        """The fields that a step reads itself, and the lines for all else it stands on."""
        readings: list[Reading] = []
        under: list[Line] = list(self.reckoning(step)) if isinstance(step.expr, core.PeriodEnd) else []
        for inner in step.inside:
            if isinstance(inner.expr, core.FieldOf):
                readings.append(self.reading(inner))
            elif isinstance(inner.expr, core.DayOf | core.PeriodEnd) or (
                isinstance(inner.expr, core.Arithmetic | core.Shift) and isinstance(step.expr, core.Arithmetic)
            ):
                read, lines = self._inside(inner)
                readings += read
                under += lines
            elif isinstance(step.expr, core.Compare) and isinstance(inner.expr, core.Count | core.Sum | core.Extreme):
                under.append(self._fold(inner))
            elif not isinstance(inner.expr, _SILENT):
                under.append(self.line(inner))
        return readings, tuple(under)

    def _fold(self, step: Step) -> Line:
        """A count or sum right under the comparison that spells it out: only what it comes to."""
        said = f"{_FOLDS[type(step.expr)].say(self.lang)}{self._('：', ': ')}{self.value(step.expr, step.value)}"
        line = self.line(step)
        return replace(line, text=said, again=line.again and said + self._("（见上）", " (see above)"))

    # ── facts ──

    def _fact(self, step: Step) -> tuple[str, list[Reading], tuple[Line, ...]]:
        """A fact that is just its body is told with it; else its body, its exceptions, its presumption, one by one."""
        said = self.valued(step)
        if not step.inside:
            return said, [], ()
        fact = self.book.facts[fact_key(cast(core.FactOf, step.expr))]
        body, *others = step.inside
        if others:
            return said, [], tuple(self._branches(fact, body, others))
        if not isinstance(body.expr.kind, YesNo):
            body_said, readings, under = self.speaker.expression(body.expr), *self._told(body)[1:]
            return f"{said} = {body_said}", readings, under
        if isinstance(body.expr, core.All):
            return said, [], tuple(self.line(inner) for inner in body.inside)
        if isinstance(body.expr, core.Any) and not one_of(body.expr.terms):
            said += self._("：", ": ") + self._ANY.say(self.lang)
            return said, [], tuple(self.line(inner) for inner in body.inside)
        inner_said, readings, under = self._told(body)
        return said + self._("：", ": ") + inner_said, readings, under

    def _branches(self, fact: core.Fact, body: Step, others: list[Step]) -> Iterator[Line]:
        """The steps of a fact are its body, then condition and value of each exception from the last to the first."""
        count = 2 * len(fact.exceptions)
        if not isinstance(body.expr, core.Constant):
            yield self._labelled(self._("一般", "in general"), self.line(body))
        for index in range(count - 2, -1, -2):
            when, value = others[index], others[index + 1]
            if when.value is False:
                yield self._labelled(self._("例外，当", "except when"), self.line(when))
                continue
            is_plain = isinstance(value.expr, core.Constant)
            said = self.speaker.expression(value.expr) if is_plain else self.valued(value)
            yield self._labelled(self._(f"例外为 {said}，当", f"except {said} when"), self.line(when))
        if fact.presumed and len(others) > count:
            cited = self._("；", "; ").join(self.speaker.cited(each) for each in fact.presumed.sources)
            value_said = self.speaker.value(others[count].value, others[count].expr.kind)
            yield Line(
                "", self._(f"未知，依法视为“{value_said}”：{cited}", f"unknown, presumed {value_said} by {cited}")
            )

    def _labelled(self, label: str, line: Line) -> Line:
        head = label + self._("：", ": ")
        return replace(line, text=head + line.text, again=line.again and head + line.again)

    # ── figures and periods ──

    def _figure(self, step: Step) -> tuple[str, tuple[Line, ...]]:
        """A figure: its value, its ground and how sure we are of it; under it the note."""
        figure = cast(core.Figure, step.expr)
        said = f"{self.speaker.expression(figure)}{self._('：', ': ')}{self.value(figure, step.value)}"
        day = next((inner.value for inner in step.inside if isinstance(inner.value, date)), self.tracer.day.law)
        inside = tuple(self.line(inner) for inner in step.inside if not isinstance(inner.expr, _SILENT))
        for dated in self.book.parameters[figure.name].values:
            if day is None or isinstance(step.value, Unknown):
                break
            if core.is_during(dated, day):
                cited = self._("；", "; ").join(
                    self.speaker.citation(each) for each in numbered(dated.sources, self.book.sources, day)
                )
                said += self._(f" —— {cited}", f" — {cited}") + self.speaker.confidence(dated.confidence)
                said += self._("（有争议）", " (contested)") if dated.standing == "contested" else ""
                if note := dated.note.say(self.lang):
                    inside = (*inside, Line("", self._("说明：", "note: ") + note))
        return said, inside

    # ── rows ──

    def rows(self, step: Step) -> tuple[Line, ...]:
        """A collection, row by row: those that count, or all where none does; a long list is cut short."""
        e = cast("core.Exists | core.Count | core.Sum | core.Extreme", step.expr)
        steps = [inner for inner in step.inside if e.variable in inner.env]
        tested = [inner for inner in steps if inner.expr is e.where]
        telling = [] if e.where == core.YES else [inner for inner in tested if inner.value is not False] or tested
        if isinstance(e, core.Sum | core.Extreme):
            telling = [inner for inner in telling if isinstance(inner.value, Unknown)]
            telling += [inner for inner in steps if inner.expr is e.value]
        shown = telling[:MOST_ROWS]
        numbers = {id(row): n for n, row in enumerate(dict.fromkeys(inner.env[e.variable] for inner in steps), 1)}
        rows = [self._row(inner, e.variable, numbers) for inner in shown]
        rest = self._rest(step, len(tested), len(telling))
        return (*self._meanings(shown), *self._others(shown, e.variable), *rows, *rest)

    def _rest(self, step: Step, tested: int, telling: int) -> Iterator[Line]:
        """What is not listed: more rows of the same, rows that do not count, rows that the facts do not give."""
        over = cast("core.Exists | core.Count | core.Sum | core.Extreme", step.expr).over
        if telling > MOST_ROWS:
            yield Line("", self._(f"另有 {telling - MOST_ROWS} 项同此", f"and {telling - MOST_ROWS} more like these"))
        if telling and telling < tested:
            yield Line("", self._(f"其余 {tested - telling} 项不满足", f"not so: {tested - telling} more"))
        if self.tracer.rows(over, step.env).missing:
            within = self.speaker.expression(over)
            known = self._("是否还有其他，未给出", "whether there are more was not given")
            said = known if tested else self._("未给出", "not given")
            yield Line("unknown", f"{within}{self._('：', ': ')}{said}")
        elif not tested:
            yield Line("", self._("没有任何一项", "there is none"))

    def _row(self, inner: Step, variable: str, numbers: dict[int, int]) -> Line:
        row = inner.env[variable]
        name = self.row_name(row) if row.key else f"{self.row_name(row)} {numbers[id(row)]}"
        how = _mark_of(inner)
        if _is_plain(inner):
            return Line(how, name + self.beside([each for each in self.readings(inner) if each.owner is row]))
        said, readings, under = self._told(inner)
        if not isinstance(inner.expr.kind, YesNo):
            name += self._("：", ": ") + said
        return Line(how, name + self.beside(readings), under)

    def _others(self, shown: list[Step], variable: str) -> Iterator[Line]:
        """What plain rows are compared with: fields of other rows, told once for all."""
        plain = [(inner.env[variable], each) for inner in shown if _is_plain(inner) for each in self.readings(inner)]
        others = {each.key: each for row, each in plain if each.owner is not row}
        if others:
            said = self._("；", "; ").join(self.read(each, short=False) for each in others.values())
            yield Line("", self._("相比较的：", "compared with: ") + said)

    def _meanings(self, shown: list[Step]) -> Iterator[Line]:
        """What the facts mean that are read of the rows, where the rows show no more than the fields behind them."""
        keys = dict.fromkeys(
            fact_key(each.expr)
            for inner in shown
            if _is_plain(inner)
            for each in all_steps(inner)
            if isinstance(each.expr, core.FactOf)
        )
        for entity, name in keys:
            fact = self.book.facts[entity, name]
            called = f"{self.speaker.entity(entity)}.{self.speaker.member(entity, name)}"
            body = self.speaker.expression(fact.body)
            yield self._node("", self._(f"“{called}”指 {body}", f"“{called}” means {body}"), "", (), None)


def _mark_of(step: Step) -> Mark:
    return mark(step.value) if isinstance(step.expr.kind, YesNo) else ""


def _is_plain(step: Step) -> bool:
    """Whether nothing but fields stands behind it: no figure, period, count or presumption that must be told."""
    joint = (core.All, core.Any, core.Compare)
    return all(
        isinstance(each.expr, joint) or (isinstance(each.expr, _PLAIN) and len(each.inside) < 2)
        for each in all_steps(step)
    )
