"""A real change of the law told as amendments: the share of users to be registered, which two acts of 2016 raised.

The shipped book has a rule for each act, each with its own time. Told as it came about, the book of before May 2016 is
amended by the notice of that month, and what the notice left by the circular of September. Both say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from dsl import core
from dsl.load import load_book
from dsl.shelf import SHIPPED
from interpreter.ask import Interpreter
from interpreter.outcomes import Outcome
from tests.books import telecom

RATE = "registration/campaign_rate"
ACTS = ("campaign_rate", "notice_rate", "circular_rate")
DAYS = [
    date(2015, 6, 1), date(2015, 12, 31), date(2016, 1, 1), date(2016, 5, 23), date(2016, 5, 24), date(2016, 9, 22),
    date(2016, 9, 23), date(2016, 10, 31), date(2016, 11, 1), date(2017, 1, 1), date(2026, 6, 1),
]  # fmt: skip
RULE = re.compile(r"rule registration/(\w+) .*?(?=\n\n)\n", re.DOTALL)


def manifest(name: str, below: str) -> str:
    return f'name: {name}\ntitle: {{zh: {name}, en: {name}}}\nedition: "1"\nimports: [../{below}]\n'


def figures(day: str, rate: str, deadline: str, source: str) -> str:
    """Both figures with a value of an act."""
    row = "    values:\n      - {{from: {day}, value: {value}, source: {source}, confidence: B}}\n"
    told = (("interim_rate", rate), ("interim_deadline", deadline))
    return "parameters:\n" + "".join(
        f"  {name}:\n{row.format(day=day, value=value, source=source)}" for name, value in told
    )


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Interpreter]:
    """The law of 2015, amended by the notice, amended by the circular."""
    folder = tmp_path_factory.mktemp("law")
    base = copytree(SHIPPED / "cn-telecom", folder / "base")
    file = base / "rules" / "targets.rules"
    text = file.read_text(encoding="utf-8")
    shipped = {match[1]: match[0] for match in RULE.finditer(text)}
    for name in ACTS[1:]:
        text = text.replace(shipped[name], "")
    file.write_text(text, encoding="utf-8")
    dated = base / "parameters.yaml"
    kept = dated.read_text(encoding="utf-8")
    for name in ("interim_rate", "interim_deadline"):
        kept = re.sub(rf"(?ms)^({name}:.*?), until: 2016-05-23(.*?\n)    - .*?\n    - .*?\n", r"\1\2", kept, count=1)
    dated.write_text(kept, encoding="utf-8")
    for case in base.glob("scenarios/*.yaml"):
        case.unlink()
    notice = shipped["notice_rate"].replace("    until 2016-09-22\n", "").replace("registration/notice_rate", RATE)
    circular = shipped["circular_rate"].replace("registration/circular_rate", RATE)
    acts = {
        "notice": ("base", notice, "2016-05-24", ("95%", "2016-12-31", "mits-2016-05 item 5")),
        "circular": ("notice", circular, "2016-09-23", ("96%", "2016-10-31", "circular-2016-09 item 3")),
    }  # fmt: skip
    for name, (below, rule, day, values) in acts.items():
        act = folder / name
        (act / "rules").mkdir(parents=True)
        (act / "rulebook.yaml").write_text(manifest(name, below), encoding="utf-8")
        (act / "rules" / "act.rules").write_text(f"replace {rule}    from {day}\n", encoding="utf-8")
        (act / "amendments.yaml").write_text(figures(day, *values), encoding="utf-8")
    return {name: loaded(folder / name) for name in ("base", "notice", "circular")}


def loaded(folder: Path) -> Interpreter:
    found = load_book(folder)
    assert found.book, [each.message("en") for each in found.diagnostics]
    return Interpreter(found.book, found.sources)


def companies() -> Iterator[dict[str, object]]:
    for kind in ("basic", "mvno"):
        for registered in (899, 900, 949, 950, 959, 960, 1000):
            yield {"company": {"id": "C", "kind": kind, "line_total": 1000, "registered_total": registered}}
    yield {"company": {"id": "C", "kind": "basic", "line_total": 1000, "registered_total": "unknown"}}
    yield {"company": {"id": "C", "line_total": 1000, "registered_total": 0}}


def governing(interpreter: Interpreter, paths: list[str], facts: dict[str, object], day: date) -> tuple[object, ...]:
    """What that one of these texts says that applies, if one does."""
    case = interpreter.case(facts)
    evaluator = interpreter.evaluator(case, day)
    found: list[Outcome] = [evaluator.judge(interpreter.book.rules[path], case.row) for path in paths]
    spoken = [(each.name, each.due, each.missing) for each in found if each.name != "not_applicable"]
    assert len(spoken) <= 1
    return spoken[0] if spoken else ("not_applicable",)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_two_amendments_say_what_the_three_rules_of_the_shipped_book_say(
    day: date, books: dict[str, Interpreter]
) -> None:
    mine = [each.path for each in books["circular"].book.texts_of(RATE)]
    assert len(mine) == 3
    theirs = [f"registration/{act}" for act in ACTS]
    for facts in companies():
        assert governing(books["circular"], mine, facts, day) == governing(telecom(), theirs, facts, day), facts


def test_the_figures_are_those_of_the_shipped_book(books: dict[str, Interpreter]) -> None:
    for name in ("interim_rate", "interim_deadline"):
        values = [
            [(each.value, each.since, each.until, each.sources) for each in book.parameters[name].values]
            for book in (books["circular"].book, telecom().book)
        ]
        assert values[0] == values[1]


def test_the_history_tells_both_acts(books: dict[str, Interpreter]) -> None:
    book = books["circular"].book
    told = [(each.kind, each.book, each.sources[0].source) for each in book.history[RATE]]
    assert told == [
        ("first", "cn-telecom", "black-card-2015"), ("replaced", "notice", "mits-2016-05"),
        ("replaced", "circular", "circular-2016-09"),
    ]  # fmt: skip
    assert [each.on for each in book.revalued["interim_rate"]][1:] == [date(2016, 5, 24), date(2016, 9, 23)]


def test_before_the_second_act_both_books_say_the_same(books: dict[str, Interpreter]) -> None:
    """Every other rule too: the act touches nothing else."""
    one, other = books["notice"].book, books["circular"].book
    same = [path for path, rule in one.rules.items() if other.rules.get(path) == rule]
    assert set(one.rules) - set(same) == {RATE}
    assert isinstance(other.rules[f"{RATE}/before_2016_09_23"].norm, core.Duty)
