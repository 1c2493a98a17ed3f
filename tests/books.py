"""Rulebooks for tests: a tiny one from a few lines of rules, and the shipped one, read once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from dsl import core
from dsl.diagnose import draw
from dsl.load import load_book
from interpreter.ask import Interpreter
from interpreter.evaluate import Day, Evaluator, Outcome, Verdict, earliest_permitted
from interpreter.facts import Row, from_mapping
from interpreter.values import Result, Truth, Unknown

MANIFEST = """
name: small
title: {zh: 小规则书, en: A small rulebook}
edition: "1"
jurisdiction: CN
zone: Asia/Shanghai
calendar: {law: cn-civil-code, covered: [2004-01-01, 2026-12-31], source: none}
"""

VOCABULARY = """
entities:
  line:
    zh: 号卡
    key: id
    fields:
      id:          {zh: 编号, kind: text, absent: refused}
      holder_id:   {zh: 机主编号, kind: text, absent: unknown}
      opened_on:   {zh: 开通日, kind: date, absent: never, time: dated}
      told_on:     {zh: 告知日, kind: date, absent: never, time: dated}
      closed_on:   {zh: 关闭日, kind: date, absent: never, time: dated}
      lent_on:     {zh: 转借日, kind: date, absent: never, time: dated}
      agreed_on:   {zh: 约定日, kind: date, absent: never}
      born_on:     {zh: 出生日, kind: date, absent: unknown}
      asked_at:    {zh: 询问时刻, kind: instant, absent: never, time: dated}
      answered_at: {zh: 答复时刻, kind: instant, absent: never, time: dated}
      stopped_at:  {zh: 停止时刻, kind: instant, absent: never, time: dated}
      province:    {zh: 省份, kind: province, absent: unknown}
      good:        {zh: 良好, kind: yes/no, absent: unknown}
      fair:        {zh: 公平, kind: yes/no, absent: unknown}
      status:      {zh: 正常, kind: yes/no, absent: unknown, time: current}
      size:        {zh: 大小, kind: integer, absent: unknown}
      owed:        {zh: 欠款, kind: money CNY, absent: unknown}
      charged:     {zh: 已收, kind: money CNY, absent: unknown}
      wait:        {zh: 等待, kind: days, absent: unknown}
    relations:
      holder: {zh: 机主, to: holder, on: holder_id, inverse: lines, inverse_zh: 名下号卡}
  holder:
    zh: 机主
    key: id
    fields:
      id:   {zh: 编号, kind: text, absent: refused}
      kind: {zh: 类别, kind: text, absent: unknown}
  call:
    zh: 通话
    key: id
    fields:
      id:      {zh: 编号, kind: text, absent: refused}
      line_id: {zh: 号卡编号, kind: text, absent: unknown}
      made_on: {zh: 拨打日, kind: date, absent: never, time: dated}
      fee:     {zh: 费用, kind: money CNY, absent: unknown}
      rate:    {zh: 费率, kind: decimal, absent: unknown}
      late:    {zh: 夜间, kind: yes/no, absent: unknown}
    relations:
      line: {zh: 号卡, to: line, on: line_id, inverse: calls, inverse_zh: 通话}
enumerations:
  province:
    zh: 省份
    values: {guangdong: 广东, beijing: 北京}
actions:
  close: {zh: 关闭, on: line, default: denied, recorded_by: closed_on}
  lend:  {zh: 转借, on: line, default: permitted, recorded_by: lent_on}
  stop:  {zh: 停止, on: line, default: permitted, recorded_by: stopped_at}
  renew: {zh: 续期, on: line, default: permitted}
parties: {operator: 企业}
words: {a: 甲, b: 乙, c: 丙, rule: 条}
"""

PARAMETERS = """
notice:
  zh: 通知期
  kind: days
  values:
    - {from: 2010-01-01, until: 2019-12-31, value: 10 days, source: law art 1, confidence: A}
    - {from: 2020-01-01, value: 20 days, source: law art 1, confidence: A}
cap:
  zh: 上限
  kind: integer
  values:
    - {until: 2019-12-31, value: 5, source: law art 1, confidence: A}
    - {from: 2020-01-01, value: 2, source: law art 1, confidence: A}
