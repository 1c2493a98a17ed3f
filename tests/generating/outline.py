"""Random vocabularies, figures and a register: what a book made up for a test speaks of, and its YAML.

Everything here is chosen by a `Pick`, so that Hypothesis (which shrinks towards the first of what there is) and a
seeded generator (`bench/scale.py`) make books in the same way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st

from dsl.kinds import Date, Decimal, Duration, Instant, Integer, Kind, Money, OneOf, Text, Unit, YesNo

T = TypeVar("T")
Pick = Callable[[Sequence[Any]], Any]
"""One of several things; the first is the simplest."""

UNITS: tuple[Unit, ...] = ("days", "working days", "months", "years", "hours")
_DIGITS = "零一二三四五六七八九"


def drawn(draw: st.DrawFn) -> Pick:
    """Choices that Hypothesis makes."""
    return lambda of: of[draw(st.integers(0, len(of) - 1))] if len(of) > 1 else of[0]


def seeded(seed: int) -> Pick:
    """The same choices for the same seed."""
    return Random(seed).choice


def numeral(number: int) -> str:
    """12 → 一二: digits one by one, so that no name is longer than it has to be."""
    return "".join(_DIGITS[int(digit)] for digit in str(number))


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of an entity: to one row by a field, to many by its inverse."""

    name: str
    to: int
    many: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """A vocabulary with its figures: entities by number, each with the kinds of its fields, and all else by name."""

    entities: tuple[str, ...]
    fields: tuple[Mapping[str, Kind], ...]
    relations: tuple[tuple[Relation, ...], ...]
    enumerations: Mapping[str, tuple[str, ...]]
    actions: Mapping[str, int]
    figures: Mapping[str, Kind]
    yaml: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    """English name → Chinese name of everything declared."""


def outline(pick: Pick, segments: Sequence[str] = ()) -> Outline:
    """A vocabulary; `segments` are the parts of the paths of rules, which get a word each."""
    return _Outlining(pick).made(segments)


def kind_text(kind: Kind) -> str:
    """A kind as YAML has it."""
    match kind:
        case Money(currency):
            return f"money {currency}"
        case Duration(unit):
            return unit
        case OneOf(enumeration):
            return enumeration
        case YesNo():
            return "yes/no"
        case _:
            return type(kind).__name__.lower()


