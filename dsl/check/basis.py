"""What all checking of expressions shares: the names of the book, what is wrong so far, what kind a place wants."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from dsl import core, kinds
from dsl import syntax as s
from dsl.core import Words
from dsl.declared import declared
from dsl.diagnose import Diagnostic, Edit, Related
from dsl.kinds import Date, Duration, Instant, Kind, YesNo
from dsl.messages.kinds import condition_example, kind_words
from dsl.resolve import Names
from dsl.source import Span

Scope = Mapping[str, core.Variable]
DATE, INSTANT, YES_NO = Date(), Instant(), YesNo()
_WITH_START = Words("期限加上起算日才是日期：自 … 起 … 届满之日", "a duration becomes a date by its start: `… after …`")


class Basis(ABC):
    """Expressions of one book. `fact_kinds` grows as facts are checked; None stands for a fact that is wrong.

    `needs` holds the facts that an expression stands on and that are not checked yet: it has to be checked again.
    """

    def __init__(self, names: Names, zone: str, problems: list[Diagnostic]) -> None:
        self.names = names
        self.zone = zone
        self.problems = problems
        self.fact_kinds: dict[tuple[str, str], Kind | None] = {}
        self.needs: dict[tuple[str, str], None] = {}

    @abstractmethod
    def value(self, e: s.Expr, scope: Scope, hint: Kind | None = None) -> core.Expr | None:
        """Any expression; `hint` is the kind its place suggests, by which a bare enumeration value is understood."""

    def condition(self, e: s.Expr, scope: Scope) -> core.Expr | None:
        """An expression that must be yes or no."""
        return self.of_kind(e, scope, YES_NO, "RB301")

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

    def words(self, kind: Kind) -> Words:
        """A kind in the words of this book."""
        return kind_words(kind, self.names.vocabulary)

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

    def _date(self, e: s.Expr, scope: Scope) -> core.Expr | None:
        return self.of_kind(e, scope, DATE, "RB305")

    def _junction(
        self, junction: type[core.All | core.Any], terms: list[core.Expr | None], span: Span
    ) -> core.Expr | None:
        known = [term for term in terms if term is not None]
        return junction(tuple(known), span=span) if len(known) == len(terms) else None
