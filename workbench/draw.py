"""Tables for people, drawn with rich: Chinese characters count as two cells."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dsl.core import Language
from interpreter.evaluate import OUTCOMES
from interpreter.messages import DRAFT, NAMES
from interpreter.phrase import Speaker
from interpreter.run import Run

_STYLES = {"breach": "red", "late": "yellow", "undetermined": "magenta", "pending": "cyan"}
_MOST_REJECTS = 10
_WIDE = 150
"""Columns that a table with titles takes; a narrower place gets paths alone, and no place fewer than `_NARROW`."""
_NARROW = 110


def draw_run(run: Run, lang: Language) -> None:
    """An audit: one row for each duty and recorded action, then what was read and rejected."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=max(console.width, _NARROW))
    console.print(_outcomes(run, lang, console.width >= _WIDE))
    console.print(_rows(run, lang))
    for reject in run.rejected[:_MOST_REJECTS]:
        place = f"{reject.file}:{reject.line}"
        console.print(f"  {place} [{reject.code}] {reject.reason(lang)}", markup=False, soft_wrap=True)
    if len(run.rejected) > _MOST_REJECTS:
        more = len(run.rejected) - _MOST_REJECTS
        console.print(f"  … 另有 {more} 行" if lang == "zh" else f"  … and {more} more")
    lines = sum(each["judged"] for each in run.rows.values())
    console.print(
        f"{run.on} · {run.book.name} {run.book.edition}{_draft(run, lang)}"
        f" · {lines:,} {'行' if lang == 'zh' else 'rows'} · {run.seconds:.1f} s",
        markup=False,
        soft_wrap=True,
    )


def _draft(run: Run, lang: Language) -> str:
    said = f"（{DRAFT.zh}）" if lang == "zh" else f" ({DRAFT.en})"
    return said if run.book.draft else ""


def _outcomes(run: Run, lang: Language, titled: bool) -> Table:
    """Outcomes that occur at all; a rule's path, and its title where there is room."""
    shown = [name for name in OUTCOMES if any(counts[name] for counts in run.outcomes.values())]
    table = Table(title="审计结果" if lang == "zh" else "Outcomes")
    table.add_column("规则" if lang == "zh" else "rule", no_wrap=True)
    if titled:
        table.add_column("标题" if lang == "zh" else "title", overflow="ellipsis", no_wrap=True)
    for name in shown:
        table.add_column(NAMES[name].say(lang), justify="right", no_wrap=True)
    for path, counts in run.outcomes.items():
        cells = [_cell(name, counts[name]) for name in shown]
        table.add_row(path, *([escape(_title(run, path, lang))] if titled else []), *cells)
    return table


def _title(run: Run, path: str, lang: Language) -> str:
    action = run.book.vocabulary.actions.get(path)
    return action.names.say(lang).replace("_", " ") if action else run.book.rules[path].title.say(lang)


def _cell(name: str, count: int) -> str:
    return f"[{_STYLES[name]}]{count:,}[/]" if count and name in _STYLES else f"{count:,}"


def _rows(run: Run, lang: Language) -> Table:
    speaker = Speaker(run.book, lang)
    heads = ("表", "读入", "判定", "拒收") if lang == "zh" else ("table", "read", "judged", "rejected")
    table = Table(heads[0])
    for head in heads[1:]:
        table.add_column(head, justify="right")
    for entity, counts in run.rows.items():
        table.add_row(speaker.entity(entity), *(f"{counts[each]:,}" for each in ("read", "judged", "rejected")))
    return table
