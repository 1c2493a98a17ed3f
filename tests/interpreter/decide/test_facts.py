"""What facts mean to a compiled function is what they mean to the reference; plain ones are read without it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dsl import core
from dsl.literal import zone
from interpreter.decide import compiled, making
from interpreter.facts import FactsError, from_mapping
from tests.agree.same import Compared
from tests.books import rule, small_book

DAY = date(2018, 3, 1)
RULES = "\n".join(
    [
        'fact line.open "在用":\n    line.opened_on <= today and line.closed_on > today\n',
        rule("may close\n    when notice has passed since line.told_on", "a/a"),
        rule("must not close\n    when some c in line.calls satisfies c.late and c.made_on > line.told_on", "a/b"),
        rule("must not close\n    when (count of l in line.holder.lines where l.open) >= cap", "a/c"),
        rule('must not close\n    when line.holder.kind = "unit" and line.owed > 0 CNY', "b/a"),
        rule("must not close\n    when line.province is beijing and not line.good", "b/b"),
        rule("must not lend\n    when line.size > 3", "b/c"),
    ]
)
LINE: dict[str, Any] = {
    "id": "L1", "opened_on": date(2015, 1, 1), "told_on": date(2018, 2, 1), "province": "beijing", "good": True,
    "owed": Decimal("0.00"), "size": 2,
}  # fmt: skip
CALLS = [{"id": "C1", "late": True, "made_on": date(2018, 1, 1)}, {"id": "C2", "late": False}]
HOLDER = {"id": "H1", "kind": "person", "lines": [{"id": "L1"}, {"id": "L2", "opened_on": date(2016, 1, 1)}]}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> core.Book:
    return small_book(tmp_path_factory.mktemp("book"), RULES)


@pytest.fixture
def long_way(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The facts that went through `interpreter.facts`."""
    taken: list[object] = []

    def noting(book: core.Book, facts: Any) -> Any:
        taken.append(facts)
        return from_mapping(book, facts)

    monkeypatch.setattr(making, "from_mapping", noting)
    return taken


PLAIN: dict[str, dict[str, Any]] = {
    "typed": LINE,
    "with rows": {**LINE, "calls": CALLS},
    "rows in a tuple": {**LINE, "calls": tuple(CALLS)},
    "no rows": {**LINE, "calls": []},
    "itself among the lines of its holder": {**LINE, "holder": HOLDER},
    "the holder's lines without itself": {**LINE, "holder": {**HOLDER, "lines": HOLDER["lines"][1:]}},
    "a holder whose lines nobody knows": {**LINE, "holder": {"id": "H1"}},
    "as JSON has it": {**LINE, "opened_on": "2015-01-01", "told_on": "2018-02-01", "good": "yes", "owed": "0.00 CNY"},
    "unknown": {**LINE, "told_on": "unknown", "holder": "unknown", "calls": None, "province": "未知"},
    "hardly anything": {"id": "L1"},
    "without a name": {"told_on": date(2018, 2, 1)},
    "ahead": {**LINE, "told_on": date(2018, 3, 2), "closed_on": date(2019, 1, 1)},
    "fields that no rule reads": {**LINE, "holder_id": "H1", "fair": False, "wait": 3, "asked_at": "2018-01-01 08:00"},
    "rows without names": {**LINE, "calls": [{"late": True}, {"late": True, "made_on": date(2018, 2, 3)}]},
    "words in other scripts": {**LINE, "holder": {"id": "张 三", "kind": "unit"}},
}


@pytest.mark.parametrize("line", PLAIN.values(), ids=list(PLAIN))
def test_plain_facts_are_read_as_they_are(book: core.Book, line: dict[str, Any], long_way: list[object]) -> None:
    for on in (DAY, date(2020, 6, 1)):  # from 2020 on two cards are as many as may be
        assert not list(Compared(book, on).differences({"line": line}, 20))
    assert not long_way


