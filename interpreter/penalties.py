"""Sanctions → lines of an explanation, plain data for reports, and the short words of scenarios and findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal as Exact

from dsl import core
from dsl.articles import article_number, article_text, is_article
from interpreter.derivation import Line
from interpreter.messages import CONDITIONS, MEASURES, STAGES
from interpreter.phrase import Speaker
from interpreter.sanctions import Highest, Sanctions, Stage, Threat

# ── in words ──


def line(found: Sanctions, speaker: Speaker) -> Line | None:
    """The highest fines, then all that is threatened, article by article; None where nothing is."""
    if not found.threats:
        return None
    zh = speaker.lang == "zh"
    head = f"处罚（按 {found.day} 施行的规定）" if zh else f"sanctions (by the law of {found.day})"
    return Line("", head, (*(_highest(each, speaker) for each in found.highest), *_articles(found, speaker)))


def _highest(each: Highest, speaker: Speaker) -> Line:
    zh = speaker.lang == "zh"
    said = STAGES[each.stage].say(speaker.lang) + _bearer(each.bearer, speaker) + ("：" if zh else ": ")
    said += amount(each.threat.sanction.amount, speaker.lang)
    cited = speaker.citation(each.threat.cited)
    return Line("", said + (f"（{cited}）" if zh else f" ({cited})"))


def _articles(found: Sanctions, speaker: Speaker) -> Iterator[Line]:
    for cited in dict.fromkeys(each.cited for each in found.threats):
        told = [Line("", sanction(each.sanction, speaker)) for each in found.threats if each.cited == cited]
        article = speaker.article(cited)
        sure = speaker.confidence(article.confidence) if article else ""
        yield Line("", speaker.citation(cited) + sure, tuple(told))


def sanction(sanction: core.Sanction, speaker: Speaker) -> str:
    """`if correction is refused: fine, 10000 to 100000 CNY`."""
    zh = speaker.lang == "zh"
    when, said = CONDITIONS[sanction.when].say(speaker.lang), MEASURES[sanction.measure].say(speaker.lang)
    if sanction.amount.is_told:
        said += ("：" if zh else ", ") + amount(sanction.amount, speaker.lang)
    said += _bearer(sanction.on, speaker)
    if sanction.subsidiary:
        said += "；以其他法律、法规未规定处罚为限" if zh else "; only where no other law sets a penalty"
    if note := sanction.note.say(speaker.lang):
        said += ("；" if zh else "; ") + note if sanction.amount.is_told else f"（{note}）" if zh else f" ({note})"
    if zh and sanction.when == "optional":
        return when + said  # 可以并处罚款
    return (when + ("，" if zh else ": ") + said) if when else said


def _bearer(party: str | None, speaker: Speaker) -> str:
    if party is None:
        return ""
    named = speaker.book.vocabulary.parties[party].say(speaker.lang)
    return f"（{named}）" if speaker.lang == "zh" else f" ({named})"


def amount(amount: core.Amount, lang: core.Language) -> str:
    """`10000 元以上 30000 元以下`, `10000 to 30000 CNY`, with the gains for which it is meant."""
    zh = lang == "zh"
    unit = {"CNY": "元"}.get(amount.currency, amount.currency) if zh else amount.currency
    if amount.multiples:
        low, high = (number(each) for each in amount.multiples)
        said = f"违法所得 {low} 倍以上 {high} 倍以下" if zh else f"{low} to {high} times the illegal gains"
    else:
        said = _between(amount.least, amount.most, unit, zh)
    return said + _gains(amount, unit, zh)


def _between(least: Exact | None, most: Exact | None, unit: str, zh: bool) -> str:
    match least, most:
        case None, None:
            return "数额未定" if zh else "no amount is set"
        case None, Exact():
            return f"{number(most)} {unit}以下" if zh else f"up to {number(most)} {unit}"
        case Exact(), None:
            return f"{number(least)} {unit}以上" if zh else f"at least {number(least)} {unit}"
    low, high = (number(each) if each is not None else "" for each in (least, most))
    return f"{low} {unit}以上 {high} {unit}以下" if zh else f"{low} to {high} {unit}"


def _gains(amount: core.Amount, unit: str, zh: bool) -> str:
    if amount.gains_below == 0:
        return "（没有违法所得的）" if zh else " (where there are no gains)"
    parts = []
    if amount.gains_from is not None:
        parts.append(
            f"{number(amount.gains_from)} {unit}以上" if zh else f"of {number(amount.gains_from)} {unit} or more"
        )
    if amount.gains_below is not None:
        parts.append(
            f"不足 {number(amount.gains_below)} {unit}" if zh else f"below {number(amount.gains_below)} {unit}"
        )
    if not parts:
        return ""
    return f"（违法所得 {'、'.join(parts)}的）" if zh else f" (for gains {' and '.join(parts)})"


def number(value: Exact) -> str:
    """An amount without noughts after its point."""
    return f"{value.normalize():f}"


# ── as data, in short ──


def data(found: Sanctions | None) -> dict[str, object]:
    """`sanctions` and `highest` of a decision; nothing where nothing is threatened."""
    if found is None or not found.threats:
        return {}
    return {
        "sanctions": [_threat_data(each) for each in found.threats],
        "highest": [
            {"stage": each.stage, "on": each.bearer, "source": cited(each.threat), **_amount_data(each.threat)}
            for each in found.highest
        ],
    }


def _threat_data(each: Threat) -> dict[str, object]:
    shown: dict[str, object] = {"measure": each.sanction.measure, "when": each.sanction.when, "on": each.bearer}
    return shown | _amount_data(each) | {"source": cited(each), "rules": list(each.rules)}


def _amount_data(each: Threat) -> dict[str, object]:
    amount = each.sanction.amount
    told = {"from": amount.least, "to": amount.most, "gains_from": amount.gains_from, "gains_below": amount.gains_below}
    shown: dict[str, object] = {key: number(value) for key, value in told.items() if value is not None}
    if amount.multiples:
        shown["gains"] = [number(value) for value in amount.multiples]
    return shown | {"currency": amount.currency} if shown else shown


def cited(each: Threat) -> str:
    """The article as a rulebook cites it: `afl art 39`."""
    return f"{each.cited.source} {article_text(each.cited.article, each.cited.item, 'en')}".strip()


def brief(each: Highest) -> str:
    """`afl art 39`, `ctl art 86 if refused: 200000 to 500000 CNY`: one cell of the findings."""
    stage = {"at_once": "", "refused": " if refused", "serious": " if serious"}[each.stage]
    bearer = f" on {each.bearer}" if each.bearer else ""
    return f"{cited(each.threat)}{stage}{bearer}: {amount(each.threat.sanction.amount, 'en')}"


# ── what a scenario expects ──

_SUFFIXES: Mapping[Stage, str] = {"at_once": "", "refused": "_if_refused", "serious": "_if_serious"}
AMOUNTS = tuple(f"fine{suffix}" for suffix in _SUFFIXES.values())
ARTICLES = tuple(f"highest{suffix}" for suffix in _SUFFIXES.values())
NONE = ("none", "无")


def aspects(found: Sanctions | None) -> dict[str, str]:
    """What can be expected of a breach's sanctions: measures, articles and amounts, each a list joined by commas."""
    told: dict[str, list[str]] = {"measures": [each.sanction.measure for each in found.threats] if found else []}
    for stage, suffix in _SUFFIXES.items():
        highest = [each for each in found.highest if each.stage == stage] if found else []
        told[f"highest{suffix}"] = [cited(each.threat) for each in highest]
        told[f"fine{suffix}"] = [short(each.threat.sanction.amount) for each in highest]
    return {aspect: ", ".join(dict.fromkeys(each)) for aspect, each in told.items()}


