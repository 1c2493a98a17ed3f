"""Two versions compared → Markdown, for a pull request: the three layers, in which nothing acts on the reader.

What a rulebook says stands in code, where Markdown finds no links, no names to call and no HTML: in fences longer than
any run of backticks inside, or with every sign that could mean something as an entity.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from unicodedata import category

from dsl.core import Language, Words
from interpreter.proof.saying import shown
from interpreter.versions.behaviour import Treated
from workbench.comparing import IMPACT, SECTIONS, SIZES, Comparison, called, told, touched
from workbench.redline import headed, texts
from workbench.version import version

MOST = 60_000
"""Characters: a comment on GitHub may have 65,536."""
_BIDIRECTIONAL = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
_TITLE = Words("规则集改动：{size}（{said}）", "Change of the rulebook: {size} ({said})")
_COUNTS = Words(
    "{written} 处文字不同；{differ} 项对一些人有别或有增减，{same} 项对所有人都一样，{open} 项未决。",
    "{written} declarations are written otherwise; {differ} treat somebody otherwise, are new or gone, "
    "{same} treat everybody alike, {open} are unknown.",
)
_BECAUSE = Words("依据：", "Demanded by ")
_CUT = Words("（篇幅所限，其余从略：{command}）", "(The rest is left out for its length: {command})")
_RULE = Words("规则", "rule")
_CHANGE = Words("变化", "change")
_COUNT = Words("对象数", "subjects")


def markdown(compared: Comparison, lang: Language, most: int = MOST) -> str:
    """The whole text, cut between blocks where it would be longer."""
    blocks, length = list[str](), 0
    for block in _blocks(compared, lang):
        length += len(block) + 2
        if length > most - 500:
            blocks.append(_CUT.say(lang).format(command=code(compared.command)))
            break
        blocks.append(block)
    return "\n\n".join(blocks) + "\n"


def _blocks(compared: Comparison, lang: Language) -> Iterator[str]:
    size = compared.size
    yield f"## {_TITLE.say(lang).format(size=size.name, said=SIZES[size.name].say(lang))}"
    yield _counts(compared, lang)
    if size.name == "major" and (size.because or size.what):
        yield f"{_BECAUSE.say(lang)}{code(told(compared, size.because, lang) if size.because else size.what)}"
    yield _heading("behaviour", lang)
    for each in compared.treated:
        if each.relation != "equivalent":
            yield from _treated(compared, each, lang)
    if compared.impact:
        yield _heading("impact", lang)
        yield "\n".join(_impact(compared, lang))
    yield _heading("written", lang)
    yield from _written(compared, lang)
    yield _how(compared)


def _heading(name: str, lang: Language) -> str:
    return f"### {SECTIONS[name].say(lang)}"


def _counts(compared: Comparison, lang: Language) -> str:
    relations = Counter(each.relation for each in compared.treated)
    same, left = relations["equivalent"], relations["unknown"]
    differ = relations.total() - same - left
    return _COUNTS.say(lang).format(written=len(compared.written), differ=differ, same=same, open=left)


def _treated(compared: Comparison, each: Treated, lang: Language) -> Iterator[str]:
    yield f"- {code(told(compared, each, lang))}"
    for found, word in ((each.stricter, "stricter for"), (each.looser, "looser for")):
        if found:
            case = fenced("\n".join(shown(compared.whole, found, lang)))
            yield _indented(f"{SECTIONS[word].say(lang)}\n\n{case}")


def _impact(compared: Comparison, lang: Language) -> Iterator[str]:
    assert compared.impact
    outcomes = touched(compared.impact)
    if not outcomes and not compared.impact.moved:
        yield SECTIONS["nobody"].say(lang)
        return
    yield f"| {_RULE.say(lang)} | {_CHANGE.say(lang)} | {_COUNT.say(lang)} |"
    yield "|---|---|---:|"
    for rule, counts in outcomes.items():
        for (was, is_), count in counts.items():
            change = f"{IMPACT[was].say(lang)} → {IMPACT[is_].say(lang)}"
            yield f"| {code(called(compared, rule, lang))} | {change} | {count:,} |"
    for rule, days in compared.impact.moved.items():
        for moved, count in days.items():
            said = SECTIONS["moved"].say(lang).format(days=f"{moved:+}", count=f"{count:,}")
            yield f"| {code(called(compared, rule, lang))} | {said} | {count:,} |"


def _written(compared: Comparison, lang: Language) -> Iterator[str]:
    """As a diff, each declaration with its name."""
    for each in compared.written:
        old, new = texts(compared, each, lang)
        lines = [f"@@ {headed(each, lang)} @@", *(f"- {line}" for line in old), *(f"+ {line}" for line in new)]
        yield fenced("\n".join(map(_in_line, lines)), "diff")


def _how(compared: Comparison) -> str:
    hashes = " → ".join(
        f"{code(each.book.edition)} {code(each.book.hash[:12])}" for each in (compared.old, compared.new)
    )
    return f"<sub>{hashes} · {code(version())} · {code(compared.command)}</sub>"


# ── what a rulebook says ─────────────────────────────────────────────────────────────────────────────────────────────


def code(text: str) -> str:
    """A text in one line that means nothing to Markdown: as code, with entities for what could mean something."""
    plain = re.sub(r"[^\w\s/,;%?=-]|_", lambda found: f"&#{ord(found.group())};", _in_line(text))
    return f"<code>{plain}</code>"


def fenced(text: str, kind: str = "text") -> str:
    """Lines that mean nothing to Markdown, between fences that they cannot close."""
    fence = "`" * max(3, 1 + max((len(each) for each in re.findall("`+", text)), default=0))
    lines = "\n".join(_in_line(line, strip=False) for line in text.split("\n"))
    return f"{fence}{kind}\n{lines}\n{fence}"


def _in_line(text: str, strip: bool = True) -> str:
    """Without breaks, and without what would turn or hide other text."""
    flat = re.sub(r"[\r\n\u2028\u2029\x85\x0b\x0c]+", " ", text)
    safe = "".join("\ufffd" if category(char) == "Cc" or char in _BIDIRECTIONAL else char for char in flat)
    return safe.strip() if strip else safe


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" if line else line for line in text.split("\n"))
