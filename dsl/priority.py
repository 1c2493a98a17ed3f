"""Rules, as written and as checked → what is wrong with which of them overrides which: circles, other subjects.

Here and not in `order.py`, since the clause that overrides is known to the tree as written only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import islice, pairwise

from dsl import core
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.resolve import Names
from dsl.source import Span
from dsl.syntax import Overrides


def problems(rules: Mapping[str, core.Rule], names: Names) -> Iterator[Diagnostic]:
    """Rules that override one of another subject, and rules that override each other in a circle."""
    for rule in rules.values():
        for path in rule.overrides:
            if (other := rules.get(path)) and other.subject != rule.subject:
                blanks = {"name": names.spoken(rule.path), "other": names.spoken(path)}
                yield Diagnostic("RB409", _clause(rule.path, path, names), blanks, ((other.span, _DISPLACED),))
    graph = {path: set(rule.overrides) & set(rules) for path, rule in rules.items()}
    for circle in islice(_circles(graph), _MOST_CIRCLES):
        yield _told(circle, names)


_DISPLACED = Words("被优先的规则", "the rule it overrides")
_MOST_CIRCLES = 20
_MOST = 5
"""Rules of a circle that are shown where they stand."""


def _told(circle: list[str], names: Names) -> Diagnostic:
    """A circle at the first clause that closes it, with the others of its clauses."""
    paths = [names.spoken(path) for path in circle]
    told = Words(*(" → ".join(path.say(lang) for path in paths) for lang in ("zh", "en")))
    first, *rest = pairwise(circle)
    others = tuple((_clause(*pair, names), _overrides(names.spoken(pair[1]))) for pair in rest[: _MOST - 1])
    return Diagnostic("RB213", _clause(*first, names), {"circle": told}, others)


def _overrides(path: Words) -> Words:
    return Words(f"此处又优先于“{path.zh}”", f"and here `{path.en}` is overridden")


def _clause(path: str, other: str, names: Names) -> Span:
    """Where a rule says that it overrides another."""
    rule = names.rules[path]
    said = (each for each in rule.clauses if isinstance(each, Overrides))
    return next((each.span for each in said if names.path(each.path.text) == other), rule.path.span)


def _circles(graph: dict[str, set[str]]) -> Iterator[list[str]]:
    """Circles that share no rule, each with its first rule again at its end; to find one costs a walk of the graph."""
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1][::-1]  # found backwards: each is preceded by what it overrides
            yield circle
            graph = {path: others - set(circle) for path, others in graph.items() if path not in circle}
        else:
            return
