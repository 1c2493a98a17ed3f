"""Core expressions → nodes of Python's tree, over the local names of a frame: the meaning of `expressions.py`, compiled.

What does not depend on the facts is computed now: figures of the day of the law, days that a period must have begun
before to be over today. What is met twice is computed once, before anything that reads it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from dsl import core
from dsl.kinds import NEVER, Date, Instant, Never, Reference, YesNo
from dsl.literal import zone
from dsl.order import reach
from interpreter.decide import runtime
from interpreter.decide.cutoff import Passed
from interpreter.decide.emit import (
    Function,
    Module,
    assign,
    both,
    call,
    chosen,
    compared,
    constant,
    either,
    is_none,
    is_simple,
    item,
    load,
    method,
    negated,
    pair,
    returned,
    when,
)
from interpreter.decide.frame import Frame, Places, Spot, free, is_worth, key_of
from interpreter.decide.terms import OPPOSITE, TURNED, Once, Term, every, fixed, less, negate, plain, some
from interpreter.periods import schedule_of

TODAY, NOW = "today", "now"
_LAST_MOMENT = time(23, 59, 59, 999999)


@dataclass(frozen=True, slots=True)
class When:
    """The day that is compiled for. `today` is None where the function is told it; `law` where it is not known.

    `moment`: whether the function is told a moment, too. `stale`: whether current fields are not known, None where the
    function finds that out for itself.
    """

    today: date | None
    law: date | None
    moment: bool = False
    stale: bool | None = False


class Translator:
    """Translates expressions about one kind of subject, for one day, into one function and what stands in it."""

    def __init__(self, frame: Frame, module: Module, day: When, function: Function) -> None:
        self.frame = frame
        self.book = frame.book
        self.module = module
        self.day = day
        self.function = function
        self.calendar = runtime.Calendar(schedule_of(self.book.calendar))
        self.never = module.bind(NEVER, "never")
        self.homes: dict[Spot, Function] = dict.fromkeys(_own(frame.root), function)
        self.lawful = function
        """The function in which the law's day is fixed: no function around it may keep what depends on it."""
        self._kept: dict[object, Term] = {}
        self._open: list[Spot] = []

    # ── expressions ──

    def truth(self, e: core.Expr) -> Term:
        """A condition on the subject."""
        return self.term(e, self.frame.start)

    def term(self, e: core.Expr, places: Places) -> Term:
        """The value of any expression; what is worth it is computed once."""
        if not is_worth(e):
            return self._term(e, places)
        key = key_of(e, places)
        if self.frame.used[key] < 2:
            return self._term(e, places)
        home = self._home(e, places)
        key = key, home, self.day if self._reads_law(e) else replace(self.day, law=None)
        if key not in self._kept:
            with self._inside(home):
                term = self._term(e, places)
                self._kept[key] = self._keep(term, home)
        kept = self._kept[key]
        return kept if kept.is_fixed else replace(kept, node=self._seen(kept.node))

    def _keep(self, term: Term, home: Function) -> Term:
        return term if term.is_fixed else replace(term, node=home.keep(plain(term, home), "y"), flipped=False)

    def _seen(self, node: ast.expr) -> ast.expr:
        """A local name of a function around this one, as this one sees it."""
        return self.function.use(node.id) if isinstance(node, ast.Name) and not self._is_bound(node) else node

    def _is_bound(self, node: ast.Name) -> bool:
        return node.id in self.module.names

    def _home(self, e: core.Expr, places: Places) -> Function:
        """The outermost function that has all that the expression reads."""
        homes = [self.homes[places[name]] for name in free(e)]
        if self._reads_law(e):
            homes.append(self.lawful)
        return max(homes, key=lambda each: each.depth, default=self.lawful)

    def _reads_law(self, e: core.Expr) -> bool:
        return any(isinstance(each, core.Figure) and each.on is None for each in reach(e, self.book.facts))

    @contextmanager
    def _inside(self, function: Function) -> Iterator[None]:
        before, self.function = self.function, function
        yield
        self.function = before

    def _term(self, e: core.Expr, places: Places) -> Term:
        match e:
            case core.Constant(value):
                return self._constant(value)
            case core.FieldOf(of, name):
                return self._field(self.frame.spot(of, places), name)
            case core.FactOf(of, name):
                return self._fact(self.frame.spot(of, places), name)
            case core.Compare(op, left, right):
                return self._compare(op, left, right, places)
            case core.All(terms):
                return every([self.term(each, places) for each in terms], self.function)
            case core.Any(terms):
                return some([self.term(each, places) for each in terms], self.function)
            case core.Not(term):
                return negate(self.term(term, places))
            case core.Figure(name, on):
                return self._figure(name, on, places)
            case core.Today():
                return self._today()
            case core.Now():
                return self.now()
            case core.PeriodEnd() | core.Shift():
                return self._moved(e, places)
            case core.Arithmetic():
                return self._arithmetic(e, places)
            case core.Elapsed(unit, start, end):
                return self._elapsed(unit, self.term(start, places), self.term(end, places))
            case core.DayOf(term):
                return self._day_of(self.term(term, places))
            case core.IsKnown(term):
                return self._is_known(term, places)
            case core.Exists() | core.Count() | core.Sum() | core.Extreme():
                return self._fold(e, places)
            case core.Pick(end, terms):
                given = [self.term(each, places) for each in terms]
                return self._called(
                    runtime.picked, constant(end), pair(*(self._bare(each) for each in given)), never=True
                )
            case core.Variable() | core.Follow():
                return Term(self.function.use(self.frame.spot(e, places).row), isinstance(e, core.Follow))

    def _bare(self, term: Term) -> ast.expr:
        return plain(term, self.function)

    def _called(self, function: object, *arguments: ast.expr, never: bool = False, bounded: bool = False) -> Term:
        return Term(call(self.module.bind(function, "h"), *arguments), True, never, bounded)

    def _constant(self, value: object) -> Term:
        """A value that is known now."""
        if value is None or isinstance(value, bool):
            return fixed(value)
        if isinstance(value, Never):
            return Term(self.never, False, True, value=NEVER)
        node = constant(value) if type(value) in (int, str) else self.module.bind(value)  # type: ignore[arg-type]  # of these
        return Term(node, False, value=value)

    def held(self, value: runtime.Held) -> Term:
        """A value that is known now, or known to be unknown."""
        if isinstance(value, runtime.Bounds):
            return Term(self.module.bind(value, "b"), False, bounded=True)
        return self._constant(value)

    # ── fields, facts, figures ──

    def field(self, name: str) -> Term:
        """A field of the subject, as of the day compiled for."""
        return self._field(self.frame.root, name)

    def _field(self, spot: Spot, name: str) -> Term:
        """As given; a current field before the day of the facts is unknown, an event after today has not happened."""
        declared = spot.entity.fields[name]
        local = self.function.use(spot.fields[name])
        happens = isinstance(declared.kind, Date | Instant)
        given = Term(local, True, happens)
        if declared.tense == "current" and self.day.stale is not False:
            if self.day.stale:
                return self._constant(None)
            return Term(chosen(self.function.use("stale"), constant(None), local), True, happens)
        instant = isinstance(declared.kind, Instant)
        as_read = self.day.today is not None and not (instant and self.day.moment)  # see `Frame`
        if declared.tense != "dated" or not happens or as_read:
            return given
        return self._happened(spot, name, given, declared)

    def _happened(self, spot: Spot, name: str, given: Term, declared: core.Field) -> Term:
        home = self.homes[spot]
        key = "happened", given_name(given), home, self.day.today, self.day.moment
        if key not in self._kept:
            with self._inside(home):
                local = home.use(spot.fields[name])
                ahead = self.is_ahead(local, isinstance(declared.kind, Instant))
                known = both([compared(local, "is not", self.never), negated(is_none(local)), ahead])
                self._kept[key] = Term(home.keep(chosen(known, self.never, local), "d"), True, True)
        kept = self._kept[key]
        return replace(kept, node=self._seen(kept.node))

    def is_ahead(self, node: ast.expr, instant: bool) -> ast.expr:
        """Whether a known event lies after today, or, where the moment is known, after now."""
        if instant and self.day.moment:
            return compared(node, ">", self.function.use(NOW))
        return compared(method(node, "date") if instant else node, ">", self._today().node)

    def _fact(self, spot: Spot, name: str) -> Term:
        """The first exception that holds, else the body; unknown becomes what is presumed."""
        fact = self.book.facts[spot.entity.name, name]
        places = {spot.entity.name: spot}
        value = self.term(fact.body, places)
        for branch in reversed(fact.exceptions):
            value = self._selected(self.term(branch.when, places), self.term(branch.value, places), value)
        if fact.presumed:
            value = self._presumed(value, self.term(fact.presumed.value, places))
        if not spot.may_be_unknown:
            return value
        gone = is_none(self.function.use(spot.row))  # of a row that is not known no fact is, whatever it presumes
        return Term(chosen(gone, constant(None), self._bare(value)), True, value.never, value.bounded)

    def _selected(self, condition: Term, then: Term, otherwise: Term) -> Term:
        if condition.is_fixed and condition.value is not None:
            return then if condition.value else otherwise
        unknown = then.unknown or otherwise.unknown
        never, bounded = then.never or otherwise.never, then.bounded or otherwise.bounded
        if not condition.unknown:
            node = chosen(self._bare(condition), self._bare(then), self._bare(otherwise))
            return Term(node, unknown, never, bounded)
        nodes = self._bare(condition), self._bare(then), self._bare(otherwise)
        return self._called(runtime.selected, *nodes, never=never, bounded=bounded)

    def _presumed(self, value: Term, presumed: Term) -> Term:
        if not value.may_be_open:
            return value
        once = Once(self.function, self._bare(value))
        first = once()
        is_open = negated(call(self.module.bind(runtime.is_known, "h"), first)) if value.bounded else is_none(first)
        node = chosen(is_open, self._bare(presumed), once())
        return Term(node, presumed.unknown, value.never or presumed.never, presumed.bounded)

    def _figure(self, name: str, on: core.Expr | None, places: Places) -> Term:
        parameter = self.book.parameters[name]
        if on is None:
            return self._constant(runtime.figure_on(parameter, self.day.law))
        day = self.term(on, places)
        if day.is_fixed:
            return self._constant(runtime.figure_on(parameter, day.value))
        return self._called(runtime.figure_on, self.module.bind(parameter, "p"), day.node)

    def _today(self) -> Term:
        if self.day.today is None:
            return Term(self.function.use(TODAY), False)
        return self._constant(self.day.today)

    def now(self) -> Term:
        """The moment asked at; where only a day was asked for, somewhere in that day."""
        if self.day.moment:
            return Term(self.function.use(NOW), False)
        if self.day.today is None:
            return Term(call(self.module.bind(self._whole_day, "h"), self._today().node), False, bounded=True)
        return self.held(self._whole_day(self.day.today))

    def _whole_day(self, day: date) -> runtime.Bounds:
        here = zone(self.book.zone)
        return runtime.Bounds(datetime.combine(day, time(), here), datetime.combine(day, _LAST_MOMENT, here))

    # ── comparison ──

    def _compare(self, op: core.Comparator, left: core.Expr, right: core.Expr, places: Places) -> Term:
        if isinstance(left, core.PeriodEnd) and isinstance(right, core.Today):
            op, left, right = TURNED[op], right, left
        if isinstance(left, core.Today) and isinstance(right, core.PeriodEnd):
            cut = self._cut(op, right, places)
            if cut is not None:
                return cut
        return self.compared(op, self.term(left, places), self.term(right, places), left.kind)

    def compared(self, op: core.Comparator, left: Term, right: Term, kind: object) -> Term:
        """The comparison of two values of one kind."""
        if left.is_fixed and right.is_fixed:
            return fixed(runtime.compare_held(op, left.value, right.value))
        if left.bounded or right.bounded:
            return self._bounded(op, left, right)
        if left.value is None or right.value is None:
            return fixed(None)
        if isinstance(kind, YesNo) or op in ("=", "!="):
            return self._equal(op, left, right, kind)
        if op in (">", ">="):
            op, left, right = TURNED[op], right, left
        a, b = Once(self.function, self._bare(left)), Once(self.function, self._bare(right))
        tests = [is_none(once()) for once, term in ((a, left), (b, right)) if term.unknown]
        known = less(a, b, left.never, right.never, self.never, op == "<=")
        return Term(chosen(either(tests), constant(None), known) if tests else known, bool(tests))

    def _bounded(self, op: core.Comparator, left: Term, right: Term) -> Term:
        """By bounds, where one of the two is not known; a count mostly is."""
        helper = self.module.bind(runtime.compare_held, "h")
        a, b = Once(self.function, self._bare(left)), Once(self.function, self._bare(right))
        if left.never or right.never or left.unknown or right.unknown:
            return Term(call(helper, constant(op), a(), b()))
        sure = right if left.bounded else left
        if (left.bounded and right.bounded) or not is_simple(sure.node):
            return Term(call(helper, constant(op), a(), b()))
        class_ = ast.Attribute(a() if left.bounded else b(), "__class__", ast.Load())
        quick = compared(class_, "is not", self.module.bind(runtime.Bounds, "h"))
        return Term(chosen(quick, compared(a(), op, b()), call(helper, constant(op), a(), b())))

    def _equal(self, op: core.Comparator, left: Term, right: Term, kind: object) -> Term:
        a, b = Once(self.function, self._bare(left)), Once(self.function, self._bare(right))
        tests = [is_none(once()) for once, term in ((a, left), (b, right)) if term.unknown]
        same = isinstance(kind, Reference) or NEVER in (left.value, right.value)
        word = ("is" if op == "=" else "is not") if same else op
        known = compared(a(), word, b())
        return Term(chosen(either(tests), constant(None), known) if tests else known, bool(tests))

    def _cut(self, op: core.Comparator, period: core.PeriodEnd, places: Places) -> Term | None:
        """Today compared with the end of a period: one comparison of its start with a day, where both are known now."""
        duration = self.term(period.duration, places)
        turns = self.day.today is not None and isinstance(period.start.kind, Date) and period.unit != "hours"
        if not turns or not isinstance(duration.value, int) or duration.value < 0 or op in ("=", "!="):
            return None
        start = self.term(period.start, places)
        if start.is_fixed or start.bounded:
            return None
        assert self.day.today is not None
        positive: core.Comparator = op if op in (">", ">=") else OPPOSITE[op]
        passed = Passed(self.calendar, duration.value, period.unit, positive, self.day.today)  # type: ignore[arg-type]  # one of the two
        term = self._turning(start, passed)
        return term if positive == op else negate(term)

    def _turning(self, start: Term, passed: Passed) -> Term:
        """Whether the period is over, by where its start lies; nodes are made in the order in which they are computed."""
        cutoff, bind = passed.cutoff(), self.module.bind
        day = Once(self.function, self._bare(start))
        missing = is_none(day()) if start.unknown else None
        happened = [compared(day(), "is not", self.never)] if start.never else []
        exact = True
        if cutoff.until != cutoff.open_from:
            over = ast.Compare(bind(cutoff.first), [ast.LtE(), ast.Lt()], [day(), bind(cutoff.until)])
            later = chosen(
                compared(day(), ">=", bind(cutoff.open_from)), constant(False), item(bind(passed, "cut"), day())
            )
            known = chosen(over, constant(True), later)
        elif cutoff.first == date.min:
            known, exact = compared(day(), "<", bind(cutoff.until)), False
        else:
            began = compared(day(), ">=", bind(cutoff.first))
            known = chosen(began, compared(day(), "<", bind(cutoff.until)), item(bind(passed, "cut"), day()))
        known = both([*happened, known])
        return Term(chosen(missing, constant(None), known) if missing else known, start.unknown or exact)

    # ── time ──

    def _moved(self, e: core.PeriodEnd | core.Shift, places: Places) -> Term:
        """The end of a period, or a date moved; days are counted once for all subjects where the length is known now."""
        duration, start = self.term(e.duration, places), self.term(e.start, places)
        sign = e.sign if isinstance(e, core.Shift) else None
        rolls = not isinstance(e.kind, Instant)
        bounded = e.unit == "working days" or (sign is None and e.unit != "hours" and self.book.calendar.law != "plain")
        if duration.is_fixed and start.is_fixed:
            return self.held(self._moved_now(e, duration.value, start.value))
        if (
            isinstance(duration.value, int)
            and rolls
            and isinstance(e.start.kind, Date)
            and e.unit != "hours"
            and not start.bounded
        ):
            ends = runtime.Ends(self.calendar, duration.value, e.unit, sign)
            day = Once(self.function, self._bare(start))
            stops = [is_none(day())] if start.unknown else []
            stops += [compared(day(), "is", self.never)] if start.never else []
            found = item(self.module.bind(ends, "ends"), day())
            if stops:
                return Term(chosen(either(stops), day(), found), start.unknown, start.never, bounded)
            return Term(found, False, False, bounded)
        nodes = self._bare(start), self._bare(duration), constant(e.unit)
        if isinstance(e, core.Shift):
            return self._called(self.calendar.shifted, *nodes, constant(e.sign), never=True, bounded=bounded)
        return self._called(self.calendar.end, *nodes, never=True, bounded=bounded)

    def _moved_now(self, e: core.PeriodEnd | core.Shift, duration: object, start: object) -> runtime.Held:
        if isinstance(e, core.Shift):
            return self.calendar.shifted(start, duration, e.unit, e.sign)
        return self.calendar.end(start, duration, e.unit)

    def _arithmetic(self, e: core.Arithmetic, places: Places) -> Term:
        left, right = self.term(e.left, places), self.term(e.right, places)
        if left.is_fixed and right.is_fixed:
            return self.held(runtime.calculated(e.op, left.value, right.value))
        return self._called(runtime.calculated, constant(e.op), self._bare(left), self._bare(right))

    def _elapsed(self, unit: str, start: Term, end: Term) -> Term:
        if start.is_fixed and end.is_fixed:
            return self.held(self.calendar.elapsed(start.value, end.value, unit))
        nodes = self._bare(start), self._bare(end), constant(unit)
        return self._called(self.calendar.elapsed, *nodes, bounded=unit == "working days")

    def _day_of(self, term: Term) -> Term:
        if term.is_fixed:
            return self.held(runtime.day_held(term.value))
        found = self._called(runtime.day_held, self._bare(term), never=term.never, bounded=term.bounded)
        return replace(found, unknown=term.unknown)

    def _is_known(self, e: core.Expr, places: Places) -> Term:
        if isinstance(e, core.Follow) and not isinstance(e.kind, Reference):
            return Term(negated(self.function.use(self.frame.group(e, places).more)), False)
        term = self.term(e, places)
        if term.is_fixed or not term.may_be_open:
            return fixed(term.value is not None)
        node = self._bare(term)
        if term.bounded:
            return Term(call(self.module.bind(runtime.is_known, "h"), node), False)
        return Term(compared(node, "is not", constant(None)), False)

    # ── collections ──

    def _fold(self, e: core.Exists | core.Count | core.Sum | core.Extreme, places: Places) -> Term:
        """A function of its own that goes through the rows; here it is called."""
        group = self.frame.group(e.over, places)
        inner = Function(self.module, self.function)
        rows, more = inner.fresh("rows"), inner.fresh("more")
        element = group.element
        if element in self._open:  # a collection gone through inside itself: the rows need names of their own
            element = copied(element, self.module)
        inner.own.update(element.names())
        for each in _own(element):
            self.homes[each] = inner
        around = {**places, e.variable: element}
        self._open.append(element)
        with self._inside(inner):
            name, taken = self._loop(e, element, around, inner, rows, more)
        self._open.remove(element)
        arguments = [self.function.use(each) for each in (group.rows, group.more, *taken)]
        node = call(load(name), *arguments)
        match e:
            case core.Count():
                return Term(node, False, bounded=True)
            case core.Extreme():
                return Term(node, True, True)
            case _:
                return Term(node)

    def _loop(
        self,
        e: core.Exists | core.Count | core.Sum | core.Extreme,
        element: Spot,
        places: Places,
        inner: Function,
        rows: str,
        more: str,
    ) -> tuple[str, list[str]]:
        where = self.term(e.where, places)
        open_, found = inner.fresh("open"), inner.fresh("found")
        row = ast.Tuple([ast.Name(each, ast.Store()) for each in element.names()], ast.Store())
        is_true, is_open = self._ways(where, inner)
        note = assign(open_, constant(True))
        body: list[ast.stmt]
        before: list[ast.stmt] = [assign(open_, load(more))]
        match e:
            case core.Exists():
                body = [when(is_true, [returned(constant(True))], [when(is_open, [note])] if is_open else [])]
                after = chosen(load(open_), constant(None), constant(False))
            case core.Count():
                maybe = inner.fresh("maybe")
                before = [assign(found, constant(0)), assign(maybe, constant(0))]
                body = [when(is_true, [_add(found)], [when(is_open, [_add(maybe)])] if is_open else [])]
                most = chosen(load(more), constant(None), ast.BinOp(load(found), ast.Add(), load(maybe)))
                bounds = call(self.module.bind(runtime.Bounds, "h"), load(found), most)
                after = chosen(either([load(more), load(maybe)]), bounds, load(found))
            case core.Sum() | core.Extreme():
                value = self.term(e.value, places)
                known = self.module.bind(runtime.is_known, "h")
                node = inner.fresh("value")
                took = [assign(node, self._bare(value))]
                if isinstance(e, core.Sum):
                    before = [assign(found, constant(0))]
                    add = assign(
                        found, call(self.module.bind(runtime.calculated, "h"), constant("+"), load(found), load(node))
                    )
                    after = load(found)
                else:
                    before = [assign(found, ast.List([], ast.Load()))]
                    add = ast.Expr(method(load(found), "append", load(node)))
                    after = call(self.module.bind(runtime.picked, "h"), constant(e.end), load(found))
                before = [when(load(more), [returned(constant(None))]), *before]
                take = [*took, when(negated(call(known, load(node))), [returned(constant(None))]), add]
                body = [when(is_true, take, [when(is_open, [returned(constant(None))])] if is_open else [])]
        loop = ast.For(row, load(rows), [*inner.statements, *body], [], None)
        inner.statements.clear()
        return inner.finish([rows, more], [*before, loop, returned(after)])

    def _ways(self, where: Term, inner: Function) -> tuple[ast.expr, ast.expr | None]:
        """Whether a row is chosen; and, read after that, whether that is not known."""
        once = Once(inner, plain(where, inner))
        first = once()
        return first, (is_none(once()) if where.unknown else None)


def _own(spot: Spot) -> Iterator[Spot]:
    """A row and the rows that stand in the same tuple with it."""
    yield spot
    for one in spot.ones.values():
        yield from _own(one)


def copied(spot: Spot, module: Module) -> Spot:
    """The same row, and all that hangs on it, under other local names."""
    fields = {name: module.fresh("v") for name in spot.fields}
    made = Spot(spot.entity, module.fresh("w"), spot.parent, spot.via, fields, {}, {}, spot.is_held, spot.is_compared)
    for name, one in spot.ones.items():
        made.ones[name] = replace(copied(one, module), parent=made)
    for name, group in spot.groups.items():
        element = replace(copied(group.element, module), parent=made)
        made.groups[name] = replace(group, rows=module.fresh("c"), more=module.fresh("m"), element=element)
    return made


def _add(name: str) -> ast.stmt:
    return ast.AugAssign(ast.Name(name, ast.Store()), ast.Add(), constant(1))


def given_name(term: Term) -> str:
    """The local name of a field."""
    assert isinstance(term.node, ast.Name)
    return term.node.id
