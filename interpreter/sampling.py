"""A book → Hypothesis strategies: subjects of any of its entities, days on which something turns, whole lives.

Values crowd where answers change: where the law begins and ends, one period (or two) away from the day asked about, at
the book's own figures, at month ends and on leap days. What comes out is plain data, as `facts.from_mapping` takes it.

    from interpreter import Interpreter
    from interpreter.sampling import Sampler, machine

    book = Interpreter.load("my-rulebook").book
    cases = Sampler(book, about=["terminate"]).cases("line")
    TestLines = machine(book, "line", checks=[…]).TestCase
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from dsl import core
from interpreter import living
from interpreter.edges import Edges
from interpreter.lives import Event, Facts, Life, Living, May, begin, event_of, live, permits
from interpreter.living import Birth, Check
from interpreter.weaving import Values, settled, woven

__all__ = ["Birth", "Check", "Event", "Facts", "Life", "Lives", "May", "Sampler", "machine", "permits"]

Lives = st.SearchStrategy[Life]
_SOON = (0, 0, 1, 2, 3)


class Sampler:
    """Strategies for one book, which is read once. By default only what the rules about a subject read is given.

    `about` names questions: actions, paths of rules, invariants, facts as `entity.fact`. Then only what these read is
    given, and values crowd where their answers change alone: fewer things to draw, and more of them near an edge.
    Raises KeyError where the book has no such name.
    """

    def __init__(self, book: core.Book, about: Iterable[str] | None = None) -> None:
        self.book = book
        self.edges = Edges(book, about)
        self._values = Values(self.edges)

    def reads(self, subject: str) -> frozenset[tuple[str, str]]:
        """The fields and relations, with their entities, that answers about a subject may depend on."""
        return self.edges.reads(subject)

    # ── days and subjects ──

    def days(self) -> st.SearchStrategy[date]:
        """Days on which the book's answers are likely to change, and any others of its time."""
        marks = self.edges.marks
        return st.sampled_from(marks) | st.dates(marks[0], marks[-1])

    def facts(
        self, entity: str, around: date, unknowns: float = 0.2, depth: int = 2, unread: bool = False
    ) -> st.SearchStrategy[Facts]:
        """`{entity: {…}}`: a row with its related rows, as far as `depth` relations away.

        Each field and relation is unknown with the probability `unknowns`; keys, and the fields by which rows are
        joined, never are, and agree with one another. A row that is met again (a line among its holder's lines) is
        given by its key alone. `unread` gives what no rule reads as well.
        """
        rows = woven(self._values, entity, unknowns, depth, unread)
        return rows.map(lambda row: {entity: settled(row, around)})

    def cases(
        self, entity: str, unknowns: float = 0.2, depth: int = 2, days: st.SearchStrategy[date] | None = None
    ) -> st.SearchStrategy[tuple[Facts, date]]:
        """Facts, and the day on which they are asked about."""
        rows = woven(self._values, entity, unknowns, depth, False)
        return st.builds(
            lambda day, row: ({entity: settled(row, day)}, day), self.days() if days is None else days, rows
        )

    # ── lives ──

    def lives(
        self,
        entity: str,
        starts: st.SearchStrategy[date] | None = None,
        born: Mapping[str, object] | None = None,
        may: May | None = None,
    ) -> Lives:
        """Lives of one subject: its user acts now and then, its operator tries every action on every day.

        `may` decides, by the reference meaning if left out. Which actions the operator tries, and in which order, is
        drawn too; he records what is permitted. Everything is known; no event has happened yet but those of `born`.
        """
        births, orders = self.births(entity, starts, born), self.orders(entity)
        acts = st.tuples(self.gaps(), st.sampled_from(self.acts(entity, born or {})))
        last = max(self.edges.waits()) + 10

        @st.composite
        def lived(draw: st.DrawFn) -> Life:
            birth, tried = draw(births), draw(orders)
            script = [*draw(st.lists(acts, min_size=3, max_size=6)), (last, "")]
            return live(self.book, entity, birth.row, birth.on, script, tried, may or permits)

        return lived()

    def births(
        self, entity: str, starts: st.SearchStrategy[date] | None = None, born: Mapping[str, object] | None = None
    ) -> st.SearchStrategy[Birth]:
        """A first day, and a row of which everything is known and nothing has happened but what `born` says."""
        declared, rows = self.book.vocabulary.entities[entity], woven(self._values, entity, 0, 0, False)

        @st.composite
        def birth(draw: st.DrawFn) -> Birth:
            on = draw(self.days() if starts is None else starts)
            return Birth(on, _newborn(declared, settled(draw(rows), on)) | dict(born or {}))

        return birth()

    def orders(self, entity: str, actions: Iterable[str] | None = None) -> st.SearchStrategy[Sequence[str]]:
        """What an operator tries each day, in order: all recorded actions of the entity (or those named), or half."""
        known = self.book.vocabulary.actions.values()
        asked = self.edges.about
        mine = [a.name for a in known if a.on == entity and a.recorded_by and (asked is None or a.name in asked)]
        tried = mine if actions is None else list(actions)
        if not tried:
            return st.just(())
        return st.permutations(tried).flatmap(lambda all_: st.sampled_from([all_, all_, all_[: len(all_) // 2]]))

    def gaps(self) -> st.SearchStrategy[int]:
        """Days between one act and the next: few, or a period of the book and some more."""
        waits = self.edges.waits()
        days = [n for wait in waits for n in (*_SOON, *range(wait, wait + 11))]
        return st.sampled_from(sorted(days))  # one draw, in order: two waits that fail shrink to one

    def acts(self, entity: str, born: Mapping[str, object]) -> list[str]:
        """What a user can do: the events that rules read and no action records; or rows added, again and again."""
        declared = self.book.vocabulary.entities[entity]
        recorded = {action.recorded_by for action in self.book.vocabulary.actions.values() if action.on == entity}
        known = {name for of, name in self.reads(entity) if of == entity} - recorded - set(born)
        events = [f.name for f in declared.fields.values() if f.tense == "dated" and f.name in known]
        many = [r for r in declared.relations.values() if r.many and r.name in known]
        rows = [r.name for r in many if event_of(self.book.vocabulary.entities[r.to])]
        return [*events, *rows, *rows] or [""]


def machine(
    book: core.Book,
    root: str,
    actions: Iterable[str] | None = None,
    checks: Iterable[Check] = (),
    *,
    starts: st.SearchStrategy[date] | None = None,
    born: Mapping[str, object] | None = None,
    acts: Iterable[str] | None = None,
    may: May = permits,
) -> type[RuleBasedStateMachine]:
    """A state machine that lives a row of the entity `root`, day by day; its `.TestCase` is a test.

    Its user acts at random: each step waits some days, then an event is recorded, a related row added, or nothing done
    (`acts` names what to choose from, more often what is named twice; without it, all that rules read and no action
    records). Its operator tries the `actions` (all
    recorded ones of the entity, if left out) on every day and records what `may` allows, which is the reference
    meaning unless another is given. Each check is called with the life whenever something has happened, and after each
    step; it fails by raising, as any test does. A failure shrinks to the fewest steps, the shortest waits.
    """
    tried = None if actions is None else tuple(actions)
    sampler = Sampler(book, tried)

    def starting(birth: Birth, tries: Sequence[str], heard: Check) -> Living:
        return begin(book, root, birth.row, birth.on, tries, may, heard)

    return living.machine(
        f"Lives_of_{root}",
        sampler.births(root, starts, born),
        sampler.orders(root, tried),
        sampler.gaps(),
        sampler.acts(root, born or {}) if acts is None else list(acts),
        starting,
        tuple(checks),
    )


def _newborn(entity: core.Entity, row: object) -> Facts:
    """A row without its events, nothing related to it."""
    assert isinstance(row, dict)
    lasting = {name: value for name, value in row.items() if entity.fields[name].tense != "dated"}
    return lasting | {relation.name: [] for relation in entity.relations.values() if relation.many}
