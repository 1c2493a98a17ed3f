"""Names in expressions → rows, fields, facts, relations, figures and values of enumerations, or what is not known."""

from __future__ import annotations

from dsl import core
from dsl import syntax as s
from dsl.check.basis import Basis, Scope
from dsl.core import Words
from dsl.diagnose import instead, unknown
from dsl.kinds import Collection, Kind, OneOf, Reference
from dsl.messages.tokens import TOKENS
from dsl.resolve import fact_names
from dsl.source import Span, is_chinese


class Naming(Basis):
    """What of an expression is a name."""

    def _path(self, e: s.Path, scope: Scope, hint: Kind | None) -> core.Expr | None:
        first, *rest = e.parts
        bound = scope.get(first.text)
        if bound is None and rest:
            self._no_variable(first, scope)
            return None
        if bound is None:
            return self._bare(first, scope, hint)
        self._note_subject(first, bound)
        current: core.Expr = core.Variable(bound.name, bound.kind, first.span)
        for word in rest:
            found = self._member(current, word)
            if found is None:
                return None
            current = found
        return current

    def _note_subject(self, word: s.Word, variable: core.Variable) -> None:
        """The variable of `for each` has the two names of its entity; one that a quantifier binds has its own."""
        entity = self.names.vocabulary.entities[variable.kind.entity]
        if variable.span == entity.span:
            self.names.glossary.note(word.span, entity.names)

    def _bare(self, word: s.Word, scope: Scope, hint: Kind | None) -> core.Expr | None:
        """A name alone: a value of the enumeration that its place suggests, or a parameter."""
        if isinstance(hint, OneOf):
            value = self.names.value(hint, word)
            if value is not None:
                return core.Constant(value, hint, word.span)
        if figure := self.names.figure(word.text):
            self.names.glossary.note(word.span, figure.names)
            return core.Figure(figure.name, None, figure.kind, word.span)
        if isinstance(hint, OneOf):
            values = self.names.vocabulary.enumerations[hint.enumeration].values
            known = {name for value, words in values.items() for name in (value, words.zh)}
            listed = Words("、".join(each.zh for each in values.values()), ", ".join(values))
            of = self.names.vocabulary.enumerations[hint.enumeration].names
            self.problems.append(unknown("RB204", word.text, known, word.span, known=listed, of=of))
        elif word.text in self.names.actions:
            self._say("RB220", word.span, name=word.text)
        elif word.text not in self.names.broken:
            self._no_figure(word, scope)
        return None

    def _no_figure(self, word: s.Word, scope: Scope) -> None:
        """A bare name that stands for nothing: perhaps the row was left out before a member of it."""
        rows = [name for name, row in scope.items() if word.text in self.names.members[row.kind.entity]]
        if owners := [name for name in rows if is_chinese(name) == is_chinese(word.text)]:
            meant = f"{owners[0]}.{word.text}"
            edits = instead(word.span, word.text, meant) if len(owners) == 1 else ()
            self._say("RB203", word.span, edits, name=word.text, suggestion=meant)
        else:
            known = {*scope, *self.names.figures, *TOKENS["KEYWORD"]}
            self.problems.append(unknown("RB203", word.text, known, word.span))

    def _no_variable(self, word: s.Word, scope: Scope) -> None:
        if word.text not in self.names.broken:
            self.problems.append(unknown("RB203", word.text, scope, word.span))

    def _member(self, current: core.Expr, word: s.Word) -> core.Expr | None:
        kind = current.kind
        span = current.span.to(word.span)
        if isinstance(kind, Collection):
            self._say("RB218", word.span, about=(current,), name=word.text)
            return None
        if not isinstance(kind, Reference):
            self._say("RB219", word.span, about=(current,), name=word.text, found=self.words(kind))
            return None
        member = self.names.members[kind.entity].get(word.text)
        match member:
            case core.Field(name=name, kind=field_kind):
                self.names.glossary.note(word.span, member.names)
                return core.FieldOf(current, name, field_kind, span)
            case core.Relation(name=name, to=to, many=many):
                self.names.glossary.note(word.span, member.names)
                return core.Follow(current, name, Collection(to) if many else Reference(to), span)
            case (str(), str()) as key:
                self.names.glossary.note(word.span, fact_names(self.names.facts[key]))
                return self._fact(current, key, span)
            case _:
                if word.text not in self.names.broken:
                    known = self.names.members[kind.entity]
                    entity = self.names.vocabulary.entities[kind.entity].names
                    self.problems.append(unknown("RB202", word.text, known, word.span, entity=entity))
                return None

    def _fact(self, current: core.Expr, key: tuple[str, str], span: Span) -> core.Expr | None:
        if key not in self.fact_kinds:
            self.needs[key] = None
            return None
        kind = self.fact_kinds[key]
        return core.FactOf(current, key[1], kind, span) if kind else None
