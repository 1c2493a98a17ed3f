"""The catalogue of answers → the page of outcomes, verdicts and what scenarios can expect."""

from __future__ import annotations

from docs.inventory.tables import code, table
from interpreter.messages import ASPECTS, NAMES


def page() -> str:
    """Every word of an answer, in both languages."""
    rows = [[code(name), words.en, words.zh] for name, words in NAMES.items()]
    aspects = [[code(name), words.zh] for name, words in ASPECTS.items()]
    parts = ["# Answers · 答案", "## Outcomes and verdicts · 结果与结论", table(["name", "English", "中文"], rows)]
    parts += ["## What a scenario can expect · 案例可以期望的内容", table(["name", "中文"], aspects)]
    return "\n\n".join(parts) + "\n"
