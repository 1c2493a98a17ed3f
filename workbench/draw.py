"""Tables for people, drawn with rich: Chinese characters count as two cells."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from dsl.core import Language
from interpreter.audit import Run
from interpreter.evaluate import OUTCOMES
from interpreter.messages import NAMES
from interpreter.phrase import Speaker

_STYLES = {"breach": "red", "late": "yellow", "undetermined": "magenta", "pending": "cyan"}
_MOST_REJECTS = 10


def draw_run(run: Run, lang: Language) -> None:
    """An audit: one row for each duty and recorded action, then what was read and rejected."""
    console = Console(highlight=False)
    console.print(_outcomes(run, lang))
    console.print(_rows(run, lang))
    for reject in run.rejected[:_MOST_REJECTS]:
        console.print(f"  {reject.file}:{reject.line} [{reject.code}] {reject.reason(lang)}", markup=False)
    if len(run.rejected) > _MOST_REJECTS:
        more = len(run.rejected) - _MOST_REJECTS
        console.print(f"  … 另有 {more} 行" if lang == "zh" else f"  … and {more} more")
    lines = sum(each["judged"] for each in run.rows.values())
    console.print(
        f"{run.on} · {run.book.name} {run.book.edition} · {lines:,} {'行' if lang == 'zh' else 'rows'}"
        f" · {run.seconds:.1f} s"
    )


def _outcomes(run: Run, lang: Language) -> Table:
    speaker = Speaker(run.book, lang)
    table = Table(title="审计结果" if lang == "zh" else "Outcomes")
    table.add_column("规则" if lang == "zh" else "rule", overflow="fold")
    for name in OUTCOMES:
        table.add_column(NAMES[name].say(lang), justify="right")
    for path, counts in run.outcomes.items():
        action = run.book.vocabulary.actions.get(path)
        title = (
            f"{path} {action.names.say(lang)}" if action and lang == "zh" else path if action else speaker.rule(path)
        )
        cells = [
            f"[{_STYLES[n]}]{counts[n]:,}[/]" if counts[n] and n in _STYLES else f"{counts[n]:,}" for n in OUTCOMES
        ]
        table.add_row(title, *cells)
    return table


def _rows(run: Run, lang: Language) -> Table:
    speaker = Speaker(run.book, lang)
    heads = ("表", "读入", "判定", "拒收") if lang == "zh" else ("table", "read", "judged", "rejected")
    table = Table(*heads)
    for entity, counts in run.rows.items():
        table.add_row(speaker.entity(entity), *(f"{counts[each]:,}" for each in ("read", "judged", "rejected")))
    return table
