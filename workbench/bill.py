"""What an audit cost, as tables for people."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from dsl.core import Language, Words
from interpreter.costs import Costs, Pass

_MOST = 20
"""Rules, and facts, that are shown: the dearest. `--format json` has all."""
_NARROW = 110


def draw_costs(costs: Costs, lang: Language) -> None:
    """The passes, the dearest rules by themselves, the dearest facts that rules share."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=max(console.width, _NARROW))
    console.print(_passes(costs, lang))
    console.print(_rules(costs, lang))
    if any(each.facts for each in costs.passes):
        console.print(_facts(costs, lang))
    said = Words("读入 {} 秒，写出 {} 秒；各规则“单独”的时间含与他规则共用的部分",
                 "reading {} s, writing {} s; what a rule takes alone includes what it shares")  # fmt: skip
    console.print(said.say(lang).format(_s(costs.reading), _s(costs.writing)))


def _passes(costs: Costs, lang: Language) -> Table:
    table = _table(
        lang, "每遍的秒数", "Seconds of each pass",
        [("对象", "subject"), ("规则", "rules"), ("行", "rows"), ("合判", "together"), ("规划", "planning"),
         ("列出", "telling"), ("单独之和", "alone"), ("节省", "saved")],
    )  # fmt: skip
    for each in costs.passes:
        total = sum(alone.seconds for alone in each.alone.values())
        cost, several = each.together, len(each.alone) > 1
        table.add_row(
            _name(each), f"{len(each.alone):,}", f"{each.rows:,}", _s(cost.seconds), _s(cost.planning),
            _s(each.telling), _s(total) if several else "", _s(each.saved) if several else "",
        )  # fmt: skip
    return table


def _name(each: Pass) -> str:
    """The table of duties; of a recorded action its own name."""
    names = list(each.alone)
    return f"{each.subject} · {names[0]}" if len(names) == 1 else each.subject


def _rules(costs: Costs, lang: Language) -> Table:
    found = [(name, each.rows, cost) for each in costs.passes for name, cost in each.alone.items()]
    found.sort(key=lambda each: -each[2].seconds)
    table = _table(
        lang, f"最贵的规则（共 {len(found)}）", f"The dearest of {len(found)} rules",
        [("规则", "rule"), ("单独", "alone"), ("规划", "planning"), ("每秒行数", "rows/s")],
    )  # fmt: skip
    for name, rows, cost in found[:_MOST]:
        table.add_row(name, _s(cost.seconds), _s(cost.planning), f"{rows / cost.seconds:,.0f}")
    return table


def _facts(costs: Costs, lang: Language) -> Table:
    found = {name: fact for each in costs.passes for name, fact in each.facts.items()}
    table = _table(
        lang, "最贵的共用事实", "The dearest facts that rules share",
        [("事实", "fact"), ("规则", "rules"), ("单独", "alone"), ("规划", "planning")],
    )  # fmt: skip
    for name, fact in sorted(found.items(), key=lambda each: -each[1].cost.seconds)[:_MOST]:
        table.add_row(name, f"{fact.rules:,}", _s(fact.cost.seconds), _s(fact.cost.planning))
    return table


def _table(lang: Language, zh: str, en: str, heads: list[tuple[str, str]]) -> Table:
    table = Table(title=zh if lang == "zh" else en)
    for place, head in enumerate(heads):
        table.add_column(head[lang != "zh"], justify="right" if place else "left", no_wrap=True)
    return table


def _s(seconds: float) -> str:
    return f"{seconds:.3f}"
