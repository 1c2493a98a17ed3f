"""Random statements, well typed or not: whatever the grammar can say, with names of both languages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from dsl import syntax as s
from dsl.kinds import UNITS

NAMES = ("line", "holder", "x0", "opened_on", "a_b", "实体一", "字段三", "情形", "机主", "art", "item", "k0_v1", "e0")
PATHS = (*NAMES[:7], "group0/case1", "组一/条目二", "line/条目")
WORDS = ("", "a note", "甲，乙", 'say "no"', "“半", "# no remark", "rule x", "(", "２")
MOMENTS = ("2015-12-30", "2016-02-29", "2019-01-01T08:30", "2019-01-01T08:30:00Z", "2019-01-01T08:30:00+08:00")
ARTICLES = (("1", False), ("18(1)", False), ("22-1", False), ("34(2)(3)", False), ("4", True), ("", False), ("0", True))


def words(of: tuple[str, ...] = NAMES) -> st.SearchStrategy[s.Word]:
    """A name."""
    return st.sampled_from(of).map(s.Word)


def paths() -> st.SearchStrategy[s.Path]:
    """One name or several."""
    return st.lists(words(), min_size=1, max_size=3).map(lambda parts: s.Path(tuple(parts)))


def texts() -> st.SearchStrategy[s.Text]:
    """Quoted text."""
    return st.sampled_from(WORDS).map(s.Text)


_PLACES = st.decimals(0, 10_000, places=3, allow_nan=False, allow_infinity=False)
_WHOLE = st.integers(0, 10**9)
LEAVES: st.SearchStrategy[Any] = st.one_of(
    paths(),
    st.builds(s.Number, _WHOLE | _PLACES),
    st.builds(s.Amount, _WHOLE.map(Decimal) | _PLACES, st.sampled_from(("CNY", "USD", "JPY"))),
    st.builds(s.Lasting, _WHOLE, st.sampled_from(UNITS)),
    texts(),
    st.sampled_from(MOMENTS).map(s.Moment),
    st.builds(s.Keyword, st.sampled_from(("today", "now", "never", "yes", "no"))),
)


def _junction(op: Any, terms: list[Any]) -> s.Junction:
    """A first term of the same word would be joined to the others by the parser."""
    first = terms[0]
    flat = first.terms if isinstance(first, s.Junction) and first.op == op else (first,)
    return s.Junction(op, (*flat, *terms[1:]))


def _forms(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    two = st.lists(inner, min_size=2, max_size=3)
    ends = st.sampled_from(("earliest", "latest"))
    return st.one_of(
        st.builds(s.Negation, st.sampled_from(("not", "-")), inner),
        st.builds(_junction, st.sampled_from(("and", "or")), two),
        st.builds(_junction, st.sampled_from(("and", "or")), two),
        st.builds(s.Comparison, st.sampled_from(("=", "!=", "<", "<=", ">", ">=", "is", "is not")), inner, inner),
        st.builds(s.State, inner, st.booleans()),
        st.builds(s.Membership, inner, several, st.booleans()),
        st.builds(s.Sum, st.sampled_from("+-*"), inner, inner),
        st.builds(s.Quantifier, st.sampled_from(("some", "every", "none")), words(), inner, inner),
        st.builds(s.Aggregate, st.just("count"), st.none(), words(), inner, st.none() | inner),
        st.builds(
            s.Aggregate, st.sampled_from(("sum", "earliest", "latest")), inner, words(), inner, st.none() | inner
        ),
        st.builds(s.Choice, ends, two.map(tuple)),
        st.builds(s.Passed, inner, inner),
        st.builds(s.After, inner, inner),
        st.builds(s.Between, st.sampled_from(("days", "working days", "years")), inner, inner),
        st.builds(s.OnDate, inner, inner),
        st.builds(s.DateOf, inner),
    )


EXPRESSIONS: st.SearchStrategy[Any] = st.recursive(LEAVES, _forms, max_leaves=8)
_CITES = st.builds(
    lambda law, article: s.Cite(s.Word(law), *article),
    st.sampled_from(("law", "gd-2015", "样例法")),
    st.sampled_from(ARTICLES),
)
_CITED = st.lists(_CITES, min_size=1, max_size=3).map(tuple)
_DAYS = st.sampled_from(MOMENTS).map(s.Moment)
_TITLES = st.lists(texts(), max_size=2).map(tuple)
_MAYBE = st.none() | EXPRESSIONS
CLAUSES: st.SearchStrategy[Any] = st.one_of(
    st.builds(s.Subject, words(), _MAYBE),
    st.builds(s.Must, EXPRESSIONS, _MAYBE),
    st.builds(s.MustHappen, EXPRESSIONS, EXPRESSIONS, EXPRESSIONS),
    st.builds(s.MustNot, words()),
    st.builds(s.May, words()),
    st.builds(s.NeverPermitted, words()),
    st.builds(s.Condition, st.sampled_from(("when", "unless")), EXPRESSIONS),
    st.builds(s.Cited, st.sampled_from(("source", "penalty")), _CITED),
    st.builds(s.Bound, st.sampled_from(("from", "until")), _DAYS),
    st.builds(s.Label, st.sampled_from(("binds", "severity", "standing")), words((*NAMES, "high", "高", "contested"))),
    st.builds(s.Label, st.just("note"), words(WORDS)),
    st.builds(s.Overrides, words(PATHS)),
    st.builds(s.Transitional, EXPRESSIONS),
)
STATEMENTS: st.SearchStrategy[Any] = st.one_of(
    st.builds(
        s.Fact,
        words(),
        words(),
        _TITLES,
        EXPRESSIONS,
        st.lists(st.builds(s.Except, EXPRESSIONS, EXPRESSIONS), max_size=2).map(tuple),
        st.lists(st.builds(s.Presumed, EXPRESSIONS, _CITED), max_size=1).map(tuple),
    ),
    st.builds(s.Rule, words(PATHS), _TITLES, st.lists(CLAUSES, max_size=5).map(tuple)),
    st.builds(s.Invariant, words(PATHS), _TITLES, st.lists(CLAUSES, max_size=4).map(tuple)),
    st.builds(s.Replace, words(PATHS), _TITLES, st.lists(CLAUSES, max_size=5).map(tuple)),
    st.builds(s.Repeal, words(PATHS), st.lists(CLAUSES, max_size=3).map(tuple)),
    st.builds(s.Insert, words(PATHS), _TITLES, st.lists(CLAUSES, max_size=5).map(tuple)),
)
"""Statements; their names are `KNOWN`."""
KNOWN = frozenset(part for name in (*PATHS, *NAMES, "样例法") for part in name.split("/"))
