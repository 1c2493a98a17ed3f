"""The one tree that all meanings share: checked, without sugar, names resolved to declarations.

`dsl/check/` makes it; the reference interpreter, the compiled decision, the columnar engine and the solver read it.
Every expression knows its kind; a span is a node's last field and takes no part in equality. `words`, `law`,
`vocabulary`, `expressions`, `norms` and `scenarios` are its parts; `book` is all of it.
"""

from __future__ import annotations

from dsl.core.book import Book, CalendarSpec
from dsl.core.expressions import (
    NO,
    YES,
    All,
    Any,
    Arithmetic,
    Comparator,
    Compare,
    Constant,
    Count,
    DayOf,
    Elapsed,
    Exists,
    Expr,
    Extreme,
    FactOf,
    FieldOf,
    Figure,
    Follow,
    IsKnown,
    Not,
    Now,
    PeriodEnd,
    Pick,
    Shift,
    Sum,
    Today,
    Variable,
)
from dsl.core.law import Amount, Article, Citation, Condition, Confidence, LawSource, Measure, Renumbered, Sanction
from dsl.core.norms import (
    Branch,
    Change,
    Dated,
    Deadline,
    Duty,
    Fact,
    Invariant,
    Norm,
    Parameter,
    Permission,
    Presumption,
    Prohibition,
    Rule,
    is_during,
)
from dsl.core.scenarios import Expectation, Scenario, Standing, Whereabouts
from dsl.core.vocabulary import Absence, Action, Entity, Enumeration, Field, Relation, Tense, Vocabulary
from dsl.core.words import Language, Words

__all__ = [
    "NO", "YES", "Absence", "Action", "All", "Amount", "Any", "Arithmetic", "Article", "Book", "Branch",
    "CalendarSpec", "Change", "Citation", "Comparator", "Compare", "Condition", "Confidence", "Constant", "Count",
    "Dated", "DayOf", "Deadline", "Duty", "Elapsed", "Entity", "Enumeration", "Exists", "Expectation", "Expr",
    "Extreme", "Fact", "FactOf", "Field", "FieldOf", "Figure", "Follow", "Invariant", "IsKnown", "Language",
    "LawSource", "Measure", "Norm", "Not", "Now", "Parameter", "PeriodEnd", "Permission", "Pick", "Presumption",
    "Prohibition", "Relation", "Renumbered", "Rule", "Sanction", "Scenario", "Shift", "Standing", "Sum", "Tense",
    "Today", "Variable", "Vocabulary", "Whereabouts", "Words", "is_during",
]  # fmt: skip
