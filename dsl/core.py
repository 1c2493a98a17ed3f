"""The one tree that all meanings share: checked, without sugar, names resolved to declarations.

`check.py` makes it; the reference interpreter, the compiled decision, the columnar engine and the solver read it.
Every expression knows its kind; a span is a node's last field and takes no part in equality.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal as Exact
from typing import Literal

from dsl.kinds import Collection, Date, Integer, Kind, Reference, Unit, Value, YesNo
from dsl.record import dataclass
from dsl.source import NOWHERE, Span

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages; where one is missing the other stands in."""

    zh: str = ""
    en: str = ""

    def say(self, lang: Language) -> str:
        """The text in `lang`, or in the other language where it was not written."""
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)


# ── expressions ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _span() -> Span:
    return field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Constant:
    """A known value of its kind."""

    value: Value
    kind: Kind
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Variable:
    """A row bound by `for each` or by a quantifier; `name` is unique in its statement."""

    name: str
    kind: Reference
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class FieldOf:
    """A declared field of the row `of`."""

    of: Expr
    name: str
    kind: Kind
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class FactOf:
    """A derived field (`fact`) of the row `of`."""

    of: Expr
    name: str
    kind: Kind
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Follow:
    """The row (kind Reference) or the rows (kind Collection) that a declared relation of the row `of` reaches."""

    of: Expr
    name: str
    kind: Reference | Collection
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Figure:
    """A parameter's value on the day of the law applied, or on the day `on`."""

    name: str
    on: Expr | None
    kind: Kind
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Today:
    """The date the run is asked for."""

    kind: Kind = Date()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Now:
    """The moment the run is asked for; where only a date was given, known no closer than that day."""

    kind: Kind
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Not:
    """Kleene negation."""

    term: Expr
    kind: Kind = YesNo()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class All:
    """Kleene conjunction of one or more terms."""

    terms: tuple[Expr, ...]
    kind: Kind = YesNo()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Any:
    """Kleene disjunction of one or more terms."""

    terms: tuple[Expr, ...]
    kind: Kind = YesNo()
    span: Span = _span()


Comparator = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values of one kind compared; `=` and `!=` also on enumerations, texts, references and truths."""

    op: Comparator
    left: Expr
    right: Expr
    kind: Kind = YesNo()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Exact `+`, `-`, `*` on numbers, money and durations of one unit."""

    op: Literal["+", "-", "*"]
    left: Expr
    right: Expr
    kind: Kind
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Shift:
    """A date or instant moved by a duration, `sign` times, without rolling to a working day: plain `+` and `-`."""

    start: Expr
    duration: Expr
    unit: Unit
    sign: Literal[1, -1]
    kind: Kind
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class PeriodEnd:
    """The last day (for hours: the last moment) of the period of `duration` after `start`, by the book's calendar."""

    duration: Expr
    unit: Unit
    start: Expr
    kind: Kind
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Full days, working days or years from one date to another, negative where the second is earlier."""

    unit: Literal["days", "working days", "years"]
    start: Expr
    end: Expr
    kind: Kind = Integer()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class DayOf:
    """The date, in the rulebook's zone, on which an instant lies."""

    term: Expr
    kind: Kind = Date()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class IsKnown:
    """Whether a value is known. `never` is known."""

    term: Expr
    kind: Kind = YesNo()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether some row `variable` of `over` satisfies `where`."""

    variable: str
    over: Expr
    where: Expr
    kind: Kind = YesNo()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of `over` satisfy `where`; with unknowns, bounds that a comparison can still decide by."""

    variable: str
    over: Expr
    where: Expr
    kind: Kind = Integer()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of `value` over the rows of `over` that satisfy `where`; 0 where there is none."""

    variable: str
    over: Expr
    where: Expr
    value: Expr
    kind: Kind
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Extreme:
    """The earliest or latest `value` that is not `never`, over the rows that satisfy `where`; `never` where none is."""

    end: Literal["earliest", "latest"]
    variable: str
    over: Expr
    where: Expr
    value: Expr
    kind: Kind
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Pick:
    """The earliest or latest of some dates or instants that are not `never`; `never` where all are."""

    end: Literal["earliest", "latest"]
    terms: tuple[Expr, ...]
    kind: Kind
    span: Span = _span()


Expr = (
    Constant
    | Variable
    | FieldOf
    | FactOf
    | Follow
    | Figure
    | Today
    | Now
    | Not
    | All
    | Any
    | Compare
    | Arithmetic
    | Shift
    | PeriodEnd
    | Elapsed
    | DayOf
    | IsKnown
    | Exists
    | Count
    | Sum
    | Extreme
    | Pick
)

YES = Constant(True, YesNo())
NO = Constant(False, YesNo())


# ── the law ──────────────────────────────────────────────────────────────────────────────────────────────────────────

Confidence = Literal["A", "B", "C", "S0", "S1", "S2", "S3", "M", "I", "U"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in the law register: `article` is "18" or "18(1)", `item` says whether it is an article or an item."""

    source: str
    article: str = ""
    item: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Renumbered:
    """The day `on` which an article changed its number or its source, and `to` what place, seen from the other one."""

    to: Citation
    on: date


