"""Two versions compared → one page: no network, nothing that runs, Chinese or English by a switch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape

from dsl.core import Language, Words
from interpreter.proof.question import Found
from interpreter.proof.saying import shown
from interpreter.versions.behaviour import Treated
from interpreter.versions.impact import Impact
from interpreter.versions.written import Written
from workbench.comparing import IMPACT, SECTIONS, SIZES, Comparison, called, told, touched
from workbench.redline import headed, texts
from workbench.reports.almanac import almanac
from workbench.version import version

LANGUAGES: tuple[tuple[Language, str], ...] = (("zh", "中文"), ("en", "English"))
_TITLE = Words("规则集两版比较", "Two versions of a rulebook")
_SUMMARY = Words(
    "{written} 处文字不同；{differ} 项对一些人有别或有增减，{same} 项对所有人都一样，{open} 项未决。",
    "{written} declarations are written otherwise; {differ} treat somebody otherwise, are new or gone, "
    "{same} treat everybody alike, {open} are unknown.",
)
_HOW = Words("如何算得", "How it was computed")
_SNAPSHOT, _ENGINE = Words("快照", "snapshot"), Words("引擎", "engine")
_CLAIM = Words(
    "“从严”“从宽”各附一例，均由参照解释器复核；“都一样”由求解器对所有事实和日期证明；求解器未得出结论的，改为搜索边界情形，并逐项注明。",
    "Each “stricter” and “looser” has a case that the reference interpreter judged too; “alike” is proved by a solver, "
    "for all facts and days. Where the solver gave up, boundary cases were searched instead, which is said there.",
)
_META = """\
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
"""
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --less: #b0303022; --more: #20803022; --bar: #5b7fb5 }
body { font: 16px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.2rem; margin-top: 2rem; border-bottom: 1px solid var(--line) }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem }
ul.plain { padding-left: 1.2rem } ul.plain li { margin: .2rem 0 }
input[name=lang] { position: absolute; opacity: 0 }
label { cursor: pointer; padding: .2rem .6rem; border: 1px solid var(--line) }
#zh:checked ~ [data-lang=en], #en:checked ~ [data-lang=zh] { display: none }
#zh:checked ~ label[for=zh], #en:checked ~ label[for=en] { font-weight: bold; background: var(--line) }
input:focus-visible + label { outline: 2px solid }
del, ins { display: block; text-decoration: none; padding: .1rem .5rem; overflow-wrap: anywhere }
del { background: var(--less) } del::before { content: "− " }
ins { background: var(--more) } ins::before { content: "+ " }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: 1rem }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .3rem 0; padding: .5rem; border: 1px solid var(--line) }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; padding: .2rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top }
td, th { overflow-wrap: break-word } th { font-weight: 600 }
td.count { text-align: right; font-variant-numeric: tabular-nums } td.bar { width: 18% }
td.count, td.change { white-space: nowrap }
td.bar span { display: block; height: .8rem; margin-top: .3rem; background: var(--bar) }
.months { display: grid; gap: 1rem 2rem; align-items: start }
.months { grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)) }
table.month { table-layout: fixed; font-size: .85rem } table.month caption { text-align: left; font-weight: 600 }
table.month td, table.month th { padding: .1rem .2rem; height: 1.4rem }
table.month del, table.month ins { padding: 0 .15rem; font-size: .75rem; line-height: 1.2 }
table.how th, td.edition { white-space: nowrap } table.how code { overflow-wrap: anywhere }
@media screen and (max-width: 34rem) { td.bar { display: none } }
@media print {
  @page {
    size: A4; margin: 16mm 16mm 18mm;
    @bottom-right { content: counter(page) " / " counter(pages); font-size: 9pt }
  }
  :root { color-scheme: light } label { display: none } body { max-width: none; margin: 0; padding: 0; font-size: 10pt }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact }
  h2, h3 { break-after: avoid } section, tr, del, ins, pre, li, table.month { break-inside: avoid }
}
"""


def page(compared: Comparison, lang: Language) -> str:
    """The whole page; `lang` is the language it opens in."""
    switches = "".join(_switch(code, name, code == lang) for code, name in LANGUAGES)
    bodies = "".join(
        f'<main data-lang="{code}" lang="{code}">{"".join(_body(compared, code))}</main>\n' for code, _ in LANGUAGES
    )
    head = f"<title>{escape(_TITLE.say(lang))}</title>\n<style>{_STYLE}</style>"
    begin = f'<!doctype html>\n<html lang="{lang}">\n<head>\n{_META}{head}\n</head>\n<body>\n'
    return f"{begin}{switches}{bodies}</body>\n</html>\n"


def _switch(code: Language, name: str, is_on: bool) -> str:
    chosen = " checked" if is_on else ""
    return f'<input type="radio" name="lang" id="{code}"{chosen}><label for="{code}">{name}</label>\n'


def _body(compared: Comparison, lang: Language) -> Iterator[str]:
    yield f"<h1>{escape(_TITLE.say(lang))}</h1>\n"
    yield "".join(_summary(compared, lang))
    if compared.impact:
        yield _heading("impact", lang) + "".join(_impact(compared, lang))
    yield _heading("behaviour", lang) + "".join(_behaviour(compared, lang))
    yield _heading("written", lang) + "".join(_written(compared, each, lang) for each in compared.written)
    yield f"<section><h2>{escape(_HOW.say(lang))}</h2>\n{''.join(_how(compared, lang))}</section>\n"