"""

SOURCES = """
law:
  zh: 法
  title: {zh: 法, en: The law}
  issuer: {zh: 某, en: Somebody}
  number: 第1号
  rank: law
  in_force: {from: 2010-01-01}
  status: 有效
  articles:
    1: {zh: 一, en: One, confidence: A}
"""

FACT = """
fact line.open "在用":
    line.opened_on <= today and line.closed_on > today
"""


def small_book(
    folder: Path,
    rules: str = FACT,
    vocabulary: str = VOCABULARY,
    parameters: str = PARAMETERS,
    sources: str = SOURCES,
    manifest: str = MANIFEST,
) -> core.Book:
    """The book of these rules, written into the folder anew each time. Fails with what is wrong with it."""
    texts = {"rulebook": manifest, "vocabulary": vocabulary, "parameters": parameters, "sources": sources}
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / "all.rules").write_text(rules, encoding="utf-8")
    loaded = load_book(folder)
    assert loaded.book, "\n".join(draw(each, loaded.sources, "en") for each in loaded.diagnostics)
    return loaded.book


@cache
def telecom() -> Interpreter:
    """The shipped book for telecoms in China."""
    return Interpreter.load("cn-telecom")


@dataclass(frozen=True)
class Asked:
    """A book asked about one line on a day, or at a moment."""

    book: core.Book
    evaluator: Evaluator
    row: Row

    def outcome(self, target: str) -> Outcome:
        """The outcome of a duty by its path, or of a recorded action by its name."""
        if target in self.book.rules:
            return self.evaluator.judge(self.book.rules[target], self.row)
        return self.evaluator.judge_act(self.book.vocabulary.actions[target], self.row)

    def verdict(self, action: str) -> Verdict:
        return self.evaluator.decide(self.book.vocabulary.actions[action], self.row)

    def earliest(self, action: str) -> date | None:
        """The first day from which an action is permitted that is denied today."""
        assert self.verdict(action).name == "denied"
        return earliest_permitted(self.evaluator, self.book.vocabulary.actions[action], self.row)

    def fact(self, name: str) -> Result:
        return self.evaluator.derive(self.book.facts[self.row.entity, name], self.row)

    def keeps(self, invariant: str) -> Truth:
        return self.evaluator.keeps(self.book.invariants[invariant], self.row)


def ask(book: core.Book, line: Mapping[str, object], on: str, asof: str = "") -> Asked:
    """A line of these facts, on a day or at a moment in ISO form; the facts are as of `asof`, or of that day."""
    moment = datetime.fromisoformat(on) if "T" in on else date.fromisoformat(on)
    world, row, problems = from_mapping(book, {"line": line})
    assert row is not None, problems
    return Asked(
        book, Evaluator(book, world, Day.of(moment, book.zone, date.fromisoformat(asof) if asof else None)), row
    )


Given = Callable[[str], Callable[..., Asked]]


def asking(folder: Path) -> Given:
    """`asking(folder)(rules)(line, on)`: the book of these rules, asked about a line."""

    def of(rules: str) -> Callable[..., Asked]:
        book = small_book(folder, rules)
        return lambda line, on="2018-03-01", asof="": ask(book, line, on, asof)

    return of


def day(text: str) -> date:
    """A day in ISO form."""
    return date.fromisoformat(text)


def rule(norm: str, path: str = "a/rule", *, clauses: str = "") -> str:
    """One rule on every line, under the law of 2010."""
    return f'rule {path} "{path}"\n    source law art 1\n    for each line\n    {norm}\n    {clauses}\n'


def fact(expression: str, name: str = "asked") -> str:
    """One fact of a line."""
    return f'fact line.{name} "{name}":\n    {expression}\n'


def missing(result: object) -> set[str]:
    """What would settle an unknown value."""
    assert isinstance(result, Unknown), result
    return set(result.missing)


def telecom_evaluator(facts: Mapping[str, object], day: date, book: core.Book | None = None) -> tuple[Evaluator, Row]:
    """The shipped book (or another of its vocabulary) asked about a subject."""
    book = book or telecom().book
    world, row, problems = from_mapping(book, facts)
    assert row is not None, problems
    return Evaluator(book, world, Day.of(day, book.zone)), row
