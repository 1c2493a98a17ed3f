"""The eight kinds of slip that an officer makes at one place: each gives, for a page, an edit for each place it fits.

`certain` edits make the book wrong by construction: if the front end says nothing of them, that is a miss. Of the
others (a line moved to where it may stand as well) the book may remain sound; then there is nothing to be told.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from random import Random

from dsl import core, kinds
from dsl import syntax as s
from dsl.keywords import TERMINALS
from dsl.kinds import Reference
from dsl.shape import schema
from tests.nearly.pages import Edit, Library, Page, mappings, nodes, scalars

Slips = Callable[[Page, Library, Random], Iterator[Edit]]

_ROW = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_WORD = re.compile(r"[^\W\d][\w-]*")
_DATE = re.compile(r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})\b")


# ── misspelt name ────────────────────────────────────────────────────────────────────────────────────────────────────


def misspelt(page: Page, library: Library, rng: Random) -> Iterator[Edit]:
    """A letter of a name dropped, doubled, swapped with the next or taken for its neighbour on the keyboard."""
    for start, end, certain in _names(page, library):
        word = page.text[start:end]
        tries = (_slip_of_the_pen(word, rng, library) for _ in range(20))
        new = next((each for each in tries if each not in library.known and each != word), None)
        if new:
            yield Edit(start, end, new, certain)


def _slip_of_the_pen(word: str, rng: Random, library: Library) -> str:
    at = rng.randrange(len(word))
    how = rng.choice(["drop", "double", "swap", "other"])
    if how == "drop" and len(word) > 1:
        return word[:at] + word[at + 1 :]
    if how == "double":
        return word[:at] + word[at] + word[at:]
    if how == "swap" and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + _other(word[at], rng, library) + word[at + 1 :]


def _other(letter: str, rng: Random, library: Library) -> str:
    for row in _ROW:
        if letter in row:
            at = row.index(letter)
            return rng.choice([row[i] for i in (at - 1, at + 1) if 0 <= i < len(row)])
    if letter.isascii():
        return letter
    return rng.choice(sorted({char for name in library.known for char in name if not char.isascii()}))


def _names(page: Page, library: Library) -> Iterator[tuple[int, int, bool]]:
    """Every name of a page, and whether it is a use, which has to name something."""
    if page.shape == "rules":
        yield from _names_of_rules(page)
    else:
        yield from _names_of_yaml(page, library)


_DECLARES = {"Rule.path", "Invariant.name", "Fact.name", "Quantifier.variable", "Aggregate.variable"}


def _names_of_rules(page: Page) -> Iterator[tuple[int, int, bool]]:
    for node, role in nodes(page.statements):
        if isinstance(node, s.Word) and node.text and page.text[node.span.start] not in '"“':
            for match in re.finditer(r"[\w-]+", page.words(node)):  # a rule's path has several segments
                start = node.span.start + match.start()
                if role != "Cite.source" or node.text == match[0]:
                    yield start, start + len(match[0]), role not in _DECLARES


_OF_NAMES = {
    "kind", "absent", "time", "personal", "key", "on", "to", "to many", "recorded_by", "default", "source", "law",
    "zone", "confidence", "rank", "verdict", "outcome", "because", "missing", "by",
}  # fmt: skip
"""Keys whose values are names that have to be known."""
_OF_TEXT = {"en", "note", "number", "status", "basis", "title", "issuer", "name", "edition", "jurisdiction"}


def _names_of_yaml(page: Page, library: Library) -> Iterator[tuple[int, int, bool]]:
    properties = set(_properties(schema(page.shape).schema))
    values = {name for each in library.book.vocabulary.enumerations.values() for name in each.values}
    facts = _fact_spans(page)

    def walk(node: s.Node, under: tuple[str, ...]) -> Iterator[tuple[int, int, bool]]:
        match node:
            case s.Sequence(items):
                for item in items:
                    yield from walk(item, under)
            case s.Mapping(entries):
                for key, value in entries:
                    inside = key.span.start in facts
                    used = inside or key.text in properties or under[-1:] == ("expect",)
                    if not key.quoted and not re.search("[0-9]", key.text):
                        yield from _each_word(key, used)
                    yield from walk(value, (*under, key.text))
            case s.Scalar(text, quoted):
                last = under[-1] if under else ""
                if quoted or last in _OF_TEXT or (last == "zh" and page.shape != "vocabulary"):
                    return
                if page.shape == "rulebook" and last == "source":
                    return
                if page.shape == "scenarios" and last not in ("verdict", "outcome", "because", "missing", "by"):
                    certain = (node.span.start in facts and text in values) or under[-2:-1] == ("expect",)
                    if certain:
                        yield from _each_word(node, True)
                else:
                    yield from _each_word(node, last in _OF_NAMES)

    yield from walk(page.tree, ())


def _each_word(node: s.Scalar, certain: bool) -> Iterator[tuple[int, int, bool]]:
    """The names in a scalar; `art` and `item` of a citation are no names, nor is a letter of a grade."""
    for match in _WORD.finditer(node.text):
        if match[0] not in ("art", "item") and len(match[0]) > 1:
            yield node.span.start + match.start(), node.span.start + match.end(), certain


def _properties(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        yield from node.get("properties", {})
        for value in node.values():
            yield from _properties(value)
    elif isinstance(node, list):
        for value in node:
            yield from _properties(value)


def _fact_spans(page: Page) -> set[int]:
    """Where the keys and values of facts stand."""
    found: set[int] = set()
    for mapping in mappings(page.tree) if page.shape == "scenarios" else ():
        facts = mapping.get("facts")
        if isinstance(facts, s.Mapping):
            found |= {each.span.start for each in scalars(facts)}
    return found


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
            return rng.choice(others)
        case core.Constant(kind=kinds.OneOf(enumeration)):
            own = vocabulary.enumerations[enumeration].values
            all_values = (pair for each in vocabulary.enumerations.values() for pair in each.values.items())
            others = [w.zh if _zh(written) else v for v, w in all_values if v not in own]
            return rng.choice(others)
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
    facts = _fact_spans(page)
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


# ── lost keyword ─────────────────────────────────────────────────────────────────────────────────────────────────────


_SPELLINGS = sorted({word for each in TERMINALS for word in each.spellings if word[0].isalpha()}, key=len, reverse=True)
_KEYWORD = re.compile(
    r"(?<!\w)(?:" + "|".join(r"\s+".join(map(re.escape, word.split())) for word in _SPELLINGS) + r")(?![^\W\d])"
)


def lost_keyword(page: Page, library: Library, rng: Random) -> Iterator[Edit]:
    """A keyword forgotten: in rules a word of the language, in YAML a key with its colon, or a list's dash."""
    if page.shape == "rules":
        names = {at for node, _ in nodes(page.statements) if isinstance(node, s.Word) for at in _range(node)}
        for match in _KEYWORD.finditer(page.text):
            if match.start() not in names and not page.is_quiet(match.start()):
                yield _without(page.text, *match.span())
        return
    properties = set(_properties(schema(page.shape).schema))
    for mapping in mappings(page.tree):
        for key, value in mapping.entries:
            if key.text in properties and key.span.end < value.span.start:
                yield (
                    Edit(key.span.start, value.span.start, "") if isinstance(value, s.Scalar) else _key_alone(page, key)
                )
    for match in re.finditer(r"^ *- (?=\S)", page.text, re.MULTILINE):
        yield Edit(match.end() - 2, match.end(), rng.choice(["", "  "]))
    for match in re.finditer(r"(?<=[\w-] )(?:art|item) (?=[0-9])", page.text):
        if not page.is_quiet(match.start()) and page.shape in ("parameters", "vocabulary"):
            yield Edit(*match.span(), "")


