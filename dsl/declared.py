"""Expressions → where what they name was declared, and as what: the other places of a message about kinds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dsl import core
from dsl.core import Words
from dsl.diagnose import Related
from dsl.kinds import Kind, Reference
from dsl.messages.kinds import kind_words
from dsl.resolve import Names, fact_names
from dsl.source import Span


def declared(about: Iterable[core.Expr | None], names: Names) -> Related:
    """The declaration of each field, relation, fact or figure among the expressions, each once."""
    return tuple({span: (span, words) for each in about if each for span, words in _of(each, names)}.values())


def _of(e: core.Expr, names: Names) -> Iterator[tuple[Span, Words]]:
    match e:
        case core.FieldOf(of, name, kind):
            field = names.vocabulary.entities[_entity(of)].fields[name]
            yield field.span, _declared_as(field.names, kind, names)
        case core.Follow(of, name, kind):
            relation = names.vocabulary.entities[_entity(of)].relations[name]
            own, rows = relation.names, kind_words(kind, names.vocabulary)
            yield (
                relation.span,
                Words(
                    f"关系“{own.say('zh')}”在此声明，通向{rows.zh}",
                    f"the relation `{own.say('en')}` is declared here: it leads to {rows.en}",
                ),
            )
        case core.Figure(name, kind=kind):
            figure = names.parameters[name]
            yield figure.span, _declared_as(figure.names, kind, names)
        case core.FactOf(of, name, kind):
            fact = names.facts[_entity(of), name]
            own, value = fact_names(fact), kind_words(kind, names.vocabulary)
            yield (
                fact.name.span,
                Words(
                    f"事实“{own.zh}”在此定义，其值为{value.zh}",
                    f"the fact `{own.en}` is defined here: it is {value.en}",
                ),
            )


def _entity(row: core.Expr) -> str:
    assert isinstance(row.kind, Reference)  # members are taken of single rows only
    return row.kind.entity


def _declared_as(own: Words, kind: Kind, names: Names) -> Words:
    value = kind_words(kind, names.vocabulary)
    return Words(f"“{own.say('zh')}”在此声明为{value.zh}", f"`{own.say('en')}` is declared here as {value.en}")