ODD: dict[str, dict[str, Any]] = {
    "a row told twice": {**LINE, "calls": [CALLS[0], {"id": "C1", "made_on": "unknown"}]},
    "a row told in two places": {**LINE, "holder": {"id": "H1", "lines": [{"id": "L1", "fair": True}]}},
    "a way back": {**LINE, "calls": [{"id": "C1", "late": True, "line": {"id": "L1"}}]},
    "names in Chinese": {"编号": "L1", "告知日": "2018-02-01", "通话": CALLS},
    "a line of the holder with lines of its own holder": {
        **LINE, "holder": {"id": "H1", "lines": [{"id": "L2", "holder": {"id": "H1"}}]},
    },
}  # fmt: skip


@pytest.mark.parametrize("line", ODD.values(), ids=list(ODD))
def test_facts_that_want_some_thought_go_the_long_way(
    book: core.Book, line: dict[str, Any], long_way: list[object]
) -> None:
    assert not list(Compared(book, DAY).differences({"line": line}, 20))
    assert long_way


MALFORMED: dict[str, Any] = {
    "no mapping": ["line"],
    "two subjects": {"line": LINE, "holder": HOLDER},
    "no such entity": {"lime": LINE},
    "no row": {"line": None},
    "a name that nobody knows": {"line": {**LINE, "opend_on": DAY}},
    "no date": {"line": {**LINE, "told_on": "yesterday"}},
    "a moment for a date": {"line": {**LINE, "told_on": datetime(2018, 1, 1, 8, tzinfo=zone("Asia/Shanghai"))}},
    "no such province": {"line": {**LINE, "province": "atlantis"}},
    "one for yes": {"line": {**LINE, "good": 2}},
    "yes for a number": {"line": {**LINE, "size": True}},
    "no number at all": {"line": {**LINE, "owed": Decimal("NaN")}},
    "a number beyond reason": {"line": {**LINE, "owed": Decimal("1E-500")}},
    "wrong where no rule reads": {"line": {**LINE, "born_on": "2018-02-30"}},
    "a row for rows": {"line": {**LINE, "calls": {"id": "C1"}}},
    "rows for a row": {"line": {**LINE, "holder": [HOLDER]}},
    "no row among the rows": {"line": {**LINE, "calls": [None]}},
    "two holders": {"line": {**LINE, "holder": {"id": "H1", "lines": [{"id": "L2", "holder": {"id": "H2"}}]}}},
    "one row, two values": {"line": {**LINE, "calls": [{"id": "C1", "late": True}, {"id": "C1", "late": False}]}},
    "a key that is none": {"line": {**LINE, "id": 1.5}},
}


@pytest.mark.parametrize("facts", MALFORMED.values(), ids=list(MALFORMED))
def test_malformed_facts_are_refused_in_the_same_words(book: core.Book, facts: Any) -> None:
    with pytest.raises(FactsError) as refused:
        compiled(book, "close", DAY)(facts)
    assert refused.value.diagnostics == from_mapping(book, facts)[2]


def test_facts_about_something_else_are_refused(book: core.Book) -> None:
    with pytest.raises(FactsError, match="close"):
        compiled(book, "close", DAY)({"holder": HOLDER})


def test_a_field_that_may_not_be_absent_is_asked_for(tmp_path: Path) -> None:
    vocabulary = """
entities:
  line:
    zh: 号卡
    key: id
    fields:
      id:   {zh: 编号, kind: text, absent: refused}
      size: {zh: 大小, kind: integer, absent: refused}
actions: {close: {zh: 关闭, on: line, default: denied}}
parties: {operator: 企业}
words: {a: 甲, rule: 条}
"""
    small = small_book(tmp_path, rule("may close"), vocabulary)
    ask = compiled(small, "close", DAY)
    assert ask({"line": {"size": 1}}).verdict == "permitted"
    assert ask({"line": {"size": "unknown"}}).verdict == "permitted"
    for absent in ({"id": "L1"}, {"size": None}, {"size": ""}):
        with pytest.raises(FactsError) as refused:
            ask({"line": absent})
        assert refused.value.diagnostics == from_mapping(small, {"line": absent})[2]