def _range(node: s.Word) -> range:
    return range(node.span.start, node.span.end)


def _key_alone(page: Page, key: s.Scalar) -> Edit:
    """A key with its colon; where nothing else stands on its line, the line is not there."""
    start, end = key.span.start, page.text.index(":", key.span.end) + 1
    line = page.text.rfind("\n", 0, start) + 1
    is_alone = not page.text[line:start].strip() and page.text[end] == "\n"
    return Edit(line, end + 1, "") if is_alone else Edit(start, end, "")


def _without(text: str, start: int, end: int) -> Edit:
    """A word and the blank after it."""
    return Edit(start, end + (text[end : end + 1] == " "), "")


# ── swapped clause ───────────────────────────────────────────────────────────────────────────────────────────────────


def swapped(page: Page, library: Library, rng: Random) -> Iterator[Edit]:
    """Two neighbouring lines, two parts of one clause, or two values of one mapping in each other's place."""
    yield from _swapped_lines(page)
    if page.shape == "rules":
        for node, _ in nodes(page.statements):
            yield from _swapped_parts(page, node)
    else:
        for mapping in mappings(page.tree):
            for (_, a), (_, b) in zip(mapping.entries, mapping.entries[1:], strict=False):
                if (
                    isinstance(a, s.Scalar)
                    and isinstance(b, s.Scalar)
                    and "\n" not in page.text[a.span.start : b.span.end]
                ):
                    yield _exchange(page.text, a.span.start, a.span.end, b.span.start, b.span.end)


def _swapped_lines(page: Page) -> Iterator[Edit]:
    lines = list(re.finditer(r"^[^\n]+$", page.text, re.MULTILINE))
    for first, second in itertools.pairwise(lines):
        is_code = all(each[0].strip() and not each[0].strip().startswith("#") for each in (first, second))
        if is_code and second.start() == first.end() + 1:
            yield Edit(first.start(), second.end(), f"{second[0]}\n{first[0]}")


