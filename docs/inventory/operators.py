"""`dsl/kinds.py` → the page of kinds: what each is, how it is written, and what the checker lets be done with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from docs.inventory.tables import table
from dsl import core, kinds
from dsl import syntax as s
from dsl.check import Checker
from dsl.diagnose import Diagnostic
from dsl.kinds import UNITS, Kind
from dsl.messages.kinds import kind_example, kind_words
from dsl.norms import scope_of
from dsl.parse import parse
from dsl.register import Register
from dsl.resolve import Names
from dsl.source import Source
from tests.dsl.folders import loaded

VALUES: Mapping[str, tuple[Kind, str]] = {
    "yes/no": (kinds.YesNo(), "line.good"),
    "integer": (kinds.Integer(), "line.size"),
    "decimal": (kinds.Decimal(), "line.rate"),
    "text": (kinds.Text(), "line.id"),
    "province": (kinds.OneOf("province"), "line.province"),
    "money CNY": (kinds.Money("CNY"), "line.owed"),
    "money USD": (kinds.Money("USD"), "line.abroad"),
    "date": (kinds.Date(), "line.told_on"),
    "instant": (kinds.Instant(), "line.asked_at"),
    **{unit: (kinds.Duration(unit), f"1 {unit}") for unit in UNITS},
    "one row": (kinds.Reference("holder"), "line.holder"),
    "many rows": (kinds.Collection("call"), "line.calls"),
}
"""A kind as it is called here, and an expression of that kind over the book of the tests."""

FORMS = {
    "`+`": "{a} + {b}", "`-`": "{a} - {b}", "`*`": "{a} * {b}", "`=`, `!=`": "{a} = {b}",
    "`<`, `<=`, `>`, `>=`": "{a} < {b}", "`after`": "{a} after {b}", "`has passed since`": "{a} has passed since {b}",
}  # fmt: skip
"""What joins two values."""


def page() -> str:
    """Kinds, and for each operator the pairs of kinds that it joins and the kind that comes out."""
    with TemporaryDirectory() as folder:
        vocabulary = loaded(Path(folder)).book
        assert vocabulary
        kinds_of = table(["kind", "is", "是", "for example", "what it is"], _kinds(vocabulary.vocabulary))
    parts = ["# Kinds and operators · 类型与运算", kinds_of, "## What operators join · 运算的两边"]
    parts += ["Found by asking the checker for every pair of kinds. `province` stands for any enumeration."]
    for name, rows in _joined().items():
        parts += [f"### {name}", table(["left", "right", "gives"], rows)]
    return "\n\n".join(parts) + "\n"


def _kinds(vocabulary: core.Vocabulary) -> Iterator[list[str]]:
    for name, (kind, _) in VALUES.items():
        called, example = kind_words(kind, vocabulary), kind_example(kind, vocabulary).en
        yield [name, called.en, called.zh, "" if example == "`…`" else example, (type(kind).__doc__ or "").strip()]


def _joined() -> dict[str, list[list[str]]]:
    """For each operator, the pairs that the checker takes: a fact for every pair, less the wrong ones."""
    tries = {
        f"try_{number}": (name, left, right, form.format(a=VALUES[left][1], b=VALUES[right][1]))
        for number, ((name, form), left, right) in enumerate(product(FORMS.items(), VALUES, VALUES))
    }
    sound = _sound({name: each[3] for name, each in tries.items()})
    found: dict[str, list[list[str]]] = {name: [] for name in FORMS}
    for name, kind in sound.items():
        operator, left, right, _ = tries[name]
        found[operator].append([left, right, _called(kind)])
    return found


def _sound(expressions: Mapping[str, str]) -> dict[str, Kind]:
    """Those of the expressions in which nothing is wrong, and their kinds: each asked of the checker by itself."""
    with TemporaryDirectory() as folder:
        book = loaded(Path(folder), {}).book
    assert book
    names = Names(book.vocabulary, book.parameters, Register(book.sources, frozenset()), {}, {}, frozenset())
    facts = "".join(f"fact line.{name}:\n    ({text})\n" for name, text in expressions.items())
    found: dict[str, Kind] = {}
    for fact in parse(Source("tries.rules", facts))[0]:
        problems: list[Diagnostic] = []
        if isinstance(fact, s.Fact):
            value = Checker(names, book.zone, problems).value(fact.body, scope_of(book.vocabulary.entities["line"]))
            if value and not problems:
                found[fact.name.text] = value.kind
    return found


def _called(kind: Kind) -> str:
    return next(name for name, (each, _) in VALUES.items() if each == kind)
