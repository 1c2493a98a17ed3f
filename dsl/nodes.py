"""YAML nodes → plain values: texts, words, dates, kinds. What the readers of declarations share."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from dsl import core, kinds, slips
from dsl.core import Words
from dsl.diagnose import Diagnostic, listed, unknown
from dsl.literal import Misread, read_literal, unit_of
from dsl.messages.catalogue import FIRST
from dsl.messages.kinds import UNIT_WORDS
from dsl.messages.tokens import RESERVED
from dsl.source import NOWHERE, Span, is_chinese
from dsl.syntax import Mapping as Map
from dsl.syntax import Node, Scalar, Sequence

Problems = list[Diagnostic]
EMPTY = Map(())


def as_map(node: Node | None) -> Map:
    """The node if it is a mapping, else an empty one: the schema has already complained of anything else."""
    return node if isinstance(node, Map) else EMPTY


def plain(node: Node) -> object:
    """The same data as nested dicts, lists and texts, places forgotten."""
    match node:
        case Scalar(text):
            return text
        case Sequence(items):
            return [plain(item) for item in items]
        case Map(entries):
            return {key.text: plain(value) for key, value in entries}


def text_of(node: Node | None, default: str = "") -> str:
    """The text of a scalar, else the default."""
    return node.text if isinstance(node, Scalar) else default


def words(node: Node | None) -> Words:
    """`{zh: …, en: …}`, or one text whose language shows."""
    if isinstance(node, Scalar):
        return bilingual((node.text,))
    return Words(text_of(as_map(node).get("zh")), text_of(as_map(node).get("en")))


def bilingual(texts: tuple[str, ...]) -> Words:
    """Titles in any order → by language."""
    return Words(
        next((text for text in texts if is_chinese(text)), ""),
        next((text for text in texts if not is_chinese(text)), ""),
    )


def date_of(node: Node | None, problems: Problems) -> date | None:
    """The date that a scalar says; None where there is none, with a diagnostic where it is no day of the calendar."""
    if not isinstance(node, Scalar):
        return None
    try:
        return date.fromisoformat(node.text)
    except ValueError:
        mended = slips.day(node.span, node.text)
        problems.append(Diagnostic("RB137", node.span, {"name": node.text[:60]}, edits=mended))
        return None


def place_of(node: Node | None, otherwise: Span) -> Span:
    """Where a node stands, if it is there."""
    return node.span if node is not None else otherwise


def named(key: Scalar, entry: Map) -> Words:
    """A declaration's two names: its `zh`, and the key it is declared under."""
    return Words(text_of(entry.get("zh")), key.text)


def kind_of(text: str, enums: Mapping[str, core.Enumeration]) -> kinds.Kind | None:
    """`money CNY`, `working days`, `province` → a kind, or None; `金额 元`, `工作日`, `省份` are the same."""
    if text in _SIMPLE:
        return _SIMPLE[text]
    if unit := unit_of(text):
        return kinds.Duration(unit)
    if match := _MONEY.fullmatch(text):
        return kinds.Money({"元": "CNY"}.get(match[1], match[1]))
    return next((kinds.OneOf(name) for name, each in enums.items() if text in (name, each.names.zh)), None)


_SIMPLE: dict[str, kinds.Kind] = {
    "yes/no": kinds.YesNo(), "integer": kinds.Integer(), "decimal": kinds.Decimal(),
    "text": kinds.Text(), "date": kinds.Date(), "instant": kinds.Instant(),
    "是/否": kinds.YesNo(), "整数": kinds.Integer(), "小数": kinds.Decimal(),
    "文字": kinds.Text(), "日期": kinds.Date(), "时刻": kinds.Instant(),
}  # fmt: skip
KINDS = (
    *(Words("是/否", "yes/no"), Words("整数", "integer"), Words("小数", "decimal"), Words("文字", "text")),
    *(Words("日期", "date"), Words("时刻", "instant"), Words("金额 元", "money CNY")),
    *(
        Words(words.zh.removeprefix("个") if unit == "working days" else words.zh, unit)
        for unit, words in UNIT_WORDS.items()
    ),
)
"""What a kind can be called in YAML, apart from an enumeration."""
_MONEY = re.compile(r"(?:money|金额) ?([A-Z]{3}|元)")


def kind_at(
    node: Node | None, enums: Mapping[str, core.Enumeration], broken: Container[str], problems: Problems
) -> kinds.Kind | None:
    """The kind that a scalar names; None and a diagnostic where there is no such kind and none was meant to be."""
    text = text_of(node)
    kind = kind_of(text, enums)
    if kind is None and text not in broken:
        known = [*KINDS, *(each.names for each in enums.values())]
        spoken = {each.say(lang) for each in known for lang in ("zh", "en")}
        problems.append(unknown("RB209", text, spoken, place_of(node, NOWHERE), known=listed(known)))
    return kind


def clashes(declared: Any, names: Callable[[Any], Words]) -> Iterator[Diagnostic]:
    """Declarations that claim a name, of either language, which an earlier one has; each is told of once."""
    seen: dict[str, Any] = {}
    for each in declared:
        own = [name for name in (names(each).en, names(each).zh) if name]
        if taken := next((name for name in own if name in seen), None):
            yield Diagnostic("RB210", each.span, {"name": taken}, ((seen[taken].span, FIRST),))
        for name in own:
            seen.setdefault(name, each)


def same_words(node: Node | None) -> Iterator[Diagnostic]:
    """Entries of `name: 中文` whose Chinese another entry has already."""
    seen: dict[str, Node] = {}
    for _, value in as_map(node).entries:
        first = seen.setdefault(text_of(value), value)
        if first is not value:
            yield Diagnostic("RB210", value.span, {"name": text_of(value)}, ((first.span, FIRST),))


def reserved(names: Iterable[Node | None]) -> Iterator[Diagnostic]:
    """Names that rules could not use, for the language has a meaning for them."""
    for name in names:
        if text_of(name) in RESERVED and name is not None:
            yield Diagnostic("RB140", name.span, {"name": text_of(name)})


def unread(node: Node | None, kept: Container[str]) -> Iterator[str]:
    """The names of what was written and not kept: it has been complained of once already.

    Any of its texts may have been meant as a name: what is wrong may be that two of them changed places.
    """
    for key, value in as_map(node).entries:
        if key.text not in kept:
            yield key.text
            yield from (text for _, inner in as_map(value).entries if (text := text_of(inner)))


def chinese_names(nodes: Iterable[Node | None]) -> frozenset[str]:
    """Every Chinese text in these files that may be a name: by them rules without blanks are cut into words."""
    found: set[str] = set()
    pending = list(nodes)
    while pending:
        match pending.pop():
            case Map(entries):
                pending += [part for entry in entries for part in entry]
            case Sequence(items):
                pending += items
            case Scalar(text) if is_chinese(text) and _NAME.fullmatch(text) and len(text) <= _LONGEST_NAME:
                found.add(text)
    return frozenset(found)


_NAME = re.compile(r"[^\W\d]\w*")
_LONGEST_NAME = 30
NAMES = ("zh", "inverse", "inverse_zh")
"""Under which keys a declaration has names besides its own key."""


def moment(text: str, zone: str) -> date | datetime | None:
    """`2016-07-12` → a date; `2021-06-21T18:00` → an instant in the rulebook's zone; anything else → None."""
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        found = read_literal(kinds.Instant(), text, {}, zone)
    except (Misread, ValueError):
        return None
    return found if isinstance(found, datetime) else None
