"""A traced book → a picture of its norms in time, as SVG: in force from and until, by rank, with what stands on each.

Written by hand rather than drawn by a library, so that the file is small, the same each time and good to read as a
diff. It brings its own ground, light or dark as the reader's machine is, and is legible on either page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from xml.sax.saxutils import escape

from docs.tracing.traced import Traced
from dsl import core
from dsl.core import Language, Words
from dsl.resolve import path_words
from interpreter.messages import TERMS

WIDTH, LEFT, RIGHT = 1200, 20, 20
TOP, HEAD, ROW = 64, 30, 40
FONT = (
    "system-ui, 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'Noto Serif CJK SC', sans-serif"
)
RANKS = (
    "law", "administrative_regulation", "judicial_interpretation", "local_regulation", "ministry_rule",
    "normative_document", "campaign", "practice", "promise", "draft",
)  # fmt: skip
TITLE = Words("规范的施行时间", "The norms in time")
_PAST = 2000
"""What began earlier is drawn from the left edge."""
STYLE = """
  .ground { fill: #ffffff; stroke: #d0d7de } .line { stroke: #d8dee4; stroke-width: 1 }
  text { font-family: FONT; fill: #1f2328 } .title { font-size: 18px; font-weight: 600 }
  .year { font-size: 11px; fill: #59636e; text-anchor: middle } .rank { font-size: 13px; font-weight: 600 }
  .name { font-size: 12px } .rules { font-size: 10px; fill: #59636e } .idle { fill: #8c959f } .bar { opacity: .9 }
  .r0 { fill: #b35900 } .r1 { fill: #9a6700 } .r2 { fill: #7d4e00 } .r3 { fill: #1a7f37 } .r4 { fill: #0969da }
  .r5 { fill: #8250df } .r6 { fill: #bf3989 } .r7 { fill: #6e7781 } .r8 { fill: #6e7781 } .r9 { fill: #6e7781 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; stroke: #3d444d } .line { stroke: #30363d } text { fill: #f0f6fc }
    .year, .rules { fill: #9198a1 } .idle { fill: #6e7781 }
    .r0 { fill: #f0883e } .r1 { fill: #d29922 } .r2 { fill: #bb8009 } .r3 { fill: #3fb950 } .r4 { fill: #58a6ff }
    .r5 { fill: #bc8cff } .r6 { fill: #f778ba } .r7 { fill: #8b949e } .r8 { fill: #8b949e } .r9 { fill: #8b949e }
  }
""".replace("FONT", FONT)


@dataclass(frozen=True, slots=True)
class Scale:
    """Days → places from left to right."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """Where a day is, kept within the picture."""
        share = (day - self.first).days / (self.last - self.first).days
        return round(LEFT + min(1.0, max(0.0, share)) * (WIDTH - LEFT - RIGHT), 1)


def scale_of(laws: Sequence[core.LawSource]) -> Scale:
    """From the year in which the first of them began to two years after the last change, in whole years."""
    days = [day for law in laws for day in (law.since, law.until) if day and day.year >= _PAST]
    years = [day.year for day in days] or [_PAST]
    return Scale(date(min(years), 1, 1), date(max(years) + 2, 1, 1))


def picture(traced: Traced, lang: Language) -> str:
    """The whole picture."""
    laws = sorted(traced.laws, key=lambda law: (_rank(law), law.since or date.min, law.id))
    scale = scale_of(laws)
    body, height = [], TOP
    for rank, group in groupby(laws, key=_rank):
        body.append(_text(LEFT, height + 19, "rank", _rank_name(rank, lang)))
        height += HEAD
        for law in group:
            body += list(_bar(law, rank, height, scale, traced, lang))
            height += ROW
    return "\n".join([*_open(height + 20, traced, lang), *_years(scale, height), *body, "</svg>"]) + "\n"


def _rank(law: core.LawSource) -> int:
    return RANKS.index(law.rank) if law.rank in RANKS else len(RANKS) - 1


def _rank_name(rank: int, lang: Language) -> str:
    name = RANKS[rank]
    return TERMS[name].say(lang) if name in TERMS else name


def _open(height: int, traced: Traced, lang: Language) -> Iterator[str]:
    title = f"{TITLE.say(lang)} · {traced.book.title.say(lang)}"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-label="{escape(title, {chr(34): "&quot;"})}" lang="{lang}">'
    )
    yield f"<style>{STYLE}</style>"
    yield f'<rect class="ground" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="8"/>'
    yield _text(LEFT, 28, "title", title)


def _years(scale: Scale, height: int) -> Iterator[str]:
    """A line and a number for each year, or for every second one where they would not fit."""
    count = scale.last.year - scale.first.year
    for year in range(scale.first.year, scale.last.year + 1):
        x = scale.at(date(year, 1, 1))
        yield f'<line class="line" x1="{x}" y1="{TOP - 10}" x2="{x}" y2="{height}"/>'
        if count <= 30 and year < scale.last.year:
            middle = (x + scale.at(date(year + 1, 1, 1))) / 2
            yield _text(round(middle, 1), TOP - 14, "year", str(year))


def _bar(law: core.LawSource, rank: int, y: int, scale: Scale, traced: Traced, lang: Language) -> Iterator[str]:
    """A norm: its name above its bar, what stands on it below; an arrow where it is still in force."""
    begin, end = scale.at(law.since or date.min), scale.at(law.until or date.max)
    name = f"{_name(law, lang)} · {_span(law)}"
    x = max(LEFT, min(begin, WIDTH - RIGHT - max(420, _wide(name))))
    yield _text(x, y + 12, "name", name)
    width = round(max(3.0, end - begin), 1)
    yield f'<rect class="bar r{rank}" x="{begin}" y="{y + 17}" width="{width}" height="6" rx="3"/>'
    if law.until is None:
        tip = WIDTH - RIGHT + 8
        yield f'<path class="bar r{rank}" d="M{tip - 8} {y + 14} L{tip} {y + 20} L{tip - 8} {y + 26} Z"/>'
    rules = _rules(law, traced, lang)
    fits = int((WIDTH - RIGHT - x) / (8.5 if lang == "zh" else 5.6))
    said = _fitting(rules, fits) if rules else {"zh": "没有规则以其为据", "en": "no rule stands on it"}[lang]
    yield _text(x, y + 34, "rules" if rules else "rules idle", said)


def _name(law: core.LawSource, lang: Language) -> str:
    """Its short name in Chinese; in English its title, which is all that there is."""
    return law.names.zh if lang == "zh" else law.title.say(lang)


def _span(law: core.LawSource) -> str:
    return f"{law.since or '…'} – {law.until or ''}".rstrip()


def _rules(law: core.LawSource, traced: Traced, lang: Language) -> list[str]:
    """The rules that stand on any article of it, by their paths in the reader's language."""
    found = [rule.path for rule in traced.rules if any(each.source == law.id for each in rule.sources)]
    return [path_words(path, traced.book.vocabulary).say(lang) for path in found]


def _wide(text: str) -> float:
    """About how wide a name is: Chinese characters are twice as wide as letters."""
    return sum(12.0 if char >= "\u2e80" else 6.9 for char in text)


def _fitting(rules: Sequence[str], most: int) -> str:
    """As many of them as fit, and how many more there are."""
    shown: list[str] = []
    for place, path in enumerate(rules):
        more = len(rules) - place - 1
        if len(" · ".join([*shown, path])) + (6 if more else 0) > most:
            return " · ".join([*shown, f"+{more + 1}"])
        shown.append(path)
    return " · ".join(shown)


def _text(x: float, y: float, kind: str, text: str) -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{escape(text)}</text>'
