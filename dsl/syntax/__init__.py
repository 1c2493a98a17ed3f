"""The tree as written: what `parse.py` and `read.py` see, before any name is looked up.

Two families: YAML as written (`data`) and the DSL as written (`statements`, `clauses`, `expressions`). Keywords of both
languages give the same nodes; the words chosen by the author are found by the span.
"""

from __future__ import annotations

from dsl.syntax.clauses import (
    Bound,
    Cite,
    Cited,
    Clause,
    Condition,
    Label,
    Lost,
    May,
    Must,
    MustHappen,
    MustNot,
    NeverPermitted,
    NormClause,
    Overrides,
    Subject,
    Transitional,
)
from dsl.syntax.data import Mapping, Node, Scalar, Sequence
from dsl.syntax.expressions import (
    After,
    Aggregate,
    Amount,
    Bad,
    Between,
    Choice,
    Comparison,
    DateOf,
    Expr,
    Junction,
    Keyword,
    Lasting,
    Membership,
    Moment,
    Negation,
    Number,
    OnDate,
    Passed,
    Path,
    Quantifier,
    State,
    Sum,
    Text,
    Word,
)
from dsl.syntax.statements import Amendment, Except, Fact, Insert, Invariant, Presumed, Repeal, Replace, Rule, Statement

__all__ = [
    "After", "Aggregate", "Amendment", "Amount", "Bad", "Between", "Bound", "Choice", "Cite", "Cited", "Clause",
    "Comparison", "Condition", "DateOf", "Except", "Expr", "Fact", "Insert", "Invariant", "Junction", "Keyword",
    "Label", "Lasting", "Lost", "Mapping", "May", "Membership", "Moment", "Must", "MustHappen", "MustNot", "Negation",
    "NeverPermitted", "Node", "NormClause", "Number", "OnDate", "Overrides", "Passed", "Path", "Presumed",
    "Quantifier", "Repeal", "Replace", "Rule", "Scalar", "Sequence", "State", "Statement", "Subject", "Sum", "Text",
    "Transitional", "Word",
]  # fmt: skip
