"""Whole books: facts, rules of every norm, invariants over a random vocabulary, and the folder they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from dsl import syntax as s
from dsl.core import Language
from dsl.format import format_statement
from dsl.kinds import Date, Duration, Instant, Integer, Kind, YesNo
from tests.generating.outline import ARTICLES, PARTIES, Outline, Pick, drawn, numeral, outline
from tests.generating.writing import DAY_UNITS, Writer

RULES = "rules/all.rules"
AMENDED = ("2014-07-01", "2017-03-01", "2019-01-01")
"""Days on which rules are amended: each of them is later than the first day of any rule, and no later than its last."""


@dataclass(frozen=True, slots=True)
class Written:
    """A book as trees, with the vocabulary they are about."""

    outline: Outline
    statements: tuple[s.Statement, ...]

    def write(self, folder: Path, rules: str | None = None) -> Path:
        """The folder of the book; its rules are given, or else formatted in English."""
        for name, text in {**self.outline.yaml, RULES: rules or text_of(self.statements)}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(text.encode("utf-8"))
        return folder


def text_of(statements: Sequence[s.Statement], lang: Language = "en") -> str:
    """Statements as a file."""
    return "\n\n".join(format_statement(each, lang).strip("\n") for each in statements) + "\n"


@st.composite
def books(draw: st.DrawFn, most: int = 4, depth: int = 2) -> Written:
    """Books with up to so many facts and so many rules."""
    pick = drawn(draw)
    return book(pick, pick(range(most + 1)), pick(range(1, most + 1)), depth)


def book(pick: Pick, facts: int, rules: int, depth: int = 2) -> Written:
    """A well-typed book with so many facts and rules."""
    segments = [*(f"group{n}" for n in range(3)), *(f"case{n}" for n in range(rules + 1))]
    return _Composing(pick, outline(pick, segments), depth).made(facts, rules)


class _Composing:
    def __init__(self, pick: Pick, about: Outline, depth: int) -> None:
        self.pick = pick
        self.about = about
        self.depth = depth
        self.facts: dict[int, dict[str, Kind]] = {n: {} for n in range(len(about.entities))}
        self.paths: dict[int, list[str]] = {n: [] for n in range(len(about.entities))}

    def made(self, facts: int, rules: int) -> Written:
        given: list[s.Statement] = [self.fact(n) for n in range(facts)]
        given += [self.rule(n) for n in range(rules)]
        given += [self.invariant(n) for n in range(self.pick((0, 1)))]
        given += self.amendments([each for each in given if isinstance(each, s.Rule)])
        return Written(self.about, tuple(given))

    def writer(self, entity: int) -> Writer:
        """Writes about one row of an entity."""
        return Writer(self.pick, self.about, {self.about.entities[entity]: entity}, self.depth, self.facts)

    def maybe(self) -> bool:
        return bool(self.pick((False, True)))

    # ── facts ──

    def fact(self, n: int) -> s.Fact:
        """A fact that may use those before it."""
        entity = self.pick(range(len(self.about.entities)))
        writer = self.writer(entity)
        kind = self.pick([YesNo(), Integer(), Date(), *writer.known()])
        body = writer.value(kind, bare=False)
        branches = tuple(s.Except(writer.value(kind), writer.condition()) for _ in range(self.pick((0, 1, 2))))
        presumed = (s.Presumed(writer.literal(kind), self.cites()),) if self.maybe() else ()
        name = f"q{n}"
        self.facts[entity] = {**self.facts[entity], name: kind}
        titles = (s.Text(f"情形{numeral(n)}"),)
        return s.Fact(s.Word(self.about.entities[entity]), s.Word(name), titles, body, branches, presumed)

    def cites(self) -> tuple[s.Cite, ...]:
        items = [("4", True), ("", False), *((each, False) for each in ARTICLES)]
        return tuple(s.Cite(s.Word("law"), *self.pick(items)) for _ in range(self.pick((1, 2))))

    # ── rules ──

    def rule(self, n: int) -> s.Rule:
        entity = self.pick(range(len(self.about.entities)))
        path = f"group{self.pick(range(3))}/case{n}"
        titles = (s.Text(f"标题{n}"), s.Text(f"Title {n}"))
        clauses = self.clauses(entity)
        if self.paths[entity] and self.maybe():
            clauses.append(s.Overrides(s.Word(self.pick(self.paths[entity]))))
        self.paths[entity].append(path)
        return s.Rule(s.Word(path), titles, tuple(clauses))

    def clauses(self, entity: int) -> list[s.Clause]:
        writer = self.writer(entity)
        found: list[s.Clause] = [s.Cited("source", self.cites()), self.subject(writer, entity)]
        found.append(self.norm(writer, entity))
        found += [s.Condition(word, writer.condition()) for word in ("when", "unless") if self.maybe()]
        return [*found, *self.labels()]

    def subject(self, writer: Writer, entity: int) -> s.Subject:
        return s.Subject(s.Word(self.about.entities[entity]), writer.condition() if self.maybe() else None)

    def labels(self) -> list[s.Clause]:
        choices: tuple[s.Clause, ...] = (
            s.Cited("penalty", self.cites()),
            s.Bound("from", s.Moment("2012-03-01")),
            s.Bound("until", s.Moment("2022-12-31")),
            s.Label("binds", s.Word(self.pick(PARTIES))),
            s.Label("severity", s.Word(self.pick(("high", "medium", "low")))),
            s.Label("standing", s.Word(self.pick(("settled", "contested")))),
            s.Label("note", s.Word(self.pick(("a note", '备注 "甲"')))),
        )
        return [each for each in choices if self.pick((0, 0, 1))]

    def norm(self, writer: Writer, entity: int) -> s.NormClause:
        acts = [name for name, on in self.about.actions.items() if on == entity]
        which = self.pick(("must", "by", "happen", *(("not", "may") if acts else ())))
        match which:
            case "must":
                return s.Must(writer.condition(), None)
            case "by":
                return s.Must(writer.condition(), writer.value(Date()))
            case "happen":
                return self.happen(writer)
            case "not":
                return s.MustNot(s.Word(self.pick(acts)))
            case _:
                return s.May(s.Word(self.pick(acts)))

    def happen(self, writer: Writer) -> s.MustHappen:
        unit = self.pick((*DAY_UNITS, "hours"))
        kind: Any = Instant() if unit == "hours" else Date()
        return s.MustHappen(writer.value(kind), writer.value(Duration(unit)), writer.value(kind))

    def invariant(self, n: int) -> s.Invariant:
        action, entity = self.pick(list(self.about.actions.items()))
        writer = self.writer(entity)
        clauses: list[s.Clause] = [self.subject(writer, entity), s.NeverPermitted(s.Word(action))]
        if self.maybe():
            clauses.append(s.Condition("unless", writer.condition()))
        return s.Invariant(s.Word(f"safe{n}"), (s.Text(f"不变{n}"), s.Text(f"Safe {n}")), tuple(clauses))

    # ── amendments ──

    def amendments(self, rules: Sequence[s.Rule]) -> list[s.Statement]:
        """Of some rules, what amending acts made of them: other texts, a repeal; and a new rule."""
        found: list[s.Statement] = []
        for rule in rules if self.maybe() else ():
            days = AMENDED[: self.pick((0, 0, 1, 1, 2, 3))]
            found += [self.amendment(rule, day, is_last=day == days[-1]) for day in days]
        return [*found, *([self.inserted(len(rules))] if self.pick((0, 0, 1)) else [])]

    def amendment(self, rule: s.Rule, day: str, *, is_last: bool) -> s.Statement:
        """A new text of a rule from a day on, or the end of it; for whom the old one goes on."""
        (entity,) = [n for n, paths in self.paths.items() if rule.path.text in paths]
        since = s.Bound("from", s.Moment(day))
        spared = (s.Transitional(self.writer(entity).condition()),) if self.maybe() else ()
        if is_last and self.maybe():
            return s.Repeal(rule.path, (s.Cited("source", self.cites()), since, *spared))
        clauses = [each for each in self.clauses(entity) if not isinstance(each, s.Bound)]
        titles = tuple(s.Text(f"{each.value} {day}") for each in rule.titles)
        return s.Replace(rule.path, titles, (*clauses, since, *spared, *self.priorities(rule, entity)))

    def priorities(self, rule: s.Rule, entity: int) -> list[s.Clause]:
        """What a new text overrides: a rule that stands above it, so that there is no circle."""
        above = self.paths[entity][: self.paths[entity].index(rule.path.text)]
        return [s.Overrides(s.Word(self.pick(above)))] if above and self.maybe() else []

    def inserted(self, n: int) -> s.Insert:
        """A rule that an amending act adds."""
        entity = self.pick(range(len(self.about.entities)))
        titles = (s.Text(f"标题{n}"), s.Text(f"Title {n}"))
        return s.Insert(s.Word(f"group0/case{n}"), titles, tuple(self.clauses(entity)))