def _swapped_parts(page: Page, node: object) -> Iterator[Edit]:
    match node:
        case s.Quantifier(_, _, a, b) | s.Passed(a, b) | s.Between(_, a, b) | s.Except(a, b) | s.OnDate(a, b):
            pairs = [(a, b)]
        case s.Aggregate(_, None, _, a, b) if b is not None:
            pairs = [(a, b)]
        case s.MustHappen(event, duration, start):
            pairs = [(event, duration), (duration, start), (event, start)]
        case s.Cite(source, article, _, span) if article and source.text and source.span.end < span.end:
            rest = (
                source.span.end
                + len(page.text[source.span.end : span.end])
                - len(page.text[source.span.end : span.end].lstrip())
            )
            yield _exchange(page.text, source.span.start, source.span.end, rest, span.end)
            return
        case _:
            return
    for a, b in pairs:
        first, second = sorted((a.span, b.span), key=lambda span: span.start)
        if first.end <= second.start:
            yield _exchange(page.text, first.start, first.end, second.start, second.end)


def _exchange(text: str, a: int, a_end: int, b: int, b_end: int) -> Edit:
    return Edit(a, b_end, text[b:b_end] + text[a_end:b] + text[a:a_end])


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


# ── half width, full width ───────────────────────────────────────────────────────────────────────────────────────────

_FULL = {
    ",": "，、", ":": "：", "(": "（", ")": "）", ".": "。．", "-": "－—", '"': "＂”“", "=": "＝", "<": "＜《", ">": "＞》",
    "{": "｛", "}": "｝", "[": "［【", "]": "］】", "/": "／", " ": "\u3000", "*": "＊", "+": "＋", "#": "＃", "_": "＿",
} | {str(digit): chr(0xFF10 + digit) for digit in range(10)}  # fmt: skip


def full_width(page: Page, library: Library, rng: Random) -> Iterator[Edit]:
    """A sign, a digit or a blank typed with the Chinese keyboard on (or the quotation marks of the other kind)."""
    texts = _free_texts(page)
    weighed: dict[str, list[Edit]] = {}
    for at, char in enumerate(page.text):
        if char in _FULL and not texts[at] and (char != " " or rng.random() < 0.05):
            weighed.setdefault(char, []).append(Edit(at, at + 1, rng.choice(_FULL[char])))
    for edits in weighed.values():  # a file has a thousand commas and a few braces: of each sign a like number
        yield from rng.sample(edits, min(len(edits), 12))


def _free_texts(page: Page) -> list[bool]:
    """For each character, whether it stands in free text, where either width is right."""
    inside = [False] * (len(page.text) + 1)
    for start, end in page.quiet:
        first, last = (start + 1, end - 1) if page.shape == "rules" and page.text[start] in '"“' else (start, end)
        inside[first:last] = [True] * (last - first)
    if page.shape != "rules":
        for each in scalars(page.tree):
            plain = not each.quoted and re.fullmatch(r"[\w./ -]*", each.text, re.ASCII)
            start, end = each.span.start + each.quoted, each.span.end - each.quoted
            if not plain:
                inside[start:end] = [True] * (end - start)
    return inside


# ── unclosed quote ───────────────────────────────────────────────────────────────────────────────────────────────────


def unclosed_quote(page: Page, library: Library, rng: Random) -> Iterator[Edit]:
    """One of the two quotation marks of a text left out."""
    if page.shape == "rules":
        spans = [span for span in page.quiet if page.text[span[0]] in '"“']
    else:
        spans = [(each.span.start, each.span.end) for each in scalars(page.tree) if each.quoted]
    for start, end in spans:
        at = rng.choice([start, end - 1, end - 1])
        yield Edit(at, at + 1, "")


# ── bad indent ───────────────────────────────────────────────────────────────────────────────────────────────────────


def bad_indent(page: Page, library: Library, rng: Random) -> Iterator[Edit]:
    """A line of YAML, or a line with all that hangs on it, moved to the right or to the left."""
    if page.shape == "rules":
        return
    lines = page.text.split("\n")
    offset = 0
    for number, line in enumerate(lines):
        text = line.strip()
        if text and not text.startswith("#"):
            last = number if rng.random() < 0.7 else _block(lines, number)
            yield from _moved(lines, number, last, offset, rng)
        offset += len(line) + 1


def _block(lines: Sequence[str], first: int) -> int:
    """The last line that hangs on a line."""
    depth = _indent(lines[first])
    last = first
    for number in range(first + 1, len(lines)):
        if lines[number].strip():
            if _indent(lines[number]) <= depth:
                break
            last = number
    return last


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _moved(lines: Sequence[str], first: int, last: int, offset: int, rng: Random) -> Iterator[Edit]:
    by = rng.choice([each for each in (-2, -1, 1, 2, 4) if _indent(lines[first]) + each >= 0])
    tab = rng.random() < 0.1
    moved = []
    for line in lines[first : last + 1]:
        depth = _indent(line)
        lead = "\t" + " " * max(0, depth - 2) if tab else " " * max(0, depth + by)
        moved.append(lead + line[depth:] if line.strip() else line)
    old = "\n".join(lines[first : last + 1])
    yield Edit(offset, offset + len(old), "\n".join(moved))


KINDS: dict[str, Slips] = {
    "misspelt name": misspelt,
    "wrong kind": wrong_kind,
    "lost keyword": lost_keyword,
    "swapped clause": swapped,
    "wrong date": wrong_date,
    "half or full width": full_width,
    "unclosed quote": unclosed_quote,
    "bad indent": bad_indent,
}
