"""Rules, and what amending acts say of them → rules again, each text of one in its own time; and each rule's history.

`replace rule p from D`: the path stays with the rule, whose new text is in force from D on. The text of before lives on
as `p/before_D`, until the day before; and, for the rows that a transitional clause keeps under it, as `p/kept_D`.
Nothing after this pass knows of amendments: core has rules with a first and a last day (docs/adr/0006-amendments.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dsl import core
from dsl import syntax as s
from dsl.core import Words
from dsl.diagnose import Diagnostic, Related, few, unknown
from dsl.event import DAY, Amending, Event, Kind, agreed
from dsl.layer import Layer
from dsl.messages.tokens import keyword
from dsl.norms import Clauses, cites
from dsl.resolve import Names
from dsl.source import Span
from dsl.text import BEFORE, KEPT, as_rule, bounded, day, except_where, retitled, sources, subject, unbounded, where
from dsl.whence import Whence

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
    for event in work.agreed(dated):
        work.take(event)
    history = {path: tuple(sorted(some, key=lambda each: each.on or date.min)) for path, some in work.history.items()}
    rules, broken = dict(work.in_order()), names.broken | work.lost
    return replace(names, rules=rules, texts=work.texts, history=history, broken=broken)


# ── one after the other ──────────────────────────────────────────────────────────────────────────────────────────────


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

    def event(self, statement: Amending) -> Event | None:
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
        return Event(statement, path, on)

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

    # ── one amendment ──

    def agreed(self, events: list[Event]) -> list[Event]:
        """The amendments in order of their days, without those that contradict another or never have effect."""
        left, superseded, contradicting = agreed(events, self.whence, lambda rule: self._force(rule)[1])
        for event in superseded:
            self._remember(event.kind, event.path, event.on, event.statement, effective=False)
        for one, other in contradicting:
            self.lost.update(other.paths)
            span, related = self.whence.meeting(one.place, other.place, _EARLIER)
            self.say("RB802", span, related, name=self.names.spoken(one.path), on=str(max(one.on, other.on)))
        return sorted(left, key=lambda event: event.on)

    def take(self, event: Event) -> None:
        """The rules once this amendment has effect."""
        old = self.rules.get(event.path)
        if old is None:
            spoken = [self.names.spoken(path) for path in self.rules]
            known = {path for each in spoken for path in (each.zh, each.en)}
            self.problems.append(unknown("RB801", event.statement.path.text, known, event.place, **few(spoken)))
        if old is None or not self._applies(event, old):
            self.lost.update(event.paths)
            self._left(event.statement, event.path)
            return
        self._spare(event, old)
        self._end(event, old)
        self._note_texts(event)
        self._remember(event.kind, event.path, event.on, event.statement, *event.paths)

    def _spare(self, event: Event, old: s.Rule) -> None:
        """The text that goes on for the rows of a transitional clause."""
        if event.spared is None:
            return
        going_on = bounded(where(self._living(old, event.on), event.spared), "from", event.on, event.place)
        self.rules[event.kept] = retitled(going_on, KEPT, event.on)
        self.spared.setdefault(event.path, []).append(event.spared)

    def _end(self, event: Event, old: s.Rule) -> None:
        """The old text until the day before, and the new one, if there is one, for the rows that are not spared."""
        ended = bounded(old, "until", event.on - DAY, event.place)
        match event.statement:
            case s.Replace() as new:
                self.rules[event.former] = retitled(ended, BEFORE, event.on)
                self.rules[event.path] = except_where(as_rule(new), self.spared.get(event.path, ()))
            case s.Repeal():
                self.rules[event.path] = ended
                self.repealed[event.path] = event.place

    def _living(self, old: s.Rule, on: date) -> s.Rule:
        """A text that goes on: one that would end just now goes on without an end."""
        until = self._force(old)[1]
        return unbounded(old) if until and until < on else old

    def _applies(self, event: Event, old: s.Rule) -> bool:
        """Whether there is a text that this amendment can change on its day."""
        told = len(self.problems)
        name, place = self.names.spoken(event.path), event.place
        since, until = self._force(old)
        if there := self.repealed.get(event.path):
            self.say("RB804", place, ((there, _REPEALED),), name=name)
        elif taken := next((self.rules[path] for path in event.paths if path in self.rules), None):
            self.say("RB210", place, ((taken.path.span, _TEXT),), name=taken.path.text)
        elif (since and event.on <= since) or (until and until < event.on - DAY):
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
        own = law.since if law else None, law.until if law else None
        return days.get("from", own[0]), days.get("until", own[1])

    # ── what is remembered ──

    def in_order(self) -> Iterator[tuple[str, s.Rule]]:
        """The rules as they were written, the older texts of each before it."""
        told: set[str] = set()
        for path in self.rules:
            several = [each for each in self.texts.get(path, (path,)) if each not in told]
            told.update(several)
            yield from ((each, self.rules[each]) for each in several)

    def _note_texts(self, event: Event) -> None:
        """All texts of a rule, the older ones first and its own last, under the path of each."""
        known = [each for each in self.texts.get(event.path, ()) if each != event.path]
        several = tuple(filter(None, (*known, *event.paths, event.path)))
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
