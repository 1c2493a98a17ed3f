"""One book with one mistake for each code of the catalogue (and more than one where a code has several faces).

Each is the sound book of `folders.py` with a change. `test_mistakes.py` asks that it gives exactly that one message, and
keeps the whole message in `tests/golden/diagnostics/CODE.txt`.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.dsl.folders import OVER, RULEBOOK, SOURCES, Change, over

Book = Mapping[str, Change]

_EXTRA = "rules/extra.rules"


def when(condition: str) -> Book:
    """A rule with this condition, beside the sound ones."""
    return {
        _EXTRA: f'rule grace/extra "另一条"\n    source law art 1\n    for each line\n    must not close\n        when {condition}\n'
    }


def rule(*clauses: str, head: str = 'rule grace/extra "另一条"', source: str = "source law art 1") -> Book:
    """A rule with these clauses."""
    return {_EXTRA: "\n    ".join(filter(None, [head, source, *clauses])) + "\n"}


def fact(text: str) -> Book:
    """These statements, beside the sound ones."""
    return {_EXTRA: text + "\n"}


def words(old: str, new: str) -> Book:
    """A passage of vocabulary.yaml changed."""
    return {"vocabulary.yaml": (old, new)}


def law(old: str, new: str) -> Book:
    """A passage of sources.yaml changed."""
    return {"sources.yaml": (old, new)}


def sanctions(entry: str) -> Book:
    """An article that threatens this."""
    return law(
        "1: {zh: 一, en: One, confidence: A}", f"1: {{zh: 一, en: One, confidence: A, sanctions: [{{{entry}}}]}}"
    )


def figure(old: str, new: str) -> Book:
    """A passage of parameters.yaml changed."""
    return {"parameters.yaml": (old, new)}


def manifest(old: str, new: str) -> Book:
    """A passage of rulebook.yaml changed."""
    return {"rulebook.yaml": (old, new)}


def case(old: str, new: str) -> Book:
    """A passage of the scenarios changed."""
    return {"scenarios/all.yaml": (old, new)}


def above(text: str = "", **files: Change) -> Book:
    """A book that imports the sound one, with these rules and these other files of its own or of the book below."""
    own: Book = {f"{name.replace('__', '/')}.yaml": change for name, change in files.items()}
    return {**over(), **({_EXTRA: text + "\n"} if text else {}), **own}


def below(**files: str) -> Book:
    """A book that imports the sound one with more in its files."""
    given = {name: each if isinstance(each, str) else "" for name, each in over().items()}
    more = {name: f"base/{name.replace('__', '/')}.{'rules' if name.startswith('rules') else 'yaml'}" for name in files}
    return {**over(), **{path: given.get(path, "") + files[name] for name, path in more.items()}}


def repeal(path: str, *clauses: str) -> str:
    """The repeal of a rule."""
    return "\n    ".join((f"repeal rule {path}", "source law art 2", *clauses)) + "\n"


def replace(path: str, *clauses: str) -> str:
    """A new text of a rule."""
    told = ("source law art 2", "for each line", "may close\n        when line.good")
    return "\n    ".join((f"replace rule {path}", *told, *clauses)) + "\n"


def siblings(one: Mapping[str, str], two: Mapping[str, str]) -> Book:
    """A book over two that stand on the sound one and do not know each other."""
    books = {"one": one, "two": two}
    return {
        **over(),
        "rulebook.yaml": OVER.replace("[./base]", "[./one, ./two]"),
        **{f"{name}/rulebook.yaml": OVER.replace("./base", "../base").replace("over", name) for name in books},
        **{f"{name}/{file}": text for name, files in books.items() for file, text in files.items()},
    }


_VALUES = """parameters:
  notice:
    values:
      - {{from: 2027-01-01, value: 30 days, source: law art 2, confidence: A}}{more}
