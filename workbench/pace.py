"""How far an audit is, on a terminal: a bar, what is done, and how many rows or subjects a second.

Of reading, the rows that were read are counted; of judging, the subjects that were judged (a row once for all duties of
its table and once for each recorded action), over the time that each of the two took. Subjects that a run which is
taken up had judged before have no part in its pace.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dsl.core import Language, Words
from interpreter.progress import Progress, Stage
from workbench.ending import Ending

if TYPE_CHECKING:
    from rich.progress import Progress as Drawn

_STAGES: dict[Stage, tuple[Words, Words]] = {
    "fetching": (Words("取出", "fetching"), Words("行", "rows")),
    "reading": (Words("读入", "reading"), Words("行", "rows")),
    "resuming": (Words("接续", "resuming"), Words("个对象", "subjects")),
    "judging": (Words("判定", "judging"), Words("个对象", "subjects")),
    "writing": (Words("写出", "writing"), Words("", "")),
}


@contextmanager
def progress(ending: Ending, lang: Language, quiet: bool) -> Iterator[Progress]:
    """Who is to be told how far the audit is: `ending` always, the reader if he sits at a terminal."""
    if quiet or not sys.stderr.isatty():
        yield ending.note
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Drawn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[far]}"))
    drawn = Drawn(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
    with drawn:
        yield _Bar(drawn, ending, lang).tell


class _Bar:
    """One line, which goes from stage to stage."""

    def __init__(self, drawn: Drawn, ending: Ending, lang: Language) -> None:
        self.drawn, self.ending, self.lang = drawn, ending, lang
        self.stage: Stage = "reading"
        self.began, self.first = time.perf_counter(), 0
        self.task = drawn.add_task(_STAGES[self.stage][0].say(lang), total=None, far="")

    def tell(self, stage: Stage, done: int, total: int) -> None:
        """As `Progress`."""
        self.ending.note(stage, done, total)
        now = time.perf_counter()
        if stage != self.stage:
            self.stage, self.began, self.first = stage, now, done
        name, what = (words.say(self.lang) for words in _STAGES[stage])
        if stage == "writing":  # what was judged stays to be read
            self.drawn.update(self.task, description=name)
            return
        rate = (done - self.first) / (now - self.began) if now > self.began else 0.0
        far = pace(done, total, rate, what, self.lang) if done else ""
        self.drawn.update(self.task, description=name, completed=done, total=total or None, far=far)


def pace(done: int, total: int, rate: float, what: str, lang: Language) -> str:
    """`12,000 / 40,000 subjects · 6,000/s`; without a total or a rate where it is not known."""
    of = f" / {total:,}" if total else ""
    each = f" · {rate:,.0f}/{'秒' if lang == 'zh' else 's'}" if rate else ""
    return f"{done:,}{of} {what}{each}"