Measure = Literal["order", "warning", "notice", "fine", "confiscation", "closure", "licence", "detention", "civil"]
Condition = Literal["always", "minor", "refused", "serious", "refused_or_serious", "optional"]


@dataclass(frozen=True, slots=True)
class Amount:
    """What a fine comes to: between two bounds (None is open) of one currency, or some multiples of the illegal gains.

    `gains_from` and `gains_below` are the gains for which it is meant; where there are none to take, both are nought.
    """

    least: Exact | None = None
    most: Exact | None = None
    currency: str = "CNY"
    multiples: tuple[Exact, Exact] | None = None
    gains_from: Exact | None = None
    gains_below: Exact | None = None

    @property
    def is_told(self) -> bool:
        """Whether the article says how much."""
        return not (self.least is None and self.most is None and self.multiples is None)


@dataclass(frozen=True, slots=True)
class Sanction:
    """One thing that an article threatens: what, when, on whom (None: whom the rule binds), a fine with its amount."""

    measure: Measure
    when: Condition
    on: str | None
    amount: Amount
    note: Words
    subsidiary: bool = False
    """Whether it follows only where no other law sets a penalty."""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Article:
    """Our own summary of one article or item, how sure we are of it, what it threatens, or why no rule stands on it."""

    number: str
    summary: Words
    confidence: str
    renumbered: Renumbered | None = None
    sanctions: tuple[Sanction, ...] = ()
    untranslated: Words | None = None
    formerly: Renumbered | None = None
    """What `renumbered` says, seen from the new place."""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class LawSource:
    """An entry of the law register. `since` and `until` are the first and the last day in force."""

    id: str
    names: Words
    title: Words
    issuer: Words
    number: str
    rank: str
    since: date | None
    until: date | None
    status: str
    articles: Mapping[str, Article]
    items: Mapping[str, Article]
    span: Span = _span()

    def places(self) -> Iterator[tuple[Citation, Article]]:
        """Every article and item with the citation of it."""
        for item, registered in ((False, self.articles), (True, self.items)):
            for article in registered.values():
                yield Citation(self.id, article.number, item, article.span), article


# ── the vocabulary ───────────────────────────────────────────────────────────────────────────────────────────────────

Absence = Literal["never", "unknown", "refused"]
Tense = Literal["lasting", "dated", "current"]


