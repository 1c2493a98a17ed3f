"""Numbers of articles: as written in either language ↔ as the law register has them.

`art 18(1)`, `第18条第1款` and `第十八条第一款` are "18(1)"; `第二十二条之一` is "22-1"; `item 4` and `第四项` are "4",
and an item. An article that was given another number is cited by the number of the day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from dsl import core
from dsl.core import Language

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}
_PLACES = {"千": 1000, "百": 100, "十": 10}
ARTICLE = re.compile(
    r"第\s*(?P<n>[0-9]+|[〇零一二三四五六七八九十百千]+)\s*(?P<what>[条项])(?:之(?P<sub>[一二三四五六七八九十]))?"
    r"(?:第?\s*(?P<para>[0-9]+|[一二三四五六七八九十]+)\s*款)?"
    r"(?:第?\s*[（(]?(?P<point>[0-9]+|[一二三四五六七八九十]+)[)）]?\s*项)?"
)


def chinese_number(text: str) -> int:
    """三十四 → 34, 一千零三十三 → 1033: numerals up to 9999, or ASCII digits."""
    if text.isascii():
        return int(text)
    total = unit = 0
    for char in text:
        if char in _PLACES:
            total, unit = total + (unit or 1) * _PLACES[char], 0
        else:
            unit = _DIGITS[char]
    return total + unit


_ENGLISH_ARTICLE = re.compile(r"(?:art(?:icle)?\.?|item)\s+[0-9]+(?:-[0-9]+)?(?:\([0-9]+\))*")


def is_article(text: str) -> bool:
    """Whether a text is how an article or an item is cited, in either language."""
    return bool(ARTICLE.fullmatch(text) or _ENGLISH_ARTICLE.fullmatch(text))


def article_number(text: str) -> tuple[str, bool]:
    """`art 18(1)`, `第18条第1款`, `第十八条第一款` → ("18(1)", False); `item 4` → ("4", True)."""
    if not text.isascii() and (match := ARTICLE.fullmatch(text)):
        number = str(chinese_number(match["n"])) + (f"-{chinese_number(match['sub'])}" if match["sub"] else "")
        number += "".join(f"({chinese_number(part)})" for part in (match["para"], match["point"]) if part)
        return number, match["what"] == "项"
    word, number = text.split(None, 1)
    return number.replace(" ", ""), word == "item"


def is_part(article: str, of: str) -> bool:
    """Whether a number is that of an article, or of a paragraph of it: "18(1)" of "18"."""
    return article == of or article.startswith(f"{of}(")


_NUMBER = re.compile(r"(?P<n>[0-9]+)(?:-(?P<sub>[0-9]+))?(?P<parts>(?:\([0-9]+\))*)")
_LARGEST = 9999
_PARTS = ("款", "项")


def article_text(number: str, item: bool, lang: Language) -> str:
    """`("18(1)", False)` → `art 18(1)` or `第十八条第一款`; what Chinese numerals cannot say stays as in English."""
    english = f"{'item' if item else 'art'} {number}"
    match = _NUMBER.fullmatch(number)
    if lang == "en" or match is None:
        return english
    main, sub, parts = int(match["n"]), int(match["sub"] or 0), [int(n) for n in re.findall(r"[0-9]+", match["parts"])]
    if not all(0 < n <= _LARGEST for n in (main, *parts)) or sub > 9 or len(parts) > len(_PARTS):
        return english
    whole = f"第{chinese(main)}{'项' if item else '条'}" + (f"之{chinese(sub)}" if sub else "")
    return whole + "".join(f"第{chinese(n)}{part}" for n, part in zip(parts, _PARTS, strict=False))


def chinese(number: int) -> str:
    """34 → 三十四, 1033 → 一千零三十三: a whole number from 1 to 9999."""
    text = ""
    for place, value in (*_PLACES.items(), ("", 1)):
        digit = number // value % 10
        if digit:
            skipped = text and not text.endswith(_BIGGER.get(place, place))
            text += ("零" if skipped else "") + "零一二三四五六七八九"[digit] + place
    return text.removeprefix("一") if 10 <= number < 20 else text


_BIGGER = {"百": "千", "十": "百", "": "十"}


# ── renumbered ──


def numbered(
    cited: Sequence[core.Citation], laws: Mapping[str, core.LawSource], day: date | None
) -> tuple[core.Citation, ...]:
    """Of what is cited under an old and a new number, the one that it has on the day; everything else as it is."""
    if day is None:
        return tuple(cited)
    return tuple(each for each in cited if (now := of_day(each, laws, day)) == each or now not in cited)


def of_day(cited: core.Citation, laws: Mapping[str, core.LawSource], day: date) -> core.Citation:
    """The place, by number and source, at which an article stands on the day."""
    passed = {cited}
    while (moved := _moved(cited, laws, day)) and moved not in passed:  # two that lead to each other lead nowhere
        passed.add(cited := moved)
    return cited


def _moved(cited: core.Citation, laws: Mapping[str, core.LawSource], day: date) -> core.Citation | None:
    law = laws[cited.source]
    article = (law.items if cited.item else law.articles).get(cited.article)
    if article and article.renumbered and article.renumbered.on <= day:
        return article.renumbered.to
    return article.formerly.to if article and article.formerly and day < article.formerly.on else None