"""
_TOLD = "source law art 2\n    for each line{where}\n    {clause}must happen line.told_on within {days} days after line.opened_on\n"
_LIMIT = "rule notice/notice\n    " + _TOLD.format(where="", clause="", days=10)
_SOONER = "rule notice/cap\n    " + _TOLD.format(where=" where line.good", clause="", days=5)
_PROMISE = (
    SOURCES
    + """promise:
  zh: 承诺
  title: {zh: 企业的承诺, en: What a company promised}
  rank: promise
"""
)
_FORBIDDEN = "rule notice/notice\n    source law art 2\n    for each line where line.size > 1\n    must not renew\n"
_CHAIN = "\n".join(
    ["fact line.f0: line.good", *(f"fact line.f{n}: line.f{n - 1} and line.good" for n in range(1, 250))]
)
_TWO = "for each line", "must line.good"


def circle(*paths: str) -> str:
    """Rules each of which overrides the next, and the last the first."""
    return "".join(
        f'rule {own} "某条"\n    source law art 1\n    for each line\n    must line.good\n    overrides {other}\n'
        for own, other in zip(paths, (*paths[1:], paths[0]), strict=True)
    )


MISTAKES: Mapping[str, Mapping[str, Book]] = {
    # ── reading ──
    "RB101": {
        "a file that is not there": {"sources.yaml": None},
        "a folder in place of a file": {"scenarios/dir.yaml/x": "x"},
    },
    "RB102": {"rules of a million characters": {_EXTRA: "# 很长\n" + "#" * 1_000_001}},
    "RB103": {
        "right to left, in rules": when("line.good \u202e and line.status"),
        "right to left, in YAML": words("{zh: 正常,", "{zh: 正\u2066常,"),
        "right to left, as an escape": words("{zh: 正常,", '{zh: "正\\u202e常",'),
        "a blank without width": when("line.go\u200bod"),
        "an escape sequence": when("line.good \x1b[31m"),
    },
    "RB104": {
        "parentheses": when("(" * 101 + "yes" + ")" * 101),
        "negations": when("not " * 120 + "yes"),
        "YAML": {"rulebook.yaml": RULEBOOK + "note: " + "[" * 60 + "]" * 60 + "\n"},
    },
    "RB105": {"a chain of facts": fact(_CHAIN)},
    "RB106": {
        "GB18030": {_EXTRA: '事实 号卡.甲 "甲"：是\n'.encode("gb18030")},
        "UTF-16": {_EXTRA: "fact line.a: yes\n".encode("utf-16")},
        "UTF-16 without a mark": {_EXTRA: "fact line.a: yes\n".encode("utf-16-le")},
    },
    "RB107": {"an empty manifest": {"rulebook.yaml": ""}, "an empty vocabulary": {"vocabulary.yaml": "# 空\n"}},
    "RB108": {"a sum of ten thousand terms": when("1 < " + "+".join(["1"] * 10_000))},
    "RB110": {
        "a misspelt clause": rule(*_TWO, "wehn line.good"),
        "a misspelt statement": fact('rul grace/extra "另一条"\n    source law art 1'),
        "a misspelt statement after another": fact('fact line.a "甲": yes\nruel b "乙"\n    source law art 1'),
        "two values side by side": when("line.good line.status"),
        "in Chinese": fact('事实 号卡.甲 "甲"：号卡.良好 号卡.正常'),
        "a parenthesis too many": when("(line.good))"),
    },
    "RB111": {"a title": rule(*_TWO, head='rule grace/extra "另一条'), "in Chinese": fact("事实 号卡.甲 “甲： 是"), "in YAML": law("number: 第1号", "number: '第1号"), "in braces": manifest("{zh: 样例, en: A sample}", '{zh: 样例, en: "A sample, of rules}')},
    "RB112": {"a sign of another language": when("line.good && line.status"), "a stop": when("号卡.良好。")},
    "RB113": {
        "nothing after `and`": when("line.good and"),
        "a comment is not the end": when("line.size >=  # 多少？"),
        "in Chinese": fact('事实 号卡.甲 "甲"：自 号卡.开通日 起已满'),
    },
    "RB114": {
        "two names with `或` in them": fact(
            '事实 号卡.停或断 "a"：是\n事实 号卡.断或欠 "b"：是\n事实 号卡.停 "c"：是\n事实 号卡.欠 "d"：是\n'
            '事实 号卡.断 "e"：号卡.停或断或欠'
        ),
    },
    "RB120": {
        "a colon in a value": manifest("name: sample", "name: a: b"),
        "a sign that begins nothing": law("status: 有效", "status: @有效"),
        "brackets left open": manifest("covered: [2004-01-01, 2026-12-31], source: none}", "covered: [2004-01-01, 2026"),
    },
    "RB121": {"a field twice": words("      told_on:", "      opened_on: {zh: 另一日, kind: date}\n      told_on:")},
    "RB122": {
        "nine to the ninth": {
            "rulebook.yaml": "a: &a [x]\n"
            + "".join(f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True))
        },
        "a list inside itself": {"rulebook.yaml": "name: &a [*a]\n"},
    },
    "RB123": {
        "a call into Python": manifest("name: sample", "name: !!python/object/apply:os.system [ls]"),
        "a harmless one": words("    zh: 通话\n    key", "    zh: !!str 通话\n    key"),
    },
    "RB124": {"a list without end": {"parameters.yaml": "x: [" + "1," * 210_000 + "]"}},
    "RB125": {"two documents": {"rulebook.yaml": RULEBOOK + "---\nname: another\n"}},
    "RB126": {"a tab": words("      told_on:   {zh", "\ttold_on:   {zh")},
    "RB127": {"a list as a key": manifest("name: sample", "name: sample\n[a, b]: c")},
    "RB128": {
        "in English": law("en: Eighteen one,", "en: For the provider to check, act and report,"),
        "two commas": law("en: Somebody}", "en: For somebody, somewhere, and sometimes}"),
    },
    "RB129": {
        "a text": law("number: 第1号", "number:"),
        "a mapping": manifest("title: {zh: 样例, en: A sample}", "title: {}"),
        "a list": {"parameters.yaml": "x: {zh: 数, kind: integer, values: []}\n", "rules/all.rules": "", "scenarios/all.yaml": ""},
    },
    "RB130": {
        "in a field": words("{zh: 良好, kind:", "{zh: 良好, knid:"),
        "at the top": manifest("jurisdiction: CN", "country: CN"),
        "in what a scenario expects": case("close: permitted", "close: {verdit: permitted}"),
    },
    "RB131": {"in a source": law("  rank: law\n", ""), "in the vocabulary": {"vocabulary.yaml": "words: {grace: 宽限}\n"}},
    "RB132": {
        "a mapping": words("{operator: 企业, agent: 代理}", "[operator, agent]"),
        "a list": case("- name: {zh: 通知期满, en: Notice has run}\n  on:", "  on:"),
        "text": manifest('edition: "1"', "edition: [1]"),
        "one of two": words("kind: text, absent: unknown, personal: yes}", "kind: text, note: [a]}"),
    },
    "RB133": {"a default": words("{zh: 关闭, on: line, default: denied,", "{zh: 关闭, on: line, default: deny,")},
    "RB134": {"an inverse without its Chinese": words(", inverse_zh: 名下号卡", "")},
    "RB135": {
        "a field with a hyphen": words("{zh: 良好,", "{zh: 良-好,"),
        "an entity": words("\n  call:\n", "\n  a call:\n"),
        "a fact's title": fact('fact line.a "甲 乙": yes'),
    },
    "RB136": {
        "one day for a period": manifest("[2004-01-01, 2026-12-31]", "[2004-01-01]"),
        "two subjects of a case": case("told_on: 2016-01-04}", "told_on: 2016-01-04}\n    holder: {id: H1}"),
    },
    "RB137": {
        "in rules": when("line.opened_on < 2026-02-30"),
        "in YAML": figure("until: 2019-12-31", "until: 2019-02-29"),
        "no date at all": law("{from: 2010-01-01}", "{from: last year}"),
        "one digit too many": rule("from 2016-09-233", *_TWO),
        "an instant": when("line.asked_at < 2016-09-23T25:00"),
        "of a scenario": case("on: 2016-03-01", "on: 2016-13-01"),
    },
    "RB138": {"a city that has none": manifest("Asia/Shanghai", "Asia/Shenzhen")},
    "RB139": {
        "neither to one nor to many": words("to: holder, on", "on"),
        "both": words("to: holder, on", "to: holder, to many: holder, on"),
        "an article without words": law("{zh: 二, en: Two, confidence: A}", "{confidence: A}"),
    },
    "RB140": {
        "a value": words("{guangdong: 广东, beijing: 北京}", "{guangdong: 广东, none: 北京}"),
        "a value in Chinese": words("{guangdong: 广东, beijing: 北京}", "{guangdong: 广东, unclear: 否}"),
        "an entity": words("\n  call:\n    zh: 通话", "\n  call:\n    zh: 事实"),
        "a figure": figure("zh: 上限数", "zh: 最晚"),
    },
    "RB141": {"a key out of line": figure("  zh: 上限数\n  kind", "  zh: 上限数\n   kind"), "a block": words("    relations:\n      line:", "  relations:\n    line:")},
    "RB142": {
        "two lines": figure("  zh: 上限数\n  kind: integer\n  values:", "  zh: 上限数\n  values:\n  kind: integer"),
        "two words": words("{zh: 告知日, kind: date, absent: never, time: dated}", "{zh: 告知日, kind: date, absent: dated, time: never}"),
        "an exception and its condition": fact("fact line.a: line.size\n    except line.good when 5"),
        "a value and its source": figure("{value: 5, source: law art 1,", "{value: law art 1, source: 5,"),
    },
    "RB143": {"a colon": manifest("zone: ", "zone："), "a brace": words("{zh: 良好, kind: yes/no, absent: unknown}", "{zh: 良好, kind: yes/no, absent: unknown｝"), "a digit": law("    2: {zh: 二", "    ２: {zh: 二")},
    "RB144": {
        "in braces": words("{zh: 良好, kind: yes/no,", "{zh: 良好, yes/no,"),
        "on a line": manifest('edition: "1"', '"1"'),
        "of a block": case("  expect:\n", ""),
    },
    # ── names ──
    "RB150": {
        "a folder": above(rulebook=OVER.replace("./base", "../none")),
        "a name": above(rulebook=OVER.replace("./base", "cn-telecon")),
        "a path from the top": above(rulebook=OVER.replace("./base", "/base")),
    },
    "RB151": {
        "two": below(rulebook="imports: [..]\n"),
        "itself": above(rulebook=OVER.replace("./base", ".")),
        "two below": {**below(rulebook="imports: [../two]\n"), "two/rulebook.yaml": OVER.replace("./base", "../base")},
    },
    "RB152": {
        "one error": below(rules__more="rule notice/cap\n    source law art 3\n    for each line\n    may renew\n"),
        "what cannot be read": {**over(), "base/vocabulary.yaml": "entities: [\n"},
        "a book below that": {**below(rulebook="imports: [../none]\n"), "rules/all.rules": _SOONER},
    },
    "RB201": {
        "of a rule": rule("for each lin", "must not close"),
        "of a fact": fact("fact lin.a: yes"),
        "of a relation": words("{zh: 机主, to: holder", "{zh: 机主, to: holdr"),
        "of an action": words("{zh: 续期, on: line", "{zh: 续期, on: lin"),
    },
    "RB202": {"in English": when("line.opend_on < today"), "in Chinese": when("号卡.开户日 早于 今日")},
    "RB203": {"a parameter": when("notise has passed since line.told_on"), "a variable": when("lien.good"), "a field without its row": when("told_on < today"), "in Chinese": when("自 告知日 起已满 通知期")},
    "RB204": {"in English": when("line.province is guangdon"), "in Chinese": when("号卡.省份 为 广州")},
    "RB205": {"in English": rule("for each line", "must not clos"), "in Chinese": rule("适用于每个 号卡", "不得 关停")},
    "RB206": {"in a rule": rule(*_TWO, source="source lwa art 1"), "in a figure": figure("{value: 5, source: law", "{value: 5, source: lwa")},
    "RB207": {"overridden": rule(*_TWO, "overrides grace/notise")},
    "RB208": {"bound": rule(*_TWO, "binds opertor"), "punished": sanctions("measure: fine, on: oprator")},
    "RB209": {"of a field": words("{zh: 欠款, kind: money CNY", "{zh: 欠款, kind: cash"), "of a figure": figure("kind: days", "kind: dais")},
    "RB210": {
        "a rule": rule("for each line", "may close", head='规则 宽限/通知 "再来一次"'),
        "a fact like a field": fact('fact line.good "好": yes'),
        "two facts of one Chinese name": fact('fact line.a "甲": yes\nfact line.b "甲": yes'),
        "two invariants": fact("invariant no_silent_closing\n    for each line\n    never permitted close"),
        "a rule like an action": rule(*_TWO, head='rule close "关"'),
        "a relation like a field": words("inverse: lines, inverse_zh: 名下号卡", "inverse: name, inverse_zh: 名"),
        "two actions of one Chinese name": words("renew: {zh: 续期", "renew: {zh: 关闭"),
        "two sources of one Chinese name": {"sources.yaml": SOURCES + SOURCES.replace("law:", "bylaw:", 1)},
        "two parties": words("agent: 代理", "agent: 企业"),
        "two values": words("beijing: 北京", "beijing: 广东"),
        "two figures": figure("zh: 上限数", "zh: 通知期"),
    },
    "RB211": {"a quantifier inside a quantifier": when("some c in line.calls satisfies some c in line.calls satisfies c.late")},
    "RB212": {
        "three facts": fact("fact line.a: line.b\nfact line.b: not line.c\nfact line.c: line.a or line.good"),
        "a fact by itself": fact('事实 号卡.甲 "甲"：非 号卡.甲'),
    },
    "RB213": {"two rules": fact(circle("one", "two")), "three rules": fact(circle("grace/one", "grace/two", "grace/three"))},
    "RB214": {
        "the key": words("    key: id\n    fields:\n      id:   {zh", "    key: number\n    fields:\n      id:   {zh"),
        "joined on": words("to: line, on: line_id", "to: line, on: lineid"),
        "recorded by": words("recorded_by: closed_on", "recorded_by: close_on"),
    },
    "RB215": {"a date and a text": words("on: holder_id,", "on: {opened_on: id},")},
    "RB216": {"a text": words("{zh: 机主编号, kind: text, absent: unknown}", "{zh: 机主编号, kind: text, absent: never}")},
    "RB222": {"by a number": words("recorded_by: closed_on", "recorded_by: closed_on, gains: size")},
    "RB217": {"by a truth": words("recorded_by: closed_on", "recorded_by: good")},
    "RB218": {"in English": when("line.calls.late"), "in Chinese": when("号卡.通话.夜间")},
    "RB219": {"a field of a date": when("line.opened_on.year > 2016")},
    "RB220": {"must and an action": rule("for each line", "must close")},
    "RB221": {
        "a field": words("      told_on: ", "      tould_on: "),
        "an entity": words("  line:\n", "  lnie:\n"),
        "a figure": figure("notice:", "notcie:"),
        "a fact": {"rules/all.rules": ("fact line.open ", "fact line.opne ")},
        "a source": law("law:\n", "lwa:\n"),
        "the row of a quantifier": when("some c in line.calls satisfies r.late and r.made_on < today"),
    },
    # ── kinds and units ──
    "RB301": {"a number": when("line.size"), "a date": when("line.good and 号卡.开通日")},
    "RB302": {"a truth and a number": when("line.good = 1"), "an enumeration and a text": when('line.province = "广东"')},
    "RB303": {"texts": when("line.id < line.holder_id"), "rows": when("号卡.机主 >= 号卡.机主")},
    "RB304": {
        "two dates": when("line.opened_on + line.told_on < today"),
        "money and a number": when("line.owed + 1 > 2 CNY"),
        "money and money": when("line.owed * line.owed > 2 CNY"),
        "two units": when("today + (1 month + 1 day) > today"),
    },
    "RB305": {"the earliest of numbers": when("earliest of (line.size, 3) < today"), "days to a number": when("days from line.size to today > 3")},
    "RB306": {"compared": when("line.asked_at < today"), "after an instant": rule("for each line", "must line.good by line.asked_at")},
    "RB307": {"hours on a date": when("24 hours has passed since line.told_on"), "days on an instant": when("自 号卡.询问时刻 起已满 3日")},
    "RB308": {"a number": when("30 has passed since line.told_on"), "a parameter": when("自 号卡.告知日 起已满 上限数")},
    "RB309": {"one row": when("some h in line.holder satisfies h.name is known")},
    "RB310": {
        "the wrong unit": figure("value: 10 days", "value: 10 months"),
        "no number": figure("{value: 5,", "{value: five,"),
    },
    "RB311": {"another currency": when("line.owed > 100 USD"), "a bare number": when("号卡.欠款 超过 100")},
    "RB312": {"a field on a day": when("line.good on 2016-01-01")},
    "RB313": {"dates": when("(sum of c.made_on for c in line.calls) > 1")},
    "RB314": {"half a day": when("0.5 days has passed since line.told_on"), "five thousand digits": when("line.size < " + "9" * 5000)},
    "RB315": {"rows": fact('fact line.all "全部": line.holder.lines')},
    "RB317": {
        "a date that is text": words("{zh: 告知日, kind: date, absent: never, time: dated}", "{zh: 告知日, kind: text, absent: unknown}"),
        "days that are a number": {"parameters.yaml": ("  kind: days", "  kind: integer"), **rule("for each line", "may close", "when 通知期 has passed since line.opened_on")},
        "a fact without its comparison": {_EXTRA: "".join(["fact line.moved: line.opened_on\n", *(f"fact line.{name}: line.moved or line.good\n" for name in "abc")])},
    },
    "RB316": {"an exception": fact("fact line.a: line.good\n    except 3 when line.status"), "presumed": fact("fact line.a: line.size\n    presumed no\n        source law art 1")},
    # ── norms and time ──
    "RB401": {
        "no subject": rule("must not close"),
        "no norm": rule("for each line"),
        "an invariant without its action": fact("invariant nothing\n    for each line"),
    },
    "RB402": {
        "two conditions": rule(*_TWO, "when line.good", "when line.status"),
        "two norms": rule("for each line", "may close", "must not renew"),
        "two presumptions": fact("fact line.a: line.good" + "\n    presumed no\n        source law art 1" * 2),
    },
    "RB403": {"in English": rule(*_TWO, source=""), "in Chinese": rule("适用于每个 号卡", "不得 关闭", head='规则 宽限/另 "另一条"', source="")},
    "RB404": {
        "a prohibition": fact("invariant x\n    for each line\n    must not close"),
        "a condition": fact("invariant x\n    for each line\n    never permitted close\n    when line.good"),
        "a source": fact("invariant x\n    source law art 1\n    for each line\n    never permitted close"),
    },
    "RB405": {
        "a rule": rule("from 2016-09-23", "until 2015-01-01", *_TWO),
        "a figure": figure("until: 2019-12-31", "until: 2009-12-31"),
        "a source": law("{from: 2010-01-01}", "{from: 2010-01-01, until: 2009-12-31}"),
        "a calendar": manifest("[2004-01-01, 2026-12-31]", "[2026-01-01, 2004-12-31]"),
    },
    "RB406": {"two values": figure("{from: 2020-01-01, value: 20", "{from: 2019-12-31, value: 20"), "without an end": figure("from: 2010-01-01, until: 2019-12-31", "from: 2010-01-01")},
    "RB407": {"a gap": figure("{from: 2020-01-01, value: 20", "{from: 2020-02-01, value: 20")},
    "RB408": {
        "a rule older than its figure": rule("from 2001-01-01", "for each line", "may close", "when 自 号卡.告知日 起已满 通知期"),
        "several rules older than their figure": {
            _EXTRA: "".join(
                f"rule grace/{name}\n    source law art 1\n    from 200{n}-01-01\n    for each line\n    may close\n        when notice has passed since line.told_on\n"
                for n, name in enumerate(("third", "first", "second"), 1)
            )
        },
        "rules that outlive their figure": figure("{from: 2020-01-01, value: 20", "{from: 2020-01-01, until: 2025-12-31, value: 20"),
    },
    "RB417": {
        "two deadlines": {**below(rules__more=_LIMIT), _EXTRA: _SOONER},
        "of two books that are imported": {
            **over(), "rulebook.yaml": OVER.replace("[./base]", "[./base, ./one, ./two]"),
            **{f"{name}/rulebook.yaml": OVER.replace("./base", "../base").replace("over", name) for name in ("one", "two")},
            "one/rules/all.rules": _LIMIT, "two/rules/all.rules": _SOONER,
        },
    },
    "RB418": {
        "forbidden above": above("rule grace/cap\n    source law art 1\n    for each line where line.good\n    must not close"),
        "permitted above": {**below(rules__more=_FORBIDDEN), _EXTRA: "rule notice/cap\n    source law art 2\n    for each line\n    may renew\n        when line.good\n"},
    },
    "RB409": {"another subject": rule("for each holder", "must not erase", "overrides grace/notice")},
    "RB410": {"of another entity": rule("for each holder", "must not close")},
    "RB411": {"in a rule": rule("for each line", "never permitted close")},
    "RB412": {"severity": rule(*_TWO, "severity hihg"), "standing": rule(*_TWO, "地位 争议")},
    "RB416": {"a current field": when("line.status")},
    # ── law ──
    "RB504": {
        "a draft": law("rank: law", "rank: draft"),
        "a promise in a draft": {"sources.yaml": _PROMISE, **manifest("name: sample", "name: sample\ndraft: yes"), **rule(*_TWO, source="source promise")},
        "a penalty": {"sources.yaml": _PROMISE, **rule(*_TWO, "penalty promise")},
        "a figure": {"sources.yaml": _PROMISE, **figure("value: 5, source: law art 1", "value: 5, source: promise")},
    },
    "RB505": {"practice alone": {"sources.yaml": _PROMISE.replace("rank: promise", "rank: practice"), **rule(*_TWO, source="source promise")}},
    "RB501": {"an article": rule(*_TWO, source="source law art 3"), "an item": rule(*_TWO, source="依据 法 第五项"), "a paragraph": rule(*_TWO, source="source law art 18(2)")},
    "RB502": {"in YAML": words("source: law art 2", "source: law § 2")},
    "RB503": {"a key": law("    2: {zh: 二", "    art 3: {zh: 三, confidence: A}\n    2: {zh: 二")},
    "RB511": {"an order": sanctions("measure: order, to: 30000 CNY"), "gains": sanctions("measure: confiscation, gains: [1, 10]")},
    "RB512": {
        "amounts": sanctions("measure: fine, from: 30000 CNY, to: 10000 CNY"),
        "multiples": sanctions("measure: fine, gains: [10, 1]"),
        "gains": sanctions("measure: fine, gains_from: 50000 CNY, gains_below: 20000 CNY"),
    },
    # ── scenarios ──
    "RB601": {"a misspelt action": case("close: permitted", "clsoe: permitted"), "a misspelt fact": case("line.open: yes", "line.opne: yes")},
    # ── amendments ──
    "RB801": {"in English": above(repeal("grace/notise", "from 2027-01-01")), "in Chinese": above("废止规则 宽限/通告\n    依据 法 第2条\n    自 2027-01-01 起施行"), "a new text": above(replace("grace/notce", "from 2027-01-01"))},
    "RB802": {
        "two statements of one day": above(f'{repeal("grace/notice", "from 2027-01-01")}\n{replace("grace/notice", "from 2027-01-01")}'),
        "two books, on two days": siblings({"rules/a.rules": replace("grace/notice", "from 2027-01-01")}, {"rules/a.rules": repeal("grace/notice", "from 2028-01-01")}),
        "two values of one day": above(amendments=_VALUES.format(more="\n      - {from: 2027-01-01, value: 31 days, source: law art 2, confidence: A}")),
        "values in two books": siblings({"amendments.yaml": _VALUES.format(more="")}, {"amendments.yaml": _VALUES.replace("2027", "2028").format(more="")}),
    },
    "RB803": {
        "before it begins": above(repeal("grace/notice", "from 2009-06-01")),
        "on its first day": above(replace("grace/notice", "from 2010-01-01")),
        "when it has ended": {**below(rules__more="rule cap/notice\n    source law art 1\n    until 2019-12-31\n    for each line\n    must line.good\n"), "rules/a.rules": repeal("cap/notice", "from 2027-01-01")},
    },
    "RB804": {
        "a rule": above(f'{repeal("grace/notice", "from 2027-01-01")}\n{replace("grace/notice", "from 2028-01-01")}'),
        "a figure": {**above(amendments="parameters:\n  cap:\n    repeal: {from: 2027-01-01, source: law art 2}\n    values:\n      - {from: 2028-01-01, value: 6, source: law art 2, confidence: A}\n")},
    },
    "RB805": {"another entity": above("replace rule grace/notice\n    source law art 2\n    from 2027-01-01\n    for each holder\n    may erase")},
    "RB806": {
        "in a rule": rule(*_TWO, "transitional line.good"),
        "in an inserted one": rule(*_TWO, "transitional line.good", head="insert rule grace/extra"),
        "a norm in a repeal": above(repeal("grace/notice", "from 2027-01-01", "must not close")),
        "an end in a repeal": above(repeal("grace/notice", "from 2027-01-01", "until 2028-01-01")),
    },
    "RB807": {"a figure": above(amendments=_VALUES.replace("notice", "notise").format(more="")), "an enumeration": above(amendments="vocabulary: {enumerations: {provinse: {values: {a: 甲}}}}\n"), "a field": above(amendments="vocabulary: {entities: {line: {fields: {openedon: {zh: 入网日}}}}}\n")},
    "RB808": {"before the first value": above(amendments=_VALUES.replace("2027", "2009").format(more="")), "on its day": above(amendments=_VALUES.replace("2027", "2010").format(more=""))},
    "RB809": {"two books": siblings({"amendments.yaml": "vocabulary: {enumerations: {province: {zh: 省}}}\n"}, {"amendments.yaml": "vocabulary: {enumerations: {province: {zh: 省区}}}\n"})},
    "RB810": {"a value": {**below(rules__more="rule cap/notice\n    source law art 1\n    for each line where line.province is beijing\n    must line.good\n"), "amendments.yaml": "vocabulary: {enumerations: {province: {values: {guangdong: 广东}}}}\n"}, "a name": {**below(rules__more="规则 上限/通知\n    依据 法 第1条\n    适用于每个 号卡 其中 号卡.良好\n    应当 号卡.正常\n"), "amendments.yaml": "vocabulary: {entities: {line: {fields: {good: {zh: 优良}}}}}\n"}, "a word of another book": siblings({"amendments.yaml": "vocabulary: {enumerations: {province: {values: {guangdong: 广东}}}}\n"}, {"rules/a.rules": "rule cap/notice\n    source law art 1\n    for each line where line.province is beijing\n    must line.good\n"})},
}  # fmt: skip
"""Code → what the mistake is → the files that differ from the sound book."""
