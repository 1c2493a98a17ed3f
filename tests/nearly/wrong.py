"""Values of the wrong kind, and days that no calendar has or no law means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from dsl import core, kinds
from dsl import syntax as s
from dsl.kinds import Reference
from tests.nearly.pages import Edit, Library, Page, fact_spans, mappings

_DATE = re.compile(r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})\b")


# ── wrong kind ───────────────────────────────────────────────────────────────────────────────────────────────────────


def wrong_kind(page: Page, library: Library, rng: Random) -> Iterator[Edit]:
    """A value, a field, a figure or a declared kind taken for one of another kind."""
    if page.shape == "rules":
        yield from _wrong_operands(page, library, rng)
    else:
        yield from _wrong_values(page, library, rng)


def _wrong_operands(page: Page, library: Library, rng: Random) -> Iterator[Edit]:
    seen: set[int] = set()
    for each in library.expressions.get(page.name, ()):
        written = page.text[each.span.start : each.span.end]
        if each.span.start in seen or not written:
            continue
        new = _other_operand(each, written, library, rng)
        if new and new != written:
            seen.add(each.span.start)
            yield Edit(each.span.start, each.span.end, new)


def _other_operand(e: core.Expr, written: str, library: Library, rng: Random) -> str | None:
    vocabulary = library.book.vocabulary
    match e:
        case core.FieldOf(of, name, kind) if isinstance(of.kind, Reference) and "." in written:
            fields = vocabulary.entities[of.kind.entity].fields.values()
            others = [f.names.zh if _zh(written) else f.name for f in fields if f.kind != kind and f.name != name]
            return written[: written.rindex(".") + 1] + rng.choice(others) if others else None
        case core.Figure(name, None, kind):
            others = [
                p.names.zh if _zh(written) else p.name for p in library.book.parameters.values() if p.kind != kind
            ]
            return rng.choice(others) if others else None
        case core.Constant(kind=kinds.OneOf(enumeration)):
            own = vocabulary.enumerations[enumeration].values
            all_values = (pair for each in vocabulary.enumerations.values() for pair in each.values.items())
            others = [w.zh if _zh(written) else v for v, w in all_values if v not in own]
            return rng.choice(others) if others else None
        case core.Constant(_, kinds.Money()):
            return written.split()[0]
        case core.Constant(_, kinds.Date()) if _DATE.fullmatch(written):
            return rng.choice([f'"{written}"', written[:4], f"{written}T00:00"])
        case core.Constant(_, kinds.Integer() | kinds.Decimal()) if written.isdigit():
            return rng.choice([f"{written} CNY", f"{written} days"])
        case core.DayOf(term):
            return written[term.span.start - e.span.start : term.span.end - e.span.start]
        case core.Follow(of, name, kind) if isinstance(of.kind, Reference) and "." in written:
            relations = vocabulary.entities[of.kind.entity]
            pool: list[core.Field | core.Relation] = [*relations.fields.values()]
            pool += [r for r in relations.relations.values() if r.many != isinstance(kind, kinds.Collection)]
            other = rng.choice(pool)
            return written[: written.rindex(".") + 1] + (other.names.zh if _zh(written) else other.name)
    return None


def _zh(text: str) -> bool:
    return not text.isascii()


_KINDS = ["yes/no", "integer", "decimal", "text", "date", "instant", "money CNY", "days", "months", "years"]


def _wrong_values(page: Page, library: Library, rng: Random) -> Iterator[Edit]:
    """The kind of a declaration changed for another; a value put where another shape or kind is wanted."""
    enumerations = list(library.book.vocabulary.enumerations)
    facts = fact_spans(page)
    for mapping in mappings(page.tree):
        for key, value in mapping.entries:
            start, end = value.span.start, value.span.end
            if key.text == "kind" and page.shape in ("vocabulary", "parameters") and isinstance(value, s.Scalar):
                others = [each for each in (*_KINDS, *enumerations) if each != value.text]
                yield Edit(start, end, rng.choice(others))
            elif key.text in ("to", "to many") and page.shape == "vocabulary":
                yield Edit(key.span.start, key.span.end, {"to": "to many", "to many": "to"}[key.text])
            elif key.text == "value" and page.shape == "parameters" and isinstance(value, s.Scalar):
                number = value.text.split()[0]
                others = [
                    number,
                    f"{number} months",
                    f"{number} hours",
                    f"{number} CNY",
                    f"{number}.5",
                    "yes",
                    "no",
                    "ten",
                ]
                yield Edit(start, end, rng.choice([each for each in others if each != value.text]))
            elif isinstance(value, s.Mapping) and value.entries and page.text[start] == "{":
                inner = value.entries[0][1]
                if isinstance(inner, s.Scalar):  # a text or a date where a mapping is wanted
                    yield Edit(start, end, page.text[inner.span.start : inner.span.end])
            elif isinstance(value, s.Sequence) and value.items and page.text[start] == "[":
                yield Edit(start, end, page.text[value.items[0].span.start : value.items[0].span.end])
            elif start in facts and isinstance(value, s.Scalar) and value.text:
                yield Edit(start, end, rng.choice(_other_values(value.text)))


def _other_values(text: str) -> list[str]:
    """What is put down by mistake in place of a value of a case."""
    if _DATE.match(text):
        return ["yes", text[:4], "1" + text[10:], f"{text[:10]}T09:00" if len(text) == 10 else text[:10]]
    if text in ("yes", "no"):
        return ["2016-04-11", "maybe", "2"]
    if re.match("[0-9]", text):
        return ["yes", "2016-04-11", "many"]
    return ["yes", "5", "2016-04-11"]


# ── wrong date ───────────────────────────────────────────────────────────────────────────────────────────────────────


def wrong_date(page: Page, library: Library, rng: Random) -> Iterator[Edit]:
    """A day that no calendar has, a date in another manner of writing, a digit mistyped."""
    for match in _DATE.finditer(page.text):
        if page.is_quiet(match.start()) or (page.shape != "rules" and not _is_value(page, match)):
            continue
        year, month, day = match.groups()
        how = rng.choice(["impossible", "impossible", "manner", "digit", "digit"])
        if how == "impossible":
            new = rng.choice([f"{year}-02-30", f"{year}-13-{day}", f"{year}-{month}-32", f"{year}-00-{day}"])
        elif how == "manner":
            new = rng.choice([
                f"{year}/{month}/{day}", f"{year}.{month}.{day}", f"{year}年{int(month)}月{int(day)}日",
                f"{year}-{month}{day}", f"{day}-{month}-{year}", f"{year}-{month}",
            ])  # fmt: skip
        else:
            shifted = int(year) + rng.choice([-10, -1, 1, 10])
            new = rng.choice(
                [f"{shifted}-{month}-{day}", f"{year[:2]}{year[3]}{year[2]}-{month}-{day}", f"{year[1:]}-{month}-{day}"]
            )
        if new != match[0]:
            yield Edit(*match.span(), new, certain=how == "impossible")


def _is_value(page: Page, match: re.Match[str]) -> bool:
    """Whether a scalar begins with this date: in a text it is only mentioned."""
    return match.start() in _starts(page)


def _starts(page: Page) -> set[int]:
    keyed = [(k, v) for m in mappings(page.tree) for k, v in m.entries if k.text not in ("status", "number")]
    values = {v.span.start for k, v in keyed if isinstance(v, s.Scalar) and not v.quoted}
    listed = {i.span.start for _, v in keyed if isinstance(v, s.Sequence) for i in v.items if isinstance(i, s.Scalar)}
    return values | listed
