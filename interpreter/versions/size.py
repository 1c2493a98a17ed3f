"""Two books compared → how large the change is, as a version number tells it, and what demands that.

Patch: nobody is treated otherwise. Minor: only whom or what the old version gave no answer about: acts, subjects and
values that it has no words for, days after the one asked from, days for which it had no calendar or figure. Major: all
else, and what is not known. What is gone is major in any case: who imports or overrides a rule does not find it, and
facts that were given are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from dsl import core
from interpreter.proof.between import change, common, of_name, of_nothing, of_texts, of_verdict
from interpreter.proof.prove import Terms
from interpreter.versions.behaviour import Treated
from interpreter.versions.calendars import asks_what_is_known, goes_on

Name = Literal["patch", "minor", "major"]


@dataclass(frozen=True)
class Size:
    """How large; what demands it, with a case of somebody whom the old version gave another answer, if it is major."""

    name: Name
    because: Treated | None = None
    what: str = ""
    """Of the vocabulary: what facts that the old version took could not say, or would have to say."""


def size(old: core.Book, new: core.Book, names: Mapping[str, str], treated: Iterable[Treated], terms: Terms) -> Size:
    """Of what `behaviour` found; what differs is asked again, about the facts and days of the old version."""
    if what := next(_refusing(old.vocabulary, new.vocabulary), ""):
        return Size("major", what=what)
    others = [each for each in treated if each.relation != "equivalent"]
    if not others:
        return Size("patch")
    asked = _Again(old, new, {after: before for before, after in names.items()}, terms)
    for each in sorted(others, key=lambda each: each.name in new.rules):  # verdicts say more than single rules
        if found := asked.demands(each):
            return Size("major", found)
    return Size("minor", others[0])


def _refusing(old: core.Vocabulary, new: core.Vocabulary) -> Iterator[str]:
    """What makes the new version refuse facts that the old one took, or not know an act."""
    yield from (name for name in old.actions if name not in new.actions)
    for name, entity in old.entities.items():
        if name not in new.entities:
            yield name
            continue
        after = new.entities[name]
        yield from (
            f"{name}.{each}"
            for each in (*entity.fields, *entity.relations)
            if each not in {**after.fields, **after.relations}
        )
        yield from (f"{name}.{each.name}" for each in after.fields.values() if _is_demanded(each, entity))
    for name, enumeration in old.enumerations.items():
        kept = new.enumerations[name].values if name in new.enumerations else ()
        yield from (f"{name}.{each}" for each in enumeration.values if each not in kept)


def _is_demanded(declared: core.Field, before: core.Entity) -> bool:
    return declared.absent == "refused" and declared.name not in before.fields


def _by_calendar(old: core.Book, new: core.Book) -> core.Book:
    """The new book by the calendar of the old one, where it only goes on from there."""
    if goes_on(old.calendar, new.calendar) and not (asks_what_is_known(old) or asks_what_is_known(new)):
        return replace(new, calendar=old.calendar)
    return new


@dataclass(frozen=True)
class _Again:
    old: core.Book
    new: core.Book
    names: Mapping[str, str]
    terms: Terms

    def demands(self, each: Treated) -> Treated | None:
        """The same, with a case among those whom the old version gave an answer; None where there are none such."""
        if each.relation == "gone":
            return each
        one, two = common(self.old, _by_calendar(self.old, self.new))
        if each.name not in two.rules:
            if each.name not in self.old.vocabulary.actions:
                return None
            before, after = of_verdict(one, each.name), of_verdict(two, each.name)
        elif each.relation == "new":
            first, *_ = texts = two.texts_of(each.name)
            is_later = first.since is not None and first.since > self.terms.near
            if is_later or not first.is_duty or first.subject not in self.old.vocabulary.entities:
                return None
            after = of_texts(texts)
            before = of_nothing(after)
        else:
            before, after = of_name(one, self.names[each.name]), of_name(two, each.name)
        terms = replace(self.terms, last=self.terms.near, words=self.old.vocabulary)
        found = change(one, two, before.answered, after, terms)
        if found.relation == "equivalent":
            return None
        if found.why:
            return each
        relation = each.relation if each.relation == "new" else found.relation
        return replace(each, relation=relation, stricter=found.stricter, looser=found.looser)
