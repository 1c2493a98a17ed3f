"""Two books → for each action and each rule of both, who is treated otherwise by the new one: nobody, or these facts.

Stricter is what permits less or demands more of somebody, looser what permits more or demands less; a witness shows
each. What is asked of both is asked about the same facts: fields, relations and values that only one book knows are
there for the other to pass over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from dsl import core
from dsl.order import conditions, reach
from interpreter.evaluate import Evaluator
from interpreter.facts import Row as Given
from interpreter.outcomes import DEMANDS
from interpreter.proof.bounds import MOST, bounds, of_action
from interpreter.proof.logic import FALSE, TRUE, Formula, Truth, both, either, opposite
from interpreter.proof.norms import Norms
from interpreter.proof.prove import Terms
from interpreter.proof.question import Confirm, Disagreement, Found
from interpreter.proof.rows import Row
from interpreter.proof.smaller import smaller
from interpreter.values import Unknown

Relation = Literal["equivalent", "stricter", "looser", "incomparable", "unknown"]
Why = Literal["", "time", "calendars", "zones", "subjects", "disagreement"]
"""Why a solver cannot tell: its time ran out; each version has its own calendar, its own zone, is about others; or what
it found is not what the reference says of it, which is a mistake of ours and must not end the comparison."""
T = TypeVar("T")

PERMITS = ("permitted", "undetermined", "denied")
"""Verdicts, by how much they withhold."""
HOLDS = ("no", "unknown", "yes")


@dataclass(frozen=True)
class Change:
    """How a rule or an action of the new book treats people, beside the old one; facts that show it."""

    name: str
    relation: Relation
    stricter: Found | None = None
    looser: Found | None = None
    seconds: float = 0.0
    why: Why = ""


class Apart(Exception):
    """The two books do not speak of the same things: `what` is a field or a value that means another thing in each."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True)
class Ladder:
    """Something that comes to one of several names, in order: by the formulas, and by the reference."""

    name: str
    subject: str
    names: tuple[str, ...]
    mine: Callable[[Norms, Row], Mapping[str, Formula]]
    theirs: Callable[[Evaluator, Given], str]

    @property
    def settled(self) -> Ladder:
        """Without what stands for not knowing."""
        return replace(self, names=tuple(name for name in self.names if name not in _OPEN))

    @property
    def answered(self) -> Ladder:
        """Where there is an answer; elsewhere it comes to nothing."""

        def mine(norms: Norms, row: Row) -> Mapping[str, Formula]:
            return {name: found for name, found in self.mine(norms, row).items() if name not in _OPEN}

        def theirs(evaluator: Evaluator, row: Given) -> str:
            name = self.theirs(evaluator, row)
            return "" if name in _OPEN else name

        return replace(self, mine=mine, theirs=theirs)

    def sign(self, was: str, is_: str) -> int:
        """1 where the second name is further up than the first, -1 the other way round; 0 where one is not on it."""
        if was not in self.names or is_ not in self.names:
            return 0
        steps = self.names.index(is_) - self.names.index(was)
        return (steps > 0) - (steps < 0)


def common(old: core.Book, new: core.Book) -> tuple[core.Book, core.Book]:
    """Both books over one vocabulary, which has all that either of them has. Raises Apart."""
    mine, other = old.vocabulary, new.vocabulary
    enumerations = _united(
        mine.enumerations, other.enumerations, lambda a, b: replace(a, values={**a.values, **b.values})
    )
    entities = _united(mine.entities, other.entities, _united_entity)
    actions = {**mine.actions, **other.actions}
    vocabulary = replace(other, entities=entities, enumerations=enumerations, actions=actions)
    unguarded: dict[str, tuple[core.Rule, ...]] = dict.fromkeys(actions, ())
    one, two = (replace(b, vocabulary=vocabulary, guards={**unguarded, **b.guards}) for b in (old, new))
    return one, two


def _united(one: Mapping[str, T], two: Mapping[str, T], unite: Callable[[T, T], T]) -> dict[str, T]:
    return {
        name: unite(one[name], two[name]) if name in one and name in two else {**one, **two}[name]
        for name in {**one, **two}
    }


