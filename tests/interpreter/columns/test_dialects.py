"""Every spelling of a dialect, value by value: DuckDB, Spark and Python's own arithmetic say the same."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from interpreter.columns.connection import connect
from interpreter.columns.dialects import EPOCH
from interpreter.columns.engine import Engine
from interpreter.columns.on_duckdb import Embedded
from interpreter.columns.plan import RID, Scan, Select
from interpreter.columns.session import Distributed, opened
from interpreter.columns.sql import Writer
from interpreter.columns.terms import (
    NEVER_DAY,
    NEVER_MOMENT,
    NOTHING,
    Column,
    Literal,
    Op,
    Term,
    Type,
    call,
    case,
    coalesce,
    day,
    names,
    null,
    whole,
)
from interpreter.columns.values import Unheld

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TRUTHS = (True, False, None)
WHOLES = (0, 1, -1, 7, -7, 12, -12, 25, 2**31, -(2**31), 2**62, None)
DAYS = (
    1, 59, 60, *(date(*each).toordinal() for each in ((1900, 2, 28), (1999, 12, 31), (2016, 2, 29), (2019, 1, 31),
    (2019, 2, 28), (2020, 2, 29), (2020, 12, 31), (2026, 11, 20))), 3_652_059, NEVER_DAY, None,
)  # fmt: skip
MOMENTS = (
    -62_135_596_800_000_000,
    -1,
    0,
    86_399_999_999,
    1_456_704_000_000_000,
    253_402_300_799_999_999,
    NEVER_MOMENT,
    None,
)
EXACTS = (
    *map(Decimal, ("0", "0.01", "-0.01", "1.5", "-1.5", "99999999.99", "12345678901234567890.12")), None,
)  # fmt: skip
FINER = (Decimal("0.001"), Decimal("-2.5005"), Decimal("123456789.0001"), None)
TEXTS = ("", "a", "A", "é", "中文", "ｘ", "𠮷", "a\u3000", " a", None)


@dataclass(frozen=True)
class Engines:
    """Two engines with the same table `t`."""

    each: Sequence[Engine]

    def values(self, columns: Sequence[tuple[Column, Sequence[object]]], term: Term) -> list[list[Any]]:
        """The term of every combination of the columns' values, by each engine."""
        found, rid = [], Column("rid", "whole")
        for engine in self.each:
            scan = Scan("t", ((RID, rid), *((column.name, column) for column, _ in columns)))
            scales = {("t", column.name): _scale_of(values) for column, values in columns}
            writer = Writer(
                engine.dialect, {"t": "t"}, {"t": {RID: "rid"} | {c.name: c.name for c, _ in columns}}, scales
            )
            query = writer.plan(Select(scan, ((Column("r", "whole"), rid), (Column("v", term.type), term))))
            engine.drop("t")
            engine.give("t", _table(columns))
            rows = engine.rows(f"SELECT r, v FROM ({query}) AS q ORDER BY r", writer.bound)
            found.append([value for _, value in rows])
        return found


