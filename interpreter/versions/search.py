"""Two books and what both of them treat → facts for which they differ, sought among boundary cases where no proof is.

Every case is judged by both versions with the reference, each by its own calendar and figures. A case of which other
conditions are true than of any before it is kept, and so is the one that is nearest to what each rule, and any two, ask
for; most cases lie beside one that was kept, so that what needs many things at once is come upon step by step. Nothing
found is no proof that there is nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from random import Random
from time import monotonic

from dsl import core
from dsl.kinds import YesNo
from dsl.order import fact_key
from interpreter.edges import Edges
from interpreter.evaluate import Evaluator
from interpreter.facts import Forms, Row, from_mapping
from interpreter.outcomes import Day
from interpreter.proof.between import Ladder, confirm
from interpreter.proof.prove import Terms
from interpreter.proof.question import Found
from interpreter.proof.smaller import smaller
from interpreter.values import Unknown
from interpreter.versions.boundary import Boundary

MOST = 10_000
"""Cases that are tried at most; --timeout ends it earlier."""
KEPT = 400
ENOUGH = 1_000
"""Cases still tried where all that differs is what one version alone knows: a difference that both know goes first."""
FEWER = 4_000
"""Cases where all that can differ is what one of two calendars alone knows."""
_DEEP = 6
"""Facts that stand on facts are looked into so far."""
PAIRS = 60
Goal = tuple[int, ...]
"""Numbers of rules that are to be met by one case."""
Sides = dict[int, Found]
"""For the signs 1 (stricter) and -1 (looser), facts that show it."""
Traits = tuple[object, ...]


@dataclass(frozen=True)
class Sought:
    """What a search came to: facts for which the new version is stricter, and looser, and how many cases were tried."""

    stricter: Found | None
    looser: Found | None
    tried: int
    seconds: float


@dataclass
class Search:
    """One search; `first` are cases that are judged before any other, and that lead to others."""

    old: core.Book
    new: core.Book
    before: Ladder
    after: Ladder
    terms: Terms
    first: tuple[Found, ...] = ()
    most: int = MOST
    about: tuple[str, ...] = ()
    """Rules and actions whose conditions the cases are to meet; of its own where they are not said."""
    tried: int = 0
    kept: list[Found] = field(default_factory=list)
    seen: set[Traits] = field(default_factory=set)
    near: dict[Goal, tuple[float, Found | None]] = field(default_factory=dict)
    """For each goal the case that is nearest to it, and how near that is."""

    def __post_init__(self) -> None:
        self.random = Random(f"{self.before.name} {self.after.name}")
        sides = [Edges(book, self.about or [ladder.name]) for book, ladder in self._sides()]
        self.boundary = Boundary(self.new, sides, self.after.subject, self.terms.on, self.random)
        self.forms = Forms(self.new)
        was, is_ = (side.rules for side in sides)
        self.rules = [was, [rule for rule in is_ if rule not in was]]
        self.near = dict.fromkeys(self._goals(), (0.0, None))

    def _sides(self) -> tuple[tuple[core.Book, Ladder], tuple[core.Book, Ladder]]:
        return (self.old, self.before), (self.new, self.after)

    def _goals(self) -> list[Goal]:
        """Each rule, and any two of them that are to be met together."""
        numbers = range(sum(map(len, self.rules)))
        pairs = list(combinations(numbers, 2))
        self.random.shuffle(pairs)
        return [*((n,) for n in numbers), *pairs[:PAIRS]]

    def run(self) -> Sought:
        """Until both sides are shown by what both versions know, or the cases or the seconds are at an end."""
        known, others = Sides(), Sides()
        most, began = self.most, monotonic()
        for drawn, case in enumerate(self._cases(), 1):
            if names := self._judged(case):
                _note(known, self.before.settled.sign(*names), case)
                _note(others, self.before.sign(*names), case)
            most = min(most, drawn + ENOUGH) if len(others) == 2 and not known else most
            if len(known) == 2 or drawn >= most or monotonic() - began > self.terms.seconds:
                break
        made = {sign: self._small(case, sign, bool(known)) for sign, case in (known or others).items()}
        return Sought(made.get(1), made.get(-1), self.tried, monotonic() - began)

    def _cases(self) -> Iterator[Found]:
        yield from self.first
        while True:
            if self.kept and self.random.random() < 0.6:
                beside = self.boundary.beside(self._parent())
                yield self.boundary.beside(beside) if self.random.random() < 0.3 else beside
            else:
                yield self.boundary.fresh()

    def _parent(self) -> Found:
        """A case that was kept; as often one that is near to what some rule asks for."""
        goal = self.random.choice([*self.near, None])
        nearest = self.near[goal][1] if goal and self.random.random() < 0.6 else None
        return nearest or self.random.choice(self.kept)

    def _judged(self, case: Found) -> tuple[str, str] | None:
        """What each version says of it; None where the facts do not hang together."""
        world, row, _ = from_mapping(self.new, case.facts, self.forms)
        if row is None:
            return None
        self.tried += 1
        names, traits, shares = list[str](), list[object](), list[float]()
        for side, (book, ladder) in enumerate(self._sides()):
            evaluator = Evaluator(book, world, Day.of(case.on, book.zone))
            names.append(ladder.theirs(evaluator, row))
            met = Met(evaluator, row, traits)
            shares += (met.share(rule.conditions, True) for rule in self.rules[side])
        self._keep((*names, *traits), case)
        self._approach(shares, case)
        return names[0], names[1]

    def _approach(self, shares: list[float], case: Found) -> None:
        """The newest of the cases that are nearest to a goal is kept for it."""
        for goal, (nearest, _) in self.near.items():
            share = sum(shares[number] for number in goal)
            if share >= nearest:
                self.near[goal] = share, case

    def _keep(self, traits: Traits, case: Found) -> None:
        """Where no case before had the same traits; the oldest are forgotten by chance."""
        if traits in self.seen:
            return
        self.seen.add(traits)
        self.kept.append(case)
        if len(self.kept) > KEPT:
            self.kept.pop(self.random.randrange(KEPT))

    def _small(self, case: Found, sign: int, is_known: bool) -> Found:
        before, after = (self.before.settled, self.after.settled) if is_known else (self.before, self.after)
        return smaller(self.new, case, confirm(self.old, before, after, sign), self.terms.near)


def _note(sides: Sides, sign: int, case: Found) -> None:
    if sign:
        sides.setdefault(sign, case)


@dataclass
class Met:
    """How much of what a condition asks for is so of one row; what each of its parts comes to is a trait."""

    evaluator: Evaluator
    row: Row
    traits: list[object]

    def share(self, e: core.Expr, wanted: bool, depth: int = 0) -> float:
        """From 0 to 1, where 1 is all of it."""
        match e:
            case core.All(terms) | core.Any(terms):
                shares = [self.share(each, wanted, depth) for each in terms]
                return sum(shares) / len(shares) if isinstance(e, core.All) == wanted else max(shares)
            case core.Not(term):
                return self.share(term, not wanted, depth)
            case core.FactOf(core.Variable(name), _) if name == self.row.entity and depth < _DEEP:
                fact = self.evaluator.book.facts[fact_key(e)]
                for branch in fact.exceptions:
                    self.share(branch.when, True, depth + 1)
                inner = self.share(fact.body, wanted, depth + 1) if isinstance(fact.body.kind, YesNo) else 0.0
                return (inner + self._leaf(e, wanted)) / 2
            case _:
                return self._leaf(e, wanted)

    def _leaf(self, e: core.Expr, wanted: bool) -> float:
        truth = self.evaluator.truth(e, self.row)
        self.traits.append(None if isinstance(truth, Unknown) else truth)
        return 0.3 if isinstance(truth, Unknown) else float(truth == wanted)
