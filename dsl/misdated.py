"""Rules in force on days on which a figure that they read has no value → which of the dates is wrong.

A rule says from when it is in force, or its law does; a figure says from when it has its value. Where they do not meet,
the date that other dates of the book bear out is right, and the other one is told of, once for all that it spoils.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Literal

from dsl import core
from dsl import syntax as s
from dsl.core import Words
from dsl.diagnose import Diagnostic, listed
from dsl.kinds import Date
from dsl.literal import Misread, read_literal
from dsl.messages.catalogue import DECLARED, READ
from dsl.nodes import as_map
from dsl.order import Gap, gaps
from dsl.record import dataclass
from dsl.resolve import Names, path_words
from dsl.source import Span

End = Literal["from", "until"]
_MOST = 5
"""Rules that read a figure without a value and are shown where they do."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A first or last day, where it is written."""

    day: date | None
    span: Span


def problems(
    facts: Mapping[tuple[str, str], core.Fact], rules: Mapping[str, core.Rule], names: Names,
    yaml: Mapping[str, s.Node | None], imported: frozenset[str] = frozenset(),
) -> Iterator[Diagnostic]:  # fmt: skip
    """One message for each date that leaves rules without a figure. What stands in an imported file is not to blame."""
    found = list(gaps(facts, rules, names.parameters))
    if not found:
        return
    calendar = _Calendar(names, yaml, imported)
    spoilt: dict[Span, list[Gap]] = {}
    for gap in found:
        spoilt.setdefault(calendar.culprit(gap), []).append(gap)
    for span, together in spoilt.items():
        yield _told(span, together, names)


def _told(span: Span, together: list[Gap], names: Names) -> Diagnostic:
    first, last = min(gap.first for gap in together), max(gap.last for gap in together)
    uses = dict(use for gap in together for use in _by_path(gap))
    paths = [path_words(path, names.vocabulary) for path in uses]
    blanks: dict[str, str | Words] = {
        "name": listed(gap.parameter.names for gap in together), "rules": listed(paths, _MOST),
        "gap": f"{'…' if first == date.min else first} – {'…' if last == date.max else last}",
    }  # fmt: skip
    places = [(read, READ) for read in uses.values()][:_MOST]
    if span.file != together[0].parameter.span.file:
        places = [*((gap.parameter.span, DECLARED) for gap in together), *places]
    return Diagnostic("RB408", span, blanks, tuple(each for each in places if each[0] != span))


def _by_path(gap: Gap) -> Iterator[tuple[str, Span]]:
    yield from ((rule.path, span) for rule, span in gap.uses)


class _Calendar:
    """All the days that a book states as first or last ones."""

    def __init__(self, names: Names, yaml: Mapping[str, s.Node | None], imported: frozenset[str]) -> None:
        self.names = names
        self.imported = imported
        self.laws = {key.text: as_map(as_map(entry).get("in_force")) for key, entry in as_map(yaml["sources"]).entries}
        rows = {key.text: as_map(entry).get("values") for key, entry in as_map(yaml["parameters"]).entries}
        self.rows = {
            name: [as_map(row) for row in node.items] for name, node in rows.items() if isinstance(node, s.Sequence)
        }
        written = [*self.laws.values(), *(row for rows in self.rows.values() for row in rows)]
        self.days = [*_of_entries(written), *_of_rules(names.rules.values())]

    def culprit(self, gap: Gap) -> Span:
        """Where the date is written that is more likely wrong; where both are borne out, it is the figure that is read.

        Several rules are more likely right than one figure.
        """
        end: End = "from" if gap.is_early else "until"
        figure = self._of_figure(gap, end)
        theirs = {self._of_rule(rule, end) or Stated(None, span) for rule, span in gap.uses}
        (rule, *others) = theirs
        if rule.span.file in self.imported and figure.span.file not in self.imported:
            return figure.span
        if others or self._borne_out(rule) > self._borne_out(figure) == 0:
            return figure.span
        return gap.uses[0][1] if self._borne_out(rule) and self._borne_out(figure) else rule.span

    def _borne_out(self, stated: Stated) -> int:
        """How many other days of the book are this one, or next to it: a law ends where another begins."""
        if stated.day is None:
            return 0
        return sum(
            each.span != stated.span and abs((each.day - stated.day).days) <= 1 for each in self.days if each.day
        )

    def _of_figure(self, gap: Gap, end: End) -> Stated:
        parameter, row = gap.parameter, self.rows[gap.parameter.name][0 if gap.is_early else -1]
        node = row.get(end)
        day = parameter.values[0].since if gap.is_early else parameter.values[-1].until
        return Stated(day, node.span if node else parameter.span)

    def _of_rule(self, rule: core.Rule, end: End) -> Stated | None:
        """The rule's own date, or else that of its law; None where neither says one."""
        for clause in self.names.rules[rule.path].clauses:
            if isinstance(clause, s.Bound) and clause.word == end:
                return Stated(rule.since if end == "from" else rule.until, clause.date.span)
        node = self.laws[rule.sources[0].source].get(end)
        return Stated(rule.since if end == "from" else rule.until, node.span) if node else None


def _of_entries(entries: Iterable[s.Mapping]) -> Iterator[Stated]:
    for entry in entries:
        for end in ("from", "until"):
            if isinstance(node := entry.get(end), s.Scalar):
                yield Stated(_day(node.text), node.span)


def _of_rules(rules: Iterable[s.Rule]) -> Iterator[Stated]:
    for rule in rules:
        for clause in rule.clauses:
            if isinstance(clause, s.Bound):
                yield Stated(_day(clause.date.text), clause.date.span)


def _day(text: str) -> date | None:
    try:
        found = read_literal(Date(), text, {}, "UTC")
    except Misread:
        return None
    return found if isinstance(found, date) else None
