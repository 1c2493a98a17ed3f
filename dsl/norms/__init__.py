"""Statements as written → core: facts in the order they need each other, rules and invariants clause by clause."""

from __future__ import annotations

from dsl.norms.clauses import Clauses, cites, scope_of
from dsl.norms.fact import facts
from dsl.norms.invariant import invariants
from dsl.norms.rule import rules

__all__ = ["Clauses", "cites", "facts", "invariants", "rules", "scope_of"]