JOINED = """
entities:
  line:
    zh: 号卡
    key: id
    fields:
      id:       {zh: 编号, kind: text, absent: refused}
      owner:    {zh: 所有人, kind: text, absent: unknown}
      place:    {zh: 地方, kind: text, absent: unknown}
      first_id: {zh: 首次编号, kind: text, absent: unknown}
      live:     {zh: 在用, kind: yes/no, absent: unknown}
    relations:
      twins: {zh: 同伴, to many: line, on: {owner: owner, place: place}}
      first: {zh: 首次, to: call, on: first_id}
  call:
    zh: 通话
    key: id
    fields:
      id:      {zh: 编号, kind: text, absent: refused}
      line_id: {zh: 号卡编号, kind: text, absent: unknown}
      late:    {zh: 夜间, kind: yes/no, absent: unknown}
    relations:
      line: {zh: 号卡, to: line, on: line_id, inverse: calls, inverse_zh: 通话}
actions: {close: {zh: 关闭, on: line, default: permitted}, lend: {zh: 转借, on: line, default: permitted}}
parties: {operator: 企业}
words: {a: 甲, b: 乙, c: 丙}
"""
TWINS = "must not close\n    when (count of t in line.twins where t.live) >= 2"
LATE = "must not lend\n    when some c in line.calls satisfies c.late"


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> core.Book:
    return small_book(tmp_path_factory.mktemp("joined"), rule(TWINS, "a/a") + "\n" + rule(LATE, "a/b"), JOINED)


OWN = {"id": "L1", "owner": "o", "place": "p", "live": True}


@pytest.mark.parametrize(
    ("twin", "verdict"),
    [
        ({"id": "L2", "live": True}, "denied"),
        ({"id": "L2", "live": True, "owner": "o", "place": "p"}, "denied"),
        ({"id": "L2", "live": True, "owner": " o ", "place": "unknown"}, "denied"),
        ({"id": "L2", "live": True, "owner": "other"}, "permitted"),
        ({"id": "L1"}, "permitted"),
        (OWN, "permitted"),
    ],
    ids=["nothing said", "the same", "the same in other words", "another owner", "itself", "itself in full"],
)
def test_rows_that_belong_elsewhere_are_not_counted_and_none_twice(
    joined: core.Book, twin: dict[str, Any], verdict: str
) -> None:
    facts = {"line": {**OWN, "twins": [{"id": "L1"}, twin] if twin["id"] == "L2" else [twin]}}
    assert not list(Compared(joined, DAY).differences(facts))
    assert compiled(joined, "close", DAY)(facts).verdict == verdict


def test_a_row_given_twice_in_one_list_is_counted_once(joined: core.Book) -> None:
    facts = {"line": {**OWN, "twins": [{"id": "L2", "live": True}, {"id": "L2"}]}}
    assert not list(Compared(joined, DAY).differences(facts))
    assert compiled(joined, "close", DAY)(facts).verdict == "permitted"


def test_what_nobody_reads_may_still_lead_back(joined: core.Book) -> None:
    """No rule reads a line's first call; told as one of this line, it is among its calls."""
    first = {"id": "C1", "late": True}
    apart = {"line": {**OWN, "calls": [], "first": first}}
    back = {"line": {**OWN, "calls": [], "first": {**first, "line": {"id": "L1"}}}}
    for facts, verdict in ((apart, "permitted"), (back, "denied")):
        assert not list(Compared(joined, DAY).differences(facts))
        assert compiled(joined, "lend", DAY)(facts).verdict == verdict


def test_what_nobody_reads_does_not_cost_the_long_way(joined: core.Book, long_way: list[object]) -> None:
    facts = {"line": {**OWN, "calls": [{"id": "C1"}], "twins": [{"id": "L1"}, {"id": "L2", "calls": []}]}}
    assert not list(Compared(joined, DAY).differences(facts))
    assert not long_way
