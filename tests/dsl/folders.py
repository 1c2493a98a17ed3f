"""A small sound book for the tests of the front end, and ways to spoil it: files in, diagnostics out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dsl import core
from dsl.diagnose import Diagnostic, draw
from dsl.load import Loaded, load_book

RULEBOOK = """\
name: sample
title: {zh: 样例, en: A sample}
edition: "1"
jurisdiction: CN
zone: Asia/Shanghai
calendar: {law: cn-civil-code, covered: [2004-01-01, 2026-12-31], source: none}
"""

VOCABULARY = """\
entities:
  line:
    zh: 号卡
    key: id
    fields:
      id:        {zh: 编号, kind: text, absent: refused}
      holder_id: {zh: 机主编号, kind: text, absent: unknown}
      opened_on: {zh: 开通日, kind: date, absent: never, time: dated}
      told_on:   {zh: 告知日, kind: date, absent: never, time: dated}
      closed_on: {zh: 关闭日, kind: date, absent: never, time: dated}
      asked_at:  {zh: 询问时刻, kind: instant, absent: never, time: dated}
      served_at: {zh: 答复时刻, kind: instant, absent: never, time: dated}
      province:  {zh: 省份, kind: province, absent: unknown}
      good:      {zh: 良好, kind: yes/no, absent: unknown}
      status:    {zh: 正常, kind: yes/no, absent: unknown, time: current}
      size:      {zh: 大小, kind: integer, absent: unknown}
      rate:      {zh: 费率, kind: decimal, absent: unknown}
      owed:      {zh: 欠款, kind: money CNY, absent: unknown}
      abroad:    {zh: 外币欠款, kind: money USD, absent: unknown}
    relations:
      holder: {zh: 机主, to: holder, on: holder_id, inverse: lines, inverse_zh: 名下号卡}
  holder:
    zh: 机主
    key: id
    fields:
      id:   {zh: 编号, kind: text, absent: refused}
      name: {zh: 姓名, kind: text, absent: unknown, personal: yes}
  call:
    zh: 通话
    key: id
    fields:
      id:      {zh: 编号, kind: text, absent: refused}
      line_id: {zh: 号卡编号, kind: text, absent: unknown}
      made_on: {zh: 拨打日, kind: date, absent: never, time: dated}
      fee:     {zh: 费用, kind: money CNY, absent: unknown}
      late:    {zh: 夜间, kind: yes/no, absent: unknown}
    relations:
      line: {zh: 号卡, to: line, on: line_id, inverse: calls, inverse_zh: 通话}
enumerations:
  province:
    zh: 省份
    values: {guangdong: 广东, beijing: 北京}
actions:
  close: {zh: 关闭, on: line, default: denied, recorded_by: closed_on}
  renew: {zh: 续期, on: line, default: permitted}
  erase: {zh: 注销, on: holder, default: permitted, source: law art 2}
parties: {operator: 企业, agent: 代理}
words: {grace: 宽限, notice: 通知, cap: 上限}
"""

PARAMETERS = """\
notice:
  zh: 通知期
  kind: days
  values:
    - {from: 2010-01-01, until: 2019-12-31, value: 10 days, source: law art 1, confidence: A}
    - {from: 2020-01-01, value: 20 days, source: law art 1, confidence: A}
cap:
  zh: 上限数
  kind: integer
  values:
    - {value: 5, source: law art 1, confidence: A}
"""

SOURCES = """\
law:
  zh: 法
  title: {zh: 样例法, en: The sample law}
  issuer: {zh: 某机关, en: Somebody}
  number: 第1号
  rank: law
  in_force: {from: 2010-01-01}
  status: 有效
  articles:
    1: {zh: 一, en: One, confidence: A}
    2: {zh: 二, en: Two, confidence: A}
    "18": {zh: 十八, en: Eighteen, confidence: A}
    18(1): {zh: 十八之一款, en: Eighteen one, confidence: A}
  items:
    4: {zh: 四, en: Four, confidence: A}
"""

RULES = """\
fact line.open "在用":
    line.opened_on <= today and line.closed_on > today

rule grace/notice "先通知后关闭" "Notice before closing"
    source law art 1
    for each line where line.open
    may close
        when notice has passed since line.told_on

invariant no_silent_closing "不得不告而关" "No closing without notice"
    for each line
    never permitted close
        unless line.told_on <= today
"""

SCENARIOS = """\
- name: {zh: 通知期满, en: Notice has run}
  on: 2016-03-01
  facts:
    line: {id: L1, opened_on: 2015-01-01, told_on: 2016-01-04}
  expect:
    close: permitted
    line.open: yes
"""

SOUND: Mapping[str, str] = {
    "rulebook.yaml": RULEBOOK,
    "vocabulary.yaml": VOCABULARY,
    "parameters.yaml": PARAMETERS,
    "sources.yaml": SOURCES,
    "rules/all.rules": RULES,
    "scenarios/all.yaml": SCENARIOS,
}
"""Every file of a book in which nothing is wrong."""

OVER = """\
name: over
title: {zh: 上层, en: One that stands on it}
edition: "1"
imports: [./base]
"""

AMENDED = """\
parameters:
  notice:
    values:
      - {from: 2027-01-01, value: 30 days, source: law art 2, confidence: A}
vocabulary:
  enumerations: {province: {zh: 省区}}
"""
"""A sound `amendments.yaml`, of such a book."""

Change = str | bytes | tuple[str, str] | None
"""What becomes of a file: new text, new bytes, one passage put for another, or nothing at all."""


def write(folder: Path, changes: Mapping[str, Change] | None = None) -> Path:
    """The sound book with these changes, written into the folder."""
    for name, change in {**SOUND, **(changes or {})}.items():
        data = changed(SOUND.get(name, ""), change)
        if data is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    return folder


def over(book: Mapping[str, str] = SOUND) -> dict[str, Change]:
    """A book that has nothing of its own and imports another, which lies inside its folder."""
    own: dict[str, Change] = dict.fromkeys(book)
    return {**own, "rulebook.yaml": OVER, **{f"base/{name}": text for name, text in book.items()}}


def changed(text: str, change: Change) -> bytes | None:
    """What a file holds after the change; None where it is not there."""
    match change:
        case None | bytes():
            return change
        case str():
            return change.encode("utf-8")
        case (old, new):
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
            return text.replace(old, new).encode("utf-8")


def loaded(folder: Path, changes: Mapping[str, Change] | None = None) -> Loaded:
    """What loading gives of the sound book with these changes."""
    return load_book(write(folder, changes))


def codes(found: Loaded | tuple[Diagnostic, ...]) -> list[str]:
    """The codes of what was found, in order."""
    return [each.code for each in (found.diagnostics if isinstance(found, Loaded) else found)]


def book(folder: Path, changes: Mapping[str, Change] | None = None) -> core.Book:
    """The book; fails with its diagnostics where it has errors."""
    found = loaded(folder, changes)
    assert found.book, "\n".join(draw(each, found.sources, "en") for each in found.diagnostics)
    return found.book


def drawn(found: Loaded) -> str:
    """All that was found, in Chinese and then in English, as a reader sees it."""
    return "\n\n".join(draw(each, found.sources, lang) for each in found.diagnostics for lang in ("zh", "en"))
