"""Which rule has priority over which, and of what rank the law is that they stand on."""

from __future__ import annotations

from collections.abc import Iterator

from dsl import core
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.lint.matter import Matter

ORDER = {
    "law": 5, "administrative_regulation": 4, "local_regulation": 3, "ministry_rule": 3, "normative_document": 2,
    "campaign": 2, "practice": 1, "promise": 0, "draft": 0,
}  # fmt: skip
"""Ranks, the higher the greater; of local regulations and ministry rules neither is
higher. Judicial interpretations stand beside the order."""
RANKS = {
    "law": Words("法律", "law"), "administrative_regulation": Words("行政法规", "administrative regulation"),
    "local_regulation": Words("地方性法规", "local regulation"), "ministry_rule": Words("部门规章", "ministry rule"),
    "normative_document": Words("规范性文件", "normative document"), "campaign": Words("专项行动", "campaign"),
    "practice": Words("行业做法", "practice"), "promise": Words("企业承诺", "promise"), "draft": Words("草案", "draft"),
}  # fmt: skip
_OVERRIDDEN = Words("被优先的规则在此", "the rule it overrides is here")


def unexplained(matter: Matter) -> Iterator[Diagnostic]:
    """A rule that overrides one of higher rank and does not say why."""
    for rule in matter.book.rules.values():
        for path in () if rule.note else _overridden(rule, matter.book):
            other = matter.book.rules.get(path)
            own, higher = _rank(rule, matter.book), other and _rank(other, matter.book)
            if other and own and higher and ORDER[own] < ORDER[higher]:
                blanks: dict[str, str | Words] = {"name": matter.path(rule.path), "other": matter.path(path)}
                blanks |= {"rank": RANKS[own], "higher": RANKS[higher]}
                yield Diagnostic("RB725", rule.span, blanks, ((other.span, _OVERRIDDEN),))


def _overridden(rule: core.Rule, book: core.Book) -> dict[str, None]:
    """The rules that it overrides: of one with several texts, the latest of these."""
    texts = ([each.path for each in book.texts_of(path) if each.path in rule.overrides] for path in rule.overrides)
    return dict.fromkeys(several[-1] for several in texts if several)


def _rank(rule: core.Rule, book: core.Book) -> str | None:
    """The highest rank among the sources of a rule; None where one of them has a rank outside the order."""
    ranks = [book.sources[cited.source].rank for cited in rule.sources]
    return max(ranks, key=ORDER.__getitem__) if all(rank in ORDER for rank in ranks) else None