def _heading(name: str, lang: Language) -> str:
    return f"<h2>{escape(SECTIONS[name].say(lang))}</h2>\n"


def _summary(compared: Comparison, lang: Language) -> Iterator[str]:
    relations = Counter(each.relation for each in compared.treated)
    same, left = relations["equivalent"], relations["unknown"]
    counts = {"written": len(compared.written), "differ": relations.total() - same - left, "same": same, "open": left}
    size = compared.size.name
    yield f"<p>{escape(_SUMMARY.say(lang).format(**counts))} <strong>{size}</strong>"
    yield f" ({escape(SIZES[size].say(lang))})</p>\n<p>{escape(_CLAIM.say(lang))}</p>\n"


def _impact(compared: Comparison, lang: Language) -> Iterator[str]:
    assert compared.impact is not None
    outcomes = touched(compared.impact)
    most = max((count for counts in outcomes.values() for count in counts.values()), default=1)
    yield "<table>\n"
    for rule, counts in outcomes.items():
        for (was, is_), count in counts.items():
            change = f"{IMPACT[was].say(lang)} → {IMPACT[is_].say(lang)}"
            bar = f'<td class="bar"><span style="width:{max(1, round(100 * count / most))}%"></span></td>'
            head = f"<th>{_name(compared, rule, lang)}</th>"
            yield f'<tr>{head}<td class="change">{escape(change)}</td><td class="count">{count:,}</td>{bar}</tr>\n'
    for rule, days in compared.impact.moved.items():
        for moved, count in days.items():
            said = SECTIONS["moved"].say(lang).format(days=f"{moved:+}", count=f"{count:,}")
            yield f'<tr><th>{_name(compared, rule, lang)}</th><td colspan="3">{escape(said)}</td></tr>\n'
    yield "</table>\n"
    yield from almanac(compared.impact.days, lang)
    if not outcomes and not compared.impact.moved:
        yield f"<p>{escape(SECTIONS['nobody'].say(lang))}</p>\n"


def _name(compared: Comparison, rule: str, lang: Language) -> str:
    """As a person calls it; a long path may be broken behind its parts."""
    return escape(called(compared, rule, lang)).replace("/", "/<wbr>").replace("_", "_<wbr>")


def _behaviour(compared: Comparison, lang: Language) -> Iterator[str]:
    """Those that have a case to show; then the others, in a list."""
    others = [each for each in compared.treated if each.relation != "equivalent" and not (each.stricter or each.looser)]
    yield from (_treated(compared, each, lang) for each in compared.treated if each.stricter or each.looser)
    if others:
        items = "".join(f"<li>{escape(told(compared, each, lang))}</li>\n" for each in others)
        yield f'<ul class="plain">\n{items}</ul>\n'


def _treated(compared: Comparison, each: Treated, lang: Language) -> str:
    head = f"<h3>{escape(told(compared, each, lang))}</h3>\n"
    sides = [(found, word) for found, word in ((each.stricter, "stricter for"), (each.looser, "looser for")) if found]
    cases = "".join(_case(compared, found, word, lang) for found, word in sides)
    return f'<section>{head}<div class="sides">{cases}</div></section>\n'


def _case(compared: Comparison, found: Found, word: str, lang: Language) -> str:
    lines = "\n".join(shown(compared.whole, found, lang))
    return f"<div>{escape(SECTIONS[word].say(lang))}<pre>{escape(lines)}</pre></div>"


def _written(compared: Comparison, each: Written, lang: Language) -> str:
    old, new = texts(compared, each, lang)
    name = headed(each, lang)
    less = "".join(f"<del>{escape(line)}</del>" for line in old)
    more = "".join(f"<ins>{escape(line)}</ins>" for line in new)
    return f"<section><h3>{escape(name)}</h3>\n{less}{more}</section>\n"


def _how(compared: Comparison, lang: Language) -> Iterator[str]:
    yield '<table class="how">\n'
    for side, interpreter in ((Words("旧", "old"), compared.old), (Words("新", "new"), compared.new)):
        book = interpreter.book
        yield f"<tr><th>{side.say(lang)}</th><td>{escape(book.title.say(lang))}</td>"
        yield f'<td class="edition">{escape(book.edition)}</td>'
        yield f"<td><code>{escape(book.hash)}</code></td></tr>\n"
    if compared.impact:
        yield "".join(_judged(compared.impact, lang))
    made = f"{escape(version())} · <code>{escape(compared.command)}</code>"
    yield f'<tr><th>guiju</th><td colspan="3">{made}</td></tr>\n</table>\n'


def _judged(found: Impact, lang: Language) -> Iterator[str]:
    """The snapshot, by its files, and what judged it."""
    yield f'<tr><th>{_ENGINE.say(lang)}</th><td colspan="3">{escape(found.engine)}</td></tr>\n'
    for part in found.parts:
        yield f"<tr><th>{_SNAPSHOT.say(lang)}</th><td>{escape(part.name)}</td>"
        yield f'<td class="edition">{part.size:,}</td><td><code>{part.sha256}</code></td></tr>\n'
