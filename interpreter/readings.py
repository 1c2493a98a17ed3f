"""Steps → what they read, in words: a field beside the condition that reads it, a value, the reckoning of a period.

What is personal is not shown, nor is told as missing what the words beside it tell already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from dsl import core
from dsl.core import Language, Words
from dsl.kinds import Never, Reference, YesNo
from dsl.record import dataclass
from interpreter import periods
from interpreter.derivation import Line, Step, Tracer
from interpreter.facts import Row
from interpreter.mask import mask as masked
from interpreter.phrase import Speaker
from interpreter.values import Unknown

_HIDDEN = Words("已隐去", "not shown")


@dataclass(frozen=True, slots=True)
class Reading:
    """A field that was read, of which row, and its value."""

    owner: Row | Unknown
    expr: core.FieldOf
    value: object

    @property
    def key(self) -> tuple[object, str]:
        """The same field of the same row is the same reading, however the rule got there."""
        return (id(self.owner) if isinstance(self.owner, Row) else self.expr.of, self.expr.name)


class Readings:
    """Tells what the steps of one tracer read, in one language."""

    def __init__(self, tracer: Tracer, speaker: Speaker) -> None:
        self.tracer = tracer
        self.book = tracer.book
        self.speaker = speaker
        self.lang: Language = speaker.lang

    def _(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    # ── fields ──

    def reading(self, step: Step) -> Reading:
        """What the step of a field read."""
        e = cast(core.FieldOf, step.expr)
        return Reading(self.tracer.row(e.of, step.env), e, step.value)

    def readings(self, step: Step) -> Iterator[Reading]:
        """Every field that was read for a step, however deep under it."""
        return (self.reading(each) for each in all_steps(step) if isinstance(each.expr, core.FieldOf))

    def beside(self, readings: list[Reading]) -> str:
        """The fields read, each once, by their short names where these are clear."""
        unique = {each.key: each for each in readings}.values()
        short = Counter(each.expr.name for each in unique)
        said = [self.read(each, short[each.expr.name] == 1) for each in unique]
        return self._(f"（{'；'.join(said)}）", f" ({'; '.join(said)})") if said else ""

    def read(self, each: Reading, short: bool) -> str:
        """A field that was read and its value; where `short`, without the words for its row."""
        e = each.expr
        name = self.speaker.member(_entity(e), e.name) if short else self.speaker.expression(e)
        return name + self._("：", ": ") + self.value(e, each.value)

    def row_name(self, row: Row) -> str:
        """A row by its entity and its key, as far as that may be shown."""
        return f"{self.speaker.entity(row.entity)} {masked(row.key)}".rstrip()

    # ── values ──

    def value(self, e: core.Expr, value: object, beside: Sequence[Reading] = ()) -> str:
        """A value, unless it is personal; what is missing only where neither the words nor what is beside tell it."""
        if isinstance(value, Unknown):
            read = [each.expr for each in beside if isinstance(each.value, Unknown)]
            told = {f"{_entity(each)}.{each.name}" for each in (e, *read) if isinstance(each, core.FieldOf)}
            return self.speaker.value(replace(value, missing=value.missing - told), e.kind)
        if self.speaker.is_personal(e) and not isinstance(value, Never):
            return _HIDDEN.say(self.lang)
        return self.speaker.value(value, e.kind)

    def valued(self, step: Step, known: Sequence[Reading] = ()) -> str:
        """The words of an expression, and its value unless a mark tells it."""
        said = self.speaker.expression(step.expr)
        if isinstance(step.expr.kind, YesNo) and not isinstance(step.expr, core.FieldOf):
            return said
        return f"{said}{self._('：', ': ')}{self.value(step.expr, step.value, known)}"

    def reckoning(self, step: Step) -> Iterator[Line]:
        """How the calendar gets from the start of a period to its end."""
        period = cast(core.PeriodEnd, step.expr)
        length, start = (inner.value for inner in step.inside)
        if isinstance(start, date) and isinstance(length, int):
            if self.speaker.is_personal(period):
                yield Line("", f"{self.speaker.expression(period)}{self._('：', ': ')}{_HIDDEN.say(self.lang)}")
            else:
                yield Line("", periods.say(periods.reckon(start, length, period.unit, self.tracer.schedule), self.lang))


def _entity(e: core.FieldOf) -> str:
    return e.of.kind.entity if isinstance(e.of.kind, Reference) else ""


def all_steps(step: Step) -> Iterator[Step]:
    """The step and all under it, each before what it stands on, in order."""
    pending = [step]
    while pending:
        yield (current := pending.pop())
        pending += reversed(current.inside)