@pytest.fixture(scope="module")
def engines(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    folder = tmp_path_factory.mktemp("spill")
    with connect("1GB", 2) as connection, opened("local[2]", folder, "1g") as session:
        yield Engines([Embedded(connection), Distributed(session)])


_ARROW: dict[Type, pa.DataType] = {
    "truth": pa.bool_(), "whole": pa.int64(), "text": pa.string(), "day": pa.int32(), "moment": pa.int64(),
    "names": pa.list_(pa.string()),
}  # fmt: skip


def _table(columns: Sequence[tuple[Column, Sequence[object]]]) -> pa.Table:
    rows: list[tuple[object, ...]] = [()]
    for _, values in columns:
        rows = [(*row, value) for row in rows for value in values]
    made = {"rid": pa.array(range(len(rows)), pa.int64())}
    for place, (column, values) in enumerate(columns):
        kind = _ARROW.get(column.type) or pa.decimal128(38, _scale_of(values))
        made[column.name] = pa.array([row[place] for row in rows], kind)
    return pa.table(made)


def _scale_of(values: Sequence[object]) -> int:
    return max(max(0, -int(each.as_tuple().exponent)) if isinstance(each, Decimal) else 0 for each in values)


def _combined(*values: Sequence[object]) -> list[tuple[Any, ...]]:
    rows: list[tuple[object, ...]] = [()]
    for each in values:
        rows = [(*row, value) for row in rows for value in each]
    return rows


def same(engines: Engines, columns: Sequence[tuple[Column, Sequence[object]]], term: Term,
         meant: Callable[..., object]) -> None:  # fmt: skip
    """All engines say what Python says."""
    expected = [meant(*row) for row in _combined(*(values for _, values in columns))]
    for engine, found in zip(engines.each, engines.values(columns, term), strict=True):
        assert found == expected, type(engine).__name__


def strict(meant: Callable[..., object]) -> Callable[..., object]:
    """Unknown where an argument is."""
    return lambda *args: None if None in args else meant(*args)


A, B = Column("a", "truth"), Column("b", "truth")
N, M = Column("n", "whole"), Column("m", "whole")
D, E_ = Column("d", "day"), Column("e", "day")
X, Y = Column("x", "exact"), Column("y", "exact")
S, T = Column("s", "text"), Column("u", "text")
I = Column("i", "moment")  # noqa: E741  # an instant


def kleene_and(a: bool | None, b: bool | None) -> bool | None:
    return False if False in (a, b) else None if None in (a, b) else True


def kleene_or(a: bool | None, b: bool | None) -> bool | None:
    return True if True in (a, b) else None if None in (a, b) else False


def test_truths_are_kleene_s(engines: Engines) -> None:
    both = [(A, TRUTHS), (B, TRUTHS)]
    same(engines, both, call("and", "truth", A, B), kleene_and)
    same(engines, both, call("or", "truth", A, B), kleene_or)
    same(engines, [(A, TRUTHS)], call("not", "truth", A), strict(lambda a: not a))
    same(engines, [(A, TRUTHS)], call("is null", "truth", A), lambda a: a is None)
    same(engines, both, call("coalesce", "truth", A, B), lambda a, b: b if a is None else a)


@pytest.mark.parametrize(
    ("columns", "values"),
    [((N, M), WHOLES), ((D, E_), DAYS), ((S, T), TEXTS), ((X, Y), EXACTS)],
    ids=["whole", "day", "text", "exact"],
)
def test_comparisons_are_those_of_python(
    columns: tuple[Column, Column], values: Sequence[object], engines: Engines
) -> None:
    """Texts by their code points, decimals of whatever scale, `never` above every day."""
    a, b = columns
    second = FINER if a == X else values
    given = [(a, values), (b, second)]
    asked: dict[Op, Callable[[Any, Any], bool]] = {
        "=": lambda p, q: p == q, "<": lambda p, q: p < q, "<=": lambda p, q: p <= q,
    }  # fmt: skip
    for op, meant in asked.items():
        same(engines, given, call(op, "truth", a, b), strict(meant))


def test_whole_numbers_in_arithmetic_are_wide(engines: Engines) -> None:
    """The product of two numbers of 63 bits is exact."""
    wide = call("wider", "whole", N), call("wider", "whole", M)
    asked: dict[Op, Callable[[int, int], int]] = {
        "+": lambda n, m: n + m, "-": lambda n, m: n - m, "*": lambda n, m: n * m,
    }  # fmt: skip
    for op, meant in asked.items():
        same(engines, [(N, WHOLES), (M, WHOLES)], call(op, "whole", *wide), strict(meant))


def test_decimals_are_exact(engines: Engines) -> None:
    """Scales are added in a product, and in a sum the finer one is kept: nothing is rounded."""
    small = [each for each in EXACTS if each is None or abs(each) < 10**9]
    given = [(X, small), (Y, FINER)]
    asked: dict[Op, Callable[[Decimal, Decimal], Decimal]] = {
        "+": lambda x, y: x + y, "-": lambda x, y: x - y, "*": lambda x, y: x * y,
    }  # fmt: skip
    for op, meant in asked.items():
        same(engines, given, call(op, "exact", X, Y), strict(meant))
    same(engines, given, case((call("<", "truth", X, Y), X), otherwise=Y), lambda x, y: x if _less(x, y) else y)


def test_decimals_of_two_scales_in_one_column_keep_every_place(engines: Engines) -> None:
    """An engine left to itself takes the coarser scale where the finer one has no room, and rounds."""
    known, zero = [each for each in EXACTS if each is not None], Literal(Decimal(0), "exact")
    same(engines, [(A, TRUTHS), (X, known)], case((A, X), otherwise=zero), lambda a, x: x if a else Decimal(0))
    same(engines, [(X, EXACTS)], coalesce(X, zero), lambda x: Decimal(0) if x is None else x)
    summed = call("*", "exact", case((A, X), otherwise=zero), coalesce(Y, Literal(Decimal("0.00005"), "exact")))
    small = [each for each in known if abs(each) < 10**9]
    other = Decimal("0.00005")
    meant = lambda a, x, y: (x if a else Decimal(0)) * (other if y is None else y)  # noqa: E731
    same(engines, [(A, TRUTHS), (X, small), (Y, FINER)], summed, meant)


def test_whole_numbers_and_decimals_meet_exactly(engines: Engines) -> None:
    small = [each for each in WHOLES if each is None or abs(each) < 2**40]
    given = [(N, small), (Y, FINER)]
    same(engines, given, call("*", "exact", call("wider", "whole", N), Y), strict(lambda n, y: n * y))
    same(engines, given, call("<", "truth", N, Y), strict(lambda n, y: n < y))


def _less(x: Decimal | None, y: Decimal | None) -> bool:
    return x is not None and y is not None and x < y


def test_what_does_not_fit_fails_and_is_never_wrapped_or_rounded(engines: Engines) -> None:
    huge, fine = Decimal(10) ** 30, Decimal(1).scaleb(-12)
    cases: list[tuple[list[tuple[Column, Sequence[object]]], Term]] = [
        ([(N, [2**63 - 1]), (M, [1])], call("+", "whole", N, M)),
        ([(X, [huge]), (Y, [huge])], call("*", "exact", X, Y)),
        ([(X, [huge]), (Y, [fine])], call("+", "exact", X, Y)),
    ]
    embedded, distributed = engines.each
    for columns, term in cases:
        with pytest.raises(Unheld):
            Engines([distributed]).values(columns, term)
        with pytest.raises(Unheld):
            Engines([embedded]).values(columns, term)


def test_days_move_by_months_to_the_corresponding_day_or_the_last(engines: Engines) -> None:
    known = [each for each in DAYS if each is not None and 700_000 < each < 3_000_000]
    months = (0, 1, -1, 2, 11, 12, -12, 13, 48, -48, 1200, None)
    same(engines, [(D, [*known, None]), (N, months)], call("date months", "day", D, N), strict(_after_months))


def _after_months(ordinal: int, months: int) -> int:
    start = date.fromordinal(ordinal)
    place = start.year * 12 + start.month - 1 + months
    year, month = place // 12, place % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1])).toordinal()


def test_the_year_of_a_day_is_that_of_the_calendar(engines: Engines) -> None:
    known = [each for each in DAYS if each != NEVER_DAY]
    same(engines, [(D, known)], call("year of", "whole", D), strict(lambda d: date.fromordinal(d).year))
    told = call("calendar", "names", D, nullable=False)
    given = [each for each in known if each is not None]
    same(engines, [(D, given)], told, lambda d: [f"calendar {date.fromordinal(d).year}"])


def test_a_day_is_divided_out_of_a_clock(engines: Engines) -> None:
    clocks = (0, 1, 86_399_999_999, 86_400_000_000, 315_537_897_599_999_999, None)
    term = call("div", "day", I, Literal(86_400_000_000, "moment"))
    same(engines, [(I, clocks)], term, strict(lambda i: i // 86_400_000_000))


def test_lists_of_what_is_missing_are_joined(engines: Engines) -> None:
    known = [each for each in DAYS if each != NEVER_DAY]
    both = call("union", "names", case((call("is null", "truth", D), names("it's", "线路.\"x\"")), otherwise=NOTHING),
                names("b", "a"), nullable=False)  # fmt: skip
    same(engines, [(D, known)], both, lambda d: [*(["it's", '线路."x"'] if d is None else []), "a", "b"])


def test_a_case_takes_the_first_condition_that_is_true(engines: Engines) -> None:
    term = case((A, whole(1)), (B, whole(2)), otherwise=null("whole"))
    same(engines, [(A, TRUTHS), (B, TRUTHS)], term, lambda a, b: 1 if a else 2 if b else None)


CONSTANTS: dict[Type, Sequence[object]] = {
    "truth": TRUTHS, "whole": WHOLES, "exact": EXACTS, "day": DAYS, "moment": MOMENTS,
    "text": (*TEXTS, "'; DROP TABLE t; --", ":t0 $t0 ?"), "names": (("a", "'b'"), ()),
}  # fmt: skip


@pytest.mark.parametrize(("value", "kind"), [(each, kind) for kind, values in CONSTANTS.items() for each in values])
def test_a_constant_is_itself(value: Any, kind: Type, engines: Engines) -> None:
    expected = list(value) if isinstance(value, tuple) else value
    for found in engines.values([(N, [0])], Literal(value, kind)):
        assert found == [expected]
        assert type(found[0]) is type(expected)


@pytest.mark.parametrize(("op", "meant"), [("max", max), ("min", min), ("sum", sum)])
def test_aggregates_leave_out_what_is_unknown(op: str, meant: Callable[[list[int]], int], engines: Engines) -> None:
    for engine in engines.each:
        engine.drop("t")
        engine.give("t", _table([(N, WHOLES)]))
        wide = f"CAST(n AS {engine.dialect.wide})"
        assert engine.rows(f"SELECT {op}({wide}) FROM t") == [(meant([each for each in WHOLES if each is not None]),)]
        assert engine.rows(f"SELECT {op}({wide}) FROM t WHERE n IS NULL") == [(None,)]


def test_lists_of_a_group_are_gathered_and_put_in_order(engines: Engines) -> None:
    for engine in engines.each:
        engine.drop("t")
        engine.give("t", pa.table({"g": [1, 1, 1, 2], "l": pa.array([["b", "é"], [], ["a", "b"], []])}))
        gathered = engine.dialect.sorted_set.format(engine.dialect.gathered.format("l"))
        assert engine.rows(f"SELECT g, {gathered} FROM t GROUP BY g ORDER BY g") == [(1, ["a", "b", "é"]), (2, [])]


def test_days_and_moments_are_written_as_iso(engines: Engines) -> None:
    for engine in engines.each:
        for ordinal in (1, 719_163, 736_023, 3_652_059):
            shown = engine.dialect.day_text.format(f"CAST({ordinal} AS INTEGER) - {EPOCH}")
            assert engine.rows(f"SELECT {shown}") == [(date.fromordinal(ordinal).isoformat(),)]
        for micros, text in (
            (0, "1970-01-01T00:00"),
            (-1, "1969-12-31T23:59"),
            (1_456_763_940_000_000, "2016-02-29T16:39"),
        ):
            assert engine.rows(f"SELECT {engine.dialect.moment_text.format(f'CAST({micros} AS BIGINT)')}") == [(text,)]


def test_days_of_the_plan_and_of_python_are_one() -> None:
    assert day(EPOCH).value == date(1970, 1, 1).toordinal()