@dataclass(frozen=True, slots=True)
class Field:
    """A column of an entity: what its absence means, and how it behaves on other days than the snapshot's (`tense`)."""

    entity: str
    name: str
    names: Words
    kind: Kind
    absent: Absence
    tense: Tense
    personal: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Relation:
    """A way from a row to one row or to many: those whose fields equal ours, pairwise by `on` (ours, theirs)."""

    entity: str
    name: str
    names: Words
    to: str
    many: bool
    on: tuple[tuple[str, str], ...]
    inverse: str | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of thing the rules speak of, one table of a snapshot. `key` names the field that identifies a row."""

    name: str
    names: Words
    key: str
    fields: Mapping[str, Field]
    relations: Mapping[str, Relation]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Enumeration:
    """The closed list of values of a field; the keys are the run-time values."""

    name: str
    names: Words
    values: Mapping[str, Words]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Action:
    """What may be permitted or prohibited, on which entity, and what holds where no rule speaks."""

    name: str
    names: Words
    on: str
    default: Literal["permitted", "denied"]
    recorded_by: str | None
    sources: tuple[Citation, ...]
    gains: str | None = None
    """The field of money that tells what the act brought in."""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All that rules can name, by English identifier."""

    entities: Mapping[str, Entity]
    enumerations: Mapping[str, Enumeration]
    actions: Mapping[str, Action]
    parties: Mapping[str, Words]
    words: Mapping[str, Words]
    places: Mapping[tuple[str, str], Span] = field(default_factory=dict, compare=False, repr=False)
    """Where a party (`parties`, its name) or a value (its enumeration's name, its own) is declared."""


