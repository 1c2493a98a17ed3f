"""Rules, and what amending acts say of them → rules again, each text of one in its own time; and each rule's history.

`replace rule p from D`: the path stays with the rule, whose new text is in force from D on. The text of before lives on as
`p/before_D`, until the day before; and, for the rows that a transitional clause keeps under it, as `p/kept_D`. Nothing after
this pass knows of amendments: core has rules with a first and a last day. (docs/adr/0006-amendments.md says why so.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from typing import Literal

from dsl import core
from dsl import syntax as s
from dsl.core import Words
from dsl.diagnose import Diagnostic, Related, few, unknown
from dsl.imports import Layer
from dsl.messages.tokens import keyword
from dsl.norms import Clauses, cites
from dsl.resolve import Names
from dsl.source import Span
from dsl.text import BEFORE, KEPT, as_rule, bounded, day, except_where, retitled, sources, subject, unbounded, where
from dsl.whence import Whence

Amending = s.Replace | s.Repeal
Kind = Literal["first", "inserted", "replaced", "repealed"]
_DAY = timedelta(days=1)
_EARLIER = Words("另一处修改在此", "the other amendment is here")
_REPEALED = Words("废止于此", "it is repealed here")
_TEXT = Words("现行条文在此", "the text as it stands is here")
_SUBJECT = Words("现行条文的适用对象在此", "the text as it stands is about this")


def amended(statements: Sequence[s.Statement], names: Names, layer: Layer, problems: list[Diagnostic]) -> Names:
    """The names of a book with the rules as amended. `names` has the rules as they were first written."""
    work = _Work(names, Whence(layer.yaml["rulebook"], layer.below), problems)
    for each in statements:
        if isinstance(each, s.Insert):
            work.inserted(each)
    dated = [event for each in statements if isinstance(each, Amending) if (event := work.event(each))]
    for event in sorted(work.agreed(dated), key=lambda event: event.on):
        work.take(event)
    history = {path: tuple(sorted(some, key=lambda each: each.on or date.min)) for path, some in work.history.items()}
    rules, broken = dict(work.in_order()), names.broken | work.lost
    return replace(names, rules=rules, texts=work.texts, history=history, broken=broken)


# ── one after the other ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Event:
    """An amendment of a rule and the day from which it has effect."""

    statement: Amending
    path: str
    on: date

    @property
    def place(self) -> Span:
        """Where it names the rule."""
        return self.statement.path.span

    @property
    def spared(self) -> s.Expr | None:
        """The rows for which the old text goes on."""
        found = (each.condition for each in self.statement.clauses if isinstance(each, s.Transitional))
        return next(found, None)

    @property
    def paths(self) -> tuple[str, str]:
        """Under which the old text lives on: before the day, and for the rows that are spared; empty where it does not."""
        stamp = self.on.strftime("%Y_%m_%d")
        former = f"{self.path}/before_{stamp}" if isinstance(self.statement, s.Replace) else ""
        return former, f"{self.path}/kept_{stamp}" if self.spared else ""


@dataclass
class _Work:
    """The rules as amended so far."""

    names: Names
    whence: Whence
    problems: list[Diagnostic]

    def __post_init__(self) -> None:
        self.rules: dict[str, s.Rule] = dict(self.names.rules)
        self.texts: dict[str, tuple[str, ...]] = {}
        self.history: dict[str, list[core.Change]] = {}
        self.repealed: dict[str, Span] = {}
        self.lost: set[str] = set()
        """Paths of texts that there would be, were it not for a mistake: they are not missed elsewhere."""
        self.spared: dict[str, list[s.Expr]] = {}
        """By path, the transitional conditions under which older texts go on."""

    def say(self, code: str, span: Span, related: Related = (), /, **blanks: str | Words) -> None:
        """One finding."""
        self.problems.append(Diagnostic(code, span, blanks, related))

    # ── what is said, and from when ──

    def inserted(self, statement: s.Insert) -> None:
        """A rule that an amending act adds is a rule like others; its history begins with that act."""
        path = self.names.path(statement.path.text)
        rule = self.rules.get(path)
        if rule is not None and rule.path is statement.path:
            self._remember("inserted", path, self._force(rule)[0], statement)

    def event(self, statement: Amending) -> _Event | None:
        """An amendment with its day; None where it has none."""
        path = self.names.path(statement.path.text)
        self.names.glossary.note_path(statement.path.span, path, self.names.vocabulary.words)
        clauses = Clauses(as_rule(statement), self.problems if isinstance(statement, s.Repeal) else [])
        Clauses(statement, self.problems).one(s.Transitional, "transitional")
        begins = clauses.one(s.Bound, "from", word="from")
        on = day(begins.date.text) if begins else None
        if isinstance(statement, s.Repeal):
            self._fit(statement, clauses)
            if begins and on is None:
                self.say("RB137", begins.date.span, name=begins.date.text[:60])
        if on is None:
            if begins is None:
                Clauses(as_rule(statement), self.problems).missing("from")
            self._left(statement, path)
            return None
        return _Event(statement, path, on)

    def _fit(self, statement: s.Repeal, clauses: Clauses) -> None:
        """A repeal says from when, on what ground and for whom not; nothing else."""
        for each in statement.clauses:
            if not _of_repeals(each):
                self.say("RB806", each.span, name=keyword("repeal rule"))
        clauses.label("note")
        cited = [each for each in statement.clauses if isinstance(each, s.Cited)]
        if not cited:
            clauses.missing("source")
        for each in cited:
            cites(each.cites, self.names, self.problems)

    def _left(self, statement: Amending, path: str) -> None:
        """Where an amendment cannot be taken, its text is looked at all the same, in the place of the old one."""
        if isinstance(statement, s.Replace):
            self.rules[path] = as_rule(statement)

    # ── which of them go together ──

    def agreed(self, events: list[_Event]) -> list[_Event]:
        """The amendments without those that contradict another, and those that another book replaced before their day."""
        by_path: dict[str, list[_Event]] = {}
        for event in events:
            by_path.setdefault(event.path, []).append(event)
        return [event for some in by_path.values() for event in self._of_one(some)]

    def _of_one(self, events: list[_Event]) -> list[_Event]:
        left = list(events)
        for one, other in combinations(events, 2):
            if one not in left or other not in left or not self._collide(one, other):
                continue
            if one.on == other.on and self.whence.knows(other.place, one.place):
                left.remove(one)
                self._superseded(one)
            elif one.on == other.on and self.whence.knows(one.place, other.place):
                left.remove(other)
                self._superseded(other)
            else:
                left.remove(other)
                self._contradict(one, other)
        return left

    def _collide(self, one: _Event, other: _Event) -> bool:
        """Whether two amendments of a rule are of one day, or of books that do not know each other and of common days."""
        if one.on == other.on:
            return True
        first, second = sorted((one, other), key=lambda each: each.on)
        return self.whence.apart(one.place, other.place) and self._end(first) >= second.on

    def _end(self, event: _Event) -> date:
        """The last day of what an amendment says."""
        return self._force(as_rule(event.statement))[1] or date.max if isinstance(event.statement, s.Replace) else date.max

    def _contradict(self, one: _Event, other: _Event) -> None:
        self.lost.update(other.paths)
        span, related = self.whence.meeting(one.place, other.place, _EARLIER)
        self.say("RB802", span, related, name=self.names.spoken(one.path), on=str(max(one.on, other.on)))

    def _superseded(self, event: _Event) -> None:
        self._remember(_kind(event.statement), event.path, event.on, event.statement, effective=False)

    # ── one amendment ──

    def take(self, event: _Event) -> None:
        """The rules once this amendment has effect."""
        old, statement = self.rules.get(event.path), event.statement
        if old is None:
            spoken = [self.names.spoken(path) for path in self.rules]
            known = {path for each in spoken for path in (each.zh, each.en)}
            self.problems.append(unknown("RB801", statement.path.text, known, event.place, **few(spoken)))
        former, kept = event.paths
        if old is None or not self._applies(event, old):
            self.lost.update(event.paths)
            self._left(statement, event.path)
            return
        spared = event.spared
        if taken := next((self.rules[path] for path in (kept, former) if path in self.rules), None):
            self.say("RB210", event.place, ((taken.path.span, _TEXT),), name=taken.path.text)
            return
        ended = bounded(old, "until", event.on - _DAY, event.place)
        if kept and spared:
            going_on = bounded(where(self._living(old, event.on), spared), "from", event.on, event.place)
            self.rules[kept] = retitled(going_on, KEPT, event.on)
            self.spared.setdefault(event.path, []).append(spared)
        match statement:
            case s.Replace():
                self.rules[former] = retitled(ended, BEFORE, event.on)
                self.rules[event.path] = except_where(as_rule(statement), self.spared.get(event.path, ()))
            case s.Repeal():
                self.rules[event.path] = ended
                self.repealed[event.path] = event.place
        self._note_texts(event.path, former, kept)
        self._remember(_kind(statement), event.path, event.on, statement, former, kept)

    def _living(self, old: s.Rule, on: date) -> s.Rule:
        """A text that goes on: one that would end just now goes on without an end."""
        until = self._force(old)[1]
        return unbounded(old) if until and until < on else old

    def _applies(self, event: _Event, old: s.Rule) -> bool:
        """Whether there is a text that this amendment can change on its day."""
        told = len(self.problems)
        name, place = self.names.spoken(event.path), event.place
        since, until = self._force(old)
        if there := self.repealed.get(event.path):
            self.say("RB804", place, ((there, _REPEALED),), name=name)
        elif (since and event.on <= since) or (until and until < event.on - _DAY):
            days = Words(f"{since or '…'} 至 {until or '…'}", f"{since or '…'} – {until or '…'}")
            self.say("RB803", place, ((old.path.span, _TEXT),), name=name, on=str(event.on), days=days)
        elif isinstance(event.statement, s.Replace) and self._is_about_another(old, as_rule(event.statement)):
            mine, theirs = subject(as_rule(event.statement)), subject(old)
            assert mine is not None
            assert theirs is not None
            of = self.names.vocabulary.entities[self.names.entities[theirs.entity.text]].names
            self.say("RB805", mine.entity.span, ((theirs.entity.span, _SUBJECT),), name=name, of=of)
        return len(self.problems) == told

    def _is_about_another(self, one: s.Rule, other: s.Rule) -> bool:
        entities = [each and self.names.entities.get(each.entity.text) for each in (subject(one), subject(other))]
        return None not in entities and entities[0] != entities[1]

    def _force(self, rule: s.Rule) -> tuple[date | None, date | None]:
        """The first and the last day of a text: as written, or those of the first source."""
        register, cited = self.names.register, sources(rule)
        found = register.cite(cited[0].source.text, "", False, cited[0].span, []) if cited else None
        law = register.sources[found.source] if found else None
        days = {each.word: day(each.date.text) for each in rule.clauses if isinstance(each, s.Bound)}
        return days.get("from", law and law.since), days.get("until", law and law.until)

    # ── what is remembered ──

    def in_order(self) -> Iterator[tuple[str, s.Rule]]:
        """The rules as they were written, the older texts of each before it."""
        told: set[str] = set()
        for path in self.rules:
            several = [each for each in self.texts.get(path, (path,)) if each not in told]
            told.update(several)
            yield from ((each, self.rules[each]) for each in several)

    def _note_texts(self, path: str, former: str, kept: str) -> None:
        """All texts of a rule, the older ones first and its own last, under the path of each."""
        known = [each for each in self.texts.get(path, ()) if each != path]
        several = tuple(filter(None, (*known, former, kept, path)))
        if len(several) > 1:
            self.texts |= dict.fromkeys(several, several)

    def _remember(
        self, kind: Kind, path: str, on: date | None, statement: s.Rule | s.Amendment, former: str = "", kept: str = "",
        *, effective: bool = True,
    ) -> None:  # fmt: skip
        """A change of a rule; before the first one of a rule that was not inserted, how it was first written."""
        if path not in self.history and kind not in ("first", "inserted") and (first := self.names.rules.get(path)):
            self._remember("first", path, self._force(first)[0], first)
        grounds = cites(sources(statement), self.names, [])
        book = self.whence.name(statement.path.span)
        change = core.Change(kind, book, on, grounds, former, kept, effective, statement.path.span)
        self.history.setdefault(path, []).append(change)


def _kind(statement: Amending) -> Kind:
    return "replaced" if isinstance(statement, s.Replace) else "repealed"


def _of_repeals(clause: s.Clause) -> bool:
    match clause:
        case s.Bound(word):
            return word == "from"
        case s.Cited(word):
            return word == "source"
        case s.Label(word):
            return word == "note"
        case _:
            return isinstance(clause, s.Transitional | s.Lost)
