"""Syntax → text, in either language: one form for one tree.

Comments, blank lines (at most one between two things) and the author's order stay; blanks, breaks, second spellings and
parentheses that change nothing go. Expressions are laid out in `express.py`; this module has statements and files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsl import syntax as s
from dsl.articles import article_text
from dsl.comments import Margin
from dsl.core import Language
from dsl.express import OR, PARENTHESES, Express, first_word
from dsl.glossary import Glossary
from dsl.layout import BREAK, HARD, Group, Layout, Nest, joined, render
from dsl.source import Source, is_chinese
from dsl.translate import translate

WIDTH = 120
"""Cells of a line; a Chinese character takes two."""


_AFTER_MUST = {"not", "happen", "发生", "在"}
"""What makes another keyword of `must` where it stands behind it."""


def format_file(
    source: Source, statements: Sequence[s.Statement], glossary: Glossary, lang: Language | None = None
) -> str:
    """A file of rules in its one form: in `lang`, or else each statement in the language of its first word."""
    margin = Margin(source.text)
    parts: list[Layout] = []
    for statement in statements:
        parts += [margin.above(statement.span.start), _statement(margin, statement, glossary, lang)]
    for comment in margin.take(len(source.text)):
        parts += [(HARD, HARD) if margin.blank_before(comment.start) else HARD, comment.text]
    text = render(tuple(parts), WIDTH).strip("\n")
    return text + "\n" if text else ""


def _statement(margin: Margin, statement: s.Statement, glossary: Glossary, lang: Language | None) -> Layout:
    first = margin.text[statement.span.start : statement.span.start + 1]
    own: Language = lang or ("zh" if is_chinese(first) else "en")
    turned = translate(statement, glossary, lang) if lang else statement
    laid = _Statements(Express(own, margin, glossary.dated)).layout(turned)
    return laid, margin.rest(margin.end_of_line(statement.span.end))


def format_statement(statement: s.Statement, lang: Language, glossary: Glossary | None = None) -> str:
    """One statement by itself, without comments; its names as they are, or in `lang` where a glossary knows them."""
    if glossary is None:
        return render(_Statements(Express(lang, Margin(""))).layout(statement), WIDTH)
    turned = translate(statement, glossary, lang)
    return render(_Statements(Express(lang, Margin(""), glossary.dated)).layout(turned), WIDTH)


class _Statements:
    """Lays out statements clause by clause."""

    def __init__(self, express: Express) -> None:
        self.express = express
        self.margin = express.margin
        self.word = express.word
        self.zh = express.lang == "zh"

    def layout(self, statement: s.Statement) -> Layout:
        """A fact, a rule, an invariant or an amendment."""
        match statement:
            case s.Fact():
                return self._fact(statement)
            case s.Rule(path, titles, clauses):
                return self._head("RULE", path.text, titles), *self._clauses(clauses)
            case s.Invariant(name, titles, clauses):
                return self._head("INVARIANT", name.text, titles), *self._clauses(clauses)
            case s.Replace(path, titles, clauses):
                return self._head("REPLACE", path.text, titles), *self._clauses(clauses)
            case s.Insert(path, titles, clauses):
                return self._head("INSERT", path.text, titles), *self._clauses(clauses)
            case s.Repeal(path, clauses):
                return self._head("REPEAL", path.text, ()), *self._clauses(clauses)

    def _head(self, terminal: str, name: str, titles: Sequence[s.Text]) -> str:
        return " ".join([self.word(terminal), name, *(self.express.quoted(each.value) for each in titles)])

    # ── facts ──

    def _fact(self, fact: s.Fact) -> Layout:
        head = self._head("FACT", f"{fact.entity.text}.{fact.name.text}", fact.titles)
        parts: list[Layout] = [head, "：" if self.zh else ":"]
        parts.append(Nest((self.margin.above(fact.body.span.start), Group(self.express.whole(fact.body)))))
        parts += [Nest((self.margin.above(each.span.start), Group(self._branch(each)))) for each in fact.exceptions]
        parts += [Nest(self._presumed(each)) for each in fact.presumed]
        return tuple(parts)

    def _branch(self, branch: s.Except) -> Layout:
        value = f"{self.word('EXCEPT')} ", self.express.at(branch.value, OR)
        return value, self._tail("WHEN", branch.when)

    def _tail(self, terminal: str, e: s.Expr) -> Layout:
        return Nest((self.margin.gap(e.span.start), f"{self.word(terminal)} ", self.express.whole(e)))

    def _presumed(self, presumed: s.Presumed) -> Layout:
        above, value = self.margin.above(presumed.span.start), self.express.operand(presumed.value)
        source = self.margin.gap(presumed.sources[0].span.start, hard=True), f"{self.word('SOURCE')} "
        return above, f"{self.word('PRESUMED')} ", value, Nest((*source, self._cites(presumed.sources)))

    # ── clauses ──

    def _clauses(self, clauses: Sequence[s.Clause]) -> Iterator[Layout]:
        """A condition that follows its norm stands under it."""
        under = False
        for clause in clauses:
            deeper = under and isinstance(clause, s.Condition)
            under = deeper or isinstance(clause, s.NormClause | s.NeverPermitted)
            yield Nest((self.margin.above(clause.span.start), Group(self._clause(clause))), 8 if deeper else 4)

    def _clause(self, clause: s.Clause) -> Layout:
        match clause:
            case s.Cited(which, cites):
                return f"{self.word(which.upper())} ", self._cites(cites)
            case s.Bound(which, date):
                return self._bound(which, date.text)
            case s.Subject(entity, where):
                return f"{self.word('FOR_EACH')} {entity.text}", self._tail("WHERE", where) if where else ""
            case s.Condition(which, condition):
                return f"{self.word(which.upper())} ", self.express.whole(condition)
            case s.Label("note", value):
                return f"{self.word('NOTE')} {self.express.quoted(value.text)}"
            case s.Label(which, value):
                return f"{self.word(which.upper())} {value.text}"
            case s.Transitional(condition):
                return f"{self.word('TRANSITIONAL')} ", self.express.whole(condition)
            case s.Overrides(path):
                return f"{self.word('OVERRIDES')} {path.text}"
            case s.MustNot(action):
                return f"{self.word('MUST_NOT')} {action.text}"
            case s.May(action):
                return f"{self.word('MAY')} {action.text}"
            case s.NeverPermitted(action):
                return f"{self.word('NEVER_PERMITTED')} {action.text}"
            case s.Must(state, by):
                return self._must(state, by)
            case s.MustHappen():
                return self._happen(clause)
            case s.Lost():  # a file with an error has no form
                return ()

    def _bound(self, which: str, date: str) -> str:
        if which == "from":
            return f"{self.word('FROM')} {date}" + (f" {self.word('IN_FORCE')}" if self.zh else "")
        return f"{self.word('TO_ZH')} {date} {self.word('OF_FORCE')}" if self.zh else f"{self.word('UNTIL')} {date}"

    def _must(self, state: s.Expr, by: s.Expr | None) -> Layout:
        """`must (not …)` is a duty, `must not …` a prohibition."""
        least = PARENTHESES if first_word(state) in _AFTER_MUST else OR
        said = f"{self.word('MUST')} ", self.express.at(state, least, last=by is None)
        if by is None:
            return said
        return said, Nest((self.margin.gap(by.span.start), f"{self.word('BY')} ", self.express.operand(by)))

    def _happen(self, clause: s.MustHappen) -> Layout:
        """What happens within which time: English says the event first, Chinese the time."""
        event = self.express.operand(clause.event)
        length, start = self.express.sum(clause.duration), self.express.sum(clause.start)
        if self.zh:
            period = joined([self.word("AT_ZH"), start, self.word("AFTER_ZH"), length, self.word("INSIDE_ZH")], " ")
            return f"{self.word('MUST')} ", period, Nest((BREAK, f"{self.word('HAPPEN_ZH')} ", event))
        period = joined([self.word("WITHIN"), length, self.word("AFTER"), start], " ")
        return f"{self.word('MUST_HAPPEN')} ", event, Nest((BREAK, period))

    # ── citations ──

    def _cites(self, cites: Sequence[s.Cite]) -> Layout:
        """An article of the source that was named just before stands without its name."""
        said: list[Layout] = []
        before = ""
        for cite in cites:
            article = article_text(cite.article, cite.item, self.express.lang) if cite.article else ""
            named = "" if article and cite.source.text == before else cite.source.text
            said.append(" ".join(filter(None, (named, article))))
            before = cite.source.text
        return Nest(self.express.listed(said))