# ── figures, facts, norms ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Dated:
    """A figure's value from `since` to `until`, both included; None is open."""

    value: Value
    since: date | None
    until: date | None
    sources: tuple[Citation, ...]
    confidence: str
    note: Words
    checked: date | None = None
    """The day on which somebody last compared the value with its source."""
    standing: Literal["settled", "contested"] = "settled"
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated figure; its values are in order of date, without gap or overlap."""

    name: str
    names: Words
    title: Words
    kind: Kind
    values: tuple[Dated, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of a fact: where `when` holds, its value is `value`."""

    value: Expr
    when: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Presumption:
    """The value that stands for unknown, and the law that presumes it."""

    value: Expr
    sources: tuple[Citation, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Fact:
    """A derived field of `entity`, in terms of the variable of that name. The first exception that holds wins."""

    entity: str
    name: str
    names: Words
    kind: Kind
    body: Expr
    exceptions: tuple[Branch, ...]
    presumed: Presumption | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Duty:
    """`must EXPR [by DATE]`."""

    state: Expr
    by: Expr | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Deadline:
    """`must happen EVENT within DURATION after START`; `due` is the end of that period."""

    event: Expr
    due: PeriodEnd
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Prohibition:
    """`must not ACTION`."""

    action: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Permission:
    """`may ACTION`."""

    action: str
    span: Span = _span()


Norm = Duty | Deadline | Prohibition | Permission


@dataclass(frozen=True, slots=True)
class Rule:
    """A norm over the rows of `subject`; it applies where `where` and `when` hold and `unless` does not."""

    path: str
    title: Words
    subject: str
    where: Expr
    when: Expr
    unless: Expr
    norm: Norm
    since: date | None
    until: date | None
    sources: tuple[Citation, ...]
    overrides: tuple[str, ...]
    binds: str | None
    severity: str
    penalty: tuple[Citation, ...]
    note: str
    standing: Literal["settled", "contested"]
    span: Span = _span()

    @property
    def conditions(self) -> Expr:
        """Where it applies, in one condition."""
        return All((self.where, self.when, Not(self.unless)))

    @property
    def is_duty(self) -> bool:
        """Whether the rule has an outcome of its own."""
        return isinstance(self.norm, Duty | Deadline)


def is_during(each: LawSource | Dated | Rule, day: date) -> bool:
    """Whether the day is in its time: from its first to its last day, both included; None is open."""
    return (each.since or date.min) <= day <= (each.until or date.max)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a rule or a figure: from which day, on what ground, and in which book it stands.

    The first one of what was not inserted is how it was `first` written, before any act amended it. `former` is the
    path of the text before (of a figure it is empty), `kept` that of the text which a transitional clause keeps. One
    that another amendment replaced before its day is not `effective`.
    """

    kind: Literal["first", "inserted", "replaced", "repealed"]
    book: str
    on: date | None
    sources: tuple[Citation, ...]
    former: str = ""
    kept: str = ""
    effective: bool = True
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Invariant:
    """A safety property: on the rows of `subject` where `where` holds, `action` is permitted only if `unless` holds."""

    name: str
    title: Words
    subject: str
    where: Expr
    action: str
    unless: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a scenario and its parts stand in their file.

    `facts` has for each fact, by its path (`line.reminders[0].sent_on`), its key and its value, and for each figure
    the same (`figures.cap`); `expected`, by what something is expected of, the place of that name and of each word.
    """

    span: Span = NOWHERE
    facts: Mapping[str, tuple[Span, Span]] = field(default_factory=dict)
    expected: Mapping[str, tuple[Span, Mapping[str, Span]]] = field(default_factory=dict)


Whereabouts = Callable[[], Standing]
"""Finds out where a scenario stands: only what is wrong is asked that."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a scenario expects of one action, rule, invariant or fact: by name, its words and their places."""

    target: str
    wanted: Mapping[str, str]
    whereabouts: Whereabouts = field(default=Standing, compare=False, repr=False)

    @property
    def span(self) -> Span:
        """Where the name stands of which something is expected."""
        return self.whereabouts().expected[self.target][0]

    @property
    def places(self) -> Mapping[str, Span]:
        """Where each of its words stands."""
        return self.whereabouts().expected[self.target][1]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A case: `facts` as nested mappings and lists of texts, asked on a date or at a moment.

    `figures` are the figures that the case sets, as written: on whatever day, they have this value in it.
    """

    name: Words
    on: date | datetime
    facts: Mapping[str, object]
    expect: tuple[Expectation, ...]
    basis: str
    figures: Mapping[str, str] = field(default_factory=dict)
    whereabouts: Whereabouts = field(default=Standing, compare=False, repr=False)

    @property
    def span(self) -> Span:
        """Where its name stands."""
        return self.whereabouts().span

    @property
    def places(self) -> Mapping[str, tuple[Span, Span]]:
        """Where each fact and each figure stands, its key and its value, by its path."""
        return self.whereabouts().facts


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """Which law counts periods, the years with an official schedule, and days that mend the library's schedule."""

    law: Literal["cn-civil-code", "plain"]
    covered: tuple[date, date]
    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Book:
    """A checked rulebook. Mappings keep the order in which things were declared."""

    name: str
    title: Words
    edition: str
    jurisdiction: str
    calendar: CalendarSpec
    zone: str
    vocabulary: Vocabulary
    sources: Mapping[str, LawSource]
    parameters: Mapping[str, Parameter]
    facts: Mapping[tuple[str, str], Fact]
    rules: Mapping[str, Rule]
    invariants: Mapping[str, Invariant]
    scenarios: tuple[Scenario, ...]
    hash: str
    overriders: Mapping[str, tuple[Rule, ...]]
    """Rule path → the rules that override it, in the order declared."""
    guards: Mapping[str, tuple[Rule, ...]]
    """Action → the prohibitions and permissions of it, in the order declared."""
    draft: bool = False
    """Whether it is no law yet: it says so itself, or a book that it imports does."""
    imported: frozenset[str] = frozenset()
    """The files that belong to imported books."""
    history: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    """Rule path → what amending acts did to it, in order of date."""
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Path of each text of a rule that was amended → those of all its texts, the older ones first, its own last."""
    revalued: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    """Figure → what amending acts did to it, in order of date."""

    def is_own(self, declared: Rule | Fact | Parameter) -> bool:
        """Whether something is declared by the book itself and not by one that it imports."""
        return declared.span.file not in self.imported

    def texts_of(self, path: str) -> tuple[Rule, ...]:
        """All texts of the rule of which this is the path of one, the older ones first and its own last."""
        return tuple(self.rules[each] for each in self.texts.get(path, (path,)) if each in self.rules)
