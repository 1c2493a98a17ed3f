"""Expressions as written → core, every one given its kind. Names are asked of `resolve.Names`.

What is wrong gives a diagnostic and `None`; whatever needs the missing part is silent about it, so that one mistake
gives one message. Sugar ends here: `every`, `none`, `is one of`, `has passed since` become simpler nodes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal as Exact
from typing import Literal

from dsl import core, kinds, slips
from dsl import syntax as s
from dsl.core import Words
from dsl.declared import declared
from dsl.diagnose import Diagnostic, Edit, Related, instead, unknown
from dsl.kinds import NEVER, Collection, Date, Duration, Instant, Integer, Kind, Money, OneOf, Reference, YesNo
from dsl.literal import MAX_AMOUNT, Misread, read_literal
from dsl.messages.catalogue import FIRST
from dsl.messages.kinds import UNIT_WORDS, condition_example, kind_words
from dsl.messages.tokens import TOKENS
from dsl.resolve import Names, fact_names
from dsl.source import Span, is_chinese

Scope = Mapping[str, core.Variable]
Literally = s.Number | s.Amount | s.Lasting | s.Text | s.Moment | s.Keyword
_DATE, _INSTANT, _YES_NO = Date(), Instant(), YesNo()


class Checker:
    """Gives expressions their kinds. `fact_kinds` grows as facts are checked; None stands for a fact that is wrong.

    `needs` holds the facts that an expression stands on and that are not checked yet: it has to be checked again.
    """

    def __init__(self, names: Names, zone: str, problems: list[Diagnostic]) -> None:
        self.names = names
        self.zone = zone
        self.problems = problems
        self.fact_kinds: dict[tuple[str, str], Kind | None] = {}
        self.needs: dict[tuple[str, str], None] = {}

    # ── what is asked from outside ──

    def condition(self, e: s.Expr, scope: Scope) -> core.Expr | None:
        """An expression that must be yes or no."""
        return self.of_kind(e, scope, _YES_NO, "RB301")

    def of_kind(self, e: s.Expr, scope: Scope, wanted: Kind, code: str, beside: Related = ()) -> core.Expr | None:
        """An expression of the kind wanted; otherwise the diagnostic `code` says what it is instead.

        `beside` is another place that matters then: what it is that wants this kind.
        """
        found = self.value(e, scope, wanted)
        if found is None or kinds.accepts(wanted, found.kind):
            return found
        if isinstance(wanted, Date) and isinstance(found.kind, Instant):
            code = "RB306"
        blanks = {"wanted": self.words(wanted), "found": self.words(found.kind)}
        blanks["example"] = condition_example(found.kind, self.names.vocabulary)
        if isinstance(wanted, Date) and isinstance(found.kind, Duration):
            blanks["mend"] = _WITH_START
        self.problems.append(Diagnostic(code, e.span, blanks, (*beside, *declared((found,), self.names))))
        return None

    def _say(
        self,
        code: str,
        span: Span,
        edits: tuple[Edit, ...] = (),
        /,
        about: tuple[core.Expr, ...] = (),
        **blanks: str | Words,
    ) -> None:
        """One finding; of the names it is `about`, it shows where they were declared."""
        self.problems.append(Diagnostic(code, span, blanks, declared(about, self.names), edits))

    def words(self, kind: Kind) -> Words:
        """A kind in the words of this book."""
        return kind_words(kind, self.names.vocabulary)

    # ── the expressions ──

    def value(self, e: s.Expr, scope: Scope, hint: Kind | None = None) -> core.Expr | None:
        """Any expression; `hint` is the kind its place suggests, by which a bare enumeration value is understood."""
        match e:
            case s.Path():
                return self._path(e, scope, hint)
            case s.Number() | s.Amount() | s.Lasting() | s.Text() | s.Moment() | s.Keyword():
                return self._literal(e, hint)
            case s.Negation("not", term):
                inner = self.condition(term, scope)
                return inner and core.Not(inner, span=e.span)
            case s.Negation():
                return self._minus(e, scope)
            case s.Junction(op, terms):
                junction = core.All if op == "and" else core.Any
                return self._junction(junction, [self.condition(term, scope) for term in terms], e.span)
            case s.Comparison():
                return self._comparison(e, scope)
            case s.State(term, known):
                inner = self.value(term, scope)
                found = inner and core.IsKnown(inner, span=e.span)
                return found if known else found and core.Not(found, span=e.span)
            case s.Membership():
                return self._membership(e, scope)
            case s.Sum():
                return self._arithmetic(e, scope)
            case s.Quantifier():
                return self._quantifier(e, scope)
            case s.Aggregate():
                return self._aggregate(e, scope)
            case s.Choice():
                return self._choice(e, scope)
            case s.Passed(duration, start):
                return self._passed(duration, start, scope, e.span)
            case s.After(duration, start):
                return self.period_end(duration, start, scope, e.span)
            case s.Between(unit, start, end):
                first, last = self._date(start, scope), self._date(end, scope)
                return core.Elapsed(unit, first, last, span=e.span) if first and last else None
            case s.OnDate():
                return self._on_date(e, scope)
            case s.DateOf(term):
                inner = self.of_kind(term, scope, _INSTANT, "RB305")
                return inner and core.DayOf(inner, span=e.span)
            case s.Bad():
                self._say("RB314", e.span)
                return None

    def _junction(
        self, junction: type[core.All | core.Any], terms: list[core.Expr | None], span: Span
    ) -> core.Expr | None:
        known = [term for term in terms if term is not None]
        return junction(tuple(known), span=span) if len(known) == len(terms) else None

    def _date(self, e: s.Expr, scope: Scope) -> core.Expr | None:
        return self.of_kind(e, scope, _DATE, "RB305")

    # ── names ──

    def _path(self, e: s.Path, scope: Scope, hint: Kind | None) -> core.Expr | None:
        first, *rest = e.parts
        bound = scope.get(first.text)
        if bound is None and rest:
            self._no_variable(first, scope)
            return None
        if bound is None:
            return self._bare(first, scope, hint)
        self._note_subject(first, bound)
        current: core.Expr = core.Variable(bound.name, bound.kind, first.span)
        for word in rest:
            found = self._member(current, word)
            if found is None:
                return None
            current = found
        return current

    def _note_subject(self, word: s.Word, variable: core.Variable) -> None:
        """The variable of `for each` has the two names of its entity; one that a quantifier binds has its own."""
        entity = self.names.vocabulary.entities[variable.kind.entity]
        if variable.span == entity.span:
            self.names.glossary.note(word.span, entity.names)

    def _bare(self, word: s.Word, scope: Scope, hint: Kind | None) -> core.Expr | None:
        """A name alone: a value of the enumeration that its place suggests, or a parameter."""
        if isinstance(hint, OneOf):
            value = self.names.value(hint, word)
            if value is not None:
                return core.Constant(value, hint, word.span)
        if figure := self.names.figure(word.text):
            self.names.glossary.note(word.span, figure.names)
            return core.Figure(figure.name, None, figure.kind, word.span)
        if isinstance(hint, OneOf):
            values = self.names.vocabulary.enumerations[hint.enumeration].values
            known = {name for value, words in values.items() for name in (value, words.zh)}
            listed = Words("、".join(each.zh for each in values.values()), ", ".join(values))
            of = self.names.vocabulary.enumerations[hint.enumeration].names
            self.problems.append(unknown("RB204", word.text, known, word.span, known=listed, of=of))
        elif word.text in self.names.actions:
            self._say("RB220", word.span, name=word.text)
        elif word.text not in self.names.broken:
            self._no_figure(word, scope)
        return None

    def _no_figure(self, word: s.Word, scope: Scope) -> None:
        """A bare name that stands for nothing: perhaps the row was left out before a member of it."""
        rows = [name for name, row in scope.items() if word.text in self.names.members[row.kind.entity]]
        if owners := [name for name in rows if is_chinese(name) == is_chinese(word.text)]:
            meant = f"{owners[0]}.{word.text}"
            edits = instead(word.span, word.text, meant) if len(owners) == 1 else ()
            self._say("RB203", word.span, edits, name=word.text, suggestion=meant)
        else:
            known = {*scope, *self.names.figures, *TOKENS["KEYWORD"]}
            self.problems.append(unknown("RB203", word.text, known, word.span))

    def _no_variable(self, word: s.Word, scope: Scope) -> None:
        if word.text not in self.names.broken:
            self.problems.append(unknown("RB203", word.text, scope, word.span))

    def _member(self, current: core.Expr, word: s.Word) -> core.Expr | None:
        kind = current.kind
        span = current.span.to(word.span)
        if isinstance(kind, Collection):
            self._say("RB218", word.span, about=(current,), name=word.text)
            return None
        if not isinstance(kind, Reference):
            self._say("RB219", word.span, about=(current,), name=word.text, found=self.words(kind))
            return None
        member = self.names.members[kind.entity].get(word.text)
        match member:
            case core.Field(name=name, kind=field_kind):
                self.names.glossary.note(word.span, member.names)
                return core.FieldOf(current, name, field_kind, span)
            case core.Relation(name=name, to=to, many=many):
                self.names.glossary.note(word.span, member.names)
                return core.Follow(current, name, Collection(to) if many else Reference(to), span)
            case (str(), str()) as key:
                self.names.glossary.note(word.span, fact_names(self.names.facts[key]))
                return self._fact(current, key, span)
            case _:
                if word.text not in self.names.broken:
                    known = self.names.members[kind.entity]
                    entity = self.names.vocabulary.entities[kind.entity].names
                    self.problems.append(unknown("RB202", word.text, known, word.span, entity=entity))
                return None

    def _fact(self, current: core.Expr, key: tuple[str, str], span: Span) -> core.Expr | None:
        if key not in self.fact_kinds:
            self.needs[key] = None
            return None
        kind = self.fact_kinds[key]
        return core.FactOf(current, key[1], kind, span) if kind else None

    # ── literals ──

    def _literal(self, e: Literally, hint: Kind | None) -> core.Expr | None:
        match e:
            case s.Number(value):
                return core.Constant(value, Integer() if isinstance(value, int) else kinds.Decimal(), e.span)
            case s.Amount(value, currency):
                return core.Constant(value, Money(currency), e.span)
            case s.Lasting(value, unit):
                if value > MAX_AMOUNT:
                    self._say("RB314", e.span)
                    return None
                return core.Constant(value, Duration(unit), e.span)
            case s.Text(value):
                return core.Constant(value, kinds.Text(), e.span)
            case s.Moment(text):
                return self._moment(text, e.span)
            case s.Keyword(word):
                return self._keyword(word, e.span, hint)

    def _moment(self, text: str, span: Span) -> core.Constant | None:
        kind: Kind = _INSTANT if "T" in text else _DATE
        try:
            return core.Constant(read_literal(kind, text, {}, self.zone), kind, span)
        except Misread:
            self._say("RB137", span, name=text)
            return None

    def day(self, e: s.Moment) -> date | None:
        """A date that must be one: `from 2015-12-30`."""
        found = self._moment(e.text, e.span)
        match found and found.value:
            case datetime():
                self._say("RB306", e.span, wanted=self.words(_DATE), found=self.words(_INSTANT))
            case date() as day:
                return day
        return None

    def _keyword(self, word: str, span: Span, hint: Kind | None) -> core.Expr:
        if word == "today":
            return core.Today(span=span)
        if word == "now":
            return core.Now(_INSTANT, span=span)
        if word == "never":
            return core.Constant(NEVER, hint if isinstance(hint, Instant) else _DATE, span)
        return core.Constant(word == "yes", _YES_NO, span)

    # ── comparisons ──

    def _comparison(self, e: s.Comparison, scope: Scope) -> core.Expr | None:
        op: core.Comparator = "=" if e.op == "is" else "!=" if e.op == "is not" else e.op
        left, right = self._pair(e.left, e.right, scope)
        if left is None or right is None:
            return None
        if not self._comparable(op, left.kind, right.kind):
            self._incomparable(e, left, right)
            return None
        if isinstance(left.kind, Date | Instant):
            self.names.glossary.dated.add(e.span)
        return core.Compare(op, left, right, span=e.span)

    def _pair(self, a: s.Expr, b: s.Expr, scope: Scope) -> tuple[core.Expr | None, core.Expr | None]:
        """Both sides, each understood by the kind of the other where it is a bare name or `never`."""
        if self._takes_hint(a, scope) and not self._takes_hint(b, scope):
            right = self.value(b, scope)
            return (self._hinted(a, scope, right) if right else None), right
        left = self.value(a, scope)
        return left, (self._hinted(b, scope, left) if left else self.quietly(b, scope))

    def _hinted(self, e: s.Expr, scope: Scope, other: core.Expr) -> core.Expr | None:
        """What is understood by the kind of the other side; that side was declared elsewhere, if it does not fit."""
        told = len(self.problems)
        found = self.value(e, scope, other.kind)
        if found is None and self._takes_hint(e, scope):
            beside = declared((other,), self.names)
            self.problems[told:] = [replace(each, related=beside) for each in self.problems[told:]]
        return found

    def quietly(self, e: s.Expr, scope: Scope) -> core.Expr | None:
        """Checked for its own mistakes, unless it can only be understood by a side that is wrong."""
        return None if self._takes_hint(e, scope) else self.value(e, scope)

    def _takes_hint(self, e: s.Expr, scope: Scope) -> bool:
        if isinstance(e, s.Keyword):
            return e.word == "never"
        return isinstance(e, s.Path) and len(e.parts) == 1 and e.parts[0].text not in scope

    def _comparable(self, op: str, left: Kind, right: Kind) -> bool:
        same = kinds.accepts(left, right) or kinds.accepts(right, left)
        if isinstance(left, Collection):
            return False
        return same and (op in ("=", "!=") or kinds.is_ordered(left))

    def _incomparable(self, e: s.Comparison, a: core.Expr, b: core.Expr) -> None:
        left, right = a.kind, b.kind
        blanks = {"left": self.words(left), "right": self.words(right)}
        if left == right and e.op not in ("=", "!=", "is", "is not"):
            self._say("RB303", e.span, about=(a, b), **blanks)
        elif {type(left), type(right)} == {Date, Instant}:
            self._say("RB306", e.span, about=(a, b), wanted=blanks["left"], found=blanks["right"])
        elif isinstance(left, Money) or isinstance(right, Money):
            self._say("RB311", e.span, slips.currency(e, left, right), about=(a, b), **blanks)
        else:
            mend = _UNQUOTED if isinstance(left, kinds.Text) or isinstance(right, kinds.Text) else _ONE_KIND
            edits = self._unquoted(e.left, right) or self._unquoted(e.right, left)
            self._say("RB302", e.span, edits, about=(a, b), **blanks, mend=mend)

    def _unquoted(self, e: s.Expr, other: Kind) -> tuple[Edit, ...]:
        """A text that is compared with an enumeration and is one of its values, without its quotation marks."""
        if not isinstance(e, s.Text) or not isinstance(other, OneOf):
            return ()
        values = self.names.vocabulary.enumerations[other.enumeration].values
        is_value = any(e.value in (value, words.zh) for value, words in values.items())
        return (Edit(e.span, e.value),) if is_value else ()

    def _membership(self, e: s.Membership, scope: Scope) -> core.Expr | None:
        tests: list[core.Expr | None] = []
        for value in e.values:
            tests.append(self._comparison(s.Comparison("=", e.term, value, value.span), scope))
            if tests[-1] is None and not self._is_listed(e.term, scope):
                return None  # what is wrong with one value is wrong with all
        found = self._junction(core.Any, tests, e.span)
        return found if e.positive else found and core.Not(found, span=e.span)

    def _is_listed(self, e: s.Expr, scope: Scope) -> bool:
        """Whether an expression is a value of an enumeration, of whose values each can be wrong by itself."""
        told = len(self.problems)
        found = self.value(e, scope)
        del self.problems[told:]
        return found is not None and isinstance(found.kind, OneOf)

    # ── arithmetic ──

    def _minus(self, e: s.Negation, scope: Scope) -> core.Expr | None:
        inner = self.value(e.term, scope)
        if inner is None:
            return None
        if not kinds.is_number(inner.kind):
            own = self.words(inner.kind)
            self._say("RB304", e.span, about=(inner,), op="-", left=own, right=own, mend=_SUMS)
            return None
        zero = 0 if isinstance(inner.kind, Integer) else Exact(0)
        return core.Arithmetic("-", core.Constant(zero, inner.kind, e.span), inner, inner.kind, e.span)

    def _arithmetic(self, e: s.Sum, scope: Scope) -> core.Expr | None:
        left = self.value(e.left, scope)
        right = self.value(e.right, scope)
        if left is None or right is None:
            return None
        if isinstance(left.kind, Date | Instant) and isinstance(right.kind, Duration) and e.op != "*":
            return self._shift(left, right, right.kind.unit, -1 if e.op == "-" else 1, e.span)
        kind = _product(left.kind, right.kind) if e.op == "*" else _sum(left.kind, right.kind)
        if kind is None:
            apart = e.op == "-" and isinstance(left.kind, Date) and left.kind == right.kind
            mend = _DAYS_BETWEEN if apart else _SUMS
            sides = {"left": self.words(left.kind), "right": self.words(right.kind)}
            self._say("RB304", e.span, about=(left, right), op=e.op, mend=mend, **sides)
            return None
        return core.Arithmetic(e.op, left, right, kind, e.span)

    def _shift(
        self, start: core.Expr, duration: core.Expr, unit: kinds.Unit, sign: Literal[1, -1], span: Span
    ) -> core.Expr | None:
        if not self._fits(start, unit, span):
            return None
        return core.Shift(start, duration, unit, sign, start.kind, span)

    def _fits(self, start: core.Expr, unit: kinds.Unit, span: Span) -> bool:
        """Hours run between instants, all other units between dates."""
        if isinstance(start.kind, Instant) == (unit == "hours") and isinstance(start.kind, Date | Instant):
            return True
        own = Words(UNIT_WORDS[unit].zh.removeprefix("个"), unit)
        self._say("RB307", span, about=(start,), unit=own, found=self.words(start.kind))
        return False

    # ── periods ──

    def period_end(self, duration: s.Expr, start: s.Expr, scope: Scope, span: Span) -> core.PeriodEnd | None:
        """`D after X`: the end of the legal period."""
        length = self.value(duration, scope)
        begin = self.value(start, scope)
        if length is None or begin is None:
            return None
        if not isinstance(length.kind, Duration):
            self._say("RB308", duration.span, about=(length,), found=self.words(length.kind))
            return None
        if not self._fits(begin, length.kind.unit, span):
            return None
        return core.PeriodEnd(length, length.kind.unit, begin, begin.kind, span)

    def _passed(self, duration: s.Expr, start: s.Expr, scope: Scope, span: Span) -> core.Expr | None:
        """Days, months and years have passed on the day after the last day; hours at their last moment."""
        end = self.period_end(duration, start, scope, span)
        if end is None:
            return None
        if end.unit == "hours":
            return core.Compare(">=", core.Now(_INSTANT, span=span), end, span=span)
        return core.Compare(">", core.Today(span=span), end, span=span)

    def _on_date(self, e: s.OnDate, scope: Scope) -> core.Expr | None:
        figure = self.value(e.figure, scope)
        if figure is not None and not isinstance(figure, core.Figure):
            self._say("RB312", e.figure.span, about=(figure,))
            return None  # the two may have changed places: of the day nothing is said
        day = self._date(e.date, scope)
        if figure is None or day is None:
            return None
        return core.Figure(figure.name, day, figure.kind, e.span)

    # ── collections ──

    def _over(self, e: s.Expr, variable: s.Word, scope: Scope) -> tuple[core.Expr, Scope] | None:
        """The collection, and the scope with the variable bound to its rows."""
        over = self.value(e, scope)
        if over is None:
            return None
        if not isinstance(over.kind, Collection):
            mend = _ONE_ROW if isinstance(over.kind, Reference) else _MANY_ROWS
            self._say("RB309", e.span, about=(over,), found=self.words(over.kind), mend=mend)
            return None
        if first := scope.get(variable.text):
            self.problems.append(Diagnostic("RB211", variable.span, {"name": variable.text}, ((first.span, FIRST),)))
            return None
        row = core.Variable(variable.text, Reference(over.kind.entity), variable.span)
        return over, {**scope, variable.text: row}

    def _quantifier(self, e: s.Quantifier, scope: Scope) -> core.Expr | None:
        bound = self._over(e.over, e.variable, scope)
        condition = self.condition(e.condition, bound[1]) if bound else None
        if bound is None or condition is None:
            return None
        if e.quantity == "every":
            condition = core.Not(condition, span=condition.span)
        found = core.Exists(e.variable.text, bound[0], condition, span=e.span)
        return found if e.quantity == "some" else core.Not(found, span=e.span)

    def _aggregate(self, e: s.Aggregate, scope: Scope) -> core.Expr | None:
        bound = self._over(e.over, e.variable, scope)
        if bound is None:
            return None
        over, inner = bound
        where = self.condition(e.where, inner) if e.where else core.YES
        if e.value is None:
            return where and core.Count(e.variable.text, over, where, span=e.span)
        value = self.value(e.value, inner)
        if where is None or value is None:
            return None
        if e.what == "sum":
            return self._total(e, over, where, value)
        if not isinstance(value.kind, Date | Instant):
            self._say("RB305", e.value.span, about=(value,), wanted=self.words(_DATE), found=self.words(value.kind))
            return None
        end: Literal["earliest", "latest"] = "earliest" if e.what == "earliest" else "latest"
        return core.Extreme(end, e.variable.text, over, where, value, value.kind, e.span)

    def _total(self, e: s.Aggregate, over: core.Expr, where: core.Expr, value: core.Expr) -> core.Expr | None:
        if not kinds.is_number(value.kind):
            self._say("RB313", value.span, about=(value,), found=self.words(value.kind))
            return None
        return core.Sum(e.variable.text, over, where, value, value.kind, e.span)

    def _choice(self, e: s.Choice, scope: Scope) -> core.Expr | None:
        first = self.value(e.terms[0], scope)
        if first is None:
            return None
        if not isinstance(first.kind, Date | Instant):
            self._say("RB305", e.terms[0].span, about=(first,), wanted=self.words(_DATE), found=self.words(first.kind))
            return None
        rest = [self.of_kind(term, scope, first.kind, "RB305") for term in e.terms[1:]]
        known = [term for term in rest if term]
        return core.Pick(e.what, (first, *known), first.kind, e.span) if len(known) == len(rest) else None


_WITH_START = Words("期限加上起算日才是日期：自 … 起 … 届满之日", "a duration becomes a date by its start: `… after …`")
_DAYS_BETWEEN = Words("两个日期之间的日数：自 … 至 … 的日数", "the days between two dates: `days from … to …`")
_SUMS = Words(
    "同类的数、金额、期限可以加减，日期可以加减期限，数可以相乘，金额可以乘以数",
    "numbers, money and durations of one kind can be added; a duration can be added to a date; "
    "a number can be multiplied by a number or by money",
)
_ONE_ROW = Words("只有一行：请用“.”直接取其字段", "there is one row only: take its fields with a point")
_MANY_ROWS = Words("请用词汇表中的对多关系", "name a relation to many, as the vocabulary declares it")
_ONE_KIND = Words("比较的两边应为同一类型", "what is compared has to be of one kind")
_UNQUOTED = Words("只有文字才加引号", "nothing but text stands in quotation marks")


def _sum(left: Kind, right: Kind) -> Kind | None:
    """The kind of `+` and `-`: numbers with numbers, money with the same money, durations of one unit."""
    if left == right and isinstance(left, Money | Duration):
        return left
    return _number(left, right)


def _product(left: Kind, right: Kind) -> Kind | None:
    """The kind of `*`: numbers with numbers, money with a number."""
    if isinstance(left, Money) and isinstance(right, Integer | kinds.Decimal):
        return left
    if isinstance(right, Money) and isinstance(left, Integer | kinds.Decimal):
        return right
    return _number(left, right)


def _number(left: Kind, right: Kind) -> Kind | None:
    """The kind that two numbers make; None where one of them is no number."""
    if isinstance(left, Integer | kinds.Decimal) and isinstance(right, Integer | kinds.Decimal):
        return left if left == right else kinds.Decimal()
    return None