def short(amount: core.Amount) -> str:
    """`10000–30000 CNY`, `up to 30000 CNY`, `at least 500000 CNY`, `1–10 times`."""
    if amount.multiples:
        return "–".join(number(each) for each in amount.multiples) + " times"
    low, high = (number(each) if each is not None else "" for each in (amount.least, amount.most))
    if low and high:
        return f"{low}–{high} {amount.currency}"
    return f"up to {high} {amount.currency}" if high else f"at least {low} {amount.currency}"


def meant(text: str) -> str | None:
    """An amount as a scenario may write it, in the spelling of `short`; None where it is none."""
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        return None
    first, last, unit = match["first"], match["last"], _UNITS.get(match["unit"], match["unit"])
    if last:
        return f"{first}–{last} {unit}"
    bound = {"up to": "up to", "不超过": "up to", "at least": "at least", "不少于": "at least"}.get(
        match["bound"] or ""
    )
    return f"{bound} {first} {unit}" if bound and unit != "times" else None


_UNITS = {"元": "CNY", "倍": "times"}
_AMOUNT = re.compile(
    r"(?P<bound>up to|at least|不超过|不少于)?\s*(?P<first>[0-9]+(?:\.[0-9]+)?)"
    r"(?:\s*(?:[-–—~]|to|至)\s*(?P<last>[0-9]+(?:\.[0-9]+)?))?\s*(?P<unit>[A-Z]{3}|times|元|倍)"
)


def article(text: str, book: core.Book) -> str:
    """A citation as a scenario may write it, in either language, as the rulebook has it: `afl art 39`."""
    head, _, rest = text.strip().partition(" ")
    source = next((each.id for each in book.sources.values() if head in (each.id, each.names.zh)), head)
    if not is_article(rest.strip()):
        return text.strip()
    return f"{source} {article_text(*article_number(rest.strip()), 'en')}"
