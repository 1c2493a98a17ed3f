"""What is unwise, for each code of the lints, and what is like it and all right.

Each is the clean book of `clean.py` with a change. `test_unwise.py` asks that the one gives exactly that one warning and
the other none at all, and keeps the messages in `tests/golden/diagnostics/CODE.txt`.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.dsl.lint.clean import (
    CLEAN,
    EACH_LINE,
    Book,
    case,
    fact,
    figure,
    law,
    more,
    of_fact,
    rule,
    where,
    words,
)

_OLD = """
old:
  zh: 旧法
  title: {zh: 旧法, en: The old law}
  rank: law
  in_force: {from: 2011-01-01, until: 2015-12-31}
  articles:
    7: {zh: 七, en: Seven, confidence: A}
    7(1): {zh: 七之一款, en: Seven one, confidence: A}
"""
_NEW = """
new:
  zh: 新法
  title: {zh: 新法, en: The new law}
  rank: law
  in_force: {from: 2016-01-01}
  articles:
    9: {zh: 九, en: Nine, confidence: A}
"""
_NOTICE = """
notice:
  zh: 通告
  title: {zh: 通告, en: A circular}
  issuer: {zh: 某机关, en: Somebody}
  rank: normative_document
  in_force: {from: 2010-01-01}
  items:
    1: {zh: 一, en: One, confidence: A}
"""
_MOVED = _OLD.replace(
    "7: {zh: 七, en: Seven, confidence: A}",
    "7: {zh: 七, en: Seven, confidence: A, renumbered: {to: new art 9, on: 2016-01-01}}",
)
_5_TO_6 = (
    "    2: {zh: 二",
    "    5: {zh: 五, en: Five, confidence: A, renumbered: {to: 6, on: 2020-01-01}}\n"
    "    6: {zh: 六, en: Six, confidence: A}\n    2: {zh: 二",
)
_BY_HALL = "when line.province is guangdong"
_SPARE = """
spare:
  zh: 备用数
  kind: integer
  values:
    - {value: 3, source: law art 1, confidence: A}