def _united_entity(one: core.Entity, two: core.Entity) -> core.Entity:
    fields: dict[str, Any] = {**one.fields, **two.fields}
    for name in one.fields.keys() & two.fields.keys():
        a, b = one.fields[name], two.fields[name]
        if (a.kind, a.absent, a.tense) != (b.kind, b.absent, b.tense):
            raise Apart(f"{one.name}.{name}")
    for name in one.relations.keys() & two.relations.keys():
        r, s = one.relations[name], two.relations[name]
        if (r.to, r.many, r.on, r.inverse) != (s.to, s.many, s.on, s.inverse):
            raise Apart(f"{one.name}.{name}")
    return replace(two, fields=fields, relations={**one.relations, **two.relations})


def change(old: core.Book, new: core.Book, before: Ladder, after: Ladder, terms: Terms) -> Change:
    """How one thing is treated, on both ladders. `old` and `new` have one vocabulary.

    What is settled by both books is looked at first: what is not known by one of them (the calendar ends, a figure has
    no value yet) is stricter or looser only where there is no other difference. A question has one calendar: where the
    books have two, what counts days by them is not compared.
    """
    if why := _apart(old, new, before, after):
        return Change(after.name, "unknown", why=why)
    try:
        found = _sought(old, new, before.settled, after.settled, terms)
        return found if found.relation != "equivalent" else _sought(old, new, before, after, terms)
    except Disagreement:
        return Change(after.name, "unknown", why="disagreement")


_OPEN = ("undetermined", "unknown")


def _apart(old: core.Book, new: core.Book, before: Ladder, after: Ladder) -> Why:
    """Why what both say of days cannot be put side by side in one question."""
    if before.subject != after.subject:
        return "subjects"
    if old.zone != new.zone:  # at one moment it is another day, on which other rules may be in force
        return "zones"
    if old.calendar == new.calendar:
        return ""
    sides = ((old, before.name), (new, after.name))
    nodes = (e for book, name in sides for each in _conditions(book, name) for e in reach(each, book.facts))
    return "calendars" if any(map(_counts, nodes)) else ""


def _counts(e: core.Expr) -> bool:
    """Whether it asks the calendar which days are days of work: to end on one, or to count them."""
    match e:
        case core.PeriodEnd():
            return e.unit != "hours"
        case core.Shift() | core.Elapsed():
            return e.unit == "working days"
        case _:
            return False


def _sought(old: core.Book, new: core.Book, before: Ladder, after: Ladder, terms: Terms) -> Change:
    question = terms.question(new, after.subject, _bounds(old, before, new, after))
    was = before.mine(question.norms.of(old), question.row)
    is_ = after.mine(question.norms, question.row)
    seconds, found, sure = 0.0, list[Found | None](), True
    for low, high, sign in ((was, is_, 1), (is_, was, -1)):
        confirmed = confirm(old, before, after, sign)
        answer = question.seek(_steps(before.names, low, high), confirmed, terms.seconds)
        seconds += answer.seconds
        sure &= answer.sure
        found.append(answer.found and smaller(new, answer.found, confirmed, terms.near))
    told = relation(found[0], found[1], sure) if sure or all(found) else "unknown"
    return Change(after.name, told, found[0], found[1], seconds, "time" if told == "unknown" else "")


def relation(stricter: Found | None, looser: Found | None, sure: bool) -> Relation:
    """What is shown by facts for the one side and for the other; without any only what is `sure` is equivalent."""
    if stricter and looser:
        return "incomparable"
    if stricter or looser:
        return "stricter" if stricter else "looser"
    return "equivalent" if sure else "unknown"


def _steps(names: tuple[str, ...], low: Mapping[str, Formula], high: Mapping[str, Formula]) -> Formula:
    """Where the one is further up the ladder than the other."""
    pairs = ((a, b) for n, a in enumerate(names) for b in names[n + 1 :])
    return either(*(both(low.get(a, FALSE), high.get(b, FALSE)) for a, b in pairs))


def confirm(old: core.Book, before: Ladder, after: Ladder, sign: int) -> Confirm:
    """Whether the new version is stricter (1) or looser (-1) by the reference, each by the calendar of its own book."""

    def confirmed(evaluator: Evaluator, row: Given) -> bool:
        was = before.theirs(Evaluator(old, evaluator.world, evaluator.day), row)
        return before.sign(was, after.theirs(evaluator, row)) == sign

    return confirmed


