"""What is declared and never used: facts, parameters, sources and their articles, actions, enumerations."""

from __future__ import annotations

from collections.abc import Iterator

from dsl import core
from dsl.diagnose import Diagnostic
from dsl.kinds import OneOf
from dsl.lint import law
from dsl.lint.matter import Matter
from dsl.order import fact_key


def facts(matter: Matter) -> Iterator[Diagnostic]:
    """A fact that no rule, no invariant and no other fact reads; that a scenario asks for it does not make it law."""
    read = {fact_key(each) for each in matter.written() if isinstance(each, core.FactOf)}
    for key, fact in matter.book.facts.items():
        if key not in read:
            yield Diagnostic("RB701", fact.span, {"name": matter.fact(fact)})


def parameters(matter: Matter) -> Iterator[Diagnostic]:
    """A figure that nothing reads."""
    read = {each.name for each in matter.written() if isinstance(each, core.Figure)}
    for name, parameter in matter.book.parameters.items():
        if name not in read:
            yield Diagnostic("RB702", parameter.span, {"name": parameter.names})


def sources(matter: Matter) -> Iterator[Diagnostic]:
    """An entry of the law register that nothing cites, and that no renumbering tells of."""
    cited = {each.source for claim in matter.claims for each in claim.sources}
    moves = law.moves(matter.book.sources)
    told = {each.source for move in moves for each in (move.old, move.new)}
    for name, source in matter.book.sources.items():
        if name not in cited | told and not _says_why(source):
            yield Diagnostic("RB703", source.span, {"name": source.names})


def _says_why(source: core.LawSource) -> bool:
    """Whether every article says why no rule stands on it."""
    articles = (*source.articles.values(), *source.items.values())
    return bool(articles) and all(each.untranslated for each in articles)


def articles(matter: Matter) -> Iterator[Diagnostic]:
    """An article that nothing stands on and that does not say why; and one that says why, though something does.

    Of a source that nothing cites at all, its articles are not told of one by one.
    """
    cited = {each for claim in matter.claims for each in claim.sources}
    cited |= {each for move in law.moves(matter.book.sources) for each in (move.old, move.new)}
    used: dict[str, list[core.Citation]] = {}
    for each in cited:
        used.setdefault(each.source, []).append(each)
    for source in matter.book.sources.values():
        ours = [each for each in used.get(source.id, ()) if each.article]
        for place, article in source.places():
            stands = any(law.within(each, place) or law.within(place, each) for each in ours)
            if stands == bool(article.untranslated) and (stands or source.id in used):
                blanks = {"name": law.place(place, matter.book.sources)}
                yield Diagnostic("RB707" if stands else "RB706", article.span, blanks)


def actions(matter: Matter) -> Iterator[Diagnostic]:
    """An action that nothing permits, forbids, guards or expects."""
    book = matter.book
    expected = {each.target for case in book.scenarios for each in case.expect}
    guarded = {each.action for each in book.invariants.values()}
    for name, action in book.vocabulary.actions.items():
        if not book.guards[name] and name not in guarded and not expected & {name, action.names.zh}:
            yield Diagnostic("RB704", action.span, {"name": action.names})


def enumerations(matter: Matter) -> Iterator[Diagnostic]:
    """A list of values that no field and no figure takes its value from."""
    book = matter.book
    kinds = [each.kind for entity in book.vocabulary.entities.values() for each in entity.fields.values()]
    kinds += [each.kind for each in book.parameters.values()]
    taken = {kind.enumeration for kind in kinds if isinstance(kind, OneOf)}
    for name, enumeration in book.vocabulary.enumerations.items():
        if name not in taken:
            yield Diagnostic("RB705", enumeration.span, {"name": enumeration.names})