"""
_CHECKED = CLEAN["parameters.yaml"].replace("confidence: A}", "confidence: A, checked: 2026-11-01}")
_CONTESTED = CLEAN["rules/all.rules"].replace("source law art 2", "source law art 2\n    standing contested")
_ALL_CASES = CLEAN["scenarios/all.yaml"]
_CHINESE = "{zh: 样例}"

UNWISE: Mapping[str, Mapping[str, Book]] = {
    # ── unused ──
    "RB701": {
        "by nothing": fact('fact line.spare "备用":\n    line.good'),
        "by a scenario only": {**fact('事实 号卡.备用 "spare"：号卡.良好'), **case("line.open: yes", "line.spare: unknown")},
        "what only an unused fact reads is not told of": fact('fact line.spare "备用": line.other\nfact line.other "其他": line.good'),
    },
    "RB702": {"by nothing": {"parameters.yaml": more(_SPARE, "parameters")}},
    "RB703": {"by nothing": {"sources.yaml": more(_OLD)}},
    "RB704": {"by nothing": words("renew: {zh: 续期", "pause: {zh: 暂停, on: line, default: denied}\n  renew: {zh: 续期")},
    "RB705": {"of nothing": words("enumerations:\n", "enumerations:\n  size:\n    zh: 尺寸\n    values: {small: 小, large: 大}\n")},
    "RB706": {
        "an article": law("    2: {zh: 二", "    3: {zh: 三, en: Three, confidence: A}\n    2: {zh: 二"),
        "an item": law("    4: {zh: 四", "    5: {zh: 五, en: Five, confidence: A}\n    4: {zh: 四"),
        "another paragraph": law("    18(1):", "    2(1): {zh: 二之一款, en: Two one, confidence: A}\n    3(1): {zh: 三之一款, en: Three one, confidence: A}\n    18(1):"),
    },
    "RB707": {
        "an article": law("2: {zh: 二, en: Two, confidence: A}", "2: {zh: 二, en: Two, confidence: A, untranslated: {en: why}}"),
        "a paragraph of an article that is cited": law("18(1): {zh: 十八之一款, en: Eighteen one, confidence: A}", "18(1): {zh: 十八之一款, en: Eighteen one, confidence: A, untranslated: {zh: 因故}}"),
    },
    # ── figures ──
    "RB711": {"a year and a day": {"parameters.yaml": _CHECKED.replace("value: 5, source: law art 1, confidence: A, checked: 2026-11-01", "value: 5, source: law art 1, confidence: A, checked: 2025-11-25")}},
    "RB712": {"one of two": figure("value: 5, source: law art 1, confidence: A", "value: 5, source: law art 1, confidence: A, checked: 2026-11-01")},
    "RB713": {
        "uncertain": figure("value: 5, source: law art 1, confidence: A", "value: 5, source: law art 1, confidence: U"),
        "from memory, through a fact": {**figure("value: 5, source: law art 1, confidence: A", "value: 5, source: law art 1, confidence: M"), **fact('fact holder.many "过多":\n    (count of l in holder.lines where l.open) > cap'), "rules/all.rules": CLEAN["rules/all.rules"].replace("(count of l in holder.lines where l.open) > cap", "holder.many")},
        "of several rules": figure("from: 2020-01-01, value: 20 days, source: law art 1, confidence: A", "from: 2020-01-01, value: 20 days, source: law art 1, confidence: I"),
    },
    "RB714": {"a law and no article": figure("value: 5, source: law art 1", "value: 5, source: law")},
    # ── law and time ──
    "RB721": {
        "a rule that outlives its source": rule("from 2012-01-01", "until 2016-12-31", *EACH_LINE, source="old art 7", sources=more(_OLD)),
        "a rule older than its source": rule("from 2010-06-01", *EACH_LINE, source="old art 7", sources=more(_OLD)),
        "between two sources": rule("from 2012-01-01", "until 2020-12-31", *EACH_LINE, source="old art 7, new art 9", sources=more(_OLD + _NEW.replace("2016-01-01", "2016-07-01"))),
        "a figure": {**figure("value: 5, source: law art 1", "value: 5, source: old art 7"), "sources.yaml": more(_OLD)},
        "a penalty": rule("penalty old art 7", *EACH_LINE, sources=more(_OLD)),
        "an action": {**words("source: law art 2", "source: old art 7"), "sources.yaml": more(_OLD)},
        "a presumption": {**of_fact("line.good", "presumed no\n        source old art 7"), "sources.yaml": more(_OLD)},
    },
    "RB722": {
        "one of two sources": rule("from 2016-01-01", *EACH_LINE, source="law art 1\n    source old art 7", sources=more(_OLD)),
        "the only source": rule("from 2016-01-01", "until 2019-12-31", *EACH_LINE, source="old art 7", sources=more(_OLD)),
    },
    "RB723": {
        "in the same law": rule(*EACH_LINE, source="law art 5", sources=_5_TO_6),
        "in another law": rule("from 2012-01-01", "until 2018-12-31", *EACH_LINE, source="old art 7", sources=more(_MOVED + _NEW)),
        "a paragraph of it": rule("from 2012-01-01", "until 2018-12-31", *EACH_LINE, source="old art 7(1)", sources=more(_MOVED + _NEW)),
        "a penalty, in Chinese": rule("罚则 法 第五条", *EACH_LINE, sources=_5_TO_6),
        "a figure": {**figure("value: 5, source: law art 1", "value: 5, source: law art 5"), "sources.yaml": _5_TO_6},
    },
    "RB724": {
        "in the same law": rule(*EACH_LINE, source="law art 6", sources=_5_TO_6),
        "in another law": rule("from 2012-01-01", *EACH_LINE, source="new art 9", sources=more(_MOVED + _NEW)),
    },
    "RB725": {
        "a circular over a law": rule(*EACH_LINE, "overrides grace/notice", source="notice item 1", sources=more(_NOTICE)),
    },
    # ── scenarios ──
    "RB731": {
        "a duty": {**rule("for each line", "must line.status"), "scenarios/extra.yaml": None},
        "a prohibition whose condition no scenario meets": {**rule("for each line", "must not close", _BY_HALL), "scenarios/extra.yaml": None},
        "a permission of a later day": {**rule("from 2020-01-01", "for each line where line.open", "may close", "when line.told_on <= today"), "scenarios/extra.yaml": None},
        "a duty that a scenario finds not applicable": {**rule("for each line where line.good", "must line.status"), "scenarios/extra.yaml": "- name: {zh: 另, en: Another}\n  on: 2016-03-01\n  facts: {line: {id: L1, good: no}}\n  expect: {grace/extra: not_applicable}\n"},
    },
    "RB732": {
        "neither of the two": case("2016-03-11}}\n  expect: {grace/telling: compliant}\n\n- name: {zh: 次日告知, en: Told on the day after}\n  on: 2016-04-01\n  facts: {line: {id: L1, opened_on: 2016-03-01, told_on: 2016-03-12}}", "2016-03-10}}\n  expect: {grace/telling: compliant}\n\n- name: {zh: 次日告知, en: Told on the day after}\n  on: 2016-04-01\n  facts: {line: {id: L1, opened_on: 2016-03-01, told_on: 2016-03-14}}"),
        "not on the day after": case("told_on: 2016-03-12}}\n  expect: {grace/telling: late}", "told_on: 2016-03-13}}\n  expect: {grace/telling: late}"),
        "not on the last day": case("told_on: 2016-03-11", "told_on: 2016-03-09"),
        "a state by a day": {**rule("for each line", "must line.good by line.told_on"), "scenarios/extra.yaml": "- name: {zh: 另, en: Another}\n  on: 2016-03-02\n  facts: {line: {id: L1, good: no, told_on: 2016-03-01}}\n  expect: {grace/extra: breach}\n"},
    },
    "RB733": {"none at all": {"scenarios/all.yaml": None}},
    # ── conditions ──
    "RB741": {
        "a thing compared with itself": where("line.opened_on = line.opened_on"),
        "two constants": where("line.good and 1 > 0"),
        "a needless yes": where("line.good and yes"),
        "in Chinese": where("号卡.良好 且 号卡.开通日 不晚于 从未"),
        "a count is never less than nothing": where("(count of c in line.calls where c.late) >= 0"),
        "every value": where("line.province is one of (guangdong, beijing)"),
        "rows that are chosen": where("some c in line.calls satisfies (c.late or c.made_on <= never)"),
        "what is demanded": rule("for each line", "must line.size >= line.size"),
    },
    "RB742": {
        "later than never": where("line.good or line.opened_on > never"),
        "two constants": where("line.good or 0 > 1"),
        "a count below nothing": where("(count of c in line.calls where c.late) < 0"),
        "of an exception": of_fact("line.good", "except no when line.size != line.size"),
    },
    "RB743": {
        "in `and`": where("line.good and line.status and line.good"),
        "in `or`, in parentheses": where("line.good or (line.status or line.good)"),
        "a value listed twice": where("line.province is one of (guangdong, guangdong)"),
        "in Chinese": where("号卡.良好 且 号卡.正常 且 line.good"),
    },
    "RB744": {
        "a thing and its opposite": where("line.good and not line.good"),
        "a condition and its opposite": where("(line.good or line.status) and line.size > 0 and not (line.good or line.status)"),
        "ranges": where("line.size > 1 and line.size < 0"),
        "no whole number between": where("line.size > 0 and line.size < 1"),
        "two values": where("line.province is guangdong and line.province is beijing"),
        "none of the listed values": where("line.size is one of (0, 1) and line.size > 1"),
        "days": where("line.opened_on >= 2016-09-23 and line.status and 2016-09-23 > line.opened_on"),
        "happened and never": where("line.opened_on is never and line.opened_on < 2020-01-01"),
        "one before the other and after it": where("line.told_on < line.opened_on and line.opened_on < line.told_on"),
        "three together": where("line.size >= 0 and line.size <= 1 and line.size != 0 and line.size != 1"),
        "texts": where('line.id = "a" and line.id = "b"'),
        "rows that are counted": where("(count of c in line.calls where c.late and not c.late) > 0"),
    },
    "RB745": {
        "a thing and its opposite": where("line.good or not line.good"),
        "ranges that meet": where("line.size > 0 or line.size <= 1"),
        "not this or not that": where("line.province is not guangdong or line.province is not beijing"),
        "one before the other or not": where("line.told_on < line.opened_on or line.told_on >= line.opened_on"),
        "money": where("line.owed > 0 CNY or line.owed <= 0 CNY"),
    },
    "RB746": {
        "the same": of_fact("no", "except yes when line.good", "except no when line.good"),
        "narrower": of_fact("no", "except yes when line.good", "except no when line.status and line.good"),
        "one of several": of_fact("no", "except yes when line.good or line.status", "except no when line.status"),
        "a range inside a range": of_fact("no", "except yes when line.size > 0", "except no when line.size > 1"),
    },
    "RB747": {
        "whatever the case": rule("for each line", "must not close"),
        "in all its cases": rule("for each line where line.open", "must not close"),
        "in Chinese": rule("适用于每个 号卡 其中 号卡.在用", "不得 关闭", "当 自 号卡.告知日 起已满 通知期"),
    },
    # ── names and numbers ──
    "RB751": {
        "a rule": rule(*EACH_LINE, titles='"另一条"'),
        "an invariant": fact('invariant extra "Another"\n    for each line\n    never permitted close'),
        "a fact": {**of_fact("line.good"), **fact('fact line.extra:\n    line.good\n\ninvariant extra "另一条" "Another"\n    for each line where line.extra\n    never permitted close')},
        "a fact in Chinese": fact('事实 号卡.另：号卡.良好\n\ninvariant extra "另一条" "Another"\n    for each line where 号卡.另\n    never permitted close'),
        "a path": {**words(", extra: 另}", "}"), **rule(*EACH_LINE)},
        "an entity": words("holder:\n    zh: 机主\n    key", "holder:\n    zh: holder\n    key"),
        "a field": words("{zh: 夜间, kind", "{zh: late, kind"),
        "a relation": words("inverse_zh: 通话", "inverse_zh: calls"),
        "a value": words("beijing: 北京", "beijing: beijing"),
        "an enumeration": words("province:\n    zh: 省份", "province:\n    zh: province"),
        "an action": words("renew: {zh: 续期", "renew: {zh: renew"),
        "a party": words("agent: 代理", "agent: agent"),
        "a figure": figure("zh: 上限数", "zh: cap"),
        "the title of a figure": figure("zh: 上限数", "zh: 上限数\n  title: {zh: 号卡上限}"),
        "a source": law("title: {zh: 样例法, en: The sample law}", "title: {zh: 样例法}"),
        "an issuer": law("issuer: {zh: 某机关, en: Somebody}", "issuer: {en: Somebody}"),
        "an article": law("2: {zh: 二, en: Two, confidence: A}", "2: {zh: 二, confidence: A}"),
        "a scenario": case("{zh: 六张号卡, en: Six lines}", "六张号卡"),
    },
    "RB752": {
        "a number": rule("for each line", "must not close", "when line.size > 18"),
        "a number in a fact": of_fact("line.size >= 5"),
        "a duration": rule("for each line where line.open", "must not close", "when 10 days has passed since line.told_on", "unless line.good"),
        "one month": of_fact("1 month has passed since line.told_on"),
        "money": of_fact("line.owed > 100 CNY"),
        "a rate": of_fact("line.owed * 3‰ > 0 CNY"),
        "in Chinese": rule("适用于每个 号卡", "不得 关闭", "当 号卡.欠款 超过 100元"),
        "what stands for the unknown": of_fact("line.size > 0", "except no when line.size > 3"),
    },
}  # fmt: skip
"""Code → what is unwise → the files that differ from the clean book."""

WISE: Mapping[str, Mapping[str, Book]] = {
    "RB701": {
        "read by another fact": {**fact('fact line.spare "备用":\n    line.good\n'), "rules/all.rules": CLEAN["rules/all.rules"].replace("line.closed_on > today", "line.closed_on > today and (line.spare is known or line.opened_on <= today)")},
        "read by an invariant": of_fact("line.good"),
        "read of another row": fact('fact holder.known "已知": holder.name is known\ninvariant extra "另" "Another"\n    for each line where line.holder.known\n    never permitted close'),
    },
    "RB702": {"asked for on another day": where("line.size > cap on 2016-01-01")},
    "RB703": {
        "a penalty": rule("until 2015-06-30", "penalty old art 7", *EACH_LINE, sources=more(_OLD)),
        "a figure": {**figure("until: 2019-12-31, value: 10 days, source: law art 1", "until: 2019-12-31, value: 10 days, source: [law art 1, old art 7]"), "sources.yaml": more(_OLD)},
        "an action": {**words("source: law art 2", "source: new art 9"), "sources.yaml": more(_NEW)},
        "a presumption": {**of_fact("line.good", "presumed no\n        source new art 9"), "sources.yaml": more(_NEW)},
    },
    "RB704": {
        "of an invariant": {**words("renew: {zh: 续期", "pause: {zh: 暂停, on: line, default: denied}\n  renew: {zh: 续期"), **fact('invariant extra "另一条" "Another"\n    for each line\n    never permitted 暂停')},
        "expected": {**words("renew: {zh: 续期", "pause: {zh: 暂停, on: line, default: denied}\n  renew: {zh: 续期"), **case("close: permitted", "close: permitted\n    暂停: denied")},
    },
    "RB705": {"of a figure": {**words("enumerations:\n", "enumerations:\n  size:\n    zh: 尺寸\n    values: {small: 小, large: 大}\n"), "parameters.yaml": more(_SPARE.replace("integer", "size").replace("value: 3", "value: small"), "parameters"), **where("spare is small")}},
    "RB706": {
        "it says why": law("    2: {zh: 二", "    3: {zh: 三, en: Three, confidence: A, untranslated: {zh: 因故, en: why}}\n    2: {zh: 二"),
        "a paragraph of it is cited": rule(*EACH_LINE, source="law art 3(1)", sources=("    2: {zh: 二", "    3: {zh: 三, en: Three, confidence: A}\n    3(1): {zh: 三之一款, en: Three one, confidence: A}\n    2: {zh: 二")),
        "by its later number": rule(*EACH_LINE, source="law art 5, art 6", sources=_5_TO_6),
        "a source of which every article says why": {"sources.yaml": more(_NEW.replace("confidence: A}", "confidence: A, untranslated: {zh: 因故, en: why}}"))},
    },
    "RB707": {"nothing cites it": law("    2: {zh: 二", "    3: {zh: 三, en: Three, confidence: A, untranslated: {zh: 因故, en: why}}\n    2: {zh: 二")},
    "RB711": {
        "a year": {"parameters.yaml": _CHECKED.replace("2026-11-01", "2025-11-26")},
        "an older value": {"parameters.yaml": _CHECKED.replace("value: 10 days, source: law art 1, confidence: A, checked: 2026", "value: 10 days, source: law art 1, confidence: A, checked: 2016")},
        "what is over": {**rule("until 2019-12-31", *EACH_LINE[:2], "when line.size > spare"), "parameters.yaml": _CHECKED + _SPARE.replace("{value: 3", "{until: 2019-12-31, value: 3").replace("A}", "A, checked: 2016-01-01}")},
    },
    "RB712": {
        "no check is noted anywhere": {},
        "all are noted": {"parameters.yaml": _CHECKED},
        "an older value": {"parameters.yaml": _CHECKED.replace("value: 10 days, source: law art 1, confidence: A, checked: 2026-11-01", "value: 10 days, source: law art 1, confidence: A")},
    },
    "RB713": {
        "contested": {**figure("value: 5, source: law art 1, confidence: A", "value: 5, source: law art 1, confidence: U"), "rules/all.rules": _CONTESTED},
        "a contested value": figure("value: 5, source: law art 1, confidence: A", "value: 5, source: law art 1, confidence: U, standing: contested"),
        "quoted": figure("value: 5, source: law art 1, confidence: A", "value: 5, source: law art 1, confidence: B"),
        "of a time before the rule": {**rule("from 2016-01-01", *EACH_LINE[:2], "when line.size > spare"), "parameters.yaml": more(_SPARE.replace("    - {value: 3", "    - {until: 2015-12-31, value: 2, source: law art 1, confidence: U}\n    - {from: 2016-01-01, value: 3"), "parameters")},
    },
    "RB714": {
        "of a law that has no article": {**figure("value: 5, source: law art 1", "value: 5, source: deed"), "sources.yaml": more("\ndeed:\n  zh: 文书\n  title: {zh: 文书, en: A deed}\n  rank: practice\n")},
        "one of two sources": figure("value: 5, source: law art 1", "value: 5, source: [law, law item 4]"),
        "contested": {**figure("value: 5, source: law art 1", "value: 5, source: law"), "rules/all.rules": _CONTESTED},
    },
    "RB721": {
        "the successor is cited too": rule("from 2012-01-01", "until 2020-12-31", *EACH_LINE, source="old art 7, new art 9", sources=more(_OLD + _NEW)),
        "no longer than its source": rule("from 2012-01-01", "until 2015-12-31", *EACH_LINE, source="old art 7", sources=more(_OLD)),
        "its own time is that of its source": rule(*EACH_LINE, source="old art 7", sources=more(_OLD)),
        "a penalty that came later": rule("penalty new art 9", *EACH_LINE, sources=more(_NEW)),
        "a figure without a beginning": {**figure("value: 5, source: law art 1", "value: 5, source: new art 9"), "sources.yaml": more(_NEW)},
        "a source in force at all times": rule("from 1999-01-01", *EACH_LINE, source="new art 9", sources=more(_NEW.replace("  in_force: {from: 2016-01-01}\n", ""))),
    },
    "RB722": {"a day in common": rule("from 2015-12-31", *EACH_LINE, source="law art 1\n    source old art 7", sources=more(_OLD))},
    "RB723": {
        "both are cited": rule("from 2012-01-01", "until 2018-12-31", *EACH_LINE, source="old art 7\n    source new art 9", sources=more(_MOVED + _NEW)),
        "ended the day before": rule("from 2012-01-01", "until 2015-12-31", *EACH_LINE, source="old art 7", sources=more(_MOVED + _NEW)),
        "an item of that number": rule(*EACH_LINE, source="law item 4", sources=("18(1): {zh: 十八之一款, en: Eighteen one, confidence: A}", "18(1): {zh: 十八之一款, en: Eighteen one, confidence: A}\n    4: {zh: 四, en: Four, confidence: A, renumbered: {to: 6, on: 2020-01-01}}\n    6: {zh: 六, en: Six, confidence: A}")),
    },
    "RB724": {
        "begun that day": rule("from 2016-01-01", *EACH_LINE, source="new art 9", sources=more(_MOVED + _NEW)),
        "what has no beginning": {**words("source: law art 2", "source: law art 6"), "sources.yaml": _5_TO_6},
    },
    "RB725": {
        "with a reason": rule(*EACH_LINE, "overrides grace/notice", 'note "它更严 / it is stricter"', source="notice item 1", sources=more(_NOTICE)),
        "of one rank": rule(*EACH_LINE, "overrides grace/notice", source="notice item 1", sources=more(_NOTICE.replace("normative_document", "law"))),
        "a higher source too": rule(*EACH_LINE, "overrides grace/notice", source="notice item 1\n    source law art 2", sources=more(_NOTICE)),
        "a rank beside the order": rule(*EACH_LINE, "overrides grace/notice", source="notice item 1", sources=more(_NOTICE.replace("normative_document", "judicial_interpretation"))),
    },
    "RB731": {
        "by its own name": {**rule("for each line", "must line.status"), "scenarios/extra.yaml": "- name: {zh: 另, en: Another}\n  on: 2016-03-01\n  facts: {line: {id: L1, status: yes}}\n  expect: {宽限/另: compliant}\n"},
        "by its action": {**rule("for each line", "must not close", _BY_HALL), "scenarios/extra.yaml": "- name: {zh: 另, en: Another}\n  on: 2016-03-01\n  facts: {line: {id: L1, province: guangdong}}\n  expect: {关闭: denied}\n"},
        "by an act on record": {**rule("until 2015-12-31", "for each line", "must not close"), "scenarios/extra.yaml": "- name: {zh: 另, en: Another}\n  on: 2016-03-01\n  facts: {line: {id: L1, closed_on: 2015-06-01}}\n  expect: {close: {outcome: breach}}\n"},
        "by an invariant": {**rule("for each line", "must not close", _BY_HALL), "scenarios/extra.yaml": "- name: {zh: 另, en: Another}\n  on: 2016-03-01\n  facts: {line: {id: L1, province: guangdong}}\n  expect: {no_silent_closing: holds}\n"},
    },
    "RB732": {
        "asked on these days": {"scenarios/all.yaml": _ALL_CASES.replace("on: 2016-04-01\n  facts: {line: {id: L1, opened_on: 2016-03-01, told_on: 2016-03-11}}", "on: 2016-03-11\n  facts: {line: {id: L1, opened_on: 2016-03-01}}").replace("on: 2016-04-01\n  facts: {line: {id: L1, opened_on: 2016-03-01, told_on: 2016-03-12}}", "on: 2016-03-12\n  facts: {line: {id: L1, opened_on: 2016-03-01}}")},
        "a state by a day": {**rule("for each line", "must line.good by line.told_on"), "scenarios/extra.yaml": "".join(f"- name: {{zh: 另, en: Another}}\n  on: {on}\n  facts: {{line: {{id: L1, good: {good}, told_on: 2016-03-01}}}}\n  expect: {{grace/extra: {came}}}\n" for on, good, came in (("2016-03-01", "yes", "compliant"), ("2016-03-02", "no", "breach")))},
        "hours": {**rule("for each line", "must happen line.served_at within span after line.asked_at"), "parameters.yaml": more(_SPARE.replace("spare", "span").replace("integer", "hours").replace("value: 3", "value: 24 hours"), "parameters"), "scenarios/extra.yaml": "".join(f"- name: {{zh: 另, en: Another}}\n  on: 2016-04-01\n  facts: {{line: {{id: L1, asked_at: 2016-03-01T10:00, served_at: {at}}}}}\n  expect: {{grace/extra: {came}}}\n" for at, came in (("2016-03-02T10:00", "compliant"), ("2016-03-02T10:01", "late")))},
        "working days, the next of which is a Monday": {**rule("for each line", "must happen line.told_on within span after line.opened_on"), "parameters.yaml": more(_SPARE.replace("spare", "span").replace("integer", "working days").replace("value: 3", "value: 5 working days"), "parameters"), "scenarios/extra.yaml": "".join(f"- name: {{zh: 另, en: Another}}\n  on: 2016-04-01\n  facts: {{line: {{id: L1, opened_on: 2016-03-04, told_on: {on}}}}}\n  expect: {{grace/extra: {came}}}\n" for on, came in (("2016-03-11", "compliant"), ("2016-03-14", "late")))},
    },
    "RB733": {},
    "RB741": {
        "any row at all": where("some c in line.calls satisfies yes"),
        "a count": where("(count of c in line.calls) > 0"),
        "a fact that is so but for exceptions": of_fact("yes", "except no when line.good"),
        "a value of a kind that has more": where("line.province is guangdong or line.status"),
        "what may never happen": where("line.opened_on <= 9999-12-31"),
    },
    "RB742": {"a needless no as a value": of_fact("line.good", "except no when line.status")},
    "RB743": {
        "of two rows": where("(some c in line.calls satisfies c.late) or (some d in line.calls satisfies not d.late)"),
        "on two days": where("line.size > cap and line.size > cap on 2016-01-01"),
    },
    "RB744": {
        "a number between": where("line.rate > 0 and line.rate < 1"),
        "whole numbers between": where("line.size >= 0 and line.size <= 1 and line.size != 0"),
        "a day between": where("line.opened_on > 2016-01-01 and line.opened_on < 2016-01-03"),
        "never is late": where("line.opened_on is never and line.opened_on > 2020-01-01"),
        "two things": where("line.province is guangdong and line.holder.name is known"),
        "of two rows": where("(some c in line.calls satisfies c.late) and (some c in line.calls satisfies not c.late)"),
        "not earlier and not later": where("line.told_on <= line.opened_on and line.opened_on <= line.told_on"),
    },
    "RB745": {
        "a gap between": where("line.size < 0 or line.size > 0"),
        "never is left": where("line.opened_on <= 2016-01-01 or line.opened_on < 2020-01-01"),
        "either sign": where("line.told_on < line.opened_on or line.told_on > line.opened_on"),
        "two texts": where('line.id = "a" or line.id = "b"'),
    },
    "RB746": {
        "the narrower first": of_fact("no", "except no when line.good and line.status", "except yes when line.good"),
        "side by side": of_fact("no", "except yes when line.size > 1", "except yes when line.size < 1"),
    },
    "RB747": {
        "with exceptions": rule("for each line where line.open", "must not close", "unless line.good"),
        "for a part of the time": rule("from 2016-01-01", "for each line", "must not close"),
        "in other cases": rule("for each line where line.open and line.good", "must not close"),
        "overridden": {**rule("for each line", "must not close"), "rules/all.rules": CLEAN["rules/all.rules"].replace("may close", "may close\n    overrides grace/extra")},
        "another act": rule("for each line", "must not renew"),
    },
    "RB751": {
        "a Chinese book": {"rulebook.yaml": CLEAN["rulebook.yaml"].replace("{zh: 样例, en: A sample}", _CHINESE), **rule(*EACH_LINE, titles='"另一条"'), **case("{zh: 六张号卡, en: Six lines}", "六张号卡")},
        "an English book": {"rulebook.yaml": CLEAN["rulebook.yaml"].replace("{zh: 样例, en: A sample}", "{en: A sample}"), **rule(*EACH_LINE, titles='"Another"'), **words("agent: 代理", "agent: agent")},
        "a figure without a title": {},
        "an abbreviation": words("{zh: 夜间, kind", "{zh: SIM, kind"),
    },
    "RB752": {
        "none and one": of_fact("line.size > 0 or line.size = 1"),
        "nothing owed": of_fact("line.owed > 0 CNY"),
        "a day more": of_fact("line.told_on + 1 day < today"),
        "days of the calendar": of_fact("line.opened_on >= 2016-09-23 and line.asked_at < 2016-09-23T12:00"),
        "the number of an invariant": where("line.size > 18"),
        "a figure": of_fact("line.size > cap"),
    },
}  # fmt: skip
"""Code → what is like it and all right → the files that differ from the clean book."""
