"""What `amendments.yaml` of several books says → figures with the values of each time, a vocabulary with other words.

A figure keeps the values that it has; each new one holds from its day on, and the one before it ends on the day before.
What a figure is called and what it counts is not amended, nor is a vocabulary dated: `dsl/amend.py` has the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from dsl import core
from dsl.core import Words
from dsl.diagnose import Diagnostic, unknown
from dsl.nodes import Problems, as_map, date_of, place_of, text_of
from dsl.register import Register
from dsl.source import Span
from dsl.syntax import Mapping as Map
from dsl.syntax import Node, Scalar
from dsl.syntax import Sequence as List
from dsl.whence import Whence

_DAY = timedelta(days=1)
_EARLIER = Words("另一处修改在此", "the other amendment is here")
_REPEALED = Words("废止于此", "it is repealed here")
_AMENDED = Words("词汇表修改于此", "the vocabulary is amended here")
_FIRST_VALUE = Words("首个数值始于此", "its first value begins here")
Acts = Sequence[Node | None]
"""The `amendments.yaml` of each book, in the order in which they are imported, its own last."""


def revised(whole: Mapping[str, Node | None], acts: Acts, whence: Whence, problems: Problems) -> dict[str, Node | None]:
    """All parts of a book, its figures and its vocabulary as these acts amend them."""
    figures = [each for act in acts for each in as_map(as_map(act).get("parameters")).entries]
    words = [as_map(as_map(act).get("vocabulary")) for act in acts]
    return {
        **whole,
        "parameters": _figures(as_map(whole["parameters"]), figures, whence, problems),
        "vocabulary": _Wording(whence, problems).reworded(as_map(whole["vocabulary"]), words),
    }


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Event:
    """A value, or the end of all values, from a day on; `is_new` where an amendment says so."""

    on: date | None
    place: Span
    row: Map | None
    is_new: bool = True


def _figures(written: Map, acts: Sequence[tuple[Scalar, Node]], whence: Whence, problems: Problems) -> Map:
    entries = {key.text: (key, value) for key, value in written.entries}
    for name in dict.fromkeys(key.text for key, _ in acts):
        mine = [(key, as_map(act)) for key, act in acts if key.text == name]
        if name not in entries:
            problems += [unknown("RB807", name, entries, key.span) for key, _ in mine]
            continue
        key, entry = entries[name]
        rows = as_map(entry).get("values")
        old = [_declared(as_map(row)) for row in rows.items] if isinstance(rows, List) else []
        new = [event for _, act in mine for event in _events(act, problems)]
        called = Words(text_of(as_map(entry).get("zh")), name)
        timeline = _Timeline(called, whence, problems)
        values = List(tuple(timeline.rows(old, new)), place_of(rows, key.span))
        kept = [pair for pair in as_map(entry).entries if pair[0].text != "values"]
        at = next((each for each, _ in as_map(entry).entries if each.text == "values"), Scalar("values"))
        entries[name] = key, Map((*kept, (at, values)), entry.span)
    return Map(tuple(entries.values()), written.span)


def _declared(row: Map) -> _Event:
    node = row.get("from")
    return _Event(date_of(node, []), place_of(node, row.span), row, is_new=False)


def _events(act: Map, problems: Problems) -> Iterator[_Event]:
    rows = act.get("values")
    ends = as_map(act.get("repeal"))
    found = [(as_map(row), as_map(row)) for row in rows.items] if isinstance(rows, List) else []
    for said, row in [*found, *([(ends, None)] if ends.entries else ())]:
        node = said.get("from")
        day = date_of(node, problems)
        if day:
            yield _Event(day, place_of(node, said.span), row)


@dataclass(frozen=True)
class _Timeline:
    """The values of one figure being put in order."""

    called: Words
    whence: Whence
    problems: Problems

    def say(self, code: str, span: Span, related: tuple[tuple[Span, Words], ...], **blanks: str | Words) -> None:
        """One finding about this figure."""
        self.problems.append(Diagnostic(code, span, {"name": self.called, **blanks}, related))

    def rows(self, old: Sequence[_Event], new: Sequence[_Event]) -> Iterator[Map]:
        """Every value, each until the day before the next. What is out of order is told of where figures are read."""
        if any(_first(one) > _first(other) for one, other in pairwise(old)):
            yield from (event.row for event in old if event.row)
            return
        left = sorted(self._agreed(list(old), list(new)), key=_first)
        ended = next((n for n, event in enumerate(left) if event.row is None), None)
        if ended is not None:
            for event in left[ended + 1 :]:
                if event.is_new:
                    self.say("RB804", event.place, ((left[ended].place, _REPEALED),))
            left = left[: ended + 1]
        for n, event in enumerate(left):
            if event.row is not None:
                yield _ending(event.row, left[n + 1] if n + 1 < len(left) else None)

    def _agreed(self, old: list[_Event], new: list[_Event]) -> list[_Event]:
        """All of them but those that contradict another, and those that another one replaces on its very day."""
        kept: list[_Event] = []
        for event in new:
            if old and _first(event) <= _first(old[0]):
                self.say("RB808", event.place, ((old[0].place, _FIRST_VALUE),), on=str(event.on))
                continue
            against = next((each for each in kept if self._collide(each, event)), None)
            if against is None or (against.on == event.on and self.whence.knows(event.place, against.place)):
                kept = [each for each in kept if each is not against] + [event]
            elif not (against.on == event.on and self.whence.knows(against.place, event.place)):
                span, related = self.whence.meeting(against.place, event.place, _EARLIER)
                self.say("RB802", span, related, on=str(max(_first(against), _first(event))))
        days = {event.on for event in kept}
        return [*(event for event in old if event.on not in days), *kept]

    def _collide(self, one: _Event, other: _Event) -> bool:
        return one.on == other.on or self.whence.apart(one.place, other.place)


def _first(event: _Event) -> date:
    return event.on or date.min


def _ending(row: Map, following: _Event | None) -> Map:
    """A value that ends, at the latest, on the day before the next one begins; declared values end as they were."""
    if following is None or following.on is None or not following.is_new:
        return row if following is None or following.on is None or row.get("until") else _until(row, following)
    until = date_of(row.get("until"), [])
    return row if until and until < following.on else _until(row, following)


def _until(row: Map, following: _Event) -> Map:
    assert following.on is not None
    kept = [pair for pair in row.entries if pair[0].text != "until"]
    last = Scalar(str(following.on - _DAY), span=following.place)
    return Map((*kept, (Scalar("until", span=following.place), last)), row.span)


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────

_WHOLE = frozenset({"zh", "values"})
"""Keys whose value is put in the place of the old one; what is under any other is amended part by part."""


@dataclass(frozen=True)
class _Wording:
    """A vocabulary being amended."""

    whence: Whence
    problems: Problems

    def reworded(self, written: Map, acts: Sequence[Map]) -> Map:
        """The vocabulary with the words of all acts; of two that say one thing otherwise, one has to know the other."""
        said: dict[tuple[str, ...], Scalar] = {}
        for act in acts:
            written = self._amended(written, act, (), said)
        return written

    def _amended(self, old: Map, act: Map, way: tuple[str, ...], said: dict[tuple[str, ...], Scalar]) -> Map:
        entries = {key.text: (key, value) for key, value in old.entries}
        for key, value in act.entries:
            inner = (*way, key.text)
            there = entries.get(key.text)
            if key.text in _WHOLE and len(way) > 1:
                self._settle(inner, key, said)
                entries[key.text] = (there[0] if there else key), value
            elif there is None:
                self.problems.append(unknown("RB807", key.text, entries, key.span))
            else:
                entries[key.text] = there[0], self._amended(as_map(there[1]), as_map(value), inner, said)
        return Map(tuple(entries.values()), old.span)

    def _settle(self, way: tuple[str, ...], key: Scalar, said: dict[tuple[str, ...], Scalar]) -> None:
        first = said.setdefault(way, key)
        if first is not key and self.whence.apart(first.span, key.span):
            span, related = self.whence.meeting(first.span, key.span, _EARLIER)
            name = ".".join(way[1:-1])
            self.problems.append(Diagnostic("RB809", span, {"name": name}, related))


_OF_WORDS = ("RB2", "RB3")
"""Codes of names and kinds."""


def unfitting(problems: Iterable[Diagnostic], acts: Acts, imported: frozenset[str], manifest: Map) -> list[Diagnostic]:
    """The problems; those of imported rules, which were sound before the vocabulary was amended, in one.

    It is told where the book amends words or, if it does not, where it imports the book that does.
    """
    amended = [words for act in acts if (words := as_map(act).get("vocabulary"))]
    caused = [each for each in problems if each.code[:3] in _OF_WORDS and each.span.file in imported]
    if not amended or not caused:
        return list(problems)
    own = as_map(acts[-1]).get("vocabulary")
    span = own.span if own else place_of(manifest.get("imports"), manifest.span)
    first = (caused[0].span, Words(caused[0].message("zh"), caused[0].message("en")))
    related = (first,) if own else ((amended[-1].span, _AMENDED), first)
    told = Diagnostic("RB810", span, {"count": str(len(caused))}, related)
    return [*(each for each in problems if each not in caused), told]


# ── what is remembered ───────────────────────────────────────────────────────────────────────────────────────────────


def revaluations(
    acts: Acts, figures: Mapping[str, core.Parameter], register: Register, whence: Whence, problems: Problems
) -> dict[str, tuple[core.Change, ...]]:
    """Figure → what amending acts did to it, in order of date."""
    found: dict[str, list[core.Change]] = {}
    for key, act in (each for one in acts for each in as_map(as_map(one).get("parameters")).entries):
        if key.text in figures:
            changes = found.setdefault(key.text, [_beginning(figures[key.text], whence)])
            changes += _changes(as_map(act), figures[key.text], register, whence, problems)
    return {name: tuple(sorted(some, key=lambda each: each.on or date.min)) for name, some in found.items()}


def _beginning(figure: core.Parameter, whence: Whence) -> core.Change:
    value = figure.values[0] if figure.values else None
    grounds = value.sources if value else ()
    since = value.since if value else None
    return core.Change("first", whence.name(figure.span), since, grounds, span=figure.span)


def _changes(
    act: Map, figure: core.Parameter, register: Register, whence: Whence, problems: Problems
) -> Iterator[core.Change]:
    in_force = {value.span for value in figure.values}
    for event in _events(act, []):
        assert event.on is not None
        kind: Literal["replaced", "repealed"] = "replaced" if event.row else "repealed"
        node = (event.row or as_map(act.get("repeal"))).get("source")
        # the citations of a value are told of where the value is read
        cited = register.cite_texts(node, [] if event.row else problems)
        effective = event.row is None or place_of(event.row.get("value"), event.place) in in_force
        yield core.Change(kind, whence.name(event.place), event.on, cited, effective=effective, span=event.place)