class _Outlining:
    def __init__(self, pick: Pick) -> None:
        self.pick = pick
        self.zh: dict[str, str] = {}

    def made(self, segments: Sequence[str]) -> Outline:
        count = self.pick((1, 2, 3))
        entities = tuple(self.named(f"e{n}", f"实体{numeral(n)}") for n in range(count))
        enums = {self.named(f"k{n}", f"种类{numeral(n)}"): self.values(n) for n in range(self.pick((1, 2)))}
        kinds: list[Kind] = [YesNo(), Integer(), Decimal(), Text(), Date(), Instant(), Money("CNY"), *map(OneOf, enums)]
        fields: list[dict[str, Kind]] = []
        declared: dict[str, dict[str, Any]] = {}
        for n, name in enumerate(entities):
            mine, entry = self.entity(n, kinds)
            fields.append(mine)
            declared[name] = entry
        relations = self.relations(entities, declared)
        actions, acts = self.actions(entities, fields)
        figures, dated = self.figures([*kinds, *map(Duration, UNITS)], enums)
        vocabulary: dict[str, Any] = {
            "entities": declared,
            "enumerations": {k: {"zh": self.zh[k], "values": {v: self.zh[v] for v in vs}} for k, vs in enums.items()},
            "parties": {
                each: self.named(each, f"主体{numeral(n)}") and self.zh[each] for n, each in enumerate(PARTIES)
            },
        }
        if acts:
            vocabulary["actions"] = acts
        if segments:
            vocabulary["words"] = {each: f"条目{numeral(n)}" for n, each in enumerate(segments)}
        yaml = {
            "rulebook.yaml": MANIFEST,
            "vocabulary.yaml": vocabulary,
            "parameters.yaml": dated,
            "sources.yaml": SOURCES,
        }
        texts = {name: json.dumps(data, ensure_ascii=False, indent=1) + "\n" for name, data in yaml.items()}
        return Outline(entities, tuple(fields), relations, enums, actions, figures, texts, self.zh)

    def named(self, en: str, zh: str) -> str:
        self.zh[en] = zh
        return en

    def values(self, n: int) -> tuple[str, ...]:
        return tuple(self.named(f"k{n}_v{m}", f"取值{numeral(n)}号{numeral(m)}") for m in range(self.pick((2, 3))))

    # ── entities ──

    def entity(self, n: int, kinds: Sequence[Kind]) -> tuple[dict[str, Kind], dict[str, Any]]:
        """Two days and a truth at least, so that there is something to say of any entity."""
        more = [self.pick(kinds) for _ in range(self.pick((1, 2, 4, 6)))]
        chosen: list[Kind] = [Date(), YesNo(), Duration(self.pick(UNITS)), *more]
        fields: dict[str, Kind] = {}
        entry: dict[str, Any] = {"id": {"zh": "编号", "kind": "text", "absent": "refused"}}
        for m, kind in enumerate(chosen):
            name = self.named(f"e{n}_f{m}", f"字段{numeral(n)}号{numeral(m)}")
            fields[name] = kind
            happens = isinstance(kind, Date | Instant)
            absent = self.pick(("never", "unknown") if happens else ("unknown", "refused"))
            time = self.pick(("dated", "lasting") if happens else ("lasting", "current"))
            entry[name] = {"zh": self.zh[name], "kind": kind_text(kind), "absent": absent, "time": time}
        return fields, {"zh": self.zh[f"e{n}"], "key": "id", "fields": entry}

    def relations(
        self, entities: Sequence[str], declared: dict[str, dict[str, Any]]
    ) -> tuple[tuple[Relation, ...], ...]:
        """Each entity but the first belongs to one before it."""
        found: list[list[Relation]] = [[] for _ in entities]
        for n in range(1, len(entities)):
            to = self.pick(range(n))
            one, many = f"r{n}", f"i{n}"
            self.named(one, f"关系{numeral(n)}")
            self.named(many, f"反向{numeral(n)}")
            found[n].append(Relation(one, to, False))
            found[to].append(Relation(many, n, True))
            entry = declared[entities[n]]
            entry["fields"][f"r{n}_id"] = {"zh": f"关系编号{numeral(n)}", "kind": "text", "absent": "unknown"}
            inverse = {"inverse": many, "inverse_zh": self.zh[many]}
            entry["relations"] = {one: {"zh": self.zh[one], "to": entities[to], "on": f"r{n}_id", **inverse}}
        return tuple(tuple(each) for each in found)

    def actions(
        self, entities: Sequence[str], fields: Sequence[Mapping[str, Kind]]
    ) -> tuple[dict[str, int], dict[str, Any]]:
        found: dict[str, int] = {}
        entries: dict[str, Any] = {}
        for n in range(self.pick((1, 2, 3))):
            name, on = self.named(f"a{n}", f"行为{numeral(n)}"), n % len(entities)
            found[name] = on
            entries[name] = {"zh": self.zh[name], "on": entities[on], "default": self.pick(("denied", "permitted"))}
            days = [each for each, kind in fields[on].items() if isinstance(kind, Date | Instant)]
            if record := self.pick([None, *days]):
                entries[name]["recorded_by"] = record
        return found, entries

    # ── figures ──

    def figures(
        self, kinds: Sequence[Kind], enums: Mapping[str, tuple[str, ...]]
    ) -> tuple[dict[str, Kind], dict[str, Any]]:
        found: dict[str, Kind] = {}
        entries: dict[str, Any] = {}
        for n in range(self.pick((1, 2, 4))):
            name, kind = self.named(f"p{n}", f"参数{numeral(n)}"), self.pick(kinds)
            found[name] = kind
            breaks = self.pick(((), ("2015-01-01",), ("2015-01-01", "2020-03-01")))
            ends = {"2015-01-01": "2014-12-31", "2020-03-01": "2020-02-29"}
            rows = []
            for since, until in zip((None, *breaks), (*breaks, None), strict=True):
                row = {"value": self.figure(kind, enums), "source": "law art 1", "confidence": "A"}
                row |= {"from": since} if since else {}
                rows.append(row | ({"until": ends[until]} if until else {}))
            entries[name] = {"zh": self.zh[name], "kind": kind_text(kind), "values": rows}
        return found, entries

    def figure(self, kind: Kind, enums: Mapping[str, tuple[str, ...]]) -> str:
        n = self.pick(range(1, 30))
        match kind:
            case YesNo():
                return str(self.pick(("yes", "no")))
            case Integer():
                return str(n)
            case Decimal():
                return f"0.{n:02}"
            case Money(currency):
                return f"{n}.50 {currency}"
            case Date():
                return f"2018-02-{min(n, 28):02}"
            case Instant():
                return f"2018-02-{min(n, 28):02}T08:30:00"
            case Duration(unit):
                return f"{n} {unit}"
            case OneOf(enumeration):
                return str(self.pick(enums[enumeration]))
            case _:
                return f"word {n}"


PARTIES = ("operator", "agent")
ARTICLES = ("1", "2", "18", "18(1)")
MANIFEST = {
    "name": "made-up",
    "title": {"zh": "样例", "en": "A made-up book"},
    "edition": "1",
    "jurisdiction": "CN",
    "zone": "Asia/Shanghai",
    "calendar": {"law": "cn-civil-code", "covered": ["2004-01-01", "2026-12-31"], "source": "none"},
}
SOURCES = {
    "law": {
        "zh": "样例法",
        "title": {"zh": "样例法", "en": "The sample law"},
        "issuer": {"zh": "某机关", "en": "Somebody"},
        "number": "第1号",
        "rank": "law",
        "in_force": {"from": "2010-01-01"},
        "status": "有效",
        "articles": {each: {"zh": f"摘要{each}", "en": f"Summary {each}", "confidence": "A"} for each in ARTICLES},
        "items": {"4": {"zh": "摘要四", "en": "Four", "confidence": "A"}},
    }
}