def _bounds(old: core.Book, before: Ladder, new: core.Book, after: Ladder) -> Mapping[str, int]:
    """Rows for what either book asks for: it may be other rows than the other one does."""
    rows: Counter[str] = Counter()
    for book, ladder in ((old, before), (new, after)):
        rows.update(bounds(book, _conditions(book, ladder.name)).rows)
    return {name: min(number, MOST) for name, number in rows.items()}


def _conditions(book: core.Book, name: str) -> Iterator[core.Expr]:
    """All that a rule or a verdict stands on, with what overrides it."""
    if name not in book.rules:
        yield from of_action(book, name) if name in book.vocabulary.actions else ()
        return
    for rule in book.texts_of(name):
        yield from conditions(rule)
        for other in book.overriders[rule.path]:
            yield from _conditions(book, other.path)


# ── ladders ──


def of_verdict(book: core.Book, action: str) -> Ladder:
    """The verdict on an action."""
    asked = book.vocabulary.actions[action]

    def mine(norms: Norms, row: Row) -> Mapping[str, Formula]:
        found = _truths(norms.decide(asked, row))
        return {"permitted": found["yes"], "denied": found["no"], "undetermined": found["unknown"]}

    return Ladder(action, asked.on, PERMITS, mine, lambda evaluator, row: evaluator.decide(asked, row).name)


def of_rule(rule: core.Rule) -> Ladder:
    """The outcome of a duty; whether a prohibition holds; whether a permission does not."""
    if rule.is_duty:
        return Ladder(
            rule.path, rule.subject, DEMANDS,
            lambda norms, row: {str(name): found for name, found in norms.judge(rule, row).items()},
            lambda evaluator, row: evaluator.judge(rule, row).name,
        )  # fmt: skip
    names = HOLDS if isinstance(rule.norm, core.Prohibition) else HOLDS[::-1]

    def theirs(evaluator: Evaluator, row: Given) -> str:
        said = evaluator.holds(rule, row)
        return "unknown" if isinstance(said, Unknown) else "yes" if said else "no"

    return Ladder(rule.path, rule.subject, names, lambda norms, row: _truths(norms.holds(rule, row)), theirs)


def of_name(book: core.Book, name: str) -> Ladder:
    """What a rule comes to, with all its texts, or the verdict on an action."""
    return of_texts(book.texts_of(name)) if name in book.rules else of_verdict(book, name)


def of_nothing(after: Ladder) -> Ladder:
    """A duty where there is none: it applies to nobody."""
    lowest = after.names[0]
    return replace(after, mine=lambda norms, row: {lowest: TRUE}, theirs=lambda evaluator, row: lowest)


def of_texts(rules: Sequence[core.Rule]) -> Ladder:
    """What a rule comes to that has several texts, its own last: the most that one of them demands, or holds.

    One of them governs and the others do not apply. A text of another norm is left out: it comes to other names.
    """
    latest = of_rule(rules[-1])
    alike = [each for each in map(of_rule, rules) if each.names == latest.names]
    if len(alike) == 1:
        return latest
    rising = DEMANDS if latest.names == DEMANDS else HOLDS

    def mine(norms: Norms, row: Row) -> Mapping[str, Formula]:
        found = [each.mine(norms, row) for each in alike]
        some = {name: either(*(each.get(name, FALSE) for each in found)) for name in rising}
        return {name: both(some[name], *map(opposite, _above(name, some))) for name in rising}

    def theirs(evaluator: Evaluator, row: Given) -> str:
        return max((each.theirs(evaluator, row) for each in alike), key=rising.index)

    return Ladder(latest.name, latest.subject, latest.names, mine, theirs)


def _above(name: str, rising: Mapping[str, Formula]) -> list[Formula]:
    names = list(rising)
    return [rising[each] for each in names[names.index(name) + 1 :]]


def _truths(found: Truth) -> Mapping[str, Formula]:
    return {"yes": found.yes, "no": found.no, "unknown": both(opposite(found.yes), opposite(found.no))}
